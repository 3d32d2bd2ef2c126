package postmortem

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// head names the incident and says how what is written is kept.
type head struct {
	f       *frame
	content *fyne.Container
	ground  *ground
	rule    *ground
	back    *parts.IconButton
	mark    *parts.SeverityMark
	title   *parts.Link
	slash   *line
	here    *line
	chip    *parts.ClockChip
	saved   *line
	export  *parts.KeyButton
	chipped bool // the chip says something
}

func newHead(f *frame) *head {
	h := &head{f: f, ground: newGround(look.InkBG1, look.InkNone, 0), rule: newGround(look.InkLine, look.InkNone, 0),
		mark: parts.NewSeverityMark(0, "", ""), slash: newLine("/", look.Body, false, look.InkText2), here: newLine(words.T("Postmortem"), look.Section, true, look.InkText),
		chip: parts.NewClockChip(view.Chip{}), saved: newLine("", look.Meta, false, look.InkText2)}
	h.back = parts.NewIconButton("arrow_back", words.T("Back"), keys.Back, f.s.back)
	h.title = parts.NewLink("", "", func() { f.s.Host.Go("now/" + string(f.s.id)) })
	h.title.Ink, h.title.Hint = look.InkText, words.T("To the incident")
	h.export = parts.NewKeyButton(words.T("Export"), "file_download", keys.Export, parts.Primary, f.s.exportMenu)
	h.content = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(240), look.Scaled(look.Head)) }, h.place},
		h.ground.Rectangle, h.rule.Rectangle, h.back, h.mark, h.title, h.slash.text, h.here.text, h.chip, h.saved.text, h.export)
	return h
}

// show says of which incident it is.
func (h *head) show() {
	s := h.f.s
	title, sev := s.row.Title, s.row.Severity
	if s.page != nil {
		title, sev = s.page.Document.Title, s.page.Document.Severity
	}
	h.title.Set(text.Line(title, 120))
	h.mark.Set(sev, sev.OrDefault().String(), "")
	show(h.mark, title != "")
	show(h.export, s.page != nil)
	chip := view.Chip{}
	switch {
	case s.row.ID == "":
	case s.open():
		chip = view.Chip{Text: words.T("Incident still open"), Tone: view.Accent}
	case s.page != nil:
		chip = view.Chip{Text: words.T("Draft"), Tone: view.Soft}
	}
	h.chip.Set(chip)
	h.chipped = chip.Text != ""
	h.content.Refresh()
}

func (h *head) place(size fyne.Size) {
	h.ground.paint()
	h.rule.paint()
	for _, l := range []*line{h.slash, h.here, h.saved} {
		l.paint()
	}
	put(h.ground.Rectangle, 0, 0, size.Width, size.Height)
	put(h.rule.Rectangle, 0, size.Height-look.Stroke, size.Width, look.Stroke)
	phone := h.f.class == look.Phone
	side, pad := look.Scaled(look.Button), look.S16
	if phone {
		side, pad = look.Scaled(look.Target), look.S6
	}
	put(h.back, pad-look.S4, (size.Height-side)/2, side, side)
	x, right := pad+side+look.S4, size.Width-look.S12
	if h.export.Visible() {
		h.export.Text, h.export.Action = words.T("Export"), keys.Export
		if phone {
			h.export.Text, h.export.Action = "", ""
		}
		h.export.Hint = words.T("Export")
		h.export.Refresh()
		least := h.export.MinSize()
		if phone {
			least = fyne.NewSquareSize(side)
		}
		right -= least.Width
		put(h.export, right, (size.Height-least.Height)/2, least.Width, least.Height)
		right -= look.S14
	}
	saved := h.saved.least().Width
	show(h.saved.text, h.saved.full != "")
	show(h.chip, h.chipped && !(phone && h.saved.full != "")) // on a phone there is room for one of them
	if h.saved.text.Visible() && saved < (right-x)/2 {
		right -= saved
		h.saved.place(right, 0, saved, size.Height)
		right -= look.S14
	} else {
		h.saved.text.Hide()
	}
	h.placeNames(x, right, size.Height, phone)
}

// placeNames places the incident, and where one is; on a phone the latter alone.
func (h *head) placeNames(x, right, high float32, phone bool) {
	show(h.title, !phone && h.title.Text != "")
	show(h.slash.text, h.title.Visible())
	chip := float32(0)
	if h.chip.Visible() {
		chip = h.chip.MinSize().Width
	}
	here := h.here.least().Width
	if phone {
		here = min(here, right-x-chip-look.S8)
	} else {
		if h.mark.Visible() {
			w := h.mark.MinSize()
			put(h.mark, x, (high-w.Height)/2, w.Width, w.Height)
			x += w.Width + look.S10
		}
		room := right - x - here - look.S28 - look.S16 - chip
		if least := h.title.MinSize(); h.title.Visible() {
			w := max(min(least.Width, room), 0)
			put(h.title, x, (high-least.Height)/2, w, least.Height)
			x += w + look.S8
			x += h.slash.place(x, 0, look.S10, high) + look.S10
		}
	}
	show(h.mark, !phone && h.title.Text != "")
	x += h.here.place(x, 0, here, high) + look.S12
	c := h.chip.MinSize()
	put(h.chip, x, (high-c.Height)/2, c.Width, c.Height)
}
