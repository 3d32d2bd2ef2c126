package parts

import (
	"image/color"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// Density is how much room a row takes.
type Density int

// The densities.
const (
	Regular Density = iota
	Compact         // one line, for thousands
	Phone           // two lines, for fingers
)

// height is that of a row, in the text size in use.
func (d Density) height() float32 {
	switch d {
	case Compact:
		return look.Scaled(look.RowCompact)
	case Phone:
		return look.Scaled(look.RowPhone)
	}
	return look.Scaled(look.Row)
}

// heightIn is that of a row in a width: where large text leaves no room for a
// chip beside other texts, it gets a line of its own.
func (d Density) heightIn(width float32) float32 {
	if d != Compact && width > 0 && width < look.Scaled(300) {
		return d.height() + look.Scaled(22)
	}
	return d.height()
}

// RowState is what the list adds to a row.
type RowState struct {
	Selected bool // its detail is shown
	Marked   bool // one of several chosen
	Marking  bool // boxes to tick are shown
	Hovered  bool
	Focused  bool // the keyboard's ring
}

// IncidentRow is one line of the list. It answers no pointer: the list does.
type IncidentRow struct {
	widget.BaseWidget
	row     view.Row
	state   RowState
	density Density

	ground, bar, rule, ring *canvas.Rectangle
	unseen                  *canvas.Circle
	tick                    *picture
	sign                    *sign
	level, title, age       *line
	when, whenNote          *line
	meta, dot, who          *line
	badge                   *badge
}

// NewIncidentRow makes a row.
func NewIncidentRow(r view.Row, d Density) *IncidentRow {
	i := &IncidentRow{row: r, density: d,
		ground: canvas.NewRectangle(color.Transparent), bar: canvas.NewRectangle(color.Transparent),
		rule: canvas.NewRectangle(color.Transparent), ring: newRing(), unseen: canvas.NewCircle(color.Transparent),
		tick: newPicture("", look.Icon18, look.InkAccent), sign: newSign(r.Severity, 16),
		level: newLine("", look.Axis, false, look.InkText2), title: newLine("", look.Body, true, look.InkText),
		when: newLine("", look.Body, true, look.InkText), whenNote: newLine("", look.Meta, false, look.InkText2),
		age: newLine("", look.Meta, false, look.InkText3), meta: newLine("", look.Meta, false, look.InkText2),
		dot: newLine("·", look.Meta, false, look.InkText2), who: newLine("", look.Meta, false, look.InkText2), badge: newBadge(view.Chip{})}
	i.ring.CornerRadius = 0
	i.fill()
	i.ExtendBaseWidget(i)
	return i
}

// Set shows a row in a state; it draws only where something changed.
func (i *IncidentRow) Set(r view.Row, s RowState) {
	if i.row == r && i.state == s {
		return
	}
	i.row, i.state = r, s
	i.fill()
	i.Refresh()
}

// Row is what is shown.
func (i *IncidentRow) Row() view.Row { return i.row }

func (i *IncidentRow) setDensity(d Density) {
	if i.density != d {
		i.density = d
		i.fill()
		i.Refresh()
	}
}

// fill takes over the row's texts.
func (i *IncidentRow) fill() {
	r := &i.row
	i.sign.severity = r.Severity
	i.level.set(r.Level)
	i.title.set(r.Title)
	i.age.set(r.Age)
	i.when.set(r.When)
	i.whenNote.set(r.WhenNote)
	i.meta.set(r.Meta)
	i.who.set(r.Who)
	i.badge.set(r.Chip)
	i.resize()
	i.tick.name = ""
	if i.state.Marking {
		i.tick.name = "check_box_outline_blank"
		if i.state.Marked {
			i.tick.name = "check_box"
		}
	}
}

// resize gives everything the size of the density.
func (i *IncidentRow) resize() {
	compact := i.density == Compact
	i.title.text.TextStyle.Bold = !compact || i.row.Unseen
	i.title.size, i.level.size, i.sign.size = look.Body, look.Axis, 16
	small := look.Meta
	if compact {
		i.sign.size = 13
	}
	if i.density == Phone {
		i.title.size, i.level.size, i.sign.size = look.PhoneBody, look.Meta, 19
		small = look.PhoneMeta
		i.who.set(upper(i.row.Who))
	}
	i.when.size = i.title.size
	for _, l := range []*line{i.meta, i.dot, i.who, i.age, i.whenNote, i.badge.label} {
		l.size = small
	}
}

// timed tells whether the row begins with a time in the place of a severity.
func (i *IncidentRow) timed() bool { return i.row.When != "" && i.density != Compact }

// upper begins a text with a capital letter.
func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// CreateRenderer draws it.
func (i *IncidentRow) CreateRenderer() fyne.WidgetRenderer { return draw(i) }

func (i *IncidentRow) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{i.ground, i.rule, i.bar, i.unseen, i.tick.image}
	all = append(all, i.sign.objects()...)
	all = append(all, i.level.text, i.when.text, i.whenNote.text, i.title.text, i.age.text, i.meta.text, i.dot.text, i.who.text)
	all = append(all, i.badge.objects()...)
	return append(all, i.ring)
}

func (i *IncidentRow) paint() {
	t := look.Now()
	i.ground.FillColor = i.groundColor(&t)
	i.rule.FillColor, i.bar.FillColor, i.unseen.FillColor = t.Line, t.Accent, t.Accent
	show(i.bar, i.state.Selected)
	show(i.unseen, i.row.Unseen)
	show(i.ring, i.state.Focused)
	i.ring.StrokeColor = t.Accent
	compact := i.density == Compact
	for _, o := range []fyne.CanvasObject{i.level.text, i.meta.text, i.dot.text, i.who.text} {
		show(o, !compact)
	}
	i.tick.ink = look.InkText3
	if i.state.Marked {
		i.tick.ink = look.InkAccent
	}
	i.tick.paint()
	i.sign.paint()
	if i.timed() {
		for _, o := range append(i.sign.objects(), i.level.text) {
			show(o, false)
		}
	}
	show(i.when.text, i.timed())
	show(i.whenNote.text, i.timed())
	i.who.ink = ToneInk(i.row.WhoTone)
	if i.row.WhoTone == view.Plain {
		i.who.ink = look.InkText2
	}
	i.who.text.TextStyle.Bold = i.row.WhoTone == view.Bad
	i.meta.ink = look.InkText2
	if i.row.Stale {
		i.meta.ink = look.InkWarn
	}
	for _, l := range []*line{i.level, i.when, i.whenNote, i.title, i.age, i.meta, i.dot, i.who} {
		l.paint()
	}
	i.badge.paint()
}

func (i *IncidentRow) groundColor(t *look.Tokens) color.Color {
	base := t.BG1
	if i.density == Phone {
		base = t.BG2
	}
	switch {
	case i.state.Selected || i.state.Marked:
		base = t.Sel
	case i.row.Kind == view.Paging && i.row.Open:
		base = t.CritBG
	}
	if i.state.Hovered {
		return blend(base, t.Text, 0.06)
	}
	return base
}

// blend mixes a share of one colour into another.
func blend(a, b color.NRGBA, share float32) color.NRGBA {
	mix := func(x, y uint8) uint8 { return uint8(float32(x)*(1-share) + float32(y)*share) }
	return color.NRGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 0xFF}
}

func (i *IncidentRow) least() fyne.Size { return fyne.NewSize(look.Scaled(160), i.density.height()) }

// HeightFor is how high the row is in a width.
func (i *IncidentRow) HeightFor(width float32) float32 { return i.density.heightIn(width) }

func (i *IncidentRow) place(size fyne.Size) {
	w, h := size.Width, size.Height
	box(i.ground, 0, 0, w, h)
	box(i.rule, 0, h-look.Stroke, w, look.Stroke)
	box(i.bar, 0, 0, look.StrokeBar, h)
	box(i.ring, 0, 0, w, h)
	left := float32(0)
	if i.state.Marking {
		i.tick.place(look.S12, 0, h)
		left = i.tick.side() + look.S8
	}
	if i.density == Compact {
		i.placeOne(left, w, h)
	} else {
		i.placeTwo(left, w, h)
	}
}

// placeOne puts all in one line.
func (i *IncidentRow) placeOne(left, w, h float32) {
	x := left + look.S14 + i.sign.side()/2
	i.sign.place(x, h/2)
	x += i.sign.side()/2 + look.S10
	i.placeUnseen(left+look.S4, h/2)
	right := w - look.S20 - look.S6
	i.right(i.age, right, 0, h)
	// Days stand in a column, whatever their width.
	right -= max(i.age.least().Width, look.Scaled(44)) + look.S10
	cw := i.badge.least().Width
	matters := cw > 0 && (!i.badge.bare() || i.row.Chip.Link) // and the title matters more
	if matters = matters && right-cw-x >= look.Scaled(80); matters {
		right -= cw
		i.badge.place(right, 0, h)
		right -= look.S10
	}
	i.badge.show(matters)
	i.title.place(x, 0, right-x, h)
}

// placeTwo puts the title over the meta text, and in a tall row the chip below.
func (i *IncidentRow) placeTwo(left, w, h float32) {
	column, pad := look.Scaled(28), look.S16
	x := left + look.Scaled(54)
	if i.density == Phone {
		x = left + look.Scaled(58)
	}
	flat := i.density.height()
	half := flat/2 - look.S10
	top, low := (flat-2*half)/2, flat/2
	if i.density == Regular { // the design's middles are 18 and 38 of 56
		half, top, low = look.Scaled(20), look.Scaled(7.5), look.Scaled(28)
	}
	if i.timed() {
		x = left + look.S16 + look.Scaled(58)
		if i.density == Phone {
			x += look.Scaled(8)
		}
		i.when.place(left+look.S16, top, x-left-look.S16-look.S6, half)
		i.whenNote.place(left+look.S16, low, x-left-look.S16-look.S6, half)
	} else {
		i.sign.place(left+column, top+half/2)
		lw := i.level.least().Width
		i.level.place(left+column-lw/2, low-look.Scaled(1), lw, half)
	}
	i.placeUnseen(left+look.S6+1, top+half/2)
	i.right(i.age, w-pad, top, half)
	aged := i.age.least().Width
	if aged > 0 {
		aged += look.S10
	}
	i.title.place(x, top, w-pad-aged-x, half)
	right := w - pad
	if cw := i.badge.least().Width; cw > 0 && h > flat+1 {
		i.badge.place(max(min(x, right-cw), 0), h-look.Scaled(28), look.Scaled(22))
	} else if cw > 0 {
		right -= cw
		i.badge.place(right, low, half)
		right -= look.S8
	}
	i.placeMeta(x, low, right-x, half)
}

// placeMeta gives who has it the room it needs, and the rest to the other
// texts, which vanish where next to nothing of them would be left.
func (i *IncidentRow) placeMeta(x, y, w, h float32) {
	first, second := i.meta, i.who
	if i.density == Phone { // there, who has it matters most
		first, second = i.who, i.meta
	}
	gap := look.Scaled(4)
	dot := i.dot.least().Width + 2*gap
	if first.full == "" || second.full == "" {
		dot = 0
	}
	least := look.Scaled(36)
	room := w - dot
	mw, ww := i.meta.least().Width, min(i.who.least().Width, w)
	if mw+ww > room {
		mw = room - ww
		if mw < least {
			mw, dot = 0, 0
		}
	}
	fw := mw
	if first == i.who {
		fw = ww
	}
	first.place(x, y, fw, h)
	sw := mw + ww - fw
	if first.cut() { // no gap where the ellipsis is shorter than the room
		fw = look.Measure(first.text.Text, look.Scaled(first.size), first.text.TextStyle.Bold).Width
	}
	show(i.dot.text, dot > 0 && i.density != Compact)
	i.dot.place(x+fw+gap, y, i.dot.least().Width, h)
	second.place(x+fw+dot, y, sw, h)
}

func (i *IncidentRow) placeUnseen(x, y float32) {
	box(i.unseen, x-3, y-3, 6, 6)
}

// right puts a line so that it ends at x.
func (i *IncidentRow) right(l *line, x, y, h float32) {
	w := l.least().Width
	l.place(x-w, y, w, h)
}

// tickEnd is where the box to tick ends; 0 while there is none.
func (i *IncidentRow) tickEnd() float32 {
	if !i.state.Marking {
		return 0
	}
	return look.S12 + i.tick.side() + look.S8
}

// badgeStart is where the chip begins.
func (i *IncidentRow) badgeStart() float32 { return i.badge.left() }
