package imapsource

import (
	"encoding/json"
	"fmt"
	"slices"
)

// cursor is how far a mailbox was read. It is kept by the desk as JSON.
type cursor struct {
	Validity uint32 `json:"uidvalidity"`
	UID      uint32 `json:"uid"`              // all mails up to here are read
	ModSeq   uint64 `json:"modseq,omitempty"` // all changes of flags up to here are read
	// Marked are the mails known to carry the acknowledgement, the newest
	// maxMarked of them, ascending: a mark that goes is news too.
	Marked []uint32 `json:"marked,omitempty"`
	// Bad is a mail the connection broke on, Tries how often.
	Bad   uint32 `json:"bad,omitempty"`
	Tries int    `json:"tries,omitempty"`
	// Skipped are the last mails given up on.
	Skipped []uint32 `json:"skipped,omitempty"`
}

const (
	maxCursor  = 64 << 10
	maxMarked  = 500
	maxSkipped = 20
	maxTries   = 3 // attempts at a mail that breaks the connection
)

// parseCursor reads a stored cursor; nil is the first contact.
func parseCursor(raw []byte) (cursor, error) {
	var c cursor
	if len(raw) == 0 {
		return c, nil
	}
	if len(raw) > maxCursor {
		return c, fmt.Errorf("a cursor of %d bytes", len(raw))
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return cursor{}, fmt.Errorf("read cursor: %w", err)
	}
	slices.Sort(c.Marked)
	c.Marked = slices.Compact(c.Marked)
	c.bound()
	return c, nil
}

func (c *cursor) bound() {
	if over := len(c.Marked) - maxMarked; over > 0 {
		c.Marked = slices.Delete(c.Marked, 0, over)
	}
	if over := len(c.Skipped) - maxSkipped; over > 0 {
		c.Skipped = slices.Delete(c.Skipped, 0, over)
	}
}

// encode writes what parseCursor reads.
func (c *cursor) encode() ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write cursor: %w", err)
	}
	return raw, nil
}

// marked tells whether a mail is known to carry the acknowledgement.
func (c *cursor) marked(uid uint32) bool {
	_, found := slices.BinarySearch(c.Marked, uid)
	return found
}

// mark remembers whether a mail carries the acknowledgement.
func (c *cursor) mark(uid uint32, carries bool) {
	at, found := slices.BinarySearch(c.Marked, uid)
	switch {
	case carries && !found:
		c.Marked = slices.Insert(c.Marked, at, uid)
		c.bound()
	case !carries && found:
		c.Marked = slices.Delete(c.Marked, at, at+1)
	}
}

// tracks tells whether a mail that is not marked would be known to be marked.
func (c *cursor) tracks(uid uint32) bool {
	return len(c.Marked) < maxMarked || uid >= c.Marked[0]
}

// skip gives a mail up.
func (c *cursor) skip(uid uint32) {
	c.Skipped = append(c.Skipped, uid)
	c.Bad, c.Tries = 0, 0
	c.bound()
}

// blame counts an attempt at a mail that broke the connection.
func (c *cursor) blame(uid uint32) {
	if c.Bad != uid {
		c.Bad, c.Tries = uid, 0
	}
	c.Tries++
}
