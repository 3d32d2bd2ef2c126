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

func TestWhoseRingAnUpdateIs(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 5, 12, 14, minute, 0, 0, time.UTC) }
	const anna, ben incident.PersonID = "anna", "ben"
	promised := func(change func(*Promise)) Promise {
		p := Promise{ID: "a", Number: 48213, Severity: 1, Impact: incident.ImpactConfirmed, Due: at(30), Since: at(0), By: anna, Holder: ben, Held: true}
		if change != nil {
			change(&p)
		}
		return p
	}
	for _, c := range []struct {
		name    string
		promise Promise
		rings   map[incident.PersonID]int // the minute from which it rings; absent: never
	}{
		{"who promised, then who has it", promised(nil), map[incident.PersonID]int{anna: 30, ben: 35}},
		{"who promised has it", promised(func(p *Promise) { p.Holder = anna }), map[incident.PersonID]int{anna: 30}},
		{"nobody has it", promised(func(p *Promise) { p.Holder, p.Held = "", false }), map[incident.PersonID]int{anna: 30}},
		{"promised elsewhere", promised(func(p *Promise) { p.By = "" }), map[incident.PersonID]int{ben: 35, "": 30}},
		{"the first update", promised(func(p *Promise) { p.First, p.By = true, "" }), map[incident.PersonID]int{ben: 30}},
		{"the first update, and nobody has it", promised(func(p *Promise) { p.First, p.By, p.Holder, p.Held = true, "", "", false }), nil},
		{"only suspected", promised(func(p *Promise) { p.Impact = incident.ImpactSuspected }), nil},
		{"nobody is affected", promised(func(p *Promise) { p.Impact = incident.ImpactNone }), nil},
		{"no promise", promised(func(p *Promise) { p.Due = time.Time{} }), nil},
	} {
		for _, me := range []incident.PersonID{anna, ben, "cleo", ""} {
			for minute := 20; minute < 50; minute++ {
				alarms, next := Owed(slices.Values([]Promise{c.promise}), me, at(minute))
				from, ever := c.rings[me]
				if rings := ever && minute >= from; rings != (len(alarms) == 1) {
					t.Fatalf("%s: at minute %d %d alarms for %q", c.name, minute, len(alarms), me)
				}
				if ever && minute < from && !next.Equal(at(from)) {
					t.Fatalf("%s: at minute %d %q looks again at %v", c.name, minute, me, next)
				}
			}
		}
	}
}

func TestTheNextPromiseIsATimePeopleSay(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 31, 20, 0, time.UTC)
	for _, c := range []struct {
		every    time.Duration
		practice bool
		want     string
	}{{15 * time.Minute, false, "14:50"}, {time.Hour, false, "15:35"}, {0, false, "15:05"}, {2 * time.Minute, false, "14:35"}, {2 * time.Minute, true, "14:34"}} {
		if got := (Promise{Every: c.every, Practice: c.practice}).NextPromise(now).Format("15:04"); got != c.want {
			t.Errorf("every %v: %s, want %s", c.every, got, c.want)
		}
	}
}

// owing is what customers wait for, and what is published.
type owing struct {
	mu        sync.Mutex
	promises  []Promise
	published []string
	err       error
}

func (o *owing) all() iter.Seq[Promise] {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Values(slices.Clone(o.promises))
}

func (o *owing) set(b *board, promises ...Promise) {
	o.mu.Lock()
	o.promises = promises
	o.mu.Unlock()
	b.changed()
}

func (o *owing) still(_ context.Context, id incident.ID, next time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.published = append(o.published, string(id)+" next "+next.UTC().Format("15:04"))
	return o.err
}

func (o *owing) join(c *LoopConfig) {
	c.Promises, c.Still, c.Me = o.all, o.still, func() incident.PersonID { return "anna" }
}

func due(after time.Duration, severity incident.Severity) Promise {
	return Promise{ID: "a", Number: 48213, Title: "Payments fail", Service: "checkout", Severity: severity, Impact: incident.ImpactConfirmed,
		Since: time.Now(), Due: time.Now().Add(after), By: "anna", Every: 15 * time.Minute}
}

// lines shortens an update's key to "update".
func (r *rig) lines(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	got := r.bell.take()
	for n := range got {
		if before, _, ok := strings.Cut(got[n], "update/"); ok {
			got[n] = before + "update"
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
}

func TestADuePromiseRingsUntilItIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, o := newBoard(), &owing{}
		r := start(t, b, o.join)
		defer r.stop()
		o.set(b, due(10*time.Minute, 1))
		time.Sleep(9 * time.Minute)
		r.lines(t)
		time.Sleep(2*time.Minute + time.Second)
		r.lines(t, "10m0s ring update", "11m0s ring update")
		note := r.bell.notes[0]
		// Virtual time begins at midnight.
		if note.Title != "SEV1 #48213 checkout: update due" || note.Publish != "Publish 'still working', next 00:25" || !note.Urgent || note.Incident != "a" ||
			note.Body != "Customers were promised an update by 00:10 and last heard at 00:00. About: Payments fail" {
			t.Errorf("says %+v", note)
		}
		o.set(b, due(30*time.Minute, 1))
		time.Sleep(time.Second)
		r.lines(t, "11m1s gone update")
		time.Sleep(30 * time.Minute)
		r.lines(t, "41m1s ring update")
		if want := []string{"a: Notified: an update for customers is due", "a: Notified: an update for customers is due"}; !slices.Equal(b.notified, want) {
			t.Errorf("timeline %q", b.notified)
		}
	})
}

func TestHowADuePromiseRings(t *testing.T) {
	for _, c := range []struct {
		name     string
		severity incident.Severity
		change   func(*LoopConfig)
		want     []string
	}{
		{"SEV2 rings until it is kept", 2, nil, []string{"10m0s ring update", "11m0s ring update", "12m0s ring update"}},
		{"SEV3 shows once", 3, nil, []string{"10m0s ring update"}},
		{"SEV4 is listed", 4, nil, nil},
		{"off call", 1, func(c *LoopConfig) { c.Duty = always(false) }, nil},
		{"a rule lists the service", 1, func(c *LoopConfig) {
			c.Policy, _ = NewPolicy(config.Page{Rules: []config.Rule{{Service: []string{"checkout"}, Do: "list"}}}, config.Quiet{}, nil)
		}, nil},
		{"somebody else sits here", 1, func(c *LoopConfig) { c.Me = func() incident.PersonID { return "ben" } }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, o := newBoard(), &owing{}
				r := start(t, b, o.join, func(l *LoopConfig) {
					if c.change != nil {
						c.change(l)
					}
				})
				defer r.stop()
				o.set(b, due(10*time.Minute, c.severity))
				time.Sleep(12*time.Minute + time.Second)
				r.lines(t, c.want...)
			})
		})
	}
}

func TestStillWorkingIsPublishedFromTheNote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, o := newBoard(), &owing{}
		r := start(t, b, o.join)
		defer r.stop()
		p := due(10*time.Minute, 1)
		o.set(b, p)
		time.Sleep(10*time.Minute + time.Second)
		r.lines(t, "10m0s ring update")
		press := Press{Key: UpdateKey("a", p.Due), Incident: "a", Action: ActionPublish}
		o.err = errors.New("no channel is configured")
		r.presses <- press
		time.Sleep(time.Second)
		r.lines(t, "10m1s ring failed/update")
		o.err = nil
		r.presses <- press
		time.Sleep(5 * time.Minute)
		r.lines(t, "10m2s gone update")
		if want := []string{"a next 00:25", "a next 00:25"}; !slices.Equal(o.published, want) {
			t.Errorf("published %q, want %q", o.published, want)
		}
		r.presses <- press // the note is gone: it is opened, nothing is published
		time.Sleep(time.Second)
		if len(o.published) != 2 {
			t.Error("an old note published once more")
		}
	})
}

func TestWhoeverWritesTheUpdateIsNotRungMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, o := newBoard(), &owing{}
		r := start(t, b, o.join)
		defer r.stop()
		p := due(10*time.Minute, 1)
		o.set(b, p)
		time.Sleep(10*time.Minute + time.Second)
		r.lines(t, "10m0s ring update")
		r.presses <- Press{Key: UpdateKey("a", p.Due), Incident: "a", Action: ActionAcknowledge}
		time.Sleep(9 * time.Minute)
		r.lines(t, "10m1s gone update")
		time.Sleep(2 * time.Minute)
		r.lines(t, "20m1s ring update", "21m1s ring update")
	})
}

func TestADuePromiseSurvivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, o := newBoard(), &owing{}
		r := start(t, b, o.join)
		o.set(b, due(10*time.Minute, 1))
		time.Sleep(10*time.Minute + 10*time.Second)
		r.lines(t, "10m0s ring update")
		r.stop()
		time.Sleep(10 * time.Second)
		r = start(t, b, o.join)
		defer r.stop()
		r.health.settle(time.Now().Add(time.Second))
		time.Sleep(3 * time.Minute)
		if lines := len(r.bell.take()); lines == 0 || lines > 3 {
			t.Errorf("rang %d times in three minutes after the restart", lines)
		}
	})
}

func TestTheFirstUpdateRingsWhoHasTheIncident(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, o := newBoard(), &owing{}
		r := start(t, b, o.join)
		defer r.stop()
		p := due(10*time.Minute, 1)
		p.First, p.By, p.Holder, p.Held = true, "", "anna", true
		o.set(b, p)
		time.Sleep(10*time.Minute + time.Second)
		r.lines(t, "10m0s ring update")
		if n := r.bell.notes[0]; n.Title != "SEV1 #48213 checkout: no update yet" || n.Publish != "" ||
			n.Body != "Customers have been affected since 00:00 and were told nothing yet. About: Payments fail" {
			t.Errorf("says %+v", n)
		}
	})
}
