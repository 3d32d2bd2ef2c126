package imapsource

import (
	"slices"

	"github.com/emersion/go-imap/v2"
)

// wanted is which mails are to be fetched, ascending.
type wanted struct {
	ranges []span
	open   uint32 // instead of ranges: everything from here on
}

// span is a range of UIDs, both ends in it.
type span struct{ from, to uint32 }

// newWanted takes what a search found, from first on.
func newWanted(set imap.UIDSet, first uint32) *wanted {
	w := &wanted{}
	for _, r := range set {
		s := span{min(uint32(r.Start), uint32(r.Stop)), max(uint32(r.Start), uint32(r.Stop))}
		if s.from == 0 || s.to < first {
			continue
		}
		s.from = max(s.from, first)
		w.ranges = append(w.ranges, s)
	}
	slices.SortFunc(w.ranges, func(a, b span) int { return int(int64(a.from) - int64(b.from)) })
	w.merge()
	return w
}

// wantedList takes single numbers.
func wantedList(uids []uint32) *wanted {
	w := &wanted{}
	for _, uid := range uids {
		w.ranges = append(w.ranges, span{uid, uid})
	}
	slices.SortFunc(w.ranges, func(a, b span) int { return int(int64(a.from) - int64(b.from)) })
	w.merge()
	return w
}

func (w *wanted) merge() {
	merged := w.ranges[:0]
	for _, s := range w.ranges {
		if n := len(merged); n > 0 && uint64(s.from) <= uint64(merged[n-1].to)+1 {
			merged[n-1].to = max(merged[n-1].to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	w.ranges = merged
}

// first is the lowest number, 0 when there is none.
func (w *wanted) first() uint32 {
	if len(w.ranges) == 0 {
		return 0
	}
	return w.ranges[0].from
}

// after is the next number after uid, 0 when there is none.
func (w *wanted) after(uid uint32) uint32 {
	at, _ := slices.BinarySearchFunc(w.ranges, uid, func(s span, uid uint32) int {
		switch {
		case s.to <= uid:
			return -1
		case s.from > uid:
			return 1
		}
		return 0
	})
	if at == len(w.ranges) {
		return 0
	}
	return max(w.ranges[at].from, uid+1)
}

// drop takes one number out.
func (w *wanted) drop(uid uint32) {
	for n, s := range w.ranges {
		if uid < s.from || uid > s.to {
			continue
		}
		var left []span
		if s.from < uid {
			left = append(left, span{s.from, uid - 1})
		}
		if uid < s.to {
			left = append(left, span{uid + 1, s.to})
		}
		w.ranges = slices.Replace(w.ranges, n, n+1, left...)
		return
	}
}

// pieces cuts the numbers into what one command asks for: at most size mails,
// and few enough ranges for any server's longest line.
func (w *wanted) pieces(size int) func(func(imap.UIDSet) bool) {
	const maxRanges = 200
	return func(yield func(imap.UIDSet) bool) {
		if w.open > 0 {
			yield(imap.UIDSet{{Start: imap.UID(w.open), Stop: 0}})
			return
		}
		var set imap.UIDSet
		left := uint64(size)
		for _, s := range w.ranges {
			for from := uint64(s.from); from <= uint64(s.to); {
				to := min(uint64(s.to), from+left-1)
				set = append(set, imap.UIDRange{Start: imap.UID(from), Stop: imap.UID(to)})
				left -= to - from + 1
				from = to + 1
				if left > 0 && len(set) < maxRanges {
					continue
				}
				if !yield(set) {
					return
				}
				set, left = nil, uint64(size)
			}
		}
		if len(set) > 0 {
			yield(set)
		}
	}
}
