package desk

import (
	"errors"
	"fmt"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// ThreadOf gives the incident that a channel's own incident is about; "": none
// of ours, as far as is known.
func (d *Desk) ThreadOf(channel, ref string) (incident.ID, error) {
	var id incident.ID
	err := d.store.View(func(tx *store.Tx) error {
		w := &work{d: d, tx: tx, now: d.now().UTC(), incidents: map[incident.ID]*incident.Incident{}}
		inc, err := w.threadOf(channel, ref)
		if err == nil && inc != nil {
			id = inc.ID
		}
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", fmt.Errorf("look for the incident of %s on %s: %w", clip(ref, 60), clip(channel, 60), err)
	}
	return id, nil
}
