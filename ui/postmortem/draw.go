package postmortem

import (
	"image/color"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// drawn is a part that paints its own objects in the look in use and places them.
type drawn interface {
	fyne.Widget
	objects() []fyne.CanvasObject
	paint()
	least() fyne.Size
	place(size fyne.Size)
}

type drawing struct{ part drawn }

func draw(part drawn) fyne.WidgetRenderer {
	part.paint()
	return drawing{part}
}

// Layout places the objects.
func (d drawing) Layout(size fyne.Size) { d.part.place(size) }

// MinSize says how small the part may be.
func (d drawing) MinSize() fyne.Size { return d.part.least() }

// Objects are what is drawn, the lowest first.
func (d drawing) Objects() []fyne.CanvasObject { return d.part.objects() }

// Destroy has nothing to let go.
func (d drawing) Destroy() {}

// Refresh paints everything anew.
func (d drawing) Refresh() {
	d.part.paint()
	d.part.place(d.part.Size())
	canvas.Refresh(d.part)
}

// placing lays a container out as a function says.
type placing struct {
	least func() fyne.Size
	place func(size fyne.Size)
}

// MinSize is what the function says.
func (p placing) MinSize([]fyne.CanvasObject) fyne.Size { return p.least() }

// Layout places.
func (p placing) Layout(_ []fyne.CanvasObject, size fyne.Size) { p.place(size) }

// line is one line of text, cut with an ellipsis where it does not fit.
type line struct {
	text *canvas.Text
	full string
	size float32
	ink  look.Ink
}

func newLine(full string, size float32, bold bool, ink look.Ink) *line {
	l := &line{text: canvas.NewText(full, color.Transparent), full: full, size: size, ink: ink}
	l.text.TextStyle.Bold = bold
	l.paint()
	return l
}

func (l *line) paint() {
	l.text.Color, l.text.TextSize = look.Color(l.ink), look.Scaled(l.size)
}

func (l *line) least() fyne.Size {
	return look.Measure(l.full, look.Scaled(l.size), l.text.TextStyle.Bold)
}

// place puts the text in the middle of a box's height and gives its width.
func (l *line) place(x, y, w, h float32) float32 {
	l.text.Text = cut(l.full, w, look.Scaled(l.size), l.text.TextStyle.Bold)
	s := look.Measure(l.text.Text, look.Scaled(l.size), l.text.TextStyle.Bold)
	put(l.text, x, y+(h-s.Height)/2, max(w, 0), s.Height)
	return s.Width
}

func cut(text string, width, size float32, bold bool) string {
	fits := func(s string) bool { return look.Measure(s, size, bold).Width <= width+0.05 }
	if text == "" || fits(text) {
		return text
	}
	runes := []rune(text)
	n := sort.Search(len(runes), func(n int) bool { return !fits(string(runes[:n+1]) + "…") })
	if n == 0 {
		return ""
	}
	return string(runes[:n]) + "…"
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
}

func show(o fyne.CanvasObject, visible bool) {
	switch {
	case o.Visible() == visible:
	case visible:
		o.Show()
	default:
		o.Hide()
	}
}

// icon is a drawing that changes.
type icon struct {
	*canvas.Image
	size float32
}

func newIcon(name string, size float32, ink look.Ink) icon {
	i := icon{canvas.NewImageFromResource(look.Icon(name, ink)), size}
	i.FillMode = canvas.ImageFillContain
	return i
}

func (i icon) set(name string, ink look.Ink) {
	if r := look.Icon(name, ink); i.Resource == nil || i.Resource.Name() != r.Name() {
		i.Resource = r
		i.Refresh()
	}
}

// at puts it at x in the middle of a height.
func (i icon) at(x, y, h float32) {
	side := look.Scaled(i.size)
	put(i.Image, x, y+(h-side)/2, side, side)
}

// ground is a coloured area that follows the look.
type ground struct {
	*canvas.Rectangle
	fill, edge look.Ink
}

func newGround(fill, edge look.Ink, radius float32) *ground {
	g := &ground{canvas.NewRectangle(color.Transparent), fill, edge}
	g.CornerRadius = radius
	g.paint()
	return g
}

func (g *ground) paint() {
	g.FillColor, g.StrokeColor, g.StrokeWidth = look.Color(g.fill), look.Color(g.edge), 0
	if g.edge != look.InkNone {
		g.StrokeWidth = look.Stroke
	}
	g.Rectangle.Refresh()
}

// rowOf draws one row of a roll.
type rowOf[T any] interface {
	fyne.CanvasObject
	set(T)
}

// roll is a list of any length: only the rows in view exist. Enter, Space or a
// tap press a row; keys it has no use for are passed on.
type roll[T any] struct {
	widget.List
	rows    []T
	at      int
	has     bool // the focus
	pressed func(n int)
	stepped func(n int) // the keyboard moved; may be nil
}

func newRoll[T any](row func() rowOf[T], pressed func(n int)) *roll[T] {
	l := &roll[T]{pressed: pressed}
	l.HideSeparators = true
	l.Length = func() int { return len(l.rows) }
	l.CreateItem = func() fyne.CanvasObject { return row() }
	l.UpdateItem = func(n int, o fyne.CanvasObject) {
		if n < len(l.rows) {
			o.(rowOf[T]).set(l.rows[n])
		}
	}
	l.OnHighlighted = func(n int) { l.at = n }
	l.OnSelected = func(n int) {
		l.Unselect(n)
		l.at = n
		l.press()
	}
	l.ExtendBaseWidget(l)
	return l
}

// set shows other rows; the place is kept.
func (l *roll[T]) set(rows []T) {
	l.rows = rows
	l.at = max(0, min(l.at, len(rows)-1))
	l.Refresh()
}

func (l *roll[T]) focus() {
	parts.Focus(l)
	l.step(0)
}

// step moves so many rows down, or up.
func (l *roll[T]) step(by int) {
	if len(l.rows) == 0 {
		return
	}
	l.at = max(0, min(l.at+by, len(l.rows)-1))
	l.ScrollTo(l.at)
	l.Highlight(l.at)
	if by != 0 && l.stepped != nil {
		l.stepped(l.at)
	}
}

func (l *roll[T]) press() {
	if l.at < len(l.rows) {
		l.pressed(l.at)
	}
}

// FocusGained notes it.
func (l *roll[T]) FocusGained() {
	l.has = true
	l.List.FocusGained()
}

// FocusLost notes it.
func (l *roll[T]) FocusLost() {
	l.has = false
	l.List.FocusLost()
}

// TypedKey moves, presses, or passes on.
func (l *roll[T]) TypedKey(e *fyne.KeyEvent) {
	page := max(1, int(l.Size().Height/max(l.MinSize().Height, 1))-1)
	switch e.Name {
	case fyne.KeyDown:
		l.step(1)
	case fyne.KeyUp:
		l.step(-1)
	case fyne.KeyPageDown:
		l.step(page)
	case fyne.KeyPageUp:
		l.step(-page)
	case fyne.KeyHome:
		l.step(-len(l.rows))
	case fyne.KeyEnd:
		l.step(len(l.rows))
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		l.press()
	default:
		keys.PassKey(l, e)
	}
}

// TypedRune passes characters on. Space comes as a key, too.
func (l *roll[T]) TypedRune(r rune) {
	if r != ' ' {
		keys.PassRune(l, r)
	}
}

// TypedShortcut passes shortcuts on.
func (l *roll[T]) TypedShortcut(s fyne.Shortcut) { keys.PassShortcut(l, s) }
