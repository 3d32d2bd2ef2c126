package view

import (
	"cmp"
	"fmt"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// Journey is what customers went through, moment by moment. The zero journey is
// not shown.
type Journey struct {
	Bar      []Stretch
	Now      float32 // in parts of the bar; 0: none
	NowText  string
	From, To string      // at the ends
	Updates  []Milestone // above the bar
	Promises []Milestone // below it
	Silence  Reach       // the longest
	Steps    []Moment
}

// Shown tells whether there is anything to show.
func (j Journey) Shown() bool { return len(j.Steps) > 0 }

// Milestone is a moment on a bar.
type Milestone struct {
	At         float32 // in parts of the bar
	Icon       string
	Text, Note string // a time, and what it is; the note gives way first
	Tone       Tone
}

// Reach is a span of a bar; without a text there is none.
type Reach struct {
	From, To float32
	Text     string
}

// journey tells what customers of one incident went through.
func (s *Scene) journey(c desk.Clock, course journey.Course) Journey {
	if !c.Row.Impact.Affects() && len(course.Updates) == 0 {
		return Journey{}
	}
	grace := cmp.Or(c.Target.Grace, journey.DefaultGrace)
	steps := course.Steps(journey.Rules{Grace: grace})
	t := s.track(c, course)
	for _, step := range steps {
		for _, at := range []time.Time{step.At, step.To} {
			if at.After(t.end) {
				t.end = at
			}
		}
	}
	j := Journey{}
	if t.end.After(t.begin) {
		j.Bar, j.From, j.To = t.bar(), words.Moment(t.begin, s.Now), words.Moment(t.end, s.Now)
		if !t.over {
			j.Now, j.NowText = t.at(t.now), words.T("Now")
		}
	}
	if !t.known {
		j.Steps = append(j.Steps, Moment{Key: "since", Clock: "?", Glyph: Person, Icon: "people_alt", Lead: words.T("Customers affected"),
			Rest: words.T("since when is not known")})
	}
	last := s.Now
	for n, step := range steps {
		m := s.step(step, c)
		m.Key, m.Clock = fmt.Sprintf("%d %d", n, step.Kind), words.Clock(step.At)
		if !sameDay(step.At, last) {
			m.Day, last = words.Day(step.At), step.At
		}
		j.Steps = append(j.Steps, m)
		j.mark(step, t, m)
	}
	return j
}

// mark draws a step on the bar.
func (j *Journey) mark(step journey.Step, t track, m Moment) {
	if len(j.Bar) == 0 {
		return
	}
	mark := Milestone{At: t.at(step.At), Icon: m.Icon, Text: m.Clock, Tone: m.Tone}
	switch step.Kind {
	case journey.Spoke:
		mark.Note = PhaseWord(step.Update.Phase)
		j.Updates = append(j.Updates, mark)
	case journey.Due:
		mark.Note = m.Rest
		j.Promises = append(j.Promises, mark)
	case journey.Silent:
		j.Silence = Reach{From: t.at(step.At), To: t.at(step.To),
			Text: words.T("{{.Span}} without an update", words.Data{"Span": words.Span(step.To.Sub(step.At))})}
	}
}

// step words one step.
func (s *Scene) step(step journey.Step, c desk.Clock) Moment {
	m := Moment{Glyph: Person, Tone: Soft}
	switch step.Kind {
	case journey.Began:
		m.Icon, m.Tone, m.Lead = "people_alt", Plain, words.T("Customers affected")
		if open := c.Affected(s.Now); open > 0 {
			m.Rest = words.T("for {{.Span}} by now", words.Data{"Span": words.Span(open)})
		}
	case journey.Ended:
		m.Icon, m.Tone, m.Lead = "check", Good, words.T("Customers no longer affected")
	case journey.Spoke:
		s.spoke(&m, step)
	case journey.Due:
		s.promise(&m, step)
	case journey.Silent:
		m.Icon, m.Tone, m.Lead = "bulb_off", Unlit, words.T("Longest silence")
		data := words.Data{"Span": words.Span(step.To.Sub(step.At)), "Time": words.Moment(step.To, s.Now)}
		m.Rest = words.T("{{.Span}}, until {{.Time}}", data)
		if step.To.Equal(s.Now) {
			m.Rest = words.T("{{.Span}}, and still", data)
		}
	}
	return m
}

func (s *Scene) spoke(m *Moment, step journey.Step) {
	u := step.Update
	m.Icon, m.Tone, m.Text = "lightbulb", Lit, text.Line(u.Text, 280)
	data := words.Data{"Span": words.Span(step.At.Sub(step.After))}
	switch {
	case u.Phase == incident.PhaseResolved:
		m.Lead = words.T("Told that it is over")
	case step.First:
		m.Lead = words.T("First update")
	default:
		m.Lead = words.T("Update")
	}
	phase := PhaseWord(u.Phase)
	switch {
	case step.After.IsZero():
	case step.First:
		m.Rest = words.T("{{.Span}} after customers were affected", data)
	default:
		m.Rest = words.T("{{.Span}} after the update before", data)
	}
	if phase != "" && u.Phase != incident.PhaseResolved {
		if m.Rest != "" {
			phase += " · "
		}
		m.Rest = phase + m.Rest
	}
}

func (s *Scene) promise(m *Moment, step journey.Step) {
	m.Lead = words.T("Next update promised")
	data := words.Data{"Span": words.Span(step.Late.Abs())}
	switch {
	case step.Verdict == journey.Kept && step.Late <= -time.Minute:
		m.Icon, m.Tone, m.Rest = "check_circle", Good, words.T("kept, {{.Span}} early", data)
	case step.Verdict == journey.Kept:
		m.Icon, m.Tone, m.Rest = "check_circle", Good, words.T("kept")
	case step.Verdict == journey.Missed && step.Met:
		m.Icon, m.Tone, m.Rest = "cancel", Bad, words.T("missed by {{.Span}}", data)
	case step.Verdict == journey.Missed:
		m.Icon, m.Tone, m.Rest = "cancel", Bad, words.T("missed, overdue by {{.Span}}", data)
	default:
		m.Icon, m.Rest = "schedule", words.T("in {{.Span}}", data)
		if -step.Late <= journey.Soon {
			m.Tone = Warn
		}
	}
}
