package settings

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// usualQuiet are the quiet hours that are switched on at first.
const usualQuiet = "22:00-07:00"

// quietSwitch turns quiet hours on and off; the hours come back as they were.
type quietSwitch struct {
	s      *Screen
	toggle *parts.Toggle
	at     *field
}

func newQuietSwitch(s *Screen, at *field) *quietSwitch {
	q := &quietSwitch{s: s, at: at}
	q.toggle = parts.NewToggle(words.T("Quiet hours"), words.T("on"), words.T("off"), q.on(), q.flip)
	return q
}

func (q *quietSwitch) on() bool { return len(q.s.now.config.Quiet.Hours) > 0 }

func (q *quietSwitch) flip(on bool) {
	hours := q.s.quietBefore
	if len(hours) == 0 {
		hours = []string{usualQuiet}
	}
	if !on {
		q.s.quietBefore, hours = q.s.now.config.Quiet.Hours, []string{}
	}
	q.s.change(q.at, set("quiet.hours", hours), nil)
}

// quietCard is the short view of quiet hours and of how it rings.
func (s *Screen) quietCard() *fyne.Container {
	s.quietSwitch = newQuietSwitch(s, nil)
	s.quietText = say("", styleSoft)
	s.quietRows = vbox(look.S8)
	change := parts.NewLink(words.T("Change under Notifications"), "", func() { s.goTo(PageNotify) })
	out := card(headline("bedtime", words.T("Quiet hours"), s.quietSwitch.toggle), s.quietText, rule(), s.quietRows, left(change))
	s.fillQuiet()
	return out
}

// fillQuiet takes up how quiet hours stand.
func (s *Screen) fillQuiet() {
	if s.quietSwitch == nil {
		return
	}
	s.quietSwitch.toggle.Set(s.quietSwitch.on())
	s.quietText.Set(quietText(s.now.config.Quiet))
	var rows []fyne.CanvasObject
	for _, sev := range severities {
		m, err := mannerOf(s.now.config, sev)
		if err != nil {
			continue // the same text would not have loaded
		}
		what := cut(m.says(), styleSoft)
		switch m.Ring {
		case ringUntil:
			what = cut(words.T("rings every {{.Time}}", words.Data{"Time": short(m.Repeat)}), styleBold)
		case showOnce:
			what.set(words.T("once, no sound"))
		}
		what.right = true
		rows = append(rows, hbox(look.S10, []float32{0, 1}, parts.NewSeverityMark(sev, sev.String(), ""), what))
	}
	s.quietRows.Objects = rows
	arrange(s.quietRows)
}

// quietText says when it is quiet, and what rings all the same.
func quietText(q config.Quiet) string {
	if len(q.Hours) == 0 {
		return words.T("Pages ring at any hour while you are on call.")
	}
	data := words.Data{"Hours": strings.Join(q.Hours, ", "), "Rings": levels(q.Severity)}
	if len(q.Severity) == 0 {
		return words.T("{{.Hours}}: nothing rings.", data)
	}
	return words.T("{{.Hours}}: only {{.Rings}} rings.", data)
}

func levels(list []int) string {
	list = slices.Sorted(slices.Values(list))
	var names []string
	for _, n := range list {
		names = append(names, incident.Severity(n).String())
	}
	return strings.Join(names, ", ")
}
