package customers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// listPane is the list of whom an update is owed, with its head.
type listPane struct {
	s       *Screen
	content *fyne.Container

	title, about *parts.WrapText
	rule         *parts.Ground
	wrong        *parts.Banner // what does not fit, of no incident
	skeleton     *parts.Skeleton
	empty        *parts.EmptyState
	connect      *parts.KeyButton
	list         *parts.IncidentList
	phone        bool
	started      bool
	last         listing
}

func newListPane(s *Screen) *listPane {
	p := &listPane{s: s, title: oneLine(look.PageTitle, true, look.InkText), about: oneLine(look.Body, false, look.InkText2),
		rule: parts.NewGround(look.InkLine), wrong: parts.NewBanner(view.Warn, "warning", "", "", nil),
		skeleton: parts.NewSkeleton(5, parts.Regular), list: parts.NewIncidentList()}
	p.connect = parts.NewKeyButton(words.T("Connect a channel"), "campaign", "", parts.Primary, func() { s.Host.Go("settings/channels/new") })
	p.empty = parts.NewEmptyState("lightbulb", "", "", p.connect)
	p.empty.SetInk(look.InkOK)
	p.title.Set(words.T("Customers"))
	p.about.Set(words.T("Whom do we owe an update?"))
	p.list.OnSelected = func(id incident.ID) {
		if !p.phone {
			s.look(id)
		}
	}
	p.list.OnOpen = func(id incident.ID) {
		if s.frame.beside() {
			s.openIncident()
			return
		}
		s.look(id)
		s.setOpened(true)
	}
	p.list.OnFold = func(key string, folded bool) {
		s.asked.set(func(a *asked) { a.folded[key] = folded })
		s.listed.Raise()
	}
	for _, o := range []fyne.CanvasObject{p.wrong, p.empty} {
		o.Hide()
	}
	p.content = container.New(filling(p.place), p.title, p.about, p.rule, p.wrong, p.skeleton, p.empty, p.list)
	return p
}

func (p *listPane) setWidth(w look.Width) {
	p.phone = w == look.Phone
	density := parts.Regular
	if p.phone {
		density = parts.Phone
	}
	p.list.SetDensity(density)
	p.content.Refresh()
}

func (p *listPane) place(size fyne.Size) {
	w := size.Width - 2*look.S16
	y := look.S12
	for _, t := range []*parts.WrapText{p.title, p.about} {
		high := t.HeightFor(w)
		put(t, look.S16, y, w, high)
		y += high
	}
	y += look.S12
	put(p.rule, 0, y-look.Stroke, size.Width, look.Stroke)
	if p.wrong.Visible() {
		p.wrong.Resize(fyne.NewSize(size.Width, p.wrong.Size().Height)) // its text wraps
		high := p.wrong.MinSize().Height
		put(p.wrong, 0, y, size.Width, high)
		y += high
	}
	for _, o := range []fyne.CanvasObject{p.skeleton, p.empty, p.list} {
		put(o, 0, y, size.Width, size.Height-y)
	}
}

// show draws a listing.
func (p *listPane) show(l listing) {
	p.last = l
	p.list.Set(l.sections)
	show(p.skeleton, false)
	said := l.trouble
	switch {
	case said != "":
		said = words.T("Not all could be read: {{.Why}}", words.Data{"Why": said})
	case len(l.wrong) > 1:
		said = l.wrong[0] + " " + words.N("{{.Count}} more", len(l.wrong)-1)
	case len(l.wrong) == 1:
		said = l.wrong[0]
	}
	p.wrong.Set(view.Warn, "warning", said, "", nil)
	show(p.wrong, said != "")
	p.showEmpty(l)
	p.content.Refresh()
	if !p.started {
		p.started = true
		if p.s.selected() == "" && p.list.Len() > 0 && p.s.frame.beside() {
			p.list.Step(1)
		}
	}
	p.s.detail.bare(len(l.sections) == 0)
}

// showEmpty says that it is good that nobody waits, and what comes next.
func (p *listPane) showEmpty(l listing) {
	none := len(l.sections) == 0 && l.trouble == ""
	show(p.empty, none)
	show(p.list, !none)
	about := words.T("No customers are affected, as far as is known here.")
	if l.channels == 0 {
		about = words.T("Connect a status page, mail or chat, and updates leave from here.")
	}
	p.empty.Set("lightbulb", words.T("Nobody is waiting for an update."), about)
	show(p.connect, l.channels == 0)
	p.s.frame.setAlone(none && p.s.selected() == "")
}
