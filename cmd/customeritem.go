package cmd

import (
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
)

// CustomerItem is an incident's customer side as `--json` gives it.
type CustomerItem struct {
	Impact   string    `json:"impact"` // unknown, none, suspected, confirmed
	Start    time.Time `json:"impact_start,omitzero"`
	Affected *float64  `json:"affected_seconds"` // so far; null where the start is not known
	// State is what customers live through: unknown, no-impact, dark, vague,
	// informed, overdue, stale, recovering, over, untold.
	State       string    `json:"state"`
	Since       time.Time `json:"state_since,omitzero"`
	FirstUpdate time.Time `json:"first_update_at,omitzero"`
	LastUpdate  time.Time `json:"last_update_at,omitzero"`
	Phase       string    `json:"phase,omitempty"` // of the last update
	DueAt       time.Time `json:"update_due_at,omitzero"`
	DueBy       string    `json:"promised_by,omitempty"`
	Next        time.Time `json:"next_update_at,omitzero"` // what was promised, else the target's time
	Promised    bool      `json:"promised"`
	EndedUntold bool      `json:"ended_untold,omitempty"`
}

func impactWord(i incident.Impact) string {
	if i == incident.ImpactUnknown {
		return "unknown"
	}
	return string(i)
}

func customerItem(d *desk.Desk, r store.Row, now time.Time) CustomerItem {
	c := d.ClockOf(r, now)
	item := CustomerItem{Impact: impactWord(r.Impact), Start: r.ImpactStart, State: string(c.Reading.State), Since: c.Reading.Since,
		FirstUpdate: r.FirstUpdate, LastUpdate: r.LastUpdate, Phase: string(r.Phase), DueAt: r.DueAt, DueBy: d.Name(r.DueBy),
		Next: c.Reading.Next, Promised: c.Reading.Promised, EndedUntold: r.EndedUntold}
	if affected := c.Affected(now); affected > 0 {
		item.Affected = new(affected.Seconds())
	}
	return item
}

// firstUpdate is how long customers waited to hear; nil: not known.
func firstUpdate(r store.Row) *float64 {
	if r.ImpactStart.IsZero() || r.FirstUpdate.IsZero() || !r.Impact.Affects() || r.FirstUpdate.Before(r.ImpactStart) {
		return nil
	}
	return new(r.FirstUpdate.Sub(r.ImpactStart).Seconds())
}

// AffectedItem is all that is known of the customers an incident hits.
type AffectedItem struct {
	Level      string    `json:"impact"`
	Asked      bool      `json:"asked"` // a person answered, "not sure" included
	Start      time.Time `json:"impact_start,omitzero"`
	End        time.Time `json:"impact_end,omitzero"`
	Who        string    `json:"who,omitempty"`
	What       string    `json:"what,omitempty"`
	Where      string    `json:"where,omitempty"`
	Share      string    `json:"share,omitempty"`
	Works      string    `json:"works,omitempty"`
	Workaround string    `json:"workaround,omitempty"`
	Data       string    `json:"data"` // unknown, safe, affected
	Components []string  `json:"components"`
	Contacts   int       `json:"contacts"`
	Service    string    `json:"service,omitempty"` // in the customers' words, by the service map
}

func affectedItem(c incident.Customers, service desk.Service) AffectedItem {
	a := c.Affected
	item := AffectedItem{Level: impactWord(a.Impact), Asked: c.Asked, Start: a.Start, End: a.End, Who: a.Who, What: a.What, Where: a.Where,
		Share: a.Share, Works: a.Works, Workaround: a.Workaround, Data: "unknown", Components: []string{}, Contacts: a.Contacts, Service: service.Say}
	if a.Data != incident.DataUnknown {
		item.Data = string(a.Data)
	}
	item.Components = append(item.Components, a.Components...)
	return item
}

// GapItem is a channel whose readers have no current update.
type GapItem struct {
	Channel  string    `json:"channel"`
	Audience string    `json:"audience,omitempty"`
	State    string    `json:"state"` // dark, overdue, stale, untold
	Since    time.Time `json:"since,omitzero"`
	Heard    time.Time `json:"last_update_at,omitzero"`
	Phase    string    `json:"phase,omitempty"`
}

func gapItems(gaps []desk.Gap) []GapItem {
	items := []GapItem{}
	for _, g := range gaps {
		items = append(items, GapItem{Channel: g.Channel, Audience: g.Audience, State: string(g.State), Since: g.Since,
			Heard: g.Heard.At, Phase: string(g.Heard.Phase)})
	}
	return items
}

// rulesOf judge an incident of one's own by its target.
func rulesOf(t journey.Target) journey.Rules {
	return journey.Rules{Grace: t.Grace, Stale: t.Every(incident.Investigating)}
}
