package page

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// TestDays is for how many days test pages must have arrived before a person
// can do without the pager they had.
const TestDays = 14

// TestDay is how the test pages of one day went.
type TestDay struct {
	Day    string `json:"day"`    // 2026-05-12, in the person's zone
	Tested bool   `json:"tested"` // at least one was sent
	Passed bool   `json:"passed"` // the last of the day arrived whole
}

// TestHistory is how the test pages of the last days went.
type TestHistory struct {
	Days   []TestDay `json:"days"`   // the last 14 with today, oldest first
	Passed int       `json:"passed"` // days of these on which they arrived
	Of     int       `json:"of"`
	// Last is when a test page last arrived whole; zero: never.
	Last time.Time `json:"last_success,omitzero"`
}

const metaTrials = "page/tests"

const dayLayout = "2006-01-02"

// Tests tells how the test pages of the last days went.
func Tests(ctx context.Context, meta Meta, now time.Time, zone *time.Location) (TestHistory, error) {
	h := TestHistory{Of: TestDays}
	days, err := loadTrials(ctx, meta)
	if err != nil {
		return h, err
	}
	if h.Last, err = lastTest(ctx, meta); err != nil {
		return h, err
	}
	for _, day := range lastDays(now, zone) {
		passed, tested := days[day]
		h.Days = append(h.Days, TestDay{Day: day, Tested: tested, Passed: passed})
		if passed {
			h.Passed++
		}
	}
	return h, nil
}

// lastDays names the last days with today, oldest first. Noon is there on
// every day, whatever the clocks of the zone do.
func lastDays(now time.Time, zone *time.Location) []string {
	wall := now.In(zone)
	var days []string
	for n := TestDays - 1; n >= 0; n-- {
		days = append(days, time.Date(wall.Year(), wall.Month(), wall.Day()-n, 12, 0, 0, 0, time.UTC).Format(dayLayout))
	}
	return days
}

// loadTrials gives, by day, whether its last test page arrived whole.
func loadTrials(ctx context.Context, meta Meta) (map[string]bool, error) {
	days := map[string]bool{}
	if meta == nil {
		return days, nil
	}
	raw, err := meta.Load(ctx, metaTrials)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &days)
	}
	if err != nil {
		return map[string]bool{}, fmt.Errorf("read how test pages went: %w", err)
	}
	return days, nil
}

// record remembers how a test page went, and forgets what is older than the
// history shown.
func (l *Loop) record(ctx context.Context, t Trial) error {
	days, err := loadTrials(ctx, l.Meta)
	if err != nil {
		// A history that cannot be read begins anew.
		l.Log.Warn("begin the history of test pages anew", "err", err)
	}
	zone := l.policy.Load().zone()
	days[t.At.In(zone).Format(dayLayout)] = t.OK
	kept := map[string]bool{}
	for _, day := range lastDays(t.At, zone) {
		if passed, ok := days[day]; ok {
			kept[day] = passed
		}
	}
	raw, err := json.Marshal(kept)
	if err == nil {
		err = l.Meta.Save(ctx, metaTrials, raw)
	}
	if err == nil && t.OK {
		err = l.Meta.Save(ctx, metaTrial, pack(t.At))
	}
	if err != nil {
		return fmt.Errorf("remember how it went: %w", err)
	}
	return nil
}
