package parts

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/words"
)

// ToastTime is how long a toast stays: as long as what it offers can be had by it.
const ToastTime = 10 * time.Second

// Toast says what was done and offers to take it back. It goes by itself; under
// the pointer or with the focus it stays.
type Toast struct {
	widget.BaseWidget
	back  *canvas.Rectangle
	icon  *picture
	lines []*line
	text  string
	link  *Link
	shut  *IconButton

	after Timer
	stop  func()
	gone  func()
	over  bool
}

// Toasts shows one toast at a time over the lower edge of content. It takes no
// keys and no pointer beside the toast.
type Toasts struct {
	widget.BaseWidget
	// Foot is how much of the lower edge is kept free; nil: nothing.
	Foot func() float32

	content fyne.CanvasObject
	toast   *Toast
}

// NewToasts wraps what toasts lie over.
func NewToasts(content fyne.CanvasObject, after Timer) *Toasts {
	t := &Toasts{content: content, toast: newToast(after)}
	t.toast.Hide()
	t.toast.gone = t.Hide
	t.ExtendBaseWidget(t)
	return t
}

// Tell says something in place of what is said now. With do, a link offers it;
// action names its key.
func (t *Toasts) Tell(icon, text, link string, action keys.Action, do func()) {
	t.toast.tell(icon, text, link, action, func() {
		t.Hide()
		if do != nil {
			do()
		}
	})
	t.toast.Show()
	t.Refresh()
}

// Told is what is said now; "" where nothing is.
func (t *Toasts) Told() string {
	if !t.toast.Visible() {
		return ""
	}
	return t.toast.text
}

// Hide takes the toast away.
func (t *Toasts) Hide() {
	t.toast.halt()
	if t.toast.Visible() {
		if t.toast.link.focused || t.toast.shut.focused {
			canvasOf(t).Unfocus()
		}
		t.toast.Hide()
		t.Refresh()
	}
}

// CreateRenderer draws the part.
func (t *Toasts) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *Toasts) objects() []fyne.CanvasObject { return []fyne.CanvasObject{t.content, t.toast} }

func (t *Toasts) paint() {}

func (t *Toasts) least() fyne.Size { return t.content.MinSize() }

// toastWide is the widest a toast becomes.
const toastWide float32 = 520

func (t *Toasts) place(size fyne.Size) {
	box(t.content, 0, 0, size.Width, size.Height)
	w := min(size.Width-2*look.S12, look.Scaled(toastWide))
	w = min(w, t.toast.whole())
	t.toast.wrap(w)
	h := t.toast.MinSize().Height
	foot := look.S16
	if t.Foot != nil {
		foot = max(foot, t.Foot()+look.S8)
	}
	box(t.toast, (size.Width-w)/2, max(0, size.Height-h-foot), w, h)
	t.toast.place(t.toast.Size())
}

func newToast(after Timer) *Toast {
	t := &Toast{back: canvas.NewRectangle(color.Transparent), icon: newPicture("", look.Icon18, look.InkAccent),
		link: NewLink("", "", nil), after: after}
	t.link.Bold = true
	t.shut = NewIconButton("close", words.T("Close"), "", func() { t.gone() })
	t.back.CornerRadius, t.back.StrokeWidth = look.RadiusControl, look.Stroke
	t.ExtendBaseWidget(t)
	return t
}

func (t *Toast) tell(icon, text, link string, action keys.Action, do func()) {
	t.text, t.icon.name = text, icon
	t.link.Text, t.link.Action, t.link.OnPressed = link, action, do
	t.link.Refresh()
	t.Refresh()
	t.start()
}

func (t *Toast) start() {
	t.halt()
	t.stop = t.after(ToastTime, func() {
		if t.over || t.link.focused || t.shut.focused {
			t.start()
			return
		}
		t.gone()
	})
}

func (t *Toast) halt() {
	if t.stop != nil {
		t.stop()
	}
	t.stop = nil
}

// MouseIn keeps the toast.
func (t *Toast) MouseIn(*desktop.MouseEvent) { t.over = true }

// MouseMoved changes nothing.
func (t *Toast) MouseMoved(*desktop.MouseEvent) {}

// MouseOut lets it go.
func (t *Toast) MouseOut() { t.over = false }

// CreateRenderer draws the part.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *Toast) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{t.back, t.icon.image}
	for _, l := range t.lines {
		all = append(all, l.text)
	}
	return append(all, t.link, t.shut)
}

func (t *Toast) paint() {
	t.back.FillColor, t.back.StrokeColor = look.Color(look.InkBG3), look.Color(look.InkCtl)
	t.icon.paint()
	show(t.link, t.link.Text != "")
	t.wrap(t.Size().Width)
}

// around is what is not the text.
func (t *Toast) around() float32 {
	w := look.S14 + t.icon.side() + look.S10 + look.S10 + look.Scaled(look.ButtonSmall) + look.S8
	if t.link.Text != "" {
		w += t.link.MinSize().Width + look.S10
	}
	return w
}

func (t *Toast) whole() float32 {
	return t.around() + look.Measure(t.text, look.Scaled(look.Body), false).Width + look.S4
}

func (t *Toast) wrap(width float32) {
	t.lines = t.lines[:0]
	if width <= 0 {
		return
	}
	room := max(width-t.around(), look.Scaled(80))
	for n, text := range breakLines(t.text, room, look.Scaled(look.Body), false) {
		if n == 3 { // the rest is where it was done
			t.lines[2].set(t.lines[2].full + "…")
			break
		}
		t.lines = append(t.lines, newLine(text, look.Body, false, look.InkText))
	}
}

func (t *Toast) least() fyne.Size {
	one := look.Measure("X", look.Scaled(look.Body), false).Height * 1.15
	return fyne.NewSize(look.Scaled(200), look.S12*2+max(1, float32(len(t.lines)))*one)
}

func (t *Toast) place(size fyne.Size) {
	t.wrap(size.Width)
	box(t.back, 0, 0, size.Width, size.Height)
	t.icon.place(look.S14, 0, size.Height)
	one := look.Measure("X", look.Scaled(look.Body), false).Height * 1.15
	x, y := look.S14+t.icon.side()+look.S10, (size.Height-float32(len(t.lines))*one)/2
	for _, l := range t.lines {
		l.place(x, y, size.Width-t.around()+look.S4, one)
		y += one
	}
	side := look.Scaled(look.ButtonSmall)
	right := size.Width - look.S8 - side
	box(t.shut, right, (size.Height-side)/2, side, side)
	s := t.link.MinSize()
	box(t.link, right-look.S4-s.Width, (size.Height-s.Height)/2, s.Width, s.Height)
}
