package pager

import (
	"context"
	"fmt"
	"sync"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/event"
	"turnaround/sync/calendar"
	"turnaround/sync/source"
)

// OnCall is the duty in use; a person can change it while the app runs.
type OnCall struct {
	make func(config.Duty) (*duty.Duty, error)

	mu      sync.Mutex
	now     *duty.Duty
	changed chan struct{} // closed and replaced when now is replaced
}

// On answers for now, without waiting for anything.
func (o *OnCall) On(now time.Time) duty.State {
	o.mu.Lock()
	d := o.now
	o.mu.Unlock()
	return d.On(now)
}

// Plan gives the known shifts that end after now.
func (o *OnCall) Plan(now time.Time) []duty.Shift {
	o.mu.Lock()
	d := o.now
	o.mu.Unlock()
	return d.Plan(now)
}

// set replaces the duty in use.
func (o *OnCall) set(c config.Duty) error {
	d, err := o.make(c)
	if err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = d
	if o.changed != nil {
		close(o.changed)
	}
	o.changed = make(chan struct{})
	return nil
}

// run keeps the duty in use current, until ctx ends.
func (o *OnCall) run(ctx context.Context) error {
	for ctx.Err() == nil {
		o.mu.Lock()
		d, changed := o.now, o.changed
		o.mu.Unlock()
		inner, cancel := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- d.Run(inner) }()
		select {
		case <-changed:
		case <-ctx.Done():
		}
		cancel()
		if err := <-done; err != nil {
			return err
		}
	}
	return nil
}

// newDuty knows when this person is on call, as the configuration says.
func (p *Pager) newDuty() error {
	p.Duty = &OnCall{make: p.makeDuty}
	return p.Duty.set(p.config.Duty)
}

// SetDuty changes when this person is on call, at once and in the
// configuration file, whose comments and order stay.
func (p *Pager) SetDuty(mode string, until time.Time) error {
	next := p.config.Duty
	next.Mode, next.Until = mode, until
	doc, err := config.Open(p.opts.Places.Config)
	if err != nil {
		return fmt.Errorf("change when you are on call: %w", err)
	}
	if err := doc.Set("duty.mode", mode); err != nil {
		return fmt.Errorf("change when you are on call: %w", err)
	}
	if !until.IsZero() {
		if err := doc.Set("duty.until", until); err != nil {
			return fmt.Errorf("change when you are on call: %w", err)
		}
	}
	if err := doc.Save(); err != nil {
		return fmt.Errorf("change when you are on call: %w", err)
	}
	if err := p.Duty.set(next); err != nil {
		return err
	}
	p.hub.Publish(event.DutyChanged{})
	return nil
}

func (p *Pager) makeDuty(settings config.Duty) (*duty.Duty, error) {
	c := duty.Config{Duty: settings, Memory: p.Desk.Board(), Zone: p.Zone, Now: p.now, Log: p.log,
		Changed: func() { p.hub.Publish(event.DutyChanged{}) }}
	switch settings.Mode {
	case duty.Calendar:
		c.Fetch = p.calendar().Fetch
	case duty.Source:
		scheduler, ok := p.made[settings.Source].(source.Scheduler)
		if !ok {
			return nil, noSchedule(settings.Source)
		}
		c.Scheduler = shifts{scheduler, settings}
	}
	return duty.New(c)
}

func (p *Pager) calendar() *calendar.Fetcher {
	f := &calendar.Fetcher{At: p.config.Duty.Calendar}
	if ref := p.config.Duty.Secret; ref != "" {
		f.Secret = func(ctx context.Context) (string, error) { return p.secrets.Resolve(ctx, ref) }
	}
	return f
}

// shifts asks a source for the schedule the configuration names.
type shifts struct {
	from source.Scheduler
	duty config.Duty
}

// Shifts gives this person's shifts.
func (s shifts) Shifts(ctx context.Context, from, to time.Time) ([]duty.Shift, error) {
	list, err := s.from.OnCall(ctx, s.duty.Schedule, from, to)
	if err != nil {
		return nil, err
	}
	var out []duty.Shift
	for _, each := range list {
		if s.duty.Match == "" || matches(each.Who, s.duty.Match) {
			out = append(out, duty.Shift{Start: each.Start, End: each.End})
		}
	}
	return out, nil
}
