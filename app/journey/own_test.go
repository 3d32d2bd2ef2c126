package journey

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"turnaround/app/incident"
)

func TestTheCourseOfAnIncidentOfOurOwn(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 5, 12, 14, minute, 0, 0, time.UTC) }
	n := 0
	entry := func(minute int, kind incident.Kind, data any) incident.Entry {
		n++
		return incident.Entry{ID: fmt.Sprintf("%03d", n), Incident: "I", At: at(minute), Kind: kind, Data: incident.Pack(data)}
	}
	spoken := func(minute int, publication string, phase incident.Phase, due int) incident.Entry {
		s := incident.Spoken{Publication: publication, Channel: "page", Phase: phase, Visible: at(minute), Body: publication}
		if due > 0 {
			s.Due = at(due)
		}
		return entry(minute, incident.KindPublished, s)
	}
	mail := spoken(9, "p1", incident.Investigating, 30) // the same update, a minute later
	entries := []incident.Entry{
		entry(3, incident.KindOpened, incident.Opened{}),
		entry(4, incident.KindImpact, incident.Affected{Impact: incident.ImpactSuspected}),
		entry(5, incident.KindImpact, incident.Affected{Impact: incident.ImpactConfirmed, Start: at(0)}),
		spoken(8, "p1", incident.Investigating, 30), mail,
		entry(10, incident.KindCorrected, incident.Spoken{Publication: "p1", Channel: "page", Phase: incident.Investigating, Visible: at(8), Due: at(25), Body: "mended"}),
		spoken(35, "p2", incident.Monitoring, 50),
		entry(45, incident.KindImpact, incident.Affected{Impact: incident.ImpactConfirmed, Start: at(0), End: at(40)}),
		spoken(48, "p3", incident.PhaseResolved, 0),
		entry(49, incident.KindNoted, nil),
	}
	want := Of(entries, at(55))
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		mixed := slices.Clone(entries)
		random.Shuffle(len(mixed), func(a, b int) { mixed[a], mixed[b] = mixed[b], mixed[a] })
		if got := Of(mixed, at(55)); !reflect.DeepEqual(got.Measure(shop), want.Measure(shop)) {
			t.Fatalf("another order gives another course: %+v, want %+v", got, want)
		}
	}
	if want.Updates[0].Text != "mended" || len(want.Updates) != 3 {
		t.Errorf("updates: %+v", want.Updates)
	}
	m := want.Measure(shop)
	if *m.FirstUpdate != 8*time.Minute || *m.LongestSilence != 27*time.Minute || *m.ResolveNotice != 8*time.Minute ||
		m.Made != 2 || m.Kept != 1 || !slices.Equal(m.Late, []time.Duration{10 * time.Minute}) {
		t.Errorf("measured %+v", m)
	}
}

func TestWhereNothingWasSaidAllIsSilence(t *testing.T) {
	start := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	hit := incident.Entry{ID: "1", At: start, Kind: incident.KindImpact, Data: incident.Pack(incident.Affected{Impact: incident.ImpactConfirmed, Start: start})}
	m := Of([]incident.Entry{hit}, start.Add(time.Hour)).Measure(shop)
	if m.FirstUpdate != nil || *m.LongestSilence != time.Hour || *m.Dark != time.Hour {
		t.Errorf("measured %+v", m)
	}
	if m := Of(nil, start).Measure(shop); m.LongestSilence != nil || m.Dark != nil {
		t.Errorf("of nothing: %+v", m)
	}
}

func TestAnUpdateAfterTheEndReopensTheCourse(t *testing.T) {
	at := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	said := func(id string, minutes int, p incident.Phase) incident.Entry {
		return incident.Entry{ID: id, At: at.Add(time.Duration(minutes) * time.Minute), Kind: incident.KindPublished, Data: incident.Pack(incident.Spoken{Phase: p})}
	}
	c := Of([]incident.Entry{said("1", 1, incident.PhaseResolved), said("2", 5, incident.Investigating)}, at)
	if !c.Resolved.IsZero() {
		t.Errorf("over since %v", c.Resolved)
	}
}
