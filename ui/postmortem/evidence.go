package postmortem

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// evidencePane lists the entries that can be cited, with those that are.
type evidencePane struct {
	f       *frame
	content *fyne.Container
	title   *line
	count   *line
	field   *parts.Field
	list    *parts.Roll[evidenceRow]
	none    *parts.WrapText
	hint    *parts.WrapText
	shown   bool // something was drawn
}

func newEvidencePane(f *frame) *evidencePane {
	p := &evidencePane{f: f, title: newLine(words.T("Evidence"), look.Card, true, look.InkText), count: newLine("", look.Body, false, look.InkText2),
		field: parts.NewField(words.T("Search the timeline")), none: parts.NewWrapText("", look.Body, false, look.InkText2, 0),
		hint: parts.NewWrapText("", look.Meta, false, look.InkText2, 2)}
	p.field.Icon, p.field.Action, p.field.Clearable = "search", keys.Search, true
	p.field.OnChanged = func(text string) {
		f.s.query = text
		f.s.redraw()
	}
	p.field.OnSubmitted = func(string) { p.list.Focus() }
	p.list = parts.NewRoll(func() parts.RollRow[evidenceRow] { return newEvidenceLine() }, func(n int) { f.s.cite(p.list.Rows()[n]) })
	p.content = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(200), look.Scaled(160)) }, p.place},
		p.title.text, p.count.text, p.field, p.list, p.none, p.hint)
	return p
}

func (p *evidencePane) draw(sh sheet) {
	if slices.Equal(p.list.Rows(), sh.evidence) && p.shown {
		return
	}
	p.shown = true
	p.count.full = words.Number(sh.total)
	p.list.Set(sh.evidence)
	switch {
	case sh.total == 0:
		p.none.Set(words.T("Nothing is in the timeline yet."))
	default:
		p.none.Set(words.T("Nothing in the timeline says that."))
	}
	show(p.none, len(sh.evidence) == 0)
	p.content.Refresh()
}

func (p *evidencePane) place(size fyne.Size) {
	p.title.paint()
	p.count.paint()
	pad, y := look.S16, look.S8
	head := look.Scaled(36)
	x := pad + p.title.place(pad, y, size.Width-2*pad, head) + look.S8
	p.count.place(x, y, size.Width-pad-x, head)
	y += head
	h := p.field.MinSize().Height
	put(p.field, pad, y, size.Width-2*pad, h)
	y += h + look.S8
	p.hint.Set(words.T("Press {{.Key}} to come here, and again to insert what is chosen.", words.Data{"Key": keys.Of(p.content).Label(keys.Evidence)}))
	foot := p.hint.HeightFor(size.Width - 2*pad)
	put(p.hint, pad, size.Height-foot-look.S12, size.Width-2*pad, foot)
	put(p.none, pad, y, size.Width-2*pad, p.none.HeightFor(size.Width-2*pad))
	put(p.list, pad-look.S4, y, size.Width-2*pad+2*look.S4, size.Height-foot-look.S20-y)
}

// evidenceLine draws one entry.
type evidenceLine struct {
	widget.BaseWidget
	row       evidenceRow
	glyph     icon
	clock     *line
	text      *parts.RowText
	mark      icon
	used      *line
	separator *ground
}

func newEvidenceLine() *evidenceLine {
	r := &evidenceLine{glyph: newIcon("sensors", look.Icon18, look.InkText2), clock: newLine("", look.Body, false, look.InkText3),
		text: parts.NewRowText("", look.Body, false, look.InkText, 2), mark: newIcon("add_circle_outline", look.Icon18, look.InkAccent),
		used: newLine(words.T("used"), look.Meta, false, look.InkOK), separator: newGround(look.InkLine, look.InkNone, 0)}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows a row.
func (r *evidenceLine) Set(row evidenceRow) {
	r.row = row
	r.clock.full = row.clock
	r.text.Set(row.text)
	r.Refresh()
}

// AccessibilityLabel is all it says.
func (r *evidenceLine) AccessibilityLabel() string {
	said := []string{r.row.clock, r.row.text}
	if r.row.used {
		said = append(said, words.T("used"))
	}
	return strings.Join(said, ", ")
}

// AccessibilityRole is that of a button.
func (r *evidenceLine) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws it.
func (r *evidenceLine) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *evidenceLine) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.separator.Rectangle, r.glyph.Image, r.clock.text, r.text, r.mark.Image, r.used.text}
}

func (r *evidenceLine) paint() {
	r.glyph.set(or(r.row.icon, "sensors"), inkOr(r.row.ink))
	r.mark.set("add_circle_outline", look.InkAccent)
	if r.row.used {
		r.mark.set("check", look.InkOK)
	}
	show(r.used.text, r.row.used)
	r.clock.paint()
	r.used.paint()
	r.separator.paint()
}

func or(said, otherwise string) string {
	if said == "" {
		return otherwise
	}
	return said
}

func inkOr(ink look.Ink) look.Ink {
	if ink == "" {
		return look.InkText2
	}
	return ink
}

func (r *evidenceLine) least() fyne.Size { return fyne.NewSize(look.Scaled(160), look.Scaled(44)) }

func (r *evidenceLine) place(size fyne.Size) {
	x, h, right := look.S4, size.Height, size.Width-barRoom
	put(r.separator.Rectangle, x, h-look.Stroke, right-x, look.Stroke)
	r.glyph.at(x, 0, h)
	x += look.Scaled(look.Icon18) + look.S8
	x += r.clock.place(x, 0, right-x, h) + look.S8
	if r.row.used {
		w := r.used.least().Width
		right -= w
		r.used.place(right, 0, w, h)
		right -= look.S4
	}
	right -= look.Scaled(look.Icon18)
	r.mark.at(right, 0, h)
	high := r.text.HeightFor(right - look.S8 - x)
	put(r.text, x, (h-high)/2, right-look.S8-x, high)
}
