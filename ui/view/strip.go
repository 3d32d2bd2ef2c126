package view

import (
	"slices"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/ui/words"
)

// Strip is what the band below an incident's head says of its customers. The
// zero strip is not shown.
type Strip struct {
	Icon                string
	Tone                Tone // of the icon
	Lead, Value         string
	Detail, DetailValue string
	DetailTone          Tone
	Bar                 []Stretch
	Now                 float32 // in parts of the bar; 0: none
	NowText, From, To   string
}

// Shown tells whether there is anything to show.
func (s Strip) Shown() bool { return s.Lead != "" }

// Light says what a stretch of the bar stands for.
type Light int

// The lights.
const (
	BarUnknown Light = iota // hollow: nobody knows when it began
	BarDark                 // affected, and no current update
	BarLit                  // the last update holds
	BarNext                 // from now to the promised time
)

// Stretch is a part of a bar, from and to in parts of its width.
type Stretch struct {
	From, To float32
	Light    Light
}

// strip words the customer clock of one incident.
func (s *Scene) strip(c desk.Clock, entries []incident.Entry) Strip {
	out := s.stripText(c)
	if out.Shown() && c.Reading.State != journey.NoImpact {
		s.lightBar(&out, c, journey.Of(entries, s.Now))
	}
	return out
}

func (s *Scene) stripText(c desk.Clock) Strip {
	r := c.Reading
	passed := words.T("{{.Span}} ago", words.Data{"Span": words.Span(s.Now.Sub(c.Row.LastUpdate))})
	out := Strip{Icon: "bulb_off", Tone: Unlit, DetailTone: Soft}
	if !c.Row.LastUpdate.IsZero() {
		out.Detail, out.DetailValue = words.T("Customers last heard"), passed
	}
	switch r.State {
	case journey.NoImpact:
		return Strip{Icon: "check_circle", Tone: Soft, Lead: words.T("No customer impact")}
	case journey.Dark:
		out.Lead, out.Value = words.T("No update yet for customers, for"), words.Span(s.Now.Sub(r.Since))
		s.due(&out, r, words.T("First update due"), words.T("First update was due"))
	case journey.Overdue, journey.Stale:
		out.Lead, out.Value = words.T("No current update since"), words.Moment(r.Since, s.Now)
	case journey.Untold:
		out.Lead, out.Value = words.T("Customers were not told that it is over"), words.T("{{.Span}} ago", words.Data{"Span": words.Span(s.Now.Sub(r.Since))})
	case journey.Over:
		out.Icon, out.Tone = "lightbulb", Lit
		out.Lead, out.Value = words.T("Customers were told that it is over"), words.Moment(r.Since, s.Now)
		out.Detail, out.DetailValue = "", ""
		if c.Row.EndedUntold {
			return Strip{Icon: "bulb_off", Tone: Soft, Lead: words.T("Ended on purpose without telling customers")}
		}
	case journey.Vague, journey.Informed, journey.Recovering:
		out.Icon, out.Tone = "lightbulb", Lit
		out.Lead, out.Value = words.T("Customers last heard"), passed
		out.Detail, out.DetailValue = words.T("No next update was promised"), ""
		if r.Promised {
			s.due(&out, r, words.T("Next update promised"), words.T("Next update was promised for"))
		} else {
			s.due(&out, r, words.T("Next update due by your targets"), words.T("Next update was due by your targets"))
		}
	default:
		return Strip{}
	}
	return out
}

// due says when an update is owed, in words for what comes and what has passed.
func (s *Scene) due(out *Strip, r journey.Reading, comes, passed string) {
	if r.Next.IsZero() {
		return
	}
	data := words.Data{"Time": words.Moment(r.Next, s.Now), "Span": words.Span(r.Next.Sub(s.Now).Abs())}
	out.DetailTone = Soft
	if left := r.Next.Sub(s.Now); left > 0 {
		out.Detail, out.DetailValue = comes, words.T("{{.Time}}, in {{.Span}}", data)
		if left <= journey.Soon {
			out.DetailTone = Warn
		}
		return
	}
	out.Detail, out.DetailValue = passed, words.T("{{.Time}}, {{.Span}} ago", data)
	out.DetailTone = Warn
}

// lightBar draws when customers had a current update.
func (s *Scene) lightBar(out *Strip, c desk.Clock, course journey.Course) {
	updates := course.Updates
	slices.SortStableFunc(updates, func(a, b journey.Update) int { return a.At.Compare(b.At) })
	begin, known := c.Row.ImpactStart, true
	if begin.IsZero() {
		begin, known = c.Row.StartedAt, false
	}
	if len(updates) > 0 && updates[0].At.Before(begin) {
		begin = updates[0].At
	}
	now, over := s.Now, c.Reading.State == journey.Over
	if over {
		now = c.Reading.Since
	}
	end := now
	if !over && c.Reading.Next.After(end) {
		end = c.Reading.Next
	}
	if !end.After(begin) {
		return
	}
	whole := end.Sub(begin) * 21 / 20 // the bar goes on a little behind the last time
	at := func(t time.Time) float32 { return float32(t.Sub(begin)) / float32(whole) }
	add := func(from, to time.Time, l Light) {
		if to.After(from) {
			out.Bar = append(out.Bar, Stretch{at(from), at(to), l})
		}
	}
	lit(updates, c.Target, begin, now, known, add)
	out.From = words.Moment(begin, s.Now)
	if over {
		out.To = words.Moment(now, s.Now)
		return
	}
	if !c.Reading.State.InTheDark() && c.Reading.State != journey.Untold {
		add(now, c.Reading.Next, BarNext)
	}
	out.Now, out.NowText = at(now), words.T("Now")
	if c.Reading.Next.After(now) {
		out.To = words.Moment(c.Reading.Next, s.Now)
	}
}

// lit adds the stretches with and without a current update, up to now.
func lit(updates []journey.Update, t journey.Target, begin, now time.Time, known bool, add func(from, to time.Time, l Light)) {
	dark := BarUnknown
	if known {
		dark = BarDark
	}
	last := begin
	for n, u := range updates {
		add(last, u.At, dark)
		last, dark = u.At, BarDark
		until := now
		if n+1 < len(updates) {
			until = updates[n+1].At
		}
		if holds := current(u, t); !holds.IsZero() && holds.Before(until) {
			until = holds
		}
		add(last, until, BarLit)
		if until.After(last) {
			last = until
		}
	}
	add(last, now, dark)
}

// current is until when an update holds; zero: with no end.
func current(u journey.Update, t journey.Target) time.Time {
	switch every := t.Every(u.Phase); {
	case u.Phase == incident.PhaseResolved:
		return time.Time{}
	case !u.Due.IsZero():
		return u.Due
	case every > 0:
		return u.At.Add(every)
	}
	return time.Time{}
}
