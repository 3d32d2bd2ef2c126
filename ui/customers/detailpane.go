package customers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// detailPane is one incident's customers: what they live through and heard, and
// beside it, or below its head, what to do next.
type detailPane struct {
	s       *Screen
	content *fyne.Container
	shown   reading
	empties bool // the list is empty and says so: there is nothing to choose

	head     *head
	heard    *heardTable
	known    *knownFacts
	steps    *steps
	page     *parts.Page // all, or all but the steps
	column   *fyne.Container
	aside    *parts.Page // the steps, where they have a column
	stepped  *fyne.Container
	back     *parts.Ground // of the steps
	rule     *parts.Ground
	empty    *parts.EmptyState
	again    *parts.KeyButton
	sections *fyne.Container
}

func newDetailPane(s *Screen) *detailPane {
	d := &detailPane{s: s, back: parts.NewGround(look.InkBG2), rule: parts.NewGround(look.InkLine)}
	d.head = newHead(s)
	d.heard = newHeardTable(s)
	d.known = newKnownFacts()
	d.steps = newSteps(s)
	d.sections = parts.NewColumn(0, d.heard.content, d.known.content)
	d.column = parts.NewColumn(0)
	d.stepped = parts.NewColumn(0)
	d.page, d.aside = parts.NewPage(d.column), parts.NewPage(d.stepped)
	d.again = parts.NewKeyButton(words.T("Try again"), "sync", "", parts.Outline, s.read.Raise)
	d.empty = parts.NewEmptyState("", "", "", d.again)
	d.content = container.New(filling(d.place), d.page, d.back, d.rule, d.aside, d.empty)
	d.none()
	d.arrange()
	return d
}

// beside tells whether the steps have a column of their own.
func (d *detailPane) beside() bool { return d.s.width >= look.Wide }

func (d *detailPane) setWidth(w look.Width) {
	phone := w == look.Phone
	d.head.setPhone(phone, w < look.Medium)
	d.steps.setPhone(phone)
	d.arrange()
}

// arrange puts the steps beside the rest, or below the head.
func (d *detailPane) arrange() {
	if d.beside() {
		d.column.Objects = []fyne.CanvasObject{d.head.content, d.sections}
		d.stepped.Objects = []fyne.CanvasObject{d.steps.content}
	} else {
		d.stepped.Objects = nil
		d.column.Objects = []fyne.CanvasObject{d.head.content, d.steps.content, d.sections}
	}
	d.visible()
	d.content.Refresh()
}

// visible shows what there is to show.
func (d *detailPane) visible() {
	there := d.shown.id != ""
	show(d.page, there)
	for _, o := range []fyne.CanvasObject{d.back, d.rule, d.aside} {
		show(o, there && d.beside())
	}
	show(d.empty, !there && !d.empties)
}

func (d *detailPane) place(size fyne.Size) {
	w := size.Width
	if d.beside() {
		w -= look.Scaled(stepsWide)
		put(d.back, w, 0, size.Width-w, size.Height)
		put(d.rule, w, 0, look.Stroke, size.Height)
		put(d.aside, w+look.Stroke, 0, size.Width-w-look.Stroke, size.Height)
	}
	put(d.page, 0, 0, w, size.Height)
	put(d.empty, 0, 0, size.Width, size.Height)
}

// show draws a reading; another incident begins at its top.
func (d *detailPane) show(r reading) {
	other := d.shown.id != r.id
	d.shown = r
	d.head.show(r)
	d.heard.show(r)
	d.known.show(r)
	d.steps.show(r)
	d.visible()
	if other {
		d.page.SetContent(d.column)
	}
	d.relay()
}

// relay lays out anew what may have another height.
func (d *detailPane) relay() {
	for _, c := range []*fyne.Container{d.sections, d.column, d.stepped, d.content} {
		c.Refresh()
	}
	d.page.Refresh()
	d.aside.Refresh()
}

// none shows that nothing is selected.
func (d *detailPane) none() {
	d.shown = reading{}
	d.empty.Set("people_alt", words.T("No incident selected"), words.T("Choose one in the list to see what its customers heard."))
	show(d.again, false)
	d.visible()
}

// fail says why nothing can be shown.
func (d *detailPane) fail(f fault) {
	d.shown = reading{}
	d.empty.Set("error_outline", f.title, f.text)
	show(d.again, true)
	d.visible()
	d.content.Refresh()
}

// bare says that the list is empty: the detail has nothing to add.
func (d *detailPane) bare(empties bool) {
	if d.empties != empties {
		d.empties = empties
		d.visible()
	}
}
