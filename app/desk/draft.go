package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/store"
)

// Draft is something written and not sent yet; the desk does not look into it.
type Draft struct {
	Incident incident.ID       // empty: of none
	Name     string            // one of an incident's: "update", "postmortem"
	Meta     map[string]string // to list it by
	Body     []byte
	By       incident.PersonID // who saved it last
	At       time.Time
}

// longestDraft bounds a draft's body, in bytes.
const longestDraft = 512 << 10

// SaveDraft keeps a draft in place of an earlier one of its incident and name.
// It is on disk when this returns.
func (d *Desk) SaveDraft(ctx context.Context, who Who, draft Draft) error {
	if draft.Name == "" || len(draft.Name) > longestName {
		return errors.New("save a draft: give it a name")
	}
	if len(draft.Body) > longestDraft {
		return fmt.Errorf("save the draft %s: it is larger than %d KB", clip(draft.Name, 40), longestDraft>>10)
	}
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		by, err := d.person(tx, who.Name)
		if err != nil {
			return err
		}
		return tx.PutDraft(store.Draft{Incident: draft.Incident, Name: draft.Name, Meta: draft.Meta, Body: draft.Body, By: by, At: d.now().UTC()})
	})
	if err != nil {
		return fmt.Errorf("save the draft %s: %w", clip(draft.Name, 40), err)
	}
	d.hub.Publish(event.DraftChanged{Incident: draft.Incident, Name: draft.Name})
	return nil
}

// Draft reads one; false: there is none.
func (d *Desk) Draft(id incident.ID, name string) (Draft, bool, error) {
	var kept store.Draft
	err := d.store.View(func(tx *store.Tx) (err error) {
		kept, err = tx.Draft(id, name)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return Draft{}, false, nil
	}
	if err != nil {
		return Draft{}, false, fmt.Errorf("read the draft %s: %w", clip(name, 40), err)
	}
	return draftOf(kept), true, nil
}

// Drafts lists what is written and not sent, the newest first.
func (d *Desk) Drafts() ([]Draft, error) {
	var all []Draft
	err := d.store.View(func(tx *store.Tx) error {
		for kept, err := range tx.Drafts() {
			if err != nil {
				return err
			}
			all = append(all, draftOf(kept))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the drafts: %w", err)
	}
	slices.SortFunc(all, func(a, b Draft) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Incident, b.Incident), cmp.Compare(a.Name, b.Name))
	})
	return all, nil
}

func draftOf(s store.Draft) Draft {
	return Draft{Incident: s.Incident, Name: s.Name, Meta: s.Meta, Body: s.Body, By: s.By, At: s.At}
}

// DropDraft deletes a draft; one that is not there is no error.
func (d *Desk) DropDraft(ctx context.Context, id incident.ID, name string) error {
	err := d.store.Update(ctx, func(tx *store.Tx) error { return tx.DeleteDraft(id, name) })
	if err != nil {
		return fmt.Errorf("drop the draft %s: %w", clip(name, 40), err)
	}
	d.hub.Publish(event.DraftChanged{Incident: id, Name: name})
	return nil
}
