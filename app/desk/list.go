package desk

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// Rows yields the summary of every incident, straight from memory.
func (d *Desk) Rows() iter.Seq[store.Row] { return d.store.Rows() }

// Detail is one incident whole; of its timeline, the lines that count.
type Detail struct {
	Incident incident.Incident
	Alerts   []incident.Alert
	More     int // alerts beyond those given
	Entries  []incident.Entry
	Texts    map[string]string // by fingerprint
	Waiting  []outbox.Action
}

// Show reads one incident with its timeline (oldest first) and up to limit
// alerts, firing ones first.
func (d *Desk) Show(id incident.ID, limit int) (Detail, error) {
	var out Detail
	err := d.store.View(func(tx *store.Tx) error {
		inc, err := tx.Incident(id)
		if err != nil {
			return err
		}
		out = Detail{Incident: inc, Texts: map[string]string{}}
		if err := out.readAlerts(tx, limit); err != nil {
			return err
		}
		for e, err := range timeline(tx, &inc) {
			if err != nil {
				return err
			}
			out.Entries = append(out.Entries, e)
		}
		slices.SortStableFunc(out.Entries, openedFirst)
		for a, err := range tx.Actions() {
			if err != nil {
				return err
			}
			if a.Incident == id {
				out.Waiting = append(out.Waiting, a)
			}
		}
		return nil
	})
	if err != nil {
		return Detail{}, fmt.Errorf("show incident %s: %w", id, err)
	}
	return out, nil
}

// openedFirst orders entries by time; of those of one moment the opening leads.
func openedFirst(a, b incident.Entry) int {
	if c := a.At.Compare(b.At); c != 0 || a.Kind == b.Kind {
		return c
	}
	switch incident.KindOpened {
	case a.Kind:
		return -1
	case b.Kind:
		return 1
	}
	return 0
}

func (out *Detail) readAlerts(tx *store.Tx, limit int) error {
	var cleared []incident.Alert
	total := 0
	for a, err := range tx.Alerts(out.Incident.ID) {
		if err != nil {
			return err
		}
		total++
		switch {
		case a.Firing && len(out.Alerts) < limit:
			out.Alerts = append(out.Alerts, a)
		case !a.Firing && len(cleared) < limit:
			cleared = append(cleared, a)
		}
	}
	room := max(0, limit-len(out.Alerts))
	out.Alerts = append(out.Alerts, cleared[:min(room, len(cleared))]...)
	out.More = total - len(out.Alerts)
	for _, a := range out.Alerts {
		text, err := tx.Body(out.Incident.ID, a.Fingerprint)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		out.Texts[a.Fingerprint] = text
	}
	return nil
}

// ErrAmbiguous: what a person typed names more than one incident.
var ErrAmbiguous = errors.New("names more than one incident")

// Find reads what a person typed: an ID, the beginning of one (8 characters
// at least), or a number with or without "#".
func (d *Desk) Find(text string) (incident.ID, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if n, err := strconv.Atoi(strings.TrimPrefix(text, "#")); err == nil && len(text) < 8 {
		rows := d.store.ByNumber(n)
		if open := onlyOpen(rows); len(rows) > 1 && len(open) > 0 {
			rows = open
		}
		return pick(text, rows)
	}
	if row, ok := d.store.Row(incident.ID(text)); ok {
		return row.ID, nil
	}
	var rows []store.Row
	if len(text) >= 8 {
		for row := range d.store.Rows() {
			if strings.HasPrefix(string(row.ID), text) {
				rows = append(rows, row)
			}
		}
	}
	return pick(text, rows)
}

func onlyOpen(rows []store.Row) []store.Row {
	var open []store.Row
	for _, r := range rows {
		if r.Status != incident.Resolved && r.MergedInto == "" {
			open = append(open, r)
		}
	}
	return open
}

func pick(text string, rows []store.Row) (incident.ID, error) {
	switch len(rows) {
	case 0:
		return "", fmt.Errorf("incident %q: %w; \"turnaround list\" shows what there is", clip(text, 40), store.ErrNotFound)
	case 1:
		return rows[0].ID, nil
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, fmt.Sprintf("%s (%s)", r.ID, clip(r.Title, 60)))
	}
	return "", fmt.Errorf("%q %w: %s", clip(text, 40), ErrAmbiguous, strings.Join(ids, ", "))
}

// Row gives one incident's summary.
func (d *Desk) Row(id incident.ID) (store.Row, bool) { return d.store.Row(id) }

// Silences lists what stood at each source in its last complete pull.
func (d *Desk) Silences() map[string][]incident.Silence {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := map[string][]incident.Silence{}
	for name, src := range d.sources {
		if len(src.silences) > 0 {
			all[name] = src.silences
		}
	}
	return all
}
