package settings

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/event"
	"turnaround/app/health"
	pages "turnaround/app/page"
	"turnaround/app/secret"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// core is a running app without its insides: the configuration's file is real.
type core struct {
	mu      sync.Mutex
	t       *testing.T
	dir     string
	now     time.Time
	config  config.Config
	trial   Trial
	tried   []config.Source
	typed   []string
	sample  string
	sampled error
	secrets map[string]string
	secret  error
	kept    Secret
	fixed   bool
	signed  []string
	played  []string
	login   bool
	tests   pages.TestHistory
	page    pages.Trial
	exports []Export
	export  error
	imports error
	deletes int
	states  map[string]Source
	shifts  []duty.Shift
	onCall  duty.State

	channels map[string]Channel
	answer   ChannelTrial
	asked    []config.Channel
	keys     []string
}

var noon = time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)

func newCore(t *testing.T, text string) *core {
	t.Helper()
	c := &core{t: t, dir: t.TempDir(), now: noon, secrets: map[string]string{}, states: map[string]Source{}, channels: map[string]Channel{}}
	c.onCall = duty.State{OnCall: true, Mode: "always"}
	if text != "" {
		c.write("config.toml", text)
	}
	return c
}

// write puts a file into the configuration's folder and takes it up.
func (c *core) write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c *core) load() {
	c.t.Helper()
	if _, err := c.Reload(context.Background()); err != nil {
		c.t.Fatal(err)
	}
}

func (c *core) text() string {
	c.t.Helper()
	raw, err := os.ReadFile(filepath.Join(c.dir, "config.toml"))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(raw)
}

func (c *core) Places() config.Places {
	return config.Places{Config: filepath.Join(c.dir, "config.toml")}.WithData(filepath.Join(c.dir, "data"))
}

func (c *core) Config() config.Config {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.config.Path == "" && c.config.Page.Storm == 0 {
		return config.Defaults()
	}
	return c.config
}

func (c *core) Edit(_ context.Context, edit Edit) (Change, error) {
	if c.fixed {
		return Change{}, ErrDrill
	}
	doc, err := config.Open(c.Places().Config)
	if err != nil {
		return Change{}, err
	}
	if err := edit(doc); err != nil {
		return Change{}, err
	}
	next, err := doc.Check()
	if err != nil {
		return Change{}, err
	}
	if err := doc.Save(); err != nil {
		return Change{}, err
	}
	next.Sum = next.Fingerprint()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.config = next
	return Change{}, nil
}

func (c *core) Reload(context.Context) (Change, error) {
	next, err := config.Load(c.Places().Config)
	if err != nil {
		return Change{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.config = next
	return Change{}, nil
}

func (c *core) Sources() []Source {
	var list []Source
	for _, s := range c.Config().Sources {
		c.mu.Lock()
		each, ok := c.states[s.Name]
		c.mu.Unlock()
		if !ok {
			each = Source{Status: health.Status{State: health.OK, LastContact: c.now.Add(-8 * time.Second)}}
		}
		each.Name, each.Profile, each.Disabled = s.Name, s.Profile, s.Disabled
		list = append(list, each)
	}
	return list
}

func (c *core) Try(_ context.Context, s config.Source, typed string) Trial {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tried, c.typed = append(c.tried, s), append(c.typed, typed)
	return c.trial
}

func (c *core) Sample(context.Context, config.Source, string) ([]byte, error) {
	return []byte(c.sample), c.sampled
}

func (c *core) Map(s config.Source, sample []byte) ([]Mapped, error) {
	if s.Params["id"] == "" {
		return nil, errors.New("no id")
	}
	return []Mapped{{ID: "1", Title: "Checkout is slow", Severity: "high", Firing: true}}, nil
}

func (c *core) SetSecret(_ context.Context, ref, value string) (Secret, error) {
	if c.secret != nil {
		return Secret{}, c.secret
	}
	c.secrets[ref] = value
	if c.kept.Ref != "" {
		return c.kept, nil
	}
	return Secret{Ref: ref}, nil
}

func (c *core) SignIn(_ context.Context, source string, prompt func(Prompt)) error {
	prompt(Prompt{URL: "https://login.example.org", Code: "ABCD-EFGH", Until: c.now.Add(10 * time.Minute)})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.signed = append(c.signed, source)
	return nil
}

func (c *core) Channels() []Channel {
	var list []Channel
	for _, each := range c.Config().Channels {
		c.mu.Lock()
		one := c.channels[each.Name]
		c.mu.Unlock()
		one.Name = each.Name
		list = append(list, one)
	}
	return list
}

func (c *core) TryChannel(_ context.Context, ch config.Channel, typed string) ChannelTrial {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked, c.keys = append(c.asked, ch), append(c.keys, typed)
	return c.answer
}

func (c *core) ChannelKind(kind string) ChannelKind {
	same := map[string]string{"investigating": "investigating", "identified": "identified", "monitoring": "monitoring", "resolved": "resolved"}
	switch {
	case config.Channel{Kind: kind}.IsPage():
		return ChannelKind{Phases: same, ReadBack: true, Corrects: kind == config.ChannelStatuspage, Components: true}
	case config.Channel{Kind: kind}.IsHook(), kind == config.ChannelSMTP:
		return ChannelKind{}
	}
	return ChannelKind{ReadBack: true}
}

func (c *core) Duty() duty.State                                 { return c.onCall }
func (c *core) Shifts() []duty.Shift                             { return c.shifts }
func (c *core) TestPage(context.Context) (pages.Trial, error)    { return c.page, nil }
func (c *core) Tests(context.Context) (pages.TestHistory, error) { return c.tests, nil }
func (c *core) Play(_ context.Context, sound string, _ int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.played = append(c.played, sound)
	return nil
}
func (c *core) WouldDelete(d time.Duration) int {
	if d == 0 {
		return 0
	}
	return c.deletes
}

func (c *core) Data() Data {
	return Data{Incidents: 1234, Bytes: 12 << 20, Encrypted: true, Key: secret.Kept{Way: "keyring", Where: `item "data-key-1" of "turnaround" in the system's keyring`}}
}

func (c *core) Export(_ context.Context, o Export, done func(int)) (int, error) {
	c.exports = append(c.exports, o)
	done(1234)
	return 1234, c.export
}

func (c *core) Import(_ context.Context, path, passphrase string, _ func(int)) (Imported, error) {
	return Imported{3, 40, 2}, c.imports
}

// host is the window: it keeps what it was asked for. Posts wait until the
// test takes them, on its own goroutine.
type host struct {
	screen  *Screen
	posts   chan func()
	toasts  []string
	links   []string
	titles  []string
	content []fyne.CanvasObject
	dialogs []*parts.Dialog
	choices [][]parts.Choice
	closed  int
	window  fyne.Window
}

func (h *host) Toast(text string, _ bool) { h.toasts = append(h.toasts, text) }
func (h *host) Go(route string)           { h.screen.Open(strings.TrimPrefix(route, "settings/")) }
func (h *host) OpenURL(link string)       { h.links = append(h.links, link) }
func (h *host) Post(f func())             { h.posts <- f }

// Modal opens a dialog as the window does.
func (h *host) Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) func() {
	d := parts.NewDialog(title, content, choices...)
	h.titles, h.content, h.choices, h.dialogs = append(h.titles, title), append(h.content, content), append(h.choices, choices), append(h.dialogs, d)
	d.OnClosed = func() { h.closed++ }
	d.Show(h.window.Canvas())
	return d.Close
}

// choose presses a button of the dialog that was opened last.
func (h *host) choose(t *testing.T, text string) {
	t.Helper()
	if len(h.choices) == 0 {
		t.Fatal("no dialog is open")
	}
	last := len(h.choices) - 1
	for n, c := range h.choices[last] {
		if c.Text == text {
			test.Tap(h.dialogs[last].Button(n))
			return
		}
	}
	t.Fatalf("the dialog %q has no %q", h.titles[last], text)
}

// stage is the screen in a window, with the app's own goroutines.
type stage struct {
	*Screen
	t      *testing.T
	core   *core
	host   *host
	window fyne.Window
	router *keys.Router
}

func newStage(t *testing.T, c *core, w look.Width) *stage {
	t.Helper()
	a := test.NewTempApp(t)
	look.Apply(a, look.Prefs{Theme: "dark", TextSize: 100})
	h := &host{posts: make(chan func(), 1000)}
	s := &stage{t: t, core: c, host: h, router: keys.New(nil, true)}
	s.Screen = New(Config{Core: c, Host: h, Now: func() time.Time { return c.now }, Version: "0.1.0",
		Listen: func(func(event.Event)) func() { return func() {} },
		Reveal: func(string) error { return nil }})
	h.screen = s.Screen
	size := fyne.NewSize(1280, 832)
	switch w {
	case look.Phone:
		size = fyne.NewSize(390, 844)
	case look.Narrow:
		size = fyne.NewSize(800, 700)
	case look.Medium:
		size = fyne.NewSize(1020, 740)
	}
	s.SetWidth(w)
	s.window = test.NewTempWindow(t, s.Content())
	s.window.SetPadded(false)
	h.window = s.window
	s.window.Resize(size)
	s.router.Attach(s.window.Canvas())
	s.router.Bind("settings", s.Bindings()...)
	s.router.Enter("settings")
	s.Shown(true)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { s.Run(ctx); close(done) }()
	t.Cleanup(func() {
		cancel()
		for {
			select {
			case <-h.posts:
			case <-done:
				return
			}
		}
	})
	s.until("the first look", func() bool { return s.now.tests.Of == c.tests.Of && !s.now.at.IsZero() && s.now.canLogin })
	return s
}

// until takes posts until something holds.
func (s *stage) until(what string, holds func() bool) {
	s.t.Helper()
	deadline := time.After(10 * time.Second)
	for !holds() {
		select {
		case f := <-s.host.posts:
			f()
		case <-deadline:
			s.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (c *core) StartsAtLogin() (bool, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.login, true
}

func (c *core) StartAtLogin(_ context.Context, on bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.login = on
	return nil
}

// locked asks the core something while nothing changes it.
func (c *core) locked(ask func() bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return ask()
}
