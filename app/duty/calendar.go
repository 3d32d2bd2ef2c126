package duty

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// Shift is one stretch of time on call: from Start until just before End.
type Shift struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// calendar is one reading of an iCalendar file.
type calendar struct {
	zone     *time.Location // for floating times and whole days
	match    string
	from, to time.Time // what is asked for
	known    map[string]clock
	steps    int
	skipped  []string
}

// Parse reads the shifts between from and to out of an iCalendar file
// (RFC 5545), joined and in order. match, where set, leaves only events whose
// summary or attendee holds it. Events that cannot be read are left out and
// named in skipped; an error means that the file as a whole cannot be read.
func Parse(raw []byte, match string, from, to time.Time, zone *time.Location) (shifts []Shift, skipped []string, err error) {
	clean, err := sieve(raw)
	if err != nil {
		return nil, nil, err
	}
	cal, err := ical.NewDecoder(bytes.NewReader(clean)).Decode()
	if err != nil {
		return nil, nil, fmt.Errorf("read the calendar: %w", err)
	}
	if len(cal.Children) > maxEvents {
		return nil, nil, fmt.Errorf("the calendar has more than %d events", maxEvents)
	}
	c := &calendar{zone: zone, match: strings.ToLower(match), from: from, to: to, known: map[string]clock{}}
	c.zones(cal.Children)
	moved := c.moved(cal.Events())
	for _, e := range cal.Events() {
		found, err := c.event(e, moved)
		if err != nil {
			c.skip(err.Error())
			continue
		}
		if shifts = append(shifts, found...); len(shifts) > maxIntervals {
			return nil, nil, fmt.Errorf("the calendar has more than %d shifts in a year", maxIntervals)
		}
	}
	return join(shifts), c.skipped, nil
}

func (c *calendar) skip(why string) {
	if len(c.skipped) < 10 {
		c.skipped = append(c.skipped, why)
	}
}

// value gives a property's raw value, "" where it is absent.
func value(p ical.Props, name string) string {
	if prop := p.Get(name); prop != nil {
		return prop.Value
	}
	return ""
}

// moved collects, per UID, the moments whose occurrence has an event of its
// own (RECURRENCE-ID): a shift that was swapped, moved or cancelled.
func (c *calendar) moved(events []ical.Event) map[string]map[int64]bool {
	all := map[string]map[int64]bool{}
	for _, e := range events {
		prop := e.Props.Get(ical.PropRecurrenceID)
		if prop == nil {
			continue
		}
		at, err := c.moment(*prop, prop.Value)
		if err != nil {
			c.skip(err.Error())
			continue
		}
		if prop.Params.Get(ical.ParamRange) != "" {
			c.skip("a change to all later shifts is read as a change to one")
		}
		uid := value(e.Props, ical.PropUID)
		if all[uid] == nil {
			all[uid] = map[int64]bool{}
		}
		all[uid][at.Unix()] = true
	}
	return all
}

func (c *calendar) moment(prop ical.Prop, text string) (time.Time, error) {
	zone, err := c.clock(prop, text)
	if err != nil {
		return time.Time{}, err
	}
	wall, err := parseWall(text)
	if err != nil {
		return time.Time{}, err
	}
	return zone.moment(wall), nil
}

// wants tells whether an event is this person's shift.
func (c *calendar) wants(e ical.Event) bool {
	if strings.EqualFold(value(e.Props, ical.PropStatus), string(ical.EventCancelled)) {
		return false
	}
	if c.match == "" {
		return true
	}
	texts := []string{value(e.Props, ical.PropSummary)}
	for _, a := range e.Props.Values(ical.PropAttendee) {
		texts = append(texts, a.Value, a.Params.Get(ical.ParamCommonName))
	}
	return slices.ContainsFunc(texts, func(t string) bool {
		return strings.Contains(strings.ToLower(strings.ReplaceAll(t, `\`, "")), c.match)
	})
}

// event gives the shifts of one event.
func (c *calendar) event(e ical.Event, moved map[string]map[int64]bool) ([]Shift, error) {
	if !c.wants(e) {
		return nil, nil
	}
	prop := e.Props.Get(ical.PropDateTimeStart)
	if prop == nil {
		return nil, fmt.Errorf("an event without a start")
	}
	zone, err := c.clock(*prop, prop.Value)
	if err != nil {
		return nil, err
	}
	start, err := parseWall(prop.Value)
	if err != nil {
		return nil, err
	}
	length, err := c.length(e, *prop, start, zone)
	if err != nil || length.zero() {
		return nil, err
	}
	starts := []time.Time{start}
	own := e.Props.Get(ical.PropRecurrenceID) != nil
	if !own {
		from := zone.wall(c.from).Add(-length.most())
		if starts, err = c.recurrences(e.Props, start, zone, from, zone.wall(c.to)); err != nil {
			return nil, err
		}
	}
	gone, err := c.excluded(e, moved, own)
	if err != nil {
		return nil, err
	}
	var shifts []Shift
	for _, wall := range starts {
		s := Shift{Start: zone.moment(wall)}
		s.End = length.after(s.Start, wall, zone)
		if !gone[s.Start.Unix()] && s.End.After(c.from) && s.Start.Before(c.to) && s.End.After(s.Start) {
			shifts = append(shifts, Shift{s.Start.UTC(), s.End.UTC()})
		}
	}
	return shifts, nil
}

// excluded gives the moments at which this event does not take place.
func (c *calendar) excluded(e ical.Event, moved map[string]map[int64]bool, own bool) (map[int64]bool, error) {
	gone := map[int64]bool{}
	if own {
		return gone, nil
	}
	for at := range moved[value(e.Props, ical.PropUID)] {
		gone[at] = true
	}
	for _, prop := range e.Props.Values(ical.PropExceptionDates) {
		for text := range strings.SplitSeq(prop.Value, ",") {
			at, err := c.moment(prop, text)
			if err != nil {
				return nil, fmt.Errorf("an exception: %w", err)
			}
			gone[at.Unix()] = true
		}
	}
	return gone, nil
}

// length is how long an event lasts: whole days and hours on the wall, so
// that a shift from nine to nine stays one over a DST change, or a DURATION,
// whose hours are real ones (RFC 5545 section 3.3.6).
type length struct {
	days  int
	wall  time.Duration // until the wall reads that much later
	exact time.Duration
}

func (l length) zero() bool { return l.days <= 0 && l.wall <= 0 && l.exact <= 0 }

func (l length) most() time.Duration {
	return time.Duration(l.days)*24*time.Hour + l.wall + l.exact + 48*time.Hour
}

func (l length) after(start, wall time.Time, zone clock) time.Time {
	if l.days == 0 && l.wall == 0 {
		return start.Add(l.exact)
	}
	return zone.moment(wall.AddDate(0, 0, l.days).Add(l.wall)).Add(l.exact)
}

func (c *calendar) length(e ical.Event, from ical.Prop, start time.Time, zone clock) (length, error) {
	if prop := e.Props.Get(ical.PropDateTimeEnd); prop != nil {
		end, err := c.moment(*prop, prop.Value)
		if err != nil {
			return length{}, err
		}
		if end.Sub(zone.moment(start)) > 10*366*24*time.Hour {
			return length{}, fmt.Errorf("an event of more than ten years")
		}
		return length{wall: zone.wall(end).Sub(start)}, nil
	}
	if prop := e.Props.Get(ical.PropDuration); prop != nil {
		d, err := prop.Duration()
		if err != nil || d < 0 || d > 366*24*time.Hour {
			return length{}, fmt.Errorf("the duration %q cannot be used", clip(prop.Value))
		}
		return length{days: int(d / (24 * time.Hour)), exact: d % (24 * time.Hour)}, nil
	}
	if len(from.Value) == len("20060102") {
		return length{days: 1}, nil
	}
	return length{}, nil // a moment, no shift
}

// join unites shifts that overlap or touch.
func join(shifts []Shift) []Shift {
	slices.SortFunc(shifts, func(a, b Shift) int { return a.Start.Compare(b.Start) })
	var out []Shift
	for _, s := range shifts {
		if n := len(out); n > 0 && !s.Start.After(out[n-1].End) {
			if s.End.After(out[n-1].End) {
				out[n-1].End = s.End
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// recurrences gives the wall-clock starts between from and to: the first one,
// those of the rule and the extra dates.
func (c *calendar) recurrences(props ical.Props, start time.Time, zone clock, from, to time.Time) ([]time.Time, error) {
	starts := []time.Time{start}
	for _, prop := range props.Values(ical.PropRecurrenceDates) {
		for text := range strings.SplitSeq(prop.Value, ",") {
			text, _, _ = strings.Cut(text, "/") // a period's length is not read
			at, err := c.moment(prop, text)
			if err != nil {
				return nil, fmt.Errorf("an extra date: %w", err)
			}
			starts = append(starts, zone.wall(at))
		}
	}
	for _, prop := range props.Values(ical.PropRecurrenceRule) {
		r, err := newRule(prop.Value, start, zone)
		if err != nil {
			return nil, fmt.Errorf("the rule %q: %w", clip(prop.Value), err)
		}
		if c.steps += r.days(from, to); c.steps > maxSteps {
			return nil, errors.New("the calendar's rules repeat too often")
		}
		starts = append(starts, r.between(from, to)...)
	}
	slices.SortFunc(starts, time.Time.Compare)
	return slices.CompactFunc(starts, time.Time.Equal), nil
}
