package view

import (
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// moment words one entry; those before it in time follow it in the slice.
func (t *timeline) moment(entries []incident.Entry, n int) Moment {
	e := entries[n]
	m := Moment{Key: e.ID, Clock: words.Clock(e.At)}
	if e.By != "" {
		m.Glyph, m.Tone, m.Icon = Person, Accent, "person"
		m.Lead = t.subject(e.By)
	}
	switch e.Kind {
	case incident.KindOpened, incident.KindFired, incident.KindCleared, incident.KindRang, incident.KindQuiet, incident.KindReopened:
		t.alert(&m, e)
	case incident.KindAcknowledged, incident.KindUnacknowledged, incident.KindSnoozed, incident.KindUnsnoozed, incident.KindResolved:
		t.held(&m, e, entries[n+1:])
	case incident.KindActed, incident.KindSilenceLost, incident.KindNotified, incident.KindImported:
		t.machine(&m, e)
	case incident.KindImpact, incident.KindPublished, incident.KindPublishFailed, incident.KindCorrected, incident.KindEndedUntold,
		incident.KindPostmortem, incident.KindMoved:
		t.customers(&m, e)
	default:
		t.deed(&m, e)
	}
	return m
}

// subject names who acts, at the head of a line.
func (t *timeline) subject(id incident.PersonID) string {
	if id == t.Me {
		return words.T("You")
	}
	return t.person(id)
}

// source names where a machine's word came from.
func source(e incident.Entry) string { return text.Line(e.Via, 40) }

// there says at which source a person acted; nothing for what was done here.
func there(e incident.Entry) string {
	switch e.Via {
	case "", "window", "command", "notification":
		return ""
	}
	return source(e)
}

// alert words what began, ended and began again.
func (t *timeline) alert(m *Moment, e incident.Entry) {
	if e.Kind == incident.KindOpened && e.By != "" {
		m.Icon, m.Rest, m.Text = "flag", words.T("declared the incident"), text.Line(e.Text, leadLimit)
		return
	}
	if e.Kind == incident.KindReopened && e.By != "" {
		m.Icon, m.Rest = "undo", words.T("took the resolution back")
		return
	}
	m.Icon, m.Rest = t.icon(e), source(e)
	title := titled(e.Text)
	switch e.Kind {
	case incident.KindOpened:
		m.Lead, m.Rest = title, words.T("started it, {{.Source}}", words.Data{"Source": source(e)})
	case incident.KindFired:
		m.Lead = title
	case incident.KindCleared:
		m.Icon, m.Tone, m.Lead = "check", Good, title
		m.Rest = words.T("cleared, {{.Source}}", words.Data{"Source": source(e)})
	case incident.KindRang:
		m.Icon, m.Tone, m.Lead = "notifications_active", Warn, words.T("Firing, and nothing holds it back")
	case incident.KindQuiet:
		m.Icon, m.Lead = "bedtime", words.T("No news since then")
	case incident.KindReopened:
		m.Icon, m.Tone, m.Lead = "replay", Warn, words.T("Fires again")
	}
}

// held words what holds an incident and what no longer does.
func (t *timeline) held(m *Moment, e incident.Entry, before []incident.Entry) {
	h := incident.Unpack[incident.Held](e)
	data := words.Data{"Source": there(e), "Time": words.Moment(h.Until, t.Now)}
	if e.By == "" {
		m.Lead = titled(there(e))
	}
	here := there(e) == ""
	switch e.Kind {
	case incident.KindAcknowledged:
		m.Icon, m.Rest = "task_alt", words.T("acknowledged")
		if paged, ok := lastPage(before); ok && here {
			m.Rest = words.T("acknowledged, {{.Span}} after the page", words.Data{"Span": words.Span(e.At.Sub(paged.At))})
		}
		if !here {
			m.Rest = words.T("acknowledged in {{.Source}}", data)
		}
		if h.Mark == incident.MarkSilenced {
			m.Rest = words.T("silenced it in {{.Source}}, which counts as acknowledged", data)
		}
	case incident.KindUnacknowledged:
		m.Icon, m.Rest = "undo", words.T("took the acknowledgement back")
		if e.By == "" {
			m.Tone, m.Lead, m.Rest = Warn, words.T("The acknowledgement ended"), there(e)
		}
	case incident.KindSnoozed:
		m.Icon, m.Rest = "snooze", words.T("snoozed until {{.Time}}", data)
		if h.Mark != "" {
			m.Rest = t.hold(h.Mark, h.Until, "")
		}
	case incident.KindUnsnoozed:
		m.Icon, m.Rest = "undo", words.T("took the snooze back")
		if e.By == "" {
			m.Tone, m.Lead, m.Rest = Warn, words.T("The snooze ended"), there(e)
		}
	case incident.KindResolved:
		t.resolved(m, e)
	}
}

func lastPage(before []incident.Entry) (incident.Entry, bool) {
	for _, e := range before {
		switch e.Kind {
		case incident.KindNotified:
			return e, true
		case incident.KindAcknowledged, incident.KindResolved:
			return incident.Entry{}, false
		}
	}
	return incident.Entry{}, false
}

func (t *timeline) resolved(m *Moment, e incident.Entry) {
	m.Icon, m.Rest = "done_all", words.T("resolved")
	switch {
	case incident.Unpack[incident.Ended](e).Here:
		m.Rest = words.T("closed it here until an alert fires anew")
	case e.By == "":
		m.Tone, m.Lead, m.Rest = Good, words.T("Resolved"), words.T("no alert fires any more")
	}
}

// machine words what this app and the sources did by themselves.
func (t *timeline) machine(m *Moment, e incident.Entry) {
	switch e.Kind {
	case incident.KindNotified:
		m.Glyph, m.Tone, m.Icon = Person, Accent, "notifications_active"
		m.Lead, m.Rest = words.T("Paged you"), words.T("on this computer")
		if e.Text == "Notified without sound" {
			m.Lead, m.Rest = words.T("Shown to you"), words.T("without sound")
		}
	case incident.KindSilenceLost:
		m.Icon, m.Tone, m.Lead = "warning", Warn, source(e)
		m.Rest = words.T("forgot our silence; it is made again")
	case incident.KindImported:
		m.Icon, m.Lead = "folder_zip", words.T("Imported from an archive")
	case incident.KindActed:
		t.acted(m, e)
	}
}

// acted words what became of an action at its source.
func (t *timeline) acted(m *Moment, e incident.Entry) {
	a := incident.Unpack[incident.Acted](e)
	where, what := text.Line(a.Source, 40), Verb(a.Verb)
	if channel, ok := outbox.ChannelOf(a.Source); ok {
		where = text.Line(channel, 40)
	}
	by := t.person(e.By)
	m.Glyph, m.Tone, m.Icon, m.Lead = Machine, Soft, "send", where
	data := words.Data{"What": what, "Who": by}
	switch a.Outcome {
	case "done":
		m.Rest = words.T("took it: {{.What}}", data)
	case "already":
		m.Rest = words.T("had it before: {{.What}}", data)
		if by != "" {
			m.Rest = words.T("had it before, by {{.Who}}: {{.What}}", data)
		}
	case "dropped":
		m.Icon, m.Rest = "cancel", words.T("was not told: {{.What}}", data)
	case "conflict":
		m.Icon, m.Tone, m.Rest = "warning", Warn, words.T("has changed meanwhile: {{.What}}", data)
		m.Text = text.Block(e.Text, 500)
	default:
		m.Icon, m.Tone, m.Rest = "error_outline", Bad, words.T("did not take it: {{.What}}", data)
		m.Text = text.Block(e.Text, 500)
	}
}

// Verb names what was meant for a source.
func Verb(verb string) string {
	switch verb {
	case "acknowledge":
		return words.T("Acknowledge")
	case "snooze":
		return words.T("Snooze")
	case "resolve":
		return words.T("Resolve")
	case "publish":
		return words.T("Customer update")
	case "assign":
		return words.T("Hand over")
	case "note":
		return words.T("Note")
	case "unacknowledge":
		return words.T("Take the acknowledgement back")
	case "unsnooze":
		return words.T("End the snooze")
	case "extend":
		return words.T("Extend the silence")
	case "end-silence", "end_silence", "endsilence":
		return words.T("End the silence")
	}
	return text.Line(verb, 40)
}

// deed words what a person did to the incident itself.
func (t *timeline) deed(m *Moment, e incident.Entry) {
	v := incident.Unpack[incident.Value](e)
	if m.Lead == "" {
		m.Lead = titled(source(e))
	}
	switch e.Kind {
	case incident.KindNoted:
		m.Icon, m.Text = "edit_note", text.Block(e.Text, noteLimit)
		m.Rest = words.T("noted")
		if at := there(e); at != "" {
			m.Rest = words.T("noted in {{.Source}}", words.Data{"Source": at})
		}
	case incident.KindSeverity:
		m.Icon = "flag"
		m.Rest = words.T("set {{.Level}} {{.Word}}", words.Data{"Level": v.Severity.String(), "Word": SeverityWord(v.Severity)})
	case incident.KindAssigned:
		m.Icon = "person"
		m.Rest = words.T("handed it to {{.Who}}", words.Data{"Who": t.person(v.Person)})
		switch v.Person {
		case e.By:
			m.Rest = words.T("took it over")
		case t.Me:
			m.Rest = words.T("handed it to you")
		}
	case incident.KindRetitled:
		m.Icon, m.Rest, m.Text = "title", words.T("changed the title"), text.Line(v.Title, leadLimit)
	case incident.KindMerged, incident.KindUnmerged, incident.KindAbsorbed, incident.KindSplit, incident.KindParted:
		t.linked(m, e)
	default:
		m.Icon, m.Rest = "info", text.Line(e.Text, leadLimit)
	}
}

func (t *timeline) linked(m *Moment, e incident.Entry) {
	l := incident.Unpack[incident.Linked](e)
	m.Icon = "call_split"
	other := words.Data{"Number": "#" + digitsOf(incident.NumberOf(l.Other)), "Alerts": words.N("{{.Count}} alerts", l.Alerts)}
	switch e.Kind {
	case incident.KindMerged:
		m.Rest = words.T("merged it into {{.Number}}", other)
	case incident.KindUnmerged:
		m.Icon, m.Rest = "undo", words.T("took its merge into {{.Number}} back", other)
	case incident.KindParted:
		m.Icon, m.Rest = "undo", words.T("took its merge with {{.Number}} back", other)
	case incident.KindAbsorbed:
		m.Rest = words.T("brought {{.Alerts}} from {{.Number}}", other)
	default:
		m.Rest = words.T("moved {{.Alerts}} to {{.Number}}", other)
	}
}

// SeverityWord names a severity.
func SeverityWord(s incident.Severity) string {
	switch s.OrDefault() {
	case incident.Critical:
		return words.T("Critical")
	case incident.Major:
		return words.T("Major")
	case incident.Minor:
		return words.T("Minor")
	}
	return words.T("Info")
}
