package incident

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"sort"
	"strings"
	"time"
)

// crockford is the alphabet of ULIDs, so that derived IDs look and sort like them.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// derive hashes parts into 26 characters. Parts are length-prefixed, so that
// ("ab","c") and ("a","bc") differ.
func derive(parts ...string) string {
	sum := digest(parts...)
	return crockford.EncodeToString(sum[:16])
}

func digest(parts ...string) [sha256.Size]byte {
	h := sha256.New()
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	return sum
}

func stamp(t time.Time) string { return t.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano) }

// NewID derives an incident's ID from what every device sees alike: the
// source's identity (its address), the group key or the source's own ID, and
// the start of the episode (millisecond precision; zero for sources whose own
// IDs are never used twice).
func NewID(source, group string, start time.Time) ID {
	return ID(derive("incident", source, group, stamp(start)))
}

// NumberOf derives the short number people say, 1 to 999,999. Two incidents
// can share one; commands then ask which is meant.
func NumberOf(id ID) int {
	sum := digest("number", string(id))
	return int(binary.BigEndian.Uint64(sum[:8])%999_999) + 1
}

// NewEntryID derives the ID of an entry a source caused, alike on every device.
func NewEntryID(id ID, kind Kind, parts ...string) string {
	return derive(append([]string{"entry", string(id), string(kind)}, parts...)...)
}

// OccurrenceID derives the ID of an entry about one occurrence of an alert.
func OccurrenceID(id ID, kind Kind, fingerprint string, start time.Time) string {
	return NewEntryID(id, kind, fingerprint, stamp(start))
}

// NewPersonID derives a person's ID from a name or address as a source gives it.
func NewPersonID(name string) PersonID {
	name = strings.ToLower(strings.Join(strings.Fields(name), " "))
	if name == "" {
		return ""
	}
	return PersonID("p" + derive("person", name)[:15])
}

// Fingerprint is Prometheus' hash of a label set: FNV-1a 64 over the labels
// sorted by name, each name and value followed by a 0xFF byte, as 16 hex
// digits. Checked against Alertmanager 0.25 and 0.34.
func Fingerprint(labels map[string]string) string {
	const offset, prime = 14695981039346656037, 1099511628211
	names := make([]string, 0, len(labels))
	for name := range labels {
		names = append(names, name)
	}
	sort.Strings(names)
	sum := uint64(offset)
	add := func(s string) {
		for i := range len(s) {
			sum = (sum ^ uint64(s[i])) * prime
		}
		sum = (sum ^ 0xFF) * prime
	}
	for _, name := range names {
		add(name)
		add(labels[name])
	}
	const hex = "0123456789abcdef"
	var out [16]byte
	for i := range out {
		out[i] = hex[sum>>(60-4*uint(i))&0xF]
	}
	return string(out[:])
}
