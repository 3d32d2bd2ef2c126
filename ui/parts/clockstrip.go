package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

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
}

// ClockStrip is the band below an incident's head that tells what runs.
type ClockStrip struct {
	widget.BaseWidget
	clock                        Clock
	ground, under, now           *canvas.Rectangle
	disc                         *canvas.Circle
	icon                         *picture
	lead, detail, from, to, nowT *line
	value, detailValue           *ticks
	bar                          *LightBar
}

// NewClockStrip makes a strip.
func NewClockStrip(c Clock) *ClockStrip {
	rect := func() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }
	s := &ClockStrip{ground: rect(), under: rect(), now: rect(), disc: canvas.NewCircle(color.Transparent),
		icon: newPicture("", look.Icon24, look.InkText2),
		lead: newLine("", look.Section, false, look.InkText), detail: newLine("", look.Card, false, look.InkText2),
		from: newLine("", look.Meta, false, look.InkText2), to: newLine("", look.Meta, false, look.InkText2),
		nowT:  newLine("", look.Meta, true, look.InkText),
		value: newTicks("", look.Section, true, look.InkText), detailValue: newTicks("", look.Card, true, look.InkText2),
		bar: NewLightBar()}
	s.take(c)
	s.ExtendBaseWidget(s)
	return s
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
	s.value.set(c.Value)
	s.detailValue.set(c.DetailValue)
	s.bar.Set(c.Bar...)
}

// CreateRenderer draws it.
func (s *ClockStrip) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *ClockStrip) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{s.ground, s.under, s.disc, s.icon.image, s.lead.text, s.detail.text}
	all = append(append(all, s.value.objects()...), s.detailValue.objects()...)
	return append(all, s.bar, s.now, s.from.text, s.to.text, s.nowT.text)
}

func (s *ClockStrip) paint() {
	t := look.Now()
	s.ground.FillColor, s.under.FillColor, s.now.FillColor = t.BG2, t.Line, t.Text
	fill, ink := toneTint(s.clock.Tone), toneInk(s.clock.Tone)
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
		s.detail.ink = toneInk(s.clock.DetailTone)
		s.detailValue.ink = s.detail.ink
	}
	for _, l := range []*line{s.lead, s.detail, s.from, s.to, s.nowT} {
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
	wide := len(s.clock.Bar) > 0 && w > look.Scaled(640)
	for _, o := range []fyne.CanvasObject{s.bar, s.from.text, s.to.text, s.nowT.text} {
		show(o, wide)
	}
	show(s.now, wide && s.clock.Now > 0)
	if wide {
		right -= look.Scaled(320)
		s.placeBar(right, w-look.S20-right, h)
		right -= look.S20
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
	high := look.Scaled(14)
	y := (h - high) / 2
	box(s.bar, x, y, w, high)
	at := x + s.clock.Now*w
	box(s.now, at-1, y-look.S6, 2, high+2*look.S6)
	text := look.Scaled(16)
	nw := s.nowT.least().Width
	s.nowT.place(max(x, min(at-nw/2, x+w-nw)), y-look.S6-text, nw, text)
	tw := s.to.least().Width
	s.from.place(x, y+high+look.S4, w-tw-look.S8, text)
	s.to.place(x+w-tw, y+high+look.S4, tw, text)
}
