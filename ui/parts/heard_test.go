package parts

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// hearing is a window whose router notes every action that is called.
type hearing struct {
	window fyne.Window
	router *keys.Router
	heard  []keys.Action
}

// hear shows objects below each other in a window with a router.
func hear(t *testing.T, objects ...fyne.CanvasObject) *hearing {
	t.Helper()
	h := &hearing{router: keys.New(nil, true)}
	h.window = stage(t, look.Prefs{}, container.NewVBox(objects...), fyne.NewSize(640, 480))
	h.router.Attach(h.window.Canvas())
	t.Cleanup(func() { h.router.Detach(h.window.Canvas()) })
	var bound []keys.Binding
	for _, a := range []keys.Action{keys.Down, keys.Up, keys.Open, keys.Back, keys.NextPane, keys.Search, keys.Acknowledge,
		keys.Snooze, keys.Send, keys.Save, keys.Undo} {
		bound = append(bound, keys.Binding{Action: a, Do: func() { h.heard = append(h.heard, a) }})
	}
	h.router.Bind(keys.Global, bound...)
	return h
}

// took gives what was called since it was last asked.
func (h *hearing) took() []keys.Action {
	was := h.heard
	h.heard = nil
	return was
}

func (h *hearing) focus(t *testing.T, f fyne.Focusable) {
	t.Helper()
	h.window.Canvas().Focus(f)
	if h.window.Canvas().Focused() != f {
		t.Fatalf("%T does not take the focus", f)
	}
}

// key types a key, rune a character, chord a shortcut, as the window would.
func (h *hearing) key(names ...fyne.KeyName) {
	for _, n := range names {
		if f := h.window.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: n})
		} else {
			h.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: n})
		}
	}
}

func (h *hearing) rune(r rune) {
	if f := h.window.Canvas().Focused(); f != nil {
		f.TypedRune(r)
	} else {
		h.window.Canvas().OnTypedRune()(r)
	}
}

func (h *hearing) chord(s fyne.Shortcut) {
	if f, ok := h.window.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
		return
	}
	// What takes no shortcuts leaves them to the canvas; the test's has no way in.
	keys.PassShortcut(h.window.Content(), s)
}

var (
	ctrlEnter = &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault}
	ctrlS     = &desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierShortcutDefault}
)

func (h *hearing) wants(t *testing.T, what string, want ...keys.Action) {
	t.Helper()
	if got := h.took(); !slices.Equal(got, want) {
		t.Errorf("%s: the window heard %v, want %v", what, got, want)
	}
}

// passesOn checks that a focused part lets go of what it has no use for.
func (h *hearing) passesOn(t *testing.T, name string) {
	t.Helper()
	h.took()
	h.key(fyne.KeyF6)
	h.wants(t, name+": F6", keys.NextPane)
	h.key(fyne.KeyEscape)
	h.wants(t, name+": Esc", keys.Back)
	h.rune('a')
	h.wants(t, name+": A", keys.Acknowledge)
	h.chord(ctrlEnter)
	h.wants(t, name+": Ctrl+Enter", keys.Send)
	h.chord(ctrlS)
	h.wants(t, name+": Ctrl+S", keys.Save)
}

// clock is a timer that a test winds.
type clock struct{ waiting []*alarm }

type alarm struct {
	after time.Duration
	do    func()
	off   bool
}

func (c *clock) timer(d time.Duration, f func()) func() {
	a := &alarm{after: d, do: f}
	c.waiting = append(c.waiting, a)
	return func() { a.off = true }
}

// ring runs what waits and was not stopped; it tells how long the last was to wait.
func (c *clock) ring() (last time.Duration) {
	due := c.waiting
	c.waiting = nil
	for _, a := range due {
		if !a.off {
			last = a.after
			a.do()
		}
	}
	return last
}

// tap taps a part in its middle.
func tap(o fyne.Tappable) {
	s := o.(fyne.CanvasObject).Size()
	test.TapAt(o, fyne.NewPos(s.Width/2, s.Height/2))
}
