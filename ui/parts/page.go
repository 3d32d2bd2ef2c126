package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Page scrolls upright and keeps the part that has the focus in view: a Tab
// into what is scrolled away would otherwise move the focus out of sight.
type Page struct {
	widget.BaseWidget
	scroll *container.Scroll
}

// pages are those that were laid out, by their window; of the screen's
// goroutine alone. One that has left its window is dropped when next looked at.
var pages = map[*Page]struct{}{}

// NewPage makes a page of content.
func NewPage(content fyne.CanvasObject) *Page {
	p := &Page{scroll: container.NewVScroll(content)}
	p.ExtendBaseWidget(p)
	return p
}

// SetContent replaces what the page shows and goes to its top.
func (p *Page) SetContent(content fyne.CanvasObject) {
	p.scroll.Content = content
	p.place(p.Size())
	p.scroll.ScrollToTop()
	p.scroll.Refresh()
}

// Turn shows other content from its top; the same stays where it is.
func (p *Page) Turn(content fyne.CanvasObject) {
	if p.scroll.Content != content {
		p.SetContent(content)
	}
}

// CreateRenderer draws the part.
func (p *Page) CreateRenderer() fyne.WidgetRenderer {
	pages[p] = struct{}{}
	return pageDrawing{drawing{p}}
}

type pageDrawing struct{ drawing }

// Destroy forgets the page.
func (d pageDrawing) Destroy() { delete(pages, d.part.(*Page)) }

func (p *Page) objects() []fyne.CanvasObject { return []fyne.CanvasObject{p.scroll} }

func (p *Page) paint() { p.scroll.Refresh() }

func (p *Page) least() fyne.Size { return p.scroll.MinSize() }

func (p *Page) place(size fyne.Size) {
	if p.scroll.Content != nil {
		heightIn(p.scroll.Content, size.Width)
	}
	box(p.scroll, 0, 0, size.Width, size.Height)
}

// show scrolls so that o is in view, if it is in this page.
func (p *Page) show(o fyne.CanvasObject) {
	d := fyne.CurrentApp().Driver()
	if p.scroll.Content == nil || canvasOf(p) == nil || canvasOf(p) != canvasOf(o) {
		return
	}
	if !p.holds(o) {
		return
	}
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(p.scroll.Content).Y
	view, offset := p.scroll.Size().Height, p.scroll.Offset.Y
	switch {
	case top < offset+look.S10:
		offset = top - look.S10
	case top+o.Size().Height > offset+view-look.S10:
		offset = min(top-look.S10, top+o.Size().Height-view+look.S10)
	default:
		return
	}
	p.scroll.ScrollToOffset(fyne.NewPos(p.scroll.Offset.X, max(0, offset)))
}

// Reveal scrolls the pages that hold a part, once it is drawn, so that it is in view.
func Reveal(o fyne.CanvasObject) { reveal(o) }

// reveal scrolls the pages that hold o so that it is in view.
func reveal(o fyne.CanvasObject) {
	for p := range pages {
		p.show(o)
	}
}

// holds tells whether o is within the page. Fyne tells nobody what is within
// what, but what is within moves along.
func (p *Page) holds(o fyne.CanvasObject) bool {
	d, content := fyne.CurrentApp().Driver(), p.scroll.Content
	before, at := d.AbsolutePositionForObject(o), content.Position()
	content.Move(at.AddXY(1, 0))
	after := d.AbsolutePositionForObject(o)
	content.Move(at)
	return after != before
}
