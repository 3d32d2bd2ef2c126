package restsource

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/fake/pagerduty"
	"turnaround/sync/source"
)

// clock is one that stands until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

func (c *clock) add(d time.Duration) { c.mu.Lock(); c.at = c.at.Add(d); c.mu.Unlock() }

func pagerDuty(t *testing.T) (*pagerduty.Server, *Source, *clock) {
	t.Helper()
	c := &clock{at: now}
	server := pagerduty.Start(t, c.now)
	s := sourceOf(t, "pagerduty", server.URL, func(cfg *Config) {
		cfg.Now = c.now
		cfg.Secret = func(context.Context, string) (string, error) { return pagerduty.Key, nil }
	})
	return server, s, c
}

func on(verb outbox.Verb, ids ...string) outbox.Action {
	a := outbox.Action{ID: "01" + string(verb), Verb: verb, By: "Anna", Until: now.Add(2 * time.Hour), Created: now}
	for _, id := range ids {
		a.Targets = append(a.Targets, outbox.Target{ID: id})
	}
	return a
}

func TestPagerDutyIsFollowedByListAndTimeline(t *testing.T) {
	server, s, c := pagerDuty(t)
	server.Trigger("P1", "Checkout is down", "high")
	server.Trigger("P2", "Disk", "low")
	var cursor []byte
	first := pull(t, s, &cursor)
	p1 := first.signals["P1"]
	if len(first.signals) != 2 || !first.last.Complete || !p1.Firing || p1.Group != "P1" || p1.Severity != "high" || p1.Service != "checkout" ||
		p1.Title != "Checkout is down" || p1.Labels["number"] != "1" || p1.Link != "https://shop.pagerduty.com/incidents/P1" || !p1.StartsAt.Equal(now) {
		t.Fatalf("%d signals, complete %v, first %+v", len(first.signals), first.last.Complete, p1)
	}
	c.add(3 * time.Minute)
	server.By("Ben", "P1", "acknowledged")
	server.By("Ben", "P2", "resolved")
	next := pull(t, s, &cursor)
	marks := next.signals["P1"].Marks
	if len(marks) != 1 || marks[0].Kind != incident.MarkAcknowledged || marks[0].By != "Ben" {
		t.Errorf("marks are %+v", marks)
	}
	p2 := next.signals["P2"]
	if p2.Firing || !p2.EndsAt.Equal(c.now()) || !next.last.Complete {
		t.Errorf("the resolved one is %+v, complete %v", p2, next.last.Complete)
	}
	var told []string
	for _, n := range append(next.signals["P1"].Notes, p2.Notes...) {
		told = append(told, n.By+" "+n.Text)
		if n.ID == "" || n.At.IsZero() || n.Kind != incident.KindNoted {
			t.Errorf("note is %+v", n)
		}
	}
	if !slices.Contains(told, "Ben acknowledge_log_entry") || !slices.Contains(told, "Ben resolve_log_entry") {
		t.Errorf("remarks are %q", told)
	}
}

func TestPagerDutyActsLookFirst(t *testing.T) {
	server, s, c := pagerDuty(t)
	server.Trigger("P1", "one", "high")
	act(t, s, on(outbox.Acknowledge, "P1"), outbox.Done)
	if got := server.Incident("P1"); got.Status != "acknowledged" {
		t.Errorf("status is %s", got.Status)
	}
	if got := act(t, s, on(outbox.Acknowledge, "P1"), outbox.Already); got.By != "Anna" || !got.At.Equal(now) {
		t.Errorf("outcome is %+v", got)
	}
	act(t, s, on(outbox.Unacknowledge, "P1"), outbox.Done)
	act(t, s, on(outbox.Unacknowledge, "P1"), outbox.Already)
	if got := act(t, s, on(outbox.Snooze, "P1"), outbox.Done); !got.Until.Equal(now.Add(2 * time.Hour)) {
		t.Errorf("snoozed until %s", got.Until)
	}
	act(t, s, on(outbox.Snooze, "P1"), outbox.Already)
	var cursor []byte
	if m := markOf(pull(t, s, &cursor).signals["P1"], incident.MarkSnoozed); m == nil || !m.Until.Equal(now.Add(2*time.Hour)) {
		t.Errorf("snooze mark is %+v", m)
	}
	act(t, s, on(outbox.Unsnooze, "P1"), outbox.Done)
	long := on(outbox.Snooze, "P1")
	long.Until = now.Add(30 * 24 * time.Hour)
	if got := act(t, s, long, outbox.Done); !got.Until.Equal(now.Add(168 * time.Hour)) {
		t.Errorf("granted until %s, want a week", got.Until)
	}
	assign := on(outbox.Assign, "P1")
	assign.To = "PU7"
	act(t, s, assign, outbox.Done)
	act(t, s, assign, outbox.Already)
	note := on(outbox.Note, "P1")
	note.Text = "looking into \"it\"\nnow"
	act(t, s, note, outbox.Done)
	act(t, s, note, outbox.Already)
	if got := server.Incident("P1"); len(got.Notes) != 1 || got.Notes[0].Content != note.Text || got.AssignedTo != "PU7" {
		t.Errorf("incident is %+v", got)
	}
	c.add(10 * time.Minute)
	later := note
	later.Created = c.now()
	act(t, s, later, outbox.Done) // the same words, meant again
	act(t, s, on(outbox.Resolve, "P1"), outbox.Done)
	act(t, s, on(outbox.Resolve, "P1"), outbox.Already)
	act(t, s, on(outbox.Acknowledge, "gone"), outbox.Already)
}

func TestAnAcknowledgementReopensNothing(t *testing.T) {
	server, s, _ := pagerDuty(t)
	server.Trigger("P1", "one", "high")
	server.By("Ben", "P1", "resolved")
	for _, verb := range []outbox.Verb{outbox.Acknowledge, outbox.Snooze, outbox.Unacknowledge, outbox.Unsnooze, outbox.Resolve} {
		a := on(verb, "P1")
		a.Forced = true
		act(t, s, a, outbox.Already)
	}
	assign := on(outbox.Assign, "P1")
	assign.To = "PU7"
	act(t, s, assign, outbox.Conflict)
	if w := server.Writes(); len(w) != 0 || server.Incident("P1").Status != "resolved" {
		t.Errorf("wrote %v", w)
	}
}

func TestALostAnswerIsFoundNextTime(t *testing.T) {
	server, s, _ := pagerDuty(t)
	server.Trigger("P1", "one", "high")
	for _, verb := range []outbox.Verb{outbox.Note, outbox.Acknowledge, outbox.Snooze, outbox.Resolve} {
		a := on(verb, "P1")
		a.Text = "looking"
		if verb == outbox.Snooze {
			a.Until = now.Add(time.Hour)
		}
		before := len(server.Writes())
		server.LoseNextAnswer()
		if _, err := s.Act(context.Background(), a); !errors.Is(err, source.ErrUnreachable) {
			t.Errorf("%s: error is %v, want no contact", verb, err)
		}
		act(t, s, a, outbox.Already)
		if n := len(server.Writes()) - before; n != 1 {
			t.Errorf("%s was done %d times: %v", verb, n, server.Writes())
		}
	}
}

func TestPagerDutyRefusalsAreTold(t *testing.T) {
	server, s, _ := pagerDuty(t)
	server.Trigger("P1", "one", "high")
	server.Busy(1)
	var cursor []byte
	_, err := tryPull(s, &cursor)
	checkFault(t, err, source.ErrBusy, 12*time.Second, "answered 429", "Rate Limit Exceeded")
	wrong := sourceOf(t, "pagerduty", server.URL)
	_, err = tryPull(wrong, &cursor)
	checkFault(t, err, source.ErrAuth, 0, "answered 401", "Unauthorized")
	nobody := sourceOf(t, "pagerduty", server.URL, func(c *Config) { c.Me = config.Me{Name: "Anna"} })
	if ok, why := nobody.Can().May(outbox.Acknowledge); ok || !strings.Contains(why, "email") || !strings.Contains(why, "[me]") {
		t.Errorf("may acknowledge is %v: %s", ok, why)
	}
	stranger := sourceOf(t, "pagerduty", server.URL, func(c *Config) {
		c.Me.Email = "who@example.test"
		c.Secret = func(context.Context, string) (string, error) { return pagerduty.Key, nil }
	})
	if got := act(t, stranger, on(outbox.Acknowledge, "P1"), outbox.Refused); !strings.Contains(got.Text, "Requester User Not Found") {
		t.Errorf("text is %q", got.Text)
	}
}

func TestAListThatMovedWhileReadIsNotComplete(t *testing.T) {
	server, s, _ := pagerDuty(t)
	for n := range 250 {
		server.Trigger(fmt.Sprintf("P%03d", n), "x", "high")
	}
	var cursor []byte
	got := pull(t, s, &cursor)
	if len(got.signals) != 250 || !got.last.Complete {
		t.Fatalf("%d signals, complete %v, want 250 of several pages", len(got.signals), got.last.Complete)
	}
	server.BetweenPages(func() { server.By("Ben", "P010", "resolved") })
	moved := pull(t, s, &cursor)
	if moved.last.Complete || moved.last.Unchanged {
		t.Error("a list that moved counts as complete")
	}
	if again := pull(t, s, &cursor); !again.last.Complete || len(again.signals) != 250 || again.signals["P010"].Firing {
		t.Errorf("complete %v with %d signals", again.last.Complete, len(again.signals))
	}
}

func TestOnCallIsReadOnce(t *testing.T) {
	_, s, _ := pagerDuty(t)
	shifts, err := s.OnCall(context.Background(), "PSCHED", now, now.Add(24*time.Hour))
	if err != nil || len(shifts) != 2 || shifts[0].Who != "Anna" || shifts[0].Email != pagerduty.Mail || !shifts[0].End.Equal(shifts[1].Start) || !shifts[1].End.IsZero() {
		t.Errorf("shifts are %+v, %v", shifts, err)
	}
	var scheduler source.Scheduler = sourceOf(t, "alertmanager", "http://127.0.0.1:1")
	if _, err := scheduler.OnCall(context.Background(), "x", now, now); err == nil || !strings.Contains(err.Error(), "knows no schedules") {
		t.Errorf("error is %v", err)
	}
}
