package settings

import (
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// keysCard shows the keys in use, each to be changed.
func (p *looks) keysCard() fyne.CanvasObject {
	l := p.s.now.config.Look
	letters := p.s.flag(words.T("Single-letter keys"), words.T("A acknowledges, S snoozes. Off, what has a key with Ctrl keeps it."), "look.letters", l.Letters)
	out := []fyne.CanvasObject{headline("code", words.T("Keys")), letters}
	for _, g := range inUse(l).All() {
		out = append(out, rule(), cut(g.Name, styleMeta))
		n := 2
		if p.s.width == look.Phone {
			n = 1
		}
		var rows []fyne.CanvasObject
		for _, k := range g.Keys {
			rows = append(rows, p.keyRow(k, l))
		}
		out = append(out, grid(n, look.S20, look.S4, rows...))
	}
	if off := p.switchedOff(l); len(off) > 0 {
		out = append(out, rule(), cut(words.T("Without a key"), styleMeta), grid(2, look.S20, look.S4, off...))
	}
	return card(out...)
}

// inUse are the keys as they are set: those of the other screens too, and
// before this one is in a window.
func inUse(l config.Look) *keys.Router {
	own := maps.Clone(l.Keys)
	for name, key := range own {
		if key == config.KeyOff {
			own[name] = ""
		}
	}
	return keys.New(own, l.Letters)
}

func (p *looks) keyRow(k keys.Key, l config.Look) fyne.CanvasObject {
	shown := strings.Join(k.Caps, ", ")
	link := parts.NewLink(shown, "", func() { p.askKey(k.Action, k.Name) })
	link.Hint = words.T("Change the key of {{.Name}}", words.Data{"Name": k.Name})
	style := styleSoft
	if _, own := l.Keys[string(k.Action)]; own {
		style = styleBold
	}
	return hbox(look.S8, []float32{1, 0}, cut(k.Name, style), link)
}

// switchedOff are the actions whose key was taken away.
func (p *looks) switchedOff(l config.Look) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	router := inUse(l)
	for _, name := range slices.Sorted(maps.Keys(l.Keys)) {
		if l.Keys[name] == config.KeyOff {
			action := keys.Action(name)
			rows = append(rows, hbox(look.S8, []float32{1, 0}, cut(router.Name(action), styleSoft),
				parts.NewLink(words.T("none"), "", func() { p.askKey(action, router.Name(action)) })))
		}
	}
	return rows
}

// askKey takes another key for an action.
func (p *looks) askKey(action keys.Action, name string) {
	l := p.s.now.config.Look
	entry := parts.NewField("Ctrl+K")
	if own := l.Keys[string(action)]; own != config.KeyOff {
		entry.SetText(own)
	}
	f := newField(words.T("Key"), words.T("A letter, F6, Ctrl+K, or two after each other such as G N."), entry)
	var shut func()
	write := func(edit Edit) {
		shut()
		p.s.change(nil, edit, nil)
	}
	take := func() {
		text := strings.TrimSpace(entry.Text())
		if flaw := p.flawedKey(action, text); flaw != "" {
			f.tell(flaw)
			f.Refresh()
			entry.Focus()
			return
		}
		write(set("look.keys."+string(action), text))
	}
	entry.OnSubmitted = func(string) { take() }
	shut = p.s.Host.Modal(words.T("Key of {{.Name}}", words.Data{"Name": name}), f,
		parts.Choice{Text: words.T("No key"), Importance: parts.Quiet, Do: func() { write(set("look.keys."+string(action), config.KeyOff)) }},
		parts.Choice{Text: words.T("As usual"), Importance: parts.Quiet, Do: func() { write(unset("look.keys." + string(action))) }},
		parts.Choice{Text: words.T("Use this key"), Importance: parts.Primary, Stay: true, Do: take})
}

// flawedKey tells what is wrong with a key for an action.
func (p *looks) flawedKey(action keys.Action, text string) string {
	wrong := words.T("This is not a key. Write it like A, F6, Ctrl+K or G N.")
	if text == "" {
		return wrong
	}
	alone := keys.New(map[string]string{string(action): text}, true)
	if len(alone.Problems()) > 0 {
		return wrong
	}
	cap := alone.Label(action)
	for _, g := range inUse(p.s.now.config.Look).All() {
		for _, k := range g.Keys {
			if k.Action != action && slices.Contains(k.Caps, cap) {
				return words.T("{{.Key}} is the key of {{.Name}} already.", words.Data{"Key": cap, "Name": k.Name})
			}
		}
	}
	return ""
}
