package now

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/desk"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// wrongBanner says what customers are told that does not fit, and offers what
// mends it.
func (s *Screen) wrongBanner(w view.Wrong) fyne.CanvasObject {
	link, do := "", func() {}
	if w.Twin != "" && s.Twins != nil {
		link, do = words.T("Join theirs, close ours"), func() { s.joinTwin(w.Twin) }
	}
	if w.Update {
		link, do = words.T("Told elsewhere"), s.tellElsewhere
		for _, way := range s.Ways {
			if way.Importance == parts.Amber {
				link, do = way.Text, s.along(way)
			}
		}
	}
	return parts.NewBanner(view.Warn, "warning", w.Text, link, do)
}

// join says that a channel's own incident is about the one that is shown.
func (s *Screen) join(l view.Loose) {
	id := s.detail.shown.ID
	if id == "" {
		return
	}
	s.run(func(ctx context.Context) error {
		if err := s.Desk.Join(ctx, s.who(), id, l.Channel, l.Ref); err != nil {
			return err
		}
		said := words.T("What {{.Channel}} says of it counts for “{{.Title}}” now", words.Data{"Channel": l.Channel, "Title": s.title(id)})
		s.Post(func() { s.Host.Toast(said, false) })
		return nil
	})
}

// pickThread asks which of the channels' own incidents is about this one.
func (s *Screen) pickThread() {
	loose := s.detail.shown.Loose
	list := stack(prose(words.T("What was and will be said there counts for this incident.")))
	var shut func()
	for _, l := range loose {
		list.Add(parts.NewLink(l.Text, "public", func() {
			shut()
			s.join(l)
		}))
	}
	shut = s.Host.Modal(words.T("Join to this incident"), list)
}

// comparing is how often what customers are told is compared with what is known
// here while nothing changes.
const comparing = 10 * time.Second

// misfits keeps what fits no incident, for the list's banner. One goroutine uses it.
type misfits struct {
	found []view.Wrong
	at    time.Time
}

// compare looks anew where something changed, or now and then.
func (m *misfits) compare(d Desk, changed bool, now time.Time) []view.Wrong {
	if !changed && now.Sub(m.at).Abs() < comparing {
		return m.found
	}
	m.at = now
	all, err := d.Contradictions()
	if err != nil {
		return m.found
	}
	m.found = view.Wrongs(all, desk.Contradiction{}.Incident, 0)
	return m.found
}

// fillWrong shows what fits no incident above the list.
func (p *listPane) fillWrong(l listing) {
	show(p.wrong, len(l.wrong) > 0)
	if len(l.wrong) == 0 {
		return
	}
	said, link := l.wrong[0].Text, ""
	if more := len(l.wrong) - 1; more > 0 {
		link = words.N("{{.Count}} more", more)
	}
	p.wrong.Set(view.Warn, "public", said, link, func() {
		list := stack()
		for _, w := range l.wrong {
			list.Add(prose(w.Text))
		}
		p.s.Host.Modal(words.T("What customers are told does not fit"), list)
	})
}
