package view

import (
	"strings"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// Hearing is a line of what the readers of one channel heard last.
type Hearing struct {
	Channel, Audience string
	Phase             string // "Investigating"; empty: they heard nothing
	When              string // "14:00, 24 min ago"
	Until             string // when they were promised more; empty: they were not
	Passed            bool   // and that has passed
	State             Chip
	Waits             bool   // they have no current update
	Link              string // to the page; http or https, or empty
}

// Hearings words what was heard, channel by channel.
func (s *Scene) Hearings(all []desk.Hearing) []Hearing {
	var lines []Hearing
	for _, h := range all {
		line := Hearing{Channel: text.Line(h.Channel, 60), Audience: AudienceWord(h.Audience), State: s.hearingChip(h), Waits: h.Waits(), Link: webLink(h.Heard.Link)}
		if h.Channel == desk.Elsewhere {
			line.Channel = words.T("told elsewhere")
		}
		if !h.Heard.At.IsZero() {
			line.Phase = PhaseWord(h.Heard.Phase)
			line.When = words.T("{{.Time}}, {{.Span}} ago", words.Data{"Time": words.Moment(h.Heard.At, s.Now), "Span": words.Span(s.Now.Sub(h.Heard.At))})
		}
		if !h.Heard.Due.IsZero() && h.Heard.Phase != incident.PhaseResolved {
			line.Until, line.Passed = words.Moment(h.Heard.Due, s.Now), s.Now.After(h.Heard.Due)
		}
		lines = append(lines, line)
	}
	return lines
}

// Summed says in one chip whether all of them have a current update.
func (s *Scene) Summed(all []desk.Hearing) Chip {
	waiting := 0
	for _, h := range all {
		if h.Waits() {
			waiting++
		}
	}
	switch {
	case len(all) == 0:
		return Chip{}
	case waiting == 0:
		return Chip{Icon: "lightbulb", Text: words.T("All channels updated"), Tone: Lit}
	}
	return Chip{Icon: "bulb_off", Text: words.T("No current update on {{.Part}} of {{.All}}",
		words.Data{"Part": words.Number(waiting), "All": words.Number(len(all))}), Tone: Unlit}
}

// hearingChip says where the readers of one channel stand.
func (s *Scene) hearingChip(h desk.Hearing) Chip {
	age := words.Data{"Age": words.Age(s.Now.Sub(h.Clock.Since))}
	switch h.Clock.State {
	case journey.Dark:
		return Chip{Icon: "bulb_off", Text: words.T("Not told, {{.Age}}", age), Tone: Unlit}
	case journey.Overdue, journey.Stale:
		return Chip{Icon: "bulb_off", Text: words.T("Update overdue {{.Age}}", age), Tone: Unlit}
	case journey.Untold:
		if h.Heard.At.IsZero() {
			return Chip{Icon: "bulb_off", Text: words.T("Heard nothing"), Tone: Unlit}
		}
		return Chip{Icon: "bulb_off", Text: words.T("Only bad news"), Tone: Unlit}
	case journey.Over:
		if h.Heard.Phase == incident.PhaseResolved {
			return Chip{Icon: "lightbulb", Text: words.T("Resolution sent"), Tone: Lit}
		}
		return Chip{Text: words.T("Ended without an update"), Tone: Quiet}
	}
	return Chip{Icon: "lightbulb", Text: words.As("customers", "Updated"), Tone: Lit}
}

// AudienceWord says who reads on a channel; names of one's own stay.
func AudienceWord(audience string) string {
	switch strings.ToLower(audience) {
	case "public":
		return words.T("everybody")
	case "affected":
		return words.T("affected customers")
	case "developers":
		return words.T("developers")
	case "internal":
		return words.T("colleagues")
	}
	return text.Line(audience, 40)
}
