package parts

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// Item is a line of a menu. One with a text alone, that does nothing, is a head.
type Item struct {
	Text, Icon string
	Note       string      // at the right, soft
	Action     keys.Action // its key is drawn, and works while the menu is open
	Checked    bool
	Danger     bool
	Disabled   bool
	Divided    bool // a line above it
	Do         func()
}

// ShowMenu opens a menu at an object: below it, above it where there is no
// room; on a phone from the bottom of the screen.
func ShowMenu(at fyne.CanvasObject, items []Item) (close func()) {
	c := canvasOf(at)
	if c == nil {
		return func() {}
	}
	p := fyne.CurrentApp().Driver().AbsolutePositionForObject(at)
	return openMenu(c, menuAnchor{p, at.Size()}, "", items)
}

// ShowMenuAt opens a menu at a point, for a right click.
func ShowMenuAt(c fyne.Canvas, at fyne.Position, items []Item) (close func()) {
	return openMenu(c, menuAnchor{at: at}, "", items)
}

// ShowSheet opens a menu from the bottom, as phones do.
func ShowSheet(c fyne.Canvas, title string, items []Item) (close func()) {
	return openSheet(c, newMenu(title, items, true))
}

// menuAnchor is what a menu hangs on.
type menuAnchor struct {
	at   fyne.Position
	size fyne.Size
}

func openMenu(c fyne.Canvas, a menuAnchor, title string, items []Item) func() {
	if look.WidthOf(c.Size().Width) == look.Phone {
		return openSheet(c, newMenu(title, items, true))
	}
	m := newMenu(title, items, false)
	o := newOverlay(m, false)
	o.where = func(room fyne.Size) (fyne.Position, fyne.Size) {
		s := m.MinSize()
		s.Width = min(max(s.Width, a.size.Width), room.Width-2*look.S8)
		below := room.Height - look.S8 - (a.at.Y + a.size.Height + look.S4)
		above := a.at.Y - look.S4 - look.S8
		y := a.at.Y + a.size.Height + look.S4
		switch some := min(s.Height, look.Scaled(96)); {
		case s.Height <= below:
		case below < some && above < some: // over it: it fills the window
			s.Height = min(s.Height, room.Height-2*look.S8)
			y = room.Height - look.S8 - s.Height
		case above > below:
			s.Height = min(s.Height, above)
			y = a.at.Y - look.S4 - s.Height
		default:
			s.Height = below
		}
		x := max(look.S8, min(a.at.X, room.Width-look.S8-s.Width))
		return fyne.NewPos(x, y), s
	}
	return m.open(c, o)
}

func openSheet(c fyne.Canvas, m *menu) func() {
	o := newOverlay(m, true)
	o.where = func(room fyne.Size) (fyne.Position, fyne.Size) {
		h := min(m.MinSize().Height, room.Height-look.S28)
		return fyne.NewPos(look.S8, room.Height-h-look.S8), fyne.NewSize(room.Width-2*look.S8, h)
	}
	return m.open(c, o)
}

// menu is the panel.
type menu struct {
	widget.BaseWidget
	title  string
	back   *canvas.Rectangle
	head   *line
	list   *menuList
	scroll *container.Scroll
	close  func()
}

func newMenu(title string, items []Item, fingers bool) *menu {
	m := &menu{title: title, back: canvas.NewRectangle(color.Transparent), head: newLine(title, look.Meta, true, look.InkText2),
		list: newMenuList(items, fingers)}
	m.back.CornerRadius, m.back.StrokeWidth = look.RadiusControl, look.Stroke
	m.list.pick = func(i Item) {
		m.close()
		if i.Do != nil {
			i.Do()
		}
	}
	m.list.leave = func() { m.close() }
	m.scroll = container.NewVScroll(m.list)
	m.list.seen = func(y, h float32) {
		view := m.scroll.Size().Height
		switch off := m.scroll.Offset.Y; {
		case y < off:
			m.scroll.ScrollToOffset(fyne.NewPos(0, y))
		case y+h > off+view:
			m.scroll.ScrollToOffset(fyne.NewPos(0, y+h-view))
		}
	}
	m.ExtendBaseWidget(m)
	return m
}

func (m *menu) open(c fyne.Canvas, o *overlay) func() {
	m.close = o.close
	o.outside = o.close
	var bound []keys.Binding
	for _, i := range m.list.items {
		if i.Action != "" && i.Do != nil && !i.Disabled {
			bound = append(bound, keys.Binding{Action: i.Action, Do: func() { m.list.pick(i) }})
		}
	}
	o.open(c, o.close, bound...)
	c.Focus(m.list)
	return o.close
}

// CreateRenderer draws the part.
func (m *menu) CreateRenderer() fyne.WidgetRenderer { return draw(m) }

func (m *menu) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{m.back, m.head.text, m.scroll}
}

func (m *menu) paint() {
	m.back.FillColor, m.back.StrokeColor = look.Color(look.InkBG2), look.Color(look.InkCtl)
	m.head.paint()
	m.scroll.Refresh()
}

func (m *menu) top() float32 {
	if m.title == "" {
		return look.S6
	}
	return look.S12 + m.head.least().Height + look.S6
}

func (m *menu) least() fyne.Size {
	s := m.list.MinSize()
	return fyne.NewSize(max(s.Width, m.head.least().Width+2*look.S14), m.top()+s.Height+look.S6)
}

func (m *menu) place(size fyne.Size) {
	box(m.back, 0, 0, size.Width, size.Height)
	m.head.place(look.S14, look.S12, size.Width-2*look.S14, m.head.least().Height)
	box(m.scroll, 0, m.top(), size.Width, size.Height-m.top()-look.S6)
}

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
		if label := routerOf(m).Label(i.Action); i.Action != "" && strings.EqualFold(label, string(r)) {
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
