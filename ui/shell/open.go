package shell

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"turnaround/assets"
	"turnaround/cmd"
	"turnaround/cmd/pager"
	"turnaround/ui/look"
	"turnaround/ui/post"
)

// id is the app's name for the system: settings, notifications, the task bar.
const id = "app.turnaround.Turnaround"

// Open shows the window over a running pager, until it is closed or ctx ends.
func Open(ctx context.Context, opening cmd.Opening) error {
	p := opening.Own
	if opening.Drill != nil {
		p = opening.Drill.Pager()
	}
	// Fyne complains on every start where the user has no cache folder yet.
	if cache, err := os.UserCacheDir(); err == nil {
		if err := os.MkdirAll(cache, 0o700); err != nil {
			return fmt.Errorf("make the cache folder: %w", err)
		}
	}
	a := app.NewWithID(id)
	a.Settings().SetTheme(look.Theme{})
	a.SetIcon(fyne.NewStaticResource("mark.svg", assets.Mark))
	w := a.NewWindow("Turnaround")
	s := New(Config{Desk: p.Desk, Me: p.Who("window").Name, Now: time.Now, Post: post.Fyne,
		Drill: opening.Drill != nil, Status: func() string { return status(p) }})
	w.SetContent(s.Content())
	w.Resize(fyne.NewSize(960, 620))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	if opening.Drill != nil {
		opening.Drill.Tell(s.Say)
	}
	// Phones call OnStarted again after a file dialog: the work starts here, once.
	go func() {
		defer close(done)
		s.Run(ctx)
	}()
	stop := context.AfterFunc(ctx, func() { post.Fyne(a.Quit) })
	defer stop()
	w.ShowAndRun()
	cancel()
	<-done
	return nil
}

// status is the line at the bottom: contact, duty, what waits.
func status(p *pager.Pager) string {
	parts := p.Health().Banners
	if waiting, err := p.Desk.Outbox(); err == nil && len(waiting) > 0 {
		parts = append(parts, fmt.Sprintf("%d waiting to be sent", len(waiting)))
	}
	if state := p.Duty.On(time.Now()); state.OnCall {
		parts = append(parts, "On call")
	} else {
		parts = append(parts, "Off call: nothing rings")
	}
	return strings.Join(parts, "  ·  ")
}
