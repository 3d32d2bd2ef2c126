package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// RadioGroup is choices of which one is taken; each is placed where it fits.
type RadioGroup struct {
	OnChanged func(n int)

	radios []*Radio
	chosen int
}

// NewRadioGroup makes a group of choices without any yet.
func NewRadioGroup(chosen int, changed func(n int)) *RadioGroup {
	return &RadioGroup{OnChanged: changed, chosen: chosen}
}

// Add makes the group's next choice; hint may be "".
func (g *RadioGroup) Add(text, hint string) *Radio {
	r := &Radio{Text: text, Hint: hint, group: g, n: len(g.radios), outer: canvas.NewCircle(look.Color(look.InkNone)),
		inner: canvas.NewCircle(look.Color(look.InkNone)), label: newLine(text, look.Body, hint != "", look.InkText),
		small: newLine(hint, look.Meta, false, look.InkText2)}
	g.radios = append(g.radios, r)
	r.become(r, func() { g.choose(r.n) })
	r.tip = func() Tip {
		if r.label.cut() || r.small.cut() {
			return Tip{Text: r.Text}
		}
		return Tip{}
	}
	return r
}

// Chosen is the choice taken; -1: none.
func (g *RadioGroup) Chosen() int { return g.chosen }

// Set takes a choice without telling.
func (g *RadioGroup) Set(n int) {
	g.chosen = n
	for _, r := range g.radios {
		r.Refresh()
	}
}

// Focus goes to the choice taken.
func (g *RadioGroup) Focus() {
	if g.chosen >= 0 && g.chosen < len(g.radios) {
		Focus(g.radios[g.chosen])
	}
}

func (g *RadioGroup) choose(n int) {
	if n == g.chosen {
		return
	}
	g.Set(n)
	if g.OnChanged != nil {
		g.OnChanged(n)
	}
}

// step goes to the next choice that is not disabled, and takes it.
func (g *RadioGroup) step(n, by int) {
	for m := n + by; m >= 0 && m < len(g.radios); m += by {
		if r := g.radios[m]; !r.Disabled() && r.Visible() {
			Focus(r)
			g.choose(m)
			return
		}
	}
}

// Radio is one choice of a group.
type Radio struct {
	pressable
	Text, Hint string

	group        *RadioGroup
	n            int
	outer, inner *canvas.Circle
	label, small *line
}

// TypedKey goes to the neighbours by arrows.
func (r *Radio) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp, fyne.KeyLeft:
		r.group.step(r.n, -1)
	case fyne.KeyDown, fyne.KeyRight:
		r.group.step(r.n, 1)
	default:
		r.pressable.TypedKey(e)
	}
}

// AccessibilityLabel is the text.
func (r *Radio) AccessibilityLabel() string { return r.Text }

// CreateRenderer draws the part.
func (r *Radio) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *Radio) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.outer, r.inner, r.label.text, r.small.text, r.ring}
}

func (r *Radio) paint() {
	edge := look.InkCtl
	on := r.group.chosen == r.n
	if on {
		edge = look.InkAccent
	}
	r.label.ink, r.small.ink = look.InkText, look.InkText2
	if r.Disabled() {
		edge, r.label.ink, r.small.ink = look.InkLine, look.InkText3, look.InkText3
	}
	r.outer.StrokeColor, r.outer.StrokeWidth = look.Color(edge), look.Stroke
	if on {
		r.outer.StrokeWidth = 2
	}
	r.inner.FillColor = look.Color(edge)
	show(r.inner, on)
	r.label.set(r.Text)
	r.small.set(r.Hint)
	r.label.paint()
	r.small.paint()
	r.paintRing()
}

// dot is the circle's width.
const dot float32 = 18

func (r *Radio) least() fyne.Size {
	w := max(r.label.least().Width, r.small.least().Width)
	h := r.label.least().Height + r.small.least().Height
	return fyne.NewSize(look.Scaled(dot)+look.S10+w+2*look.S4, max(look.Scaled(dot), h)+2*look.S4)
}

func (r *Radio) place(size fyne.Size) {
	d := look.Scaled(dot)
	y := (size.Height - d) / 2
	box(r.ring, 0, 0, min(size.Width, r.least().Width), size.Height)
	box(r.outer, look.S4, y, d, d)
	box(r.inner, look.S4+d/4, y+d/4, d/2, d/2)
	x := look.S4 + d + look.S10
	w := size.Width - x - look.S4
	one, two := r.label.least().Height, r.small.least().Height
	top := (size.Height - one - two) / 2
	r.label.place(x, top, min(w, r.label.least().Width), one)
	r.small.place(x, top+one, min(w, r.small.least().Width), two)
}
