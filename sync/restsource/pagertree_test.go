package restsource

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/fake/pagertree"
	"turnaround/sync/source"
)

func pagerTree(t *testing.T) (*pagertree.Server, *Source, *clock) {
	t.Helper()
	c := &clock{at: now}
	server := pagertree.Start(t, c.now)
	s := sourceOf(t, "pagertree", server.URL, func(cfg *Config) {
		cfg.Now = c.now
		cfg.Secret = func(context.Context, string) (string, error) { return pagertree.Key, nil }
	})
	return server, s, c
}

func TestPagerTreeIsReadIncrementally(t *testing.T) {
	server, s, c := pagerTree(t)
	for n := range 130 {
		server.Open(pagertree.Alert{ID: fmt.Sprintf("A%03d", n), Title: "x", Urgency: "low"})
	}
	server.Open(pagertree.Alert{ID: "OLD", Title: "long over", Status: "resolved", Urgency: "low"})
	server.Open(pagertree.Alert{ID: "MAIN", Title: "Checkout", Urgency: "high", Severity: "SEV-1", Description: "<p>5xx &gt; 5%</p><script>x</script>"})
	server.Open(pagertree.Alert{ID: "ACK", Title: "Disk", Status: "acknowledged", Urgency: "medium", Severity: "SEV-UNKNOWN"})
	c.add(10 * time.Minute)
	var cursor []byte
	first := pull(t, s, &cursor)
	main := first.signals["MAIN"]
	if len(first.signals) != 132 || !first.last.Complete || main.Severity != "SEV-1" || main.Text != "5xx > 5%" || main.Group != "MAIN" ||
		main.Link != "https://app.pagertree.com/#/alert/MAIN" || main.Labels["tags"] != "web, eu" || !main.StartsAt.Equal(now) {
		t.Fatalf("%d signals, complete %v, main %+v", len(first.signals), first.last.Complete, main)
	}
	if a := first.signals["ACK"]; len(a.Marks) != 1 || a.Marks[0].Kind != incident.MarkAcknowledged || a.Severity != "medium" {
		t.Errorf("acknowledged is %+v", a)
	}
	c.add(5 * time.Minute)
	server.By("MAIN", "resolved")
	server.Open(pagertree.Alert{ID: "NEW", Title: "new", Urgency: "critical"})
	reads := len(server.Reads())
	next := pull(t, s, &cursor)
	if len(next.signals) != 2 || next.signals["MAIN"].Firing || !next.signals["MAIN"].EndsAt.Equal(c.now()) || !next.signals["NEW"].Firing || next.last.Complete {
		t.Errorf("%d signals, complete %v, main %+v", len(next.signals), next.last.Complete, next.signals["MAIN"])
	}
	if n := len(server.Reads()) - reads; n != 1 {
		t.Errorf("asked %d times, want one page", n)
	}
	// What one pull read, the next reads again for two minutes only.
	c.add(time.Minute)
	if again := pull(t, s, &cursor); len(again.signals) != 2 || again.signals["NEW"].Hash != next.signals["NEW"].Hash {
		t.Errorf("%d signals within the overlap, want the same 2", len(again.signals))
	}
	// A deleted alert is found missing by the hourly full reading.
	server.Delete("A000")
	c.add(time.Hour)
	full := pull(t, s, &cursor)
	if _, there := full.signals["A000"]; there || !full.last.Complete || len(full.signals) < 130 {
		t.Errorf("complete %v with %d signals", full.last.Complete, len(full.signals))
	}
}

func TestPagerTreeActsLookFirst(t *testing.T) {
	server, s, _ := pagerTree(t)
	server.Open(pagertree.Alert{ID: "A1", Title: "one", Urgency: "high"})
	server.LoseNextAnswer()
	if _, err := s.Act(context.Background(), on(outbox.Acknowledge, "A1")); !errors.Is(err, source.ErrUnreachable) {
		t.Errorf("error is %v, want no contact", err)
	}
	act(t, s, on(outbox.Acknowledge, "A1"), outbox.Already)
	note := on(outbox.Note, "A1")
	note.Text = "looking"
	act(t, s, note, outbox.Done)
	act(t, s, note, outbox.Already)
	act(t, s, on(outbox.Resolve, "A1"), outbox.Done)
	act(t, s, on(outbox.Resolve, "A1"), outbox.Already)
	act(t, s, on(outbox.Acknowledge, "A1"), outbox.Already)
	if w := server.Writes(); len(w) != 3 {
		t.Errorf("wrote %v, want each once", w)
	}
	server.Open(pagertree.Alert{ID: "Q", Title: "queued", Status: "queued", Urgency: "high"})
	if got := act(t, s, on(outbox.Acknowledge, "Q"), outbox.Refused); !strings.Contains(got.Text, "Alert must be open") {
		t.Errorf("text is %q", got.Text)
	}
	for _, verb := range []outbox.Verb{outbox.Snooze, outbox.Unacknowledge, outbox.Assign} {
		if got := act(t, s, on(verb, "A1"), outbox.Refused); !strings.Contains(got.Text, "PagerTree cannot") {
			t.Errorf("%s: text is %q", verb, got.Text)
		}
	}
	server.BusyOnce()
	if _, err := s.Act(context.Background(), note); !errors.Is(err, source.ErrBusy) {
		t.Errorf("error is %v, want busy", err)
	}
}

func TestPagerTreeTellsWhoIsOnCall(t *testing.T) {
	_, s, _ := pagerTree(t)
	shifts, err := s.OnCall(context.Background(), "S1", now, now.Add(time.Hour))
	if err != nil || len(shifts) != 1 || shifts[0].Who != "Anna" || shifts[0].Start.IsZero() {
		t.Errorf("shifts are %+v, %v", shifts, err)
	}
}

func TestReadOnlyUnlessAllowed(t *testing.T) {
	s := sourceOf(t, "pagertree", "http://127.0.0.1:1", func(c *Config) { c.Source.Allow = []string{"note"} })
	if ok, why := s.Can().May(outbox.Acknowledge); ok || !strings.Contains(why, `add "ack" to allow`) {
		t.Errorf("may acknowledge is %v: %s", ok, why)
	}
	if ok, _ := s.Can().May(outbox.Note); !ok {
		t.Error("a note is not allowed")
	}
	act(t, s, on(outbox.Acknowledge, "A1"), outbox.Refused)
}
