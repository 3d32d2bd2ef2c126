//go:build android || ios || (!unix && !windows)

package secret

import "fmt"

// reachable refuses: the keyring library knows no phone's key store.
func reachable() error {
	return fmt.Errorf("%w: this system has none we can reach", ErrUnavailable)
}
