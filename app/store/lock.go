package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
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
	_ = sign(f) // it only helps who comes second; a full disk must not keep us out
	return &lock{f}, nil
}

// How long a lock is waited for, and how often it is tried. A process that was
// just killed can keep it for a moment: what it was starting has it too, until
// that runs.
const (
	lockPatience = time.Second
	lockPause    = 20 * time.Millisecond
)

// awaitLock is takeLock for a folder that may just be given back.
func awaitLock(ctx context.Context, dir string) (*lock, error) {
	patience := time.NewTimer(lockPatience)
	defer patience.Stop()
	pause := time.NewTicker(lockPause)
	defer pause.Stop()
	for {
		l, err := takeLock(dir)
		if !errors.Is(err, ErrLocked) {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(err, ctx.Err())
		case <-patience.C:
			return nil, err
		case <-pause.C:
		}
	}
}

// sign writes into the lock file who holds it.
func sign(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt(fmt.Appendln(nil, os.Getpid()), 0)
	return err
}

// Held tells whether a process has the store in a folder open for writing, and
// which; 0: it cannot be told.
func Held(dir string) (pid int, held bool) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR, 0)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	if !errors.Is(lockFile(f), ErrLocked) {
		return 0, false
	}
	text, err := io.ReadAll(io.LimitReader(f, 32))
	if err != nil {
		return 0, true // Windows keeps a locked file's content to its holder
	}
	pid, err = strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid < 1 {
		return 0, true
	}
	return pid, true
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
