package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
)

// many is the size the goals are set for.
const many = 100_000

// typical is an incident as Alertmanager makes them, about 400 bytes.
func typical(n int) incident.Incident {
	id := incident.NewID("http://am.example", strconv.Itoa(n), noon)
	at := noon.Add(time.Duration(n) * time.Minute)
	inc := incident.Incident{
		ID: id, Number: incident.NumberOf(id), Title: fmt.Sprintf("HighErrorRate on checkout-%d in eu-prod", n%500), Service: "checkout",
		Severity: incident.Severity(n%4 + 1), Status: incident.Resolved, Source: "eu-prod", Group: fmt.Sprintf("g%d", n),
		Labels: map[string]string{"alertname": "HighErrorRate", "cluster": "eu-prod", "service": "checkout"},
		Link:   "https://am.example/#/alerts", StartedAt: at, DetectedAt: at.Add(15 * time.Second), AcknowledgedAt: at.Add(time.Minute),
		ResolvedAt: at.Add(10 * time.Minute), UpdatedAt: at.Add(10 * time.Minute), RingSince: at, Alerts: 2, Entries: 3,
	}
	if n%50 == 0 {
		inc.Status, inc.ResolvedAt, inc.Firing = incident.Triggered, time.Time{}, 2
	}
	return inc
}

// fill writes incidents n to m with an alert, a pointer and three entries each.
func fill(t testing.TB, s *Store, from, to int) {
	t.Helper()
	const each = 40
	for n := from; n < to; n += each {
		end := min(n+each, to)
		update(t, s, func(tx *Tx) error {
			for n := n; n < end; n++ {
				inc := typical(n)
				if err := tx.PutIncident(inc); err != nil {
					return err
				}
				for e := range 3 {
					if _, err := tx.AddEntry(entry(inc.ID, incident.NewEntryID(inc.ID, "x", strconv.Itoa(e)), inc.StartedAt.Add(time.Duration(e)*time.Minute))); err != nil {
						return err
					}
				}
				fp := strconv.Itoa(n)
				if err := tx.PutAlert(incident.Alert{Incident: inc.ID, Fingerprint: fp, Title: inc.Title, Labels: inc.Labels, StartsAt: inc.StartedAt}); err != nil {
					return err
				}
				if err := tx.PutPointer("eu", fp, Pointer{Incident: inc.ID, Fingerprint: fp, Source: "eu-prod", Kind: "rest", At: inc.StartedAt, StartsAt: inc.StartedAt, Hash: uint64(n)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// filled gives a copy-free folder of many incidents, made once per preset and kept
// for the run of the benchmarks.
func filled(b *testing.B, p Preset) Options {
	b.Helper()
	if benchDir == "" {
		dir, err := os.MkdirTemp("", "store-bench-")
		if err != nil {
			b.Fatal(err)
		}
		benchDir = dir
	}
	o := Options{Dir: filepath.Join(benchDir, string(p)), Preset: p, Key: bytes.Repeat([]byte{7}, 32), Log: quiet()}
	if _, err := os.Stat(o.Dir); err == nil {
		return o
	}
	s, err := Open(context.Background(), o)
	if err != nil {
		b.Fatal(err)
	}
	fill(b, s, 0, many)
	mustClose(b, s)
	return o
}

func presets(b *testing.B, f func(b *testing.B, o Options)) {
	for _, p := range []Preset{Laptop, Phone} {
		b.Run(string(p), func(b *testing.B) { f(b, filled(b, p)) })
	}
}

func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		s := mustOpen(b, Options{Dir: b.TempDir(), Preset: Phone, Key: bytes.Repeat([]byte{7}, 32), Log: quiet()})
		fill(b, s, 0, many)
		mustClose(b, s)
	}
}

func BenchmarkOpen(b *testing.B) {
	presets(b, func(b *testing.B, o Options) {
		for b.Loop() {
			s, err := Open(context.Background(), o)
			if err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if n := s.Stats().Incidents; n < many {
				b.Fatalf("%d incidents", n)
			}
			mustClose(b, s)
			b.StartTimer()
		}
	})
}

func BenchmarkRows(b *testing.B) {
	presets(b, func(b *testing.B, o Options) {
		s := mustOpen(b, o)
		for b.Loop() {
			n := 0
			for row := range s.Rows() {
				if row.Title != "" {
					n++
				}
			}
			if n < many {
				b.Fatalf("%d rows", n)
			}
		}
	})
}

func BenchmarkRow(b *testing.B) {
	presets(b, func(b *testing.B, o Options) {
		s := mustOpen(b, o)
		n := 0
		for b.Loop() {
			n = (n + 7919) % many
			if _, ok := s.Row(incident.NewID("http://am.example", strconv.Itoa(n), noon)); !ok {
				b.Fatal("no row")
			}
		}
	})
}

// BenchmarkRowAgain asks for the same two hundred, as whoever watches what is open does.
func BenchmarkRowAgain(b *testing.B) {
	presets(b, func(b *testing.B, o Options) {
		s := mustOpen(b, o)
		n := 0
		for b.Loop() {
			n = (n + 1) % 200
			if _, ok := s.Row(incident.NewID("http://am.example", strconv.Itoa(n), noon)); !ok {
				b.Fatal("no row")
			}
		}
	})
}

func BenchmarkByNumber(b *testing.B) {
	presets(b, func(b *testing.B, o Options) {
		s := mustOpen(b, o)
		for b.Loop() {
			if len(s.ByNumber(typical(5).Number)) == 0 {
				b.Fatal("no row")
			}
		}
	})
}

func BenchmarkUpdate(b *testing.B) {
	presets(b, func(b *testing.B, o Options) {
		s := mustOpen(b, o)
		n := 0
		for b.Loop() {
			n = (n + 7919) % many
			inc := typical(n)
			update(b, s, func(tx *Tx) error {
				inc, err := tx.Incident(inc.ID)
				if err != nil {
					return err
				}
				inc.Flaps++
				return tx.PutIncident(inc)
			})
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	presets(b, func(b *testing.B, o Options) {
		s := mustOpen(b, o)
		for b.Loop() {
			if err := s.verify(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkResident reports what a process that holds the rows takes.
func BenchmarkResident(b *testing.B) {
	presets(b, func(b *testing.B, o Options) {
		for b.Loop() {
			cmd := exec.Command(os.Args[0], "-test.run=^$")
			cmd.Env = append(os.Environ(), "STORE_CHILD=resident", "STORE_DIR="+o.Dir, "STORE_PRESET="+string(o.Preset))
			out, err := cmd.Output()
			if err != nil {
				b.Fatal(err)
			}
			for _, line := range strings.Split(string(out), "\n") {
				if name, value, ok := strings.Cut(line, "="); ok {
					n, err := strconv.ParseFloat(value, 64)
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(n, name)
				}
			}
		}
	})
}
