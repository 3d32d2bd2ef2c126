package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// Metric is a figure with its name; without a value it says so in Note.
type Metric struct {
	Icon  string
	Name  string
	Value string
	Note  string // "met, target 10 min", "not known"
	Tone  view.Tone
}

// MetricTile shows a figure.
type MetricTile struct {
	widget.BaseWidget
	metric     Metric
	card       *canvas.Rectangle
	icon       *picture
	name, note *line
	value      *line
}

// NewMetricTile makes a tile.
func NewMetricTile(m Metric) *MetricTile {
	t := &MetricTile{card: canvas.NewRectangle(color.Transparent), icon: newPicture("", look.Icon14, look.InkText3),
		name: newLine("", look.Meta, false, look.InkText2), note: newLine("", look.Meta, false, look.InkText3),
		value: newLine("", look.Tile, true, look.InkText)}
	t.take(m)
	t.ExtendBaseWidget(t)
	return t
}

// Set shows another figure.
func (t *MetricTile) Set(m Metric) {
	if t.metric != m {
		t.take(m)
		t.Refresh()
	}
}

func (t *MetricTile) take(m Metric) {
	t.metric = m
	t.icon.name = m.Icon
	t.name.set(m.Name)
	t.note.set(m.Note)
	t.value.set(m.Value)
	if m.Value == "" {
		t.value.set("–")
	}
}

// CreateRenderer draws it.
func (t *MetricTile) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *MetricTile) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{t.card, t.icon.image, t.name.text, t.note.text, t.value.text}
}

func (t *MetricTile) paint() {
	k := look.Now()
	t.card.FillColor, t.card.StrokeColor = k.BG2, k.Line
	t.card.StrokeWidth, t.card.CornerRadius = look.Stroke, look.RadiusCard
	t.note.ink, t.icon.ink = ToneInk(t.metric.Tone), ToneInk(t.metric.Tone)
	if t.metric.Tone == view.Plain {
		t.note.ink, t.icon.ink = look.InkText3, look.InkText3
	}
	t.value.ink = look.InkText
	if t.metric.Value == "" {
		t.value.ink = look.InkText3
	}
	t.name.paint()
	t.note.paint()
	t.icon.paint()
	t.value.paint()
}

func (t *MetricTile) least() fyne.Size {
	return fyne.NewSize(look.Scaled(96)+2*look.S14, look.Scaled(88))
}

// fit makes the figure smaller rather than cut it; widths do not quite follow
// the size, which is rounded to pixels.
func (t *MetricTile) fit(width float32) {
	t.value.size = look.Tile
	if w := t.value.least().Width; w > width {
		t.value.size = max(look.Tile*width/w*0.96, look.Body)
	}
	t.value.paint()
}

func (t *MetricTile) place(size fyne.Size) {
	box(t.card, 0, 0, size.Width, size.Height)
	x, w := look.S14, size.Width-2*look.S14
	line := look.Scaled(18)
	y := (size.Height - 2*line - look.Scaled(30)) / 2
	t.name.place(x, y, w, line)
	t.fit(w)
	t.value.place(x, y+line, w, look.Scaled(30))
	y += line + look.Scaled(30)
	if t.metric.Icon != "" {
		t.icon.place(x, y, line)
		x, w = x+t.icon.side()+look.S4, w-t.icon.side()-look.S4
	}
	t.note.place(x, y, w, line)
}
