//go:build !windows

package store

import (
	"errors"
	"syscall"
)

// isFull counts a quota and a file size limit as a full disk: for the person
// they are the same.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
