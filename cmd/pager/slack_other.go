//go:build !linux || cgo

package pager

import "time"

// slack: only Linux lets a process say so, and only one without C for all of
// its threads at once. Such a process has a window, which draws by timers.
func slack(time.Duration) error { return nil }
