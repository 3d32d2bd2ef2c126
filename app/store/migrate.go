package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"
)

// schemaVersion is the version this program writes.
const schemaVersion = 2

// migration brings a store from version to-1 to version to. It may use
// several transactions and run again after a crash: it must bear that.
type migration struct {
	to   int
	name string
	run  func(ctx context.Context, db *badger.DB) error
}

// migrations lists every step in order.
var migrations = []migration{
	// Rows may hold the customer clock, which older versions cannot read; rows
	// without it read as they are.
	{to: 2, name: "the customer clock", run: func(context.Context, *badger.DB) error { return nil }},
}

// migrate writes the version into a new store, refuses a newer one and brings
// an older one up to date, step by step.
func (s *Store) migrate(ctx context.Context) error {
	have, err := s.schema()
	if errors.Is(err, ErrNotFound) {
		if s.opt.ReadOnly || s.health.broken() != nil {
			return nil
		}
		return s.putSchema(s.set.schema)
	}
	if err != nil {
		return err
	}
	if have > s.set.schema {
		return fmt.Errorf("%w: schema %d, this version knows %d", ErrNewer, have, s.set.schema)
	}
	for _, m := range s.set.migrations {
		if m.to <= have {
			continue
		}
		if s.opt.ReadOnly {
			return fmt.Errorf("%w: schema %d must first be brought to %d", ErrNotWritable, have, s.set.schema)
		}
		s.log.Info("store migration", "to", m.to, "name", m.name)
		if err := m.run(ctx, s.db); err != nil {
			return fmt.Errorf("migrate to schema %d (%s): %w", m.to, m.name, err)
		}
		if err := s.putSchema(m.to); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) schema() (int, error) {
	n, err := s.counter(keySchema)
	return int(n), err
}

func (s *Store) putSchema(v int) error {
	err := s.db.Update(func(txn *badger.Txn) error { return txn.Set([]byte(keySchema), counterValue(uint32(v))) })
	if err != nil {
		return fmt.Errorf("write schema version: %w", err)
	}
	return nil
}

func counterValue(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// counter reads one of the store's own numbers.
func (s *Store) counter(name string) (n uint32, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		raw, err := newTx(s, txn).get([]byte(name))
		if err != nil {
			return err
		}
		if len(raw) != 4 {
			return fmt.Errorf("%s: %w", name, ErrCorrupt)
		}
		n = binary.BigEndian.Uint32(raw)
		return nil
	})
	return n, classify(err)
}
