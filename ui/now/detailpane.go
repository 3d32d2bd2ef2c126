package now

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// detailPane is one incident whole.
type detailPane struct {
	bare    bool // the list is empty and says so: there is nothing to choose
	s       *Screen
	content *fyne.Container
	shown   view.Detail
	clock   parts.Clock            // that the strip shows
	drafts  map[incident.ID]string // notes begun and not sent

	head     *detailHead
	strip    *parts.ClockStrip
	journey  *journeyPane
	question *question
	sent     *deliveries
	queue    *queueList
	tabs     *parts.TabBar
	timeline *parts.TimelineList
	alerts   *alertsPane
	facts    *factsPane
	note     *parts.NoteBox
	rules    [3]*parts.Ground
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
		timeline: parts.NewTimelineList(), alerts: newAlertsPane(s), facts: newFactsPane(s), queue: newQueueList(s), sent: newDeliveries(s),
		strip: parts.NewClockStrip(parts.Clock{}, s.unfold), journey: newJourneyPane(), question: newQuestion(s),
		empty: parts.NewEmptyState("bolt", words.T("No incident selected"), words.T("Choose one in the list to see what is known of it."))}
	d.head = newDetailHead(s)
	for n := range d.rules {
		d.rules[n] = parts.NewGround(look.InkLine)
	}
	d.tabs = parts.NewTabBar(d.tabNames(), tabTimeline, func(int) { d.arrange() })
	d.timeline.OnFold = func(key string) {
		s.asked.set(func(a *asked) {
			if a.groups == nil {
				a.groups = map[string]bool{}
			}
			a.groups[key] = !a.groups[key]
		})
		s.read.Raise()
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
	d.content = container.New(placing{d.least, d.place}, d.head.content, d.question.content, d.strip, d.journey.content, d.sent.content, d.queue.content, d.rules[0], d.tabs,
		d.timeline, d.alerts.content, d.rules[1], d.facts.content, d.rules[2], d.note, d.empty)
	if beside := s.Slots.Beside; beside != nil {
		d.content.Add(beside)
	}
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
	return d.slotTabs(tabs, parts.Tab{Text: words.T("Facts")})
}

// show draws an incident.
func (d *detailPane) show(detail view.Detail) {
	other := detail.ID != d.shown.ID
	d.shown = detail
	d.head.show(detail)
	if c := clockOf(detail.Strip); !reflect.DeepEqual(c, d.clock) {
		d.clock = c
		d.strip.Set(c)
	}
	d.journey.show(detail.Journey)
	d.sent.show(detail)
	d.queue.show(detail)
	d.tabs.SetTabs(d.tabNames())
	d.timeline.Set(detail.Moments)
	d.alerts.show(detail)
	d.facts.show(detail)
	d.note.SetGoes(detail.NoteGoes)
	if other {
		d.timeline.ScrollToTop()
		d.journey.steps.ScrollToTop()
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

// lone tells whether the list is empty.
func (d *detailPane) lone(bare bool) {
	if d.bare != bare {
		d.bare = bare
		d.arrange()
	}
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
	d.journey.setPhone(w == look.Phone)
	d.sent.setPhone(w == look.Phone)
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
	show(d.question.content, d.question.asks())
	show(d.strip, there && d.shown.Strip.Shown())
	show(d.journey.content, there && d.journey.opened && d.shown.Journey.Shown())
	show(d.sent.content, there && d.sent.some())
	show(d.queue.content, there && d.queue.some())
	show(d.timeline, there && tab == tabTimeline)
	show(d.alerts.content, there && tab == tabAlerts)
	d.showAside(there, tab)
	show(d.empty, !there && !d.bare)
	d.content.Refresh()
}

func (d *detailPane) least() fyne.Size { return fyne.NewSize(look.Scaled(300), look.Scaled(360)) }

func (d *detailPane) place(size fyne.Size) {
	put(d.empty, 0, 0, size.Width, size.Height)
	y := d.head.high(size.Width)
	put(d.head.content, 0, 0, size.Width, y)
	if d.question.content.Visible() {
		h := d.question.high(size.Width)
		put(d.question.content, 0, y, size.Width, h)
		y += h
	}
	if d.strip.Visible() {
		h := d.strip.MinSize().Height
		put(d.strip, 0, y, size.Width, h)
		y += h
	}
	foot := d.foot()
	bottom := size.Height - foot
	y = d.placeJourney(y, size.Width, bottom)
	for _, o := range []fyne.CanvasObject{d.sent.content, d.queue.content} {
		if o.Visible() {
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
			h := o.MinSize().Height
			put(o, 0, y, size.Width, h)
			y += h
		}
	}
	put(d.rules[0], 0, y, size.Width, look.Stroke)
	tab := look.Scaled(look.Tab)
	pad := d.head.pad()
	put(d.tabs, pad, y+look.Stroke, size.Width-pad, tab)
	y += look.Stroke + tab
	put(d.rules[2], 0, bottom, size.Width, look.Stroke)
	put(d.note, pad, bottom+look.S10, size.Width-2*pad, foot-2*look.S10)
	width := d.placeAside(y, size.Width, bottom-y)
	put(d.timeline, 0, y, width, bottom-y)
	put(d.alerts.content, 0, y, width, bottom-y)
}
