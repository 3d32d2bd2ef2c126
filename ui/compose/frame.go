package compose

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/app/compose"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// The widths of the columns, and below which there are fewer.
const (
	leftWide  float32 = 436
	rightWide float32 = 380
	threeFrom float32 = 1180
	twoFrom   float32 = 680
)

// arrangement is how the parts stand.
type arrangement int

const (
	nothing arrangement = iota // there is nothing to show, or a fault
	oneColumn
	twoColumns
	threeColumns
	onPhone
)

// frame lays the screen out.
type frame struct {
	s       *Screen
	class   look.Width
	size    fyne.Size
	mode    arrangement
	content *fyne.Container

	head      *heading
	banner    *parts.Banner
	told      notice
	questions *questions
	previews  *previews
	checks    *checks
	foot      *foot
	phone     *phone

	left, middle, right    *parts.Page
	ground                 *panel // behind the previews
	rules                  [2]*panel
	checkHead, previewHead fyne.CanvasObject
	instead                *parts.Page // where there is nothing to write

	onFoot   func() // hears when the foot has another height
	footTold float32
}

func newFrame(s *Screen) *frame {
	f := &frame{s: s, class: look.Wide, banner: parts.NewBanner(view.Plain, "", "", "", nil)}
	s.frame = f
	f.head = newHeading(s)
	f.questions, f.previews, f.checks, f.foot = newQuestions(s), newPreviews(s), newChecks(s), newFoot(s)
	f.phone = newPhone(f)
	f.ground = newPanel(look.InkBG0, look.InkNone, 0, 0, nil)
	f.rules = [2]*panel{rule(), rule()}
	f.checkHead = &fyne.Container{Layout: headed{}, Objects: []fyne.CanvasObject{f.checks.title, f.checks.chip}}
	f.previewHead = f.previews.head
	empty := func() *parts.Page { return parts.NewPage(parts.NewColumn(0)) }
	f.left, f.middle, f.right, f.instead = empty(), empty(), empty(), empty()
	f.content = &fyne.Container{Layout: f}
	return f
}

// padded leaves room round a column.
func padded(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return newPanel(look.InkNone, look.InkNone, look.S20, 0, parts.NewColumn(look.S14, objects...))
}

// update shows the page.
func (f *frame) update() {
	p := f.s.page
	f.head.update(p)
	f.tellNotice(p)
	if p.id != "" && p.fault == nil {
		f.questions.update(p)
		f.previews.update(p)
		f.checks.update(p)
		f.phone.update(p)
	}
	f.checkHead.Refresh()
	f.foot.update(p)
	f.arrange(f.fitting())
	f.grown()
}

// fitting is the arrangement for the width there is.
func (f *frame) fitting() arrangement {
	width := f.size.Width / look.Scaled(1)
	switch {
	case f.s.page.id == "" || f.s.page.fault != nil:
		return nothing
	case f.class == look.Phone:
		return onPhone
	case width >= threeFrom:
		return threeColumns
	case width >= twoFrom:
		return twoColumns
	}
	return oneColumn
}

// arrange puts the parts where they stand.
func (f *frame) arrange(mode arrangement) {
	if mode == nothing {
		f.instead.SetContent(f.nothing())
	}
	if mode == onPhone {
		f.phone.arrange()
	}
	if mode == f.mode && mode != nothing && len(f.content.Objects) > 0 {
		return
	}
	f.mode = mode
	rows, read := f.questions.rows(), []fyne.CanvasObject{f.previewHead, f.previews.content}
	check := []fyne.CanvasObject{f.checkHead, f.checks.content}
	all := []fyne.CanvasObject{f.head.content, f.banner}
	switch mode {
	case threeColumns:
		f.left.SetContent(padded(rows...))
		f.middle.SetContent(padded(read...))
		f.right.SetContent(padded(check...))
		all = append(all, f.left, f.rules[0], f.ground, f.middle, f.rules[1], f.right, f.checks.approved.content, f.foot.content)
	case twoColumns:
		f.left.SetContent(padded(rows...))
		f.right.SetContent(padded(append(append(check, f.checks.approved.content), read...)...))
		all = append(all, f.left, f.rules[0], f.right, f.foot.content)
	case oneColumn:
		f.left.SetContent(padded(append(append(append(rows, check...), f.checks.approved.content), read...)...))
		all = append(all, f.left, f.foot.content)
	case onPhone:
		all = []fyne.CanvasObject{f.phone.content}
	default:
		all = append(all, f.instead)
	}
	f.content.Objects = all
	f.content.Refresh()
}

// nothing is what stands where there is nothing to write.
func (f *frame) nothing() fyne.CanvasObject {
	p := f.s.page
	back := parts.NewKeyButton(words.T("Back"), "arrow_back", keys.Back, parts.Outline, f.s.back)
	if p.fault == nil {
		return parts.NewColumn(0)
	}
	anew := parts.NewKeyButton(words.T("Begin anew"), "edit_note", "", parts.Primary, f.s.openAnew)
	why := text.Line(p.fault.Error(), 300)
	e := parts.NewEmptyState("error_outline", words.T("The update could not be opened"), why, back)
	if errors.Is(p.fault, compose.ErrUnreadable) {
		e = parts.NewEmptyState("error_outline", words.T("The draft could not be read"),
			words.T("Begin anew from what is known; the draft that could not be read is put aside, not deleted.")+"\n\n"+why, back, anew)
	}
	e.SetInk(look.InkCrit)
	return e
}

// notice is what is to be known before one goes on.
type notice struct {
	text, link string
	do         func()
}

// tellNotice says above all what changed around the update.
func (f *frame) tellNotice(p page) {
	var n notice
	tone, icon := view.Warn, "warning"
	switch {
	case p.id == "" || p.fault != nil:
	case p.moved() != "":
		n = notice{words.T("This incident was merged into another. Customers hear of that one."), words.T("Go on there"),
			func() { f.s.Host.Go("compose/" + string(p.moved())) }}
	case p.over():
		n = notice{words.T("The incident is resolved since {{.Time}}. Customers still read that it is not.", words.Data{"Time": words.Clock(p.incident.ResolvedAt)}),
			words.T("Write that it is over"), func() { f.s.setPhase(3) }}
	case p.unsaved != nil:
		n, tone, icon = notice{words.T("The draft is not saved: {{.Why}}", words.Data{"Why": text.Line(p.unsaved.Error(), 200)}), words.T("Copy it"), f.s.copyDraft}, view.Bad, "error_outline"
	case p.offline:
		n, icon = notice{text: words.T("Offline. What you publish is sent when the network is back, and compared with the page first.")}, "cloud_off"
	}
	f.told = n
	show(f.banner, n.text != "")
	if n.text != "" {
		f.banner.Set(tone, icon, n.text, n.link, n.do)
	}
}

func (f *frame) setClass(class look.Width) {
	if f.class != class {
		f.class = class
		f.mode = nothing
		f.content.Objects = nil
		f.arrange(f.fitting())
		f.grown()
	}
}

// grown lays out anew what became higher or lower, and tells whoever stays clear
// of the foot.
func (f *frame) grown() {
	f.Layout(nil, f.size)
	canvas.Refresh(f.content)
	if high := f.footHigh(); high != f.footTold && f.onFoot != nil {
		f.footTold = high
		f.onFoot()
	}
}

// MinSize lets the window decide.
func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(280, 200) }

// Layout places all.
func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	f.size = size
	if fits := f.fitting(); fits != f.mode || len(f.content.Objects) == 0 {
		f.arrange(fits)
	}
	if f.mode == onPhone {
		box(f.phone.content, 0, 0, size.Width, size.Height)
		f.phone.place(size)
		return
	}
	y := look.Scaled(look.Head)
	box(f.head.content, 0, 0, size.Width, y)
	if f.banner.Visible() {
		f.banner.Resize(fyne.NewSize(size.Width, f.banner.Size().Height))
		h := f.banner.MinSize().Height
		box(f.banner, 0, y, size.Width, h)
		y += h
	}
	if f.mode == nothing {
		box(f.instead, 0, y, size.Width, size.Height-y)
		return
	}
	foot := f.foot.place(size.Width)
	box(f.foot.content, 0, size.Height-foot, size.Width, foot)
	f.placeColumns(size.Width, y, size.Height-foot-y)
}

func (f *frame) placeColumns(width, y, high float32) {
	left, right := look.Scaled(leftWide), look.Scaled(rightWide)
	switch f.mode {
	case threeColumns:
		middle := width - left - right
		box(f.rules[0], left, y, look.Stroke, high)
		box(f.ground, left+look.Stroke, y, middle-look.Stroke, high)
		box(f.middle, left+look.Stroke, y, middle-look.Stroke, high)
		box(f.rules[1], left+middle, y, look.Stroke, high)
		ok := f.checks.approved.content
		ok.Resize(fyne.NewSize(right-2*look.S20, ok.Size().Height))
		h := ok.MinSize().Height
		box(ok, left+middle+look.S20, y+high-h-look.S14, right-2*look.S20, h)
		box(f.right, left+middle+look.Stroke, y, right-look.Stroke, high-h-look.S20)
	case twoColumns:
		left = min(left, width*0.52)
		box(f.rules[0], left, y, look.Stroke, high)
		box(f.right, left+look.Stroke, y, width-left-look.Stroke, high)
	default:
		left = width
	}
	box(f.left, 0, y, left, high)
	for _, p := range []*parts.Page{f.left, f.middle, f.right} {
		p.Refresh()
	}
}

// footHigh is how high what stands at the lower edge is.
func (f *frame) footHigh() float32 {
	switch f.mode {
	case nothing:
		return 0
	case onPhone:
		return f.phone.foot
	}
	return f.foot.high
}

// headed puts a chip at the right of a head.
type headed struct{}

// Layout places them.
func (headed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	chip := objects[1].MinSize()
	box(objects[0], 0, 0, size.Width-chip.Width-look.S8, size.Height)
	box(objects[1], size.Width-chip.Width, 0, chip.Width, size.Height)
}

// MinSize is that of the head.
func (headed) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
