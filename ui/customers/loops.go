package customers

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/post"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// asked is what the loops are to show, and what they heard. It is shared.
type asked struct {
	mu      sync.Mutex
	id      incident.ID
	shown   bool
	folded  map[string]bool
	changed map[incident.ID]bool
	anew    bool // channels or services may be others
}

// wish is a copy of what is asked for.
type wish struct {
	id     incident.ID
	shown  bool
	folded map[string]bool
}

func (a *asked) set(f func(*asked)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f(a)
}

func (a *asked) get() wish {
	a.mu.Lock()
	defer a.mu.Unlock()
	return wish{a.id, a.shown, maps.Clone(a.folded)}
}

// news takes what was heard since.
func (a *asked) news() (changed map[incident.ID]bool, anew bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	changed, anew = a.changed, a.anew
	a.changed, a.anew = nil, false
	return changed, anew
}

// Run keeps the screen fresh until ctx ends; it returns when all it started has.
func (s *Screen) Run(ctx context.Context) {
	stop := s.Core.Listen(s.heard)
	defer stop()
	b := newBoard(s.Core)
	s.running.Go(func() { s.keep(ctx, s.listed, func(w wish) time.Duration { return s.buildList(b, w) }) })
	s.running.Go(func() { s.keep(ctx, s.read, s.readDetail) })
	s.running.Go(func() { s.work(ctx) })
	s.running.Wait()
}

// heard notes an event; it does not block.
func (s *Screen) heard(e event.Event) {
	switch e := e.(type) {
	case event.IncidentsChanged:
		s.asked.set(func(a *asked) {
			if a.changed == nil {
				a.changed = map[incident.ID]bool{}
			}
			for _, id := range e.IDs {
				a.changed[id] = true
			}
		})
	case event.ConfigChanged:
		s.asked.set(func(a *asked) { a.anew = true })
	case event.OutboxChanged:
	default:
		return
	}
	s.listed.Raise()
	s.read.Raise()
}

// How often is built anew while nothing happens, and at most while very much does.
const (
	calm     = 10 * time.Second
	ticking  = time.Second
	breather = 60 * time.Millisecond
)

// keep builds whenever something changed, and as times tick; build tells when
// to do so again at the latest.
func (s *Screen) keep(ctx context.Context, woken post.Signal, build func(wish) time.Duration) {
	for {
		next, begun := calm, time.Now()
		if w := s.asked.get(); w.shown {
			next = build(w)
		}
		rest := max(breather, 2*time.Since(begun))
		if !pause(ctx, rest, nil) || !pause(ctx, next, woken) {
			return
		}
	}
}

// pause waits for a span or a signal; false: ctx ended.
func pause(ctx context.Context, span time.Duration, woken post.Signal) bool {
	timer := time.NewTimer(span)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-woken:
	case <-timer.C:
	}
	return ctx.Err() == nil
}

// job is something a person did; jobs run one after the other.
type job func(ctx context.Context) error

// longest is how long one act may take.
const longest = 30 * time.Second

func (s *Screen) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case do := <-s.jobs:
			limited, cancel := context.WithTimeout(ctx, longest)
			err := do(limited)
			cancel()
			s.listed.Raise()
			s.read.Raise()
			if err != nil && !errors.Is(err, context.Canceled) {
				said := words.T("That did not work: {{.Why}}", words.Data{"Why": text.Line(err.Error(), 300)})
				s.Post(func() { s.Host.Toast(said, false) })
			}
		}
	}
}

// run does something off the screen's goroutine; what goes wrong is said.
func (s *Screen) run(do job) {
	select {
	case s.jobs <- do:
	default:
		s.Host.Toast(words.T("Too much waits to be done; try again in a moment."), false)
	}
}

// scene gathers what stands around the incidents.
func (s *Screen) scene(clock view.ClockOf) *view.Scene {
	return &view.Scene{Now: s.Now(), Me: incident.NewPersonID(s.Me()), Name: s.Core.Name, Clock: clock}
}
