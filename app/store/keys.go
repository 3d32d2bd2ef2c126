package store

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"

	"turnaround/app/incident"
)

// Every key of the store, in one place. A <part> is length-safe (see part): it
// cannot run into what follows it, and is short however long the text is. A
// <tail> stands last in its key and keeps the order of the text (see tail).
//
//	i/<id>                       incident record: slot of its row, then the incident
//	a/<id><tail fingerprint>     alert of an incident
//	e/<id><time><tail entry>     entry of an incident, in order of time
//	x/<hash of id, tail entry>   that entry exists; lets AddEntry look with one read
//	s/<page>                     packed summary rows, see page.go
//	k/<space><tail id>           what a source's own alert ID means here
//	g/<space><tail key>          newest incident of a group
//	o/<tail id>                  outbox action
//	d/<incident><tail name>      draft
//	c/<tail source>              cursor of a source
//	p/n/<tail person>            person
//	p/b/<id><tail key>           mail text of an incident, erasable
//	r/<tail id>                  ring state
//	m/schema, m/pages            schema version, number of pages
//	m/k/<key>                    named values of other rooms
//
// d/ is kept for drafts. Text too long for a key stands in the value as well,
// where something lists it.
const (
	prefixIncident = "i/"
	prefixAlert    = "a/"
	prefixEntry    = "e/"
	prefixExists   = "x/"
	prefixPage     = "s/"
	prefixPointer  = "k/"
	prefixGroup    = "g/"
	prefixAction   = "o/"
	prefixCursor   = "c/"
	prefixPerson   = "p/n/"
	prefixBody     = "p/b/"
	prefixRing     = "r/"
	prefixDraft    = "d/"
	prefixMeta     = "m/k/"
	keySchema      = "m/schema"
	keyPages       = "m/pages"
)

// Longer text is hashed; its mark can begin neither a length nor UTF-8 text.
const (
	longestPart = 64
	hashedMark  = 0xFF
)

// maxMetaKey bounds the names other rooms choose, in bytes.
const maxMetaKey = 4096

func hashed(key []byte, s string) []byte {
	sum := sha256.Sum256([]byte(s))
	return append(append(key, hashedMark), sum[:]...)
}

// part appends s so that no two sequences of parts are equal.
func part(key []byte, s string) []byte {
	if len(s) > longestPart {
		return hashed(key, s)
	}
	return append(append(key, byte(len(s))), s...)
}

// tail appends s as the last part of a key, plain where it can be, so that
// keys sort as the text does.
func tail(key []byte, s string) []byte {
	if len(s) > longestPart || strings.HasPrefix(s, "\xff") {
		return hashed(key, s)
	}
	return append(key, s...)
}

// plainTail tells whether tail keeps s readable.
func plainTail(s string) bool { return len(s) <= longestPart && !strings.HasPrefix(s, "\xff") }

func key(prefix string, parts ...string) []byte {
	k := make([]byte, 0, 96)
	k = append(k, prefix...)
	for _, p := range parts[:len(parts)-1] {
		k = part(k, p)
	}
	return tail(k, parts[len(parts)-1])
}

// under is the prefix of all keys whose first parts are these.
func under(prefix string, parts ...string) []byte {
	k := append(make([]byte, 0, 64), prefix...)
	for _, p := range parts {
		k = part(k, p)
	}
	return k
}

const timeLen = 12

// appendTime keeps the order of times, to the nanosecond.
func appendTime(k []byte, t time.Time) []byte {
	k = binary.BigEndian.AppendUint64(k, uint64(t.Unix())^(1<<63))
	return binary.BigEndian.AppendUint32(k, uint32(t.Nanosecond()))
}

func entryKey(e incident.Entry) []byte {
	return tail(appendTime(under(prefixEntry, string(e.Incident)), e.At), e.ID)
}

// existsKey takes the incident and the entry's tail as they stand in the
// entry's key, so that deleting needs no value.
func existsKey(id incident.ID, entryTail []byte) []byte {
	sum := sha256.Sum256(append(part(nil, string(id)), entryTail...))
	return append([]byte(prefixExists), sum[:16]...)
}

func pageKey(n uint32) []byte { return binary.BigEndian.AppendUint32([]byte(prefixPage), n) }
