package parts

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

func TestAFieldKeepsLettersAndPassesOnTheRest(t *testing.T) {
	f := NewField("Search")
	h := hear(t, f)
	f.Focus()
	test.Type(f.edit, "as")
	h.wants(t, "letters")
	if f.Text() != "as" {
		t.Errorf("it holds %q", f.Text())
	}
	h.key(fyne.KeyLeft, fyne.KeyHome, fyne.KeyBackspace, fyne.KeyDelete)
	h.wants(t, "editing keys")
	if f.Text() != "s" {
		t.Errorf("after Home and Delete it holds %q", f.Text())
	}
	h.key(fyne.KeyF6, fyne.KeyEscape, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn)
	h.wants(t, "other keys", keys.NextPane, keys.Back, keys.Down, keys.Up, keys.Open)
	h.chord(ctrlEnter)
	h.chord(ctrlS)
	h.wants(t, "shortcuts", keys.Send, keys.Save)
	h.chord(&fyne.ShortcutUndo{})
	h.wants(t, "Ctrl+Z, which is the text's own")
	if f.Text() != "as" {
		t.Errorf("Ctrl+Z leaves %q", f.Text())
	}
	h.chord(&desktop.CustomShortcut{KeyName: fyne.KeyBackspace, Modifier: fyne.KeyModifierShortcutDefault})
	h.wants(t, "Ctrl+Backspace")
	f.Disable()
	test.Type(f.edit, "x")
	if strings.Contains(f.Text(), "x") {
		t.Error("a disabled field is written in")
	}
}

func TestEnterSubmitsAndEscEmpties(t *testing.T) {
	var sent, changed []string
	f := NewField("Search")
	f.Clearable = true
	f.OnSubmitted = func(s string) { sent = append(sent, s) }
	f.OnChanged = func(s string) { changed = append(changed, s) }
	h := hear(t, f)
	f.Focus()
	test.Type(f.edit, "ab")
	h.key(fyne.KeyReturn, fyne.KeyEscape)
	if !slices.Equal(sent, []string{"ab"}) || f.Text() != "" {
		t.Errorf("sent %v, holds %q", sent, f.Text())
	}
	h.wants(t, "Enter and the first Esc")
	h.key(fyne.KeyEscape)
	h.wants(t, "Esc in an empty field", keys.Back)
	test.Type(f.edit, "c")
	tap(f.clear)
	if f.Text() != "" || !f.Focused() {
		t.Errorf("after the cross it holds %q, focused %v", f.Text(), f.Focused())
	}
	if want := []string{"a", "ab", "", "c", ""}; !slices.Equal(changed, want) {
		t.Errorf("told %q, want %q", changed, want)
	}
}

func TestAnErrorStaysUntilTheTextChanges(t *testing.T) {
	f := NewField("Address")
	hear(t, f)
	low := f.MinSize().Height
	f.SetText("alerts")
	f.SetError("No server has this name.")
	if f.MinSize().Height <= low || !f.ring.Visible() {
		t.Error("the error takes no room, or nothing marks the field")
	}
	f.Focus()
	test.Type(f.edit, "x")
	if f.MinSize().Height != low {
		t.Error("the error outlives the text it is about")
	}
}

func TestANoteIsSentByCtrlEnterAlone(t *testing.T) {
	var sent []string
	n := NewNoteBox("Add a note", func(s string) { sent = append(sent, s) })
	h := hear(t, n)
	n.Focus()
	h.chord(ctrlEnter)
	if len(sent) != 0 {
		t.Error("an empty note is sent")
	}
	test.Type(n.edit, "one")
	h.key(fyne.KeyReturn)
	test.Type(n.edit, "two")
	h.chord(ctrlEnter)
	if !slices.Equal(sent, []string{"one\ntwo"}) {
		t.Errorf("sent %q", sent)
	}
	h.wants(t, "typing and sending")
	h.key(fyne.KeyUp, fyne.KeyDown, fyne.KeyEscape, fyne.KeyF6)
	h.wants(t, "keys of no text", keys.Back, keys.NextPane)
	h.chord(ctrlS)
	h.wants(t, "Ctrl+S", keys.Save)
	if n.edit.AcceptsTab() {
		t.Error("Tab stays in the box")
	}
	n.OnSend = nil
	h.chord(ctrlEnter)
	h.wants(t, "Ctrl+Enter where nobody takes the note", keys.Send)
}

func TestANoteBoxGrowsAndEndsAtItsLimit(t *testing.T) {
	n := NewNoteBox("", nil)
	n.TooLong = "The rest is cut off."
	hear(t, n)
	low := n.MinSize().Height
	n.SetText("1\n2\n3")
	three := n.MinSize().Height
	n.SetText(strings.Repeat("line\n", 40))
	if most := n.MinSize().Height; three <= low || most <= three || most > 6*low {
		t.Errorf("heights %v, %v, %v", low, three, most)
	}
	n.SetText(strings.Repeat("ä", NoteLimit+5))
	if got := len([]rune(n.Text())); got != NoteLimit || !n.full.text.Visible() || n.full.text.Text != n.TooLong {
		t.Errorf("it holds %d characters and says %q", got, n.full.text.Text)
	}
	n.SetText("short")
	if n.full.text.Visible() {
		t.Error("it still says that the text was too long")
	}
}

func TestAPlaceholderStaysOnOneLine(t *testing.T) {
	n := NewNoteBox("Add a note that customers never see, however long this goes on", nil)
	n.SetGoes("Only on this computer")
	w := stage(t, look.Prefs{}, container.NewVBox(n), fyne.NewSize(420, 100))
	if !strings.HasSuffix(n.edit.PlaceHolder, "…") {
		t.Errorf("it stands as %q", n.edit.PlaceHolder)
	}
	w.Resize(fyne.NewSize(900, 100))
	if strings.HasSuffix(n.edit.PlaceHolder, "…") {
		t.Errorf("with room for all it stands as %q", n.edit.PlaceHolder)
	}
	if n.SetPlaceholder("A note"); n.edit.PlaceHolder != "A note" {
		t.Errorf("another one stands as %q", n.edit.PlaceHolder)
	}
}
