package settings

import (
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// channelForm adds a channel, or changes one.
type channelForm struct {
	panel
	p *channels
	d channelDraft

	picking bool // the kind is chosen yet
	more    bool // the rare settings are shown
	team    string

	trial    *ChannelTrial
	tested   time.Time
	trying   bool
	stop     func()
	result   *fyne.Container
	saving   bool
	mine     bool      // what was typed wins over the file
	conflict bool      // the file says something else by now
	wrong    []trouble // of saving
	first    fyne.Focusable
}

// add opens the form for a new channel.
func (p *channels) add() {
	p.leaving(func() {
		p.use(&channelForm{panel: panel{s: p.s}, p: p, picking: true})
		p.s.lay()
		if f := p.form; f.first != nil {
			parts.Focus(f.first)
		}
	})
}

// edit opens the form with a channel of the file; a team's is only shown.
func (p *channels) edit(name string) {
	c, ok := p.s.now.channel(name)
	if !ok || p.form != nil && p.form.d.was.Name == name {
		return
	}
	p.leaving(func() {
		f := &channelForm{panel: panel{s: p.s}, p: p, d: channelDraftOf(c), team: p.s.now.team(config.ListChannel, name)}
		if t := p.tests[name]; t != nil && !t.running {
			f.trial, f.tested = &t.trial, t.at
		}
		p.use(f)
		p.s.lay()
	})
}

// leaving asks whether what was typed may go, where something was.
func (p *channels) leaving(then func()) {
	if p.form != nil && p.form.dirty {
		p.form.ask(then)
		return
	}
	then()
}

// choose takes a kind.
func (f *channelForm) choose(kind string) {
	f.d = newChannelDraft(kind, f.s.now.channelNames())
	f.d.refs = f.s.now.config.SecretRefs()
	f.picking = false
	f.s.lay()
	for _, name := range []string{fieldAddress, fieldPage, fieldSecret} {
		if e := f.focus[name]; e != nil {
			e.Focus()
			return
		}
	}
}

// content is the panel.
func (f *channelForm) content() fyne.CanvasObject {
	f.clear(f.changed, f.save)
	f.result, f.first = nil, nil
	title, mark := words.T("Add a channel"), "campaign"
	if f.d.editing() {
		title = text.Line(f.d.was.Name, 60)
	}
	if f.d.now.Kind != "" {
		mark = channelKindOf(f.d.now.Kind).Icon
	}
	shut := parts.NewIconButton("close", words.T("Close"), "", f.close)
	out := vbox(look.S14, hbox(look.S10, []float32{0, 1, 0}, icon(mark, look.InkAccent, look.Icon20), cut(title, styleHead), shut))
	if len(f.wrong) > 0 {
		out.Add(f.wrongNotice())
	}
	if f.d.editing() && !f.s.now.config.Offered(f.d.was) {
		out.Add(f.offNotice())
	}
	switch {
	case f.picking:
		out.Add(say(words.T("Where do customers read your updates? Nothing is published there before you press Publish."), styleSoft))
		out.Add(f.kinds())
		return out
	case f.team != "":
		f.locked(out)
	default:
		f.connect(out)
	}
	f.result = vbox(0)
	f.fillResult()
	out.Add(f.result)
	f.addPhases(out)
	f.addComponents(out)
	f.addMore(out)
	if f.told {
		f.tellFlaws()
	}
	return out
}

// offNotice says why the channel is off, and lets it be turned on.
func (f *channelForm) offNotice() fyne.CanvasObject {
	why := words.T("Off: the status page mails its own subscribers, who would get every update twice.")
	if f.d.was.Disabled {
		why = words.T("Off: it is kept, and no update goes there.")
	}
	if f.team != "" {
		return notice(look.InkInfo, look.InkInfoBG, "do_not_disturb_on", say(why, styleSoft))
	}
	on := parts.NewKeyButton(words.T("Turn on"), "", "", parts.Outline, func() {
		was := f.d.was
		f.p.leaving(func() {
			f.p.offer(was, true)
			f.leave()
		})
	})
	on.Small = true
	return notice(look.InkInfo, look.InkInfoBG, "do_not_disturb_on", say(why, styleSoft), on)
}

// kinds are the kinds of channel to choose from.
func (f *channelForm) kinds() fyne.CanvasObject {
	var tiles []fyne.CanvasObject
	for _, name := range channelKinds {
		k := channelKindOf(name)
		tile := parts.NewTile(k.Icon, k.Name, k.Hint, func() { f.choose(name) })
		if f.first == nil {
			f.first = tile
		}
		tiles = append(tiles, tile)
	}
	return grid(2, look.S8, look.S8, tiles...)
}

// footer are the buttons below the panel.
func (f *channelForm) footer() fyne.CanvasObject {
	test := parts.NewKeyButton(words.T("Test, publish nothing"), "cable", "", parts.Outline, f.try)
	save := parts.NewKeyButton(words.T("Save"), "", "", parts.Primary, f.save)
	out := parts.NewKeyButton(words.T("Back"), "", "", parts.Outline, f.back)
	if f.d.editing() {
		out = parts.NewKeyButton(words.T("Remove"), "", "", parts.Outline, func() { f.p.confirmRemove(f.d.was.Name) })
	} else {
		save.Text = words.T("Add the channel")
	}
	if f.s.width == look.Phone {
		test.Text = words.T("Test")
		if !f.d.editing() {
			save.Text = words.T("Add")
		}
	} else {
		save.Action = keys.Save
	}
	if f.saving {
		save.Disable()
	}
	switch {
	case f.picking:
		return hbox(look.S8, []float32{0, 1}, parts.NewKeyButton(words.T("Cancel"), "", "", parts.Outline, f.close), gap())
	case f.team != "":
		return hbox(look.S8, []float32{1}, gap(), test)
	}
	return hbox(look.S8, []float32{0, 1}, out, gap(), test, save)
}

// changed notes that something was typed: the trial was of something else.
func (f *channelForm) changed() {
	if f.trial != nil || f.trying {
		f.drop()
	}
	if f.told {
		f.tellFlaws()
	}
}

func (f *channelForm) others() []string {
	var list []string
	for _, name := range f.s.now.channelNames() {
		if name != f.d.was.Name {
			list = append(list, name)
		}
	}
	return list
}

func (f *channelForm) tellFlaws() string {
	return f.tell(f.d.flaws(f.others()), channelFields...)
}

// sound tells whether all that is needed is typed, and says what is not.
func (f *channelForm) sound() bool {
	f.told = true
	name := f.tellFlaws()
	if name == "" {
		return true
	}
	if e := f.focus[name]; e != nil {
		e.Focus()
	}
	return false
}

// back goes back to the kinds of a new channel, and out of them.
func (f *channelForm) back() {
	if f.picking || f.d.editing() {
		f.close()
		return
	}
	f.drop()
	f.picking, f.told, f.wrong = true, false, nil
	f.s.lay()
}

// close leaves the form; what was typed is not lost unasked.
func (f *channelForm) close() {
	if f.dirty {
		f.ask(func() {})
		return
	}
	f.leave()
}

func (f *channelForm) leave() {
	f.dirty = false
	f.drop()
	f.p.use(nil)
	f.s.lay()
}

func (f *channelForm) ask(then func()) {
	f.s.Host.Modal(words.T("Discard what you typed?"), say(words.T("This channel is not saved yet."), styleSoft),
		parts.Choice{Text: words.T("Discard"), Importance: parts.Danger, Do: func() { f.leave(); then() }},
		parts.Choice{Text: words.T("Keep editing"), Importance: parts.Primary})
}
