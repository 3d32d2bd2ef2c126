package parts

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

func menuOf(h *hearing) *menuList { return h.window.Canvas().Focused().(*menuList) }

func TestAMenuIsWalkedByKeys(t *testing.T) {
	var did []string
	do := func(name string) func() { return func() { did = append(did, name) } }
	b := NewKeyButton("More", "more_horiz", "", Quiet, nil)
	h := hear(t, b)
	b.OnPressed = func() {
		ShowMenu(b, []Item{{Text: "Snooze", Action: keys.Snooze, Do: do("snooze")}, {Text: "Head"},
			{Text: "Dead", Disabled: true, Do: do("dead")}, {Text: "Merge", Do: do("merge")}, {Text: "Split", Do: do("split")}})
	}
	h.focus(t, b)
	open := func() *menuList {
		h.key(fyne.KeyReturn)
		return menuOf(h)
	}
	for _, c := range []struct {
		keys []fyne.KeyName
		want string
	}{
		{[]fyne.KeyName{fyne.KeyReturn}, "snooze"},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyReturn}, "merge"},
		{[]fyne.KeyName{fyne.KeyUp, fyne.KeySpace}, "split"}, // round the end
		{[]fyne.KeyName{fyne.KeyEnd, fyne.KeyDown, fyne.KeyReturn}, "snooze"},
	} {
		did = nil
		open()
		h.key(c.keys...)
		if !slices.Equal(did, []string{c.want}) || h.window.Canvas().Focused() != fyne.Focusable(b) || !b.focused {
			t.Errorf("%v did %v, the focus is with %v", c.keys, did, h.window.Canvas().Focused())
		}
	}
	did = nil
	m := open()
	h.rune('m')
	if m.items[m.at].Text != "Merge" {
		t.Errorf("M leads to %s", m.items[m.at].Text)
	}
	h.rune('s') // the key of Snooze wins over a line that begins so
	if !slices.Equal(did, []string{"snooze"}) || len(overlays) != 0 {
		t.Errorf("S did %v, %d menus are open", did, len(overlays))
	}
	h.took()
	open()
	h.rune('a')
	h.key(fyne.KeyF6)
	h.wants(t, "keys beneath a menu")
	h.key(fyne.KeyEscape)
	h.wants(t, "Esc in a menu")
	if len(overlays) != 0 || h.window.Canvas().Focused() != fyne.Focusable(b) {
		t.Error("Esc does not close the menu")
	}
	h.passesOn(t, "the button after the menu")
}

func TestAMenuStaysInTheWindow(t *testing.T) {
	b := NewKeyButton("More", "", "", Quiet, nil)
	w := stage(t, look.Prefs{}, b, fyne.NewSize(700, 400))
	var items []Item
	for range 40 {
		items = append(items, Item{Text: "Zahlungsbestätigungsbenachrichtigungen", Do: func() {}})
	}
	for _, at := range []fyne.Position{{X: 690, Y: 5}, {X: 690, Y: 395}, {X: 2, Y: 200}} {
		close := ShowMenuAt(w.Canvas(), at, items)
		p := overlays[0].panel
		if p.Position().X < 0 || p.Position().Y < 0 || p.Position().X+p.Size().Width > 700 || p.Position().Y+p.Size().Height > 400 {
			t.Errorf("from %v the menu lies at %v, %v", at, p.Position(), p.Size())
		}
		list := w.Canvas().Focused().(*menuList)
		list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
		scroll := p.(*menu).scroll
		if c := list.cells[39]; c.at.Y+c.size.Height > scroll.Offset.Y+scroll.Size().Height+1 {
			t.Errorf("the last line is out of view: %v, offset %v, height %v", c.at.Y, scroll.Offset.Y, scroll.Size().Height)
		}
		close()
		close()
	}
}

func TestATapBesideAMenuClosesIt(t *testing.T) {
	b := NewKeyButton("More", "", "", Quiet, nil)
	w := stage(t, look.Prefs{}, b, fyne.NewSize(700, 400))
	ShowMenu(b, []Item{{Text: "One", Do: func() {}}})
	o := overlays[0]
	test.TapAt(o, o.panel.Position().AddXY(5, 5))
	if len(overlays) != 1 {
		t.Fatal("a tap on the menu's edge closes it")
	}
	test.TapAt(o, fyne.NewPos(690, 4))
	if len(overlays) != 0 || w.Canvas().Overlays().Top() != nil {
		t.Error("a tap beside it does not")
	}
}

func TestSelectIsChosenByKeys(t *testing.T) {
	var told []int
	s := NewSelect("Ask every", []string{"15 s", "30 s", "60 s"}, 1, func(n int) { told = append(told, n) })
	h := hear(t, s)
	h.focus(t, s)
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeySpace, fyne.KeyDown, fyne.KeyUp} {
		h.key(key)
		if m := menuOf(h); m.at != 1 {
			t.Errorf("%s opens it at %d, want the choice", key, m.at)
		}
		h.key(fyne.KeyEscape)
	}
	h.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if !slices.Equal(told, []int{2}) || s.Chosen() != 2 || h.window.Canvas().Focused() != fyne.Focusable(s) {
		t.Errorf("told %v, chosen %d, the focus is with %v", told, s.Chosen(), h.window.Canvas().Focused())
	}
	h.key(fyne.KeyReturn, fyne.KeyReturn)
	if len(told) != 1 {
		t.Error("the choice that stands is told again")
	}
	h.passesOn(t, "Select")
	s.Disable()
	h.key(fyne.KeyReturn)
	if len(overlays) != 0 {
		t.Error("it opens while it is disabled")
	}
}

func TestADialogKeepsTheKeysAndGivesTheFocusBack(t *testing.T) {
	outside := NewKeyButton("Outside", "", "", Quiet, nil)
	h := hear(t, outside)
	h.focus(t, outside)
	var did []string
	closed := 0
	f := NewField("Name")
	build := func() *Dialog {
		d := NewDialog("Resolve?", f, Choice{Text: "Snooze", Action: keys.Snooze, Do: func() { did = append(did, "snooze") }},
			Choice{Text: "Resolve", Importance: Primary, Do: func() { did = append(did, "resolve") }})
		d.OnClosed = func() { closed++ }
		return d
	}
	d := build()
	d.Show(h.window.Canvas())
	d.Show(h.window.Canvas())
	if h.window.Canvas().Focused() != fyne.Focusable(f.edit) || outside.focused {
		t.Fatalf("the focus is with %v", h.window.Canvas().Focused())
	}
	for range 8 { // field, two buttons, the cross, and round again
		h.window.Canvas().FocusNext()
		if h.window.Canvas().Focused() == fyne.Focusable(outside) {
			t.Fatal("Tab leaves the dialog")
		}
	}
	h.window.Canvas().Focus(d.panel.shut)
	h.rune('a')
	h.key(fyne.KeyF6)
	h.window.Canvas().Unfocus()
	h.rune('a')
	h.wants(t, "keys beneath a dialog")
	h.key(fyne.KeyEscape)
	if len(overlays) != 0 || closed != 1 || h.window.Canvas().Focused() != fyne.Focusable(outside) || !outside.focused {
		t.Errorf("after Esc: %d open, closed %d times, the focus is with %v", len(overlays), closed, h.window.Canvas().Focused())
	}
	h.passesOn(t, "the button after the dialog")
	for _, c := range []struct {
		name  string
		press func()
		want  string
	}{
		{"Enter in the field", func() { h.key(fyne.KeyReturn) }, "resolve"},
		{"Ctrl+Enter in the field", func() { h.chord(ctrlEnter) }, "resolve"},
		{"S on the cross", func() { h.window.Canvas().FocusPrevious(); h.rune('s') }, "snooze"},
		{"Space on the first button", func() { h.window.Canvas().FocusNext(); h.key(fyne.KeySpace) }, "snooze"},
	} {
		did = nil
		build().Show(h.window.Canvas())
		c.press()
		if !slices.Equal(did, []string{c.want}) || len(overlays) != 0 {
			t.Errorf("%s did %v, %d open", c.name, did, len(overlays))
		}
	}
}

func TestWhatCannotBeTakenBackNeedsItsOwnPress(t *testing.T) {
	h := hear(t)
	erased := false
	d := NewDialog("Erase all?", NewLink("What is erased", "", nil), Choice{Text: "Keep"},
		Choice{Text: "Erase", Importance: Danger, Do: func() { erased = true }})
	d.Show(h.window.Canvas())
	h.window.Canvas().Unfocus()
	h.key(fyne.KeyReturn)
	if erased || len(overlays) != 1 {
		t.Fatal("Enter anywhere erases")
	}
	d.Button(1).Disable()
	d.Button(1).pressed()
	if erased {
		t.Error("a disabled choice is taken")
	}
	d.Close()
	d.Close()
}

func TestADialogInADialogClosesFirst(t *testing.T) {
	h := hear(t)
	below := NewDialog("Below", NewField(""), Choice{Text: "OK"})
	above := NewDialog("Above", NewField(""), Choice{Text: "OK"})
	below.Show(h.window.Canvas())
	above.Show(h.window.Canvas())
	h.key(fyne.KeyEscape)
	if len(overlays) != 1 || overlays[0] != below.over {
		t.Fatalf("%d are open after one Esc", len(overlays))
	}
	above.Show(h.window.Canvas())
	below.Close()
	if len(overlays) != 0 || above.over != nil {
		t.Error("what lay over a closed dialog is still open")
	}
}

func TestALongDialogScrollsToWhatHasTheFocus(t *testing.T) {
	h := hear(t)
	var boxes []fyne.CanvasObject
	var last *Checkbox
	for range 30 {
		last = NewCheckbox("One of many", false, nil)
		boxes = append(boxes, last)
	}
	d := NewDialog("Many", container.NewVBox(boxes...), Choice{Text: "OK", Importance: Primary})
	d.Show(h.window.Canvas())
	if p := d.panel; p.Size().Height > 480-2*look.S28+1 {
		t.Errorf("the dialog is %v high in a window of 480", p.Size().Height)
	}
	h.window.Canvas().Focus(last)
	scroll := d.panel.page.scroll
	bottom := last.Position().Y + last.Size().Height
	if bottom > scroll.Offset.Y+scroll.Size().Height || scroll.Offset.Y == 0 {
		t.Errorf("the last box ends at %v, in view is up to %v", bottom, scroll.Offset.Y+scroll.Size().Height)
	}
	before := scroll.Offset.Y
	h.window.Canvas().Focus(d.Button(0)) // no part of what scrolls
	if scroll.Offset.Y != before {
		t.Error("the focus outside scrolls the page")
	}
}
