package desk

import (
	"context"

	"turnaround/app/incident"
)

// PostmortemPublished records that the postmortem for customers was written out
// to be published. Whether they read it is not known here, so no clock hears of it.
func (d *Desk) PostmortemPublished(ctx context.Context, who Who, id incident.ID, what incident.Postmortem) (Receipt, error) {
	what = incident.Postmortem{Title: clip(what.Title, longestName), Language: clip(what.Language, 20), Format: clip(what.Format, 20)}
	return d.act(ctx, who, []incident.ID{id}, func(w *work, inc *incident.Incident, r *Receipt) error {
		return w.deed(inc, who, r, deed{kind: incident.KindPostmortem, data: what, text: what.Title})
	})
}
