package postmortem

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	doc "turnaround/app/postmortem"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// sectionsPane lists the sections with how complete they are and why.
type sectionsPane struct {
	f       *frame
	content *fyne.Container
	title   *line
	done    *line
	list    *parts.Roll[sectionRow]
	remarks *line
	gavel   icon
	saved   *line
	disk    icon
	wide    float32 // that the rows' heights are for
	count   int     // of the remarks
	chosen  string  // the section marked
	seek    bool    // another is: it comes into view
}

func newSectionsPane(f *frame) *sectionsPane {
	p := &sectionsPane{f: f, title: newLine(words.T("Sections"), look.Body, true, look.InkText), done: newLine("", look.Meta, false, look.InkText2),
		remarks: newLine("", look.Meta, false, look.InkText2), gavel: newIcon("gavel", look.Icon16, look.InkText2),
		saved: newLine("", look.Meta, false, look.InkText2), disk: newIcon("check", look.Icon16, look.InkText2)}
	p.list = parts.NewRoll(func() parts.RollRow[sectionRow] { return newSectionLine() }, func(n int) { f.s.choose(p.list.Rows()[n].id) })
	p.list.Stepped = func(n int) {
		if f.class != look.Phone {
			f.s.take(p.list.Rows()[n].id)
		}
	}
	p.content = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(160), look.Scaled(200)) }, p.place},
		p.title.text, p.done.text, p.list, p.gavel.Image, p.remarks.text, p.disk.Image, p.saved.text)
	return p
}

func (p *sectionsPane) draw(sh sheet) {
	if slices.Equal(p.list.Rows(), sh.sections) && p.count == sh.remarks {
		return
	}
	p.count = sh.remarks
	p.done.full = words.T("{{.Full}} of {{.All}} done", words.Data{"Full": words.Number(sh.full), "All": words.Number(sh.all)})
	p.remarks.full = words.T("Blameless check: clear")
	if sh.remarks > 0 {
		p.remarks.full = words.N("Blameless check: {{.Count}} remarks", sh.remarks)
	}
	at := p.list.At()
	for n, row := range sh.sections {
		if row.chosen {
			p.seek, p.chosen, at = p.seek || row.id != p.chosen, row.id, n
		}
	}
	p.list.SetAt(sh.sections, at)
	p.wide = 0
	p.content.Refresh()
}

func (p *sectionsPane) paint() {
	for _, l := range []*line{p.title, p.done, p.remarks, p.saved} {
		l.paint()
	}
	p.gavel.set("gavel", look.InkText2)
}

func (p *sectionsPane) place(size fyne.Size) {
	if p.title.full = words.T("Sections"); p.f.class == look.Phone {
		p.title.full = p.f.head.title.Text // the head has no room for it
	}
	p.paint()
	pad, top := look.S12, look.Scaled(44)
	edge := pad + look.S8
	done := p.done.least().Width
	p.title.place(edge, look.S4, size.Width-2*edge-done-look.S8, top-look.S4)
	p.done.place(size.Width-edge-done, look.S4, done, top-look.S4)
	row := look.Scaled(22)
	foot := 2*row + look.S12
	if p.f.class == look.Phone {
		foot = row + look.S12
	}
	if p.wide != size.Width {
		p.wide = size.Width
		for n, r := range p.list.Rows() {
			p.list.SetItemHeight(n, sectionHeight(r, size.Width-pad-look.S4/2, p.f.class == look.Phone))
		}
		p.list.Refresh()
	}
	put(p.list, pad, top, size.Width-pad-look.S4/2, size.Height-top-foot-look.S4)
	if p.seek {
		p.seek = false
		p.list.ScrollTo(p.list.At())
	}
	y := size.Height - foot
	side := look.Scaled(look.Icon16) + look.S6
	show(p.disk.Image, p.f.class != look.Phone)
	show(p.saved.text, p.f.class != look.Phone)
	p.gavel.at(edge, y, row)
	p.remarks.place(edge+side, y, size.Width-2*edge-side, row)
	p.disk.at(edge, y+row, row)
	p.saved.place(edge+side, y+row, size.Width-2*edge-side, row)
}

// sectionLine draws one section.
type sectionLine struct {
	widget.BaseWidget
	row              sectionRow
	back             *ground
	mark             icon
	title, bold, why *parts.RowText
}

func newSectionLine() *sectionLine {
	r := &sectionLine{back: newGround(look.InkNone, look.InkNone, look.RadiusControl), mark: newIcon("check_circle", look.Icon18, look.InkOK),
		title: parts.NewRowText("", look.Body, false, look.InkText, 2), bold: parts.NewRowText("", look.Body, true, look.InkText, 2),
		why: parts.NewRowText("", look.Meta, false, look.InkText2, 2)}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows a row.
func (r *sectionLine) Set(row sectionRow) {
	r.row = row
	r.title.Set(row.title)
	r.bold.Set(row.title)
	r.why.Set(row.why)
	r.Refresh()
}

// stateIcon draws how complete a section is: a shape, and a colour beside it.
func stateIcon(s doc.State) (string, look.Ink) {
	switch s {
	case doc.Full:
		return "check_circle", look.InkOK
	case doc.Half:
		return "half", look.InkWarnF
	}
	return "radio_button_unchecked", look.InkText3
}

func stateWord(s doc.State) string {
	switch s {
	case doc.Full:
		return words.T("complete")
	case doc.Half:
		return words.T("begun")
	}
	return words.T("not begun")
}

// AccessibilityLabel is the title, how complete it is and why.
func (r *sectionLine) AccessibilityLabel() string {
	said := r.row.title + ", " + stateWord(r.row.state)
	if r.row.why != "" {
		said += ", " + r.row.why
	}
	return said
}

// AccessibilityRole is that of a button.
func (r *sectionLine) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws it.
func (r *sectionLine) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *sectionLine) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back.Rectangle, r.mark.Image, r.title, r.bold, r.why}
}

func (r *sectionLine) paint() {
	r.back.fill = look.InkNone
	if r.row.chosen {
		r.back.fill = look.InkSel
	}
	r.back.paint()
	r.mark.set(stateIcon(r.row.state))
	if r.row.clash {
		r.mark.set("warning", look.InkWarn)
	}
	show(r.title, !r.row.chosen)
	show(r.bold, r.row.chosen)
	show(r.why, r.row.why != "")
}

func (r *sectionLine) least() fyne.Size { return fyne.NewSize(look.Scaled(120), look.Scaled(36)) }

// The gaps of a section's line.
const (
	sectionPad = look.S8
	markRoom   = look.Icon18 + look.S8
	barRoom    = look.S10 // for what scrolls
)

func (r *sectionLine) place(size fyne.Size) {
	put(r.back.Rectangle, 0, 1, size.Width-barRoom, size.Height-2)
	x, w := sectionPad+look.Scaled(markRoom), size.Width-barRoom-2*sectionPad-look.Scaled(markRoom)
	title := r.title
	if r.row.chosen {
		title = r.bold
	}
	h := title.HeightFor(w)
	high := h
	if r.row.why != "" {
		high += r.why.HeightFor(w)
	}
	y := (size.Height - high) / 2
	r.mark.at(sectionPad, y, look.Scaled(look.Body*1.4))
	put(title, x, y, w, h)
	put(r.why, x, y+h, w, high-h)
}

// sectionHeight is how high a section's line is in a width.
func sectionHeight(r sectionRow, width float32, phone bool) float32 {
	l := newSectionLine()
	l.Set(r)
	w := width - barRoom - 2*sectionPad - look.Scaled(markRoom)
	h := l.bold.HeightFor(w) + 2*look.S6
	if r.why != "" {
		h += l.why.HeightFor(w)
	}
	if phone {
		h = max(h+look.S8, look.Scaled(look.Target))
	}
	return h
}
