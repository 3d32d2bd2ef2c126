package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// lockName is the file that stands for owning the folder. Badger locks too,
// but gives its lock back when opening fails: a damaged store must stay ours
// while it is set aside.
const lockName = "turnaround.lock"

type lock struct{ file *os.File }

// takeLock makes the folder if need be and owns it, or gives ErrLocked.
func takeLock(dir string) (*lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make lock file: %w", err)
	}
	if err := lockFile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &lock{f}, nil
}

// release may be called on a lock that was never taken.
func (l *lock) release() error {
	if l == nil || l.file == nil {
		return nil
	}
	f := l.file
	l.file = nil
	return f.Close()
}
