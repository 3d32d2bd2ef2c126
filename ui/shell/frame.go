package shell

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// frame is what stands around the screens: the rail or the tabs, the drill's
// bar, the banners, the status bar, and over all the toasts and the flash.
type frame struct {
	s       *Shell
	content fyne.CanvasObject
	tips    *parts.Tips
	toasts  *parts.Toasts

	rail    *parts.Rail
	tabs    *parts.BottomTabs
	bar     *parts.StatusBar
	drill   *parts.DrillBar
	drills  *fyne.Container // holds the drill's bar
	watched *Watched        // of the drill that is shown; nil: none
	elapsed string
	banners *fyne.Container
	shown   []view.Banner
	marks   [2][]view.Mark  // of the status bar, left and right
	holder  *fyne.Container // holds the screen
	light   *canvas.Rectangle
	size    fyne.Size
}

func newFrame(s *Shell) *frame {
	f := &frame{s: s, holder: container.NewStack(emptied()), drills: container.NewStack(),
		banners: container.New(stacked{}), bar: parts.NewStatusBar(), light: canvas.NewRectangle(look.Color(look.InkNone))}
	f.rail = parts.NewRail(nil, func(route string) { s.Go(route) })
	f.tabs = parts.NewBottomTabs(nil, func(route string) { s.Go(route) })
	f.toasts = parts.NewToasts(f.holder, s.After)
	f.toasts.Foot = f.foot
	f.light.Hide()
	// Tab follows this order.
	all := container.New(f, f.rail, f.drills, f.banners, f.toasts, f.tabs, f.bar, f.light)
	f.tips = parts.NewTips(all, s.After)
	f.content = f.tips
	return f
}

func (f *frame) setPlaces(all []parts.Place) {
	f.rail.SetPlaces(all)
	f.tabs.SetPlaces(all)
}

func (f *frame) at(place string) {
	f.rail.SetRoute(place)
	f.tabs.SetRoute(place)
}

func (f *frame) badge(place string, n int) {
	f.rail.SetBadge(place, n)
	f.tabs.SetBadge(place, n)
}

// footed is a screen with something at its lower edge that is written in.
type footed interface {
	Foot() float32       // its height
	OnFoot(grown func()) // hears when it has another
}

// whole is a screen that may need all of a phone: the tabs give way then.
type whole interface{ Whole() bool }

// filled tells whether the screen has all of the phone.
func (f *frame) filled() bool {
	if f.s.page == nil || f.s.class != look.Phone {
		return false
	}
	screen, ok := f.s.page.Screen.(whole)
	return ok && screen.Whole()
}

// foot is what toasts stay clear of.
func (f *frame) foot() float32 {
	if f.s.page == nil {
		return 0
	}
	if screen, ok := f.s.page.Screen.(footed); ok {
		return screen.Foot()
	}
	return 0
}

// stage shows a screen.
func (f *frame) stage(o fyne.CanvasObject) {
	f.holder.Objects = []fyne.CanvasObject{o}
	f.holder.Refresh()
	f.relay() // it may need all of a phone
}

// banner shows the banners; those that say the same are left alone, so that
// the focus stays where it is.
func (f *frame) banner(all []view.Banner) {
	if slices.Equal(all, f.shown) {
		return
	}
	f.shown = slices.Clone(all)
	f.layBanners()
}

func (f *frame) layBanners() {
	all, most := f.shown, 3
	if f.s.class == look.Phone {
		most = 2
	}
	more := len(all) - most
	if more > 0 {
		all = all[:most]
	}
	var shown []fyne.CanvasObject
	for _, b := range all {
		press := b.Press
		if ok, _ := f.s.target(b.Route); !ok {
			press = ""
		}
		shown = append(shown, parts.NewBanner(b.Tone, b.Icon, b.Title(), press, func() { f.s.Go(b.Route) }))
	}
	if more > 0 {
		shown = append(shown, parts.NewBanner(view.Warn, "warning", words.N("{{.Count}} more", more), words.T("Show"),
			func() { f.s.Go("settings/sources") }))
	}
	f.banners.Objects = shown
	f.relay()
}

// relay lays the window out anew.
func (f *frame) relay() {
	f.Layout(nil, f.size)
	canvas.Refresh(f.content)
}

// MinSize lets the window become as small as a phone.
func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 420) }

// Layout puts everything into its place; another class of width has the
// screens laid out anew.
func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	f.size = size
	f.s.resized(look.WidthOf(size.Width / look.Scaled(1)))
	phone := f.s.class == look.Phone
	rail, foot := look.Scaled(look.Rail), look.Scaled(look.Status)
	if phone {
		rail, foot = 0, look.Scaled(look.PhoneTabs)
	}
	filled := f.filled()
	if filled {
		foot = 0
	}
	shown(f.rail, !phone)
	shown(f.bar, !phone)
	shown(f.tabs, phone && !filled)
	put(f.rail, 0, 0, rail, size.Height-foot)
	put(f.bar, 0, size.Height-foot, size.Width, foot)
	put(f.tabs, 0, size.Height-foot, size.Width, foot)
	put(f.light, 0, 0, size.Width, size.Height)
	top, width := float32(0), size.Width-rail
	shown(f.drills, f.drill != nil)
	if f.drill != nil {
		put(f.drills, rail, 0, width, look.Scaled(look.Drill))
		top = look.Scaled(look.Drill)
	}
	if f.watched != nil {
		f.watched.brief(phone || size.Height < look.Scaled(roomForTasks))
	}
	shown(f.banners, len(f.banners.Objects) > 0)
	if len(f.banners.Objects) > 0 {
		// Texts that wrap know their height once they have their width.
		// A container whose size stays does not lay out what is new in it.
		f.banners.Layout.Layout(f.banners.Objects, fyne.NewSize(width, f.banners.Size().Height))
		h := f.banners.MinSize().Height
		put(f.banners, rail, top, width, h)
		f.banners.Layout.Layout(f.banners.Objects, fyne.NewSize(width, h))
		top += h
	}
	put(f.toasts, rail, top, width, size.Height-foot-top)
}

// roomForTasks is how high a window is that shows all of a drill's checklist.
const roomForTasks float32 = 720

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

func shown(o fyne.CanvasObject, visible bool) {
	switch {
	case o.Visible() == visible:
	case visible:
		o.Show()
	default:
		o.Hide()
	}
}

// stacked puts objects below each other, each as wide as there is room.
type stacked struct{}

// Layout places them.
func (stacked) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		h := o.MinSize().Height
		put(o, 0, y, size.Width, h)
		y += h
	}
}

// MinSize is the height of all.
func (stacked) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := fyne.Size{}
	for _, o := range objects {
		m := o.MinSize()
		s = fyne.NewSize(max(s.Width, m.Width), s.Height+m.Height)
	}
	return s
}
