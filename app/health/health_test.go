package health

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/page"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// ward plays what happens to some sources, in minutes and seconds after noon.
type ward struct {
	*Tracker
	t   *testing.T
	now time.Time
}

func newWard(t *testing.T, sources ...Source) *ward {
	w := &ward{Tracker: New(Config{Zone: func() *time.Location { return time.UTC }}), t: t, now: noon}
	for _, s := range sources {
		w.Watch(s)
	}
	return w
}

func (w *ward) ok(names ...string) {
	for _, name := range names {
		w.Made(name, w.now, Made{Latency: 120 * time.Millisecond})
	}
}

func (w *ward) miss(network bool, names ...string) {
	for _, name := range names {
		w.Lost(name, w.now, Miss{Why: "refused", Network: network})
	}
}

// every plays something once per interval.
func (w *ward) every(interval, length time.Duration, f func()) {
	for end := w.now.Add(length); w.now.Before(end); {
		w.now = w.now.Add(interval)
		f()
	}
}

// rings gives the keys that ring now.
func (w *ward) rings() []string {
	alarms, next := w.Alarms(w.now)
	if !next.IsZero() && !next.After(w.now) {
		w.t.Errorf("asks again at %v, not after %v", next, w.now)
	}
	keys := []string{}
	for _, a := range alarms {
		keys = append(keys, a.Key)
	}
	return keys
}

func (w *ward) state(name string) string {
	for _, s := range w.View(w.now).Sources {
		if s.Name == name {
			return s.State
		}
	}
	return "unknown"
}

func (w *ward) expect(state string, banners int, rings ...string) {
	w.t.Helper()
	v := w.View(w.now)
	if got := w.state("a"); got != state {
		w.t.Errorf("at %s: a is %s, want %s", w.now.Format("15:04:05"), got, state)
	}
	if len(v.Banners) != banners {
		w.t.Errorf("at %s: banners %q, want %d", w.now.Format("15:04:05"), v.Banners, banners)
	}
	if got := w.rings(); !slices.Equal(got, rings) {
		w.t.Errorf("at %s: rings %q, want %q", w.now.Format("15:04:05"), got, rings)
	}
}

func TestLosingContactByTheRules(t *testing.T) {
	w := newWard(t, Source{Name: "a"}, Source{Name: "b"})
	w.expect(Never, 0)
	w.ok("a", "b")
	w.expect(OK, 0)
	fail := func() { w.miss(true, "a"); w.ok("b") }
	w.every(15*time.Second, 2*time.Minute, fail)
	w.expect(Failing, 0)
	w.every(15*time.Second, 15*time.Second, fail)
	w.expect(Gone, 1)
	if line := w.View(w.now).Banners[0]; line != "No contact with a since 12:00: refused" {
		t.Errorf("the banner says %q", line)
	}
	_, next := w.Alarms(w.now)
	if want := noon.Add(15*time.Second + 10*time.Minute); !next.Equal(want) {
		t.Errorf("asks again at %v, want when it rings: %v", next, want)
	}
	w.every(15*time.Second, 7*time.Minute+30*time.Second, fail)
	w.expect(Gone, 1)
	w.every(15*time.Second, 30*time.Second, fail)
	w.expect(Gone, 1, page.ContactKey("a"))
	w.ok("a")
	w.expect(OK, 0)
}

func TestFewMissesOverALongTimeAreNoLoss(t *testing.T) {
	w := newWard(t, Source{Name: "a"})
	w.ok("a")
	w.every(5*time.Minute, 10*time.Minute, func() { w.miss(false, "a") })
	w.expect(Failing, 0)
	w.every(5*time.Minute, 5*time.Minute, func() { w.miss(false, "a") })
	w.expect(Gone, 1, page.ContactKey("a"))
}

func TestNeverInContact(t *testing.T) {
	w := newWard(t, Source{Name: "a"})
	w.every(15*time.Second, 11*time.Minute, func() { w.miss(false, "a") })
	w.expect(Gone, 1, page.ContactKey("a"))
	if line := w.View(w.now).Banners[0]; !strings.HasPrefix(line, "No contact with a yet") {
		t.Errorf("the banner says %q", line)
	}
}

func TestGraceAfterWaking(t *testing.T) {
	w := newWard(t, Source{Name: "a"})
	w.ok("a")
	w.every(15*time.Second, time.Minute, func() { w.miss(true, "a") })
	w.now = w.now.Add(8 * time.Hour)
	w.Woke(w.now)
	fail := func() { w.miss(true, "a") }
	w.every(15*time.Second, grace+bannerAfter-15*time.Second, fail)
	w.expect(Failing, 0)
	w.every(15*time.Second, 30*time.Second, fail)
	w.expect(Gone, 1)
	// What is announced as lost stays so over the next sleep.
	w.now = w.now.Add(8 * time.Hour)
	w.Woke(w.now)
	w.expect(Gone, 1, page.ContactKey("a"))
}

func TestOwnNetworkDownIsOneCalmLine(t *testing.T) {
	w := newWard(t, Source{Name: "a"}, Source{Name: "b"}, Source{Name: "c"})
	w.ok("a", "b", "c")
	fail := func() { w.miss(true, "a", "b", "c") }
	w.every(15*time.Second, 3*time.Minute, fail)
	w.expect(Failing, 1)
	if line := w.View(w.now).Banners[0]; !strings.HasPrefix(line, "No contact with any source since 12:00") {
		t.Errorf("the line says %q", line)
	}
	w.every(15*time.Second, 8*time.Minute, fail)
	w.expect(Failing, 1, page.ContactKey(""))
	// One is back: the others get a moment.
	w.ok("b")
	w.expect(Failing, 0)
	w.every(15*time.Second, time.Minute, func() { w.miss(true, "a"); w.ok("b") })
	w.ok("a", "c")
	w.expect(OK, 0)
}

func TestOneSourceDownForLongIsNotTheNetwork(t *testing.T) {
	w := newWard(t, Source{Name: "a"}, Source{Name: "b"}, Source{Name: "c"})
	w.ok("a", "b", "c")
	w.every(15*time.Second, 20*time.Minute, func() { w.miss(true, "a"); w.ok("b", "c") })
	w.expect(Gone, 1, page.ContactKey("a"))
	w.every(15*time.Second, 15*time.Minute, func() { w.miss(true, "a", "b", "c") })
	w.expect(Gone, 2, page.ContactKey(""), page.ContactKey("a"))
}

func TestRefusedSignInsAreNotTheNetwork(t *testing.T) {
	w := newWard(t, Source{Name: "a"}, Source{Name: "b"})
	w.ok("a", "b")
	w.every(15*time.Second, 3*time.Minute, func() { w.miss(true, "a"); w.miss(false, "b") })
	w.expect(Gone, 2)
}

func TestASourceNobodyAsksIsLost(t *testing.T) {
	w := newWard(t, Source{Name: "a", Every: 15 * time.Second}, Source{Name: "b", Every: 15 * time.Second})
	w.ok("a", "b")
	w.every(15*time.Second, 2*time.Minute+30*time.Second, func() { w.ok("b") })
	w.expect(OK, 0)
	_, next := w.Alarms(w.now)
	w.now = next
	w.expect(Gone, 1)
	w.now = w.now.Add(10 * time.Minute)
	w.ok("b")
	w.expect(Gone, 1, page.ContactKey("a"))
}

func TestHeartbeats(t *testing.T) {
	key := page.HeartbeatKey("a", "Watchdog")
	beat := Source{Name: "a", Beats: []Beat{{Name: "Watchdog", Severity: incident.Major}}}
	seen := func(w *ward, names ...string) { w.Made("a", w.now, Made{Beats: names}) }
	t.Run("seen and unchanged answers", func(t *testing.T) {
		w := newWard(t, beat)
		seen(w, "Watchdog")
		w.every(15*time.Second, time.Hour, func() { w.Made("a", w.now, Made{Unchanged: true}) })
		w.expect(OK, 0)
	})
	t.Run("stays away", func(t *testing.T) {
		w := newWard(t, beat)
		seen(w, "Watchdog")
		w.every(15*time.Second, 5*time.Minute-15*time.Second, func() { seen(w) })
		w.expect(OK, 0)
		w.every(15*time.Second, 15*time.Second, func() { seen(w) })
		w.expect(OK, 1, key)
		if line := w.View(w.now).Banners[0]; line != "No heartbeat from Watchdog at a since 12:00" {
			t.Errorf("the banner says %q", line)
		}
		seen(w, "Watchdog")
		w.expect(OK, 0)
	})
	t.Run("never seen", func(t *testing.T) {
		w := newWard(t, beat)
		w.every(15*time.Second, 5*time.Minute, func() { seen(w) })
		w.expect(OK, 0)
		w.every(15*time.Second, 15*time.Second, func() { seen(w) })
		w.expect(OK, 1, key)
	})
	t.Run("not while contact is lost", func(t *testing.T) {
		w := newWard(t, beat)
		seen(w, "Watchdog")
		w.every(15*time.Second, 9*time.Minute, func() { w.miss(false, "a") })
		w.expect(Gone, 1)
		seen(w)
		w.every(15*time.Second, 4*time.Minute, func() { seen(w) })
		w.expect(OK, 0)
		w.every(15*time.Second, time.Minute, func() { seen(w) })
		w.expect(OK, 1, key)
	})
	t.Run("a miss now and then hides nothing", func(t *testing.T) {
		w := newWard(t, beat)
		seen(w, "Watchdog")
		w.every(time.Minute, 6*time.Minute, func() { w.miss(false, "a"); w.now = w.now.Add(time.Second); seen(w) })
		w.expect(OK, 1, key)
	})
	t.Run("not for what was slept through", func(t *testing.T) {
		w := newWard(t, beat)
		seen(w, "Watchdog")
		w.now = w.now.Add(8 * time.Hour)
		w.Woke(w.now)
		w.expect(OK, 0)
		seen(w)
		w.every(15*time.Second, 4*time.Minute, func() { seen(w) })
		w.expect(OK, 0)
	})
	t.Run("severity is critical unless said", func(t *testing.T) {
		w := newWard(t, Source{Name: "a", Beats: []Beat{{Name: "x", Within: time.Minute}}}, Source{Name: "b", Beats: []Beat{{Name: "y", Within: time.Minute, Severity: 3}}})
		w.every(15*time.Second, 2*time.Minute, func() { w.ok("a", "b") })
		alarms, _ := w.Alarms(w.now)
		if len(alarms) != 2 || alarms[0].Severity != incident.Critical || alarms[1].Severity != incident.Minor {
			t.Errorf("%+v", alarms)
		}
	})
}

func TestSettled(t *testing.T) {
	w := newWard(t, Source{Name: "a"}, Source{Name: "b"}, Source{Name: "c"})
	since := w.now
	if w.Settled(since) {
		t.Error("settled before anybody was asked")
	}
	w.now = w.now.Add(time.Second)
	w.ok("a")
	w.miss(false, "b") // refused sign-in: known
	w.miss(true, "c")  // the network is still coming up
	if w.Settled(since) {
		t.Error("settled while the network comes up")
	}
	w.ok("c")
	if !w.Settled(since) {
		t.Error("not settled though all were asked")
	}
	if w.Settled(w.now.Add(time.Second)) {
		t.Error("settled by what was before")
	}
	w.every(15*time.Second, 5*time.Minute, func() { w.ok("a", "b"); w.miss(true, "c") })
	w.Woke(w.now)
	w.ok("a", "b")
	if !w.Settled(w.now) {
		t.Error("waits for a source known to be lost")
	}
	if empty := newWard(t); !empty.Settled(noon) {
		t.Error("no sources: nothing to wait for")
	}
}

func TestAlertsOfTheLastDay(t *testing.T) {
	w := newWard(t, Source{Name: "a"})
	for range 48 {
		w.Made("a", w.now, Made{News: 2})
		w.now = w.now.Add(time.Hour)
	}
	if got := w.View(w.now.Add(-time.Hour)).Sources[0].Alerts; got != 48 {
		t.Errorf("%d alerts in 24 h, want 48", got)
	}
	if got := w.View(w.now.Add(30 * time.Hour)).Sources[0].Alerts; got != 0 {
		t.Errorf("%d alerts after a quiet day", got)
	}
}

func TestRestart(t *testing.T) {
	sources := []Source{{Name: "a", Beats: []Beat{{Name: "Watchdog"}}}, {Name: "b"}, {Name: "gone"}}
	w := newWard(t, sources...)
	w.Made("a", w.now, Made{News: 3, Beats: []string{"Watchdog"}})
	w.ok("b", "gone")
	w.every(15*time.Second, 12*time.Minute, func() { w.Made("a", w.now, Made{}); w.miss(false, "b"); w.ok("gone") })
	w.expect(OK, 2, page.HeartbeatKey("a", "Watchdog"), page.ContactKey("b"))
	raw, err := w.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	again := newWard(t, sources[:2]...)
	again.now = w.now.Add(time.Hour)
	if err := again.Restore(raw); err != nil {
		t.Fatal(err)
	}
	again.Woke(again.now)
	again.expect(OK, 2, page.HeartbeatKey("a", "Watchdog"), page.ContactKey("b"))
	if s := again.View(again.now).Sources; len(s) != 2 || s[0].Alerts != 3 || !s[1].LostSince.Equal(noon) {
		t.Errorf("after a restart: %+v", s)
	}
	again.Made("a", again.now, Made{Beats: []string{"Watchdog"}})
	again.ok("b", "gone")
	again.expect(OK, 0)
	if err := again.Restore([]byte("{")); err == nil {
		t.Error("a broken snapshot is taken")
	}
	if err := again.Restore([]byte(`{"a":null}`)); err != nil || again.state("a") != OK {
		t.Errorf("an empty record: %v, a is %s", err, again.state("a"))
	}
}

func TestUnchangedAnswerAfterARestart(t *testing.T) {
	beat := Source{Name: "a", Beats: []Beat{{Name: "Watchdog"}}}
	w := newWard(t, beat)
	w.Made("a", w.now, Made{Beats: []string{"Watchdog"}})
	raw, err := w.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	again := newWard(t, beat)
	if err := again.Restore(raw); err != nil {
		t.Fatal(err)
	}
	again.Woke(noon)
	again.every(15*time.Second, time.Hour, func() { again.Made("a", again.now, Made{Unchanged: true}) })
	again.expect(OK, 0)
}

func TestClockSetBackNeitherRingsNorHides(t *testing.T) {
	w := newWard(t, Source{Name: "a"})
	w.ok("a")
	w.every(15*time.Second, time.Minute, func() { w.miss(false, "a") })
	w.now = w.now.Add(-5 * time.Hour)
	w.every(15*time.Second, 90*time.Second, func() { w.miss(false, "a") })
	w.expect(Failing, 0)
	w.every(15*time.Second, 12*time.Minute, func() { w.miss(false, "a") })
	w.expect(Gone, 1, page.ContactKey("a"))
}

func TestChangesAreTold(t *testing.T) {
	var told []string
	w := newWard(t, Source{Name: "a"})
	w.Changed = func(name string) { told = append(told, name) }
	w.ok("a")
	w.ok("a")
	w.miss(false, "a")
	w.miss(false, "a")
	w.ok("a")
	w.ok("stranger")
	if want := []string{"a", "a", "a"}; !slices.Equal(told, want) {
		t.Errorf("told of %q, want %q", told, want)
	}
	w.Forget("a")
	if v := w.View(w.now); len(v.Sources) != 0 {
		t.Errorf("forgotten, and yet %+v", v)
	}
}

func TestStatusAsJSON(t *testing.T) {
	w := newWard(t, Source{Name: "a", Beats: []Beat{{Name: "Watchdog"}}})
	w.Made("a", w.now, Made{Latency: 250 * time.Millisecond, News: 1, Beats: []string{"Watchdog"}})
	raw, err := json.Marshal(w.View(w.now).Sources)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"name":"a","state":"ok","last_contact":"2026-03-10T12:00:00Z","last_try":"2026-03-10T12:00:00Z","misses":0,"latency_seconds":0.25,"alerts_24h":1,` +
		`"heartbeats":[{"name":"Watchdog","within_seconds":300,"last_seen":"2026-03-10T12:00:00Z"}],` +
		`"contact_24h":[{"from":"2026-03-09T12:00:00Z","to":"2026-03-10T12:00:00Z","state":"unknown"}]}]`
	if string(raw) != want {
		t.Errorf("%s\nwant %s", raw, want)
	}
}

// FuzzStory plays any order of events and checks what must always hold.
func FuzzStory(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 200, 1, 1, 1, 130, 255})
	f.Add([]byte(strings.Repeat("\x01\x0a", 80)))
	f.Fuzz(func(t *testing.T, story []byte) {
		w := newWard(t, Source{Name: "a", Every: time.Minute, Beats: []Beat{{Name: "x"}}}, Source{Name: "b"})
		for _, step := range story {
			w.now = w.now.Add(time.Duration(step>>3) * 7 * time.Second)
			name := fmt.Sprintf("%c", 'a'+step&1)
			switch step >> 1 & 3 {
			case 0:
				w.Made(name, w.now, Made{Beats: []string{"x"}})
				if w.state(name) != OK {
					t.Fatalf("%s is %s right after contact", name, w.state(name))
				}
			case 1:
				w.miss(step&8 != 0, name)
			case 2:
				w.Woke(w.now)
			case 3:
				w.now = w.now.Add(-time.Duration(step) * time.Second)
			}
			rings := w.rings()
			w.past("a")
			w.past("b")
			for _, s := range w.View(w.now).Sources {
				rung := slices.Contains(rings, page.ContactKey(s.Name))
				if rung && s.State != Gone {
					t.Fatalf("%s rings while %s", s.Name, s.State)
				}
			}
		}
	})
}

func TestAMissSaysWhatKindOfFaultItWas(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)
	tracker := New(Config{})
	tracker.Watch(Source{Name: "eu"})
	tracker.Made("eu", now, Made{})
	tracker.Lost("eu", now.Add(time.Minute), Miss{Why: "401", Kind: "auth"})
	if got := tracker.View(now.Add(time.Minute)).Sources[0].Fault; got != "auth" {
		t.Errorf("got %q", got)
	}
	tracker.Made("eu", now.Add(2*time.Minute), Made{})
	if got := tracker.View(now.Add(2 * time.Minute)).Sources[0].Fault; got != "" {
		t.Errorf("after contact it is still %q", got)
	}
}
