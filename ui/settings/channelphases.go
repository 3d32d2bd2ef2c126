package settings

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// addPhases adds the table of our phases and the channel's words for them.
func (f *channelForm) addPhases(out *fyne.Container) {
	able := f.able()
	if able.Phases == nil {
		return
	}
	rows := vbox(0, hbox(look.S8, []float32{1, 0}, cut(words.T("Phases"), styleBold), cut(words.T("ours, and how this page names them"), styleHint)))
	for _, ours := range channelPhases {
		rows.Add(pad(margin{0, look.S6, 0, look.S6}, f.phaseRow(ours, able)))
		rows.Add(rule())
	}
	out.Add(rows)
	hint := words.T("A page without “identified”? Write its word for “investigating”. An empty field takes the usual word.")
	if f.d.now.Kind == config.ChannelCachet {
		hint = words.T("Cachet numbers its states: 1 investigating, 2 identified, 3 watching, 4 fixed.")
	}
	if f.team == "" {
		out.Add(hbox(look.S8, []float32{0, 1}, icon("tips_and_updates", look.InkAccent, look.Icon16), say(hint, styleHint)))
	}
}

func (f *channelForm) phaseRow(ours string, able ChannelKind) fyne.CanvasObject {
	var theirs fyne.CanvasObject
	if f.team != "" {
		theirs = cut(text.Line(first(f.d.phases[ours], able.Phases[ours]), 60), styleBody)
	} else {
		edit := parts.NewField(able.Phases[ours])
		edit.SetText(f.d.phases[ours])
		edit.OnChanged = func(text string) {
			f.d.phases[ours], f.dirty = text, true // the test says nothing of them
		}
		edit.OnSubmitted = func(string) { f.save() }
		theirs = edit
	}
	name := cut(phaseName(ours), styleBold)
	arrow := icon("arrow_forward", look.InkText2, look.Icon16)
	note := say(componentNote(f.d.now.Kind, ours, able), styleHint)
	if f.s.width == look.Phone {
		return vbox(look.S4, hbox(look.S8, []float32{0, 0, 1}, wide(116, name), arrow, theirs), note)
	}
	return hbox(look.S10, []float32{0, 0, 0, 1}, wide(122, name), arrow, wide(120, theirs), note)
}

// componentNote says what a phase does to the page's components.
func componentNote(kind, phase string, able ChannelKind) string {
	switch {
	case !able.Components || kind == config.ChannelSorry:
		return ""
	case phase == "resolved":
		return words.T("components: operational again")
	case phase == "investigating":
		return words.T("components: as you say")
	}
	return words.T("unchanged, unless you say")
}

// parts lists the page's components: those of the test, else as last read.
func (f *channelForm) parts() []Component {
	if f.trial != nil && len(f.trial.Components) > 0 {
		return f.trial.Components
	}
	return f.s.now.stand(f.d.was.Name).Components
}

// addComponents adds our names for the page's components.
func (f *channelForm) addComponents(out *fyne.Container) {
	if !f.able().Components {
		return
	}
	there := f.parts()
	about := words.N("{{.Count}} on the page", len(there))
	if len(there) == 0 {
		about = ""
	}
	rows := vbox(look.S8, hbox(look.S8, []float32{1, 0}, cut(words.T("Components"), styleBold), cut(about, styleHint)))
	for _, name := range slices.Sorted(maps.Keys(f.d.now.Components)) {
		rows.Add(f.componentRow(name, there))
	}
	switch {
	case len(there) == 0 && len(f.d.now.Components) == 0:
		rows.Add(say(words.T("Test the channel: what the page has is read then, to be ticked under Services."), styleHint))
	case len(f.d.now.Components) == 0:
		rows.Add(say(componentNames(there), styleSoft))
	}
	if len(there) > 0 {
		rows.Add(left(parts.NewLink(words.T("Say which service shows under which"), "arrow_forward", func() { f.s.goTo(PageServices) })))
	}
	out.Add(rows)
}

// componentRow is one name of ours and the component it stands for.
func (f *channelForm) componentRow(name string, there []Component) fyne.CanvasObject {
	id := f.d.now.Components[name]
	at := slices.IndexFunc(there, func(c Component) bool { return c.ID == id })
	var control fyne.CanvasObject
	switch {
	case f.team != "" || len(there) == 0:
		shown := id
		if at >= 0 {
			shown = there[at].Name
		}
		control = cut(text.Line(shown, 60), styleBody)
	default:
		var names []string
		for _, c := range there {
			names = append(names, c.Name)
		}
		if at < 0 {
			names, at = append(names, words.T("{{.ID}}, not on the page", words.Data{"ID": text.Line(id, 40)})), len(there)
		}
		control = parts.NewSelect(words.T("Component for {{.Name}}", words.Data{"Name": name}), names, at, func(n int) {
			if n < len(there) {
				f.d.now.Components[name] = there[n].ID
				f.dirty = true
				f.s.lay()
			}
		})
	}
	row := hbox(look.S10, []float32{1, 0, 1, 0}, cut(text.Line(name, 60), styleBody), icon("arrow_forward", look.InkText2, look.Icon16), control)
	if f.team == "" {
		row.Add(parts.NewIconButton("close", words.T("Take out {{.Name}}", words.Data{"Name": name}), "", func() {
			delete(f.d.now.Components, name)
			f.dirty = true
			f.s.lay()
		}))
	}
	return row
}

func componentNames(all []Component) string {
	out := ""
	for n, c := range all {
		if n > 0 {
			out += ", "
		}
		out += c.Name
	}
	return text.Line(out, 400)
}
