package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/app/incident"
	"turnaround/ui/look"
)

// sign is the shape of a severity: octagon, triangle, diamond, ring. A shape
// and a label tell it, never the colour alone.
type sign struct {
	severity incident.Severity
	shape    *canvas.ArbitraryPolygon
	ring     *canvas.Circle
	size     float32
}

var outlines = map[incident.Severity][]fyne.Position{
	incident.Critical: {{X: .29, Y: 0}, {X: .71, Y: 0}, {X: 1, Y: .29}, {X: 1, Y: .71},
		{X: .71, Y: 1}, {X: .29, Y: 1}, {X: 0, Y: .71}, {X: 0, Y: .29}},
	incident.Major: {{X: .5, Y: .06}, {X: 1, Y: .94}, {X: 0, Y: .94}},
	incident.Minor: {{X: .5, Y: -.04}, {X: 1.04, Y: .5}, {X: .5, Y: 1.04}, {X: -.04, Y: .5}},
}

func newSign(s incident.Severity, size float32) *sign {
	g := &sign{severity: s, size: size, shape: canvas.NewArbitraryPolygon(nil, color.Transparent),
		ring: canvas.NewCircle(color.Transparent)}
	g.shape.NormalizedPoints = true
	g.paint()
	return g
}

func (g *sign) objects() []fyne.CanvasObject { return []fyne.CanvasObject{g.shape, g.ring} }

func (g *sign) paint() {
	points, known := outlines[g.severity]
	show(g.shape, known)
	show(g.ring, !known)
	g.shape.Points = points
	g.shape.FillColor = look.Color(severityFill(g.severity))
	g.ring.StrokeColor, g.ring.StrokeWidth = look.Color(look.InkText2), 2
}

func (g *sign) side() float32 { return look.Scaled(g.size) }

// place puts the shape's middle at a point.
func (g *sign) place(x, y float32) {
	s := g.side()
	box(g.shape, x-s/2, y-s/2, s, s)
	r := s - 2
	box(g.ring, x-r/2, y-r/2, r, r)
}

func severityFill(s incident.Severity) look.Ink {
	switch s {
	case incident.Critical:
		return look.InkCritF
	case incident.Major:
		return look.InkWarnF
	}
	return look.InkInfo
}

// severityText is the ink of a severity said in words.
func severityText(s incident.Severity) look.Ink {
	switch s {
	case incident.Critical:
		return look.InkCrit
	case incident.Major:
		return look.InkWarn
	case incident.Minor:
		return look.InkInfo
	}
	return look.InkText2
}

// SeverityMark shows a severity: its shape, its level in bold, its word.
type SeverityMark struct {
	widget.BaseWidget
	sign  *sign
	level *line
	word  *line
}

// NewSeverityMark makes a mark such as "SEV1 Critical"; empty texts take no room.
func NewSeverityMark(s incident.Severity, level, word string) *SeverityMark {
	m := &SeverityMark{sign: newSign(s, 14), level: newLine(level, look.Body, true, severityText(s)),
		word: newLine(word, look.Body, false, severityText(s))}
	m.ExtendBaseWidget(m)
	return m
}

// Set shows another severity.
func (m *SeverityMark) Set(s incident.Severity, level, word string) {
	m.sign.severity = s
	m.level.ink, m.word.ink = severityText(s), severityText(s)
	m.level.set(level)
	m.word.set(word)
	m.Refresh()
}

// CreateRenderer draws it.
func (m *SeverityMark) CreateRenderer() fyne.WidgetRenderer { return draw(m) }

func (m *SeverityMark) objects() []fyne.CanvasObject {
	return append(m.sign.objects(), m.level.text, m.word.text)
}

func (m *SeverityMark) paint() {
	m.sign.paint()
	m.level.paint()
	m.word.paint()
}

func (m *SeverityMark) least() fyne.Size {
	w, h := m.sign.side(), m.sign.side()
	for _, l := range []*line{m.level, m.word} {
		if s := l.least(); s.Width > 0 {
			w, h = w+look.S6+s.Width, max(h, s.Height)
		}
	}
	return fyne.NewSize(w, h)
}

func (m *SeverityMark) place(size fyne.Size) {
	m.sign.place(m.sign.side()/2, size.Height/2)
	x := m.sign.side() + look.S6
	w := m.level.least().Width
	m.level.place(x, 0, w, size.Height)
	x += w + look.S6
	m.word.place(x, 0, size.Width-x, size.Height)
}
