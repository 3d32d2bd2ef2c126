package update

import (
	"encoding/json"
	"testing"
	"time"

	"turnaround/app/incident"
)

// entry is one of a timeline, some minutes after noon.
func entry(t *testing.T, id string, minutes int, kind incident.Kind, data any, text string) incident.Entry {
	t.Helper()
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	return incident.Entry{ID: id, At: noon.Add(time.Duration(minutes) * time.Minute), Kind: kind, Data: raw, Text: text}
}

func TestWhatTheLastUpdateDidNotSay(t *testing.T) {
	due := noon.Add(40 * time.Minute)
	all := []incident.Entry{
		entry(t, "g", 12, incident.KindNoted, nil, "Cause is a full disk"),
		entry(t, "a", 0, incident.KindImpact, incident.Affected{What: "Payments fail", Where: "Spain"}, ""),
		entry(t, "b", 5, incident.KindNoted, nil, "Looked at the bank"),
		entry(t, "c", 9, incident.KindPublished, incident.Spoken{Publication: "p", Channel: "page", Phase: incident.Investigating, Due: due, Visible: noon.Add(10 * time.Minute)}, ""),
		entry(t, "d", 10, incident.KindPublished, incident.Spoken{Publication: "p", Channel: "chat", Phase: incident.Investigating, Due: due}, ""),
		entry(t, "e", 11, incident.KindImpact, incident.Affected{What: "Payments fail", Where: "EU", Share: "1 in 8"}, ""),
		entry(t, "f", 13, incident.KindImpact, incident.Affected{What: "Payments fail", Where: "EU", Share: "1 in 6", Workaround: "bank transfer"}, ""),
	}
	s, facts := Since(all, noon.Add(20*time.Minute))
	want := Situation{Now: noon.Add(20 * time.Minute), Told: 1, Last: incident.Investigating, Promised: due, Said: "Payments fail", New: true, Changed: true, Counted: true, Ways: true}
	if s != want {
		t.Errorf("%+v, want %+v", s, want)
	}
	texts := ""
	for _, f := range facts {
		texts += f.Field + "=" + f.Text + ";"
	}
	if texts != "where=EU;=Cause is a full disk;meanwhile=bank transfer;share=1 in 6;" {
		t.Error(texts)
	}
	if id := Choose(Answers{Phase: incident.Investigating}, s); id != "T06" {
		t.Errorf("it has grown: %s", id)
	}
}

func TestNothingNewSinceTheLastUpdate(t *testing.T) {
	impact := incident.Affected{What: "Payments fail", Share: "1 in 8"}
	worse := impact
	worse.Share = "all"
	all := []incident.Entry{
		entry(t, "a", 0, incident.KindImpact, impact, ""),
		entry(t, "b", 1, incident.KindPublished, incident.Spoken{Channel: "page", Phase: incident.Investigating}, ""),
		entry(t, "c", 2, incident.KindImpact, worse, ""),
		entry(t, "d", 3, incident.KindImpact, impact, ""),
	}
	s, facts := Since(all, noon.Add(time.Hour))
	if len(facts) > 0 || s.New || s.Changed || s.Told != 1 {
		t.Errorf("%+v, %+v", s, facts)
	}
	if id := Choose(Answers{Phase: incident.Investigating}, s); id != "T03" {
		t.Errorf("nothing is new: %s", id)
	}
	if s, facts := Since(nil, noon); s != (Situation{Now: noon}) || facts != nil {
		t.Errorf("an empty timeline: %+v, %v", s, facts)
	}
}
