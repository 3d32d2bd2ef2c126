package parts

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/view"
)

// TimelineList shows moments, newest first as they are given. Only those in
// view exist; the heights of the others are guessed until they are seen.
type TimelineList struct {
	widget.BaseWidget
	OnFold func(key string)                      // "Show 12" was pressed
	OnMenu func(m view.Moment, at fyne.Position) // secondary tap; where on the canvas

	moments []view.Moment
	phone   bool
	tops    []float32 // one more than moments: the last is the height of all
	heights []float32
	known   []bool // the height is measured, not guessed
	width   float32
	scale   float32

	at             int // the keyboard's moment; -1: none
	focused, keyed bool
	scroll         *container.Scroll
	roll           *roll
}

// NewTimelineList makes an empty one.
func NewTimelineList() *TimelineList {
	t := &TimelineList{at: -1, keyed: true}
	t.roll = newRoll(t)
	t.scroll = container.NewVScroll(t.roll)
	t.scroll.OnScrolled = func(fyne.Position) { t.arrange() }
	t.ExtendBaseWidget(t)
	return t
}

// Set shows other moments. What is in view stays there when others come above it.
func (t *TimelineList) Set(moments []view.Moment) {
	old := map[string]int{}
	for n := range t.moments {
		old[t.moments[n].Key] = n
	}
	top, into := t.topMoment()
	heights, known := make([]float32, len(moments)), make([]bool, len(moments))
	anchor, cursor := -1, -1
	for n := range moments {
		heights[n] = t.guess(&moments[n])
		was, ok := old[moments[n].Key]
		if !ok {
			continue
		}
		if moments[n] == t.moments[was] {
			heights[n], known[n] = t.heights[was], t.known[was]
		}
		if was == top {
			anchor = n
		}
		if was == t.at {
			cursor = n
		}
	}
	t.moments, t.heights, t.known, t.at = moments, heights, known, cursor
	t.stack()
	if anchor >= 0 && t.scroll.Offset.Y > 0 {
		t.scrollTo(t.tops[anchor] + into)
	}
	t.arrange()
}

// SetPhone gives the type a phone's size.
func (t *TimelineList) SetPhone(phone bool) {
	if t.phone != phone {
		t.phone = phone
		t.reset()
	}
}

// Cursor is the moment the keyboard is at.
func (t *TimelineList) Cursor() (view.Moment, bool) {
	if t.at < 0 {
		return view.Moment{}, false
	}
	return t.moments[t.at], true
}

// ScrollToTop shows the first moment.
func (t *TimelineList) ScrollToTop() {
	t.scrollTo(0)
	t.arrange()
}

// reset forgets all heights: the type has another size.
func (t *TimelineList) reset() {
	clear(t.known)
	for n := range t.moments {
		t.heights[n] = t.guess(&t.moments[n])
	}
	t.roll.forget()
	t.stack()
	t.arrange()
}

// guess is about how high a moment is.
func (t *TimelineList) guess(m *view.Moment) float32 {
	size := look.Body
	if t.phone {
		size = look.PhoneBody
	}
	pitch := look.Scaled(size * 1.4)
	room := max(t.width-look.Scaled(116), 100)
	lines := 1 + int(float32(len(m.Text))*look.Scaled(size)*0.5/room)
	high := look.Scaled(22) + pitch
	if m.Text != "" {
		high += float32(lines) * pitch
	}
	if m.Day != "" {
		high += look.Scaled(look.SectionHead)
	}
	return high
}

// stack works out where each moment stands.
func (t *TimelineList) stack() {
	t.tops = append(t.tops[:0], 0)
	y := float32(0)
	for _, h := range t.heights {
		y += h
		t.tops = append(t.tops, y)
	}
	size := fyne.NewSize(t.scroll.Size().Width, max(y, t.scroll.Size().Height))
	if t.roll.Size() != size {
		t.roll.Resize(size)
		t.scroll.Refresh()
	}
}

func (t *TimelineList) height() float32 {
	if len(t.tops) == 0 {
		return 0
	}
	return t.tops[len(t.tops)-1]
}

// momentAt gives the moment at a height; it may be one past the last.
func (t *TimelineList) momentAt(y float32) int {
	n := sort.Search(len(t.moments), func(n int) bool { return t.tops[n+1] > y })
	return n
}

func (t *TimelineList) topMoment() (n int, into float32) {
	n = t.momentAt(t.scroll.Offset.Y)
	if n >= len(t.moments) {
		return -1, 0
	}
	return n, t.scroll.Offset.Y - t.tops[n]
}

func (t *TimelineList) scrollTo(y float32) {
	y = max(0, min(y, t.height()-t.scroll.Size().Height))
	if y != t.scroll.Offset.Y {
		t.scroll.ScrollToOffset(fyne.NewPos(0, y))
	}
}

// arrange measures and draws what is in view. A moment that turns out higher
// than guessed moves what is below it, never what is above.
func (t *TimelineList) arrange() {
	view := t.scroll.Size().Height
	if t.width <= 0 || view <= 0 {
		return
	}
	top, into := t.topMoment()
	for wrong := true; wrong; {
		wrong = false
		from, to := t.visible()
		for n := from; n < to; n++ {
			e := t.roll.entry(n)
			if !t.known[n] {
				h := e.HeightFor(t.width)
				wrong = wrong || h != t.heights[n]
				t.heights[n], t.known[n] = h, true
			}
		}
		if wrong {
			t.stack()
			if top >= 0 && t.scroll.Offset.Y > 0 {
				t.scrollTo(t.tops[top] + into)
			}
		}
	}
	from, to := t.visible()
	t.roll.arrange(from, to)
}

func (t *TimelineList) visible() (from, to int) {
	y := t.scroll.Offset.Y
	return t.momentAt(y), min(t.momentAt(y+t.scroll.Size().Height)+1, len(t.moments))
}

// FocusGained shows where the keyboard is, unless a tap brought the focus.
func (t *TimelineList) FocusGained() {
	t.focused = true
	if t.keyed && t.at < 0 && len(t.moments) > 0 {
		t.at = max(t.momentAt(t.scroll.Offset.Y), 0)
	}
	t.arrange()
}

// FocusLost takes the ring away.
func (t *TimelineList) FocusLost() {
	t.focused, t.keyed = false, true
	t.arrange()
}

// TypedKey moves and folds; every other key is passed on.
func (t *TimelineList) TypedKey(e *fyne.KeyEvent) {
	t.keyed = true
	page := t.scroll.Size().Height * 0.9
	switch e.Name {
	case fyne.KeyDown:
		t.move(t.at + 1)
	case fyne.KeyUp:
		t.move(max(t.at, 1) - 1)
	case fyne.KeyHome:
		t.move(0)
	case fyne.KeyEnd:
		t.move(len(t.moments) - 1)
	case fyne.KeyPageDown:
		t.move(t.momentAt(t.topOf(t.at) + page))
	case fyne.KeyPageUp:
		t.move(t.momentAt(t.topOf(t.at) - page))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.press()
	default:
		keys.PassKey(t, e)
	}
}

// TypedRune passes characters on. Space comes as a key, too.
func (t *TimelineList) TypedRune(r rune) {
	if r != ' ' {
		keys.PassRune(t, r)
	}
}

func (t *TimelineList) topOf(n int) float32 {
	if n < 0 || n >= len(t.moments) {
		return 0
	}
	return t.tops[n]
}

func (t *TimelineList) move(to int) {
	if len(t.moments) == 0 {
		return
	}
	t.at = max(0, min(to, len(t.moments)-1))
	for range 2 { // the first time heights near it are still guessed
		y, view := t.scroll.Offset.Y, t.scroll.Size().Height
		if t.tops[t.at] < y {
			t.scrollTo(t.tops[t.at])
		} else if t.tops[t.at+1] > y+view {
			t.scrollTo(min(t.tops[t.at+1]-view, t.tops[t.at]))
		}
		t.arrange()
	}
}

func (t *TimelineList) press() {
	if m, ok := t.Cursor(); ok && m.Fold != "" && t.OnFold != nil {
		t.OnFold(m.Key)
	}
}

// CreateRenderer draws it.
func (t *TimelineList) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *TimelineList) objects() []fyne.CanvasObject { return []fyne.CanvasObject{t.scroll} }

func (t *TimelineList) paint() {
	if s := look.Scaled(1); s != t.scale {
		t.scale = s
		t.reset()
	}
}

func (t *TimelineList) least() fyne.Size { return fyne.NewSize(look.Scaled(200), look.Scaled(80)) }

func (t *TimelineList) place(size fyne.Size) {
	box(t.scroll, 0, 0, size.Width, size.Height)
	if size.Width != t.width {
		t.width = size.Width
		t.reset()
		return
	}
	t.stack()
	t.arrange()
}
