// Package shell is the window: where one is, how everything stands, what was
// said, and which world is shown, the person's own or a drill's.
package shell

import (
	"context"
	"net/url"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/cmd"
	"turnaround/ui/history"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/post"
	"turnaround/ui/view"
)

// Core is what the shell itself needs of a running pager. All of it may wait
// for the disk, and is called off the screen's goroutine.
type Core interface {
	Standing(now time.Time) view.Standing
	Config() config.Config
	Edit(ctx context.Context, edit func(*config.Document) error) error
	Fresh() bool // no source and no incident yet
	Warnings() []string
	Title(incident.ID) string
	Outbox() ([]outbox.Action, error)
	Retry(ctx context.Context, action string, force bool) error
	Join(ctx context.Context, action string) error // an update, with what is open on its channel
	Drop(ctx context.Context, action string) error
	Undo(ctx context.Context) (desk.Receipt, error)
	Mute(ctx context.Context, until time.Time) error
	Unmute(ctx context.Context) error
	Morning() time.Time
	Sync(ctx context.Context)
	Import(ctx context.Context, path, passphrase string) (desk.Imported, error)
	Away(away bool)
	Listen(func(event.Event)) (stop func())
}

// Rehearsal is what the shell needs of a running drill.
type Rehearsal interface {
	At() (at, of time.Duration)
	Speed(factor float64) error
	Pace() float64 // as Speed set it
	Soft(ctx context.Context, soft bool) error
	Tried() Tried
	Played() <-chan struct{}
	Err() error
	Audience() cmd.Audience
	Outcomes() []cmd.Outcome
	End() error
}

// Calls are what notifications and other processes ask to be shown.
type Calls interface {
	Answer(func(id incident.ID, write bool)) // write: customers are to be told of it
}

// Screen is one of the window's screens.
type Screen interface {
	Content() fyne.CanvasObject
	Run(ctx context.Context)
	SetWidth(look.Width)
	Bindings() []keys.Binding
	Shown(bool)
}

// Page is a screen with the places within it.
type Page struct {
	Screen
	// Open goes to a place: what follows the screen's name in a route; may be nil.
	Open func(rest string)
}

// World is one pager as the window shows it.
type World struct {
	Core  Core
	Calls Calls
	Drill Rehearsal // nil: the person's own
	// Watched is what a drill's screen shows beside; nil: nothing.
	Watched *Watched
	// Pages makes the screens; "now" is one of them.
	Pages func(Host) map[string]Page
}

// Config is what a Shell joins.
type Config struct {
	App    fyne.App
	Window fyne.Window
	Post   post.Poster
	After  parts.Timer
	Now    func() time.Time
	// Own is the person's own world; nil: there is only a drill.
	Own *World
	// Drill is one that runs already; nil: none.
	Drill *World
	// Trouble is why there is no world of the person's own; nil: none was wanted.
	Trouble error
	// OpenOwn and StartDrill make the other one.
	OpenOwn    func(context.Context) (*World, error)
	StartDrill func(context.Context) (*World, error)
	// HasTray tells whether the desktop shows tray icons now.
	HasTray func(context.Context) bool
	// Login has the system start the app at login; nil: it cannot be asked.
	Login   Login
	OpenURL func(*url.URL) error
	// History reads a public status page's history from its address or a saved
	// file; nil: it cannot be looked at here.
	History func(ctx context.Context, from string) ([]journey.History, error)
}

// Login is starting at login.
type Login interface {
	On() (bool, error)
	Set(on bool) error
}

// Host is what screens may ask of the window.
type Host interface {
	Toast(text string, undo bool)
	Go(route string)
	Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) (close func())
	OpenURL(link string)
	Post(f func())
}

// Shell is the window's content. All but Run and Post is of the screen's
// goroutine alone.
type Shell struct {
	Config
	router *keys.Router
	frame  *frame
	gate   *post.Gate

	// ctx is of everything started here; group waits for it.
	ctx   context.Context
	stop  context.CancelFunc
	group sync.WaitGroup

	own, drill, shown *world
	page              *Page // the one on screen
	route             string
	from              string // the route from which an incident was opened, for Esc
	class             look.Width
	narrow            bool // drawn with a phone's sizes of texts
	busy              bool // a drill starts or ends
	looking           bool // somebody does: the window is in front
	trouble           error
	// soughtLogin, wantsLogin: whether starting at sign-in is to be asked.
	soughtLogin, wantsLogin bool
	told                    map[string]bool
	past                    *history.Memory // what was read of a status page
	tray                    *tray
	flashing                int
	inUse                   config.Look

	shared standing // what the status loop reads
	latest post.Latest
}

// New builds the content; Run keeps it fresh until its context ends.
func New(ctx context.Context, c Config) *Shell {
	s := &Shell{Config: c, trouble: c.Trouble, told: map[string]bool{}, past: &history.Memory{}, class: look.Wide}
	s.gate = &post.Gate{Post: c.Post}
	s.Config.Post, s.latest.Post = s.gate.Do, s.gate.Do
	s.ctx, s.stop = context.WithCancel(ctx)
	s.shared.wake = make(chan struct{}, 1)
	s.router = keys.New(nil, true)
	// The look comes before the first text is measured: Fyne keeps the fonts it
	// has met.
	s.inUse = config.Defaults().Look
	switch {
	case c.Own != nil:
		s.inUse = c.Own.Core.Config().Look
	case c.Drill != nil: // it has the person's own
		s.inUse = c.Drill.Core.Config().Look
	}
	s.applyLook()
	s.frame = newFrame(s)
	s.adopt(c.Own, &s.own)
	s.adopt(c.Drill, &s.drill)
	switch {
	case s.drill != nil:
		s.show(s.drill)
	default:
		s.show(s.own)
	}
	return s
}

// Content is what the window shows.
func (s *Shell) Content() fyne.CanvasObject { return s.frame.content }

// Attach gives the window its keys. The content is set before.
func (s *Shell) Attach() { s.router.Attach(s.Window.Canvas()) }

// Run keeps the status fresh until ctx ends or the shell is closed.
func (s *Shell) Run() { s.keepStatus(s.ctx) }

// Close ends what was started and waits for it; nothing is posted any more.
func (s *Shell) Close() {
	s.gate.Close()
	s.stop()
	for _, w := range []*world{s.own, s.drill} {
		if w != nil && w.Calls != nil {
			w.Calls.Answer(nil)
		}
	}
	s.group.Wait()
}

// work does something off the screen's goroutine; what it returns is done on it.
func (s *Shell) work(f func(ctx context.Context) (then func())) {
	s.group.Go(func() {
		if then := f(s.ctx); then != nil {
			s.Post(then)
		}
	})
}
