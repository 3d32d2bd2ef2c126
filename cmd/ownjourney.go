package cmd

import (
	"context"
	"fmt"
	"slices"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

// OwnJourney is what customers went through in one incident here. It has the
// fields of a public page's, and the steps it is made of.
type OwnJourney struct {
	PastItem
	Number        int        `json:"number"`
	Severity      int        `json:"severity"`
	FirstTarget   *float64   `json:"first_update_target_seconds"`
	ResolveNotice *float64   `json:"resolve_notice_seconds"` // from the end to the update that says so
	Steps         []StepItem `json:"steps"`
}

// StepItem is one update customers could read.
type StepItem struct {
	At    time.Time `json:"at"`
	Phase string    `json:"phase,omitempty"`
	Text  string    `json:"text,omitempty"`
	Due   time.Time `json:"due,omitzero"`
}

var ownJourneyMethod = method[string, OwnJourney]{"journey", func(_ context.Context, p *pager.Pager, name string) (OwnJourney, error) {
	id, err := p.Desk.Find(name)
	if err != nil {
		return OwnJourney{}, err
	}
	detail, err := p.Desk.Show(id, 1)
	if err != nil {
		return OwnJourney{}, err
	}
	row, _ := p.Desk.Row(id)
	return ownJourney(p.Desk, row, detail.Incident, detail.Entries), nil
}}

func ownJourney(d *desk.Desk, row store.Row, inc incident.Incident, entries []incident.Entry) OwnJourney {
	asOf := time.Now().UTC()
	if !row.ResolvedAt.IsZero() && inc.Customers.EndedUntold {
		asOf = row.ResolvedAt
	}
	course := journey.Of(entries, asOf)
	target := d.Target(row.Severity)
	item, m := pastItemOf(journey.Past{ID: string(row.ID), Name: inc.Title, Impact: impactWord(row.Impact), Course: course}, rulesOf(target))
	own := OwnJourney{PastItem: item, Number: row.Number, Severity: int(row.Severity), ResolveNotice: seconds(m.ResolveNotice), Steps: []StepItem{}}
	if target.First > 0 {
		own.FirstTarget = new(target.First.Seconds())
	}
	updates := slices.Clone(course.Updates)
	slices.SortStableFunc(updates, func(a, b journey.Update) int { return a.At.Compare(b.At) })
	for _, u := range updates {
		own.Steps = append(own.Steps, StepItem{At: u.At, Phase: string(u.Phase), Text: u.Text, Due: u.Due})
	}
	return own
}

// silencesAtOnce is of how many incidents a list tells the longest silence:
// each takes its timeline to be read.
const silencesAtOnce = 200

func addSilences(d *desk.Desk, items []Item) error {
	left := silencesAtOnce
	for n := range items {
		i := &items[n]
		affects := i.Customers.Impact == string(incident.ImpactConfirmed) || i.Customers.Impact == string(incident.ImpactSuspected)
		if !affects || i.Customers.Start.IsZero() && i.Customers.LastUpdate.IsZero() {
			continue
		}
		if left--; left < 0 {
			return nil
		}
		own, err := readJourney(d, incident.ID(i.ID))
		if err != nil {
			return err
		}
		i.LongestSilence = own.LongestSilence
	}
	return nil
}

func readJourney(d *desk.Desk, id incident.ID) (OwnJourney, error) {
	detail, err := d.Show(id, 1)
	if err != nil {
		return OwnJourney{}, err
	}
	row, _ := d.Row(id)
	return ownJourney(d, row, detail.Incident, detail.Entries), nil
}

// addCustomers tells in a sheet how it is and went for customers.
func (s *Sheet) addCustomers(d *desk.Desk, row store.Row, detail desk.Detail) error {
	service, _ := d.ServiceOf(row.ID)
	s.Affected = affectedItem(detail.Incident.Customers, service)
	gaps, err := d.Gaps(row.ID)
	if err != nil {
		return err
	}
	s.Gaps = gapItems(gaps)
	made, err := d.Deliveries(row.ID)
	if err != nil {
		return err
	}
	s.Deliveries = append(s.Deliveries, made...)
	if row.Impact.Affects() || !row.LastUpdate.IsZero() {
		own := ownJourney(d, row, detail.Incident, detail.Entries)
		s.Journey, s.LongestSilence = &own.PastItem, own.LongestSilence
	}
	return nil
}

// customers writes where customers stand, where somebody spoke of them.
func (p *printer) customers(s Sheet) {
	if s.Customers.Impact == "unknown" && s.Customers.LastUpdate.IsZero() {
		return
	}
	p.linef("\nCustomers: %s", p.clockLine(s.Customers))
	for _, each := range [][2]string{{"who", s.Affected.Who}, {"what", s.Affected.What}, {"still works", s.Affected.Works},
		{"workaround", s.Affected.Workaround}} {
		if each[1] != "" {
			p.linef("  %-12s %s", each[0], text.Line(each[1], 300))
		}
	}
	if !s.Customers.Start.IsZero() {
		p.linef("  %-12s %s", "since", p.when(s.Customers.Start))
	}
	if s.FirstUpdate != nil {
		p.linef("  %-12s after %s", "first update", p.orUnknown(s.FirstUpdate))
	}
	if s.LongestSilence != nil {
		p.linef("  %-12s %s", "longest silence", p.orUnknown(s.LongestSilence))
	}
	if names := gapNames(s.Gaps); names != "" {
		p.linef("  no current update on %s", names)
	}
}

// ownJourney writes one incident as its customers saw it.
func (p *printer) ownJourney(o OwnJourney) error {
	if p.json {
		return p.JSON([]OwnJourney{o})
	}
	p.linef("#%d %s", o.Number, text.Line(o.Name, 200))
	switch {
	case o.ImpactStart != nil:
		p.linef("  %s  customers affected", p.when(*o.ImpactStart))
	default:
		p.linef("  since when customers were affected is not known; \"turnaround impact %d --since\" says it", o.Number)
	}
	for _, s := range o.Steps {
		due := ""
		if !s.Due.IsZero() {
			due = ", next promised by " + p.when(s.Due)
		}
		p.linef("  %s  %s%s: %s", p.when(s.At), text.Line(s.Phase, 20), due, text.Line(s.Text, 120))
	}
	if len(o.Steps) == 0 {
		p.linef("  no update was given")
	}
	target := ""
	if o.FirstTarget != nil {
		target = " (target " + p.orUnknown(o.FirstTarget) + ")"
	}
	p.linef("First update: %s%s", p.orUnknown(o.FirstUpdate), target)
	p.linef("Longest silence: %s", p.orUnknown(o.LongestSilence))
	p.linef("Without a current update: %s", p.orUnknown(o.Dark))
	kept := "none made"
	switch {
	case o.Made == 0:
	case o.Made == o.Pending:
		kept = "none due yet"
	default:
		kept = fmt.Sprintf("%d of %d", o.Kept, o.Made-o.Pending)
	}
	p.linef("Promises kept: %s", kept)
	if o.ResolveNotice != nil {
		p.linef("Told that it is over: %s after the end", p.orUnknown(o.ResolveNotice))
	}
	return p.err
}
