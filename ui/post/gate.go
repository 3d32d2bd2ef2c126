package post

import "sync"

// Gate posts until it is closed, and drops what comes later: once Fyne's loop
// has ended it would run what is posted on whatever goroutine posts it.
type Gate struct {
	Post Poster

	mu     sync.Mutex
	closed bool
}

// Do posts f, unless the gate is closed before it is f's turn.
func (g *Gate) Do(f func()) {
	if g.shut() {
		return
	}
	g.Post(func() {
		if !g.shut() {
			f()
		}
	})
}

func (g *Gate) shut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
}

// Close ends it.
func (g *Gate) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}
