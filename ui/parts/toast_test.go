package parts

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

func toasting(t *testing.T) (*Toasts, *clock, fyne.Window) {
	t.Helper()
	c := &clock{}
	toasts := NewToasts(canvas.NewRectangle(look.Color(look.InkNone)), c.timer)
	return toasts, c, stage(t, look.Prefs{}, toasts, fyne.NewSize(640, 300))
}

func TestAToastOffersUndoForTenSeconds(t *testing.T) {
	toasts, c, w := toasting(t)
	undone := 0
	toasts.Tell("undo", "Snoozed until 15:24", "Undo", keys.Undo, func() { undone++ })
	if toasts.Told() != "Snoozed until 15:24" {
		t.Fatalf("it says %q", toasts.Told())
	}
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != fyne.Focusable(toasts.toast.link) {
		t.Fatalf("the first Tab leads to %v", w.Canvas().Focused())
	}
	if d := c.ring(); d != ToastTime || toasts.Told() == "" {
		t.Errorf("with the focus it goes after %v", d)
	}
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if undone != 1 || toasts.Told() != "" {
		t.Errorf("Enter undid %d times, it says %q", undone, toasts.Told())
	}
	if w.Canvas().Focused() != nil {
		t.Error("what is gone keeps the focus")
	}
	toasts.Tell("undo", "Second", "", "", nil)
	if toasts.toast.link.Visible() {
		t.Error("a link that offers nothing is shown")
	}
	toasts.toast.MouseIn(&desktop.MouseEvent{})
	c.ring()
	if toasts.Told() != "Second" {
		t.Error("it goes under the pointer")
	}
	toasts.toast.MouseOut()
	c.ring()
	if toasts.Told() != "" {
		t.Error("it stays")
	}
}

func TestTheNewestToastWins(t *testing.T) {
	toasts, c, _ := toasting(t)
	toasts.Tell("", "First", "", "", nil)
	first := c.waiting[0]
	toasts.Tell("", "Second", "", "", nil)
	if !first.off || toasts.Told() != "Second" {
		t.Errorf("it says %q, the first one's clock is stopped: %v", toasts.Told(), first.off)
	}
	tap(toasts.toast.shut)
	if toasts.Told() != "" {
		t.Error("the cross does not close it")
	}
}

func TestAToastStaysClearOfTheFoot(t *testing.T) {
	toasts, _, _ := toasting(t)
	foot := float32(52)
	toasts.Foot = func() float32 { return foot }
	for _, high := range []float32{52, 120, 0} {
		foot = high
		toasts.Tell("undo", "Snoozed until 15:24", "Undo", keys.Undo, nil)
		if end := toasts.toast.Position().Y + toasts.toast.Size().Height; end > toasts.Size().Height-foot {
			t.Errorf("a foot of %v begins at %v, the toast ends at %v", foot, toasts.Size().Height-foot, end)
		}
	}
}
