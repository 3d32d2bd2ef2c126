package postmortem

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// The widths of the columns.
const (
	sectionsWide float32 = 224
	evidenceWide float32 = 344
	middleLeast  float32 = 420
	// sectionsNarrow is what the list of sections gives way to where all is tight.
	sectionsNarrow float32 = 200
)

// frame is the screen: its head, and the columns below it or what stands in
// their place.
type frame struct {
	s       *Screen
	class   look.Width
	size    fyne.Size
	content *fyne.Container

	head     *head
	area     *parts.Area
	left     *sectionsPane
	middle   *middle
	evidence *evidencePane
	grounds  [3]*ground
	rules    [2]*ground
	state    *fyne.Container
	cited    bool // the evidence has a column
}

func newFrame(s *Screen) *frame {
	f := &frame{s: s, class: look.Wide, area: parts.NewArea("", words.T("Write here. Everything is kept as you type.")), state: container.NewStack()}
	s.frame = f
	f.area.OnChanged, f.area.OnUndo = s.typed, s.undo
	f.head = newHead(f)
	f.left = newSectionsPane(f)
	f.middle = newMiddle(f)
	f.evidence = newEvidencePane(f)
	for n, ink := range []look.Ink{look.InkBG1, look.InkBG2, look.InkBG1} {
		f.grounds[n] = newGround(ink, look.InkNone, 0)
	}
	for n := range f.rules {
		f.rules[n] = newGround(look.InkLine, look.InkNone, 0)
	}
	objects := []fyne.CanvasObject{}
	for _, g := range f.grounds {
		objects = append(objects, g.Rectangle)
	}
	objects = append(objects, f.head.content, f.left.content, f.middle.page, f.evidence.content, f.rules[0].Rectangle, f.rules[1].Rectangle, f.state)
	f.content = container.New(placing{func() fyne.Size { return fyne.NewSize(280, 200) }, f.place}, objects...)
	return f
}

func (f *frame) pad() float32 {
	if f.class == look.Phone {
		return look.S14
	}
	return look.S28
}

func (f *frame) setClass(class look.Width) {
	f.class = class
	f.relay()
}

// relay lays the screen out anew.
func (f *frame) relay() {
	f.left.wide = 0
	f.place(f.size)
	canvas.Refresh(f.content)
}

// draw shows a sheet.
func (f *frame) draw(sh sheet) {
	f.area.Name = sh.title
	f.left.draw(sh)
	f.middle.draw(sh)
	f.evidence.draw(sh)
	f.tellSaved()
}

// show says how things stand: what is written, or what there is instead.
func (f *frame) show() {
	f.head.show()
	f.state.Objects = nil
	if instead := f.instead(); instead != nil {
		f.state.Objects = []fyne.CanvasObject{instead}
	}
	f.state.Refresh()
	f.tellSaved()
	f.relay()
}

// tellSaved says how what is written is kept.
func (f *frame) tellSaved() {
	s := f.s
	said, ink, disk := "", look.InkText2, "check"
	waits := len(s.Memory.bodies(s.id)) > 0
	switch over := len(s.Memory.clashes(s.id)) > 0; {
	case s.page == nil:
	case s.unsaved != nil:
		said, ink, disk = words.T("Not saved: {{.Error}}", words.Data{"Error": text.Line(s.unsaved.Error(), 120)}), look.InkCrit, "error_outline"
	case over:
		said, ink, disk = words.T("Changed elsewhere"), look.InkWarn, "warning"
	case waits:
		said, disk = words.T("Saving…"), "hourglass_top"
	case !s.saved.IsZero():
		said = words.T("Saved {{.Time}}", words.Data{"Time": words.Clock(s.saved)})
	default:
		said = words.T("Saved {{.Time}}", words.Data{"Time": words.Moment(s.page.Document.Changed, s.Now())})
	}
	if f.head.saved.full == said && f.head.saved.ink == ink {
		return
	}
	f.head.saved.full, f.head.saved.ink = said, ink
	f.left.saved.full, f.left.saved.ink = said, ink
	f.left.disk.set(disk, ink)
	f.head.content.Refresh()
	f.left.content.Refresh()
}

// place lays out the columns for the room there is.
func (f *frame) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	f.size = size
	for _, g := range f.grounds {
		g.paint()
	}
	for _, r := range f.rules {
		r.paint()
	}
	top := look.Scaled(look.Head)
	put(f.head.content, 0, 0, size.Width, top)
	high, instead := size.Height-top, len(f.state.Objects) > 0
	show(f.state, instead)
	put(f.state, 0, top, size.Width, high)
	phone := f.class == look.Phone
	left := look.Scaled(sectionsWide)
	f.cited = !phone && size.Width >= left+look.Scaled(middleLeast)+look.Scaled(evidenceWide)
	beside := !phone && size.Width >= look.Scaled(sectionsNarrow)+look.Scaled(middleLeast)*0.8
	if beside && !f.cited {
		left = min(left, max(look.Scaled(sectionsNarrow), size.Width*0.3))
	}
	show(f.left.content, !instead && (beside || f.s.inList))
	show(f.middle.page, !instead && (beside || !f.s.inList))
	show(f.evidence.content, !instead && f.cited)
	show(f.rules[0].Rectangle, !instead && beside)
	show(f.rules[1].Rectangle, !instead && f.cited)
	if !beside {
		left = size.Width
	}
	put(f.left.content, 0, top, left, high)
	put(f.grounds[0].Rectangle, 0, top, left, high)
	x, right := left, float32(0)
	if !beside {
		x = 0
	}
	if f.cited {
		right = look.Scaled(evidenceWide)
	}
	put(f.rules[0].Rectangle, left-look.Stroke, top, look.Stroke, high)
	put(f.middle.page, x, top, size.Width-x-right, high)
	put(f.grounds[1].Rectangle, x, top, size.Width-x-right, high)
	put(f.evidence.content, size.Width-right, top, right, high)
	put(f.grounds[2].Rectangle, size.Width-right, top, right, high)
	put(f.rules[1].Rectangle, size.Width-right, top, look.Stroke, high)
	show(f.grounds[1].Rectangle, f.middle.page.Visible())
	show(f.grounds[2].Rectangle, f.cited && !instead)
	// What the middle needs is known once it is laid out; then it gets its height.
	f.middle.place(f.middle.body.Size())
	f.middle.page.Refresh()
}

// toText goes to the text, where there is a keyboard.
func (f *frame) toText() {
	if !fyne.CurrentDevice().IsMobile() {
		f.area.Focus()
	}
}

// leaveText goes from what is typed in to the sections, where letters are keys.
func (f *frame) leaveText() {
	if f.left.content.Visible() {
		parts.Focus(f.left.list)
		return
	}
	f.unfocus()
}

// unfocus lets the screen's keys be heard.
func (f *frame) unfocus() {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(f.content)
	if all := d.AllWindows(); c == nil && len(all) == 1 {
		c = all[0].Canvas() // just put there: Fyne knows its canvas once it is drawn
	}
	if c != nil {
		c.Unfocus()
	}
}

// inPane tells whether another pane of this screen follows the one in use.
func (f *frame) inPane() bool {
	return f.s.page != nil && (f.left.list.Focused() || f.area.Focused() && f.cited)
}

// nextPane moves the focus on: sections, text, evidence; the shell goes on from there.
func (f *frame) nextPane() {
	if f.left.list.Focused() {
		f.area.Focus()
		return
	}
	f.evidence.list.Focus()
}
