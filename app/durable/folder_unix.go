//go:build unix

package durable

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// syncFolder makes the new name survive a power loss. Network shares that
// cannot sync a folder have said so by EINVAL or ENOTSUP.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder %s: %w", dir, err)
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("sync folder %s: %w", dir, err)
	}
	return nil
}
