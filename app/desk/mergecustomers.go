package desk

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"time"

	"turnaround/app/incident"
)

// bequeath gives an incident what is known of the customers of another that
// becomes part of it: whom it hits, and what they heard. The other's timeline
// stays as it was. What the other's channels say from now on counts for the
// incident that lives on anyway: a thread follows merges. It names the entries
// that are new there.
func (w *work) bequeath(who Who, from, to *incident.Incident) (brought []string, err error) {
	if a, more := ofBoth(to.Customers.Affected, from.Customers.Affected); more {
		by, err := w.d.person(w.tx, who.Name)
		if err != nil {
			return nil, err
		}
		known := incident.Entry{ID: w.d.newID(), Incident: to.ID, At: after(to, w.now), Kind: incident.KindImpact, By: by,
			Via: who.Via, Text: clip(impactText(a)+", as known of "+label(from), 300), Data: incident.Pack(a)}
		if _, err := w.add(to, known); err != nil {
			return nil, err
		}
		brought = append(brought, known.ID)
	}
	var said []incident.Entry
	for e, err := range timeline(w.tx, from) {
		if err != nil {
			return nil, fmt.Errorf("read what customers heard: %w", err)
		}
		if e.Kind == incident.KindPublished || e.Kind == incident.KindCorrected || e.Kind == incident.KindMoved {
			said = append(said, e)
		}
	}
	for _, e := range said {
		id, added, err := w.copyTo(to, e)
		if err != nil {
			return nil, err
		}
		if added {
			brought = append(brought, id)
		}
	}
	return brought, nil
}

// copyTo writes an entry into another incident's timeline, unless a copy stands
// there. Its ID is the same on every device that does so; where an earlier copy
// was taken back, it is the next one.
func (w *work) copyTo(inc *incident.Incident, e incident.Entry) (id string, added bool, err error) {
	for n := 1; ; n++ {
		c := e
		c.ID, c.Incident, c.Recorded = occurrence(inc.ID, e.Kind, e.ID, e.At, n), inc.ID, w.now
		added, err := w.add(inc, c)
		if err != nil || added || inc.Stands(c) {
			return c.ID, added, err
		}
	}
}

// ofBoth is what is known of the customers of two incidents that become one:
// the graver impact, the earlier start, an end only where both have ended, and
// of the rest what the first does not know. It tells whether that is more than
// the first knew.
func ofBoth(a, b incident.Affected) (incident.Affected, bool) {
	u := a
	switch {
	case b.Impact == incident.ImpactUnknown:
		return a, false
	case !b.Impact.Affects(): // nobody is hit by the second
		u.Impact = cmp.Or(a.Impact, b.Impact)
		return u, u.Impact != a.Impact
	case !a.Impact.Affects():
		b.Components = slices.Clone(b.Components)
		return b, true
	case b.Impact == incident.ImpactConfirmed && a.Impact != b.Impact:
		u.Impact, u.Guessed = b.Impact, b.Guessed
	}
	if !b.Start.IsZero() && (u.Start.IsZero() || b.Start.Before(u.Start)) {
		u.Start = b.Start
	}
	switch {
	case a.End.IsZero() || b.End.IsZero():
		u.End = time.Time{}
	case b.End.After(a.End):
		u.End = b.End
	}
	u.Who, u.What, u.Where = cmp.Or(a.Who, b.Who), cmp.Or(a.What, b.What), cmp.Or(a.Where, b.Where)
	u.Share, u.Works, u.Workaround = cmp.Or(a.Share, b.Share), cmp.Or(a.Works, b.Works), cmp.Or(a.Workaround, b.Workaround)
	if a.Data != b.Data { // safe is what was checked for both
		u.Data = incident.DataUnknown
		if a.Data == incident.DataAffected || b.Data == incident.DataAffected {
			u.Data = incident.DataAffected
		}
	}
	u.Contacts = a.Contacts + b.Contacts
	u.Components = slices.Clone(a.Components)
	for _, id := range b.Components {
		if !slices.Contains(u.Components, id) {
			u.Components = append(u.Components, id)
		}
	}
	return u, !reflect.DeepEqual(a, u)
}
