package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	"github.com/dgraph-io/badger/v4"

	"turnaround/app/incident"
)

// Tx is a transaction: see Store.Update and Store.View. It serves one
// goroutine and must not be kept. Reading what is absent gives ErrNotFound.
type Tx struct {
	s   *Store
	txn *badger.Txn
	// failed is the first failure of a write.
	failed error
	change rowChange
	fresh  fresh
}

func newTx(s *Store, txn *badger.Txn) *Tx { return &Tx{s: s, txn: txn} }

// get copies a value out.
func (t *Tx) get(k []byte) (raw []byte, err error) {
	defer t.s.health.rescue(&err)
	item, err := t.txn.Get(k)
	if err != nil {
		return nil, classify(err)
	}
	raw, err = item.ValueCopy(nil)
	return raw, classifyRead(err)
}

func (t *Tx) has(k []byte) (ok bool, err error) {
	defer t.s.health.rescue(&err)
	switch _, err := t.txn.Get(k); {
	case err == nil:
		return true, nil
	case errors.Is(err, badger.ErrKeyNotFound):
		return false, nil
	default:
		return false, classify(err)
	}
}

func (t *Tx) set(k, v []byte) error {
	if len(v) > longestValue {
		return t.fail(fmt.Errorf("%w: a value of %d bytes", ErrTooBig, len(v)))
	}
	return t.fail(t.txn.Set(k, v))
}

func (t *Tx) remove(k []byte) error { return t.fail(t.txn.Delete(k)) }

func (t *Tx) fail(err error) error {
	err = classify(err)
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return err
}

type pair struct{ key, value []byte }

// How many records are copied out at a time: few first, since most lists are short.
const (
	firstBatch = 32
	nextBatch  = 512
)

// scan gives the records under a prefix in order of key. It reads them in
// batches, so that whoever ranges over it may write, scan or stop.
func (t *Tx) scan(prefix []byte, values bool) iter.Seq2[pair, error] {
	return func(yield func(pair, error) bool) {
		from, size := prefix, firstBatch
		for {
			batch, err := t.batch(prefix, from, size, values)
			if err != nil {
				yield(pair{}, err)
				return
			}
			for _, p := range batch {
				if !yield(p, nil) {
					return
				}
			}
			if len(batch) < size {
				return
			}
			from, size = append(batch[len(batch)-1].key, 0), nextBatch
		}
	}
}

func (t *Tx) batch(prefix, from []byte, size int, values bool) (batch []pair, err error) {
	defer t.s.health.rescue(&err)
	it := t.txn.NewIterator(badger.IteratorOptions{Prefix: prefix})
	defer it.Close()
	for it.Seek(from); it.ValidForPrefix(prefix) && len(batch) < size; it.Next() {
		p := pair{key: it.Item().KeyCopy(nil)}
		if values {
			if p.value, err = it.Item().ValueCopy(nil); err != nil {
				return nil, classifyRead(err)
			}
		}
		batch = append(batch, p)
	}
	return batch, nil
}

// classifyRead takes a value that cannot be read for damage: its key was there.
func classifyRead(err error) error {
	if err == nil || errors.Is(err, badger.ErrDBClosed) {
		return classify(err)
	}
	return &fault{ErrCorrupt, err}
}

// list decodes the records under a prefix.
func list[T any](t *Tx, prefix []byte, what string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for p, err := range t.scan(prefix, true) {
			var v T
			if err == nil {
				err = decode(p.value, &v)
			}
			if err != nil {
				err = fmt.Errorf("read %s: %w", what, err)
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// read decodes one record.
func read[T any](t *Tx, k []byte, what, id string) (T, error) {
	var v T
	raw, err := t.get(k)
	if err == nil {
		err = decode(raw, &v)
	}
	if err != nil {
		return v, fmt.Errorf("%s %.80q: %w", what, id, err)
	}
	return v, nil
}

func (t *Tx) put(k []byte, v any, what, id string) error {
	raw, err := encode(v)
	if err == nil {
		err = t.set(k, raw)
	}
	if err != nil {
		return t.fail(fmt.Errorf("write %s %.80q: %w", what, id, err))
	}
	return nil
}

func (t *Tx) drop(k []byte, what, id string) error {
	if err := t.remove(k); err != nil {
		return fmt.Errorf("delete %s %.80q: %w", what, id, err)
	}
	return nil
}

// An incident's record begins with the version and the slot of its row.
const incidentHead = 1 + 4

func splitIncident(raw []byte) (slot uint32, body []byte, err error) {
	if len(raw) < incidentHead || raw[0] != valueVersion {
		return 0, nil, fmt.Errorf("unknown record version: %w", ErrCorrupt)
	}
	return binary.BigEndian.Uint32(raw[1:]), raw[incidentHead:], nil
}

// slot finds where an incident's row stands.
func (t *Tx) slot(id incident.ID) (uint32, error) {
	if slot, ok := t.change.slots[id]; ok {
		return slot, nil
	}
	if t.fresh.is(id) {
		return 0, ErrNotFound
	}
	raw, err := t.get(key(prefixIncident, string(id)))
	if err != nil {
		return 0, err
	}
	slot, _, err := splitIncident(raw)
	return slot, err
}

// Incident reads an incident.
func (t *Tx) Incident(id incident.ID) (incident.Incident, error) {
	var inc incident.Incident
	raw, err := t.get(key(prefixIncident, string(id)))
	if errors.Is(err, ErrNotFound) {
		t.fresh.begin(id)
	}
	if err != nil {
		return inc, fmt.Errorf("incident %.80q: %w", string(id), err)
	}
	slot, body, err := splitIncident(raw)
	if err == nil {
		err = decodeBody(body, &inc)
	}
	if err != nil {
		return inc, fmt.Errorf("incident %.80q: %w", string(id), err)
	}
	t.change.know(id, slot)
	return inc, nil
}

// longestIncidentID bounds what stands in every summary row, in bytes.
const longestIncidentID = 256

// PutIncident writes an incident and its summary row.
func (t *Tx) PutIncident(inc incident.Incident) error {
	if inc.ID == "" || len(inc.ID) > longestIncidentID {
		return t.fail(fmt.Errorf("write incident: an ID of %d bytes", len(inc.ID)))
	}
	tidyIncident(&inc)
	slot, err := t.slot(inc.ID)
	if errors.Is(err, ErrNotFound) {
		slot, err = t.s.rows.take(&t.change), nil
	}
	if err != nil {
		return t.fail(fmt.Errorf("write incident %q: %w", inc.ID, err))
	}
	raw, err := encodeAfter(binary.BigEndian.AppendUint32([]byte{valueVersion}, slot), inc)
	if err == nil {
		err = t.set(key(prefixIncident, string(inc.ID)), raw)
	}
	if err != nil {
		return t.fail(fmt.Errorf("write incident %q: %w", inc.ID, err))
	}
	t.change.know(inc.ID, slot)
	t.change.put(slot, rowOf(inc))
	return nil
}

// DeleteIncident deletes an incident with its alerts, entries, mail texts, ring
// state, row, and whatever pointed at it. It reads all pointers, and an
// incident with very many records gives ErrTooBig: Expire deletes in parts.
func (t *Tx) DeleteIncident(id incident.ID) error {
	slot, err := t.slot(id)
	if err != nil {
		return fmt.Errorf("delete incident %.80q: %w", string(id), err)
	}
	keys, err := t.pointersAt(map[incident.ID]bool{id: true})
	if err == nil {
		for k, e := range t.belongings(id) {
			if err = e; err != nil {
				break
			}
			keys = append(keys, k)
		}
	}
	if err != nil {
		return t.fail(fmt.Errorf("delete incident %q: %w", id, err))
	}
	for _, k := range append(keys, key(prefixIncident, string(id))) {
		if err := t.remove(k); err != nil {
			return fmt.Errorf("delete incident %q: %w", id, err)
		}
	}
	t.change.erase(id, slot)
	return nil
}

// belongings gives the keys of all that goes with an incident but its record.
func (t *Tx) belongings(id incident.ID) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		entries := under(prefixEntry, string(id))
		for p, err := range t.scan(entries, false) {
			if !yield(p.key, err) || err != nil {
				return
			}
			if !yield(existsKey(id, p.key[len(entries)+timeLen:]), nil) {
				return
			}
		}
		for _, prefix := range []string{prefixAlert, prefixBody, prefixDraft} {
			for p, err := range t.scan(under(prefix, string(id)), false) {
				if !yield(p.key, err) || err != nil {
					return
				}
			}
		}
		yield(key(prefixRing, string(id)), nil)
	}
}
