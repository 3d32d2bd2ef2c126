package shell

import (
	"context"

	"turnaround/app/event"
	"turnaround/app/incident"
	doc "turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
	"turnaround/app/store"
	"turnaround/cmd/pager"
	"turnaround/ui/keys"
	"turnaround/ui/now"
	"turnaround/ui/parts"
	"turnaround/ui/post"
	"turnaround/ui/postmortem"
	"turnaround/ui/words"
)

// placePostmortem is the page of one incident's postmortem: "postmortem/<incident>".
const placePostmortem = "postmortem"

// postmortem adds the screen of postmortems over a pager. What is typed in it
// outlives a rebuilding of the screens.
func (m maker) postmortem(p *pager.Pager, h Host, memory *postmortem.Memory, pages map[string]Page) {
	c := postmortem.Config{Core: postmortems{p}, Host: h, Now: m.now, After: parts.After(post.Poster(h.Post)), Memory: memory}
	if files, ok := h.(*Shell); ok {
		c.SaveAs = files.saveFile
	}
	screen := postmortem.New(c)
	pages[placePostmortem] = Page{Screen: screen, Open: func(rest string) { screen.Open(incident.ID(rest)) }}
}

// WaysOf are the rooms an incident leads to.
func WaysOf(h Host) []now.Way {
	return []now.Way{{Action: keys.Update, Text: words.T("Update customers"), Icon: "campaign", Importance: parts.Amber,
		Go: func(id incident.ID) { h.Go(placeCompose + "/" + string(id)) }},
		{Action: keys.Postmortem, Text: words.T("Postmortem"), Icon: "assignment", Importance: parts.Quiet,
			Go: func(id incident.ID) { h.Go(placePostmortem + "/" + string(id)) }}}
}

// postmortems is what that screen needs of a pager.
type postmortems struct{ p *pager.Pager }

var _ postmortem.Core = postmortems{}

// Row is an incident as lists show it.
func (c postmortems) Row(id incident.ID) (store.Row, bool) { return c.p.Desk.Row(id) }

// Listen hears what changes.
func (c postmortems) Listen(f func(event.Event)) (stop func()) { return c.p.Desk.Listen(f) }

// Sketch gives the postmortem that would be begun.
func (c postmortems) Sketch(id incident.ID, language string) (book.Page, error) {
	return c.p.Postmortems().Sketch(id, language)
}

// Open reads one.
func (c postmortems) Open(id incident.ID) (book.Page, error) { return c.p.Postmortems().Open(id) }

// New begins one.
func (c postmortems) New(ctx context.Context, id incident.ID, language string) (book.Page, error) {
	return c.p.Postmortems().New(ctx, c.p.Who("window"), id, language)
}

// Refill fills anew what nobody has written in.
func (c postmortems) Refill(ctx context.Context, id incident.ID) (book.Page, error) {
	return c.p.Postmortems().Refill(ctx, c.p.Who("window"), id)
}

// Write sets what a section says.
func (c postmortems) Write(ctx context.Context, id incident.ID, section, body, was string) (book.Page, error) {
	return c.p.Postmortems().Write(ctx, c.p.Who("window"), id, section, body, was)
}

// SetAction changes an action, or adds one.
func (c postmortems) SetAction(ctx context.Context, id incident.ID, a doc.Action, was *doc.Action) (book.Page, error) {
	return c.p.Postmortems().SetAction(ctx, c.p.Who("window"), id, a, was)
}

// DropAction takes one out.
func (c postmortems) DropAction(ctx context.Context, id incident.ID, was doc.Action) (book.Page, error) {
	return c.p.Postmortems().DropAction(ctx, c.p.Who("window"), id, was)
}

// Export gives the text of a file.
func (c postmortems) Export(id incident.ID, f book.Format, public bool) (string, error) {
	return c.p.Postmortems().Export(id, f, public)
}

// Published records that the version for customers was written out.
func (c postmortems) Published(ctx context.Context, id incident.ID, f book.Format) error {
	return c.p.Postmortems().Published(ctx, c.p.Who("window"), id, f)
}
