package desk

import (
	"reflect"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
)

func TestAMergeUnitesWhatIsKnownOfCustomers(t *testing.T) {
	at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
	confirmed := incident.Affected{Impact: incident.ImpactConfirmed, Start: at(10), Who: "card payers", Contacts: 3, Components: []string{"pay"}, Data: incident.DataSafe}
	suspected := incident.Affected{Impact: incident.ImpactSuspected, Start: at(4), Who: "all", What: "it is slow", Contacts: 2, Components: []string{"web", "pay"}, Guessed: true}
	none := incident.Affected{Impact: incident.ImpactNone}
	for _, c := range []struct {
		name string
		a, b incident.Affected
		want incident.Affected
		more bool
	}{
		{"nothing is known of the second", confirmed, incident.Affected{}, confirmed, false},
		{"nor of the first", incident.Affected{}, confirmed, confirmed, true},
		{"nobody is hit by the first", none, suspected, suspected, true},
		{"nobody is hit by the second", confirmed, none, confirmed, false},
		{"nobody at all", incident.Affected{}, none, none, true},
		{"the same", confirmed, incident.Affected{Impact: incident.ImpactSuspected, Data: incident.DataSafe}, confirmed, false},
		{"both", suspected, confirmed, incident.Affected{Impact: incident.ImpactConfirmed, Start: at(4), Who: "all", What: "it is slow", Contacts: 5,
			Components: []string{"web", "pay"}}, true},
		{"data of one", incident.Affected{Impact: incident.ImpactConfirmed, Data: incident.DataSafe}, incident.Affected{Impact: incident.ImpactConfirmed, Data: incident.DataAffected},
			incident.Affected{Impact: incident.ImpactConfirmed, Data: incident.DataAffected}, true},
		{"one ended", incident.Affected{Impact: incident.ImpactConfirmed, Start: at(1), End: at(5)}, incident.Affected{Impact: incident.ImpactConfirmed, Start: at(2)},
			incident.Affected{Impact: incident.ImpactConfirmed, Start: at(1)}, true},
		{"both ended", incident.Affected{Impact: incident.ImpactConfirmed, Start: at(1), End: at(5)}, incident.Affected{Impact: incident.ImpactConfirmed, Start: at(2), End: at(9)},
			incident.Affected{Impact: incident.ImpactConfirmed, Start: at(1), End: at(9)}, true},
	} {
		if got, more := ofBoth(c.a, c.b); !reflect.DeepEqual(got, c.want) || more != c.more {
			t.Errorf("%s: %+v (%v), want %+v", c.name, got, more, c.want)
		}
	}
}

func TestWhatCustomersHeardOfAMergedIncidentStillHolds(t *testing.T) {
	r := newRig(t)
	r.pull("eu", r.alert("Pay"), r.alert("Search"))
	pay, search := r.byTitle("Pay"), r.byTitle("Search")
	r.confirm(pay) // affected since five minutes ago
	said := incident.Spoken{Channel: "page", Ref: "p1", Post: "u1", Phase: incident.Investigating, Body: "Payments fail.", Visible: r.clock, Due: r.clock.Add(30 * time.Minute)}
	r.seen("page", said)
	if r.customers(pay).Spoken != 1 {
		t.Fatal("the page's word did not count")
	}
	r.pass(time.Minute)
	if err := r.desk.Merge(t.Context(), anna, search, pay); err != nil {
		t.Fatal(err)
	}
	c := r.customers(search)
	if c.Impact != incident.ImpactConfirmed || !c.Start.Equal(noon.Add(-5*time.Minute)) || c.Spoken != 1 || !c.Due.Equal(said.Due) || c.Heard["page"].Ref != "p1" {
		t.Errorf("the one that lives on knows %+v", c)
	}
	if before := r.customers(pay); before.Spoken != 1 || before.Impact != incident.ImpactConfirmed {
		t.Errorf("the other's own timeline lost its customers: %+v", before)
	}
	if clocks := r.desk.Clocks(); len(clocks) != 1 || clocks[0].Row.ID != search || clocks[0].Reading.State != journey.Informed {
		t.Errorf("the clocks: %+v", clocks)
	}
	// What the page says next is about the one that lives on.
	r.pass(time.Minute)
	r.seen("page", said, incident.Spoken{Channel: "page", Ref: "p1", Post: "u2", Phase: incident.Identified, Body: "Found.", Visible: r.clock})
	if c := r.customers(search); c.Spoken != 2 || c.Phase != incident.Identified {
		t.Errorf("after the next update it knows %+v", c)
	}
	// Merged on into a third, nothing is lost and nothing counts twice.
	third, err := r.desk.Declare(t.Context(), anna, "All of it", "", incident.Critical)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.desk.Merge(t.Context(), anna, third, search); err != nil {
		t.Fatal(err)
	}
	if c := r.customers(third); c.Spoken != 2 || c.Impact != incident.ImpactConfirmed || c.Phase != incident.Identified {
		t.Errorf("the third knows %+v", c)
	}
}

func TestTheOneThatWasNotHitKeepsItsWord(t *testing.T) {
	r := newRig(t)
	r.pull("eu", r.alert("Pay"), r.alert("Search"))
	pay, search := r.byTitle("Pay"), r.byTitle("Search")
	if _, err := r.desk.SetImpact(t.Context(), anna, pay, incident.Affected{Impact: incident.ImpactNone}); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.Merge(t.Context(), anna, search, pay); err != nil {
		t.Fatal(err)
	}
	if c := r.customers(search); c.Impact != incident.ImpactNone || c.Spoken != 0 {
		t.Errorf("it knows %+v", c)
	}
}

func TestASplitOffPartTakesAGuessAlongAndLeavesWhatWasTold(t *testing.T) {
	r := newRig(t)
	r.pull("eu", r.alert("Pay"), r.alert("Search"))
	pay, search := r.byTitle("Pay"), r.byTitle("Search")
	known := incident.Affected{Impact: incident.ImpactConfirmed, Start: r.clock.Add(-5 * time.Minute), Who: "card payers", What: "payments fail", Share: "1 in 8",
		Workaround: "pay by invoice", Contacts: 7, Data: incident.DataSafe, Components: []string{"pay"}}
	r.must(r.desk.SetImpact(t.Context(), anna, pay, known))
	r.seen("page", incident.Spoken{Channel: "page", Ref: "p1", Post: "u1", Phase: incident.Investigating, Body: "Payments fail.", Visible: r.clock})
	if err := r.desk.Merge(t.Context(), anna, search, pay); err != nil {
		t.Fatal(err)
	}
	detail, err := r.desk.Show(search, 10)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := r.desk.Split(t.Context(), anna, search, detail.Alerts[0].Fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	part := receipt.Incidents[0]
	if len(receipt.Said) != 2 || receipt.Incidents[1] != search {
		t.Errorf("the receipt says %+v", receipt)
	}
	want := incident.Affected{Impact: incident.ImpactSuspected, Who: "card payers", What: "payments fail", Workaround: "pay by invoice", Components: []string{"pay"}, Guessed: true}
	// One promise is owed once: by the incident that was spoken of.
	if c := r.customers(part); !reflect.DeepEqual(c.Affected, want) || c.Spoken != 0 || c.Asked {
		t.Errorf("of the part is known %+v", c)
	}
	if c := r.customers(search); c.Spoken != 1 || c.Impact != incident.ImpactConfirmed || c.Contacts != 7 {
		t.Errorf("what customers heard is lost: %+v", c)
	}
}

func TestWhereNobodyIsHitNobodyIsSuspectedOfAPart(t *testing.T) {
	for _, impact := range []incident.Impact{incident.ImpactNone, incident.ImpactUnknown} {
		r := newRig(t)
		a, b := r.alert("A", "pod", "1"), r.alert("A", "pod", "2")
		r.pull("eu", a, b)
		old := r.only().ID
		r.must(r.desk.SetImpact(t.Context(), anna, old, incident.Affected{Impact: impact}))
		receipt, err := r.desk.Split(t.Context(), anna, old, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		if c := r.customers(receipt.Incidents[0]); c.Impact != incident.ImpactUnknown || len(receipt.Said) != 0 {
			t.Errorf("after %q of the whole, of the part: %+v, said %q", impact, c, receipt.Said)
		}
	}
}
