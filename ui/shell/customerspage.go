package shell

import (
	"context"
	"strings"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/cmd/pager"
	"turnaround/ui/customers"
	"turnaround/ui/now"
	"turnaround/ui/post"
)

// placeCustomers is the screen of whom an update is owed.
const placeCustomers = "customers"

// customersCore is what that screen needs of a pager.
type customersCore struct {
	*desk.Desk
	p *pager.Pager
}

var _ customers.Core = customersCore{}

// Drafts are the updates that somebody writes on.
func (c customersCore) Drafts() (map[incident.ID]desk.Draft, error) { return c.p.Drafts() }

// Packed is a draft as text that another copy of the app opens.
func (c customersCore) Packed(id incident.ID) (string, error) {
	w, _, err := c.p.Write(id)
	if err != nil {
		return "", err
	}
	return w.Document().Pack()
}

// DropWriting throws a draft away.
func (c customersCore) DropWriting(ctx context.Context, id incident.ID) error {
	return c.p.DropWriting(ctx, id)
}

// NextStill is what "still working" promises.
func (c customersCore) NextStill(clock desk.Clock) time.Time { return c.p.NextStill(clock) }

// StillWorking tells customers that somebody works on it.
func (c customersCore) StillWorking(ctx context.Context, id incident.ID, next time.Time) (desk.Receipt, error) {
	return c.p.StillWorking(ctx, "window", id, next)
}

// customers adds the screen of whom an update is owed. The forms for what is
// known of customers are those of the main screen.
func (m maker) customers(p *pager.Pager, h Host, pages map[string]Page) {
	forms := customers.Forms{Compose: func(id incident.ID) { h.Go(placeCompose + "/" + string(id)) }}
	if list, ok := pages[placeNow].Screen.(*now.Screen); ok {
		forms.Impact, forms.Told = list.EditImpact, list.TellElsewhere
	}
	screen := customers.New(customers.Config{Core: customersCore{p.Desk, p}, Host: h, Now: m.now, Post: post.Poster(h.Post), Forms: forms,
		Me: func() string { return p.Who("window").Name }})
	pages[placeCustomers] = Page{Screen: screen, Open: func(rest string) { screen.Open(incident.ID(rest)) }}
}

func (s *Shell) hasCustomers() bool {
	_, ok := s.find(placeCustomers)
	return ok
}

// leaveFor notes where an incident was opened from, or is written on: Esc leads
// back there, and so does the composer, which else ends at the incident. It
// gives the route that is to be shown.
func (s *Shell) leaveFor(route string) string {
	at, from := firstWord(s.route), s.from
	place, rest, _ := strings.Cut(route, "/")
	s.from = ""
	switch {
	case at == placeCompose && place == placeNow && rest != "" && from != "":
		return from
	case at == placeCompose && place == placeCompose:
		s.from = from
	case at == placeCustomers && rest != "" && (place == placeNow || place == placeCompose):
		s.from = placeCustomers // which keeps what is selected
	}
	return route
}
