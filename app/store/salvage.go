package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// Salvage counts what was carried over from a damaged store.
type Salvage struct {
	Cause                                       string // why the store was set aside
	Incidents, Alerts, Entries, Actions, People int
	Lost                                        int    // records that were there and could not be read
	Failed                                      string // why carrying over ended early; empty: it did not
}

// Salvaged tells what was carried over at this Open; zero when it was sound.
func (s *Store) Salvaged() Salvage { return s.salvage }

// replaceDamaged sets the damaged folder aside, opens a new store in its place
// and carries over what can be read. It does not stop halfway when ctx ends:
// what was not carried over then would never be.
func (s *Store) replaceDamaged(ctx context.Context, why error) error {
	s.log.Error("the store is damaged and is set aside", "err", why.Error())
	aside, err := s.setAside()
	if err != nil {
		return errors.Join(why, fmt.Errorf("set aside: %w", err))
	}
	s.aside, s.salvage = aside, Salvage{Cause: why.Error()}
	ctx = context.WithoutCancel(ctx)
	if err := s.load(ctx); err != nil {
		return fmt.Errorf("open a new store beside the damaged one: %w", err)
	}
	if err := s.carryOver(ctx, aside); err != nil {
		s.salvage.Failed = err.Error()
		s.log.Error("carry over from the damaged store", "err", err.Error())
	}
	s.log.Info("carried over from the damaged store", "from", aside, "incidents", s.salvage.Incidents,
		"entries", s.salvage.Entries, "lost", s.salvage.Lost)
	return nil
}

// carryOver reads from a repaired copy, so that the files set aside stay as
// they were found.
func (s *Store) carryOver(ctx context.Context, aside string) (err error) {
	scratch, err := os.MkdirTemp(aside, "repair-")
	if err != nil {
		return fmt.Errorf("make folder for repair: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	db, err := repair(aside, scratch, s.opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeBadger(db)) }()
	from := &Store{opt: s.opt, log: s.log, db: db}
	return from.View(func(old *Tx) error { return s.carry(ctx, old) })
}

// carry copies in an order in which a crash in between leaves nothing that
// points nowhere.
func (s *Store) carry(ctx context.Context, old *Tx) error {
	w := &carrier{s: s, ctx: ctx, old: old, known: map[incident.ID]bool{}, rows: map[incident.ID]Row{}}
	for _, id := range w.incidents() {
		w.incident(id)
	}
	w.flush()
	w.rest()
	w.flush()
	return w.err
}

// carrier writes what is carried over, many records per transaction.
type carrier struct {
	s     *Store
	ctx   context.Context
	old   *Tx
	known map[incident.ID]bool
	rows  map[incident.ID]Row
	ops   []func(*Tx) error
	err   error
}

const carriedAtOnce = 200

func (w *carrier) add(op func(*Tx) error) {
	w.ops = append(w.ops, op)
	if len(w.ops) >= carriedAtOnce {
		w.flush()
	}
}

func (w *carrier) flush() {
	ops := w.ops
	w.ops = nil
	if w.err == nil && len(ops) > 0 {
		w.err = w.write(ops)
	}
}

// write halves what is too much at once.
func (w *carrier) write(ops []func(*Tx) error) error {
	err := w.s.Update(w.ctx, func(tx *Tx) error {
		for _, op := range ops {
			if err := op(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if !errors.Is(err, ErrTooBig) {
		return err
	}
	if len(ops) == 1 {
		w.s.salvage.Lost++
		return nil
	}
	half := len(ops) / 2
	if err := w.write(ops[:half]); err != nil {
		return err
	}
	return w.write(ops[half:])
}

// incidents finds the incidents by their records, their rows and their
// entries: each alone may be lost.
func (w *carrier) incidents() []incident.ID {
	found := map[incident.ID]bool{}
	for p, err := range w.old.scan([]byte(prefixIncident), true) {
		var inc incident.Incident
		if err == nil {
			var body []byte
			if _, body, err = splitIncident(p.value); err == nil {
				err = decodeBody(body, &inc)
			}
		}
		if w.readable(err) {
			found[inc.ID] = true
		}
	}
	for p, err := range w.old.scan([]byte(prefixPage), true) {
		var rows [pageRows]string
		if err == nil {
			rows, err = unpackPage(string(p.value))
		}
		if !w.readable(err) {
			continue
		}
		for _, raw := range rows {
			if row, err := readRow(raw); err == nil && row.ID != "" {
				found[row.ID], w.rows[row.ID] = true, row
			}
		}
	}
	for p, err := range w.old.scan([]byte(prefixEntry), false) {
		if !w.readable(err) {
			continue
		}
		if n := int(p.key[len(prefixEntry)]); n <= longestPart && len(p.key) > len(prefixEntry)+1+n {
			found[incident.ID(p.key[len(prefixEntry)+1:][:n])] = true
		}
	}
	ids := make([]incident.ID, 0, len(found))
	for id := range found {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// readable counts what is not.
func (w *carrier) readable(err error) bool {
	if err != nil {
		w.s.salvage.Lost++
	}
	return err == nil
}

// incident carries one incident over; without its record it is folded anew
// from its entries, and without those made from its row.
func (w *carrier) incident(id incident.ID) {
	entries := readables(w, w.old.Entries(id))
	slices.SortStableFunc(entries, func(a, b incident.Entry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	inc, err := w.old.Incident(id)
	if err != nil {
		w.s.salvage.Lost++
		if inc = incidentOf(w.rows[id]); len(entries) > 0 {
			inc = incident.Fold(entries)
		}
		if inc.ID == "" {
			return
		}
	}
	w.known[id] = true
	w.s.salvage.Incidents++
	w.add(func(tx *Tx) error { return tx.PutIncident(inc) })
	for _, e := range entries {
		w.s.salvage.Entries++
		w.add(func(tx *Tx) error {
			_, err := tx.AddEntry(e)
			return err
		})
	}
	for _, a := range readables(w, w.old.Alerts(id)) {
		w.s.salvage.Alerts++
		w.add(func(tx *Tx) error { return tx.PutAlert(a) })
	}
	w.raw(under(prefixBody, string(id)), nil)
}

func readables[T any](w *carrier, records iter.Seq2[T, error]) []T {
	var all []T
	for v, err := range records {
		if w.readable(err) {
			all = append(all, v)
		}
	}
	return all
}

// rest carries over what belongs to no single incident. Cursors stay behind,
// so that every source is read again.
func (w *carrier) rest() {
	for _, a := range readables(w, list[outbox.Action](w.old, []byte(prefixAction), "action")) {
		w.s.salvage.Actions++
		w.add(func(tx *Tx) error { return tx.PutAction(a) })
	}
	for _, p := range readables(w, w.old.People()) {
		w.s.salvage.People++
		w.add(func(tx *Tx) error { return tx.PutPerson(p) })
	}
	w.raw([]byte(prefixRing), nil)
	w.raw([]byte(prefixDraft), nil)
	w.raw([]byte(prefixMeta), nil)
	w.raw([]byte(prefixGroup), func(v []byte) ([]byte, bool, error) {
		var id incident.ID
		err := decode(v, &id)
		return v, w.known[id], err
	})
	w.raw([]byte(prefixPointer), func(v []byte) ([]byte, bool, error) {
		var at PointerAt
		err := decode(v, &at)
		// Without its hash the next pull writes the alert again, should it be lost.
		at.Hash = 0
		if err == nil {
			v, err = encode(at)
		}
		return v, at.Incident == "" || w.known[at.Incident], err
	})
}

// raw carries records over by their keys; change may rewrite or drop one.
func (w *carrier) raw(prefix []byte, change func([]byte) ([]byte, bool, error)) {
	for p, err := range w.old.scan(prefix, true) {
		v, keep := p.value, true
		if err == nil && change != nil {
			v, keep, err = change(v)
		}
		if w.readable(err) && keep {
			w.add(func(tx *Tx) error { return tx.set(p.key, v) })
		}
	}
}
