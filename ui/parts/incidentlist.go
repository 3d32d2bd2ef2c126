package parts

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/view"
)

// IncidentList shows sections of incidents, any number of them: only the rows
// on screen exist. One is selected, whose detail is shown; several may be
// marked, to be acted on at once. Both keep to their incidents when rows move.
type IncidentList struct {
	widget.BaseWidget
	OnSelected func(incident.ID)                // a person moved to another row
	OnOpen     func(incident.ID)                // Enter; on a phone a tap
	OnMarked   func([]incident.ID)              // in the list's order
	OnMenu     func(incident.ID, fyne.Position) // secondary tap; where on the canvas
	OnChip     func(incident.ID)                // a chip that is a link
	OnFold     func(key string, folded bool)
	// Swipes gives what a swipe on a phone uncovers at a row's left and right end.
	Swipes func(view.Row) (left, right []Swipe)

	density  Density
	flow     *flow
	selected incident.ID
	sought   bool // selected before the list showed it
	at       int  // the row of selected; -1: none on screen
	last     int  // where at was last
	anchor   incident.ID
	marks    map[incident.ID]bool

	scroll *container.Scroll
	sheet  *sheet
	sticky *head
	clip   *container.Clip
	ring   *canvas.Rectangle

	focused, keyed, shift bool
	hovered               int
	swipe                 swipe
}

// NewIncidentList makes an empty list.
func NewIncidentList() *IncidentList {
	l := &IncidentList{flow: newFlow(nil, Regular, 0), at: -1, hovered: -1, keyed: true,
		marks: map[incident.ID]bool{}, ring: newRing()}
	l.swipe.row = -1
	l.sheet = newSheet(l)
	l.scroll = container.NewVScroll(l.sheet)
	l.scroll.OnScrolled = func(fyne.Position) { l.arrange() }
	l.sticky = newHead(l.toggle)
	l.clip = container.NewClip(container.NewWithoutLayout(l.sticky))
	l.ExtendBaseWidget(l)
	return l
}

// Set shows other sections. What is selected, marked and at the top edge stays
// so; only rows that differ are drawn anew.
func (l *IncidentList) Set(sections []view.Section) {
	top, into := l.topRow()
	id := l.flow.id(top)
	l.flow = newFlow(slices.Clone(sections), l.density, l.Size().Width)
	l.at = l.flow.find(l.selected, max(l.at, l.last))
	if l.at >= 0 {
		l.last = l.at
	}
	sought := l.sought && l.at >= 0
	l.sought = l.sought && !sought
	l.hovered = -1
	l.closeSwipe()
	marked := len(l.marks)
	l.prune()
	l.resize()
	if row := l.flow.find(id, top); row >= 0 && l.scroll.Offset.Y > 0 {
		l.scrollTo(l.flow.top(row) + into)
	}
	if sought {
		l.reveal(l.at)
	}
	l.arrange()
	if len(l.marks) != marked {
		l.tellMarked()
	}
}

// SetDensity gives rows another height.
func (l *IncidentList) SetDensity(d Density) {
	if d == l.density {
		return
	}
	l.density = d
	l.sheet.forget()
	l.Refresh()
}

// Len counts the rows that are not folded away.
func (l *IncidentList) Len() int { return l.flow.rows }

// Selected is the incident whose detail is shown; "" for none.
func (l *IncidentList) Selected() incident.ID { return l.selected }

// Select selects an incident without telling OnSelected, and brings it into
// view, or does once the list shows it. It tells whether it does now.
func (l *IncidentList) Select(id incident.ID) bool {
	l.selected, l.anchor = id, id
	l.at = l.flow.find(id, l.last)
	l.sought = l.at < 0
	if l.at >= 0 {
		l.last = l.at
		l.reveal(l.at)
	}
	l.arrange()
	return l.at >= 0
}

// Step selects the row so many below, or above.
func (l *IncidentList) Step(by int) { l.move(by, false) }

// Page selects the row so many heights of the list below, or above.
func (l *IncidentList) Page(by int) { l.move(by*l.page(), false) }

// page is how many rows a page is.
func (l *IncidentList) page() int { return max(int((l.scroll.Size().Height-l.flow.row)/l.flow.row), 1) }

// Jump opens the nth section, counted from 0, and selects its first row.
func (l *IncidentList) Jump(section int) {
	if section < 0 || section >= len(l.flow.sections) {
		return
	}
	if l.flow.sections[section].Folded {
		l.toggle(l.flow.sections[section].Key)
	}
	if l.flow.shown(section) == 0 {
		l.scrollTo(l.flow.tops[section])
		l.arrange()
		return
	}
	l.choose(l.flow.first[section])
	l.scrollTo(l.flow.tops[section])
	l.arrange()
}

// choose selects a row for a person.
func (l *IncidentList) choose(row int) {
	id := l.flow.id(row)
	if id == "" {
		return
	}
	changed := id != l.selected
	l.selected, l.at, l.last, l.sought = id, row, row, false
	l.reveal(row)
	l.arrange()
	if changed && l.OnSelected != nil {
		l.OnSelected(id)
	}
}

// toggle folds a section, or opens it.
func (l *IncidentList) toggle(key string) {
	n := slices.IndexFunc(l.flow.sections, func(s view.Section) bool { return s.Key == key })
	if n < 0 {
		return
	}
	s := &l.flow.sections[n]
	s.Folded = !s.Folded
	l.flow.measure()
	l.at = l.flow.find(l.selected, l.last)
	l.hovered = -1
	l.closeSwipe()
	l.resize()
	if s.Folded && l.scroll.Offset.Y > l.flow.tops[n] { // its sticky head was pressed
		l.scrollTo(l.flow.tops[n])
	}
	l.arrange()
	if l.OnFold != nil {
		l.OnFold(key, s.Folded)
	}
}

// topRow is the row at the upper edge, and how far it is scrolled out.
func (l *IncidentList) topRow() (row int, into float32) {
	if l.flow.rows == 0 {
		return -1, 0
	}
	row = min(l.flow.at(l.scroll.Offset.Y), l.flow.rows-1)
	return row, l.scroll.Offset.Y - l.flow.top(row)
}

// reveal brings a row into view, below the head that sticks.
func (l *IncidentList) reveal(row int) {
	top, view := l.flow.top(row), l.scroll.Size().Height
	section, _ := l.flow.spot(row)
	above := l.flow.head(section) // it sticks, or stands above the first row
	y := l.scroll.Offset.Y
	if top-above < y {
		l.scrollTo(top - above)
	} else if top+l.flow.row > y+view && view > 0 {
		l.scrollTo(top + l.flow.row - view)
	}
}

func (l *IncidentList) scrollTo(y float32) {
	y = max(0, min(y, l.flow.height-l.scroll.Size().Height))
	if y != l.scroll.Offset.Y {
		l.scroll.ScrollToOffset(fyne.NewPos(0, y))
	}
}

// resize tells the scroller how high the rows are together.
func (l *IncidentList) resize() {
	size := fyne.NewSize(l.scroll.Size().Width, max(l.flow.height, l.scroll.Size().Height))
	if l.sheet.Size() != size {
		l.sheet.Resize(size)
		l.scroll.Refresh()
	}
}

// arrange fills what is in view.
func (l *IncidentList) arrange() {
	l.sheet.arrange()
	l.stick()
	show(l.ring, l.focused && l.keyed && l.at < 0)
}

// stick keeps the head of the section at the upper edge in view.
func (l *IncidentList) stick() {
	y := l.scroll.Offset.Y
	section := l.flow.section(y)
	if section < 0 || l.flow.shown(section) == 0 || y <= l.flow.tops[section] || l.flow.head(section) == 0 {
		show(l.clip, false)
		return
	}
	high := l.flow.head(section)
	up := float32(0)
	if section+1 < len(l.flow.tops) {
		up = min(0, l.flow.tops[section+1]-y-high)
	}
	box(l.clip, 0, 0, l.Size().Width, high)
	box(l.sticky, 0, up, l.Size().Width, high)
	l.sticky.set(&l.flow.sections[section], l.density == Phone)
	show(l.clip, true)
}

// CreateRenderer draws it.
func (l *IncidentList) CreateRenderer() fyne.WidgetRenderer { return draw(l) }

func (l *IncidentList) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{l.scroll, l.clip, l.ring}
}

// paint works the heights out again: the text size may be another.
func (l *IncidentList) paint() {
	l.ring.StrokeColor = look.Color(look.InkAccent)
	l.remeasure()
}

// remeasure gives rows the height of the density, the text size and the width,
// and keeps the row at the upper edge there.
func (l *IncidentList) remeasure() {
	width := l.Size().Width
	if l.flow.density == l.density && l.flow.row == l.density.heightIn(width) {
		return
	}
	top, into := l.topRow()
	seen := l.at >= 0 && l.inView(l.at)
	l.flow.density, l.flow.width = l.density, width
	l.flow.measure()
	l.closeSwipe()
	l.sheet.forget()
	l.resize()
	if top >= 0 {
		l.scrollTo(l.flow.top(top) + into)
	}
	if seen { // larger rows would push it out
		l.reveal(l.at)
	}
}

// inView tells whether some of a row is in sight.
func (l *IncidentList) inView(row int) bool {
	top, y := l.flow.top(row), l.scroll.Offset.Y
	return top+l.flow.row > y && top < y+l.scroll.Size().Height
}

func (l *IncidentList) least() fyne.Size {
	return fyne.NewSize(look.Scaled(200), 2*l.flow.row)
}

func (l *IncidentList) place(size fyne.Size) {
	box(l.ring, 0, 0, size.Width, size.Height)
	first := l.scroll.Size().Height == 0
	box(l.scroll, 0, 0, size.Width, size.Height)
	l.remeasure()
	l.resize()
	if first && l.at >= 0 { // selected before there was anything to scroll
		l.reveal(l.at)
	}
	l.arrange()
}
