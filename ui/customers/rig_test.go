package customers

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/app/store"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

const me = "Sam Lee"

var (
	wide  = fyne.NewSize(1360, 860)
	phone = fyne.NewSize(390, 844)
	began = time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)
)

// shop is a desk over a store, at a time the test sets; it is the screen's core.
type shop struct {
	*desk.Desk
	t *testing.T

	mu    sync.Mutex
	clock time.Time
	reads int   // of what readers heard
	fail  error // of every read
	still []string
	flood []desk.Clock // in place of those there are
}

func newShop(t *testing.T, channels ...string) *shop {
	t.Helper()
	s := &shop{t: t, clock: began}
	kept, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Preset: store.Phone, Now: s.now})
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	s.Desk = desk.New(desk.Config{Store: kept, Hub: &event.Hub{}, Now: s.now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler),
		Rules: desk.Rules{Reopen: 30 * time.Minute, QuietAfter: 24 * time.Hour, UndoFor: 10 * time.Second, Targets: func(sev incident.Severity) journey.Target {
			return journey.Presets(sev)
		}}})
	for _, name := range channels {
		s.SetSource(desk.Source{Name: outbox.ChannelSource(name), Identity: "https://" + name, Kind: "channel", Audience: "public",
			May: func(outbox.Verb) (bool, string) { return true, "" }})
	}
	return s
}

func (s *shop) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock
}

// at sets the clock.
func (s *shop) at(hour, minute int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = time.Date(2026, 5, 12, hour, minute, 0, 0, time.UTC)
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func who(name string) desk.Who { return desk.Who{Name: name, Via: "window"} }

// hit declares an incident whose customers are affected since a time.
func (s *shop) hit(title string, sev incident.Severity, since time.Time) incident.ID {
	s.t.Helper()
	id, err := s.Declare(s.t.Context(), who(me), title, "shop", sev)
	s.must(err)
	_, err = s.SetImpact(s.t.Context(), who(me), id, incident.Affected{Impact: incident.ImpactConfirmed, Start: since})
	s.must(err)
	return id
}

// tell is an update that readers of a channel could see.
func (s *shop) tell(by string, id incident.ID, channel string, phase incident.Phase, at, due time.Time) {
	s.t.Helper()
	_, err := s.ToldElsewhere(s.t.Context(), who(by), id, incident.Spoken{Channel: channel, Phase: phase, Visible: at, Due: due,
		Body: "We see it.", Link: "https://" + strings.ReplaceAll(channel, " ", "-") + ".example"})
	s.must(err)
}

// Clocks are those of a flood, where there is one.
func (s *shop) Clocks() []desk.Clock {
	if s.flood != nil {
		return s.flood
	}
	return s.Desk.Clocks()
}

// Hearings counts how often it is read.
func (s *shop) Hearings(id incident.ID) ([]desk.Hearing, error) {
	s.mu.Lock()
	s.reads++
	fail := s.fail
	s.mu.Unlock()
	if s.flood != nil {
		return []desk.Hearing{{Channel: "page", Clock: journey.Reading{State: journey.Dark, Since: began.Add(-time.Hour)}}}, nil
	}
	if fail != nil {
		return nil, fail
	}
	return s.Desk.Hearings(id)
}

func (s *shop) Drafts() (map[incident.ID]desk.Draft, error) {
	all, err := s.Desk.Drafts()
	drafts := map[incident.ID]desk.Draft{}
	for _, d := range all {
		drafts[d.Incident] = d
	}
	return drafts, err
}

func (s *shop) Packed(id incident.ID) (string, error) {
	d, ok, err := s.Draft(id, "update")
	if err != nil || !ok {
		return "", errors.Join(err, errors.New("no draft"))
	}
	return string(d.Body), nil
}

func (s *shop) DropWriting(ctx context.Context, id incident.ID) error {
	return s.DropDraft(ctx, id, "update")
}

func (s *shop) NextStill(c desk.Clock) time.Time {
	if c.Row.LastUpdate.IsZero() || c.Row.Phase == incident.PhaseResolved {
		return time.Time{}
	}
	return s.now().Add(36 * time.Minute)
}

func (s *shop) StillWorking(ctx context.Context, id incident.ID, next time.Time) (desk.Receipt, error) {
	s.mu.Lock()
	s.still = append(s.still, next.UTC().Format("15:04"))
	s.mu.Unlock()
	return s.ToldElsewhere(ctx, who(me), id, incident.Spoken{Channel: "page", Phase: incident.Investigating, Due: next, Body: "Still working."})
}

// stage is a window with the screen, whose goroutine is the test's own.
type stage struct {
	t      *testing.T
	shop   *shop
	window fyne.Window
	screen *Screen
	queue  chan func()

	toasts, routes, links []string
	asked                 []string // of the forms
	dialog                *parts.Dialog
	dialogTitle           string
}

func (s *stage) Toast(text string, undo bool) {
	if undo {
		text += " [undo]"
	}
	s.toasts = append(s.toasts, text)
}
func (s *stage) Go(route string)     { s.routes = append(s.routes, route) }
func (s *stage) OpenURL(link string) { s.links = append(s.links, link) }
func (s *stage) Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) func() {
	s.dialog, s.dialogTitle = parts.NewDialog(title, content, choices...), title
	s.dialog.Show(s.window.Canvas())
	return s.dialog.Close
}

func (s *stage) forms() Forms {
	return Forms{Compose: func(id incident.ID) { s.asked = append(s.asked, "compose "+string(id)) },
		Impact: func(id incident.ID, a incident.Affected) {
			s.asked = append(s.asked, "impact "+string(id)+" "+string(a.Impact))
		},
		Told: func(id incident.ID, p incident.Phase) {
			s.asked = append(s.asked, "told "+string(id)+" "+string(p))
		}}
}

// open shows the screen in a window of a size and lets it run.
func open(t *testing.T, c *shop, size fyne.Size, change func(*Config)) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look.Theme{Prefs: look.Prefs{Theme: "dark"}})
	s := &stage{t: t, shop: c, queue: make(chan func(), 1000)}
	conf := Config{Core: c, Host: s, Me: func() string { return me }, Now: c.now, Post: func(f func()) { s.queue <- f }, Forms: s.forms()}
	if change != nil {
		change(&conf)
	}
	s.screen = New(conf)
	s.window = test.NewTempWindow(t, s.screen.Content())
	s.window.SetPadded(false)
	s.screen.SetWidth(look.WidthOf(size.Width))
	s.window.Resize(size)
	router := keys.New(nil, true)
	router.Attach(s.window.Canvas())
	router.Bind("screen", s.screen.Bindings()...)
	router.Enter("screen")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.screen.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for {
			select {
			case <-ended:
				return
			case <-s.queue:
			}
		}
	})
	s.screen.Shown(true)
	s.until("the first listing", func() bool { return s.screen.list.started })
	return s
}

// until runs what is posted until a condition holds.
func (s *stage) until(what string, holds func() bool) {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for !holds() {
		select {
		case f := <-s.queue:
			f()
		case <-deadline:
			s.t.Fatalf("waited in vain for %s; the list says\n%s", what, s.outline())
		}
	}
}

// again has the screen look anew, as it does when time passes.
func (s *stage) again() {
	s.screen.listed.Raise()
	s.screen.read.Raise()
}

func (s *stage) key(char rune) {
	c := s.window.Canvas()
	if f := c.Focused(); f != nil {
		f.TypedRune(char)
		return
	}
	c.OnTypedRune()(char)
}

func (s *stage) press(name fyne.KeyName) {
	c := s.window.Canvas()
	if f := c.Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	c.OnTypedKey()(&fyne.KeyEvent{Name: name})
}

// outline says what the list shows, a row a line.
func (s *stage) outline() string {
	var b strings.Builder
	for _, section := range s.screen.list.last.sections {
		fmt.Fprintf(&b, "%s %s:\n", section.Title, section.Count)
		for n := range section.Rows.Len() {
			r := section.Rows.Row(n)
			fmt.Fprintf(&b, "  %s %s | %s | %s | %s\n", r.When, r.WhenNote, r.Title, r.Who, r.Chip.Text)
		}
	}
	return b.String()
}

func (s *stage) wantList(want string) {
	s.t.Helper()
	s.until("the list\n"+want, func() bool { return s.outline() == want })
}

// shown waits for the detail of an incident.
func (s *stage) shown(id incident.ID) *reading {
	s.t.Helper()
	s.until("the detail of "+string(id), func() bool { return s.screen.detail.shown.id == id })
	return &s.screen.detail.shown
}
