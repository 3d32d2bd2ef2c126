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
	// Due is where the next update is owed, First where the first was given; in
	// parts of the bar, 0: none.
	Due, First         float32
	DueText, FirstText string
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
func (s *Scene) strip(c desk.Clock, course journey.Course) Strip {
	out := s.stripText(c)
	if out.Shown() && c.Reading.State != journey.NoImpact {
		s.lightBar(&out, c, course)
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
	t := s.track(c, course)
	if !t.end.After(t.begin) {
		return
	}
	out.Bar, out.From = t.bar(), words.Moment(t.begin, s.Now)
	if len(t.updates) > 0 && t.updates[0].At.After(t.begin) {
		out.First = t.at(t.updates[0].At)
		out.FirstText = words.T("{{.Time}} first update", words.Data{"Time": words.Moment(t.updates[0].At, s.Now)})
	}
	if t.over {
		out.To = words.Moment(t.now, s.Now)
		return
	}
	out.Now, out.NowText = t.at(t.now), words.T("Now")
	if next := c.Reading.Next; next.After(t.begin) {
		out.Due, out.DueText = t.at(next), words.Moment(next, s.Now)
	}
}

// track is the span of time that a bar shows.
type track struct {
	begin, end, now time.Time
	known           bool // when customers began to be affected
	over            bool
	next            time.Time // until when the last update goes on to hold
	updates         []journey.Update
	target          journey.Target
}

func (s *Scene) track(c desk.Clock, course journey.Course) track {
	t := track{begin: c.Row.ImpactStart, known: true, now: s.Now, over: c.Reading.State == journey.Over,
		updates: slices.Clone(course.Updates), target: c.Target}
	slices.SortStableFunc(t.updates, func(a, b journey.Update) int { return a.At.Compare(b.At) })
	if t.begin.IsZero() {
		t.begin, t.known = c.Row.StartedAt, false
	}
	if len(t.updates) > 0 && t.updates[0].At.Before(t.begin) {
		t.begin = t.updates[0].At
	}
	if t.over {
		t.now = c.Reading.Since
	}
	t.end = t.now
	if t.over {
		return t
	}
	if c.Reading.Next.After(t.end) {
		t.end = c.Reading.Next
	}
	if !c.Reading.State.InTheDark() && c.Reading.State != journey.Untold {
		t.next = c.Reading.Next
	}
	return t
}

// at is where a time stands, in parts of the bar, which goes on a little behind
// its last time.
func (t track) at(when time.Time) float32 {
	return float32(when.Sub(t.begin)) / float32(t.end.Sub(t.begin)*21/20)
}

func (t track) bar() []Stretch {
	var bar []Stretch
	add := func(from, to time.Time, l Light) {
		if to.After(from) {
			bar = append(bar, Stretch{t.at(from), t.at(to), l})
		}
	}
	lit(t.updates, t.target, t.begin, t.now, t.known, add)
	add(t.now, t.next, BarNext)
	return bar
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
