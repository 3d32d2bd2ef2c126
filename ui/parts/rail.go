package parts

import (
	"image/color"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/assets"
	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// Place is somewhere the window can go: an entry of the rail and the bottom tabs.
type Place struct {
	Route, Text, Icon string
	Action            keys.Action
	Badge             int    // red; 0: none
	Counts            string // what the badge counts, for the tooltip
	Foot              bool   // at the rail's lower end
}

// places is what rail and bottom tabs share.
type places struct {
	strip
	OnGo func(route string)

	all   []Place
	route string
	back  *canvas.Rectangle
	edge  *canvas.Rectangle
	items []placeItem
}

type placeItem struct {
	back  *canvas.Rectangle
	icon  *picture
	text  *line
	badge *canvas.Rectangle
	count *line
}

func (p *places) init(self fyne.Widget, all []Place, goTo func(string)) {
	p.OnGo = goTo
	p.back, p.edge = canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	p.strip.chosen = p.index
	p.choose = func(n int) {
		if p.OnGo != nil {
			p.OnGo(p.all[n].Route)
		}
	}
	p.tipOf = func(n int) Tip {
		text := p.all[n].Text
		if p.all[n].Badge > 0 && p.all[n].Counts != "" {
			text += ". " + p.all[n].Counts
		}
		return Tip{text, routerOf(p.self).Label(p.all[n].Action)}
	}
	p.become(self)
	p.SetPlaces(all)
}

func (p *places) index() int {
	for n, place := range p.all {
		if place.Route == p.route {
			return n
		}
	}
	return -1
}

// SetPlaces replaces the entries.
func (p *places) SetPlaces(all []Place) {
	p.all, p.cells, p.items = slices.Clone(all), make([]cell, len(all)), nil
	for range all {
		i := placeItem{back: canvas.NewRectangle(color.Transparent), icon: newPicture("", look.Icon24, look.InkText2),
			text: newLine("", look.Meta, false, look.InkText2), badge: canvas.NewRectangle(color.Transparent),
			count: newLine("", look.Axis, true, look.InkOnAFill)}
		i.back.CornerRadius = look.RadiusControl
		p.items = append(p.items, i)
	}
	p.at = max(0, min(p.at, len(all)-1))
	p.Refresh()
}

// SetBadge shows a count at an entry; 0 takes it away.
func (p *places) SetBadge(route string, n int) {
	for i := range p.all {
		if p.all[i].Route == route && p.all[i].Badge != n {
			p.all[i].Badge = n
			p.Refresh()
		}
	}
}

// Badge is the count at an entry.
func (p *places) Badge(route string) int {
	for _, place := range p.all {
		if place.Route == route {
			return place.Badge
		}
	}
	return 0
}

// SetRoute marks where the window is.
func (p *places) SetRoute(route string) {
	if p.route != route {
		p.route = route
		p.Refresh()
	}
}

// AccessibilityLabel is where the window is.
func (p *places) AccessibilityLabel() string {
	if n := p.index(); n >= 0 {
		return p.all[n].Text
	}
	return ""
}

func (p *places) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{p.back, p.edge}
	for _, i := range p.items {
		all = append(all, i.back, i.icon.image, i.text.text, i.badge, i.count.text)
	}
	return append(all, p.ring)
}

func (p *places) paintItems(ground bool) {
	p.back.FillColor, p.edge.FillColor = look.Color(look.InkBG0), look.Color(look.InkLine)
	for n, i := range p.items {
		here := n == p.index()
		i.back.FillColor = color.Transparent
		i.icon.ink, i.text.ink, i.text.text.TextStyle.Bold = look.InkText2, look.InkText2, here
		switch {
		case here:
			i.icon.ink, i.text.ink = look.InkAccent, look.InkText
			if ground {
				i.back.FillColor = look.Color(look.InkSel)
			}
		case n == p.over && ground:
			i.back.FillColor = lit(look.Color(look.InkNone))
		}
		i.icon.name = p.all[n].Icon
		i.icon.paint()
		i.text.set(p.all[n].Text)
		i.text.paint()
		i.count.set(count(p.all[n].Badge))
		i.count.paint()
		i.badge.FillColor = look.Color(look.InkCritFill)
		show(i.badge, p.all[n].Badge > 0)
		show(i.count.text, p.all[n].Badge > 0)
	}
	p.placeRing()
}

// count is a badge's text.
func count(n int) string {
	switch {
	case n <= 0:
		return ""
	case n > 99:
		return "99+"
	}
	return strconv.Itoa(n)
}

// placeItem puts an entry into a box: the icon over the text.
func (p *places) placeItem(n int, x, y, w, h float32) {
	i := p.items[n]
	p.setCell(n, x, y, w, h)
	box(i.back, x, y, w, h)
	// A long word is drawn smaller, and over the edge of its ground.
	if i.text.size = look.Meta; i.text.least().Width > w-look.S8 {
		i.text.size = look.Axis
	}
	i.text.paint()
	side, text := i.icon.side(), i.text.least()
	top := y + (h-side-text.Height-look.S4)/2
	i.icon.place(x+(w-side)/2, top, side)
	tw := min(text.Width, w+look.S8)
	i.text.place(x+(w-tw)/2, top+side+look.S4, tw, text.Height)
	b := i.count.least()
	bh := look.Scaled(16)
	bw := max(bh, b.Width+look.S8)
	bx := min(x+(w+side)/2-look.S6, x+w-bw)
	box(i.badge, bx, top-look.S4, bw, bh)
	i.badge.CornerRadius = bh / 2
	i.count.place(bx+(bw-b.Width)/2, top-look.S4, b.Width, bh)
}

// Rail is the column of places at the window's left.
type Rail struct {
	places
	mark *canvas.Image
}

// NewRail makes a rail; goTo is called with a place's route.
func NewRail(all []Place, goTo func(route string)) *Rail {
	r := &Rail{mark: canvas.NewImageFromResource(fyne.NewStaticResource("mark.svg", assets.Mark))}
	r.mark.FillMode, r.mark.CornerRadius = canvas.ImageFillContain, railMark*9/34 // as in the drawing
	r.upright = true
	r.init(r, all, goTo)
	return r
}

// CreateRenderer draws the part.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *Rail) objects() []fyne.CanvasObject {
	all := r.places.objects()
	return append([]fyne.CanvasObject{all[0], r.mark}, all[1:]...)
}

func (r *Rail) paint() { r.paintItems(true) }

// railItem is an entry's height, railMark the app's mark above.
const (
	railItem float32 = 56
	railMark float32 = 34
)

func (r *Rail) least() fyne.Size {
	h := look.S12 + railMark + look.S16 + float32(len(r.all))*(look.Scaled(railItem)+look.S4) + look.S6
	return fyne.NewSize(look.Scaled(look.Rail), h)
}

func (r *Rail) place(size fyne.Size) {
	box(r.back, 0, 0, size.Width, size.Height)
	box(r.edge, size.Width-look.Stroke, 0, look.Stroke, size.Height)
	box(r.mark, (size.Width-railMark)/2, look.S12, railMark, railMark)
	above := look.S12 + railMark + look.S16
	h := min(look.Scaled(railItem), (size.Height-above-look.S6)/float32(max(1, len(r.all)))-look.S4)
	top, bottom := above, size.Height-look.S6
	for n := len(r.all) - 1; n >= 0; n-- {
		if r.all[n].Foot {
			bottom -= h
			r.placeItem(n, look.S6, bottom, size.Width-2*look.S6, h)
			bottom -= look.S4
		}
	}
	for n, p := range r.all {
		if !p.Foot {
			r.placeItem(n, look.S6, top, size.Width-2*look.S6, h)
			top += h + look.S4
		}
	}
	r.placeRing()
}

// BottomTabs is the places on a phone.
type BottomTabs struct{ places }

// NewBottomTabs makes the tabs; goTo is called with a place's route.
func NewBottomTabs(all []Place, goTo func(route string)) *BottomTabs {
	b := &BottomTabs{}
	b.init(b, all, goTo)
	return b
}

// CreateRenderer draws the part.
func (b *BottomTabs) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *BottomTabs) paint() { b.paintItems(false) }

func (b *BottomTabs) least() fyne.Size {
	return fyne.NewSize(float32(len(b.all))*look.Target, look.Scaled(look.PhoneTabs))
}

func (b *BottomTabs) place(size fyne.Size) {
	box(b.back, 0, 0, size.Width, size.Height)
	box(b.edge, 0, 0, size.Width, look.Stroke)
	if len(b.all) == 0 {
		return
	}
	w := size.Width / float32(len(b.all))
	for n := range b.all {
		b.placeItem(n, w*float32(n), look.Stroke, w, size.Height-look.Stroke)
	}
	b.placeRing()
}
