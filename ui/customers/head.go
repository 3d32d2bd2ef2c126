package customers

import (
	"fyne.io/fyne/v2"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// head says what the incident is, and what its customers live through.
type head struct {
	s       *Screen
	content *fyne.Container
	phone   bool
	narrow  bool

	back            *parts.IconButton
	mark            *parts.SeverityMark
	open            *parts.Link
	title, bigTitle *parts.WrapText
	impact          *parts.WrapText
	lead, detail    *parts.WrapText
	bar             *parts.LightBar
	now             *parts.Ground
	from, nowT, to  *parts.WrapText
	strip           view.Strip
	rule            *parts.Ground
}

func newHead(s *Screen) *head {
	meta := func() *parts.WrapText { return oneLine(look.Meta, false, look.InkText2) }
	h := &head{s: s, mark: parts.NewSeverityMark(0, "", ""), title: parts.NewWrapText("", look.PageTitle, true, look.InkText, 3),
		bigTitle: parts.NewWrapText("", look.Tile, true, look.InkText, 4), impact: parts.NewWrapText("", look.Body, false, look.InkText2, 4),
		lead: parts.NewWrapText("", look.Card, true, look.InkText, 3), detail: parts.NewWrapText("", look.Body, false, look.InkText2, 3),
		bar: parts.NewLightBar(), now: parts.NewGround(look.InkText), from: meta(), nowT: oneLine(look.Meta, true, look.InkText), to: meta(),
		rule: parts.NewGround(look.InkLine)}
	h.back = parts.NewIconButton("arrow_back", words.T("Back to the list"), keys.Back, func() { s.setOpened(false) })
	h.open = parts.NewLink(words.T("Open the incident"), "arrow_forward", s.openIncident)
	h.open.Action = keys.Open
	for _, t := range []*parts.WrapText{h.title, h.bigTitle} {
		t.SetMore(words.T("more"), words.T("less"))
		t.OnToggled = func() { s.detail.relay() }
	}
	h.content = placed(240, h.place, h.back, h.mark, h.open, h.title, h.bigTitle, h.impact, h.lead, h.detail, h.bar, h.now,
		h.from, h.nowT, h.to, h.rule)
	return h
}

func (h *head) setPhone(phone, narrow bool) { h.phone, h.narrow = phone, narrow }

func (h *head) show(r reading) {
	h.mark.Set(r.severity, r.level, r.word)
	h.title.Set(r.title)
	h.bigTitle.Set(r.title)
	h.impact.Set(r.impact)
	h.lead.Set(joined(r.strip.Lead, r.strip.Value))
	h.detail.Set(joined(r.strip.Detail, r.strip.DetailValue))
	h.detail.SetInk(look.InkText2)
	if r.strip.DetailTone == view.Warn {
		h.detail.SetInk(look.InkWarn)
	}
	h.strip = r.strip
	h.bar.Set(stretches(r.strip.Bar)...)
	h.from.Set(r.strip.From)
	h.nowT.Set(r.strip.NowText)
	h.to.Set(r.strip.To + r.strip.DueText) // there is one of them
	h.content.Refresh()
}

func joined(lead, value string) string {
	if lead == "" || value == "" {
		return lead + value
	}
	return lead + " " + value
}

// stretches is a bar as the part draws it.
func stretches(all []view.Stretch) []parts.Stretch {
	lights := map[view.Light]parts.Light{view.BarUnknown: parts.UnknownStart, view.BarDark: parts.Unlit, view.BarLit: parts.Lit, view.BarNext: parts.Next}
	var bar []parts.Stretch
	for _, s := range all {
		bar = append(bar, parts.Stretch{From: s.From, To: s.To, Light: lights[s.Light]})
	}
	return bar
}

// place lays it out and gives its height.
func (h *head) place(width float32) float32 {
	pad := padOf(h.phone)
	y := h.placeStatus(width, pad)
	title := h.title
	if h.phone {
		title = h.bigTitle
	}
	show(h.title, !h.phone)
	show(h.bigTitle, h.phone)
	w := width - 2*pad
	for _, t := range []*parts.WrapText{title, h.impact} {
		y += putText(t, pad, y, w)
	}
	y += look.S10
	for _, t := range []*parts.WrapText{h.lead, h.detail} {
		y += putText(t, pad, y, w)
	}
	barred := len(h.strip.Bar) > 0
	if y += look.S4; barred {
		y = h.placeBar(pad, y, w)
	}
	for _, o := range []fyne.CanvasObject{h.bar, h.from, h.nowT, h.to} {
		show(o, barred)
	}
	show(h.now, barred && h.strip.Now > 0)
	y += look.S12
	put(h.rule, 0, y, width, look.Stroke)
	return y + look.Stroke
}

// placeStatus puts the line above the title.
func (h *head) placeStatus(width, pad float32) float32 {
	y, row, x := look.S10, look.Scaled(look.Button), pad
	if h.phone {
		row = look.Scaled(look.Target)
	}
	show(h.back, h.narrow)
	if h.narrow {
		put(h.back, x-look.S8, y, row, row)
		x += row
	}
	mark := h.mark.MinSize()
	put(h.mark, x, y+(row-mark.Height)/2, mark.Width, mark.Height)
	link := h.open.MinSize()
	put(h.open, width-pad-link.Width, y, link.Width, row)
	return y + row
}

// placeBar puts the light bar with what its ends and its middle mean.
func (h *head) placeBar(x, y, w float32) float32 {
	line, high := look.Scaled(look.Meta*1.4), look.Scaled(14)
	measure := func(t string, bold bool) float32 {
		return look.Measure(t, look.Reading(look.Meta), bold).Width + look.S4
	}
	at := x + h.strip.Now*w
	now, to := measure(h.strip.NowText, true), measure(h.strip.To+h.strip.DueText, false)
	put(h.nowT, max(x, min(at-now/2, x+w-now)), y, now, line)
	y += line + look.S4
	put(h.bar, x, y, w, high)
	put(h.now, at-1, y-look.S4, 2, high+2*look.S4)
	y += high + look.S4
	end := x + w - to
	if from := x + measure(h.strip.From, false) + look.S8; h.strip.Due > 0 {
		end = max(min(x+h.strip.Due*w-to/2, end), min(from, end))
	}
	put(h.from, x, y, end-x-look.S8, line)
	put(h.to, end, y, to, line)
	return y + line
}

// putText puts a text that wraps and gives its height; one that is empty has none.
func putText(t *parts.WrapText, x, y, w float32) float32 {
	high := t.HeightFor(w)
	put(t, x, y, w, high)
	return high
}

// padOf is what the columns keep from their sides.
func padOf(phone bool) float32 {
	if phone {
		return look.S16
	}
	return look.S20
}
