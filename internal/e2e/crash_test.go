package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/internal/mailgen"
	"turnaround/internal/rig"
)

// soak tells whether the long versions run (make soak).
func soak() bool { return os.Getenv("TURNAROUND_SOAK") == "1" }

// seeded gives a generator whose seed is logged, and can be set to play a run
// again as far as chance goes.
func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("TURNAROUND_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("TURNAROUND_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, seed))
}

// perGroup is how many alerts are posted at once and make one incident.
const perGroup = 3

// ledger is what the servers took and what the app promised.
type ledger struct {
	mu       sync.Mutex
	posted   map[string]string // fingerprint to alertname, at Alertmanager
	mailed   map[string]string // the same, in the mailbox
	resolved map[string]bool   // alertnames that ended
	acked    map[string]string // incident to title: the app said it is acknowledged
	asked    map[string]int    // incident to how often it was asked to
	lastPost int
}

func newLedger() *ledger {
	return &ledger{posted: map[string]string{}, mailed: map[string]string{}, resolved: map[string]bool{},
		acked: map[string]string{}, asked: map[string]int{}}
}

// world is the servers, one installation, and what goes on between them.
type world struct {
	t      *testing.T
	app    *app
	server *rig.Alertmanager
	post   *rig.Dovecot
	*ledger
}

func (w *world) group(n int) []rig.Alert {
	var alerts []rig.Alert
	for k := range perGroup {
		alerts = append(alerts, alert(fmt.Sprintf("Group%04d", n), "instance", fmt.Sprintf("host%d", k)))
	}
	return alerts
}

// feed posts alerts and mails until stop is closed: every fifth group comes by
// mail alone, every seventh by both ways, and some end again.
func (w *world) feed(stop <-chan struct{}, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		w.feedOne(n)
	}
}

func (w *world) feedOne(n int) {
	alerts := w.group(n)
	name := alerts[0].Labels["alertname"]
	var sets []map[string]string
	for _, a := range alerts {
		sets = append(sets, a.Labels)
	}
	byMail, byBoth := n%5 == 4, n%7 == 6
	if !byMail {
		w.server.Post(w.t, alerts...)
	}
	if byMail || byBoth {
		w.post.Append(w.t, "Alerts", mailgen.Alertmanager(sets, true, time.Now()))
	}
	w.mu.Lock()
	for _, set := range sets {
		if !byMail {
			w.posted[incident.Fingerprint(set)] = name
		}
		if byMail || byBoth {
			w.mailed[incident.Fingerprint(set)] = name
		}
	}
	w.lastPost = n
	w.mu.Unlock()
	if old := n - 10; old >= 0 && old%6 == 0 && old%5 != 4 && old%7 != 6 {
		w.server.PostResolved(w.t, w.group(old)...)
		w.mu.Lock()
		w.resolved[fmt.Sprintf("Group%04d", old)] = true
		w.mu.Unlock()
	}
}

// acknowledge has the running app acknowledge what is open, one incident after
// the other, until stop is closed. While it is down nothing is asked.
func (w *world) acknowledge(stop <-chan struct{}, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		items, err := w.app.list("status:triggered")
		if err != nil {
			continue
		}
		for _, one := range items {
			if w.whole(one) {
				w.acknowledgeOne(one)
				break
			}
		}
	}
}

// whole tells whether all that will be told of an incident is known: an
// acknowledgement goes to the alerts and sources that are.
func (w *world) whole(one item) bool {
	var s sheet
	if one.Firing != perGroup || w.app.ask("show", map[string]any{"ID": one.ID, "Alerts": perGroup}, &s) != nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range s.AlertList {
		sources := 0
		for _, told := range []map[string]string{w.posted, w.mailed} {
			if told[a.Fingerprint] != "" {
				sources++
			}
		}
		if len(a.Sources) != sources || sources == 0 {
			return false
		}
	}
	return len(s.AlertList) == perGroup
}

func (w *world) acknowledgeOne(one item) {
	w.mu.Lock()
	w.asked[one.ID]++
	w.mu.Unlock()
	var done struct{ Incidents []item }
	err := w.app.ask("act", map[string]any{"Verb": "ack", "IDs": []string{one.ID}}, &done)
	if err != nil || len(done.Incidents) == 0 {
		return // nobody knows whether it was heard, or it had ended meanwhile
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acked[one.ID] = one.Title
}

// settle waits until everything the servers hold is in the app and nothing
// waits to be sent, and a few more readings change nothing.
func (w *world) settle() {
	w.t.Helper()
	var waiting []action
	var missing []string
	// A long run leaves much to be sent, and one reading sends all of it.
	done := pollFor(4*rig.Deadline, func() bool {
		if w.app.ask("sync", struct{}{}, nil) != nil || w.app.ask("outbox", struct{}{}, &waiting) != nil || len(waiting) > 0 {
			return false
		}
		missing = w.missing(w.sheets())
		return len(missing) == 0
	})
	if !done {
		w.t.Errorf("of %d groups these have no incident: %q; waiting: %+v", w.lastPost+1, missing, waiting)
	}
	for range 3 {
		w.app.sync(w.t)
	}
}

// missing lists the groups that fire and have no incident. What came and went
// unseen is not missing: Alertmanager does not remember it either.
func (w *world) missing(all []sheet) []string {
	here := map[string]bool{}
	for _, s := range all {
		here[s.Title] = true
	}
	var missing []string
	for n := range w.lastPost + 1 {
		if name := w.group(n)[0].Labels["alertname"]; !here[name] && !w.resolved[name] {
			missing = append(missing, name)
		}
	}
	return missing
}

// sheets gives all incidents whole.
func (w *world) sheets() []sheet {
	w.t.Helper()
	items, err := w.app.list("status:all")
	if err != nil {
		w.t.Fatal(err)
	}
	var all []sheet
	for _, one := range items {
		var s sheet
		if err := w.app.ask("show", map[string]any{"ID": one.ID, "Alerts": 1000}, &s); err != nil {
			w.t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// check compares what the app knows with what the servers recorded.
func (w *world) check() {
	w.t.Helper()
	all := w.sheets()
	w.checkIncidents(all)
	w.checkEntries(all)
	w.checkSilences(all)
	w.t.Logf("%d incidents, %d alerts at Alertmanager, %d in mails, %d acknowledged, %d silences",
		len(all), len(w.posted), len(w.mailed), len(w.acked), len(w.server.Silences(w.t)))
}

func (w *world) checkIncidents(all []sheet) {
	w.t.Helper()
	records, names := map[string]int{}, map[string]int{}
	for _, s := range all {
		names[s.Title]++
		for _, a := range s.AlertList {
			records[a.Fingerprint]++
		}
		switch over := w.resolved[s.Title]; {
		case s.Alerts != perGroup && !over:
			w.t.Errorf("%s has %d alerts", s.Title, s.Alerts)
		case over && s.Status != "resolved", !over && s.Status == "resolved":
			w.t.Errorf("%s is %s; it ended: %v", s.Title, s.Status, over)
		}
	}
	for _, told := range []map[string]string{w.posted, w.mailed} {
		for fingerprint, name := range told {
			seen := !w.resolved[name] // what ended may have come and gone unseen
			if n := records[fingerprint]; n > 1 || n == 0 && seen {
				w.t.Errorf("alert %s of %s has %d records", fingerprint, name, n)
			}
			if n := names[name]; n > 1 || n == 0 && seen {
				w.t.Errorf("%s is %d incidents", name, n)
			}
		}
	}
	for name := range names {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "Group")); err != nil || n > w.lastPost {
			w.t.Errorf("nobody posted %s", name)
		}
	}
}

// checkEntries: nothing happened twice, and nothing a person did is lost.
func (w *world) checkEntries(all []sheet) {
	w.t.Helper()
	ids := map[string]bool{}
	for _, s := range all {
		for _, line := range s.Timeline {
			if ids[line.ID] {
				w.t.Errorf("entry %s of %s is there twice", line.ID, s.Title)
			}
			ids[line.ID] = true
		}
		if s.has("opened") != 1 || s.has("fired") != s.Alerts || s.Flaps != 0 || s.has("reopened") > 0 {
			w.t.Errorf("%s opened %d, fired %d times, %d flaps", s.Title, s.has("opened"), s.has("fired"), s.Flaps)
		}
		acks := 0
		for _, line := range s.Timeline {
			if line.Kind == "acknowledged" && line.Via == "command" {
				acks++
			}
		}
		if _, promised := w.acked[s.ID]; promised && acks == 0 || acks > w.asked[s.ID] {
			w.t.Errorf("%s: asked %d times, promised %v, acknowledged %d times", s.Title, w.asked[s.ID], promised, acks)
		}
		if _, promised := w.acked[s.ID]; promised && !w.resolved[s.Title] && s.Status != "acknowledged" {
			w.t.Errorf("%s was acknowledged and is %s: %+v", s.Title, s.Status, s.Timeline)
		}
		if s.has("unacknowledged") > 0 || s.has("silence-lost") > 0 {
			w.t.Errorf("%s lost its acknowledgement: %+v", s.Title, s.Timeline)
		}
	}
}

// checkSilences: each acknowledged alert is held by exactly one silence of
// ours, and no key was used for two.
func (w *world) checkSilences(all []sheet) {
	w.t.Helper()
	keys := map[string]int{}
	for _, s := range w.server.Silences(w.t) {
		if _, key, ok := strings.Cut(s.Comment, "[turnaround:"); ok {
			keys[key]++
		} else {
			w.t.Errorf("a silence without our key: %+v", s)
		}
	}
	for key, n := range keys {
		if n != 1 {
			w.t.Errorf("key %s made %d silences", key, n)
		}
	}
	held := map[string]int{}
	for _, standing := range w.server.Alerts(w.t) {
		held[standing.Fingerprint] = len(standing.Status.SilencedBy)
	}
	for _, s := range all {
		for _, a := range s.AlertList {
			silences, listed := held[a.Fingerprint]
			_, promised := w.acked[s.ID]
			switch {
			case listed && promised && silences != 1:
				w.t.Errorf("alert %s of %s, acknowledged, is held by %d silences", a.Fingerprint, s.Title, silences)
			case listed && silences > 1, listed && w.asked[s.ID] == 0 && silences > 0:
				w.t.Errorf("alert %s of %s, asked %d times, is held by %d silences", a.Fingerprint, s.Title, w.asked[s.ID], silences)
			}
		}
	}
}

func newWorld(t *testing.T, url func(*rig.Alertmanager) string, imap func(*rig.Dovecot) string) *world {
	t.Helper()
	w := &world{t: t, server: rig.StartAlertmanager(t), post: rig.StartDovecot(t), ledger: newLedger()}
	w.post.Append(t, "Alerts", mailgen.Plain("someone@example.test", "lunch", "at noon?", time.Now()))
	w.app = newApp(t, atAlertmanager(url(w.server))+atDovecot(imap(w.post)))
	return w
}

// during runs the feed and the acknowledgements while play plays.
func (w *world) during(feedEvery, ackEvery time.Duration, play func()) {
	stop := make(chan struct{})
	var busy sync.WaitGroup
	busy.Go(func() { w.feed(stop, feedEvery) })
	busy.Go(func() { w.acknowledge(stop, ackEvery) })
	defer busy.Wait()
	defer close(stop)
	play()
}

func TestNothingIsLostOrDoubledWhenKilled(t *testing.T) {
	t.Parallel()
	random, kills := seeded(t), 20
	feedEvery, ackEvery := 80*time.Millisecond, 60*time.Millisecond
	if soak() {
		kills, feedEvery, ackEvery = 200, 300*time.Millisecond, 200*time.Millisecond
	}
	w := newWorld(t, func(a *rig.Alertmanager) string { return a.URL }, func(d *rig.Dovecot) string { return d.Addr })
	w.app.watch(t)
	w.app.met(t)
	w.during(feedEvery, ackEvery, func() {
		for range kills {
			pass(time.Duration(random.Int64N(int64(1200 * time.Millisecond))))
			w.app.process.Kill()
			w.app.watch(t)
		}
	})
	w.settle()
	w.check()
}
