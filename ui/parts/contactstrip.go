package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Contact says how a source was to be reached.
type Contact int

// The kinds of contact; height tells them apart, as colour does.
const (
	NotAsked Contact = iota // nothing is drawn but the track
	InContact
	Slow
	NoContact
)

// ContactSpan is a stretch of a strip, from and to in parts of its width.
type ContactSpan struct {
	From, To float32
	Contact  Contact
}

// ContactStrip shows the last 24 hours of a source beside its name.
type ContactStrip struct {
	widget.BaseWidget
	NameWidth float32 // before the text-size setting; strips below each other share it

	name  *line
	spans []ContactSpan
	bars  []*canvas.Rectangle
	track *canvas.Rectangle
}

// NewContactStrip makes a strip; without a name it is the bar alone.
func NewContactStrip(name string, spans ...ContactSpan) *ContactStrip {
	c := &ContactStrip{NameWidth: 154, name: newLine(name, look.Body, false, look.InkText2),
		track: canvas.NewRectangle(color.Transparent)}
	c.take(spans)
	c.ExtendBaseWidget(c)
	return c
}

// Set shows other spans.
func (c *ContactStrip) Set(name string, spans ...ContactSpan) {
	c.name.set(name)
	c.take(spans)
	c.Refresh()
}

func (c *ContactStrip) take(spans []ContactSpan) {
	c.spans = c.spans[:0]
	for _, s := range spans {
		s.From, s.To = max(s.From, 0), min(s.To, 1)
		if s.To > s.From && s.Contact != NotAsked {
			c.spans = append(c.spans, s)
		}
	}
	c.bars = bars(c.bars, len(c.spans))
}

// CreateRenderer draws it.
func (c *ContactStrip) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *ContactStrip) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{c.name.text, c.track}
	for _, r := range c.bars {
		all = append(all, r)
	}
	return all
}

func (c *ContactStrip) paint() {
	t := look.Now()
	c.name.paint()
	c.track.FillColor = t.Line
	for n, r := range c.bars {
		paintContact(r, c.spans[n].Contact, &t)
	}
}

func paintContact(r *canvas.Rectangle, kind Contact, t *look.Tokens) {
	r.StrokeWidth, r.CornerRadius = look.Stroke, look.RadiusBar
	switch kind {
	case InContact:
		r.FillColor, r.StrokeColor = t.OKBG, t.OK
	case Slow:
		r.FillColor, r.StrokeColor = t.WarnBG, t.Warn
	default:
		r.FillColor, r.StrokeColor = t.DarkEdge, t.DarkEdge
		r.CornerRadius = 2
	}
}

// contactBox is where a span stands in a height: the worse, the lower.
func contactBox(kind Contact, h float32) (y, high float32) {
	switch kind {
	case InContact:
		return 0, h
	case Slow:
		return h * 0.35, h * 0.65
	}
	return h - 4, 4
}

func (c *ContactStrip) least() fyne.Size {
	return fyne.NewSize(look.Scaled(160), look.Scaled(23))
}

func (c *ContactStrip) place(size fyne.Size) {
	x := float32(0)
	if c.name.full != "" {
		x = min(look.Scaled(c.NameWidth), size.Width/2)
	}
	c.name.place(0, 0, x-look.S8, size.Height)
	w, h := size.Width-x, look.Scaled(12)
	y := (size.Height - h) / 2
	box(c.track, x, y+h-1, w, 1)
	for n, s := range c.spans {
		dy, high := contactBox(s.Contact, h)
		box(c.bars[n], x+s.From*w, y+dy, max((s.To-s.From)*w-1, 2), high)
	}
}

// ContactKey explains the shapes of a contact strip.
type ContactKey struct {
	widget.BaseWidget
	labels []*line
	bars   []*canvas.Rectangle
}

// NewContactKey makes the explanation: the words for contact, slow, no contact.
func NewContactKey(contact, slow, none string) *ContactKey {
	k := &ContactKey{bars: bars(nil, 3)}
	for _, text := range []string{contact, slow, none} {
		k.labels = append(k.labels, newLine(text, look.Meta, false, look.InkText2))
	}
	k.ExtendBaseWidget(k)
	return k
}

// CreateRenderer draws it.
func (k *ContactKey) CreateRenderer() fyne.WidgetRenderer { return draw(k) }

func (k *ContactKey) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for n, l := range k.labels {
		all = append(all, k.bars[n], l.text)
	}
	return all
}

func (k *ContactKey) paint() {
	t := look.Now()
	for n, l := range k.labels {
		l.paint()
		paintContact(k.bars[n], InContact+Contact(n), &t)
	}
}

func (k *ContactKey) least() fyne.Size {
	w := -look.S14
	for _, l := range k.labels {
		w += 12 + look.S6 + l.least().Width + look.S14
	}
	return fyne.NewSize(w, look.Scaled(18))
}

func (k *ContactKey) place(size fyne.Size) {
	x, h := float32(0), float32(12)
	for n, l := range k.labels {
		dy, high := contactBox(InContact+Contact(n), h)
		box(k.bars[n], x, (size.Height-h)/2+dy, 12, high)
		x += 12 + look.S6
		w := l.least().Width
		l.place(x, 0, w, size.Height)
		x += w + look.S14
	}
}
