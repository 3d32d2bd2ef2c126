package parts

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"turnaround/ui/look"
)

func TestARollIsWalkedAndPressedByKeysAndTaps(t *testing.T) {
	pressed, stepped := -1, -1
	l := NewRoll(func() RollRow[string] { return NewWrapText("", look.Body, false, look.InkText, 1) }, func(n int) { pressed = n })
	l.Stepped = func(n int) { stepped = n }
	w := stage(t, look.Prefs{}, l, fyne.NewSize(300, 200))
	l.Focus()
	key := func(name fyne.KeyName) {
		if f, ok := w.Canvas().Focused().(interface{ TypedKey(*fyne.KeyEvent) }); ok {
			f.TypedKey(&fyne.KeyEvent{Name: name})
		}
	}
	key(fyne.KeyReturn) // an empty one has nothing to press
	if pressed != -1 || !l.Focused() {
		t.Fatalf("pressed %d, focused %v", pressed, l.Focused())
	}
	var rows []string
	for n := range 10_000 {
		rows = append(rows, fmt.Sprint("row ", n))
	}
	l.Set(rows)
	for _, c := range []struct {
		key  fyne.KeyName
		want int
	}{{fyne.KeyDown, 1}, {fyne.KeyDown, 2}, {fyne.KeyUp, 1}, {fyne.KeyEnd, 9_999}, {fyne.KeyDown, 9_999}, {fyne.KeyHome, 0}, {fyne.KeyUp, 0}} {
		if key(c.key); l.At() != c.want || stepped != c.want {
			t.Errorf("%s goes to row %d (told %d), not %d", c.key, l.At(), stepped, c.want)
		}
	}
	if key(fyne.KeyPageDown); l.At() < 2 || l.At() > 20 {
		t.Errorf("a page goes to row %d", l.At())
	}
	if key(fyne.KeySpace); pressed != l.At() {
		t.Errorf("Space presses %d, not %d", pressed, l.At())
	}
	if l.Select(3); pressed != 3 || l.At() != 3 {
		t.Errorf("a tap on the fourth row presses %d and stands at %d", pressed, l.At())
	}
	l.Set(rows[:1])
	if l.At() != 0 || len(l.Rows()) != 1 {
		t.Errorf("with one row left it stands at %d of %d", l.At(), len(l.Rows()))
	}
}
