package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// Tab is one of a TabBar.
type Tab struct {
	Text string
	Note string // soft, beside the text: a count, "no list yet"
}

// TabBar chooses what is shown below it. Left and Right choose at once.
type TabBar struct {
	strip
	OnChanged func(n int)

	tabs  []Tab
	taken int
	texts []*line
	notes []*line
	under *canvas.Rectangle
	base  *canvas.Rectangle
}

// NewTabBar makes a bar of tabs.
func NewTabBar(tabs []Tab, chosen int, changed func(n int)) *TabBar {
	t := &TabBar{OnChanged: changed, taken: chosen, under: canvas.NewRectangle(color.Transparent), base: canvas.NewRectangle(color.Transparent)}
	t.follows = true
	t.strip.chosen = func() int { return t.taken }
	t.choose = func(n int) {
		if n == t.taken {
			return
		}
		t.taken = n
		if t.OnChanged != nil {
			t.OnChanged(n)
		}
	}
	t.become(t)
	t.SetTabs(tabs)
	return t
}

// SetTabs replaces the tabs; the choice stays where it can.
func (t *TabBar) SetTabs(tabs []Tab) {
	t.tabs = tabs
	t.taken = max(0, min(t.taken, len(tabs)-1))
	t.cells = make([]cell, len(tabs))
	t.texts, t.notes = nil, nil
	for _, tab := range tabs {
		t.texts = append(t.texts, newLine(tab.Text, look.Body, false, look.InkText2))
		t.notes = append(t.notes, newLine(tab.Note, look.Body, false, look.InkText2))
	}
	t.Refresh()
}

// SetNote changes what stands beside a tab's text.
func (t *TabBar) SetNote(n int, note string) {
	if t.tabs[n].Note != note {
		t.tabs[n].Note = note
		t.notes[n].set(note)
		t.Refresh()
	}
}

// Chosen is the tab taken.
func (t *TabBar) Chosen() int { return t.taken }

// Set takes a tab without telling.
func (t *TabBar) Set(n int) {
	t.taken = n
	t.Refresh()
}

// AccessibilityLabel is the tab taken.
func (t *TabBar) AccessibilityLabel() string {
	if t.taken < len(t.tabs) {
		return t.tabs[t.taken].Text
	}
	return ""
}

// CreateRenderer draws the part.
func (t *TabBar) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *TabBar) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{t.base}
	for n := range t.texts {
		all = append(all, t.texts[n].text, t.notes[n].text)
	}
	return append(all, t.under, t.ring)
}

func (t *TabBar) paint() {
	t.base.FillColor, t.under.FillColor = look.Color(look.InkLine), look.Color(look.InkAccent)
	for n, l := range t.texts {
		l.ink, l.text.TextStyle.Bold = look.InkText2, false
		switch n {
		case t.taken:
			l.ink, l.text.TextStyle.Bold = look.InkText, true
		case t.over:
			l.ink = look.InkText
		}
		l.paint()
		t.notes[n].paint()
	}
	t.placeRing()
}

// wide is a tab's width as if it were chosen, so that choosing moves nothing.
func (t *TabBar) wide(n int) float32 {
	w := look.Measure(t.tabs[n].Text, look.Scaled(look.Body), true).Width
	if note := t.notes[n].least().Width; note > 0 {
		w += look.S6 + note
	}
	return w
}

func (t *TabBar) least() fyne.Size {
	var w float32
	for n := range t.tabs {
		w += look.Measure(Elide(t.tabs[n].Text, look.Scaled(48), look.Scaled(look.Body), true), look.Scaled(look.Body), true).Width + look.S20
	}
	return fyne.NewSize(w, look.Scaled(look.Tab))
}

// place drops the notes where there is no room, then cuts the texts.
func (t *TabBar) place(size fyne.Size) {
	box(t.base, 0, size.Height-look.Stroke, size.Width, look.Stroke)
	var all, bare float32
	for n := range t.tabs {
		all += t.wide(n) + look.S20
		bare += look.Measure(t.tabs[n].Text, look.Scaled(look.Body), true).Width + look.S20
	}
	notes, shrink := all <= size.Width, float32(1)
	if bare > size.Width {
		shrink = size.Width / bare
	}
	x := float32(0)
	for n, l := range t.texts {
		text := look.Measure(t.tabs[n].Text, look.Scaled(look.Body), true).Width
		w := (text+look.S20)*shrink - look.S20
		l.place(x, 0, w, size.Height-look.StrokeFocus)
		note := t.notes[n].least().Width
		show(t.notes[n].text, notes && note > 0)
		cellWide := w
		if notes && note > 0 {
			at := x + l.least().Width + look.S6
			t.notes[n].place(at, 0, note, size.Height-look.StrokeFocus)
			cellWide = t.wide(n)
		}
		if n == t.taken {
			box(t.under, x, size.Height-look.StrokeFocus, cellWide, look.StrokeFocus)
		}
		t.setCell(n, x-look.S6, 2, cellWide+2*look.S6, size.Height-4)
		x += cellWide + look.S20
	}
	show(t.under, t.taken < len(t.texts))
	t.placeRing()
}
