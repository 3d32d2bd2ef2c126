package postmortem

import (
	"context"
	"slices"
	"sync"
)

// job is work away from the screen's goroutine; what it gives back is run there.
type job func(ctx context.Context) (then func())

// crew does jobs one after the other, so that what they give back is in order.
type crew struct {
	post func(func())

	mu      sync.Mutex
	waiting []named
	wake    chan struct{}
}

type named struct {
	name string
	do   job
}

func newCrew(post func(func())) *crew { return &crew{post: post, wake: make(chan struct{}, 1)} }

// do has a job done after those before it. It never waits.
func (c *crew) do(j job) { c.latest("", j) }

// latest is do, but in place of one of that name that has not begun.
func (c *crew) latest(name string, j job) {
	c.mu.Lock()
	if name != "" {
		c.waiting = slices.DeleteFunc(c.waiting, func(n named) bool { return n.name == name })
	}
	c.waiting = append(c.waiting, named{name, j})
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run does the jobs until ctx ends.
func (c *crew) run(ctx context.Context) {
	for {
		for c.next(ctx) {
		}
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		}
	}
}

// next does one job and tells whether there may be more.
func (c *crew) next(ctx context.Context) bool {
	c.mu.Lock()
	if len(c.waiting) == 0 || ctx.Err() != nil {
		c.mu.Unlock()
		return false
	}
	first := c.waiting[0]
	c.waiting = c.waiting[1:]
	c.mu.Unlock()
	if then := first.do(ctx); then != nil {
		c.post(then)
	}
	return true
}
