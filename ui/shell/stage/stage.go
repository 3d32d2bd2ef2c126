// Package stage puts the window on Fyne's test driver, which needs no display
// and where nothing moves by itself: for pictures and measurements.
package stage

import (
	"context"
	"fmt"
	"image"
	"net/url"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/shell"
)

// deadline is how long something that must happen is waited for.
const deadline = time.Minute

// Stage is a window. What is posted to it runs when its owner says so, on the
// owner's goroutine, which is the one that may touch widgets.
type Stage struct {
	*shell.Shell
	App    fyne.App
	Window fyne.Window
	// Ran is told how long each post held the screen's goroutine; may be nil.
	Ran func(time.Duration)

	posts chan func()
	ended chan struct{}
}

// Open opens the window. change completes the shell's config; the app is there
// when it is called.
func Open(ctx context.Context, size fyne.Size, now func() time.Time, change func(fyne.App, *shell.Config)) *Stage {
	s := &Stage{App: test.NewApp(), posts: make(chan func(), 4096), ended: make(chan struct{})}
	s.Window = test.NewWindow(widget.NewLabel(""))
	s.Window.SetPadded(false)
	c := shell.Config{App: s.App, Window: s.Window, Now: now,
		Post: func(f func()) { s.posts <- f },
		// Neither tooltips nor toasts come or go by themselves.
		After:   func(time.Duration, func()) func() { return func() {} },
		HasTray: func(context.Context) bool { return false },
		OpenURL: func(*url.URL) error { return nil },
	}
	change(s.App, &c)
	s.Shell = shell.New(ctx, c)
	s.Window.SetContent(s.Content())
	s.Attach()
	s.Window.Resize(size)
	go func() {
		s.Run()
		close(s.ended)
	}()
	return s
}

// Close ends the window and waits for what it started.
func (s *Stage) Close() {
	closed := make(chan struct{})
	go func() {
		s.Shell.Close()
		<-s.ended
		close(closed)
	}()
	for {
		select {
		case <-s.posts: // nobody who posts may wait
		case <-closed:
			return
		}
	}
}

func (s *Stage) run(f func()) {
	begun := time.Now()
	f()
	if s.Ran != nil {
		s.Ran(time.Since(begun))
	}
}

// Until runs what is posted until something holds.
func (s *Stage) Until(what string, holds func() bool) error {
	timer := time.NewTimer(deadline)
	defer timer.Stop()
	for !holds() {
		select {
		case f := <-s.posts:
			s.run(f)
		case <-timer.C:
			return fmt.Errorf("waited in vain for %s", what)
		}
	}
	return nil
}

// Rest runs what is posted until nothing was for a span.
func (s *Stage) Rest(span time.Duration) {
	timer := time.NewTimer(span)
	defer timer.Stop()
	for {
		select {
		case f := <-s.posts:
			s.run(f)
			timer.Reset(span)
		case <-timer.C:
			return
		}
	}
}

// still is how long nothing must be posted before a picture is taken.
const still = 250 * time.Millisecond

// Picture draws the window once it has come to rest: when what came meanwhile
// changed nothing.
func (s *Stage) Picture() (image.Image, error) {
	s.Rest(still)
	last := s.Window.Canvas().Capture()
	for range 20 {
		s.Rest(still)
		next := s.Window.Canvas().Capture()
		if same(last, next) {
			return next, nil
		}
		last = next
	}
	return nil, fmt.Errorf("the window does not come to rest")
}

func same(a, b image.Image) bool {
	x, ok := a.(*image.NRGBA)
	y, both := b.(*image.NRGBA)
	return ok && both && string(x.Pix) == string(y.Pix)
}
