package desk

import (
	"slices"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// NoteGoesTo names the sources a note on an incident would go to; none: it
// stays on this computer.
func (d *Desk) NoteGoesTo(id incident.ID) []string {
	may := map[string]bool{}
	for name := range d.registered() {
		if ok, _ := d.may(name, outbox.Note); ok {
			may[name] = true
		}
	}
	var names []string
	err := d.store.View(func(tx *store.Tx) error {
		for alert, err := range tx.Alerts(id) {
			if err != nil {
				return err
			}
			if len(may) == 0 {
				return nil // every source that takes notes is named
			}
			for _, s := range alert.Sources {
				if alert.Firing && s.Firing && may[s.Source] {
					delete(may, s.Source)
					names = append(names, s.Source)
				}
			}
		}
		return nil
	})
	if err != nil {
		d.log.Error("find out where a note goes", "incident", id, "err", err)
		return nil
	}
	slices.Sort(names)
	return names
}
