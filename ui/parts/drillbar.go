package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// DrillTexts are what a drill bar says.
type DrillTexts struct {
	Short string // the title where there is little room

	Title, Pace, End string
	SoftRing         string // "" : no switch for it
	Paces            []string
}

// DrillBar is the blue bar over a window that shows a drill.
type DrillBar struct {
	widget.BaseWidget
	OnPace func(n int)
	OnEnd  func()
	OnRing func(soft bool)

	back        *canvas.Rectangle
	flag        *picture
	title       *line
	texts       DrillTexts
	elapsed     *line
	track, done *canvas.Rectangle
	share       float32
	pace        *line
	paces       *Segmented
	ring        *Checkbox
	end         *KeyButton
}

// NewDrillBar makes the bar; pace is the one chosen.
func NewDrillBar(t DrillTexts, pace int, soft bool) *DrillBar {
	d := &DrillBar{texts: t, back: canvas.NewRectangle(color.Transparent), flag: newPicture("sports_score", look.Icon18, look.InkOnAFill),
		title: newLine(t.Title, look.Body, true, look.InkOnAFill), elapsed: newLine("", look.Body, false, look.InkOnAFill),
		track: canvas.NewRectangle(color.Transparent), done: canvas.NewRectangle(color.Transparent),
		pace: newLine(t.Pace, look.Body, false, look.InkOnAFill)}
	d.paces = NewSegmented(t.Paces, pace, func(n int) {
		if d.OnPace != nil {
			d.OnPace(n)
		}
	})
	d.paces.OnFill = true
	d.ring = NewCheckbox(t.SoftRing, soft, func(on bool) {
		if d.OnRing != nil {
			d.OnRing(on)
		}
	})
	d.ring.OnFill = true
	d.end = NewKeyButton(t.End, "close", "", Outline, func() {
		if d.OnEnd != nil {
			d.OnEnd()
		}
	})
	d.end.OnFill = true
	d.ExtendBaseWidget(d)
	return d
}

// SetProgress says how far the drill is, in words and from 0 to 1.
func (d *DrillBar) SetProgress(elapsed string, share float32) {
	d.elapsed.set(elapsed)
	d.share = max(0, min(share, 1))
	d.Refresh()
}

// SetPace marks the pace in use.
func (d *DrillBar) SetPace(n int) { d.paces.Set(n) }

// Pace is the pace that is marked; -1: another than those offered.
func (d *DrillBar) Pace() int { return d.paces.Chosen() }

// CreateRenderer draws the part.
func (d *DrillBar) CreateRenderer() fyne.WidgetRenderer { return draw(d) }

func (d *DrillBar) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{d.back, d.flag.image, d.title.text, d.elapsed.text, d.track, d.done, d.pace.text, d.paces, d.ring, d.end}
}

func (d *DrillBar) paint() {
	d.back.FillColor = look.Color(look.InkAFill)
	on := look.Color(look.InkOnAFill)
	d.track.StrokeColor, d.track.StrokeWidth, d.track.CornerRadius = on, look.Stroke, look.RadiusKey
	d.done.FillColor, d.done.CornerRadius = on, look.RadiusBar
	for _, l := range []*line{d.title, d.elapsed, d.pace} {
		l.paint()
	}
	d.flag.paint()
}

func (d *DrillBar) least() fyne.Size {
	return fyne.NewSize(look.Scaled(200)+d.end.MinSize().Width, look.Scaled(look.Drill))
}

// drillTrack is the progress bar's width.
const drillTrack float32 = 150

// place lays out what there is room for: the title and End always, then the
// pace, the time, the bar, the ring, the word before the pace.
func (d *DrillBar) place(size fyne.Size) {
	box(d.back, 0, 0, size.Width, size.Height)
	h := look.Scaled(look.ButtonSmall)
	y := (size.Height - h) / 2
	room := size.Width - look.S20 - look.S16 - d.flag.side() - look.S10 - min(d.title.least().Width, look.Scaled(110))
	fits := func(w float32) bool {
		if w == 0 || w+look.S14 > room {
			return false
		}
		room -= w + look.S14
		return true
	}
	fits(d.end.MinSize().Width)
	paces := fits(d.paces.MinSize().Width)
	elapsed := fits(d.elapsed.least().Width)
	d.title.set(d.texts.Title)
	whole := fits(max(0, d.title.least().Width-look.Scaled(110)))
	ring := d.ring.Text != "" && fits(d.ring.MinSize().Width)
	track := whole && elapsed && fits(look.Scaled(drillTrack))
	pace := paces && fits(d.pace.least().Width)

	x := size.Width - look.S16 - d.end.MinSize().Width
	box(d.end, x, y, d.end.MinSize().Width, h)
	show(d.ring, ring)
	if ring {
		s := d.ring.MinSize()
		x -= s.Width + look.S10
		box(d.ring, x, (size.Height-s.Height)/2, s.Width, s.Height)
	}
	show(d.paces, paces)
	if paces {
		x -= d.paces.MinSize().Width + look.S10
		box(d.paces, x, y, d.paces.MinSize().Width, h)
	}
	show(d.pace.text, pace)
	if pace {
		w := d.pace.least().Width
		x -= w + look.S12
		d.pace.place(x, 0, w, size.Height)
	}
	d.placeLeft(size, x, elapsed, track)
}

// placeLeft places the title, the time and the bar, up to right.
func (d *DrillBar) placeLeft(size fyne.Size, right float32, elapsed, track bool) {
	x := look.S20
	d.flag.place(x, 0, size.Height)
	x += d.flag.side() + look.S10
	room := right - look.S14 - x
	if elapsed {
		room -= d.elapsed.least().Width + look.S14
	}
	d.title.set(d.texts.Title)
	if d.title.least().Width > room && d.texts.Short != "" {
		d.title.set(d.texts.Short)
	}
	w := min(d.title.least().Width, room)
	d.title.place(x, 0, w, size.Height)
	x += w + look.S20
	show(d.elapsed.text, elapsed)
	if elapsed {
		w = d.elapsed.least().Width
		d.elapsed.place(x, 0, w, size.Height)
		x += w + look.S12
	}
	show(d.track, track)
	show(d.done, track)
	if track {
		w, h := look.Scaled(drillTrack), look.S8
		box(d.track, x, (size.Height-h)/2, w, h)
		box(d.done, x, (size.Height-h)/2, w*d.share, h)
	}
}
