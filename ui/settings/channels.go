package settings

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// channels is the page of where customers read updates.
type channels struct {
	s       *Screen
	rows    map[string]*channelRow
	listed  string       // what the page was built for
	form    *channelForm // nil: closed
	tests   map[string]*channelTest
	results *fyne.Container
	removed *removal // can be undone; nil: nothing was removed
}

// channelTest is the last test of a channel in this window.
type channelTest struct {
	running bool
	trial   ChannelTrial
	at      time.Time
}

func newChannels(s *Screen) *channels {
	return &channels{s: s, rows: map[string]*channelRow{}, tests: map[string]*channelTest{}}
}

// use has a form open; nil: none.
func (p *channels) use(f *channelForm) { p.form, p.s.Memory.channel = f, f }

func (p *channels) body() fyne.CanvasObject {
	now := p.s.now
	p.listed, p.rows = p.key(now), map[string]*channelRow{}
	add := parts.NewKeyButton(words.T("Add a channel"), "add", "", parts.Outline, p.add)
	out := vbox(look.S12, p.s.pageHead(words.T("Channels"), words.T("where customers read you"), add))
	if p.removed != nil {
		out.Add(p.undoNotice())
	}
	if len(now.config.Channels) == 0 {
		add.Hide()
		out.Add(p.empty())
		return out
	}
	out.Add(p.table())
	out.Add(hbox(look.S8, []float32{0, 1}, icon("info", look.InkText2, look.Icon16),
		say(words.T("An update counts as visible once the channel shows it to readers, not when it was sent."), styleSoft)))
	if p.s.width == look.Phone {
		out.Add(p.testCard())
		out.Add(p.afterCard())
	} else {
		out.Add(grid(2, look.S14, look.S14, p.testCard(), p.afterCard()))
	}
	out.Add(p.servicesCard())
	return out
}

func (p *channels) side() (fyne.CanvasObject, bool) {
	if p.form == nil {
		return nil, true
	}
	return p.form.content(), true
}

func (p *channels) foot() fyne.CanvasObject {
	if p.form == nil {
		return nil
	}
	return p.form.footer()
}

func (p *channels) back() bool {
	if p.form == nil {
		return false
	}
	p.form.back()
	return true
}

func (p *channels) save() {
	if p.form != nil {
		p.form.save()
	}
}

// key names what the page is built for.
func (p *channels) key(s *snapshot) string {
	var b strings.Builder
	for _, c := range s.config.Channels {
		fmt.Fprint(&b, c.Name, "\x00", c.Kind, c.Disabled, s.config.Offered(c), c.Doubt, "\x00")
	}
	for _, svc := range s.config.Services {
		fmt.Fprint(&b, svc.Name, svc.Say, svc.Components, svc.Channels, "\x00")
	}
	for _, c := range s.channels {
		fmt.Fprint(&b, len(c.Components))
	}
	return b.String()
}

func (p *channels) show(s *snapshot) {
	if p.listed != p.key(s) {
		p.s.lay()
		return
	}
	for name, row := range p.rows {
		if c, ok := s.channel(name); ok {
			row.set(p, c, s)
		}
	}
}

// empty is what stands where there is no channel yet.
func (p *channels) empty() fyne.CanvasObject {
	return card(headline("campaign", words.T("No channel yet")),
		say(words.T("Customers hear of incidents where you publish: a status page, mail, a chat, a file. Without a channel you can still note what they were told elsewhere."), styleSoft),
		left(parts.NewKeyButton(words.T("Add a channel"), "add", "", parts.Primary, p.add)))
}

func (p *channels) table() fyne.CanvasObject {
	out := vbox(0)
	if p.s.width != look.Phone {
		out.Add(pad(margin{bottom: look.S8}, channelColumns(gap(), cut(words.T("Channel"), styleMeta), cut(words.T("Health"), styleMeta),
			cut(words.T("Does"), styleMeta), aligned(words.T("Last update"), styleMeta), gap())))
		out.Add(rule())
	}
	for _, c := range p.s.now.config.Channels {
		row := p.newRow(c)
		p.rows[c.Name] = row
		out.Add(row.box)
		out.Add(rule())
	}
	return out
}

// channelColumns sets the cells of a row of the table.
func channelColumns(mark, name, health, does, last, menu fyne.CanvasObject) *fyne.Container {
	return hbox(look.S10, []float32{0, 1}, wide(36, mark), name, wide(138, health), wide(106, does), wide(76, last), wide(32, menu))
}

// channelRow is one row of the table; its texts change in place.
type channelRow struct {
	box                      *fyne.Container
	meta, health, does, last *label
	light                    *fyne.Container
}

func (p *channels) newRow(c config.Channel) *channelRow {
	name := text.Line(c.Name, 60)
	r := &channelRow{meta: cut("", styleMeta), health: cut("", styleBody), does: cut("", styleSoft), last: aligned("", styleSoft)}
	r.light = hbox(look.S8, []float32{0, 1})
	mark := pad(margin{look.S8, look.S8, look.S8, look.S8}, newGround(look.InkBG3, look.InkNone, look.RadiusControl),
		icon(channelKindOf(c.Kind).Icon, look.InkText2, look.Icon20))
	menu := parts.NewIconButton("more_horiz", words.T("What can be done with {{.Name}}", words.Data{"Name": name}), "", nil)
	menu.OnPressed = func() { p.menu(menu, c.Name) }
	title := cut(name, styleBold)
	fill, open := look.InkNone, func() { p.edit(c.Name) }
	if p.form != nil && p.form.d.was.Name == c.Name {
		fill = look.InkSel
	}
	if p.s.width == look.Phone {
		r.last.right = false
		r.box = pad(margin{0, look.S10, 0, look.S10}, newTapGround(fill, open), hbox(look.S10, []float32{0, 1}, wide(36, mark),
			vbox(2, title, r.meta, hbox(look.S10, []float32{1, 0}, r.light, r.last)), menu))
	} else {
		r.box = pad(margin{0, look.S6, 0, look.S6}, newTapGround(fill, open), channelColumns(mark, vbox(2, title, r.meta), r.light, r.does, r.last, menu))
	}
	r.set(p, c, p.s.now)
	return r
}

func (r *channelRow) set(p *channels, c config.Channel, s *snapshot) {
	now, offered, able := s.stand(c.Name), s.config.Offered(c), p.s.Core.ChannelKind(c.Kind)
	var tested *ChannelTrial
	if t := p.tests[c.Name]; t != nil && !t.running {
		tested = &t.trial
	}
	how := channelStands(c, now, offered, able, tested)
	r.meta.set(channelMeta(c, now, offered, s))
	r.health.set(how.text)
	r.health.tint(how.ink)
	r.light.Objects = []fyne.CanvasObject{icon(how.icon, how.ink, look.Icon16), r.health}
	r.does.set(channelDoes(c, able, offered))
	r.last.set(lastUpdate(now.Last, s.at))
	arrange(r.box)
}

// menu offers what can be done with a channel. What a team file says is locked.
func (p *channels) menu(at fyne.CanvasObject, name string) {
	c, ok := p.s.now.channel(name)
	if !ok {
		return
	}
	team := p.s.now.team(config.ListChannel, name)
	on := p.s.now.config.Offered(c)
	toggle := words.T("Turn off")
	if !on {
		toggle = words.T("Turn on")
	}
	var items []parts.Item
	if team != "" {
		items = append(items, parts.Item{Text: words.T("Set by {{.File}}: it is changed there", words.Data{"File": text.Line(team, 40)})})
	}
	items = append(items,
		parts.Item{Text: words.T("Open"), Icon: "edit_note", Do: func() { p.edit(name) }},
		parts.Item{Text: words.T("Test, publish nothing"), Icon: "cable", Do: func() { p.test(name) }},
		parts.Item{Text: toggle, Icon: "do_not_disturb_on", Disabled: team != "", Do: func() { p.offer(c, !on) }})
	if p.s.Reveal != nil {
		items = append(items, parts.Item{Text: words.T("Open the file"), Icon: "open_in_new", Divided: true, Do: func() {
			o, _ := p.s.now.config.OriginOf(config.ListChannel, name)
			p.s.reveal(first(o.File, p.s.path()))
		}})
	}
	items = append(items, parts.Item{Text: words.T("Remove"), Icon: "close", Danger: true, Divided: true, Disabled: team != "",
		Do: func() { p.confirmRemove(name) }})
	parts.ShowMenu(at, items)
}

// offer switches a channel on or off, at once.
func (p *channels) offer(c config.Channel, on bool) {
	data := words.Data{"Name": text.Line(c.Name, 60)}
	said := words.T("{{.Name}} is off: no update goes there.", data)
	if on {
		said = words.T("{{.Name}} is on: it is offered with the next update.", data)
	}
	p.s.change(nil, offerChannel(c.Name, on), func() { p.s.Host.Toast(said, false) })
}

// test tests one saved channel; its row and the card show what came of it.
func (p *channels) test(name string) {
	c, ok := p.s.now.channel(name)
	if !ok || p.tests[name] != nil && p.tests[name].running {
		return
	}
	mine := &channelTest{running: true}
	p.tests[name] = mine
	p.tested()
	p.s.crew.start(func(ctx context.Context) func() {
		trial := p.s.Core.TryChannel(ctx, c, "")
		at := p.s.Now()
		return func() {
			*mine = channelTest{trial: trial, at: at}
			if f := p.form; f != nil && f.d.was.Name == name && !f.dirty {
				f.trial, f.tested = &mine.trial, at
				f.fillResult()
			}
			p.tested()
		}
	})
}

// tested shows what came of the tests.
func (p *channels) tested() {
	p.fillTests()
	for name, row := range p.rows {
		if c, ok := p.s.now.channel(name); ok {
			row.set(p, c, p.s.now)
		}
	}
	p.s.bodies.settle()
}

// confirmRemove asks before a channel is taken out.
func (p *channels) confirmRemove(name string) {
	data := words.Data{"Name": text.Line(name, 60)}
	body := vbox(look.S10, say(words.T("{{.Name}} is taken out of the configuration file. What was published there stays there, and in the timeline here.", data), styleBody))
	if n := p.s.now.stand(name).Waiting; n > 0 {
		body.Add(bar(look.InkWarn, say(words.N("{{.Count}} updates wait to be published there; nothing sends them any more.", n), styleSoft)))
	}
	for _, s := range p.s.now.config.Services {
		if len(s.Channels) == 1 && s.Channels[0] == name {
			body.Add(bar(look.InkWarn, say(words.T("{{.Service}} is told there alone: every channel is offered for it then.", words.Data{"Service": text.Line(s.Name, 60)}), styleSoft)))
		}
	}
	body.Add(say(words.T("To stop it for a while, turn it off."), styleSoft))
	p.s.Host.Modal(words.T("Remove {{.Name}}?", data), body,
		parts.Choice{Text: words.T("Cancel"), Importance: parts.Quiet},
		parts.Choice{Text: words.T("Turn off"), Importance: parts.Quiet, Do: func() { p.s.change(nil, offerChannel(name, false), nil) }},
		parts.Choice{Text: words.T("Remove"), Importance: parts.Danger, Do: func() { p.remove(name) }})
}

func (p *channels) remove(name string) {
	out := &removal{}
	p.s.change(nil, removeChannel(name, out), func() {
		p.removed = out
		delete(p.tests, name)
		if p.form != nil && p.form.d.was.Name == name {
			p.form.drop()
			p.use(nil)
		}
		p.s.lay()
	})
}

// undoNotice offers to bring back what was removed.
func (p *channels) undoNotice() fyne.CanvasObject {
	return p.s.undoNotice(p.removed, func() { p.removed = nil })
}

// undoNotice offers to bring back what was removed; forget is called when it is
// back, or is let go.
func (s *Screen) undoNotice(r *removal, forget func()) fyne.CanvasObject {
	undo := parts.NewKeyButton(words.T("Undo"), "undo", "", parts.Outline, func() {
		s.change(nil, r.undo, func() {
			forget()
			s.lay()
			s.Host.Toast(words.T("{{.Name}} is back.", words.Data{"Name": text.Line(r.name, 60)}), false)
		})
	})
	undo.Small = true
	fine := parts.NewLink(words.T("Let it go"), "", func() { forget(); s.lay() })
	return notice(look.InkInfo, look.InkInfoBG, "info", say(words.T("{{.Name}} is removed.", words.Data{"Name": text.Line(r.name, 60)}), styleSoft), undo, fine)
}
