package settings

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// The columns' widths.
const (
	navWidth   float32 = 204
	panelWidth float32 = 452
	asideWidth float32 = 388
	pageWidth  float32 = 860
)

// entries are the pages in the order of the list.
func (s *Screen) entries() []parts.Place {
	return []parts.Place{
		{Route: PageSources, Text: words.T("Sources"), Icon: "cable"},
		{Route: PageOnCall, Text: words.T("On call"), Icon: "notifications_active"},
		{Route: PageNotify, Text: words.T("Notifications"), Icon: "sensors"},
		{Route: PageChannels, Text: words.T("Channels"), Icon: "campaign"},
		{Route: PageServices, Text: words.T("Services"), Icon: "dns"},
		{Route: PageTargets, Text: words.T("Targets"), Icon: "flag"},
		{Route: PageLook, Text: words.T("Look and language"), Icon: "tune"},
		{Route: PageData, Text: words.T("Data and archive"), Icon: "storage"},
		{Route: PageAbout, Text: words.T("About"), Icon: "info"},
	}
}

func (s *Screen) titleOf(name string) string {
	for _, e := range s.entries() {
		if e.Route == name {
			return e.Text
		}
	}
	return ""
}

// wide tells whether the list of pages stands beside the page.
func (s *Screen) wide() bool { return s.width >= look.Medium }

// lay builds the open page anew for the width. Where it is the one that was
// open, it stays scrolled as it is, and keeps the focus and what was typed.
func (s *Screen) lay() {
	place, before := s.place(), s.stops
	same, at := place == s.laid, before.focused()
	s.bodies.keep, s.sides.keep = same, same
	s.build()
	s.laid, s.stops = place, stopsOf(s.view, s.bodies.root, s.bodies.foot, s.sides.root, s.sides.foot)
	if same {
		s.stops.take(before, at)
	}
}

// place names what is open.
func (s *Screen) place() string {
	at := fmt.Sprint(s.name, s.list, s.width)
	if w := s.pages[PageSources].(*sources).wizard; w != nil && s.name == PageSources {
		at += fmt.Sprint(w.step, w.d.Profile, w.d.was.Name)
	}
	if f := s.pages[PageSources].(*sources).beats; f != nil && s.name == PageSources {
		at += fmt.Sprint("\x00", f.source)
	}
	if f := s.pages[PageChannels].(*channels).form; f != nil && s.name == PageChannels {
		at += fmt.Sprint("\x00", f.picking, f.d.now.Kind, f.d.was.Name)
	}
	if f := s.pages[PageServices].(*services).form; f != nil && s.name == PageServices {
		at += fmt.Sprint("\x00", f.was.Name)
	}
	return at
}

func (s *Screen) build() {
	if s.nav == nil || s.nav.Large == s.wide() || s.said != words.Current() {
		s.nav, s.said = parts.NewNavList(s.entries(), s.goTo), words.Current()
		s.nav.Large = !s.wide()
	}
	if s.wide() {
		s.nav.SetRoute(s.name)
	} else {
		s.nav.SetRoute("")
	}
	p := s.pages[s.name]
	side, panel := p.side()
	switch {
	case s.width == look.Wide && side != nil:
		s.bodies.set(s.framedBody(p.body()), nil)
		s.sides.set(pad(s.sidePadding(), side), foot(p))
		s.view.Objects = []fyne.CanvasObject{container.New(&threeColumns{panel: panel}, s.navColumn(), s.bodies.box,
			newGround(look.InkBG2, look.InkNone, 0), newGround(look.InkLine, look.InkNone, 0), s.sides.box)}
	case s.wide():
		s.bodies.set(s.oneColumn(p, side, panel), foot(p))
		s.view.Objects = []fyne.CanvasObject{container.New(&threeColumns{}, s.navColumn(), s.bodies.box)}
	case s.list:
		s.bodies.set(pad(s.pagePadding(), vbox(look.S16, say(words.T("Settings"), styleTitle), s.nav)), nil)
		s.view.Objects = []fyne.CanvasObject{s.bodies.box}
	default:
		s.bodies.set(vbox(0, s.top(panel && side != nil), s.oneColumn(p, side, panel)), foot(p))
		s.view.Objects = []fyne.CanvasObject{s.bodies.box}
	}
	s.view.Refresh()
}

// foot is what stands below a page's panel.
func foot(p pane) fyne.CanvasObject {
	if f, ok := p.(footed); ok {
		return f.foot()
	}
	return nil
}

// oneColumn is a page where nothing stands beside it.
func (s *Screen) oneColumn(p pane, side fyne.CanvasObject, panel bool) fyne.CanvasObject {
	switch {
	case side == nil:
		return s.framedBody(p.body())
	case panel:
		return s.framedBody(side)
	}
	return s.framedBody(vbox(look.S20, p.body(), side))
}

func (s *Screen) framedBody(body fyne.CanvasObject) fyne.CanvasObject {
	return pad(s.pagePadding(), container.New(atMost(pageWidth), vbox(look.S12, s.banner, body)))
}

// atMost keeps a column from becoming so wide that a line's ends part.
type atMost float32

func (a atMost) heightAt(objects []fyne.CanvasObject, width float32) float32 {
	return heightAt(objects[0], min(width, look.Scaled(float32(a))))
}

func (a atMost) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (a atMost) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, min(size.Width, look.Scaled(float32(a))), size.Height)
}

func (s *Screen) pagePadding() margin {
	if s.width == look.Phone {
		return margin{look.S14, look.S12, look.S14, look.S20}
	}
	return margin{look.S20, look.S16, look.S20, look.S20}
}

func (s *Screen) sidePadding() margin { return margin{look.S20, look.S14, look.S20, look.S20} }

// navColumn is the list of pages below the screen's title.
func (s *Screen) navColumn() fyne.CanvasObject {
	return container.New(&navLayout{}, newGround(look.InkLine, look.InkNone, 0), cut(words.T("Settings"), styleTitle), s.nav)
}

type navLayout struct{}

func (navLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Scaled(navWidth), 60)
}

func (navLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], size.Width-look.Stroke, 0, look.Stroke, size.Height)
	h := objects[1].MinSize().Height
	put(objects[1], look.S20, look.S14, size.Width-look.S28, h)
	put(objects[2], look.S12, look.S14+h+look.S12, size.Width-2*look.S12, objects[2].MinSize().Height)
}

// top is the way back where the list of pages is a page of its own.
func (s *Screen) top(inPanel bool) fyne.CanvasObject {
	to := words.T("Settings")
	if inPanel {
		to = s.titleOf(s.name)
	}
	back := parts.NewLink(to, "arrow_back", func() { s.Back() })
	return pad(margin{look.S10, look.S8, look.S10, 0}, left(back))
}

// threeColumns sets list, page and side beside each other.
type threeColumns struct{ panel bool }

func (threeColumns) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 100) }

func (l threeColumns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	nav := look.Scaled(navWidth)
	put(objects[0], 0, 0, nav, size.Height)
	if len(objects) == 2 {
		put(objects[1], nav, 0, size.Width-nav, size.Height)
		return
	}
	side := asideWidth
	if l.panel {
		side = panelWidth
	}
	side = min(look.Scaled(side), (size.Width-nav)/2)
	x := size.Width - side
	put(objects[1], nav, 0, x-nav, size.Height)
	put(objects[2], x, 0, side, size.Height)
	put(objects[3], x, 0, look.Stroke, size.Height)
	put(objects[4], x, 0, side, size.Height)
}
