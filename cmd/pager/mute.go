package pager

import (
	"context"
	"fmt"
	"time"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/page"
)

// MaxMute is the longest a person can mute.
const MaxMute = page.MaxMute

// newMuter takes up whether pages were muted when the app last ran.
func (p *Pager) newMuter() {
	var err error
	p.muter, err = page.NewMuter(context.Background(), p.Desk.Board(), func() {
		p.hub.Publish(event.MuteChanged{})
		if p.Loop != nil {
			p.Loop.Poke()
		}
	})
	if err != nil {
		p.warn("whether pages were muted is not known; they ring: %v", err)
	}
}

// Mute keeps everything from ringing until a time, at most a day away: every
// severity, lost contact and heartbeats. Contact lost meanwhile is shown
// without a sound, and what is open at the end rings then.
func (p *Pager) Mute(ctx context.Context, until time.Time) error {
	return p.muter.Mute(ctx, p.now(), until)
}

// Unmute lets pages ring again, at once.
func (p *Pager) Unmute(ctx context.Context) error { return p.muter.Ring(ctx) }

// Muted tells until when pages are muted; zero: they are not.
func (p *Pager) Muted() time.Time { return p.muter.Until(p.now()) }

// Morning is when a mute "until morning" ends.
func (p *Pager) Morning() time.Time { return page.Morning(p.now(), p.Zone()) }

// NextRings gives when each incident that calls somebody rings next; see
// [page.Loop.NextRings]. It is only read.
func (p *Pager) NextRings() map[incident.ID]time.Time {
	if p.Loop == nil {
		return nil
	}
	return p.Loop.NextRings()
}

// NextRing gives when an incident rings next; false: not of its own.
func (p *Pager) NextRing(id incident.ID) (time.Time, bool) {
	at, ok := p.NextRings()[id]
	return at, ok
}

// called tells the faces that somebody was called.
func (p *Pager) called(c page.Call) {
	p.hub.Publish(event.Called{IDs: c.All, Severity: c.Note.Severity, Urgent: c.Note.Urgent, At: p.now()})
}

// mutedBanner says it where contact is told.
func (p *Pager) mutedBanner(until time.Time) string {
	return fmt.Sprintf("Muted until %s: nothing rings, lost contact neither", page.Clock(until, p.now(), p.Zone()))
}

// EndSilence ends one silence at its source, through the outbox. A command
// that is alone reads the source first: what stands there is not kept.
func (p *Pager) EndSilence(ctx context.Context, who desk.Who, source, id string) (desk.Receipt, error) {
	if p.opts.Alone {
		for _, r := range p.Sync(ctx) {
			if r.Source == source && r.Err != nil {
				return desk.Receipt{}, fmt.Errorf("read the silences of %s: %w", source, r.Err)
			}
		}
	}
	return p.Desk.EndSilence(ctx, who, source, id)
}
