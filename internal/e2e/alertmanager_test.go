package e2e

import (
	"strings"
	"testing"
	"time"

	"turnaround/internal/rig"
)

// alert fires with an alertname, and more labels as name, value, ...
func alert(name string, more ...string) rig.Alert {
	a := rig.Alert{Labels: map[string]string{"alertname": name, "service": "shop", "severity": "critical"},
		StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour)}
	for n := 0; n < len(more); n += 2 {
		a.Labels[more[n]] = more[n+1]
	}
	return a
}

// state tells how Alertmanager holds the alert of these labels.
func state(t testing.TB, server *rig.Alertmanager, a rig.Alert) string {
	t.Helper()
	for _, s := range server.Alerts(t) {
		if len(s.Labels) != len(a.Labels) {
			continue
		}
		same := true
		for name, value := range a.Labels {
			same = same && s.Labels[name] == value
		}
		if same {
			return s.Status.State
		}
	}
	return "absent"
}

func TestAnAlertRingsAndIsAcknowledgedOnItsNotification(t *testing.T) {
	t.Parallel()
	server, desktop := rig.StartAlertmanager(t), rig.StartDesktop(t)
	server.Post(t, alert("OldNews"))
	a := newApp(t, atAlertmanager(server.URL), desktop.Env(t)...)
	a.watch(t)
	a.await(t, "what fired before", "OldNews", listed)

	// What opens before the app has settled is told in one summary.
	first := alert("First")
	server.Post(t, first)
	a.sync(t)
	desktop.AwaitNote(t, "the first to ring", func(n rig.Note) bool { return strings.Contains(n.Summary+n.Body, "First") })
	server.PostResolved(t, first)
	awaitThat(t, "the first to go", func() bool { return state(t, server, first) == "absent" })
	a.sync(t)
	a.await(t, "the first to be over", "First", resolved)

	disk, sibling := alert("DiskFull", "instance", "db1"), alert("DiskFull", "instance", "db1", "cluster", "west")
	server.Post(t, disk, sibling)
	a.sync(t)
	seen := map[uint32]bool{}
	for range 2 {
		note := desktop.AwaitNote(t, "both notifications", func(n rig.Note) bool {
			return strings.Contains(n.Summary, "DiskFull") && !seen[n.ID]
		})
		if note.Action("Acknowledge") == "" || note.Action("Open") == "" {
			t.Fatalf("buttons %q", note.Actions)
		}
		if urgency := note.Hints["urgency"].Value(); urgency != byte(2) || note.Timeout != 0 {
			t.Errorf("a SEV1 is shown with urgency %v for %d ms", urgency, note.Timeout)
		}
		seen[note.ID] = true
	}
	items, err := a.list("status:open")
	if err != nil || len(items) != 3 {
		t.Fatalf("open are %+v, %v", items, err)
	}
	desktop.PressAcknowledge(t)
	awaitThat(t, "the silence", func() bool { return len(server.ActiveSilences(t)) == 1 })
	awaitThat(t, "it to hold", func() bool {
		return state(t, server, disk) == "suppressed" || state(t, server, sibling) == "suppressed"
	})
	if x, y := state(t, server, disk), state(t, server, sibling); x == y {
		t.Errorf("one was acknowledged, the sibling is %s, the alert %s", y, x)
	}
	silence := server.ActiveSilences(t)[0]
	if silence.CreatedBy != "Anna" || !strings.Contains(silence.Comment, "acknowledged by Anna with Turnaround") {
		t.Errorf("the silence says %+v", silence)
	}
	var acked []item
	a.must(t, &acked, "list", "--status", "acknowledged")
	if len(acked) != 1 || acked[0].AcknowledgedBy != "Anna" || acked[0].AcknowledgedAt.IsZero() || acked[0].Severity != 1 {
		t.Fatalf("acknowledged are %+v", acked)
	}
	awaitThat(t, "the timeline to tell it", func() bool { return a.show(t, acked[0].ID).has("acted") == 1 })
	s := a.show(t, acked[0].ID)
	if s.has("acknowledged") != 1 || s.has("opened") != 1 || s.has("fired") != 1 || len(s.Waiting) != 0 {
		t.Errorf("the timeline tells %+v, waiting %+v", s.Timeline, s.Waiting)
	}
	for _, line := range s.Timeline {
		if line.Kind == "acknowledged" && (line.By != "Anna" || line.Via != "notification") {
			t.Errorf("acknowledged by %s via %s", line.By, line.Via)
		}
	}
	for _, note := range desktop.Notes() {
		if strings.Contains(note.Summary, "OldNews") {
			t.Errorf("old news rings: %+v", note)
		}
	}
}

func TestARestartRingsNothingTwice(t *testing.T) {
	t.Parallel()
	server, desktop := rig.StartAlertmanager(t), rig.StartDesktop(t)
	a := newApp(t, atAlertmanager(server.URL), desktop.Env(t)...)
	a.watch(t)
	a.met(t)
	server.Post(t, alert("DiskFull"))
	a.sync(t)
	rings := func(title string) int {
		n := 0
		for _, note := range desktop.Notes() {
			if strings.Contains(note.Summary, title) {
				n++
			}
		}
		return n
	}
	awaitThat(t, "the ring", func() bool { return rings("DiskFull") == 1 })
	// What was handed over is remembered before the app may die.
	awaitThat(t, "the timeline to tell it", func() bool {
		return a.show(t, a.await(t, "the alert", "DiskFull", triggered).ID).has("notified") == 1
	})
	a.process.Kill()
	a.watch(t)
	a.met(t)
	fresh := alert("Fresh")
	fresh.Labels["severity"] = "error"
	server.Post(t, fresh)
	a.sync(t)
	// Alone, or in the one summary that a person gets who comes back.
	awaitThat(t, "what is new to ring", func() bool { return rings("Fresh")+rings("incidents are open") > 0 })
	if n := rings("DiskFull"); n != 1 {
		t.Errorf("%d notes for one alert over a restart: %+v", n, desktop.Notes())
	}
}

func TestUndoTakesTheSilenceBack(t *testing.T) {
	t.Parallel()
	server := rig.StartAlertmanager(t)
	a := newApp(t, atAlertmanager(server.URL))
	a.watch(t)
	a.met(t)
	slow := alert("Slow")
	server.Post(t, slow)
	a.sync(t)
	one := a.await(t, "the alert", "Slow", triggered)
	a.must(t, nil, "ack", one.ID)
	awaitThat(t, "the silence", func() bool { return state(t, server, slow) == "suppressed" })
	a.must(t, nil, "undo")
	awaitThat(t, "its end", func() bool { return state(t, server, slow) == "active" })
	a.await(t, "the incident to be open again", "Slow", triggered)
	a.sync(t)
	if s := a.show(t, one.ID); s.Status != "triggered" || s.has("unacknowledged") != 1 {
		t.Errorf("after undo %s: %+v", s.Status, s.Timeline)
	}
	if r := a.run(t, "undo"); r.code != 1 || !strings.Contains(r.errs, "nothing to undo") {
		t.Errorf("a second undo: exit %d, %s", r.code, r.errs)
	}
}

func TestAForgottenSilenceIsNoticedAndMadeAgain(t *testing.T) {
	t.Parallel()
	server := rig.StartAlertmanager(t, rig.SnapshotEvery(15*time.Minute))
	a := newApp(t, atAlertmanager(server.URL))
	a.watch(t)
	a.met(t)
	slow := alert("Slow")
	slow.StartsAt = time.Now().Add(-time.Minute)
	server.Post(t, slow)
	a.sync(t)
	one := a.await(t, "the alert", "Slow", triggered)
	a.must(t, nil, "ack", one.ID)
	awaitThat(t, "the silence", func() bool { return state(t, server, slow) == "suppressed" })
	a.sync(t)
	server.Kill()
	server.Start()
	if len(server.Silences(t)) != 0 {
		t.Fatal("a silence outlived SIGKILL: the test shows nothing")
	}
	// Prometheus takes a while to send its alerts again: the app reads before.
	a.sync(t)
	server.Post(t, slow)
	a.sync(t)
	awaitThat(t, "the silence to be made again", func() bool { return state(t, server, slow) == "suppressed" })
	a.sync(t)
	s := a.show(t, one.ID)
	if s.Status != "acknowledged" || s.has("silence-lost") != 1 || s.Flaps != 0 || s.has("resolved") != 0 {
		t.Errorf("after the loss it is %s: %+v", s.Status, s.Timeline)
	}
	if active := server.ActiveSilences(t); len(active) != 1 {
		t.Errorf("silences %+v", active)
	}
}

func TestAColleaguesSilenceIsTheirAcknowledgement(t *testing.T) {
	t.Parallel()
	server := rig.StartAlertmanager(t)
	a := newApp(t, atAlertmanager(server.URL))
	a.watch(t)
	a.met(t)
	slow := alert("Slow")
	server.Post(t, slow)
	a.sync(t)
	one := a.await(t, "the alert", "Slow", triggered)
	id := server.Silence(t, rig.Silence{Comment: "mine", CreatedBy: "Ben", StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour),
		Matchers: []rig.Matcher{{Name: "alertname", Value: "Slow", IsEqual: true}}})
	awaitThat(t, "the silence to hold", func() bool { return state(t, server, slow) == "suppressed" })
	a.sync(t)
	a.await(t, "Ben to have it", "Slow", func(i item) bool { return i.Status == "acknowledged" && i.AcknowledgedBy == "Ben" })
	a.must(t, nil, "ack", one.ID)
	a.sync(t)
	if active := server.ActiveSilences(t); len(active) != 1 {
		t.Errorf("what Ben holds was silenced again: %+v", active)
	}
	server.Expire(t, id)
	awaitThat(t, "the silence to end", func() bool { return state(t, server, slow) == "active" })
	a.sync(t)
	server.PostResolved(t, slow)
	awaitThat(t, "the alert to go", func() bool { return state(t, server, slow) == "absent" })
	a.sync(t)
	a.await(t, "the recovery", "Slow", resolved)
}
