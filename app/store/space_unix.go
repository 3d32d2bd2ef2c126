//go:build !windows

package store

import (
	"errors"

	"golang.org/x/sys/unix"
)

// freeSpace is the room on the folder's disk for an ordinary user, in bytes.
func freeSpace(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	if st.Blocks == 0 {
		return 0, errors.New("the file system does not tell its size")
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}
