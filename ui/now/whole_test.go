package now

import (
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
	"turnaround/ui/view"
)

// TestOverTheRealDesk plays one alert through the screen, the desk and a store.
func TestOverTheRealDesk(t *testing.T) {
	now := func() time.Time { return at }
	kept, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Preset: store.Phone, Now: now})
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	d := desk.New(desk.Config{Store: kept, Hub: &event.Hub{}, Now: now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler),
		Rules: desk.Rules{GroupBy: []string{"alertname"}, Reopen: 30 * time.Minute, QuietAfter: 24 * time.Hour, UndoFor: 10 * time.Second}})
	d.SetSource(desk.Source{Name: "eu-prod", Identity: "http://eu", Kind: "rest", AckFor: 2 * time.Hour,
		May: func(v outbox.Verb) (bool, string) { return v != outbox.Resolve && v != outbox.Note, "it cannot" }})
	pull := func(signals ...incident.Signal) {
		p, _, err := d.Begin("eu-prod")
		if err != nil {
			t.Fatalf("begin: %v", err)
		}
		if err := p.Apply(context.Background(), incident.Batch{Signals: signals, Done: true, Complete: true}); err != nil {
			t.Fatalf("apply: %v", err)
		}
	}
	alert := incident.Signal{ID: "f1", Firing: true, Title: "Checkout <b>fails</b>\x1b[31m\u202e", Severity: "critical", StartsAt: at, At: at,
		Labels: map[string]string{"alertname": "Checkout"}, Runbook: "https://wiki.example/x", Link: "ssh://nowhere"}
	pull() // the first contact rings for nothing

	s := open(t, d, wide, nil)
	pull(alert)
	s.until("the row", func() bool { return strings.HasPrefix(s.outline(), "Paging you:") })
	s.until("its detail", func() bool { return s.screen.detail.shown.ID != "" })
	id := s.screen.detail.shown.ID
	if got := s.screen.detail.shown; got.Title != "Checkout <b>fails</b> [31m" || len(got.Links) != 1 || got.NoteGoes != "Only on this computer" {
		t.Errorf("the detail says %q, %v, %q", got.Title, got.Links, got.NoteGoes)
	}
	s.key('a')
	s.until("the acknowledgement", func() bool { return strings.HasPrefix(s.outline(), "Active:") && s.screen.detail.shown.Acknowledged })
	s.wantToast("Acknowledged “Checkout <b>fails</b> [31m” [undo]")
	if queue, err := d.Outbox(); err != nil || len(queue) != 1 || queue[0].Verb != outbox.Acknowledge {
		t.Errorf("waits %v, %v", queue, err)
	}
	if _, err := d.Undo(t.Context(), s.screen.who()); err != nil {
		t.Fatalf("undo: %v", err)
	}
	s.until("the ring again", func() bool { return strings.HasPrefix(s.outline(), "Paging you:") })
	s.key('?') // the answer to the question that stands since the acknowledgement
	s.until("the answer", func() bool { return s.screen.detail.shown.ID == id && !s.screen.detail.question.asks() })
	s.key('n')
	for _, char := range "looking" {
		s.key(char)
	}
	s.screen.detail.note.Send()
	s.until("the note", func() bool {
		return slices.ContainsFunc(s.screen.detail.shown.Moments, func(m view.Moment) bool { return m.Text == "looking" })
	})
	s.press("Escape")
	s.key('r')
	s.until("the question", func() bool { return s.dialog != nil })
	s.dialog.Button(1).Tapped(nil)
	s.until("the end", func() bool { return s.outline() == "Resolved today: "+string(id)+"\n" })
	if row, _ := d.Row(id); !row.ClosedHere {
		t.Error("it is not closed here alone")
	}
}
