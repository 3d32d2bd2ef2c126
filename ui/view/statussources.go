package view

import (
	"time"

	"turnaround/app/health"
	"turnaround/app/text"
	"turnaround/ui/words"
)

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
