package now

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// queueList says below the head what waits for a source, what asks first and
// what was refused; and what customers are told that does not fit.
type queueList struct {
	s       *Screen
	content *fyne.Container
	shown   []view.Queued
	wrong   []view.Wrong
	loose   []view.Loose
}

func newQueueList(s *Screen) *queueList {
	return &queueList{s: s, content: container.New(column{0})}
}

// some tells whether there is anything to say.
func (q *queueList) some() bool { return len(q.content.Objects) > 0 }

func (q *queueList) show(d view.Detail) {
	all, untold := d.Queued, d.Loose
	if !d.Strip.Shown() || d.Journey.Shown() && len(d.Journey.Updates) > 0 {
		untold = nil // nobody waits, or they heard already: the menu offers it
	}
	if slices.Equal(all, q.shown) && slices.Equal(d.Wrong, q.wrong) && slices.Equal(untold, q.loose) {
		return
	}
	q.shown, q.wrong, q.loose = all, d.Wrong, untold
	q.content.RemoveAll()
	for _, w := range d.Wrong {
		q.content.Add(q.s.wrongBanner(w))
	}
	for _, l := range untold {
		q.content.Add(parts.NewBanner(view.Accent, "public", words.T("{{.What}}. It is about none of your incidents.", words.Data{"What": l.Text}),
			words.T("Join to this incident"), func() { q.s.join(l) }))
	}
	for _, each := range all {
		tone, icon := view.Soft, "hourglass_top"
		switch {
		case each.Asks:
			tone, icon = view.Warn, "warning"
		case each.Failed:
			tone, icon = view.Bad, "error_outline"
		}
		if !each.Asks && !each.Failed {
			line := newLabel(each.Chip.Text+": "+each.Text, look.Body, false, look.InkText2)
			line.icon = icon
			q.content.Add(container.New(inset{look.S20, look.S6}, line))
			continue
		}
		q.content.Add(parts.NewBanner(tone, icon, each.Text, each.Chip.Text, func() { q.s.compare(each) }))
	}
}

// inset keeps a distance from the sides.
type inset struct{ x, y float32 }

// MinSize is the content's and the distances.
func (i inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(2*i.x, 2*i.y)
}

// Layout places the content.
func (i inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], i.x, i.y, size.Width-2*i.x, size.Height-2*i.y)
}

// compare lays what the person meant beside what the source says.
func (s *Screen) compare(q view.Queued) {
	title := words.T("Changed there meanwhile")
	if q.Failed {
		title = words.T("Not sent")
	}
	content := stack(prose(q.Text), caption(words.T("Yours")), prose(q.Mine), caption(words.T("There")), prose(orNone(q.Theirs)))
	send := parts.Choice{Text: words.T("Send yours anyway"), Icon: "send", Importance: parts.Primary, Do: func() {
		s.settle(q.Action, true)
	}}
	if q.Failed {
		send.Text = words.T("Try again")
	}
	s.Host.Modal(title, content, parts.Choice{Text: words.T("Drop yours"), Icon: "cancel", Do: func() { s.settle(q.Action, false) }}, send)
}

func orNone(said string) string {
	if said == "" {
		return words.T("It gave no reason.")
	}
	return said
}

// settle sends an action again, or drops it.
func (s *Screen) settle(action string, send bool) {
	s.run(func(ctx context.Context) error {
		if send {
			return s.Desk.Retry(ctx, action, true)
		}
		return s.Desk.Drop(ctx, s.who(), action)
	})
}
