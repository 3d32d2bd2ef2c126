package compose

import (
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/update"
)

func TestAPromiseIsShortInADrillAlone(t *testing.T) {
	for _, practice := range []bool{false, true} {
		for second := range 60 {
			now := time.Date(2026, 5, 12, 14, 3, second, 0, time.UTC)
			c := Case{Practice: practice, Say: "paying", Target: journey.Target{Cadence: map[incident.Phase]time.Duration{incident.Investigating: 2 * time.Minute}},
				Incident: incident.Incident{ID: "i", Title: "Pay", Severity: incident.Critical},
				Places:   []Place{{Name: "page", Medium: update.Page, Offered: true}}}
			c.Incident.Customers.Impact = incident.ImpactConfirmed
			w := Begin(c, now)
			least, most := 10*time.Minute, 15*time.Minute
			if practice {
				least, most = 90*time.Second, 150*time.Second
			}
			if in := w.Answers().Next.Sub(now); in < least || in > most || w.Answers().Next.Second() != 0 {
				t.Fatalf("practice %v: at %s the next update is promised in %s", practice, now.Format("15:04:05"), in)
			}
			s, err := w.Look(now.Add(30 * time.Second))
			if err != nil || s.Practice != practice {
				t.Fatalf("practice is %v, %v", s.Practice, err)
			}
			for _, f := range s.Findings {
				if f.ID == "CU02" {
					t.Errorf("practice %v: written in half a minute, it finds %q", practice, f.Message)
				}
			}
		}
	}
}
