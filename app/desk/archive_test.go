package desk

import (
	"bytes"
	"testing"
	"time"

	"turnaround/app/archive"
	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// exported gives what a desk hands on.
func (r *rig) exported(people bool, passphrase string) []byte {
	r.Helper()
	var b bytes.Buffer
	w, err := archive.NewWriter(&b, r.clock, people, passphrase)
	if err != nil {
		r.Fatal(err)
	}
	if _, err := r.desk.Export(r.Context(), w, Query{}, people, nil); err != nil {
		r.Fatal(err)
	}
	if err := w.Close(); err != nil {
		r.Fatal(err)
	}
	return b.Bytes()
}

func (r *rig) imported(raw []byte, passphrase string) Imported {
	r.Helper()
	in, err := archive.NewReader(bytes.NewReader(raw), int64(len(raw)), passphrase)
	if err != nil {
		r.Fatal(err)
	}
	done, err := r.desk.Import(r.Context(), in, nil)
	if err != nil {
		r.Fatal(err)
	}
	if err := in.Close(); err != nil {
		r.Fatal(err)
	}
	return done
}

func TestAnImportIsAUnionAndInert(t *testing.T) {
	from, to := newRig(t), newRig(t)
	a := acknowledged(from)
	if _, err := from.desk.Note(t.Context(), anna, "rolled back", from.only().ID); err != nil {
		t.Fatal(err)
	}
	from.pull("eu", a, from.alert("Disk", "service", "db"))
	raw := from.exported(true, "secret")
	first := to.imported(raw, "secret")
	if first.Incidents != 2 || first.Known != 0 {
		t.Errorf("first import brought %+v", first)
	}
	for _, row := range to.rows() {
		other, _ := from.store.Row(row.ID)
		if row.Status != other.Status || row.Firing != other.Firing || row.Title != other.Title {
			t.Errorf("%s differs after import: %+v, was %+v", row.Title, row, other)
		}
		if !row.RingSince.IsZero() {
			t.Errorf("%s rings after import", row.Title)
		}
	}
	if len(to.outbox()) != 0 {
		t.Error("an import queues actions")
	}
	before := to.rows()
	if second := to.imported(raw, "secret"); second.Entries != 0 || second.Alerts != 0 || second.Incidents != 0 {
		t.Errorf("a second import brought %+v", second)
	}
	for n, row := range to.rows() {
		if row != before[n] {
			t.Errorf("a second import changed %+v to %+v", before[n], row)
		}
	}
	// Its own source speaks of the same alert: the incident is the same one.
	to.pull("eu")
	to.pass(time.Minute)
	to.pull("eu", a)
	if rows := to.rows(); len(rows) != 2 {
		t.Errorf("%d incidents after the source spoke of an imported one, want 2", len(rows))
	}
}

func TestAnExportWithoutPeopleNamesNobody(t *testing.T) {
	r := newRig(t)
	a := acknowledged(r)
	r.pull("eu", marked(a, incident.Marking{Kind: incident.MarkSilenced, By: "Ben Miller", Ref: "x"}))
	in, err := archive.NewReader(bytes.NewReader(r.exported(false, "")), int64(len(r.exported(false, ""))), "")
	if err != nil {
		t.Fatal(err)
	}
	check := func(text string) {
		if contains(text, "ben miller") || contains(text, "anna") {
			t.Errorf("the export names a person: %s", text)
		}
	}
	if err := in.Entries(func(e incident.Entry) error { check(string(e.By) + e.Text + string(e.Data)); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := in.Alerts(func(a incident.Alert) error {
		for _, m := range a.Marks {
			check(m.By)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAnArchiveWithoutPeopleNamesNobodyWhoApproved(t *testing.T) {
	from, to := newRig(t), newRig(t)
	from.channel("page")
	id := from.firing("eu")
	from.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail.", Approved: "Ann"})
	from.send(outbox.Outcome{Result: outbox.Done, At: from.clock, Ref: "inc1", Post: "u1"})
	to.imported(from.exported(false, ""), "")
	if said := incident.Unpack[incident.Spoken](to.last(id, incident.KindPublished)); said.Approved != "" || said.Body != "Payments fail." {
		t.Errorf("handed on: %+v", said)
	}
}
