package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"turnaround/app/archive"
	"turnaround/app/incident"
	"turnaround/app/store"
)

// Export writes every incident that fits q into an archive; people with their
// names and the alerts' long texts only where the archive takes them.
// progress, where given, is told how many incidents were written.
func (d *Desk) Export(ctx context.Context, w *archive.Writer, q Query, people bool, progress func(int)) (int, error) {
	var ids []incident.ID
	for row := range q.Filter(d.store.Rows()) {
		ids = append(ids, row.ID)
	}
	err := d.store.View(func(tx *store.Tx) error {
		for n, id := range ids {
			if err := ctx.Err(); err != nil {
				return err
			}
			for e, err := range tx.Entries(id) {
				if err == nil {
					err = w.Entry(handedOn(e, people))
				}
				if err != nil {
					return err
				}
			}
			if progress != nil {
				progress(n + 1)
			}
		}
		if err := exportAlerts(tx, w, ids, people); err != nil || !people {
			return err
		}
		for p, err := range tx.People() {
			if err == nil {
				err = w.Person(archive.Person{ID: p.ID, Name: p.Name, Address: p.Address})
			}
			if err != nil {
				return err
			}
		}
		return exportTexts(tx, w, ids)
	})
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	return len(ids), nil
}

// handedOn is an entry without who approved an update and which addresses did
// not get it, where people are left out.
func handedOn(e incident.Entry, people bool) incident.Entry {
	switch e.Kind {
	case incident.KindPublished, incident.KindCorrected, incident.KindPublishFailed:
		if said := incident.Unpack[incident.Spoken](e); !people && said.Approved+said.Note != "" {
			said.Approved, said.Note = "", ""
			e.Data = incident.Pack(said)
		}
	}
	return e
}

func exportAlerts(tx *store.Tx, w *archive.Writer, ids []incident.ID, people bool) error {
	for _, id := range ids {
		for a, err := range tx.Alerts(id) {
			if err != nil {
				return err
			}
			if !people {
				a.Marks = nil // they name who silenced it
			}
			if err := w.Alert(a); err != nil {
				return err
			}
		}
	}
	return nil
}

func exportTexts(tx *store.Tx, w *archive.Writer, ids []incident.ID) error {
	for _, id := range ids {
		for a, err := range tx.Alerts(id) {
			if err != nil {
				return err
			}
			text, err := tx.Body(id, a.Fingerprint)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err == nil {
				err = w.Text(archive.Text{Incident: id, Fingerprint: a.Fingerprint, Text: text})
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Imported says what an import brought.
type Imported struct {
	Incidents int `json:"incidents"` // that changed
	Entries   int `json:"entries"`   // that were new
	Alerts    int `json:"alerts"`
	Known     int `json:"known"` // entries that were there already
}

// Import unites an archive with what is here, by entry ID; doing it twice
// changes nothing. It is inert: nothing is sent and nothing rings.
func (d *Desk) Import(ctx context.Context, r *archive.Reader, progress func(int)) (Imported, error) {
	im := &importer{d: d, ctx: ctx, progress: progress, touched: map[incident.ID]bool{}}
	err := r.Entries(im.entry)
	if err == nil {
		err = im.flush()
	}
	if err == nil {
		err = r.Alerts(im.alert)
	}
	if err == nil {
		err = im.flush()
	}
	if err == nil {
		err = im.names(r)
	}
	im.done.Incidents = len(im.touched)
	if err != nil {
		return im.done, fmt.Errorf("import (%d new entries are in): %w", im.done.Entries, err)
	}
	return im.done, nil
}

// importer gathers what belongs together into transactions.
type importer struct {
	d        *Desk
	ctx      context.Context
	progress func(int)
	entries  []incident.Entry
	alerts   []incident.Alert
	touched  map[incident.ID]bool
	done     Imported
}

func (im *importer) entry(e incident.Entry) error {
	if e.ID == "" || e.Incident == "" || len(e.ID) > 64 || len(e.Incident) > 64 {
		return fmt.Errorf("entry %q of incident %q: not an ID", clip(e.ID, 40), clip(string(e.Incident), 40))
	}
	e.Text = clip(e.Text, 8000)
	im.entries = append(im.entries, e)
	if len(im.entries) < chunk {
		return nil
	}
	return im.flush()
}

func (im *importer) alert(a incident.Alert) error {
	if a.Incident == "" || a.Fingerprint == "" || len(a.Fingerprint) > 64 {
		return fmt.Errorf("alert %q: not a fingerprint", clip(a.Fingerprint, 40))
	}
	im.alerts = append(im.alerts, a)
	if len(im.alerts) < chunk {
		return nil
	}
	return im.flush()
}

func (im *importer) flush() error {
	entries, alerts := im.entries, im.alerts
	im.entries, im.alerts = nil, nil
	if err := im.write(entries, alerts); err != nil {
		return err
	}
	if im.progress != nil {
		im.progress(im.done.Entries + im.done.Known)
	}
	return nil
}

// write takes entries or alerts in one transaction, or in smaller ones when
// they are too many for the store.
func (im *importer) write(entries []incident.Entry, alerts []incident.Alert) error {
	added, kept := map[incident.ID]int{}, 0
	err := im.d.update(im.ctx, func(w *work) (err error) {
		if added, err = w.unite(entries); err != nil {
			return err
		}
		kept, err = w.uniteAlerts(alerts)
		return err
	})
	if n := len(entries) + len(alerts); errors.Is(err, store.ErrTooBig) && n > 1 {
		halfE, halfA := (len(entries)+1)/2, len(alerts)/2
		if err := im.write(entries[:halfE], alerts[:halfA]); err != nil {
			return err
		}
		return im.write(entries[halfE:], alerts[halfA:])
	}
	if err != nil {
		return err
	}
	fresh := 0
	for id, n := range added {
		im.touched[id] = true
		fresh += n
	}
	im.done.Entries += fresh
	im.done.Known += len(entries) - fresh
	im.done.Alerts += kept
	return nil
}

// unite adds the entries that are not here yet, and counts them by incident.
func (w *work) unite(entries []incident.Entry) (map[incident.ID]int, error) {
	added, rang := map[incident.ID]int{}, map[incident.ID]bool{}
	for _, e := range entries {
		inc, err := w.incident(e.Incident)
		if errors.Is(err, store.ErrNotFound) {
			inc, err = w.create(e.Incident), nil
		}
		if err != nil {
			return nil, err
		}
		if _, ok := rang[e.Incident]; !ok {
			rang[e.Incident] = !inc.RingSince.IsZero()
		}
		if e.Recorded.After(w.now) {
			e.Recorded = w.now // this device learns of it now, whatever another's clock says
		}
		ok, err := w.add(inc, e)
		if err != nil {
			return nil, err
		}
		if ok {
			added[e.Incident]++
		}
	}
	return added, w.hush(added, rang)
}

// uniteAlerts adds the alerts that are not here yet, and counts them.
func (w *work) uniteAlerts(alerts []incident.Alert) (kept int, err error) {
	for _, a := range alerts {
		_, err := w.tx.Alert(a.Incident, a.Fingerprint)
		if err == nil {
			continue
		}
		if !errors.Is(err, store.ErrNotFound) {
			return kept, err
		}
		if err := w.tx.PutAlert(a); err != nil {
			return kept, err
		}
		kept++
	}
	return kept, nil
}

// hush keeps what was imported from ringing: only what comes later rings, and
// what rang here before.
func (w *work) hush(added map[incident.ID]int, rang map[incident.ID]bool) error {
	for _, id := range slices.Sorted(maps.Keys(added)) {
		if rang[id] {
			continue
		}
		inc, err := w.incident(id)
		if err != nil {
			return err
		}
		if inc.RingSince.IsZero() {
			continue
		}
		_, err = w.add(inc, incident.Entry{
			ID:       incident.NewEntryID(id, incident.KindImported, inc.RingSince.UTC().String()),
			Incident: id, Kind: incident.KindImported, Via: "import", At: w.now,
			Recorded: latest(w.now, inc.RingSince), // another device's clock may be ahead
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// names takes the people and long texts of an archive that has them.
func (im *importer) names(r *archive.Reader) error {
	err := r.People(func(p archive.Person) error {
		return im.d.store.Update(im.ctx, func(tx *store.Tx) error {
			return tx.PutPerson(store.Person{ID: p.ID, Name: clip(p.Name, 200), Address: clip(p.Address, 300), Seen: im.d.now()})
		})
	})
	if err != nil {
		return err
	}
	return r.Texts(func(t archive.Text) error {
		return im.d.store.Update(im.ctx, func(tx *store.Tx) error {
			return tx.PutBody(t.Incident, t.Fingerprint, clip(t.Text, 8000))
		})
	})
}
