package settings

import (
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/health"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// fillStrips shows how contact with each source was in the last 24 hours.
func (p *sources) fillStrips(s *snapshot) {
	if p.strips == nil || len(p.strips.Objects) > 0 && s.at.Sub(p.drawn).Abs() < time.Minute {
		return
	}
	p.drawn = s.at
	rows := vbox(look.S6)
	for _, each := range s.sources {
		if each.Disabled {
			continue
		}
		rows.Add(parts.NewContactStrip(text.Line(each.Name, 60), spans(each.Contact, s.at)...))
	}
	title := say(words.T("Contact, last 24 hours"), styleCard)
	legend := hbox(look.S14, nil,
		legendOf(parts.InContact, words.T("contact")), legendOf(parts.Slow, words.T("slow")), legendOf(parts.NoContact, words.T("no contact")))
	head := hbox(look.S10, []float32{1, 0}, title, legend)
	if p.s.width == look.Phone {
		head = vbox(look.S6, title, left(legend))
	}
	p.strips.Objects = []fyne.CanvasObject{card(head, rows)}
	arrange(p.strips)
}

// legendOf is a little strip with what it means.
func legendOf(c parts.Contact, name string) fyne.CanvasObject {
	strip := parts.NewContactStrip("", parts.ContactSpan{From: 0, To: 1, Contact: c})
	strip.NameWidth = 0
	return hbox(look.S6, nil, wide(14, strip), cut(name, styleMeta))
}

// spans are a source's stretches of contact in parts of the last 24 hours.
func spans(list []health.Segment, now time.Time) []parts.ContactSpan {
	const day = 24 * time.Hour
	from := now.Add(-day)
	part := func(t time.Time) float32 { return float32(t.Sub(from)) / float32(day) }
	var out []parts.ContactSpan
	for _, s := range list {
		out = append(out, parts.ContactSpan{From: part(s.From), To: part(s.To), Contact: contactOf(s.State)})
	}
	return out
}

func contactOf(state string) parts.Contact {
	switch state {
	case health.Contact:
		return parts.InContact
	case health.Slow:
		return parts.Slow
	case health.NoContact:
		return parts.NoContact
	}
	return parts.NotAsked
}
