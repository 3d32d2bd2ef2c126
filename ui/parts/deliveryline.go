package parts

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// DeliveryLine is how an update stands on one channel, with the best thing to
// do about it as a button; what else there is stands in a menu.
type DeliveryLine struct {
	widget.BaseWidget
	shown view.Delivery
	phone bool
	do    func(view.Step)

	back    *canvas.Rectangle
	icon    *picture
	channel *line
	state   *wrapped
	why     *wrapped
	fix     *KeyButton
	more    *IconButton
	width   float32
}

// NewDeliveryLine makes a line; do takes the step that was chosen.
func NewDeliveryLine(d view.Delivery, phone bool, do func(view.Step)) *DeliveryLine {
	l := &DeliveryLine{phone: phone, do: do, back: canvas.NewRectangle(color.Transparent), icon: newPicture("", look.Icon18, look.InkText),
		channel: newLine("", look.Body, true, look.InkText), state: newWrapped("", look.Body, false, look.InkText2),
		why: newWrapped("", look.Meta, false, look.InkText2)}
	if phone {
		l.channel.size = look.PhoneBody // its other texts are by themselves
	}
	l.why.most = 4
	l.fix = NewKeyButton("", "", "", Outline, func() { l.step(0) })
	l.more = NewIconButton("more_horiz", words.T("More"), "", func() { ShowMenu(l.more, l.items()) })
	l.more.Large, l.fix.Small = phone, !phone
	if phone {
		l.fix.TextSize = look.PhoneMeta
	}
	l.shown = d
	l.ExtendBaseWidget(l)
	return l
}

// Set shows how it stands now.
func (l *DeliveryLine) Set(d view.Delivery) {
	if sameDelivery(l.shown, d) {
		return
	}
	l.shown = d
	l.Refresh()
}

func sameDelivery(a, b view.Delivery) bool {
	steps := slices.Equal(a.Steps, b.Steps)
	a.Steps, b.Steps = nil, nil
	return steps && a.Key == b.Key && a.Channel == b.Channel && a.Icon == b.Icon && a.Tone == b.Tone && a.State == b.State && a.Why == b.Why
}

func (l *DeliveryLine) step(n int) {
	if n < len(l.shown.Steps) {
		l.take(l.shown.Steps[n])
	}
}

func (l *DeliveryLine) take(s view.Step) {
	if l.do != nil {
		l.do(s)
	}
}

// items are the steps after the first. Each is what it says: the line may tell
// something else by the time one is chosen.
func (l *DeliveryLine) items() []Item {
	var all []Item
	for n, s := range l.shown.Steps {
		if n > 0 {
			all = append(all, Item{Icon: s.Icon, Text: s.Text, Do: func() { l.take(s) }})
		}
	}
	return all
}

// CreateRenderer draws the part.
func (l *DeliveryLine) CreateRenderer() fyne.WidgetRenderer { return draw(l) }

func (l *DeliveryLine) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{l.back, l.icon.image, l.channel.text}
	return append(append(append(all, l.state.objects()...), l.why.objects()...), l.fix, l.more)
}

func (l *DeliveryLine) paint() {
	d, ink := l.shown, ToneInk(l.shown.Tone)
	l.back.FillColor = color.Transparent
	if d.Tone == view.Warn || d.Tone == view.Bad {
		l.back.FillColor = look.Color(toneTint(d.Tone))
	}
	l.icon.name, l.icon.ink = d.Icon, ink
	l.icon.paint()
	l.channel.set(d.Channel)
	l.channel.paint()
	l.state.full, l.state.ink, l.why.full = d.State, ink, d.Why
	if d.Tone == view.Soft || d.Tone == view.Good {
		l.state.ink = look.InkText2
	}
	show(l.fix, len(d.Steps) > 0)
	show(l.more, len(d.Steps) > 1)
	if len(d.Steps) > 0 {
		l.fix.Set(d.Steps[0].Text, d.Steps[0].Icon, Outline)
	}
	l.fold(l.width)
}

// pad is the distance from the sides.
func (l *DeliveryLine) pad() float32 {
	if l.phone {
		return look.S16
	}
	return look.S20
}

// deliveryFolds is how a line is laid out in a width.
type deliveryFolds struct {
	text, state float32 // where text begins, and where the state does
	row, why    float32 // the height of the first row and that of the reason
	below       bool    // the buttons have a row of their own
	acts        fyne.Size
}

// fold breaks the texts in a width.
func (l *DeliveryLine) fold(width float32) (f deliveryFolds) {
	if l.fix.Visible() {
		f.acts = l.fix.MinSize()
		if l.more.Visible() {
			f.acts = fyne.NewSize(f.acts.Width+look.S4+l.more.MinSize().Width, f.acts.Height)
		}
	}
	f.text = l.pad() + l.icon.side() + look.S8
	room := width - f.text - l.pad()
	name := min(l.channel.least().Width, max(room/2, look.Scaled(40)))
	f.state = f.text + name + look.S8
	said := look.Measure(l.shown.State, look.Reading(l.state.size), false).Width
	f.below = l.phone && f.state+said+look.S8+f.acts.Width+l.pad() > width || room < look.Scaled(260)
	end := width - l.pad()
	if !f.below {
		end -= f.acts.Width + look.S8
	}
	f.row = max(l.state.fold(max(end-f.state, look.Scaled(60))), l.state.pitch())
	f.why = l.why.fold(max(end-f.text, look.Scaled(60)))
	return f
}

// high is the height in a width.
func (f deliveryFolds) high() float32 {
	text := f.row + f.why
	if f.acts.Height == 0 {
		return text + 2*look.S6
	}
	if f.below {
		return text + f.acts.Height + look.S4 + 2*look.S6
	}
	return max(text+2*look.S6, f.acts.Height+2*look.S4)
}

func (l *DeliveryLine) least() fyne.Size {
	return fyne.NewSize(look.Scaled(200), l.fold(max(l.width, look.Scaled(200))).high())
}

// Resize breaks the texts anew.
func (l *DeliveryLine) Resize(size fyne.Size) {
	if size.Width != l.width {
		l.width = size.Width
		l.fold(l.width)
		canvas.Refresh(l)
	}
	l.BaseWidget.Resize(size)
}

func (l *DeliveryLine) place(size fyne.Size) {
	f := l.fold(size.Width)
	box(l.back, 0, 0, size.Width, size.Height)
	y := look.S6
	if !f.below {
		y = max(y, (size.Height-f.row-f.why)/2)
	}
	pitch := l.state.pitch()
	l.icon.place(l.pad(), y, pitch)
	l.channel.place(f.text, y, f.state-look.S8-f.text+1, pitch)
	end := size.Width - l.pad()
	l.state.place(f.state, y, end-f.state)
	l.why.place(f.text, y+f.row, end-f.text)
	x, top := end-f.acts.Width, (size.Height-f.acts.Height)/2
	if f.below {
		x, top = f.text, y+f.row+f.why+look.S4
	}
	fix, side := l.fix.MinSize(), l.more.MinSize().Width
	if l.more.Visible() {
		fix.Width = min(fix.Width, end-x-side-look.S4)
	} else {
		fix.Width = min(fix.Width, end-x)
	}
	box(l.fix, x, top, fix.Width, fix.Height)
	box(l.more, x+fix.Width+look.S4, top+(fix.Height-side)/2, side, side)
}

// AccessibilityLabel is all it says.
func (l *DeliveryLine) AccessibilityLabel() string {
	return spoken(l.shown.Channel, l.shown.State, l.shown.Why)
}

// AccessibilityRole is that of a text.
func (l *DeliveryLine) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
