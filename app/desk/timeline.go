package desk

import (
	"fmt"
	"iter"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// timeline gives the lines of an incident's timeline that count, in order of
// time: without those a later one took back.
func timeline(tx *store.Tx, inc *incident.Incident) iter.Seq2[incident.Entry, error] {
	return func(yield func(incident.Entry, error) bool) {
		for e, err := range tx.Entries(inc.ID) {
			if err == nil && !inc.Stands(e) {
				continue
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// refold makes an incident anew from its timeline, of which an entry took
// others back.
func (w *work) refold(inc *incident.Incident) error {
	var all []incident.Entry
	for e, err := range w.tx.Entries(inc.ID) {
		if err != nil {
			return fmt.Errorf("read the timeline of incident %s: %w", inc.ID, err)
		}
		all = append(all, e)
	}
	source := inc.Source // that it was renamed stands in no entry
	*inc = incident.Fold(all)
	if source != "" {
		inc.Source = source
	}
	return nil
}
