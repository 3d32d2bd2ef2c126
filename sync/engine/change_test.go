package engine

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// another is a second source of the rig.
func (r *rig) another(name string) *scripted {
	r.Helper()
	r.desk.SetSource(desk.Source{Name: name, Identity: "test://" + name, Kind: "rest",
		May: func(outbox.Verb) (bool, string) { return true, "" }})
	return &scripted{pull: func() error { return nil },
		act: func(outbox.Action) (outbox.Outcome, error) { return outbox.Outcome{Result: outbox.Done}, nil }}
}

func TestASourceAddedWhileRunningIsPulledAndRemovedOnce(t *testing.T) {
	r := newRig(t)
	r.run()
	r.told("contact with the first", r.contact.made)
	second := r.another("t")
	pulled := make(chan struct{})
	var once sync.Once
	second.pull = func() error {
		once.Do(func() { close(pulled) })
		return nil
	}
	r.engine.Add(Spec{Name: "t", Source: second, Every: time.Hour})
	r.wait("the new source to be pulled", pulled)
	r.engine.Remove("t")
	if second.closed != 1 {
		t.Errorf("closed %d times", second.closed)
	}
	r.engine.Remove("t")
	r.engine.Remove("never there")
}

func TestARemovedSourceIsInterruptedAndLeavesTheOthers(t *testing.T) {
	r := newRig(t)
	slow := r.another("slow")
	entered := make(chan struct{})
	r.run()
	r.engine.Add(Spec{Name: "slow", Source: waiting{slow, entered}, Every: time.Hour})
	r.wait("the pull to begin", entered)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		r.engine.Remove("slow")
	}()
	r.wait("the source to be removed during its pull", gone)
	if slow.closed != 1 {
		t.Errorf("closed %d times", slow.closed)
	}
	for len(r.contact.made) > 0 {
		<-r.contact.made
	}
	r.told("contact with the other source", r.contact.made)
	if len(r.contact.lost) > 0 {
		t.Errorf("the removal counted as lost contact: %v", <-r.contact.lost)
	}
}

// waiting is a source whose pull lasts until its context ends.
type waiting struct {
	*scripted
	entered chan struct{}
}

func (w waiting) Pull(ctx context.Context, _ []byte, _ func(incident.Batch) error) error {
	close(w.entered)
	<-ctx.Done()
	return ctx.Err()
}

func TestASourceIsReplacedOverAndOverWhilePeopleAskForPulls(t *testing.T) {
	r := newRig(t)
	r.run()
	var busy, clash atomic.Int32
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		for ctx.Err() == nil {
			for _, report := range r.engine.Once(ctx) {
				if report.Err != nil && ctx.Err() == nil && !errors.Is(report.Err, errRemoved) {
					t.Errorf("once: %v", report.Err)
				}
			}
			r.engine.SendOnce(ctx)
		}
	}()
	var made []*scripted
	for range 30 {
		next := r.another("t")
		reached := make(chan struct{})
		var first sync.Once
		next.pull = func() error {
			if busy.Add(1) > 1 {
				clash.Add(1)
			}
			defer busy.Add(-1)
			first.Do(func() { close(reached) })
			return nil
		}
		made = append(made, next)
		r.engine.Remove("t")
		r.engine.Add(Spec{Name: "t", Source: next, Every: time.Millisecond})
		r.wait("the next source to be pulled", reached)
	}
	r.engine.Remove("t")
	cancel()
	r.wait("the pulls a person asked for to end", asked)
	for n, s := range made {
		if s.closed != 1 || s.clash.Load() {
			t.Errorf("source %d: closed %d times, clash %v", n, s.closed, s.clash.Load())
		}
	}
	if clash.Load() > 0 {
		t.Error("two sources of one name were pulled at the same time")
	}
}

func TestAnActInterruptedByARemovalIsSentByWhoComesNext(t *testing.T) {
	r := queued(t)
	acting := make(chan struct{})
	r.engine.runners["s"].Source = stalled{r.source, acting}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.engine.Run(ctx)
	}()
	r.wait("the act to begin", acting)
	r.engine.Remove("s")
	left, err := r.desk.Outbox()
	if err != nil || len(left) != 1 || left[0].Tries != 1 {
		t.Fatalf("outbox after the removal: %+v, %v", left, err)
	}
	next := r.another("s")
	sent := make(chan string, 8)
	next.act = func(a outbox.Action) (outbox.Outcome, error) {
		sent <- a.ID
		return outbox.Outcome{Result: outbox.Done}, nil
	}
	r.engine.Add(Spec{Name: "s", Source: next, Every: 10 * time.Millisecond})
	select {
	case id := <-sent:
		if id != left[0].ID {
			t.Errorf("sent %s, want the same action %s, by which the source finds earlier work", id, left[0].ID)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the action was not sent by the next source")
	}
	cancel()
	r.wait("the engine to stop", done)
	if r.waiting() != 0 || len(sent) > 0 {
		t.Errorf("%d wait, sent again %d times", r.waiting(), len(sent))
	}
}

// stalled is a source whose act lasts until its context ends.
type stalled struct {
	*scripted
	acting chan struct{}
}

func (s stalled) Act(ctx context.Context, _ outbox.Action) (outbox.Outcome, error) {
	close(s.acting)
	<-ctx.Done()
	return outbox.Outcome{}, ctx.Err()
}
