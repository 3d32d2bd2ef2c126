package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"turnaround/app/outbox"
)

// queued gives an engine that does not run, with one action in its outbox.
func queued(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	fire := r.fireOnce()
	if _, err := r.desk.Acknowledge(t.Context(), anna, fire); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rig) waiting() int {
	r.Helper()
	all, err := r.desk.Outbox()
	if err != nil {
		r.Fatal(err)
	}
	return len(all)
}

func TestASourceIsNotAskedOverAndOverWhenItsAnswerCannotBeKept(t *testing.T) {
	r := queued(t)
	r.source.act = func(outbox.Action) (outbox.Outcome, error) {
		return outbox.Outcome{Result: outbox.Done, Ref: strings.Repeat("x", 9<<20)}, nil
	}
	one := r.engine.runners["s"]
	if one.send(t.Context()); r.waiting() != 1 {
		t.Fatal("the action is gone, though its outcome was not written")
	}
	if wait := one.untilDue(); wait < time.Second {
		t.Errorf("tried again after %s", wait)
	}
	r.source.act = func(outbox.Action) (outbox.Outcome, error) { return outbox.Outcome{Result: outbox.Done}, nil }
	if sent := one.send(t.Context()); sent != 1 || r.waiting() != 0 {
		t.Errorf("sent %d, %d wait", sent, r.waiting())
	}
}

func TestWhatArrivedIsWrittenDownWhileGoingDown(t *testing.T) {
	r := queued(t)
	ctx, cancel := context.WithCancel(t.Context())
	r.source.act = func(outbox.Action) (outbox.Outcome, error) {
		cancel()
		return outbox.Outcome{Result: outbox.Done}, nil
	}
	if r.engine.runners["s"].send(ctx); r.waiting() != 0 {
		t.Error("what arrived at the source would be sent again after the start")
	}
}

func TestASourceIsClosedOnce(t *testing.T) {
	r := newRig(t)
	r.engine.Once(t.Context())
	r.engine.Close()
	if r.source.closed != 1 {
		t.Errorf("the source was closed %d times", r.source.closed)
	}
}
