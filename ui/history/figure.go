package history

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/app/journey"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// The anchors' texts, for their translators; journey.Anchors holds them.
var anchorTexts = []string{
	words.Mark("First update"), words.Mark("Longest silence"), words.Mark("Promises kept"), words.Mark("Updates per incident"),
	words.Mark("median 16 min, mean 29 min (25 outages, Oct 2022 to Mar 2023)"),
	words.Mark("median 21 min, half between 13 and 45 min (53 incidents, 2021 to 2025)"),
	words.Mark("grade A below 15 min, B below 30 min, C below 2 h"),
	words.Mark("median 40 min, a quarter above 74 min (406 incidents, 2020 to 2023)"),
	words.Mark("8 of 11 within 2 min; no published benchmark is known"),
	words.Mark("median 3, one in ten above 9"),
	words.Mark("FAILS data set"), words.Mark("GitHub's history"),
}

// figure is one of the page's own figures, and a public one beside it.
type figure struct {
	name, value, note string
	known             bool
	of                string // the anchors' name
}

// figures are those of what was read.
func (l ledger) figures() []figure {
	first := figure{name: words.T("Time to first update"), of: "First update", value: words.T("not known"),
		note: words.T("no incident's start is known")}
	if d, ok := journey.Median(l.first); ok {
		first.known, first.value = true, words.Span(d)
		first.note = words.N("median of {{.Count}} whose start is known", len(l.first))
	}
	silence := figure{name: words.T("Longest silence"), of: "Longest silence", value: words.T("not known"),
		note: words.T("no incident has two updates")}
	if d, ok := journey.Median(l.silence); ok {
		silence.known, silence.value = true, words.Span(d)
		silence.note = words.N("median of {{.Count}} incidents", len(l.silence))
	}
	kept := figure{name: words.T("Promises kept"), of: "Promises kept", value: words.T("none given"),
		note: words.T("no update named a next one")}
	if l.made > 0 {
		kept.known, kept.value = true, words.T("{{.Kept}} of {{.Made}}", words.Data{"Kept": words.Number(l.kept), "Made": words.Number(l.made)})
		kept.note = words.T("kept within 2 min")
	}
	updates := figure{name: words.T("Updates per incident"), of: "Updates per incident", known: true,
		value: words.Number(middle(l.updates)), note: words.N("median, {{.Count}} updates in all", l.posted)}
	if l.late > 0 {
		updates.note = words.N("median; {{.Count}} updates are back-dated", l.late)
	}
	return []figure{first, silence, kept, updates}
}

// public is the figure somebody published that is shown beside one's own: that
// of the most incidents.
func (f figure) public() string {
	most := map[string]string{"First update": "FAILS data set"}
	for _, a := range journey.Anchors {
		if source := most[f.of]; a.What == f.of && (source == "" || a.Source == source) {
			return words.T("Public: {{.Value}}. {{.Source}}", words.Data{"Value": words.T(a.Value), "Source": words.T(a.Source)})
		}
	}
	return ""
}

// tiles are the figures beside each other, or two by two.
type tiles struct {
	cards   []*tile
	content *fyne.Container
	class   *look.Width
}

type tile struct {
	back                      *canvas.Rectangle
	name, value, note, public *parts.WrapText
}

func newTiles(class *look.Width) *tiles {
	t := &tiles{class: class}
	var all []fyne.CanvasObject
	for range 4 {
		c := &tile{canvas.NewRectangle(color.Transparent), parts.NewWrapText("", look.Meta, false, look.InkText2, 2),
			parts.NewWrapText("", look.PageTitle, true, look.InkText, 2), parts.NewWrapText("", look.Meta, false, look.InkText2, 3),
			parts.NewWrapText("", look.Meta, false, look.InkText3, 4)}
		c.back.CornerRadius, c.back.StrokeWidth = look.RadiusCard, look.Stroke
		t.cards = append(t.cards, c)
		all = append(all, c.back, c.name, c.value, c.note, c.public)
	}
	t.content = container.New(t, all...)
	return t
}

func (t *tiles) set(all []figure) {
	for n, f := range all {
		c := t.cards[n]
		c.name.Set(f.name)
		c.value.Set(f.value)
		c.value.SetInk(look.InkText)
		if !f.known {
			c.value.SetInk(look.InkText3)
		}
		c.note.Set(f.note)
		c.public.Set(f.public())
	}
}

func (t *tiles) paint() {
	for _, c := range t.cards {
		c.back.FillColor, c.back.StrokeColor = look.Color(look.InkBG2), look.Color(look.InkLine)
		c.back.Refresh()
	}
}

// high is the height in a width.
func (t *tiles) high(width float32) float32 {
	return t.place(width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

// MinSize lets the screen decide.
func (t *tiles) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 40) }

// Layout places the tiles.
func (t *tiles) Layout(_ []fyne.CanvasObject, size fyne.Size) { t.place(size.Width, put) }

func (t *tiles) place(width float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	beside, gap, pad := 4, look.S12, look.S14
	if *t.class < look.Medium {
		beside, gap = 2, look.S8
	}
	if *t.class == look.Phone {
		pad = look.S10
	}
	each, y := (width-float32(beside-1)*gap)/float32(beside), float32(0)
	for n := 0; n < len(t.cards); n += beside {
		high := float32(0)
		for k, c := range t.cards[n : n+beside] {
			high = max(high, c.place(float32(k)*(each+gap), y, each, pad, *t.class != look.Phone, at))
		}
		for k, c := range t.cards[n : n+beside] {
			at(c.back, float32(k)*(each+gap), y, each, high)
		}
		y += high + gap
	}
	return y - gap
}

func (c *tile) place(x, y, width, pad float32, public bool, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	w, top := width-2*pad, y
	y += pad - look.S4
	show(c.public, public)
	for _, t := range []*parts.WrapText{c.name, c.value, c.note, c.public} {
		if t == c.public && !public {
			continue
		}
		h := t.HeightFor(w)
		at(t, x+pad, y, w, h)
		y += h
	}
	return y + pad - look.S4 - top
}

// anchors lists every public figure with who published it.
func anchors() fyne.CanvasObject {
	out := parts.NewColumn(look.S6, parts.NewWrapText(words.T("None is a norm: the samples are small, and chosen by who published them."),
		look.Body, false, look.InkText2, 0))
	named := ""
	for _, a := range journey.Anchors {
		if a.What != named {
			named = a.What
			out.Add(parts.NewWrapText(words.T(a.What), look.Body, true, look.InkText, 0))
		}
		out.Add(parts.NewWrapText(words.T("{{.Source}}: {{.Value}}", words.Data{"Source": words.T(a.Source), "Value": words.T(a.Value)}),
			look.Body, false, look.InkText2, 0))
	}
	return out
}
