package page

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
)

// memory keeps small values, and may refuse to.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
	fail   error
}

func newMemory() *memory { return &memory{values: map[string][]byte{}} }

func (m *memory) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key], m.fail
}

func (m *memory) Save(_ context.Context, key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.values[key] = value
	}
	return m.fail
}

func muter(t *testing.T, m Meta, changed func()) *Muter {
	t.Helper()
	mute, err := NewMuter(t.Context(), m, changed)
	if err != nil {
		t.Fatal(err)
	}
	return mute
}

func muted(until time.Time) func(*View) { return func(v *View) { v.Muted = until } }

func TestAMuteStopsWhatRingsAndEndsByItself(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	w.open("a", incident.Critical)
	w.expect("ring a")
	end := w.now.Add(time.Hour)
	w.after(10 * time.Second)
	if got := w.decide(muted(end)); !slices.Equal(got, []string{"gone a"}) {
		t.Fatalf("muting: %q", got)
	}
	w.after(10*time.Minute).open("b", incident.Major)
	if got := w.decide(muted(end)); len(got) > 0 {
		t.Errorf("while muted: %q", got)
	}
	if !w.next.Equal(end) {
		t.Errorf("looks again at %v, not when the mute ends", w.next)
	}
	w.now = end
	plan := w.policy.Decide(w.view())
	if len(plan.Calls) != 1 || plan.Calls[0].Note.Title != "No longer muted: 2 incidents are open" {
		t.Errorf("at the end: %+v", plan.Calls)
	}
	w.expect("ring group")
}

func TestAMuteHoldsBackEverySeverityOnCallAndInAGroup(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		w.open(id, incident.Critical)
	}
	w.expect("ring group")
	w.stays = true
	end := w.now.Add(time.Hour)
	g := w.rings[GroupKey]
	g.Stays = true // shown where a note cannot be taken back
	w.rings[GroupKey] = g
	plan := w.policy.Decide(func() View { v := w.view(); v.Muted = end; return v }())
	if len(plan.Calls) != 1 || plan.Calls[0].Note.Title != "Muted until 13:00" || plan.Calls[0].Note.Sound != "" {
		t.Errorf("the note that cannot be taken back says %+v", plan.Calls)
	}
	if got := w.decide(muted(end)); !slices.Equal(got, []string{"show group"}) {
		t.Errorf("muting: %q", got)
	}
	if got := w.after(30 * time.Minute).decide(muted(end)); len(got) > 0 {
		t.Errorf("while muted: %q", got)
	}
}

func TestLostContactIsShownWithoutASoundWhileMuted(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	end := w.now.Add(time.Hour)
	w.alarms = []Alarm{
		{Key: ContactKey("eu-prod"), Kind: KindContact, Source: "eu-prod", Severity: incident.Major, Since: w.now,
			Title: "No contact with eu-prod since 12:00", Body: "Alerts from there cannot reach you."},
		{Key: HeartbeatKey("eu-prod", "Watchdog"), Kind: KindHeartbeat, Source: "eu-prod", Severity: incident.Critical, Since: w.now, Title: "No heartbeat"},
	}
	plan := w.policy.Decide(func() View { v := w.view(); v.Muted = end; return v }())
	for _, c := range plan.Calls {
		if c.Ring || c.Note.Sound != "" || c.Note.Urgent || !strings.HasSuffix(c.Note.Body, "Pages are muted until 13:00.") {
			t.Errorf("while muted: %+v", c)
		}
	}
	if got := w.decide(muted(end)); !slices.Equal(got, []string{"show contact/eu-prod", "show heartbeat/eu-prod/Watchdog"}) {
		t.Fatalf("while muted: %q", got)
	}
	if got := w.after(10 * time.Minute).decide(muted(end)); len(got) > 0 {
		t.Errorf("said more than once: %q", got)
	}
	beat := w.alarms[1]
	w.alarms = w.alarms[:1]
	if got := w.decide(muted(end)); !slices.Equal(got, []string{"gone heartbeat/eu-prod/Watchdog"}) {
		t.Errorf("when the heartbeat is back: %q", got)
	}
	w.now = end
	w.expect("ring contact/eu-prod")
	w.alarms = append(w.alarms, beat)
	w.expect("ring heartbeat/eu-prod/Watchdog")
	if got := w.after(time.Second).decide(muted(w.now.Add(time.Hour))); !slices.Equal(got, []string{"gone heartbeat/eu-prod/Watchdog", "show heartbeat/eu-prod/Watchdog"}) {
		t.Errorf("muting a heartbeat that rings: %q", got)
	}
}

func TestAMuteOutlivesTheApp(t *testing.T) {
	m, told := newMemory(), 0
	changed := func() { told++ }
	first := muter(t, m, changed)
	if !first.Until(noon).IsZero() {
		t.Error("muted before anybody asked")
	}
	end := noon.Add(4 * time.Hour)
	if err := first.Mute(t.Context(), noon, end); err != nil {
		t.Fatal(err)
	}
	again := muter(t, m, changed)
	for at, want := range map[time.Time]time.Time{
		noon:                        end,
		end.Add(-time.Second):       end,
		end:                         {},
		noon.Add(-30 * time.Second): end, // a clock that is corrected
		noon.Add(-time.Hour):        {},  // a clock set back ends it
	} {
		if got := again.Until(at); !got.Equal(want) {
			t.Errorf("at %v muted until %v, want %v", at, got, want)
		}
	}
	if err := again.expire(t.Context(), noon.Add(time.Hour)); err != nil || told != 1 {
		t.Errorf("told %d times before the end, %v", told, err)
	}
	for range 2 {
		if err := again.expire(t.Context(), end); err != nil || told != 2 {
			t.Errorf("told %d times at the end, %v", told, err)
		}
	}
	if len(m.values[metaMute]) > 0 {
		t.Errorf("kept after its end: %s", m.values[metaMute])
	}
}

func TestAMuteIsBounded(t *testing.T) {
	m := muter(t, newMemory(), func() {})
	for until, says := range map[time.Duration]string{
		-time.Second: "past", 0: "past", MaxMute + time.Hour: "off call",
	} {
		if err := m.Mute(t.Context(), noon, noon.Add(until)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("for %v: %v", until, err)
		}
	}
	if !m.Until(noon).IsZero() {
		t.Error("a refused mute holds")
	}
	var none *Muter
	if !none.Until(noon).IsZero() || none.expire(t.Context(), noon) != nil {
		t.Error("no muter mutes")
	}
}

func TestAMuteHoldsThoughItCannotBeWrittenDown(t *testing.T) {
	full := errors.New("disk full")
	m := newMemory()
	mute := muter(t, m, func() {})
	m.fail = full
	if err := mute.Mute(t.Context(), noon, noon.Add(time.Hour)); !errors.Is(err, full) {
		t.Errorf("said %v", err)
	}
	if mute.Until(noon).IsZero() {
		t.Error("it does not hold")
	}
	if err := mute.Ring(t.Context()); !errors.Is(err, full) || !mute.Until(noon).IsZero() {
		t.Errorf("ringing again: %v", err)
	}
	m.fail = nil
	m.values[metaMute] = []byte("{")
	if broken, err := NewMuter(t.Context(), m, func() {}); err == nil || !broken.Until(noon).IsZero() {
		t.Errorf("what cannot be read mutes, or is not said: %v", err)
	}
}

func TestMorning(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for now, want := range map[string]string{
		"2026-03-10 22:30": "2026-03-11 07:00",
		"2026-03-10 02:00": "2026-03-10 07:00",
		"2026-03-10 06:04": "2026-03-10 07:00",
		"2026-03-10 07:00": "2026-03-11 07:00",
		"2026-03-28 23:00": "2026-03-29 07:00", // clocks go forward in between
		"2026-10-24 07:00": "2026-10-25 06:00", // clocks go back: 25 hours are longer than a mute may last
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", now, berlin)
		if err != nil {
			t.Fatal(err)
		}
		if got := Morning(at, berlin).Format("2006-01-02 15:04"); got != want {
			t.Errorf("after %s: %s, want %s", now, got, want)
		}
	}
}

func TestLoopMutesAndTellsWhenItRingsNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, m := newBoard(), newMemory()
		var calls []Call
		mute := muter(t, m, b.changed)
		r := start(t, b, func(c *LoopConfig) { c.Mute, c.Called = mute, func(call Call) { calls = append(calls, call) } })
		defer r.stop()
		time.Sleep(time.Second)
		b.put(critical("a"))
		r.expect(t, "1s ring a")
		synctest.Wait()
		if got := r.NextRings()["a"]; !got.Equal(time.Now().Add(time.Minute)) {
			t.Errorf("rings next at %v, now %v", got, time.Now())
		}
		if len(calls) != 1 || !slices.Equal(calls[0].All, []incident.ID{"a"}) || !calls[0].Note.Urgent {
			t.Errorf("called %+v", calls)
		}
		time.Sleep(30 * time.Second)
		end := time.Now().Add(time.Hour)
		if err := mute.Mute(t.Context(), time.Now(), end); err != nil {
			t.Fatal(err)
		}
		r.expect(t, "31s gone a")
		if got := r.NextRings()["a"]; !got.Equal(end) {
			t.Errorf("while muted rings next at %v, not at the end %v", got, end)
		}
		time.Sleep(time.Hour + time.Second)
		r.expect(t, "1h0m31s ring a")
		if len(calls) != 2 || len(calls[1].IDs) != 1 {
			t.Errorf("called %+v", calls)
		}
		b.set("a", func(s *Subject) { s.Status, s.AckedAt = incident.Acknowledged, time.Now() })
		time.Sleep(time.Second)
		synctest.Wait()
		if got := r.NextRings(); len(got) > 0 {
			t.Errorf("in somebody's hands, and rings next at %v", got)
		}
	})
}

func TestWhenEachRingsNext(t *testing.T) {
	w := newWorld(t, config.Page{}, config.Quiet{})
	due := func(change ...func(*View)) map[incident.ID]time.Duration {
		t.Helper()
		v := w.view()
		for _, f := range change {
			f(&v)
		}
		plan := w.policy.Decide(v)
		w.decide(change...)
		left := map[incident.ID]time.Duration{}
		for id, at := range plan.Due {
			left[id] = at.Sub(w.now)
		}
		return left
	}
	expect := func(what string, got, want map[incident.ID]time.Duration) {
		t.Helper()
		if !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	type left = map[incident.ID]time.Duration
	w.open("a", incident.Critical)
	w.open("minor", incident.Minor)
	expect("just rung", due(), left{"a": time.Minute})
	w.after(20 * time.Second)
	expect("waiting", due(), left{"a": 40 * time.Second})
	expect("off call until one", due(func(v *View) { v.Duty.OnCall, v.Duty.Until = false, noon.Add(time.Hour) }),
		left{"a": time.Hour - 20*time.Second})
	w.run(20 * time.Minute)
	for _, id := range []string{"b", "c", "d", "e", "f"} {
		w.open(id, incident.Major)
	}
	got := due()
	for _, id := range []incident.ID{"b", "c", "d", "e", "f"} {
		if got[id] != time.Minute {
			t.Errorf("%s of a storm rings in %v", id, got[id])
		}
	}
}
