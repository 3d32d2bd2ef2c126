package settings

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"turnaround/app/incident"
	"turnaround/app/sample"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// mapping says where things sit in a generic source's answer, by clicking on a
// sample of it.
type mapping struct {
	w      *wizard
	sample []byte
	fault  *Fault
	tables []sample.List
	values []sample.Value

	active int // the slot the next click is for
	found  []Mapped
	wrong  string // why nothing can be read
	group  *parts.RadioGroup
	radios []*parts.Radio
	view   *fyne.Container // what the mapping reads
}

// slotName is what a slot is called.
func slotName(param string) string {
	switch param {
	case "id":
		return words.T("Identity")
	case "title":
		return words.T("Title")
	case "severity":
		return words.T("Severity")
	case "status":
		return words.T("State")
	case "service":
		return words.T("Service")
	case "starts_at":
		return words.T("Began")
	case "text":
		return words.T("Text")
	}
	return words.T("Link")
}

// fetch asks for a sample.
func (m *mapping) fetch() {
	w := m.w
	d := w.d
	typed, _ := d.typed()
	w.s.crew.start(func(ctx context.Context) func() {
		raw, err := w.s.Core.Sample(ctx, d.source(), typed)
		return func() {
			if w.mapping == m {
				m.take(raw, err)
				w.s.lay()
			}
		}
	})
}

// take reads a sample, and guesses what is called as usual.
func (m *mapping) take(raw []byte, err error) {
	m.fault = nil
	if err != nil {
		m.fault = &Fault{Kind: "other", Text: plain(err)}
		errors.As(err, &m.fault)
		return
	}
	m.sample, m.tables = raw, sample.Lists(raw)
	p := m.w.d.Params
	if p["items"] == "" && len(m.tables) > 0 && m.tables[0].Path != "@this" {
		p["items"] = m.tables[0].Path
	}
	m.values = sample.Values(raw, m.list())
	for param, path := range guess(m.values) {
		if p[param] == "" {
			p[param] = path
		}
	}
	m.advance()
	m.read()
}

func (m *mapping) list() string {
	if at := m.w.d.Params["items"]; at != "" {
		return at
	}
	return "@this"
}

// advance goes to the next slot nothing was clicked for.
func (m *mapping) advance() {
	for n := range slots {
		next := (m.active + n) % len(slots)
		if m.w.d.Params[slots[next].Param] == "" {
			m.active = next
			return
		}
	}
}

// pick takes a value for the slot at hand.
func (m *mapping) pick(v sample.Value) {
	m.w.d.Params[slots[m.active].Param] = v.Path
	m.w.dirty = true
	m.w.trial = nil
	m.advance()
	m.show()
	m.read()
}

// show takes up what is mapped.
func (m *mapping) show() {
	for n, s := range slots {
		m.radios[n].Hint = m.hint(s)
	}
	m.group.Set(m.active)
	m.w.settle()
}

func (m *mapping) hint(s slot) string {
	if path := m.w.d.Params[s.Param]; path != "" {
		return text.Line(path, 60)
	}
	if s.Param == "id" || s.Param == "title" {
		return words.T("needed")
	}
	return words.T("not mapped")
}

// read has the sample read as it is mapped now.
func (m *mapping) read() {
	s, raw := m.w.d.source(), m.sample
	m.w.s.crew.serial(func(context.Context) func() {
		found, err := m.w.s.Core.Map(s, raw)
		return func() {
			m.found, m.wrong = found, ""
			if err != nil {
				m.wrong = plain(err)
			}
			m.fillView()
			m.w.fillLevels()
		}
	})
}

// content is the step's part for a generic source.
func (m *mapping) content() fyne.CanvasObject {
	if m.fault != nil {
		what, do := explain(*m.fault, m.w.d)
		again := parts.NewKeyButton(words.T("Try again"), "replay", "", parts.Outline, func() { m.w.mapping = nil; m.w.s.lay() })
		again.Small = true
		return notice(look.InkCrit, look.InkCritBG, "error_outline", vbox(look.S4, say(what, styleBold), say(do, styleSoft), say(m.fault.Text, styleHint)), again)
	}
	if m.sample == nil {
		return card(say(words.T("Asking for a sample…"), styleSoft))
	}
	out := vbox(look.S14, say(words.T("Choose a field, then click on the value in the sample that belongs to it."), styleSoft))
	if len(m.tables) > 1 {
		out.Add(newField(words.T("The list of alerts"), "", m.listSelect()))
	}
	m.group = parts.NewRadioGroup(m.active, func(n int) { m.active = n })
	m.radios = nil
	var radios []fyne.CanvasObject
	for _, s := range slots {
		r := m.group.Add(slotName(s.Param), m.hint(s))
		m.radios = append(m.radios, r)
		radios = append(radios, r)
	}
	out.Add(grid(2, look.S8, look.S6, radios...))
	out.Add(card(append([]fyne.CanvasObject{say(words.T("The first alert of the sample"), styleCard)}, m.valueRows()...)...))
	m.view = vbox(look.S6)
	m.fillView()
	out.Add(m.view)
	all := parts.NewCheckbox(words.T("The answer always lists every firing alert"), m.w.d.Params["complete"] == "true", func(on bool) {
		m.w.dirty = true
		delete(m.w.d.Params, "complete")
		if on {
			m.w.d.Params["complete"] = "true"
		}
	})
	out.Add(vbox(look.S4, left(all), say(words.T("Then what is missing in the next answer has cleared."), styleHint)))
	return out
}

func (m *mapping) listSelect() *parts.Select {
	var names []string
	for _, t := range m.tables {
		names = append(names, words.N("{{.Path}} ({{.Count}} entries)", t.Count, words.Data{"Path": text.Line(t.Path, 60)}))
	}
	at := slices.IndexFunc(m.tables, func(l sample.List) bool { return l.Path == m.list() })
	return parts.NewSelect(words.T("The list of alerts"), names, at, func(n int) {
		m.w.d.Params["items"] = m.tables[n].Path
		m.w.dirty = true
		for _, s := range slots {
			delete(m.w.d.Params, s.Param)
		}
		m.take(m.sample, nil)
		m.w.s.lay()
	})
}

func (m *mapping) valueRows() []fyne.CanvasObject {
	if len(m.values) == 0 {
		return []fyne.CanvasObject{say(words.T("The list is empty now. Come back when an alert fires, or type the paths into the file."), styleSoft)}
	}
	var rows []fyne.CanvasObject
	for _, v := range m.values {
		shown := v.Text
		if shown == "" {
			shown = words.T("empty")
		}
		link := parts.NewLink(shown, "", func() { m.pick(v) })
		link.Hint = v.Path
		rows = append(rows, hbox(look.S8, []float32{1, 1.7}, cut(text.Line(v.Path, 80), styleMeta), link))
	}
	return []fyne.CanvasObject{vbox(0, rows...)}
}

// fillView shows what the mapping reads out of the sample.
func (m *mapping) fillView() {
	if m.view == nil {
		return
	}
	m.view.Objects = nil
	switch {
	case m.wrong != "":
		m.view.Add(bar(look.InkCrit, say(m.wrong, styleSoft)))
	case len(m.found) == 0:
		m.view.Add(bar(look.InkWarn, say(words.T("Nothing can be read yet: choose at least Identity and Title."), styleSoft)))
	default:
		m.view.Add(say(words.N("Reads {{.Count}} alerts:", len(m.found)), styleBold))
		for _, f := range m.found[:min(3, len(m.found))] {
			sev := m.w.level(f.Severity)
			m.view.Add(hbox(look.S8, []float32{0, 1}, parts.NewSeverityMark(sev, sev.String(), ""), cut(text.Line(f.Title, 200), styleBody)))
		}
	}
	m.w.settle()
}

// level is what a severity as the source says it is taken for.
func (w *wizard) level(word string) incident.Severity {
	if n, ok := w.d.Severity[word]; ok {
		return incident.Severity(n).OrDefault()
	}
	sev, _ := incident.ParseSeverity(word)
	return sev.OrDefault()
}
