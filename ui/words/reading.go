package words

import (
	"errors"
	"strings"
	"time"
)

// What is wrong with a time that was typed.
var (
	ErrNoTime = errors.New("not a time")
	ErrPast   = errors.New("not on the side of now that was asked for")
)

// ReadTime reads a time to come as a person types it, in a zone: 15:30,
// 2026-05-13 08:00, 2h or 3d.
func ReadTime(typed string, now time.Time, zone *time.Location) (time.Time, error) {
	typed = strings.TrimSpace(typed)
	at := time.Time{}
	if span, err := ReadSpan(typed); err == nil {
		at = now.Add(span)
	}
	if t, ok := readDay(typed, zone); ok {
		at = t
	}
	if t, ok := readClock(typed, now, zone); ok {
		if at = t; !at.After(now) {
			at = at.AddDate(0, 0, 1)
		}
	}
	switch {
	case at.IsZero():
		return at, ErrNoTime
	case !at.After(now):
		return at, ErrPast
	}
	return at, nil
}

// ReadPast reads a time that has passed: 13:52, 2026-05-12 08:00 or 30m ago.
// Nothing typed is the zero time.
func ReadPast(typed string, now time.Time, zone *time.Location) (time.Time, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return time.Time{}, nil
	}
	if span, err := ReadSpan(strings.TrimSpace(strings.TrimSuffix(typed, "ago"))); err == nil {
		return now.Add(-span), nil
	}
	if t, ok := readDay(typed, zone); ok {
		if t.After(now) {
			return time.Time{}, ErrPast
		}
		return t, nil
	}
	if t, ok := readClock(typed, now, zone); ok {
		if t.After(now) {
			t = t.AddDate(0, 0, -1)
		}
		return t, nil
	}
	return time.Time{}, ErrNoTime
}

// readDay reads a day with a time.
func readDay(typed string, zone *time.Location) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, typed, zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// readClock reads a time of today.
func readClock(typed string, now time.Time, zone *time.Location) (time.Time, bool) {
	for _, layout := range []string{"15:04", "3:04 PM", "3:04PM"} {
		if t, err := time.ParseInLocation(layout, strings.ToUpper(typed), zone); err == nil {
			local := now.In(zone)
			return time.Date(local.Year(), local.Month(), local.Day(), t.Hour(), t.Minute(), 0, 0, zone), true
		}
	}
	return time.Time{}, false
}

// ReadSpan reads 90m, 2h or 3d, a year at most.
func ReadSpan(typed string) (time.Duration, error) {
	typed = strings.ReplaceAll(strings.ToLower(typed), " ", "")
	unit := time.Duration(1)
	if days, ok := strings.CutSuffix(typed, "d"); ok {
		typed, unit = days+"h", 24
	}
	span, err := time.ParseDuration(typed)
	if err != nil || span < 0 || span > 366*24*time.Hour/unit {
		return 0, ErrNoTime
	}
	return span * unit, nil
}
