package store

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"turnaround/app/incident"
)

// Person is what is known of a person, kept apart from the timelines so that
// it can be erased.
type Person struct {
	ID      incident.PersonID `json:"id"`
	Name    string            `json:"name"`
	Address string            `json:"address,omitempty"`
	Seen    time.Time         `json:"seen,omitzero"`
}

// Person reads a person.
func (t *Tx) Person(id incident.PersonID) (Person, error) {
	return read[Person](t, key(prefixPerson, string(id)), "person", string(id))
}

// PutPerson writes a person.
func (t *Tx) PutPerson(p Person) error {
	tidy(&p.Seen)
	return t.put(key(prefixPerson, string(p.ID)), p, "person", string(p.ID))
}

// DeletePerson erases a person.
func (t *Tx) DeletePerson(id incident.PersonID) error {
	return t.drop(key(prefixPerson, string(id)), "person", string(id))
}

// People gives everybody.
func (t *Tx) People() iter.Seq2[Person, error] {
	return list[Person](t, []byte(prefixPerson), "person")
}

// Body reads a mail's text, kept under a key of the caller's.
func (t *Tx) Body(id incident.ID, name string) (string, error) {
	return read[string](t, key(prefixBody, string(id), name), "text", name)
}

// PutBody keeps a mail's text, apart from the timeline so that it can be erased.
func (t *Tx) PutBody(id incident.ID, name, text string) error {
	return t.put(key(prefixBody, string(id), name), text, "text", name)
}

// DeleteBodies erases all mail texts of an incident.
func (t *Tx) DeleteBodies(id incident.ID) error {
	for p, err := range t.scan(under(prefixBody, string(id)), false) {
		if err == nil {
			err = t.remove(p.key)
		}
		if err != nil {
			return t.fail(fmt.Errorf("delete texts of incident %.80q: %w", string(id), err))
		}
	}
	return nil
}

// RingAt is the ring state kept under an ID.
type RingAt struct {
	ID  string `cbor:"1,keyasint"`
	Raw []byte `cbor:"2,keyasint"`
}

// Ring reads the ring state kept under an ID, usually an incident's.
func (t *Tx) Ring(id string) ([]byte, error) {
	at, err := read[RingAt](t, key(prefixRing, id), "ring state", id)
	return at.Raw, err
}

// PutRing keeps ring state under an ID.
func (t *Tx) PutRing(id string, raw []byte) error {
	return t.put(key(prefixRing, id), RingAt{ID: id, Raw: raw}, "ring state", id)
}

// DeleteRing deletes the ring state of an ID.
func (t *Tx) DeleteRing(id string) error { return t.drop(key(prefixRing, id), "ring state", id) }

// Rings gives all ring state.
func (t *Tx) Rings() iter.Seq2[RingAt, error] {
	return list[RingAt](t, []byte(prefixRing), "ring state")
}

// Meta reads a named value; nil when there is none.
func (t *Tx) Meta(name string) ([]byte, error) {
	return optional(read[[]byte](t, []byte(prefixMeta+name), "value", name))
}

// PutMeta sets a named value; nil deletes it. Names have at most 4 KB.
func (t *Tx) PutMeta(name string, v []byte) error {
	if len(name) > maxMetaKey {
		return t.fail(fmt.Errorf("write value %.80q: a name of %d bytes", name, len(name)))
	}
	if v == nil {
		return t.drop([]byte(prefixMeta+name), "value", name)
	}
	return t.put([]byte(prefixMeta+name), v, "value", name)
}

// MetaKeys gives the names that begin with prefix, in order.
func (t *Tx) MetaKeys(prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for p, err := range t.scan([]byte(prefixMeta+prefix), false) {
			var name string
			if err == nil {
				name = string(p.key[len(prefixMeta):])
			}
			if !yield(name, err) {
				return
			}
		}
	}
}

// optional reads what is absent as nil.
func optional(v []byte, err error) ([]byte, error) {
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return v, err
}
