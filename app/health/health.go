// Package health knows how contact with each source stands: a screen that is
// green while nobody can see is the worst fault of a pager, an alarm at every
// waking of a laptop the second worst. It is told what happened and when, and
// has no clock of its own.
package health

import (
	"slices"
	"sync"
	"time"

	"turnaround/app/incident"
)

// The rules of losing contact.
const (
	bannerMisses = 3
	bannerAfter  = 2 * time.Minute
	lostAfter    = 10 * time.Minute
	grace        = 2 * time.Minute // after waking, in which misses do not count
)

// Config says how a Tracker tells.
type Config struct {
	LostAfter time.Duration         // a lost source rings after so long; 0: 10 minutes
	Zone      func() *time.Location // for the texts; nil: the system's
	Changed   func(source string)   // what is shown changed; it does not block
}

// Source is a source to watch over.
type Source struct {
	Name string
	// Every is how often, at the least, it is reported on; when nothing is
	// reported for far longer, that counts as lost. 0: not known.
	Every time.Duration
	Beats []Beat
}

// Beat is an alert that must keep firing.
type Beat struct {
	Name     string
	Within   time.Duration // its absence pages after so long; 0: 5 minutes
	Severity incident.Severity
}

// Made is what a successful contact brought.
type Made struct {
	Latency time.Duration
	News    int      // alerts that began
	Beats   []string // heartbeats seen in it
	// Unchanged: the source answered exactly as last time, so the heartbeats
	// of then were seen again.
	Unchanged bool
}

// Miss is a contact that failed.
type Miss struct {
	Why  string // in plain words
	Kind string // of fault, for the faces: auth, tls, dns, ...
	// Network: nothing answered at all (no route, no name, refused, timed
	// out), so that the fault may be the own network.
	Network bool
}

// Tracker is safe for use by several goroutines.
type Tracker struct {
	Config
	mu      sync.Mutex
	order   []string
	sources map[string]*record
	grace   time.Time // misses before it do not count
	offline time.Time // the own network is down since; zero: it is not
}

// record is what is known of one source.
type record struct {
	Source  `json:"-"`
	First   time.Time        `json:"first,omitzero"` // first contact ever
	Last    time.Time        `json:"last,omitzero"`  // last contact
	Since   time.Time        `json:"-"`              // contact stands unbroken since
	Tried   time.Time        `json:"tried,omitzero"`
	Misses  int              `json:"misses,omitempty"`    // counted, in a row
	Missed  time.Time        `json:"missed,omitzero"`     // the first of them
	Lost    time.Time        `json:"lost,omitzero"`       // announced as lost; the first miss then
	Why     string           `json:"why,omitempty"`       // of the last miss
	Kind    string           `json:"kind,omitempty"`      // of the last miss
	Network bool             `json:"network,omitempty"`   // the last miss was of the network
	Latency time.Duration    `json:"latency,omitempty"`   // of the last contact
	Pulse   map[string]pulse `json:"heartbeats,omitzero"` // by name
	Present []string         `json:"present,omitempty"`   // heartbeats in the last answer that differed
	Hours   map[int64]int    `json:"hours,omitempty"`     // alerts that began, by hour since 1970
	Past    []turn           `json:"past,omitempty"`      // how contact went, a day back
}

// pulse is what is known of one heartbeat.
type pulse struct {
	Seen   time.Time `json:"seen,omitzero"`
	Absent time.Time `json:"absent,omitzero"` // pages since it was last seen, or since first contact
}

// New makes a tracker with no sources.
func New(c Config) *Tracker {
	if c.LostAfter == 0 {
		c.LostAfter = lostAfter
	}
	if c.Zone == nil {
		c.Zone = func() *time.Location { return time.Local }
	}
	if c.Changed == nil {
		c.Changed = func(string) {}
	}
	return &Tracker{Config: c, sources: map[string]*record{}}
}

// SetLostAfter replaces after how long a lost source rings; 0: 10 minutes.
func (t *Tracker) SetLostAfter(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if d == 0 {
		d = lostAfter
	}
	t.LostAfter = d
}

// Watch begins to watch over a source, or replaces how; what is known of it stays.
func (t *Tracker) Watch(s Source) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s.Beats = slices.Clone(s.Beats)
	for n := range s.Beats {
		if s.Beats[n].Within == 0 {
			s.Beats[n].Within = 5 * time.Minute
		}
	}
	r := t.sources[s.Name]
	if r == nil {
		r = &record{}
		t.sources[s.Name] = r
	}
	r.Source = s
	if !slices.Contains(t.order, s.Name) {
		t.order = append(t.order, s.Name)
	}
}

// Forget stops watching over a source.
func (t *Tracker) Forget(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.sources, name)
	t.order = slices.DeleteFunc(t.order, func(other string) bool { return other == name })
}

// Rename gives a source another name; what is known of it stays.
func (t *Tracker) Rename(was, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.sources[was]
	if r == nil || t.sources[name] != nil {
		return
	}
	delete(t.sources, was)
	r.Name, t.sources[name] = name, r
	for n := range t.order {
		if t.order[n] == was {
			t.order[n] = name
		}
	}
}

// watched gives a watched source's record, or nil. The caller holds the lock.
func (t *Tracker) watched(name string) *record {
	r := t.sources[name]
	if r == nil || r.Name == "" {
		return nil
	}
	return r
}

// all yields the watched sources in order. The caller holds the lock.
func (t *Tracker) all(yield func(*record) bool) {
	for _, name := range t.order {
		if !yield(t.sources[name]) {
			return
		}
	}
}

// Made records a contact.
func (t *Tracker) Made(source string, at time.Time, m Made) {
	t.mu.Lock()
	r := t.watched(source)
	if r == nil {
		t.mu.Unlock()
		return
	}
	at = at.UTC().Round(0)
	changed := r.Misses > 0 || !r.Lost.IsZero() || r.Last.IsZero()
	if !r.Missed.IsZero() && at.Sub(r.Missed) >= bannerAfter {
		r.Since = time.Time{} // too long a gap for heartbeats to be counted across
	}
	if r.Since.IsZero() {
		r.Since = at
	}
	if r.First.IsZero() {
		r.First = at
	}
	r.Last, r.Tried, r.Latency = at, at, m.Latency
	r.Misses, r.Missed, r.Lost, r.Why, r.Kind, r.Network = 0, time.Time{}, time.Time{}, "", "", false
	r.count(at, m.News)
	r.answered(at, m.Latency)
	changed = r.beat(at, m) || changed
	t.online(at)
	t.mu.Unlock()
	if changed {
		t.Changed(source)
	}
}

// online ends the time without a network: the other sources get a moment to
// come back before their misses count.
func (t *Tracker) online(at time.Time) {
	if t.offline.IsZero() {
		return
	}
	t.offline = time.Time{}
	t.forgive(at)
}

// forgive begins a grace. What is announced as lost stays so.
func (t *Tracker) forgive(at time.Time) {
	t.grace = at.Add(grace)
	for r := range t.all {
		if r.Lost.IsZero() {
			r.Misses, r.Missed = 0, time.Time{}
		}
	}
}

// beat notes the heartbeats seen, and tells whether one came back.
func (r *record) beat(at time.Time, m Made) bool {
	if !m.Unchanged {
		r.Present = slices.Clone(m.Beats)
	}
	back := false
	for _, name := range r.Present {
		if r.Pulse == nil {
			r.Pulse = map[string]pulse{}
		}
		back = back || !r.Pulse[name].Absent.IsZero()
		r.Pulse[name] = pulse{Seen: at}
	}
	return back
}

// count adds to the alerts of this hour and drops what is older than a day.
func (r *record) count(at time.Time, news int) {
	hour := at.Unix() / 3600
	if news > 0 {
		if r.Hours == nil {
			r.Hours = map[int64]int{}
		}
		r.Hours[hour] += news
	}
	for h := range r.Hours {
		if h <= hour-24 || h > hour {
			delete(r.Hours, h)
		}
	}
}

// Lost records a contact that failed.
func (t *Tracker) Lost(source string, at time.Time, m Miss) {
	t.mu.Lock()
	r := t.watched(source)
	if r == nil {
		t.mu.Unlock()
		return
	}
	at = at.UTC().Round(0)
	changed := r.Why != m.Why || r.Kind != m.Kind
	r.Tried, r.Why, r.Kind, r.Network = at, m.Why, m.Kind, m.Network
	if !at.Before(t.grace) || t.grace.Sub(at) > grace {
		r.Misses++
		if r.Missed.IsZero() || r.Missed.After(at) {
			r.Missed = at
		}
	}
	changed = t.weigh(at) || changed || r.Misses == 1
	r.failed(at)
	t.mu.Unlock()
	if changed {
		t.Changed(source)
	}
}

// Woke tells that the app started or the computer slept until now: what was
// missed meanwhile says nothing.
func (t *Tracker) Woke(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now = now.UTC().Round(0)
	t.offline = time.Time{}
	t.forgive(now)
	for r := range t.all {
		r.asleep()
		r.Since = time.Time{}
		r.Tried = time.Time{}
	}
}

// Settled tells whether the state of every source is known anew since then: it
// answered, or it failed for a reason that is not the network's coming up.
func (t *Tracker) Settled(since time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for r := range t.all {
		known := !r.Lost.IsZero() || !r.Last.Before(since) || !r.Network && !r.Tried.Before(since)
		if !known {
			return false
		}
	}
	return true
}
