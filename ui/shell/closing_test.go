package shell

import (
	"context"
	"errors"
	"image/png"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/storage"

	"turnaround/ui/view"
)

// shoot keeps what the window shows, where TURNAROUND_LOOK names a folder.
func (r *rig) shoot(name string) {
	r.t.Helper()
	folder := os.Getenv("TURNAROUND_LOOK")
	if folder == "" {
		return
	}
	f, err := os.Create(folder + "/shell-" + name + ".png")
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, r.win.Canvas().Capture()); err != nil {
		r.t.Fatal(err)
	}
}

func uri(path string) fyne.URI { return storage.NewFileURI(path) }

// trayApp is a desktop with a tray, and an app whose end is noted.
type trayApp struct {
	fyne.App
	menu  *fyne.Menu
	icon  fyne.Resource
	quits int
}

func (a *trayApp) SetSystemTrayMenu(m *fyne.Menu)    { a.menu = m }
func (a *trayApp) SetSystemTrayIcon(i fyne.Resource) { a.icon = i }
func (a *trayApp) SetSystemTrayWindow(fyne.Window)   {}
func (a *trayApp) Quit()                             { a.quits++ }

// item finds a line of the tray's menu, in its sub-menus too.
func item(m *fyne.Menu, label string) *fyne.MenuItem {
	for _, i := range m.Items {
		if i.Label == label {
			return i
		}
		if i.ChildMenu != nil {
			if found := item(i.ChildMenu, label); found != nil {
				return found
			}
		}
	}
	return nil
}

func withTray(there bool) (*trayApp, func(*rig, *Config)) {
	a := &trayApp{}
	return a, func(_ *rig, c *Config) {
		a.App = c.App
		c.App, c.HasTray = a, func(context.Context) bool { return there }
	}
}

func TestTheTrayShowsTheStateAndMutes(t *testing.T) {
	a, with := withTray(true)
	r := start(t, with)
	r.openTray(t.Context())
	r.core.set(func() { r.core.standing.Paging, r.core.standing.Open = 2, 5 })
	r.status()
	if a.menu.Items[0].Label != "2 incidents page you" {
		t.Errorf("the tray says %q", a.menu.Items[0].Label)
	}
	r.core.set(func() {
		r.core.standing.Owed = view.Owed{ID: "checkout", Title: "Checkout failing", Due: noon.Add(-12 * time.Minute)}
	})
	r.until("the promise is told", func() bool { r.tell(); return item(a.menu, "Update overdue 12m: Checkout failing") != nil })
	ringing := a.icon
	mute := item(a.menu, "Mute until morning")
	if mute == nil {
		t.Fatal("the tray has no mute")
	}
	mute.Action()
	r.did("mute 07:00")
	r.core.set(func() { r.core.standing.Health.MutedUntil = noon.AddDate(0, 0, 1) })
	r.until("the mute is told", func() bool { r.tell(); return a.menu.Items[0].Label == "Muted, nothing rings" })
	if a.icon == ringing {
		t.Error("the icon is the same while it rings and while it is muted")
	}
	again := item(a.menu, "Ring again")
	if again == nil {
		t.Fatal("the tray does not end a mute")
	}
	again.Action()
	r.did("unmute")
}

func TestAnUpdateThatIsDueLeadsToWhereItIsWritten(t *testing.T) {
	a, with := withTray(true)
	r := start(t, func(r *rig, c *Config) {
		with(r, c)
		withCustomers(r, c)
	})
	r.openTray(t.Context())
	r.core.set(func() {
		r.core.standing.Owed = view.Owed{ID: "checkout", Title: "Checkout failing", Due: noon.Add(-12 * time.Minute)}
	})
	const said = "Update overdue 12m: Checkout failing"
	r.until("the promise is told", func() bool { r.tell(); return item(a.menu, said) != nil })
	item(a.menu, said).Action()
	if r.route != "compose/checkout" || r.screen["own compose"].opened != "checkout" {
		t.Errorf("the tray leads to %q", r.route)
	}
	r.Go("now")
	for _, i := range r.items(r.frame.marks[1]) {
		if i.Text == said {
			i.Do()
		}
	}
	if r.route != "compose/checkout" {
		t.Errorf("the status bar leads to %q", r.route)
	}
}

func TestTrayIconsDifferByState(t *testing.T) {
	start(t, nil)
	seen := map[string]bool{}
	for _, c := range []struct {
		g view.Glance
		n int
	}{{view.Calm, 0}, {view.Ringing, 1}, {view.Ringing, 12}, {view.Blind, 0}, {view.Muted, 0}} {
		icon := trayIcon(c.g, c.n)
		if len(icon.Content()) == 0 || seen[string(icon.Content())] {
			t.Errorf("%v %d: the icon is empty, or that of another state", c.g, c.n)
		}
		seen[string(icon.Content())] = true
	}
}

func TestClosingTheWindowKeepsPagingWhereThereIsATray(t *testing.T) {
	a, with := withTray(true)
	r := start(t, with)
	r.openTray(t.Context())
	r.closing()
	if r.win.Canvas().Overlays().Top() == nil {
		t.Fatal("it is not said that closing keeps paging")
	}
	r.key(fyne.KeyReturn)
	r.closing()
	if r.win.Canvas().Overlays().Top() != nil {
		t.Error("it is said a second time")
	}
	if a.quits != 0 {
		t.Error("closing ends the app")
	}
}

func TestWithoutATrayClosingIsQuittingWhichIsSaidOnce(t *testing.T) {
	a, with := withTray(false)
	r := start(t, with)
	r.openTray(t.Context())
	r.closing()
	if r.win.Canvas().Overlays().Top() == nil {
		t.Fatal("it is not asked")
	}
	r.key(fyne.KeyEscape)
	if a.quits != 0 {
		t.Fatal("it quits though the person stays")
	}
	r.quit()
	r.button("Quit").OnPressed()
	r.quit()
	if a.quits != 2 {
		t.Errorf("%d quits, want 2: one asked, one not", a.quits)
	}
}

func TestWhereNothingWouldBeMissedClosingJustCloses(t *testing.T) {
	a, with := withTray(false)
	r := start(t, func(r *rig, c *Config) {
		with(r, c)
		r.core.fresh = true
	})
	r.win.Resize(fyne.NewSize(900, 700))
	r.closing()
	if a.quits != 1 {
		t.Errorf("%d quits", a.quits)
	}
	if w, h := r.recallSize(); w != 900 || h != 700 {
		t.Errorf("the window's size is remembered as %g x %g", w, h)
	}
}

// askedLogin is a system that notes whether it was asked.
type askedLogin struct{ on bool }

func (l *askedLogin) On() (bool, error) { return l.on, nil }
func (l *askedLogin) Set(on bool) error { l.on = on; return nil }

func TestStartingAtSignInIsAskedOnceThereIsSomethingToPageFor(t *testing.T) {
	l := &askedLogin{}
	r := start(t, func(r *rig, c *Config) { r.core.fresh, c.Login = true, l })
	r.status()
	if len(r.frame.shown) != 0 {
		t.Fatalf("banners %+v before there is a source", r.frame.shown)
	}
	r.core.set(func() { r.core.fresh = false })
	r.status()
	r.until("it is to be asked", func() bool { return r.wantsLogin })
	r.status()
	if len(r.frame.shown) != 1 || r.frame.shown[0].Key != "login" {
		t.Fatalf("banners %+v", r.frame.shown)
	}
	r.Go(r.frame.shown[0].Route)
	r.key(fyne.KeyReturn)
	r.until("it is said", func() bool { return r.frame.toasts.Told() != "" })
	if !l.on {
		t.Error("it does not start at sign-in though the person wants it")
	}
	r.status()
	r.soughtLogin = false
	r.seekLogin()
	if len(r.frame.shown) != 0 || r.soughtLogin {
		t.Error("it is asked a second time")
	}
}

func TestAnAppThatCannotBeginSaysWhyAndTriesAgain(t *testing.T) {
	err := errors.New("turnaround.toml line 3: unknown key \"pge\"; did you mean \"page\"?")
	opened := false
	r := start(t, func(r *rig, c *Config) {
		own := c.Own
		c.Own, c.Trouble = nil, err
		c.OpenOwn = func(context.Context) (*World, error) {
			if !opened {
				return nil, err
			}
			return own, nil
		}
	})
	r.shoot("trouble")
	said := false
	walk(r.Content(), func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok {
			said = said || strings.Contains(t.Text, "line 3")
		}
	})
	if !said {
		t.Error("it is not said what is wrong")
	}
	r.key(fyne.KeyReturn)
	r.until("it still fails", func() bool { return strings.Contains(r.frame.toasts.Told(), "line 3") })
	opened = true
	r.key(fyne.KeyReturn)
	r.until("it is mended", func() bool { return r.on() == "own now" })
}
