package parts

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// Filter is a saved filter on a chip.
type Filter struct {
	Text  string
	Count int    // 0: not shown
	Own   bool   // a person saved it, and may remove it
	Hint  string // what it finds, for the tooltip
}

// FilterChips are saved filters of which one is on. Delete removes one's own.
type FilterChips struct {
	strip
	OnChanged func(n int) // -1: the one that was on was pressed again
	OnRemove  func(n int)

	filters []Filter
	taken   int
	chips   []filterChip
}

type filterChip struct {
	pill  *canvas.Rectangle
	label *line
}

// NewFilterChips makes the chips; on is -1 where none is.
func NewFilterChips(filters []Filter, on int, changed func(n int)) *FilterChips {
	f := &FilterChips{OnChanged: changed, taken: on}
	f.strip.chosen = func() int { return f.taken }
	f.choose = func(n int) {
		if n == f.taken {
			n = -1
		}
		f.taken = n
		if f.OnChanged != nil {
			f.OnChanged(n)
		}
	}
	f.other = func(n int, key fyne.KeyName) bool {
		if key != fyne.KeyDelete && key != fyne.KeyBackspace || f.OnRemove == nil || !f.can(n) || !f.filters[n].Own {
			return false
		}
		f.OnRemove(n)
		return true
	}
	f.tipOf = func(n int) Tip {
		switch filter := f.filters[n]; {
		case filter.Hint != "":
			return Tip{Text: filter.Hint}
		case f.chips[n].label.cut():
			return Tip{Text: filter.Text}
		}
		return Tip{}
	}
	f.become(f)
	f.SetFilters(filters, on)
	return f
}

// SetFilters replaces the chips without telling.
func (f *FilterChips) SetFilters(filters []Filter, on int) {
	f.filters, f.taken, f.cells = filters, on, make([]cell, len(filters))
	f.at = max(0, min(f.at, len(filters)-1))
	f.chips = nil
	for range filters {
		c := filterChip{canvas.NewRectangle(color.Transparent), newLine("", look.Meta, false, look.InkText2)}
		c.pill.StrokeWidth = look.Stroke
		f.chips = append(f.chips, c)
	}
	f.Refresh()
}

// Set takes a chip, or none, without telling.
func (f *FilterChips) Set(on int) {
	if f.taken != on {
		f.taken = on
		f.Refresh()
	}
}

// TappedSecondary removes one's own chip on a right click, after asking.
func (f *FilterChips) TappedSecondary(e *fyne.PointEvent) {
	n := f.find(e.Position)
	if n >= 0 && f.OnRemove != nil && f.filters[n].Own && !f.Disabled() {
		f.OnRemove(n)
	}
}

// AccessibilityLabel is the filter that is on.
func (f *FilterChips) AccessibilityLabel() string {
	if f.taken >= 0 && f.taken < len(f.filters) {
		return f.text(f.taken)
	}
	return ""
}

func (f *FilterChips) text(n int) string {
	if f.filters[n].Count > 0 {
		return f.filters[n].Text + " " + strconv.Itoa(f.filters[n].Count)
	}
	return f.filters[n].Text
}

// CreateRenderer draws the part.
func (f *FilterChips) CreateRenderer() fyne.WidgetRenderer { return draw(f) }

func (f *FilterChips) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, c := range f.chips {
		all = append(all, c.pill, c.label.text)
	}
	return append(all, f.ring)
}

func (f *FilterChips) paint() {
	for n, c := range f.chips {
		c.pill.FillColor, c.pill.StrokeColor, c.label.ink = color.Transparent, look.Color(look.InkCtl), look.InkText2
		switch n {
		case f.taken:
			c.pill.FillColor, c.pill.StrokeColor, c.label.ink = look.Color(look.InkSel), look.Color(look.InkAccent), look.InkText
		case f.over:
			c.pill.FillColor = lit(look.Color(look.InkNone))
		}
		if f.Disabled() {
			c.pill.StrokeColor, c.label.ink = look.Color(look.InkLine), look.InkText3
		}
		c.label.set(f.text(n))
		c.label.paint()
	}
	f.placeRing()
}

// chipHigh is a chip's height, chipWide the most one is wide.
const (
	chipHigh float32 = 20
	chipWide float32 = 180
)

func (f *FilterChips) wide(n int) float32 {
	return min(f.chips[n].label.least().Width, look.Scaled(chipWide)) + 2*look.S8
}

func (f *FilterChips) least() fyne.Size {
	var w float32
	for n := range f.chips {
		w = max(w, f.wide(n))
	}
	return fyne.NewSize(w+4, float32(f.rows(f.Size().Width))*(look.Scaled(chipHigh)+look.S6)-look.S6+4)
}

// rows is how many rows the chips take in a width.
func (f *FilterChips) rows(width float32) int {
	rows, x := 1, float32(2)
	for n := range f.chips {
		w := f.wide(n)
		if width > 0 && x > 2 && x+w > width-2 {
			rows, x = rows+1, 2
		}
		x += w + look.S6
	}
	return rows
}

func (f *FilterChips) place(size fyne.Size) {
	h := look.Scaled(chipHigh)
	x, y := float32(2), float32(2)
	for n, c := range f.chips {
		w := f.wide(n)
		if x > 2 && x+w > size.Width-2 {
			x, y = 2, y+h+look.S6
		}
		w = min(w, size.Width-4)
		box(c.pill, x, y, w, h)
		c.pill.CornerRadius = h / 2
		c.label.place(x+look.S8, y, w-2*look.S8, h)
		f.setCell(n, x-2, y-2, w+4, h+4)
		x += w + look.S6
	}
	f.placeRing()
	f.ring.CornerRadius = h/2 + 2
}
