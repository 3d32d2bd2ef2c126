package store

import "sync"

// gate counts who uses the database, so that it is closed or replaced only
// while nobody does. Entering never waits: inside a transaction that would
// deadlock.
type gate struct {
	mu     sync.Mutex
	inside int
	why    error         // not nil: shut
	empty  chan struct{} // closed when the last one leaves a shut gate
	ended  chan struct{} // closed when shut for good
}

func (g *gate) enter() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.why != nil {
		return g.why
	}
	g.inside++
	return nil
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	if g.inside == 0 && g.empty != nil {
		close(g.empty)
		g.empty = nil
	}
}

// shut lets nobody in, telling them why, and waits until all have left.
func (g *gate) shut(why error) {
	g.mu.Lock()
	g.why = why
	if why == ErrClosed {
		close(g.end())
	}
	var empty chan struct{}
	if g.inside > 0 {
		empty = make(chan struct{})
		g.empty = empty
	}
	g.mu.Unlock()
	if empty != nil {
		<-empty
	}
}

// bar lets nobody in any more, without waiting for those inside.
func (g *gate) bar(why error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.why = why
}

func (g *gate) reopen() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.why = nil
}

// closed is closed once the gate is shut for good.
func (g *gate) closed() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.end()
}

func (g *gate) end() chan struct{} {
	if g.ended == nil {
		g.ended = make(chan struct{})
	}
	return g.ended
}
