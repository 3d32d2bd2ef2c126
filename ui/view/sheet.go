package view

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// Sheet is one incident as it was read, for Detail.
type Sheet struct {
	desk.Detail
	Silences map[string][]incident.Silence // by source
	NoteGoes []string                      // sources a note goes to
	Clock    desk.Clock
	Opened   map[string]bool // groups of the timeline shown whole
	Wrong    []desk.Contradiction
	Loose    []desk.Thread
	Sent     []desk.Delivery // how updates stand; what they tell is not among Queued
}

// Detail words one incident whole.
func (s *Scene) Detail(sheet Sheet) Detail {
	inc := sheet.Incident
	s.meetAll(sheet)
	d := Detail{
		ID: inc.ID, Severity: inc.Severity.OrDefault(), Level: inc.Severity.OrDefault().String(),
		Word: SeverityWord(inc.Severity), Number: "#" + digitsOf(inc.Number),
		About: s.about(inc), Standing: s.standing(inc), Holder: s.holder(inc), Queued: s.queued(unsent(sheet)), Sent: DeliveriesOf(sheet.Sent, s.Now),
		Open: inc.Open(), Acknowledged: inc.Status == incident.Acknowledged, Snoozed: inc.Snoozed(s.Now), Firing: inc.Firing > 0,
		Merged: inc.MergedInto, Facts: s.facts(sheet), Links: links(inc), NoteGoes: noteGoes(sheet.NoteGoes),
	}
	if d.Title = text.Line(inc.Title, 500); d.Title == "" {
		d.Title = titled("")
	}
	course := journey.Of(sheet.Entries, s.Now)
	d.Strip, d.Journey = s.strip(sheet.Clock, course), s.journey(sheet.Clock, course)
	d.Affected, d.Phase = inc.Customers.Affected, inc.Customers.Phase
	d.Wrong = Wrongs(sheet.Wrong, inc.ID, inc.Firing)
	if d.Open && inc.Customers.Impact != incident.ImpactNone {
		d.Loose = Looses(sheet.Loose)
	}
	t := timeline{Scene: s, mail: mailboxes(sheet), opened: sheet.Opened}
	d.Moments, d.Told = t.moments(sheet.Entries), t.count(sheet.Entries)
	d.Fires = len(sheet.Alerts) + sheet.More
	for _, a := range sheet.Alerts {
		d.Alerts = append(d.Alerts, s.alert(a, sheet.Texts[a.Fingerprint]))
	}
	if sheet.More > 0 {
		d.More = words.N("and {{.Count}} more alerts", sheet.More)
	}
	return d
}

// meetAll looks up everybody whom the sheet names.
func (s *Scene) meetAll(sheet Sheet) {
	inc := sheet.Incident
	s.meet(inc.AckedBy, inc.Assignee, inc.SnoozedBy)
	for _, e := range sheet.Entries {
		s.meet(e.By)
		if e.Kind == incident.KindAssigned {
			s.meet(incident.Unpack[incident.Value](e).Person)
		}
	}
}

// about says what, where and since when.
func (s *Scene) about(inc incident.Incident) string {
	var parts []string
	for _, part := range []string{inc.Service, inc.Source} {
		if part = text.Line(part, 80); part != "" {
			parts = append(parts, part)
		}
	}
	if inc.Source == "" {
		parts = append(parts, words.T("declared by hand"))
	}
	if !inc.StartedAt.IsZero() {
		parts = append(parts, words.T("started {{.Time}}, {{.Span}} ago",
			words.Data{"Time": words.Moment(inc.StartedAt, s.Now), "Span": words.Span(s.Now.Sub(inc.StartedAt))}))
	}
	if inc.Flaps > 0 {
		parts = append(parts, words.N("flapped {{.Count}} times", inc.Flaps))
	}
	return strings.Join(parts, " · ")
}

// standing says where the incident is in the list.
func (s *Scene) standing(inc incident.Incident) Chip {
	until := words.Data{"Time": words.Moment(inc.SnoozedUntil, s.Now)}
	switch {
	case inc.MergedInto != "":
		return Chip{Icon: "call_split", Text: words.T("Merged into {{.Number}}",
			words.Data{"Number": "#" + digitsOf(incident.NumberOf(inc.MergedInto))}), Tone: Soft}
	case inc.Status == incident.Resolved && inc.ClosedHere:
		return Chip{Icon: "done_all", Text: words.T("Closed here at {{.Time}}", words.Data{"Time": words.Moment(inc.ResolvedAt, s.Now)}), Tone: Soft}
	case inc.Status == incident.Resolved && words.Moment(inc.ResolvedAt, s.Now) != words.Clock(inc.ResolvedAt):
		// Its day is told; "at" stands before times alone.
		return Chip{Icon: "done_all", Text: words.T("Resolved {{.Time}}", words.Data{"Time": words.Moment(inc.ResolvedAt, s.Now)}), Tone: Good}
	case inc.Status == incident.Resolved:
		return Chip{Icon: "done_all", Text: words.T("Resolved at {{.Time}}", words.Data{"Time": words.Moment(inc.ResolvedAt, s.Now)}), Tone: Good}
	case inc.Snoozed(s.Now) && inc.SnoozeKind != "":
		return Chip{Icon: "snooze", Text: sentence(s.hold(inc.SnoozeKind, inc.SnoozedUntil, s.person(inc.SnoozedBy))), Tone: Soft}
	case inc.Snoozed(s.Now):
		return Chip{Icon: "snooze", Text: words.T("Snoozed until {{.Time}}", until), Tone: Soft}
	case !inc.QuietSince.IsZero():
		return Chip{Icon: "bedtime", Text: words.T("No news since {{.Time}}", words.Data{"Time": words.Moment(inc.QuietSince, s.Now)}), Tone: Soft}
	}
	return Chip{Icon: "bolt", Text: words.T("Active"), Tone: Soft}
}

// holder says who has it, and since when.
func (s *Scene) holder(inc incident.Incident) Chip {
	at := words.Data{"Time": words.Moment(inc.AckedAt, s.Now), "Who": s.person(inc.AckedBy)}
	switch {
	case inc.Status == incident.Acknowledged && inc.AckedBy == s.Me && s.Me != "":
		return Chip{Icon: "task_alt", Text: words.T("Acknowledged by you at {{.Time}}", at), Tone: Good}
	case inc.Status == incident.Acknowledged && inc.AckedBy != "":
		return Chip{Icon: "task_alt", Text: words.T("Acknowledged by {{.Who}} at {{.Time}}", at), Tone: Good}
	case inc.Status == incident.Acknowledged:
		return Chip{Icon: "task_alt", Text: words.T("Acknowledged at {{.Time}}", at), Tone: Good}
	case inc.Open() && !inc.Snoozed(s.Now):
		return Chip{Icon: "error_outline", Text: words.T("Nobody has it yet"), Tone: Warn}
	}
	return Chip{}
}

// unsent are the actions that no delivery tells of.
func unsent(sheet Sheet) []outbox.Action {
	if len(sheet.Sent) == 0 {
		return sheet.Waiting
	}
	return slices.DeleteFunc(slices.Clone(sheet.Waiting), func(a outbox.Action) bool { return a.Verb == outbox.Publish })
}

// queued words what waits for a source, what asks first.
func (s *Scene) queued(actions []outbox.Action) []Queued {
	var all []Queued
	for _, a := range actions {
		wait := waitOf(a, s.Now)
		where := a.Source
		if channel, ok := outbox.ChannelOf(a.Source); ok {
			where = channel
		}
		data := words.Data{"What": Verb(string(a.Verb)), "Source": text.Line(where, 40)}
		q := Queued{Action: a.ID, Detail: text.Block(a.LastError, 500), Asks: wait == Asks, Failed: wait == Refused}
		switch wait {
		case Underway:
			continue
		case Asks:
			q.Chip = Chip{Icon: "warning", Text: words.T("Compare"), Tone: Warn, Link: true}
			q.Text = words.T("{{.Source}} has changed meanwhile: {{.What}} waits for you", data)
			q.Mine, q.Theirs = s.mine(a), q.Detail
		case Refused:
			q.Chip = Chip{Icon: "error_outline", Text: words.T("Not sent"), Tone: Bad, Link: true}
			q.Text = words.T("{{.Source}} refused: {{.What}}", data)
			q.Mine, q.Theirs = s.mine(a), q.Detail
		default:
			q.Chip = Chip{Icon: "hourglass_top", Text: words.T("Will send")}
			q.Text = words.T("{{.What}} waits for {{.Source}}", data)
		}
		all = append(all, q)
	}
	slices.SortStableFunc(all, func(a, b Queued) int { return cmp.Compare(grave(b), grave(a)) })
	return all
}

func grave(q Queued) int {
	switch {
	case q.Asks:
		return 2
	case q.Failed:
		return 1
	}
	return 0
}

// mine says what the person meant.
func (s *Scene) mine(a outbox.Action) string {
	data := words.Data{"What": Verb(string(a.Verb)), "Time": words.Moment(a.Created, s.Now), "Until": words.Moment(a.Until, s.Now),
		"Who": text.Line(a.By, 40)}
	said := words.T("{{.What}}, by {{.Who}} at {{.Time}}", data)
	if !a.Until.IsZero() {
		said = words.T("{{.What}} until {{.Until}}, by {{.Who}} at {{.Time}}", data)
	}
	if a.Text != "" {
		said += "\n" + text.Block(a.Text, 500)
	}
	return said
}

// mailboxes tells which sources of the incident are mailboxes.
func mailboxes(sheet Sheet) map[string]bool {
	mail := map[string]bool{}
	for _, a := range sheet.Alerts {
		for _, sight := range a.Sources {
			if sight.Kind == "mail" {
				mail[sight.Source] = true
			}
		}
	}
	return mail
}

// alert words one alert.
func (s *Scene) alert(a incident.Alert, body string) Alert {
	out := Alert{Fingerprint: a.Fingerprint, Severity: a.Severity.OrDefault(), Level: a.Severity.OrDefault().String(),
		Title: titled(a.Title), Firing: a.Firing, Text: text.Block(body, noteLimit), Link: webLink(a.Link)}
	var meta []string
	for _, sight := range a.Sources {
		if name := text.Line(sight.Source, 40); !slices.Contains(meta, name) {
			meta = append(meta, name)
		}
	}
	if !a.StartsAt.IsZero() {
		meta = append(meta, words.T("since {{.Time}}", words.Data{"Time": words.Moment(a.StartsAt, s.Now)}))
	}
	if a.Fired > 1 {
		meta = append(meta, words.N("fired {{.Count}} times", a.Fired))
	}
	out.Meta = strings.Join(meta, " · ")
	switch {
	case !a.Firing:
		out.State = Chip{Icon: "check", Text: words.T("Cleared {{.Time}}", words.Data{"Time": words.Moment(a.ClearedAt, s.Now)}), Tone: Good}
	case len(a.Marks) > 0:
		m := a.Marks[0]
		out.State = Chip{Icon: "snooze", Text: sentence(s.hold(m.Kind, m.Until, s.marker(m))), Tone: Soft}
	default:
		out.State = Chip{Icon: "sensors", Text: words.T("Firing"), Tone: Warn}
	}
	out.Labels = labels(a.Labels)
	return out
}

// labels lists labels by name.
func labels(all map[string]string) []Fact {
	var facts []Fact
	for _, name := range slices.Sorted(maps.Keys(all)) {
		facts = append(facts, Fact{Name: text.Line(name, 60), Value: text.Line(all[name], 300)})
	}
	return facts
}

func digitsOf(n int) string { return strconv.Itoa(n) }
