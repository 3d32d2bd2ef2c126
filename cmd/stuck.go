package cmd

import (
	"iter"
	"time"

	"turnaround/app/page"
	"turnaround/app/text"
)

// StuckItem is an update that does not reach one channel's readers by itself.
type StuckItem struct {
	ID      string    `json:"id"`
	Number  int       `json:"number"`
	Title   string    `json:"title"`
	Channel string    `json:"channel"`
	State   string    `json:"state"` // asking, failed, late, twice
	Since   time.Time `json:"since"`
	Text    string    `json:"text,omitempty"` // why
}

// stuckItems leaves out what may still be seen in time.
func stuckItems(all iter.Seq[page.Stuck], now time.Time) (items []StuckItem) {
	for s := range all {
		if !s.From().After(now) {
			items = append(items, StuckItem{string(s.ID), s.Number, s.Title, s.Channel, string(s.State), s.Since, s.Why})
		}
	}
	return items
}

// stuck says which updates customers do not read, and why.
func (p *printer) stuck(all []StuckItem) {
	for _, s := range all {
		how := "not visible since " + p.when(s.Since) + " on "
		switch page.StuckState(s.State) {
		case page.StuckAsking:
			how = "asks before it goes to "
		case page.StuckFailed:
			how = "not published on "
		case page.StuckTwice:
			how = "opened twice on "
		}
		why := ""
		if s.Text != "" {
			why = ": " + text.Line(s.Text, 300)
		}
		p.linef("Update %s%s, #%d %s%s", how, text.Line(s.Channel, 40), s.Number, text.Line(s.Title, 60), why)
		p.linef("  what can be done: turnaround show %d", s.Number)
	}
}
