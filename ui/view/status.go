package view

import (
	"iter"
	"slices"
	"time"

	"turnaround/app/desk"
	"turnaround/app/duty"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// Standing is what the window's status is told from.
type Standing struct {
	Now     time.Time
	Started time.Time // of the app: contact before it is a cache
	Health  health.View
	Outbox  []outbox.Action
	Duty    duty.State
	Paging  int // incidents that ring
	Open    int
	Owing   int // incidents that need an update: see [NeedsUpdate]
	Owed    Owed
	Drill   bool
	Beneath int // real sources that keep running beneath a drill
}

// Status is how the app stands, for the status bar, the banners, the badges
// and the tray.
type Status struct {
	Left    []Mark // sources
	Right   []Mark // last sync, what waits, on call
	Banners []Banner
	Paging  int
	Owing   int
	Waiting int
	Glance  Glance
	// Owed says which customers wait longest for an update: "Update overdue 12m:
	// Checkout failing"; empty: none is owed. OwedBy is their incident.
	Owed   string
	OwedBy incident.ID
}

// Owed is the incident that owes its customers an update first; zero: none does.
type Owed struct {
	ID    incident.ID
	Title string
	Due   time.Time // zero: no target says when
	Since time.Time // when it began to wait
}

// OwedOf picks it of clocks in order of when an update is owed.
func OwedOf(clocks []desk.Clock, now time.Time) Owed {
	for _, c := range clocks {
		if c.Owes(now) {
			return Owed{c.Row.ID, c.Row.Title, c.Reading.Next, c.Reading.Since}
		}
	}
	return Owed{}
}

// say is the incident in words; "" where none owes anything.
func (o Owed) say(now time.Time) string {
	data := words.Data{"Age": words.Age(now.Sub(o.Due).Abs()), "Title": text.Line(o.Title, 40)}
	if data["Title"] == "" {
		data["Title"] = titled("")
	}
	switch left := o.Due.Sub(now); {
	case o.ID == "":
		return ""
	case o.Due.IsZero():
		data["Age"] = words.Age(now.Sub(o.Since))
		return words.T("No current update for {{.Age}}: {{.Title}}", data)
	case left > 0:
		return words.T("Update due in {{.Age}}: {{.Title}}", data)
	case left > -time.Minute:
		return words.T("Update due now: {{.Title}}", data)
	}
	return words.T("Update overdue {{.Age}}: {{.Title}}", data)
}

// owedMarks say who waits longest for an update, and lead to where it is written.
func owedMarks(s Standing) []Mark {
	said := s.Owed.say(s.Now)
	if said == "" {
		return nil
	}
	return []Mark{{Key: "owed", Icon: "schedule", Tone: Warn, Text: said, Route: RouteCompose + string(s.Owed.ID)}}
}

// Mark is one text of the status bar.
type Mark struct {
	Key   string // names it between redraws
	Icon  string
	Text  string
	Hint  string // the whole story; empty: the text is
	Tone  Tone
	Route string // where a press leads; empty: nowhere
}

// Banner is a line across the window.
type Banner struct {
	Key    string
	Icon   string
	Text   string
	Detail string // a server's own words
	Tone   Tone
	Press  string // text of its button; empty: none
	Route  string // where the button leads
}

// Glance is the state in one word, the gravest last.
type Glance int

// The glances.
const (
	Calm Glance = iota
	Working
	OffCall
	Muted
	Blind // no contact with a source, or a heartbeat is absent
	Ringing
)

// Routes that are no screens: the shell opens an overlay, or acts.
const (
	RouteQueue  = "queue"
	RouteUnmute = "unmute"
	RouteDuty   = "duty" // the menu of mutes
	// RouteCompose and an incident is where its customers are told.
	RouteCompose = "compose/"
)

// foldAbove is how many healthy sources are named one by one.
const foldAbove = 4

// When a banner tells of the own network.
const (
	offlineMisses = 3
	offlineAfter  = 2 * time.Minute
)

// Count counts the rows that page, and those that are open.
func (s *Scene) Count(rows iter.Seq[store.Row]) (paging, open int) {
	for r := range rows {
		if r.MergedInto != "" {
			continue
		}
		switch s.kind(r) {
		case Resolved:
			continue
		case Paging:
			paging++
		}
		open++
	}
	return paging, open
}

// StatusOf tells how the app stands.
func StatusOf(s Standing) Status {
	out := Status{Paging: s.Paging, Owing: s.Owing, Waiting: waiting(s)}
	out.Left = sourceMarks(s)
	out.Right = append(slices.Concat(owedMarks(s), syncMarks(s), queueMarks(s)), dutyMark(s))
	out.Owed, out.OwedBy = s.Owed.say(s.Now), s.Owed.ID
	out.Banners = banners(s)
	out.Glance = glance(s)
	return out
}

func glance(s Standing) Glance {
	lost := false
	for _, c := range s.Health.Sources {
		lost = lost || c.State == health.Gone
		for _, b := range c.Heartbeats {
			lost = lost || !b.AbsentSince.IsZero()
		}
	}
	switch {
	case s.Paging > 0 && s.Health.MutedUntil.IsZero():
		return Ringing
	case lost:
		return Blind
	case !s.Health.MutedUntil.IsZero():
		return Muted
	case !s.Duty.OnCall:
		return OffCall
	case s.Open > 0:
		return Working
	}
	return Calm
}

// Say tells the glance in words, for the tray.
func (s Status) Say(open int) string {
	switch s.Glance {
	case Ringing:
		return words.N("{{.Count}} incidents page you", s.Paging)
	case Blind:
		return words.T("No contact with a source")
	case Muted:
		return words.T("Muted, nothing rings")
	case OffCall:
		return words.T("Off call, nothing rings")
	case Working:
		return words.N("{{.Count}} incidents are open", open)
	}
	return words.T("No open incidents")
}

// waiting counts what a person should know is not at its source yet.
func waiting(s Standing) int {
	n := 0
	for _, a := range s.Outbox {
		if waitOf(a, s.Now) != Underway {
			n++
		}
	}
	return n
}

// asking counts what waits for a decision.
func asking(s Standing) int {
	n := 0
	for _, a := range s.Outbox {
		if a.State != outbox.Waiting {
			n++
		}
	}
	return n
}

// askingUpdates counts those of them that are updates to customers.
func askingUpdates(s Standing) int {
	n := 0
	for _, a := range s.Outbox {
		if a.State != outbox.Waiting && a.Update != nil {
			n++
		}
	}
	return n
}

func queueMarks(s Standing) []Mark {
	n := waiting(s)
	if n == 0 {
		return nil
	}
	m := Mark{Key: "queue", Icon: "hourglass_top", Tone: Soft, Route: RouteQueue,
		Text: words.N("{{.Count}} changes waiting to be sent", n)}
	if asks := asking(s); asks > 0 {
		m.Icon, m.Tone, m.Text = "warning", Warn, words.N("{{.Count}} changes ask you", asks)
	}
	return []Mark{m}
}

// dutyMark says whether it rings, and until when.
func dutyMark(s Standing) Mark {
	m := Mark{Key: "duty", Icon: "notifications_active", Tone: Soft, Route: RouteDuty}
	until := words.Data{"Time": words.Moment(s.Duty.Until, s.Now)}
	switch {
	case !s.Health.MutedUntil.IsZero():
		m.Icon, m.Tone = "bedtime", Warn
		m.Text = words.T("Muted until {{.Time}}", words.Data{"Time": words.Moment(s.Health.MutedUntil, s.Now)})
	case s.Duty.Trouble != "":
		m.Icon, m.Tone, m.Hint = "warning", Warn, text.Line(s.Duty.Trouble, 300)
		m.Text = words.T("On call is not certain")
	case s.Duty.OnCall && !s.Duty.Until.IsZero():
		m.Text = words.T("On call until {{.Time}}", until)
	case s.Duty.OnCall:
		m.Text = words.T("On call")
	case s.Duty.Mode == duty.List:
		m.Icon, m.Text = "bedtime", words.T("List only, nothing rings")
	case !s.Duty.Next.IsZero():
		m.Icon = "bedtime"
		m.Text = words.T("Off call until {{.Time}}", words.Data{"Time": words.Moment(s.Duty.Next, s.Now)})
	default:
		m.Icon, m.Text = "bedtime", words.T("Off call, nothing rings")
	}
	return m
}
