package postmortem

import (
	"reflect"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/update"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// mostCards and mostCites are how many stand open; the rest is counted.
const (
	mostCards = 3
	mostCites = 3
)

// card is a framed remark with what can be done about it at its right.
type card struct {
	content   *fyne.Container
	back      *ground
	sign      icon
	title, do *parts.WrapText
	buttons   []*parts.KeyButton
	phone     func() bool
}

func newCard(name string, ink, edge look.Ink, title, do string, phone func() bool, buttons ...*parts.KeyButton) *card {
	c := &card{back: newGround(look.InkBG2, edge, look.RadiusControl), sign: newIcon(name, look.Icon18, ink), phone: phone,
		title: parts.NewWrapText(title, look.Body, true, look.InkText, 0), do: parts.NewWrapText(do, look.Body, false, look.InkText2, 0), buttons: buttons}
	objects := []fyne.CanvasObject{c.back.Rectangle, c.sign.Image, c.title, c.do}
	for _, b := range buttons {
		objects = append(objects, b)
	}
	c.content = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(160), c.high(c.content.Size().Width)) },
		func(size fyne.Size) { c.place(size.Width) }}, objects...)
	return c
}

func (c *card) high(width float32) float32 { return c.place(width) }

// place lays the card out in a width and gives its height.
func (c *card) place(width float32) float32 {
	c.back.paint()
	x, y := look.S12+look.Scaled(look.Icon18)+look.S10, look.S10
	row := float32(0)
	for _, b := range c.buttons {
		row += b.MinSize().Width + look.S8
	}
	under := c.phone() || row > width/2
	w := width - x - look.S12
	if !under {
		w -= row
	}
	h := c.title.HeightFor(w)
	put(c.title, x, y, w, h)
	y += h
	h = c.do.HeightFor(w)
	put(c.do, x, y, w, h)
	y += h
	end := y + look.S10
	left, at := x, y+look.S8
	if !under {
		end = max(end, look.Scaled(look.ButtonSmall)+2*look.S10)
		left, at = width-look.S12-row+look.S8, (end-look.Scaled(look.ButtonSmall))/2
	}
	for _, b := range c.buttons {
		least := b.MinSize()
		if c.phone() {
			least.Height = look.Scaled(look.Target)
		}
		if under && left+least.Width > width-look.S12 && left > x {
			left, at = x, at+least.Height+look.S6
		}
		put(b, left, at, least.Width, least.Height)
		left += least.Width + look.S8
		if under {
			end = at + least.Height + look.S10
		}
	}
	put(c.back.Rectangle, 0, 0, width, end)
	c.sign.at(look.S12, look.S10, look.Scaled(look.Body*1.4))
	return end
}

// cards are the remarks on the section in hand.
type cards struct {
	f     *frame
	shown []remark
	of    place
	box   *fyne.Container
	all   []*card
	more  *parts.WrapText
}

func newCards(f *frame) *cards {
	c := &cards{f: f, more: parts.NewWrapText("", look.Meta, false, look.InkText2, 1)}
	c.box = container.NewWithoutLayout()
	return c
}

// draw shows the remarks, and tells whether they are others; those that stay
// as they are keep the focus.
func (c *cards) draw(sh sheet) bool {
	if c.of == sh.place && reflect.DeepEqual(c.shown, sh.findings) {
		return false
	}
	c.shown, c.of, c.all = sh.findings, sh.place, nil
	var objects []fyne.CanvasObject
	for n, r := range sh.findings {
		if n == mostCards {
			break
		}
		made := c.card(r)
		c.all = append(c.all, made)
		objects = append(objects, made.content)
	}
	if left := len(sh.findings) - mostCards; left > 0 {
		c.more.Set(words.N("{{.Count}} more remarks follow once these are mended.", left))
		objects = append(objects, c.more)
	}
	c.box.Objects = objects
	return true
}

func (c *cards) card(r remark) *card {
	ink := look.InkWarn
	if r.Level == update.Block {
		ink = look.InkCrit
	}
	var buttons []*parts.KeyButton
	add := func(text string, do func()) {
		b := parts.NewKeyButton(text, "", "", parts.Outline, do)
		b.Small = true
		buttons = append(buttons, b)
	}
	switch s := c.f.s; {
	case r.Fix:
		add(words.T("Use it"), func() { s.mend(r) })
	case r.wish:
		add(words.T("Make it an action"), func() { s.wish(r) })
	case r.action != "":
		add(words.T("Edit"), func() { s.editNamed(r.action) })
	}
	return newCard("gavel", ink, ink, r.title+".", r.do, func() bool { return c.f.class == look.Phone }, buttons...)
}

// high lays the cards out in a width and gives their height.
func (c *cards) high(width float32) float32 {
	y := float32(0)
	for _, each := range c.all {
		y += each.high(width) + look.S8
	}
	if len(c.shown) > mostCards {
		y += c.more.HeightFor(width) + look.S8
	}
	return y
}

// place puts them below each other.
func (c *cards) place(x, y, width float32) {
	put(c.box, x, y, width, c.high(width))
	at := float32(0)
	for _, each := range c.all {
		h := each.high(width)
		put(each.content, 0, at, width, h)
		at += h + look.S8
	}
	if len(c.shown) > mostCards {
		put(c.more, 0, at, width, c.more.HeightFor(width))
	}
}

// cites are the entries that the section in hand cites.
type cites struct {
	f     *frame
	box   *fyne.Container
	shown []evidenceRow
	rows  []*citeLine
	more  *parts.WrapText
	all   []int
}

func newCites(f *frame) *cites {
	c := &cites{f: f, more: parts.NewWrapText("", look.Meta, false, look.InkText2, 1)}
	c.box = container.NewWithoutLayout()
	return c
}

// draw shows them, and tells whether they are others.
func (c *cites) draw(sh sheet) bool {
	w := &c.f.s.writing
	all := w.cites()
	var rows []evidenceRow
	for _, n := range all[:min(len(all), mostCites)] {
		rows = append(rows, sh.cited[w.ids[n-1]])
	}
	if slices.Equal(all, c.all) && slices.Equal(rows, c.shown) {
		return false
	}
	c.all, c.shown, c.rows = all, rows, nil
	var objects []fyne.CanvasObject
	for n, shown := range rows {
		number := all[n]
		row := newCiteLine(number, shown, func() { c.f.s.uncite(number) })
		c.rows = append(c.rows, row)
		objects = append(objects, row.content)
	}
	if left := len(c.all) - mostCites; left > 0 {
		c.more.Set(words.N("{{.Count}} more entries are cited.", left))
		objects = append(objects, c.more)
	}
	c.box.Objects = objects
	c.box.Refresh()
	return true
}

// each is the height of one.
func (c *cites) each() float32 {
	if c.f.class == look.Phone {
		return look.Scaled(look.Target)
	}
	return look.Scaled(30)
}

func (c *cites) high(width float32) float32 {
	h := float32(len(c.rows)) * (c.each() + look.S6)
	if len(c.all) > mostCites {
		h += c.more.HeightFor(width) + look.S6
	}
	return h
}

func (c *cites) place(x, y, width float32) {
	put(c.box, x, y, width, c.high(width))
	at := float32(0)
	for _, row := range c.rows {
		put(row.content, 0, at, width, c.each())
		at += c.each() + look.S6
	}
	put(c.more, 0, at, width, c.more.HeightFor(width))
}

// citeLine is one of them: its number in the text, when, what, and a cross.
type citeLine struct {
	content             *fyne.Container
	back                *ground
	number, clock, text *line
	glyph               icon
	shut                *parts.IconButton
}

func newCiteLine(n int, row evidenceRow, away func()) *citeLine {
	c := &citeLine{back: newGround(look.InkBG3, look.InkNone, look.RadiusControl), number: newLine(strconv.Itoa(n), look.Meta, true, look.InkText2),
		clock: newLine(row.clock, look.Body, false, look.InkText2), text: newLine(row.text, look.Body, false, look.InkText),
		glyph: newIcon(or(row.icon, "error_outline"), look.Icon16, inkOr(row.ink))}
	if row.id == "" {
		c.text.full = words.T("This entry is not in the timeline.")
	}
	c.shut = parts.NewIconButton("close", words.T("Do not cite it"), "", away)
	c.content = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(120), look.Scaled(30)) }, c.place},
		c.back.Rectangle, c.number.text, c.glyph.Image, c.clock.text, c.text.text, c.shut)
	return c
}

func (c *citeLine) place(size fyne.Size) {
	c.back.paint()
	put(c.back.Rectangle, 0, 0, size.Width, size.Height)
	x, h := look.S10, size.Height
	x += c.number.place(x, 0, look.Scaled(24), h) + look.S8
	c.glyph.at(x, 0, h)
	x += look.Scaled(look.Icon16) + look.S8
	if c.clock.full != "" {
		x += c.clock.place(x, 0, look.Scaled(90), h) + look.S8
	}
	side := size.Height
	put(c.shut, size.Width-side, 0, side, side)
	c.text.place(x, 0, size.Width-side-look.S8-x, h)
}
