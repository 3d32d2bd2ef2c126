package cmd

import (
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// Item is one incident as `list --json` gives it. The names are a contract:
// fields are added, never renamed. Times are RFC 3339 in UTC, absent when not
// known.
type Item struct {
	ID             string    `json:"id"`
	Number         int       `json:"number"`
	Title          string    `json:"title"`
	Severity       int       `json:"severity"`
	Status         string    `json:"status"`
	Source         string    `json:"source"`
	Service        string    `json:"service"`
	StartedAt      time.Time `json:"started_at,omitzero"`
	AcknowledgedAt time.Time `json:"acknowledged_at,omitzero"`
	AcknowledgedBy string    `json:"acknowledged_by,omitempty"`
	ResolvedAt     time.Time `json:"resolved_at,omitzero"`
	SnoozedUntil   time.Time `json:"snoozed_until,omitzero"`
	SnoozeReason   string    `json:"snooze_reason,omitempty"` // silenced, inhibited, muted: by the source
	NoNewsSince    time.Time `json:"no_news_since,omitzero"`
	UpdatedAt      time.Time `json:"updated_at,omitzero"`
	Assignee       string    `json:"assignee,omitempty"`
	Alerts         int       `json:"alerts"`
	Firing         int       `json:"firing"`
	Flaps          int       `json:"flaps"`
	ClosedHere     bool      `json:"closed_here,omitempty"`
	MergedInto     string    `json:"merged_into,omitempty"`
	// Unseen: it changed while nobody looked. NextRing: when it rings next.
	// Both are told by list alone.
	Unseen   bool      `json:"unseen,omitempty"`
	NextRing time.Time `json:"next_ring,omitzero"`
	// The customer clock. Seconds are null where they are not known; the longest
	// silence is told by show and journey, and by list for a few.
	Customers      CustomerItem `json:"customers"`
	FirstUpdate    *float64     `json:"first_update_seconds"`
	LongestSilence *float64     `json:"longest_silence_seconds"`
}

func itemOf(d *desk.Desk, r store.Row) Item {
	return Item{
		ID: string(r.ID), Number: r.Number, Title: r.Title, Severity: int(r.Severity), Status: string(r.Status),
		Source: r.Source, Service: r.Service, StartedAt: r.StartedAt, AcknowledgedAt: r.AcknowledgedAt,
		AcknowledgedBy: d.Name(r.AckedBy), ResolvedAt: r.ResolvedAt, SnoozedUntil: r.SnoozedUntil,
		SnoozeReason: string(r.SnoozeKind), NoNewsSince: r.QuietSince, UpdatedAt: r.UpdatedAt,
		Assignee: d.Name(r.Assignee), Alerts: r.Alerts, Firing: r.Firing, Flaps: r.Flaps,
		ClosedHere: r.ClosedHere, MergedInto: string(r.MergedInto),
		Customers: customerItem(d, r, time.Now()), FirstUpdate: firstUpdate(r),
	}
}

// Sheet is one incident whole, as `show --json` gives it.
type Sheet struct {
	Item
	Link      string            `json:"link,omitempty"`
	Runbook   string            `json:"runbook,omitempty"`
	Dashboard string            `json:"dashboard,omitempty"`
	Labels    map[string]string `json:"labels,omitempty"`
	Timeline  []Line            `json:"timeline"`
	AlertList []AlertItem       `json:"alert_list"`
	Omitted   int               `json:"alerts_omitted"`
	Waiting   []ActionItem      `json:"waiting"`
	// What is known of the customers, how it went for them, and who has no
	// current update.
	Affected AffectedItem `json:"affected"`
	Journey  *PastItem    `json:"journey"`
	Gaps     []GapItem    `json:"no_current_update"`
	// Deliveries say how the last update stands, by channel.
	Deliveries []desk.Delivery `json:"deliveries"`
}

// Line is one entry of the timeline.
type Line struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Recorded time.Time `json:"recorded_at"`
	Kind     string    `json:"kind"`
	By       string    `json:"by,omitempty"`
	Via      string    `json:"via,omitempty"`
	Text     string    `json:"text,omitempty"`
	// Of what customers were told: where, who said OK, and which checks were overruled.
	Channel   string               `json:"channel,omitempty"`
	Approved  string               `json:"approved,omitempty"`
	Overruled []incident.Overruled `json:"overruled,omitempty"`
}

func lineOf(d *desk.Desk, e incident.Entry) Line {
	l := Line{ID: e.ID, At: e.At, Recorded: e.Recorded, Kind: string(e.Kind), By: d.Name(e.By), Via: e.Via, Text: e.Text}
	switch e.Kind {
	case incident.KindPublished, incident.KindCorrected, incident.KindPublishFailed:
		said := incident.Unpack[incident.Spoken](e)
		l.Channel, l.Approved, l.Overruled = said.Channel, said.Approved, said.Overruled
	}
	return l
}

// AlertItem is one alert of an incident.
type AlertItem struct {
	Fingerprint string            `json:"fingerprint"`
	Title       string            `json:"title"`
	Text        string            `json:"text,omitempty"`
	Severity    int               `json:"severity"`
	Firing      bool              `json:"firing"`
	StartsAt    time.Time         `json:"starts_at,omitzero"`
	ClearedAt   time.Time         `json:"cleared_at,omitzero"`
	Labels      map[string]string `json:"labels,omitempty"`
	Link        string            `json:"link,omitempty"`
	Sources     []string          `json:"sources"`
	HeldBy      string            `json:"held_by,omitempty"`
}

// ActionItem is one row of the outbox.
type ActionItem struct {
	ID        string    `json:"id"`
	Incident  string    `json:"incident"`
	Source    string    `json:"source"`
	Verb      string    `json:"verb"`
	State     string    `json:"state"`
	Created   time.Time `json:"created_at"`
	NotBefore time.Time `json:"not_before,omitzero"`
	Tries     int       `json:"tries"`
	LastError string    `json:"last_error,omitempty"`
	Targets   int       `json:"targets"`
	// Of an update for customers: where it goes, what it says, what to do about
	// what is in its way, and the channel's own incident it can join.
	Channel string `json:"channel,omitempty"`
	Phase   string `json:"phase,omitempty"`
	Text    string `json:"text,omitempty"`
	Fix     string `json:"fix,omitempty"`
	Link    string `json:"link,omitempty"`
	Joins   string `json:"joins,omitempty"`
}

func actionItem(a outbox.Action) ActionItem {
	item := ActionItem{ID: a.ID, Incident: string(a.Incident), Source: a.Source, Verb: string(a.Verb),
		State: string(a.State), Created: a.Created, NotBefore: a.NotBefore, Tries: a.Tries,
		LastError: a.LastError, Targets: len(a.Targets), Fix: a.Fix, Link: a.Link}
	if u := a.Update; u != nil {
		item.Channel, item.Phase, item.Text = u.Channel, string(u.Phase), u.Text
		if a.Joinable() {
			item.Joins = a.There
		}
	}
	return item
}

func sheetOf(d *desk.Desk, row store.Row, detail desk.Detail) Sheet {
	inc := detail.Incident
	s := Sheet{Item: itemOf(d, row), Link: inc.Link, Runbook: inc.Runbook, Dashboard: inc.Dashboard,
		Labels: inc.Labels, Omitted: detail.More, Timeline: []Line{}, AlertList: []AlertItem{}, Waiting: []ActionItem{}, Deliveries: []desk.Delivery{}}
	s.Title = inc.Title
	for _, e := range detail.Entries {
		s.Timeline = append(s.Timeline, lineOf(d, e))
	}
	for _, a := range detail.Alerts {
		s.AlertList = append(s.AlertList, alertItem(a, detail.Texts[a.Fingerprint]))
	}
	for _, a := range detail.Waiting {
		s.Waiting = append(s.Waiting, actionItem(a))
	}
	return s
}

func alertItem(a incident.Alert, text string) AlertItem {
	item := AlertItem{Fingerprint: a.Fingerprint, Title: a.Title, Text: text, Severity: int(a.Severity),
		Firing: a.Firing, StartsAt: a.StartsAt, ClearedAt: a.ClearedAt, Labels: a.Labels, Link: a.Link, Sources: []string{}}
	for _, s := range a.Sources {
		item.Sources = append(item.Sources, s.Source)
	}
	for _, m := range a.Marks {
		item.HeldBy = string(m.Kind)
		if m.By != "" {
			item.HeldBy += " by " + m.By
		}
	}
	return item
}
