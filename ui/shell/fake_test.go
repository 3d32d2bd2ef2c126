package shell

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/duty"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/cmd"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/view"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

// fakeCore is a pager whose state a test sets, and which notes what was done.
type fakeCore struct {
	event.Hub
	mu       sync.Mutex
	standing view.Standing
	conf     config.Config
	fresh    bool
	warnings []string
	queue    []outbox.Action
	err      error
	did      chan string
	away     bool
}

func newCore() *fakeCore {
	return &fakeCore{conf: config.Defaults(), did: make(chan string, 16), standing: view.Standing{
		Duty: duty.State{OnCall: true}, Health: health.View{Sources: []health.Status{
			{Name: "eu-prod", State: health.OK, LastContact: noon.Add(-8 * time.Second), LastTry: noon}}}}}
}

func (c *fakeCore) set(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

func (c *fakeCore) do(what string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.did <- what
	return c.err
}

func (c *fakeCore) Standing(now time.Time) view.Standing {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.standing
	s.Now, s.Outbox = now, slices.Clone(c.queue)
	return s
}

func (c *fakeCore) Config() config.Config {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conf
}

func (c *fakeCore) Edit(_ context.Context, edit func(*config.Document) error) error {
	d := &config.Document{}
	if err := edit(d); err != nil {
		return err
	}
	return c.do("edit " + strings.TrimSpace(d.Text()))
}

func (c *fakeCore) Fresh() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fresh
}

func (c *fakeCore) Warnings() []string          { return c.warnings }
func (c *fakeCore) Title(id incident.ID) string { return "Title of " + string(id) }
func (c *fakeCore) Outbox() ([]outbox.Action, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.queue), nil
}

func (c *fakeCore) Join(_ context.Context, action string) error {
	return c.do("join " + action)
}

func (c *fakeCore) Retry(_ context.Context, action string, force bool) error {
	if force {
		return c.do("force " + action)
	}
	return c.do("retry " + action)
}

func (c *fakeCore) Drop(_ context.Context, action string) error { return c.do("drop " + action) }

func (c *fakeCore) Undo(context.Context) (desk.Receipt, error) {
	return desk.Receipt{Incidents: []incident.ID{"a", "b"}}, c.do("undo")
}

func (c *fakeCore) Mute(_ context.Context, until time.Time) error {
	return c.do("mute " + until.UTC().Format("15:04"))
}
func (c *fakeCore) Unmute(context.Context) error { return c.do("unmute") }
func (c *fakeCore) Morning() time.Time           { return noon.Add(19 * time.Hour) }
func (c *fakeCore) Sync(context.Context)         { c.did <- "sync" }
func (c *fakeCore) Away(away bool)               { c.set(func() { c.away = away }) }

func (c *fakeCore) Import(_ context.Context, path, passphrase string) (desk.Imported, error) {
	return desk.Imported{Incidents: 3, Entries: 9}, c.do("import " + path + " " + passphrase)
}

// fakeCalls lets a test ask for incidents.
type fakeCalls struct{ show func(incident.ID, bool) }

func (c *fakeCalls) Answer(f func(incident.ID, bool)) { c.show = f }

// fakeDrill is a drill a test moves on.
type fakeDrill struct {
	mu     sync.Mutex
	at     time.Duration
	tried  Tried
	heard  cmd.Audience
	speed  float64
	soft   bool
	played chan struct{}
	ended  int
}

func newDrill() *fakeDrill { return &fakeDrill{played: make(chan struct{}), speed: 1, soft: true} }

func (d *fakeDrill) set(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

func (d *fakeDrill) At() (time.Duration, time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at, 2 * time.Minute
}
func (d *fakeDrill) Speed(f float64) error { d.set(func() { d.speed = f }); return nil }
func (d *fakeDrill) Pace() float64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.speed
}
func (d *fakeDrill) Soft(_ context.Context, soft bool) error {
	d.set(func() { d.soft = soft })
	return nil
}
func (d *fakeDrill) Tried() Tried {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.tried
}
func (d *fakeDrill) Audience() cmd.Audience {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.heard
}
func (d *fakeDrill) Played() <-chan struct{} { return d.played }
func (d *fakeDrill) Err() error              { return nil }
func (d *fakeDrill) End() error              { d.set(func() { d.ended++ }); return nil }
func (d *fakeDrill) Outcomes() []cmd.Outcome {
	return []cmd.Outcome{{Title: "Card payments fail", Severity: 1, Rang: true, AckedBy: "You", AckSeconds: 6, Resolved: true, OpenSeconds: 80}}
}

// fakeScreen is a screen that notes what it was told.
type fakeScreen struct {
	name    string
	content fyne.CanvasObject
	width   look.Width
	shown   bool
	opened  string
	pressed int
	before  any // the screen it goes on from
}

// Succeed notes the screen before.
func (f *fakeScreen) Succeed(before any) { f.before = before }

func newScreen(name string) *fakeScreen {
	return &fakeScreen{name: name, content: widget.NewLabel(name)}
}

func (f *fakeScreen) Content() fyne.CanvasObject { return f.content }
func (f *fakeScreen) Run(ctx context.Context)    { <-ctx.Done() }
func (f *fakeScreen) SetWidth(w look.Width)      { f.width = w }
func (f *fakeScreen) Shown(on bool)              { f.shown = on }
func (f *fakeScreen) Bindings() []keys.Binding {
	return []keys.Binding{{Action: keys.Acknowledge, Do: func() { f.pressed++ }}}
}

// rig is a shell in a test window. What is posted runs when the test says so,
// on the test's own goroutine, as Fyne does on its one.
type rig struct {
	*Shell
	t      *testing.T
	win    fyne.Window
	posted chan func()
	core   *fakeCore
	calls  *fakeCalls
	screen map[string]*fakeScreen // by world and name: "own now"
	drill  *fakeDrill
	dcore  *fakeCore
	timers []func()
}

func (r *rig) world(name string, core *fakeCore, d *fakeDrill, calls Calls, pages ...string) *World {
	w := &World{Core: core, Calls: calls, Pages: func(Host) map[string]Page {
		made := map[string]Page{}
		for _, p := range pages {
			s := newScreen(name + " " + p)
			r.screen[s.name] = s
			made[p] = Page{Screen: s, Open: func(rest string) { s.opened = rest }}
		}
		return made
	}}
	if d != nil {
		w.Drill = d
	}
	return w
}

// start makes the shell; change may alter its config before.
func start(t *testing.T, change func(*rig, *Config)) *rig {
	t.Helper()
	r := &rig{t: t, posted: make(chan func(), 256), core: newCore(), dcore: newCore(), calls: &fakeCalls{},
		screen: map[string]*fakeScreen{}, drill: newDrill()}
	a := test.NewTempApp(t)
	r.win = test.NewTempWindow(t, widget.NewLabel(""))
	c := Config{App: a, Window: r.win, Now: func() time.Time { return noon },
		Post:    func(f func()) { r.posted <- f },
		After:   func(_ time.Duration, f func()) func() { r.timers = append(r.timers, f); return func() {} },
		Own:     r.world("own", r.core, nil, r.calls, "now", "settings"),
		HasTray: func(context.Context) bool { return false },
	}
	c.StartDrill = func(context.Context) (*World, error) {
		return r.world("drill", r.dcore, r.drill, &fakeCalls{}, "now"), nil
	}
	if change != nil {
		change(r, &c)
	}
	r.win.SetPadded(false)
	r.Shell = New(t.Context(), c)
	r.win.SetContent(r.Content())
	r.Attach()
	r.win.Resize(fyne.NewSize(1360, 860))
	for len(r.posted) > 0 { // the window was narrow for a moment
		r.next()
	}
	t.Cleanup(r.Close)
	return r
}

// next runs what is posted next.
func (r *rig) next() {
	r.t.Helper()
	select {
	case f := <-r.posted:
		f()
	case <-time.After(10 * time.Second):
		r.t.Fatal("nothing was posted in 10 s")
	}
}

// until runs what is posted until something holds.
func (r *rig) until(what string, holds func() bool) {
	r.t.Helper()
	deadline := time.After(10 * time.Second)
	for !holds() {
		select {
		case f := <-r.posted:
			f()
		case <-deadline:
			r.t.Fatalf("not in 10 s: %s", what)
		}
	}
}

// status tells the status once and shows it.
func (r *rig) status() {
	r.t.Helper()
	r.tell()
	r.next()
}

func (r *rig) did(want string) {
	r.t.Helper()
	select {
	case got := <-r.core.did:
		if got != want {
			r.t.Errorf("did %q, want %q", got, want)
		}
	case <-time.After(10 * time.Second):
		r.t.Errorf("%q was not done in 10 s", want)
	}
}

// press types a character where the focus is.
func (r *rig) press(char rune) {
	if f := r.win.Canvas().Focused(); f != nil {
		f.TypedRune(char)
		return
	}
	r.win.Canvas().OnTypedRune()(char)
}

func (r *rig) key(name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if f := r.win.Canvas().Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	r.win.Canvas().OnTypedKey()(e)
}
