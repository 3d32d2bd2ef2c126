package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// Clock is what a clock strip shows.
type Clock struct {
	Icon  string
	Tone  view.Tone // of the icon and the detail
	Lead  string    // "Acknowledged by you"
	Value string    // bold beside the lead; its digits do not move: "24 min ago"
	// Below, smaller: "Rings again" and "in 0:42".
	Detail, DetailValue string
	DetailTone          view.Tone // Plain: that of the icon
	Bar                 []Stretch
	Now                 float32 // where the bar's "now" is, in parts of its width; 0: none
	NowText             string
	From, To            string // below the bar's ends
	// A flag over the bar where something is due, and a mark below it where the
	// first was given; 0: none.
	Due, First         float32
	DueText, FirstText string
}

// ClockStrip is the band below an incident's head that tells what runs. One with
// OnPressed opens to more.
type ClockStrip struct {
	pressable
	OnPressed func()
	Opened    bool

	clock                              Clock
	ground, under, now, pole           *canvas.Rectangle
	disc                               *canvas.Circle
	icon, flag, chevron                *picture
	lead, detail, from, to, nowT, dueT *line
	first                              *line
	value, detailValue                 *ticks
	bar                                *LightBar
}

// NewClockStrip makes a strip; pressed may be nil.
func NewClockStrip(c Clock, pressed func()) *ClockStrip {
	rect := func() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }
	s := &ClockStrip{OnPressed: pressed, ground: rect(), under: rect(), now: rect(), pole: rect(), disc: canvas.NewCircle(color.Transparent),
		icon: newPicture("", look.Icon24, look.InkText2), flag: newPicture("flag", look.Icon14, look.InkText2),
		chevron: newPicture("", look.Icon20, look.InkText2),
		lead:    newLine("", look.Section, false, look.InkText), detail: newLine("", look.Card, false, look.InkText2),
		from: newLine("", look.Meta, false, look.InkText2), to: newLine("", look.Meta, false, look.InkText2),
		nowT: newLine("", look.Meta, true, look.InkText), dueT: newLine("", look.Meta, false, look.InkText2),
		first: newLine("", look.Meta, false, look.InkText2),
		value: newTicks("", look.Section, true, look.InkText), detailValue: newTicks("", look.Card, true, look.InkText2),
		bar: NewLightBar()}
	s.take(c)
	s.become(s, pressed)
	if pressed == nil {
		s.Disable()
	}
	return s
}

// Open shows whether it is opened.
func (s *ClockStrip) Open(opened bool) {
	if s.Opened != opened {
		s.Opened = opened
		s.Refresh()
	}
}

// Set shows another clock.
func (s *ClockStrip) Set(c Clock) {
	s.take(c)
	s.Refresh()
}

func (s *ClockStrip) take(c Clock) {
	s.clock = c
	s.icon.name = c.Icon
	s.lead.set(c.Lead)
	s.detail.set(c.Detail)
	s.from.set(c.From)
	s.to.set(c.To)
	s.nowT.set(c.NowText)
	s.dueT.set(c.DueText)
	s.first.set(c.FirstText)
	s.value.set(c.Value)
	s.detailValue.set(c.DetailValue)
	s.bar.Set(c.Bar...)
}

// CreateRenderer draws it.
func (s *ClockStrip) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *ClockStrip) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{s.ground, s.under, s.disc, s.icon.image, s.lead.text, s.detail.text}
	all = append(append(all, s.value.objects()...), s.detailValue.objects()...)
	return append(all, s.bar, s.now, s.pole, s.flag.image, s.from.text, s.to.text, s.first.text, s.nowT.text, s.dueT.text, s.chevron.image, s.ring)
}

func (s *ClockStrip) paint() {
	t := look.Now()
	s.ground.FillColor, s.under.FillColor, s.now.FillColor = t.BG2, t.Line, t.Text
	if s.hovered && !s.Disabled() {
		s.ground.FillColor = lit(t.BG2)
	}
	fill, ink := toneTint(s.clock.Tone), ToneInk(s.clock.Tone)
	switch s.clock.Tone {
	case view.Plain, view.Soft, view.Quiet:
		ink = look.InkText2
	case view.Lit:
		fill, ink = look.InkLitBG, look.InkLitText
	case view.Unlit:
		fill, ink = look.InkDarkF, look.InkDarkText
	}
	s.disc.FillColor, s.disc.StrokeColor, s.disc.StrokeWidth = look.Color(fill), look.Color(ink), look.Stroke
	s.icon.ink, s.detail.ink, s.detailValue.ink = ink, ink, ink
	if s.clock.Tone == view.Unlit {
		s.detail.ink, s.detailValue.ink = look.InkText2, look.InkText2
	}
	if s.clock.DetailTone != view.Plain {
		s.detail.ink = ToneInk(s.clock.DetailTone)
		s.detailValue.ink = s.detail.ink
	}
	s.dueT.ink, s.flag.ink = look.InkText2, look.InkText2
	if s.clock.DetailTone == view.Warn {
		s.dueT.ink, s.flag.ink = look.InkWarn, look.InkWarn
	}
	s.pole.FillColor = look.Color(s.flag.ink)
	s.chevron.name = ""
	switch {
	case s.OnPressed == nil:
	case s.Opened:
		s.chevron.name = "expand_less"
	default:
		s.chevron.name = "expand_more"
	}
	s.paintRing()
	for _, p := range []*picture{s.flag, s.chevron} {
		p.paint()
	}
	for _, l := range []*line{s.lead, s.detail, s.from, s.to, s.first, s.nowT, s.dueT} {
		l.paint()
	}
	s.icon.paint()
	s.value.paint()
	s.detailValue.paint()
}

func (s *ClockStrip) least() fyne.Size {
	if s.short() {
		return fyne.NewSize(look.Scaled(240), look.Scaled(look.Button)+look.S12)
	}
	return fyne.NewSize(look.Scaled(240), look.Scaled(look.Clock))
}

// short tells whether one line says all.
func (s *ClockStrip) short() bool {
	return s.clock.Detail == "" && s.clock.DetailValue == "" && len(s.clock.Bar) == 0
}

func (s *ClockStrip) place(size fyne.Size) {
	w, h := size.Width, size.Height
	box(s.ground, 0, 0, w, h)
	box(s.under, 0, h-look.Stroke, w, look.Stroke)
	d := min(look.Scaled(44), h-look.S12)
	box(s.disc, look.S20, (h-d)/2, d, d)
	i := s.icon.side()
	s.icon.place(look.S20+(d-i)/2, 0, h)
	x, right := look.S20+d+look.S14, w-look.S20
	box(s.ring, 1, 1, w-2, h-3)
	if side := s.chevron.side(); side > 0 {
		right -= side
		s.chevron.place(right, 0, h)
		right -= look.S12
	}
	if wide := len(s.clock.Bar) > 0 && w > look.Scaled(640); wide {
		from := right - look.Scaled(300)
		s.placeBar(from, right-from, h)
		right = from - look.S20
	} else {
		for _, o := range []fyne.CanvasObject{s.bar, s.from.text, s.to.text, s.first.text, s.nowT.text, s.dueT.text, s.now, s.pole, s.flag.image} {
			show(o, false)
		}
	}
	pitch := look.Scaled(24)
	up := pitch
	if s.clock.Detail == "" && s.clock.DetailValue == "" {
		up = pitch / 2
	}
	placePair(s.lead, s.value, x, h/2-up, right-x, pitch)
	placePair(s.detail, s.detailValue, x, h/2, right-x, pitch)
}

// placePair puts a value behind its lead, which gives way.
func placePair(l *line, v *ticks, x, y, w, h float32) {
	vw := v.least().Width
	lw := min(l.least().Width, max(w-vw-look.S6, 0))
	l.place(x, y, lw, h)
	v.place(x+lw+look.S6, y, h)
}

func (s *ClockStrip) placeBar(x, w, h float32) {
	c, high, text := &s.clock, look.Scaled(14), look.Scaled(16)
	y := (h - high) / 2
	show(s.bar, true)
	box(s.bar, x, y, w, high)
	at, above := x+c.Now*w, y-look.S6-text
	show(s.now, c.Now > 0)
	box(s.now, at-1, y-look.S6, 2, high+2*look.S6)
	nw := s.nowT.least().Width
	s.placeFlag(x, y, w)
	left := max(x, min(at-nw/2, x+w-nw))
	if flag := s.flag.image.Position().X; s.flag.image.Visible() && left+nw > flag-look.S4 && left < flag {
		left = max(x, flag-look.S4-nw) // it steps aside for what is due
	}
	show(s.nowT.text, c.Now > 0)
	s.nowT.place(left, above, nw, text)
	s.placeFeet(x, y+high+look.S4, w, text)
}

// placeFlag puts the flag where something is due, its time beside it.
func (s *ClockStrip) placeFlag(x, y, w float32) {
	text, side := look.Scaled(16), s.flag.side()
	some := s.clock.Due > 0
	for _, o := range []fyne.CanvasObject{s.pole, s.flag.image, s.dueT.text} {
		show(o, some)
	}
	at, dw := x+s.clock.Due*w, s.dueT.least().Width
	box(s.pole, at-1, y-look.S8, 2, look.Scaled(14)+look.S8+look.S6)
	left := at - 1
	if left+side+look.S4+dw > x+w { // no room behind it: before it
		left = at - side - look.S4 - dw
	}
	s.flag.place(left, y-look.S6-text, text)
	s.dueT.place(left+side+look.S4, y-look.S6-text, dw, text)
}

// placeFeet puts the times below the bar: where it begins, the first update
// where there is room, and where it ends.
func (s *ClockStrip) placeFeet(x, y, w, h float32) {
	fw, tw, first := s.from.least().Width, s.to.least().Width, s.first.least().Width
	show(s.from.text, true)
	show(s.to.text, s.clock.To != "")
	s.from.place(x, y, fw, h)
	s.to.place(x+w-tw, y, tw, h)
	at, end := x+s.clock.First*w, x+w
	if tw > 0 {
		end -= tw + look.S8
	}
	at = max(at, x+fw+look.S8)
	show(s.first.text, s.clock.First > 0 && at+first <= end)
	s.first.place(at, y, first, h)
}
