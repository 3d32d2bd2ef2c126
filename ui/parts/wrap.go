package parts

import (
	"image/color"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// wrapped is a text in as many lines as its width asks for.
type wrapped struct {
	full  string
	size  float32 // before the text-size setting
	bold  bool
	ink   look.Ink
	most  int // lines; 0: all
	lines []*canvas.Text
	cut   bool // something was left out
}

func newWrapped(full string, size float32, bold bool, ink look.Ink) *wrapped {
	return &wrapped{full: full, size: size, bold: bold, ink: ink}
}

// pitch is the height of a line.
func (w *wrapped) pitch() float32 { return look.Reading(w.size) * 1.4 }

// fold breaks the text to a width and gives the height it takes.
func (w *wrapped) fold(width float32) float32 {
	rows, cut := wrap(w.full, width, look.Reading(w.size), w.bold, w.most)
	w.cut = cut
	for len(w.lines) < len(rows) {
		w.lines = append(w.lines, canvas.NewText("", color.Transparent))
	}
	w.lines = w.lines[:len(rows)]
	for n, r := range rows {
		w.lines[n].Text = r
	}
	w.paint()
	return float32(len(rows)) * w.pitch()
}

func (w *wrapped) paint() {
	for _, l := range w.lines {
		l.Color, l.TextSize, l.TextStyle.Bold = look.Color(w.ink), look.Reading(w.size), w.bold
	}
}

func (w *wrapped) objects() []fyne.CanvasObject {
	all := make([]fyne.CanvasObject, len(w.lines))
	for n, l := range w.lines {
		all[n] = l
	}
	return all
}

// place puts the lines of the last fold below each other.
func (w *wrapped) place(x, y, width float32) {
	pitch := w.pitch()
	for _, l := range w.lines {
		high := look.Measure("X", l.TextSize, w.bold).Height
		box(l, x, y+(pitch-high)/2, width, high)
		y += pitch
	}
}

// wrap breaks a text at spaces, and inside a word that is wider than a line.
// No more than most lines are made, unless that is 0; then the last ends in an
// ellipsis.
func wrap(text string, width, size float32, bold bool, most int) (rows []string, cut bool) {
	if text == "" || width <= 0 {
		return nil, false
	}
	for paragraph := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		rows = append(rows, wrapLine(paragraph, width, size, bold)...)
		if most > 0 && len(rows) > most {
			break
		}
	}
	if most <= 0 || len(rows) <= most {
		return rows, false
	}
	rows = rows[:most]
	last := rows[most-1] + "…"
	if look.Measure(last, size, bold).Width > width {
		last = Elide(rows[most-1]+" …", width, size, bold)
	}
	rows[most-1] = last
	return rows, true
}

func wrapLine(text string, width, size float32, bold bool) []string {
	space := look.Measure(" ", size, bold).Width
	var rows []string
	var row strings.Builder
	used := float32(0)
	end := func() {
		rows = append(rows, row.String())
		row.Reset()
		used = 0
	}
	for word := range strings.FieldsSeq(text) {
		w := look.Measure(word, size, bold).Width
		if used > 0 && used+space+w > width {
			end()
		}
		for w > width { // a word wider than a line
			head := breakWord(word, width, size, bold)
			row.WriteString(head)
			end()
			word = word[len(head):]
			w = look.Measure(word, size, bold).Width
		}
		if used > 0 {
			row.WriteByte(' ')
			used += space
		}
		row.WriteString(word)
		used += w
	}
	if row.Len() > 0 || len(rows) == 0 {
		end()
	}
	return rows
}

// breakWord gives the longest start of a word that fits, at least one letter;
// it ends behind a hyphen, slash or the like where there is one.
func breakWord(word string, width, size float32, bold bool) string {
	fit, nice := 0, 0
	for n, r := range word {
		next := n + len(string(r))
		if fit > 0 && look.Measure(word[:next], size, bold).Width > width {
			break
		}
		fit = next
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			nice = next
		}
	}
	if nice > fit/2 {
		return word[:nice]
	}
	return word[:fit]
}

// WrapText is a text that wraps to its width; beyond some lines it ends in
// "more", which opens it.
type WrapText struct {
	widget.BaseWidget
	OnToggled func() // it became higher or lower

	text   *wrapped
	most   int
	more   *line
	less   string
	opened bool
	width  float32
}

// NewWrapText makes a text in a size of package look. most is the number of
// lines before it is cut; 0 shows all.
func NewWrapText(text string, size float32, bold bool, ink look.Ink, most int) *WrapText {
	w := &WrapText{text: newWrapped(text, size, bold, ink), most: most, more: newLine("", min(size, look.Card), false, look.InkAccent)}
	w.ExtendBaseWidget(w)
	return w
}

// SetMore names the links that open a cut text and close it again. Without a
// name a cut text just ends in an ellipsis.
func (w *WrapText) SetMore(more, less string) {
	w.more.set(more)
	w.less = less
	w.fold()
	w.Refresh()
}

// Set shows another text.
func (w *WrapText) Set(text string) {
	if w.text.full != text {
		w.text.full, w.opened = text, false
		w.fold()
		w.Refresh()
	}
}

// SetInk shows it in another colour.
func (w *WrapText) SetInk(ink look.Ink) {
	if w.text.ink != ink {
		w.text.ink = ink
		w.Refresh()
	}
}

// HeightFor is how high the text is in a width.
func (w *WrapText) HeightFor(width float32) float32 {
	rows, cut := wrap(w.text.full, width, look.Reading(w.text.size), w.text.bold, w.limit())
	high := float32(len(rows)) * w.text.pitch()
	if w.linked(cut) {
		high += w.text.pitch()
	}
	return high
}

// Tapped opens a text that was cut, or closes it.
func (w *WrapText) Tapped(*fyne.PointEvent) {
	if w.more.full == "" || !w.text.cut && !w.opened {
		return
	}
	w.opened = !w.opened
	w.fold()
	w.Refresh()
	if w.OnToggled != nil {
		w.OnToggled()
	}
}

func (w *WrapText) limit() int {
	if w.opened {
		return 0
	}
	return w.most
}

// linked tells whether a link stands below the text.
func (w *WrapText) linked(cut bool) bool { return w.more.full != "" && (cut || w.opened) }

func (w *WrapText) fold() {
	w.text.most = w.limit()
	w.text.fold(w.width)
}

// Resize breaks the text anew.
func (w *WrapText) Resize(size fyne.Size) {
	if size.Width != w.width {
		w.width = size.Width
		w.fold()
		canvas.Refresh(w)
	}
	w.BaseWidget.Resize(size)
}

// CreateRenderer draws it.
func (w *WrapText) CreateRenderer() fyne.WidgetRenderer { return draw(w) }

func (w *WrapText) objects() []fyne.CanvasObject { return append(w.text.objects(), w.more.text) }

func (w *WrapText) paint() {
	w.fold()
	w.more.paint()
}

func (w *WrapText) least() fyne.Size {
	if w.width == 0 {
		return fyne.NewSize(look.Scaled(40), w.text.pitch())
	}
	return fyne.NewSize(look.Scaled(40), w.HeightFor(w.width))
}

func (w *WrapText) place(size fyne.Size) {
	w.text.place(0, 0, size.Width)
	show(w.more.text, w.linked(w.text.cut))
	label := w.more.full
	if w.opened {
		label = w.less
	}
	w.more.text.Text = label
	y := float32(len(w.text.lines)) * w.text.pitch()
	box(w.more.text, 0, y, size.Width, w.text.pitch())
}

// breakLines breaks a text into lines of at most width, empty ones too.
func breakLines(text string, width, size float32, bold bool) []string {
	var rows []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		rows = append(rows, wrapLine(paragraph, width, size, bold)...)
	}
	return rows
}
