package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/dgraph-io/badger/v4"
)

// closeLimit bounds the wait for a database that cannot write any more.
const closeLimit = 3 * time.Second

// roomy tells whether there is room for what Badger may write at any time:
// when it opens and closes it writes out its logs and compacts.
func (s *Store) roomy() error {
	free, err := s.set.free(s.opt.Dir)
	if err != nil {
		return nil // a file system that does not tell must not stop us
	}
	if need := s.opt.Preset.reserve(); free < need {
		return fmt.Errorf("%w: %d MB are free, %d are needed", ErrFull, free>>20, need>>20)
	}
	return nil
}

// openDB opens the folder, which was inspected before; for reading only while
// the disk is nearly full.
func (s *Store) openDB() error {
	s.health.reset()
	b := badgerOptions(s.opt, &logger{log: s.log, flush: s.health.mark, skipped: s.health.skip})
	var full error
	if !s.opt.ReadOnly {
		full = s.roomy()
		b = b.WithReadOnly(full != nil)
	}
	if full != nil && leftOpen(s.opt.Dir) {
		return full
	}
	if !b.ReadOnly {
		if err := breakSeal(s.opt.Dir); err != nil {
			return err
		}
	}
	db, err := openBadger(b)
	switch {
	case err != nil && full != nil:
		// What cannot be read only for want of room is not damaged.
		return fmt.Errorf("%w; for reading only: %v", full, err)
	case err != nil:
		return err
	}
	s.db = db
	if lost := s.health.skipped(); len(lost) > 0 {
		return errors.Join(fmt.Errorf("%w: table %s", ErrCorrupt, strings.Join(lost, ", ")), s.shutDB())
	}
	if full != nil {
		s.health.mark(full)
	}
	return nil
}

// leftOpen tells whether logs are to be read back, which needs writing.
func leftOpen(dir string) bool {
	names, err := storeFiles(dir)
	return err == nil && slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(name, ".mem") })
}

// openBadger takes what Badger cannot read for damage, but not what the
// system refused: a sound store must not be set aside for want of memory.
func openBadger(b badger.Options) (db *badger.DB, err error) {
	defer func() {
		if r := recover(); r != nil {
			db, err = nil, fmt.Errorf("%w: %v", ErrCorrupt, r)
		}
	}()
	db, err = badger.Open(b)
	if err == nil {
		return db, nil
	}
	if known := kindOf(err); known != nil {
		return nil, &fault{known, err}
	}
	var system syscall.Errno
	if errors.As(err, &system) || refusedBySystem(err.Error()) || errors.Is(err, badger.ErrWindowsNotSupported) {
		return nil, err
	}
	return nil, &fault{ErrCorrupt, err}
}

func refusedBySystem(text string) bool {
	for _, part := range []string{"too many open files", "cannot allocate memory", "temporarily unavailable",
		"input/output error", "interrupted", "not enough memory"} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// shutDB closes the database; it is sealed if all was well.
func (s *Store) shutDB() error {
	if s.db == nil {
		return nil
	}
	writes := !s.db.Opts().ReadOnly
	if err := s.roomy(); err != nil && writes {
		// Its log holds all that was acknowledged; writing that out could end
		// the process.
		s.log.Warn("the store is left as it is", "err", err.Error())
		s.db = nil
		return nil
	}
	sound := s.health.broken() == nil
	if sound && writes {
		if err := s.db.RunValueLogGC(gcRatio); err != nil && !nothingToCollect(err) {
			s.log.Warn("collect value log", "err", err.Error())
		}
	}
	err := s.closeDB(context.Background())
	if err == nil && sound && writes && s.health.broken() == nil {
		err = seal(s.opt.Dir)
	}
	return err
}

// closeDB closes the database without hanging on one that tries for ever to
// write to a full disk: what was acknowledged is in its log all the same.
func (s *Store) closeDB(ctx context.Context) error {
	if s.db == nil {
		return nil
	}
	if s.closing == nil {
		db, done := s.db, make(chan error, 1)
		go func() { done <- closeBadger(db) }()
		s.closing = done
	}
	var limit <-chan time.Time
	trouble := s.health.trouble()
	for {
		select {
		case err := <-s.closing:
			s.db, s.closing = nil, nil
			return err
		case <-trouble:
			timer := time.NewTimer(closeLimit)
			defer timer.Stop()
			limit, trouble = timer.C, nil
		case <-limit:
			return s.health.broken()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func closeBadger(db *badger.DB) (err error) {
	defer func() {
		var fatal runtime.Error
		switch r := recover().(type) {
		case nil:
		case error:
			if errors.As(r, &fatal) {
				err = fmt.Errorf("close database: %w", r)
				return
			}
			err = r
		default:
			err = fmt.Errorf("close database: %v", r)
		}
	}()
	return db.Close()
}

// commit returns when the transaction is on disk.
func (s *Store) commit(txn *badger.Txn) error {
	done := make(chan error, 1)
	txn.CommitWith(func(err error) { done <- err })
	var err error
	select {
	case err = <-done:
	case <-s.health.trouble():
		// It may be waiting for room that never comes.
		select {
		case err = <-done:
		case <-time.After(closeLimit):
			err = s.health.broken()
		}
	}
	err = classify(err)
	if err != nil && !errors.Is(err, ErrTooBig) {
		// Badger panics or waits for ever after a write that failed halfway.
		s.health.mark(err)
		s.gate.bar(s.health.broken())
	}
	return err
}

// makeRoom refuses to write while the disk is nearly full, and opens the
// database anew after a write has failed.
func (s *Store) makeRoom(ctx context.Context) error {
	if err := s.roomy(); err != nil {
		return err
	}
	if s.health.broken() == nil {
		return nil
	}
	if err := s.reopen(ctx); err != nil {
		return fmt.Errorf("open anew after a failed write: %w", classify(err))
	}
	return nil
}

// reopen replaces the database after a failure. The rows are read again: what
// became of the transaction that failed is not known.
func (s *Store) reopen(ctx context.Context) error {
	cause := s.health.broken()
	s.gate.shut(cause)
	if s.db != nil {
		if err := s.closeDB(ctx); s.db != nil {
			return err
		}
	}
	err := s.openDB()
	if err == nil {
		err = s.prepare(ctx)
	}
	if err != nil {
		s.health.mark(err)
		return err
	}
	s.gate.reopen()
	return nil
}
