package settings

import (
	"fmt"

	"fyne.io/fyne/v2"

	"turnaround/ui/parts"
)

// stops are the parts of a page that take the focus, and its fields with the
// text they were built with.
type stops struct {
	all    []fyne.CanvasObject
	fields []typedField
}

type typedField struct {
	field *parts.Field
	text  string
}

// stopsOf finds the stops of some content, in the order of Tab.
func stopsOf(content ...fyne.CanvasObject) stops {
	var s stops
	for _, o := range content {
		s.gather(o)
	}
	return s
}

func (s *stops) gather(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, inner := range o.Objects {
			s.gather(inner)
		}
	case *field:
		s.gather(o.box)
	case *parts.Field:
		s.all = append(s.all, o)
		s.fields = append(s.fields, typedField{o, o.Text()})
	case fyne.Focusable:
		s.all = append(s.all, o.(fyne.CanvasObject))
	}
}

// focused is the place of the stop that has the focus; -1: none has.
func (s stops) focused() int {
	for n, o := range s.all {
		if f, ok := o.(*parts.Field); ok && f.Focused() {
			return n
		}
		c := fyne.CurrentApp().Driver().CanvasForObject(o)
		if f, ok := o.(fyne.Focusable); ok && c != nil && c.Focused() == f {
			return n
		}
	}
	return -1
}

// take carries over from the stops of the page before it was built anew: where
// the focus was, and what was typed.
func (s stops) take(before stops, at int) {
	if len(s.fields) == len(before.fields) {
		for n, was := range before.fields {
			if text := was.field.Text(); text != was.text && s.fields[n].field.Text() == was.text {
				s.fields[n].field.SetText(text)
			}
		}
	}
	if at < 0 || at >= len(s.all) || fmt.Sprintf("%T", s.all[at]) != fmt.Sprintf("%T", before.all[at]) {
		return
	}
	if f, ok := s.all[at].(*parts.Field); ok {
		f.Focus()
		return
	}
	parts.Focus(s.all[at].(fyne.Focusable))
}
