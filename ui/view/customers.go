package view

import (
	"slices"
	"strings"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// ImpactWord says what is known of an impact.
func ImpactWord(i incident.Impact) string {
	switch i {
	case incident.ImpactConfirmed:
		return words.T("confirmed")
	case incident.ImpactSuspected:
		return words.T("suspected")
	case incident.ImpactNone:
		return words.T("none")
	}
	return words.T("not known")
}

// PhaseWord names where an update says an incident stands.
func PhaseWord(p incident.Phase) string {
	switch p {
	case incident.Investigating:
		return words.T("Investigating")
	case incident.Identified:
		return words.T("Identified")
	case incident.Monitoring:
		return words.T("Monitoring")
	case incident.PhaseResolved:
		return words.T("Resolved")
	}
	return ""
}

// affected lists what is known of the customers hit.
func (s *Scene) affected(a incident.Affected) Facts {
	f := Facts{Title: words.T("Customers affected"), Customers: true}
	tone := Plain
	if a.Impact == incident.ImpactUnknown {
		tone = Quiet
	}
	f.Lines = append(f.Lines, Fact{Name: words.T("Impact"), Value: ImpactWord(a.Impact), Tone: tone})
	runs := a.Impact.Affects()
	add := func(name, value string, always bool) {
		value = text.Line(value, 300)
		switch {
		case value != "":
			f.Lines = append(f.Lines, Fact{Name: name, Value: value, Wrap: len([]rune(value)) > 22})
		case always && runs:
			f.Lines = append(f.Lines, Fact{Name: name, Value: words.T("not known"), Tone: Quiet})
		}
	}
	add(words.T("Since"), words.Moment(a.Start, s.Now), true)
	add(words.T("Until"), words.Moment(a.End, s.Now), false)
	add(words.T("Who"), a.Who, true)
	add(words.T("What they see"), a.What, false)
	add(words.T("Region or plan"), a.Where, false)
	add(words.T("Share"), a.Share, true)
	add(words.T("Still works"), a.Works, false)
	add(words.T("Workaround"), a.Workaround, false)
	switch a.Data {
	case incident.DataSafe:
		add(words.T("Their data"), words.T("checked, safe"), false)
	case incident.DataAffected:
		f.Lines = append(f.Lines, Fact{Name: words.T("Their data"), Value: words.T("affected"), Tone: Bad})
	}
	if a.Contacts > 0 {
		add(words.T("Wrote in"), words.Number(a.Contacts), false)
	}
	return f
}

// published gathers, of entries that come newest first, an update's channels
// into its first line: one update in three channels is one.
func published(entries []incident.Entry) ([]incident.Entry, map[string][]string) {
	channels, first := map[string][]string{}, map[string]string{}
	for _, e := range slices.Backward(entries) {
		if e.Kind != incident.KindPublished {
			continue
		}
		said := incident.Unpack[incident.Spoken](e)
		key := said.Publication
		if key == "" {
			key = e.ID
		}
		if first[key] == "" {
			first[key] = e.ID
		}
		if name := text.Line(said.Channel, 30); name != "" && !slices.Contains(channels[first[key]], name) {
			channels[first[key]] = append(channels[first[key]], name)
		}
	}
	kept := slices.DeleteFunc(entries, func(e incident.Entry) bool {
		if e.Kind != incident.KindPublished {
			return false
		}
		key := incident.Unpack[incident.Spoken](e).Publication
		return key != "" && first[key] != e.ID
	})
	return kept, channels
}

// customers words what customers were told, and what is known of them.
func (t *timeline) customers(m *Moment, e incident.Entry) {
	switch e.Kind {
	case incident.KindImpact:
		t.impact(m, e)
		return
	case incident.KindEndedUntold:
		m.Icon, m.Rest, m.Text = "bulb_off", words.T("ended it without telling customers"), text.Block(e.Text, noteLimit)
		if m.Lead == "" {
			m.Lead = titled(source(e))
		}
		return
	}
	if e.Kind == incident.KindMoved {
		moved := incident.Unpack[incident.Moved](e)
		m.Icon, m.Rest = "call_split", words.T("closed ours on {{.Channel}} as a duplicate", words.Data{"Channel": text.Line(moved.Channel, 40)})
		if m.Lead == "" {
			m.Lead = titled(source(e))
		}
		m.Text = words.T("It goes on in “{{.Title}}”.", words.Data{"Title": text.Line(moved.Title, leadLimit)})
		return
	}
	if e.Kind == incident.KindPostmortem {
		m.Icon, m.Rest = "public", words.T("exported the postmortem for customers")
		m.Text = text.Line(incident.Unpack[incident.Postmortem](e).Title, leadLimit)
		return
	}
	said := incident.Unpack[incident.Spoken](e)
	where := text.Line(said.Channel, 40)
	if e.Kind == incident.KindPublishFailed {
		m.Glyph, m.Icon, m.Tone, m.Lead = Machine, "error_outline", Bad, titled(where)
		m.Rest, m.Text = words.T("did not take the customer update"), text.Block(e.Text, 500)
		return
	}
	m.Glyph, m.Icon, m.Tone, m.Card = Person, "lightbulb", Lit, true
	m.Lead = words.T("Customer update")
	if e.Kind == incident.KindCorrected {
		m.Lead = words.T("Customer update, corrected")
	}
	names := t.channels[e.ID]
	if len(names) == 0 {
		names = []string{where}
	}
	if said.Elsewhere && where == "elsewhere" {
		names = []string{words.T("told elsewhere")}
	}
	parts := []string{PhaseWord(said.Phase), strings.Join(names, ", ")}
	if e.By != "" {
		parts = append(parts, t.subject(e.By))
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	m.Rest = strings.Join(parts, " · ")
	body := said.Body
	if body == "" {
		body = e.Text
	}
	m.Text = text.Block(body, noteLimit)
	if m.Text == "" && !said.Due.IsZero() {
		m.Text = words.T("Next update by {{.Time}}", words.Data{"Time": words.Moment(said.Due, t.Now)})
	}
}

// impact words what somebody said of the customers hit.
func (t *timeline) impact(m *Moment, e incident.Entry) {
	a := incident.Unpack[incident.Affected](e)
	m.Icon = "people_alt"
	if e.By == "" {
		m.Lead = words.T("The service's customers")
	}
	switch a.Impact {
	case incident.ImpactConfirmed:
		m.Rest = words.T("Customers affected: yes")
	case incident.ImpactSuspected:
		m.Rest = words.T("Customers affected: suspected")
	case incident.ImpactNone:
		m.Rest = words.T("Customers affected: no")
	default:
		m.Rest = words.T("Customers affected: not sure")
	}
	var known []string
	for _, part := range []string{a.Who, a.What, a.Where, a.Share} {
		if part = text.Line(part, 200); part != "" && a.Impact.Affects() {
			known = append(known, part)
		}
	}
	m.Text = strings.Join(known, " · ")
}
