package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
)

func TestFirstContactNeverRingsOldNews(t *testing.T) {
	r := newRig(t)
	old := r.alert("DiskFull", "service", "db")
	r.pull("eu", old)
	if row := r.only(); !row.RingSince.IsZero() {
		t.Errorf("an alert that fired before first contact rings since %s", row.RingSince)
	}
	r.pass(time.Minute)
	r.pull("eu", old, r.alert("HighErrorRate", "service", "shop"))
	for _, row := range r.rows() {
		if rings := !row.RingSince.IsZero(); rings != (row.Title == "HighErrorRate") {
			t.Errorf("%s rings: %v", row.Title, rings)
		}
	}
	r.pass(time.Minute)
	second := r.alert("DiskFull", "service", "db", "instance", "2")
	r.pull("eu", old, second)
	for _, row := range r.rows() {
		if row.Title == "DiskFull" && row.RingSince.IsZero() {
			t.Error("a new alert in an old incident does not ring")
		}
	}
}

func TestAlertsGroupIntoOneIncident(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	r.pull("eu", r.alert("Slow", "service", "shop", "cluster", "eu", "pod", "1"), r.alert("Slow", "service", "shop", "cluster", "eu", "pod", "2"),
		r.alert("Slow", "service", "shop", "cluster", "us", "pod", "1"), r.alert("Slow", "job", "shop", "cluster", "eu"))
	groups := map[string]int{}
	for _, row := range r.rows() {
		groups[fmt.Sprintf("%s %d", row.Title, row.Alerts)]++
	}
	if len(r.rows()) != 3 || groups["Slow 2"] != 1 || groups["Slow 1"] != 2 {
		t.Errorf("incidents by title and alerts: %v, want one of 2 alerts and two of 1", groups)
	}
}

func TestPullingTwiceChangesNothing(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a)
	before := r.kinds(r.only().ID)
	for range 3 {
		r.pass(15 * time.Second)
		if taken := r.pull("eu", a); taken.Opened+taken.Changed+taken.Cleared+taken.News != 0 {
			t.Errorf("an unchanged alert changed something: %+v", taken)
		}
	}
	r.start() // forget what was in memory
	r.pull("eu", a)
	if after := r.kinds(r.only().ID); after != before {
		t.Errorf("timeline grew from %q to %q", before, after)
	}
}

func TestAbsentMeansResolvedOnlyWhenComplete(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	r.pull("eu", r.alert("Slow", "service", "shop"))
	r.batch("eu", incident.Batch{Done: true})
	r.check(r.only(), incident.Triggered, 1)
	r.pull("eu")
	r.check(r.only(), incident.Resolved, 0)
}

func TestFlappingIsOneIncident(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	for range 5 {
		r.pass(time.Minute)
		r.pull("eu", r.alert("Flappy", "service", "shop"))
		r.pass(time.Minute)
		r.pull("eu")
	}
	row := r.only()
	r.check(row, incident.Resolved, 0)
	if row.Flaps != 4 || row.Alerts != 1 {
		t.Errorf("flaps %d, alerts %d, want 4 and 1", row.Flaps, row.Alerts)
	}
	r.pass(31 * time.Minute)
	r.pull("eu", r.alert("Flappy", "service", "shop"))
	if rows := r.rows(); len(rows) != 2 {
		t.Errorf("%d incidents after the reopening window, want a second one", len(rows))
	}
}

func TestRefiringBetweenTwoPullsIsSeen(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	r.pull("eu", r.alert("Slow", "service", "shop"))
	r.pass(10 * time.Minute)
	r.pull("eu", r.alert("Slow", "service", "shop")) // the same labels, a later start
	row := r.only()
	r.check(row, incident.Triggered, 1)
	if row.Flaps != 1 {
		t.Errorf("flaps %d, want 1; timeline %s", row.Flaps, r.kinds(row.ID))
	}
}

func TestMailAndAPICopiesAreOneAlert(t *testing.T) {
	for _, order := range [][]string{{"eu", "mail"}, {"mail", "eu"}} {
		t.Run(strings.Join(order, " first, then "), func(t *testing.T) {
			r := newRig(t)
			r.desk.SetSource(mailSource("mail"))
			r.pull("eu")
			r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
			a := r.alert("Slow", "service", "shop")
			for _, name := range order {
				r.pass(20 * time.Second)
				a.At = r.clock
				if name == "mail" {
					r.batch(name, incident.Batch{Signals: []incident.Signal{a}, Done: true})
				} else {
					r.pull(name, a)
				}
			}
			row := r.only()
			r.check(row, incident.Triggered, 1)
			if row.Alerts != 1 {
				t.Errorf("%d alerts, want one", row.Alerts)
			}
			// The API knows best: a mail that says resolved waits for it.
			r.pass(time.Minute)
			over := a
			over.Firing, over.At, over.EndsAt = false, r.clock, r.clock
			r.batch("mail", incident.Batch{Signals: []incident.Signal{over}, Done: true})
			r.check(r.only(), incident.Triggered, 1)
			r.pull("eu")
			r.check(r.only(), incident.Resolved, 0)
		})
	}
}

func TestTheDatesOfACopyMakeNoNewOccurrence(t *testing.T) {
	for _, first := range []string{"eu", "mail"} {
		t.Run(first+" first", func(t *testing.T) {
			r := newRig(t)
			r.desk.SetSource(mailSource("mail"))
			r.pull("eu")
			r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
			told := r.alert("Slow", "service", "shop")
			r.pass(700 * time.Millisecond)
			told.At = r.clock
			mailed := told // a mail's dates have whole seconds, and it names no start
			mailed.StartsAt, mailed.At = time.Time{}, r.clock.Truncate(time.Second)
			if first == "eu" {
				r.pull("eu", told)
			}
			r.batch("mail", incident.Batch{Signals: []incident.Signal{mailed}, Done: true})
			r.pull("eu", told)
			row := r.only()
			r.check(row, incident.Triggered, 1)
			if kinds := r.kinds(row.ID); row.Flaps != 0 || len(strings.Fields(kinds)) != 2 {
				t.Errorf("%d flaps, timeline %s", row.Flaps, kinds)
			}
			detail, err := r.desk.Show(row.ID, 10)
			if err != nil || len(detail.Alerts) != 1 || len(detail.Alerts[0].Sources) != 2 {
				t.Errorf("told by %+v, %v", detail.Alerts, err)
			}
		})
	}
}

func TestOlderMailNeitherReopensNorResolves(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(mailSource("mail"))
	r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	mail := func(firing bool, at time.Time) {
		s := r.alert("Disk", "service", "db")
		s.Firing, s.At, s.StartsAt = firing, at, at
		r.batch("mail", incident.Batch{Signals: []incident.Signal{s}, Done: true})
	}
	mail(true, noon.Add(10*time.Minute))
	r.check(r.only(), incident.Triggered, 1)
	mail(false, noon.Add(5*time.Minute))
	r.check(r.only(), incident.Triggered, 1)
	mail(false, noon.Add(20*time.Minute))
	r.check(r.only(), incident.Resolved, 0)
	mail(true, noon.Add(15*time.Minute))
	r.check(r.only(), incident.Resolved, 0)
}

func TestRecoveryBeforeItsProblemMailOpensNothing(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(mailSource("mail"))
	r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	s := r.alert("Disk", "service", "db")
	over := s
	over.Firing, over.At = false, noon.Add(time.Hour)
	r.batch("mail", incident.Batch{Signals: []incident.Signal{over}, Done: true})
	r.batch("mail", incident.Batch{Signals: []incident.Signal{s}, Done: true})
	if rows := r.rows(); len(rows) != 0 {
		t.Errorf("%d incidents from a problem mail older than its recovery, want none", len(rows))
	}
}

func TestMailWithoutRecoveryGoesQuietNotResolved(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(mailSource("mail"))
	r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	s := r.alert("Backup", "service", "db")
	s.NoRecovery = true
	r.batch("mail", incident.Batch{Signals: []incident.Signal{s}, Done: true})
	next, err := r.desk.AgeQuiet(t.Context())
	if err != nil || !next.Equal(noon.Add(24*time.Hour)) {
		t.Fatalf("due to age at %s, %v, want a day after it was heard of", next, err)
	}
	r.pass(25 * time.Hour)
	if _, err := r.desk.AgeQuiet(t.Context()); err != nil {
		t.Fatal(err)
	}
	row := r.only()
	if row.Status == incident.Resolved || row.QuietSince.IsZero() {
		t.Errorf("after a day without news: status %s, quiet since %s", row.Status, row.QuietSince)
	}
	s.At = r.clock
	r.batch("mail", incident.Batch{Signals: []incident.Signal{s}, Done: true})
	if row := r.only(); !row.QuietSince.IsZero() || !row.RingSince.Equal(r.clock) {
		t.Errorf("heard of again: quiet since %s, rings since %s", row.QuietSince, row.RingSince)
	}
}

func TestASourcesOwnIDOpensANewIncidentForANewEpisode(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	own := r.alert("Disk")
	own.Shared, own.Group = "", "host!disk"
	r.pull("eu", own)
	r.pass(time.Minute)
	r.pull("eu")
	r.check(r.only(), incident.Resolved, 0)
	r.pass(48 * time.Hour)
	r.pull("eu", own) // the same episode: its source opened it again
	r.check(r.only(), incident.Triggered, 1)
	r.pass(time.Minute)
	r.pull("eu")
	r.check(r.only(), incident.Resolved, 0)
	r.pass(30 * 24 * time.Hour)
	own.StartsAt = r.clock
	r.pull("eu", own)
	if rows := r.rows(); len(rows) != 2 {
		t.Errorf("%d incidents a month later under the same ID, want a second one", len(rows))
	}
}

func TestTwoRESTSourcesNeverShareAnIncident(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(restSource("us"))
	r.pull("eu")
	r.pull("us")
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a)
	r.pull("us", a)
	if rows := r.rows(); len(rows) != 2 {
		t.Errorf("%d incidents for the same labels at two Alertmanagers, want 2: an acknowledgement must not reach both", len(rows))
	}
}

func TestDevicesDeriveTheSameIncident(t *testing.T) {
	one, two := newRig(t), newRig(t)
	first := one.alert("Slow", "service", "shop", "pod", "1")
	second := one.alert("Slow", "service", "shop", "pod", "2")
	second.StartsAt = noon.Add(5 * time.Second)
	one.pull("eu")
	one.pull("eu", first)
	one.pull("eu", first, second)
	two.pass(10 * time.Second)
	two.pull("eu", second, first)
	if a, b := one.only(), two.only(); a.ID != b.ID || a.Number != b.Number {
		t.Errorf("two devices name one incident %s and %s", a.ID, b.ID)
	}
}

func TestTenThousandAlertsOfOneIncident(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	signals := make([]incident.Signal, 10_000)
	for n := range signals {
		signals[n] = r.alert("Storm", "service", "shop", "pod", fmt.Sprint(n))
	}
	r.pull("eu", signals...)
	row := r.only()
	r.check(row, incident.Triggered, 10_000)
	r.pull("eu", signals[:10]...)
	r.check(r.only(), incident.Triggered, 10)
}
