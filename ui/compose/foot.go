package compose

import (
	"slices"

	"fyne.io/fyne/v2"

	"turnaround/app/compose"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// foot is where it goes, and what sends it there.
type foot struct {
	s       *Screen
	content *fyne.Container
	ground  *panel
	rule    *panel
	to      *label
	toggles map[string]*parts.ChannelToggle
	row     []*parts.ChannelToggle
	why     *label
	more    *label
	save    *parts.KeyButton
	publish *parts.KeyButton
	high    float32
}

func newFoot(s *Screen) *foot {
	f := &foot{s: s, ground: newPanel(look.InkBG2, look.InkNone, 0, 0, nil), rule: rule(), toggles: map[string]*parts.ChannelToggle{},
		to: newLabel(words.T("Publish to"), look.Body, false, look.InkText2), why: newLabel("", look.Meta, true, look.InkCrit),
		more: newLabel("", look.Meta, false, look.InkText2)}
	f.why.right, f.more.right = true, true
	f.save = parts.NewKeyButton(words.T("Save draft"), "", keys.Save, parts.Outline, s.save)
	f.publish = parts.NewKeyButton(words.T("Publish"), "send", keys.Send, parts.Amber, s.publish)
	f.content = &fyne.Container{Layout: f}
	f.fill()
	return f
}

func (f *foot) fill() {
	all := []fyne.CanvasObject{f.ground, f.rule, f.to}
	for _, t := range f.row {
		all = append(all, t)
	}
	f.content.Objects = append(all, f.why, f.more, f.save, f.publish)
}

func (f *foot) focus() {
	if !f.publish.Disabled() {
		parts.Focus(f.publish)
		return
	}
	if len(f.row) > 0 {
		parts.Focus(f.row[0])
		return
	}
	parts.Focus(f.save)
}

func (f *foot) update(p page) {
	var row []*parts.ChannelToggle
	for _, v := range p.Previews {
		row = append(row, f.toggle(v))
	}
	if !slices.Equal(row, f.row) {
		f.row = row
		f.fill()
	}
	why, more := hurdleText(p)
	f.why.ink = look.InkCrit
	f.why.set(why)
	f.more.set(more)
	show(f.to, len(row) > 0)
	enable(f.publish, p.id != "" && p.fault == nil && p.Hurdle == compose.NoHurdle)
	enable(f.save, p.id != "" && p.fault == nil)
	f.content.Refresh()
}

// toggle is that of a channel.
func (f *foot) toggle(v compose.Preview) *parts.ChannelToggle {
	note := audienceWord(v)
	if !v.On && (v.Off != "" || v.Foreign) {
		note = words.T("off: {{.Why}}", words.Data{"Why": offWord(v)})
	}
	t := f.toggles[v.Name]
	if t == nil {
		t = parts.NewChannelToggle(v.Name, note, v.On, func(on bool) { f.s.send(v.Name, on) })
		f.toggles[v.Name] = t
	}
	t.Set(note, v.On)
	return t
}

func enable(b *parts.KeyButton, on bool) {
	switch {
	case on == !b.Disabled():
	case on:
		b.Enable()
	default:
		b.Disable()
	}
}

// MinSize lets the screen decide.
func (f *foot) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(280, look.Scaled(64)) }

// Layout places all.
func (f *foot) Layout(_ []fyne.CanvasObject, size fyne.Size) { f.place(size.Width) }

// place lays it out and gives its height: the channels in as many rows as they
// need, the buttons at the right, below them where there is no room.
func (f *foot) place(width float32) float32 {
	if width <= 0 {
		return 0
	}
	pad, top := look.S20, look.S12
	if width < look.Scaled(700) {
		pad = look.S12
	}
	button := look.Scaled(look.Button)
	save, publish := f.save.MinSize().Width, f.publish.MinSize().Width
	said := min(max(f.why.MinSize().Width, f.more.MinSize().Width), look.Scaled(240))
	right := publish + look.S10 + save + look.S12 + said
	room := width - 2*pad - right - look.S12
	below := room < look.Scaled(300) && len(f.row) > 0
	if below {
		room = width - 2*pad
	}
	x, y, row := pad, top, look.Scaled(44)
	if f.to.Visible() {
		w := f.to.MinSize().Width
		box(f.to, x, y, w, row)
		x += w + look.S12
	}
	begin := x
	for _, t := range f.row {
		w := min(t.MinSize().Width, room)
		if x > begin && x+w > pad+room {
			x, y = begin, y+row+look.S8
		}
		box(t, x, y, w, row)
		x += w + look.S10
	}
	bottom := y + row
	middle := top + (bottom-top-button)/2
	if below {
		middle = bottom + look.S8 + (row-button)/2
		bottom += look.S8 + row
	}
	f.placeButtons(width-pad, pad, middle)
	f.high = bottom + look.S12
	box(f.ground, 0, 0, width, f.high)
	box(f.rule, 0, 0, width, look.Stroke)
	return f.high
}

// placeButtons puts the buttons at the right, and before them what is said.
func (f *foot) placeButtons(right, left, y float32) {
	button, line := look.Scaled(look.Button), look.Scaled(18)
	for n, b := range []*parts.KeyButton{f.publish, f.save} {
		w := b.MinSize().Width
		right -= w
		box(b, right, y, w, button)
		if n == 0 {
			right -= look.S10
		}
	}
	right -= look.S12
	left = max(left, right-look.Scaled(240))
	why, more := y+button/2-line, y+button/2
	if f.more.full == "" {
		why += line / 2
	}
	if f.why.full == "" {
		more -= line / 2
	}
	box(f.why, left, why, right-left, line)
	box(f.more, left, more, right-left, line)
}
