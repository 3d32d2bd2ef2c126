package compose

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/compose"
	"turnaround/app/text"
	"turnaround/app/update"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// openAdvices is how many advices are open at once; the rest is folded.
const openAdvices = 3

// checks is what the checks say before it is sent.
type checks struct {
	s        *Screen
	content  *fyne.Container
	title    *parts.QuestionHead
	chip     *parts.ClockChip
	cards    map[string]*card
	rest     *parts.Link // opens the other advices
	settled  *parts.Link
	passed   *parts.Link // opens the titles of those
	passes   *fyne.Container
	titles   []string
	all      bool // the other advices are open
	kept     bool // what was decided on is open
	named    bool // what passed is open
	approved *approval
}

// card is one finding with its buttons.
type card struct {
	*parts.CheckCard
	marks string // what its buttons say
	acts  []fyne.CanvasObject
}

func newChecks(s *Screen) *checks {
	c := &checks{s: s, cards: map[string]*card{}, chip: parts.NewClockChip(view.Chip{}), title: parts.NewQuestionHead("", words.T("Before you send"))}
	c.rest = parts.NewLink("", "warning", func() { c.all = !c.all; s.frame.update() })
	c.rest.Ink = look.InkWarn
	c.settled = parts.NewLink("", "fact_check", func() { c.kept = !c.kept; s.frame.update() })
	c.settled.Ink = look.InkText2
	c.passed = parts.NewLink("", "check_circle", func() { c.named = !c.named; s.frame.update() })
	c.passed.Ink = look.InkOK
	c.passes = parts.NewColumn(look.S4)
	c.content = parts.NewColumn(look.S10)
	c.approved = newApproval(s)
	return c
}

// update shows what was found. Cards that stay keep their place and the focus.
func (c *checks) update(p page) {
	had := c.focused()
	c.chip.Set(readyChip(p))
	var rows []fyne.CanvasObject
	seen := map[string]*card{}
	add := func(f finding, grade parts.Grade) {
		k := c.card(f, grade)
		seen[f.key()] = k
		rows = append(rows, k)
	}
	open, folded := 0, 0
	for _, f := range p.checks {
		switch {
		case f.blocks():
			add(f, parts.GradeBad)
		case open < openAdvices || c.all:
			open++
			add(f, parts.GradeAdvice)
		default:
			folded++
		}
	}
	switch {
	case folded > 0:
		c.rest.Set(words.N("{{.Count}} more advices", folded))
		rows = append(rows, c.rest)
	case c.all && open > openAdvices:
		c.rest.Set(words.T("Fewer advices"))
		rows = append(rows, c.rest)
	}
	if len(p.settled) > 0 {
		c.settled.Set(words.N("{{.Count}} stay as they are", len(p.settled)))
		rows = append(rows, c.settled)
		if c.kept {
			for _, f := range p.settled {
				add(f, parts.GradeSettled)
			}
		}
	}
	c.pass(p)
	rows = append(rows, c.passed, c.passes)
	c.cards = seen
	if !slices.Equal(rows, c.content.Objects) {
		c.content.Objects = rows
	}
	c.content.Refresh()
	c.approved.update(p)
	if had && !c.focused() {
		c.focus()
	}
}

// pass counts what the checks found well, and names it where somebody asked.
func (c *checks) pass(p page) {
	text := words.N("{{.Count}} checks pass", len(p.Passed))
	hint := words.T("Show")
	if c.named {
		hint = words.T("Hide")
	}
	show(c.passed, len(p.Passed) > 0)
	show(c.passes, c.named && len(p.Passed) > 0)
	c.passed.Set(text + " · " + hint)
	if slices.Equal(c.titles, p.Passed) && len(c.passes.Objects) > 0 {
		return
	}
	c.titles, c.passes.Objects = p.Passed, nil
	for _, id := range p.Passed {
		mark := newLabel("", look.Body, false, look.InkOK).withIcon("check")
		said := parts.NewWrapText(words.T(update.Title(id)), look.Body, false, look.InkText2, 0)
		c.passes.Objects = append(c.passes.Objects, &fyne.Container{Layout: marked{}, Objects: []fyne.CanvasObject{mark, said}})
	}
	c.passes.Refresh()
}

// marked puts a mark before a text that wraps.
type marked struct{}

// Layout places them.
func (marked) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	from := look.Scaled(look.Icon18) + look.S12
	box(objects[0], look.S4, 0, from-look.S4, min(size.Height, objects[0].MinSize().Height))
	box(objects[1], from, 0, size.Width-from, size.Height)
}

// MinSize is that of the text.
func (marked) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := objects[1].MinSize()
	return fyne.NewSize(s.Width+look.Scaled(look.Icon18)+look.S12, s.Height)
}

// card is that of a finding: the one that is there, or a new one.
func (c *checks) card(f finding, grade parts.Grade) *card {
	what, do := tell(f)
	check := parts.Check{Grade: grade, Title: what, Text: do, Number: f.Number}
	if f.Overruled != "" {
		check.Text = words.T("Published all the same: {{.Why}}", words.Data{"Why": f.Overruled})
	}
	marks := c.marksOf(f)
	if k := c.cards[f.key()]; k != nil {
		var acts []fyne.CanvasObject
		if k.marks != marks {
			k.marks, k.acts = marks, c.actions(f)
			acts = k.acts
		}
		k.Set(check, acts)
		return k
	}
	k := &card{marks: marks, acts: c.actions(f)}
	k.CheckCard = parts.NewCheckCard(check, k.acts...)
	return k
}

// marksOf changes with the buttons of a finding.
func (c *checks) marksOf(f finding) string {
	all := f.Overruled
	if c.s.frame.class == look.Phone {
		all += "large"
	}
	if f.Kept {
		all += "kept"
	}
	for _, r := range f.Remedies {
		label, _ := remedyText(r)
		all += "|" + label
	}
	return all
}

// remedies is how many ways to mend are offered.
const remedies = 3

// actions are the buttons of a finding.
func (c *checks) actions(f finding) []fyne.CanvasObject {
	key := f.key()
	if f.Overruled != "" || f.Kept {
		back := parts.NewLink(words.T("Look at it again"), "", func() { c.s.reopen(key) })
		back.Bold = true
		return []fyne.CanvasObject{back}
	}
	var all []fyne.CanvasObject
	for n, r := range f.Remedies {
		if n == remedies {
			break
		}
		label, icon := remedyText(r)
		importance := parts.Outline
		if n == 0 && f.blocks() {
			importance = parts.Primary
		}
		b := parts.NewKeyButton(label, icon, "", importance, func() { c.s.mend(key, n) })
		b.Small = true
		c.s.finger(b)
		all = append(all, b)
	}
	switch {
	case f.missing != "" || f.Absolute:
	case f.blocks():
		all = append(all, c.s.choice(words.T("Publish all the same"), func() { c.s.overrule(key) }))
	default:
		all = append(all, c.s.choice(words.T("Keep mine"), func() { c.s.keepMine(key) }))
	}
	return all
}

// finger makes a button large enough for one, on a phone.
func (s *Screen) finger(b *parts.KeyButton) {
	if s.frame.class == look.Phone {
		b.Small, b.TextSize = false, look.PhoneMeta
	}
}

// choice is what may be done instead: a link, on a phone a button.
func (s *Screen) choice(text string, do func()) fyne.CanvasObject {
	if s.frame.class != look.Phone {
		return bold(text, do)
	}
	b := parts.NewKeyButton(text, "", "", parts.Quiet, do)
	s.finger(b)
	return b
}

func bold(text string, do func()) *parts.Link {
	l := parts.NewLink(text, "", do)
	l.Bold = true
	return l
}

// readyChip says how it stands.
func readyChip(p page) view.Chip {
	advices := len(p.checks) - p.Blocking
	switch {
	case p.Blocking > 0:
		return view.Chip{Icon: "dangerous", Text: words.N("{{.Count}} must be fixed", p.Blocking), Tone: view.Bad}
	case advices > 0:
		return view.Chip{Icon: "warning", Text: words.N("{{.Count}} advices", advices), Tone: view.Warn}
	case p.Hurdle == compose.NoHurdle:
		return view.Chip{Icon: "check_circle", Text: words.T("All checks pass"), Tone: view.Good}
	}
	return view.Chip{}
}

// focused tells whether one of the buttons has the focus.
func (c *checks) focused() bool {
	at := c.s.focusNow()
	if at == nil {
		return false
	}
	for _, k := range c.cards {
		for _, a := range k.acts {
			if f, ok := a.(fyne.Focusable); ok && f == at {
				return true
			}
		}
	}
	return false
}

// focus goes to the first button, or on to where it is sent.
func (c *checks) focus() {
	for _, o := range c.content.Objects {
		if k, ok := o.(*card); ok && len(k.acts) > 0 {
			parts.Focus(k.acts[0].(fyne.Focusable))
			return
		}
	}
	c.s.frame.foot.focus()
}

// find gives the finding of a key as the page has it now.
func (s *Screen) find(key string) (finding, bool) {
	for _, all := range [][]finding{s.page.checks, s.page.settled} {
		for _, f := range all {
			if f.key() == key {
				return f, true
			}
		}
	}
	return finding{}, false
}

// mend does what the nth remedy of a finding says; what only a person knows is
// asked.
func (s *Screen) mend(key string, n int) {
	f, ok := s.find(key)
	if !ok || n >= len(f.Remedies) {
		return
	}
	r := f.Remedies[n]
	if r.Kind == compose.Ask {
		s.ask(r.Field)
		return
	}
	s.change("", func(w *compose.Writing, now time.Time) {
		if !w.Mend(r, now) {
			s.Post(func() { s.Host.Toast(words.T("The text has changed meanwhile; look again."), false) })
		}
	})
}

// keepMine leaves an advice as it is.
func (s *Screen) keepMine(key string) {
	s.change("", func(w *compose.Writing, _ time.Time) { w.Keep(key, true) })
}

// reopen takes back what was decided on a finding.
func (s *Screen) reopen(key string) {
	s.change("", func(w *compose.Writing, _ time.Time) {
		w.Keep(key, false)
		w.Overrule(key, "")
	})
}

// approval is who said OK.
type approval struct {
	s       *Screen
	content *fyne.Container
	name    *label
	field   *parts.Field
	old     *parts.CheckCard
}

func newApproval(s *Screen) *approval {
	a := &approval{s: s, name: newLabel(words.T("OK’d by"), look.Body, true, look.InkText).withIcon("fact_check"), field: parts.NewField(words.T("Name, said in chat (optional)"))}
	a.field.OnChanged = func(by string) {
		if by == s.page.Approved && s.page.ready(s) {
			return
		}
		s.change("approved", func(w *compose.Writing, now time.Time) { w.Approve(by, now) })
	}
	still := parts.NewKeyButton(words.T("Asked again: still OK"), "fact_check", "", parts.Outline, func() {
		by := a.field.Text()
		s.change("", func(w *compose.Writing, now time.Time) { w.Approve(by, now) })
	})
	still.Small = true
	a.old = parts.NewCheckCard(parts.Check{Grade: parts.GradeBad, Title: words.T("The OK was given to another text")}, still,
		bold(words.T("Leave the name out"), func() { a.field.SetText("") }))
	a.old.Hide()
	line := &fyne.Container{Layout: leading{a.name}, Objects: []fyne.CanvasObject{a.name, a.field}}
	a.content = parts.NewColumn(look.S8, a.old, line)
	return a
}

func (a *approval) update(p page) {
	old := p.Hurdle == compose.OldApproval
	if show(a.old, old); old {
		a.old.Set(parts.Check{Grade: parts.GradeBad, Title: words.T("{{.Who}} said OK to another text", words.Data{"Who": text.Line(p.Approved, 40)}),
			Text: words.T("Text or facts have changed since.")}, nil)
	}
	if p.ready(a.s) && a.field.Text() != p.Approved && !a.field.Focused() {
		a.field.SetText(p.Approved)
	}
	a.content.Refresh()
}

// leading is a label before a field.
type leading struct{ name *label }

// Layout places them.
func (l leading) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := l.name.MinSize().Width
	box(objects[0], 0, 0, w, size.Height)
	box(objects[1], w+look.S10, 0, size.Width-w-look.S10, size.Height)
}

// MinSize is that of the field.
func (l leading) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.name.MinSize().Width+look.S10+look.Scaled(80), objects[1].MinSize().Height)
}
