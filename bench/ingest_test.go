package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
)

// told is n signals that fall into so many incidents, as a source gives them.
func told(n, groups int, shared string) []incident.Signal {
	all := make([]incident.Signal, n)
	for i, a := range swarm(n, groups) {
		all[i] = incident.Signal{ID: incident.Fingerprint(a.Labels), Shared: shared, Firing: true, Title: a.Annotations["summary"],
			Text: a.Annotations["description"], Severity: "critical", Labels: a.Labels, Annotations: a.Annotations, Link: a.GeneratorURL,
			StartsAt: a.StartsAt, At: time.Now()}
	}
	return all
}

// BenchmarkFirstPull is what the desk and the store take for a first pull, without the source.
func BenchmarkFirstPull(b *testing.B) {
	for _, shape := range []struct {
		name      string
		n, groups int
		kind      string
		batch     int
	}{{"mails", 20000, 20000, "mail", 250}, {"alerts", 10000, 1000, "rest", 10000}, {"incidents", 10000, 10000, "rest", 10000}} {
		b.Run(shape.name, func(b *testing.B) {
			all := told(shape.n, shape.groups, "prometheus")
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				h := newHost(b.Name(), 1)
				house := openHouse(h, b.TempDir())
				house.desk.SetSource(desk.Source{Name: "it", Identity: "it", Kind: shape.kind})
				p, _, err := house.desk.Begin("it")
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				for from := 0; from < shape.n; from += shape.batch {
					to := min(from+shape.batch, shape.n)
					last := to == shape.n
					err := p.Apply(context.Background(), incident.Batch{Signals: all[from:to], Done: last,
						Complete: last && shape.kind == "rest", Cursor: fmt.Append(nil, to)})
					if err != nil {
						b.Fatal(err)
					}
				}
				b.StopTimer()
				if got := house.incidents(); got != shape.groups {
					b.Fatalf("%d incidents, want %d", got, shape.groups)
				}
				house.close()
				b.StartTimer()
			}
		})
	}
}
