package settings

import (
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// weekDays are shown of the time on call.
const weekDays = 7

// fillNext tells the next hand-over and shows the days to come.
func (p *onCall) fillNext() {
	if p.next == nil {
		return
	}
	now := p.s.now
	title, when := handOver(now)
	head := hbox(look.S10, []float32{0, 0, 1}, icon("schedule", look.InkAccent, look.Icon18), cut(title, styleCard), cut(when, styleSoft))
	out := card(head, parts.NewShiftStrip(week(now)), say(after(now), styleMeta))
	if trouble := dutyTrouble(now); trouble != "" {
		out = card(head, notice(look.InkWarn, look.InkWarnBG, "warning", say(trouble, styleSoft)), parts.NewShiftStrip(week(now)), say(after(now), styleMeta))
	}
	p.next.Objects = []fyne.CanvasObject{out}
	p.s.bodies.settle()
}

// handOver is the next change of duty, in words.
func handOver(s *snapshot) (title, when string) {
	d := s.duty
	at := d.Until
	title = words.T("Next hand-over")
	if !d.OnCall {
		at, title = d.Next, words.T("Next shift")
	}
	if at.IsZero() {
		switch {
		case s.config.Duty.Mode == config.DutyList:
			return words.T("Never on call"), words.T("nothing rings on this computer")
		case d.OnCall:
			return words.T("On call without an end"), ""
		}
		return words.T("Off call"), words.T("no next shift is known")
	}
	in := words.Span(at.Sub(s.at))
	return title, words.T("{{.Day}}, {{.Time}}, in {{.Span}}", words.Data{"Day": words.Day(at), "Time": words.Clock(at), "Span": in})
}

// after says what happens then.
func after(s *snapshot) string {
	switch {
	case s.config.Duty.Mode == config.DutyList:
		return words.T("Alerts are listed, and the sources' contact is watched. Nothing rings.")
	case s.duty.OnCall && s.duty.Until.IsZero():
		return words.T("Every page rings, at any hour, as the table below says.")
	case s.duty.OnCall:
		return words.T("After that, alerts are listed and never ring.")
	}
	return words.T("Until then alerts are listed and never ring.")
}

// dutyTrouble says what is wrong with the calendar or schedule. What the
// server said is shown as it is.
func dutyTrouble(s *snapshot) string {
	if s.duty.Trouble == "" {
		return ""
	}
	data := words.Data{"Why": text.Line(s.duty.Trouble, 300), "Time": words.Moment(s.duty.Stale, s.at)}
	if s.duty.Stale.IsZero() {
		return words.T("Some entries cannot be read: {{.Why}}", data)
	}
	return words.T("It could not be read since {{.Time}}; the last good answer holds. {{.Why}}", data)
}

// week is the time on call of the next days.
func week(s *snapshot) parts.Shifts {
	zone := words.Zone()
	now := s.at.In(zone)
	from := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	to := from.AddDate(0, 0, weekDays)
	part := func(t time.Time) float32 { return float32(t.Sub(from)) / float32(to.Sub(from)) }
	out := parts.Shifts{Now: part(now), NowText: words.T("Now"), Off: words.T("list only, nothing rings")}
	for n := range weekDays {
		day := from.AddDate(0, 0, n)
		out.Days = append(out.Days, words.T("{{.Day}} {{.Date}}", words.Data{"Day": words.Weekday(day), "Date": day.Day()}))
	}
	add := func(start, end time.Time) {
		shift := parts.Shift{From: part(start), To: part(end), Text: words.T("on call")}
		if end.Before(to) {
			shift.EndText = words.T("{{.Day}} {{.Time}}", words.Data{"Day": words.Weekday(end), "Time": words.Clock(end)})
		}
		out.Shifts = append(out.Shifts, shift)
	}
	switch {
	case len(s.shifts) > 0:
		for _, shift := range s.shifts {
			if shift.End.After(from) && shift.Start.Before(to) {
				add(shift.Start, shift.End)
			}
		}
	case s.duty.OnCall && s.duty.Until.IsZero():
		add(from, to.Add(time.Hour))
	case s.duty.OnCall:
		add(from, s.duty.Until)
	}
	return out
}

// howItRings is the table of what each severity does.
func (p *onCall) howItRings() fyne.CanvasObject {
	test := parts.NewKeyButton(words.T("Send me a test page"), "send", "", parts.Outline, func() {
		p.s.goTo(PageNotify)
		p.s.hearing.run()
	})
	test.Small = true
	p.rings = vbox(0)
	p.fillRings()
	change := parts.NewLink(words.T("Change under Notifications"), "", func() { p.s.goTo(PageNotify) })
	head := headline("notifications_active", words.T("How it rings"), test)
	if p.s.width == look.Phone {
		head = vbox(look.S8, headline("notifications_active", words.T("How it rings")), left(test))
	}
	return card(head, p.rings, left(change))
}

func (p *onCall) fillRings() {
	if p.rings == nil {
		return
	}
	p.rings.Objects = nil
	phone := p.s.width == look.Phone
	if !phone {
		p.rings.Add(pad(margin{bottom: look.S8}, ringColumns(cut(words.T("Severity"), styleMeta), cut(words.T("On call"), styleMeta),
			cut(words.T("Off call"), styleMeta), cut(words.T("Stale acknowledgement"), styleMeta))))
	}
	row := func(mark fyne.CanvasObject, on, off, stale string) {
		p.rings.Add(rule())
		if phone {
			p.rings.Add(pad(margin{0, look.S8, 0, look.S8}, vbox(2, left(mark), say(on, styleBody), say(words.T("acknowledgement stale {{.After}}", words.Data{"After": stale}), styleMeta))))
			return
		}
		p.rings.Add(pad(margin{0, look.S10, 0, look.S10}, ringColumns(mark, say(on, styleBody), cut(off, styleSoft), cut(stale, styleBody))))
	}
	c := p.s.now.config
	for _, sev := range severities {
		m, err := mannerOf(c, sev)
		if err != nil {
			continue // the same text would not have loaded
		}
		row(parts.NewSeverityMark(sev, sev.String(), severityWord(sev)), m.says(), words.T("list only"), staleText(c, sev))
	}
	if m, err := mannerOf(c, 0); err == nil {
		row(cut(words.T("missing or unknown"), styleSoft), words.T("as SEV3: {{.Manner}}", words.Data{"Manner": m.says()}), words.T("list only"), staleText(c, 3))
	}
	arrange(p.rings)
}

func ringColumns(mark, on, off, stale fyne.CanvasObject) *fyne.Container {
	return hbox(look.S10, []float32{0, 1}, wide(124, mark), on, wide(60, off), wide(142, stale))
}

// side is what pages besides alerts, and what one computer cannot do.
func (p *onCall) side() (fyne.CanvasObject, bool) {
	at := bare()
	p.s.quietSwitch = newQuietSwitch(p.s, at)
	p.s.quietText, p.s.quietRows = say(quietText(p.s.now.config.Quiet), styleSoft), vbox(0)
	out := vbox(look.S14, headline("bedtime", words.T("Quiet hours"), p.s.quietSwitch.toggle), p.s.quietText, at, rule(),
		say(words.T("Besides alerts"), styleCard))
	lost := short(p.s.now.config.Page.LostAfter.Std())
	quiet := short(p.s.now.config.Incident.QuietAfter.Std())
	for _, each := range []struct {
		icon        string
		ink         look.Ink
		title, text string
	}{
		{"sensors_off", look.InkCrit, words.T("No contact with a source"),
			words.T("A banner after 3 misses and 2 min; one ring after {{.Time}} while on call. Own network down: one calm line.", words.Data{"Time": lost})},
		{"mail", look.InkText2, words.T("Mail alert without a recovery mail"),
			words.T("After {{.Time}} quiet it leaves Active as “no news since”. Never called resolved.", words.Data{"Time": quiet})},
		{"dns", look.InkText2, words.T("Heartbeats"), words.T("Watchdog and dead man's switch: their absence is the alarm.")},
		{"replay", look.InkText2, words.T("First contact"), words.T("What fires already is listed and never rings. Mails older than 24 h are history.")},
	} {
		out.Add(topbox(look.S10, []float32{0, 1}, icon(each.icon, each.ink, look.Icon16), vbox(2, say(each.title, styleBold), say(each.text, styleSoft))))
	}
	out.Add(rule())
	out.Add(p.laptop())
	out.Add(say(words.T("Changes apply at once. Kept in the configuration file."), styleHint))
	return out, false
}

// laptop says what a sleeping computer cannot do, and how far it is proven.
func (p *onCall) laptop() fyne.CanvasObject {
	p.plan = cut(planText(p.s.now.tests), styleBody)
	name, ink := "hourglass_top", look.InkText2
	if p.s.now.tests.Of > 0 && p.s.now.tests.Passed >= p.s.now.tests.Of {
		name, ink = "check_circle", look.InkOK
	}
	link := parts.NewLink(words.T("Test plan"), "", func() { p.s.goTo(PageNotify) })
	return framed(look.InkWarn, hbox(look.S10, []float32{0, 1}, icon("bedtime", look.InkWarn, look.Icon18), say(words.T("A sleeping or closed laptop cannot ring"), styleCard)),
		say(words.T("Asleep it reads nothing; after waking there is a grace of 2 min. Keep your present pager until your own test pages have passed for two weeks."), styleSoft),
		hbox(look.S8, []float32{0, 1}, icon(name, ink, look.Icon16), p.plan, link))
}
