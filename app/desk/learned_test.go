package desk

import (
	"testing"
	"time"

	"turnaround/app/incident"
)

func TestAPublishedPostmortemIsInTheTimelineAndMovesNoClock(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	r.confirm(id)
	before := r.customers(id)
	r.pass(time.Hour)
	receipt, err := r.desk.PostmortemPublished(t.Context(), anna, id, incident.Postmortem{Title: "Card payments failed", Language: "en", Format: "html"})
	if err != nil || len(receipt.Incidents) != 1 {
		t.Fatalf("%+v, %v", receipt, err)
	}
	last := r.last(id, incident.KindPostmortem)
	if said := incident.Unpack[incident.Postmortem](last); said.Title != "Card payments failed" || said.Format != "html" || last.By != incident.NewPersonID("Anna") || last.Public {
		t.Errorf("%+v", last)
	}
	if after := r.customers(id); after.Spoken != before.Spoken || !after.Last.Equal(before.Last) {
		t.Errorf("customers heard something: %+v", after)
	}
	if out := r.outbox(); len(out) != 0 {
		t.Errorf("a source was told: %+v", out)
	}
}
