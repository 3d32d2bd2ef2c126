// Package post is the one place that hands work to Fyne's own goroutine.
package post

import (
	"sync"

	"fyne.io/fyne/v2"
)

// Poster runs f on the goroutine that may touch widgets.
type Poster func(f func())

// Fyne posts to the running app's queue. It never waits.
func Fyne(f func()) { fyne.Do(f) }

// Latest collapses a burst: while a call waits its turn, later ones replace it.
type Latest struct {
	Post Poster

	mu   sync.Mutex
	next func()
}

// Do posts f, or replaces the one that waits.
func (l *Latest) Do(f func()) {
	l.mu.Lock()
	waiting := l.next != nil
	l.next = f
	l.mu.Unlock()
	if waiting {
		return
	}
	l.Post(func() {
		l.mu.Lock()
		run := l.next
		l.next = nil
		l.mu.Unlock()
		run()
	})
}
