package cmd

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/logs"
	"turnaround/app/secret"
	"turnaround/app/store"
	"turnaround/app/text"
	"turnaround/cmd/pager"
	"turnaround/sync/drill"
)

// openDrill opens the drill's own data. It is not encrypted: nothing in it is real.
func (c *cli) openDrill(ctx context.Context, o pager.Options, d *drill.Drill, look config.Look) (*pager.Pager, func() error, error) {
	known := &secret.Redactor{}
	known.Add(d.Password)
	log, logFile, err := logs.Open(c.places.Logs, os.Getenv("TURNAROUND_LOG"), known)
	if err != nil {
		return nil, nil, err
	}
	o.Places, o.Log, o.Now, o.Fixed, o.Practice = c.places, log, time.Now, true, true
	o.Config = drillConfig(d, DrillPerson, look)
	o.Secrets = &secret.Resolver{Known: known, Env: func(name string) (string, bool) {
		return d.Password, name == drillPassword
	}}
	p, err := pager.Open(ctx, o)
	if err != nil {
		return nil, nil, errors.Join(err, logFile.Close())
	}
	return p, func() error { return errors.Join(p.Close(), logFile.Close()) }, nil
}

// observe notes what rings: an incident that is over does not tell it any more.
func (r *Rehearsal) observe(ctx context.Context) {
	note := func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		for row := range r.pager.Desk.Open() {
			if !row.RingSince.IsZero() && row.Severity < incident.Info {
				if r.rang == nil {
					r.rang = map[incident.ID]bool{}
				}
				r.rang[row.ID] = true
			}
		}
		return false
	}
	for ctx.Err() == nil {
		if _, err := r.until(ctx, time.Hour, note); err != nil {
			return
		}
	}
}

// Rang tells whether an incident has called for the person so far.
func (r *Rehearsal) Rang(id incident.ID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rang[id]
}

// DrillPerson is what whoever takes a drill is called in it.
const DrillPerson = "You"

// Outcome is how one incident of a drill went.
type Outcome struct {
	Title       string  `json:"title"`
	Severity    int     `json:"severity"`
	Rang        bool    `json:"rang"`
	AckSeconds  float64 `json:"acknowledge_seconds,omitempty"`
	AckedBy     string  `json:"acknowledged_by,omitempty"`
	Resolved    bool    `json:"resolved"`
	OpenSeconds float64 `json:"open_seconds,omitempty"`
	Flaps       int     `json:"flaps"`
	Alerts      int     `json:"alerts"`
	// Customers is how it went for them; nil: they were not affected.
	Customers *CustomerOutcome `json:"customers,omitempty"`
}

// Outcomes tells how the drill went, in the order things began.
func (r *Rehearsal) Outcomes() []Outcome {
	r.mu.Lock()
	final := r.final
	r.mu.Unlock()
	if final != nil {
		return final
	}
	now := time.Now()
	var rows []store.Row
	for row := range r.pager.Desk.Rows() {
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b store.Row) int { return a.StartedAt.Compare(b.StartedAt) })
	outcomes := []Outcome{}
	for _, row := range rows {
		o := Outcome{Title: row.Title, Severity: int(row.Severity), Rang: r.Rang(row.ID),
			Resolved: row.Status == incident.Resolved, Flaps: row.Flaps, Alerts: row.Alerts}
		if !row.AcknowledgedAt.IsZero() {
			o.AckSeconds = row.AcknowledgedAt.Sub(row.StartedAt).Seconds()
			o.AckedBy = r.pager.Desk.Name(r.firstBy(row))
		}
		if o.Resolved {
			o.OpenSeconds = row.ResolvedAt.Sub(row.StartedAt).Seconds()
		}
		o.Customers = r.customerOutcome(row, now)
		outcomes = append(outcomes, o)
	}
	return outcomes
}

// firstBy is who acknowledged first: another may have it since.
func (r *Rehearsal) firstBy(row store.Row) incident.PersonID {
	whole, err := r.pager.Desk.Show(row.ID, 0)
	if err != nil {
		return row.AckedBy // it went meanwhile; the row is what is known
	}
	for _, e := range whole.Entries {
		if e.Kind == incident.KindAcknowledged {
			return e.By
		}
	}
	return row.AckedBy
}

// report says at the end how it went.
func (r *Rehearsal) report() {
	outcomes := r.Outcomes()
	r.mu.Lock()
	began := r.began
	r.mu.Unlock()
	if r.voice.out.json {
		if err := r.voice.out.JSON(outcomes); err != nil && r.voice.out.err == nil {
			r.voice.out.err = err
		}
		return
	}
	r.voice.out.linef("\nHow it went, in %s:", text.Age(time.Since(began)))
	for _, o := range outcomes {
		r.voice.out.linef("  %s  %s", incident.Severity(o.Severity), text.Line(o.Title, 80))
		switch {
		case o.AckedBy != "":
			r.voice.out.linef("        acknowledged by %s after %.0f s", text.Line(o.AckedBy, 40), o.AckSeconds)
		case o.Rang:
			r.voice.out.linef("        rang; nobody acknowledged it")
		default:
			r.voice.out.linef("        listed; it did not ring")
		}
		if o.Resolved {
			r.voice.out.linef("        resolved after %.0f s", o.OpenSeconds)
		} else {
			r.voice.out.linef("        still open")
		}
		if o.Customers != nil {
			r.voice.out.linef("        customers: %s", o.Customers.line())
		}
	}
	if line := heardNothing(outcomes); line != "" {
		r.voice.out.linef("%s", line)
	}
	r.voice.out.linef("Next: \"turnaround config init\", add your own source, \"turnaround test-page\".")
}
