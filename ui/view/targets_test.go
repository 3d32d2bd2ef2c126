package view

import (
	"fmt"
	"strings"
	"testing"

	"turnaround/app/incident"
	"turnaround/app/store"
)

func TestOnesOwnTargetsAreMeasured(t *testing.T) {
	ended := func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, minutes(-20) }
	for _, c := range []struct {
		name, want string
		change     func(*store.Row)
	}{
		{"nobody asked", "", func(*store.Row) {}},
		{"nothing said", "schedule First update 8 min of 15 min 5", func(r *store.Row) {
			r.Severity, r.Impact, r.ImpactStart = incident.Major, incident.ImpactConfirmed, minutes(-8)
		}},
		{"too late", "cancel First update 20 min of 15 min 6", func(r *store.Row) {
			r.Severity, r.Impact, r.ImpactStart = incident.Major, incident.ImpactSuspected, minutes(-20)
		}},
		{"told", "check_circle First update 8 min of 15 min 4, schedule Silence 12 min of 30 min 0", func(r *store.Row) {
			toldAt(-12, 0)(r)
			r.Severity, r.ImpactStart = incident.Major, minutes(-20)
		}},
		{"over, and told", "check_circle First update 1 min of 15 min 4, check_circle Told that it is over 5 min of 15 min 4", func(r *store.Row) {
			toldAt(-15, 0)(r)
			ended(r)
			r.Severity, r.ImpactStart, r.FirstUpdate, r.Phase = incident.Major, minutes(-40), minutes(-39), incident.PhaseResolved
		}},
		{"over, not told", "check_circle First update 1 min of 15 min 4, cancel Told that it is over 20 min of 15 min 6", func(r *store.Row) {
			toldAt(-30, 0)(r)
			ended(r)
			r.Severity, r.ImpactStart, r.FirstUpdate = incident.Major, minutes(-40), minutes(-39)
		}},
		{"without targets", "", func(r *store.Row) {
			toldAt(-12, 0)(r)
			r.Severity = incident.Info
		}},
	} {
		s, r := clocked(), row("x", c.change)
		var said []string
		for _, l := range s.targets(s.Clock(r, s.Now)).Lines {
			said = append(said, fmt.Sprintf("%s %s %s %d", l.Icon, l.Name, l.Value, l.Tone))
		}
		if got := strings.Join(said, ", "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
