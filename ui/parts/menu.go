package parts

import (
	"image/color"

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

// open shows the menu; one without a line is not.
func (m *menu) open(c fyne.Canvas, o *overlay) func() {
	if m.close = o.close; len(m.list.items) == 0 {
		return o.close
	}
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
