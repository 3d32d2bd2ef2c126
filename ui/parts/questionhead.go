package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// QuestionHead is the line above what a person answers: a number where it has
// one, the question, and a hint at the right.
type QuestionHead struct {
	widget.BaseWidget
	circle *canvas.Circle
	number *line
	title  *line
	hint   *line
	wrong  bool
}

// NewQuestionHead makes a head; number may be "".
func NewQuestionHead(number, title string) *QuestionHead {
	q := &QuestionHead{circle: canvas.NewCircle(color.Transparent), number: newLine(number, look.Meta, true, look.InkText2),
		title: newLine(title, look.Body, true, look.InkText), hint: newLine("", look.Meta, false, look.InkText2)}
	q.ExtendBaseWidget(q)
	return q
}

// SetHint says something at the right; what does not fit is cut.
func (q *QuestionHead) SetHint(hint string) {
	if q.hint.full != hint {
		q.hint.set(hint)
		q.Refresh()
	}
}

// Set shows another question.
func (q *QuestionHead) Set(title string) {
	if q.title.full != title {
		q.title.set(title)
		q.Refresh()
	}
}

// SetWrong draws the question as one that still has to be answered.
func (q *QuestionHead) SetWrong(on bool) {
	if q.wrong != on {
		q.wrong = on
		q.Refresh()
	}
}

// CreateRenderer draws the part.
func (q *QuestionHead) CreateRenderer() fyne.WidgetRenderer { return draw(q) }

func (q *QuestionHead) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{q.circle, q.number.text, q.title.text, q.hint.text}
}

func (q *QuestionHead) paint() {
	q.circle.FillColor = look.Color(look.InkBG3)
	q.number.ink, q.title.ink = look.InkText2, look.InkText
	if q.wrong {
		q.number.ink, q.title.ink = look.InkCrit, look.InkCrit
	}
	q.number.paint()
	q.title.paint()
	q.hint.paint()
	show(q.circle, q.number.full != "")
}

func (q *QuestionHead) least() fyne.Size { return fyne.NewSize(look.Scaled(120), look.Scaled(22)) }

func (q *QuestionHead) place(size fyne.Size) {
	x, side := float32(0), look.Scaled(20)
	if q.number.full != "" {
		box(q.circle, 0, (size.Height-side)/2, side, side)
		w := q.number.least().Width
		q.number.place((side-w)/2, 0, w+1, size.Height)
		x = side + look.S8
	}
	title := min(q.title.least().Width, size.Width-x)
	q.title.place(x, 0, title, size.Height)
	room := max(0, size.Width-x-title-look.S12)
	w := min(q.hint.least().Width, room)
	q.hint.place(size.Width-w, 0, w, size.Height)
}

// AccessibilityLabel is the question and the hint.
func (q *QuestionHead) AccessibilityLabel() string { return spoken(q.title.full, q.hint.full) }

// AccessibilityRole is that of a text.
func (q *QuestionHead) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
