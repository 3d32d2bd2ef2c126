package compose

import (
	"context"
	"errors"
	"sync"
	"time"

	"turnaround/app/compose"
	"turnaround/app/event"
	"turnaround/app/incident"
)

// How long after a change it is looked at and kept: so that a person who types
// is not held up, and nothing typed is older than a second when all fails.
const (
	pause   = 80 * time.Millisecond  // after the last key
	patient = 250 * time.Millisecond // at the latest, while keys go on
	keeping = 400 * time.Millisecond
	ticking = 10 * time.Second // times on screen grow old
	running = 1500 * time.Millisecond
	steps   = 200 // that can be taken back
	leaving = 10 * time.Second
)

// job is done by the scribe, in order.
type job func(ctx context.Context)

// scribe owns what is written, on a goroutine of its own: it takes changes in,
// looks at the whole, keeps it and sends it on its way.
type scribe struct {
	s     *Screen
	mu    sync.Mutex
	jobs  []job
	woken chan struct{}

	sheet // of the scribe's goroutine alone
}

// sheet is what is written, and how it stands.
type sheet struct {
	id     incident.ID
	w      *compose.Writing
	seq    int // of the last change that was taken in
	past   []compose.Saved
	group  string    // of the last change: typing in one field is one step
	typed  time.Time // when it was
	lookAt time.Time // zero: there is nothing new to see
	first  time.Time // of the changes not seen yet
	keepAt time.Time // zero: all is kept
	kept   time.Time // when it was kept last
	fault  error     // why it was not
	resume bool      // it was begun before
}

func newScribe(s *Screen) *scribe { return &scribe{s: s, woken: make(chan struct{}, 1)} }

// do has the scribe do something. It never blocks.
func (c *scribe) do(j job) {
	c.mu.Lock()
	c.jobs = append(c.jobs, j)
	c.mu.Unlock()
	select {
	case c.woken <- struct{}{}:
	default:
	}
}

func (c *scribe) take() []job {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.jobs
	c.jobs = nil
	return all
}

// run works until ctx ends; what is not kept by then is kept first.
func (c *scribe) run(ctx context.Context) {
	timer := time.NewTimer(ticking)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			c.last(ctx)
			return
		case <-c.woken:
		case <-timer.C:
			if c.lookAt.IsZero() {
				c.see(0)
			}
		}
		for _, j := range c.take() {
			j(ctx)
		}
		now := time.Now()
		if !c.lookAt.IsZero() && !now.Before(c.lookAt) {
			c.look()
		}
		if !c.keepAt.IsZero() && !now.Before(c.keepAt) {
			c.keep(ctx)
		}
		timer.Reset(c.next(time.Now()))
	}
}

// last takes in what still waits and keeps it, though all ends.
func (c *scribe) last(ctx context.Context) {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaving)
	defer cancel()
	for _, j := range c.take() {
		j(late)
	}
	if !c.keepAt.IsZero() {
		c.keep(late)
	}
}

// next is how long nothing has to be done.
func (c *scribe) next(now time.Time) time.Duration {
	span := ticking
	for _, at := range []time.Time{c.lookAt, c.keepAt} {
		if !at.IsZero() {
			span = min(span, max(0, at.Sub(now)))
		}
	}
	return span
}

// see has the whole be looked at after a span.
func (c *scribe) see(after time.Duration) {
	if c.w == nil {
		return
	}
	now := time.Now()
	if c.lookAt.IsZero() {
		c.first = now
	}
	c.lookAt = now.Add(after)
	if latest := c.first.Add(patient); c.lookAt.After(latest) {
		c.lookAt = latest
	}
}

// open begins to write on an incident, or goes on; want changes what is there.
func (c *scribe) open(seq int, id incident.ID, anew bool, want func(*compose.Writing, time.Time)) {
	c.do(func(ctx context.Context) {
		c.settle(ctx)
		var w *compose.Writing
		var resumed bool
		var err error
		if anew {
			w, err = c.s.Core.WriteAnew(ctx, id)
		} else {
			w, resumed, err = c.s.Core.Write(id)
		}
		c.sheet = sheet{id: id, w: w, seq: seq, resume: resumed}
		if err != nil {
			c.w = nil
			c.show(page{id: id, seq: c.seq, fault: err})
			return
		}
		if want != nil {
			c.past = append(c.past, w.Saved())
			want(w, c.s.Now())
			c.changed(false)
		}
		c.look()
	})
}

// settle keeps what is not kept yet.
func (c *scribe) settle(ctx context.Context) {
	if !c.keepAt.IsZero() {
		c.keep(ctx)
	}
}

// change takes a change in. One of the same group as the last, a moment after
// it, is one step with it; no group: a step of its own.
func (c *scribe) change(seq int, group string, f func(*compose.Writing, time.Time)) {
	c.do(func(context.Context) {
		c.seq = seq
		if c.w == nil {
			return
		}
		before, now := c.w.Saved(), time.Now()
		f(c.w, c.s.Now())
		if group == "" || group != c.group || now.Sub(c.typed) > running {
			c.past = append(c.past, before)
			c.past = c.past[max(0, len(c.past)-steps):]
		}
		c.group, c.typed = group, now
		c.changed(group != "")
	})
}

// changed has the change be seen and kept.
func (c *scribe) changed(typed bool) {
	after := time.Duration(0)
	if typed {
		after = pause
	}
	c.see(after)
	if c.keepAt.IsZero() {
		c.keepAt = time.Now().Add(keeping)
	}
}

// undo takes the last step back.
func (c *scribe) undo(seq int) {
	c.do(func(context.Context) {
		c.seq = seq
		if n := len(c.past) - 1; c.w != nil && n >= 0 {
			c.w.Restore(c.past[n])
			c.past, c.group = c.past[:n], ""
			c.changed(false)
		}
	})
}

// heard takes in that something changed elsewhere.
func (c *scribe) heard(e event.Event) {
	switch e := e.(type) {
	case event.IncidentsChanged:
		c.do(func(context.Context) {
			for _, id := range e.IDs {
				if id == c.id && c.w != nil {
					c.know()
					return
				}
			}
		})
	case event.OutboxChanged:
		c.do(func(context.Context) { c.see(pause) })
	case event.ConfigChanged:
		c.do(func(context.Context) { c.know() })
	case event.HealthChanged:
		c.do(func(context.Context) { c.see(pause) })
	}
}

// know reads the incident anew; what was written stays.
func (c *scribe) know() {
	if c.w == nil {
		return
	}
	now, err := c.s.Core.Case(c.id)
	if err != nil {
		c.fault = err
	} else {
		c.w.Know(now, c.s.Now())
	}
	c.see(pause)
}

// look shows how the whole stands.
func (c *scribe) look() {
	c.lookAt = time.Time{}
	if c.w == nil {
		return
	}
	sight, err := c.w.Look(c.s.Now())
	if err != nil {
		c.show(page{id: c.id, seq: c.seq, fault: err})
		return
	}
	p := pageOf(c.w, sight, c.s.Now())
	p.seq, p.undoable, p.resumed = c.seq, len(c.past) > 0, c.resume
	p.saved, p.unsaved, p.pending = c.kept, c.fault, !c.keepAt.IsZero()
	p.offline = c.s.Core.Offline()
	if p.sent, err = c.s.Core.Deliveries(c.id); err != nil && p.unsaved == nil {
		p.unsaved = err
	}
	c.show(p)
}

func (c *scribe) show(p page) {
	c.s.latest.Do(func() { c.s.show(p) })
}

// keep writes it to disk.
func (c *scribe) keep(ctx context.Context) {
	c.keepAt = time.Time{}
	if c.w == nil {
		return
	}
	if c.fault = c.s.Core.Keep(ctx, c.w); c.fault == nil {
		c.kept = c.s.Now()
	} else if ctx.Err() == nil {
		c.keepAt = time.Now().Add(ticking) // a full disk may have room again
	}
	c.see(0)
}

// save keeps it now.
func (c *scribe) save() {
	c.do(func(ctx context.Context) { c.keep(ctx) })
}

// publish sends it on its way, where nothing speaks against it.
func (c *scribe) publish() {
	c.do(func(ctx context.Context) {
		if c.w == nil {
			return
		}
		r, err := c.s.Core.Publish(ctx, c.w)
		if err != nil && len(r.Incidents) == 0 {
			c.look()
			ready := !errors.Is(err, compose.ErrNotReady)
			c.s.Post(func() { c.s.refused(err, ready) })
			return
		}
		id := c.id
		c.sheet = sheet{seq: c.seq}
		c.s.Post(func() { c.s.published(id, r, err) })
	})
}

// told records that customers were told elsewhere; the draft is done with.
func (c *scribe) told(said incident.Spoken) {
	c.do(func(ctx context.Context) {
		id := c.id
		err := c.s.Core.Told(ctx, id, said)
		if err == nil {
			c.sheet = sheet{seq: c.seq}
			err = c.s.Core.Drop(ctx, id)
		}
		c.s.Post(func() { c.s.recorded(id, err) })
	})
}

// drop throws it away.
func (c *scribe) drop() {
	c.do(func(ctx context.Context) {
		id := c.id
		c.sheet = sheet{seq: c.seq}
		err := c.s.Core.Drop(ctx, id)
		c.s.Post(func() { c.s.dropped(id, err) })
	})
}
