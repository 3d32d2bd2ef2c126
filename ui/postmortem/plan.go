package postmortem

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	doc "turnaround/app/postmortem"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// planPane shows the actions: what, of which type, who, until when, done or not.
type planPane struct {
	f       *frame
	content *fyne.Container
	ground  *ground
	rule    *ground
	title   *line
	count   *line
	add     *parts.KeyButton
	heads   [4]*line
	under   *ground
	list    *parts.Roll[planRow]
	none    *parts.WrapText
	tall    bool // rows are in two lines: there is no room for a table
}

func newPlanPane(f *frame) *planPane {
	p := &planPane{f: f, ground: newGround(look.InkBG1, look.InkNone, 0), rule: newGround(look.InkLine, look.InkNone, 0),
		title: newLine(words.T("Action items"), look.Card, true, look.InkText), count: newLine("", look.Card, false, look.InkText2),
		under: newGround(look.InkLine, look.InkNone, 0),
		none:  parts.NewWrapText(words.T("None yet. What keeps it from happening again, or has customers hear sooner?"), look.Body, false, look.InkText2, 0)}
	p.add = parts.NewKeyButton(words.T("Add"), "add", keys.ActionItem, parts.Outline, func() { f.s.editAction(nil, "") })
	for n, head := range []string{words.T("What"), words.T("Type"), words.T("Owner"), words.T("Due")} {
		p.heads[n] = newLine(head, look.Meta, false, look.InkText2)
	}
	p.list = parts.NewRoll(func() parts.RollRow[planRow] { return newPlanLine(&p.tall) }, func(n int) { f.s.editAction(&p.list.Rows()[n].Action, "") })
	all := []fyne.CanvasObject{p.ground.Rectangle, p.rule.Rectangle, p.title.text, p.count.text, p.add}
	for _, h := range p.heads {
		all = append(all, h.text)
	}
	p.content = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(200), look.Scaled(90)) }, p.place},
		append(all, p.under.Rectangle, p.list, p.none)...)
	return p
}

// draw shows the actions; it tells whether they are others.
func (p *planPane) draw(sh sheet) bool {
	if slices.Equal(p.list.Rows(), sh.plan) && p.count.full != "" {
		return false
	}
	p.count.full = words.Number(len(sh.plan))
	p.list.Set(sh.plan)
	show(p.none, len(sh.plan) == 0)
	p.content.Refresh()
	return true
}

func planHeight(tall bool) float32 {
	if tall {
		return look.Scaled(60)
	}
	return look.Scaled(34)
}

// tableLeast is how wide a table has to be.
const tableLeast float32 = 520

// fit tells whether rows are in two lines in a width.
func (p *planPane) fit(width float32) {
	p.tall = p.f.class == look.Phone || width-2*p.f.pad() < look.Scaled(tableLeast)
}

// high is how high the pane wants to be: all rows, or so many.
func (p *planPane) high(width float32, most int) float32 {
	p.fit(width)
	head := look.Scaled(48)
	if len(p.list.Rows()) == 0 {
		return head + p.none.HeightFor(width-2*p.f.pad()) + look.S16
	}
	if !p.tall {
		head += look.Scaled(24)
	}
	return head + float32(min(len(p.list.Rows()), most))*(planHeight(p.tall)+look.S4) + look.S12
}

// planColumns are the widths of a row's parts.
func planColumns(width float32) (what, kind, owner, due float32) {
	kind, owner, due = look.Scaled(132), look.Scaled(124), look.Scaled(96)
	what = width - kind - owner - due - look.Scaled(26)
	return max(what, look.Scaled(80)), kind, owner, due
}

func (p *planPane) place(size fyne.Size) {
	p.ground.paint()
	p.rule.paint()
	p.under.paint()
	p.title.paint()
	p.count.paint()
	put(p.ground.Rectangle, 0, 0, size.Width, size.Height)
	put(p.rule.Rectangle, 0, 0, size.Width, look.Stroke)
	pad, head := p.f.pad(), look.Scaled(48)
	if p.add.Action = keys.ActionItem; p.f.class == look.Phone {
		p.add.Action = ""
	}
	p.add.Refresh()
	least := p.add.MinSize()
	if p.f.class == look.Phone {
		least.Height = look.Scaled(look.Target)
	}
	put(p.add, size.Width-pad-least.Width, (head-least.Height)/2+look.S4/2, least.Width, least.Height)
	x := pad + p.title.place(pad, 0, size.Width-2*pad-least.Width-look.S12, head) + look.S8
	p.count.place(x, 0, look.Scaled(40), head)
	y, w := head, size.Width-2*pad
	p.fit(size.Width)
	table := !p.tall && len(p.list.Rows()) > 0
	show(p.under.Rectangle, table)
	what, kind, owner, due := planColumns(w - look.S8)
	left := pad
	for n, wide := range []float32{what, kind, owner, due} {
		show(p.heads[n].text, table)
		p.heads[n].paint()
		p.heads[n].place(left, y, wide-look.S8, look.Scaled(20))
		left += wide
	}
	if table {
		y += look.Scaled(24)
		put(p.under.Rectangle, pad, y-1, w, look.Stroke)
	}
	show(p.list, len(p.list.Rows()) > 0)
	put(p.list, pad, y, w, size.Height-y-look.S8)
	put(p.none, pad, y, w, p.none.HeightFor(w))
}

// planLine draws one action.
type planLine struct {
	widget.BaseWidget
	tall                   *bool
	row                    planRow
	what, kind, owner, due *line
	pill                   *ground
	sign, lack, state      icon
	separator              *ground
}

func newPlanLine(tall *bool) *planLine {
	r := &planLine{tall: tall, what: newLine("", look.Body, false, look.InkText), kind: newLine("", look.Meta, false, look.InkInfo),
		owner: newLine("", look.Body, false, look.InkText), due: newLine("", look.Body, false, look.InkText),
		pill: newGround(look.InkInfoBG, look.InkNone, look.RadiusCard), sign: newIcon("shield", look.Icon14, look.InkInfo),
		lack: newIcon("error_outline", look.Icon16, look.InkCrit), state: newIcon("radio_button_unchecked", look.Icon18, look.InkText3),
		separator: newGround(look.InkLine, look.InkNone, 0)}
	r.ExtendBaseWidget(r)
	return r
}

// kindIcon draws a type; only what customers hear is amber.
func kindIcon(k doc.Kind) (name string, ink, back look.Ink) {
	switch k {
	case doc.Prevent:
		return "shield", look.InkInfo, look.InkInfoBG
	case doc.Mitigate:
		return "auto_fix_high", look.InkInfo, look.InkInfoBG
	case doc.Detect:
		return "sensors", look.InkInfo, look.InkInfoBG
	case doc.Communicate:
		return "campaign", look.InkLitText, look.InkLitBG
	case doc.Process:
		return "repeat", look.InkInfo, look.InkInfoBG
	}
	return "error_outline", look.InkWarn, look.InkWarnBG
}

// kindWord names a type.
func kindWord(k doc.Kind) string {
	switch k {
	case doc.Prevent:
		return words.T("prevent")
	case doc.Mitigate:
		return words.T("mitigate")
	case doc.Detect:
		return words.T("detect")
	case doc.Communicate:
		return words.T("communicate")
	case doc.Process:
		return words.T("process")
	}
	return words.T("no type")
}

// Set shows a row.
func (r *planLine) Set(row planRow) {
	r.row = row
	r.what.full, r.kind.full, r.owner.full, r.due.full = row.Text, kindWord(row.Kind), row.owner, row.due
	r.Refresh()
}

// AccessibilityLabel is all it says.
func (r *planLine) AccessibilityLabel() string {
	state := words.As("action", "open")
	if r.row.Done {
		state = words.As("action", "done")
	}
	return r.row.Text + ", " + kindWord(r.row.Kind) + ", " + r.row.owner + ", " + r.row.due + ", " + state
}

// AccessibilityRole is that of a button.
func (r *planLine) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws it.
func (r *planLine) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *planLine) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.separator.Rectangle, r.what.text, r.pill.Rectangle, r.sign.Image, r.kind.text, r.lack.Image, r.owner.text,
		r.due.text, r.state.Image}
}

func (r *planLine) paint() {
	name, ink, back := kindIcon(r.row.Kind)
	r.sign.set(name, ink)
	r.kind.ink, r.pill.fill = ink, back
	r.owner.ink, r.due.ink = look.InkText, look.InkText
	missing := r.row.Owner == "" && !r.row.Done
	if missing {
		r.owner.ink = look.InkCrit
	}
	if r.row.Due == "" {
		r.due.ink = look.InkText2
	}
	show(r.lack.Image, missing)
	r.lack.set("error_outline", look.InkCrit)
	switch {
	case r.row.Done:
		r.state.set("check_circle", look.InkOK)
	case r.row.Owner != "" && r.row.Due != "":
		r.state.set("hourglass_top", look.InkText2)
	default:
		r.state.set("radio_button_unchecked", look.InkText2)
	}
	for _, l := range []*line{r.what, r.kind, r.owner, r.due} {
		l.paint()
	}
	r.pill.paint()
	r.separator.paint()
}

func (r *planLine) least() fyne.Size {
	return fyne.NewSize(look.Scaled(160), planHeight(*r.tall))
}

func (r *planLine) place(size fyne.Size) {
	put(r.separator.Rectangle, 0, size.Height-look.Stroke, size.Width, look.Stroke)
	size.Width -= look.S8 // for what scrolls
	side := look.Scaled(look.Icon18)
	if *r.tall {
		row := size.Height / 2
		r.what.place(0, 0, size.Width-side-look.S8, row+look.S4)
		r.state.at(size.Width-side, 0, row)
		x := r.pillAt(0, row, size.Width, row-look.S4) + look.S10
		due := r.due.least().Width
		r.ownerAt(x, row, size.Width-x-due-look.S10, row-look.S4)
		r.due.place(size.Width-due, row, due, row-look.S4)
		return
	}
	what, kind, owner, due := planColumns(size.Width)
	h := size.Height
	r.what.place(0, 0, what-look.S12, h)
	r.pillAt(what, 0, kind-look.S8, h)
	r.ownerAt(what+kind, 0, owner-look.S8, h)
	r.due.place(what+kind+owner, 0, due-look.S8, h)
	r.state.at(size.Width-side-look.S4/2, 0, h)
}

// pillAt places the type on its pill and gives where that ends.
func (r *planLine) pillAt(x, y, w, h float32) float32 {
	high := look.Scaled(20)
	sign := look.Scaled(look.Icon14)
	wide := min(r.kind.least().Width+sign+look.S4+2*look.S8, w)
	r.pill.CornerRadius = high / 2
	put(r.pill.Rectangle, x, y+(h-high)/2, wide, high)
	r.sign.at(x+look.S8, y, h)
	r.kind.place(x+look.S8+sign+look.S4, y, wide-sign-look.S4-2*look.S8, h)
	return x + wide
}

func (r *planLine) ownerAt(x, y, w, h float32) {
	if r.lack.Visible() {
		r.lack.at(x, y, h)
		side := look.Scaled(look.Icon16) + look.S6
		x, w = x+side, w-side
	}
	r.owner.place(x, y, w, h)
}
