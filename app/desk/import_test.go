package desk

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"turnaround/app/archive"
	"turnaround/app/incident"
)

// written makes an archive of what a test chooses.
func (r *rig) written(entries []incident.Entry, alerts []incident.Alert) []byte {
	r.Helper()
	var b bytes.Buffer
	w, err := archive.NewWriter(&b, r.clock, false, "")
	if err != nil {
		r.Fatal(err)
	}
	for _, e := range entries {
		if err := w.Entry(e); err != nil {
			r.Fatal(err)
		}
	}
	for _, a := range alerts {
		if err := w.Alert(a); err != nil {
			r.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		r.Fatal(err)
	}
	return b.Bytes()
}

func TestAnImportSilencesNothingThatRingsHere(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	r.pass(time.Minute)
	note := incident.Entry{ID: "note", Incident: id, At: r.clock, Recorded: r.clock, Kind: incident.KindNoted, Text: "seen in the other office"}
	r.imported(r.written([]incident.Entry{note}, nil), "")
	if row := r.only(); row.RingSince.IsZero() || row.Status != incident.Triggered {
		t.Errorf("a note that was imported ends the ring: %+v", row)
	}
}

func TestAnImportFromAClockAheadKeepsLaterRings(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	ahead := r.clock.Add(300 * 24 * time.Hour)
	id := incident.NewID("http://eu", `alertname="Slow",service="shop",`, a.StartsAt)
	entries := []incident.Entry{
		{ID: "o", Incident: id, At: r.clock, Recorded: ahead, Kind: incident.KindOpened, Data: incident.Pack(incident.Opened{Title: "Slow"})},
		{ID: "f", Incident: id, At: r.clock, Recorded: ahead, Kind: incident.KindFired,
			Data: incident.Pack(incident.Fired{Fingerprint: "other", First: true, Rings: true})},
	}
	r.imported(r.written(entries, nil), "")
	if row := r.only(); !row.RingSince.IsZero() {
		t.Fatalf("rings since %s after import", row.RingSince)
	}
	r.pass(time.Minute)
	r.pull("eu", a)
	if row := r.only(); row.ID != id || row.RingSince.IsZero() || row.RingSince.After(r.clock) {
		t.Errorf("what fires after the import rings since %s in %s, want now in %s", row.RingSince, row.ID, id)
	}
}

func TestAnImportOfLongLinesIsSplit(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	var alerts []incident.Alert
	id := incident.ID("01ABCDEFGHJKMNPQRSTVWXYZ00")
	opened := incident.Entry{ID: "o", Incident: id, At: r.clock, Recorded: r.clock, Kind: incident.KindOpened,
		Data: incident.Pack(incident.Opened{Title: "Slow"})}
	for n := range 300 {
		alerts = append(alerts, incident.Alert{Incident: id, Fingerprint: "f" + itoa(n),
			Annotations: map[string]string{"text": strings.Repeat("x", 30<<10)}})
	}
	if done := r.imported(r.written([]incident.Entry{opened}, alerts), ""); done.Alerts != 300 {
		t.Errorf("imported %d alerts of 300", done.Alerts)
	}
}
