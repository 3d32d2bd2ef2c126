package page

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
)

// later lets time pass, and the loop settle.
func later(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestWhoLearnsOfAStuckUpdate(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 5, 12, 14, minute, 0, 0, time.UTC) }
	const anna, ben incident.PersonID = "anna", "ben"
	stuck := func(change func(*Stuck)) Stuck {
		s := Stuck{ID: "a", Update: "u1", Channel: "page", State: StuckAsking, Since: at(30), By: anna, Holder: ben, Held: true}
		if change != nil {
			change(&s)
		}
		return s
	}
	for _, c := range []struct {
		name  string
		stuck Stuck
		calls map[incident.PersonID]int // the minute from which it calls; absent: never
	}{
		{"who published it, then who has the incident", stuck(nil), map[incident.PersonID]int{anna: 30, ben: 35}},
		{"what failed", stuck(func(s *Stuck) { s.State = StuckFailed }), map[incident.PersonID]int{anna: 30, ben: 35}},
		{"what readers do not see gets its time", stuck(func(s *Stuck) { s.State = StuckLate }), map[incident.PersonID]int{anna: 35, ben: 40}},
		{"nobody has the incident", stuck(func(s *Stuck) { s.Held, s.Holder = false, "" }), map[incident.PersonID]int{anna: 30}},
		{"who published it has the incident", stuck(func(s *Stuck) { s.Holder = anna }), map[incident.PersonID]int{anna: 30}},
	} {
		for _, me := range []incident.PersonID{anna, ben, "cleo", ""} {
			for minute := 25; minute < 45; minute++ {
				alarms, next := Stalled(slices.Values([]Stuck{c.stuck}), me, at(minute))
				from, ever := c.calls[me]
				if calls := ever && minute >= from; calls != (len(alarms) == 1) {
					t.Fatalf("%s: at minute %d %d alarms for %q", c.name, minute, len(alarms), me)
				}
				if ever && minute < from && !next.Equal(at(from)) {
					t.Fatalf("%s: at minute %d %q looks again at %v", c.name, minute, me, next)
				}
			}
		}
	}
}

// sticking is what does not reach readers, and what was done about it.
type sticking struct {
	mu    sync.Mutex
	stuck []Stuck
	done  []string
	err   error
}

func (s *sticking) all() iter.Seq[Stuck] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Values(slices.Clone(s.stuck))
}

func (s *sticking) set(b *board, all ...Stuck) {
	s.mu.Lock()
	s.stuck = all
	s.mu.Unlock()
	b.changed()
}

func (s *sticking) unstick(_ context.Context, u Stuck) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = append(s.done, string(u.Fix)+" "+u.Update)
	return s.err
}

func (s *sticking) join(c *LoopConfig) {
	c.Stuck, c.Unstick, c.Me = s.all, s.unstick, func() incident.PersonID { return "anna" }
}

func asks(severity incident.Severity) Stuck {
	return Stuck{ID: "a", Number: 48213, Title: "Payments fail", Service: "checkout", Severity: severity, Update: "u1", Channel: "status page",
		State: StuckAsking, Since: time.Now(), By: "anna", Why: `"Cards" is open there already`, Fix: FixJoin}
}

// told shortens the key of a stuck update to its state.
func (r *rig) told(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	got := r.bell.take()
	for n := range got {
		if before, key, ok := strings.Cut(got[n], "stuck/"); ok {
			got[n] = before + strings.Split(key, "/")[1]
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
}

func TestAStuckUpdateIsToldOnceForEachState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBoard(), &sticking{}
		r := start(t, b, s.join)
		u := asks(2)
		later(time.Second)
		s.set(b, u)
		later(3 * time.Hour)
		r.told(t, "1s ring asking")
		n := r.bell.notes[0]
		if n.Title != "SEV2 #48213 checkout: update asks before it goes out" || n.Publish != "Join it" || !n.Open || n.Acknowledge || !n.Urgent || n.Incident != "a" ||
			n.Body != `Customers do not read it until you decide. On status page: "Cards" is open there already. About: Payments fail` {
			t.Errorf("says %+v", n)
		}
		u.Severity = 1
		u.Why = "it is said otherwise now"
		s.set(b, u)
		r.stop()
		r = start(t, b, s.join)
		defer r.stop()
		r.health.settle(time.Now().Add(time.Second))
		later(time.Hour)
		r.told(t) // a restart, other words for it or a worse incident are no news
		u.State, u.Since, u.Fix = StuckFailed, time.Now(), NoFix
		s.set(b, u)
		later(time.Hour)
		r.told(t, "1h0m0s gone asking", "1h0m0s ring failed")
		if n := r.bell.notes[len(r.bell.notes)-1]; n.Publish != "" || !n.Open || !strings.HasSuffix(n.Title, "update not published") {
			t.Errorf("says %+v", n)
		}
		s.set(b)
		later(time.Second)
		r.told(t, "2h0m0s gone failed")
		if want := "a: Notified: an update does not reach its readers"; len(b.notified) != 2 || b.notified[0] != want {
			t.Errorf("timeline %q", b.notified)
		}
	})
}

func TestWhatReadersDoNotSeeIsToldAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBoard(), &sticking{}
		r := start(t, b, s.join)
		defer r.stop()
		late := asks(1)
		late.State, late.Fix, late.Why = StuckLate, NoFix, "status page took it and does not show it yet"
		s.set(b, late)
		later(4 * time.Minute)
		r.told(t)
		later(time.Hour)
		r.told(t, "5m0s ring late")
		late.Since, late.Update = time.Now(), "u2"
		s.set(b, late)
		later(4 * time.Minute)
		s.set(b) // it is seen in time
		later(time.Hour)
		r.told(t, "1h4m0s gone late")
	})
}

func TestHowAStuckUpdateCalls(t *testing.T) {
	quiet := func(c *LoopConfig) {
		c.Policy, _ = NewPolicy(config.Page{}, config.Quiet{Hours: []string{"00:00-01:00"}}, func() *time.Location { return time.UTC })
	}
	for _, c := range []struct {
		name     string
		severity incident.Severity
		change   func(*LoopConfig)
		want     []string
		sound    string
	}{
		{"SEV2 with its sound", 2, nil, []string{"0s ring asking"}, "major"},
		{"SEV3 without one", 3, nil, []string{"0s ring asking"}, ""},
		{"SEV4 too, which is only listed: somebody told customers", 4, nil, []string{"0s ring asking"}, ""},
		{"off call", 1, func(c *LoopConfig) { c.Duty = always(false) }, nil, ""},
		{"SEV1 in quiet hours", 1, quiet, []string{"0s ring asking"}, "critical"},
		{"SEV2 after quiet hours", 2, quiet, []string{"1h0m0s ring asking"}, "major"},
		{"somebody else sits here", 1, func(c *LoopConfig) { c.Me = func() incident.PersonID { return "ben" } }, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := newBoard(), &sticking{}
				r := start(t, b, s.join, func(l *LoopConfig) {
					if c.change != nil {
						c.change(l)
					}
				})
				defer r.stop()
				s.set(b, asks(c.severity))
				later(2 * time.Hour)
				for _, n := range r.bell.notes {
					if n.Sound != c.sound {
						t.Errorf("sounds %q", n.Sound)
					}
				}
				for n := range r.bell.lines { // the loop looks a moment after the change
					r.bell.lines[n] = strings.Replace(r.bell.lines[n], "10ms ", "0s ", 1)
				}
				r.told(t, c.want...)
			})
		})
	}
}

func TestStuckUpdatesOfManyChannelsAreNoBurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBoard(), &sticking{}
		r := start(t, b, s.join)
		defer r.stop()
		later(time.Second)
		var all []Stuck
		for n := range 7 {
			u := asks(1)
			u.Update = string(rune('a' + n))
			all = append(all, u)
		}
		s.set(b, all...)
		later(time.Second)
		b.put(critical("x"))
		later(time.Second)
		r.told(t, append(slices.Repeat([]string{"1s ring asking"}, 7), "2s ring x")...)
	})
}

func TestTheButtonOfAStuckUpdateDoesWhatItSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBoard(), &sticking{}
		var wrote []incident.ID
		r := start(t, b, s.join, func(c *LoopConfig) { c.Write = func(id incident.ID) { wrote = append(wrote, id) } })
		defer r.stop()
		later(time.Second)
		u := asks(1)
		s.set(b, u)
		later(time.Second)
		r.told(t, "1s ring asking")
		press := Press{Key: u.Key(), Incident: "a", Action: ActionPublish}
		s.err = errors.New("the store is full")
		r.presses <- press
		later(time.Second)
		r.told(t, "2s ring failed/asking")
		s.err = nil
		r.presses <- press
		synctest.Wait()
		s.set(b)
		later(time.Second)
		r.told(t, "3.01s gone asking")
		if want := []string{"join u1", "join u1"}; !slices.Equal(s.done, want) || len(wrote) != 0 {
			t.Fatalf("did %q, opened %q", s.done, wrote)
		}
		// Asked anew, for another reason: the old note says nothing of it.
		again := u
		again.Since, again.Fix = time.Now(), FixSend
		s.set(b, again)
		later(time.Second)
		r.presses <- press
		r.presses <- Press{Key: again.Key(), Incident: "a", Action: ActionOpen}
		later(time.Second)
		if len(s.done) != 2 || !slices.Equal(wrote, []incident.ID{"a", "a"}) {
			t.Errorf("an old note did %q, opened %q", s.done, wrote)
		}
	})
}
