package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// unseenTitles gives the titles of what is marked, in order.
func (r *rig) unseenTitles() []string {
	r.Helper()
	titles := []string{}
	for id := range r.desk.Unseen() {
		row, ok := r.desk.Row(id)
		if !ok {
			r.Errorf("marked, but not there: %s", id)
		}
		titles = append(titles, row.Title)
	}
	return slices.Sorted(slices.Values(titles))
}

func (r *rig) wantUnseen(what string, want ...string) {
	r.Helper()
	if got := r.unseenTitles(); !slices.Equal(got, want) {
		r.Errorf("%s: unseen are %q, want %q", what, got, want)
	}
}

func (r *rig) byTitle(title string) incident.ID {
	r.Helper()
	for _, row := range r.rows() {
		if row.Title == title {
			return row.ID
		}
	}
	r.Fatalf("no incident %q", title)
	return ""
}

func TestWhatHappensWhileNobodyLooksStaysMarkedUntilItIsSeen(t *testing.T) {
	r := newRig(t)
	r.pull("eu", r.alert("Known"))
	r.wantUnseen("what fired at first contact")
	one, two := r.alert("One"), r.alert("Two")
	r.pull("eu", r.alert("Known"), one, two)
	r.wantUnseen("from the start nobody looks", "One", "Two")
	if since := r.desk.Unseen()[r.byTitle("One")]; !since.Equal(noon) {
		t.Errorf("unseen since %v", since)
	}

	told := 0
	defer r.hub.Listen(func(e event.Event) {
		if _, ok := e.(event.SeenChanged); ok {
			told++
		}
	})()
	r.desk.Away(false)
	r.pull("eu", r.alert("Known"), one, two, r.alert("Watched"))
	r.wantUnseen("somebody looks now; what was missed is still to be seen", "One", "Two")
	for range 2 {
		if err := r.desk.MarkSeen(t.Context(), r.byTitle("One"), r.byTitle("Watched"), "nobody"); err != nil {
			t.Fatal(err)
		}
	}
	r.wantUnseen("one was opened", "Two")
	if told != 1 {
		t.Errorf("told %d times, want once", told)
	}

	r.desk.Away(true)
	r.pull("eu", r.alert("Known"), two)
	r.wantUnseen("two of them cleared", "One", "Two", "Watched")
	r.start()
	r.wantUnseen("after a restart", "One", "Two", "Watched")
	if err := r.desk.MarkAllSeen(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.wantUnseen("all seen")
	r.start()
	r.wantUnseen("all seen, after a restart")
}

func TestWhatIsNoNewsIsNotMarked(t *testing.T) {
	r := newRig(t)
	a := r.alert("Slow")
	r.pull("eu")
	r.desk.Away(false)
	r.pull("eu", a)
	id := r.only().ID
	r.desk.Away(true)
	for what, f := range map[string]func() error{
		"a person's own act": func() error { _, err := r.desk.Acknowledge(t.Context(), anna, id); return err },
		"a call": func() error {
			return r.desk.Board().Notified(t.Context(), []incident.ID{id}, r.clock, "Notified with sound")
		},
		"what became of an action": func() error { r.send(outbox.Outcome{Result: outbox.Done, Ref: "s1"}); return nil },
		"undo":                     func() error { _, err := r.desk.Undo(t.Context(), anna); return err },
		"declared by hand":         func() error { _, err := r.desk.Declare(t.Context(), anna, "By hand", "", 1); return err },
	} {
		if err := f(); err != nil && what != "undo" {
			t.Fatalf("%s: %v", what, err)
		}
		r.wantUnseen(what)
	}
	if err := r.desk.Merge(t.Context(), anna, id, r.byTitle("By hand")); err != nil {
		t.Fatal(err)
	}
	r.wantUnseen("merged")
	r.pass(time.Minute)
	r.pull("eu")
	r.wantUnseen("its end", "Slow")
}

func TestAMergedIncidentIsNotMarkedAnyMore(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	r.pull("eu", r.alert("One"), r.alert("Two"))
	r.wantUnseen("both", "One", "Two")
	if err := r.desk.Merge(t.Context(), anna, r.byTitle("One"), r.byTitle("Two")); err != nil {
		t.Fatal(err)
	}
	r.wantUnseen("merged", "One")
	r.start()
	r.wantUnseen("merged, after a restart", "One")
}

func TestTheOldestMarksGoWhereThereAreTooMany(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	var all []incident.Signal
	for n := range 2 * maxUnseen {
		if n%100 == 0 {
			r.pass(time.Minute)
		}
		all = append(all, r.alert(fmt.Sprintf("A%04d", n)))
		if n%100 == 99 {
			r.pull("eu", all...)
		}
	}
	check := func(what string) {
		t.Helper()
		marked := r.desk.Unseen()
		if len(marked) > maxUnseen || len(marked) < keepUnseen {
			t.Errorf("%s: %d are marked, want at most %d", what, len(marked), maxUnseen)
		}
		newest, oldest := r.byTitle(fmt.Sprintf("A%04d", 2*maxUnseen-1)), r.byTitle("A0000")
		if _, ok := marked[newest]; !ok {
			t.Errorf("%s: the newest is not marked", what)
		}
		if _, ok := marked[oldest]; ok {
			t.Errorf("%s: the oldest is still marked", what)
		}
	}
	check("at once")
	before := r.desk.Unseen()
	r.start()
	check("after a restart")
	if after := r.desk.Unseen(); !maps.EqualFunc(before, after, time.Time.Equal) {
		t.Errorf("%d marks before the restart, %d after", len(before), len(after))
	}
}

func TestAMarkOfADeletedIncidentGoes(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	r.pull("eu", r.alert("One"))
	id := r.only().ID
	err := r.store.Update(context.Background(), func(tx *store.Tx) error { return tx.DeleteIncident(id) })
	if err != nil {
		t.Fatal(err)
	}
	r.start()
	if marked := r.desk.Unseen(); len(marked) > 0 {
		t.Errorf("marked %v", marked)
	}
}
