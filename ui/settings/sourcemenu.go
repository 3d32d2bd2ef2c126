package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// menu offers what can be done with a source. What a team file says is locked.
func (p *sources) menu(at fyne.CanvasObject, name string) {
	c, ok := p.s.now.source(name)
	if !ok {
		return
	}
	team := p.s.now.origin(name)
	toggle := words.T("Switch off")
	if c.Disabled {
		toggle = words.T("Switch on")
	}
	var items []parts.Item
	if team != "" {
		items = append(items, parts.Item{Text: words.T("Set by {{.File}}: it is changed there", words.Data{"File": text.Line(team, 40)})})
	}
	items = append(items, []parts.Item{
		{Text: words.T("Edit"), Icon: "edit_note", Disabled: team != "", Do: func() { p.edit(name) }},
		{Text: toggle, Icon: "do_not_disturb_on", Disabled: team != "", Do: func() { p.toggle(c) }},
		{Text: words.T("Heartbeats"), Icon: "sensors", Do: func() { p.heartbeats(name) }},
		{Text: words.T("Test"), Icon: "cable", Do: func() { p.test(name) }},
	}...)
	if c.OAuth.Provider != "" {
		items = append(items, parts.Item{Text: words.T("Sign in"), Icon: "person", Do: func() { p.openSignIn(name) }})
	}
	if p.s.Reveal != nil {
		items = append(items, parts.Item{Text: words.T("Open the file"), Icon: "open_in_new", Divided: true, Do: func() { p.s.reveal(p.file(name)) }})
	}
	items = append(items, parts.Item{Text: words.T("Remove"), Icon: "close", Danger: true, Divided: true, Disabled: team != "",
		Do: func() { p.confirmRemove(name) }})
	parts.ShowMenu(at, items)
}

// file is where a source is written.
func (p *sources) file(name string) string {
	for n, c := range p.s.now.config.Sources {
		if c.Name == name && n < len(p.s.now.config.Origin) {
			return p.s.now.config.Origin[n].File
		}
	}
	return p.s.path()
}

// toggle switches a source off or on, at once; it can be taken back the same way.
func (p *sources) toggle(c config.Source) {
	said := words.T("{{.Name}} is off: it is not asked, and nothing of it rings.", words.Data{"Name": c.Name})
	if c.Disabled {
		said = words.T("{{.Name}} is on again.", words.Data{"Name": c.Name})
	}
	p.s.change(nil, setDisabled(c.Name, !c.Disabled), func() { p.s.Host.Toast(said, false) })
}

// confirmRemove asks before a source is taken out.
func (p *sources) confirmRemove(name string) {
	data := words.Data{"Name": text.Line(name, 60)}
	body := vbox(look.S10, say(words.T("{{.Name}} is taken out of the configuration file. Its incidents stay here; nobody tells any more when they end.", data), styleBody),
		say(words.T("To stop it for a while, switch it off."), styleSoft))
	p.s.Host.Modal(words.T("Remove {{.Name}}?", data), body,
		parts.Choice{Text: words.T("Cancel"), Importance: parts.Quiet},
		parts.Choice{Text: words.T("Switch off"), Importance: parts.Quiet, Do: func() {
			p.s.change(nil, setDisabled(name, true), nil)
		}},
		parts.Choice{Text: words.T("Remove"), Importance: parts.Danger, Do: func() {
			p.s.change(nil, remove(name), func() {
				p.s.Host.Toast(words.T("{{.Name}} is removed.", data), false)
			})
		}})
}

// test contacts a saved source and shows what came of it.
func (p *sources) test(name string) {
	c, ok := p.s.now.source(name)
	if !ok {
		return
	}
	d := draftOf(c, mayPage(p.s.now.config.Page.Rules, name))
	list := vbox(look.S8, say(words.T("Asking…"), styleSoft))
	p.s.Host.Modal(words.T("Test {{.Name}}", words.Data{"Name": text.Line(name, 60)}), list,
		parts.Choice{Text: words.T("Close"), Importance: parts.Primary})
	p.s.crew.start(func(ctx context.Context) func() {
		trial := p.s.Core.Try(ctx, c, "")
		return func() {
			list.Objects = []fyne.CanvasObject{trialCard(trial, d, nil)}
			list.Refresh()
		}
	})
}

// signIn is a sign-in with a provider, while it lasts.
type signIn struct{ stop func() }

// openSignIn has a person sign in to a mailbox: the browser opens, or a code is
// to be entered on any device.
func (p *sources) openSignIn(name string) {
	if p.signIn != nil {
		p.signIn.stop()
	}
	list := vbox(look.S10, say(words.T("Asking the provider…"), styleSoft))
	shut := p.s.Host.Modal(words.T("Sign in to {{.Name}}", words.Data{"Name": text.Line(name, 60)}), list,
		parts.Choice{Text: words.T("Cancel"), Importance: parts.Quiet, Do: func() {
			if p.signIn != nil {
				p.signIn.stop()
			}
		}})
	stop := p.s.crew.start(func(ctx context.Context) func() {
		err := p.s.Core.SignIn(ctx, name, func(ask Prompt) {
			p.s.Host.Post(func() {
				list.Objects = p.promptTexts(ask)
				list.Refresh()
				if ask.Code == "" {
					p.s.Host.OpenURL(ask.URL)
				}
			})
		})
		cancelled := ctx.Err() != nil
		return func() {
			p.signIn = nil
			switch {
			case err == nil:
				shut()
				p.s.Host.Toast(words.T("Signed in to {{.Name}}.", words.Data{"Name": name}), false)
				p.s.refresh()
			case !cancelled:
				list.Objects = []fyne.CanvasObject{notice(look.InkCrit, look.InkCritBG, "error_outline",
					vbox(look.S4, say(words.T("The sign-in failed."), styleBold), say(plain(err), styleSoft)))}
				list.Refresh()
			}
		}
	})
	p.signIn = &signIn{stop}
}

func (p *sources) promptTexts(ask Prompt) []fyne.CanvasObject {
	link := parts.NewLink(text.Line(ask.URL, 120), "open_in_new", func() { p.s.Host.OpenURL(ask.URL) })
	if ask.Code == "" {
		return []fyne.CanvasObject{say(words.T("Sign in in the browser window that opens. Nothing happened? Open it here:"), styleBody), left(link),
			say(words.T("This window waits until you are back."), styleHint)}
	}
	out := []fyne.CanvasObject{say(words.T("Open this address on any device and enter the code:"), styleBody), left(link),
		say(text.Line(ask.Code, 40), style{look.Tile, look.InkText, true})}
	if !ask.Until.IsZero() {
		out = append(out, say(words.T("It is valid until {{.Time}}.", words.Data{"Time": words.Clock(ask.Until)}), styleHint))
	}
	return out
}
