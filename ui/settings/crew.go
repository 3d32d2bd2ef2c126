package settings

import (
	"context"
	"sync"
)

// job is work away from the screen's goroutine; what it gives back is run there.
type job func(ctx context.Context) func()

// crew runs jobs until its context ends, and waits for them then. Serial jobs
// run one after the other, in order; the others as soon as they can.
type crew struct {
	post func(func())

	mu      sync.Mutex
	waiting []job
	started []job
	wake    chan struct{}
	busy    sync.WaitGroup
}

func newCrew(post func(func())) *crew { return &crew{post: post, wake: make(chan struct{}, 1)} }

// serial has a job done after those before it. It never waits.
func (c *crew) serial(j job) {
	c.mu.Lock()
	c.waiting = append(c.waiting, j)
	c.mu.Unlock()
	c.signal()
}

// start has a job done beside all others. The returned stop cancels it.
func (c *crew) start(j job) (stop func()) {
	quit := make(chan struct{})
	c.mu.Lock()
	c.started = append(c.started, func(ctx context.Context) func() {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			select {
			case <-quit:
				cancel()
			case <-ctx.Done():
			}
		}()
		return j(ctx)
	})
	c.mu.Unlock()
	c.signal()
	return sync.OnceFunc(func() { close(quit) })
}

func (c *crew) signal() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run does the jobs until ctx ends.
func (c *crew) run(ctx context.Context) {
	defer c.busy.Wait()
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

// next begins what was started, does one serial job, and tells whether there is more.
func (c *crew) next(ctx context.Context) bool {
	c.mu.Lock()
	started := c.started
	c.started = nil
	var serial job
	if len(c.waiting) > 0 {
		serial, c.waiting = c.waiting[0], c.waiting[1:]
	}
	c.mu.Unlock()
	for _, j := range started {
		c.busy.Go(func() { c.do(ctx, j) })
	}
	if serial == nil || ctx.Err() != nil {
		return false
	}
	c.do(ctx, serial)
	return true
}

func (c *crew) do(ctx context.Context, j job) {
	if then := j(ctx); then != nil {
		c.post(then)
	}
}
