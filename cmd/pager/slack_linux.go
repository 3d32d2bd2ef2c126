//go:build linux && !cgo

package pager

import (
	"fmt"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// slack lets the kernel wake this process up to so much later than its timers
// ask, so that several wake it once; 0 is the system's own measure. What comes
// in over a connection is not waited for.
func slack(most time.Duration) error {
	_, _, errno := syscall.AllThreadsSyscall(syscall.SYS_PRCTL, unix.PR_SET_TIMERSLACK, uintptr(most.Nanoseconds()), 0)
	if errno != 0 {
		return fmt.Errorf("have timers wake this process together: %w", errno)
	}
	return nil
}
