package parts

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/keys"
)

func TestAnAreaKeepsItsKeysAndPassesOnTheRest(t *testing.T) {
	told := ""
	a := NewArea("Summary", "Write here")
	a.OnChanged = func(text string) { told = text }
	h := hear(t, a)
	a.Load("one\ntwo", true)
	if told != "" {
		t.Errorf("a text that was set is told: %q", told)
	}
	a.Focus()
	test.Type(a.edit, "!")
	h.key(fyne.KeyReturn)
	a.Insert("three")
	if want := "one\ntwo!\nthree"; a.Text() != want || told != want {
		t.Errorf("it holds %q and told %q, want %q", a.Text(), told, want)
	}
	h.key(fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyPageUp)
	h.wants(t, "what edits, letters, arrows, Enter and Home")
	if a.Offset() != 0 {
		t.Errorf("Page up leads to %d", a.Offset())
	}
	a.Undo()
	if a.Text() != "one\ntwo!\n" || told != a.Text() {
		t.Errorf("undone: %q, told %q", a.Text(), told)
	}
	a.OnUndo = func() bool {
		told = "taken back"
		return true
	}
	if h.chord(&fyne.ShortcutUndo{}); told != "taken back" || a.Text() != "one\ntwo!\n" {
		t.Errorf("Ctrl+Z: %q, told %q", a.Text(), told)
	}
	h.key(fyne.KeyEscape, fyne.KeyF6)
	h.chord(ctrlS)
	h.wants(t, "the rest", keys.Back, keys.NextPane, keys.Save)
	a.SetText("o") // the cursor was beyond
	a.Insert("k")
	if a.Text() != "ok" {
		t.Errorf("after a shorter text: %q", a.Text())
	}
}
