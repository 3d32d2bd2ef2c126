package settings

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/health"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// sources is the page of where alerts come from.
type sources struct {
	s      *Screen
	rows   map[string]*sourceRow
	listed string // what the rows were built for
	count  *label
	strips *fyne.Container
	drawn  time.Time // when the strips were: they change slowly
	wizard *wizard   // nil: closed
	beats  *beatForm // nil: closed; one of the two is open
	signIn *signIn
}

func newSources(s *Screen) *sources { return &sources{s: s, rows: map[string]*sourceRow{}} }

func (p *sources) body() fyne.CanvasObject {
	now := p.s.now
	p.listed = p.key(now)
	p.rows = map[string]*sourceRow{}
	head := p.s.pageHead(words.T("Alert sources"), p.countText())
	p.count = head.Objects[1].(*label)
	if p.wizard == nil && p.beats == nil {
		add := parts.NewKeyButton(words.T("Add a source"), "add", "", parts.Primary, func() { p.add("") })
		head.Add(add)
	}
	out := vbox(look.S12, head)
	if len(now.config.Sources) == 0 {
		out.Add(p.empty())
	} else {
		out.Add(p.table())
		out.Add(hbox(look.S8, []float32{0, 1}, icon("info", look.InkText2, look.Icon16),
			say(words.T("Alerts stay readable offline. Secrets live in the system's keyring, never in the file."), styleSoft)))
	}
	hear, quiet := p.s.hearing.card(), p.s.quietCard()
	if p.s.width == look.Phone {
		out.Add(hear)
		out.Add(quiet)
	} else {
		out.Add(grid(2, look.S14, look.S14, hear, quiet))
	}
	if len(now.config.Sources) > 0 {
		p.strips = vbox(0)
		p.fillStrips(now)
		out.Add(p.strips)
	}
	return out
}

func (p *sources) side() (fyne.CanvasObject, bool) {
	switch {
	case p.wizard != nil:
		return p.wizard.content(), true
	case p.beats != nil:
		return p.beats.content(), true
	}
	return nil, true
}

func (p *sources) foot() fyne.CanvasObject {
	switch {
	case p.wizard != nil:
		return p.wizard.footer()
	case p.beats != nil:
		return p.beats.footer()
	}
	return nil
}

func (p *sources) back() bool {
	switch {
	case p.wizard != nil:
		p.wizard.back()
	case p.beats != nil:
		p.beats.close()
	default:
		return false
	}
	return true
}

func (p *sources) save() {
	switch {
	case p.wizard != nil:
		p.wizard.next()
	case p.beats != nil:
		p.beats.save()
	}
}

// key names what the rows are built for: other rows need another build.
func (p *sources) key(s *snapshot) string {
	var b strings.Builder
	for _, c := range s.config.Sources {
		b.WriteString(c.Name + "\x00" + c.Profile + "\x00")
	}
	return b.String()
}

func (p *sources) show(s *snapshot) {
	if p.listed != p.key(s) {
		p.s.lay()
		return
	}
	for _, each := range s.sources {
		if row := p.rows[each.Name]; row != nil {
			row.set(each, s)
		}
	}
	if p.count != nil && p.s.width != look.Phone {
		p.count.set(p.countText())
	}
	p.fillStrips(s)
	p.s.fillQuiet()
	p.s.hearing.fill()
}

func (p *sources) countText() string {
	n := len(p.s.now.config.Sources)
	if n == 0 {
		return ""
	}
	acting := 0
	for _, c := range p.s.now.config.Sources {
		if len(c.Allow) > 0 {
			acting++
		}
	}
	if acting == 0 {
		return words.N("{{.Count}}, only read until you allow more", n)
	}
	if n == 1 {
		return words.T("1, may do more than read")
	}
	return words.T("{{.All}}, {{.Acting}} of them may do more than read", words.Data{"All": n, "Acting": acting})
}

// empty is what stands where there is no source yet.
func (p *sources) empty() fyne.CanvasObject {
	return card(headline("sensors_off", words.T("No source yet: nothing can ring")),
		say(words.T("Connect what sends your alerts. Nothing leaves this computer until you do, and a source is only read until you allow more."), styleSoft),
		left(parts.NewKeyButton(words.T("Add a source"), "add", "", parts.Primary, func() { p.add("") })))
}

func (p *sources) table() fyne.CanvasObject {
	out := vbox(0)
	if p.s.width != look.Phone {
		out.Add(pad(margin{bottom: look.S8}, sourceColumns(gap(), cut(words.T("Source"), styleMeta), cut(words.T("Health"), styleMeta),
			aligned(words.T("Contact"), styleMeta), aligned(words.T("24 h"), styleMeta), gap())))
		out.Add(rule())
	}
	stand := map[string]Source{}
	for _, each := range p.s.now.sources {
		stand[each.Name] = each
	}
	for _, c := range p.s.now.config.Sources {
		each, ok := stand[c.Name]
		if !ok {
			each = Source{Status: health.Status{Name: c.Name, State: health.Never}, Profile: c.Profile, Disabled: c.Disabled}
		}
		row := p.newRow(each)
		p.rows[c.Name] = row
		out.Add(row.box)
		out.Add(rule())
	}
	return out
}

// sourceColumns sets the cells of a row of the table.
func sourceColumns(mark, name, health, contact, count, menu fyne.CanvasObject) *fyne.Container {
	return hbox(look.S10, []float32{0, 1}, wide(36, mark), name, wide(136, health), wide(78, contact), wide(44, count), wide(32, menu))
}

// sourceRow is one row of the table; its texts change in place.
type sourceRow struct {
	box                           *fyne.Container
	meta, health, contact, counts *label
	light                         *fyne.Container
}

func (p *sources) newRow(each Source) *sourceRow {
	name := text.Line(each.Name, 60)
	r := &sourceRow{meta: cut("", styleMeta), health: cut("", styleBody), contact: aligned("", styleSoft), counts: aligned("", styleSoft)}
	r.light = hbox(look.S8, []float32{0, 1})
	mark := pad(margin{look.S8, look.S8, look.S8, look.S8}, newGround(look.InkBG3, look.InkNone, look.RadiusControl),
		icon(kindOf(each.Profile).Icon, look.InkText2, look.Icon20))
	menu := parts.NewIconButton("more_horiz", words.T("What can be done with {{.Name}}", words.Data{"Name": name}), "", nil)
	menu.OnPressed = func() { p.menu(menu, each.Name) }
	title := cut(name, styleBold)
	if p.s.width == look.Phone {
		r.contact.right = false
		r.box = pad(margin{0, look.S10, 0, look.S10}, hbox(look.S10, []float32{0, 1}, wide(36, mark),
			vbox(2, title, r.meta, hbox(look.S10, []float32{1, 0}, r.light, r.contact)), menu))
	} else {
		r.box = pad(margin{0, look.S6, 0, look.S6}, sourceColumns(mark, vbox(2, title, r.meta), r.light, r.contact, r.counts, menu))
	}
	r.set(each, p.s.now)
	return r
}

func (r *sourceRow) set(each Source, s *snapshot) {
	c, _ := s.source(each.Name)
	r.meta.set(meta(each, c, s))
	how := stands(each)
	r.health.set(how.text)
	r.health.tint(how.ink)
	r.light.Objects = []fyne.CanvasObject{icon(how.icon, how.ink, look.Icon16), r.health}
	r.contact.set(lastContact(each, s.at))
	r.counts.set(words.Number(each.Alerts))
	arrange(r.box)
}
