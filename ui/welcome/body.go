package welcome

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// body is the page: headline, doors, and the line below them.
type body struct {
	head, lead *parts.WrapText
	lights     fyne.CanvasObject
	cards      []*card
	hint       *parts.WrapText
	icon       *canvas.Image
	themes     fyne.CanvasObject // nil: none
	width      float32
}

func newBody(s *Screen) fyne.CanvasObject {
	b := &body{
		head: parts.NewWrapText(words.T("Keep customers out of the dark"), look.FirstRun, true, look.InkText, 0),
		lead: parts.NewWrapText(words.T("In the dark: affected by a fault, and without a current update. Turnaround pages you, keeps track of what customers were promised, and helps you write to them in time. Nothing leaves this computer until you add a source."),
			look.Section, false, look.InkText2, 0),
		lights: newLights(),
		hint: parts.NewWrapText(words.T("You can also drop an archive anywhere in this window. Keep your present pager until your own test pages have passed for two weeks."),
			look.Body, false, look.InkText2, 0),
		icon: icon("upload_file", look.Icon18, look.InkText2),
	}
	all := []fyne.CanvasObject{b.head, b.lead, b.lights}
	for n, d := range s.doors {
		c := newCard(d, n == 0)
		b.cards = append(b.cards, c)
		all = append(all, c.content)
	}
	all = append(all, b.icon, b.hint)
	if s.SetTheme != nil {
		b.themes = themes(s)
		all = append(all, b.themes)
	}
	return container.New(b, all...)
}

// themes are the three ways to look, the one in use in bold.
func themes(s *Screen) fyne.CanvasObject {
	row := container.NewHBox()
	for _, t := range []struct{ value, text string }{
		{"dark", words.T("Dark")}, {"light", words.T("Light")}, {"system", words.T("Follow system")},
	} {
		l := parts.NewLink(t.text, "", func() { s.SetTheme(t.value) })
		if s.Theme == t.value || s.Theme == "" && t.value == "system" {
			l.Bold, l.Ink = true, look.InkText
		}
		row.Add(l)
	}
	return row
}

func icon(name string, size float32, ink look.Ink) *canvas.Image {
	i := canvas.NewImageFromResource(look.Icon(name, ink))
	i.FillMode = canvas.ImageFillContain
	i.SetMinSize(fyne.NewSquareSize(look.Scaled(size)))
	return i
}

// The widest the page becomes, below which the doors stand in one column, and
// below which four of them stand two by two.
const (
	widest   float32 = 1184
	leadWide float32 = 760
	beside   float32 = 720
	four     float32 = 1000
	margin   float32 = 48
)

// Layout places all in the middle of the width.
func (b *body) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	b.width = size.Width
	b.place(size.Width, max(0, (size.Height-b.height(size.Width))/2.4), put)
}

// MinSize is as high as all is in the width it last had.
func (b *body) MinSize([]fyne.CanvasObject) fyne.Size {
	w := b.width
	if w == 0 {
		w = widest
	}
	return fyne.NewSize(280, b.height(w))
}

func (b *body) height(width float32) float32 {
	return b.place(width, 0, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

// place lays the page out from a height on and gives where it ends.
func (b *body) place(width, y float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	edge := margin
	if width < beside {
		edge = look.S20
	}
	w := min(width-2*edge, look.Scaled(widest))
	x := max(edge, (width-w)/2)
	y += look.S28
	text := func(t *parts.WrapText, w, after float32) {
		h := t.HeightFor(w)
		at(t, x, y, w, h)
		y += h + after
	}
	text(b.head, w, look.S10)
	text(b.lead, min(w, look.Scaled(leadWide)), look.S28)
	shown := w >= look.Scaled(beside)
	if shown {
		h := b.lights.MinSize().Height
		at(b.lights, x, y, w, h)
		y += h + look.S28
	}
	if b.lights.Visible() != shown {
		if shown {
			b.lights.Show()
		} else {
			b.lights.Hide()
		}
	}
	y = b.placeCards(x, y, w, at) + look.S20
	side := look.Scaled(look.Icon18)
	room := w - side - look.S8
	themes := float32(0)
	if b.themes != nil && width >= beside {
		m := b.themes.MinSize()
		themes = m.Width + look.S20
		line := b.hint.HeightFor(widest * 4) // the links stand on the hint's first line
		at(b.themes, x+w-m.Width, y+(line-m.Height)/2, m.Width, m.Height)
	}
	h := b.hint.HeightFor(room - themes)
	at(b.icon, x, y, side, side)
	at(b.hint, x+side+look.S8, y, room-themes, h)
	y += h
	if b.themes != nil && width < beside {
		m := b.themes.MinSize()
		y += look.S14
		at(b.themes, x, y, m.Width, m.Height)
		y += m.Height
	}
	return y + look.S28
}

// placeCards puts the doors beside each other, or below each other.
func (b *body) placeCards(x, y, w float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	if w < look.Scaled(beside) {
		for _, c := range b.cards {
			h := c.height(w)
			at(c.content, x, y, w, h)
			y += h + look.S14
		}
		return y - look.S14
	}
	n := len(b.cards)
	if n == 4 && w < look.Scaled(four) {
		n = 2
	}
	each := (w - float32(n-1)*look.S14) / float32(n)
	for row := range slices.Chunk(b.cards, n) {
		high := float32(0)
		for _, c := range row {
			high = max(high, c.height(each))
		}
		for k, c := range row {
			at(c.content, x+float32(k)*(each+look.S14), y, each, high)
		}
		y += high + look.S14
	}
	return y - look.S14
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}
