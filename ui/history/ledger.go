package history

import (
	"cmp"
	"slices"
	"time"

	"turnaround/app/journey"
	"turnaround/app/text"
)

// row is one incident, measured.
type row struct {
	key, name, impact string
	at                time.Time // the first update
	stated            time.Time // a start that only a text states
	recorded, ticked  bool      // the start is recorded; the stated one is used
	metrics           journey.Metrics
	lights            []journey.Stretch
}

// missed tells whether a promise was broken.
func (r row) missed() bool { return len(r.metrics.Late) > 0 }

// long is a silence worth a look.
const long = time.Hour

func (r row) silent() bool {
	return r.metrics.LongestSilence != nil && *r.metrics.LongestSilence > long
}

func (r row) later() bool { return r.metrics.Backdate > 0 }

// ledger is all incidents of what was read, newest first, and their figures.
type ledger struct {
	rows                 []row
	first, silence       []time.Duration
	made, kept           int // promises that were due, and those kept
	updates              []int
	posted, late         int // updates in all, and those back-dated
	planned              int
	stated, used         int // starts only texts state, and those ticked
	missed, silent, back int // incidents
}

// measure judges what was read; ticked are the incidents whose stated start counts.
func measure(all []journey.History, ticked map[string]bool) ledger {
	var l ledger
	for _, h := range all {
		l.planned += h.Maintenance
		for _, p := range h.Incidents {
			l.add(h.Page, p, ticked)
		}
	}
	slices.SortStableFunc(l.rows, func(a, b row) int { return b.at.Compare(a.at) })
	return l
}

func (l *ledger) add(page string, p journey.Past, ticked map[string]bool) {
	r := row{key: page + "/" + p.ID, name: text.Line(p.Name, 200), impact: text.Line(p.Impact, 20), stated: p.Stated,
		recorded: !p.Course.Start.IsZero()}
	course := p.Course
	if !r.recorded && !r.stated.IsZero() {
		l.stated++
		if r.ticked = ticked[r.key]; r.ticked {
			l.used++
			course.Start = r.stated
		}
	}
	rules := journey.PageRules(p.Impact)
	r.metrics, r.lights = course.Measure(rules), course.Lights(rules)
	for _, u := range p.Course.Updates {
		if r.at.IsZero() || u.At.Before(r.at) {
			r.at = u.At
		}
	}
	if !p.Afterwards() { // an archive tells nothing of when people heard
		l.count(r)
	}
	l.rows = append(l.rows, r)
}

func (l *ledger) count(r row) {
	m := r.metrics
	if m.FirstUpdate != nil {
		l.first = append(l.first, *m.FirstUpdate)
	}
	if m.LongestSilence != nil {
		l.silence = append(l.silence, *m.LongestSilence)
	}
	l.made, l.kept = l.made+m.Made-m.Pending, l.kept+m.Kept
	l.updates, l.posted, l.late = append(l.updates, m.Updates), l.posted+m.Updates, l.late+m.Backdate
	for _, c := range []struct {
		holds bool
		n     *int
	}{{r.missed(), &l.missed}, {r.silent(), &l.silent}, {r.later(), &l.back}} {
		if c.holds {
			*c.n++
		}
	}
}

// The filters and orders, in the order they are offered.
const (
	filterAll = iota
	filterMissed
	filterSilent
	filterLater
)

const (
	orderNewest = iota
	orderFirst
	orderSilence
	orderLate
)

// pick gives the rows of a filter in an order. What is not known comes last.
func (l ledger) pick(filter, order int) []row {
	var out []row
	for _, r := range l.rows {
		switch filter {
		case filterMissed:
			if !r.missed() {
				continue
			}
		case filterSilent:
			if !r.silent() {
				continue
			}
		case filterLater:
			if !r.later() {
				continue
			}
		}
		out = append(out, r)
	}
	switch order {
	case orderFirst:
		slices.SortStableFunc(out, func(a, b row) int { return longer(a.metrics.FirstUpdate, b.metrics.FirstUpdate) })
	case orderSilence:
		slices.SortStableFunc(out, func(a, b row) int { return longer(a.metrics.LongestSilence, b.metrics.LongestSilence) })
	case orderLate:
		slices.SortStableFunc(out, func(a, b row) int { return cmp.Compare(len(b.metrics.Late), len(a.metrics.Late)) })
	}
	return out
}

// longer puts long spans first and unknown ones last.
func longer(a, b *time.Duration) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*b, *a)
}

// middle is the median of some counts.
func middle(counts []int) int {
	if len(counts) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(counts))[len(counts)/2]
}
