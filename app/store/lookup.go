package store

import (
	"fmt"
	"iter"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// Pointer says what a source's own alert ID means here.
type Pointer struct {
	Incident    incident.ID `cbor:"1,keyasint,omitempty"`
	Fingerprint string      `cbor:"2,keyasint,omitempty"`
	Source      string      `cbor:"3,keyasint,omitempty"` // the source's name
	Kind        string      `cbor:"4,keyasint,omitempty"` // rest or mail
	Firing      bool        `cbor:"5,keyasint,omitempty"`
	Hash        uint64      `cbor:"6,keyasint,omitempty"` // of the content last seen
	At          time.Time   `cbor:"7,keyasint,omitzero"`
	StartsAt    time.Time   `cbor:"8,keyasint,omitzero"`
	ClearedAt   time.Time   `cbor:"9,keyasint,omitzero"`
	NoRecovery  bool        `cbor:"10,keyasint,omitempty"`
	Held        bool        `cbor:"11,keyasint,omitempty"`
}

// PointerAt is a pointer with the ID it is for.
type PointerAt struct {
	ID string `cbor:"0,keyasint,omitempty"` // stored only where the key cannot hold it
	Pointer
}

// Pointer reads what a source's own alert ID means here. A space holds the
// IDs of one source, or of several that share them.
func (t *Tx) Pointer(space, id string) (Pointer, error) {
	p, err := read[PointerAt](t, key(prefixPointer, space, id), "alert ID", id)
	return p.Pointer, err
}

// PutPointer writes what a source's own alert ID means here.
func (t *Tx) PutPointer(space, id string, p Pointer) error {
	tidy(&p.At, &p.StartsAt, &p.ClearedAt)
	at := PointerAt{Pointer: p}
	if !plainTail(id) {
		at.ID = id
	}
	return t.put(key(prefixPointer, space, id), at, "alert ID", id)
}

// DeletePointer forgets a source's own alert ID.
func (t *Tx) DeletePointer(space, id string) error {
	return t.drop(key(prefixPointer, space, id), "alert ID", id)
}

// Pointers gives all pointers of a space.
func (t *Tx) Pointers(space string) iter.Seq2[PointerAt, error] {
	prefix := under(prefixPointer, space)
	return func(yield func(PointerAt, error) bool) {
		for p, err := range t.scan(prefix, true) {
			var at PointerAt
			if err == nil {
				err = decode(p.value, &at)
			}
			if err != nil {
				err = fmt.Errorf("read alert ID: %w", err)
			} else if at.ID == "" {
				at.ID = string(p.key[len(prefix):])
			}
			if !yield(at, err) {
				return
			}
		}
	}
}

// pointersAt gives the keys of all pointers and groups that lead to one of ids.
func (t *Tx) pointersAt(ids map[incident.ID]bool) ([][]byte, error) {
	var keys [][]byte
	for p, err := range t.scan([]byte(prefixPointer), true) {
		var to struct {
			Incident incident.ID `cbor:"1,keyasint"`
		}
		if err == nil {
			err = decode(p.value, &to)
		}
		if err != nil {
			return nil, fmt.Errorf("read alert ID: %w", err)
		}
		if ids[to.Incident] {
			keys = append(keys, p.key)
		}
	}
	for p, err := range t.scan([]byte(prefixGroup), true) {
		var id incident.ID
		if err == nil {
			err = decode(p.value, &id)
		}
		if err != nil {
			return nil, fmt.Errorf("read group: %w", err)
		}
		if ids[id] {
			keys = append(keys, p.key)
		}
	}
	return keys, nil
}

// Group gives the newest incident of a group.
func (t *Tx) Group(space, name string) (incident.ID, error) {
	return read[incident.ID](t, key(prefixGroup, space, name), "group", name)
}

// PutGroup sets the newest incident of a group.
func (t *Tx) PutGroup(space, name string, id incident.ID) error {
	return t.put(key(prefixGroup, space, name), id, "group", name)
}

// Cursor gives where a source was read up to; nil when nothing is known.
func (t *Tx) Cursor(source string) ([]byte, error) {
	return optional(read[[]byte](t, key(prefixCursor, source), "cursor", source))
}

// PutCursor sets where a source was read up to.
func (t *Tx) PutCursor(source string, c []byte) error {
	return t.put(key(prefixCursor, source), c, "cursor", source)
}

// DeleteCursor lets the next pull of a source begin anew.
func (t *Tx) DeleteCursor(source string) error {
	return t.drop(key(prefixCursor, source), "cursor", source)
}

// Action reads an action of the outbox.
func (t *Tx) Action(id string) (outbox.Action, error) {
	return read[outbox.Action](t, key(prefixAction, id), "action", id)
}

// PutAction writes an action into the outbox.
func (t *Tx) PutAction(a outbox.Action) error {
	tidyAction(&a)
	return t.put(key(prefixAction, a.ID), a, "action", a.ID)
}

// DeleteAction takes an action out of the outbox.
func (t *Tx) DeleteAction(id string) error { return t.drop(key(prefixAction, id), "action", id) }

// Actions gives the outbox in order of ID, which is the order of making.
func (t *Tx) Actions() iter.Seq2[outbox.Action, error] {
	return list[outbox.Action](t, []byte(prefixAction), "action")
}
