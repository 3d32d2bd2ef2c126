package store

import (
	"encoding/binary"
	"fmt"

	"github.com/dgraph-io/badger/v4"
	"golang.org/x/sync/errgroup"

	"turnaround/app/incident"
)

// A page is one value holding the rows of pageRows slots: its version, then
// for each slot the length of its row and the row; an empty slot has length 0.
// A change to a row rewrites its page, so pages are kept small.
const (
	pageVersion = 2
	pageRows    = 64
	// mostPages is more than anybody has: 67 million incidents.
	mostPages = 1 << 20
)

func packPage(rows *[pageRows]string) []byte {
	size := 1
	for _, row := range rows {
		size += len(row) + 2
	}
	b := append(make([]byte, 0, size), pageVersion)
	for _, row := range rows {
		b = appendText(b, row)
	}
	return b
}

// unpackPage splits a page into its rows without copying them.
func unpackPage(page string) (rows [pageRows]string, err error) {
	if page == "" {
		return rows, nil
	}
	if page[0] != pageVersion {
		return rows, fmt.Errorf("%w: page version %d", errRow, page[0])
	}
	r := reader{s: page[1:]}
	for n := range rows {
		rows[n] = r.text()
	}
	if r.bad || r.s != "" {
		return rows, errRow
	}
	return rows, nil
}

// rowChange is what a transaction does to rows, until it commits.
type rowChange struct {
	slots map[incident.ID]uint32 // seen or given in this transaction
	rows  map[uint32]string      // packed; empty: erased
	grown uint32                 // slots taken beyond the last
	used  int                    // slots taken from the free ones
	freed []uint32
}

func (c *rowChange) know(id incident.ID, slot uint32) {
	if c.slots == nil {
		c.slots = map[incident.ID]uint32{}
	}
	c.slots[id] = slot
}

func (c *rowChange) put(slot uint32, r Row) { c.set(slot, string(appendRow(nil, r))) }

func (c *rowChange) set(slot uint32, packed string) {
	if c.rows == nil {
		c.rows = map[uint32]string{}
	}
	c.rows[slot] = packed
}

func (c *rowChange) erase(id incident.ID, slot uint32) {
	delete(c.slots, id)
	c.set(slot, "")
	c.freed = append(c.freed, slot)
}

// packRows writes the changed pages, each once, into the transaction.
func (t *Tx) packRows() (map[uint32]string, error) {
	if len(t.change.rows) == 0 {
		return nil, nil
	}
	changed := map[uint32]*[pageRows]string{}
	for slot, packed := range t.change.rows {
		n := slot / pageRows
		if changed[n] == nil {
			rows, err := unpackPage(t.s.rows.page(n))
			if err != nil {
				return nil, fmt.Errorf("page %d: %w", n, err)
			}
			changed[n] = &rows
		}
		changed[n][slot%pageRows] = packed
	}
	pages := make(map[uint32]string, len(changed))
	most := uint32(0)
	for n, rows := range changed {
		raw := packPage(rows)
		if err := t.set(pageKey(n), raw); err != nil {
			return nil, fmt.Errorf("write page %d: %w", n, err)
		}
		pages[n] = string(raw)
		most = max(most, n+1)
	}
	if most > t.s.rows.count() {
		if err := t.set([]byte(keyPages), counterValue(most)); err != nil {
			return nil, fmt.Errorf("write number of pages: %w", err)
		}
	}
	return pages, nil
}

// loadRows reads the pages. Should they not fit each other or the records,
// they are made anew from the records.
func (s *Store) loadRows() error {
	pages, err := s.readPages()
	if err == nil {
		err = s.rows.load(pages)
	}
	if err == nil {
		return nil
	}
	if s.opt.ReadOnly {
		return fmt.Errorf("read summary rows: %w", &fault{ErrCorrupt, err})
	}
	s.log.Warn("summary rows are made anew", "because", err.Error())
	return s.rebuildRows()
}

// readers is how many goroutines read the pages: a command that starts waits
// for them, and most of it is deciphering.
const readers = 2

func (s *Store) readPages() (pages []string, err error) {
	defer s.health.rescue(&err)
	want, err := s.counter(keyPages)
	if err != nil && !isAbsent(err) {
		return nil, err
	}
	if want > mostPages {
		return nil, fmt.Errorf("%w: %d pages", errRow, want)
	}
	pages = make([]string, want)
	var group errgroup.Group
	for n := range uint32(readers) {
		from, to := want/readers*n, want/readers*(n+1)
		if n == readers-1 {
			to = want
		}
		group.Go(func() error { return s.readSpan(pages, from, to) })
	}
	return pages, group.Wait()
}

// readSpan reads the pages of [from, to); the last span ends with the last page.
func (s *Store) readSpan(pages []string, from, to uint32) (err error) {
	defer s.health.rescue(&err)
	return s.db.View(func(txn *badger.Txn) error {
		prefix := []byte(prefixPage)
		it := txn.NewIterator(badger.IteratorOptions{Prefix: prefix})
		defer it.Close()
		next := from
		for it.Seek(pageKey(from)); it.Valid(); it.Next() {
			k := it.Item().Key()
			if len(k) != len(prefix)+4 || next < to && binary.BigEndian.Uint32(k[len(prefix):]) != next {
				return fmt.Errorf("page %d is missing", next)
			}
			if next == to {
				break
			}
			err := it.Item().Value(func(v []byte) error {
				pages[next] = string(v)
				return nil
			})
			if err != nil {
				return classifyRead(err)
			}
			next++
		}
		if next != to {
			return fmt.Errorf("%d pages instead of %d", next, to)
		}
		if to == uint32(len(pages)) && it.Valid() {
			return fmt.Errorf("more than %d pages", to)
		}
		return nil
	})
}

// rebuildRows makes all pages from the incidents' records.
func (s *Store) rebuildRows() error {
	var pages []*[pageRows]string
	var old [][]byte
	err := s.db.View(func(txn *badger.Txn) (err error) {
		t := newTx(s, txn)
		for p, err := range t.scan([]byte(prefixPage), false) {
			if err != nil {
				return err
			}
			old = append(old, p.key)
		}
		pages, err = t.foldRows()
		return err
	})
	if err != nil {
		return fmt.Errorf("make summary rows anew: %w", err)
	}
	packed := make([]string, len(pages))
	batch := s.db.NewWriteBatch()
	defer batch.Cancel()
	for _, k := range old {
		if err := batch.Delete(k); err != nil {
			return fmt.Errorf("delete summary rows: %w", err)
		}
	}
	for n, rows := range pages {
		raw := packPage(rows)
		packed[n] = string(raw)
		if err := batch.Set(pageKey(uint32(n)), raw); err != nil {
			return fmt.Errorf("write summary rows: %w", err)
		}
	}
	if err := batch.Set([]byte(keyPages), counterValue(uint32(len(pages)))); err != nil {
		return fmt.Errorf("write summary rows: %w", err)
	}
	if err := batch.Flush(); err != nil {
		return fmt.Errorf("write summary rows: %w", err)
	}
	return s.rows.load(packed)
}

// foldRows makes the rows of all incidents, each in the slot its record names.
func (t *Tx) foldRows() (pages []*[pageRows]string, err error) {
	for p, err := range t.scan([]byte(prefixIncident), true) {
		if err != nil {
			return nil, err
		}
		slot, body, err := splitIncident(p.value)
		if err != nil {
			return nil, err
		}
		var inc incident.Incident
		if err := decodeBody(body, &inc); err != nil {
			return nil, err
		}
		for uint32(len(pages)) <= slot/pageRows {
			pages = append(pages, new([pageRows]string))
		}
		pages[slot/pageRows][slot%pageRows] = string(appendRow(nil, rowOf(inc)))
	}
	return pages, nil
}
