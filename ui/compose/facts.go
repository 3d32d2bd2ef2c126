package compose

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/compose"
	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

var safeties = []incident.DataSafety{incident.DataUnknown, incident.DataSafe, incident.DataAffected}

// factsForm are the facts that matter in every update.
type factsForm struct {
	s       *Screen
	content *fyne.Container
	since   *moment
	end     *moment
	data    *parts.Select
	state   *parts.Select
	boxes   map[string]*parts.TextBox
	rows    map[string]fyne.CanvasObject
}

func newFacts(s *Screen) *factsForm {
	f := &factsForm{s: s, boxes: map[string]*parts.TextBox{}, rows: map[string]fyne.CanvasObject{}}
	f.since = newMoment(s, words.T("Affected since"), func(a *answers) *time.Time { return &a.Facts.Start },
		func(p page) time.Time { return p.incident.StartedAt }, words.T("first alert"))
	f.end = newMoment(s, words.T("Until"), func(a *answers) *time.Time { return &a.Facts.End },
		func(p page) time.Time { return p.incident.ResolvedAt }, words.T("when it was resolved"))
	f.data = parts.NewSelect(words.T("Their data"), []string{words.T("Not known"), words.T("Checked, safe"), words.T("Affected")}, 0, func(n int) {
		s.answer("", func(a *answers) { a.Facts.Data = safeties[n] })
	})
	var names []string
	for _, state := range states {
		name := stateWord(state)
		if state == "" {
			name = words.T("By severity and phase")
		}
		names = append(names, name)
	}
	f.state = parts.NewSelect(words.T("Components on the page"), names, 0, func(n int) {
		s.change("", func(w *compose.Writing, _ time.Time) { w.SetState(states[n]) })
	})
	head := parts.NewQuestionHead("", words.T("The facts that matter"))
	all := []fyne.CanvasObject{head, row(words.T("Affected since"), f.since.content), f.until(),
		f.row("share", words.T("How many"), words.T("about 1 in 8")), f.row("where", words.T("Where"), words.T("region, plan or product")),
		f.row("works", words.T("Still works"), words.T("what they can still do")), row(words.T("Their data"), f.data),
		f.stated(), f.row("title", words.T("Headline"), words.T("What does not work, in a few words"))}
	f.content = parts.NewColumn(look.S6, all...)
	return f
}

func (f *factsForm) until() fyne.CanvasObject {
	f.rows["end"] = row(words.T("Until"), f.end.content)
	return f.rows["end"]
}

func (f *factsForm) stated() fyne.CanvasObject {
	f.rows["state"] = row(words.T("Components"), f.state)
	return f.rows["state"]
}

func (f *factsForm) row(field, name, hint string) fyne.CanvasObject {
	b := f.s.newBox(field, name, hint, 1)
	f.boxes[field] = b
	return row(name, b)
}

// rowNames is how wide the names before the fields are.
const rowNames float32 = 104

// named is a name before what it names.
type named struct{ name *label }

func row(name string, o fyne.CanvasObject) *fyne.Container {
	n := named{newLabel(name, look.Body, false, look.InkText2)}
	return &fyne.Container{Layout: n, Objects: []fyne.CanvasObject{n.name, o}}
}

// Layout places them.
func (n named) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := look.Scaled(rowNames)
	box(objects[1], w, 0, size.Width-w, max(size.Height, objects[1].MinSize().Height))
	box(objects[0], 0, 0, w-look.S8, look.Scaled(look.Input))
}

// MinSize is that of what is named.
func (n named) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := objects[1].MinSize()
	return fyne.NewSize(s.Width+look.Scaled(rowNames), max(s.Height, look.Scaled(look.Input)))
}

func (f *factsForm) update(p page) {
	for field, b := range f.boxes {
		if p.ready(f.s) {
			b.SetText(said(p.answers, field))
		}
	}
	if p.ready(f.s) {
		f.since.update(p)
		f.end.update(p)
		for n, data := range safeties {
			if data == p.answers.Facts.Data && f.data.Chosen() != n {
				f.data.Set(n)
			}
		}
	}
	for n, state := range states {
		if n > 0 && p.state == state || n == 0 && p.state == "" {
			if f.state.Chosen() != n {
				f.state.Set(n)
			}
		}
	}
	show(f.rows["end"], p.answers.Phase == incident.PhaseResolved || !p.answers.Facts.End.IsZero())
	show(f.rows["state"], p.pages)
	if p.pages {
		name := words.T("By severity and phase: {{.State}}", words.Data{"State": stateWord(p.State)})
		if f.state.Options[0] != name && p.state == "" {
			f.state.Options[0] = name
			f.state.Refresh()
		}
	}
}

// moment is a time that is typed, with one that is offered.
type moment struct {
	s       *Screen
	content *fyne.Container
	field   *parts.Field
	offer   *parts.KeyButton
	of      func(*answers) *time.Time
	known   func(page) time.Time
	whence  string
	at      time.Time // as the answers have it
	offered time.Time
}

func newMoment(s *Screen, name string, of func(*answers) *time.Time, known func(page) time.Time, whence string) *moment {
	m := &moment{s: s, of: of, known: known, whence: whence, field: parts.NewField(words.T("not known, add"))}
	m.field.OnChanged = m.typed
	m.offer = parts.NewKeyButton("", "", "", parts.Outline, func() {
		at := m.offered
		s.answer("", func(a *answers) { *of(a) = at })
	})
	m.offer.Small = true
	m.content = &fyne.Container{Layout: fieldAndOffer{}, Objects: []fyne.CanvasObject{m.field, m.offer}}
	return m
}

// typed takes a time in once it is one.
func (m *moment) typed(typed string) {
	if m.at.IsZero() && strings.TrimSpace(typed) == "" || typed == m.text() {
		return
	}
	at, err := words.ReadPast(typed, m.s.Now(), words.Zone())
	if err != nil {
		return // it is not typed to its end
	}
	m.at = at
	m.s.answer(m.whence, func(a *answers) { *m.of(a) = at })
}

func (m *moment) text() string {
	if m.at.IsZero() {
		return ""
	}
	return words.Moment(m.at, m.s.Now())
}

func (m *moment) update(p page) {
	at := *m.of(&p.answers)
	if !at.Equal(m.at) || m.at.IsZero() != at.IsZero() {
		m.at = at
		m.field.SetText(m.text())
	} else if !m.field.Focused() && m.field.Text() == "" && !at.IsZero() {
		m.field.SetText(m.text())
	}
	m.offered = m.known(p)
	offers := at.IsZero() && !m.offered.IsZero()
	if offers {
		m.offer.Set(words.T("{{.Time}}, {{.What}}", words.Data{"Time": words.Clock(m.offered), "What": m.whence}), "auto_fix_high", parts.Outline)
	}
	show(m.offer, offers)
	m.content.Refresh()
}

// fieldAndOffer puts a button behind a field.
type fieldAndOffer struct{}

// Layout places them.
func (fieldAndOffer) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := size.Width
	if objects[1].Visible() {
		s := objects[1].MinSize()
		s.Width = min(s.Width, size.Width*0.6)
		w -= s.Width + look.S8
		box(objects[1], w+look.S8, (look.Scaled(look.Input)-s.Height)/2, s.Width, s.Height)
	}
	box(objects[0], 0, 0, w, size.Height)
}

// MinSize is that of the field.
func (fieldAndOffer) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// moreForm is what the template asks for besides.
type moreForm struct {
	s       *Screen
	content *fyne.Container
	head    *parts.QuestionHead
	names   string
	boxes   map[string]*parts.TextBox
}

func newMore(s *Screen) *moreForm {
	m := &moreForm{s: s, head: parts.NewQuestionHead("", "")}
	m.content = parts.NewColumn(look.S6)
	return m
}

// update asks for what another template wants; the boxes stay while it is the same.
func (m *moreForm) update(p page) {
	names := p.answers.Language
	for _, e := range p.extras {
		names += " " + e.name
	}
	if names != m.names || m.boxes == nil {
		m.names, m.boxes = names, map[string]*parts.TextBox{}
		m.content.Objects = nil
		if len(p.extras) > 0 {
			m.content.Objects = append(m.content.Objects, m.head)
		}
		for _, e := range p.extras {
			b := m.s.newBox(e.name, e.guidance, e.guidance, 1)
			m.boxes[e.name] = b
			guidance := e.guidance
			if e.required {
				guidance = words.T("{{.What}} (needed)", words.Data{"What": guidance})
			}
			m.content.Objects = append(m.content.Objects, parts.NewWrapText(guidance, look.Meta, false, look.InkText2, 2), b)
		}
	}
	m.head.Set(words.T("“{{.Template}}” also asks", words.Data{"Template": p.Template.Title}))
	for _, e := range p.extras {
		if p.ready(m.s) {
			m.boxes[e.name].SetText(e.text)
		}
	}
	m.content.Refresh()
}
