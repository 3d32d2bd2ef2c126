package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/desk"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

// StatusItem is `status --json`: what stands at one glance.
type StatusItem struct {
	Triggered    int       `json:"triggered"` // open incidents nobody has taken
	Acknowledged int       `json:"acknowledged"`
	Snoozed      int       `json:"snoozed"` // held back by a person or at the source
	Unseen       int       `json:"unseen"`  // changed while nobody looked
	NextRing     time.Time `json:"next_ring,omitzero"`
	MutedUntil   time.Time `json:"muted_until,omitzero"`
	OnCall       bool      `json:"on_call"`
	OnCallUntil  time.Time `json:"on_call_until,omitzero"`
	Why          string    `json:"why"` // on call or not
	Waiting      int       `json:"waiting"`
	Asking       int       `json:"asking"`   // actions at a conflict: a person decides
	Rejected     int       `json:"rejected"` // actions their source refused
	// Owed is the incident whose customers wait longest for an update that is due.
	Owed *OwedItem `json:"update_owed,omitempty"`
	// Stuck are the updates that do not reach their readers by themselves.
	Stuck   []StuckItem `json:"updates_stuck,omitempty"`
	Banners []string    `json:"banners,omitempty"`
	// Sources counts them by the state of contact: ok, failing, lost, never.
	Sources map[string]int `json:"sources"`
}

// OwedItem is an update that customers are owed, now or soon.
type OwedItem struct {
	ID      string    `json:"id"`
	Number  int       `json:"number"`
	Title   string    `json:"title"`
	Due     time.Time `json:"due,omitzero"`    // zero: no target says when
	Overdue float64   `json:"overdue_seconds"` // 0: it is not due yet
}

func owedItem(clocks []desk.Clock, now time.Time) *OwedItem {
	for _, c := range clocks {
		if c.Owes(now) {
			item := &OwedItem{ID: string(c.Row.ID), Number: c.Row.Number, Title: c.Row.Title, Due: c.Reading.Next}
			if !item.Due.IsZero() {
				item.Overdue = max(0, now.Sub(item.Due)).Seconds()
			}
			return item
		}
	}
	return nil
}

var statusMethod = method[none, StatusItem]{"status", func(_ context.Context, p *pager.Pager, _ none) (StatusItem, error) {
	now := time.Now()
	duty := p.Duty.On(now)
	s := StatusItem{Unseen: len(p.Desk.Unseen()), OnCall: duty.OnCall, OnCallUntil: duty.Until, Why: duty.Why, Sources: map[string]int{}}
	for row := range p.Desk.Open() {
		switch {
		case row.SnoozedUntil.After(now):
			s.Snoozed++
		case row.Status == incident.Acknowledged:
			s.Acknowledged++
		default:
			s.Triggered++
		}
	}
	for _, at := range p.NextRings() {
		if s.NextRing.IsZero() || at.Before(s.NextRing) {
			s.NextRing = at
		}
	}
	s.Owed, s.Stuck = owedItem(p.Desk.Clocks(), now), stuckItems(p.Desk.Board().Stuck(), now)
	view := p.Health()
	s.MutedUntil, s.Banners = view.MutedUntil, view.Banners
	for _, each := range view.Sources {
		s.Sources[each.State]++
	}
	waiting, err := p.Desk.Outbox()
	for _, a := range waiting {
		switch a.State {
		case outbox.Asking:
			s.Asking++
		case outbox.Rejected:
			s.Rejected++
		default:
			s.Waiting++
		}
	}
	return s, err
}}

func (c *cli) statusCmd() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "What is open, who is on call, what is muted, lost or waiting", Args: exactly(cobra.NoArgs),
		Example: `  turnaround status
  turnaround status --json | jq .triggered`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := look(cmd.Context(), c, statusMethod, none{})
			if err != nil {
				return err
			}
			return c.printer().status(s)
		},
	}
}

func (p *printer) status(s StatusItem) error {
	if p.json {
		return p.JSON(s)
	}
	p.linef("%d triggered, %d acknowledged, %d snoozed; %d changed while nobody looked.",
		s.Triggered, s.Acknowledged, s.Snoozed, s.Unseen)
	if o := s.Owed; o != nil {
		late := "due by " + p.when(o.Due)
		switch {
		case o.Due.IsZero():
			late = "due"
		case o.Overdue > 0:
			late = "overdue " + text.Span(p.now.Sub(o.Due))
		}
		p.linef("Update %s: #%d %s.", late, o.Number, text.Line(o.Title, 60))
	}
	p.stuck(s.Stuck)
	if !s.NextRing.IsZero() {
		p.linef("Rings next at %s.", p.when(s.NextRing))
	}
	state := "Off call"
	if s.OnCall {
		state = "On call"
	}
	if !s.OnCallUntil.IsZero() {
		state += " until " + p.when(s.OnCallUntil)
	}
	p.linef("%s (%s).", state, text.Line(s.Why, 200))
	if n := len(s.Sources); n > 0 {
		p.linef("Sources: %d in contact, %d failing, %d lost, %d not asked yet.",
			s.Sources[health.OK], s.Sources[health.Failing], s.Sources[health.Gone], s.Sources[health.Never])
	} else {
		p.linef("No source is configured.")
	}
	if s.Waiting+s.Asking+s.Rejected > 0 {
		p.linef("Outbox: %d wait to be sent, %d ask what to do, %d were refused.", s.Waiting, s.Asking, s.Rejected)
	}
	for _, line := range s.Banners {
		p.linef("! %s", text.Line(line, 300))
	}
	return p.err
}
