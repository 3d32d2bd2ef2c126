package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// panel is a form beside a page: fields bound to texts, and what is wrong with them.
type panel struct {
	s      *Screen
	dirty  bool // something was typed
	told   bool // what is wrong was told once: it is told while typing from now on
	fields map[string]*field
	focus  map[string]*parts.Field
	edited func() // something was typed
	enter  func() // Enter in a field
}

// clear forgets the fields of the form before: it is built anew.
func (f *panel) clear(edited, enter func()) {
	f.fields, f.focus, f.edited, f.enter = map[string]*field{}, map[string]*parts.Field{}, edited, enter
}

// input makes a field of the form that is bound to a text.
func (f *panel) input(name, title, placeholder string, value *string) *field {
	edit := parts.NewField(placeholder)
	edit.SetText(*value)
	edit.OnChanged = func(text string) {
		*value = text
		f.typed()
	}
	edit.OnSubmitted = func(string) { f.enter() }
	f.focus[name] = edit
	f.fields[name] = newField(title, "", edit)
	return f.fields[name]
}

// typed notes that something was typed.
func (f *panel) typed() {
	f.dirty = true
	f.edited()
}

// pair sets two fields beside each other, or below each other on a phone.
func (f *panel) pair(a, b fyne.CanvasObject) fyne.CanvasObject {
	if f.s.width == look.Phone {
		return vbox(look.S14, a, b)
	}
	return topbox(look.S12, []float32{1, 1.9}, a, b)
}

// secretInput takes a secret, or a reference to one. What is kept already at ref
// is shown by its reference, never itself.
func (f *panel) secretInput(title, placeholder string, value *string, ref string) *field {
	out := f.input(fieldSecret, title, placeholder, value)
	entry := f.focus[fieldSecret]
	entry.SetSecret(isSecret(*value))
	entry.OnChanged = func(text string) {
		*value = text
		entry.SetSecret(isSecret(text))
		f.typed()
	}
	switch {
	case ref == "" || *value != "":
		out.box.Add(say(words.T("Goes to the system's keyring, never into the file."), styleHint))
	case shownRef(ref) == ref:
		changed := entry.OnChanged
		entry.OnChanged = nil
		entry.SetText(ref)
		entry.SetSecret(false)
		entry.SetGood(true)
		entry.OnChanged = changed
	default:
		out.box.Add(say(words.T("Kept as {{.Ref}}. Type here to replace it.", words.Data{"Ref": shownRef(ref)}), styleHint))
	}
	return out
}

// tell says at each field what is wrong with it, and gives the first in order.
func (f *panel) tell(found map[string]string, order ...string) (first string) {
	for name, each := range f.fields {
		each.tell(found[name])
	}
	f.settle()
	for _, name := range order {
		if found[name] != "" {
			return name
		}
	}
	return ""
}

func (f *panel) settle() {
	f.s.bodies.settle()
	f.s.sides.settle()
}

// tellNote says plainly where a secret is when it is not in the keyring.
func (s *Screen) tellNote(note string) {
	s.Host.Modal(words.T("There is no keyring here"), vbox(look.S8,
		say(words.T("The secret is in a file that only your user can read. It is not encrypted."), styleBody), say(text.Line(note, 400), styleHint)),
		parts.Choice{Text: words.T("Understood"), Importance: parts.Primary})
}

// notSaved says why a form was not saved; where the file says something else by
// now, whose version is to hold.
func (s *Screen) notSaved(wrong []trouble, conflict bool, keep, take func()) fyne.CanvasObject {
	rows := vbox(look.S4, say(words.T("Not saved."), styleBold))
	for _, t := range wrong {
		rows.Add(say(t.line(), styleSoft))
	}
	does := s.fileLinks()
	if conflict {
		mine := parts.NewKeyButton(words.T("Keep mine"), "", "", parts.Outline, keep)
		theirs := parts.NewKeyButton(words.T("Take the file's"), "", "", parts.Outline, take)
		mine.Small, theirs.Small = true, true
		does = []fyne.CanvasObject{mine, theirs}
	}
	return notice(look.InkCrit, look.InkCritBG, "error_outline", rows, does...)
}

// retake takes up what the file says now, then goes on.
func (s *Screen) retake(then func()) {
	s.reload()
	s.crew.serial(func(ctx context.Context) func() {
		next := s.look(ctx)
		return func() {
			s.now = next
			then()
		}
	})
}
