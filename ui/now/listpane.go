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

// listPane is the list with its head: search, chips, what is marked.
type listPane struct {
	s       *Screen
	content *fyne.Container

	title, count, found *label
	duty                *parts.ClockChip // on a phone, where no status bar says it
	declare             *parts.KeyButton
	tools               []*parts.IconButton // on a phone: search, filter, declare
	field               *parts.Field
	chips               *parts.FilterChips
	filter              *parts.Link
	banner, wrong       *parts.Banner
	batch               *batchBar
	list                *parts.IncidentList
	skeleton            *parts.Skeleton
	empty               *parts.EmptyState
	emptyKind           emptiness

	phone, searching bool
	saved            []saved
	filters          []parts.Filter
	on               int // of filters
	drawn            drawnHead
	sections         []view.Section
	last             listing
	started          bool // the first listing came
	taken            bool // a person chose an incident, or acted on one
}

func newListPane(s *Screen) *listPane {
	p := &listPane{s: s, saved: loadSaved(s.Prefs),
		title:   newLabel(words.T("Now"), look.PageTitle, true, look.InkText),
		count:   newLabel("", look.Body, false, look.InkText2),
		found:   newLabel("", look.Meta, false, look.InkText2),
		duty:    parts.NewClockChip(view.Chip{}),
		list:    parts.NewIncidentList(),
		banner:  parts.NewBanner(view.Accent, "sync", "", "", nil),
		wrong:   parts.NewBanner(view.Warn, "public", "", "", nil),
		batch:   newBatchBar(s),
		empty:   parts.NewEmptyState("", "", ""),
		declare: parts.NewKeyButton(words.T("Declare"), "add", keys.Declare, parts.Outline, s.declare),
	}
	p.declare.Small = true
	p.skeleton = parts.NewSkeleton(6, parts.Regular)
	p.newField()
	p.chips = parts.NewFilterChips(nil, 0, p.chosen)
	p.chips.OnRemove = p.askRemove
	p.filter = parts.NewLink(words.T("Filter"), "filter_list", p.openFilters)
	p.filter.Ink = look.InkText2
	p.tools = []*parts.IconButton{
		parts.NewIconButton("search", words.T("Search"), keys.Search, p.search),
		parts.NewIconButton("filter_list", words.T("Filter"), "", p.openFilters),
		parts.NewIconButton("add", words.T("Declare"), keys.Declare, s.declare)}
	for _, t := range p.tools {
		t.Large = true
	}
	p.listen()
	p.fillChips(listing{})
	p.content = container.New(placing{p.least, p.place})
	p.gather()
	for _, o := range []fyne.CanvasObject{p.banner, p.wrong, p.batch.content, p.skeleton, p.empty} {
		o.Hide()
	}
	return p
}

func (p *listPane) newField() {
	p.field = parts.NewField(words.T("Search, or try sev:1 who:me quiet:>10m"))
	p.field.Icon, p.field.Action, p.field.Clearable = "search", keys.Search, true
	p.field.OnChanged = func(text string) { p.ask(func(a *asked) { a.query = text }) }
	p.field.OnSubmitted = func(string) {
		if p.list.Selected() == "" {
			p.list.Step(1)
		}
		parts.Focus(p.list)
	}
}

// listen joins the list's events to the screen.
func (p *listPane) listen() {
	s := p.s
	p.list.OnSelected = s.look // in a narrow window too: keys act on what is selected
	p.list.OnOpen = func(id incident.ID) {
		s.look(id)
		s.setOpened(true)
		if s.frame.beside() {
			parts.Focus(s.detail.timeline)
		}
	}
	p.list.OnMarked = func([]incident.ID) { p.batch.count(); p.content.Refresh() }
	p.list.OnMenu = func(_ incident.ID, at fyne.Position) {
		if c := fyne.CurrentApp().Driver().CanvasForObject(p.list); c != nil {
			parts.ShowMenuAt(c, at, s.rowMenu())
		}
	}
	p.list.OnChip = func(id incident.ID) { s.look(id); s.setOpened(true) }
	p.list.OnFold = func(key string, folded bool) {
		s.asked.set(func(a *asked) { a.folded[key] = folded })
		storeFolds(s.Prefs, s.asked.get().folded)
		s.listed.Raise()
	}
	p.list.Swipes = s.swipes
}

// gather lists what is drawn, in the order of Tab.
func (p *listPane) gather() {
	all := []fyne.CanvasObject{p.title, p.count, p.duty, p.field, p.found, p.chips, p.filter, p.declare}
	for _, t := range p.tools {
		all = append(all, t)
	}
	all = append(all, p.banner, p.wrong, p.batch.content, p.skeleton, p.empty, p.list)
	if below := p.s.Slots.Below; below != nil {
		all = append(all, below)
	}
	p.content.Objects = all
}

// ask changes what is searched for.
func (p *listPane) ask(change func(*asked)) {
	p.s.asked.set(func(a *asked) {
		change(a)
		a.nth++
	})
	p.s.asks.Raise()
	p.s.listed.Raise()
}

// search goes to the field.
func (p *listPane) search() {
	p.searching = true
	p.content.Refresh()
	p.field.Focus()
}

// searched tells whether something is searched for.
func (p *listPane) searched() bool {
	return p.field.Text() != "" || p.searching && p.phone || p.field.Focused()
}

// stopSearch empties the field.
func (p *listPane) stopSearch() {
	p.searching = false
	p.field.SetText("")
	p.content.Refresh()
}

// clear takes every filter away.
func (p *listPane) clear() {
	p.searching = false
	p.field.SetText("")
	p.ask(func(a *asked) { a.chip = chipAll })
	parts.Focus(p.list)
}

// show draws a listing, unless another was asked for meanwhile.
func (p *listPane) show(l listing) {
	if l.nth != p.s.asked.get().nth {
		return
	}
	p.last, p.sections = l, l.sections
	density := parts.Regular
	switch {
	case p.phone:
		density = parts.Phone
	case l.compact:
		density = parts.Compact
	}
	p.list.SetDensity(density)
	p.list.Set(l.sections)
	p.batch.count()
	p.count.set(words.N("{{.Count}} open", l.open))
	p.duty.Set(l.duty)
	p.field.SetError(l.problem)
	p.found.set("")
	if l.matches >= 0 {
		p.found.set(words.T("{{.Found}} of {{.All}}", words.Data{"Found": words.Number(l.matches), "All": words.Number(l.total)}))
	}
	p.fillChips(l)
	p.fillBanner(l)
	p.fillWrong(l)
	p.fillEmpty(l)
	if now := p.head(); now != p.drawn {
		p.drawn = now
		p.content.Refresh()
	}
	p.first()
}

// drawnHead is what decides where the parts of the pane stand: only when it
// changes are they placed anew.
type drawnHead struct {
	found, problem, banner, duty string
	wrong                        string
	fetching, batch              bool
	empty                        emptiness
	chips                        float32
}

func (p *listPane) head() drawnHead {
	return drawnHead{p.found.full, p.last.problem, p.banner.Text, p.last.duty.Text, p.wrong.Text, p.banner.Visible(), p.batch.content.Visible(),
		p.emptyKind, p.chips.MinSize().Height}
}

// first shows the most urgent incident where the detail stands beside the list,
// until a person chooses one: from then on nothing moves below their hands.
func (p *listPane) first() {
	p.started = true
	if p.taken || len(p.sections) == 0 || !p.s.frame.beside() || p.s.busy() {
		return
	}
	first := p.sections[0]
	if first.Kind > view.Active || first.Folded || first.Rows.Len() == 0 || first.Rows.ID(0) == p.list.Selected() {
		return
	}
	p.list.Select(first.Rows.ID(0))
	p.s.glance(first.Rows.ID(0))
}

func (p *listPane) fillBanner(l listing) {
	data := words.Data{"Pending": words.Number(l.contact.pending), "All": words.Number(l.contact.all),
		"Time": words.Moment(l.contact.asOf, p.s.Now())}
	text := words.T("Fetching {{.Pending}} of {{.All}} sources…", data)
	if !l.contact.asOf.IsZero() {
		text = words.T("Showing {{.Time}}. Fetching {{.Pending}} of {{.All}} sources…", data)
	}
	if p.banner.Text != text {
		p.banner.Set(view.Accent, "sync", text, "", nil)
	}
	show(p.banner, l.contact.pending > 0)
}

func (p *listPane) setWidth(w look.Width) {
	p.phone = w == look.Phone
	p.batch.setPhone(p.phone)
	p.title.size = look.PageTitle
	if p.phone {
		p.title.size = look.PhoneTitle
	}
	p.title.Refresh()
	if p.started {
		p.show(p.last)
	}
	p.content.Refresh()
}

func (p *listPane) least() fyne.Size { return fyne.NewSize(look.Scaled(280), look.Scaled(320)) }

// place lays the pane out from top to bottom.
func (p *listPane) place(size fyne.Size) {
	y := p.placeHead(size.Width)
	for _, o := range []fyne.CanvasObject{p.banner, p.wrong, p.batch.content} {
		if o.Visible() {
			put(o, 0, y, size.Width, o.MinSize().Height)
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height)) // it may have wrapped
			y += o.MinSize().Height
		}
	}
	bottom := p.placeBelow(size)
	for _, o := range []fyne.CanvasObject{p.skeleton, p.empty, p.list} {
		put(o, 0, y, size.Width, bottom-y)
	}
}

// placeHead lays out all above the list and gives its height.
func (p *listPane) placeHead(width float32) float32 {
	pad, row := look.S16, look.Scaled(look.Button)
	for _, t := range p.tools {
		show(t, p.phone)
	}
	show(p.declare, !p.phone)
	y := look.S8
	right := width - pad
	if p.phone {
		row = look.Scaled(look.Target)
		right = width - look.S6
		for n := len(p.tools) - 1; n >= 0; n-- {
			right -= row
			put(p.tools[n], right, y, row, row)
		}
	} else {
		least := p.declare.MinSize()
		right -= least.Width
		put(p.declare, right, y+(row-least.Height)/2, least.Width, least.Height)
	}
	tw := p.title.MinSize().Width
	put(p.title, pad, y, tw, row)
	put(p.count, pad+tw+look.S10, y+2, right-pad-tw-2*look.S10, row)
	show(p.count, !p.phone)
	duty := p.duty.MinSize().Width
	show(p.duty, p.phone && pad+tw+look.S10+duty <= right)
	put(p.duty, pad+tw+look.S10, y, duty, row)
	y += row + look.S8
	searching := !p.phone || p.searching || p.field.Text() != ""
	show(p.field, searching)
	show(p.found, searching && p.found.full != "")
	if searching {
		y = p.placeField(y, width)
	}
	return p.placeChips(y, width)
}

func (p *listPane) placeField(y, width float32) float32 {
	pad, wide := look.S16, width-2*look.S16
	least := p.field.MinSize().Height
	if p.found.Visible() {
		fw := p.found.MinSize().Width
		put(p.found, width-pad-fw, y, fw, look.Scaled(look.Input))
		wide -= fw + look.S10
	}
	put(p.field, pad, y, wide, least)
	return y + least + look.S8
}

func (p *listPane) placeChips(y, width float32) float32 {
	shown := !p.phone || p.searching || p.field.Text() != "" || len(p.saved) > 0
	show(p.chips, shown)
	show(p.filter, !p.phone)
	if !shown {
		return y
	}
	pad, right := look.S16, width-look.S16
	least := p.filter.MinSize()
	if p.filter.Visible() {
		right -= least.Width - look.S4
	}
	p.chips.Resize(fyne.NewSize(right-pad-look.S8, p.chips.Size().Height)) // many chips take several lines
	high := p.chips.MinSize().Height
	put(p.chips, pad, y, right-pad-look.S8, high)
	put(p.filter, right, y+(look.Scaled(look.Icon20)-least.Height)/2, least.Width, least.Height)
	return y + high + look.S12
}
