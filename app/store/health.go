package store

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// health is what went wrong with the open database so far.
type health struct {
	mu    sync.Mutex
	cause error
	alarm chan struct{} // closed with the first cause
	lost  []string      // tables Badger left out
}

func (h *health) signal() chan struct{} {
	if h.alarm == nil {
		h.alarm = make(chan struct{})
	}
	return h.alarm
}

// trouble is closed once writing has failed.
func (h *health) trouble() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.signal()
}

// mark keeps the first failure of a write.
func (h *health) mark(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.cause == nil {
		h.cause = classify(err)
		close(h.signal())
	}
}

// broken gives the failure after which the database must be opened anew.
func (h *health) broken() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.cause
}

func (h *health) skip(table string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lost = append(h.lost, table)
}

func (h *health) skipped() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lost
}

func (h *health) reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cause, h.alarm, h.lost = nil, nil, nil
}

// rescue turns a panic of Badger into an error: it panics on damaged tables,
// and after a write that failed halfway.
func (h *health) rescue(err *error) {
	r := recover()
	if r == nil {
		return
	}
	var fatal runtime.Error
	if e, ok := r.(error); ok && !errors.As(e, &fatal) {
		*err = classify(e)
		return
	}
	if cause := h.broken(); cause != nil {
		*err = cause
		return
	}
	*err = fmt.Errorf("%w: %v", ErrCorrupt, r)
}
