package postmortem

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// middle is the section in hand: what it asks, its text, what it cites, what is
// to be mended, and below all the actions.
type middle struct {
	f        *frame
	page     *parts.Page
	body     *fyne.Container
	least    float32
	tools    []*parts.IconButton
	count    *line
	rule     *ground
	title    *parts.WrapText
	guidance *parts.WrapText
	part     *line
	prev     *parts.IconButton
	next     *parts.IconButton
	mine     *parts.KeyButton
	insert   *parts.KeyButton // on a phone, and where the evidence has no column
	cites    *cites
	cards    *cards
	clash    *fyne.Container // what somebody else wrote
	over     *card
	plan     *planPane
	stand    stand
}

func newMiddle(f *frame) *middle {
	m := &middle{f: f, count: newLine("", look.Meta, false, look.InkText2), rule: newGround(look.InkLine, look.InkNone, 0),
		title: parts.NewWrapText("", look.PageTitle, true, look.InkText, 0), guidance: parts.NewWrapText("", look.Card, false, look.InkText2, 0),
		part: newLine("", look.Meta, false, look.InkText2), cites: newCites(f), cards: newCards(f), clash: container.NewWithoutLayout(), plan: newPlanPane(f)}
	s := f.s
	m.mine = parts.NewKeyButton(words.T("It is right as it is"), "check", "", parts.Outline, s.own)
	m.mine.Small = true
	m.insert = parts.NewKeyButton(words.T("Insert evidence"), "add_circle_outline", keys.Evidence, parts.Outline, s.pickEvidence)
	m.prev = parts.NewIconButton("arrow_back", words.T("Part before"), keys.PageUp, func() { s.turnPiece(-1) })
	m.next = parts.NewIconButton("arrow_forward", words.T("Next part"), keys.PageDown, func() { s.turnPiece(1) })
	m.tools = m.newTools()
	objects := []fyne.CanvasObject{}
	for _, t := range m.tools {
		objects = append(objects, t)
	}
	objects = append(objects, m.count.text, m.rule.Rectangle, m.title, m.guidance, m.mine, m.clash, m.prev, m.part.text, m.next, f.area, m.insert,
		m.cites.box, m.cards.box, m.plan.content)
	m.body = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(240), m.least) }, m.place}, objects...)
	m.page = parts.NewPage(m.body)
	return m
}

// newTools write Markdown's marks where the cursor is.
func (m *middle) newTools() []*parts.IconButton {
	area := m.f.area
	around := func(left, right, otherwise string) func() {
		return func() { area.Insert(left + or(area.Selected(), otherwise) + right) }
	}
	// atLine begins a line with a mark.
	atLine := func(mark string) func() {
		return func() {
			before := string([]rune(area.Text())[:area.Offset()])
			if area.Selected() == "" && before != "" && !strings.HasSuffix(before, "\n") {
				mark = "\n" + strings.TrimPrefix(mark, "\n")
			}
			area.Insert(mark + area.Selected())
		}
	}
	var all []*parts.IconButton
	for _, t := range []struct {
		icon, name string
		do         func()
	}{
		{"title", words.T("Heading"), atLine("### ")}, {"format_bold", words.T("Bold"), around("**", "**", words.T("bold"))},
		{"format_list_bulleted", words.T("Point of a list"), atLine("- ")}, {"format_quote", words.T("Quote"), atLine("> ")},
		{"link", words.T("Link"), around("[", "](https://)", words.T("text"))}, {"undo", words.T("Undo in the text"), area.Undo},
	} {
		all = append(all, parts.NewIconButton(t.icon, t.name, "", func() {
			t.do()
			area.Focus()
		}))
	}
	return all
}

func (m *middle) draw(sh sheet) {
	m.title.Set(sh.title)
	m.guidance.Set(sh.guidance)
	m.count.full = words.N("Markdown, {{.Count}} characters", utf8.RuneCountInString(sh.body))
	show(m.mine, sh.asks)
	others := m.cites.draw(sh)
	others = m.cards.draw(sh) || others
	m.drawClash(sh)
	others = m.plan.draw(sh) || others
	w := &m.f.s.writing
	many := len(w.pieces) > 1
	show(m.prev, many)
	show(m.next, many)
	show(m.part.text, many)
	m.part.full = words.T("Part {{.Part}} of {{.Parts}}", words.Data{"Part": words.Number(w.at + 1), "Parts": words.Number(len(w.pieces))})
	now := stand{sh.place, sh.asks, m.over != nil, m.part.full}
	if others || now != m.stand {
		m.stand = now
		m.relay()
		return
	}
	m.placeCount(m.f.pad(), m.body.Size().Width-2*m.f.pad())
	m.count.text.Refresh()
}

// stand is what the places of all depend on, beside the lists.
type stand struct {
	place       place
	asks, clash bool
	part        string
}

// drawClash shows what somebody else wrote where this text stands, and lets a
// person choose.
func (m *middle) drawClash(sh sheet) {
	theirs, ok := m.f.s.Memory.overtaken(sh.place)
	if !ok {
		m.over, m.clash.Objects = nil, nil
		return
	}
	if m.over != nil {
		return // it stands there, and keeps its focus
	}
	s, f := m.f.s, m.f
	button := func(text string, do func()) *parts.KeyButton {
		b := parts.NewKeyButton(text, "", "", parts.Outline, do)
		b.Small = true
		return b
	}
	m.over = newCard("warning", look.InkWarn, look.InkWarnF, words.T("This section was changed elsewhere meanwhile; what you write is not saved yet."),
		words.T("There it reads: “{{.Text}}”", words.Data{"Text": short(theirs.Body)}), func() bool { return f.class == look.Phone },
		button(words.T("Keep both"), func() { s.resolve(sh.place, keepBoth) }), button(words.T("Take theirs"), func() { s.resolve(sh.place, keepTheirs) }),
		button(words.T("Keep mine"), func() { s.resolve(sh.place, keepMine) }))
	m.clash.Objects = []fyne.CanvasObject{m.over.content}
}

func short(body string) string {
	line := strings.Join(strings.Fields(body), " ")
	if runes := []rune(line); len(runes) > 160 {
		return string(runes[:160]) + "…"
	}
	return line
}

// relay lays the column out anew.
func (m *middle) relay() {
	m.place(m.body.Size())
	m.page.Refresh()
}

// areaLeast is how low the text may become.
const areaLeast float32 = 132

func (m *middle) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	m.paint()
	phone, pad := m.f.class == look.Phone, m.f.pad()
	x, w := pad, size.Width-2*pad
	y := m.placeTools(x, w, phone)
	y = m.placeHead(x, y, w)
	show(m.plan.content, !phone || m.f.s.sheet.actions)
	if m.f.s.sheet.actions { // here they are what matters; the text is a word beside them
		plan := m.plan.high(size.Width, 1000)
		put(m.plan.content, 0, y, size.Width, plan)
		m.placeText(x, y+plan+look.S10, w, size.Height, 0)
		return
	}
	plan := float32(0)
	if m.plan.content.Visible() {
		plan = m.plan.high(size.Width, 5)
	}
	y = m.placeText(x, y, w, size.Height, plan)
	put(m.plan.content, 0, max(y, size.Height-plan), size.Width, plan)
}

// placeText places the text with what it cites and what is to be mended, so
// that some height is left below, and gives where it ends.
func (m *middle) placeText(x, y, w, high, left float32) float32 {
	cites, cards := m.cites.high(w), m.cards.high(w)
	insert := float32(0)
	show(m.insert, !m.f.cited)
	if m.insert.Action = keys.Evidence; m.f.class == look.Phone {
		m.insert.Action = ""
	}
	m.insert.Refresh()
	if m.insert.Visible() {
		insert = m.fingers(m.insert.MinSize().Height) + look.S8
	}
	below := look.S10 + insert + cites + cards + look.S6 + left
	area := look.Scaled(areaLeast)
	m.least = y + area + below
	area = max(area, high-y-below)
	put(m.f.area, x, y, w, area)
	y += area + look.S10
	if insert > 0 {
		put(m.insert, x, y, m.insert.MinSize().Width, insert-look.S8)
		y += insert
	}
	m.cites.place(x, y, w)
	y += cites
	m.cards.place(x, y, w)
	return y + cards + look.S6
}

// fingers is a height that a finger hits, on a phone.
func (m *middle) fingers(h float32) float32 {
	if m.f.class == look.Phone {
		return max(h, look.Scaled(look.Target))
	}
	return h
}

func (m *middle) paint() {
	m.count.paint()
	m.rule.paint()
	m.part.paint()
}

// placeTools places the bar of marks and gives where it ends.
func (m *middle) placeTools(x, w float32, phone bool) float32 {
	bar := look.Scaled(40)
	for _, t := range m.tools {
		show(t, !phone)
	}
	show(m.count.text, !phone)
	show(m.rule.Rectangle, !phone)
	if phone {
		return look.S8
	}
	count := m.placeCount(x, w)
	at := x - look.S8
	for _, t := range m.tools {
		side := t.MinSize().Width
		show(t, at+side <= x+w-count-look.S12)
		put(t, at, (bar-side)/2, side, side)
		at += side + look.S4
	}
	put(m.rule.Rectangle, 0, bar, w+2*x, look.Stroke)
	return bar + look.S14
}

// placeCount places the text's length and gives its width.
func (m *middle) placeCount(x, w float32) float32 {
	count := m.count.least().Width
	m.count.place(x+w-count, 0, count, look.Scaled(40))
	return count
}

// placeHead places what stands above the text and gives where that ends.
func (m *middle) placeHead(x, y, w float32) float32 {
	title := w
	if m.mine.Visible() {
		least := m.mine.MinSize()
		least.Height = m.fingers(least.Height)
		if title = w - least.Width - look.S12; title < w/2 {
			title = w
		}
		if title < w {
			put(m.mine, x+w-least.Width, y, least.Width, least.Height)
		}
	}
	h := m.title.HeightFor(title)
	put(m.title, x, y, title, h)
	y += h
	h = m.guidance.HeightFor(w)
	put(m.guidance, x, y, w, h)
	y += h + look.S8
	if m.mine.Visible() && title == w {
		least := m.mine.MinSize()
		least.Height = m.fingers(least.Height)
		put(m.mine, x, y, least.Width, least.Height)
		y += least.Height + look.S8
	}
	if m.over != nil {
		h = m.over.high(w)
		put(m.clash, x, y, w, h)
		put(m.over.content, 0, 0, w, h)
		y += h + look.S8
	}
	if m.part.text.Visible() {
		side := m.fingers(look.Scaled(look.Button))
		put(m.prev, x-look.S8, y, side, side)
		at := x - look.S8 + side + look.S4
		at += m.part.place(at, y, w-2*side, side) + look.S4
		put(m.next, at, y, side, side)
		y += side + look.S4
	}
	return y
}
