package settings

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// serviceForm adds a service, or changes one.
type serviceForm struct {
	panel
	p        *services
	was, now config.Service
	// ticked are names for components that channels do not know yet: by
	// channel and name, the component's ID.
	ticked   map[string]map[string]string
	team     string
	saving   bool
	mine     bool // what was typed wins over the file
	conflict bool
	wrong    []trouble
}

func newServiceForm(p *services, was config.Service) *serviceForm {
	f := &serviceForm{panel: panel{s: p.s}, p: p, was: was, now: was, ticked: map[string]map[string]string{}}
	f.now.Match, f.now.Components, f.now.Channels = slices.Clone(was.Match), slices.Clone(was.Components), slices.Clone(was.Channels)
	return f
}

func (f *serviceForm) editing() bool { return f.was.Name != "" }

// content is the panel.
func (f *serviceForm) content() fyne.CanvasObject {
	f.clear(f.changed, f.save)
	title := words.T("Add a service")
	if f.editing() {
		title = text.Line(f.was.Name, 60)
	}
	shut := parts.NewIconButton("close", words.T("Close"), "", f.close)
	out := vbox(look.S14, hbox(look.S10, []float32{0, 1, 0}, icon("dns", look.InkAccent, look.Icon20), cut(title, styleHead), shut))
	if len(f.wrong) > 0 {
		out.Add(f.s.notSaved(f.wrong, f.conflict, func() { f.mine = true; f.save() }, f.theirs))
	}
	if f.team != "" {
		f.locked(out)
		return out
	}
	out.Add(f.input(fieldName, words.T("Name"), words.T("checkout"), &f.now.Name))
	out.Add(f.matchers())
	say := f.input("say", words.T("What customers call it"), words.T("paying by card"), &f.now.Say)
	out.Add(say)
	out.Add(f.components())
	out.Add(f.where())
	out.Add(f.input(fieldReader, words.T("Who is told"), "public", &f.now.Audience))
	out.Add(f.facing())
	if f.told {
		f.tellFlaws()
	}
	return out
}

// footer are the buttons below the panel.
func (f *serviceForm) footer() fyne.CanvasObject {
	save := parts.NewKeyButton(words.T("Save"), "", "", parts.Primary, f.save)
	out := parts.NewKeyButton(words.T("Cancel"), "", "", parts.Outline, f.close)
	switch {
	case f.team != "":
		return hbox(look.S8, []float32{1}, gap(), parts.NewKeyButton(words.T("Close"), "", "", parts.Outline, f.close))
	case f.editing():
		out = parts.NewKeyButton(words.T("Remove"), "", "", parts.Outline, func() { f.p.remove(f.was.Name) })
	default:
		save.Text = words.T("Add the service")
	}
	if f.s.width != look.Phone {
		save.Action = keys.Save
	}
	if f.saving {
		save.Disable()
	}
	return hbox(look.S8, []float32{0, 1}, out, gap(), save)
}

// matchers are a field for each matcher, all of which have to hold.
func (f *serviceForm) matchers() fyne.CanvasObject {
	hint := words.T("Without one, incidents whose service has this name are meant.")
	if len(f.now.Match) > 0 {
		hint = words.T("All of them have to hold, over the labels the incident's alerts share.")
	}
	out := vbox(look.S6, say(words.T("Alerts that are about it"), styleBold))
	for n := range f.now.Match {
		name := matchField(n)
		edit := f.input(name, "", `service=~"checkout|payments"`, &f.now.Match[n])
		edit.box.Objects = []fyne.CanvasObject{hbox(look.S6, []float32{1, 0}, f.focus[name], parts.NewIconButton("close", words.T("Take this one out"), "", func() {
			f.now.Match = slices.Delete(f.now.Match, n, n+1)
			f.dirty = true
			f.s.lay()
		})), edit.wrong}
		out.Add(edit)
	}
	out.Add(say(hint, styleHint))
	out.Add(left(parts.NewLink(words.T("Add a matcher"), "add", func() {
		f.now.Match = append(f.now.Match, "")
		f.dirty = true
		f.s.lay()
		f.focus[matchField(len(f.now.Match)-1)].Focus()
	})))
	return out
}

func matchField(n int) string { return fmt.Sprint("match-", n) }

// known is a channel with the names this form adds to it.
func (f *serviceForm) known(c config.Channel) config.Channel {
	c.Components = maps.Clone(c.Components)
	if c.Components == nil {
		c.Components = map[string]string{}
	}
	maps.Copy(c.Components, f.ticked[c.Name])
	return c
}

// components are the pages' components to tick, by their names.
func (f *serviceForm) components() fyne.CanvasObject {
	out := vbox(look.S8, hbox(look.S8, []float32{1, 0}, cut(words.T("Shows under"), styleBold), cut(words.T("components of the page"), styleHint)))
	listed := map[string]bool{}
	pages := 0
	for _, c := range f.s.now.config.Channels {
		there := f.s.componentsOf(c.Name)
		if len(there) == 0 {
			continue
		}
		pages++
		var boxes []fyne.CanvasObject
		for at, part := range there {
			on := false
			for _, name := range f.now.Components {
				if componentOf(f.known(c), there, name) == at {
					on, listed[name] = true, true
				}
			}
			boxes = append(boxes, parts.NewCheckbox(text.Line(part.Name, 60), on, func(on bool) { f.tick(c, there, at, on) }))
		}
		out.Add(say(text.Line(c.Name, 60), styleHint))
		out.Add(grid(2, look.S8, look.S4, boxes...))
	}
	for _, name := range f.now.Components {
		if listed[name] {
			continue
		}
		note := words.T("{{.Name}}, on no page that was read", words.Data{"Name": text.Line(name, 60)})
		out.Add(left(parts.NewCheckbox(note, true, func(bool) {
			f.now.Components = slices.DeleteFunc(f.now.Components, func(o string) bool { return o == name })
			f.dirty = true
			f.s.lay()
		})))
	}
	if pages == 0 {
		out.Add(say(words.T("No page was read yet. Test the channel: its components are listed here then."), styleHint))
		out.Add(left(parts.NewLink(words.T("To the channels"), "arrow_forward", func() { f.s.goTo(PageChannels) })))
	}
	return out
}

// tick puts a component of a channel into the service, or takes it out.
func (f *serviceForm) tick(c config.Channel, there []Component, at int, on bool) {
	f.dirty = true
	if !on {
		known := f.known(c)
		f.now.Components = slices.DeleteFunc(f.now.Components, func(name string) bool { return componentOf(known, there, name) == at })
		return
	}
	name := f.nameFor(f.known(c), there[at])
	if name != there[at].ID && c.Components[name] != there[at].ID {
		if f.ticked[c.Name] == nil {
			f.ticked[c.Name] = map[string]string{}
		}
		f.ticked[c.Name][name] = there[at].ID
	}
	if !slices.Contains(f.now.Components, name) {
		f.now.Components = append(f.now.Components, name)
	}
}

// nameFor is what the file calls a component: the name the channel has for it,
// else the page's own, else its ID where a team's channel cannot learn a name.
func (f *serviceForm) nameFor(c config.Channel, part Component) string {
	for _, name := range slices.Sorted(maps.Keys(c.Components)) {
		if c.Components[name] == part.ID {
			return name
		}
	}
	if _, taken := c.Components[part.Name]; taken || part.Name == "" || f.s.now.team(config.ListChannel, c.Name) != "" {
		return part.ID
	}
	return part.Name
}

// where are the channels the service is told in.
func (f *serviceForm) where() fyne.CanvasObject {
	out := vbox(look.S6, hbox(look.S8, []float32{1, 0}, cut(words.T("Told where"), styleBold), cut(words.T("none ticked: every channel"), styleHint)))
	var boxes []fyne.CanvasObject
	for _, name := range f.s.now.channelNames() {
		boxes = append(boxes, parts.NewCheckbox(text.Line(name, 60), slices.Contains(f.now.Channels, name), func(on bool) {
			f.now.Channels = slices.DeleteFunc(f.now.Channels, func(o string) bool { return o == name })
			if on {
				f.now.Channels = append(f.now.Channels, name)
			}
			f.dirty = true
		}))
	}
	if len(boxes) == 0 {
		out.Add(say(words.T("There is no channel yet."), styleHint))
		return out
	}
	out.Add(grid(2, look.S8, look.S4, boxes...))
	return out
}

// facing asks whether customers feel it at once when it fails.
func (f *serviceForm) facing() fyne.CanvasObject {
	return setting(words.T("Customer-facing"), words.T("A SEV1 or SEV2 here is suspected to affect customers, until you say."),
		parts.NewToggle(words.T("Customer-facing"), words.T("on"), words.T("off"), f.now.CustomerFacing, func(on bool) {
			f.now.CustomerFacing, f.dirty = on, true
		}))
}

// locked shows a team's service, which is changed in its file.
func (f *serviceForm) locked(out *fyne.Container) {
	out.Add(hbox(look.S8, []float32{0, 1}, icon("info", look.InkText3, look.Icon16),
		say(words.T("Set by {{.File}}: it is changed there", words.Data{"File": text.Line(f.team, 60)})+".", styleHint)))
	facing := words.T("no")
	if f.was.CustomerFacing {
		facing = words.T("yes")
	}
	for _, row := range [][2]string{{words.T("Alerts that are about it"), first(strings.Join(f.was.Match, "\n"), f.was.Name)}, {words.T("What customers call it"), f.was.Say},
		{words.T("Shows under"), f.p.under(f.was)}, {words.T("Told where"), whereTold(f.was)}, {words.T("Who is told"), f.was.Audience}, {words.T("Customer-facing"), facing}} {
		if row[1] != "" {
			out.Add(vbox(2, say(row[0], styleHint), say(text.Block(row[1], 400), styleBody)))
		}
	}
}

func (f *serviceForm) changed() {
	if f.told {
		f.tellFlaws()
	}
}

// flaws tells what is missing or cannot be, by field.
func (f *serviceForm) flaws() map[string]string {
	found := map[string]string{}
	name := strings.TrimSpace(f.now.Name)
	switch {
	case name == "":
		found[fieldName] = words.T("Give it a name, best the one alerts use, such as checkout.")
	case !strings.EqualFold(name, f.was.Name) && slices.ContainsFunc(f.s.now.config.Services, func(s config.Service) bool { return strings.EqualFold(s.Name, name) }):
		found[fieldName] = words.T("Another service has this name.")
	}
	for n, typed := range f.now.Match {
		if strings.TrimSpace(typed) == "" {
			continue
		}
		if _, err := config.ParseMatchers(typed); err != nil {
			found[matchField(n)] = words.T("Write service=\"checkout\" or alertname=~\"Pay.*\": {{.Why}}.", words.Data{"Why": plain(err)})
		}
	}
	if len([]rune(f.now.Say)) > 200 {
		found["say"] = words.T("A few words, at most 200 letters.")
	}
	return found
}

func (f *serviceForm) tellFlaws() string {
	order := []string{fieldName, "say"}
	for n := range f.now.Match {
		order = append(order, matchField(n))
	}
	return f.tell(f.flaws(), order...)
}

// service is what is typed, made tidy.
func (f *serviceForm) service() config.Service {
	s := f.now
	s.Name, s.Say, s.Audience = strings.TrimSpace(s.Name), strings.TrimSpace(s.Say), strings.TrimSpace(s.Audience)
	s.Match = slices.DeleteFunc(slices.Clone(s.Match), func(m string) bool { return strings.TrimSpace(m) == "" })
	for _, list := range []*[]string{&s.Match, &s.Components, &s.Channels} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	return s
}

func (f *serviceForm) save() {
	if f.saving || f.team != "" {
		return
	}
	f.told = true
	if name := f.tellFlaws(); name != "" {
		f.focus[name].Focus()
		return
	}
	f.saving, f.wrong = true, nil
	f.s.lay()
	edit := saveService(f.was, f.service(), f.ticked, f.mine)
	f.s.crew.serial(func(ctx context.Context) func() {
		done, err := f.s.Core.Edit(ctx, checked(edit))
		next := f.s.look(ctx)
		return func() {
			f.saving, f.s.now = false, next
			if err != nil {
				f.wrong, f.conflict = troubles(err, f.s.path()), errors.Is(err, errConflict)
				f.s.lay()
				return
			}
			f.dirty = false
			f.p.use(nil)
			f.s.told(nil, done, nil)
			f.s.lay()
			f.s.Host.Toast(words.T("{{.Name}} is saved.", words.Data{"Name": f.service().Name}), false)
		}
	})
}

// theirs takes what the file says into the form.
func (f *serviceForm) theirs() {
	f.s.retake(func() {
		f.dirty = false
		f.p.use(nil)
		f.p.edit(f.was.Name)
		f.s.lay()
	})
}

// close leaves the form; what was typed is not lost unasked.
func (f *serviceForm) close() {
	if f.dirty {
		f.ask(func() {})
		return
	}
	f.leave()
}

func (f *serviceForm) leave() {
	f.dirty = false
	f.p.use(nil)
	f.s.lay()
}

func (f *serviceForm) ask(then func()) {
	f.s.Host.Modal(words.T("Discard what you typed?"), say(words.T("This service is not saved yet."), styleSoft),
		parts.Choice{Text: words.T("Discard"), Importance: parts.Danger, Do: func() { f.leave(); then() }},
		parts.Choice{Text: words.T("Keep editing"), Importance: parts.Primary})
}
