package settings

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/event"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// Host is what the screen needs of the window.
type Host interface {
	Toast(text string, undo bool)
	Go(route string)
	Modal(title string, content fyne.CanvasObject, buttons ...parts.Choice) (close func())
	OpenURL(link string)
	Post(f func())
}

// Config is what a Screen is made of. Functions may be nil: what they do is
// not offered then.
type Config struct {
	Core    Core
	Host    Host
	Now     func() time.Time
	Version string
	// Listen is told of events until the returned stop is called.
	Listen func(func(event.Event)) (stop func())
	// SaveAs and OpenFile let a person choose a file.
	SaveAs   func(name string, chosen func(path string))
	OpenFile func(chosen func(path string))
	// Memory is what a new screen takes over from the one before; may be nil.
	Memory *Memory
	// Reveal shows a folder or a file in the system's own file manager.
	Reveal func(path string) error
}

// Memory keeps what was typed and not saved, when the screen is made anew
// because the look changed.
type Memory struct {
	wizard  *wizard
	channel *channelForm
	service *serviceForm
	beats   *beatForm
}

// The pages, as routes name them.
const (
	PageSources  = "sources"
	PageOnCall   = "oncall"
	PageNotify   = "notifications"
	PageChannels = "channels"
	PageServices = "services"
	PageTargets  = "targets"
	PageLook     = "look"
	PageData     = "data"
	PageAbout    = "about"
)

// pane is one page of the settings.
type pane interface {
	// body is the main column, side what stands at the right of it; nil: nothing.
	// A panel takes the body's place where there is no room for both.
	body() fyne.CanvasObject
	side() (o fyne.CanvasObject, panel bool)
	// show takes up how things stand. It may ask for the page to be built anew.
	show(s *snapshot)
	// back steps out of what is open within the page, and tells whether it did.
	back() bool
}

// footed is a page whose panel has buttons that stay in view; nil: none now.
type footed interface{ foot() fyne.CanvasObject }

// saver is a page with a form that is saved as a whole.
type saver interface{ save() }

// Screen is the settings. All but Run is used on the screen's goroutine.
type Screen struct {
	Config
	crew  *crew
	width look.Width
	shown atomic.Bool
	poke  chan struct{}

	now     *snapshot
	name    string // the page that is open
	list    bool   // where there is room for one column: the list of pages
	pages   map[string]pane
	nav     *parts.NavList
	laid    string // what the page was built for
	stops   stops
	said    string // the language the list is in
	view    *fyne.Container
	bodies  *sheet
	sides   *sheet
	banner  *fyne.Container
	hearing *hearing
	counts  atomic.Bool // the data page is open: count what is kept

	quietSwitch *quietSwitch
	quietText   *parts.WrapText
	quietRows   *fyne.Container
	quietBefore []string  // the hours when they were switched off
	wrong       []trouble // of the last change that concerns no field
}

// New makes the screen; it reads nothing before Run.
func New(c Config) *Screen {
	s := &Screen{Config: c, crew: newCrew(c.Host.Post), width: look.Wide, poke: make(chan struct{}, 1),
		now: &snapshot{}, name: PageSources, list: true, view: container.NewStack()}
	s.banner = vbox(look.S10)
	s.banner.Hide()
	s.bodies, s.sides = newSheet(), newSheet()
	s.now = s.glance()
	s.pages = map[string]pane{
		PageSources: newSources(s), PageOnCall: newOnCall(s), PageNotify: newNotify(s),
		PageChannels: newChannels(s), PageServices: newServices(s), PageTargets: newTargets(s),
		PageLook: newLook(s), PageData: newData(s), PageAbout: newAbout(s),
	}
	s.hearing = &hearing{s: s}
	s.recall()
	s.lay()
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.view }

// Run keeps what is shown current until ctx ends.
func (s *Screen) Run(ctx context.Context) {
	if s.Listen != nil {
		stop := s.Listen(func(event.Event) { s.refresh() })
		defer stop()
	}
	done := make(chan struct{})
	go func() { s.crew.run(ctx); close(done) }()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if s.shown.Load() {
			s.crew.serial(func(ctx context.Context) func() {
				next := s.look(ctx)
				return func() { s.show(next) }
			})
		}
		select {
		case <-ctx.Done():
			<-done
			return
		case <-tick.C:
		case <-s.poke:
		}
	}
}

// every is how often times and ages are told anew.
const every = 5 * time.Second

// refresh has how things stand read soon. It never waits.
func (s *Screen) refresh() {
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

// Shown tells the screen whether it is seen.
func (s *Screen) Shown(on bool) {
	s.shown.Store(on)
	if on {
		s.refresh()
	}
}

// SetWidth lays the screen out for a width.
func (s *Screen) SetWidth(w look.Width) {
	if s.width != w {
		s.width = w
		s.lay()
	}
}

// Bindings are the keys of the screen.
func (s *Screen) Bindings() []keys.Binding {
	return []keys.Binding{
		{Action: keys.Save, Do: s.save, When: func() bool { _, ok := s.pages[s.name].(saver); return ok }},
		{Action: keys.Back, Do: func() { s.Back() }},
		{Action: keys.Section1, Do: func() { s.goTo(PageSources) }},
		{Action: keys.Section2, Do: func() { s.goTo(PageOnCall) }},
		{Action: keys.Section3, Do: func() { s.goTo(PageNotify) }},
		{Action: keys.Section4, Do: func() { s.goTo(PageChannels) }},
		{Action: keys.Section5, Do: func() { s.goTo(PageServices) }},
		{Action: keys.Export, Do: s.export},
	}
}

// export goes to the page that exports; there it does so.
func (s *Screen) export() {
	if p := s.pages[PageData].(*data); s.name == PageData && p.now != nil {
		p.now()
		return
	}
	s.goTo(PageData)
}

func (s *Screen) save() {
	if p, ok := s.pages[s.name].(saver); ok {
		p.save()
	}
}

// Open goes to a page, or to what is open in it: "sources/new", "channels/new",
// "channels/NAME", "services/NAME",
// "sources/heartbeats/NAME". What was typed on another page stays there.
// An unknown name opens the first.
func (s *Screen) Open(name string) {
	name, item, _ := strings.Cut(name, "/")
	if s.pages[name] == nil {
		name = PageSources
	}
	s.name, s.list, s.wrong = name, false, nil
	s.counts.Store(name == PageData)
	s.refresh()
	s.pages[name].show(s.now)
	s.lay()
	s.openItem(name, item)
}

func (s *Screen) openItem(page, item string) {
	switch p := s.pages[page].(type) {
	case *sources:
		if item == "new" {
			p.add("")
		} else if name, ok := strings.CutPrefix(item, "heartbeats/"); ok {
			p.heartbeats(name)
		}
	case *channels:
		if item == "new" {
			p.add()
		} else if item != "" {
			p.edit(item)
		}
	case *services:
		if item == "new" {
			p.add()
		} else if item != "" {
			p.edit(item)
		}
	}
}

// goTo shows a page by its route, so that the window knows where it is.
func (s *Screen) goTo(name string) { s.Host.Go("settings/" + name) }

// recall takes over what was typed into the screen before.
func (s *Screen) recall() {
	if s.Memory == nil {
		s.Memory = &Memory{}
	}
	if old := s.Memory.wizard; old != nil {
		p := s.pages[PageSources].(*sources)
		p.wizard = &wizard{panel: panel{s: s, dirty: old.dirty}, p: p, d: old.d, step: old.step, duty: old.duty, mine: old.mine}
		s.Memory.wizard = p.wizard
	}
	if old := s.Memory.beats; old != nil {
		p := s.pages[PageSources].(*sources)
		p.useBeats(&beatForm{panel: panel{s: s, dirty: old.dirty}, p: p, source: old.source, team: old.team, was: old.was, beats: old.beats, mine: old.mine})
	}
	if old := s.Memory.channel; old != nil {
		p := s.pages[PageChannels].(*channels)
		p.use(&channelForm{panel: panel{s: s, dirty: old.dirty}, p: p, d: old.d, picking: old.picking, more: old.more, team: old.team, mine: old.mine})
	}
	if old := s.Memory.service; old != nil {
		p := s.pages[PageServices].(*services)
		p.use(&serviceForm{panel: panel{s: s, dirty: old.dirty}, p: p, was: old.was, now: old.now, ticked: old.ticked, team: old.team, mine: old.mine})
	}
}

// Add opens the wizard for a new source.
func (s *Screen) Add() {
	s.Open(PageSources)
	s.pages[PageSources].(*sources).add("")
}

// Back steps out: of what is open in the page, then to the list of pages where
// that is a page of its own. It tells whether there was something to leave.
func (s *Screen) Back() bool {
	if s.pages[s.name].back() {
		return true
	}
	if s.wide() || s.list {
		return false
	}
	s.list = true
	s.lay()
	return true
}

// show takes up a snapshot.
func (s *Screen) show(next *snapshot) {
	s.now = next
	s.bodies.held, s.sides.held = true, true
	s.tellFile()
	s.pages[s.name].show(next)
	s.bodies.held, s.sides.held = false, false
	s.bodies.settle()
	s.sides.settle()
}
