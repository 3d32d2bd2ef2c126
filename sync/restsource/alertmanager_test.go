package restsource

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/rig"
)

// These tests run against a real Alertmanager.

func alert(labels ...string) rig.Alert {
	a := rig.Alert{Labels: map[string]string{}, Annotations: map[string]string{"summary": "5xx ratio above 5%", "description": "12 %",
		"runbook_url": "https://runbooks.example.test/5xx", "dashboard_url": "javascript:alert(1)"}, GeneratorURL: "http://prometheus.example.test/graph"}
	for n := 0; n < len(labels); n += 2 {
		a.Labels[labels[n]] = labels[n+1]
	}
	return a
}

func target(a rig.Alert) outbox.Target {
	return outbox.Target{ID: incident.Fingerprint(a.Labels), Labels: a.Labels}
}

func action(verb outbox.Verb, id string, alerts ...rig.Alert) outbox.Action {
	a := outbox.Action{ID: id, Verb: verb, By: "Anna", Until: time.Now().Add(2 * time.Hour)}
	for _, each := range alerts {
		a.Targets = append(a.Targets, target(each))
	}
	return a
}

func act(t testing.TB, s *Source, a outbox.Action, want outbox.Result) outbox.Outcome {
	t.Helper()
	got, err := s.Act(context.Background(), a)
	if err != nil {
		t.Fatalf("%s: %v", a.Verb, err)
	}
	if got.Result != want {
		t.Fatalf("%s gives %s (%s), want %s", a.Verb, got.Result, got.Text, want)
	}
	return got
}

// suppressed tells which alerts a real Alertmanager holds silent.
func suppressed(t testing.TB, am *rig.Alertmanager) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, a := range am.Alerts(t) {
		out[a.Fingerprint] = a.Status.State == "suppressed"
	}
	return out
}

func TestAlertsOfARealAlertmanager(t *testing.T) {
	am := rig.StartAlertmanager(t)
	first, second := alert("alertname", "HighErrorRate", "service", "checkout", "severity", "critical"), alert("alertname", "DiskWillFill", "instance", "db-1")
	first.StartsAt = time.Now().Add(-time.Minute).Truncate(time.Millisecond)
	am.Post(t, first, second)
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	var cursor []byte
	got := pull(t, s, &cursor)
	if len(got.signals) != 2 || !got.last.Complete || got.last.Unchanged {
		t.Fatalf("%d signals, complete %v, want 2 of a complete pull", len(got.signals), got.last.Complete)
	}
	one := got.signals[incident.Fingerprint(first.Labels)]
	if !one.Firing || one.Shared != "prometheus" || one.Title != "5xx ratio above 5%" || one.Text != "12 %" || one.Severity != "critical" ||
		one.Link != first.GeneratorURL || one.Runbook != "https://runbooks.example.test/5xx" || one.Dashboard != "" || one.Service != "" ||
		!one.StartsAt.Equal(first.StartsAt) || one.Labels["service"] != "checkout" || one.Hash == 0 || len(one.Marks) != 0 {
		t.Errorf("signal is %+v", one)
	}
	if again := pull(t, s, &cursor); !again.last.Unchanged || !again.last.Complete || len(again.signals) != 0 {
		t.Errorf("the same answer gives %d signals, unchanged %v", len(again.signals), again.last.Unchanged)
	}
	first.EndsAt = time.Now().Add(time.Hour)
	am.Post(t, first)
	if again := pull(t, s, &cursor); !again.last.Unchanged {
		t.Error("a re-sent alert counts as changed")
	}
	am.PostResolved(t, second)
	after := pull(t, s, &cursor)
	if _, there := after.signals[incident.Fingerprint(second.Labels)]; there || !after.last.Complete || len(after.signals) != 1 {
		t.Errorf("%d signals, complete %v, want the one that is left", len(after.signals), after.last.Complete)
	}
	if again := sourceOf(t, "alertmanager", am.URL, wallClock); pull(t, again, &cursor).signals[one.ID].Hash != one.Hash {
		t.Error("the hash differs after a restart of this app")
	}
}

func TestAcknowledgingSilencesNoSibling(t *testing.T) {
	am := rig.StartAlertmanager(t)
	wide := alert("alertname", "PodDown", "cluster", "a")
	narrow := alert("alertname", "PodDown", "cluster", "a", "pod", "p2")
	odd := alert("alertname", "PodDown", "cluster", "b", "quote", `a "quoted" \ back`+"\nline")
	am.Post(t, wide, narrow, odd)
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	var cursor []byte
	pull(t, s, &cursor)

	done := act(t, s, action(outbox.Acknowledge, "01ACK", wide, odd), outbox.Done)
	if refs := strings.Split(done.Ref, ","); len(refs) != 2 {
		t.Fatalf("refs are %q, want two silences", done.Ref)
	}
	rig.Await(t, "the silences to hold", func() bool {
		held := suppressed(t, am)
		return held[target(wide).ID] && held[target(odd).ID]
	})
	if suppressed(t, am)[target(narrow).ID] {
		t.Error("the sibling with one more label is silenced too")
	}
	// A sibling that fires only later is not covered either.
	later := alert("alertname", "PodDown", "cluster", "a", "quote", "new")
	am.Post(t, later)
	rig.Await(t, "the later alert", func() bool { _, ok := suppressed(t, am)[target(later).ID]; return ok })
	if suppressed(t, am)[target(later).ID] {
		t.Error("a sibling that fired later is silenced too")
	}
	got := pull(t, s, &cursor)
	marks := got.signals[target(wide).ID].Marks
	if len(marks) != 1 || marks[0].Kind != incident.MarkAcknowledged || marks[0].Action != "01ACK" || marks[0].By != "Anna" || marks[0].Until.IsZero() ||
		marks[0].Comment != "acknowledged by Anna with Turnaround" || len(got.signals[target(narrow).ID].Marks) != 0 {
		t.Errorf("marks are %+v", marks)
	}
	if mine := got.silences["01ACK"]; mine.State != "active" || mine.Kind != incident.MarkAcknowledged || mine.By != "Anna" || mine.Matchers == "" {
		t.Errorf("silence is %+v", mine)
	}
}

func TestASilenceIsNeverMadeTwice(t *testing.T) {
	am := rig.StartAlertmanager(t)
	down := alert("alertname", "Down", "instance", "a")
	am.Post(t, down)
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	a := action(outbox.Acknowledge, "01ONCE", down)
	first := act(t, s, a, outbox.Done)
	again := act(t, s, a, outbox.Done)
	if first.Ref != again.Ref || len(am.Silences(t)) != 1 {
		t.Errorf("refs %q and %q, %d silences, want the same one", first.Ref, again.Ref, len(am.Silences(t)))
	}
	// Somebody ended it meanwhile: a late second attempt must not bring it back.
	am.Expire(t, first.Ref)
	act(t, s, a, outbox.Done)
	if n := len(am.ActiveSilences(t)); n != 0 {
		t.Errorf("%d active silences, want none", n)
	}
}

func TestAcknowledgingAgainTakesUpTheSilenceThatStands(t *testing.T) {
	am := rig.StartAlertmanager(t)
	down := alert("alertname", "Down", "instance", "a")
	am.Post(t, down)
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	first := act(t, s, action(outbox.Acknowledge, "01ONE", down), outbox.Done)
	rig.Await(t, "the silence", func() bool { return suppressed(t, am)[target(down).ID] })
	later := action(outbox.Acknowledge, "01TWO", down)
	later.Until = later.Until.Add(time.Hour)
	again := act(t, s, later, outbox.Done)
	if again.Ref != first.Ref || len(am.ActiveSilences(t)) != 1 {
		t.Errorf("refs %q and %q with %d silences, want the one that stands", first.Ref, again.Ref, len(am.ActiveSilences(t)))
	}
	if gap := again.Until.Sub(first.Until); gap.Abs() > time.Minute {
		t.Errorf("it is said to end %s later than it does", gap)
	}
	other := action(outbox.Acknowledge, "01BEN", down)
	other.By = "Ben"
	if got := act(t, s, other, outbox.Already); got.By != "Anna" || got.Ref != "" {
		t.Errorf("somebody else's acknowledgement gives %+v", got)
	}
}

func TestAcknowledgementAndSnoozeAreToldApart(t *testing.T) {
	am := rig.StartAlertmanager(t)
	down := alert("alertname", "Down", "instance", "a")
	am.Post(t, down)
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	var cursor []byte
	act(t, s, action(outbox.Snooze, "01SNOOZE", down), outbox.Done)
	rig.Await(t, "the snooze", func() bool { return suppressed(t, am)[target(down).ID] })
	if m := pull(t, s, &cursor).signals[target(down).ID].Marks; len(m) != 1 || m[0].Kind != incident.MarkSnoozed {
		t.Errorf("marks are %+v, want snoozed", m)
	}
	// A snooze by this app is no acknowledgement yet.
	act(t, s, action(outbox.Acknowledge, "01ACK", down), outbox.Done)
	kinds := map[incident.Mark]bool{}
	for _, m := range pull(t, s, &cursor).signals[target(down).ID].Marks {
		kinds[m.Kind] = true
	}
	if !kinds[incident.MarkSnoozed] || !kinds[incident.MarkAcknowledged] {
		t.Errorf("marks are %v, want both", kinds)
	}
}

func TestSomebodyElsesSilenceCountsAsAcknowledged(t *testing.T) {
	am := rig.StartAlertmanager(t)
	down, up := alert("alertname", "Down", "instance", "a"), alert("alertname", "Down", "instance", "b")
	am.Post(t, down, up)
	end := time.Now().Add(time.Hour).Truncate(time.Millisecond)
	id := am.Silence(t, rig.Silence{Comment: "mine, on it", CreatedBy: "ben", StartsAt: time.Now(), EndsAt: end,
		Matchers: []rig.Matcher{{Name: "instance", Value: "a", IsEqual: true}}})
	rig.Await(t, "the silence to hold", func() bool { return suppressed(t, am)[target(down).ID] })
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	var cursor []byte
	marks := pull(t, s, &cursor).signals[target(down).ID].Marks
	if len(marks) != 1 || marks[0].Kind != incident.MarkSilenced || marks[0].By != "ben" || marks[0].Ref != id || marks[0].Comment != "mine, on it" ||
		!marks[0].Until.Equal(end) || marks[0].Action != "" {
		t.Fatalf("marks are %+v", marks)
	}
	got := act(t, s, action(outbox.Acknowledge, "01A", down), outbox.Already)
	if got.By != "ben" || !got.Until.Equal(end) {
		t.Errorf("outcome is %+v, want ben's", got)
	}
	// A snooze that must last longer is made all the same.
	long := action(outbox.Snooze, "01B", down)
	long.Until = end.Add(time.Hour)
	act(t, s, long, outbox.Done)
	// Only what is not held yet gets a silence.
	act(t, s, action(outbox.Acknowledge, "01C", down, up), outbox.Done)
	if n := len(am.ActiveSilences(t)); n != 3 {
		t.Errorf("%d silences, want ben's, the snooze and one acknowledgement", n)
	}
	forced := action(outbox.Acknowledge, "01D", down)
	forced.Forced = true
	act(t, s, forced, outbox.Done)
}

func TestExtendingAndTakingBack(t *testing.T) {
	am := rig.StartAlertmanager(t)
	down := alert("alertname", "Down", "instance", "a")
	am.Post(t, down)
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	var cursor []byte
	made := act(t, s, action(outbox.Acknowledge, "01ACK", down), outbox.Done)
	more := action(outbox.Extend, "01EXT", down)
	more.Undoes, more.Ref, more.Until = "01ACK", made.Ref, time.Now().Add(5*time.Hour)
	longer := act(t, s, more, outbox.Done)
	active := am.ActiveSilences(t)
	if len(active) != 1 || active[0].ID != longer.Ref || active[0].EndsAt.Before(more.Until.Add(-time.Second)) {
		t.Fatalf("active silences are %+v, want %s until %s", active, longer.Ref, more.Until)
	}
	if again := act(t, s, more, outbox.Done); again.Ref != longer.Ref {
		t.Errorf("extended twice: %q, then %q", longer.Ref, again.Ref)
	}
	if got := pull(t, s, &cursor).silences["01ACK"]; got.State != "active" || got.ID != longer.Ref {
		t.Errorf("listed is %+v, want the extended one", got)
	}
	back := action(outbox.Unacknowledge, "01BACK", down)
	back.Undoes, back.Ref = "01ACK", made.Ref // the ref before it was extended
	act(t, s, back, outbox.Done)
	if n := len(am.ActiveSilences(t)); n != 0 {
		t.Errorf("%d silences still stand", n)
	}
	act(t, s, back, outbox.Already)
	act(t, s, more, outbox.Conflict)
	if got := pull(t, s, &cursor).silences["01ACK"]; got.State != "expired" {
		t.Errorf("listed is %+v, want an expired one, so that its end is noticed", got)
	}
}

func TestAnAlertThatNoLongerFiresNeedsNoSilence(t *testing.T) {
	am := rig.StartAlertmanager(t)
	here, gone := alert("alertname", "Here"), alert("alertname", "Gone")
	am.Post(t, here)
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	if got := act(t, s, action(outbox.Acknowledge, "01A", gone), outbox.Already); got.Text != "no longer firing there" {
		t.Errorf("text is %q", got.Text)
	}
	if got := act(t, s, action(outbox.Acknowledge, "01B", gone, here), outbox.Done); strings.Contains(got.Ref, ",") {
		t.Errorf("refs are %q, want one", got.Ref)
	}
	late := action(outbox.Acknowledge, "01C", here)
	late.Until = time.Now().Add(-time.Minute)
	act(t, s, late, outbox.Conflict)
	act(t, s, action(outbox.Resolve, "01D", here), outbox.Refused)
}

func TestManyAlertsAreEachSilencedOnce(t *testing.T) {
	am := rig.StartAlertmanager(t)
	var alerts []rig.Alert
	for n := range 60 {
		alerts = append(alerts, alert("alertname", "Down", "instance", fmt.Sprintf("web-%d", n)))
	}
	am.Post(t, alerts...)
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	act(t, s, action(outbox.Acknowledge, "01MANY", alerts...), outbox.Done)
	rig.Await(t, "all to be silenced", func() bool {
		n := 0
		for _, held := range suppressed(t, am) {
			if held {
				n++
			}
		}
		return n == len(alerts)
	})
	if n := len(am.ActiveSilences(t)); n != len(alerts) {
		t.Errorf("%d silences for %d alerts", n, len(alerts))
	}
}

func TestAnAttemptThatBrokeIsTakenUpWhereItWasLeft(t *testing.T) {
	am := rig.StartAlertmanager(t)
	var alerts []rig.Alert
	for n := range 40 {
		alerts = append(alerts, alert("alertname", "Down", "instance", fmt.Sprintf("web-%d", n)))
	}
	am.Post(t, alerts...)
	behind, err := url.Parse(am.URL)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(behind)
	var posts atomic.Int32
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int32(0)
		if r.Method == http.MethodPost {
			n = posts.Add(1)
		}
		switch {
		case n == 7: // it arrives, but nobody hears of it
			forward.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		case n > 7 && n < 15:
			w.WriteHeader(http.StatusBadGateway)
		default:
			forward.ServeHTTP(w, r)
		}
	}))
	defer between.Close()
	s := sourceOf(t, "alertmanager", between.URL, wallClock)
	a := action(outbox.Acknowledge, "01MANY", alerts...)
	if _, err := s.Act(context.Background(), a); err == nil {
		t.Fatal("a broken attempt is no error")
	}
	posts.Store(20)
	done := act(t, s, a, outbox.Done)
	if n := len(am.ActiveSilences(t)); n != len(alerts) || len(strings.Split(done.Ref, ",")) != n {
		t.Errorf("%d silences and refs %q, want one for each of %d alerts", n, done.Ref, len(alerts))
	}
}

func TestARestartResolvesNothing(t *testing.T) {
	am := rig.StartAlertmanager(t)
	one, two := alert("alertname", "One"), alert("alertname", "Two")
	am.Post(t, one, two)
	s := sourceOf(t, "alertmanager", am.URL, wallClock)
	var cursor []byte
	if !pull(t, s, &cursor).last.Complete {
		t.Fatal("the first pull is not complete")
	}
	act(t, s, action(outbox.Acknowledge, "01LOST", one), outbox.Done)
	pull(t, s, &cursor)
	am.Kill()
	if _, err := tryPull(s, &cursor); err == nil {
		t.Fatal("a killed server is no error")
	}
	am.Start()
	for range 3 {
		if got := pull(t, s, &cursor); got.last.Complete || got.last.Unchanged {
			t.Fatal("an emptied list counts as complete")
		}
	}
	// The hold outlives this process.
	if got := pull(t, sourceOf(t, "alertmanager", am.URL, wallClock), &cursor); got.last.Complete {
		t.Fatal("a restart of this app forgets that the server restarted")
	}
	am.Post(t, one)
	if got := pull(t, s, &cursor); got.last.Complete {
		t.Fatal("complete before all that fired is back")
	}
	am.Post(t, two)
	if got := pull(t, s, &cursor); !got.last.Complete || len(got.signals) != 2 {
		t.Errorf("complete %v with %d signals, want what fired before to be back", got.last.Complete, len(got.signals))
	}
}
