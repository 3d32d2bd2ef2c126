package parts

import (
	"testing"

	"fyne.io/fyne/v2"

	"turnaround/ui/keys"
)

// button is what all that is pressed can do.
type button interface {
	fyne.Widget
	fyne.Focusable
	fyne.Tappable
	fyne.Disableable
	fyne.Accessible
}

func TestWhatIsPressedHearsEnterAndSpaceAndKeepsTheFocus(t *testing.T) {
	for name, build := range map[string]func(count *int) button{
		"KeyButton":  func(n *int) button { return NewKeyButton("Snooze", "snooze", keys.Snooze, Quiet, func() { *n++ }) },
		"IconButton": func(n *int) button { return NewIconButton("link", "Copy", keys.Copy, func() { *n++ }) },
		"Link":       func(n *int) button { return NewLink("Runbook", "assignment", func() { *n++ }) },
		"Toggle":     func(n *int) button { return NewToggle("Quiet hours", "on", "off", false, func(bool) { *n++ }) },
		"Checkbox":   func(n *int) button { return NewCheckbox("acknowledge", false, func(bool) { *n++ }) },
		"Tile":       func(n *int) button { return NewTile("sensors", "Alertmanager", "pull", func() { *n++ }) },
	} {
		t.Run(name, func(t *testing.T) {
			pressed := 0
			b := build(&pressed)
			h := hear(t, b)
			h.focus(t, b)
			for n, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace} {
				h.key(key)
				if pressed != n+1 {
					t.Errorf("%s pressed it %d times in all, want %d", key, pressed, n+1)
				}
				if h.window.Canvas().Focused() != fyne.Focusable(b) {
					t.Fatalf("%s took the focus away", key)
				}
			}
			h.rune(' ') // comes with the key
			if pressed != 3 || len(h.took()) != 0 {
				t.Error("the character of Space does something, too")
			}
			h.passesOn(t, name)
			h.key(fyne.KeyDown)
			h.wants(t, "Down", keys.Down)

			h.window.Canvas().Unfocus()
			tap(b)
			if pressed != 4 || h.window.Canvas().Focused() != fyne.Focusable(b) {
				t.Errorf("a tap: pressed %d times, the focus is with %v", pressed, h.window.Canvas().Focused())
			}
			b.Disable()
			h.key(fyne.KeyReturn, fyne.KeySpace)
			tap(b)
			if pressed != 4 {
				t.Error("it is pressed while it is disabled")
			}
			h.passesOn(t, name+", disabled")
			if b.AccessibilityLabel() == "" {
				t.Error("it has no name")
			}
		})
	}
}

func TestTheFocusIsSeen(t *testing.T) {
	b := NewKeyButton("Snooze", "", keys.Snooze, Primary, nil)
	s := NewSegmented([]string{"Yes", "No"}, 1, nil)
	h := hear(t, b, s)
	h.focus(t, b)
	if !b.ring.Visible() || b.ring.StrokeWidth != 2 {
		t.Error("the button with the focus has no ring of 2")
	}
	h.focus(t, s)
	if b.ring.Visible() || !s.ring.Visible() || s.ring.Position().X != s.cells[1].at.X {
		t.Error("the ring is not at the choice that has the focus")
	}
}

func TestToggleFollowsTheArrows(t *testing.T) {
	var told []bool
	g := NewToggle("Quiet hours", "on", "off", false, func(on bool) { told = append(told, on) })
	h := hear(t, g)
	h.focus(t, g)
	h.key(fyne.KeyLeft, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft)
	if len(told) != 2 || !told[0] || told[1] {
		t.Errorf("told %v, want on, then off", told)
	}
	if g.AccessibilityLabel() != "Quiet hours, off" {
		t.Errorf("it is called %q", g.AccessibilityLabel())
	}
}

func TestAMixedCheckboxIsTickedNext(t *testing.T) {
	c := NewCheckbox("3 selected", true, nil)
	c.Mixed = true
	h := hear(t, c)
	h.focus(t, c)
	h.key(fyne.KeySpace)
	if !c.On || c.Mixed {
		t.Errorf("on %v, mixed %v after Space", c.On, c.Mixed)
	}
}

func TestRadiosMoveByArrowsPastWhatIsDisabled(t *testing.T) {
	var told []int
	g := NewRadioGroup(0, func(n int) { told = append(told, n) })
	one, two, three := g.Add("Always", "every page rings"), g.Add("By calendar", ""), g.Add("List only", "")
	two.Disable()
	h := hear(t, one, two, three)
	h.focus(t, one)
	h.key(fyne.KeyDown)
	if g.Chosen() != 2 || h.window.Canvas().Focused() != fyne.Focusable(three) {
		t.Errorf("Down chose %d, the focus is with %v", g.Chosen(), h.window.Canvas().Focused())
	}
	h.key(fyne.KeyDown, fyne.KeyUp)
	tap(two)
	if len(told) != 2 || g.Chosen() != 0 {
		t.Errorf("told %v", told)
	}
	h.passesOn(t, "Radio")
	h.focus(t, three)
	h.key(fyne.KeySpace)
	if g.Chosen() != 2 {
		t.Error("Space does not choose")
	}
}
