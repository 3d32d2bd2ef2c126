package view

import (
	"iter"
	"time"

	"turnaround/app/duty"
	"turnaround/app/health"
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
	Owing   int // incidents whose customers are owed an update now
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
	out.Right = append(append(syncMarks(s), queueMarks(s)...), dutyMark(s))
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

func sourceMarks(s Standing) []Mark {
	if s.Drill {
		marks := []Mark{{Key: "drill", Icon: "sports_score", Text: words.T("Practice sources, on this computer"), Tone: Soft}}
		if s.Beneath > 0 {
			marks = append(marks, Mark{Key: "beneath", Icon: "check_circle", Tone: Good,
				Text: words.N("{{.Count}} real sources keep running", s.Beneath)})
		}
		return marks
	}
	if len(s.Health.Sources) == 0 {
		return []Mark{{Key: "none", Icon: "sensors_off", Text: words.T("No alert source yet"), Tone: Soft, Route: "settings/sources"}}
	}
	var well, ill, lost []Mark
	for _, c := range s.Health.Sources {
		switch m := sourceMark(c, s); c.State {
		case health.OK:
			well = append(well, m)
		case health.Gone:
			lost = append(lost, m)
		default:
			ill = append(ill, m)
		}
	}
	ill = append(lost, ill...)
	if len(well)+len(ill) > foldAbove && len(well) > 1 {
		well = []Mark{{Key: "well", Icon: "check_circle", Tone: Good, Route: "settings/sources",
			Text: words.N("{{.Count}} sources in contact", len(well))}}
	}
	// That nothing is reached is one thing to say, not one for each source.
	if len(ill) > foldAbove || len(ill) > 1 && !s.Health.Offline.IsZero() {
		ill = []Mark{{Key: "ill", Icon: "warning", Tone: Warn, Route: "settings/sources",
			Text: words.N("{{.Count}} sources not in contact", len(ill))}}
	}
	return append(ill, well...)
}

// sourceMark is how one source stands, in text as well as by icon.
func sourceMark(c health.Status, s Standing) Mark {
	name := text.Line(c.Name, 40)
	m := Mark{Key: "source " + c.Name, Icon: "check_circle", Text: name, Tone: Good, Route: "settings/sources"}
	data := words.Data{"Source": name, "Time": words.Moment(c.LostSince, s.Now)}
	switch c.State {
	case health.OK:
		m.Hint = words.T("{{.Source}}: in contact, answered in {{.Span}}",
			words.Data{"Source": name, "Span": latency(c.Latency)})
	case health.Gone:
		m.Icon, m.Tone = "sensors_off", Bad
		m.Text = words.T("{{.Source}}: no contact since {{.Time}}", data)
	case health.Failing:
		m.Icon, m.Tone = "warning", Warn
		data["Tries"] = words.N("{{.Count}} tries", max(c.Misses, 1))
		m.Text = words.T("{{.Source}}: not answering, {{.Tries}}", data)
	default:
		m.Icon, m.Tone = "hourglass_top", Quiet
		m.Text = words.T("{{.Source}}: not asked yet", data)
	}
	if c.Error != "" {
		m.Hint = text.Line(c.Error, 300)
	}
	return m
}

func latency(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	if d < time.Second {
		return words.T("{{.Milliseconds}} ms", words.Data{"Milliseconds": words.Number(int(d.Milliseconds()))})
	}
	return words.Span(d)
}

// syncMarks say how old what is shown may be: as old as the oldest last word of
// a source that is in contact.
func syncMarks(s Standing) []Mark {
	if s.Drill {
		return nil
	}
	if len(s.Health.Sources) == 0 {
		return []Mark{{Key: "sync", Icon: "storage", Text: words.T("Data stays on this computer"), Tone: Soft}}
	}
	var oldest time.Time
	for _, c := range s.Health.Sources {
		if c.State == health.OK && (oldest.IsZero() || c.LastContact.Before(oldest)) {
			oldest = c.LastContact
		}
	}
	if oldest.IsZero() {
		return nil
	}
	return []Mark{{Key: "sync", Icon: "sync", Tone: Soft,
		Text: words.T("Synced {{.Age}} ago", words.Data{"Age": words.Span(max(s.Now.Sub(oldest), 0))})}}
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
