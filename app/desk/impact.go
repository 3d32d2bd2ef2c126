package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// clockSlack is how far a time somebody typed may lie ahead of this clock.
const clockSlack = time.Minute

// SetImpact says what is known of the customers an incident hits. It replaces
// what was known before as a whole.
func (d *Desk) SetImpact(ctx context.Context, who Who, id incident.ID, a incident.Affected) (Receipt, error) {
	a, err := d.checkedImpact(a)
	if err != nil {
		return Receipt{}, fmt.Errorf("impact: %w", err)
	}
	return d.act(ctx, who, []incident.ID{id}, func(w *work, inc *incident.Incident, r *Receipt) error {
		r.Incidents = append(r.Incidents, inc.ID)
		return w.setImpact(inc, who, r.Entry, a)
	})
}

// AcknowledgeKnowing acknowledges, and keeps the answer to "are customers
// affected?": confirmed, none, or unknown for "not sure", which leaves what
// was suspected.
func (d *Desk) AcknowledgeKnowing(ctx context.Context, who Who, answer incident.Impact, ids ...incident.ID) (Receipt, error) {
	if err := knownImpact(answer); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, who, ids, func(w *work, inc *incident.Incident, r *Receipt) error {
		if inc.Status == incident.Resolved {
			r.say("%s is resolved already", label(inc))
			return nil
		}
		if err := w.deed(inc, who, r, deed{kind: incident.KindAcknowledged, verb: outbox.Acknowledge}); err != nil {
			return err
		}
		a := inc.Customers.Affected
		a.Guessed = false
		if answer != incident.ImpactUnknown {
			a.Impact = answer
		}
		return w.setImpact(inc, who, d.newID(), a)
	})
}

// setImpact writes what a person says is known.
func (w *work) setImpact(inc *incident.Incident, who Who, entry string, a incident.Affected) error {
	by, err := w.d.person(w.tx, who.Name)
	if err != nil {
		return err
	}
	_, err = w.add(inc, incident.Entry{ID: entry, Incident: inc.ID, At: after(inc, w.now), Kind: incident.KindImpact,
		By: by, Via: who.Via, Text: impactText(a), Data: incident.Pack(a)})
	return err
}

func knownImpact(i incident.Impact) error {
	switch i {
	case incident.ImpactUnknown, incident.ImpactNone, incident.ImpactSuspected, incident.ImpactConfirmed:
		return nil
	}
	return fmt.Errorf("impact %q: give confirmed, suspected, none or unknown", clip(string(i), 40))
}

// checkedImpact bounds texts and refuses what cannot be.
func (d *Desk) checkedImpact(a incident.Affected) (incident.Affected, error) {
	if err := knownImpact(a.Impact); err != nil {
		return a, err
	}
	switch a.Data {
	case incident.DataUnknown, incident.DataSafe, incident.DataAffected:
	default:
		return a, fmt.Errorf("data %q: give safe, affected or nothing", clip(string(a.Data), 40))
	}
	now := d.now()
	a.Start, a.End, a.Guessed = a.Start.UTC(), a.End.UTC(), false
	switch {
	case a.Start.After(now.Add(clockSlack)):
		return a, fmt.Errorf("the start %s has not come yet", a.Start.Format(time.RFC3339))
	case a.End.After(now.Add(clockSlack)):
		return a, fmt.Errorf("the end %s has not come yet", a.End.Format(time.RFC3339))
	case !a.End.IsZero() && a.End.Before(a.Start):
		return a, fmt.Errorf("the end %s lies before the start %s", a.End.Format(time.RFC3339), a.Start.Format(time.RFC3339))
	case a.Contacts < 0 || a.Contacts > 10_000_000:
		return a, fmt.Errorf("%d customers who wrote in: give 0 or more", a.Contacts)
	case len(a.Components) > 200:
		return a, fmt.Errorf("%d components: give at most 200", len(a.Components))
	}
	for _, text := range []*string{&a.Who, &a.What, &a.Where, &a.Share, &a.Works, &a.Workaround} {
		*text = clip(strings.TrimSpace(*text), 500)
	}
	var components []string
	for _, id := range a.Components {
		if id = clip(strings.TrimSpace(id), 200); id != "" && !slices.Contains(components, id) {
			components = append(components, id)
		}
	}
	a.Components = components
	return a, nil
}

func impactText(a incident.Affected) string {
	text := map[incident.Impact]string{
		incident.ImpactConfirmed: "customers are affected", incident.ImpactSuspected: "customers may be affected",
		incident.ImpactNone: "no customer is affected", incident.ImpactUnknown: "not sure whether customers are affected",
	}[a.Impact]
	for _, part := range []string{a.Who, a.What} {
		if part != "" && a.Impact.Affects() {
			text += "; " + part
		}
	}
	return clip(text, 300)
}
