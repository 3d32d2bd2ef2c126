package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"turnaround/internal/rig"
	"turnaround/sync/source"
)

const firing = 10000

// alerts reads 10,000 alerts from Alertmanager for the first time, unchanged,
// and when only their ends moved, each beside curl on the same URL.
func alerts(h *host) []row {
	rows := alertRows(h, "1,000 incidents of 10 alerts", 1000)
	return append(rows, alertRows(h, "10,000 incidents", firing)...)
}

func alertRows(h *host, shape string, groups int) []row {
	am := rig.StartAlertmanager(h)
	end := time.Now().Add(time.Hour)
	posted := swarm(firing, groups)
	post(h, am, posted, end)
	var ours, theirs, same, theirsSame, moved, theirsMoved spans
	for n := range h.runs {
		theirs = append(theirs, curl(h, am))
		dir := h.TempDir()
		b := openHouse(h, dir)
		s := h.rest("alertmanager", am.URL)
		b.add("api", s)
		ours = append(ours, timed(func() { b.pull("api", s) }))
		if got := b.incidents(); got != groups {
			h.Fatalf("the first pull gave %d incidents, want %d", got, groups)
		}
		theirsSame = append(theirsSame, curl(h, am))
		same = append(same, timed(func() { b.pull("api", s) }))
		end = end.Add(time.Minute)
		post(h, am, posted, end)
		theirsMoved = append(theirsMoved, curl(h, am))
		moved = append(moved, timed(func() { b.pull("api", s) }))
		settled(h, b, s)
		h.must(s.Close())
		b.close()
		h.remove(dir)
		h.Logf("run %d, %s: first %s (curl %s), unchanged %s (%s), endsAt moved %s (%s); load %s", n+1, shape, brief(ours[n]), brief(theirs[n]),
			brief(same[n]), brief(theirsSame[n]), brief(moved[n]), brief(theirsMoved[n]), load())
	}
	am.Stop()
	what := "10,000 alerts from Alertmanager (" + shape + "), beside curl: "
	return []row{
		beside(what+"first pull, durable", ours, theirs, 3, "at most 3x"),
		beside(what+"nothing changed", same, theirsSame, 1.2, "at most 1.2x"),
		beside(what+"only endsAt moved", moved, theirsMoved, 1.7, "at most 1.7x"),
	}
}

// settled makes sure that the measured pulls were not cheap for being wrong.
func settled(h *host, b *house, s source.Source) {
	if taken := b.pull("api", s); taken.News != 0 || taken.Cleared != 0 {
		h.Fatalf("a pull without news brought %d occurrences and cleared %d", taken.News, taken.Cleared)
	}
	for row := range b.store.Rows() {
		if row.Firing == 0 {
			h.Fatalf("incident %s has no firing alert left", row.ID)
		}
	}
}

// swarm makes n alerts that fall into so many incidents.
func swarm(n, groups int) []rig.Alert {
	all := make([]rig.Alert, n)
	start := time.Now().Add(-time.Minute).UTC().Truncate(time.Millisecond)
	for i := range all {
		group := i % groups
		all[i] = rig.Alert{
			Labels: map[string]string{"alertname": "HighErrorRate", "cluster": fmt.Sprintf("prod-%d", group/100),
				"service": fmt.Sprintf("checkout-%d", group%100), "instance": fmt.Sprintf("web-%d:9090", i), "severity": "critical", "team": "shop"},
			Annotations: map[string]string{"summary": "5xx ratio above 5% on checkout", "description": "Ratio is 12.4% over 5m"},
			StartsAt:    start, GeneratorURL: "http://prometheus.example.test/graph?g0.expr=errors",
		}
	}
	return all
}

// post sends alerts with an end, as Prometheus does again and again.
func post(h *host, am *rig.Alertmanager, all []rig.Alert, end time.Time) {
	for part := range slices.Chunk(all, 1000) {
		sent := slices.Clone(part)
		for n := range sent {
			sent[n].EndsAt = end
			sent[n].Labels = maps.Clone(sent[n].Labels)
		}
		am.Post(h, sent...)
	}
}

// curl asks for what we ask for, and throws it away.
func curl(h *host, am *rig.Alertmanager) time.Duration {
	cmd := rig.Command(h, "curl", "-s", "-o", "/dev/null", am.URL+"/api/v2/alerts")
	return timed(func() {
		if out, err := cmd.CombinedOutput(); err != nil {
			h.Fatalf("curl: %v: %s", err, out)
		}
	})
}
