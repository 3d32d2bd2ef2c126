package keys

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// pressed is a router that notes what fired.
type pressed struct {
	*Router
	did    []string
	now    time.Time
	canvas *hearing
}

func newPressed(overrides map[string]string, letters bool) *pressed {
	p := &pressed{Router: New(overrides, letters), now: time.Unix(0, 0)}
	p.Now = func() time.Time { return p.now }
	return p
}

func (p *pressed) on(a Action) Binding {
	return Binding{Action: a, Do: func() { p.did = append(p.did, string(a)) }}
}

func (p *pressed) want(t *testing.T, when string, want ...string) {
	t.Helper()
	if !slices.Equal(p.did, want) {
		t.Errorf("%s: fired %v, want %v", when, p.did, want)
	}
	p.did = nil
}

// field takes letters, as a text field does, and passes on the rest.
type field struct{ widget.Entry }

func newField() *field {
	f := &field{}
	f.MultiLine = true
	f.ExtendBaseWidget(f)
	return f
}

func (f *field) TypedShortcut(s fyne.Shortcut) {
	f.Entry.TypedShortcut(s)
	PassShortcut(f, s)
}

func (f *field) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		PassKey(f, e)
		return
	}
	f.Entry.TypedKey(e)
}

// row takes the focus and uses only the arrows.
type row struct {
	widget.Label
	moved int
}

func newRow() *row {
	r := &row{}
	r.ExtendBaseWidget(r)
	return r
}

func (r *row) FocusGained()     {}
func (r *row) FocusLost()       {}
func (r *row) TypedRune(c rune) { PassRune(r, c) }
func (r *row) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDown {
		r.moved++
		return
	}
	PassKey(r, e)
}

func shown(t *testing.T, p *pressed, parts ...fyne.CanvasObject) fyne.Window {
	t.Helper()
	test.NewTempApp(t)
	w := test.NewTempWindow(t, container.NewVBox(parts...))
	p.Attach(w.Canvas())
	p.canvas = &hearing{Canvas: w.Canvas()}
	p.Router.canvases = []fyne.Canvas{p.canvas}
	p.listen(p.canvas)
	return w
}

func typeRune(w fyne.Window, char rune) {
	if f := w.Canvas().Focused(); f != nil {
		f.TypedRune(char)
		return
	}
	w.Canvas().OnTypedRune()(char)
}

func typeKey(w fyne.Window, name fyne.KeyName) {
	if f := w.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

// hearing is a canvas that keeps shortcuts, as those of the real drivers do.
type hearing struct {
	fyne.Canvas
	known fyne.ShortcutHandler
}

func (h *hearing) AddShortcut(s fyne.Shortcut, f func(fyne.Shortcut)) { h.known.AddShortcut(s, f) }

// typeShortcut is how Fyne's drivers hand out a shortcut.
func (p *pressed) typeShortcut(w fyne.Window, s fyne.Shortcut) {
	if f, ok := w.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
		return
	}
	p.canvas.known.TypedShortcut(s)
}

func TestKeysReachTheirActionWithWhateverHasTheFocus(t *testing.T) {
	ctrlEnter := &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault}
	text, line := newField(), newRow()
	for _, c := range []struct {
		name  string
		focus fyne.Focusable
		want  []string
	}{
		{"nothing", nil, []string{"acknowledge", "back", "send", "undo"}},
		{"a row", line, []string{"acknowledge", "back", "send", "undo"}},
		{"a text field", text, []string{"back", "send", "undo"}}, // it keeps the letter
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPressed(nil, true)
			w := shown(t, p, text, line)
			p.Bind("now", p.on(Acknowledge), p.on(Back), p.on(Send), p.on(Undo))
			p.Enter("now")
			w.Canvas().Focus(c.focus)
			typeRune(w, 'a')
			if c.focus == text && text.Text != "a" {
				t.Errorf("the text field holds %q, want the letter that was typed", text.Text)
			}
			typeKey(w, fyne.KeyEscape)
			p.typeShortcut(w, ctrlEnter)
			p.typeShortcut(w, &fyne.ShortcutUndo{})
			p.want(t, c.name, c.want...)
		})
	}
}

func TestLettersCountInEitherCaseAndKeysAPartUsesStayThere(t *testing.T) {
	p, line := newPressed(nil, true), newRow()
	w := shown(t, p, line)
	p.Bind(Global, p.on(Acknowledge), p.on(Down), p.on(Open))
	typeRune(w, 'A')
	p.want(t, "shift or caps lock", "acknowledge")
	w.Canvas().Focus(line)
	typeKey(w, fyne.KeyDown)
	p.want(t, "down in a row that uses it")
	typeRune(w, 'j')
	typeKey(w, fyne.KeyEnter)
	p.want(t, "what the row does not use", "down", "open")
	if line.moved != 1 {
		t.Errorf("the row moved %d times, want once", line.moved)
	}
}

func TestTheLastLayerEnteredIsAskedFirst(t *testing.T) {
	p := newPressed(nil, true)
	p.Bind(Global, Binding{Action: Back, Do: func() { p.did = append(p.did, "global back") }}, p.on(Keys))
	p.Bind("now", p.on(Acknowledge), Binding{Action: Back, Do: func() { p.did = append(p.did, "now back") }})
	p.press("A")
	p.want(t, "before the layer is entered")
	p.Enter("now")
	p.press("A")
	p.press("Esc")
	p.press("?")
	p.want(t, "in the layer", "acknowledge", "now back", "keys")
	p.Bind("now", Binding{Action: Acknowledge, Do: func() { p.did = append(p.did, "new") }})
	p.press("A")
	p.press("Esc")
	p.want(t, "after it was bound anew", "new", "global back")
	p.Leave("now")
	p.press("A")
	p.want(t, "after it was left")
}

func TestWhenDecidesWhetherABindingListens(t *testing.T) {
	p, on := newPressed(nil, true), false
	b := p.on(Back)
	b.When = func() bool { return on }
	p.Bind("now", b)
	p.Bind(Global, Binding{Action: Back, Do: func() { p.did = append(p.did, "below") }})
	p.Enter("now")
	p.press("Esc")
	on = true
	p.press("Esc")
	p.want(t, "off, then on", "below", "back")
}

func TestNothingFiresBeneathADialog(t *testing.T) {
	p := newPressed(nil, true)
	w := shown(t, p, newRow())
	p.Bind(Global, p.on(Acknowledge))
	p.Bind("dialog", p.on(Back))
	p.Bind("menu", p.on(Open))
	first := p.Modal("dialog")
	second := p.Modal("menu")
	typeRune(w, 'a')
	typeKey(w, fyne.KeyEscape)
	typeKey(w, fyne.KeyReturn)
	p.want(t, "in the upper of two", "open")
	first() // the lower one ends while the upper is open
	typeRune(w, 'a')
	p.want(t, "still in the upper")
	second()
	second()
	typeRune(w, 'a')
	p.want(t, "after both", "acknowledge")
}

// tip is an overlay like a tooltip.
type tip struct{ widget.Label }

func (*tip) PassesKeys() {}

func TestAStrangersOverlayKeepsKeysUnlessItIsATip(t *testing.T) {
	p := newPressed(nil, true)
	w := shown(t, p, newRow())
	p.Bind(Global, p.on(Acknowledge))
	pop := widget.NewModalPopUp(widget.NewLabel("a file dialog"), w.Canvas())
	pop.Show()
	w.Canvas().OnTypedRune()('a')
	p.want(t, "beneath a pop-up")
	pop.Hide()
	w.Canvas().OnTypedRune()('a')
	p.want(t, "after it", "acknowledge")
	over := &tip{}
	over.ExtendBaseWidget(over)
	w.Canvas().Overlays().Add(over)
	w.Canvas().OnTypedRune()('a')
	p.want(t, "beneath a tip", "acknowledge")
}

func TestSequencesTakeTwoStrokesInTime(t *testing.T) {
	p := newPressed(nil, true)
	p.Bind(Global, p.on(GoSettings), p.on(GoNow), p.on(Snooze))
	p.press("G")
	p.press("S")
	p.want(t, "G S", "go_settings")
	p.press("S")
	p.want(t, "S alone", "snooze")
	p.press("G")
	p.now = p.now.Add(time.Minute)
	p.press("S")
	p.want(t, "G, a minute, S", "snooze")
	p.press("G")
	p.press("Esc")
	p.press("S")
	p.want(t, "G Esc S", "snooze")
	p.press("G")
	p.press("G")
	p.press("N")
	p.want(t, "G G N", "go_now")
}

func TestKeysCanBeChangedAndLettersSwitchedOff(t *testing.T) {
	p := newPressed(map[string]string{"acknowledge": "Alt+A", "snooze": "", "bogus": "Q", "note": "Ctrl+", "open": "hyper+X"}, false)
	w := shown(t, p, newRow())
	p.Bind(Global, p.on(Acknowledge), p.on(Snooze), p.on(Resolve), p.on(Search), p.on(Keys), p.on(GoNow))
	for _, char := range "asr/?gn" {
		typeRune(w, char)
	}
	p.want(t, "letters off")
	p.typeShortcut(w, &desktop.CustomShortcut{KeyName: fyne.KeyA, Modifier: fyne.KeyModifierAlt})
	p.typeShortcut(w, &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierShortcutDefault})
	typeKey(w, fyne.KeyF1)
	p.want(t, "other keys", "acknowledge", "search", "keys")
	for a, want := range map[Action]string{Acknowledge: "Alt+A", Snooze: "", Resolve: "", Keys: "F1"} {
		if got := p.Label(a); got != want {
			t.Errorf("the cap of %s says %q, want %q", a, got, want)
		}
	}
	problems := strings.Join(p.Problems(), "\n")
	for _, want := range []string{`no action "bogus"`, "note: ", "open: "} {
		if !strings.Contains(problems, want) {
			t.Errorf("problems %q do not tell of %s", problems, want)
		}
	}
	p.Set(nil, true)
	typeRune(w, 'r')
	p.want(t, "after letters came back", "resolve")
}

func TestChordsAreReadAndShown(t *testing.T) {
	for text, want := range map[string]string{
		"a": "A", "ctrl+enter": "Ctrl+Enter", "Shift+Ctrl+m": "Ctrl+Shift+M", "Cmd+,": "Ctrl+,", "esc": "Esc",
		"+": "+", "Ctrl++": "Ctrl++", "ü": "Ü", "f12": "F12", "Alt+F4": "Alt+F4",
	} {
		c, err := parseChord(text)
		if err != nil || string(c) != want {
			t.Errorf("%q reads as %q, %v; want %q", text, c, err, want)
		}
	}
	for _, text := range []string{"", "Shift+A", "hyper+A", "Ctrl+", "AB", "F13"} {
		if c, err := parseChord(text); err == nil {
			t.Errorf("%q reads as %q, want an error", text, c)
		}
	}
	if _, err := parse("G N X"); err == nil {
		t.Error("three strokes are accepted")
	}
}

func TestARouterThatIsNotThereNamesTheDefaults(t *testing.T) {
	var r *Router
	r.Bind("x")
	r.Enter("x")
	r.Modal("x")()
	r.Leave("x")
	r.Set(nil, false)
	if r.Do(Acknowledge) || r.Overview() != nil || r.Problems() != nil {
		t.Error("a nil router does something")
	}
	if r.Label(Acknowledge) != "A" || r.Name(Acknowledge) != "Acknowledge" || r.Label(GoSettings) != "G S" {
		t.Errorf("labels %q %q %q", r.Label(Acknowledge), r.Name(Acknowledge), r.Label(GoSettings))
	}
	PassRune(newRow(), 'a')
}

func TestKeysThatAreNotShownGoOnWorking(t *testing.T) {
	p := newPressed(nil, true)
	p.Bind(Global, p.on(Acknowledge))
	p.HideCaps(true)
	if got := p.Label(Acknowledge); got != "" || p.Key(Acknowledge) != "A" {
		t.Errorf("shown as %q, known as %q", got, p.Key(Acknowledge))
	}
	p.press("A")
	p.want(t, "without caps", "acknowledge")
	if p.HideCaps(false); p.Label(Acknowledge) != "A" {
		t.Error("a wide window shows no keys")
	}
}

func TestTheOverviewListsWhatIsBound(t *testing.T) {
	p := newPressed(map[string]string{"resolve": ""}, true)
	p.Bind("now", p.on(Acknowledge), p.on(Resolve), p.on(Down))
	p.Bind(Global, p.on(Keys))
	var got []string
	for _, g := range p.Overview() {
		for _, k := range g.Keys {
			got = append(got, g.Name+": "+k.Name+" "+strings.Join(k.Caps, ","))
		}
	}
	want := []string{"Move: Next row J,↓", "Incidents: Acknowledge A", "Window: All keys ?,F1"}
	if !slices.Equal(got, want) {
		t.Errorf("overview %q, want %q", got, want)
	}
}

func TestDefaultKeysDoNotCollide(t *testing.T) {
	taken := map[string]Action{}
	for a, keys := range standard() {
		if a == Yes || a == Unsure {
			continue // they listen only while their question stands, and before all others
		}
		if a == ActionItem {
			continue // a postmortem's own: no incident's impact is set there
		}
		for _, strokes := range keys {
			text := showStrokes(strokes)
			if other, there := taken[text]; there {
				t.Errorf("%s is the key of %s and of %s", text, a, other)
			}
			taken[text] = a
			if single := showStrokes(strokes[:1]); len(strokes) == 2 && taken[single] != "" {
				t.Errorf("%s begins with the key of %s", text, taken[single])
			}
		}
	}
}

func TestDoRunsAnActionWithoutItsKey(t *testing.T) {
	p := newPressed(nil, true)
	p.Bind(Global, p.on(Quit))
	if !p.Do(Quit) || p.Do(Snooze) {
		t.Error("Do runs what is not bound, or not what is")
	}
	p.want(t, "Do", "quit")
}

func TestAllListsWhatNoLayerBinds(t *testing.T) {
	r := New(map[string]string{"snooze": ""}, true)
	shown := map[Action]bool{}
	for _, g := range r.All() {
		for _, k := range g.Keys {
			shown[k.Action] = true
		}
	}
	if !shown[Acknowledge] || shown[Snooze] {
		t.Errorf("acknowledge %v, snooze without a key %v; want true and false", shown[Acknowledge], shown[Snooze])
	}
}
