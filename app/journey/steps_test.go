package journey

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
)

var begin = time.Date(2026, 5, 12, 13, 52, 0, 0, time.UTC)

func after(minutes int) time.Time { return begin.Add(time.Duration(minutes) * time.Minute) }

// retold writes steps in minutes from the start.
func retold(all []Step) string {
	minutes := func(t time.Time) int { return int(t.Sub(begin) / time.Minute) }
	var said []string
	for _, s := range all {
		switch s.Kind {
		case Began:
			said = append(said, fmt.Sprintf("%d began", minutes(s.At)))
		case Spoke:
			said = append(said, fmt.Sprintf("%d %s (%v, %v)", minutes(s.At), s.Update.Phase, s.First, s.At.Sub(s.After)))
		case Due:
			said = append(said, fmt.Sprintf("%d %s %v %v", minutes(s.At), [...]string{"open", "kept", "missed"}[s.Verdict], s.Late, s.Met))
		case Silent:
			said = append(said, fmt.Sprintf("%d-%d silent", minutes(s.At), minutes(s.To)))
		case Ended:
			said = append(said, fmt.Sprintf("%d ended", minutes(s.At)))
		}
	}
	return strings.Join(said, "; ")
}

func TestACourseIsToldStepByStep(t *testing.T) {
	updates := []Update{
		{At: after(8), Phase: incident.Investigating, Due: after(38)},
		{At: after(37), Phase: incident.Identified, Due: after(68)},
		{At: after(77), Phase: incident.Identified, Due: after(98)},
		{At: after(120), Phase: incident.PhaseResolved},
	}
	for _, c := range []struct {
		name   string
		course Course
		want   string
	}{
		{"over", Course{Start: begin, Ended: after(109), Resolved: after(120), Updates: updates},
			"0 began; 8 investigating (true, 8m0s); 37 identified (false, 29m0s); 38 kept -1m0s true; 68 missed 9m0s true; " +
				"77 identified (false, 40m0s); 77-120 silent; 98 missed 22m0s true; 109 ended; 120 resolved (false, 43m0s)"},
		{"open, promise to come", Course{Start: begin, Updates: updates[:1], AsOf: after(32)},
			"0 began; 8 investigating (true, 8m0s); 8-32 silent; 38 open -6m0s false"},
		{"open, promise missed", Course{Start: begin, Updates: updates[:1], AsOf: after(50)},
			"0 began; 8 investigating (true, 8m0s); 8-50 silent; 38 missed 12m0s false"},
		{"nothing said", Course{Start: begin, AsOf: after(20)}, "0 began; 0-20 silent"},
		{"nobody knows since when", Course{Updates: updates[:1], AsOf: after(9)},
			"8 investigating (true, " + after(8).Sub(time.Time{}).String() + "); 8-9 silent; 38 open -29m0s false"},
		{"nothing known", Course{AsOf: after(9)}, ""},
	} {
		if got := retold(c.course.Steps(Rules{Grace: DefaultGrace})); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestStepsAgreeWithWhatIsMeasured(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	rules := Rules{Grace: DefaultGrace, Stale: 30 * time.Minute}
	for range 2000 {
		c := Course{AsOf: after(300)}
		if random.IntN(3) > 0 {
			c.Start = after(random.IntN(60))
		}
		for range random.IntN(6) {
			u := Update{At: after(random.IntN(200)), Phase: incident.Investigating}
			if random.IntN(2) == 0 {
				u.Due = u.At.Add(time.Duration(1+random.IntN(90)) * time.Minute)
			}
			c.Updates = append(c.Updates, u)
		}
		if random.IntN(2) == 0 {
			c.Resolved = after(220)
			c.Updates = append(c.Updates, Update{At: after(220), Phase: incident.PhaseResolved})
		}
		m, verdicts, silence := c.Measure(rules), map[Verdict]int{}, time.Duration(-1)
		steps := c.Steps(rules)
		for _, s := range steps {
			switch s.Kind {
			case Due:
				verdicts[s.Verdict]++
			case Silent:
				silence = s.To.Sub(s.At)
			}
		}
		if verdicts[Kept] != m.Kept || verdicts[Open] != m.Pending || verdicts[Missed] != len(m.Late) {
			t.Fatalf("%+v: steps %v, measured %+v", c, verdicts, m)
		}
		if m.LongestSilence != nil && *m.LongestSilence > 0 && *m.LongestSilence != silence || m.LongestSilence == nil && silence >= 0 {
			t.Fatalf("%+v: the longest silence is %v, measured %v", c, silence, m.LongestSilence)
		}
		if !slices.IsSortedFunc(steps, func(a, b Step) int { return a.At.Compare(b.At) }) {
			t.Fatalf("%+v: out of order: %s", c, retold(steps))
		}
	}
}
