package shell

import (
	"context"
	"maps"
	"sync"

	"fyne.io/fyne/v2"

	"turnaround/app/event"
	"turnaround/app/incident"
)

// world is a World while it is in the window: its screens, and what runs for them.
type world struct {
	World
	pages map[string]Page
	fresh bool // no source and no incident yet
	// warnings are what was wrong at the start and did not stop it.
	warnings []string
	stop     context.CancelFunc // of the screens
	quiet    func()             // stops listening
}

// adopt takes a world up: its screens are made and start to be kept fresh.
func (s *Shell) adopt(w *World, place **world) {
	if w == nil {
		return
	}
	made := &world{World: *w, fresh: w.Core.Fresh(), warnings: w.Core.Warnings()}
	*place = made
	s.rebuild(made)
	made.quiet = w.Core.Listen(func(e event.Event) { s.heard(made, e) })
	if w.Calls != nil {
		w.Calls.Answer(func(id incident.ID, write bool) {
			place := placeNow
			if write {
				place = placeCompose
			}
			s.Post(func() { s.called(made, id, place) })
		})
	}
	s.share()
}

// successor is a screen that goes on where the one before it was.
type successor interface{ Succeed(before any) }

// rebuild makes a world's screens anew. Those of before are stopped, and waited
// for off the screen's goroutine.
func (s *Shell) rebuild(w *world) {
	if w.stop != nil {
		w.stop()
	}
	before := w.pages
	ctx, stop := context.WithCancel(s.ctx)
	w.stop, w.pages = stop, w.Pages(s)
	for name, page := range w.pages {
		if next, ok := page.Screen.(successor); ok && before[name].Screen != nil {
			next.Succeed(before[name].Screen)
		}
	}
	var screens sync.WaitGroup
	for page := range maps.Values(w.pages) {
		page.SetWidth(s.class)
		screens.Go(func() { page.Run(ctx) })
	}
	s.group.Go(screens.Wait)
}

// leave lets a world go: nothing of it is shown or runs for the window any more.
func (s *Shell) leave(place **world) {
	w := *place
	*place = nil
	w.quiet()
	w.stop()
	if w.Calls != nil {
		w.Calls.Answer(nil)
	}
	s.share()
}

// show puts a world into the window; nil is the first run alone.
func (s *Shell) show(w *world) {
	s.shown = w
	s.share()
	s.frame.setDrill(w)
	s.frame.setPlaces(s.places())
	s.bind()
	s.looks(s.looking)
	s.Go("now")
}

// called shows what a notification or another process asks for.
func (s *Shell) called(w *world, id incident.ID, place string) {
	s.raise()
	if s.shown != w {
		s.show(w)
	}
	if id != "" {
		s.Go(place + "/" + string(id))
	}
}

// raise brings the window to the front.
func (s *Shell) raise() {
	if s.Window != nil {
		s.Window.Show()
		s.Window.RequestFocus()
	}
}

// heard is called with every event of a world, on the goroutine that made it.
func (s *Shell) heard(w *world, e event.Event) {
	switch e := e.(type) {
	case event.Called:
		if e.Urgent {
			s.Post(func() { s.flash(w, e.Severity) })
		}
	case event.ConfigChanged:
		s.Post(func() { s.reconfigured(w) })
	}
	s.poke()
}

// page finds the screen of a route's first word; those of a drill are its own,
// the settings are always the person's.
func (s *Shell) find(name string) (Page, bool) {
	for _, w := range []*world{s.shown, s.own} {
		if w == nil || name == "settings" && w.Drill != nil {
			continue
		}
		if p, ok := w.pages[name]; ok {
			return p, true
		}
	}
	return Page{}, false
}

// emptied is the content of a window without a screen; it is never seen long.
func emptied() fyne.CanvasObject { return &fyne.Container{} }
