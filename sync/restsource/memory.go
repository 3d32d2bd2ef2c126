package restsource

import (
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/tidwall/gjson"

	"turnaround/app/incident"
)

// memory is what a source keeps between pulls to do less in the next. Losing
// it costs time only.
type memory struct {
	seed    maphash.Seed
	ready   bool
	pages   map[uint64]bool   // answers known to be well formed
	digest  uint64            // of all answers of the last pull
	content uint64            // of all items, without their volatile fields
	joins   uint64            // of the joined lists
	items   map[uint64]*entry // by hash without volatile fields
	firing  map[string]bool   // what the last complete pull named
	whole   bool              // the last pull was complete and taken
	records joined
}

// entry is one item, mapped.
type entry struct {
	mapped
}

func (m *memory) init() {
	if !m.ready {
		m.seed, m.ready = maphash.MakeSeed(), true
		m.pages, m.items = map[uint64]bool{}, map[uint64]*entry{}
	}
}

// doubt makes the next pull tell everything anew, since what the desk knows
// may have changed meanwhile.
func (m *memory) doubt() { m.whole = false }

// hash is for comparing within this process; the seed keeps strangers from
// making two items look like one.
func (m *memory) hash(body []byte) uint64 { return maphash.Bytes(m.seed, body) }

// hashItem covers an item but for its volatile top-level fields.
func (m *memory) hashItem(item gjson.Result, volatile map[string]bool) uint64 {
	if len(volatile) == 0 || !item.IsObject() {
		return maphash.String(m.seed, item.Raw)
	}
	var h maphash.Hash
	h.SetSeed(m.seed)
	item.ForEach(func(name, value gjson.Result) bool {
		if !volatile[name.Str] {
			h.WriteString(name.Raw)
			h.WriteString(value.Raw)
		}
		return true
	})
	return h.Sum64()
}

// contentHash is stable over restarts and devices: it covers what the mapped
// signal says, but its marks and the time it was said.
func contentHash(s *incident.Signal) uint64 {
	h := xxhash.New()
	put := func(parts ...string) {
		for _, p := range parts {
			// A hash takes every byte and cannot fail.
			_, _ = h.WriteString(p)
			_, _ = h.Write([]byte{0xFF})
		}
	}
	put(s.ID, s.Group, s.Title, s.Text, s.Severity, s.Service, s.Assignee, s.Link, s.Runbook, s.Dashboard)
	for _, labels := range []map[string]string{s.Labels, s.Annotations} {
		for _, name := range slices.Sorted(maps.Keys(labels)) {
			put(name, labels[name])
		}
		put("")
	}
	return max(h.Sum64(), 1)
}

// withNotes changes a content hash by the remarks that came with it.
func withNotes(hash uint64, notes []incident.Remark) uint64 {
	if len(notes) == 0 {
		return hash
	}
	var ids strings.Builder
	for _, n := range notes {
		ids.WriteString(n.ID)
		ids.WriteByte(0)
	}
	return max(hash^xxhash.Sum64String(ids.String()), 1)
}
