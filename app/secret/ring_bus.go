//go:build unix && !darwin && !ios && !android

package secret

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// reachable looks for a session bus. Without one the D-Bus library would start
// a bus of its own, which nobody stops and no keyring listens on.
func reachable() error {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && address != "autolaunch:" {
		return nil
	}
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), name)); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%w: there is no session bus", ErrUnavailable)
}
