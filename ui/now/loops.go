package now

import (
	"context"
	"maps"
	"sync"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/ui/post"
	"turnaround/ui/view"
)

// asked is what the loops are to show, and what they heard. It is shared.
type asked struct {
	mu     sync.Mutex
	query  string
	chip   string
	folded map[string]bool
	nth    int // of the query: a search that is not the last gives up
	id     incident.ID
	look   int             // counts how often another incident was looked at
	groups map[string]bool // of the timeline, shown whole
	shown  bool

	changed map[incident.ID]bool
}

// wish is a copy of what is asked for.
type wish struct {
	query, chip string
	nth         int
	id          incident.ID
	look        int
	folded      map[string]bool
	groups      map[string]bool
	shown       bool
}

func (a *asked) set(f func(*asked)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f(a)
}

func (a *asked) get() wish {
	a.mu.Lock()
	defer a.mu.Unlock()
	return wish{a.query, a.chip, a.nth, a.id, a.look, maps.Clone(a.folded), maps.Clone(a.groups), a.shown}
}

func (a *asked) nthNow() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.nth
}

// news takes what was heard since.
func (a *asked) news() map[incident.ID]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	heard := a.changed
	a.changed = nil
	return heard
}

// Run keeps the screen fresh until ctx ends; it returns when all it started has.
func (s *Screen) Run(ctx context.Context) {
	stop := s.Desk.Listen(s.heard)
	defer stop()
	s.listed.Raise()
	s.running.Go(func() { s.keepList(ctx) })
	s.running.Go(func() { s.keepDetail(ctx) })
	s.running.Go(func() { s.work(ctx) })
	s.running.Wait()
}

// heard notes an event; it does not block.
func (s *Screen) heard(e event.Event) {
	switch e := e.(type) {
	case event.IncidentsChanged:
		mine := false
		s.asked.set(func(a *asked) {
			if a.changed == nil {
				a.changed = map[incident.ID]bool{}
			}
			for _, id := range e.IDs {
				a.changed[id] = true
				mine = mine || id == a.id
			}
		})
		s.listed.Raise()
		if mine {
			s.read.Raise()
		}
	case event.OutboxChanged:
		s.listed.Raise()
		s.read.Raise()
	default:
		s.listed.Raise()
	}
}

// How often the screen is built anew while nothing happens, and at most while
// very much does.
const (
	calm     = 10 * time.Second
	ticking  = time.Second
	breather = 60 * time.Millisecond
)

// keepList builds the list whenever something changed, and as ages grow.
func (s *Screen) keepList(ctx context.Context) {
	b := newBoard(s.Desk)
	for {
		next, begun := calm, time.Now()
		if w := s.asked.get(); w.shown {
			next = s.buildList(b, w)
		}
		if !s.pause(ctx, rest(begun), s.asks) || !s.pause(ctx, next, s.listed) {
			return
		}
	}
}

// rest is how long to leave the processor to others after work begun then,
// unless a person waits.
func rest(begun time.Time) time.Duration { return max(breather, 2*time.Since(begun)) }

// keepDetail reads the incident that is looked at.
func (s *Screen) keepDetail(ctx context.Context) {
	var last reading
	for {
		next, begun := calm, time.Now()
		if w := s.asked.get(); w.shown && w.id != "" {
			last = s.readDetail(w, last)
			if last.detail.Sent.Ticks {
				next = ticking
			}
			if row, ok := s.Desk.Row(w.id); ok && s.Now().Sub(row.StartedAt) < time.Minute {
				next = ticking // its age is told in seconds
			}
		}
		if !s.pause(ctx, rest(begun), s.looks) || !s.pause(ctx, next, s.read) {
			return
		}
	}
}

// pause waits for a span or a signal; false: ctx ended.
func (s *Screen) pause(ctx context.Context, span time.Duration, woken post.Signal) bool {
	timer := time.NewTimer(span)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-woken:
	case <-timer.C:
	}
	return ctx.Err() == nil
}

// job is something a person did; jobs run one after the other.
type job func(ctx context.Context)

// longest is how long one act may take.
const longest = 30 * time.Second

func (s *Screen) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case do := <-s.jobs:
			limited, cancel := context.WithTimeout(ctx, longest)
			do(limited)
			cancel()
		}
	}
}

// enqueue hands a job over; it does not block.
func (s *Screen) enqueue(do job) bool {
	select {
	case s.jobs <- do:
		return true
	default:
		return false
	}
}

// scene gathers what stands around the incidents.
func (s *Screen) scene() *view.Scene {
	now, ringing := s.Now(), s.Ringing()
	scene := &view.Scene{Now: now, Me: incident.NewPersonID(s.Me()), Name: s.Desk.Name,
		Rings: ringing.Next, Quiet: !ringing.OnCall || ringing.MutedUntil.After(now), MutedUntil: ringing.MutedUntil,
		Unseen: map[incident.ID]bool{}, Lost: map[string]time.Time{}, Clock: s.Desk.ClockOf}
	for id := range s.Desk.Unseen() {
		scene.Unseen[id] = true
	}
	for _, source := range s.Health().Sources {
		if !source.LostSince.IsZero() {
			scene.Lost[source.Name] = source.LostSince
		}
	}
	return scene
}
