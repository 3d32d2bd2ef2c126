package journey

import (
	"errors"
	"os"
	"slices"
	"testing"
	"time"
)

var shop = Rules{Grace: DefaultGrace, Stale: 30 * time.Minute}

func pastOf(t *testing.T, h History, id string) Past {
	t.Helper()
	for _, p := range h.Incidents {
		if p.ID == id {
			return p
		}
	}
	t.Fatalf("no incident %s in %+v", id, h)
	return Past{}
}

func example(t *testing.T) History {
	t.Helper()
	raw, err := os.ReadFile("testdata/incidents.json")
	if err != nil {
		t.Fatal(err)
	}
	h, err := ParseStatuspage(raw, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAHistoryIsReadWithItsQuirks(t *testing.T) {
	h := example(t)
	if h.Page != "Example Shop" || len(h.Incidents) != 4 || h.Maintenance != 1 {
		t.Fatalf("read %q with %d incidents and %d maintenances", h.Page, len(h.Incidents), h.Maintenance)
	}
	late := pastOf(t, h, "late")
	m := late.Course.Measure(shop)
	// 13:52 broke, 14:00 first update, 14:30 kept to the second, 15:00 missed by 20 min, 16:00 not needed any more.
	if *m.FirstUpdate != 8*time.Minute+2*time.Second || *m.LongestSilence != 50*time.Minute {
		t.Errorf("first update %v, longest silence %v", *m.FirstUpdate, *m.LongestSilence)
	}
	if m.Made != 3 || m.Kept != 2 || !slices.Equal(m.Late, []time.Duration{20 * time.Minute}) {
		t.Errorf("promises: made %d, kept %d, late %v", m.Made, m.Kept, m.Late)
	}
	if want := 8*time.Minute + 2*time.Second + 20*time.Minute; *m.Dark != want {
		t.Errorf("without a current update for %v, want %v", *m.Dark, want)
	}
	if m.Updates != 5 || m.Backdate != 1 {
		t.Errorf("%d updates, %d back-dated", m.Updates, m.Backdate)
	}
	if text := late.Course.Updates[1].Text; text != "Resolved.\nFrom 15:50 to 17:45 Uhr card payments failed & recovered." {
		t.Errorf("the text reads %q", text)
	}
	if want := time.Date(2026, 5, 12, 13, 50, 0, 0, time.UTC); !late.Stated.Equal(want) {
		t.Errorf("the text states %v, want %v", late.Stated, want)
	}
}

func TestAnOpenIncidentEndsWhereTheHistoryDoes(t *testing.T) {
	open := pastOf(t, example(t), "open").Course
	m := open.Measure(shop)
	if m.Made != 1 || m.Pending != 1 || len(m.Late) != 0 || *m.LongestSilence != time.Hour {
		t.Errorf("an hour later: %+v", m)
	}
	if !open.Start.IsZero() || m.FirstUpdate != nil {
		t.Error("a start that equals the first post counts as recorded")
	}
	open.AsOf = open.AsOf.Add(2 * time.Hour)
	if m = open.Measure(shop); m.Pending != 0 || !slices.Equal(m.Late, []time.Duration{time.Hour}) {
		t.Errorf("three hours later: %+v", m)
	}
}

func TestWhatIsNotRecordedIsNotKnown(t *testing.T) {
	h := example(t)
	for _, id := range []string{"bare", "only-resolved"} {
		if m := pastOf(t, h, id).Course.Measure(shop); m.FirstUpdate != nil || m.LongestSilence != nil || m.Dark != nil {
			t.Errorf("%s: %+v", id, m)
		}
	}
	p := pastOf(t, h, "only-resolved")
	p.Course.Start = p.Stated
	if m := p.Course.Measure(shop); m.FirstUpdate == nil || *m.FirstUpdate != 40*time.Minute || *m.Dark != 40*time.Minute {
		t.Errorf("from the stated start: %+v", m)
	}
}

func TestOtherTextsAreNoHistory(t *testing.T) {
	for _, raw := range []string{"", "<html>", "[]", "null", `{"page":{}}`, `{"incidents":3}`} {
		if _, err := ParseStatuspage([]byte(raw), time.Time{}); err == nil {
			t.Errorf("%q was read as a history", raw)
		}
	}
	if _, err := ParseStatuspage([]byte(`{}`), time.Time{}); !errors.Is(err, ErrNoHistory) {
		t.Errorf("says %v", err)
	}
}

func FuzzParseStatuspage(f *testing.F) {
	raw, err := os.ReadFile("testdata/incidents.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"incident":{"incident_updates":[{"status":"resolved","created_at":"2026-01-01T00:00:00Z","body":"<p>x"}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := ParseStatuspage(raw, time.Time{})
		if err != nil {
			return
		}
		for _, p := range h.Incidents {
			m := p.Course.Measure(shop)
			if m.LongestSilence != nil && *m.LongestSilence < 0 || m.Dark != nil && *m.Dark < 0 || m.Kept+m.Pending+len(m.Late) != m.Made {
				t.Errorf("%s: %+v", p.ID, m)
			}
		}
	})
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		spans []time.Duration
		want  time.Duration
		ok    bool
	}{
		{nil, 0, false},
		{[]time.Duration{3}, 3, true},
		{[]time.Duration{9, 1, 5}, 5, true},
		{[]time.Duration{8, 2, 4, 6}, 5, true},
	} {
		if got, ok := Median(c.spans); got != c.want || ok != c.ok {
			t.Errorf("median of %v is %v, %v", c.spans, got, ok)
		}
	}
}
