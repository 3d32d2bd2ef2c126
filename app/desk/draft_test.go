package desk

import (
	"context"
	"slices"
	"testing"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
)

func TestDraftsSurviveARestart(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	save := func(name, body string) {
		t.Helper()
		if err := r.desk.SaveDraft(t.Context(), anna, Draft{Incident: id, Name: name, Body: []byte(body), Meta: map[string]string{"phase": "x"}}); err != nil {
			t.Fatal(err)
		}
	}
	save("update", "one")
	r.pass(time.Second)
	save("update", "two")
	save("postmortem", "why")
	r.start()
	got, ok, err := r.desk.Draft(id, "update")
	if err != nil || !ok || string(got.Body) != "two" || got.By != incident.NewPersonID("Anna") || !got.At.Equal(r.clock) || got.Meta["phase"] != "x" {
		t.Errorf("draft: %+v, %v, %v", got, ok, err)
	}
	if all, err := r.desk.Drafts(); err != nil || len(all) != 2 {
		t.Errorf("drafts: %+v, %v", all, err)
	}
	if err := r.desk.DropDraft(t.Context(), id, "update"); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := r.desk.Draft(id, "update"); ok || err != nil {
		t.Errorf("dropped: %v, %v", ok, err)
	}
	for _, d := range []Draft{{Incident: id}, {Name: "x", Body: make([]byte, longestDraft+1)}} {
		if err := r.desk.SaveDraft(context.Background(), anna, d); err == nil {
			t.Error("a draft that cannot be kept was taken")
		}
	}
}

func TestASavedAndADroppedDraftAreHeardOf(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	var heard []event.Event
	defer r.desk.Listen(func(e event.Event) { heard = append(heard, e) })()
	if err := r.desk.SaveDraft(t.Context(), anna, Draft{Incident: id, Name: "update", Body: []byte("one")}); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.DropDraft(t.Context(), id, "update"); err != nil {
		t.Fatal(err)
	}
	want := event.Event(event.DraftChanged{Incident: id, Name: "update"})
	if !slices.Equal(heard, []event.Event{want, want}) {
		t.Errorf("heard %+v", heard)
	}
}
