package journey

import (
	"testing"
	"time"

	"turnaround/app/incident"
)

func TestTheCustomerClock(t *testing.T) {
	at := func(minute int) time.Time {
		return time.Date(2026, 5, 12, 13, 52, 0, 0, time.UTC).Add(time.Duration(minute) * time.Minute)
	}
	hit := Facts{Impact: incident.ImpactConfirmed, Start: at(0), Began: at(-4)}
	told := func(change func(*Facts)) Facts {
		f := hit
		f.First, f.Last, f.Phase, f.Due = at(8), at(8), incident.Investigating, at(38)
		change(&f)
		return f
	}
	none := time.Time{}
	for _, c := range []struct {
		name  string
		facts Facts
		now   int
		state State
		since time.Time
		next  time.Time
	}{
		{"nobody said", Facts{Began: at(0)}, 5, Unknown, none, none},
		{"no customer is affected", Facts{Impact: incident.ImpactNone, Began: at(0)}, 5, NoImpact, none, none},
		{"suspected counts", Facts{Impact: incident.ImpactSuspected, Began: at(-4)}, 5, Dark, at(-4), at(6)},
		{"nothing was said yet", hit, 30, Dark, at(0), at(10)},
		{"a promise holds", told(func(*Facts) {}), 20, Informed, at(8), at(38)},
		{"a promise is due now", told(func(*Facts) {}), 40, Informed, at(8), at(38)},
		{"a promise has passed", told(func(*Facts) {}), 41, Overdue, at(38), at(38)},
		{"no promise", told(func(f *Facts) { f.Due = none }), 20, Vague, at(8), at(23)},
		{"no promise, and old", told(func(f *Facts) { f.Due = none }), 24, Stale, at(23), at(23)},
		{"watched", told(func(f *Facts) { f.Phase = incident.Monitoring }), 20, Recovering, at(8), at(38)},
		{"watched without a promise", told(func(f *Facts) { f.Phase, f.Due = incident.Monitoring, none }), 20, Recovering, at(8), at(38)},
		{"watched for too long", told(func(f *Facts) { f.Phase, f.Due = incident.Monitoring, none }), 39, Stale, at(38), at(38)},
		{"told that it is over", told(func(f *Facts) { f.Phase, f.Due, f.Resolved = incident.PhaseResolved, none, at(30) }), 90, Over, at(8), none},
		{"over, and not told", told(func(f *Facts) { f.Resolved = at(30) }), 60, Untold, at(30), at(45)},
		{"over, and left untold on purpose", told(func(f *Facts) { f.Resolved, f.Untold = at(30), true }), 60, Over, at(30), none},
		{"over before anybody knew", Facts{Impact: incident.ImpactSuspected, Began: at(0), Resolved: at(5)}, 60, Unknown, none, none},
		{"over before a word", Facts{Impact: incident.ImpactConfirmed, Start: at(0), Resolved: at(5)}, 60, Untold, at(5), at(20)},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := c.facts.Clock(Presets(incident.Critical), at(c.now))
			if r.State != c.state || !r.Since.Equal(c.since) || !r.Next.Equal(c.next) {
				t.Errorf("reads %+v, want %s since %v, next %v", r, c.state, c.since, c.next)
			}
		})
	}
}

func TestAnUpdateIsNeededWithoutACurrentOneAndTenMinutesBeforeItIsDue(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		r    Reading
		want bool
	}{
		"affected, nothing said, time left": {Reading{State: Dark, Next: now.Add(25 * time.Minute)}, true},
		"affected, no target":               {Reading{State: Dark}, true},
		"overdue":                           {Reading{State: Overdue, Next: now.Add(-time.Minute)}, true},
		"old":                               {Reading{State: Stale, Next: now.Add(-time.Minute)}, true},
		"over, and not told":                {Reading{State: Untold, Next: now.Add(15 * time.Minute)}, true},
		"due in ten minutes":                {Reading{State: Informed, Next: now.Add(Soon)}, true},
		"due in eleven":                     {Reading{State: Informed, Next: now.Add(Soon + time.Minute)}, false},
		"nothing promised, no target":       {Reading{State: Vague}, false},
		"told that it is over":              {Reading{State: Over, Next: now}, false},
		"nobody is affected":                {Reading{State: NoImpact}, false},
		"nobody knows":                      {Reading{State: Unknown}, false},
	} {
		if got := c.r.Owes(now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWithoutATargetNothingGrowsOld(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	f := Facts{Impact: incident.ImpactConfirmed, Start: now.Add(-time.Hour), First: now.Add(-time.Hour), Last: now.Add(-time.Hour)}
	if r := f.Clock(Presets(incident.Info), now); r.State != Vague || !r.Next.IsZero() {
		t.Errorf("reads %+v", r)
	}
}
