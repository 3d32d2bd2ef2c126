package settings

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/parts"
)

// walkScreen visits every object on screen, hidden ones left out.
func walkScreen(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, inner := range o.Objects {
			walkScreen(inner, visit)
		}
	case fyne.Widget:
		for _, inner := range test.WidgetRenderer(o).Objects() {
			walkScreen(inner, visit)
		}
	}
}

// all finds the parts of a type.
func all[T any](o fyne.CanvasObject) []T {
	var list []T
	walkScreen(o, func(o fyne.CanvasObject) {
		if t, ok := o.(T); ok {
			list = append(list, t)
		}
	})
	return list
}

// said is every text on screen.
func said(o fyne.CanvasObject) string {
	var b strings.Builder
	walkScreen(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			fmt.Fprintln(&b, t.Text)
		}
	})
	return b.String()
}

// shows tells whether a text is on screen, however it is broken into lines.
func (s *stage) shows(text string) bool {
	flat := strings.Join(strings.Fields(said(s.Content())), " ")
	return strings.Contains(flat, strings.Join(strings.Fields(text), " "))
}

func (s *stage) mustShow(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if !s.shows(text) {
			s.t.Errorf("%q is not on screen:\n%s", text, said(s.Content()))
		}
	}
}

// press presses a button or a link by its text.
func (s *stage) press(text string) {
	s.t.Helper()
	for _, b := range all[*parts.KeyButton](s.Content()) {
		if b.Text == text {
			if b.Disabled() {
				s.t.Fatalf("%q cannot be pressed", text)
			}
			test.Tap(b)
			return
		}
	}
	for _, l := range all[*parts.Link](s.Content()) {
		if l.Text == text {
			test.Tap(l)
			return
		}
	}
	s.t.Fatalf("nothing to press is called %q:\n%s", text, said(s.Content()))
}

// tick ticks a checkbox by its text.
func (s *stage) tick(text string) {
	s.t.Helper()
	for _, c := range all[*parts.Checkbox](s.Content()) {
		if c.Text == text {
			test.Tap(c)
			return
		}
	}
	s.t.Fatalf("there is no box %q", text)
}

// pick takes an option of a select by the select's name.
func (s *stage) pick(name, option string) {
	s.t.Helper()
	for _, sel := range all[*parts.Select](s.Content()) {
		if sel.Name != name {
			continue
		}
		for n, o := range sel.Options {
			if o == option {
				sel.Set(n)
				sel.OnChanged(n)
				return
			}
		}
		s.t.Fatalf("%s has no %q but %q", name, option, sel.Options)
	}
	s.t.Fatalf("there is no choice %q", name)
}

// toggle flips a switch by its name.
func (s *stage) toggle(name string) {
	s.t.Helper()
	for _, g := range all[*parts.Toggle](s.Content()) {
		if g.Name == name {
			test.Tap(g)
			return
		}
	}
	s.t.Fatalf("there is no switch %q", name)
}

// segment takes one of a few choices side by side, by the keyboard.
func (s *stage) segment(option string) {
	s.t.Helper()
	for _, g := range all[*parts.Segmented](s.Content()) {
		n := slices.Index(g.Options, option)
		if n < 0 {
			continue
		}
		s.window.Canvas().Focus(g)
		for g.Chosen() != n {
			key := fyne.KeyRight
			if g.Chosen() > n {
				key = fyne.KeyLeft
			}
			before := g.Chosen()
			g.TypedKey(&fyne.KeyEvent{Name: key})
			if g.Chosen() == before {
				s.t.Fatalf("%q cannot be reached", option)
			}
		}
		return
	}
	s.t.Fatalf("there is no choice %q", option)
}

func (s *stage) sources() *sources { return s.pages[PageSources].(*sources) }

// fill types into a field of the wizard.
func (s *stage) fill(name, text string) {
	s.t.Helper()
	f := s.sources().wizard.focus[name]
	if f == nil {
		s.t.Fatalf("the wizard has no field %q", name)
	}
	f.SetText(text)
}

// file waits until the configuration's file holds something.
func (s *stage) file(holds string) {
	s.t.Helper()
	s.until("the file to hold "+holds, func() bool { return strings.Contains(s.core.text(), holds) })
}

func (s *stage) key(name fyne.KeyName) { s.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name}) }

func hold(t *testing.T, what string, ok bool) {
	t.Helper()
	if !ok {
		t.Error(what)
	}
}
