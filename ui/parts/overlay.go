package parts

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// overlay lies over a whole window: the focus and the keys stay within it, and
// go back to where they were when it closes.
type overlay struct {
	widget.BaseWidget
	panel   fyne.CanvasObject
	dim     bool
	where   func(room fyne.Size) (at fyne.Position, size fyne.Size)
	outside func() // a tap beside the panel

	canvas fyne.Canvas
	top    fyne.CanvasObject // what lies on the canvas: the overlay in its tooltips' layer
	tips   *Tips
	prior  fyne.Focusable
	layer  string
	done   func()
	onGone func()
	veil   *canvas.Rectangle
}

// overlays are the open ones, the last opened last; of the screen's goroutine alone.
var overlays []*overlay

// opened counts, so that each overlay's keys have a layer of their own.
var opened int

// returning is set while the focus goes back: no tooltip then.
var returning bool

func newOverlay(panel fyne.CanvasObject, dim bool) *overlay {
	o := &overlay{panel: panel, dim: dim, veil: canvas.NewRectangle(look.Color(look.InkNone))}
	o.ExtendBaseWidget(o)
	return o
}

// open shows the overlay; Esc calls back, other keys what is bound.
func (o *overlay) open(c fyne.Canvas, back func(), bound ...keys.Binding) {
	opened++
	o.canvas, o.layer, o.prior = c, fmt.Sprintf("overlay-%d", opened), c.Focused()
	if o.prior != nil {
		o.prior.FocusLost()
	}
	o.top = o
	if below := layerOf(c.Content()); below != nil {
		below.hide()
		o.tips = NewTips(o, below.after)
		o.top = o.tips
	}
	c.Overlays().Add(o.top)
	overlays = append(overlays, o)
	r := routerOf(c.Content())
	r.Bind(o.layer, append(bound, keys.Binding{Action: keys.Back, Do: back})...)
	o.done = r.Modal(o.layer)
}

// close takes the overlay away, and what lies over it.
func (o *overlay) close() {
	at := slices.Index(overlays, o)
	if at < 0 {
		return
	}
	for len(overlays) > at+1 {
		overlays[len(overlays)-1].close()
	}
	overlays = overlays[:at]
	o.done()
	routerOf(o.canvas.Content()).Bind(o.layer)
	if o.tips != nil {
		o.tips.Close()
	}
	o.canvas.Overlays().Remove(o.top)
	if o.prior != nil && o.canvas.Focused() == o.prior {
		returning = true
		o.prior.FocusGained()
		returning = false
	}
	if o.onGone != nil {
		o.onGone()
	}
}

// routerOf is the router of an object's window. An object not yet drawn is in
// none, to Fyne: then it is that of the first window.
func routerOf(o fyne.CanvasObject) *keys.Router {
	if r := keys.Of(o); r != nil {
		return r
	}
	if app := fyne.CurrentApp(); app != nil {
		for _, w := range app.Driver().AllWindows() {
			if r := keys.Of(w.Content()); r != nil {
				return r
			}
		}
	}
	return nil
}

// Tapped beside the panel closes what a tap may close.
func (o *overlay) Tapped(e *fyne.PointEvent) {
	at, size := o.panel.Position(), o.panel.Size()
	within := e.Position.X >= at.X && e.Position.Y >= at.Y && e.Position.X < at.X+size.Width && e.Position.Y < at.Y+size.Height
	if !within && o.outside != nil {
		o.outside()
	}
}

// CreateRenderer draws the part.
func (o *overlay) CreateRenderer() fyne.WidgetRenderer { return draw(o) }

func (o *overlay) objects() []fyne.CanvasObject { return []fyne.CanvasObject{o.veil, o.panel} }

func (o *overlay) paint() {
	c := look.Color(look.InkNone)
	if o.dim {
		c = look.Dark.BG0
		c.A = 0xA0
	}
	o.veil.FillColor = c
}

func (o *overlay) least() fyne.Size { return fyne.Size{} }

func (o *overlay) place(size fyne.Size) {
	box(o.veil, 0, 0, size.Width, size.Height)
	at, s := o.where(size)
	box(o.panel, at.X, at.Y, s.Width, s.Height)
}
