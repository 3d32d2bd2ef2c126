package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// RowText is a text that wraps to its width and ends in an ellipsis. Unlike
// WrapText it takes no tap, so that the row it stands in gets it.
type RowText struct {
	widget.BaseWidget
	text  *wrapped
	width float32
}

// NewRowText makes a text of at most so many lines.
func NewRowText(text string, size float32, bold bool, ink look.Ink, most int) *RowText {
	t := &RowText{text: newWrapped(text, size, bold, ink)}
	t.text.most = most
	t.ExtendBaseWidget(t)
	return t
}

// Set shows another text.
func (t *RowText) Set(text string) {
	if t.text.full != text {
		t.text.full = text
		t.Refresh()
	}
}

// HeightFor is how high the text is in a width.
func (t *RowText) HeightFor(width float32) float32 {
	rows, _ := wrap(t.text.full, width, look.Reading(t.text.size), t.text.bold, t.text.most)
	return float32(len(rows)) * t.text.pitch()
}

// Resize breaks the text anew.
func (t *RowText) Resize(size fyne.Size) {
	if size.Width != t.width {
		t.width = size.Width
		t.text.fold(t.width)
		canvas.Refresh(t)
	}
	t.BaseWidget.Resize(size)
}

// AccessibilityLabel is the text, uncut.
func (t *RowText) AccessibilityLabel() string { return t.text.full }

// AccessibilityRole is that of a text.
func (t *RowText) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws it.
func (t *RowText) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *RowText) objects() []fyne.CanvasObject { return t.text.objects() }

func (t *RowText) paint() { t.text.fold(t.width) }

func (t *RowText) least() fyne.Size { return fyne.NewSize(look.Scaled(20), t.text.pitch()) }

func (t *RowText) place(size fyne.Size) { t.text.place(0, 0, size.Width) }
