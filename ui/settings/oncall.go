package settings

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// onCall is the page of when pages ring.
type onCall struct {
	s      *Screen
	group  *parts.RadioGroup
	until  *parts.Select
	at     *field // what is wrong with the choice
	next   *fyne.Container
	rings  *fyne.Container
	plan   *label
	listed string // what the page was built for
	open   string // the mode whose fields are shown though it is not in use yet
	typed  dutyForm
	form   func() // saves what is typed; nil: no form is open
}

// dutyForm is what is typed for a mode that needs more than a choice.
type dutyForm struct{ calendar, match, source, schedule string }

func newOnCall(s *Screen) *onCall { return &onCall{s: s} }

var modes = []string{config.DutyAlways, config.DutyUntil, config.DutyCalendar, config.DutySource, config.DutyList}

func (p *onCall) mode() string {
	if p.open != "" {
		return p.open
	}
	return p.s.now.config.Duty.Mode
}

func (p *onCall) key(s *snapshot) string {
	d := s.config.Duty
	return fmt.Sprint(d.Mode, d.Until.Unix(), d.Calendar, d.Match, d.Source, d.Schedule, s.names())
}

func (p *onCall) body() fyne.CanvasObject {
	p.listed, p.form = p.key(p.s.now), nil
	head := p.s.pageHead(words.T("On call"), words.T("decides whether anything rings on this computer"))
	p.next = vbox(0)
	p.fillNext()
	return vbox(look.S12, head, p.choices(), p.next, p.howItRings())
}

// choices are the ways to be on call.
func (p *onCall) choices() fyne.CanvasObject {
	p.group = parts.NewRadioGroup(slices.Index(modes, p.mode()), p.choose)
	always := p.group.Add(words.T("Always"), words.T("every page rings"))
	until := p.group.Add(words.T("Until a time"), words.T("by hand, then list only"))
	calendar := p.group.Add(words.T("By calendar"), words.T("an iCalendar link or file"))
	source := p.group.Add(words.T("By the source's schedule"), p.sourceHint())
	list := p.group.Add(words.T("List only"), words.T("nothing rings, ever"))
	if len(p.scheduling()) == 0 && p.mode() != config.DutySource {
		source.Disable()
	}
	p.at = bare()
	out := vbox(look.S12)
	if p.s.now.config.Duty.Mode == "" {
		out.Add(bar(look.InkWarn, say(words.T("You have not said yet when you are on call. Until you do, every page rings."), styleSoft)))
	}
	rows := []fyne.CanvasObject{always, p.untilRow(until), calendar, source, list}
	if p.s.width == look.Phone {
		out.Add(vbox(look.S12, rows...))
	} else {
		out.Add(grid(2, look.S20, look.S14, rows...))
	}
	switch p.mode() {
	case config.DutyCalendar:
		out.Add(p.calendarForm())
	case config.DutySource:
		out.Add(p.sourceForm())
	}
	out.Add(p.at)
	return card(out)
}

func (p *onCall) untilRow(radio fyne.CanvasObject) fyne.CanvasObject {
	if p.mode() != config.DutyUntil {
		return radio
	}
	return hbox(look.S4, []float32{1, 0}, radio, wide(128, p.untilSelect()))
}

// choose takes a mode at once where it needs nothing more; else its fields open.
func (p *onCall) choose(n int) {
	mode := modes[n]
	p.open = ""
	switch {
	case mode == config.DutyUntil:
		p.setUntil(p.endings()[0])
	case mode == config.DutyCalendar && p.s.now.config.Duty.Calendar == "",
		mode == config.DutySource && (p.s.now.config.Duty.Source == "" || p.s.now.config.Duty.Schedule == ""):
		p.open = mode
		p.s.lay()
	default:
		p.s.change(p.at, set("duty.mode", mode), nil)
	}
}

// endings are the times offered to be on call until.
func (p *onCall) endings() []time.Time {
	now := p.s.Now().In(words.Zone())
	day := func(days, hour int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+days, hour, 0, 0, 0, now.Location())
	}
	var list []time.Time
	for _, t := range []time.Time{day(0, 18), day(0, 22), day(1, 9), day(1, 18), day(7, 9)} {
		if t.Sub(now) > 30*time.Minute {
			list = append(list, t)
		}
	}
	for n := 2; n < 7; n++ {
		list = append(list, day(n, 9))
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

func (p *onCall) untilSelect() *parts.Select {
	list := p.endings()
	until := p.s.now.config.Duty.Until
	if !until.IsZero() && !slices.ContainsFunc(list, until.Equal) {
		list = append([]time.Time{until}, list...)
	}
	var names []string
	for _, t := range list {
		names = append(names, dayAndClock(t))
	}
	names = append(names, words.T("Another time…"))
	p.until = parts.NewSelect(words.T("On call until"), names, slices.IndexFunc(list, until.Equal), func(n int) {
		if n == len(list) {
			p.askUntil()
			return
		}
		p.setUntil(list[n])
	})
	return p.until
}

// dayAndClock is a day of the next weeks with the hour: "Fri 15, 09:00".
func dayAndClock(t time.Time) string {
	return words.T("{{.Day}} {{.Date}}, {{.Clock}}", words.Data{"Day": words.Weekday(t), "Date": t.In(words.Zone()).Day(), "Clock": words.Clock(t)})
}

func (p *onCall) setUntil(t time.Time) {
	p.s.change(p.at, edits(set("duty.until", t.UTC()), set("duty.mode", config.DutyUntil)), nil)
}

// askUntil takes any time.
func (p *onCall) askUntil() {
	entry := parts.NewField("2026-12-24 18:00")
	f := newField(words.T("On call until"), words.T("Year, month, day and time, in the zone under Look and language."), entry)
	var shut func()
	take := func() {
		t, err := time.ParseInLocation("2006-01-02 15:04", strings.TrimSpace(entry.Text()), words.Zone())
		switch {
		case err != nil:
			f.tell(words.T("Write it like 2026-12-24 18:00."))
		case !t.After(p.s.Now()):
			f.tell(words.T("This time has passed."))
		default:
			shut()
			p.setUntil(t)
		}
		f.Refresh()
	}
	shut = p.s.Host.Modal(words.T("On call until"), f,
		parts.Choice{Text: words.T("Cancel"), Importance: parts.Quiet, Do: p.s.lay},
		parts.Choice{Text: words.T("Take it"), Importance: parts.Primary, Stay: true, Do: take})
}

// scheduling are the sources that keep schedules.
func (p *onCall) scheduling() []string {
	var names []string
	for _, c := range p.s.now.config.Sources {
		if !c.Disabled && (c.Profile == pagertree || c.Profile == pagerduty) {
			names = append(names, c.Name)
		}
	}
	return names
}

func (p *onCall) sourceHint() string {
	if names := p.scheduling(); len(names) > 0 {
		return words.T("{{.Name}} knows yours", words.Data{"Name": text.Line(strings.Join(names, ", "), 60)})
	}
	return words.T("needs PagerTree or PagerDuty as a source")
}

// calendarForm asks for the calendar.
func (p *onCall) calendarForm() fyne.CanvasObject {
	d := p.s.now.config.Duty
	link, match := parts.NewField("https://calendar.example.com/oncall.ics"), parts.NewField("you@example.com")
	link.SetText(first(p.typed.calendar, d.Calendar))
	match.SetText(first(p.typed.match, d.Match))
	link.OnChanged = func(text string) { p.typed.calendar = text }
	match.OnChanged = func(text string) { p.typed.match = text }
	f := newField(words.T("Link or file"), words.T("The link counts as a secret where your calendar says so: the configuration file is readable by you alone."), link)
	save := func() {
		at := strings.TrimSpace(link.Text())
		if flaw := flawedCalendar(at); flaw != "" {
			f.tell(flaw)
			p.s.bodies.settle()
			link.Focus()
			return
		}
		edit := edits(set("duty.calendar", at), set("duty.match", strings.TrimSpace(match.Text())), set("duty.mode", config.DutyCalendar))
		p.s.change(f, edit, p.done)
	}
	p.form = save
	link.OnSubmitted, match.OnSubmitted = func(string) { save() }, func(string) { save() }
	use := parts.NewKeyButton(words.T("Use this calendar"), "", keys.Save, parts.Primary, save)
	return vbox(look.S12, rule(), f, newField(words.T("Only events that hold"), words.T("Your name or address; empty: every event is yours."), match), left(use))
}

func flawedCalendar(at string) string {
	switch {
	case at == "":
		return words.T("Paste the calendar's link, or a file's path.")
	case strings.HasPrefix(at, "webcal://"), strings.Contains(at, "://") && !strings.HasPrefix(at, "https://"):
		return words.T("Use the link that begins with https://.")
	}
	return ""
}

// sourceForm asks which schedule.
func (p *onCall) sourceForm() fyne.CanvasObject {
	d := p.s.now.config.Duty
	names := p.scheduling()
	if d.Source != "" && !slices.Contains(names, d.Source) {
		names = append(names, d.Source)
	}
	p.typed.source = first(p.typed.source, d.Source, strings.Join(names[:min(1, len(names))], ""))
	pick := parts.NewSelect(words.T("Source"), names, slices.Index(names, p.typed.source), func(n int) { p.typed.source = names[n] })
	schedule, match := parts.NewField("PABC123"), parts.NewField("you@example.com")
	schedule.SetText(first(p.typed.schedule, d.Schedule))
	match.SetText(first(p.typed.match, d.Match))
	schedule.OnChanged = func(text string) { p.typed.schedule = text }
	match.OnChanged = func(text string) { p.typed.match = text }
	f := newField(words.T("Schedule"), words.T("Its ID, which stands at the end of the schedule's address there."), schedule)
	save := func() {
		id := strings.TrimSpace(schedule.Text())
		if id == "" {
			f.tell(words.T("Type the schedule's ID."))
			p.s.bodies.settle()
			schedule.Focus()
			return
		}
		edit := edits(set("duty.source", p.typed.source), set("duty.schedule", id), set("duty.match", strings.TrimSpace(match.Text())), set("duty.mode", config.DutySource))
		p.s.change(f, edit, p.done)
	}
	p.form = save
	schedule.OnSubmitted, match.OnSubmitted = func(string) { save() }, func(string) { save() }
	use := parts.NewKeyButton(words.T("Use this schedule"), "", keys.Save, parts.Primary, save)
	return vbox(look.S12, rule(), newField(words.T("Source"), "", pick), f,
		newField(words.T("Only shifts of"), words.T("Your name or address there; empty: every shift is yours."), match), left(use))
}

// done ends what was opened.
func (p *onCall) done() {
	p.open, p.typed = "", dutyForm{}
	p.s.lay()
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func (p *onCall) show(s *snapshot) {
	if p.listed != p.key(s) {
		p.s.lay()
		return
	}
	if p.group != nil {
		p.group.Set(slices.Index(modes, p.mode()))
	}
	p.fillNext()
	if p.plan != nil {
		p.plan.set(planText(s.tests))
	}
	p.fillRings()
}

func (p *onCall) save() {
	if p.form != nil {
		p.form()
	}
}

func (p *onCall) back() bool {
	if p.open == "" {
		return false
	}
	p.open = ""
	p.s.lay()
	return true
}
