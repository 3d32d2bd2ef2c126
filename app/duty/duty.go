// Package duty knows whether this person is on call, until when, and when
// the next change is.
package duty

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"turnaround/app/config"
)

// The modes of config.Duty.
const (
	Always   = "always"
	Until    = "until"
	Calendar = "calendar"
	Source   = "source"
	List     = "list"
)

// State is the answer at one moment.
type State struct {
	OnCall bool      `json:"on_call"`
	Until  time.Time `json:"until,omitzero"` // when this answer changes; zero: not known to change
	Next   time.Time `json:"next,omitzero"`  // when the next shift of this person starts
	Mode   string    `json:"mode"`           // always, until, calendar, source, list; empty: not asked yet
	Why    string    `json:"why"`            // in plain words
	// Stale is since when the calendar or schedule could not be read; zero: it can.
	Stale time.Time `json:"stale_since,omitzero"`
	// Trouble says in plain words what is wrong with it.
	Trouble string `json:"trouble,omitempty"`
}

// Scheduler is a source that knows this person's shifts.
type Scheduler interface {
	Shifts(ctx context.Context, from, to time.Time) ([]Shift, error)
}

// Memory keeps the last good answer across restarts.
type Memory interface {
	// Load gives the value of key, nil where there is none.
	Load(ctx context.Context, key string) ([]byte, error)
	Save(ctx context.Context, key string, value []byte) error
}

// Config is what a Duty needs; all but Now may be missing.
type Config struct {
	Duty config.Duty
	// Fetch reads the calendar's file or link, at most a few megabytes, and
	// keeps its own ETag cache.
	Fetch     func(context.Context) ([]byte, error)
	Scheduler Scheduler
	Memory    Memory
	Zone      func() *time.Location
	Now       func() time.Time
	Changed   func() // the answer changed; it does not block
	Log       *slog.Logger
}

// Duty is safe for use by several goroutines.
type Duty struct {
	Config
	mu     sync.Mutex
	plan   plan
	poke   chan struct{}
	failed int // readings that failed in a row
}

// plan is the last good answer of a calendar or a schedule.
type plan struct {
	Of      string    `json:"of"` // which settings it answers
	Read    time.Time `json:"read,omitzero"`
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
	Shifts  []Shift   `json:"shifts"`
	Skipped []string  `json:"skipped,omitempty"`
	stale   time.Time
	trouble string
}

// How far a plan reaches, and how often it is read.
const (
	behind    = 31 * 24 * time.Hour
	ahead     = 366 * 24 * time.Hour
	every     = 10 * time.Minute
	firstWait = 15 * time.Second
	longWait  = time.Minute // timers stand still in sleep
	memoryKey = "duty/plan"
)

// New makes a Duty; [Duty.Run] keeps it current.
func New(c Config) (*Duty, error) {
	switch c.Duty.Mode {
	case "", Always, Until, List:
	case Calendar:
		if c.Fetch == nil {
			return nil, errors.New("duty: mode calendar without a calendar to read")
		}
	case Source:
		if c.Scheduler == nil {
			return nil, fmt.Errorf("duty: mode source: %q keeps no schedule that can be read", c.Duty.Source)
		}
	default:
		return nil, fmt.Errorf("duty: mode = %q: want always, until, calendar, source or list", c.Duty.Mode)
	}
	if c.Zone == nil {
		c.Zone = func() *time.Location { return time.Local }
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Duty{Config: c, poke: make(chan struct{}, 1)}, nil
}

// On answers for now, without waiting for anything.
func (d *Duty) On(now time.Time) State {
	s := State{Mode: d.Duty.Mode}
	switch s.Mode {
	case "":
		s.OnCall, s.Why = true, "nobody said when you are on call, so you always are: set duty.mode"
	case Always:
		s.OnCall, s.Why = true, "always on call"
	case List:
		s.Why = "list only: nothing rings"
	case Until:
		d.byHand(&s, now)
	default:
		d.byPlan(&s, now)
	}
	return s
}

func (d *Duty) byHand(s *State, now time.Time) {
	until := d.Duty.Until
	switch {
	case until.IsZero():
		s.OnCall, s.Why = true, "on call by hand with no end: set duty.until"
	case now.Before(until):
		s.OnCall, s.Until, s.Why = true, until.UTC(), "on call by hand"
	default:
		s.Why = "your time on call has ended"
	}
}

// byPlan answers from the last good reading. With none at all it says on
// call: a pager that is silent because a link is broken is the worse fault.
func (d *Duty) byPlan(s *State, now time.Time) {
	d.mu.Lock()
	p := d.plan
	d.mu.Unlock()
	name := "the calendar"
	if s.Mode == Source {
		name = "the schedule at " + d.Duty.Source
	}
	s.Stale, s.Trouble = p.stale, p.trouble
	if s.Trouble == "" && len(p.Skipped) > 0 {
		s.Trouble = name + " has entries that cannot be read: " + strings.Join(p.Skipped, "; ")
	}
	if p.Read.IsZero() || now.After(p.To) {
		s.OnCall, s.Why = true, name+" has not been read yet, so you count as on call"
		return
	}
	s.Why = "off call by " + name
	for _, shift := range p.Shifts {
		switch {
		case !shift.End.After(now):
		case shift.Start.After(now):
			s.Next = shift.Start
			if !s.OnCall {
				s.Until = shift.Start
			}
			return
		default:
			s.OnCall, s.Until, s.Why = true, shift.End, "on call by "+name
		}
	}
}

// Plan gives the known shifts that end after now, for a list of hand-overs.
func (d *Duty) Plan(now time.Time) []Shift {
	d.mu.Lock()
	defer d.mu.Unlock()
	var next []Shift
	for _, s := range d.plan.Shifts {
		if s.End.After(now) {
			next = append(next, s)
		}
	}
	return next
}

// Refresh has the calendar or schedule read soon: after waking, or because
// the person changed it. It never blocks.
func (d *Duty) Refresh() {
	select {
	case d.poke <- struct{}{}:
	default:
	}
}

// Run reads the calendar or schedule now and then, and calls Changed when the
// answer changes, until ctx ends. It is called once.
func (d *Duty) Run(ctx context.Context) error {
	d.Recall(ctx)
	last := d.On(d.Now())
	read := d.Now().Add(-every)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-d.poke:
			read = d.Now().Add(-every)
		case <-timer.C:
		}
		now := d.Now()
		if age := now.Sub(read); d.remote() && (age >= d.pause() || age < 0) {
			d.read(ctx, now)
			read = d.Now()
		}
		now = d.Now()
		state := d.On(now)
		if state.OnCall != last.OnCall || !state.Until.Equal(last.Until) || state.Trouble != last.Trouble {
			if d.Changed != nil {
				d.Changed()
			}
		}
		last = state
		if wait := d.wait(state, now, read); wait > 0 {
			timer.Reset(wait)
		}
	}
}

func (d *Duty) remote() bool { return d.Duty.Mode == Calendar || d.Duty.Mode == Source }

// wait is how long to sleep; 0 means until something is said.
func (d *Duty) wait(s State, now, read time.Time) time.Duration {
	wait := time.Duration(0)
	if d.remote() {
		wait = max(d.pause()-now.Sub(read), time.Second)
	}
	if left := s.Until.Sub(now); !s.Until.IsZero() && (wait == 0 || left < wait) {
		wait = max(left, time.Millisecond)
	}
	return min(wait, longWait)
}

// pause is the time between readings: longer after each failure.
func (d *Duty) pause() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failed == 0 {
		return every
	}
	return min(firstWait<<min(d.failed-1, 10), every)
}

// read asks the calendar or the schedule; a failure keeps the last answer.
func (d *Duty) read(ctx context.Context, now time.Time) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	next := plan{Of: d.settings(), Read: now.UTC(), From: now.Add(-behind).UTC(), To: now.Add(ahead).UTC()}
	var err error
	if d.Duty.Mode == Source {
		next.Shifts, err = d.Scheduler.Shifts(ctx, next.From, next.To)
		next.Shifts = tidy(next.Shifts)
	} else {
		var raw []byte
		if raw, err = d.Fetch(ctx); err == nil {
			next.Shifts, next.Skipped, err = Parse(raw, d.Duty.Match, next.From, next.To, d.Zone())
		}
	}
	if err != nil {
		d.fail(now, err)
		return
	}
	d.mu.Lock()
	d.plan, d.failed = next, 0
	d.mu.Unlock()
	d.remember(ctx, next)
}

func (d *Duty) fail(now time.Time, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failed++
	if d.plan.stale.IsZero() {
		d.plan.stale = now.UTC()
	}
	if link := (*url.Error)(nil); errors.As(err, &link) {
		err = link.Err // a calendar's link is a secret
	}
	d.plan.trouble = err.Error()
	d.Log.Warn("read who is on call", "mode", d.Duty.Mode, "err", err)
}

// tidy leaves out what is no shift.
func tidy(shifts []Shift) []Shift {
	var good []Shift
	for _, s := range shifts {
		if s.End.After(s.Start) {
			good = append(good, Shift{s.Start.UTC(), s.End.UTC()})
		}
	}
	return join(good)
}

// settings names what a plan answers, without keeping a link's secrets.
func (d *Duty) settings() string {
	c := d.Duty
	sum := sha256.Sum256([]byte(strings.Join([]string{c.Mode, c.Calendar, c.Match, c.Source, c.Schedule}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// Recall takes up the last good answer, so that On need not wait for Run to
// read one. What was read since stays.
func (d *Duty) Recall(ctx context.Context) {
	if d.Memory == nil || !d.remote() {
		return
	}
	raw, err := d.Memory.Load(ctx, memoryKey)
	var p plan
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &p)
	}
	if err != nil {
		d.Log.Warn("recall who was on call", "err", err)
		return
	}
	if p.Of != d.settings() {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.plan.Read.IsZero() {
		d.plan = p
	}
}

func (d *Duty) remember(ctx context.Context, p plan) {
	if d.Memory == nil {
		return
	}
	raw, err := json.Marshal(p)
	if err == nil {
		err = d.Memory.Save(ctx, memoryKey, raw)
	}
	if err != nil {
		d.Log.Warn("remember who is on call", "err", err)
	}
}
