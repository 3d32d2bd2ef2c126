package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Light says what a stretch of a light bar stands for.
type Light int

// The lights.
const (
	UnknownStart Light = iota // hollow: nobody knows when it began
	Unlit                     // affected, and no current update
	Lit                       // the last update holds
	Next                      // from now to the promised time
)

// Stretch is a part of a bar, from and to in parts of its width.
type Stretch struct {
	From, To float32
	Light    Light
}

// LightBar shows over time whether customers had a current update.
type LightBar struct {
	widget.BaseWidget
	stretches []Stretch
	track     *canvas.Rectangle
	bars      []*canvas.Rectangle
}

// NewLightBar makes a bar.
func NewLightBar(stretches ...Stretch) *LightBar {
	b := &LightBar{track: canvas.NewRectangle(color.Transparent)}
	b.take(stretches)
	b.ExtendBaseWidget(b)
	return b
}

// Set shows other stretches.
func (b *LightBar) Set(stretches ...Stretch) {
	b.take(stretches)
	b.Refresh()
}

// take keeps what can be drawn: in order, within the bar.
func (b *LightBar) take(stretches []Stretch) {
	b.stretches = b.stretches[:0]
	for _, s := range stretches {
		s.From, s.To = max(s.From, 0), min(s.To, 1)
		if s.To > s.From {
			b.stretches = append(b.stretches, s)
		}
	}
	b.bars = bars(b.bars, len(b.stretches))
}

// bars gives n rectangles, those there are first.
func bars(have []*canvas.Rectangle, n int) []*canvas.Rectangle {
	for len(have) < n {
		have = append(have, canvas.NewRectangle(color.Transparent))
	}
	return have[:n]
}

// CreateRenderer draws it.
func (b *LightBar) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *LightBar) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{b.track}
	for _, r := range b.bars {
		all = append(all, r)
	}
	return all
}

func (b *LightBar) paint() {
	t := look.Now()
	b.track.FillColor = t.Line
	for n, r := range b.bars {
		r.StrokeWidth, r.CornerRadius = look.Stroke, look.RadiusBar
		switch b.stretches[n].Light {
		case Unlit:
			r.FillColor, r.StrokeColor = t.DarkF, t.DarkEdge
		case Lit:
			r.FillColor, r.StrokeColor = t.Lit, t.LitEdge
		case Next:
			r.FillColor, r.StrokeColor = color.Transparent, t.LitEdge
		default:
			r.FillColor, r.StrokeColor = color.Transparent, t.Ctl
		}
	}
}

func (b *LightBar) least() fyne.Size { return fyne.NewSize(look.Scaled(80), look.Scaled(14)) }

func (b *LightBar) place(size fyne.Size) {
	end := float32(0)
	for n, s := range b.stretches {
		x := s.From * size.Width
		end = max(end, s.To*size.Width)
		box(b.bars[n], x, 0, max((s.To-s.From)*size.Width-1, 2), size.Height)
	}
	box(b.track, end, size.Height/2-1, size.Width-end, 2)
}
