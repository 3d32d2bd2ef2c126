package shell

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/cmd"
	"turnaround/cmd/pager"
	"turnaround/ui/view"
)

// running is a Core over a pager.
type running struct {
	p       *pager.Pager
	started time.Time
}

var _ Core = running{}

func nothingToUndo(err error) bool { return errors.Is(err, desk.ErrNothingToUndo) }

// Standing tells how everything stands.
func (r running) Standing(now time.Time) view.Standing {
	s := view.Standing{Now: now, Started: r.started, Health: r.p.Health(), Duty: r.p.Duty.On(now)}
	s.Outbox, _ = r.p.Desk.Outbox() // what cannot be read is said where the queue is opened
	scene := view.Scene{Now: now, Quiet: !s.Duty.OnCall || !s.Health.MutedUntil.IsZero()}
	s.Paging, s.Open = scene.Count(r.p.Desk.Open())
	clocks := r.p.Desk.Clocks()
	s.Owed = view.OwedOf(clocks, now)
	for _, c := range clocks {
		if c.Owes(now) {
			s.Owing++
		}
	}
	return s
}

// Config is the configuration in use.
func (r running) Config() config.Config { return r.p.Config() }

// Edit changes the configuration's file and takes it up.
func (r running) Edit(ctx context.Context, edit func(*config.Document) error) error {
	_, err := r.p.Edit(ctx, edit)
	return err
}

// Fresh tells whether there is no source and no incident yet.
func (r running) Fresh() bool {
	if len(r.p.Config().Sources) > 0 {
		return false
	}
	for range r.p.Desk.Rows() {
		return false
	}
	return true
}

// Warnings are what was wrong at the start and did not stop it.
func (r running) Warnings() []string { return r.p.Warnings() }

// Title names an incident.
func (r running) Title(id incident.ID) string {
	row, _ := r.p.Desk.Row(id)
	return titleOf(row.Title, id)
}

// Outbox lists what waits to be sent.
func (r running) Outbox() ([]outbox.Action, error) { return r.p.Desk.Outbox() }

// Retry sends an action again now.
func (r running) Retry(ctx context.Context, action string, force bool) error {
	if err := r.p.Desk.Retry(ctx, action, force); err != nil {
		return err
	}
	r.p.Engine.Poke()
	return nil
}

// Join writes an update into what is open on its channel.
func (r running) Join(ctx context.Context, action string) error {
	return r.p.Desk.JoinAndSend(ctx, r.p.Who("window"), action)
}

// Drop gives an action up.
func (r running) Drop(ctx context.Context, action string) error {
	return r.p.Desk.Drop(ctx, r.p.Who("window"), action)
}

// Undo takes the last act back.
func (r running) Undo(ctx context.Context) (desk.Receipt, error) {
	return r.p.Desk.Undo(ctx, r.p.Who("window"))
}

// Mute keeps everything from ringing until a time.
func (r running) Mute(ctx context.Context, until time.Time) error { return r.p.Mute(ctx, until) }

// Unmute lets it ring again.
func (r running) Unmute(ctx context.Context) error { return r.p.Unmute(ctx) }

// Morning is when a mute until morning ends.
func (r running) Morning() time.Time { return r.p.Morning() }

// Sync asks every source now.
func (r running) Sync(context.Context) { r.p.Engine.Poke() }

// Import unites an archive with what is here.
func (r running) Import(ctx context.Context, path, passphrase string) (desk.Imported, error) {
	return r.p.Import(ctx, path, passphrase, nil)
}

// Away tells whether nobody looks.
func (r running) Away(away bool) { r.p.Desk.Away(away) }

// Listen hears what changes.
func (r running) Listen(f func(event.Event)) (stop func()) { return r.p.Desk.Listen(f) }

// rehearsal is a Rehearsal over a running drill.
type rehearsal struct {
	*cmd.Rehearsal
	mu    sync.Mutex
	tried Tried
	seen  map[incident.ID]time.Time // rows that were read, as of their last change
}

var _ Rehearsal = (*rehearsal)(nil)

func newRehearsal(r *cmd.Rehearsal) *rehearsal {
	return &rehearsal{Rehearsal: r, seen: map[incident.ID]time.Time{}}
}

// Speed sets the pace.
func (r *rehearsal) Speed(factor float64) error { return r.Drill.Speed(factor) }

// Pace is the present pace.
func (r *rehearsal) Pace() float64 { return r.Drill.Pace() }

// How loud a drill rings, in percent.
const (
	softVolume = 30
	fullVolume = 70
)

// Soft sets how loud it rings.
func (r *rehearsal) Soft(ctx context.Context, soft bool) error {
	c := r.Pager().Config()
	c.Page.Volume = fullVolume
	if soft {
		c.Page.Volume = softVolume
	}
	_, err := r.Pager().Reconfigure(ctx, c)
	return err
}

// Tried tells what the person did so far. Incidents that did not change since
// the last look are not read again.
func (r *rehearsal) Tried() Tried {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.Pager()
	me, now := incident.NewPersonID(p.Who("window").Name), time.Now()
	for row := range p.Desk.Rows() {
		if !row.UpdatedAt.After(r.seen[row.ID]) {
			continue
		}
		d, err := p.Desk.Show(row.ID, 0)
		if err != nil {
			continue // it is read again at the next look
		}
		r.seen[row.ID] = row.UpdatedAt
		r.tried.read(d.Entries, me, r.Rang(row.ID), row.StartedAt)
		r.tried.hear(journey.Of(d.Entries, now), p.Desk.Target(row.Severity), row.StartedAt)
	}
	return r.tried
}

// read takes up what the person did to one incident, which rang or did not.
func (t *Tried) read(entries []incident.Entry, me incident.PersonID, rang bool, began time.Time) {
	t.Rang = t.Rang || rang
	for _, e := range entries {
		if e.By != me {
			continue
		}
		switch e.Kind {
		case incident.KindAcknowledged:
			// Only what rang counts: that is what the drill is about.
			if !t.Acknowledged && rang {
				t.Acknowledged, t.AckSeconds = true, e.At.Sub(began).Seconds()
			}
		case incident.KindImpact:
			t.Answered, t.Affected = true, incident.Unpack[incident.Affected](e).Impact
		}
	}
}

// hear takes up what customers could read of one incident, by whatever way it
// was published.
func (t *Tried) hear(c journey.Course, target journey.Target, began time.Time) {
	if len(c.Updates) == 0 {
		return
	}
	updates := slices.SortedFunc(slices.Values(c.Updates), func(a, b journey.Update) int { return a.At.Compare(b.At) })
	if first := updates[0].At.Sub(began).Seconds(); !t.Published {
		t.Published, t.FirstSeconds = true, first
	}
	m := c.Measure(journey.Rules{Grace: target.Grace, Stale: target.Every(incident.Investigating)})
	t.Kept = t.Kept || m.Kept > 0
	t.Due = time.Time{}
	if last := updates[len(updates)-1]; c.Resolved.IsZero() {
		t.Due = last.Due
	}
	t.Told = t.Told || !c.Resolved.IsZero()
}
