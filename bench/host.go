package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
)

// host lets the rig of the tests run outside of them: it is a testing.TB whose
// cleanups run when one benchmark is over.
type host struct {
	testing.TB // nil: what the rig does not use panics
	name       string
	runs       int

	mu       sync.Mutex
	cleanups []func()
	failed   bool
}

func newHost(name string, runs int) *host { return &host{name: name, runs: runs} }

// failure ends a benchmark from wherever it is.
type failure struct{ text string }

// do runs a benchmark and cleans up after it.
func (h *host) do(run func(*host) []row) (rows []row, err error) {
	defer func() {
		if v := recover(); v != nil {
			f, ok := v.(failure)
			if !ok {
				panic(v)
			}
			err = fmt.Errorf("%s", f.text)
		}
	}()
	defer h.clean()
	return run(h), nil
}

func (h *host) clean() {
	for {
		h.mu.Lock()
		if len(h.cleanups) == 0 {
			h.mu.Unlock()
			return
		}
		last := h.cleanups[len(h.cleanups)-1]
		h.cleanups = slices.Delete(h.cleanups, len(h.cleanups)-1, len(h.cleanups))
		h.mu.Unlock()
		last()
	}
}

// Cleanup has f called at the end of the benchmark.
func (h *host) Cleanup(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cleanups = append(h.cleanups, f)
}

// TempDir makes a folder that is removed at the end of the benchmark.
func (h *host) TempDir() string {
	dir, err := os.MkdirTemp("", "turnaround-bench-")
	h.must(err)
	h.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			h.Errorf("remove %s: %v", dir, err)
		}
	})
	return dir
}

// Fatalf ends the benchmark.
func (h *host) Fatalf(format string, args ...any) {
	h.mark()
	panic(failure{fmt.Sprintf(format, args...)})
}

// Errorf tells what went wrong and goes on.
func (h *host) Errorf(format string, args ...any) {
	h.mark()
	h.Logf(format, args...)
}

func (h *host) mark() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.failed = true
}

// Failed tells whether something went wrong.
func (h *host) Failed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.failed
}

// Logf tells on standard error what goes on.
func (h *host) Logf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "  "+format+"\n", args...)
}

// Helper does nothing here.
func (h *host) Helper() {}

// Name is the benchmark's name.
func (h *host) Name() string { return h.name }

// Context is never cancelled before the benchmark ends.
func (h *host) Context() context.Context { return context.Background() }

func (h *host) must(err error) {
	if err != nil {
		h.Fatalf("%v", err)
	}
}

// remove deletes a run's folder at once, so that disks and caches stay the
// same from run to run.
func (h *host) remove(dir string) { h.must(os.RemoveAll(dir)) }
