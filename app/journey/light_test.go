package journey

import (
	"testing"
	"time"

	"turnaround/app/incident"
)

func TestLightsTellWhatMeasureMeasures(t *testing.T) {
	start := time.Date(2026, 5, 12, 10, 0, 0, 0, time.UTC)
	at := func(m int) time.Time { return start.Add(time.Duration(m) * time.Minute) }
	updates := []Update{
		{At: at(90), Phase: incident.PhaseResolved},
		{At: at(10), Phase: "investigating", Due: at(30)},
		{At: at(50), Phase: "identified"},
		{At: at(400), Phase: Postmortem},
	}
	for name, c := range map[string]struct {
		course Course
		want   []Stretch
	}{
		"a known start": {Course{Start: start, Updates: updates, Resolved: at(90)},
			[]Stretch{{at(0), at(10), Unlit}, {at(10), at(30), Lit}, {at(30), at(50), Unlit}, {at(50), at(80), Lit}, {at(80), at(90), Unlit}}},
		"no start": {Course{Updates: updates, Resolved: at(90)},
			[]Stretch{{at(10), at(10), Hollow}, {at(10), at(30), Lit}, {at(30), at(50), Unlit}, {at(50), at(80), Lit}, {at(80), at(90), Unlit}}},
		"open still": {Course{Updates: updates[1:2], AsOf: at(45)},
			[]Stretch{{at(10), at(10), Hollow}, {at(10), at(30), Lit}, {at(30), at(45), Unlit}}},
		"told when over": {Course{Updates: updates[:1], Resolved: at(90)}, []Stretch{{at(90), at(90), Hollow}}},
		"nothing said":   {Course{Start: start, AsOf: at(45)}, nil},
	} {
		rules := PageRules("major")
		got := c.course.Lights(rules)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
			continue
		}
		var dark time.Duration
		for n, s := range got {
			if s != c.want[n] {
				t.Errorf("%s: stretch %d is %v, want %v", name, n, s, c.want[n])
			}
			if s.Light == Unlit {
				dark += s.To.Sub(s.From)
			}
		}
		if m := c.course.Measure(rules); len(got) > 0 && m.Dark != nil && *m.Dark != dark {
			t.Errorf("%s: dark for %s, Measure says %s", name, dark, *m.Dark)
		}
	}
	if PageRules("minor").Stale != time.Hour {
		t.Error("a minor incident's update holds for an hour")
	}
}
