// Package store keeps everything in one Badger database on disk: incidents,
// alerts, timelines, the outbox, cursors, people. It alone knows keys and
// encodings. One process owns a store at a time; one writer at a time changes
// it, in transactions that are atomic and synced before they are acknowledged.
package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/dgraph-io/badger/v4"

	"turnaround/app/incident"
)

// Options say how to open a store.
type Options struct {
	Dir    string       // the store's folder; made if absent
	Key    []byte       // 32 bytes: encrypted at rest with AES-256; nil: plain
	Preset Preset       // memory and file sizes; empty: Laptop
	Log    *slog.Logger // nil: silent
	Now    func() time.Time
	// ReadOnly opens for reading only; it fails with ErrLocked while another
	// process writes, and with an error on Windows.
	ReadOnly bool
	// Verify reads and checks every table at Open, as Maintain does later.
	Verify bool
}

// settings are what tests replace.
type settings struct {
	schema     int
	migrations []migration
	free       func(dir string) (uint64, error)
}

// Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	opt   Options
	set   settings
	log   *slog.Logger
	guard *lock
	gate  gate
	// writer holds one token: whoever took it may write.
	writer chan struct{}

	db      *badger.DB // changed only while the gate is shut
	closing chan error // not nil: the database is being closed
	health  health

	rows rowTable

	aside   string
	salvage Salvage

	closeOnce sync.Once
	closeErr  error
}

// Open opens the store in o.Dir, makes it when there is none, brings its
// schema up to date and loads the summary rows. A damaged store is set aside,
// what can be read of it is carried over into a new one, and Aside tells where
// the damaged files are. The errors are those of this package.
func Open(ctx context.Context, o Options) (*Store, error) {
	return open(ctx, o, settings{schema: schemaVersion, migrations: migrations, free: freeSpace})
}

func open(ctx context.Context, o Options, set settings) (*Store, error) {
	if o.Preset == "" {
		o.Preset = Laptop
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{opt: o, set: set, log: o.Log, writer: make(chan struct{}, 1)}
	s.writer <- struct{}{}
	if err := s.start(ctx); err != nil {
		return nil, fmt.Errorf("open store %s: %w", o.Dir, classify(err))
	}
	return s, nil
}

// start keeps to the order lock, key, damage: a store in use or under another
// key must never be taken for a damaged one.
func (s *Store) start(ctx context.Context) (err error) {
	if err := checkKey(s.opt.Key); err != nil {
		return err
	}
	if !s.opt.ReadOnly {
		if s.guard, err = awaitLock(ctx, s.opt.Dir); err != nil {
			return err
		}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.guard.release())
		}
	}()
	if err := verifyKey(s.opt.Dir, s.opt.Key); err != nil {
		return err
	}
	err = s.load(ctx)
	if !errors.Is(classify(err), ErrCorrupt) || s.opt.ReadOnly {
		return err
	}
	if full := s.roomy(); full != nil {
		return fmt.Errorf("%w; there is no room to carry it over: %w", err, full)
	}
	return s.replaceDamaged(ctx, err)
}

// load inspects and opens the folder as it stands.
func (s *Store) load(ctx context.Context) error {
	if err := inspect(s.opt.Dir, s.opt.ReadOnly); err != nil {
		return err
	}
	if err := s.openDB(); err != nil {
		return err
	}
	err := s.prepare(ctx)
	if err != nil {
		err = errors.Join(err, s.shutDB())
	}
	return err
}

// prepare migrates, loads the rows and, if asked, checks every table.
func (s *Store) prepare(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.opt.Verify {
		if err := s.verify(); err != nil {
			return err
		}
	}
	return s.loadRows()
}

// Aside is the folder to which a damaged store was set aside at this Open;
// empty when it was sound.
func (s *Store) Aside() string { return s.aside }

// Close waits for running transactions, collects the value log once and closes
// the files. Closing again changes nothing and gives the same answer.
func (s *Store) Close() error {
	s.closeOnce.Do(func() {
		<-s.writer
		s.gate.shut(ErrClosed)
		s.closeErr = s.shutDB()
		if err := s.guard.release(); s.closeErr == nil {
			s.closeErr = err
		}
		if s.closeErr != nil {
			s.closeErr = fmt.Errorf("close store %s: %w", s.opt.Dir, classify(s.closeErr))
		}
	})
	return s.closeErr
}

// Update runs f in one atomic transaction and returns when it is safely on
// disk; f sees its own writes. Writers take turns. When f fails, or what it
// wrote is too much at once (ErrTooBig), nothing is written. With ErrFull the
// transaction was not acknowledged.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.writer:
	case <-s.gate.closed():
		return ErrClosed
	}
	defer func() { s.writer <- struct{}{} }()
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.opt.ReadOnly {
		return fmt.Errorf("open for reading only: %w", ErrNotWritable)
	}
	if err := s.makeRoom(ctx); err != nil {
		return err
	}
	if err := s.gate.enter(); err != nil {
		return err
	}
	defer s.gate.leave()
	return s.write(f)
}

func (s *Store) write(f func(*Tx) error) error {
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	t := newTx(s, txn)
	if err := f(t); err != nil {
		return classify(err)
	}
	// A failed write leaves the transaction incomplete even if f let it pass.
	if t.failed != nil {
		return t.failed
	}
	pages, err := t.packRows()
	if err != nil {
		return err
	}
	if err := s.commit(txn); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	s.rows.apply(t, pages)
	return nil
}

// View runs f over a snapshot. Views may run beside each other and beside a
// writer.
func (s *Store) View(f func(*Tx) error) error {
	if err := s.gate.enter(); err != nil {
		return err
	}
	defer s.gate.leave()
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	return classify(f(newTx(s, txn)))
}

// Rows gives every incident's summary in no particular order, as of the moment
// the iteration starts. What an Update wrote is there when it has returned.
func (s *Store) Rows() iter.Seq[Row] { return s.rows.all() }

// Row gives the summary of one incident.
func (s *Store) Row(id incident.ID) (Row, bool) {
	if row, ok := s.rows.remembered(id); ok {
		return row, true
	}
	var slot uint32
	err := s.View(func(t *Tx) (err error) {
		slot, err = t.slot(id)
		return err
	})
	switch {
	case errors.Is(err, ErrNotFound):
		return Row{}, false
	case err == nil:
		if row, ok := s.rows.at(slot); ok && row.ID == id {
			s.rows.remember(id, slot)
			return row, true
		}
	}
	return s.rows.find(id)
}

// ByNumber gives the incidents that have the short number n: two can share one.
func (s *Store) ByNumber(n int) []Row { return s.rows.numbered(n) }
