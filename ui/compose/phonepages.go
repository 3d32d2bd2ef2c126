package compose

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// holding is the first message, filled from what is known.
type holding struct {
	h       *phone
	content fyne.CanvasObject
	column  *fyne.Container
	due     *label
	card    *panel
	lead    *fyne.Container
	phase   *label
	body    *parts.MarkedText
	passes  *label
	cards   *fyne.Container
	yes     *parts.KeyButton
}

func newHolding(h *phone) *holding {
	s := h.s
	o := &holding{h: h, due: newLabel("", look.PhoneBody, false, look.InkWarn).withIcon("schedule"), phase: newLabel("", look.PhoneBody, false, look.InkText2),
		body: parts.NewMarkedText(look.PhoneBody, look.InkText), passes: newLabel("", look.PhoneMeta, false, look.InkOK).withIcon("check_circle"),
		cards: parts.NewColumn(look.S8)}
	o.yes = large(words.T("Yes"), "check", parts.Outline, func() {})
	answers := &fyne.Container{Layout: evenly{look.S10, 46}, Objects: []fyne.CanvasObject{o.yes,
		large(words.T("No"), "", parts.Quiet, func() { s.unaffected(incident.ImpactNone) }),
		large(words.T("Not sure"), "", parts.Quiet, func() { s.unaffected(incident.ImpactUnknown) })}}
	first := newLabel(words.T("First message"), look.PhoneBody, true, look.InkText).withIcon("lightbulb")
	edit := large(words.T("Edit"), "edit_note", parts.Outline, func() { h.step(askWhat) })
	o.lead = &fyne.Container{Layout: leadLine{}, Objects: []fyne.CanvasObject{first, o.phase, edit}}
	o.card = newPanel(look.InkLitBG, look.InkLitEdge, look.S14, look.RadiusPhone, parts.NewColumn(look.S8, o.lead, o.body, o.passes))
	o.column = parts.NewColumn(look.S8, parts.NewWrapText(words.T("Customers affected?"), look.PhoneTitle-2, true, look.InkText, 2), answers, o.due, o.card, o.cards,
		newLabel(words.T("Next update by"), look.PhoneBody, true, look.InkText), h.f.questions.times.content)
	o.content = newPanel(look.InkNone, look.InkNone, look.S16, 0, o.column)
	return o
}

func (o *holding) update(p page) {
	show(o.due, !p.due.IsZero())
	o.due.ink = look.InkWarn
	left := p.due.Sub(p.now)
	o.due.set(words.T("First update due {{.Time}}, in {{.Span}}", words.Data{"Time": words.Clock(p.due), "Span": words.Span(left)}))
	if left <= 0 {
		o.due.ink = look.InkCrit
		o.due.set(words.T("First update was due {{.Time}}", words.Data{"Time": words.Clock(p.due)}))
	}
	o.phase.set(view.PhaseWord(p.answers.Phase))
	if all := append(p.on(), p.Previews...); len(all) > 0 {
		o.body.Set(all[0].Text.Body, marksOf(p, all[0]))
	} else {
		o.body.Set(o.h.s.plain(), nil)
	}
	chip := readyChip(p)
	o.passes.icon, o.passes.ink = chip.Icon, look.InkOK
	switch chip.Tone {
	case view.Bad:
		o.passes.ink = look.InkCrit
	case view.Warn:
		o.passes.ink = look.InkWarn
	}
	if chip.Text == "" {
		chip.Text, _ = hurdleText(p)
		o.passes.icon, o.passes.ink = "error_outline", look.InkCrit
	}
	o.passes.set(chip.Text)
	o.cards.Objects = nil
	for _, f := range p.checks {
		if k := o.h.f.checks.cards[f.key()]; k != nil && f.blocks() {
			o.cards.Objects = append(o.cards.Objects, k)
		}
	}
	show(o.cards, len(o.cards.Objects) > 0)
	o.column.Refresh()
}

// leadLine is what stands above the first message.
type leadLine struct{}

// Layout places them.
func (leadLine) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	edit, first := objects[2].MinSize().Width, objects[0].MinSize().Width
	box(objects[2], size.Width-edit, 0, edit, size.Height)
	box(objects[0], 0, 0, first, size.Height)
	box(objects[1], first+look.S8, 0, size.Width-edit-first-look.S16, size.Height)
}

// MinSize is a finger's height.
func (leadLine) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Scaled(200), look.Scaled(look.Target))
}

// evenly puts objects side by side, all as wide.
type evenly struct{ gap, high float32 }

// Layout places them.
func (e evenly) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := (size.Width - e.gap*float32(len(objects)-1)) / float32(len(objects))
	for n, o := range objects {
		box(o, float32(n)*(w+e.gap), 0, w, size.Height)
	}
}

// MinSize is its height.
func (e evenly) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Scaled(200), look.Scaled(e.high))
}

// stepPage is one question with what the checks say of its answer.
type stepPage struct {
	h       *phone
	content fyne.CanvasObject
	column  *fyne.Container
	where   *label
	title   *parts.WrapText
	hint    *parts.WrapText
	length  *parts.QuestionHead
	reach   *fyne.Container // where it goes
	at      int
}

func newStepPage(h *phone) *stepPage {
	o := &stepPage{h: h, at: -1, where: newLabel("", look.PhoneMeta, false, look.InkText2), title: parts.NewWrapText("", look.PhoneTitle-2, true, look.InkText, 3),
		hint: parts.NewWrapText("", look.Meta, false, look.InkText2, 3), length: parts.NewQuestionHead("", ""), reach: parts.NewColumn(look.S8)}
	o.column = parts.NewColumn(look.S10)
	o.content = newPanel(look.InkNone, look.InkNone, look.S16, 0, o.column)
	return o
}

func (o *stepPage) update(p page, at int) {
	q, c := o.h.f.questions, o.h.f.checks
	var rows []fyne.CanvasObject
	o.length.Set(savedText(p))
	o.length.SetHint("")
	switch {
	case at < askCount:
		o.where.set(words.T("Question {{.Number}} of 6, then publish", words.Data{"Number": words.Number(at + 1)}))
		o.title.Set(titles()[at])
		o.hint.Set(hints()[at])
		if at == askNext {
			o.hint.Set(targetHint(p))
		}
		rows = append(rows, o.where, o.title, o.hint, q.input(at), o.length)
		if field := asked[at]; field != "" {
			o.length.SetHint(words.N("{{.Count}} characters", len([]rune(q.boxes[field].Text()))))
		}
	case at == stepFacts:
		o.where.set(words.T("After the questions"))
		o.title.Set(words.T("The facts that matter"))
		rows = append(rows, o.where, o.title, q.facts.content, q.more.content)
	default:
		o.where.set(words.T("Last step"))
		o.title.Set(words.T("Before you send"))
		rows = append(rows, o.where, o.title, c.chip)
	}
	for _, f := range p.checks {
		if k := c.cards[f.key()]; k != nil && (at == stepSend || o.h.concerns(f, at)) {
			rows = append(rows, k)
		}
	}
	switch {
	case at == stepSend:
		o.reach.Objects = nil
		for _, v := range p.Previews {
			o.reach.Objects = append(o.reach.Objects, o.h.f.foot.toggle(v))
		}
		o.hint.Set(words.T("Publish to"))
		why, _ := hurdleText(p)
		o.length.Set(why)
		rows = append(rows, c.rest, c.passed, c.passes, o.hint, o.reach, c.approved.content, o.length, q.foot)
	case at > askWho:
		rows = append(rows, q.news.content)
	}
	show(c.rest, len(p.checks)-p.Blocking > openAdvices)
	o.column.Objects = rows
	o.column.Refresh()
}

// concerns tells whether a finding is about the answer of a step.
func (h *phone) concerns(f finding, at int) bool {
	switch {
	case at == askNext:
		return f.about == "next"
	case at < askCount:
		return f.about != "" && f.about == asked[at]
	}
	for n, field := range asked {
		if f.about == field && field != "" || n == askNext && f.about == "next" {
			return false
		}
	}
	return at == stepFacts && f.about != ""
}

// segments show how far one is: amber what is answered, outlined what is asked.
type segments struct {
	widget.BaseWidget
	bars [askCount]*canvas.Rectangle
	at   int
	done [askCount]bool
}

func newSegments() *segments {
	g := &segments{}
	for n := range g.bars {
		g.bars[n] = canvas.NewRectangle(look.Color(look.InkNone))
		g.bars[n].CornerRadius = look.RadiusBar
	}
	g.ExtendBaseWidget(g)
	return g
}

func (g *segments) set(at int, done [askCount]bool) {
	g.at, g.done = at, done
	g.Refresh()
}

// AccessibilityLabel is the question at hand.
func (g *segments) AccessibilityLabel() string {
	return words.T("Question {{.Number}} of 6, then publish", words.Data{"Number": words.Number(min(g.at+1, askCount))})
}

// AccessibilityRole is that of a text.
func (g *segments) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws it.
func (g *segments) CreateRenderer() fyne.WidgetRenderer {
	d := segmentsDrawing{g}
	d.Refresh()
	return d
}

type segmentsDrawing struct{ g *segments }

// Layout places the bars.
func (d segmentsDrawing) Layout(size fyne.Size) {
	w := (size.Width - look.S6*(askCount-1)) / askCount
	for n, b := range d.g.bars {
		box(b, float32(n)*(w+look.S6), 0, w, size.Height)
	}
}

// MinSize is a line's.
func (d segmentsDrawing) MinSize() fyne.Size { return fyne.NewSize(look.Scaled(120), look.S6) }

// Refresh paints it in the look in use.
func (d segmentsDrawing) Refresh() {
	for n, b := range d.g.bars {
		fill, edge := look.InkBG3, look.InkCtl
		if d.g.done[n] {
			fill, edge = look.InkLit, look.InkLitEdge
		}
		b.StrokeWidth = look.Stroke
		if n == d.g.at {
			fill, edge, b.StrokeWidth = look.InkNone, look.InkText, look.StrokeFocus
		}
		b.FillColor, b.StrokeColor = look.Color(fill), look.Color(edge)
	}
	canvas.Refresh(d.g)
}

// Objects are the bars.
func (d segmentsDrawing) Objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, b := range d.g.bars {
		all = append(all, b)
	}
	return all
}

// Destroy has nothing to let go.
func (d segmentsDrawing) Destroy() {}
