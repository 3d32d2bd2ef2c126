package settings

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// try tests the channel as typed. Nothing is saved and nothing is published.
func (f *channelForm) try() {
	if f.team == "" && !f.sound() {
		return
	}
	f.drop()
	f.trying = true
	f.fillResult()
	c := f.d.channel()
	typed, _ := f.d.typed()
	f.stop = f.s.crew.start(func(ctx context.Context) func() {
		trial := f.s.Core.TryChannel(ctx, c, typed)
		if ctx.Err() != nil {
			return nil
		}
		return func() { f.tried(trial) }
	})
}

func (f *channelForm) tried(t ChannelTrial) {
	f.trying, f.trial, f.tested, f.stop = false, &t, f.s.Now(), nil
	if f.d.editing() && !f.dirty {
		f.p.tests[f.d.was.Name] = &channelTest{trial: t, at: f.tested}
	}
	f.s.lay()
	if f.result != nil {
		parts.Reveal(f.result)
	}
}

// drop forgets the trial: it was of other settings.
func (f *channelForm) drop() {
	if f.stop != nil {
		f.stop()
	}
	f.trial, f.trying, f.stop = nil, false, nil
	f.fillResult()
}

// fillResult shows what came of the trial.
func (f *channelForm) fillResult() {
	if f.result == nil {
		return
	}
	f.result.Objects = nil
	switch {
	case f.trying:
		stop := parts.NewLink(words.T("Stop"), "", f.drop)
		f.result.Add(card(hbox(look.S10, []float32{0, 1}, icon("sync", look.InkAccent, look.Icon18),
			say(words.T("Asking {{.Host}}…", words.Data{"Host": text.Line(channelHost(f.d.channel()), 60)}), styleBold), stop)))
	case f.trial != nil:
		f.result.Add(channelCard(*f.trial, f.d.channel(), f.tested, f.s.now.config.Services, f.try))
	}
	show(f.result, len(f.result.Objects) > 0)
	f.settle()
}

// channelCard tells what a trial of a channel found, or why it failed and what helps.
func channelCard(t ChannelTrial, c config.Channel, at time.Time, services []config.Service, again func()) fyne.CanvasObject {
	link := parts.NewLink(words.T("Test again"), "", again)
	rows := vbox(look.S8)
	if t.Fault != nil {
		what, do := explainChannel(*t.Fault, c)
		if do != "" {
			rows.Add(say(do, styleBody))
		}
		if said := text.Line(t.Fault.Text, 400); said != "" && !strings.EqualFold(what, sentence(said)) {
			rows.Add(say(said, styleHint))
		}
		rows.Add(say(words.T("Nothing was published."), styleHint))
		return framed(look.InkCrit, hbox(look.S10, []float32{0, 1}, icon("error_outline", look.InkCrit, look.Icon18), say(what, styleCard), link), rule(), rows)
	}
	for n, fact := range channelFacts(t, c) {
		row := hbox(look.S10, []float32{0, 1}, icon("check", look.InkOK, look.Icon16), say(fact, styleBody))
		if n == 0 {
			row.Add(cut(words.T("{{.Time}} ms", words.Data{"Time": t.Latency.Milliseconds()}), styleHint))
		}
		rows.Add(row)
	}
	for _, title := range t.Open {
		rows.Add(hbox(look.S10, []float32{0, 1}, icon("campaign", look.InkText2, look.Icon16), say(words.T("Open there: {{.Title}}", words.Data{"Title": title}), styleSoft)))
	}
	if t.Unsure {
		rows.Add(hbox(look.S10, []float32{0, 1}, icon("info", look.InkText3, look.Icon16), say(channelUnknown(c), styleSoft)))
	}
	for _, note := range strays(t, c, services) {
		rows.Add(bar(look.InkWarn, say(note, styleSoft)))
	}
	title := say(words.T("Tested {{.Time}}, nothing was published", words.Data{"Time": words.Clock(at)}), styleCard)
	return framed(look.InkOK, hbox(look.S10, []float32{0, 1}, icon("check_circle", look.InkOK, look.Icon18), title, link), rule(), rows)
}

// channelFacts are what a trial that went well proved.
func channelFacts(t ChannelTrial, c config.Channel) []string {
	var list []string
	switch {
	case c.Kind == config.ChannelTeams:
		return []string{words.T("The address of the hook is kept")}
	case c.IsHook():
		return []string{words.T("The hook answers and refused an empty message, as it should")}
	case c.Kind == config.ChannelSMTP:
		list = append(list, words.T("Signed in; the sender and the first address are taken"))
		return append(list, words.N("{{.Count}} addresses, each gets a mail of its own", t.Addresses))
	case c.Kind == config.ChannelFile, c.Kind == config.ChannelClipboard:
		return []string{words.T("The file can be written")}
	case c.Kind == config.ChannelCState:
		return []string{words.T("The folder can be written"), words.N("{{.Count}} open incidents read", len(t.Open))}
	case strings.HasPrefix(c.URL, "http://"):
		list = append(list, words.T("Address answers"))
	default:
		list = append(list, words.T("Address answers, certificate valid"))
	}
	switch {
	case t.Page != "":
		list = append(list, words.T("Key accepted, page “{{.Name}}”", words.Data{"Name": t.Page}))
	case c.Kind == config.ChannelCachet:
		list = append(list, words.T("Key accepted: an empty incident was refused, as it should be"))
	default:
		list = append(list, words.T("Key accepted"))
	}
	return append(list, words.N("{{.Count}} components", len(t.Components))+", "+words.N("{{.Count}} open incidents read", len(t.Open)))
}

// channelUnknown is what no test can know without publishing.
func channelUnknown(c config.Channel) string {
	switch {
	case c.Kind == config.ChannelTeams:
		return words.T("Whether it takes messages: known at the first update")
	case c.IsHook():
		return words.T("Which room it writes into: known at the first update")
	case c.Kind == config.ChannelSMTP:
		return words.T("Whether the other addresses take mail: those that do not are listed after the first update")
	case c.Kind == config.ChannelCState:
		return words.T("When the site shows it: up to what builds the site")
	case c.IsPage():
		return words.T("Right to publish: known at the first update")
	}
	return words.T("Who reads the file: up to whoever copies it on")
}

// strays are services whose components the page does not have.
func strays(t ChannelTrial, c config.Channel, services []config.Service) []string {
	if len(t.Components) == 0 {
		return nil
	}
	var list []string
	for _, s := range services {
		if len(s.Channels) > 0 && !slices.Contains(s.Channels, c.Name) {
			continue
		}
		for _, name := range s.Components {
			if componentOf(c, t.Components, name) < 0 {
				list = append(list, words.T("{{.Service}} shows under {{.Name}}, which this page does not have: tick another under Services.",
					words.Data{"Service": text.Line(s.Name, 60), "Name": text.Line(name, 60)}))
			}
		}
	}
	return list
}

// componentOf finds the component a service's name for it stands for at a
// channel; -1: the page has none such.
func componentOf(c config.Channel, there []Component, name string) int {
	id := name
	if mapped, ok := c.Components[name]; ok {
		id = mapped
	}
	return slices.IndexFunc(there, func(part Component) bool { return part.ID == id })
}

// save keeps the secret, then writes the channel.
func (f *channelForm) save() {
	if f.saving || f.picking || f.team != "" || !f.sound() {
		return
	}
	f.saving, f.wrong = true, nil
	f.s.lay()
	d, c, mine := f.d, f.d.channel(), f.mine
	f.s.crew.serial(func(ctx context.Context) func() {
		note := ""
		if value, ref := d.typed(); value != "" {
			kept, err := f.s.Core.SetSecret(ctx, ref, value)
			if err != nil {
				return func() { f.secretFailed(err) }
			}
			c.Secret, note = kept.Ref, kept.Note
		}
		edit := addChannel(c)
		if d.editing() {
			edit = changeChannel(d.was, c, mine)
		}
		done, err := f.s.Core.Edit(ctx, checked(edit))
		next := f.s.look(ctx)
		return func() { f.saved(next, c, note, done, err) }
	})
}

func (f *channelForm) secretFailed(err error) {
	f.saving = false
	f.s.lay()
	if at := f.fields[fieldSecret]; at != nil {
		at.tell(words.T("It cannot be kept: {{.Why}}", words.Data{"Why": plain(err)}))
		f.settle()
	}
}

func (f *channelForm) saved(next *snapshot, c config.Channel, note string, done Change, err error) {
	f.saving = false
	f.s.now = next
	if err != nil {
		f.wrong, f.conflict = troubles(err, f.s.path()), errors.Is(err, errConflict)
		f.s.lay()
		return
	}
	said := words.T("{{.Name}} is added. It is offered with the next update.", words.Data{"Name": c.Name})
	if f.d.editing() {
		said = words.T("{{.Name}} is saved.", words.Data{"Name": c.Name})
	}
	delete(f.p.tests, f.d.was.Name)
	if f.trial != nil {
		f.p.tests[c.Name] = &channelTest{trial: *f.trial, at: f.tested}
	}
	f.dirty = false
	f.p.use(nil)
	f.s.told(nil, done, nil)
	f.s.lay()
	f.s.Host.Toast(said, false)
	if note != "" {
		f.s.tellNote(note)
	}
}

// wrongNotice says why it was not saved.
func (f *channelForm) wrongNotice() fyne.CanvasObject {
	return f.s.notSaved(f.wrong, f.conflict, func() { f.mine = true; f.save() }, f.theirs)
}

// theirs takes what the file says into the form.
func (f *channelForm) theirs() {
	name := f.d.was.Name
	f.s.retake(func() {
		f.dirty = false
		f.p.use(nil)
		f.p.edit(name)
		f.s.lay()
	})
}
