package page

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
)

// Hours are quiet hours in wall-clock time: a moment is quiet when the clock
// on the wall of its zone reads so, whatever the zone did that night.
type Hours struct {
	spans []span
	zone  func() *time.Location
	rings map[incident.Severity]bool
}

// span is one stretch of a day, in minutes since midnight. It belongs to the
// day it starts on and runs past midnight when end <= start.
type span struct {
	days       [7]bool // by time.Weekday
	start, end int
}

const dayMinutes = 24 * 60

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// NewHours reads quiet hours like "22:00-07:00", "sat,sun 00:00-24:00" or
// "mon-fri 20:00-08:00"; the days are those a span starts on. zone gives the
// zone where the configuration names none. No hours are never quiet.
func NewHours(q config.Quiet, zone func() *time.Location) (*Hours, error) {
	h := &Hours{zone: zone, rings: map[incident.Severity]bool{incident.Critical: true}}
	if q.Zone != "" {
		fixed, err := time.LoadLocation(q.Zone)
		if err != nil {
			return nil, fmt.Errorf("quiet hours: zone %q is not an IANA name such as Europe/Berlin: %w", q.Zone, err)
		}
		h.zone = func() *time.Location { return fixed }
	}
	if q.Severity != nil {
		clear(h.rings)
	}
	for _, s := range q.Severity {
		if s < int(incident.Critical) || s > int(incident.Info) {
			return nil, fmt.Errorf("quiet hours: rings = %d is not a severity from 1 to 4", s)
		}
		h.rings[incident.Severity(s)] = true
	}
	for _, text := range q.Hours {
		s, err := parseSpan(text)
		if err != nil {
			return nil, fmt.Errorf("quiet hours %q: %w", text, err)
		}
		h.spans = append(h.spans, s)
	}
	return h, nil
}

func parseSpan(text string) (span, error) {
	s := span{days: [7]bool{true, true, true, true, true, true, true}}
	fields := strings.Fields(strings.ToLower(text))
	switch len(fields) {
	case 1:
	case 2:
		var err error
		if s.days, err = parseDays(fields[0]); err != nil {
			return s, err
		}
	default:
		return s, errors.New(`want "22:00-07:00" or "sat,sun 00:00-24:00"`)
	}
	from, to, ok := strings.Cut(fields[len(fields)-1], "-")
	if !ok {
		return s, errors.New(`want a start and an end, as in "22:00-07:00"`)
	}
	var err error
	if s.start, err = parseMinute(from); err != nil {
		return s, err
	}
	if s.end, err = parseMinute(to); err != nil {
		return s, err
	}
	if s.start == dayMinutes {
		return s, errors.New("a span starts at 00:00, not at 24:00")
	}
	if s.start == s.end {
		return s, errors.New("start and end are the same; a whole day is 00:00-24:00")
	}
	return s, nil
}

// parseDays reads "sat,sun" or "mon-fri", which may run over the week's end.
func parseDays(text string) ([7]bool, error) {
	var days [7]bool
	for part := range strings.SplitSeq(text, ",") {
		first, last, ranged := strings.Cut(part, "-")
		from, to := slices.Index(weekdays, first), slices.Index(weekdays, last)
		if !ranged {
			to = from
		}
		if from < 0 || to < 0 {
			return days, fmt.Errorf("%q is not a day: want mon, tue, wed, thu, fri, sat or sun", part)
		}
		for d := from; ; d = (d + 1) % 7 {
			days[d] = true
			if d == to {
				break
			}
		}
	}
	return days, nil
}

// parseMinute reads "07:30" as minutes since midnight; 24:00 is the day's end.
func parseMinute(text string) (int, error) {
	if text == "24:00" {
		return dayMinutes, nil
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time of day such as 07:30", text)
	}
	return t.Hour()*60 + t.Minute(), nil
}

// Rings tells whether a severity rings in quiet hours.
func (h *Hours) Rings(s incident.Severity) bool { return h.rings[s.OrDefault()] }

// rings tells whether anything at all does.
func (h *Hours) ringsAny() bool { return len(h.rings) > 0 }

// At tells whether now is quiet, and until when that stays so; a zero until
// means that it never changes (no hours, or nothing but quiet hours).
func (h *Hours) At(now time.Time) (quiet bool, until time.Time) {
	if len(h.spans) == 0 {
		return false, time.Time{}
	}
	zone := h.zone()
	quiet = h.quiet(now.In(zone))
	for _, at := range h.edges(now, zone) {
		if at.After(now) && h.quiet(at.In(zone)) != quiet {
			return quiet, at.UTC()
		}
	}
	return quiet, time.Time{}
}

func (h *Hours) quiet(wall time.Time) bool {
	minute, today := wall.Hour()*60+wall.Minute(), wall.Weekday()
	yesterday := (today + 6) % 7
	for _, s := range h.spans {
		switch {
		case s.start < s.end:
			if s.days[today] && minute >= s.start && minute < s.end {
				return true
			}
		case s.days[today] && minute >= s.start, s.days[yesterday] && minute < s.end:
			return true
		}
	}
	return false
}

// edges gives, in order, every moment of the next eight days at which quiet
// could begin or end: the spans' own edges, read with each offset the zone
// has around that day, since an hour can be missing or come twice, and the
// moments at which the zone changes.
func (h *Hours) edges(now time.Time, zone *time.Location) []time.Time {
	var all []time.Time
	local := now.In(zone)
	for day := -1; day <= 8; day++ {
		midnight := time.Date(local.Year(), local.Month(), local.Day()+day, 0, 0, 0, 0, time.UTC)
		offsets := map[int]bool{}
		for _, hours := range []time.Duration{-36, -12, 0, 12, 36} {
			at := midnight.Add(hours * time.Hour).In(zone)
			_, offset := at.Zone()
			offsets[offset] = true
			if _, change := at.ZoneBounds(); !change.IsZero() {
				all = append(all, change)
			}
		}
		for offset := range offsets {
			shift := time.Duration(offset) * time.Second
			all = append(all, midnight.Add(-shift))
			for _, s := range h.spans {
				all = append(all, midnight.Add(time.Duration(s.start)*time.Minute-shift),
					midnight.Add(time.Duration(s.end)*time.Minute-shift))
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}
