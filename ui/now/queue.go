package now

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
)

// queueList says below the head what waits for a source, what asks first and
// what was refused.
type queueList struct {
	s       *Screen
	content *fyne.Container
	shown   []view.Queued
}

func newQueueList(s *Screen) *queueList {
	return &queueList{s: s, content: container.New(column{0})}
}

func (q *queueList) show(all []view.Queued) {
	if slices.Equal(all, q.shown) {
		return
	}
	q.shown = all
	q.content.RemoveAll()
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
