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

// testCard tests every channel, and shows what came of it.
func (p *channels) testCard() fyne.CanvasObject {
	all := parts.NewKeyButton(words.T("Test every channel"), "cable", "", parts.Primary, func() {
		for _, c := range p.s.now.config.Channels {
			if !c.Disabled {
				p.test(c.Name)
			}
		}
	})
	p.results = vbox(look.S10)
	p.fillTests()
	return card(headline("cable", words.T("Live test, publishes nothing")),
		say(words.T("Walks each step up to the last one before readers could see it."), styleSoft), all, p.results)
}

// fillTests lists the tests of this window.
func (p *channels) fillTests() {
	if p.results == nil {
		return
	}
	p.results.Objects = nil
	for _, c := range p.s.now.config.Channels {
		t := p.tests[c.Name]
		if t == nil {
			continue
		}
		if len(p.results.Objects) == 0 {
			p.results.Add(rule())
		}
		name := cut(text.Line(c.Name, 60), styleBody)
		row := func(mark string, ink look.Ink, end fyne.CanvasObject) {
			p.results.Add(hbox(look.S8, []float32{0, 1}, icon(mark, ink, look.Icon16), name, end))
		}
		switch {
		case t.running:
			row("hourglass_top", look.InkText2, cut(words.T("asking…"), styleHint))
		case t.trial.Fault != nil:
			how := faulty(t.trial.Fault.Kind, c)
			row(how.icon, how.ink, parts.NewLink(how.text, "", func() { p.edit(c.Name) }))
		default:
			row("check_circle", look.InkOK, cut(words.T("{{.Seconds}} s", words.Data{"Seconds": fmt.Sprintf("%.1f", t.trial.Latency.Seconds())}), styleHint))
		}
	}
	show(p.results, len(p.results.Objects) > 0)
}

// afterCard says what happens once Publish is pressed.
func (p *channels) afterCard() fyne.CanvasObject {
	row := func(what, how string) fyne.CanvasObject {
		return hbox(look.S10, []float32{1, 0}, say(what, styleBody), cut(how, styleBold))
	}
	doubt := words.T("asks, never resends")
	if slices.ContainsFunc(p.s.now.config.Channels, func(c config.Channel) bool { return !c.Disabled && c.Doubt != config.DoubtAsk }) {
		doubt = words.T("as each one says")
	}
	out := card(headline("schedule", words.T("After publishing")),
		row(words.T("Undo before it leaves"), words.T("10 s")),
		row(words.T("Look whether it shows"), words.T("10 s, mail 2 min")),
		row(words.T("Not shown"), doubt),
		row(words.T("Posted there by hand"), words.T("counts too")))
	for _, c := range p.s.now.config.Channels {
		if c.Kind == config.ChannelSMTP && !c.Disabled && !p.s.now.config.Offered(c) {
			out.Objects[len(out.Objects)-1].(*fyne.Container).Add(vbox(look.S6, rule(), p.mailNote(c)))
			break
		}
	}
	return out
}

// mailNote says why mail is off beside a page, and lets it be turned on.
func (p *channels) mailNote(c config.Channel) fyne.CanvasObject {
	out := vbox(look.S4, say(words.T("{{.Name}} stays off while a page mails its own subscribers: nobody gets the same update twice.",
		words.Data{"Name": text.Line(c.Name, 60)}), styleSoft))
	if p.s.now.team(config.ListChannel, c.Name) == "" {
		out.Add(left(parts.NewLink(words.T("Turn on"), "", func() { p.offer(c, true) })))
	}
	return out
}

// servicesCard says which component each service shows under.
func (p *channels) servicesCard() fyne.CanvasObject {
	edit := parts.NewLink(words.T("Edit"), "", func() { p.s.goTo(PageServices) })
	head := hbox(look.S10, []float32{0, 1}, cut(words.T("Services on the status page"), styleCard), cut(words.T("the component each one shows under"), styleHint), edit)
	if p.s.width == look.Phone {
		head = hbox(look.S10, []float32{1}, say(words.T("Services on the status page"), styleCard), edit)
	}
	rows := vbox(look.S8)
	page, there, found := p.page()
	for _, s := range p.s.now.config.Services {
		if found && len(s.Channels) > 0 && !slices.Contains(s.Channels, page.Name) {
			continue
		}
		var names []string
		for _, name := range s.Components {
			if n := componentOf(page, there, name); n >= 0 {
				name = there[n].Name
			}
			names = append(names, text.Line(name, 60))
		}
		var shown fyne.CanvasObject = cut(strings.Join(names, ", "), styleBody)
		if len(names) == 0 {
			name := s.Name
			shown = hbox(look.S4, nil, cut(words.T("under none,"), styleSoft), parts.NewLink(words.T("add"), "", func() {
				p.s.goTo(PageServices)
				p.s.pages[PageServices].(*services).edit(name)
			}))
		}
		rows.Add(hbox(look.S10, []float32{1, 0, 1}, cut(text.Line(s.Name, 60), styleBody), icon("arrow_forward", look.InkText2, look.Icon16), shown))
	}
	if len(rows.Objects) == 0 {
		rows.Add(say(words.T("No service is named yet. A service maps what alerts say to what customers say, so that the first message writes itself."), styleSoft))
	}
	return card(head, rows)
}

// page is the first channel with components, and what it has.
func (p *channels) page() (config.Channel, []Component, bool) {
	for _, c := range p.s.now.config.Channels {
		if c.Disabled || !p.s.Core.ChannelKind(c.Kind).Components {
			continue
		}
		return c, p.s.componentsOf(c.Name), true
	}
	return config.Channel{}, nil, false
}

// componentsOf lists a channel's components: as last read, else those a test found.
func (s *Screen) componentsOf(name string) []Component {
	if all := s.now.stand(name).Components; len(all) > 0 {
		return all
	}
	if t := s.pages[PageChannels].(*channels).tests[name]; t != nil {
		return t.trial.Components
	}
	return nil
}
