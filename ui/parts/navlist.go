package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// NavList is a column of places within a screen, such as the parts of the settings.
type NavList struct {
	strip
	OnGo  func(route string)
	Large bool // a page of its own, for fingers: arrows only move

	all   []Place
	route string
	rows  []navRow
}

type navRow struct {
	back  *canvas.Rectangle
	icon  *picture
	text  *line
	badge *line
}

// NewNavList makes a list; arrows go there at once.
func NewNavList(all []Place, goTo func(route string)) *NavList {
	l := &NavList{OnGo: goTo, all: all}
	for _, p := range all {
		r := navRow{canvas.NewRectangle(color.Transparent), newPicture(p.Icon, look.Icon18, look.InkText2),
			newLine(p.Text, look.Body, false, look.InkText2), newLine("", look.Meta, true, look.InkWarn)}
		r.back.CornerRadius = look.RadiusControl
		l.rows = append(l.rows, r)
	}
	l.cells = make([]cell, len(all))
	l.upright, l.follows = true, true
	l.strip.chosen = l.index
	l.choose = func(n int) {
		if l.route != l.all[n].Route && l.OnGo != nil {
			l.OnGo(l.all[n].Route)
		}
	}
	l.become(l)
	return l
}

func (l *NavList) index() int {
	for n, p := range l.all {
		if p.Route == l.route {
			return n
		}
	}
	return -1
}

// SetRoute marks where the screen is.
func (l *NavList) SetRoute(route string) {
	if l.route != route {
		l.route = route
		l.Refresh()
	}
}

// SetBadge shows a count at an entry: what there needs somebody.
func (l *NavList) SetBadge(route string, n int) {
	for i := range l.all {
		if l.all[i].Route == route {
			l.all[i].Badge = n
		}
	}
	l.Refresh()
}

// AccessibilityLabel is where the screen is.
func (l *NavList) AccessibilityLabel() string {
	if n := l.index(); n >= 0 {
		return l.all[n].Text
	}
	return ""
}

// CreateRenderer draws the part.
func (l *NavList) CreateRenderer() fyne.WidgetRenderer { return draw(l) }

func (l *NavList) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, r := range l.rows {
		all = append(all, r.back, r.icon.image, r.text.text, r.badge.text)
	}
	return append(all, l.ring)
}

func (l *NavList) paint() {
	l.follows = !l.Large
	for n, r := range l.rows {
		here := n == l.index()
		r.back.FillColor, r.icon.ink, r.text.ink = color.Transparent, look.InkText2, look.InkText2
		r.text.text.TextStyle.Bold = here
		switch {
		case here:
			r.back.FillColor, r.icon.ink, r.text.ink = look.Color(look.InkSel), look.InkAccent, look.InkText
		case n == l.over:
			r.back.FillColor = lit(look.Color(look.InkNone))
		}
		r.icon.paint()
		r.text.paint()
		r.badge.set(count(l.all[n].Badge))
		r.badge.paint()
	}
	l.placeRing()
}

// high is a row's height.
func (l *NavList) high() float32 {
	if l.Large {
		return look.Scaled(look.Target + look.S8)
	}
	return look.Scaled(34)
}

func (l *NavList) least() fyne.Size {
	var w float32
	for _, p := range l.all {
		w = max(w, look.Measure(p.Text, look.Scaled(look.Body), true).Width)
	}
	w += look.S8 + look.Scaled(look.Icon18) + look.S10 + look.S8
	return fyne.NewSize(w, float32(len(l.all))*(l.high()+2))
}

func (l *NavList) place(size fyne.Size) {
	h := l.high()
	for n, r := range l.rows {
		y := float32(n) * (h + 2)
		l.setCell(n, 0, y, size.Width, h)
		box(r.back, 0, y, size.Width, h)
		r.icon.place(look.S8, y, h)
		x, badge := look.S8+r.icon.side()+look.S10, r.badge.least().Width
		r.text.place(x, y, size.Width-x-look.S8-badge, h)
		r.badge.place(size.Width-look.S8-badge, y, badge, h)
	}
	l.placeRing()
}
