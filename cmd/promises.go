package cmd

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

// PromiseItem is one incident whose customers wait, as `promises --json` gives it.
type PromiseItem struct {
	ID       string `json:"id"`
	Number   int    `json:"number"`
	Title    string `json:"title"`
	Severity int    `json:"severity"`
	// Due says where the next update stands: due (in time), overdue, or none
	// (nothing is promised and no target wants one).
	Due     string  `json:"due"`
	Overdue float64 `json:"overdue_seconds"`
	// Owner gives the next update: who promised it, else who has the incident;
	// empty: nobody yet. Draft is who wrote on one that is not published.
	Owner string `json:"owner,omitempty"`
	Draft string `json:"draft_by,omitempty"`
	CustomerItem
	Gaps []GapItem `json:"no_current_update"` // channels
}

// Promises is what `promises --json` gives.
type Promises struct {
	Promises       []PromiseItem       `json:"promises"`
	Contradictions []ContradictionItem `json:"contradictions"`
	Unlinked       []ThreadItem        `json:"unlinked"` // on channels, about no incident here
}

// ContradictionItem is something customers are told that is not so.
type ContradictionItem struct {
	Kind       string   `json:"kind"`
	Incident   string   `json:"incident,omitempty"`
	Channel    string   `json:"channel"`
	Text       string   `json:"text"`
	Components []string `json:"components,omitempty"`
}

// ThreadItem is a channel's own incident that is about none here.
type ThreadItem struct {
	Channel string    `json:"channel"`
	Ref     string    `json:"ref"`
	Title   string    `json:"title"`
	Phase   string    `json:"phase"`
	Last    time.Time `json:"last_update_at"`
	Link    string    `json:"link,omitempty"`
}

var promisesMethod = method[none, Promises]{"promises", func(_ context.Context, p *pager.Pager, _ none) (Promises, error) {
	out := Promises{Promises: []PromiseItem{}, Contradictions: []ContradictionItem{}, Unlinked: []ThreadItem{}}
	now := time.Now()
	written, err := p.Drafts()
	if err != nil {
		return out, err
	}
	for _, clock := range p.Desk.Clocks() {
		row := clock.Row
		item := PromiseItem{ID: string(row.ID), Number: row.Number, Title: row.Title, Severity: int(row.Severity),
			CustomerItem: customerItem(p.Desk, row, now), Due: "none", Owner: p.Desk.Name(clock.Owner()), Draft: p.Desk.Name(written[row.ID].By)}
		if next := clock.Reading.Next; !next.IsZero() {
			item.Due = "due"
			if now.After(next) {
				item.Due, item.Overdue = "overdue", now.Sub(next).Seconds()
			}
		}
		gaps, err := p.Desk.Gaps(row.ID)
		if err != nil {
			return out, err
		}
		item.Gaps = gapItems(gaps)
		out.Promises = append(out.Promises, item)
	}
	found, err := p.Desk.Contradictions()
	if err != nil {
		return out, err
	}
	for _, f := range found {
		out.Contradictions = append(out.Contradictions, ContradictionItem{Kind: string(f.Kind), Incident: string(f.Incident), Channel: f.Channel,
			Text: f.Text, Components: f.Components})
	}
	for _, t := range p.Desk.Loose() {
		out.Unlinked = append(out.Unlinked, threadItem(t))
	}
	return out, nil
}}

func threadItem(t desk.Thread) ThreadItem {
	return ThreadItem{Channel: t.Channel, Ref: t.Ref, Title: t.Title, Phase: string(t.Phase), Last: t.Last, Link: t.Link}
}

func (c *cli) promisesCmd() *cobra.Command {
	return &cobra.Command{
		Use: "promises", Short: "What customers wait for: updates due, overdue and missing", Args: exactly(cobra.NoArgs),
		Long: "Lists the incidents whose customers wait for an update, what is owed first; who has no current update;\nand where what customers are told does not fit what is known here.",
		Example: `  turnaround promises
  turnaround promises --json | jq '.promises[] | select(.due == "overdue") | .number'`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			found, err := look(cmd.Context(), c, promisesMethod, none{})
			if err != nil {
				return err
			}
			return c.printer().promises(found)
		},
	}
}

func (p *printer) promises(all Promises) error {
	if p.json {
		return p.JSON(all)
	}
	if len(all.Promises) == 0 {
		p.linef("No customers wait for an update.")
	}
	table := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	for _, i := range all.Promises {
		fmt.Fprintf(table, "%s\t#%d\t%s\t%s\t%s\n", p.paint(i.Severity, incident.Severity(i.Severity).String()), i.Number, p.clockLine(i.CustomerItem),
			i.owed(), text.Line(i.Title, 60))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	for _, i := range all.Promises {
		for _, g := range i.Gaps {
			p.linef("#%d: no current update for %s", i.Number, p.gap(g))
		}
	}
	for _, f := range all.Contradictions {
		p.linef("Does not fit: %s.", text.Line(f.Text, 300))
	}
	for _, t := range all.Unlinked {
		if t.Phase != string(incident.PhaseResolved) {
			p.linef("On %s, about no incident here: %s (%s)", text.Line(t.Channel, 40), text.Line(t.Title, 80), text.Line(t.Phase, 30))
		}
	}
	return p.err
}

// owed says who gives the next update, and whether one is written.
func (i PromiseItem) owed() string {
	owner := text.Line(i.Owner, 30)
	if owner == "" {
		owner = "nobody yet"
	}
	if i.Draft != "" {
		owner += ", draft ready"
	}
	return owner
}

// gap says whose readers wait, and what they heard.
func (p *printer) gap(g GapItem) string {
	who := text.Line(g.Channel, 40)
	if g.Audience != "" {
		who += " (" + text.Line(g.Audience, 30) + ")"
	}
	switch {
	case g.Heard.IsZero():
		return who + ": heard nothing"
	case journey.State(g.State) == journey.Untold:
		return who + ": only bad news, " + text.Line(g.Phase, 20) + " at " + p.when(g.Heard)
	}
	return who + ": last heard at " + p.when(g.Heard) + " (" + text.Line(g.Phase, 20) + ")"
}

func gapNames(gaps []GapItem) string {
	var names []string
	for _, g := range gaps {
		names = append(names, text.Line(g.Channel, 40))
	}
	return strings.Join(names, ", ")
}

// clockLine says where customers stand, in one sentence.
func (p *printer) clockLine(c CustomerItem) string {
	ago := func(t time.Time) string { return text.Span(max(0, p.now.Sub(t))) }
	due := ""
	switch {
	case c.Next.IsZero():
	case p.now.After(c.Next):
		due = ", was due by " + p.when(c.Next)
	case c.Promised:
		due = ", next promised by " + p.when(c.Next)
	default:
		due = ", due by " + p.when(c.Next)
	}
	switch journey.State(c.State) {
	case journey.NoImpact:
		return "No customer is affected"
	case journey.Dark:
		return "No update yet, " + ago(c.Since) + due
	case journey.Overdue:
		return "Update overdue " + ago(c.Since)
	case journey.Stale:
		return "Last update " + ago(c.LastUpdate) + " ago, no current update" + due
	case journey.Vague, journey.Informed, journey.Recovering:
		return "Last update " + ago(c.LastUpdate) + " ago (" + text.Line(c.Phase, 20) + ")" + due
	case journey.Untold:
		return "Over for " + ago(c.Since) + ", customers do not know" + due
	case journey.Over:
		if c.EndedUntold {
			return "Closed without telling customers"
		}
		return "Resolution sent"
	}
	return "Not known whether customers are affected"
}
