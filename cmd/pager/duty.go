package pager

import (
	"context"
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

// none: there is no duty in use yet.
func (o *OnCall) none() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now == nil
}

// use replaces the duty in use.
func (o *OnCall) use(d *duty.Duty) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = d
	if o.changed != nil {
		close(o.changed)
	}
	o.changed = make(chan struct{})
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

// SetDuty changes when this person is on call, at once and in the
// configuration file, whose comments and order stay.
func (p *Pager) SetDuty(ctx context.Context, mode string, until time.Time) error {
	_, err := p.Edit(ctx, func(doc *config.Document) error {
		if err := doc.Set("duty.mode", mode); err != nil {
			return err
		}
		if until.IsZero() {
			return nil
		}
		return doc.Set("duty.until", until)
	})
	return err
}

// makeDuty knows when this person is on call; made are the sources to ask.
func (p *Pager) makeDuty(settings config.Duty, made map[string]source.Source) (*duty.Duty, error) {
	c := duty.Config{Duty: settings, Memory: p.Desk.Board(), Zone: p.Zone, Now: p.now, Log: p.log,
		Changed: func() { p.hub.Publish(event.DutyChanged{}) }}
	switch settings.Mode {
	case duty.Calendar:
		c.Fetch = p.calendar(settings).Fetch
	case duty.Source:
		scheduler, ok := made[settings.Source].(source.Scheduler)
		if !ok {
			return nil, noSchedule(settings.Source)
		}
		c.Scheduler = shifts{scheduler, settings}
	}
	d, err := duty.New(c)
	if err == nil {
		// Else a person who is off call would count as on call for a moment, and be rung.
		d.Recall(context.Background())
	}
	return d, err
}

func (p *Pager) calendar(settings config.Duty) *calendar.Fetcher {
	f := &calendar.Fetcher{At: settings.Calendar}
	if ref := settings.Secret; ref != "" {
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
