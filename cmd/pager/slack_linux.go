//go:build linux && !cgo

package pager

import (
	"fmt"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// usualSlack is what this process began with. It is set by its value: asked
// for its default, a thread made at rest gives what it was made with.
var usualSlack, errSlack = unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)

// slack lets the kernel wake this process up to so much later than its timers
// ask, so that several wake it once; 0 is as it was. What comes in over a
// connection is not waited for.
func slack(most time.Duration) error {
	if errSlack != nil {
		return fmt.Errorf("read how late timers may be: %w", errSlack)
	}
	n := uintptr(most.Nanoseconds())
	if most == 0 {
		n = uintptr(usualSlack)
	}
	if _, _, errno := syscall.AllThreadsSyscall(syscall.SYS_PRCTL, unix.PR_SET_TIMERSLACK, n, 0); errno != 0 {
		return fmt.Errorf("let timers be late by %s: %w", most, errno)
	}
	return nil
}
