package stage

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/parts"
)

// each visits what is visible, the topmost layer first, parents before children.
func (s *Stage) each(visit func(fyne.CanvasObject) bool) {
	c := s.Window.Canvas()
	layers := append([]fyne.CanvasObject{c.Content()}, c.Overlays().List()...)
	for n := len(layers) - 1; n >= 0; n-- {
		if walk(layers[n], visit) {
			return
		}
	}
}

// walk tells whether a visit ended it.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject) bool) bool {
	if o == nil || !o.Visible() {
		return false
	}
	if visit(o) {
		return true
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		if walk(child, visit) {
			return true
		}
	}
	return false
}

// Within visits a part and what is visible in it, until a visit ends it.
func (s *Stage) Within(o fyne.CanvasObject, visit func(fyne.CanvasObject) bool) { walk(o, visit) }

// Text finds a text in the window by what it says; nil: there is none.
func (s *Stage) Text(is func(string) bool) *canvas.Text {
	var found *canvas.Text
	s.each(func(o fyne.CanvasObject) bool {
		if t, ok := o.(*canvas.Text); ok && is(t.Text) {
			found = t
		}
		return found != nil
	})
	return found
}

// Shows tells whether a text stands in the window.
func (s *Stage) Shows(part string) bool {
	return s.Text(func(text string) bool { return strings.Contains(text, part) }) != nil
}

// Await runs what is posted until a text stands in the window.
func (s *Stage) Await(part string) error {
	return s.Until(fmt.Sprintf("the text %q", part), func() bool { return s.Shows(part) })
}

// Press taps the smallest thing that can be tapped and shows a text, or has it
// for its name.
func (s *Stage) Press(text string) error {
	var found fyne.Tappable
	s.each(func(o fyne.CanvasObject) bool {
		t, ok := o.(fyne.Tappable)
		if !ok {
			return false
		}
		if n, ok := o.(interface{ AccessibilityLabel() string }); ok && n.AccessibilityLabel() == text {
			found = t
			return true
		}
		if walk(o, func(o fyne.CanvasObject) bool {
			l, ok := o.(*canvas.Text)
			return ok && l.Text == text
		}) {
			found = t
		}
		return false
	})
	if found == nil {
		return fmt.Errorf("nothing to press says %q", text)
	}
	test.Tap(found)
	return nil
}

// Fields are the visible text fields in the order of the eye.
func (s *Stage) Fields() []*parts.Field {
	var all []*parts.Field
	s.each(func(o fyne.CanvasObject) bool {
		if f, ok := o.(*parts.Field); ok {
			all = append(all, f)
		}
		return false
	})
	return all
}

// List is the list of incidents; nil: none is shown.
func (s *Stage) List() *parts.IncidentList {
	var list *parts.IncidentList
	s.each(func(o fyne.CanvasObject) bool {
		list, _ = o.(*parts.IncidentList)
		return list != nil
	})
	return list
}

// Type presses a character where the focus is.
func (s *Stage) Type(char rune) {
	if f := s.Window.Canvas().Focused(); f != nil {
		f.TypedRune(char)
		return
	}
	if typed := s.Window.Canvas().OnTypedRune(); typed != nil {
		typed(char)
	}
}
