package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	mrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
	"turnaround/sync/source"
)

// scripted is a source whose answers a test decides.
type scripted struct {
	pull func() error
	act  func(outbox.Action) (outbox.Outcome, error)

	busy  atomic.Int32 // pulls and acts under way
	pulls atomic.Int32
	clash atomic.Bool

	mu      sync.Mutex
	signals []incident.Signal
	closed  int
}

func (s *scripted) enter() func() {
	if s.busy.Add(1) > 1 {
		s.clash.Store(true)
	}
	return func() { s.busy.Add(-1) }
}

func (s *scripted) Identity() string { return "test://scripted" }
func (s *scripted) Can() source.Can  { return source.Can{} }

func (s *scripted) Pull(_ context.Context, _ []byte, yield func(incident.Batch) error) error {
	defer s.enter()()
	s.pulls.Add(1)
	if err := s.pull(); err != nil {
		return err
	}
	s.mu.Lock()
	signals := s.signals
	s.mu.Unlock()
	return yield(incident.Batch{Signals: signals, Done: true, Complete: true})
}

func (s *scripted) Act(_ context.Context, a outbox.Action) (outbox.Outcome, error) {
	defer s.enter()()
	return s.act(a)
}

func (s *scripted) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed++
	return nil
}

// contact collects what the engine tells of contact.
type contact struct {
	made, lost chan error
}

func (c contact) Made(string, time.Time, time.Duration, desk.Taken) { offer(c.made, nil) }
func (c contact) Lost(_ string, _ time.Time, err error)             { offer(c.lost, err) }

func offer(c chan error, err error) {
	select {
	case c <- err:
	default:
	}
}

type rig struct {
	*testing.T
	engine  *Engine
	desk    *desk.Desk
	source  *scripted
	contact contact
}

func newRig(t *testing.T) *rig {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Preset: store.Phone, Log: log, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d := desk.New(desk.Config{Store: s, Hub: &event.Hub{}, Now: time.Now, Entropy: mrand.NewChaCha8([32]byte{}), Log: log,
		Rules: desk.Rules{GroupBy: []string{"alertname"}, Reopen: time.Hour, UndoFor: time.Second}})
	d.SetSource(desk.Source{Name: "s", Identity: "test://scripted", Kind: "rest",
		May: func(outbox.Verb) (bool, string) { return true, "" }})
	r := &rig{T: t, desk: d, contact: contact{make(chan error, 64), make(chan error, 64)}, source: &scripted{
		pull: func() error { return nil },
		act:  func(outbox.Action) (outbox.Outcome, error) { return outbox.Outcome{Result: outbox.Done}, nil },
	}}
	r.engine = New(Config{Desk: d, Contact: r.contact, Now: time.Now, Log: log, Rand: mrand.New(mrand.NewPCG(1, 2))})
	r.engine.Add(Spec{Name: "s", Source: r.source, Every: 10 * time.Millisecond})
	return r
}

// run runs the engine until the test ends, and checks that it stops whole.
func (r *rig) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.engine.Run(ctx)
	}()
	r.Cleanup(func() {
		cancel()
		r.wait("the engine to stop", done)
		if r.source.closed != 1 {
			r.Errorf("the source was closed %d times", r.source.closed)
		}
		if r.source.clash.Load() {
			r.Error("a pull and an act ran at the same time")
		}
	})
}

func (r *rig) wait(what string, c <-chan struct{}) {
	r.Helper()
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		r.Fatalf("waited 20 s for %s", what)
	}
}

func (r *rig) told(what string, c chan error) error {
	r.Helper()
	select {
	case err := <-c:
		return err
	case <-time.After(20 * time.Second):
		r.Fatalf("waited 20 s for %s", what)
		return nil
	}
}

// fire lets an alert fire and waits until its incident is there.
func (r *rig) fire() incident.ID {
	r.Helper()
	found := make(chan incident.ID, 64)
	stop := r.desk.Listen(func(e event.Event) {
		if c, ok := e.(event.IncidentsChanged); ok {
			select {
			case found <- c.IDs[0]:
			default:
			}
		}
	})
	defer stop()
	r.source.mu.Lock()
	r.source.signals = []incident.Signal{{ID: "a", Firing: true, Title: "Slow", StartsAt: time.Now(), At: time.Now()}}
	r.source.mu.Unlock()
	select {
	case id := <-found:
		return id
	case <-time.After(20 * time.Second):
		r.Fatal("waited 20 s for the incident")
		return ""
	}
}

// fireOnce pulls an alert in without running the engine.
func (r *rig) fireOnce() incident.ID {
	r.Helper()
	r.source.signals = []incident.Signal{{ID: "a", Firing: true, Title: "Slow", StartsAt: time.Now(), At: time.Now()}}
	if _, err := r.engine.runners["s"].pull(r.Context()); err != nil {
		r.Fatal(err)
	}
	for row := range r.desk.Rows() {
		return row.ID
	}
	r.Fatal("no incident")
	return ""
}

var anna = desk.Who{Name: "Anna", Via: "command"}

func TestAnAcknowledgementIsSentOnceContactReturns(t *testing.T) {
	r := newRig(t)
	var down atomic.Bool
	lost := &source.Fault{Kind: source.ErrUnreachable, What: "s is not reachable"}
	var got atomic.Int32
	sent := make(chan struct{})
	r.source.pull = func() error {
		if down.Load() {
			return lost
		}
		return nil
	}
	r.source.act = func(a outbox.Action) (outbox.Outcome, error) {
		if down.Load() {
			return outbox.Outcome{}, lost
		}
		if got.Add(1) == 1 {
			close(sent)
		}
		return outbox.Outcome{Result: outbox.Done}, nil
	}
	r.run()
	id := r.fire()
	down.Store(true)
	if err := r.told("contact to be lost", r.contact.lost); !errors.Is(err, source.ErrUnreachable) {
		t.Errorf("told of %v", err)
	}
	if _, err := r.desk.Acknowledge(t.Context(), anna, id); err != nil {
		t.Fatal(err)
	}
	waiting, err := r.desk.Outbox()
	if err != nil || len(waiting) != 1 {
		t.Fatalf("outbox while offline: %+v, %v", waiting, err)
	}
	down.Store(false)
	r.engine.Poke()
	r.wait("the acknowledgement to be sent", sent)
	if n := got.Load(); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestAPanicInASourceIsContained(t *testing.T) {
	r := newRig(t)
	var once sync.Once
	r.source.pull = func() error {
		once.Do(func() { panic("a bad answer") })
		return nil
	}
	r.run()
	if err := r.told("the fault", r.contact.lost); err == nil {
		t.Error("the panic was not told")
	}
	r.engine.Poke()
	r.told("contact after the fault", r.contact.made)
}

func TestBackoffGrowsIsBoundedAndHonoursRetryAfter(t *testing.T) {
	r := newRig(t)
	run := r.engine.runners["s"]
	run.Every = 15 * time.Second
	last := time.Duration(0)
	for fails := range 40 {
		run.fails = fails
		pause := run.pause()
		if fails <= 3 && fails > 1 && pause < last {
			t.Errorf("pause %s after %d failures, less than %s before", pause, fails, last)
		}
		if pause > longestPause+longestPause/4 || pause < 10*time.Second {
			t.Errorf("pause %s after %d failures", pause, fails)
		}
		last = pause
	}
	run.fails, run.after = 1, retryAfter(fmt.Errorf("pull: %w", &source.Fault{Kind: source.ErrBusy, After: 5 * time.Minute}))
	if pause := run.pause(); pause != 5*time.Minute {
		t.Errorf("pause %s where the source asked for 5 m", pause)
	}
	if d := retryAfter(&source.Fault{Kind: source.ErrBusy, After: 24 * time.Hour}); d != 15*time.Minute {
		t.Errorf("a source that asks for a day gets %s, want a quarter of an hour: a pager must look", d)
	}
}

func TestOnceReportsEverySource(t *testing.T) {
	r := newRig(t)
	second := &scripted{pull: func() error { return errors.New("down") }}
	r.desk.SetSource(desk.Source{Name: "t", Identity: "test://t", Kind: "rest"})
	r.engine.Add(Spec{Name: "t", Source: second, Every: time.Second})
	failed := 0
	reports := r.engine.Once(t.Context())
	for _, report := range reports {
		if report.Err != nil {
			failed++
		}
	}
	if len(reports) != 2 || failed != 1 {
		t.Errorf("reports %+v, want two with one failure", reports)
	}
}

func TestReadingOnceWhileRunningLeavesTheSourceToItsOwner(t *testing.T) {
	r := newRig(t)
	r.run()
	if err := <-r.contact.made; err != nil {
		t.Fatal(err)
	}
	before := r.source.pulls.Load()
	var reports []Report
	for range 50 { // in turn with Run: the source notices a clash
		reports = r.engine.Once(t.Context())
	}
	if len(reports) != 1 || reports[0].Err != nil || r.source.pulls.Load() == before {
		t.Errorf("read once: %+v", reports)
	}
	r.source.mu.Lock()
	defer r.source.mu.Unlock()
	if r.source.closed != 0 {
		t.Error("the running source was closed")
	}
}
