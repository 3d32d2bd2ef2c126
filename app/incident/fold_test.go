package incident

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

func at(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }

func entry(n int, kind Kind, data any) Entry {
	e := Entry{ID: fmt.Sprintf("%026d", n), Incident: "I", At: at(n), Recorded: at(n), Kind: kind, By: "anna"}
	if data != nil {
		e.Data = Pack(data)
	}
	return e
}

func fold(entries ...Entry) Incident {
	var i Incident
	for _, e := range entries {
		i.Apply(e)
	}
	return i
}

func opened(n int) Entry {
	return entry(n, KindOpened, Opened{Title: "HighErrorRate checkout", Severity: Critical, Source: "eu-prod"})
}

func TestStatusFollowsTheTimeline(t *testing.T) {
	fired := func(n int, first bool) Entry {
		return entry(n, KindFired, Fired{Fingerprint: "f", First: first, Rings: true})
	}
	cases := []struct {
		name    string
		entries []Entry
		status  Status
		firing  int
	}{
		{"opened", []Entry{opened(1), fired(1, true)}, Triggered, 1},
		{"acknowledged", []Entry{opened(1), fired(1, true), entry(2, KindAcknowledged, nil)}, Acknowledged, 1},
		{"taken back", []Entry{opened(1), entry(2, KindAcknowledged, nil), entry(3, KindUnacknowledged, nil)}, Triggered, 0},
		{"resolved", []Entry{opened(1), fired(1, true), entry(3, KindCleared, Cleared{"f"}), entry(3, KindResolved, nil)}, Resolved, 0},
		{"fired again", []Entry{opened(1), entry(2, KindAcknowledged, nil), entry(3, KindResolved, nil), entry(4, KindReopened, nil), fired(4, false)}, Triggered, 1},
		{"acknowledged after it came back", []Entry{opened(1), entry(3, KindResolved, nil), entry(4, KindReopened, nil), entry(5, KindAcknowledged, nil)}, Acknowledged, 0},
		{"resolved after an acknowledgement", []Entry{opened(1), entry(2, KindAcknowledged, nil), entry(3, KindResolved, nil)}, Resolved, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			i := fold(c.entries...)
			if i.Status != c.status || i.Firing != c.firing {
				t.Errorf("status %s with %d firing, want %s with %d", i.Status, i.Firing, c.status, c.firing)
			}
		})
	}
}

func TestFoldDoesNotDependOnOrder(t *testing.T) {
	entries := []Entry{
		opened(1),
		entry(2, KindFired, Fired{Fingerprint: "f", First: true, Rings: true}),
		entry(3, KindFired, Fired{Fingerprint: "g", First: true}),
		entry(4, KindAcknowledged, Held{Action: "a"}),
		entry(5, KindSnoozed, Held{Until: at(60)}),
		entry(6, KindNoted, nil),
		entry(7, KindSeverity, Value{Severity: Minor}),
		entry(8, KindCleared, Cleared{"f"}),
		entry(9, KindCleared, Cleared{"g"}),
		entry(9, KindResolved, Ended{}),
		entry(10, KindReopened, nil),
		entry(10, KindFired, Fired{Fingerprint: "f", Rings: true}),
		entry(11, KindAcknowledged, Held{Mark: MarkSilenced}),
		entry(12, KindUnsnoozed, nil),
		entry(13, KindAssigned, Value{Person: "ben"}),
		entry(14, KindQuiet, nil),
		entry(15, KindRang, nil),
		entry(16, KindQuiet, nil),
		entry(17, Kind("from a later version"), nil),
		entry(17, KindImported, nil),
		entry(18, KindAbsorbed, Linked{Other: "J", Alerts: 3, Firing: 2}),
		entry(19, KindMerged, Linked{Other: "K", Alerts: 5, Firing: 3}),
		entry(20, KindImpact, Affected{Impact: ImpactSuspected}),
		entry(21, KindPublished, Spoken{Channel: "page", Phase: Investigating, Due: at(40)}),
		entry(22, KindImpact, Affected{Impact: ImpactConfirmed, Start: at(1)}),
		entry(23, KindPublished, Spoken{Channel: "page", Phase: Identified, Visible: at(20)}),
		entry(24, KindPublished, Spoken{Channel: "mail", Phase: Investigating}),
		entry(25, KindCorrected, Spoken{Channel: "page", Phase: Monitoring, Visible: at(20)}),
		entry(26, KindCorrected, Spoken{Channel: "page", Phase: Monitoring, Visible: at(20), Due: at(50)}),
		entry(27, KindEndedUntold, nil),
	}
	for n := range entries {
		entries[n].ID = fmt.Sprintf("%026d", n)
	}
	want, _ := json.Marshal(fold(entries...))
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		random.Shuffle(len(entries), func(a, b int) { entries[a], entries[b] = entries[b], entries[a] })
		if got, _ := json.Marshal(fold(entries...)); string(got) != string(want) {
			t.Fatalf("another order gives another incident:\n got %s\nwant %s", got, want)
		}
	}
}

func TestWhatWasImportedDoesNotRing(t *testing.T) {
	fired := entry(2, KindFired, Fired{Fingerprint: "f", First: true, Rings: true})
	i := fold(opened(1), fired, entry(5, KindImported, nil))
	if !i.RingSince.IsZero() {
		t.Errorf("rings since %s", i.RingSince)
	}
	i.Apply(entry(6, KindFired, Fired{Fingerprint: "g", First: true, Rings: true}))
	if !i.RingSince.Equal(at(6)) {
		t.Errorf("what fires after the import rings since %s", i.RingSince)
	}
}

func TestFlapsAreCountedInOneIncident(t *testing.T) {
	entries := []Entry{opened(0)}
	for n := range 20 {
		entries = append(entries, entry(2*n+1, KindFired, Fired{Fingerprint: "f", First: n == 0}),
			entry(2*n+2, KindCleared, Cleared{"f"}))
	}
	i := fold(entries...)
	if i.Alerts != 1 || i.Flaps != 19 || i.Firing != 0 {
		t.Errorf("alerts %d, flaps %d, firing %d, want 1, 19, 0", i.Alerts, i.Flaps, i.Firing)
	}
}

func TestFingerprintIsPrometheusOwn(t *testing.T) {
	labels := map[string]string{"alertname": "CertExpiring", "cluster": "prod-us", "instance": "lb-1:443", "severity": "warning"}
	if got := Fingerprint(labels); got != "fbe7da7b2bc6bfd5" {
		t.Errorf("fingerprint %s, want fbe7da7b2bc6bfd5 as Alertmanager computes it", got)
	}
	if got := Fingerprint(nil); got != "cbf29ce484222325" {
		t.Errorf("fingerprint of no labels %s, want FNV's offset", got)
	}
}

func TestIdentitiesDependOnEveryPart(t *testing.T) {
	seen := map[string]string{}
	for name, id := range map[string]ID{
		"plain":        NewID("http://a", "g", noon),
		"other source": NewID("http://b", "g", noon),
		"other group":  NewID("http://a", "h", noon),
		"later":        NewID("http://a", "g", noon.Add(time.Second)),
		"shifted":      NewID("http://ag", "", noon),
	} {
		if other, twice := seen[string(id)]; twice {
			t.Errorf("%s and %s share the ID %s", name, other, id)
		}
		seen[string(id)] = name
		if len(id) != 26 {
			t.Errorf("%s: ID %q has %d characters, want 26", name, id, len(id))
		}
		if n := NumberOf(id); n < 1 || n > 999_999 {
			t.Errorf("%s: number %d out of range", name, n)
		}
	}
	if NewID("a", "g", noon) != NewID("a", "g", noon.In(time.FixedZone("x", 3600)).Add(time.Microsecond)) {
		t.Error("zone or microseconds change an ID, though sources differ in both")
	}
}

func TestParseSeverity(t *testing.T) {
	for text, want := range map[string]Severity{
		"critical": Critical, " SEV1": Critical, "sev-2": Major, "P3": Minor, "warning": Minor, "5": Info, "SEV5": Info, "none": Info,
	} {
		if got, ok := ParseSeverity(text); !ok || got != want {
			t.Errorf("%q reads as %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "sev", "purple", "0", "6", "sev12"} {
		if got, ok := ParseSeverity(text); ok || got != Unknown {
			t.Errorf("%q reads as %v, want unknown", text, got)
		}
	}
}

func TestALateWordEndsNoNewsSince(t *testing.T) {
	late := entry(5, KindFired, Fired{Fingerprint: "g", First: true, Rings: true})
	late.Recorded = at(20) // it began at 5, but reached us after 10
	i := fold(opened(1), entry(10, KindQuiet, nil), late)
	if !i.QuietSince.IsZero() {
		t.Errorf("no news since %s, though an alert was learned of later", i.QuietSince)
	}
}

func TestAReopenedIncidentRingsForWhatIsNewOnly(t *testing.T) {
	fired := entry(2, KindFired, Fired{Fingerprint: "f", First: true, Rings: true})
	resolved, reopened := entry(3, KindResolved, nil), entry(4, KindReopened, nil)
	silenced := entry(4, KindFired, Fired{Fingerprint: "f"})
	if i := fold(opened(1), fired, resolved, reopened, silenced); !i.RingSince.IsZero() {
		t.Errorf("reopened by what is silenced, it rings since %s", i.RingSince)
	}
	again := entry(4, KindFired, Fired{Fingerprint: "g", First: true, Rings: true})
	again.Recorded = resolved.Recorded // ended and fired again within one pull
	if i := fold(opened(1), fired, resolved, reopened, again); !i.RingSince.Equal(at(3)) {
		t.Errorf("reopened by what rings, it rings since %s", i.RingSince)
	}
}

func TestCustomersHearByWhenTheyCouldReadIt(t *testing.T) {
	i := fold(opened(0), entry(3, KindImpact, Affected{Impact: ImpactConfirmed, Start: at(1), Who: "card payers"}),
		entry(5, KindPublished, Spoken{Channel: "page", Phase: Investigating, Due: at(35)}),
		entry(40, KindPublished, Spoken{Channel: "mail", Phase: Identified, Due: at(60)}),
		// Read from the page later: it was there before the mail.
		entry(50, KindPublished, Spoken{Channel: "page", Phase: Identified, Visible: at(30), Elsewhere: true}))
	c := i.Customers
	if c.Impact != ImpactConfirmed || !c.Start.Equal(at(1)) || c.Who != "card payers" {
		t.Errorf("affected: %+v", c.Affected)
	}
	if !c.First.Equal(at(5)) || !c.Last.Equal(at(40)) || !c.Due.Equal(at(60)) || c.Spoken != 3 {
		t.Errorf("heard first %v, last %v, next due %v, %d updates", c.First, c.Last, c.Due, c.Spoken)
	}
	if page := c.Heard["page"]; !page.At.Equal(at(30)) || page.Phase != Identified || !page.Due.IsZero() {
		t.Errorf("the page's readers: %+v", page)
	}
}

func TestWhatIsTakenBackDoesNotCountInAnyOrder(t *testing.T) {
	own := []Entry{opened(1), entry(2, KindImpact, Affected{Impact: ImpactSuspected}),
		entry(3, KindPublished, Spoken{Channel: "page", Phase: Investigating})}
	brought := []Entry{entry(4, KindImpact, Affected{Impact: ImpactConfirmed, Contacts: 3}), entry(5, KindRang, nil),
		entry(6, KindPublished, Spoken{Channel: "page", Phase: Identified, Due: at(60)}),
		entry(7, KindPublished, Spoken{Channel: "mail", Phase: Identified})}
	back := entry(8, KindParted, Parted{Other: "J"})
	var ids []string
	for _, e := range brought {
		ids = append(ids, e.ID)
	}
	back.Data = Pack(Parted{Other: "J", Entries: ids})
	all := append(append(slices.Clone(own), brought...), back)
	want, got := fold(own...), Fold(all)
	if len(got.Customers.Heard) != 1 || got.Customers.Impact != ImpactSuspected || !got.RingSince.IsZero() || got.Entries != len(all) {
		t.Errorf("it still counts: %+v", got)
	}
	want.Entries, want.UpdatedAt, want.TakenBack = got.Entries, got.UpdatedAt, got.TakenBack
	first, _ := json.Marshal(want)
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		random.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
		if again, _ := json.Marshal(Fold(all)); string(again) != string(first) {
			t.Fatalf("another order gives another incident:\n got %s\nwant %s", again, first)
		}
	}
}

func TestAMergeTakenBackStandsByItself(t *testing.T) {
	merged, back := entry(2, KindMerged, Linked{Other: "J"}), entry(3, KindUnmerged, Linked{Other: "J"})
	if i := fold(opened(1), merged); i.MergedInto != "J" {
		t.Fatalf("merged into %q", i.MergedInto)
	}
	for _, i := range []Incident{fold(opened(1), merged, back), fold(back, merged, opened(1))} {
		if i.MergedInto != "" || !i.Open() {
			t.Errorf("taken back, it is merged into %q", i.MergedInto)
		}
	}
}
