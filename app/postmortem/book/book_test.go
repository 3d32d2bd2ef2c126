package book_test

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
	"turnaround/app/store"
)

var anna = desk.Who{Name: "Anna", Via: "window"}

// rig is a store on disk, opened anew as after a crash.
type rig struct {
	*testing.T
	dir   string
	store *store.Store
	book  book.Book
}

func now() time.Time { return time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC) }

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, dir: t.TempDir()}
	r.start()
	t.Cleanup(r.stop)
	return r
}

func (r *rig) start() {
	r.Helper()
	s, err := store.Open(r.Context(), store.Options{Dir: r.dir, Preset: store.Phone, Log: slog.New(slog.DiscardHandler), Now: now})
	if err != nil {
		r.Fatal(err)
	}
	r.store = s
	d := desk.New(desk.Config{Store: s, Hub: &event.Hub{}, Now: now, Entropy: rand.NewChaCha8([32]byte{1}), Log: slog.New(slog.DiscardHandler)})
	r.book = book.Book{Desk: d, Zone: time.UTC, Now: now}
}

func (r *rig) stop() {
	r.Helper()
	if err := r.store.Close(); err != nil {
		r.Error(err)
	}
}

func (r *rig) declare() incident.ID {
	r.Helper()
	id, err := r.book.Desk.Declare(r.Context(), anna, "Checkout fails", "shop", incident.Critical)
	if err != nil {
		r.Fatal(err)
	}
	return id
}

func TestWhatIsWrittenIsThereAfterARestart(t *testing.T) {
	r := newRig(t)
	id := r.declare()
	if _, err := r.book.Open(id); !errors.Is(err, book.ErrNone) {
		t.Errorf("before: %v", err)
	}
	if _, err := r.book.New(t.Context(), anna, id, "en"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.book.New(t.Context(), anna, id, "en"); !errors.Is(err, book.ErrExists) {
		t.Errorf("twice: %v", err)
	}
	_, err := r.book.Change(t.Context(), anna, id, func(p *book.Page) error {
		return p.Document.Write(p.Set, "summary", "Nobody could pay.", now())
	})
	if err != nil {
		t.Fatal(err)
	}
	r.stop()
	r.start()
	p, err := r.book.Open(id)
	if err != nil || p.Document.Sections["summary"].Body != "Nobody could pay." || !strings.Contains(p.Document.Sections["timeline"].Body, "Checkout fails") {
		t.Errorf("after: %+v, %v", p.Document, err)
	}
}

func TestTwoWhoWriteAtOnceLoseNothing(t *testing.T) {
	r := newRig(t)
	id := r.declare()
	if _, err := r.book.New(t.Context(), anna, id, "en"); err != nil {
		t.Fatal(err)
	}
	const many = 12
	var all sync.WaitGroup
	for n := range many {
		all.Go(func() {
			_, err := r.book.Change(t.Context(), anna, id, func(p *book.Page) error {
				_, err := p.Document.SetAction(postmortem.Action{Text: fmt.Sprint("action ", n)}, now())
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if p, err := r.book.Open(id); err != nil || len(p.Document.Actions) != many {
		t.Errorf("%d actions, %v", len(p.Document.Actions), err)
	}
}

func TestAChangeThatFailsChangesNothing(t *testing.T) {
	r := newRig(t)
	id := r.declare()
	if _, err := r.book.New(t.Context(), anna, id, "en"); err != nil {
		t.Fatal(err)
	}
	_, err := r.book.Change(t.Context(), anna, id, func(p *book.Page) error {
		return errors.Join(p.Document.Write(p.Set, "summary", "half", now()), p.Document.DropAction("A1", now()))
	})
	if !errors.Is(err, postmortem.ErrNoAction) {
		t.Errorf("%v", err)
	}
	if p, err := r.book.Open(id); err != nil || p.Document.Sections["summary"].Body == "half" {
		t.Errorf("%+v, %v", p.Document.Sections["summary"], err)
	}
}

func TestADamagedPostmortemIsSaid(t *testing.T) {
	r := newRig(t)
	id := r.declare()
	if err := r.book.Desk.SaveDraft(t.Context(), anna, desk.Draft{Incident: id, Name: postmortem.DraftName, Body: []byte("{")}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.book.Open(id); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
}

func TestWhoWroteLaterOverwritesNobodyUnseen(t *testing.T) {
	r := newRig(t)
	id := r.declare()
	p, err := r.book.New(t.Context(), anna, id, "en")
	if err != nil {
		t.Fatal(err)
	}
	was := p.Document.Sections["factors"].Body
	if _, err := r.book.Write(t.Context(), anna, id, "factors", "- Theirs", was); err != nil {
		t.Fatal(err)
	}
	_, err = r.book.Write(t.Context(), anna, id, "factors", "- Mine", was)
	var over *book.Overtaken
	if !errors.As(err, &over) || over.Section != "factors" || over.Text.Body != "- Theirs" {
		t.Fatalf("%v", err)
	}
	if _, err := r.book.Write(t.Context(), anna, id, "factors", "- Theirs\n", was); err != nil {
		t.Errorf("the same words: %v", err)
	}
	if p, err = r.book.Write(t.Context(), anna, id, "factors", "- Both", over.Text.Body); err != nil || p.Document.Sections["factors"].Body != "- Both" {
		t.Errorf("%+v, %v", p.Document.Sections["factors"], err)
	}

	one := postmortem.Action{Text: "Cap retries", Owner: "Payments"}
	if p, err = r.book.SetAction(t.Context(), anna, id, one, nil); err != nil || len(p.Document.Actions) != 1 {
		t.Fatal(err)
	}
	one = p.Document.Actions[0]
	changed := one
	changed.Due = "2026-05-26"
	if _, err = r.book.SetAction(t.Context(), anna, id, changed, &one); err != nil {
		t.Fatal(err)
	}
	other := one
	other.Owner = "Checkout"
	if _, err = r.book.SetAction(t.Context(), anna, id, other, &one); !errors.As(err, &over) || over.Action == nil || over.Action.Due != "2026-05-26" {
		t.Errorf("an action: %v", err)
	}
	if _, err = r.book.DropAction(t.Context(), anna, id, one); !errors.As(err, &over) {
		t.Errorf("dropped unseen: %v", err)
	}
	if _, err = r.book.DropAction(t.Context(), anna, id, changed); err != nil {
		t.Error(err)
	}
	if _, err = r.book.SetAction(t.Context(), anna, id, other, &changed); !errors.As(err, &over) || over.Action != nil || over.ID != "A1" {
		t.Errorf("one that is gone: %v", err)
	}
}

func TestASketchIsKeptNowhere(t *testing.T) {
	r := newRig(t)
	id := r.declare()
	p, err := r.book.Sketch(id, "de")
	if err != nil || !strings.Contains(p.Document.Sections["timeline"].Body, "Checkout fails") {
		t.Errorf("%+v, %v", p.Document, err)
	}
	if _, err := r.book.Open(id); !errors.Is(err, book.ErrNone) {
		t.Errorf("%v", err)
	}
}
