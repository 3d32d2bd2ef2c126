package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// ticks is a text whose digits stand in cells of one width: a clock that ticks
// does not shake. Fyne cannot switch on a font's tabular digits.
type ticks struct {
	full  string
	size  float32 // before the text-size setting
	bold  bool
	ink   look.Ink
	cells []*canvas.Text
	wide  []float32
}

func newTicks(full string, size float32, bold bool, ink look.Ink) *ticks {
	t := &ticks{size: size, bold: bold, ink: ink}
	t.set(full)
	return t
}

// set shows another text; cells that stay the same are left alone.
func (t *ticks) set(full string) {
	t.full = full
	n := 0
	for _, run := range digitRuns(full) {
		if n == len(t.cells) {
			t.cells = append(t.cells, canvas.NewText("", color.Transparent))
		}
		t.cells[n].Text = run
		n++
	}
	t.cells = t.cells[:n]
	t.paint()
}

func (t *ticks) paint() {
	size := look.Scaled(t.size)
	cell := float32(0)
	for d := '0'; d <= '9'; d++ {
		cell = max(cell, look.Measure(string(d), size, t.bold).Width)
	}
	t.wide = t.wide[:0]
	for _, c := range t.cells {
		c.Color, c.TextSize, c.TextStyle.Bold = look.Color(t.ink), size, t.bold
		if isDigit(c.Text) {
			c.Alignment = fyne.TextAlignCenter
			t.wide = append(t.wide, cell)
		} else {
			c.Alignment = fyne.TextAlignLeading
			t.wide = append(t.wide, look.Measure(c.Text, size, t.bold).Width)
		}
	}
}

func (t *ticks) objects() []fyne.CanvasObject {
	all := make([]fyne.CanvasObject, len(t.cells))
	for n, c := range t.cells {
		all[n] = c
	}
	return all
}

func (t *ticks) least() fyne.Size {
	if t.full == "" {
		return fyne.Size{}
	}
	w := float32(0)
	for _, c := range t.wide {
		w += c
	}
	return fyne.NewSize(w, look.Measure("0", look.Scaled(t.size), t.bold).Height)
}

// place puts the text at x, in the middle of a height.
func (t *ticks) place(x, y, h float32) {
	high := look.Measure("0", look.Scaled(t.size), t.bold).Height
	y += (h - high) / 2
	for n, c := range t.cells {
		box(c, x, y, t.wide[n], high)
		x += t.wide[n]
	}
}

// digitRuns parts a text into single digits and what stands between them.
func digitRuns(s string) []string {
	var runs []string
	start := 0
	for n := range len(s) {
		if s[n] < '0' || s[n] > '9' {
			continue
		}
		if start < n {
			runs = append(runs, s[start:n])
		}
		runs = append(runs, s[n:n+1])
		start = n + 1
	}
	if start < len(s) {
		runs = append(runs, s[start:])
	}
	return runs
}

func isDigit(s string) bool { return len(s) == 1 && s[0] >= '0' && s[0] <= '9' }

// TickText is a text with digits that do not move while it counts.
type TickText struct {
	widget.BaseWidget
	ticks *ticks
}

// NewTickText makes a ticking text in a size of package look.
func NewTickText(text string, size float32, bold bool, ink look.Ink) *TickText {
	k := &TickText{ticks: newTicks(text, size, bold, ink)}
	k.ExtendBaseWidget(k)
	return k
}

// Set shows another text.
func (k *TickText) Set(text string) {
	if k.ticks.full != text {
		k.ticks.set(text)
		k.Refresh()
	}
}

// SetInk shows it in another colour.
func (k *TickText) SetInk(ink look.Ink) {
	if k.ticks.ink != ink {
		k.ticks.ink = ink
		k.Refresh()
	}
}

// CreateRenderer draws it.
func (k *TickText) CreateRenderer() fyne.WidgetRenderer { return draw(k) }

func (k *TickText) objects() []fyne.CanvasObject { return k.ticks.objects() }
func (k *TickText) paint()                       { k.ticks.paint() }
func (k *TickText) least() fyne.Size             { return k.ticks.least() }
func (k *TickText) place(size fyne.Size)         { k.ticks.place(0, 0, size.Height) }
