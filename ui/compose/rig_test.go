package compose

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"turnaround/app/compose"
	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/secret"
	"turnaround/cmd/pager"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// noon is the time of every test: five minutes after customers began to be hit.
var noon = time.Date(2026, 5, 12, 13, 57, 0, 0, time.UTC)

const shop = `
[me]
name = "Kim"
[look]
zone = "UTC"
[[channel]]
name = "page"
kind = "statuspage"
page = "abc"
secret = "env:NONE"
[[channel]]
name = "chat"
kind = "slack"
secret = "env:NONE"
[[channel]]
name = "mail"
kind = "smtp"
url = "smtps://mail.example.org"
from = "status@example.org"
to = ["all@example.org"]
secret = "env:NONE"
[[service]]
name = "checkout"
say = "card payments in the EU"
customer_facing = true
`

// core is a pager that does not run: what is published waits.
type core struct {
	*pager.Pager
	mu      sync.Mutex
	offline bool
	broken  error // of keeping
}

func (c *core) who() desk.Who { return c.Who("window") }

func (c *core) Keep(ctx context.Context, w *compose.Writing) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return c.broken
	}
	return c.KeepWriting(ctx, w)
}

func (c *core) Drop(ctx context.Context, id incident.ID) error { return c.DropWriting(ctx, id) }

func (c *core) Publish(ctx context.Context, w *compose.Writing) (desk.Receipt, error) {
	return c.PublishWriting(ctx, "window", w)
}

func (c *core) SetImpact(ctx context.Context, id incident.ID, impact incident.Impact) error {
	_, err := c.Desk.SetImpact(ctx, c.who(), id, incident.Affected{Impact: impact})
	return err
}

func (c *core) Told(ctx context.Context, id incident.ID, said incident.Spoken) error {
	_, err := c.Desk.ToldElsewhere(ctx, c.who(), id, said)
	return err
}

func (c *core) Deliveries(id incident.ID) ([]desk.Delivery, error) { return c.Desk.Deliveries(id) }

func (c *core) Settle(ctx context.Context, step view.Step) error {
	return step.Settle(ctx, c.Desk, c.who())
}

func (c *core) Offline() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offline
}

func (c *core) Listen(f func(event.Event)) func() { return c.Desk.Listen(f) }

// rig is the screen in a test window over a real store. What is posted runs on
// the test's own goroutine.
type rig struct {
	*Screen
	t      *testing.T
	core   *core
	id     incident.ID
	win    fyne.Window
	router *keys.Router
	posts  chan func()
	routes []string
	toasts []string
	dialog *parts.Dialog
	now    time.Time
	end    func()
	clear  float32 // of what toasts were told to stay
}

// Toast, Go and Modal are what the screen asks of the window.
func (r *rig) Toast(text string, _ bool) { r.toasts = append(r.toasts, text) }
func (r *rig) Go(route string) {
	r.routes = append(r.routes, route)
	if strings.HasPrefix(route, "now/") {
		r.Shown(false)
	}
}
func (r *rig) OpenURL(link string) { r.routes = append(r.routes, link) }
func (r *rig) Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) func() {
	r.dialog = parts.NewDialog(title, content, choices...)
	r.dialog.Show(r.win.Canvas())
	return r.dialog.Close
}

var (
	desktop = fyne.NewSize(1280, 804)
	handset = fyne.NewSize(390, 844)
)

// start opens an incident of the shop whose customers are known to be hit.
func start(t *testing.T, size fyne.Size, conf string) *rig {
	t.Helper()
	r := &rig{t: t, now: noon, posts: make(chan func(), 4096)}
	dir := t.TempDir()
	places := config.Places{Config: filepath.Join(dir, "config.toml")}.WithData(filepath.Join(dir, "data"))
	if err := os.WriteFile(places.Config, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(places.Config)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pager.Open(t.Context(), pager.Options{Places: places, Config: c, Now: func() time.Time { return r.now }, Log: slog.New(slog.DiscardHandler),
		Secrets: &secret.Resolver{Known: &secret.Redactor{}}, Key: make([]byte, secret.KeySize)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	r.core = &core{Pager: p}
	if r.id, err = p.Desk.Declare(t.Context(), r.core.who(), "psp-eu-2 5xx", "checkout", incident.Critical); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Desk.SetImpact(t.Context(), r.core.who(), r.id, incident.Affected{Impact: incident.ImpactConfirmed, Start: noon.Add(-5 * time.Minute)}); err != nil {
		t.Fatal(err)
	}
	look.Apply(test.NewTempApp(t), look.Prefs{})
	words.Use("en", time.UTC, nil)
	r.show(size)
	return r
}

// show makes the window with a new screen over what is kept.
func (r *rig) show(size fyne.Size) {
	r.router = keys.New(nil, true)
	r.Screen = New(Config{Core: r.core, Host: r, Now: func() time.Time { return r.now }, Post: func(f func()) { r.posts <- f }})
	r.OnFoot(func() { r.clear = r.Foot() })
	r.win = test.NewTempWindow(r.t, r.Content())
	r.win.SetPadded(false)
	r.win.Resize(size)
	r.SetWidth(look.WidthOf(size.Width))
	r.router.Attach(r.win.Canvas())
	r.router.Bind("screen", r.Bindings()...)
	r.router.Enter("screen")
	ctx, stop := context.WithCancel(context.Background())
	var done sync.WaitGroup
	screen := r.Screen
	done.Go(func() { screen.Run(ctx) })
	r.end = sync.OnceFunc(func() {
		stop()
		done.Wait()
	})
	r.t.Cleanup(r.end)
	r.Shown(true)
	r.open("")
}

func (r *rig) open(how string) {
	r.t.Helper()
	r.Open(r.id, how)
	r.until("the page", func() bool { return r.page.id == r.id && r.page.ready(r.Screen) })
}

// until runs what is posted until something holds.
func (r *rig) until(what string, holds func() bool) {
	r.t.Helper()
	deadline := time.After(20 * time.Second)
	for !holds() {
		select {
		case f := <-r.posts:
			f()
		case <-deadline:
			r.t.Fatalf("not in 20 s: %s\n%s", what, r.seen())
		}
	}
}

// settled waits until the page shows all that was done.
func (r *rig) settled() {
	r.t.Helper()
	r.until("the page of what was done", func() bool { return r.page.ready(r.Screen) && r.page.id == r.id })
}

// answer types an answer to one of the six questions.
func (r *rig) answer(n int, text string) {
	r.t.Helper()
	r.router.Do([]keys.Action{keys.Question1, keys.Question2, keys.Question3, keys.Question4, keys.Question5, keys.Question6}[n-1])
	f := r.win.Canvas().Focused()
	f.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	test.Type(f, text)
	r.settled()
}

// press taps what says a text.
func (r *rig) press(text string) {
	r.t.Helper()
	var found fyne.Tappable
	r.walk(func(o fyne.CanvasObject) {
		n, named := o.(interface{ AccessibilityLabel() string })
		if t, ok := o.(fyne.Tappable); ok && named && found == nil && n.AccessibilityLabel() == text {
			found = t
		}
	})
	if found == nil {
		r.t.Fatalf("nothing to press says %q: %s", text, r.seen())
	}
	test.Tap(found)
}

// walk visits all that is visible, what lies over it too.
func (r *rig) walk(visit func(fyne.CanvasObject)) {
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		visit(o)
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c)
			}
		}
	}
	for _, o := range r.win.Canvas().Overlays().List() {
		walk(o)
	}
	walk(r.Content())
}

// seen is all text in the window.
func (r *rig) seen() string {
	var texts []string
	r.walk(func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			texts = append(texts, t.Text)
		}
	})
	return strings.Join(texts, " ")
}

func (r *rig) wants(texts ...string) {
	r.t.Helper()
	all := r.seen()
	for _, want := range texts {
		if !strings.Contains(all, want) {
			r.t.Errorf("%q is not shown: %s", want, all)
		}
	}
}

// body is what a channel's readers would get.
func (r *rig) body(channel string) string {
	for _, v := range r.page.Previews {
		if v.Name == channel {
			return v.Text.Body
		}
	}
	return ""
}

// fill writes into the open dialog's field and takes its last choice.
func (r *rig) fill(text string) {
	r.t.Helper()
	test.Type(r.win.Canvas().Focused(), text)
	r.router.Do(keys.Send)
}
