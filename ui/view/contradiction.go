package view

import (
	"strings"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// Wrong is something customers are told that is not so, and what to do.
type Wrong struct {
	Text string
	// Update: another update to customers mends it.
	Update bool
	// Twin is the channel on which ours is to be closed as the duplicate.
	Twin string
}

// Wrongs words what customers are told that does not fit one incident, of which
// so many alerts fire; without an incident, what fits none.
func Wrongs(all []desk.Contradiction, id incident.ID, firing int) []Wrong {
	var out []Wrong
	for _, c := range all {
		if c.Incident != id {
			continue
		}
		if w := wrong(c, firing); w.Text != "" {
			out = append(out, w)
		}
	}
	return out
}

func wrong(c desk.Contradiction, firing int) Wrong {
	data := words.Data{"Channel": text.Line(c.Channel, 40), "Phase": PhaseWord(c.Phase), "Title": text.Line(c.Title, 80),
		"Components": text.Line(strings.Join(c.Components, ", "), 200), "Over": text.Line(strings.Join(c.Over, ", "), 80)}
	switch c.Kind {
	case desk.ResolvedButFiring:
		return Wrong{Text: words.N("{{.Channel}} says that it is resolved, and {{.Count}} of its alerts fire.", firing, data), Update: true}
	case desk.ChannelsDisagree:
		return Wrong{Text: words.T("{{.Over}}: resolved. {{.Channel}}: not yet.", data), Update: true}
	case desk.ComponentsLeft:
		return Wrong{Text: words.T("{{.Channel}} shows {{.Components}} as not working, and says nothing of it.", data)}
	case desk.TroubleButQuiet:
		if c.Incident == "" {
			return Wrong{Text: words.T("{{.Channel}} says “{{.Title}}”, and nothing is open here.", data)}
		}
		return Wrong{Text: words.T("{{.Channel}} still says that it is not over, and it ended here.", data), Update: true}
	case desk.OpenTwice:
		if c.Twin != nil && c.Twin.Later {
			return Wrong{Text: words.T("{{.Channel}} has two incidents for this: “{{.Title}}” was opened there at the same moment, before ours.", data), Twin: c.Channel}
		}
		return Wrong{Text: words.T("{{.Channel}} has two incidents for this: “{{.Title}}” was opened there at the same moment, after ours. Whoever opened it closes it.", data)}
	}
	return Wrong{}
}

// Loose is an incident of a channel's own that is about none here.
type Loose struct {
	Channel, Ref string
	Text         string // "Status page: Card payments fail · Investigating"
}

// Looses words what channels tell of no incident here, but for what is over.
func Looses(all []desk.Thread) []Loose {
	var out []Loose
	for _, t := range all {
		if t.Phase == incident.PhaseResolved {
			continue
		}
		said := text.Line(t.Channel, 40) + ": " + titled(t.Title)
		if phase := PhaseWord(t.Phase); phase != "" {
			said += " · " + phase
		}
		out = append(out, Loose{t.Channel, t.Ref, said})
	}
	return out
}
