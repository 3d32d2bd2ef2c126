package history

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"turnaround/app/journey"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

var noon = time.Date(2026, 5, 13, 12, 0, 0, 0, time.UTC)

// host notes what the screen asks of the window.
type host struct {
	went  string
	modal string
}

func (h *host) Go(route string) { h.went = route }
func (h *host) Modal(title string, _ fyne.CanvasObject, _ ...parts.Choice) func() {
	h.modal = title
	return func() {}
}

// rig is a screen in a test window, whose pages a test answers itself.
type rig struct {
	*Screen
	t      *testing.T
	host   *host
	win    fyne.Window
	router *keys.Router
	answer func(ctx context.Context, from string) ([]journey.History, error)
	done   chan func()
}

func start(t *testing.T, size fyne.Size, prefs look.Prefs) *rig {
	t.Helper()
	r := &rig{t: t, host: &host{}, done: make(chan func(), 8), router: keys.New(nil, true)}
	look.Apply(test.NewTempApp(t), prefs)
	r.Screen = New(Config{Host: r.host, Now: func() time.Time { return noon }, Memory: &Memory{},
		OpenFile: func(chosen func(string)) { chosen("saved.json") },
		Fetch: func(ctx context.Context, from string) ([]journey.History, error) {
			return r.answer(ctx, from)
		},
		Work: func(f func(context.Context) func()) { go func() { r.done <- f(t.Context()) }() }})
	r.answer = func(context.Context, string) ([]journey.History, error) { return sample(t), nil }
	r.win = test.NewTempWindow(t, r.Content())
	r.win.SetPadded(false)
	r.win.Resize(size)
	r.SetWidth(look.WidthOf(size.Width / look.Scaled(1)))
	r.router.Attach(r.win.Canvas())
	r.router.Bind("screen", r.Bindings()...)
	r.router.Enter("screen")
	r.Shown(true)
	return r
}

// sample is a real shape of answer, with an incident whose start only a text states.
func sample(t *testing.T) []journey.History {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "app", "journey", "testdata", "incidents.json"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := journey.ParseStatuspage(raw, noon)
	if err != nil {
		t.Fatal(err)
	}
	at := func(m int) time.Time { return noon.Add(-72*time.Hour + time.Duration(m)*time.Minute) }
	h.Incidents = append(h.Incidents, journey.Past{ID: "stated", Name: "Emails are delayed", Impact: "minor", Stated: at(0), Course: journey.Course{
		Updates: []journey.Update{{At: at(12), Phase: "investigating"}, {At: at(130), Phase: "resolved"}}, Resolved: at(130)}})
	return []journey.History{h}
}

func (r *rig) next() {
	r.t.Helper()
	select {
	case f := <-r.done:
		f()
	case <-time.After(10 * time.Second):
		r.t.Fatal("nothing came back in 10 s")
	}
}

func (r *rig) seen() string {
	var texts []string
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *canvas.Text:
			texts = append(texts, o.Text)
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
	walk(r.Content())
	return strings.Join(texts, " ")
}

func (r *rig) key(name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if f := r.win.Canvas().Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	r.win.Canvas().OnTypedKey()(e)
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

var wide = fyne.Size{Width: 1280, Height: 804}

func TestAPageIsReadByTypingItsAddress(t *testing.T) {
	r := start(t, wide, look.Prefs{})
	r.wants("See your past incidents as customers read them", "no key is needed")
	test.Type(r.win.Canvas().Focused(), " status.example.org ")
	r.key(fyne.KeyReturn)
	r.wants("Reading the page's history")
	r.next()
	r.wants("Card payments fail", "8 min", "not known", "Emails are delayed", "text says", "Public: median 21 min", "FAILS data set")
	if r.Memory.From != "status.example.org" {
		t.Errorf("read %q", r.Memory.From)
	}
	if r.win.Canvas().Focused() != fyne.Focusable(r.frame.list) {
		t.Error("the list has not the focus")
	}
}

func TestAStatedStartCountsOnlyWhenTicked(t *testing.T) {
	r := start(t, wide, look.Prefs{})
	r.Read("status.example.org")
	r.next()
	n := slices.IndexFunc(r.frame.list.Rows(), func(x row) bool { return x.name == "Emails are delayed" })
	known := len(r.frame.ledger.first)
	r.frame.list.Step(n)
	r.key(fyne.KeySpace)
	r.wants("12 min, by its text")
	if got := len(r.frame.ledger.first); got != known+1 {
		t.Errorf("%d first updates are known, want %d", got, known+1)
	}
	r.key(fyne.KeyReturn)
	if got := len(r.frame.ledger.first); got != known {
		t.Errorf("%d first updates are known after the tick is gone, want %d", got, known)
	}
	test.Tap(r.frame.all)
	if r.frame.ledger.used != r.frame.ledger.stated || r.frame.ledger.stated == 0 {
		t.Errorf("%d of %d stated starts are used", r.frame.ledger.used, r.frame.ledger.stated)
	}
}

func TestAFaultSaysWhatToDoAndCanBeTriedAgain(t *testing.T) {
	for kind, want := range map[string]string{"address": "This is no address", "file": "could not be read", "busy": "in a minute",
		"tls": "not trusted", "unreachable": "Check the address and the network", "answer": "Atlassian Statuspage"} {
		what, do := trouble(&Fault{Kind: kind})
		if !strings.Contains(what+" "+do, want) {
			t.Errorf("%s: %s %s", kind, what, do)
		}
	}
	r := start(t, wide, look.Prefs{})
	r.answer = func(context.Context, string) ([]journey.History, error) {
		return nil, &Fault{Kind: "unreachable", Detail: "status.example.org is not reachable: refused"}
	}
	r.Read("status.example.org")
	r.next()
	r.wants("The page is not reachable", "refused", "Try again")
	r.answer = func(context.Context, string) ([]journey.History, error) { return sample(t), nil }
	r.Read(r.Memory.From)
	r.next()
	r.wants("Card payments fail")
}

func TestReadingIsStoppedByEsc(t *testing.T) {
	r := start(t, wide, look.Prefs{})
	ended := make(chan struct{})
	r.answer = func(ctx context.Context, _ string) ([]journey.History, error) {
		defer close(ended)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	r.Read("status.example.org")
	r.key(fyne.KeyEscape)
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("it is read still after 10 s")
	}
	r.next()
	r.wants("See your past incidents")
	r.key(fyne.KeyEscape)
	if r.host.went != "now" {
		t.Errorf("Esc went to %q", r.host.went)
	}
}

func TestWhatComesAfterTheScreenWasLeftIsDropped(t *testing.T) {
	r := start(t, wide, look.Prefs{})
	r.Read("status.example.org")
	r.Shown(false)
	r.next()
	if r.Memory.read != nil || r.Memory.fault != nil || r.Memory.reading {
		t.Errorf("kept %+v", r.Memory)
	}
}

func TestAnEmptyAddressAndAnEmptyHistoryAreSaid(t *testing.T) {
	r := start(t, wide, look.Prefs{})
	r.Read("  ")
	r.wants("Type the page's address first.")
	r.answer = func(context.Context, string) ([]journey.History, error) {
		return []journey.History{{Page: "Quiet", Maintenance: 2}}, nil
	}
	r.Read("status.example.org")
	r.next()
	r.wants("No incidents are in this history", "2 planned works")
}

func TestRowsAreFilteredAndSorted(t *testing.T) {
	at := func(m int) time.Time { return noon.Add(time.Duration(m) * time.Minute) }
	past := func(name string, begin, first, over int, due int) journey.Past {
		u := journey.Update{At: at(first), Phase: "investigating"}
		if due > 0 {
			u.Due = at(due)
		}
		p := journey.Past{ID: name, Name: name, Course: journey.Course{Updates: []journey.Update{u, {At: at(over), Phase: "resolved"}}, Resolved: at(over)}}
		if begin >= 0 {
			p.Course.Start = at(begin)
		}
		return p
	}
	l := measure([]journey.History{{Incidents: []journey.Past{past("a", 0, 5, 20, 0), past("b", -1, 100, 190, 110), past("c", 200, 240, 250, 250)}}}, nil)
	names := func(rows []row) (all string) {
		for _, r := range rows {
			all += r.name
		}
		return all
	}
	for _, c := range []struct {
		filter, order int
		want          string
	}{{filterAll, orderNewest, "cba"}, {filterAll, orderFirst, "cab"}, {filterAll, orderSilence, "bca"}, {filterAll, orderLate, "bca"},
		{filterMissed, orderNewest, "b"}, {filterSilent, orderNewest, "b"}, {filterLater, orderNewest, ""}} {
		if got := names(l.pick(c.filter, c.order)); got != c.want {
			t.Errorf("filter %d, order %d: %q, want %q", c.filter, c.order, got, c.want)
		}
	}
	if l.made != 2 || l.kept != 1 {
		t.Errorf("%d of %d promises kept, want 1 of 2", l.kept, l.made)
	}
}

func TestEveryAnchorCanBeTranslated(t *testing.T) {
	for _, a := range journey.Anchors {
		for _, text := range []string{a.What, a.Value} {
			if !slices.Contains(anchorTexts, text) {
				t.Errorf("%q is not in anchorTexts", text)
			}
		}
	}
	r := start(t, wide, look.Prefs{})
	test.Tap(r.frame.about)
	r.Read("status.example.org")
	r.next()
	test.Tap(r.frame.about)
	if r.host.modal != "Public figures" {
		t.Errorf("opened %q", r.host.modal)
	}
}

func TestALongHistoryDrawsOnlyWhatIsInView(t *testing.T) {
	r := start(t, wide, look.Prefs{})
	r.answer = func(context.Context, string) ([]journey.History, error) { return many(10_000), nil }
	r.Read("status.example.org")
	r.next()
	r.key(fyne.KeyEnd)
	r.wants("Incident 0")
	if r.frame.list.At() != 9_999 {
		t.Errorf("End goes to row %d", r.frame.list.At())
	}
	r.key(fyne.KeyHome)
	r.wants("Incident 9999")
	if n := strings.Count(r.seen(), "Incident 99"); n > 40 {
		t.Errorf("%d rows are drawn", n)
	}
}

func many(n int) []journey.History {
	h := journey.History{}
	for i := range n {
		at := noon.Add(time.Duration(i) * time.Hour)
		h.Incidents = append(h.Incidents, journey.Past{ID: words.Number(i), Name: "Incident " + strings.ReplaceAll(words.Number(i), ",", ""),
			Course: journey.Course{Updates: []journey.Update{{At: at, Phase: "investigating"}, {At: at.Add(time.Hour), Phase: "resolved"}}, Resolved: at.Add(time.Hour)}})
	}
	return []journey.History{h}
}

func TestTheScreenFitsEveryWidthAndTextSize(t *testing.T) {
	for _, size := range []fyne.Size{wide, {Width: 900, Height: 600}, {Width: 390, Height: 780}} {
		for textSize, theme := range map[int]string{100: "dark", 200: "light"} {
			r := start(t, size, look.Prefs{Theme: theme, TextSize: textSize})
			r.Read("status.example.org")
			r.next()
			f := r.frame
			if f.body.Size().Height < f.least-1 {
				t.Errorf("%v at %d %%: the body is %v high, needs %v", size, textSize, f.body.Size().Height, f.least)
			}
			size := fyne.NewSize(size.Width, max(size.Height, f.body.Size().Height))
			for name, o := range map[string]fyne.CanvasObject{"list": f.list, "read": f.read, "address": f.address, "order": f.order, "about": f.about} {
				p, s := o.Position(), o.Size()
				if p.X < 0 || p.X+s.Width > size.Width+1 || p.Y+s.Height > size.Height+1 || s.Width < 20 || s.Height < 12 {
					t.Errorf("%v at %d %%: %s lies at %v, %v", size, textSize, name, p, s)
				}
			}
		}
	}
}

func TestAnErrorOfAnotherKindIsShownToo(t *testing.T) {
	if what, _ := trouble(errors.New("odd")); what == "" {
		t.Error("nothing is said")
	}
}
