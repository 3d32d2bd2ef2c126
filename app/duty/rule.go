package duty

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// rule is a recurrence rule (RFC 5545 section 3.3.10) on the wall. The
// library reads it; it is expanded here, day by day and only within a window,
// because the library's own expansion panics on some rules and walks to the
// year 9999, or for ever, on those that never match.
type rule struct {
	rrule.ROption
	start time.Time
	times []time.Duration // of the day, in order
}

// newRule reads a rule that begins at start.
func newRule(text string, start time.Time, zone clock) (*rule, error) {
	o, err := rrule.StrToROption(text)
	if err != nil {
		return nil, err
	}
	r := &rule{ROption: *o, start: start}
	r.Interval = max(1, r.Interval)
	switch {
	case r.Freq > rrule.HOURLY:
		return nil, errors.New("shifts do not repeat by the minute")
	case len(r.Byyearday)+len(r.Byweekno)+len(r.Byeaster) > 0:
		return nil, errors.New("days of the year, weeks of the year and Easter are not understood")
	case r.Freq == rrule.HOURLY && len(r.Byhour)+len(r.Byminute)+len(r.Bysecond)+len(r.Byweekday)+len(r.Bymonthday)+len(r.Bymonth)+len(r.Bysetpos) > 0:
		return nil, errors.New("an hourly rule with conditions is not understood")
	case len(r.Byhour)*len(r.Byminute) > 48 || len(r.Bysecond) > 1 || len(r.Bysetpos) > 366 || r.Interval > 1000 || r.Count < 0:
		return nil, errors.New("it repeats too finely")
	}
	r.defaults()
	until := untilOf(text)
	switch {
	case strings.HasSuffix(until, "Z"):
		r.Until = zone.wall(r.Until)
	case len(until) == len("20060102"):
		r.Until = r.Until.Add(24*time.Hour - time.Second) // the whole of that day
	}
	return r, nil
}

func untilOf(text string) string {
	_, rest, _ := strings.Cut(strings.ToUpper(text), "UNTIL=")
	until, _, _ := strings.Cut(rest, ";")
	return until
}

// defaults takes from the start what the rule leaves open.
func (r *rule) defaults() {
	if len(r.Byweekday) == 0 && len(r.Bymonthday) == 0 {
		switch r.Freq {
		case rrule.WEEKLY:
			r.Byweekday = []rrule.Weekday{[]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}[r.start.Weekday()]}
		case rrule.MONTHLY:
			r.Bymonthday = []int{r.start.Day()}
		case rrule.YEARLY:
			r.Bymonthday = []int{r.start.Day()}
			if len(r.Bymonth) == 0 {
				r.Bymonth = []int{int(r.start.Month())}
			}
		}
	}
	for _, h := range orOne(r.Byhour, r.start.Hour()) {
		for _, m := range orOne(r.Byminute, r.start.Minute()) {
			for _, s := range orOne(r.Bysecond, r.start.Second()) {
				r.times = append(r.times, time.Duration(h)*time.Hour+time.Duration(m)*time.Minute+time.Duration(s)*time.Second)
			}
		}
	}
	slices.Sort(r.times)
	r.times = slices.Compact(r.times)
}

func orOne(list []int, one int) []int {
	if len(list) == 0 {
		return []int{one}
	}
	return list
}

// days says how many days between will look at, at most.
func (r *rule) days(from, to time.Time) int {
	begin := r.start
	if r.Count == 0 && from.After(begin) {
		begin = from
	}
	return max(1, int(to.Sub(begin)/(24*time.Hour))) * max(1, len(r.times)/4)
}

// between gives the starts from from until to.
func (r *rule) between(from, to time.Time) []time.Time {
	if !r.Until.IsZero() && r.Until.Before(to) {
		to = r.Until
	}
	if r.Freq == rrule.HOURLY {
		return r.hourly(from, to)
	}
	var starts []time.Time
	count := 0
	for day := r.firstPeriod(); !day.After(to); {
		next := r.nextPeriod(day)
		if r.Count == 0 && next.Before(from) {
			day = r.skip(next, from)
			continue
		}
		for _, at := range r.set(day, next) {
			if at.Before(r.start) {
				continue
			}
			if count++; at.After(to) || r.Count > 0 && count > r.Count {
				return starts
			}
			if !at.Before(from) {
				starts = append(starts, at)
			}
		}
		day = r.advance(day)
	}
	return starts
}

func (r *rule) hourly(from, to time.Time) []time.Time {
	var starts []time.Time
	step := time.Duration(r.Interval) * time.Hour
	n := max(0, int(from.Sub(r.start)/step))
	for at := r.start.Add(time.Duration(n) * step); !at.After(to) && (r.Count == 0 || n < r.Count); at = at.Add(step) {
		if !at.Before(from) {
			starts = append(starts, at)
		}
		n++
	}
	return starts
}

// firstPeriod is the midnight that begins the day, week, month or year of the
// start.
func (r *rule) firstPeriod() time.Time {
	y, m, d := r.start.Date()
	switch r.Freq {
	case rrule.YEARLY:
		m, d = 1, 1
	case rrule.MONTHLY:
		d = 1
	case rrule.WEEKLY:
		d -= (weekdayOf(r.start) - r.Wkst.Day() + 7) % 7
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// nextPeriod is the end of the period that begins at day.
func (r *rule) nextPeriod(day time.Time) time.Time {
	switch r.Freq {
	case rrule.YEARLY:
		return day.AddDate(1, 0, 0)
	case rrule.MONTHLY:
		return day.AddDate(0, 1, 0)
	case rrule.WEEKLY:
		return day.AddDate(0, 0, 7)
	}
	return day.AddDate(0, 0, 1)
}

// advance is the next period the interval does not leave out.
func (r *rule) advance(day time.Time) time.Time {
	n := r.Interval
	switch r.Freq {
	case rrule.YEARLY:
		return day.AddDate(n, 0, 0)
	case rrule.MONTHLY:
		return day.AddDate(0, n, 0)
	case rrule.WEEKLY:
		return day.AddDate(0, 0, 7*n)
	}
	return day.AddDate(0, 0, n)
}

// skip moves on from a period that lies before the window: the last period
// looked at ended at end.
func (r *rule) skip(end, from time.Time) time.Time {
	unit := map[rrule.Frequency]int{rrule.WEEKLY: 7, rrule.DAILY: 1}[r.Freq]
	if unit == 0 {
		return r.advance(r.previous(end))
	}
	step := unit * r.Interval
	day := end.AddDate(0, 0, -unit)
	far := int(from.Sub(day)/(24*time.Hour))/step - 1
	return day.AddDate(0, 0, max(1, far)*step)
}

func (r *rule) previous(end time.Time) time.Time {
	if r.Freq == rrule.YEARLY {
		return end.AddDate(-1, 0, 0)
	}
	return end.AddDate(0, -1, 0)
}

// set gives the starts of one period.
func (r *rule) set(day, next time.Time) []time.Time {
	var all []time.Time
	for ; day.Before(next); day = day.AddDate(0, 0, 1) {
		if !r.on(day) {
			continue
		}
		for _, t := range r.times {
			all = append(all, day.Add(t))
		}
	}
	if len(r.Bysetpos) == 0 {
		return all
	}
	var picked []time.Time
	for n, at := range all {
		if slices.Contains(r.Bysetpos, n+1) || slices.Contains(r.Bysetpos, n-len(all)) {
			picked = append(picked, at)
		}
	}
	return picked
}

// on tells whether the rule falls on a day.
func (r *rule) on(day time.Time) bool {
	y, m, d := day.Date()
	last := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if len(r.Bymonth) > 0 && !slices.Contains(r.Bymonth, int(m)) {
		return false
	}
	if len(r.Bymonthday) > 0 && !slices.Contains(r.Bymonthday, d) && !slices.Contains(r.Bymonthday, d-last-1) {
		return false
	}
	if len(r.Byweekday) == 0 {
		return true
	}
	if r.Freq == rrule.YEARLY && len(r.Bymonth) == 0 {
		d, last = day.YearDay(), time.Date(y, 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	}
	return slices.ContainsFunc(r.Byweekday, func(w rrule.Weekday) bool {
		if w.Day() != weekdayOf(day) {
			return false
		}
		n := w.N()
		return n == 0 || r.Freq > rrule.MONTHLY || n == (d-1)/7+1 || -n == (last-d)/7+1
	})
}

// weekdayOf counts from Monday, as the library does.
func weekdayOf(t time.Time) int { return (int(t.Weekday()) + 6) % 7 }
