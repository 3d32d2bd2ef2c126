package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// Milestone is a moment on a journey's bar.
type Milestone struct {
	At         float32 // in parts of the bar
	Icon       string
	Text, Note string // a time, and what it is; the note gives way first
	Tone       view.Tone
}

// Journey is what a journey map shows.
type Journey struct {
	Bar               []Stretch
	Now               float32 // 0: none
	NowText           string
	From, To          string
	Updates, Promises []Milestone
	// Silence is the longest, from and to in parts of the bar; no text: none.
	SilenceFrom, SilenceTo float32
	Silence                string
}

// JourneyMap draws what customers went through: the bar, updates above it as
// amber points, promises below it as ticks, the longest silence as a bracket.
type JourneyMap struct {
	widget.BaseWidget
	journey           Journey
	bar               *LightBar
	now               *canvas.Rectangle
	bracket           [3]*canvas.Rectangle // its line, and its ends
	silence           *line
	from, to, nowT    *line
	updates, promises []*pin
}

// pin is a milestone as it is drawn.
type pin struct {
	update     bool
	stem       *canvas.Rectangle
	disc       *canvas.Circle // of an update
	icon       *picture
	text, note *line
}

func newPin(m Milestone, update bool) *pin {
	p := &pin{update: update, stem: canvas.NewRectangle(color.Transparent), disc: canvas.NewCircle(color.Transparent),
		icon: newPicture(m.Icon, look.Icon14, look.InkText2), text: newLine(m.Text, look.Meta, true, look.InkText),
		note: newLine(m.Note, look.Meta, false, look.InkText2)}
	if show(p.disc, update); update {
		p.icon.ink = look.InkOnLit
	} else {
		p.icon.ink, p.note.ink = ToneInk(m.Tone), ToneInk(m.Tone)
	}
	return p
}

func (p *pin) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.stem, p.disc, p.icon.image, p.text.text, p.note.text}
}

func (p *pin) paint() {
	p.disc.FillColor = look.Color(look.InkLit)
	p.disc.StrokeColor, p.disc.StrokeWidth = look.Color(look.InkLitEdge), look.Stroke
	p.stem.FillColor = look.Color(p.icon.ink)
	if p.update {
		p.stem.FillColor = look.Color(look.InkLitEdge)
	}
	p.icon.paint()
	p.text.paint()
	p.note.paint()
}

// NewJourneyMap makes an empty one.
func NewJourneyMap() *JourneyMap {
	rect := func() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }
	soft := func() *line { return newLine("", look.Meta, false, look.InkText2) }
	j := &JourneyMap{bar: NewLightBar(), now: rect(), bracket: [3]*canvas.Rectangle{rect(), rect(), rect()},
		silence: soft(), from: soft(), to: soft(), nowT: newLine("", look.Meta, true, look.InkText)}
	j.ExtendBaseWidget(j)
	return j
}

// Set shows a journey.
func (j *JourneyMap) Set(shown Journey) {
	j.journey = shown
	j.bar.Set(shown.Bar...)
	j.silence.set(shown.Silence)
	j.from.set(shown.From)
	j.to.set(shown.To)
	j.nowT.set(shown.NowText)
	pins := func(all []Milestone, update bool) []*pin {
		var out []*pin
		for _, m := range all {
			out = append(out, newPin(m, update))
		}
		return out
	}
	j.updates, j.promises = pins(shown.Updates, true), pins(shown.Promises, false)
	j.Refresh()
}

// CreateRenderer draws it.
func (j *JourneyMap) CreateRenderer() fyne.WidgetRenderer { return draw(j) }

func (j *JourneyMap) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{j.bar, j.now, j.bracket[0], j.bracket[1], j.bracket[2], j.silence.text, j.from.text, j.to.text, j.nowT.text}
	for _, p := range append(append([]*pin(nil), j.updates...), j.promises...) {
		all = append(all, p.objects()...)
	}
	return all
}

func (j *JourneyMap) paint() {
	j.now.FillColor = look.Color(look.InkText)
	for _, r := range j.bracket {
		r.FillColor = look.Color(look.InkText2)
	}
	for _, l := range []*line{j.silence, j.from, j.to, j.nowT} {
		l.paint()
	}
	for _, p := range append(append([]*pin(nil), j.updates...), j.promises...) {
		p.paint()
	}
}

// Heights of the rows of a map, before the text-size setting.
const (
	mapText float32 = 20
	mapBar  float32 = 16
	mapTick float32 = 8
)

func (j *JourneyMap) least() fyne.Size {
	return fyne.NewSize(look.Scaled(200), look.Scaled(4*mapText+mapBar+2*mapTick+look.S4))
}

func (j *JourneyMap) place(size fyne.Size) {
	w, row, tick, high := size.Width, look.Scaled(mapText), look.Scaled(mapTick), look.Scaled(mapBar)
	some := len(j.journey.Bar) > 0
	for _, o := range []fyne.CanvasObject{j.bar, j.from.text, j.to.text} {
		show(o, some)
	}
	bar := 2*row + tick
	box(j.bar, 0, bar, w, high)
	j.placeSilence(row, w, row)
	j.placePins(j.updates, j.journey.Updates, w, 0, row, bar)
	j.placePins(j.promises, j.journey.Promises, w, bar+high+tick, row, bar+high)
	y := bar + high + tick + row + look.S4
	tw := j.to.least().Width
	j.from.place(0, y, w-tw-look.S8, row)
	j.to.place(w-tw, y, tw, row)
	at := j.journey.Now * w
	for _, o := range []fyne.CanvasObject{j.now, j.nowT.text} {
		show(o, j.journey.Now > 0)
	}
	box(j.now, at-1, bar-look.S4, 2, high+2*look.S4)
	nw := j.nowT.least().Width
	left := max(0, min(at-nw/2, w-nw))
	// The ends have the room first.
	show(j.nowT.text, j.journey.Now > 0 && left > j.from.least().Width+look.S8 && left+nw < w-tw-look.S8)
	j.nowT.place(left, y, nw, row)
}

// placeSilence draws the bracket and its text over it, wherever there is room.
func (j *JourneyMap) placeSilence(y, w, row float32) {
	from, to := j.journey.SilenceFrom*w, j.journey.SilenceTo*w
	some := j.journey.Silence != "" && to-from >= look.S8
	for _, r := range j.bracket {
		show(r, some)
	}
	show(j.silence.text, some)
	line, end := y+row-look.S4, look.S6
	box(j.bracket[0], from+1, line, to-from-2, look.Stroke)
	box(j.bracket[1], from+1, line-end/2, look.Stroke, end)
	box(j.bracket[2], to-2, line-end/2, look.Stroke, end)
	tw := min(j.silence.least().Width, w)
	x := max(0, min((from+to-tw)/2, w-tw))
	j.silence.place(x, y-look.S4, tw, row-look.S4)
}

// placePins puts the pins of one row: what has no room for its texts keeps its
// sign, what has none for that either keeps its stem.
func (j *JourneyMap) placePins(pins []*pin, all []Milestone, w, y, row, bar float32) {
	side := min(look.Scaled(18), row)
	end := w // where the texts of a pin must end
	for n := len(pins) - 1; n >= 0; n-- {
		p, at := pins[n], all[n].At*w
		x := p.sign(at, side, w)
		stem, top := bar-(y+side), y+side
		if !p.update {
			stem, top = y+row-bar, bar
		}
		box(p.stem, max(0, min(at-1, w-2)), top, 2, stem)
		last := n+1 == len(pins)
		sign := last || x+side <= end
		show(p.disc, p.update && sign)
		show(p.icon.image, sign)
		box(p.disc, x, y, side, side)
		p.icon.place(x+(side-p.icon.side())/2, y, side)
		left, whole := x+side+look.S4, p.text.least().Width+look.S4+p.note.least().Width
		switch {
		case !last || end-left >= whole:
			p.texts(left, y, end-left, side, sign)
			end = x - look.S6
		default: // it has its texts before it, where there is more room
			from := float32(0)
			if n > 0 {
				from = pins[n-1].sign(all[n-1].At*w, side, w) + side + look.S6
			}
			right := min(x, at) - look.S4
			if right-whole < from {
				whole = p.text.least().Width
			}
			left = right - whole
			p.texts(left, y, whole, side, left >= from)
			if end = x - look.S6; left >= from {
				end = left - look.S6
			}
		}
	}
}

// sign is where the sign of a pin at a place stands.
func (p *pin) sign(at, side, w float32) float32 {
	x := at - side/2
	if !p.update {
		if x = at + look.S4; x+side > w {
			x = at - look.S4 - side
		}
	}
	return max(0, min(x, w-side))
}

// texts puts the texts of a pin into their room.
func (p *pin) texts(x, y, room, high float32, sign bool) {
	tw, nw := p.text.least().Width, p.note.least().Width
	show(p.text.text, sign && tw <= room)
	show(p.note.text, sign && nw > 0 && tw+look.S4+nw <= room)
	p.text.place(x, y, tw, high)
	p.note.place(x+tw+look.S4, y, nw, high)
}
