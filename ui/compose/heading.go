package compose

import (
	"fyne.io/fyne/v2"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// heading says what is written of, and when customers wait for it.
type heading struct {
	content *fyne.Container
	ground  *panel
	rule    *panel
	back    *parts.IconButton
	mark    *parts.SeverityMark
	about   *label
	slash   *label
	title   *label
	count   *label
	chip    *parts.ClockChip
}

func newHeading(s *Screen) *heading {
	h := &heading{ground: newPanel(look.InkBG1, look.InkNone, 0, 0, nil), rule: rule(), mark: parts.NewSeverityMark(0, "", ""),
		about: newLabel("", look.Card, false, look.InkText2), slash: newLabel("/", look.Card, false, look.InkText2),
		title: newLabel(words.T("Update customers"), look.Section, true, look.InkText), count: newLabel("", look.Card, false, look.InkText2),
		chip: parts.NewClockChip(view.Chip{})}
	h.back = parts.NewIconButton("arrow_back", words.T("Back"), keys.Back, s.back)
	h.content = &fyne.Container{Layout: h, Objects: []fyne.CanvasObject{h.ground, h.rule, h.back, h.mark, h.about, h.slash, h.title, h.count, h.chip}}
	return h
}

func (h *heading) update(p page) {
	h.mark.Set(p.incident.Severity, "", "")
	h.about.set(p.title())
	show(h.mark, p.id != "")
	show(h.slash, h.about.full != "")
	h.count.set("")
	if p.Update > 0 {
		h.count.set(count(p.Update))
	}
	h.chip.Set(dueChip(p))
	h.content.Refresh()
}

// MinSize lets the frame decide.
func (h *heading) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(280, look.Scaled(look.Head))
}

// Layout places all; the incident's title gives way.
func (h *heading) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	box(h.ground, 0, 0, size.Width, size.Height)
	box(h.rule, 0, size.Height-look.Stroke, size.Width, look.Stroke)
	side := h.back.MinSize().Width
	x, right := look.S12, size.Width-look.S20
	box(h.back, x, (size.Height-side)/2, side, side)
	x += side + look.S6
	chip := h.chip.MinSize().Width
	right -= chip
	box(h.chip, right, 0, chip, size.Height)
	right -= look.S16
	title, count := h.title.MinSize().Width, h.count.MinSize().Width
	mark := h.mark.MinSize().Width
	show(h.count, x+mark+title+count+look.S28 < right)
	if !h.count.Visible() {
		count = 0
	}
	box(h.mark, x, 0, mark, size.Height)
	x += mark + look.S8
	room := right - x - title - count - look.S10 - look.S28
	about := min(h.about.MinSize().Width, max(0, room))
	show(h.about, about > look.Scaled(40))
	show(h.slash, h.about.Visible() && h.about.full != "")
	if h.about.Visible() {
		box(h.about, x, 0, about, size.Height)
		x += about + look.S10
		box(h.slash, x, 0, look.S8, size.Height)
		x += look.S8 + look.S10
	}
	title = min(title, right-x)
	box(h.title, x, 0, title, size.Height)
	box(h.count, x+title+look.S10, 0, count, size.Height)
}
