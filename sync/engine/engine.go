// Package engine runs the sources and the outbox: when to pull, when to try
// again, one thing at a time per source, and nothing sent twice.
package engine

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/sync/source"
)

// Contact is told how contact with each source goes.
type Contact interface {
	Made(source string, at time.Time, latency time.Duration, taken desk.Taken)
	Lost(source string, at time.Time, err error)
}

// Config is what an Engine needs.
type Config struct {
	Desk    *desk.Desk
	Contact Contact
	Now     func() time.Time
	Rand    *rand.Rand
	Log     *slog.Logger
}

// Spec is one source to run. The engine owns it and closes it.
type Spec struct {
	Name   string
	Source source.Source
	Every  time.Duration
}

// Engine runs sources until its context ends.
type Engine struct {
	Config
	mu      sync.Mutex
	runners map[string]*runner
	running context.Context // Run's; nil before and after it
	group   sync.WaitGroup  // what Run waits for
}

// New makes an engine without sources.
func New(c Config) *Engine {
	return &Engine{Config: c, runners: map[string]*runner{}}
}

// Add gives the engine a source, before Run or while it runs. A source of the
// same name is removed first.
func (e *Engine) Add(s Spec) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := newRunner(e, s)
	e.runners[s.Name] = r
	if e.running != nil {
		e.start(r)
	}
}

// start runs a source. The caller holds the lock.
func (e *Engine) start(r *runner) {
	ctx := e.running
	r.ended = make(chan struct{})
	e.group.Go(func() {
		defer close(r.ended)
		r.run(ctx)
	})
}

// Remove ends a source and closes it. When it returns nothing is pulled from
// it or sent to it any more: what was on its way is looked up by who has the
// source next.
func (e *Engine) Remove(name string) {
	e.mu.Lock()
	r := e.runners[name]
	delete(e.runners, name)
	e.mu.Unlock()
	if r != nil {
		r.end()
	}
}

// Run pulls, watches and sends until ctx ends; then it closes the sources and
// waits for them.
func (e *Engine) Run(ctx context.Context) {
	stop := e.Desk.Listen(func(ev event.Event) {
		if _, ok := ev.(event.OutboxChanged); ok {
			e.each(func(r *runner) { signal(r.wake) })
		}
	})
	defer stop()
	e.mu.Lock()
	e.running = ctx
	for _, r := range e.runners {
		e.start(r)
	}
	e.mu.Unlock()
	e.age(ctx)
	e.mu.Lock()
	e.running = nil // nothing joins the group any more
	e.mu.Unlock()
	e.group.Wait()
}

// Poke pulls every source at once (back from sleep, a person asked).
func (e *Engine) Poke() {
	e.each(func(r *runner) { signal(r.news) })
}

// Report says how one source did in Once.
type Report struct {
	Source string
	Taken  desk.Taken
	Sent   int
	Err    error
}

// Once pulls every source one time and sends what waits, in turn with Run if
// that runs. It leaves the sources open.
func (e *Engine) Once(ctx context.Context) []Report {
	var mu sync.Mutex
	var reports []Report
	var group sync.WaitGroup
	e.each(func(r *runner) {
		group.Go(func() {
			report := r.once(ctx)
			mu.Lock()
			defer mu.Unlock()
			reports = append(reports, report)
		})
	})
	group.Wait()
	return reports
}

// SendOnce sends what waits for the named sources without pulling them.
func (e *Engine) SendOnce(ctx context.Context) int {
	sent := make(chan int)
	n := 0
	e.each(func(r *runner) {
		n++
		go func() {
			sent <- r.send(ctx)
		}()
	})
	total := 0
	for range n {
		total += <-sent
	}
	return total
}

// Close closes the sources where Run does not.
func (e *Engine) Close() { e.each((*runner).close) }

func (e *Engine) each(f func(*runner)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, r := range e.runners {
		f(r)
	}
}

// age looks after alerts that no source will ever call resolved.
func (e *Engine) age(ctx context.Context) {
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		wait := time.Hour
		next, err := e.Desk.AgeQuiet(ctx)
		if err != nil {
			e.Log.Error("age alerts without news", "err", err)
		} else if !next.IsZero() {
			wait = min(wait, max(time.Minute, next.Sub(e.Now())))
		}
		timer.Reset(wait)
	}
}

// signal wakes without waiting: one wake-up is as good as ten.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// guard turns a panic in a source into an error, so that one bad answer never
// stops the pager.
func guard(what string, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%s: internal fault: %v\n%s", what, v, debug.Stack())
		}
	}()
	return f()
}
