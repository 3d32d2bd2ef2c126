package compose

import (
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/compose"
	"turnaround/app/incident"
	"turnaround/app/update"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// The six questions.
const (
	askPhase = iota
	askWho
	askWhat
	askDoing
	askMeanwhile
	askNext
	askCount
)

// asked are the answers that are typed, by their question.
var asked = [askCount]string{askWho: "who", askWhat: "what", askDoing: "doing", askMeanwhile: "meanwhile"}

// answerRunes is the longest answer: a message is short, and Fyne's entry slow.
const answerRunes = 4000

// questions is where the answers are given.
type questions struct {
	s     *Screen
	heads [askCount]*parts.QuestionHead
	phase *parts.Segmented
	boxes map[string]*parts.TextBox
	times *times
	news  *news
	facts *factsForm
	more  *moreForm
	foot  *fyne.Container
	saved *label
}

func newQuestions(s *Screen) *questions {
	q := &questions{s: s, boxes: map[string]*parts.TextBox{}, saved: newLabel("", look.Meta, false, look.InkText2)}
	for n, title := range titles() {
		q.heads[n] = parts.NewQuestionHead(words.Number(n+1), title)
	}
	var names []string
	for _, p := range phases {
		names = append(names, view.PhaseWord(p))
	}
	q.phase = parts.NewSegmented(names, 0, func(n int) {
		s.change("", func(w *compose.Writing, now time.Time) { w.SetPhase(phases[n], now) })
	})
	for n, hint := range hints() {
		if field := asked[n]; field != "" {
			few := 2
			if field == "who" {
				few = 1
			}
			q.boxes[field] = s.newBox(field, titles()[n], hint, few)
		}
	}
	q.times, q.news, q.facts, q.more = newTimes(s), newNews(s), newFacts(s), newMore(s)
	template := parts.NewLink(words.T("Use a template"), "article", nil)
	template.OnPressed = func() { s.chooseTemplate(template) }
	again := parts.NewLink(words.T("Reuse the last text"), "", s.reuse)
	hand := parts.NewLink(words.T("Hand on"), "", nil)
	hand.OnPressed = func() { s.handOn(hand) }
	q.foot = newFlow(template, again, hand, q.saved)
	return q
}

// titles are the questions.
func titles() [askCount]string {
	return [askCount]string{words.T("Where are we?"), words.T("Who is this for?"), words.T("What do customers see?"),
		words.T("What are we doing?"), words.T("What can they do meanwhile?"), words.T("When will they hear next?")}
}

// hints say what to write.
func hints() [askCount]string {
	return [askCount]string{askWho: words.T("people paying by card in the EU"), askWhat: words.T("What fails for them, in their words"),
		askDoing: words.T("One or two sentences a customer would say"), askMeanwhile: words.T("A way around it, or what to wait for")}
}

// newBox is where one answer is typed.
func (s *Screen) newBox(field, name, hint string, few int) *parts.TextBox {
	b := parts.NewTextBox(name, hint, few, 8, func(typed string) { s.typed(field, typed) })
	b.Most = answerRunes
	b.SetUndo(s.undo)
	b.OnGrown = func() { s.frame.grown() }
	return b
}

// typed takes an answer in.
func (s *Screen) typed(field, said string) {
	s.answer(field, func(a *answers) { put(a, field, said) })
}

// rows are the questions below each other.
func (q *questions) rows() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for n := range askCount {
		all = append(all, parts.NewColumn(look.S6, q.heads[n], q.input(n)))
	}
	return append(all, q.news.content, q.facts.content, q.more.content, q.foot)
}

// input is where a question is answered.
func (q *questions) input(n int) fyne.CanvasObject {
	switch n {
	case askPhase:
		return q.phase
	case askNext:
		return q.times.content
	}
	return q.boxes[asked[n]]
}

// focus goes to a question.
func (q *questions) focus(n int) {
	switch n {
	case askPhase:
		parts.Focus(q.phase)
	case askNext:
		q.times.focus()
	default:
		q.boxes[asked[n]].Focus()
	}
}

// update shows the answers; what is typed meanwhile stays.
func (q *questions) update(p page) {
	for n, phase := range phases {
		if phase == p.answers.Phase && q.phase.Chosen() != n {
			q.phase.Set(n)
		}
	}
	wrong := map[string]bool{}
	for _, f := range p.checks {
		wrong[f.about] = wrong[f.about] || f.blocks()
	}
	for field, b := range q.boxes {
		if p.ready(q.s) {
			b.SetText(said(p.answers, field))
		}
		b.SetWrong(wrong[field])
	}
	q.heads[askWho].SetHint("")
	if n := p.answers.Facts.Contacts; n > 0 {
		q.heads[askWho].SetHint(words.N("{{.Count}} wrote in so far", n))
	}
	q.heads[askWhat].SetHint("")
	if share := p.answers.Facts.Share; share != "" {
		q.heads[askWhat].SetHint(words.T("from the timeline: {{.What}}", words.Data{"What": share}))
	}
	q.heads[askDoing].SetHint(words.T("say it the way a customer would"))
	q.heads[askNext].SetHint(targetHint(p))
	q.heads[askNext].SetWrong(wrong["next"])
	q.times.update(p, wrong["next"])
	q.news.update(p)
	q.facts.update(p)
	q.more.update(p)
	q.saved.ink = look.InkText2
	if p.unsaved != nil {
		q.saved.ink = look.InkCrit
	}
	q.saved.set(savedText(p))
}

// targetHint says how soon customers are to hear again.
func targetHint(p page) string {
	if p.answers.Phase == incident.PhaseResolved || p.every <= 0 {
		return ""
	}
	if p.Practice {
		return words.T("short in a drill, so that it rings")
	}
	return words.T("{{.Level}} target: about {{.Span}}", words.Data{"Level": p.incident.Severity.OrDefault().String(), "Span": words.Span(p.every)})
}

// times is the choice of when customers hear next.
type times struct {
	s       *Screen
	content *fyne.Container
	offered []time.Time
	buttons []*parts.KeyButton
	pick    *parts.KeyButton
	none    *label
}

func newTimes(s *Screen) *times {
	t := &times{s: s, none: newLabel(words.T("Nothing more is promised: it is over."), look.Body, false, look.InkText2)}
	t.pick = parts.NewKeyButton(words.T("Pick a time"), "schedule", "", parts.Outline, s.pickTime)
	t.content = newFlow(t.none, t.pick)
	return t
}

func (t *times) focus() {
	if len(t.buttons) > 0 {
		parts.Focus(t.buttons[0])
		return
	}
	parts.Focus(t.pick)
}

// update offers the times; the one that is promised is filled.
func (t *times) update(p page, wrong bool) {
	over := p.answers.Phase == incident.PhaseResolved
	show(t.none, over)
	show(t.pick, !over)
	for len(t.buttons) < len(p.Times) {
		n := len(t.buttons)
		b := parts.NewKeyButton("", "", "", parts.Outline, func() { t.s.promise(t.offered[n]) })
		t.buttons = append(t.buttons, b)
		at := len(t.content.Objects) - 1
		t.content.Objects = append(t.content.Objects[:at:at], b, t.pick)
	}
	t.offered = p.Times
	other := !p.answers.Next.IsZero()
	for n, b := range t.buttons {
		show(b, n < len(p.Times))
		if n >= len(p.Times) {
			continue
		}
		icon, importance := "", parts.Outline
		if p.Times[n].Equal(p.answers.Next) {
			icon, importance, other = "check", parts.Primary, false
		}
		t.s.finger(b)
		b.Set(words.Clock(p.Times[n]), icon, importance)
	}
	text, importance := words.T("Pick a time"), parts.Outline
	if other {
		text, importance = words.Moment(p.answers.Next, p.now), parts.Primary
	}
	t.s.finger(t.pick)
	t.pick.Set(text, "schedule", importance)
	t.pick.Alarm = wrong
	t.pick.Refresh()
	t.content.Refresh()
}

// promise says when customers hear next.
func (s *Screen) promise(at time.Time) {
	s.answer("", func(a *answers) { a.Next = at })
}

// news is what came to be known since the last update.
type news struct {
	s       *Screen
	content *panel
	head    *parts.QuestionHead
	column  *fyne.Container
	facts   []update.Fact
	most    int
}

func newNews(s *Screen) *news {
	n := &news{s: s, head: parts.NewQuestionHead("", ""), most: 5}
	n.column = parts.NewColumn(look.S4/2, n.head)
	n.content = newPanel(look.InkBG3, look.InkNone, look.S12, look.RadiusControl, n.column)
	n.content.Hide()
	return n
}

func (n *news) update(p page) {
	show(n.content, len(p.Facts) > 0)
	title := words.T("From the timeline")
	if !p.last.IsZero() {
		title = words.T("New since your last update at {{.Time}}", words.Data{"Time": words.Clock(p.last)})
	}
	n.head.Set(title)
	n.head.SetHint(words.T("press to add"))
	same := len(n.facts) == len(p.Facts)
	for i := range p.Facts {
		same = same && n.facts[i] == p.Facts[i]
	}
	if same {
		return
	}
	n.facts = p.Facts
	n.column.Objects = []fyne.CanvasObject{n.head}
	begin := max(0, len(p.Facts)-n.most)
	for i := len(p.Facts) - 1; i >= begin; i-- {
		f := p.Facts[i]
		l := parts.NewLink(f.Text, "add_circle_outline", func() {
			n.s.change("", func(w *compose.Writing, _ time.Time) { w.Insert(f) })
		})
		l.Hint = words.T("{{.Time}}: {{.Text}}", words.Data{"Time": words.Moment(f.At, p.now), "Text": f.Text})
		l.Ink = look.InkText2
		n.column.Objects = append(n.column.Objects, l)
	}
	n.column.Refresh()
}
