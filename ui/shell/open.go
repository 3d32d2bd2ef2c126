package shell

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"turnaround/app/autostart"
	"turnaround/assets"
	"turnaround/cmd"
	"turnaround/ui/gallery"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/post"
	"turnaround/ui/settings"
)

// id is the app's name for the system: settings, notifications, the task bar.
const id = "app.turnaround.Turnaround"

// Open shows the window until it is closed or ctx ends. What it started has
// ended when it returns.
func Open(ctx context.Context, o cmd.Opening) error {
	platform, err := display(ctx, runtime.GOOS, os.Getenv, &net.Dialer{})
	if err != nil {
		return err
	}
	if platform != "" {
		if err := os.Setenv("FYNE_PLATFORM", platform); err != nil {
			return fmt.Errorf("choose the desktop that answers: %w", err)
		}
	}
	// Fyne complains on every start where the user has no cache folder yet.
	if cache, err := os.UserCacheDir(); err == nil {
		if err := os.MkdirAll(cache, 0o700); err != nil {
			return fmt.Errorf("make the cache folder: %w", err)
		}
	}
	if o.Gallery {
		return gallery.Open(ctx, id)
	}
	a := app.NewWithID(id)
	// Fyne keeps the font it measured the first text with until its loop runs.
	look.Apply(a, look.Prefs{})
	a.SetIcon(fyne.NewStaticResource("mark.svg", assets.Mark))
	w := a.NewWindow("Turnaround")
	w.SetPadded(false)
	w.SetMaster()
	s := New(ctx, join(a, w, o))
	defer s.Close()
	w.SetContent(s.Content())
	s.Attach()
	w.Resize(fyne.NewSize(s.recallSize()))
	w.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { s.dropped(uris) })
	s.watchApp()
	stop := context.AfterFunc(ctx, func() { post.Fyne(s.end) })
	defer stop()
	// Phones call OnStarted again after a file dialog: the work starts here, once.
	s.group.Go(s.Run)
	s.openTray(ctx)
	w.SetCloseIntercept(s.closing) // after the tray, which has Fyne hide the window without a word
	if !o.Background || s.tray == nil {
		if err := appear(w); err != nil {
			return err
		}
	}
	a.Run()
	return nil
}

// join makes a shell's config of what the commands hand over.
func join(a fyne.App, w fyne.Window, o cmd.Opening) Config {
	m := maker{prefs: a.Preferences(), now: time.Now, login: login(), memory: &settings.Memory{}, reveal: reveal(a)}
	c := Config{App: a, Window: w, Trouble: o.Trouble, Post: post.Fyne, After: parts.After(post.Fyne), Now: time.Now,
		HasTray: o.HasTray, Login: m.login, OpenURL: a.OpenURL, History: pastIncidents}
	if o.Own != nil {
		c.Own = m.own(o.Own, o.Calls)
	}
	if o.Drill != nil {
		c.Drill = m.drill(o.Drill)
	}
	c.StartDrill = func(ctx context.Context) (*World, error) {
		r, err := o.Rehearse(ctx)
		if err != nil {
			return nil, err
		}
		return m.drill(r), nil
	}
	c.OpenOwn = func(ctx context.Context) (*World, error) {
		p, err := o.OpenOwn(ctx)
		if err != nil {
			return nil, err
		}
		return m.own(p, o.Calls), nil
	}
	return c
}

// watchApp follows the look of the system, and whether somebody looks.
func (s *Shell) watchApp() {
	s.App.Settings().AddListener(func(fyne.Settings) { s.Post(s.restyled) })
	s.App.Lifecycle().SetOnEnteredForeground(func() { s.looks(true) })
	s.App.Lifecycle().SetOnExitedForeground(func() { s.looks(false) })
}

// looks tells the worlds whether somebody looks: what changes meanwhile is marked.
func (s *Shell) looks(looking bool) {
	s.looking = looking
	for _, w := range []*world{s.own, s.drill} {
		if w != nil {
			w.Core.Away(!looking || w != s.shown)
		}
	}
}

// atLogin is starting at login by the system's own way.
type atLogin struct{ *autostart.Autostart }

// On tells whether it is switched on.
func (l atLogin) On() (bool, error) {
	st, err := l.Status()
	return st.On, err
}

// Set switches it.
func (l atLogin) Set(on bool) error {
	if on {
		return l.Autostart.On()
	}
	return l.Off()
}

// login asks the system whether it can be asked; nil: it cannot.
func login() Login {
	a, err := autostart.System(cmd.InBackground)
	if err != nil {
		if !errors.Is(err, autostart.ErrUnsupported) {
			fyne.LogError("see whether the app can start at login", err)
		}
		return nil
	}
	return atLogin{a}
}
