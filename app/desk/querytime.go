package desk

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"turnaround/app/journey"
	"turnaround/app/store"
)

// quietFilter finds incidents whose customers have been without a current
// update for longer than a span: quiet:>10m, or quiet:10m for at least so long.
func (d *Desk) quietFilter(value string) (func(*store.Row) bool, error) {
	text, more := strings.CutPrefix(value, ">")
	span, ok := parseSpan(text)
	if !ok {
		return nil, fmt.Errorf("search quiet:%s: give a span, as in quiet:>10m or quiet:>2h", clip(value, 40))
	}
	return func(r *store.Row) bool {
		if r.MergedInto != "" || !r.Impact.Affects() {
			return false
		}
		now := d.now()
		c := d.ClockOf(*r, now).Reading
		if !c.State.InTheDark() && c.State != journey.Untold {
			return false
		}
		quiet := now.Sub(c.Since)
		return quiet > span || quiet == span && !more
	}, nil
}

// updateFilter finds incidents that owe their customers an update, now or soon.
func (d *Desk) updateFilter(value string) (func(*store.Row) bool, error) {
	if strings.ToLower(value) != "due" {
		return nil, fmt.Errorf("search update:%s: give update:due, for what owes customers an update", clip(value, 40))
	}
	return func(r *store.Row) bool {
		if r.MergedInto != "" || !r.Impact.Affects() {
			return false
		}
		now := d.now()
		return d.ClockOf(*r, now).Owes(now)
	}, nil
}

// parseSpan reads 90s, 10m, 2h or 3d.
func parseSpan(text string) (time.Duration, bool) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err == nil && n >= 0 && n < 100_000
	}
	span, err := time.ParseDuration(text)
	return span, err == nil && span >= 0
}

// parseWhen reads a date, a time or a span back from now.
func parseWhen(text string, now time.Time, zone *time.Location) (time.Time, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n < 100_000 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if span, err := time.ParseDuration(text); err == nil {
		return now.Add(-span), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02", "2006-01"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("not a time; give 2026-05-12, 2026-05-12T14:00, 2h or 7d")
}
