package settings

import (
	"slices"

	"fyne.io/fyne/v2"

	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// The steps of the wizard.
const (
	stepType = iota
	stepConnect
	stepMap
	stepTest
)

// wizard adds a source, or changes one: Type, Connect, Map, Test.
type wizard struct {
	panel
	p *sources
	d draft

	step   int
	more   bool           // the rare settings are shown
	kind   fyne.Focusable // the chosen kind, or the first
	onward *parts.KeyButton

	trial    *Trial
	trying   bool
	stop     func()
	result   *fyne.Container
	mapping  *mapping
	levels   *fyne.Container // what the severities mean
	duty     int             // how the person is on call; asked with the first source
	saving   bool
	mine     bool      // what was typed wins over the file
	wrong    []trouble // of saving
	conflict bool      // the file says something else by now
}

// use has a wizard open; nil: none.
func (p *sources) use(w *wizard) { p.wizard, p.s.Memory.wizard = w, w }

// add opens the wizard; profile may be "".
func (p *sources) add(profile string) {
	if p.wizard != nil && p.wizard.dirty {
		p.s.lay() // what was typed stays
		return
	}
	if p.beats != nil && p.beats.dirty {
		p.beats.ask(func() { p.add(profile) })
		return
	}
	p.useBeats(nil)
	w := &wizard{panel: panel{s: p.s}, p: p, d: newDraft(alertmanager), duty: -1}
	if profile != "" {
		w.d, w.step = newDraft(profile), stepConnect
	}
	p.use(w)
	p.s.lay()
	w.begin()
}

// begin puts the focus where a step begins.
func (w *wizard) begin() {
	switch name := w.focus[fieldName]; {
	case w.step == stepType && w.kind != nil:
		parts.Focus(w.kind)
	case w.step == stepConnect && name != nil && name.Text() == "":
		name.Focus()
	case w.step > stepConnect && w.onward != nil:
		parts.Focus(w.onward)
	}
}

// edit opens the wizard with a source of the file.
func (p *sources) edit(name string) {
	c, ok := p.s.now.source(name)
	if !ok {
		return
	}
	p.leaving(func() {
		p.useBeats(nil)
		p.use(&wizard{panel: panel{s: p.s}, p: p, d: draftOf(c, mayPage(p.s.now.own, name)), step: stepConnect, duty: -1})
		p.s.lay()
	})
}

func (w *wizard) editing() bool { return w.d.was.Name != "" }

// first tells whether this is the person's first source, who is asked how they
// are on call then.
func (w *wizard) first() bool { return !w.editing() && w.s.now.config.Duty.Mode == "" }

// content is the panel.
func (w *wizard) content() fyne.CanvasObject {
	title := words.T("Add a source")
	if w.editing() {
		title = words.T("Edit {{.Name}}", words.Data{"Name": text.Line(w.d.was.Name, 60)})
	}
	shut := parts.NewIconButton("close", words.T("Close"), "", w.close)
	bar := parts.NewStepBar([]string{words.T("Type"), words.T("Connect"), words.T("Map"), words.T("Test")}, w.step, func(n int) {
		if !w.editing() || n > stepType {
			w.goTo(n)
		}
	})
	out := vbox(look.S14, hbox(look.S8, []float32{1, 0}, cut(title, styleHead), shut), bar)
	if len(w.wrong) > 0 {
		out.Add(w.wrongNotice())
	}
	w.clear(w.changed, w.next)
	w.result = nil
	switch w.step {
	case stepType:
		out.Add(w.types())
	case stepConnect:
		if !w.editing() {
			out.Add(w.types())
			out.Add(rule())
		}
		out.Add(w.connect())
	case stepMap:
		out.Add(w.mapStep())
	default:
		out.Add(w.testStep())
	}
	if w.told {
		w.tellFlaws()
	}
	return out
}

// footer are the buttons below the panel.
func (w *wizard) footer() fyne.CanvasObject {
	back := parts.NewKeyButton(words.T("Back"), "", "", parts.Outline, func() { w.back() })
	test := parts.NewKeyButton(words.T("Test connection"), "cable", "", parts.Outline, func() { w.try() })
	next := parts.NewKeyButton(w.nextText(), "", "", parts.Primary, w.next)
	w.onward = next
	if w.s.width == look.Phone {
		test.Text = words.T("Test")
	} else if w.step == stepTest {
		next.Action = keys.Save
	}
	if w.saving {
		next.Disable()
	}
	objects := []fyne.CanvasObject{back, gap()}
	if w.step == stepConnect || w.step == stepTest {
		objects = append(objects, test)
	}
	return hbox(look.S8, []float32{0, 1}, append(objects, next)...)
}

func (w *wizard) nextText() string {
	switch {
	case w.step < stepTest && w.s.width == look.Phone:
		return words.T("Next")
	case w.step == stepType:
		return words.T("Next: connect")
	case w.step == stepConnect && w.d.Profile == generic:
		return words.T("Next: map the fields")
	case w.step == stepConnect:
		return words.T("Next: map severity")
	case w.step == stepMap:
		return words.T("Next: test")
	case w.editing():
		return words.T("Save")
	}
	return words.T("Add the source")
}

// types are the kinds of source to choose from.
func (w *wizard) types() fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for _, profile := range kinds {
		k := kindOf(profile)
		tile := parts.NewTile(k.Icon, k.Name, k.Hint, func() { w.choose(profile) })
		tile.Set(profile == w.d.Profile && w.step > stepType)
		if profile == w.d.Profile {
			w.kind = tile
		}
		cards = append(cards, tile)
	}
	if w.s.width == look.Phone {
		return grid(2, look.S8, look.S8, cards...)
	}
	return vbox(look.S8, grid(3, look.S8, look.S8, cards[:3]...), grid(2, look.S8, look.S8, cards[3:]...))
}

// choose takes a kind; what was typed and fits any kind stays.
func (w *wizard) choose(profile string) {
	if profile != w.d.Profile {
		fresh := newDraft(profile)
		fresh.Name, fresh.Pages = w.d.Name, w.d.Pages
		if profile != mailbox && w.d.Profile != mailbox {
			fresh.Address = w.d.Address
		}
		w.d, w.told = fresh, false
		w.drop()
	}
	w.goTo(stepConnect)
}

// goTo shows a step.
func (w *wizard) goTo(step int) {
	w.step = step
	w.s.lay()
	w.begin()
	if step == stepTest && w.trial == nil && !w.trying {
		w.try()
	}
}

// drop forgets the trial: it was of other settings.
func (w *wizard) drop() {
	if w.stop != nil {
		w.stop()
	}
	w.trial, w.trying, w.mapping, w.stop = nil, false, nil, nil
	w.fillResult()
}

// next takes the step that is meant: the next one, or saving.
func (w *wizard) next() {
	switch {
	case w.saving:
	case w.step == stepType:
		w.choose(w.d.Profile)
	case w.step == stepConnect:
		if w.sound() {
			w.goTo(stepMap)
		}
	case w.step == stepMap:
		w.goTo(stepTest)
	default:
		if !w.sound() {
			w.goTo(stepConnect)
			return
		}
		w.save()
	}
}

// sound tells whether all that is needed is typed, and says what is not.
func (w *wizard) sound() bool {
	w.told = true
	found := w.tellFlaws()
	for _, name := range []string{fieldName, fieldAddress, fieldFolder, fieldUser, fieldSecret, fieldClient} {
		if found[name] != "" {
			if f := w.focus[name]; f != nil {
				f.Focus()
			}
			return false
		}
	}
	return true
}

// tellFlaws says at each field what is wrong with it.
func (w *wizard) tellFlaws() map[string]string {
	found := w.d.flaws(w.others())
	w.tell(found)
	return found
}

func (w *wizard) others() []string {
	return slices.DeleteFunc(w.s.now.names(), func(name string) bool { return name == w.d.was.Name })
}

// back goes one step back, and out at the first.
func (w *wizard) back() {
	if w.step == stepType || w.editing() && w.step == stepConnect {
		w.close()
		return
	}
	w.goTo(w.step - 1)
}

// close leaves the wizard; what was typed is not lost unasked.
func (w *wizard) close() {
	if w.dirty {
		w.ask(func() {})
		return
	}
	w.leave()
}

func (w *wizard) leave() {
	w.dirty = false
	w.drop()
	w.p.use(nil)
	w.s.lay()
}

// ask asks whether what was typed may go.
func (w *wizard) ask(then func()) {
	w.s.Host.Modal(words.T("Discard what you typed?"), say(words.T("This source is not saved yet."), styleSoft),
		parts.Choice{Text: words.T("Discard"), Importance: parts.Danger, Do: func() { w.leave(); then() }},
		parts.Choice{Text: words.T("Keep editing"), Importance: parts.Primary})
}
