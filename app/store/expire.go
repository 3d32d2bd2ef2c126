package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"turnaround/app/incident"
)

// expiredAtOnce is how many keys one transaction deletes.
const expiredAtOnce = 2000

// Expire deletes incidents closed before olderThan with all that is theirs. It
// erases mail texts of incidents closed before peopleOlderThan, and people not
// seen since whom no incident names that is open or was closed later. A zero
// time keeps everything. It may be stopped and run again at any time.
func (s *Store) Expire(ctx context.Context, olderThan, peopleOlderThan time.Time) (incidents, people int, err error) {
	if incidents, err = s.expireIncidents(ctx, olderThan); err != nil {
		return incidents, 0, fmt.Errorf("delete old incidents: %w", err)
	}
	if peopleOlderThan.IsZero() {
		return incidents, 0, nil
	}
	if err := s.eraseTexts(ctx, peopleOlderThan); err != nil {
		return incidents, 0, fmt.Errorf("erase texts: %w", err)
	}
	if people, err = s.erasePeople(ctx, peopleOlderThan); err != nil {
		return incidents, people, fmt.Errorf("erase people: %w", err)
	}
	return incidents, people, nil
}

// ClosedBefore counts the incidents Expire would delete with this limit.
func (s *Store) ClosedBefore(limit time.Time) int {
	n := 0
	for row := range s.Rows() {
		if closedBefore(row, limit) {
			n++
		}
	}
	return n
}

// closedBefore: a merged incident counts as closed when it last changed.
func closedBefore(r Row, limit time.Time) bool {
	switch {
	case limit.IsZero():
		return false
	case r.Status == incident.Resolved:
		return r.ResolvedAt.Before(limit) && !r.ResolvedAt.IsZero()
	case r.MergedInto != "":
		return r.UpdatedAt.Before(limit)
	}
	return false
}

func (s *Store) expireIncidents(ctx context.Context, limit time.Time) (int, error) {
	var ids []incident.ID
	for row := range s.Rows() {
		if closedBefore(row, limit) {
			ids = append(ids, row.ID)
		}
	}
	gone := map[incident.ID]bool{}
	for len(ids) > 0 {
		var left []incident.ID
		var deleted []incident.ID
		err := s.Update(ctx, func(t *Tx) (err error) {
			left, deleted, err = t.expire(ids, limit)
			return err
		})
		if err != nil {
			return len(gone), err
		}
		for _, id := range deleted {
			gone[id] = true
		}
		ids = left
	}
	if len(gone) == 0 {
		return 0, nil
	}
	var keys [][]byte
	err := s.View(func(t *Tx) (err error) {
		keys, err = t.pointersAt(gone)
		return err
	})
	if err == nil {
		err = s.deleteKeys(ctx, keys)
	}
	return len(gone), err
}

// expire deletes as much as fits one transaction and gives what is left. Of an
// incident with very many records the record itself goes last, so that it is
// found again should the rest not follow. One reopened meanwhile is kept.
func (t *Tx) expire(ids []incident.ID, limit time.Time) (left, deleted []incident.ID, err error) {
	var keys [][]byte
	for n, id := range ids {
		slot, err := t.slot(id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if row, ok := t.s.rows.at(slot); ok && !closedBefore(row, limit) {
			continue
		}
		for k, err := range t.belongings(id) {
			if err != nil {
				return nil, nil, err
			}
			if keys = append(keys, k); len(keys) >= expiredAtOnce {
				return ids[n:], deleted, t.removeAll(keys)
			}
		}
		keys = append(keys, key(prefixIncident, string(id)))
		t.change.erase(id, slot)
		deleted = append(deleted, id)
	}
	return nil, deleted, t.removeAll(keys)
}

func (t *Tx) removeAll(keys [][]byte) error {
	for _, k := range keys {
		if err := t.remove(k); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) deleteKeys(ctx context.Context, keys [][]byte) error {
	for some := range slices.Chunk(keys, expiredAtOnce) {
		if err := s.Update(ctx, func(t *Tx) error { return t.removeAll(some) }); err != nil {
			return err
		}
	}
	return nil
}

// eraseTexts lists the texts before the incidents: a text of an incident that
// is new since then must not look like one without an incident.
func (s *Store) eraseTexts(ctx context.Context, limit time.Time) error {
	var keys [][]byte
	err := s.View(func(t *Tx) error {
		for p, err := range t.scan([]byte(prefixBody), false) {
			if err != nil {
				return err
			}
			keys = append(keys, p.key)
		}
		return nil
	})
	if err != nil || len(keys) == 0 {
		return err
	}
	kept := map[string]bool{}
	for row := range s.Rows() {
		if !closedBefore(row, limit) {
			kept[string(under(prefixBody, string(row.ID)))] = true
		}
	}
	keys = slices.DeleteFunc(keys, func(k []byte) bool { return kept[string(k[:bodyOwner(k)])] })
	return s.deleteKeys(ctx, keys)
}

// bodyOwner is where the incident's part of a text's key ends.
func bodyOwner(k []byte) int {
	n := len(prefixBody)
	if n < len(k) && k[n] == hashedMark {
		return min(len(k), n+1+sha256.Size)
	}
	if n < len(k) {
		return min(len(k), n+1+int(k[n]))
	}
	return n
}

func (s *Store) erasePeople(ctx context.Context, limit time.Time) (int, error) {
	old := map[incident.PersonID]bool{}
	err := s.View(func(t *Tx) error {
		for p, err := range t.People() {
			if err != nil {
				return err
			}
			if p.Seen.Before(limit) {
				old[p.ID] = true
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for row := range s.Rows() {
		if len(old) == 0 {
			return 0, nil
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if closedBefore(row, limit) {
			continue
		}
		delete(old, row.AckedBy)
		delete(old, row.Assignee)
		if err := s.spareNamed(row.ID, old); err != nil {
			return 0, err
		}
	}
	err = s.Update(ctx, func(t *Tx) error {
		for id := range old {
			// Whoever was seen again meanwhile stays.
			p, err := t.Person(id)
			if err == nil && p.Seen.Before(limit) {
				err = t.DeletePerson(id)
			}
			if err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return len(old), nil
}

// spareNamed takes out of old whom the incident's timeline names.
func (s *Store) spareNamed(id incident.ID, old map[incident.PersonID]bool) error {
	return s.View(func(t *Tx) error {
		for e, err := range t.Entries(id) {
			if err != nil {
				return err
			}
			delete(old, e.By)
			if e.Kind == incident.KindAssigned {
				delete(old, incident.Unpack[incident.Value](e).Person)
			}
		}
		return nil
	})
}
