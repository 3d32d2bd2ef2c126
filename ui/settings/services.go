package settings

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// services is the page of what alerts are about, in customers' words.
type services struct {
	s       *Screen
	listed  string
	form    *serviceForm // nil: closed
	removed *removal     // can be undone; nil: nothing was removed
}

func newServices(s *Screen) *services { return &services{s: s} }

// use has a form open; nil: none.
func (p *services) use(f *serviceForm) { p.form, p.s.Memory.service = f, f }

func (p *services) body() fyne.CanvasObject {
	now := p.s.now
	p.listed = p.key(now)
	add := parts.NewKeyButton(words.T("Add a service"), "add", "", parts.Outline, p.add)
	out := vbox(look.S12, p.s.pageHead(words.T("Services"), words.T("what alerts say, and what customers say"), add))
	if p.removed != nil {
		out.Add(p.s.undoNotice(p.removed, func() { p.removed = nil }))
	}
	if len(now.config.Services) == 0 {
		add.Hide()
		out.Add(card(headline("dns", words.T("No service yet")),
			say(words.T("A service maps what alerts say to what customers say: the words, the component of the page, who is told and where. With it the first message writes itself."), styleSoft),
			left(parts.NewKeyButton(words.T("Add a service"), "add", "", parts.Primary, p.add))))
		return out
	}
	out.Add(p.table())
	out.Add(hbox(look.S8, []float32{0, 1}, icon("info", look.InkText2, look.Icon16),
		say(words.T("The first service that fits an incident gives its words. What customers are affected by stays yours to say."), styleSoft)))
	return out
}

func (p *services) side() (fyne.CanvasObject, bool) {
	if p.form == nil {
		return nil, true
	}
	return p.form.content(), true
}

func (p *services) foot() fyne.CanvasObject {
	if p.form == nil {
		return nil
	}
	return p.form.footer()
}

func (p *services) back() bool {
	if p.form == nil {
		return false
	}
	p.form.close()
	return true
}

func (p *services) save() {
	if p.form != nil {
		p.form.save()
	}
}

// key names what the page is built for.
func (p *services) key(s *snapshot) string {
	key := fmt.Sprint(s.config.Services, s.channelNames())
	for _, c := range s.channels {
		key += fmt.Sprint(len(c.Components), " ")
	}
	return key
}

func (p *services) show(s *snapshot) {
	if p.listed != p.key(s) {
		p.s.lay()
	}
}

func (p *services) table() fyne.CanvasObject {
	out := vbox(0)
	if p.s.width != look.Phone {
		out.Add(pad(margin{bottom: look.S8}, serviceColumns(cut(words.T("Service"), styleMeta), cut(words.T("Shows under"), styleMeta), cut(words.T("Told where"), styleMeta), gap())))
		out.Add(rule())
	}
	for _, svc := range p.s.now.config.Services {
		out.Add(p.row(svc))
		out.Add(rule())
	}
	return out
}

// serviceColumns sets the cells of a row of the table.
func serviceColumns(name, under, where, menu fyne.CanvasObject) *fyne.Container {
	return hbox(look.S10, []float32{1.6, 1, 1}, name, under, where, wide(32, menu))
}

func (p *services) row(svc config.Service) fyne.CanvasObject {
	menu := parts.NewIconButton("more_horiz", words.T("What can be done with {{.Name}}", words.Data{"Name": text.Line(svc.Name, 60)}), "", nil)
	menu.OnPressed = func() { p.menu(menu, svc.Name) }
	fill := look.InkNone
	if p.form != nil && p.form.was.Name == svc.Name {
		fill = look.InkSel
	}
	name := vbox(2, cut(text.Line(svc.Name, 60), styleBold), cut(p.meta(svc), styleMeta))
	under, where := cut(p.under(svc), styleSoft), cut(whereTold(svc), styleSoft)
	ground := newTapGround(fill, func() { p.edit(svc.Name) })
	if p.s.width == look.Phone {
		return pad(margin{0, look.S10, 0, look.S10}, ground, hbox(look.S10, []float32{1, 0}, vbox(2, name, under), menu))
	}
	return pad(margin{0, look.S8, 0, look.S8}, ground, serviceColumns(name, under, where, menu))
}

func (p *services) meta(svc config.Service) string {
	var list []string
	if svc.Say != "" {
		list = append(list, "“"+text.Line(svc.Say, 100)+"”")
	}
	if svc.CustomerFacing {
		list = append(list, words.T("customer-facing"))
	}
	if team := p.s.now.team(config.ListService, svc.Name); team != "" {
		list = append(list, words.T("from {{.File}}", words.Data{"File": text.Line(team, 60)}))
	}
	return strings.Join(list, " · ")
}

// under lists the components a service shows under, by the page's names.
func (p *services) under(svc config.Service) string {
	if len(svc.Components) == 0 {
		return words.T("no component")
	}
	var names []string
	for _, name := range svc.Components {
		shown := name
		for _, c := range p.s.now.config.Channels {
			there := p.s.componentsOf(c.Name)
			if n := componentOf(c, there, name); n >= 0 {
				shown = there[n].Name
			}
		}
		names = append(names, text.Line(shown, 60))
	}
	return strings.Join(names, ", ")
}

func whereTold(svc config.Service) string {
	if len(svc.Channels) == 0 {
		return words.T("every channel")
	}
	return text.Line(strings.Join(svc.Channels, ", "), 120)
}

// menu offers what can be done with a service. What a team file says is locked.
func (p *services) menu(at fyne.CanvasObject, name string) {
	team := p.s.now.team(config.ListService, name)
	var items []parts.Item
	if team != "" {
		items = append(items, parts.Item{Text: words.T("Set by {{.File}}: it is changed there", words.Data{"File": text.Line(team, 40)})})
	}
	items = append(items, parts.Item{Text: words.T("Open"), Icon: "edit_note", Do: func() { p.edit(name) }},
		parts.Item{Text: words.T("Remove"), Icon: "close", Danger: true, Divided: true, Disabled: team != "", Do: func() { p.remove(name) }})
	parts.ShowMenu(at, items)
}

// remove takes a service out at once: it can be undone.
func (p *services) remove(name string) {
	out := &removal{}
	p.s.change(nil, removeService(name, out), func() {
		p.removed = out
		if p.form != nil && p.form.was.Name == name {
			p.use(nil)
		}
		p.s.lay()
	})
}

func (p *services) find(name string) (config.Service, bool) {
	all := p.s.now.config.Services
	n := slices.IndexFunc(all, func(s config.Service) bool { return s.Name == name })
	if n < 0 {
		return config.Service{}, false
	}
	return all[n], true
}

// leaving asks whether what was typed may go, where something was.
func (p *services) leaving(then func()) {
	if p.form != nil && p.form.dirty {
		p.form.ask(then)
		return
	}
	then()
}

// add opens the form for a new service.
func (p *services) add() {
	p.leaving(func() {
		p.use(newServiceForm(p, config.Service{}))
		p.s.lay()
		p.form.focus[fieldName].Focus()
	})
}

// edit opens the form with a service of the file; a team's is only shown.
func (p *services) edit(name string) {
	svc, ok := p.find(name)
	if !ok || p.form != nil && p.form.was.Name == name {
		return
	}
	p.leaving(func() {
		f := newServiceForm(p, svc)
		f.team = p.s.now.team(config.ListService, name)
		p.use(f)
		p.s.lay()
	})
}
