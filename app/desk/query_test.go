package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

func TestCustomersWithoutACurrentUpdateAreFound(t *testing.T) {
	r := newRig(t)
	r.pull("eu", r.alert("Late"), r.alert("Held"), r.alert("Silent"), r.alert("Unhurt"), r.alert("Unknown"))
	for title, due := range map[string]time.Duration{"Late": 10 * time.Minute, "Held": time.Hour, "Silent": 0} {
		id := r.byTitle(title)
		r.confirm(id) // affected since five minutes ago
		if due == 0 {
			continue
		}
		said := incident.Spoken{Channel: "page", Phase: incident.Investigating, Visible: r.clock, Due: r.clock.Add(due)}
		if _, err := r.desk.ToldElsewhere(t.Context(), anna, id, said); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.desk.SetImpact(t.Context(), anna, r.byTitle("Unhurt"), incident.Affected{Impact: incident.ImpactNone}); err != nil {
		t.Fatal(err)
	}
	r.pass(30 * time.Minute)
	for query, want := range map[string]string{
		"quiet:>10m": "Late Silent", "quiet:>20m": "Silent", "quiet:20m": "Late Silent", "quiet:>1d": "", "QUIET:0s sev:1,2,3": "Late Silent",
		"update:due": "Late Silent", "update:DUE late": "Late",
	} {
		q, err := r.desk.ParseQuery(query, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for row := range q.Filter(r.desk.Rows()) {
			found = append(found, row.Title)
		}
		slices.Sort(found)
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
	r.pass(25 * time.Minute)
	if q, err := r.desk.ParseQuery("update:due held", time.UTC); err != nil || len(slices.Collect(q.Filter(r.desk.Rows()))) != 1 {
		t.Errorf("what is due in five minutes is not found: %v", err)
	}
	for _, wrong := range []string{"quiet:long", "quiet:>-5m", "quiet:>", "update:now"} {
		if _, err := r.desk.ParseQuery(wrong, time.UTC); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

func TestWhoNeverHeardThatItIsOverIsFound(t *testing.T) {
	r := newRig(t)
	a := r.alert("Shop")
	r.pull("eu", a)
	id := r.only().ID
	r.channel("page")
	r.confirm(id)
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "We look into it.", Due: r.clock.Add(time.Hour)})
	r.send(outbox.Outcome{Result: outbox.Done, Ref: "1", At: r.clock})
	r.pass(20 * time.Minute)
	r.pull("eu")
	r.pass(20 * time.Minute)
	q, err := r.desk.ParseQuery("quiet:>10m", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if !q.Matches(r.only()) {
		t.Errorf("the clock reads %+v", r.desk.ClockOf(r.only(), r.clock).Reading)
	}
}

func TestSearchWordsAreFoundWhateverTheirCase(t *testing.T) {
	for _, c := range []struct {
		text, part string
		want       bool
	}{
		{"Checkout fails", "OUT F", true}, {"Checkout", "checkout", true}, {"Checkout", "", true}, {"", "x", false},
		{"Checkout", "checkouts", false}, {"aab", "ab", true}, {"Zahlung GESTÖRT", "gestört", true}, {"straße", "STRASS", false},
		{"K", "k", true}, {"ΣΊΣΥΦΟΣ", "σίσυφοσ", true},
	} {
		if got := contains(c.text, c.part); got != c.want {
			t.Errorf("%q contains %q: %v", c.text, c.part, got)
		}
	}
}
