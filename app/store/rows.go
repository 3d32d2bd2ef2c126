package store

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"turnaround/app/incident"
)

func isAbsent(err error) bool { return errors.Is(err, ErrNotFound) }

// rowTable holds the pages in memory, as they are on disk: 100,000 incidents
// are one page string per 64, not half a million small objects. Pages are
// never changed, only replaced.
type rowTable struct {
	mu    sync.RWMutex
	pages []string
	free  []uint32 // empty slots below next; only the writer looks at these two
	next  uint32
	live  int

	// slots remembers where rows that were asked for stood; whoever goes there
	// looks whether they still do.
	slots sync.Map // incident.ID to uint32
	known atomic.Int32
}

// mostKnown bounds the remembered slots: what is open is asked for again and again.
const mostKnown = 4096

// remembered gives a row from where it stood when it was last asked for.
func (t *rowTable) remembered(id incident.ID) (Row, bool) {
	slot, ok := t.slots.Load(id)
	if !ok {
		return Row{}, false
	}
	row, ok := t.at(slot.(uint32))
	return row, ok && row.ID == id
}

// remember notes where a row stands. The copy of its ID keeps no page alive.
func (t *rowTable) remember(id incident.ID, slot uint32) {
	if t.known.Add(1) > mostKnown {
		t.slots.Clear()
		t.known.Store(1)
	}
	t.slots.Store(incident.ID(strings.Clone(string(id))), slot)
}

// load takes over pages read from disk and checks every row.
func (t *rowTable) load(pages []string) error {
	var free []uint32
	next, live := uint32(0), 0
	for n, page := range pages {
		rows, err := unpackPage(page)
		if err != nil {
			return err
		}
		for i, raw := range rows {
			slot := uint32(n*pageRows + i)
			if raw == "" {
				continue
			}
			for ; next < slot; next++ {
				free = append(free, next)
			}
			next, live = slot+1, live+1
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pages, t.free, t.next, t.live = pages, free, next, live
	return nil
}

// take gives a new incident its slot.
func (t *rowTable) take(c *rowChange) uint32 {
	if left := len(t.free) - c.used; left > 0 {
		c.used++
		return t.free[left-1]
	}
	c.grown++
	return t.next + c.grown - 1
}

// apply makes what a transaction wrote visible.
func (t *rowTable) apply(tx *Tx, pages map[uint32]string) {
	c := &tx.change
	if len(pages) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free = append(t.free[:len(t.free)-c.used], c.freed...)
	t.next += c.grown
	t.live += int(c.grown) + c.used - len(c.freed)
	for n, page := range pages {
		for uint32(len(t.pages)) <= n {
			t.pages = append(t.pages, "")
		}
		t.pages[n] = page
	}
}

func (t *rowTable) page(n uint32) string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if n >= uint32(len(t.pages)) {
		return ""
	}
	return t.pages[n]
}

func (t *rowTable) count() uint32 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return uint32(len(t.pages))
}

// snapshot copies only the list of pages.
func (t *rowTable) snapshot() []string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return slices.Clone(t.pages)
}

// raw gives every packed row; pages were checked when they were taken over.
func (t *rowTable) raw() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, page := range t.snapshot() {
			if page == "" {
				continue
			}
			r := reader{s: page[1:]}
			for range pageRows {
				if raw := r.text(); raw != "" && !yield(raw) {
					return
				}
			}
		}
	}
}

func (t *rowTable) all() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for raw := range t.raw() {
			if row, err := readRow(raw); err == nil && !yield(row) {
				return
			}
		}
	}
}

func (t *rowTable) at(slot uint32) (Row, bool) {
	rows, err := unpackPage(t.page(slot / pageRows))
	if err != nil || rows[slot%pageRows] == "" {
		return Row{}, false
	}
	row, err := readRow(rows[slot%pageRows])
	return row, err == nil
}

// find looks at every row: about a millisecond for 100,000, for when the
// database cannot tell the slot.
func (t *rowTable) find(id incident.ID) (Row, bool) {
	for raw := range t.raw() {
		if _, have := peekRow(raw); have == id {
			row, err := readRow(raw)
			return row, err == nil
		}
	}
	return Row{}, false
}

func (t *rowTable) numbered(n int) []Row {
	var found []Row
	for raw := range t.raw() {
		if have, _ := peekRow(raw); have == n {
			if row, err := readRow(raw); err == nil {
				found = append(found, row)
			}
		}
	}
	return found
}

func (t *rowTable) size() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.live
}
