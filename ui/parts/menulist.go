package parts

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// menuList is the lines.
type menuList struct {
	strip
	items   []Item
	fingers bool
	pick    func(Item)
	leave   func()
	seen    func(y, h float32)
	typed   string

	rows []menuRow
}

type menuRow struct {
	back  *canvas.Rectangle
	split *canvas.Rectangle
	icon  *picture
	text  *line
	note  *line
	key   *keyCap
}

func newMenuList(items []Item, fingers bool) *menuList {
	m := &menuList{items: items, fingers: fingers}
	size := look.Body
	if fingers {
		size = look.PhoneBody
	}
	for _, i := range items {
		r := menuRow{back: canvas.NewRectangle(color.Transparent), split: canvas.NewRectangle(color.Transparent),
			icon: newPicture("", look.Icon18, look.InkText2), text: newLine(i.Text, size, m.isHead(i), look.InkText),
			note: newLine(i.Note, look.Meta, false, look.InkText2), key: newKeyCap(look.InkText2)}
		r.back.CornerRadius = look.RadiusKey
		m.rows = append(m.rows, r)
	}
	m.upright = true
	m.cells = make([]cell, len(items))
	m.allowed = func(n int) bool { return !m.items[n].Disabled && !m.isHead(m.items[n]) }
	m.chosen = func() int {
		for n, i := range m.items {
			if i.Checked {
				return n
			}
		}
		return -1
	}
	m.choose = func(n int) { m.pick(m.items[n]) }
	m.become(m)
	return m
}

func (m *menuList) isHead(i Item) bool {
	return i.Do == nil && i.Action == "" && !i.Checked && !i.Disabled
}

// FocusGained shows where the choice stands.
func (m *menuList) FocusGained() {
	m.strip.FocusGained()
	m.show(m.at)
}

// TypedKey goes round at the ends, as menus do, and closes on Esc.
func (m *menuList) TypedKey(e *fyne.KeyEvent) {
	was := m.at
	switch e.Name {
	case fyne.KeyEscape, fyne.KeyTab:
		m.leave()
		return
	case fyne.KeyPageDown:
		m.move(m.step(len(m.cells), -1))
	case fyne.KeyPageUp:
		m.move(m.step(-1, 1))
	default:
		m.strip.TypedKey(e)
	}
	switch {
	case m.at != was:
		m.typed = ""
	case e.Name == fyne.KeyDown:
		m.move(m.step(-1, 1))
	case e.Name == fyne.KeyUp:
		m.move(m.step(len(m.cells), -1))
	}
	m.show(m.at)
}

// TypedRune goes to the line that begins so, unless it is a line's own key.
func (m *menuList) TypedRune(r rune) {
	for _, i := range m.items {
		if label := routerOf(m).Key(i.Action); i.Action != "" && strings.EqualFold(label, string(r)) {
			keys.PassRune(m, r)
			return
		}
	}
	for _, typed := range []string{m.typed + string(r), string(r)} {
		for n, i := range m.items {
			if m.can(n) && len(i.Text) >= len(typed) && strings.EqualFold(i.Text[:len(typed)], typed) {
				m.typed = typed
				m.move(n)
				m.show(n)
				return
			}
		}
	}
	m.typed = ""
}

// show scrolls a line into view.
func (m *menuList) show(n int) {
	if n >= 0 && n < len(m.cells) && m.seen != nil {
		m.seen(m.cells[n].at.Y, m.cells[n].size.Height)
	}
}

// CreateRenderer draws the part.
func (m *menuList) CreateRenderer() fyne.WidgetRenderer { return draw(m) }

func (m *menuList) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, r := range m.rows {
		all = append(all, r.split, r.back, r.icon.image, r.text.text, r.note.text)
		all = append(all, r.key.objects()...)
	}
	return append(all, m.ring)
}

func (m *menuList) paint() {
	for n, r := range m.rows {
		i := m.items[n]
		ink := look.InkText
		switch {
		case i.Disabled:
			ink = look.InkText3
		case i.Danger:
			ink = look.InkCrit
		case m.isHead(i):
			ink = look.InkText2
		}
		r.back.FillColor = color.Transparent
		if n == m.over && m.can(n) {
			r.back.FillColor = look.Color(look.InkBG3)
		}
		if n == m.at && m.focused {
			r.back.FillColor = look.Color(look.InkSel)
		}
		r.split.FillColor = look.Color(look.InkLine)
		show(r.split, i.Divided)
		r.icon.name, r.icon.ink = i.Icon, ink
		if i.Checked {
			r.icon.name, r.icon.ink = "check", look.InkAccent
		}
		r.icon.paint()
		r.text.ink = ink
		r.text.paint()
		r.note.paint()
		r.key.set("")
		if i.Action != "" && !m.fingers {
			r.key.set(routerOf(m).Label(i.Action))
		}
		r.key.paint()
	}
	show(m.ring, false) // the ground shows it
}

func (m *menuList) high() float32 {
	if m.fingers {
		return look.Scaled(look.Target + 4)
	}
	return look.Scaled(look.Button)
}

// icons tells whether any line has one: then all texts stand behind it.
func (m *menuList) icons() bool {
	for _, i := range m.items {
		if i.Icon != "" || i.Checked {
			return true
		}
	}
	return false
}

func (m *menuList) lead() float32 {
	if m.icons() {
		return look.S14 + look.Scaled(look.Icon18) + look.S10
	}
	return look.S14
}

func (m *menuList) least() fyne.Size {
	w, h := look.Scaled(160), float32(0)
	for n, r := range m.rows {
		wide := m.lead() + r.text.least().Width + look.S14
		if note := r.note.least().Width; note > 0 {
			wide += look.S16 + note
		}
		if key := r.key.least().Width; key > 0 {
			wide += look.S16 + key
		}
		w, h = max(w, wide), h+m.high()
		if m.items[n].Divided {
			h += look.S8
		}
	}
	return fyne.NewSize(min(w, look.Scaled(420)), h)
}

func (m *menuList) place(size fyne.Size) {
	y := float32(0)
	for n, r := range m.rows {
		if m.items[n].Divided {
			box(r.split, look.S6, y+look.S4, size.Width-2*look.S6, look.Stroke)
			y += look.S8
		}
		h := m.high()
		m.setCell(n, 0, y, size.Width, h)
		box(r.back, look.S4, y, size.Width-2*look.S4, h)
		r.icon.place(look.S14, y, h)
		right := size.Width - look.S14
		if key := r.key.least().Width; key > 0 {
			r.key.place(right-key, y, h)
			right -= key + look.S16
		}
		if note := r.note.least().Width; note > 0 {
			note = min(note, size.Width/3)
			r.note.place(right-note, y, note, h)
			right -= note + look.S16
		}
		r.text.place(m.lead(), y, right-m.lead(), h)
		y += h
	}
}
