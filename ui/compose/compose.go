// Package compose is the screen where an update for customers is written: six
// questions, what each channel's readers will get, and what the checks say.
package compose

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/compose"
	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/post"
	"turnaround/ui/view"
)

// Core is what the screen needs of the running app. It may wait for the disk,
// and is called off the screen's goroutine.
type Core interface {
	// Write opens what is being written on an incident, or begins it; kept tells
	// that somebody wrote on it before.
	Write(id incident.ID) (w *compose.Writing, kept bool, err error)
	// WriteAnew begins it although a draft is there, which is put aside.
	WriteAnew(ctx context.Context, id incident.ID) (*compose.Writing, error)
	Case(id incident.ID) (compose.Case, error)
	// LastWriting is what the last update was made of; false: it was not written here.
	LastWriting(id incident.ID) (compose.Saved, bool, error)
	Keep(ctx context.Context, w *compose.Writing) error
	Drop(ctx context.Context, id incident.ID) error
	Publish(ctx context.Context, w *compose.Writing) (desk.Receipt, error)
	SetImpact(ctx context.Context, id incident.ID, impact incident.Impact) error
	// Deliveries tell how the last update stands on each channel.
	Deliveries(id incident.ID) ([]desk.Delivery, error)
	// Settle does a step that was chosen about one of them.
	Settle(ctx context.Context, step view.Step) error
	Told(ctx context.Context, id incident.ID, said incident.Spoken) error // elsewhere
	Offline() bool
	Listen(func(event.Event)) (stop func())
}

// Host is what the screen asks of the window.
type Host interface {
	Toast(text string, undo bool)
	Go(route string)
	OpenURL(link string)
	Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) (close func())
}

// Config is what the screen joins.
type Config struct {
	Core Core
	Host Host
	Now  func() time.Time
	Post post.Poster
	// SaveAs and OpenFile let a person pick a file; nil: they cannot.
	SaveAs   func(name string, chosen func(path string))
	OpenFile func(chosen func(path string))
}

// Screen is where an update is written. All but Run is of the screen's
// goroutine alone.
type Screen struct {
	Config
	scribe *scribe
	latest post.Latest
	seq    int // of what the person did last
	page   page
	frame  *frame
	asked  incident.ID // to be shown
	begin  bool        // the focus waits for the first page
	full   bool        // on a phone: the questions, not the first message
	shown  bool
}

// New makes the screen; Run works for it.
func New(c Config) *Screen {
	s := &Screen{Config: c}
	s.latest.Post = c.Post
	s.scribe = newScribe(s)
	s.frame = newFrame(s)
	s.frame.update()
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.frame.content }

// Whole tells that on a phone it needs all the room: one writes, or leaves.
func (s *Screen) Whole() bool { return true }

// Foot is what toasts stay clear of.
func (s *Screen) Foot() float32 { return s.frame.footHigh() }

// OnFoot hears when there is a foot, and another one.
func (s *Screen) OnFoot(grown func()) { s.frame.onFoot = grown }

// Run writes until ctx ends; it returns when all is kept.
func (s *Screen) Run(ctx context.Context) {
	stop := s.Core.Listen(s.scribe.heard)
	defer stop()
	s.scribe.run(ctx)
}

// SetWidth lays the screen out for a class of widths.
func (s *Screen) SetWidth(w look.Width) { s.frame.setClass(w) }

// Shown tells the screen whether it is looked at. What is written is kept when
// it is left.
func (s *Screen) Shown(on bool) {
	if s.shown = on; !on && s.page.id != "" {
		s.scribe.do(func(ctx context.Context) { s.scribe.settle(ctx) })
	}
}

// Open writes on an incident; how is "" or "resolved", for the last update.
func (s *Screen) Open(id incident.ID, how string) {
	s.asked, s.begin, s.full = id, true, false
	if id != s.page.id {
		s.page = page{}
		s.frame.update()
	}
	var want func(*compose.Writing, time.Time)
	if how == "resolved" {
		want = func(w *compose.Writing, now time.Time) { w.SetPhase(incident.PhaseResolved, now) }
	}
	s.seq++
	s.scribe.open(s.seq, id, false, want)
}

// openAnew puts a draft that cannot be read aside.
func (s *Screen) openAnew() {
	s.seq++
	s.begin = true
	s.scribe.open(s.seq, s.asked, true, nil)
}

// Incident is the one that is written on.
func (s *Screen) Incident() incident.ID { return s.asked }

// change has the scribe take a change in; group: see [scribe.change].
func (s *Screen) change(group string, f func(*compose.Writing, time.Time)) {
	s.seq++
	s.scribe.change(s.seq, group, f)
}

// answer changes one of the answers.
func (s *Screen) answer(group string, f func(*answers)) {
	s.change(group, func(w *compose.Writing, _ time.Time) {
		a := w.Answers()
		f(&a)
		w.Answer(a)
	})
}

// undo takes the last change of the answers back.
func (s *Screen) undo() {
	s.seq++
	s.scribe.undo(s.seq)
}

// show draws a page, unless another incident was asked for meanwhile.
func (s *Screen) show(p page) {
	if p.id != s.asked {
		return
	}
	s.page = p
	s.frame.update()
	if s.begin && s.shown {
		s.begin = false
		s.frame.focusFirst()
	}
}

// ready tells whether the page shows all the person did.
func (p page) ready(s *Screen) bool { return p.seq >= s.seq }
