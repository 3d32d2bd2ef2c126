package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// TimelineEntry is one line of a timeline: when, who or what, and its text. A
// square behind the icon is a machine's doing, a circle a person's.
type TimelineEntry struct {
	widget.BaseWidget
	moment view.Moment
	phone  bool
	first  bool // the rail begins here
	last   bool // and ends here
	ring   *canvas.Rectangle

	ground, rail, square *canvas.Rectangle
	card, edge           *canvas.Rectangle // of a customer update
	circle, unseen       *canvas.Circle
	icon                 *picture
	day, clock, rest     *line
	fold                 *line
	lead, below, text    *wrapped
	badge                *badge
}

// NewTimelineEntry makes an entry; phone gives it larger type.
func NewTimelineEntry(m view.Moment, phone bool) *TimelineEntry {
	rect := func() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }
	e := &TimelineEntry{moment: m, phone: phone, ring: newRing(), ground: rect(), rail: rect(), square: rect(), card: rect(), edge: rect(),
		circle: canvas.NewCircle(color.Transparent), unseen: canvas.NewCircle(color.Transparent),
		icon:  newPicture("", look.Icon14, look.InkText2),
		day:   newLine("", look.Meta, true, look.InkText2),
		clock: newLine("", look.Meta, false, look.InkText3),
		rest:  newLine("", look.Body, false, look.InkText2), fold: newLine("", look.Body, false, look.InkAccent),
		lead: newWrapped("", look.Body, true, look.InkText), below: newWrapped("", look.Body, false, look.InkText2),
		text: newWrapped("", look.Body, false, look.InkText2), badge: newBadge(view.Chip{})}
	if phone {
		e.clock.size, e.day.size = look.PhoneMeta, look.PhoneMeta
		for _, w := range []*wrapped{e.lead, e.below, e.text} {
			w.size = look.PhoneBody
		}
		e.rest.size, e.fold.size = look.PhoneBody, look.PhoneBody
	}
	e.fill()
	e.ExtendBaseWidget(e)
	return e
}

// Set shows another moment; it draws only where something changed.
func (e *TimelineEntry) Set(m view.Moment) {
	if e.moment != m {
		e.moment = m
		e.fill()
		e.Refresh()
	}
}

func (e *TimelineEntry) fill() {
	m := &e.moment
	e.day.set(m.Day)
	e.clock.set(m.Clock)
	e.lead.full, e.text.full, e.below.full = m.Lead, m.Text, m.Rest
	e.rest.set(m.Rest)
	e.fold.set(m.Fold)
	e.icon.name = m.Icon
	e.badge.set(m.Chip)
}

// rows are the measures of an entry in a width.
type rows struct {
	x, width   float32 // of the texts
	top, pitch float32 // the day above takes top
	leadWidth  float32
	lead, rest float32 // heights
	text       float32
	card       float32 // of the card, without its margins; 0: none
	beside     bool    // the rest stands beside the lead
	narrow     bool    // the clock stands above the lead, not before it
	height     float32
}

// measure breaks the texts to a width.
func (e *TimelineEntry) measure(width float32) rows {
	r := rows{x: e.column(100), pitch: e.lead.pitch()}
	if e.phone {
		r.x = e.column(92)
	}
	if r.narrow = width < look.Scaled(280); r.narrow {
		r.x = e.column(36)
	}
	if e.moment.Nested {
		r.x += look.S20
	}
	if e.moment.Card {
		r.x += look.S12
	}
	r.width = max(width-r.x-look.S16, 1)
	if e.moment.Card {
		r.width = max(r.width-look.S12, 1)
	}
	if e.moment.Day != "" {
		r.top = look.Scaled(look.SectionHead)
	}
	r.leadWidth = r.width - e.endWidth()
	r.lead = e.lead.fold(r.leadWidth)
	rest := e.rest.least().Width
	if e.moment.Rest != "" {
		r.beside = len(e.lead.lines) <= 1 && e.leadEnd()+rest <= r.leadWidth
		if !r.beside {
			r.rest = e.below.fold(r.width)
		}
	}
	r.text = e.text.fold(r.width) // without a text too: its lines were another moment's
	lines := max(r.lead, r.pitch) + r.rest + r.text
	if r.narrow {
		lines += r.pitch
	}
	pad, more := look.Scaled(11), look.Scaled(11)
	if lines > r.pitch {
		more = look.Scaled(5)
	}
	if e.moment.Card {
		r.card, more = lines+look.Scaled(12), look.Scaled(14)
	}
	r.height = r.top + pad + lines + more
	return r
}

// leadEnd is where the rest begins, beside the lead.
func (e *TimelineEntry) leadEnd() float32 {
	if e.moment.Lead == "" {
		return 0
	}
	return look.Measure(e.moment.Lead, look.Scaled(e.lead.size), true).Width + look.S8
}

// endWidth is what a chip and a fold take at the right end.
func (e *TimelineEntry) endWidth() float32 {
	w := float32(0)
	for _, part := range []float32{e.badge.least().Width, e.fold.least().Width} {
		if part > 0 {
			w += part + look.S10
		}
	}
	return w
}

func (e *TimelineEntry) column(x float32) float32 { return look.Scaled(x) }

// HeightFor is how high the entry is in a width.
func (e *TimelineEntry) HeightFor(width float32) float32 { return e.measure(width).height }

// CreateRenderer draws it.
func (e *TimelineEntry) CreateRenderer() fyne.WidgetRenderer { return draw(e) }

func (e *TimelineEntry) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{e.ground, e.rail, e.card, e.edge, e.square, e.circle, e.icon.image, e.unseen,
		e.day.text, e.clock.text, e.rest.text, e.fold.text}
	all = append(append(all, e.lead.objects()...), e.below.objects()...)
	all = append(append(all, e.text.objects()...), e.badge.objects()...)
	return append(all, e.ring)
}

func (e *TimelineEntry) paint() {
	m := &e.moment
	e.rail.FillColor = look.Color(look.InkLine)
	tint, ink := toneTint(m.Tone), ToneInk(m.Tone)
	if m.Tone == view.Plain || m.Tone == view.Soft || m.Tone == view.Quiet {
		ink = look.InkText2
		if m.Glyph == view.Person {
			tint, ink = look.InkInfoBG, look.InkAccent
		}
	}
	e.square.FillColor, e.square.CornerRadius = look.Color(tint), look.RadiusKey
	e.circle.FillColor = look.Color(tint)
	show(e.square, m.Glyph == view.Machine)
	show(e.circle, m.Glyph == view.Person)
	if m.Tone == view.Lit {
		e.circle.FillColor, ink = look.Color(look.InkLit), look.InkOnLit
	}
	e.card.FillColor, e.card.CornerRadius = look.Color(look.InkLitBG), look.RadiusControl
	e.edge.FillColor = look.Color(look.InkLit)
	show(e.card, m.Card)
	show(e.edge, m.Card)
	e.icon.ink = ink
	e.icon.paint()
	e.unseen.FillColor = look.Color(look.InkAccent)
	show(e.unseen, m.Unseen)
	e.rest.ink, e.below.ink = look.InkText2, look.InkText2
	if m.Glyph == view.Machine {
		e.rest.ink, e.below.ink = look.InkText3, look.InkText3
	}
	if m.Card {
		e.text.ink = look.InkText
	} else {
		e.text.ink = look.InkText2
	}
	for _, l := range []*line{e.day, e.clock, e.rest, e.fold} {
		l.paint()
	}
	for _, w := range []*wrapped{e.lead, e.below, e.text} {
		w.paint()
	}
	e.badge.paint()
	e.ring.StrokeColor = look.Color(look.InkAccent)
	show(e.day.text, m.Day != "")
}

func (e *TimelineEntry) least() fyne.Size {
	return fyne.NewSize(look.Scaled(200), e.measure(max(e.Size().Width, look.Scaled(200))).height)
}

func (e *TimelineEntry) place(size fyne.Size) {
	r := e.measure(size.Width)
	e.below.lines = e.below.lines[:min(len(e.below.lines), int(r.rest/r.pitch+.5))]
	box(e.ring, 0, r.top, size.Width, r.height-r.top)
	e.day.place(r.x, 0, r.width, r.top)
	y := r.top + look.Scaled(11)
	middle := y + r.pitch/2
	left := r.x - look.S12
	box(e.card, left, y-look.Scaled(6), max(size.Width-look.S16-left, 0), r.card)
	box(e.edge, left, y-look.Scaled(6), look.StrokeBar, r.card)
	e.placeMargin(r, middle, size.Height)
	if r.narrow {
		y += r.pitch
	}
	e.placeEnd(size.Width-look.S16, y, r.pitch)
	e.lead.place(r.x, y, r.leadWidth)
	show(e.rest.text, r.beside)
	e.rest.place(r.x+e.leadEnd(), y, max(r.leadWidth-e.leadEnd(), 0), r.pitch)
	y += max(r.lead, r.pitch)
	if e.moment.Lead == "" && !r.beside && r.rest > 0 {
		y -= r.pitch
	}
	e.below.place(r.x, y, r.width)
	e.text.place(r.x, y+r.rest, r.width)
}

// placeEnd puts the chip and the fold at the right end of the first line.
func (e *TimelineEntry) placeEnd(right, y, h float32) {
	if w := e.fold.least().Width; w > 0 {
		e.fold.place(right-w, y, w, h)
		right -= w + look.S10
	}
	if w := e.badge.least().Width; w > 0 {
		e.badge.place(right-w, y, h)
	}
}

// placeMargin puts the clock and the glyph on the rail.
func (e *TimelineEntry) placeMargin(r rows, y, height float32) {
	x, right := e.column(78), e.column(56)
	if e.phone {
		x, right = e.column(70), e.column(50)
	}
	cw := e.clock.least().Width
	if r.narrow {
		x, right = e.column(18), r.x+cw
	}
	e.clock.place(right-cw, y-r.pitch/2, cw, r.pitch)
	box(e.unseen, max(1, min(right-look.Scaled(46), x-look.Scaled(17))), y-3, 6, 6)
	from, to := float32(0), height
	if e.first {
		from = y
	}
	if e.last {
		to = y
	}
	box(e.rail, x-look.Stroke/2, from, look.Stroke, to-from)
	s := look.Scaled(22)
	box(e.square, x-s/2, y-s/2, s, s)
	box(e.circle, x-s/2, y-s/2, s, s)
	i := e.icon.side()
	e.icon.place(x-i/2, y-i/2, i)
}

// foldAt tells whether the link that folds a group is at x.
func (e *TimelineEntry) foldAt(x float32) bool {
	return e.moment.Fold != "" && x >= e.fold.text.Position().X-look.S8
}
