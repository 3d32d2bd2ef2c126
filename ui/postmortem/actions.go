package postmortem

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	doc "turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// editNamed edits the action of an ID.
func (s *Screen) editNamed(id string) {
	for _, row := range s.sheet.plan {
		if row.ID == id {
			s.editAction(&row.Action, "")
		}
	}
}

// actionForm asks for all there is to an action.
type actionForm struct {
	what, owner, due, public *parts.Field
	kind                     *parts.Select
	done                     *parts.Checkbox
	content                  *fyne.Container
}

func newActionForm(a doc.Action, begun bool) *actionForm {
	f := &actionForm{what: parts.NewField(words.T("Begin with a verb: cap, alert on, rehearse")), owner: parts.NewField(words.T("One person or one team")),
		due: parts.NewField(words.T("2026-05-19")), public: parts.NewField(words.T("Empty: customers do not read of it")),
		done: parts.NewCheckbox(words.T("It is done"), a.Done, nil)}
	f.what.SetText(a.Text)
	f.owner.SetText(a.Owner)
	f.due.SetText(a.Due)
	f.public.SetText(a.Public)
	names := make([]string, len(doc.Kinds))
	notes := make([]string, len(doc.Kinds))
	for n, k := range doc.Kinds {
		names[n], notes[n] = kindWord(k), kindHint(k)
	}
	f.kind = parts.NewSelect(words.T("Type"), names, slices.Index(doc.Kinds, a.Kind), nil)
	f.kind.Notes, f.kind.Empty = notes, words.T("no type")
	objects := []fyne.CanvasObject{caption(words.T("What")), f.what, caption(words.T("Type")), f.kind, caption(words.T("Owner")), f.owner,
		caption(words.T("Due")), f.due, caption(words.T("How customers read of it")), f.public}
	if begun {
		objects = append(objects, f.done)
	}
	f.content = parts.NewColumn(look.S6, objects...)
	return f
}

func kindHint(k doc.Kind) string {
	switch k {
	case doc.Prevent:
		return words.T("it does not happen again")
	case doc.Mitigate:
		return words.T("it hurts less, or for less long")
	case doc.Detect:
		return words.T("it is noticed sooner")
	case doc.Communicate:
		return words.T("customers hear sooner, and better")
	}
	return words.T("how people work together")
}

// take reads the form; false: something is wrong and said.
func (f *actionForm) take(a doc.Action) (doc.Action, bool) {
	a.Text, a.Owner, a.Public, a.Done = strings.TrimSpace(f.what.Text()), strings.TrimSpace(f.owner.Text()), strings.TrimSpace(f.public.Text()), f.done.On
	if n := f.kind.Chosen(); n >= 0 {
		a.Kind = doc.Kinds[n]
	}
	due, ok := day(f.due.Text())
	a.Due = due
	f.what.SetError("")
	f.due.SetError("")
	switch {
	case a.Text == "":
		f.what.SetError(words.T("Say what is to be done."))
		f.what.Focus()
		return a, false
	case !ok:
		f.due.SetError(words.T("Give a day like 2026-05-19."))
		f.due.Focus()
		return a, false
	}
	return a, true
}

// editAction asks for an action: a new one, with what it begins as, or was.
// then is called when it is kept.
func (s *Screen) editAction(was *doc.Action, begin string, then ...func()) {
	if s.page == nil {
		return
	}
	a := doc.Action{Text: begin}
	title, button := words.T("Add an action item"), words.T("Add")
	if was != nil {
		a = *was
		title, button = words.T("Action {{.ID}}", words.Data{"ID": a.ID}), words.T("Save")
	}
	form := newActionForm(a, was != nil)
	var shut func()
	choices := []parts.Choice{{Text: button, Importance: parts.Primary, Stay: true, Do: func() {
		made, ok := form.take(a)
		if !ok {
			return
		}
		shut()
		s.setAction(made, was, func() {
			for _, f := range then {
				f()
			}
		})
	}}}
	if was != nil {
		choices = append([]parts.Choice{{Text: words.T("Take it out"), Importance: parts.Outline, Do: func() { s.dropAction(*was) }}}, choices...)
	}
	shut = s.Host.Modal(title, form.content, choices...)
	form.what.Focus()
}

// dropAction takes an action out, once a person says so again.
func (s *Screen) dropAction(was doc.Action) {
	s.Host.Modal(words.T("Take the action out?"), container.NewStack(parts.NewWrapText(was.Text, look.Body, false, look.InkText2, 0)),
		parts.Choice{Text: words.T("Keep it"), Importance: parts.Outline},
		parts.Choice{Text: words.T("Take it out"), Importance: parts.Danger, Do: func() {
			turn, id := s.turn, s.id
			s.crew.do(func(ctx context.Context) func() {
				page, err := s.Core.DropAction(ctx, id, was)
				return s.acted(turn, page, err)
			})
		}})
}

// acted shows what came of a change to an action. What was changed elsewhere
// meanwhile is shown as it is now, and nothing is overwritten.
func (s *Screen) acted(turn int, page book.Page, err error) func() {
	var over *book.Overtaken
	if !errors.As(err, &over) {
		return s.changed(turn, page, err, words.T("The action was not kept"))
	}
	return func() {
		if turn != s.turn {
			return
		}
		s.load()
		now := words.T("It was taken out.")
		if a := over.Action; a != nil {
			now = a.Text + " · " + kindWord(a.Kind) + " · " + or(a.Owner, words.T("No owner")) + " · " + or(a.Due, words.T("No date"))
		}
		s.Host.Modal(words.T("{{.ID}} was changed elsewhere meanwhile", words.Data{"ID": over.ID}),
			parts.NewColumn(look.S8, parts.NewWrapText(now, look.Body, true, look.InkText, 0),
				parts.NewWrapText(words.T("Your change was not kept, so that neither is lost. Look at it, and change it again where you still want to."), look.Body, false, look.InkText2, 0)),
			parts.Choice{Text: words.T("Close"), Importance: parts.Outline})
	}
}
