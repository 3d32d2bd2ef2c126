package desk

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// intake applies arrivals within one transaction.
type intake struct {
	*work
	pull  *Pull
	seen  map[string]*seen // changes to the source's memory, kept when committed
	count []func()         // tallies, kept when committed
	taken Taken
	opens []incident.ID
}

// commit keeps what the transaction learned.
func (in *intake) commit() {
	for id, s := range in.seen {
		if s == nil {
			delete(in.pull.src.seen, id)
		} else {
			in.pull.src.seen[id] = *s
		}
	}
	for _, f := range in.count {
		f()
	}
	for id := range in.dirty {
		delete(in.pull.src.holds, id) // what held it before says nothing now
	}
	for _, id := range in.opens {
		in.pull.opened[id] = true
	}
	r := &in.pull.result
	r.Opened += in.taken.Opened
	r.Changed += in.taken.Changed
	r.Cleared += in.taken.Cleared
	r.News += in.taken.News
}

// take applies one arrival: it fires, changes, clears, or is old news.
func (in *intake) take(a *arrival) error {
	src := in.pull.src
	p, err := in.tx.Pointer(src.Identity, a.ID)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	copied := false
	if !known || a.Firing && !p.Firing {
		// A source of the other kind may know better where the alert fires.
		other, ok, err := in.shared(a)
		if err != nil {
			return err
		}
		if ok && (!known || other.Firing) {
			p, known, copied = other, true, true
		}
	}
	if late, err := in.late(a); late || err != nil {
		return err
	}
	joins := copied && p.Firing && a.Firing
	if known && src.Kind == "mail" && a.At.Before(p.At) && !a.Handled && !joins {
		return nil
	}
	switch {
	case a.Handled && (!known || p.Incident == ""):
		return nil
	case a.Handled:
		return in.mark(a, p)
	case !a.Firing && (!known || p.Incident == ""):
		// An older mail that says "firing" may still come: remember this word.
		return in.point(a, store.Pointer{Kind: src.Kind, Source: src.Name, At: a.At, ClearedAt: a.At})
	case !a.Firing:
		return in.clear(a, p)
	case known && p.Incident == "" && !a.At.After(p.At):
		return nil
	case known && p.Firing:
		return in.firesOn(a, p, copied)
	default:
		return in.fire(a, p)
	}
}

// firesOn takes a word on an alert that fires as far as its pointer knows. Its
// record knows better: another source may have told that it cleared.
func (in *intake) firesOn(a *arrival, p store.Pointer, copied bool) error {
	inc, alert, err := in.record(p)
	switch {
	case err != nil:
		return err
	case alert.Firing && copied:
		return in.copy(a, inc, alert)
	case alert.Firing && in.sameOccurrence(a, p):
		return in.refresh(a, p, inc, alert)
	case alert.Firing:
		// It cleared and fired again between two pulls.
		cleared := *a
		cleared.EndsAt = begun(a.Signal)
		if err := in.clear(&cleared, p); err != nil {
			return err
		}
	case in.pull.src.Kind == "mail" && !a.At.After(alert.ClearedAt):
		return nil // written before it cleared
	}
	p.Firing = false
	return in.fire(a, p)
}

// record reads the alert that a pointer leads to. It is empty when the alert
// is no longer there: deleted by age, or moved while its source was unknown.
func (in *intake) record(p store.Pointer) (*incident.Incident, incident.Alert, error) {
	inc, err := in.living(p.Incident)
	if errors.Is(err, store.ErrNotFound) {
		return nil, incident.Alert{}, nil
	}
	if err != nil {
		return nil, incident.Alert{}, err
	}
	alert, err := in.tx.Alert(inc.ID, p.Fingerprint)
	if errors.Is(err, store.ErrNotFound) {
		return inc, incident.Alert{}, nil
	}
	return inc, alert, err
}

// sameOccurrence: a mail repeats itself with another date, an API does not.
func (in *intake) sameOccurrence(a *arrival, p store.Pointer) bool {
	return in.pull.src.Kind == "mail" || a.StartsAt.IsZero() || a.StartsAt.Equal(p.StartsAt)
}

// late tells of a mail that was written before the alert cleared, as a source
// of either kind has told since.
func (in *intake) late(a *arrival) (bool, error) {
	if !a.Firing || a.Handled || a.Shared == "" || in.pull.src.Kind != "mail" {
		return false, nil
	}
	p, err := in.tx.Pointer(sharedSpace(a.Shared), a.ID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && !p.Firing && !a.At.After(p.ClearedAt), err
}

// sharedSpace is where sources of different kinds find each other's alerts.
func sharedSpace(name string) string { return "shared:" + name }

// shared looks for a copy of the alert that a source of the other kind told.
func (in *intake) shared(a *arrival) (store.Pointer, bool, error) {
	if a.Shared == "" {
		return store.Pointer{}, false, nil
	}
	p, err := in.tx.Pointer(sharedSpace(a.Shared), a.ID)
	if errors.Is(err, store.ErrNotFound) {
		return store.Pointer{}, false, nil
	}
	if err != nil || p.Kind == in.pull.src.Kind {
		return store.Pointer{}, false, err
	}
	return p, true, nil
}

// point remembers what the source's ID means here, for this source and for
// those of another kind.
func (in *intake) point(a *arrival, p store.Pointer) error {
	p.Hash, p.At, p.NoRecovery = a.hash, a.At.UTC(), a.NoRecovery
	if err := in.tx.PutPointer(in.pull.src.Identity, a.ID, p); err != nil {
		return err
	}
	if a.Shared == "" {
		return nil
	}
	return in.tx.PutPointer(sharedSpace(a.Shared), a.ID, p)
}

// fire begins an occurrence: in the alert's own incident, its group's, or a new one.
func (in *intake) fire(a *arrival, p store.Pointer) error {
	inc, err := in.home(a, p)
	if err != nil {
		return err
	}
	fp := fingerprint(a.ID)
	if p.Fingerprint != "" {
		fp = p.Fingerprint
	}
	alert, err := in.tx.Alert(inc.ID, fp)
	first := errors.Is(err, store.ErrNotFound)
	if err != nil && !first {
		return err
	}
	if alert.Firing && in.coveredElsewhere(alert) {
		return in.join(a, inc, alert)
	}
	started := begun(a.Signal)
	if !first && !alert.ClearedAt.IsZero() && !started.After(alert.ClearedAt) {
		started = in.now // what had cleared is back under its old start: it fires anew
	}
	id := occurrence(inc.ID, incident.KindFired, fp, started, alert.Nth)
	if !alert.Firing { // else it came with an import, and so did its entry
		if id, alert.Nth, err = in.unused(inc.ID, incident.KindFired, fp, started); err != nil {
			return err
		}
	}
	e := incident.Entry{
		ID: id, Incident: inc.ID,
		At: started, Kind: incident.KindFired, Via: in.pull.src.Name, Text: clip(a.Title, 300),
		Data: incident.Pack(incident.Fired{Fingerprint: fp, StartsAt: started, Severity: a.severity,
			First: first, Rings: in.rings(a)}),
	}
	added, err := in.add(inc, e)
	if err != nil {
		return err
	}
	if added {
		in.taken.News++
		alert.Fired++
	}
	if err := in.raise(inc, a, alert.Severity); err != nil {
		return err
	}
	alert.StartsAt = started
	return in.keep(a, inc, alert, fp)
}

// rings tells whether an occurrence that begins deserves a ring.
func (in *intake) rings(a *arrival) bool {
	return !in.pull.first && !in.held(a.Signal) && in.now.Sub(a.At) < 24*time.Hour
}

// raise lifts the incident's severity to that of an alert that is new in it or
// grew worse; was is what the alert had before. An alert that only goes on does
// not undo what a person set.
func (in *intake) raise(inc *incident.Incident, a *arrival, was incident.Severity) error {
	if a.severity >= inc.Severity || inc.Severity == incident.Unknown || was != incident.Unknown && a.severity >= was {
		return nil
	}
	_, err := in.add(inc, incident.Entry{
		ID:       incident.NewEntryID(inc.ID, incident.KindSeverity, a.ID, begun(a.Signal).String(), a.severity.String()),
		Incident: inc.ID, Kind: incident.KindSeverity, Via: in.pull.src.Name,
		At:   after(inc, in.now),
		Data: incident.Pack(incident.Value{Severity: a.severity}),
	})
	if err != nil {
		return err
	}
	return in.suspect(inc, a.Labels, begun(a.Signal))
}

// keep writes the alert's record, whose start is set, and its pointers.
func (in *intake) keep(a *arrival, inc *incident.Incident, alert incident.Alert, fp string) error {
	src := in.pull.src
	alert.Incident, alert.Fingerprint = inc.ID, fp
	alert.Title, alert.Severity = clip(a.Title, 500), a.severity
	alert.Labels, alert.Annotations, alert.Link = a.Labels, a.Annotations, a.Link
	alert.ClearedAt, alert.Firing = time.Time{}, true
	alert.Marks = a.Marks
	alert.Sources = sight(alert.Sources, incident.Sighting{
		Source: src.Name, ID: a.ID, Shared: a.Shared, Kind: src.Kind, Firing: true, At: a.At, Hash: a.hash, Ref: a.Ref})
	if err := in.tx.PutAlert(alert); err != nil {
		return fmt.Errorf("write alert: %w", err)
	}
	if a.Text != "" {
		if err := in.tx.PutBody(inc.ID, fp, clip(a.Text, 8000)); err != nil {
			return fmt.Errorf("write the alert's text: %w", err)
		}
	}
	in.remember(a, inc.ID)
	if err := in.remarks(a, inc); err != nil {
		return err
	}
	return in.point(a, store.Pointer{Incident: inc.ID, Fingerprint: fp, Source: src.Name, Kind: src.Kind,
		Firing: true, StartsAt: a.StartsAt.UTC(), Held: in.held(a.Signal)})
}

// remember keeps in memory that this alert fires, once the transaction stands.
func (in *intake) remember(a *arrival, id incident.ID) {
	in.seen[a.ID] = &seen{hash: a.hash, starts: a.StartsAt.UTC(), incident: id}
	pull, s := in.pull, a.Signal
	in.count = append(in.count, func() { pull.count(id, s) })
}

// refresh takes news on an alert that fires on: changed texts, marks, remarks.
func (in *intake) refresh(a *arrival, p store.Pointer, inc *incident.Incident, alert incident.Alert) error {
	if p.Hash != a.hash {
		in.taken.Changed++
		in.dirty[inc.ID] = true
	}
	if err := in.raise(inc, a, alert.Severity); err != nil {
		return err
	}
	if err := in.freshen(a, inc); err != nil {
		return err
	}
	return in.keep(a, inc, alert, p.Fingerprint)
}

// freshen ends "no news since": the source spoke of the alert again.
func (in *intake) freshen(a *arrival, inc *incident.Incident) error {
	if inc.QuietSince.IsZero() {
		return nil
	}
	_, err := in.add(inc, incident.Entry{
		ID:       incident.OccurrenceID(inc.ID, incident.KindRang, a.ID, a.At),
		Incident: inc.ID, Kind: incident.KindRang, Via: in.pull.src.Name, At: a.At.UTC(),
		Text: "heard of again: " + clip(a.Title, 300),
	})
	return err
}

// copy takes the first word of a source on an alert that one of the other kind
// says is firing. It is the same occurrence whatever the dates: a mail's arrival
// has whole seconds, and its alert began before it was sent.
func (in *intake) copy(a *arrival, inc *incident.Incident, alert incident.Alert) error {
	if err := in.raise(inc, a, alert.Severity); err != nil {
		return err
	}
	if err := in.remarks(a, inc); err != nil {
		return err
	}
	return in.join(a, inc, alert)
}

// join adds this source to an alert that a source of the other kind already
// tells, so that one alert stays one.
func (in *intake) join(a *arrival, inc *incident.Incident, alert incident.Alert) error {
	src := in.pull.src
	alert.Sources = sight(alert.Sources, incident.Sighting{
		Source: src.Name, ID: a.ID, Shared: a.Shared, Kind: src.Kind, Firing: true, At: a.At, Hash: a.hash, Ref: a.Ref})
	if src.Kind == "rest" {
		// The API knows more than the mail: its own start, links and marks.
		alert.Labels, alert.Annotations, alert.Link, alert.Marks = a.Labels, a.Annotations, a.Link, a.Marks
	}
	if err := in.tx.PutAlert(alert); err != nil {
		return fmt.Errorf("write alert: %w", err)
	}
	in.dirty[inc.ID] = true
	in.remember(a, inc.ID)
	return in.tx.PutPointer(src.Identity, a.ID, store.Pointer{Incident: inc.ID, Fingerprint: alert.Fingerprint,
		Source: src.Name, Kind: src.Kind, Firing: true, Hash: a.hash, At: a.At.UTC(), StartsAt: a.StartsAt.UTC(),
		NoRecovery: a.NoRecovery, Held: in.held(a.Signal)})
}

// coveredElsewhere: another source already says that the alert fires.
func (in *intake) coveredElsewhere(alert incident.Alert) bool {
	for _, s := range alert.Sources {
		if s.Firing && s.Source != in.pull.src.Name {
			return true
		}
	}
	return false
}

// sight replaces one source's sighting.
func sight(all []incident.Sighting, s incident.Sighting) []incident.Sighting {
	for n := range all {
		if all[n].Source == s.Source && all[n].ID == s.ID {
			all[n] = s
			return all
		}
	}
	return append(all, s)
}

// fingerprint bounds a source's ID to something that names a record.
func fingerprint(id string) string {
	if len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return id
	}
	return incident.Fingerprint(map[string]string{"id": id})
}

// after gives an entry's time that is not before the incident's last change,
// since a source's clock and ours differ.
func after(inc *incident.Incident, t time.Time) time.Time {
	if !t.After(inc.UpdatedAt) {
		return inc.UpdatedAt.Add(time.Millisecond)
	}
	return t
}
