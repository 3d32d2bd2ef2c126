package desk

import "testing"

func (r *rig) named(identity, name string, others ...string) {
	r.Helper()
	err := r.desk.Named(r.Context(), identity, name, func(n string) bool {
		for _, other := range others {
			if n == other {
				return true
			}
		}
		return false
	})
	if err != nil {
		r.Fatal(err)
	}
}

func TestWhatIsOpenFollowsItsSourceToANewName(t *testing.T) {
	r := newRig(t)
	r.named("http://eu", "eu")
	alert := r.alert("Slow")
	r.pull("eu", alert)
	anna := Who{Name: "Anna", Via: "command"}
	if _, err := r.desk.Acknowledge(t.Context(), anna, r.only().ID); err != nil {
		t.Fatal(err)
	}
	renamed := restSource("europe")
	renamed.Identity = "http://eu"
	r.desk.RemoveSource("eu")
	for range 2 { // doing it twice changes nothing
		r.named("http://eu", "europe")
		r.desk.SetSource(renamed)
	}
	waiting, err := r.desk.Outbox()
	if err != nil || len(waiting) != 1 || waiting[0].Source != "europe" || r.only().Source != "europe" {
		t.Errorf("the incident is of %s, waiting %+v, %v", r.only().Source, waiting, err)
	}
	if taken := r.pull("europe", alert); taken.Opened+taken.Changed+taken.News > 0 {
		t.Errorf("known alerts were news: %+v", taken)
	}
	if _, err := r.desk.Note(t.Context(), anna, "seen", r.only().ID); err != nil {
		t.Error(err)
	}
	r.pass(60e9)
	if r.pull("europe"); r.only().Status != "resolved" {
		t.Errorf("it is %s after it cleared", r.only().Status)
	}
}

func TestTwoNamesOfOneAddressKeepTheirIncidents(t *testing.T) {
	r := newRig(t)
	r.named("http://eu", "eu")
	r.pull("eu", r.alert("Slow"))
	r.named("http://eu", "also", "eu")
	if got := r.only().Source; got != "eu" {
		t.Errorf("the incident went over to a second source: %s", got)
	}
}
