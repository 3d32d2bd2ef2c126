package now

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// detailHead is the upper part: how it stands, what it is, what can be done.
type detailHead struct {
	s       *Screen
	content *fyne.Container
	phone   bool
	narrow  bool

	back                     *parts.IconButton
	mark                     *parts.SeverityMark
	standing, holder, number *label
	copy, more               *parts.IconButton
	title, about             *parts.WrapText
	bigTitle                 *parts.WrapText
	ack, snooze, resolve     *parts.KeyButton
	note                     *parts.KeyButton
	ways                     []*parts.KeyButton // to other rooms
}

func newDetailHead(s *Screen) *detailHead {
	h := &detailHead{s: s, mark: parts.NewSeverityMark(0, "", ""),
		standing: newLabel("", look.Body, false, look.InkText2), holder: newLabel("", look.Body, false, look.InkText2),
		number: newLabel("", look.Body, false, look.InkText3),
		title:  parts.NewWrapText("", look.Heading, true, look.InkText, 3), bigTitle: parts.NewWrapText("", look.Tile, true, look.InkText, 3),
		about:  parts.NewWrapText("", look.Body, false, look.InkText2, 2),
		ack:    parts.NewKeyButton(words.T("Acknowledge"), "task_alt", keys.Acknowledge, parts.Primary, s.acknowledge),
		snooze: parts.NewKeyButton(words.T("Snooze"), "snooze", keys.Snooze, parts.Quiet, s.snooze),
		back:   parts.NewIconButton("arrow_back", words.T("Back to the list"), keys.Back, s.goBack),
		copy:   parts.NewIconButton("link", words.T("Copy number and title"), keys.Copy, s.copyTitle),
	}
	h.resolve = parts.NewKeyButton(words.T("Resolve"), "done_all", keys.Resolve, parts.Quiet, s.resolve)
	h.note = parts.NewKeyButton(words.T("Note"), "edit_note", keys.Note, parts.Quiet, s.writeNote)
	h.more = parts.NewIconButton("more_horiz", words.T("More"), "", func() { parts.ShowMenu(h.more, s.moreMenu()) })
	for _, t := range []*parts.WrapText{h.title, h.bigTitle} {
		t.SetMore(words.T("more"), words.T("less"))
		t.OnToggled = func() { s.detail.content.Refresh() }
	}
	all := []fyne.CanvasObject{h.back, h.mark, h.standing, h.holder, h.number, h.copy, h.more, h.title, h.bigTitle, h.about, h.ack, h.snooze, h.resolve, h.note}
	for _, w := range s.Ways {
		b := parts.NewKeyButton(w.Text, w.Icon, w.Action, w.Importance, s.along(w))
		h.ways, all = append(h.ways, b), append(all, b)
	}
	h.content = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(280), look.Scaled(120)) }, func(size fyne.Size) { h.place(size.Width) }}, all...)
	return h
}

func (h *detailHead) show(d view.Detail) {
	h.mark.Set(d.Severity, d.Level, d.Word)
	h.standing.chip(d.Standing)
	h.holder.chip(d.Holder)
	h.number.set(d.Number)
	h.title.Set(d.Title)
	h.bigTitle.Set(d.Title)
	h.about.Set(d.About)
	if d.Acknowledged {
		h.ack.Set(words.T("Acknowledged"), "task_alt", parts.Done)
	} else {
		h.ack.Set(words.T("Acknowledge"), "task_alt", parts.Primary)
	}
	for _, b := range []*parts.KeyButton{h.ack, h.snooze, h.resolve} {
		if d.Open {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

func (h *detailHead) setWidth(w look.Width) {
	h.phone, h.narrow = w == look.Phone, w <= look.Narrow
}

func (h *detailHead) pad() float32 {
	if h.phone {
		return look.S16
	}
	return look.S20
}

// high is the height all of it takes in a width.
func (h *detailHead) high(width float32) float32 { return h.place(width) }

// place lays the head out and gives its height.
func (h *detailHead) place(width float32) float32 {
	y := h.placeStatus(width)
	pad := h.pad()
	title := h.title
	if h.phone {
		title = h.bigTitle
	}
	show(h.title, !h.phone)
	show(h.bigTitle, h.phone)
	for _, text := range []*parts.WrapText{title, h.about} {
		high := text.HeightFor(width - 2*pad)
		put(text, pad, y, width-2*pad, high)
		y += high + look.S4
	}
	return h.placeActions(y+look.S6, width)
}

// placeStatus puts the line above the title; who has it goes below where there
// is no room.
func (h *detailHead) placeStatus(width float32) float32 {
	pad, row := h.pad(), look.Scaled(look.Button)
	y, x, right := look.S8, pad, width-pad
	show(h.back, h.narrow)
	if h.narrow {
		put(h.back, x-look.S8, y, row, row)
		x += row
	}
	show(h.copy, !h.phone)
	for _, b := range []*parts.IconButton{h.more, h.copy} {
		if b.Visible() {
			right -= row
			put(b, right+look.S8, y, row, row)
		}
	}
	nw := h.number.MinSize().Width
	right -= nw
	put(h.number, right, y, nw, row)
	right -= look.S12
	place := func(o fyne.CanvasObject) bool {
		w := o.MinSize().Width
		if w == 0 {
			return true
		}
		fits := x+w <= right
		if fits {
			put(o, x, y, w, row)
			x += w + look.S20
		}
		return fits
	}
	place(h.mark)
	for _, l := range []*label{h.standing, h.holder} {
		if !place(l) {
			y, x, right = y+row-look.S4, pad, width-pad
			put(l, x, y, min(l.MinSize().Width, right-x), row)
			x += l.MinSize().Width + look.S20
		}
	}
	return y + row + look.S4
}

// placeActions puts the buttons side by side, what customers hear at the right
// end; what does not fit is in the menu.
func (h *detailHead) placeActions(y, width float32) float32 {
	x, right := h.pad(), width-h.pad()
	if h.phone {
		return h.placeFingers(y, width)
	}
	buttons := []*parts.KeyButton{h.ack, h.snooze, h.resolve, h.note}
	for _, b := range h.ways {
		if b.Importance != parts.Amber {
			buttons = append(buttons, b)
			continue
		}
		least := b.MinSize()
		right -= least.Width
		put(b, right, y, least.Width, least.Height)
		right -= look.S8
		show(b, true)
	}
	for _, b := range buttons {
		least := b.MinSize()
		show(b, x+least.Width <= right)
		put(b, x, y, least.Width, least.Height)
		x += least.Width + look.S8
	}
	return y + look.Scaled(look.Button) + look.S14
}

// placeFingers gives acknowledging the whole width of a phone, and what
// customers hear as much below it.
func (h *detailHead) placeFingers(y, width float32) float32 {
	pad, row := h.pad(), look.Scaled(look.Target)
	h.note.Hide()
	whole := []*parts.KeyButton{h.ack}
	for _, b := range h.ways {
		show(b, b.Importance == parts.Amber)
		if b.Importance == parts.Amber {
			whole = append(whole, b)
		}
	}
	for _, b := range whole {
		put(b, pad, y, width-2*pad, row)
		y += row + look.S8
	}
	half := (width - 2*pad - look.S8) / 2
	put(h.snooze, pad, y, half, row)
	put(h.resolve, pad+half+look.S8, y, half, row)
	for _, b := range []*parts.KeyButton{h.ack, h.snooze, h.resolve} {
		b.Show()
	}
	return y + row + look.S14
}
