package postmortem

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	doc "turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
	"turnaround/app/store"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

var noon = time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)

var (
	robin = desk.Who{Name: "Robin", Via: "window"}
	other = desk.Who{Name: "Anna", Via: "command"}
)

// shelf is a book over a store on disk, as the app has it. It can be told to fail.
type shelf struct {
	*desk.Desk
	book book.Book
	mu   sync.Mutex
	fail error
}

func (s *shelf) failing(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

func (s *shelf) err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fail
}

func (s *shelf) Sketch(id incident.ID, language string) (book.Page, error) {
	return s.book.Sketch(id, language)
}

func (s *shelf) Open(id incident.ID) (book.Page, error) {
	if err := s.err(); err != nil {
		return book.Page{}, err
	}
	return s.book.Open(id)
}

func (s *shelf) New(ctx context.Context, id incident.ID, language string) (book.Page, error) {
	return s.book.New(ctx, robin, id, language)
}

func (s *shelf) Refill(ctx context.Context, id incident.ID) (book.Page, error) {
	return s.book.Refill(ctx, robin, id)
}

func (s *shelf) Write(ctx context.Context, id incident.ID, section, body, was string) (book.Page, error) {
	if err := s.err(); err != nil {
		return book.Page{}, err
	}
	return s.book.Write(ctx, robin, id, section, body, was)
}

func (s *shelf) SetAction(ctx context.Context, id incident.ID, a doc.Action, was *doc.Action) (book.Page, error) {
	return s.book.SetAction(ctx, robin, id, a, was)
}

func (s *shelf) DropAction(ctx context.Context, id incident.ID, was doc.Action) (book.Page, error) {
	return s.book.DropAction(ctx, robin, id, was)
}

func (s *shelf) Export(id incident.ID, f book.Format, public bool) (string, error) {
	return s.book.Export(id, f, public)
}

func (s *shelf) Published(ctx context.Context, id incident.ID, f book.Format) error {
	return s.book.Published(ctx, robin, id, f)
}

// archive opens the store of a folder.
func archive(t *testing.T, dir string) (*shelf, func()) {
	t.Helper()
	now := func() time.Time { return noon }
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Preset: store.Phone, Log: slog.New(slog.DiscardHandler), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(desk.Config{Store: s, Hub: &event.Hub{}, Now: now, Entropy: rand.NewChaCha8([32]byte{1}), Log: slog.New(slog.DiscardHandler)})
	return &shelf{Desk: d, book: book.Book{Desk: d, Zone: time.UTC, Now: now}}, sync.OnceFunc(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// host notes what the screen asks of the window.
type host struct {
	posts   chan func()
	win     fyne.Window
	went    string
	told    []string
	modals  []string
	choices []parts.Choice
	dialog  *parts.Dialog
}

func (h *host) Post(f func())          { h.posts <- f }
func (h *host) Go(route string)        { h.went = route }
func (h *host) Toast(t string, _ bool) { h.told = append(h.told, t) }
func (h *host) Modal(title string, content fyne.CanvasObject, choices ...parts.Choice) func() {
	h.modals, h.choices = append(h.modals, title), choices
	h.dialog = parts.NewDialog(title, content, choices...)
	h.dialog.Show(h.win.Canvas())
	return h.dialog.Close
}

// rig is a screen in a test window over an archive on disk.
type rig struct {
	*Screen
	t      *testing.T
	shelf  *shelf
	host   *host
	win    fyne.Window
	router *keys.Router
	timers []func()
	path   string // of what is exported
	id     incident.ID
	end    func()
}

var wide = fyne.NewSize(1280, 780)

// incidentIn declares one with something in its timeline.
func incidentIn(t *testing.T, s *shelf) incident.ID {
	t.Helper()
	id, err := s.Declare(t.Context(), robin, "Checkout fails", "shop", incident.Critical)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Note(t.Context(), robin, "60% moved to the second provider", id); err != nil {
		t.Fatal(err)
	}
	return id
}

func start(t *testing.T, size fyne.Size) *rig {
	t.Helper()
	s, shut := archive(t, t.TempDir())
	t.Cleanup(shut)
	return startOver(t, s, incidentIn(t, s), &Memory{}, size)
}

// startOver opens the screen over an archive.
func startOver(t *testing.T, s *shelf, id incident.ID, m *Memory, size fyne.Size) *rig {
	t.Helper()
	r := &rig{t: t, shelf: s, id: id, host: &host{posts: make(chan func(), 256)}, router: keys.New(nil, true), path: t.TempDir() + "/out"}
	look.Apply(test.NewTempApp(t), look.Prefs{})
	r.Screen = New(Config{Core: s, Host: r.host, Now: func() time.Time { return noon }, Memory: m,
		After: func(_ time.Duration, f func()) func() {
			n := len(r.timers)
			r.timers = append(r.timers, f)
			return func() { r.timers[n] = nil }
		},
		SaveAs: func(_ string, chosen func(string)) { chosen(r.path) }})
	r.win = test.NewTempWindow(t, r.Content())
	r.host.win = r.win
	r.win.SetPadded(false)
	r.win.Resize(size)
	r.SetWidth(look.WidthOf(size.Width + look.Rail))
	r.router.Attach(r.win.Canvas())
	r.router.Bind("screen", r.Bindings()...)
	r.router.Enter("screen")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		r.Run(ctx)
		close(ended)
	}()
	r.end = sync.OnceFunc(func() {
		cancel()
		for {
			select {
			case <-r.host.posts:
			case <-ended:
				return
			}
		}
	})
	t.Cleanup(r.end)
	r.Screen.Open(id)
	r.Shown(true)
	return r
}

// until runs what is posted until something holds.
func (r *rig) until(what string, holds func() bool) {
	r.t.Helper()
	deadline := time.After(20 * time.Second)
	for !holds() {
		select {
		case f := <-r.host.posts:
			f()
		case <-deadline:
			r.t.Fatalf("not in 20 s: %s; shown: %s", what, r.seen())
		}
	}
}

func (r *rig) shows(text string) {
	r.t.Helper()
	r.until("the text "+text, func() bool { return strings.Contains(r.seen(), text) })
}

// begun is a screen whose postmortem is begun, with a section in hand.
func begun(t *testing.T, size fyne.Size, section string) *rig {
	t.Helper()
	r := start(t, size)
	r.shows("Begin the postmortem")
	r.key(fyne.KeyReturn)
	r.inHand("summary")
	r.take(section)
	r.inHand(section)
	return r
}

func (r *rig) inHand(section string) {
	r.t.Helper()
	r.until(section+" in hand", func() bool { return r.writing.place.section == section && r.sheet.place.section == section })
}

// tick lets the second pass after which what is written is saved.
func (r *rig) tick() {
	all := r.timers
	r.timers = nil
	for _, f := range all {
		if f != nil {
			f()
		}
	}
}

// stored is what is on disk.
func (r *rig) stored(section string) string {
	r.t.Helper()
	p, err := r.shelf.book.Open(r.id)
	if err != nil {
		r.t.Fatal(err)
	}
	return p.Document.Sections[section].Body
}

// types writes where the cursor is.
func (r *rig) types(text string) {
	r.t.Helper()
	f := r.win.Canvas().Focused()
	if f == nil {
		r.t.Fatal("nothing has the focus")
	}
	for _, c := range text {
		if c == '\n' {
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			continue
		}
		f.TypedRune(c)
	}
}

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

func (r *rig) chord(name fyne.KeyName) {
	s := &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault}
	if f, ok := r.win.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
		return
	}
	keys.PassShortcut(r.Content(), s)
}

// tap taps what has a name.
func (r *rig) tap(name string) {
	r.t.Helper()
	var found fyne.Tappable
	visit := func(o fyne.CanvasObject) {
		t, ok := o.(fyne.Tappable)
		n, named := o.(interface{ AccessibilityLabel() string })
		if ok && named && n.AccessibilityLabel() == name {
			found = t
		}
	}
	layers := append([]fyne.CanvasObject{r.win.Content()}, r.win.Canvas().Overlays().List()...)
	for _, l := range layers {
		walk(l, visit)
	}
	if found == nil {
		r.t.Fatalf("nothing is called %q: %s", name, r.seen())
	}
	test.Tap(found)
}

func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			walk(c, visit)
		}
	}
}

// seen is every text on screen.
func (r *rig) seen() string {
	var texts []string
	layers := append([]fyne.CanvasObject{r.win.Content()}, r.win.Canvas().Overlays().List()...)
	for _, l := range layers {
		walk(l, func(o fyne.CanvasObject) {
			if t, ok := o.(*canvas.Text); ok {
				texts = append(texts, t.Text)
			}
		})
	}
	return strings.Join(texts, " ")
}

var errDisk = errors.New("the disk is full")
