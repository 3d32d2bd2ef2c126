package page

import (
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"turnaround/app/config"
)

// tested is a loop of which only test pages are asked, at a clock of its own.
type tested struct {
	*Loop
	bell *bell
	now  time.Time
	meta *memory
}

func newTested(t *testing.T, zone *time.Location) *tested {
	t.Helper()
	p, err := NewPolicy(config.Page{}, config.Quiet{}, func() *time.Location { return zone })
	if err != nil {
		t.Fatal(err)
	}
	x := &tested{bell: &bell{start: noon}, now: noon, meta: newMemory()}
	x.Loop = New(LoopConfig{Board: newBoard(), Notifier: x.bell, Duty: always(true), Policy: p, Meta: x.meta,
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return x.now }})
	return x
}

func (x *tested) history(t *testing.T, zone *time.Location) TestHistory {
	t.Helper()
	h, err := Tests(t.Context(), x.meta, x.now, zone)
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Days) != TestDays || h.Of != TestDays {
		t.Fatalf("%d of %d days", len(h.Days), h.Of)
	}
	return h
}

func TestTheDaysOnWhichTestPagesArrivedAreCounted(t *testing.T) {
	x := newTested(t, time.UTC)
	if h := x.history(t, time.UTC); h.Passed != 0 || !h.Last.IsZero() || h.Days[13].Day != "2026-03-10" {
		t.Errorf("before any: %+v", h)
	}
	send := func(arrives bool) {
		t.Helper()
		x.bell.fail(nil)
		if !arrives {
			x.bell.fail(errors.New("no desktop"))
		}
		if trial := x.TestPage(t.Context()); trial.OK != arrives {
			t.Fatalf("the test page: %+v", trial)
		}
	}
	send(true) // the 10th
	send(true)
	x.now = x.now.Add(24 * time.Hour)
	send(false) // the 11th, never mended
	x.now = x.now.Add(24 * time.Hour)
	send(false) // the 12th, mended
	send(true)
	last := x.now
	x.now = x.now.Add(24 * time.Hour)
	send(true)
	send(false) // the 13th, broken at the end
	x.now = x.now.Add(24 * time.Hour)
	h := x.history(t, time.UTC)
	want := []TestDay{{"2026-03-10", true, true}, {"2026-03-11", true, false}, {"2026-03-12", true, true},
		{"2026-03-13", true, false}, {"2026-03-14", false, false}}
	if got := h.Days[9:]; !slices.Equal(got, want) || h.Passed != 2 {
		t.Errorf("%+v, %d passed", got, h.Passed)
	}
	if !h.Last.After(last) {
		t.Errorf("last arrived at %v, want the one of the 13th", h.Last)
	}
	x.now = x.now.Add(10 * 24 * time.Hour)
	if h := x.history(t, time.UTC); h.Passed != 1 || h.Days[0].Day != "2026-03-11" {
		t.Errorf("a fortnight later %+v", h)
	}
}

func TestADayIsOneOfThePersonsZone(t *testing.T) {
	apia, err := time.LoadLocation("Pacific/Apia") // 13 hours ahead
	if err != nil {
		t.Fatal(err)
	}
	x := newTested(t, apia)
	if trial := x.TestPage(t.Context()); !trial.OK {
		t.Fatalf("%+v", trial)
	}
	if h := x.history(t, apia); h.Days[13] != (TestDay{"2026-03-11", true, true}) {
		t.Errorf("today is %+v", h.Days[13])
	}
}

func TestAHistoryThatCannotBeReadIsSaidAndBegunAnew(t *testing.T) {
	x := newTested(t, time.UTC)
	x.meta.values[metaTrials] = []byte("{")
	if _, err := Tests(t.Context(), x.meta, x.now, time.UTC); err == nil {
		t.Error("read")
	}
	if trial := x.TestPage(t.Context()); !trial.OK {
		t.Errorf("%+v", trial)
	}
	if h := x.history(t, time.UTC); h.Passed != 1 {
		t.Errorf("%+v", h)
	}
}
