package desk

import (
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
)

func (r *rig) mail(s incident.Signal) {
	r.Helper()
	r.batch("mail", incident.Batch{Signals: []incident.Signal{s}, Done: true})
}

func TestAnAlertBackUnderItsOldStartFiresAnewEachTime(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	for range 4 {
		r.pass(time.Minute)
		a.At = r.clock
		r.pull("eu", a)
		row := r.only()
		r.check(row, incident.Triggered, 1)
		if !row.RingSince.Equal(r.clock) {
			t.Fatalf("rings since %s, want since now", row.RingSince)
		}
		r.pass(time.Minute)
		r.pull("eu")
		r.check(r.only(), incident.Resolved, 0)
	}
}

func TestAMailOpensWhatTheAPIClearedBefore(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(mailSource("mail"))
	r.pull("eu")
	r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a)
	r.pass(time.Second)
	a.At = r.clock
	r.mail(a)
	r.pass(time.Minute)
	late := a
	late.At = r.clock
	r.pass(time.Second)
	r.pull("eu") // cleared, as the API says; the mail source has heard nothing of it
	r.check(r.only(), incident.Resolved, 0)
	r.mail(late)
	r.check(r.only(), incident.Resolved, 0)
	r.pass(time.Minute)
	again := r.alert("Slow", "service", "shop")
	r.mail(again) // the API is out of reach
	row := r.only()
	r.check(row, incident.Triggered, 1)
	if !row.RingSince.Equal(r.clock) {
		t.Errorf("rings since %s, want since now", row.RingSince)
	}
	r.pass(time.Minute)
	again.Firing, again.At = false, r.clock
	r.mail(again)
	r.check(r.only(), incident.Resolved, 0)
}

func TestAnAPICopyOfAnAlertOnceClearedByMailFires(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(mailSource("mail"))
	live := true
	s := restSource("eu")
	s.Live = func() bool { return live }
	r.desk.SetSource(s)
	r.pull("eu")
	r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a)
	live = false
	r.pass(time.Minute)
	over := a
	over.Firing, over.At = false, r.clock
	r.mail(over)
	r.check(r.only(), incident.Resolved, 0)
	live = true
	r.pass(time.Minute)
	a.At = r.clock
	r.pull("eu", a) // the API is back, and says that it never ended
	r.check(r.only(), incident.Triggered, 1)
}

func TestAnAlertOfADeletedIncidentStopsNoPull(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	a := r.alert("Slow", "service", "shop")
	if _, err := r.desk.Resolve(t.Context(), anna, true, id); err != nil {
		t.Fatal(err)
	}
	// As after a crash between deleting the incident and what pointed at it.
	err := r.store.Update(t.Context(), func(tx *store.Tx) error {
		p, err := tx.Pointer("http://eu", a.ID)
		if err != nil {
			return err
		}
		if err := tx.DeleteIncident(id); err != nil {
			return err
		}
		return tx.PutPointer("http://eu", a.ID, p)
	})
	if err != nil {
		t.Fatal(err)
	}
	a.Annotations = map[string]string{"summary": "changed"}
	r.pass(time.Minute)
	r.pull("eu", a)
	r.check(r.only(), incident.Triggered, 1)
}

func TestAnAlertNeverJoinsAnIncidentThatWasMergedAway(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a := r.alert("A", "service", "x", "pod", "1")
	r.pull("eu", a)
	from := r.only().ID
	b := r.alert("B", "service", "x")
	r.pull("eu", a, b)
	var into incident.ID
	for _, row := range r.rows() {
		if row.ID != from {
			into = row.ID
		}
	}
	if err := r.desk.Merge(t.Context(), anna, into, from); err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.Resolve(t.Context(), anna, true, into); err != nil {
		t.Fatal(err)
	}
	r.pass(2 * time.Hour) // both still fire; then one more of the first group
	r.pull("eu", a, b, r.alert("A", "service", "x", "pod", "2"))
	row, _ := r.store.Row(into)
	r.check(row, incident.Triggered, 3)
	if !row.RingSince.Equal(r.clock) {
		t.Errorf("rings since %s, want since now", row.RingSince)
	}
}

func TestASplitAlertStaysOneWithItsMail(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(mailSource("mail"))
	r.pull("eu")
	r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	one, two := r.alert("A", "service", "x", "pod", "1"), r.alert("A", "service", "x", "pod", "2")
	r.pull("eu", one, two)
	old := r.only().ID
	fresh, err := r.splitOff(old, two.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.pass(time.Minute)
	two.At = r.clock
	r.mail(two)
	for _, id := range []incident.ID{old, fresh} {
		row, _ := r.store.Row(id)
		r.check(row, incident.Triggered, 1)
	}
}
