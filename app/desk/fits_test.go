package desk

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// must stops the test where an act failed.
func (r *rig) must(_ Receipt, err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func TestAnUpdateThatNoLongerFitsIsToldBeforeItLeaves(t *testing.T) {
	affected := incident.Affected{Impact: incident.ImpactConfirmed, Who: "people paying by card", What: "payments fail"}
	for _, test := range []struct {
		name    string
		phase   incident.Phase
		happens func(r *rig, id incident.ID)
		says    string // empty: it fits
	}{
		{"nothing", incident.Investigating, func(*rig, incident.ID) {}, ""},
		{"a note", incident.Investigating, func(r *rig, id incident.ID) { r.must(r.desk.Note(r.Context(), anna, "looking", id)) }, ""},
		{"resolved", incident.Investigating, func(r *rig, _ incident.ID) { r.pull("eu") }, "it was resolved"},
		{"resolved, and so it says", incident.PhaseResolved, func(r *rig, _ incident.ID) { r.pull("eu") }, ""},
		{"resolved and back", incident.Investigating, func(r *rig, _ incident.ID) {
			r.pull("eu")
			r.pass(time.Minute)
			r.pull("eu", r.alert("Slow", "service", "shop"))
		}, ""},
		{"severity", incident.Investigating, func(r *rig, id incident.ID) {
			r.must(r.desk.SetSeverity(r.Context(), anna, incident.Critical, id))
		}, "it is SEV1 now, it was SEV2"},
		{"severity and back", incident.Investigating, func(r *rig, id incident.ID) {
			r.must(r.desk.SetSeverity(r.Context(), anna, incident.Critical, id))
			r.pass(time.Minute)
			r.must(r.desk.SetSeverity(r.Context(), anna, incident.Major, id))
		}, ""},
		{"impact corrected", incident.Investigating, func(r *rig, id incident.ID) {
			other := affected
			other.Who, other.Workaround = "people paying by invoice", "pay by card"
			r.must(r.desk.SetImpact(r.Context(), anna, id, other))
		}, "what is known of the customers changed (who is affected, the workaround)"},
		{"more of them wrote in", incident.Investigating, func(r *rig, id incident.ID) {
			other := affected
			other.Contacts = 5
			r.must(r.desk.SetImpact(r.Context(), anna, id, other))
		}, ""},
		{"not affected after all", incident.Investigating, func(r *rig, id incident.ID) {
			r.must(r.desk.SetImpact(r.Context(), anna, id, incident.Affected{Impact: incident.ImpactNone}))
		}, "customers are not affected"},
		{"told by somebody else", incident.Investigating, func(r *rig, id incident.ID) {
			r.seen("page", incident.Spoken{Ref: "theirs", Post: "t1", Visible: r.clock, Body: "We see\nit too.", Phase: incident.Identified})
		}, `page was told "We see it too."`},
		{"told by phone", incident.Investigating, func(r *rig, id incident.ID) {
			r.must(r.desk.ToldElsewhere(r.Context(), anna, id, incident.Spoken{Channel: "phone", Body: "We called them."}))
		}, `phone was told "We called them."`},
		{"its own words on another channel", incident.Investigating, func(r *rig, _ incident.ID) {
			r.settle("mail", outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "m", Post: "m1"})
		}, ""},
		{"a later update of ours", incident.Investigating, func(r *rig, id incident.ID) {
			r.publish(id, outbox.Update{Channel: "chat", Phase: incident.Identified, Text: "Found."})
			r.settle("chat", outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "c", Post: "c1"})
		}, ""},
		{"a later update of ours that gets out first", incident.Investigating, func(r *rig, id incident.ID) {
			r.publish(id, outbox.Update{Channel: "chat", Phase: incident.Identified, Text: "Found."})
			r.pass(time.Hour)
			r.settle("chat", outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "c", Post: "c1"})
		}, `chat was told "Found."`},
		{"the same said again", incident.Investigating, func(r *rig, id incident.ID) {
			r.publish(id, outbox.Update{Channel: "chat", Phase: incident.Investigating, Text: "We are still looking."})
			r.pass(time.Hour)
			r.settle("chat", outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "c", Post: "c1"})
		}, ""},
		{"told by others, several times", incident.Investigating, func(r *rig, id incident.ID) {
			for n, text := range []string{"One.", "Two.", "Three."} {
				r.seen("page", incident.Spoken{Ref: "theirs", Post: text, Visible: r.clock.Add(time.Duration(n)), Body: text, Phase: incident.Identified})
			}
		}, `page was told "Three." (and 2 more updates)`},
		{"an earlier update of ours", incident.Investigating, func(r *rig, _ incident.ID) {
			r.settle("late", outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "l", Post: "l1"})
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			for _, name := range []string{"page", "mail", "chat", "late"} {
				r.channel(name)
			}
			id := r.firing("eu")
			r.must(r.desk.SetSeverity(t.Context(), anna, incident.Major, id))
			r.must(r.desk.SetImpact(t.Context(), anna, id, affected))
			r.pass(time.Second)
			r.publish(id, outbox.Update{Channel: "late", Phase: incident.Investigating, Text: "We look into it."})
			r.pass(time.Second)
			r.publish(id, outbox.Update{Channel: "page", Phase: test.phase, Text: "Payments fail."}, outbox.Update{Channel: "mail", Phase: test.phase, Text: "Payments fail."})
			r.pass(time.Minute)
			test.happens(r, id)
			news, err := r.desk.Outdated(r.queuedFor("page"))
			if err != nil || test.says == "" && news != "" || !strings.Contains(news, test.says) {
				t.Errorf("%q, %v; wants %q", news, err, test.says)
			}
		})
	}
}

func TestATroubleThatStillUnfoldsHoldsNoFirstUpdateBack(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	first := r.alert("Slow", "service", "shop")
	r.lower(incident.Minor)
	r.pass(time.Second)
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "We look into it."})
	a := r.queuedFor("page")
	r.pass(5 * time.Second)
	r.pull("eu", first, r.alert("Slow", "service", "shop", "instance", "b"))
	if now := r.only().Severity; now == incident.Minor {
		t.Fatal("the alert did not raise the severity")
	}
	if news, err := r.desk.Outdated(a); news != "" || err != nil {
		t.Errorf("moments later: %q, %v", news, err)
	}
	r.pass(time.Hour)
	if news, err := r.desk.Outdated(a); !strings.Contains(news, "it was SEV3") || err != nil {
		t.Errorf("after an hour without a network: %q, %v", news, err)
	}
}
