package parts

import (
	"testing"

	"fyne.io/fyne/v2"

	"turnaround/ui/keys"
)

func TestWhatIsAnIconAloneHasAName(t *testing.T) {
	f, c := NewField(""), &clock{}
	toasts := NewToasts(f, c.timer)
	d := NewDialog("Title", NewLink("x", "", nil))
	for what, b := range map[string]*IconButton{"a field's cross": f.clear, "a toast's": toasts.toast.shut, "a dialog's": d.panel.shut} {
		if b.AccessibilityLabel() == "" || b.tip().Text == "" {
			t.Errorf("%s has no name", what)
		}
	}
}

func TestCapsFollowTheKeysInUse(t *testing.T) {
	b := NewKeyButton("Acknowledge", "", keys.Acknowledge, Quiet, nil)
	h := hear(t, b)
	h.router.Set(map[string]string{"acknowledge": "Q"}, true)
	b.Refresh()
	if b.key.label.full != "Q" {
		t.Errorf("the cap shows %q, want the key of one's own", b.key.label.full)
	}
	wide := b.MinSize().Width
	h.router.Set(nil, false)
	b.Refresh()
	if b.key.label.full != "" || b.key.frame.Visible() || b.MinSize().Width >= wide {
		t.Error("a key that is switched off keeps its cap")
	}
	// A part that is not drawn yet knows the window's keys, too.
	if fresh := NewKeyButton("Acknowledge", "", keys.Acknowledge, Quiet, nil); fresh.MinSize().Width >= wide {
		t.Error("a new button shows a key that is switched off")
	}
}

func TestAnEmptyMenuDoesNotOpen(t *testing.T) {
	b := NewKeyButton("More", "", "", Quiet, nil)
	h := hear(t, b)
	ShowMenu(b, nil)()
	if len(overlays) != 0 || h.window.Canvas().Overlays().Top() != fyne.CanvasObject(nil) {
		t.Error("an empty menu lies over the window")
	}
}
