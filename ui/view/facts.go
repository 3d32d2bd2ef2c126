package view

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// facts are what the column beside the timeline says.
func (s *Scene) facts(sheet Sheet) []Facts {
	groups := []Facts{
		s.holders(sheet.Incident),
		s.affected(sheet.Incident.Customers.Affected),
		s.targets(sheet.Clock),
		s.numbers(sheet),
		{Title: words.T("Silences"), Lines: s.silences(sheet)},
		{Title: words.T("Labels"), Lines: labels(sheet.Incident.Labels)},
	}
	return slices.DeleteFunc(groups, func(f Facts) bool { return len(f.Lines) == 0 })
}

// holders says who has it. Nobody else's list is known here.
func (s *Scene) holders(inc incident.Incident) Facts {
	f := Facts{Title: words.T("Who has it"), Note: words.T("only here")}
	if inc.Assignee != "" {
		f.Lines = append(f.Lines, Fact{Icon: "person", Name: sentence(s.person(inc.Assignee)), Value: words.T("has it"), Tone: Quiet})
	}
	if inc.Status == incident.Acknowledged && inc.AckedBy != "" && inc.AckedBy != inc.Assignee {
		f.Lines = append(f.Lines, Fact{Icon: "person", Name: sentence(s.person(inc.AckedBy)), Value: words.T("acknowledged"), Tone: Quiet})
	}
	switch {
	case len(f.Lines) > 0:
	case inc.Status == incident.Resolved && inc.AckedBy != "":
		f.Lines = []Fact{{Icon: "person", Name: sentence(s.person(inc.AckedBy)), Value: words.T("acknowledged"), Tone: Quiet}}
	case inc.Status == incident.Resolved:
		f.Lines = []Fact{{Icon: "person", Name: words.T("Nobody had it"), Tone: Quiet}}
	default:
		f.Lines = []Fact{{Icon: "person", Name: words.T("Nobody yet"), Tone: Warn}}
	}
	return f
}

func (s *Scene) numbers(sheet Sheet) Facts {
	inc := sheet.Incident
	f := Facts{Title: words.T("Alerts")}
	if inc.Alerts > 0 {
		f.Lines = append(f.Lines, Fact{Name: words.T("Firing"), Value: words.T("{{.Firing}} of {{.All}}",
			words.Data{"Firing": words.Number(inc.Firing), "All": words.Number(inc.Alerts)})})
	}
	if inc.Flaps > 0 {
		f.Lines = append(f.Lines, Fact{Name: words.T("Fired again"), Value: words.N("{{.Count}} times", inc.Flaps)})
	}
	if next, ok := s.Rings[inc.ID]; ok && next.After(s.Now) {
		f.Lines = append(f.Lines, Fact{Name: words.T("Next ring"), Value: words.Clock(next), Tone: Bad})
	}
	if inc.Status == incident.Acknowledged && inc.AckUntil.After(s.Now) && inc.AckUntil.Before(incident.Indefinitely) {
		f.Lines = append(f.Lines, Fact{Name: words.T("Acknowledged until"), Value: words.Moment(inc.AckUntil, s.Now)})
	}
	return f
}

// silences lists what holds the alerts at their sources. An acknowledgement is a
// silence for each alert: what reads the same is one line.
func (s *Scene) silences(sheet Sheet) []Fact {
	var facts []Fact
	seen := map[string]bool{}
	for _, a := range sheet.Alerts {
		for _, m := range a.Marks {
			key := m.Ref + string(m.Kind) + m.By
			if seen[key] || !a.Firing || !m.Until.IsZero() && !m.Until.After(s.Now) {
				continue
			}
			seen[key] = true
			f := s.silence(sheet, a, m)
			same := slices.IndexFunc(facts, func(other Fact) bool { return other.Name == f.Name && other.Value == f.Value })
			if same >= 0 {
				facts[same].Silences = append(facts[same].Silences, f.Silences...)
				continue
			}
			facts = append(facts, f)
		}
	}
	return facts
}

func (s *Scene) silence(sheet Sheet, a incident.Alert, m incident.Marking) Fact {
	f := Fact{Icon: "snooze", Name: sentence(s.hold(m.Kind, m.Until, s.marker(m))), Value: text.Line(m.Comment, 200), Tone: Quiet}
	if m.Kind == incident.MarkAcknowledged && m.Action != "" && s.marker(m) == words.T("you") {
		f.Value = "" // our own comment says no more
		f.Name = words.T("Silenced by your acknowledgement until {{.Time}}", words.Data{"Time": words.Moment(m.Until, s.Now)})
	}
	for source, all := range sheet.Silences {
		for _, silence := range all {
			if silence.ID == m.Ref && m.Ref != "" && reports(a, source) && silence.State != "expired" {
				f.Silences = append(f.Silences, Silence{Source: source, ID: silence.ID, Until: silence.EndsAt, Own: m.Action != ""})
			}
		}
	}
	return f
}

// marker names who made a mark at a source.
func (s *Scene) marker(m incident.Marking) string {
	if m.By != "" && incident.NewPersonID(m.By) == s.Me {
		return words.T("you")
	}
	return text.Line(m.By, 40)
}

func reports(a incident.Alert, source string) bool {
	return slices.ContainsFunc(a.Sources, func(s incident.Sighting) bool { return s.Source == source })
}

// links lead out of the app: http and https, and nothing else.
func links(inc incident.Incident) []Link {
	var all []Link
	add := func(icon, title, link string) {
		if link = webLink(link); link != "" {
			all = append(all, Link{Icon: icon, Text: title, URL: link})
		}
	}
	add("assignment", words.T("Runbook"), inc.Runbook)
	add("insights", words.T("Dashboard"), inc.Dashboard)
	alert := words.T("Alert at its source")
	if source := text.Line(inc.Source, 40); source != "" {
		alert = words.T("Alert in {{.Source}}", words.Data{"Source": source})
	}
	add("sensors", alert, inc.Link)
	return all
}

// webLink gives back what a browser may be handed, else nothing.
func webLink(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(link) > 4000 {
		return ""
	}
	return u.String()
}

// noteGoes says where a note will be read.
func noteGoes(sources []string) string {
	if len(sources) == 0 {
		return words.T("Only on this computer")
	}
	var names []string
	for _, name := range sources {
		names = append(names, text.Line(name, 30))
	}
	return words.T("Goes to {{.Sources}}", words.Data{"Sources": strings.Join(names, ", ")})
}

// sentence gives a text a capital.
func sentence(said string) string {
	first, size := utf8.DecodeRuneInString(said)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + said[size:]
}
