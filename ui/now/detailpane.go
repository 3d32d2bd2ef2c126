package now

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// detailPane is one incident whole.
type detailPane struct {
	s       *Screen
	content *fyne.Container
	shown   view.Detail
	drafts  map[incident.ID]string // notes begun and not sent

	head     *detailHead
	queue    *queueList
	tabs     *parts.TabBar
	timeline *parts.TimelineList
	alerts   *alertsPane
	facts    *factsPane
	note     *parts.NoteBox
	rules    [3]*ground
	empty    *parts.EmptyState
	wide     bool
}

// The tabs; the facts stand beside the timeline where there is room.
const (
	tabTimeline = iota
	tabAlerts
	tabFacts
)

func newDetailPane(s *Screen) *detailPane {
	d := &detailPane{s: s, drafts: map[incident.ID]string{}, wide: roomy(s.width),
		timeline: parts.NewTimelineList(), alerts: newAlertsPane(s), facts: newFactsPane(s), queue: newQueueList(s),
		empty: parts.NewEmptyState("bolt", words.T("No incident selected"), words.T("Choose one in the list to see what is known of it."))}
	d.head = newDetailHead(s)
	for n := range d.rules {
		d.rules[n] = newGround(look.InkLine)
	}
	d.tabs = parts.NewTabBar(d.tabNames(), tabTimeline, func(int) { d.arrange() })
	d.timeline.OnFold = func(key string) {
		s.asked.set(func(a *asked) {
			if a.groups == nil {
				a.groups = map[string]bool{}
			}
			a.groups[key] = !a.groups[key]
		})
		s.read.raise()
	}
	d.timeline.OnMenu = func(m view.Moment, at fyne.Position) {
		if c := fyne.CurrentApp().Driver().CanvasForObject(d.timeline); c != nil {
			parts.ShowMenuAt(c, at, []parts.Item{{Icon: "content_copy", Text: words.T("Copy"), Do: func() { s.copy(momentText(m), words.T("Copied")) }}})
		}
	}
	d.note = parts.NewNoteBox(words.T("Add a note. Customers never see notes."), d.send)
	d.note.TooLong = words.T("A note ends here; put longer texts where they belong and link to them.")
	d.note.OnChanged = func(text string) {
		if d.drafts[d.shown.ID] = text; text == "" {
			delete(d.drafts, d.shown.ID)
		}
		high := d.note.Size().Height
		if d.content.Refresh(); d.note.Size().Height != high && s.grown != nil {
			s.grown()
		}
	}
	d.content = container.New(placing{d.least, d.place}, d.head.content, d.queue.content, d.rules[0], d.tabs,
		d.timeline, d.alerts.content, d.rules[1], d.facts.content, d.rules[2], d.note, d.empty)
	d.arrange()
	return d
}

func momentText(m view.Moment) string {
	text := m.Clock + " " + m.Lead
	for _, more := range []string{m.Rest, m.Text} {
		if more != "" {
			text += " " + more
		}
	}
	return text
}

func (d *detailPane) tabNames() []parts.Tab {
	tabs := []parts.Tab{{Text: words.T("Timeline")}, {Text: words.T("Alerts")}}
	if d.shown.ID != "" {
		tabs[0].Note, tabs[1].Note = words.Number(d.shown.Told), words.Number(d.shown.Fires)
	}
	if !d.wide {
		tabs = append(tabs, parts.Tab{Text: words.T("Facts")})
	}
	return tabs
}

// show draws an incident.
func (d *detailPane) show(detail view.Detail) {
	other := detail.ID != d.shown.ID
	d.shown = detail
	d.head.show(detail)
	d.queue.show(detail.Queued)
	d.tabs.SetTabs(d.tabNames())
	d.timeline.Set(detail.Moments)
	d.alerts.show(detail)
	d.facts.show(detail)
	d.note.SetGoes(detail.NoteGoes)
	if other {
		d.timeline.ScrollToTop()
		d.note.SetText(d.drafts[detail.ID])
	}
	d.arrange()
}

// none shows that nothing is selected.
func (d *detailPane) none(title, text string) {
	d.shown = view.Detail{}
	d.empty.Set("bolt", title, text)
	d.arrange()
}

// send writes the note; what could not be written comes back into the box.
func (d *detailPane) send(text string) {
	id := d.shown.ID
	d.note.SetText("")
	if d.note.Focused() { // the next letter is a key again
		d.leave()
	}
	d.s.run(d.s.noting(id, text, func() {
		d.drafts[id] = text
		if d.shown.ID == id && d.note.Text() == "" {
			d.note.SetText(text)
		}
	}))
}

// leave gives the focus to what stands before the note.
func (d *detailPane) leave() {
	switch {
	case d.s.frame.beside():
		parts.Focus(d.s.list.list)
	case d.timeline.Visible():
		parts.Focus(d.timeline)
	default:
		parts.Focus(d.tabs)
	}
}

// foot is the height of the note's part.
func (d *detailPane) foot() float32 { return d.note.MinSize().Height + 2*look.S10 }

// writes tells whether the note box is in use: Esc leaves it, and keeps the draft.
func (d *detailPane) writes() bool { return d.note.Focused() }

// anchor is what a menu of the detail hangs on.
func (d *detailPane) anchor() fyne.CanvasObject {
	if d.shown.ID != "" && d.s.frame.detailShown() {
		return d.head.more
	}
	return d.s.list.title
}

func (d *detailPane) setWidth(w look.Width) {
	d.wide = roomy(w)
	d.head.setWidth(w)
	d.timeline.SetPhone(w == look.Phone)
	d.note.SetPlaceholder(words.T("Add a note. Customers never see notes."))
	if w == look.Phone {
		d.note.SetPlaceholder(words.T("Add a note"))
	}
	d.tabs.SetTabs(d.tabNames())
	d.arrange()
}

// roomy tells whether the facts have a column; with large text they need a tab.
func roomy(w look.Width) bool { return w == look.Wide && look.Scaled(1) < 1.3 }

// arrange shows what the chosen tab asks for.
func (d *detailPane) arrange() {
	there := d.shown.ID != ""
	tab := d.tabs.Chosen()
	for _, o := range []fyne.CanvasObject{d.head.content, d.tabs, d.note, d.rules[0], d.rules[2]} {
		show(o, there)
	}
	show(d.queue.content, there && len(d.shown.Queued) > 0)
	show(d.timeline, there && tab == tabTimeline)
	show(d.alerts.content, there && tab == tabAlerts)
	show(d.facts.content, there && (d.wide || tab == tabFacts))
	show(d.rules[1], there && d.wide)
	show(d.empty, !there)
	d.content.Refresh()
}

func (d *detailPane) least() fyne.Size { return fyne.NewSize(look.Scaled(300), look.Scaled(360)) }

func (d *detailPane) place(size fyne.Size) {
	put(d.empty, 0, 0, size.Width, size.Height)
	y := d.head.high(size.Width)
	put(d.head.content, 0, 0, size.Width, y)
	if d.queue.content.Visible() {
		d.queue.content.Resize(fyne.NewSize(size.Width, d.queue.content.MinSize().Height))
		h := d.queue.content.MinSize().Height
		put(d.queue.content, 0, y, size.Width, h)
		y += h
	}
	put(d.rules[0], 0, y, size.Width, look.Stroke)
	tab := look.Scaled(look.Tab)
	pad := d.head.pad()
	put(d.tabs, pad, y+look.Stroke, size.Width-pad, tab)
	y += look.Stroke + tab
	foot := d.foot()
	bottom := size.Height - foot
	put(d.rules[2], 0, bottom, size.Width, look.Stroke)
	put(d.note, pad, bottom+look.S10, size.Width-2*pad, foot-2*look.S10)
	width := size.Width
	if d.wide {
		facts := look.Scaled(look.Facts)
		width -= facts
		put(d.rules[1], width, y, look.Stroke, bottom-y)
		put(d.facts.content, width+look.Stroke, y, facts-look.Stroke, bottom-y)
	} else {
		put(d.facts.content, 0, y, width, bottom-y)
	}
	put(d.timeline, 0, y, width, bottom-y)
	put(d.alerts.content, 0, y, width, bottom-y)
}

// detailHead is the upper part: how it stands, what it is, what can be done.
type detailHead struct {
	s       *Screen
	content *fyne.Container
	phone   bool
	narrow  bool

	back                     *parts.IconButton
	mark                     *parts.SeverityMark
	standing, holder, number *label
	copy, more               *parts.IconButton
	title, about             *parts.WrapText
	bigTitle                 *parts.WrapText
	ack, snooze, resolve     *parts.KeyButton
	note                     *parts.KeyButton
}

func newDetailHead(s *Screen) *detailHead {
	h := &detailHead{s: s, mark: parts.NewSeverityMark(0, "", ""),
		standing: newLabel("", look.Body, false, look.InkText2), holder: newLabel("", look.Body, false, look.InkText2),
		number: newLabel("", look.Body, false, look.InkText3),
		title:  parts.NewWrapText("", look.Heading, true, look.InkText, 3), bigTitle: parts.NewWrapText("", look.Tile, true, look.InkText, 3),
		about:  parts.NewWrapText("", look.Body, false, look.InkText2, 2),
		ack:    parts.NewKeyButton(words.T("Acknowledge"), "task_alt", keys.Acknowledge, parts.Primary, s.acknowledge),
		snooze: parts.NewKeyButton(words.T("Snooze"), "snooze", keys.Snooze, parts.Quiet, s.snooze),
		back:   parts.NewIconButton("arrow_back", words.T("Back to the list"), keys.Back, s.goBack),
		copy:   parts.NewIconButton("link", words.T("Copy number and title"), keys.Copy, s.copyTitle),
	}
	h.resolve = parts.NewKeyButton(words.T("Resolve"), "done_all", keys.Resolve, parts.Quiet, s.resolve)
	h.note = parts.NewKeyButton(words.T("Note"), "edit_note", keys.Note, parts.Quiet, s.writeNote)
	h.more = parts.NewIconButton("more_horiz", words.T("More"), "", func() { parts.ShowMenu(h.more, s.moreMenu()) })
	for _, t := range []*parts.WrapText{h.title, h.bigTitle} {
		t.SetMore(words.T("more"), words.T("less"))
		t.OnToggled = func() { s.detail.content.Refresh() }
	}
	h.content = container.New(placing{func() fyne.Size { return fyne.NewSize(look.Scaled(280), look.Scaled(120)) }, func(size fyne.Size) { h.place(size.Width) }},
		h.back, h.mark, h.standing, h.holder, h.number, h.copy, h.more, h.title, h.bigTitle, h.about, h.ack, h.snooze, h.resolve, h.note)
	return h
}

func (h *detailHead) show(d view.Detail) {
	h.mark.Set(d.Severity, d.Level, d.Word)
	h.standing.chip(d.Standing)
	h.holder.chip(d.Holder)
	h.number.set(d.Number)
	h.title.Set(d.Title)
	h.bigTitle.Set(d.Title)
	h.about.Set(d.About)
	if d.Acknowledged {
		h.ack.Set(words.T("Acknowledged"), "task_alt", parts.Done)
	} else {
		h.ack.Set(words.T("Acknowledge"), "task_alt", parts.Primary)
	}
	for _, b := range []*parts.KeyButton{h.ack, h.snooze, h.resolve} {
		if d.Open {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

func (h *detailHead) setWidth(w look.Width) {
	h.phone, h.narrow = w == look.Phone, w <= look.Narrow
}

func (h *detailHead) pad() float32 {
	if h.phone {
		return look.S16
	}
	return look.S20
}

// high is the height all of it takes in a width.
func (h *detailHead) high(width float32) float32 { return h.place(width) }

// place lays the head out and gives its height.
func (h *detailHead) place(width float32) float32 {
	y := h.placeStatus(width)
	pad := h.pad()
	title := h.title
	if h.phone {
		title = h.bigTitle
	}
	show(h.title, !h.phone)
	show(h.bigTitle, h.phone)
	for _, text := range []*parts.WrapText{title, h.about} {
		high := text.HeightFor(width - 2*pad)
		put(text, pad, y, width-2*pad, high)
		y += high + look.S4
	}
	return h.placeActions(y+look.S6, width)
}

// placeStatus puts the line above the title; who has it goes below where there
// is no room.
func (h *detailHead) placeStatus(width float32) float32 {
	pad, row := h.pad(), look.Scaled(look.Button)
	y, x, right := look.S8, pad, width-pad
	show(h.back, h.narrow)
	if h.narrow {
		put(h.back, x-look.S8, y, row, row)
		x += row
	}
	show(h.copy, !h.phone)
	for _, b := range []*parts.IconButton{h.more, h.copy} {
		if b.Visible() {
			right -= row
			put(b, right+look.S8, y, row, row)
		}
	}
	nw := h.number.MinSize().Width
	right -= nw
	put(h.number, right, y, nw, row)
	right -= look.S12
	place := func(o fyne.CanvasObject) bool {
		w := o.MinSize().Width
		if w == 0 {
			return true
		}
		fits := x+w <= right
		if fits {
			put(o, x, y, w, row)
			x += w + look.S20
		}
		return fits
	}
	place(h.mark)
	for _, l := range []*label{h.standing, h.holder} {
		if !place(l) {
			y, x, right = y+row-look.S4, pad, width-pad
			put(l, x, y, min(l.MinSize().Width, right-x), row)
			x += l.MinSize().Width + look.S20
		}
	}
	return y + row + look.S4
}

// placeActions puts the buttons side by side; what does not fit is in the menu.
func (h *detailHead) placeActions(y, width float32) float32 {
	pad, x := h.pad(), h.pad()
	buttons := []*parts.KeyButton{h.ack, h.snooze, h.resolve, h.note}
	if h.phone {
		return h.placeFingers(y, width, buttons[:3])
	}
	for n, b := range buttons {
		least := b.MinSize()
		fits := x+least.Width <= width-pad
		show(b, fits && (n < 3 || !h.narrow || fits))
		put(b, x, y, least.Width, least.Height)
		x += least.Width + look.S8
	}
	return y + look.Scaled(look.Button) + look.S14
}

// placeFingers gives acknowledging the whole width of a phone.
func (h *detailHead) placeFingers(y, width float32, buttons []*parts.KeyButton) float32 {
	pad, row := h.pad(), look.Scaled(look.Target)
	h.note.Hide()
	put(buttons[0], pad, y, width-2*pad, row)
	y += row + look.S8
	half := (width - 2*pad - look.S8) / 2
	put(buttons[1], pad, y, half, row)
	put(buttons[2], pad+half+look.S8, y, half, row)
	for _, b := range buttons {
		b.Show()
	}
	return y + row + look.S14
}
