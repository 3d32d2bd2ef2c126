package shell

import (
	"context"
	"strings"
	"time"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/cmd/pager"
	"turnaround/ui/compose"
	"turnaround/ui/post"
	"turnaround/ui/view"

	writing "turnaround/app/compose"
)

// placeCompose is where an update for customers is written: compose/<incident>,
// compose/<incident>/resolved for the last one.
const placeCompose = "compose"

// compose adds the screen where updates are written.
func (m maker) compose(p *pager.Pager, h Host, pages map[string]Page) {
	pages[placeCompose] = ComposePage(ComposeOf(p), h, m.now)
}

// ComposePage is the screen over a core.
func ComposePage(core compose.Core, h Host, now func() time.Time) Page {
	c := compose.Config{Core: core, Host: h, Now: now, Post: post.Poster(h.Post)}
	if files, ok := h.(*Shell); ok {
		c.SaveAs, c.OpenFile = files.saveFile, files.openFile
	}
	screen := compose.New(c)
	return Page{Screen: screen, Open: func(rest string) {
		id, how := rest, ""
		if cut := strings.LastIndexByte(rest, '/'); cut >= 0 {
			id, how = rest[:cut], rest[cut+1:]
		}
		screen.Open(incident.ID(id), how)
	}}
}

// composeCore is a compose.Core over a pager.
type composeCore struct{ p *pager.Pager }

var _ compose.Core = composeCore{}

// Write opens what is being written.
func (c composeCore) Write(id incident.ID) (*writing.Writing, bool, error) { return c.p.Write(id) }

// WriteAnew puts a draft aside.
func (c composeCore) WriteAnew(ctx context.Context, id incident.ID) (*writing.Writing, error) {
	return c.p.WriteAnew(ctx, id)
}

// Case gathers what is known.
func (c composeCore) Case(id incident.ID) (writing.Case, error) { return c.p.Case(id) }

// LastWriting is what the last update was made of.
func (c composeCore) LastWriting(id incident.ID) (writing.Saved, bool, error) {
	return c.p.LastWriting(id)
}

// Keep saves the draft.
func (c composeCore) Keep(ctx context.Context, w *writing.Writing) error {
	return c.p.KeepWriting(ctx, w)
}

// Drop throws it away.
func (c composeCore) Drop(ctx context.Context, id incident.ID) error { return c.p.DropWriting(ctx, id) }

// Publish sends it on its way.
func (c composeCore) Publish(ctx context.Context, w *writing.Writing) (desk.Receipt, error) {
	return c.p.PublishWriting(ctx, "window", w)
}

// SetImpact answers whether customers are affected; not sure leaves what was
// suspected.
func (c composeCore) SetImpact(ctx context.Context, id incident.ID, impact incident.Impact) error {
	d, err := c.p.Desk.Show(id, 0)
	if err != nil {
		return err
	}
	a := d.Incident.Customers.Affected
	if impact != incident.ImpactUnknown || a.Impact == incident.ImpactConfirmed {
		a.Impact = impact
	}
	_, err = c.p.Desk.SetImpact(ctx, c.p.Who("window"), id, a)
	return err
}

// Deliveries tell how the last update stands.
func (c composeCore) Deliveries(id incident.ID) ([]desk.Delivery, error) {
	return c.p.Desk.Deliveries(id)
}

// Settle does what was chosen about an update on its way.
func (c composeCore) Settle(ctx context.Context, step view.Step) error {
	return step.Settle(ctx, c.p.Desk, c.p.Who("window"))
}

// Told records what customers were told elsewhere.
func (c composeCore) Told(ctx context.Context, id incident.ID, said incident.Spoken) error {
	_, err := c.p.Desk.ToldElsewhere(ctx, c.p.Who("window"), id, said)
	return err
}

// Offline tells whether there is no network.
func (c composeCore) Offline() bool { return !c.p.Health().Offline.IsZero() }

// Listen hears what changes.
func (c composeCore) Listen(f func(event.Event)) (stop func()) { return c.p.Desk.Listen(f) }
