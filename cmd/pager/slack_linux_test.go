//go:build linux && !cgo

package pager

import (
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// ofNewThread is the slack of a thread that is made for it: a goroutine locked
// to one thread may not share it.
func ofNewThread(t *testing.T) time.Duration {
	t.Helper()
	got := make(chan time.Duration)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		n, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)
		if err != nil {
			t.Error(err)
		}
		got <- time.Duration(n)
	}()
	return <-got
}

func TestSlackIsOfEveryThreadAndTakenBack(t *testing.T) {
	if err := slack(0); err != nil { // a pager of another test may have been at rest
		t.Fatal(err)
	}
	usual := ofNewThread(t)
	if err := slack(calmSlack); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if got := ofNewThread(t); got != calmSlack {
			t.Errorf("a thread wakes up to %v late, want %v", got, calmSlack)
		}
	}
	if err := slack(0); err != nil {
		t.Fatal(err)
	}
	if got := ofNewThread(t); got != usual {
		t.Errorf("taken back it is %v, was %v", got, usual)
	}
}
