package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/source"
)

// runner is the goroutine that owns one source: it pulls and acts in turn.
type runner struct {
	Spec
	engine *Engine
	wake   chan struct{} // the outbox changed
	news   chan struct{} // the source has something, or a person asked
	turn   sync.Mutex    // held while the source is pulled or acted at
	fails  int           // pulls that failed in a row
	after  time.Duration // Retry-After of the last failure
	stuck  int           // times in a row that an outcome could not be written
	closed sync.Once
	ended  chan struct{}   // closed when run has returned; nil: it was never started
	life   context.Context // until the source is removed
	die    context.CancelFunc
}

func newRunner(e *Engine, s Spec) *runner {
	r := &runner{engine: e, Spec: s, wake: make(chan struct{}, 1), news: make(chan struct{}, 1)}
	r.life, r.die = context.WithCancel(context.Background())
	return r
}

// errRemoved: the source was removed, or changed, while it was asked.
var errRemoved = errors.New("the source was taken out meanwhile")

// within gives a context that also ends when the source is removed.
func (r *runner) within(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(r.life, func() { cancel(errRemoved) })
	return ctx, func() { stop(); cancel(nil) }
}

// end stops everything about the source and closes it.
func (r *runner) end() {
	r.die()
	if r.ended != nil {
		<-r.ended
	}
	r.turn.Lock() // a person may have asked for a pull just now
	defer r.turn.Unlock()
	r.close()
}

// actWithin bounds one attempt to act.
const actWithin = time.Minute

func (r *runner) run(ctx context.Context) {
	ctx, done := r.within(ctx)
	defer done()
	watching := make(chan struct{})
	watchCtx, stopWatch := context.WithCancel(ctx)
	go func() {
		defer close(watching)
		r.watch(watchCtx)
	}()
	defer func() {
		stopWatch()
		r.close()
		<-watching
	}()
	pull := time.NewTimer(0)
	defer pull.Stop()
	act := time.NewTimer(0)
	defer act.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pull.C:
			r.pullAndSend(ctx)
			pull.Reset(r.pause())
		case <-r.news:
			r.pullAndSend(ctx)
			pull.Reset(r.pause())
		case <-r.wake:
			r.send(ctx)
		case <-act.C:
			r.send(ctx)
		}
		act.Reset(r.untilDue())
	}
}

// once sends, pulls, and sends what the pull brought up or what failed before.
func (r *runner) once(ctx context.Context) Report {
	ctx, done := r.within(ctx)
	defer done()
	r.turn.Lock()
	defer r.turn.Unlock()
	report := Report{Source: r.Name}
	if r.life.Err() != nil {
		report.Err = errRemoved
		return report
	}
	report.Sent = r.sendDue(ctx)
	if report.Taken, report.Err = r.pull(ctx); report.Err == nil {
		r.hasten(ctx)
		report.Sent += r.sendDue(ctx)
	}
	return report
}

func (r *runner) pullAndSend(ctx context.Context) {
	r.turn.Lock()
	defer r.turn.Unlock()
	failed := r.fails > 0
	if _, err := r.pull(ctx); err != nil {
		return
	}
	if failed {
		r.hasten(ctx)
	}
	r.sendDue(ctx)
}

// hasten lets what failed be tried again, now that the source answers.
func (r *runner) hasten(ctx context.Context) {
	if err := r.engine.Desk.Hasten(ctx, r.Name); err != nil {
		r.engine.Log.Error("send what waited", "source", r.Name, "err", err)
	}
}

// pull reads the source once and tells how contact went.
func (r *runner) pull(ctx context.Context) (desk.Taken, error) {
	e := r.engine
	began := e.Now()
	var taken desk.Taken
	err := guard("pull "+r.Name, func() error {
		p, cursor, err := e.Desk.Begin(r.Name)
		if err != nil {
			return err
		}
		err = r.Source.Pull(ctx, cursor, func(b incident.Batch) error { return p.Apply(ctx, b) })
		taken = p.Taken()
		return err
	})
	if ctx.Err() != nil {
		return taken, context.Cause(ctx)
	}
	if err != nil {
		r.fails++
		r.after = retryAfter(err)
		e.Log.Warn("pull failed", "source", r.Name, "tries", r.fails, "err", err)
		e.Contact.Lost(r.Name, e.Now(), err)
		return taken, err
	}
	r.fails, r.after = 0, 0
	e.Contact.Made(r.Name, e.Now(), e.Now().Sub(began), taken)
	return taken, nil
}

// send carries what is due when it is its turn.
func (r *runner) send(ctx context.Context) int {
	ctx, done := r.within(ctx)
	defer done()
	r.turn.Lock()
	defer r.turn.Unlock()
	return r.sendDue(ctx)
}

// sendDue carries what is due, one action after the other, and gives how many
// the source took.
func (r *runner) sendDue(ctx context.Context) int {
	sent := 0
	for ctx.Err() == nil {
		a, ok, _, err := r.engine.Desk.Due(r.Name)
		if err != nil {
			r.engine.Log.Error("look for what is to be sent", "source", r.Name, "err", err)
			return sent
		}
		if !ok {
			return sent
		}
		out, err := r.attempt(ctx, a)
		if err != nil {
			r.stuck++
			r.engine.Log.Error("record what became of an action", "source", r.Name, "action", a.ID, "err", err)
			return sent
		}
		r.stuck = 0
		if out.Result == outbox.Done || out.Result == outbox.Already {
			sent++
		}
	}
	return sent
}

// attempt tries one action and records how it ended.
func (r *runner) attempt(ctx context.Context, a outbox.Action) (outbox.Outcome, error) {
	var out outbox.Outcome
	if there, err := r.engine.Desk.Claim(ctx, a.ID); !there || err != nil {
		return out, err
	}
	actCtx, cancel := context.WithTimeout(ctx, actWithin)
	defer cancel()
	err := guard("act at "+r.Name, func() (err error) {
		out, err = r.Source.Act(actCtx, a)
		return err
	})
	switch {
	case err == nil:
	case errors.Is(context.Cause(ctx), errRemoved):
		// Whether it arrived is not known: who has the source next looks it up,
		// and where nobody does it can be dropped.
		out = outbox.Outcome{Result: outbox.Retry, Text: errRemoved.Error()}
	case ctx.Err() != nil:
		// Going down: nobody knows whether it arrived; it is looked up next time.
		return outbox.Outcome{Result: outbox.Retry}, nil
	default:
		r.engine.Log.Warn("action failed", "source", r.Name, "action", a.ID, "verb", a.Verb, "tries", a.Tries+1, "err", err)
		out = outbox.Outcome{Result: outbox.Retry, Text: err.Error(), Hidden: out.Hidden,
			After: max(retryAfter(err), r.backoff(a.Tries+1, 2*time.Second))}
		var fault *source.Fault
		if errors.As(err, &fault) {
			out.Fix = fault.Fix
		}
	}
	// What has happened there is written down even when the app goes down now.
	if err := r.engine.Desk.Settle(context.WithoutCancel(ctx), a.ID, out); err != nil {
		return out, fmt.Errorf("settle: %w", err)
	}
	if out.Result == outbox.Done {
		signal(r.news) // see at once what it changed there
	}
	return out, nil
}

// pause is how long to wait until the next pull.
func (r *runner) pause() time.Duration {
	r.turn.Lock()
	defer r.turn.Unlock()
	if r.fails == 0 {
		return r.Every
	}
	return max(r.after, r.backoff(r.fails, min(r.Every, 15*time.Second)))
}

// longestPause bounds every backoff: a pager looks again within two minutes.
const longestPause = 2 * time.Minute

// backoff doubles from base, with a fifth of jitter so that many apps do not
// come back at the same moment.
func (r *runner) backoff(tries int, base time.Duration) time.Duration {
	wait := base << min(tries-1, 16)
	if wait <= 0 || wait > longestPause {
		wait = longestPause
	}
	return wait + time.Duration((r.engine.random()-0.5)*0.4*float64(wait))
}

func (e *Engine) random() float64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.Rand.Float64()
}

// retryAfter is what the source asked for, at most a quarter of an hour.
func retryAfter(err error) time.Duration {
	var fault *source.Fault
	if errors.As(err, &fault) {
		return min(fault.After, 15*time.Minute)
	}
	return 0
}

// untilDue is when the outbox has to be looked at next.
func (r *runner) untilDue() time.Duration {
	_, ok, next, err := r.engine.Desk.Due(r.Name)
	switch {
	case err != nil:
		return longestPause
	case ok && r.stuck > 0:
		// The store is full, say: the source is not asked over and over.
		return r.backoff(r.stuck, 2*time.Second)
	case ok:
		return 0
	case next.IsZero():
		return 24 * time.Hour
	}
	return max(0, next.Sub(r.engine.Now()))
}

// watch keeps a source that hears of news by itself listening; while it
// cannot, pulling goes on.
func (r *runner) watch(ctx context.Context) {
	w, ok := r.Source.(source.Watcher)
	if !ok {
		return
	}
	for tries := 1; ctx.Err() == nil; tries++ {
		began := r.engine.Now()
		err := guard("watch "+r.Name, func() error {
			return w.Watch(ctx, func() { signal(r.news) })
		})
		if ctx.Err() != nil {
			return
		}
		r.engine.Log.Warn("no longer watching", "source", r.Name, "err", err)
		if r.engine.Now().Sub(began) > longestPause {
			tries = 1
		}
		signal(r.news) // a pull tells whether contact is lost
		timer := time.NewTimer(max(retryAfter(err), r.backoff(tries, time.Second)))
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

func (r *runner) close() {
	r.closed.Do(func() {
		if err := r.Source.Close(); err != nil {
			r.engine.Log.Debug("close source", "source", r.Name, "err", err)
		}
	})
}
