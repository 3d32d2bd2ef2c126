package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Shift is a stretch on call, from and to in parts of the strip.
type Shift struct {
	From, To float32
	Text     string // in the stretch, where there is room: "on call"
	EndText  string // below its end: "Fri 09:00"
}

// Shifts is what a shift strip shows.
type Shifts struct {
	Days    []string // one label each, of one width
	Shifts  []Shift
	Off     string // on the line after the last shift: "list only, nothing rings"
	Now     float32
	NowText string
}

// ShiftStrip shows some days and when one is on call.
type ShiftStrip struct {
	widget.BaseWidget
	shifts Shifts
	days   []*line
	ticks  []*canvas.Rectangle
	bars   []*canvas.Rectangle
	texts  []*line
	ends   []*line
	track  *canvas.Rectangle // before the words on it
	rest   *canvas.Rectangle // and after
	now    *canvas.Rectangle
	nowT   *line
	off    *line
}

// NewShiftStrip makes a strip.
func NewShiftStrip(s Shifts) *ShiftStrip {
	p := &ShiftStrip{track: canvas.NewRectangle(color.Transparent), rest: canvas.NewRectangle(color.Transparent), now: canvas.NewRectangle(color.Transparent),
		nowT: newLine("", look.Meta, true, look.InkText), off: newLine("", look.Meta, false, look.InkText2)}
	p.take(s)
	p.ExtendBaseWidget(p)
	return p
}

// Set shows other days.
func (p *ShiftStrip) Set(s Shifts) {
	p.take(s)
	p.Refresh()
}

func (p *ShiftStrip) take(s Shifts) {
	kept := s.Shifts[:0:0]
	for _, x := range s.Shifts {
		x.From, x.To = max(x.From, 0), min(x.To, 1)
		if x.To > x.From {
			kept = append(kept, x)
		}
	}
	s.Shifts = kept
	p.shifts = s
	p.days, p.texts, p.ends = nil, nil, nil
	for _, d := range s.Days {
		p.days = append(p.days, newLine(d, look.Meta, false, look.InkText2))
	}
	for _, x := range s.Shifts {
		p.texts = append(p.texts, newLine(x.Text, look.Meta, false, look.InkAccent))
		p.ends = append(p.ends, newLine(x.EndText, look.Meta, false, look.InkText2))
	}
	p.ticks, p.bars = bars(p.ticks, len(s.Days)), bars(p.bars, len(s.Shifts))
	p.nowT.set(s.NowText)
	p.off.set(s.Off)
}

// CreateRenderer draws it.
func (p *ShiftStrip) CreateRenderer() fyne.WidgetRenderer { return draw(p) }

func (p *ShiftStrip) lines() []*line {
	all := append(append([]*line{p.nowT, p.off}, p.days...), p.texts...)
	return append(all, p.ends...)
}

func (p *ShiftStrip) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{p.track, p.rest}
	for _, set := range [][]*canvas.Rectangle{p.ticks, p.bars} {
		for _, r := range set {
			all = append(all, r)
		}
	}
	for _, l := range p.lines() {
		all = append(all, l.text)
	}
	return append(all, p.now)
}

func (p *ShiftStrip) paint() {
	t := look.Now()
	p.track.FillColor, p.rest.FillColor, p.now.FillColor = t.Line, t.Line, t.Text
	for _, r := range p.ticks {
		r.FillColor = t.Line
	}
	for _, r := range p.bars {
		r.FillColor, r.StrokeColor = t.Sel, t.Accent
		r.StrokeWidth, r.CornerRadius = look.Stroke, look.RadiusBar
	}
	for _, l := range p.lines() {
		l.paint()
	}
}

func (p *ShiftStrip) least() fyne.Size { return fyne.NewSize(look.Scaled(240), look.Scaled(64)) }

func (p *ShiftStrip) place(size fyne.Size) {
	w, row := size.Width, look.Scaled(18)
	bar := look.Scaled(18)
	y := row + look.S4
	for n, d := range p.days {
		x := float32(n) * w / float32(len(p.days))
		box(p.ticks[n], x, y-look.S4, look.Stroke, bar+look.S14)
		d.place(x+look.S6, 0, w/float32(len(p.days))-look.S8, row)
	}
	p.placeNow(w, y, bar, row)
	end := float32(0)
	for n, s := range p.shifts.Shifts {
		x, wide := s.From*w, (s.To-s.From)*w
		end = max(end, x+wide)
		box(p.bars[n], x, y, wide, bar)
		from, room := p.room(s, p.texts[n].least().Width, w)
		p.texts[n].place(from, y, room, bar)
		p.placeEnd(n, s.To*w, w, y+bar+look.S6, row)
	}
	ow := min(p.off.least().Width, max(w-end-look.S16, 0))
	p.off.place(end+look.S14, y, ow, bar)
	if ow == 0 {
		end = w
	}
	p.placeTrack(end+look.S8, end+look.S14+ow+look.S10, w, y+bar/2-1)
}

// room is where a shift's text stands: before now if it fits there, else after.
func (p *ShiftStrip) room(s Shift, need, w float32) (x, room float32) {
	now := p.shifts.Now
	if now <= s.From || now >= s.To {
		return s.From*w + look.S8, max((s.To-s.From)*w-2*look.S8, 0)
	}
	if before := (now-s.From)*w - 2*look.S8; before >= need {
		return s.From*w + look.S8, before
	}
	return now*w + look.S8, max((s.To-now)*w-2*look.S8, 0)
}

// placeTrack keeps the line and the days' marks away from the words between
// from and to.
func (p *ShiftStrip) placeTrack(from, to, w, y float32) {
	box(p.track, 0, y, min(from, w), 2)
	box(p.rest, to, y, w-to, 2)
	for _, t := range p.ticks {
		at := t.Position().X
		show(t, at < from || at > to)
	}
}

func (p *ShiftStrip) placeNow(w, y, bar, row float32) {
	at := p.shifts.Now * w
	visible := p.shifts.NowText != "" && p.shifts.Now >= 0 && p.shifts.Now <= 1
	show(p.now, visible)
	show(p.nowT.text, visible)
	box(p.now, at-1, y-look.S4, 2, bar+2*look.S4)
	nw := p.nowT.least().Width
	p.nowT.place(max(0, min(at-nw/2, w-nw)), y+bar+look.S6, nw, row)
}

// placeEnd puts the end of a shift below it, unless now stands there.
func (p *ShiftStrip) placeEnd(n int, at, w, y, row float32) {
	ew := p.ends[n].least().Width
	x := max(0, min(at-ew/2, w-ew))
	now := p.nowT.text.Position().X
	nw := p.nowT.least().Width
	free := x > now+nw+look.S6 || x+ew < now-look.S6
	show(p.ends[n].text, free && at < w)
	p.ends[n].place(x, y, ew, row)
}
