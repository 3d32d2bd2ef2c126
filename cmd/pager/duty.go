package pager

import (
	"context"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/event"
	"turnaround/sync/calendar"
	"turnaround/sync/source"
)

// newDuty knows when this person is on call, as the configuration says.
func (p *Pager) newDuty() error {
	c := duty.Config{Duty: p.config.Duty, Memory: p.Desk.Board(), Zone: p.Zone, Now: p.now, Log: p.log,
		Changed: func() { p.hub.Publish(event.DutyChanged{}) }}
	switch p.config.Duty.Mode {
	case duty.Calendar:
		c.Fetch = p.calendar().Fetch
	case duty.Source:
		scheduler, ok := p.made[p.config.Duty.Source].(source.Scheduler)
		if !ok {
			return noSchedule(p.config.Duty.Source)
		}
		c.Scheduler = shifts{scheduler, p.config.Duty}
	}
	var err error
	p.Duty, err = duty.New(c)
	return err
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
