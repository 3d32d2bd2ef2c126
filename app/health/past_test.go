package health

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// past writes how contact with a source went, as "-1440 unknown, -20 contact"
// with the minutes before now at which each span begins.
func (w *ward) past(name string) string {
	w.t.Helper()
	v := w.View(w.now)
	n := slices.IndexFunc(v.Sources, func(s Status) bool { return s.Name == name })
	if n < 0 {
		w.t.Fatalf("no source %q", name)
	}
	var words []string
	all := v.Sources[n].Contact
	for k, s := range all {
		words = append(words, fmt.Sprintf("%.0f %s", s.From.Sub(w.now).Minutes(), s.State))
		if k > 0 && !s.From.Equal(all[k-1].To) || !s.To.After(s.From) || k > 0 && s.State == all[k-1].State {
			w.t.Errorf("spans do not follow one another: %+v", all)
		}
	}
	if last := all[len(all)-1]; !last.To.Equal(w.now) || !all[0].From.Equal(w.now.Add(-24*time.Hour)) {
		w.t.Errorf("from %v to %v, now %v", all[0].From, last.To, w.now)
	}
	return strings.Join(words, ", ")
}

func (w *ward) wantPast(name, want string) {
	w.t.Helper()
	if got := w.past(name); got != want {
		w.t.Errorf("contact with %s went\n%s, want\n%s", name, got, want)
	}
}

// restarted is the ward after the app ended and began again.
func (w *ward) restarted(sources ...Source) *ward {
	w.t.Helper()
	raw, err := w.Snapshot()
	if err != nil {
		w.t.Fatal(err)
	}
	next := newWard(w.t)
	next.now = w.now
	if err := next.Restore(raw); err != nil {
		w.t.Fatal(err)
	}
	next.Woke(next.now)
	for _, s := range sources {
		next.Watch(s)
	}
	return next
}

func TestHowContactWent(t *testing.T) {
	slow := func(w *ward) { w.Made("a", w.now, Made{Latency: 6 * time.Second}) }
	ok := func(w *ward) { w.ok("a") }
	miss := func(w *ward) { w.miss(false, "a") }
	for name, c := range map[string]struct {
		minutes []func(*ward)
		want    string
	}{
		"nothing asked yet":          {nil, "-1440 unknown"},
		"contact":                    {[]func(*ward){ok, ok, ok}, "-1440 unknown, -2 contact"},
		"slow answers":               {[]func(*ward){ok, slow, slow, ok}, "-1440 unknown, -3 contact, -2 slow"},
		"misses that pass":           {[]func(*ward){ok, miss, miss, ok, ok}, "-1440 unknown, -4 contact, -3 slow, -1 contact"},
		"lost, since its first miss": {[]func(*ward){ok, ok, miss, miss, miss, miss}, "-1440 unknown, -5 contact, -3 none"},
		"lost and found":             {[]func(*ward){ok, miss, miss, miss, miss, ok, ok}, "-1440 unknown, -6 contact, -5 none, -1 contact"},
		"never any contact":          {[]func(*ward){miss, miss, miss, miss}, "-1440 unknown, -3 none"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWard(t, Source{Name: "a"})
			for n, step := range c.minutes {
				if n > 0 {
					w.now = w.now.Add(time.Minute)
				}
				step(w)
			}
			w.wantPast("a", c.want)
		})
	}
}

func TestNothingIsKnownOfTheTimeAsleep(t *testing.T) {
	w := newWard(t, Source{Name: "a"})
	w.every(time.Minute, 10*time.Minute, func() { w.ok("a") })
	w.now = w.now.Add(time.Hour)
	w.Woke(w.now)
	w.Woke(w.now)
	w.ok("a")
	w.now = w.now.Add(5 * time.Minute)
	w.wantPast("a", "-1440 unknown, -74 contact, -65 unknown, -5 contact")
}

func TestHowContactWentOutlivesTheApp(t *testing.T) {
	w := newWard(t, Source{Name: "a"}, Source{Name: "b"})
	w.every(time.Minute, 10*time.Minute, func() { w.ok("a", "b") })
	w.every(time.Minute, 10*time.Minute, func() { w.ok("a"); w.miss(false, "b") })
	w.now = w.now.Add(time.Hour)
	next := w.restarted(Source{Name: "a"}, Source{Name: "b"})
	next.wantPast("a", "-1440 unknown, -79 contact, -60 unknown")
	next.wantPast("b", "-1440 unknown, -79 contact, -69 none, -60 unknown")
	next.ok("a")
	next.miss(false, "b")
	next.now = next.now.Add(time.Minute)
	next.wantPast("a", "-1440 unknown, -80 contact, -61 unknown, -1 contact")
	next.wantPast("b", "-1440 unknown, -80 contact, -70 none, -61 unknown, -1 none")
}

func TestTheOwnNetworkDownIsNoContactWithAny(t *testing.T) {
	w := newWard(t, Source{Name: "a"}, Source{Name: "b"})
	w.every(time.Minute, 3*time.Minute, func() { w.ok("a", "b") })
	w.every(time.Minute, 4*time.Minute, func() { w.miss(true, "a", "b") })
	w.wantPast("a", "-1440 unknown, -6 contact, -3 none")
	w.now = w.now.Add(time.Minute)
	w.ok("a", "b")
	w.now = w.now.Add(time.Minute)
	w.wantPast("b", "-1440 unknown, -8 contact, -5 none, -1 contact")
}

func TestWhatContactWentLikeIsForgottenAfterADay(t *testing.T) {
	w := newWard(t, Source{Name: "a"})
	w.ok("a")
	w.every(time.Minute, 10*time.Minute, func() { w.miss(false, "a") })
	w.every(time.Hour, 48*time.Hour, func() { w.ok("a") })
	w.wantPast("a", "-1440 contact")
}

func TestASourceThatComesAndGoesIsKeptInBounds(t *testing.T) {
	w := newWard(t, Source{Name: "a"})
	w.every(30*time.Second, 23*time.Hour, func() {
		w.ok("a")
		w.now = w.now.Add(30 * time.Second)
		w.miss(false, "a")
	})
	n := len(w.View(w.now).Sources[0].Contact)
	if n > mostTurns+1 || n < mostTurns/2 {
		t.Errorf("%d spans, want at most %d and most of them", n, mostTurns+1)
	}
	if past := w.past("a"); !strings.HasPrefix(past, "-1440 unknown, -1380 slow, ") && !strings.HasPrefix(past, "-1440 unknown, -1379 slow, ") {
		t.Errorf("the oldest are told as %.80s", past)
	}
}
