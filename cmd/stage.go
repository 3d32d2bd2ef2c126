package cmd

import (
	"context"
	"errors"
	"io"
	"sync"

	"turnaround/app/incident"
	"turnaround/app/instance"
	"turnaround/cmd/pager"
)

// Face opens the window and returns when it is closed. The headless build has none.
type Face func(ctx context.Context, o Opening) error

// Opening is what a window begins with, and what it may start. What was
// started is ended after the window is closed.
type Opening struct {
	// Own is the person's own pager; nil where the window opens into a drill.
	Own *pager.Pager
	// Calls are what Own's notifications and other processes ask to be shown.
	Calls *Calls
	// Trouble is why the person's own pager could not be opened; nil: it was, or
	// the window opens into a drill.
	Trouble error
	// Gallery shows the window's parts in their states and nothing else.
	Gallery bool
	// Background: the window stays closed at first, where there is a tray.
	Background bool
	// Drill is one that runs already; nil: none.
	Drill *Rehearsal
	// OpenOwn opens the person's own pager where Own is nil. [ErrElsewhere]: it
	// runs in another process, whose window was raised.
	OpenOwn func(context.Context) (*pager.Pager, error)
	// HasTray tells whether the desktop shows tray icons now.
	HasTray func(context.Context) bool
	// Rehearse starts a drill beside the person's own pager.
	Rehearse func(context.Context) (*Rehearsal, error)
}

// ErrElsewhere says that the person's own pager runs in another process.
var ErrElsewhere = errors.New("turnaround runs in another window already")

// Calls hand incidents that shall be shown to the window. One that comes
// before the window listens is kept.
type Calls struct {
	mu      sync.Mutex
	show    func(id incident.ID, write bool)
	waiting func() // what came before
}

// Show asks for an incident, or for the window alone ("").
func (c *Calls) Show(id incident.ID) { c.call(id, false) }

// Write asks for where customers are told of an incident.
func (c *Calls) Write(id incident.ID) { c.call(id, true) }

func (c *Calls) call(id incident.ID, write bool) {
	c.mu.Lock()
	show := c.show
	if show == nil {
		c.waiting = func() { c.call(id, write) }
	}
	c.mu.Unlock()
	if show != nil {
		show(id, write)
	}
}

// Answer has f called for what is asked, on the asker's goroutine; nil ends it.
// write: it is to be told customers of.
func (c *Calls) Answer(f func(id incident.ID, write bool)) {
	c.mu.Lock()
	c.show = f
	waiting := c.waiting
	if f != nil {
		c.waiting = nil
	}
	c.mu.Unlock()
	if f != nil && waiting != nil {
		waiting()
	}
}

// stage starts what a window asks for and ends it.
type stage struct {
	*cli
	ctx    context.Context
	mu     sync.Mutex
	drills []*Rehearsal
	own    *ownPager
}

// show runs a face over an opening, and ends what it started.
func (c *cli) show(ctx context.Context, face Face, o Opening) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &stage{cli: c, ctx: ctx}
	if o.Calls == nil {
		o.Calls = &Calls{}
	}
	o.Rehearse, o.HasTray = s.rehearse, hasTray
	o.OpenOwn = func(ctx context.Context) (*pager.Pager, error) { return s.openOwn(ctx, o.Calls) }
	err := face(ctx, o)
	cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.drills {
		err = errors.Join(err, r.End())
	}
	if s.own != nil {
		err = errors.Join(err, s.own.end())
	}
	return err
}

// rehearse starts the built-in drill; the terminal hears nothing of it. A
// drill of before was ended by the window, or is ended with it.
func (s *stage) rehearse(context.Context) (*Rehearsal, error) {
	scenario, err := loadScenario("")
	if err != nil {
		return nil, err
	}
	silent := s.printer()
	silent.out = io.Discard
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.startDrill(s.ctx, scenario, rehearsal{speed: 1}, voices{out: silent, words: silent})
	if err != nil {
		return nil, err
	}
	s.drills = append(s.drills, r)
	return r, nil
}

// openOwn opens the person's own pager beside a drill that came first.
func (s *stage) openOwn(ctx context.Context, calls *Calls) (*pager.Pager, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.own != nil {
		return s.own.Pager, nil
	}
	own, client, err := s.startOwn(s.ctx, pager.Options{Open: calls.Show, Write: calls.Write})
	if err != nil {
		return nil, err
	}
	if client != nil {
		defer client.Close()
		return nil, errors.Join(raise(ctx, client), ErrElsewhere)
	}
	s.own = own
	return own.Pager, nil
}

// raise asks the running app to show its window.
func raise(ctx context.Context, client *instance.Client) error {
	return fromWire(client.Call(ctx, showWindow.name, none{}, &none{}, nil))
}
