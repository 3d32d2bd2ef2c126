package shell

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// mostQueued is how many actions the queue shows.
const mostQueued = 50

// queue is the overlay of what waits to be sent.
type queue struct {
	s    *Shell
	w    *world
	body *fyne.Container
	dlg  *parts.Dialog
}

// openQueue shows what is not at its source yet, with what one can do about it.
func (s *Shell) openQueue() {
	if s.shown == nil {
		return
	}
	q := &queue{s: s, w: s.shown, body: container.New(stacked{})}
	q.dlg = parts.NewDialog(words.T("Waiting to be sent"), q.body,
		parts.Choice{Text: words.T("Close"), Importance: parts.Outline})
	q.dlg.Wide = 620
	q.read(func() { q.dlg.Show(s.Window.Canvas()) })
}

// queued is one action with the title of its incident.
type queued struct {
	outbox.Action
	title string
}

// read fills the overlay, then does what follows.
func (q *queue) read(then func()) {
	q.s.work(func(context.Context) func() {
		all, err := q.w.Core.Outbox()
		var rows []queued
		for _, a := range all {
			if len(rows) < mostQueued {
				rows = append(rows, queued{a, q.w.Core.Title(a.Incident)})
			}
		}
		return func() {
			if err != nil {
				q.s.fail(words.T("The queue could not be read"), err)
				return
			}
			q.fill(rows, len(all)-len(rows))
			then()
		}
	})
}

func (q *queue) fill(rows []queued, more int) {
	var shown []fyne.CanvasObject
	for n, r := range rows {
		if n > 0 {
			shown = append(shown, gap(look.S10))
		}
		shown = append(shown, q.row(r))
	}
	switch {
	case len(rows) == 0:
		shown = append(shown, parts.NewWrapText(words.T("Everything was sent."), look.Body, false, look.InkText2, 0))
	case more > 0:
		shown = append(shown, gap(look.S10), parts.NewWrapText(words.N("and {{.Count}} more", more), look.Meta, false, look.InkText2, 0))
	}
	q.body.Objects = shown
	q.body.Refresh()
}

// row is one action: what is to be done where, how it stands, what one can do.
func (q *queue) row(r queued) fyne.CanvasObject {
	lines := []fyne.CanvasObject{
		parts.NewWrapText(r.title, look.Body, false, look.InkText2, 2),
		parts.NewWrapText(queueState(r), look.Body, false, queueInk(r), 0),
	}
	if r.Update != nil {
		lines = append(lines, parts.NewWrapText(text.Line(r.Update.Text, 300), look.Meta, false, look.InkText, 2))
	}
	if r.LastError != "" {
		lines = append(lines, parts.NewWrapText(text.Line(r.LastError, 500), look.Meta, false, look.InkText2, 4))
	}
	send, force := words.T("Try again now"), false
	if r.State == outbox.Asking {
		send, force = words.T("Send anyway"), true
	}
	choices := []fyne.CanvasObject{
		parts.NewKeyButton(send, "send", "", parts.Outline, func() {
			q.turn(words.T("It was not sent"), func(ctx context.Context) error { return q.w.Core.Retry(ctx, r.ID, force) })
		}),
		parts.NewKeyButton(words.T("Drop it"), "close", "", parts.Outline, func() {
			q.turn(words.T("It was not dropped"), func(ctx context.Context) error { return q.w.Core.Drop(ctx, r.ID) })
		})}
	if r.Joinable() {
		join := parts.NewKeyButton(words.T("Join what is there"), "link", "", parts.Outline, func() {
			q.turn(words.T("It was not sent"), func(ctx context.Context) error { return q.w.Core.Join(ctx, r.ID) })
		})
		choices = append([]fyne.CanvasObject{join}, choices...)
	}
	lines = append(lines, gap(look.S8), container.New(inRow{}, choices...))
	card := parts.NewTitledCard("", queueTitle(r), container.New(stacked{}, lines...), nil)
	if r.State != outbox.Waiting {
		card.Tone = view.Warn
	}
	return card
}

func (q *queue) turn(failed string, do func(context.Context) error) {
	q.s.work(func(ctx context.Context) func() {
		err := do(ctx)
		return func() {
			if err != nil {
				q.s.fail(failed, err)
			}
			q.read(func() {})
		}
	})
}

// queueTitle says what is to be done, and where.
func queueTitle(r queued) string {
	data := words.Data{"Source": text.Line(r.Source, 40)}
	switch r.Verb {
	case outbox.Acknowledge:
		return words.T("Acknowledge at {{.Source}}", data)
	case outbox.Snooze:
		return words.T("Snooze at {{.Source}}", data)
	case outbox.Resolve:
		return words.T("Resolve at {{.Source}}", data)
	case outbox.Assign:
		return words.T("Hand over at {{.Source}}", data)
	case outbox.Note:
		return words.T("Note for {{.Source}}", data)
	case outbox.Unacknowledge:
		return words.T("Take the acknowledgement back at {{.Source}}", data)
	case outbox.Unsnooze:
		return words.T("Take the snooze back at {{.Source}}", data)
	case outbox.Extend:
		return words.T("Extend at {{.Source}}", data)
	case outbox.Publish:
		if channel, ok := outbox.ChannelOf(r.Source); ok {
			data["Source"] = text.Line(channel, 40)
		}
		if r.Ref != "" {
			return words.T("Corrected update for {{.Source}}", data)
		}
		return words.T("Customer update for {{.Source}}", data)
	}
	return words.T("Change at {{.Source}}", data)
}

// queueState says how it stands.
func queueState(r queued) string {
	if r.Verb == outbox.Publish {
		return publishState(r)
	}
	switch {
	case r.State == outbox.Asking:
		return words.T("What the source says has changed meanwhile. Send it all the same?")
	case r.State == outbox.Rejected:
		return words.T("The source refused it.")
	case r.Tries > 0:
		return words.N("Tried {{.Count}} times; it is tried again when there is contact.", r.Tries)
	}
	return words.T("It is sent when there is contact.")
}

// publishState says how an update for customers stands.
func publishState(r queued) string {
	switch {
	case r.State == outbox.Asking:
		return words.T("It asks you first.")
	case r.State == outbox.Rejected:
		return words.T("It was not published.")
	case r.Hidden:
		return words.T("Not visible yet; it is looked for again.")
	case r.Tries > 0:
		return words.N("Tried {{.Count}} times; it is tried again by itself.", r.Tries)
	}
	return words.T("It leaves in a moment.")
}

func queueInk(r queued) look.Ink {
	if r.State == outbox.Waiting {
		return look.InkText2
	}
	return look.InkWarn
}

// inRow puts objects beside each other, each as small as it can be.
type inRow struct{}

// Layout places them.
func (inRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for _, o := range objects {
		m := o.MinSize()
		put(o, x, (size.Height-m.Height)/2, m.Width, m.Height)
		x += m.Width + look.S8
	}
}

// MinSize is the width of all.
func (inRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := fyne.Size{}
	for _, o := range objects {
		m := o.MinSize()
		s = fyne.NewSize(s.Width+m.Width+look.S8, max(s.Height, m.Height))
	}
	return s
}

// gap is empty height.
func gap(height float32) fyne.CanvasObject {
	return container.New(fixed(height))
}

type fixed float32

// Layout has nothing to place.
func (fixed) Layout([]fyne.CanvasObject, fyne.Size) {}

// MinSize is the height.
func (f fixed) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, float32(f)) }

// title of an incident for a line.
func titleOf(title string, id incident.ID) string {
	if title = text.Line(title, 160); title != "" {
		return title
	}
	return string(id)
}
