//go:build !((linux && !android) || freebsd || netbsd || openbsd)

package notify

import (
	"errors"
	"runtime"
)

// hasBus: notification servers do not speak D-Bus here.
const hasBus = false

// beeepUsable refuses on phones, where beeep compiles and cannot work.
func beeepUsable(string) error {
	switch runtime.GOOS {
	case "android", "ios":
		return errors.New("phones show notifications by another way")
	}
	return nil
}
