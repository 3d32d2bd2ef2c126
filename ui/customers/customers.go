// Package customers shows whom an update is owed: promises by when they are
// due, who has no current update, and what each channel's readers heard last.
package customers

import (
	"context"
	"iter"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/post"
)

// Core is what the screen needs of the running app. It is called off the
// screen's goroutine.
type Core interface {
	Clocks() []desk.Clock
	Clock(incident.ID) (desk.Clock, bool)
	Rows() iter.Seq[store.Row]
	Row(incident.ID) (store.Row, bool)
	Show(id incident.ID, limit int) (desk.Detail, error)
	Hearings(incident.ID) ([]desk.Hearing, error)
	Contradictions() ([]desk.Contradiction, error)
	Channels() []string
	Name(incident.PersonID) string
	Listen(func(event.Event)) (stop func())

	// Drafts are updates that somebody writes on; Packed is one as text that
	// another copy of the app opens.
	Drafts() (map[incident.ID]desk.Draft, error)
	Packed(incident.ID) (string, error)
	DropWriting(context.Context, incident.ID) error
	// NextStill is what "still working" would promise; zero: it cannot be said.
	NextStill(desk.Clock) time.Time
	StillWorking(ctx context.Context, id incident.ID, next time.Time) (desk.Receipt, error)
}

// Host is the window around the screen.
type Host interface {
	Toast(text string, undo bool)
	Go(route string)
	Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) (close func())
	OpenURL(link string)
}

// Config is what the screen joins. Forms is called on the screen's goroutine.
type Config struct {
	Core  Core
	Host  Host
	Me    func() string
	Now   func() time.Time
	Post  post.Poster
	Forms Forms
}

// Forms are what other screens do for this one; what is nil cannot be done.
type Forms struct {
	Compose func(incident.ID) // writes an update
	Impact  func(incident.ID, incident.Affected)
	Told    func(incident.ID, incident.Phase)
}

// Screen is the screen. Its fields below the line are the screen's goroutine's
// own; what the loops share is in asked.
type Screen struct {
	Config
	asked   asked
	jobs    chan job
	listed  post.Signal
	read    post.Signal
	posts   struct{ list, detail post.Latest }
	running sync.WaitGroup

	width  look.Width
	list   *listPane
	detail *detailPane
	frame  *frame
	opened bool // below 1000: the detail is shown instead of the list
}

// New builds the screen; Run keeps it fresh.
func New(c Config) *Screen {
	s := &Screen{Config: c, jobs: make(chan job, 16), listed: post.NewSignal(), read: post.NewSignal(), width: look.Wide}
	s.posts.list.Post, s.posts.detail.Post = c.Post, c.Post
	s.asked.folded = map[string]bool{keyTold: true}
	s.list = newListPane(s)
	s.detail = newDetailPane(s)
	s.frame = newFrame(s)
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.frame.content }

// Shown tells the screen whether it is looked at. Out of sight it rests.
func (s *Screen) Shown(shown bool) {
	s.asked.set(func(a *asked) { a.shown = shown })
	if shown {
		s.listed.Raise()
		s.read.Raise()
	}
}

// SetWidth lays the screen out for a class of widths.
func (s *Screen) SetWidth(w look.Width) {
	if w == s.width {
		return
	}
	s.width = w
	s.list.setWidth(w)
	s.detail.setWidth(w)
	s.frame.arrange()
}

// Open shows one incident's customers.
func (s *Screen) Open(id incident.ID) {
	s.list.list.Select(id)
	s.look(id)
	s.setOpened(true)
}

// look reads an incident for the detail.
func (s *Screen) look(id incident.ID) {
	s.asked.set(func(a *asked) { a.id = id })
	s.frame.setAlone(false)
	s.read.Raise()
}

// selected is the incident whose customers are shown; "" for none.
func (s *Screen) selected() incident.ID { return s.asked.get().id }

// setOpened shows the detail instead of the list, or the list again, where they
// do not stand beside each other.
func (s *Screen) setOpened(opened bool) {
	if s.opened != opened {
		s.opened = opened
		s.frame.arrange()
	}
}
