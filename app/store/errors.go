package store

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"github.com/dgraph-io/badger/v4"
)

// The errors a caller can tell apart with errors.Is.
var (
	// ErrLocked: another process, or this one, has the store open.
	ErrLocked = errors.New("the store is in use by another process")
	// ErrNewer: a newer version of the program wrote the store; nothing was changed.
	ErrNewer = errors.New("the store was written by a newer version")
	// ErrKey: the encryption key is missing, wrong, or given for a plain store.
	ErrKey = errors.New("the encryption key does not fit the store")
	// ErrCorrupt: what was read is damaged.
	ErrCorrupt = errors.New("the store is damaged")
	// ErrFull: the disk has too little room; nothing acknowledged is lost.
	ErrFull = errors.New("the disk is full")
	// ErrNotWritable: the folder cannot be written, or the store is open for reading only.
	ErrNotWritable = errors.New("the store folder is not writable")
	// ErrNotFound: there is no such record.
	ErrNotFound = errors.New("not found")
	// ErrTooBig: a transaction holds more than the store takes at once; the
	// caller splits it. Nothing of it was written.
	ErrTooBig = errors.New("too much for one transaction")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("the store is closed")
)

// fault is an error of ours with its cause.
type fault struct{ kind, cause error }

func (f *fault) Error() string   { return f.kind.Error() + ": " + f.cause.Error() }
func (f *fault) Unwrap() []error { return []error{f.kind, f.cause} }

// classify gives err one of the errors above where it is known to mean that.
func classify(err error) error {
	if err == nil {
		return nil
	}
	for _, known := range []error{ErrLocked, ErrNewer, ErrKey, ErrCorrupt, ErrFull, ErrNotWritable, ErrNotFound, ErrTooBig, ErrClosed} {
		if errors.Is(err, known) {
			return err
		}
	}
	if kind := kindOf(err); kind != nil {
		return &fault{kind, err}
	}
	return err
}

// kindOf also reads texts: Badger flattens the causes of its errors into them.
func kindOf(err error) error {
	text := err.Error()
	says := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(text, p) {
				return true
			}
		}
		return false
	}
	switch {
	case errors.Is(err, badger.ErrTxnTooBig), says(badger.ErrTxnTooBig.Error()):
		return ErrTooBig
	case errors.Is(err, badger.ErrKeyNotFound):
		return ErrNotFound
	case errors.Is(err, badger.ErrDBClosed), errors.Is(err, badger.ErrBlockedWrites), says(badger.ErrDBClosed.Error()):
		return ErrClosed
	case says(badger.ErrEncryptionKeyMismatch.Error(), badger.ErrInvalidEncryptionKey.Error()):
		return ErrKey
	case says("Cannot acquire directory lock", "Cannot create lock file"):
		return ErrLocked
	case isFull(err) || says("no space left on device", "file too large", "disk quota exceeded", "not enough space on the disk"):
		return ErrFull
	case errors.Is(err, badger.ErrReadOnlyTxn), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOTDIR),
		errors.Is(err, syscall.EROFS), says("Log truncate required", "read-only file system", "permission denied", "not a directory"):
		return ErrNotWritable
	case says("CHECKSUM_MISMATCH", "checksum mismatch", "failed to verify checksum"):
		return ErrCorrupt
	}
	return nil
}
