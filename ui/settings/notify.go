package settings

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// notify is the page of how a page reaches the person.
type notify struct {
	s      *Screen
	open   incident.Severity // whose details are shown; 0: none
	listed string
	hours  *hoursForm
	days   *fyne.Container
	login  *parts.Toggle
}

func newNotify(s *Screen) *notify {
	n := &notify{s: s}
	n.hours = &hoursForm{s: s}
	return n
}

// key names what the page was built for.
func (p *notify) key(s *snapshot) string {
	c := s.config
	return fmt.Sprint(c.Page, c.Quiet, c.Look.Flash, s.canLogin, p.open)
}

func (p *notify) body() fyne.CanvasObject {
	p.listed = p.key(p.s.now)
	head := p.s.pageHead(words.T("Notifications"), words.T("how a page reaches you on this computer"))
	return vbox(look.S12, head, p.policyCard(), p.soundCard(), p.hours.card(), p.contactCard())
}

// policyCard is how each severity rings, with its details to change.
func (p *notify) policyCard() fyne.CanvasObject {
	rows := vbox(0)
	for _, sev := range severities {
		m, err := mannerOf(p.s.now.config, sev)
		if err != nil {
			continue // the same text would not have loaded
		}
		rows.Add(rule())
		rows.Add(pad(margin{0, look.S8, 0, look.S8}, p.policyRow(sev, m)))
	}
	if rules := p.particular(); rules > 0 {
		rows.Add(say(words.N("{{.Count}} rules for single sources or services come first; they stand in the file.", rules), styleHint))
	}
	return card(headline("notifications_active", words.T("How it rings while you are on call")), rows)
}

// particular counts the rules that are about some sources or services only.
func (p *notify) particular() int {
	n := 0
	for _, r := range p.s.now.config.Page.Rules {
		if len(r.Service) > 0 || len(r.Source) > 0 {
			n++
		}
	}
	return n
}

func (p *notify) policyRow(sev incident.Severity, m manner) fyne.CanvasObject {
	open := p.open == sev
	name := "expand_more"
	if open {
		name = "expand_less"
	}
	fold := parts.NewIconButton(name, words.T("Change how {{.Level}} rings", words.Data{"Level": sev.String()}), "", func() {
		p.open = sev
		if open {
			p.open = 0
		}
		p.s.lay()
	})
	mark := parts.NewSeverityMark(sev, sev.String(), severityWord(sev))
	stale := staleText(p.s.now.config, sev)
	var line *fyne.Container
	if p.s.width == look.Phone {
		line = hbox(look.S10, []float32{1, 0}, vbox(2, left(mark), say(m.says(), styleSoft)), fold)
	} else {
		line = hbox(look.S12, []float32{0, 1}, wide(132, mark), say(m.says(), styleBody), fold)
	}
	if !open {
		return line
	}
	return vbox(look.S12, line, p.details(sev, m, stale))
}

// details are the choices for one severity.
func (p *notify) details(sev incident.Severity, m manner, stale string) fyne.CanvasObject {
	at := bare()
	set := func(change func(*manner)) {
		next := m
		change(&next)
		p.s.change(at, setManner(sev, next), nil)
	}
	var names []string
	for _, r := range rings {
		names = append(names, r.name())
	}
	what := newField(words.T("What happens"), "", parts.NewSelect(words.T("What happens"), names, slices.Index(rings, m.Ring), func(n int) {
		set(func(next *manner) { *next = p.ringing(rings[n], sev, m) })
	}))
	fields := []fyne.CanvasObject{what}
	if m.Ring == ringUntil || m.Ring == ringOnce {
		fields = append(fields, newField(words.T("Sound"), "", p.soundSelect(sev, m, set)))
	}
	if m.Ring == ringUntil {
		fields = append(fields,
			newField(words.T("Ring every"), "", spanSelect(words.T("Ring every"), []time.Duration{15e9, 30e9, 60e9, 2 * 60e9, 5 * 60e9}, m.Repeat, func(d time.Duration) {
				set(func(next *manner) { next.Repeat = d })
			})),
			newField(words.T("Number of times"), "", p.timesSelect(m, set)),
			newField(words.T("Then every"), "", p.thenSelect(m, set)))
	}
	fields = append(fields, newField(words.T("An acknowledgement is stale"), "", staleSelect(p.s, at, sev)))
	n := 3
	if p.s.width == look.Phone {
		n = 1
	}
	return vbox(look.S10, grid(n, look.S12, look.S12, fields...), at)
}

// ringing is a severity's manner when another way to ring is chosen.
func (p *notify) ringing(r ring, sev incident.Severity, m manner) manner {
	usual, err := mannerOf(config.Defaults(), sev)
	if err == nil && usual.Ring == r {
		return usual
	}
	switch r {
	case ringUntil:
		return manner{Ring: r, Sound: orSound(m.Sound, sev), Repeat: time.Minute, Times: 10, Then: 10 * time.Minute}
	case ringOnce:
		return manner{Ring: r, Sound: orSound(m.Sound, sev), Times: 1}
	}
	return manner{Ring: r, Times: 1}
}

// sounds are those that come with the app.
var sounds = []string{"critical", "major", "minor"}

func soundName(sound string) string {
	switch sound {
	case "critical":
		return words.T("Urgent")
	case "major":
		return words.T("Insistent")
	case "minor":
		return words.T("Soft")
	}
	return text.Line(sound, 60)
}

func (p *notify) soundSelect(sev incident.Severity, m manner, set func(func(*manner))) fyne.CanvasObject {
	list := slices.Clone(sounds)
	if !slices.Contains(list, m.Sound) && m.Sound != "" {
		list = append(list, m.Sound)
	}
	var names []string
	for _, s := range list {
		names = append(names, soundName(s))
	}
	pick := parts.NewSelect(words.T("Sound"), names, slices.Index(list, m.Sound), func(n int) { set(func(next *manner) { next.Sound = list[n] }) })
	play := parts.NewIconButton("campaign", words.T("Play it once"), "", func() { p.s.play(orSound(m.Sound, sev)) })
	return hbox(look.S4, []float32{1, 0}, pick, play)
}

// play plays a sound once, as loud as pages are.
func (s *Screen) play(sound string) {
	volume := s.now.config.Page.Volume
	s.crew.start(func(ctx context.Context) func() {
		err := s.Core.Play(ctx, sound, volume)
		if err == nil {
			return nil
		}
		return func() {
			s.Host.Toast(words.T("The sound cannot be played: {{.Why}}", words.Data{"Why": plain(err)}), false)
		}
	})
}

func (p *notify) timesSelect(m manner, set func(func(*manner))) *parts.Select {
	list := []int{2, 3, 5, 10, 20, 60}
	if !slices.Contains(list, m.Times) {
		list = append(list, m.Times)
		slices.Sort(list)
	}
	var names []string
	for _, n := range list {
		names = append(names, words.N("{{.Count}} times", n))
	}
	return parts.NewSelect(words.T("Number of times"), names, slices.Index(list, m.Times), func(n int) { set(func(next *manner) { next.Times = list[n] }) })
}

func (p *notify) thenSelect(m manner, set func(func(*manner))) *parts.Select {
	list := []time.Duration{5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute}
	return spanSelect(words.T("Then every"), list, m.Then, func(d time.Duration) { set(func(next *manner) { next.Then = d }) })
}

// spanSelect offers spans of time, the present one among them.
func spanSelect(name string, list []time.Duration, now time.Duration, pick func(time.Duration)) *parts.Select {
	if !slices.Contains(list, now) {
		list = append(list, now)
		slices.Sort(list)
	}
	var names []string
	for _, d := range list {
		if d == 0 {
			names = append(names, words.T("never"))
			continue
		}
		names = append(names, short(d))
	}
	return parts.NewSelect(name, names, slices.Index(list, now), func(n int) { pick(list[n]) })
}

func staleSelect(s *Screen, at *field, sev incident.Severity) *parts.Select {
	list := []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 24 * time.Hour}
	return spanSelect(words.T("An acknowledgement is stale"), list, staleAfter(s.now.config, sev), func(d time.Duration) {
		s.change(at, setStale(sev, d), nil)
	})
}

// soundCard is the sound of all pages, and the flash beside it.
func (p *notify) soundCard() fyne.CanvasObject {
	c := p.s.now.config
	list := []int{20, 40, 60, 80, 100}
	if !slices.Contains(list, c.Page.Volume) {
		list = append(list, c.Page.Volume)
		slices.Sort(list)
	}
	var names []string
	for _, n := range list {
		names = append(names, strconv.Itoa(n))
	}
	var sound, volume, flash *field
	sound = setting(words.T("Sound"), words.T("Off, notifications still stay until dismissed."), parts.NewToggle(words.T("Sound"), words.T("on"), words.T("off"), c.Page.Sound != "off", func(on bool) {
		p.s.change(sound, set("page.sound", map[bool]string{true: "on", false: "off"}[on]), nil)
	}))
	pick := parts.NewSegmented(names, slices.Index(list, c.Page.Volume), func(n int) {
		p.s.change(volume, set("page.volume", list[n]), func() { p.s.play("critical") })
	})
	play := parts.NewIconButton("campaign", words.T("Play it once"), "", func() { p.s.play("critical") })
	volume = setting(words.T("Volume in percent"), words.T("Of what the system's own volume leaves."), hbox(look.S6, nil, wide(220, pick), play))
	if p.s.width == look.Phone {
		volume = newField(words.T("Volume in percent"), "", hbox(look.S6, []float32{1, 0}, pick, play))
	}
	flash = setting(words.T("Flash"), words.T("The window flashes beside the sound."), parts.NewToggle(words.T("Flash"), words.T("on"), words.T("off"), c.Look.Flash, func(on bool) {
		p.s.change(flash, set("look.flash", on), nil)
	}))
	return card(headline("campaign", words.T("Sound")), sound, rule(), volume, rule(), flash)
}

// contactCard is what rings besides alerts.
func (p *notify) contactCard() fyne.CanvasObject {
	c := p.s.now.config
	var lost, storm *field
	lost = setting(words.T("No contact with a source"), words.T("Rings once after this time, while you are on call."),
		wide(110, spanSelect(words.T("No contact with a source"), []time.Duration{5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute}, c.Page.LostAfter.Std(), func(d time.Duration) {
			p.s.change(lost, set("page.lost_after", config.Duration(d)), nil)
		})))
	list := []int{3, 5, 10, 20}
	if !slices.Contains(list, c.Page.Storm) {
		list = append(list, c.Page.Storm)
		slices.Sort(list)
	}
	var names []string
	for _, n := range list {
		names = append(names, words.Number(n))
	}
	storm = setting(words.T("Many at once"), words.T("This many new incidents within {{.Time}} ring as one.", words.Data{"Time": short(c.Page.StormWindow.Std())}),
		wide(110, parts.NewSelect(words.T("Many at once"), names, slices.Index(list, c.Page.Storm), func(n int) {
			p.s.change(storm, set("page.storm", list[n]), nil)
		})))
	return card(headline("sensors_off", words.T("Besides alerts")), lost, rule(), storm)
}

func (p *notify) show(s *snapshot) {
	if p.listed != p.key(s) {
		p.s.lay()
		return
	}
	p.s.hearing.fill()
	p.fillDays()
	if p.login != nil {
		p.login.Set(s.login)
	}
}

func (p *notify) back() bool {
	if p.open == 0 {
		return false
	}
	p.open = 0
	p.s.lay()
	return true
}
