package imapsource

import (
	"context"
	"slices"
	"sync"
)

// line hands the one connection to whoever may use it next. Reading and acting
// go first, in turn; the watcher holds it while nobody else wants it and is
// asked to leave when somebody does.
type line struct {
	mu      sync.Mutex
	busy    bool
	queue   []chan struct{} // reading and acting, waiting
	watcher chan struct{}   // the watcher, waiting
	leave   chan struct{}   // closed to ask the watcher to leave; nil: it does not hold the line
}

// take waits for the line, and asks the watcher to leave. Who took it releases it.
func (l *line) take(ctx context.Context) error {
	l.mu.Lock()
	if !l.busy {
		l.busy = true
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.queue = append(l.queue, turn)
	if l.leave != nil {
		close(l.leave)
		l.leave = nil
	}
	l.mu.Unlock()
	return l.await(ctx, turn, func() {
		l.queue = slices.DeleteFunc(l.queue, func(c chan struct{}) bool { return c == turn })
	})
}

// watch waits until nobody else wants the line. leave is closed when somebody
// does; the watcher then releases it and may watch again.
func (l *line) watch(ctx context.Context) (leave <-chan struct{}, err error) {
	l.mu.Lock()
	if !l.busy {
		l.busy = true
		l.leave = make(chan struct{})
		leave = l.leave
		l.mu.Unlock()
		return leave, nil
	}
	turn := make(chan struct{})
	l.watcher = turn
	l.mu.Unlock()
	if err := l.await(ctx, turn, func() { l.watcher = nil }); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leave = make(chan struct{})
	leave = l.leave
	if len(l.queue) > 0 {
		close(l.leave)
		l.leave = nil
	}
	return leave, nil
}

// await waits for a turn; forget, called under the lock, withdraws the wish.
func (l *line) await(ctx context.Context, turn <-chan struct{}, forget func()) error {
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	select {
	case <-turn: // granted at the same moment
		l.mu.Unlock()
		l.release()
	default:
		forget()
		l.mu.Unlock()
	}
	return ctx.Err()
}

// release gives the line to the next in turn.
func (l *line) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leave = nil
	switch {
	case len(l.queue) > 0:
		close(l.queue[0])
		l.queue = l.queue[1:]
	case l.watcher != nil:
		close(l.watcher)
		l.watcher = nil
	default:
		l.busy = false
	}
}

// tryTake takes the line if it is free at once.
func (l *line) tryTake() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy {
		return false
	}
	l.busy = true
	return true
}
