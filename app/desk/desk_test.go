package desk

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// rig is a desk over a real store, with a clock the test moves.
type rig struct {
	*testing.T
	desk  *Desk
	store *store.Store
	hub   *event.Hub
	clock time.Time
}

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, clock: noon, hub: &event.Hub{}}
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Preset: store.Phone,
		Log: slog.New(slog.DiscardHandler), Now: r.now})
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	r.store = s
	r.start()
	return r
}

// start makes a desk as after a restart of the app.
func (r *rig) start() {
	r.desk = New(Config{Store: r.store, Hub: r.hub, Now: r.now, Entropy: rand.NewChaCha8([32]byte{1}),
		Log: slog.New(slog.DiscardHandler),
		Rules: Rules{GroupBy: []string{"alertname", "service|job", "cluster"}, Reopen: 30 * time.Minute,
			QuietAfter: 24 * time.Hour, UndoFor: 10 * time.Second, Hold: 10 * time.Second}})
	r.desk.SetSource(restSource("eu"))
}

func (r *rig) now() time.Time { return r.clock }

func (r *rig) pass(d time.Duration) { r.clock = r.clock.Add(d) }

func may(verbs ...outbox.Verb) func(outbox.Verb) (bool, string) {
	return func(v outbox.Verb) (bool, string) {
		for _, each := range verbs {
			if each == v {
				return true, ""
			}
		}
		return false, "not allowed"
	}
}

func restSource(name string) Source {
	return Source{Name: name, Identity: "http://" + name, Kind: "rest", AckFor: 2 * time.Hour,
		May: may(outbox.Acknowledge, outbox.Unacknowledge, outbox.Snooze, outbox.Unsnooze)}
}

func mailSource(name string) Source {
	return Source{Name: name, Identity: "imap://" + name, Kind: "mail", May: may(outbox.Acknowledge)}
}

// alert is a signal as Alertmanager gives it, labelled name=value.
func (r *rig) alert(name string, pairs ...string) incident.Signal {
	labels := map[string]string{"alertname": name, "severity": "critical"}
	for n := 0; n+1 < len(pairs); n += 2 {
		labels[pairs[n]] = pairs[n+1]
	}
	return incident.Signal{ID: incident.Fingerprint(labels), Shared: "prometheus", Firing: true,
		Title: name, Severity: labels["severity"], Labels: labels, StartsAt: r.clock, At: r.clock}
}

// pull gives the desk a complete answer of a source.
func (r *rig) pull(source string, signals ...incident.Signal) Taken {
	r.Helper()
	return r.batch(source, incident.Batch{Signals: signals, Done: true, Complete: true, Cursor: []byte("c")})
}

func (r *rig) batch(source string, b incident.Batch) Taken {
	r.Helper()
	p, _, err := r.desk.Begin(source)
	if err != nil {
		r.Fatalf("begin: %v", err)
	}
	for n := range b.Signals {
		if b.Signals[n].At.IsZero() {
			b.Signals[n].At = r.clock
		}
	}
	if err := p.Apply(context.Background(), b); err != nil {
		r.Fatalf("apply: %v", err)
	}
	return p.Taken()
}

func (r *rig) rows() []store.Row {
	var rows []store.Row
	for row := range r.desk.Rows() {
		rows = append(rows, row)
	}
	return rows
}

// only gives the single incident there is.
func (r *rig) only() store.Row {
	r.Helper()
	rows := r.rows()
	if len(rows) != 1 {
		r.Fatalf("%d incidents, want one: %+v", len(rows), rows)
	}
	return rows[0]
}

func (r *rig) kinds(id incident.ID) string {
	r.Helper()
	detail, err := r.desk.Show(id, 100)
	if err != nil {
		r.Fatalf("show: %v", err)
	}
	var b bytes.Buffer
	for _, e := range detail.Entries {
		b.WriteString(string(e.Kind) + " ")
	}
	return b.String()
}

func (r *rig) check(row store.Row, status incident.Status, firing int) {
	r.Helper()
	if row.Status != status || row.Firing != firing {
		r.Errorf("status %s with %d firing, want %s with %d; timeline: %s",
			row.Status, row.Firing, status, firing, r.kinds(row.ID))
	}
}

var anna = Who{Name: "Anna", Via: "command"}

// outbox lists what waits, as "verb source".
func (r *rig) outbox() []outbox.Action {
	r.Helper()
	all, err := r.desk.Outbox()
	if err != nil {
		r.Fatalf("outbox: %v", err)
	}
	return all
}

// send takes what waits to a source that answers every action with out.
func (r *rig) send(out outbox.Outcome) {
	r.Helper()
	for _, a := range r.outbox() {
		if err := r.desk.Settle(context.Background(), a.ID, out); err != nil {
			r.Fatalf("settle: %v", err)
		}
	}
}

type rowT = store.Row

func itoa(n int) string { return strconv.Itoa(n) }
