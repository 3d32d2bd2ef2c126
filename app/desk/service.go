package desk

import (
	"fmt"
	"maps"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
)

// Service is what the configuration says of something customers may see.
type Service struct {
	Name           string
	Say            string // the customers' words for it
	Components     []string
	Audience       string
	Channels       []string // none: every channel
	CustomerFacing bool
	// Matches tells whether an incident with these labels is about it.
	Matches func(labels map[string]string) bool
}

// alertsAsked is how many alerts are looked at for the service of an incident.
const alertsAsked = 50

// ServiceOf finds the service an incident is about, by what its alerts share,
// else by one of its alerts; false: none is configured.
func (d *Desk) ServiceOf(id incident.ID) (Service, bool) {
	var found Service
	var ok bool
	err := d.store.View(func(tx *store.Tx) error {
		inc, err := tx.Incident(id)
		if err == nil {
			found, ok, err = d.serviceOf(tx, &inc)
		}
		return err
	})
	if err != nil {
		d.log.Error("find the service of an incident", "incident", id, "err", err)
	}
	return found, ok
}

func (d *Desk) serviceOf(tx *store.Tx, inc *incident.Incident) (Service, bool, error) {
	services := d.rules.Load().Services
	if len(services) == 0 {
		return Service{}, false, nil
	}
	if s, ok := match(services, labelsOf(inc, inc.Labels)); ok {
		return s, true, nil
	}
	asked := 0
	for alert, err := range tx.Alerts(inc.ID) {
		if err != nil {
			return Service{}, false, fmt.Errorf("read alerts of incident %s: %w", inc.ID, err)
		}
		if s, ok := match(services, labelsOf(inc, alert.Labels)); ok {
			return s, true, nil
		}
		if asked++; asked == alertsAsked {
			break
		}
	}
	return Service{}, false, nil
}

func match(services []Service, labels map[string]string) (Service, bool) {
	for _, s := range services {
		if s.Matches != nil && s.Matches(labels) {
			return s, true
		}
	}
	return Service{}, false
}

// labelsOf are labels with the incident's service and source beside them.
func labelsOf(inc *incident.Incident, labels map[string]string) map[string]string {
	all := maps.Clone(labels)
	if all == nil {
		all = map[string]string{}
	}
	if inc.Service != "" {
		all["service"] = inc.Service
	}
	if inc.Source != "" {
		all["source"] = inc.Source
	}
	return all
}

// Target is what the team set itself for a severity.
func (d *Desk) Target(s incident.Severity) journey.Target {
	if targets := d.rules.Load().Targets; targets != nil {
		return targets(s)
	}
	return journey.Presets(s)
}

// suspect notes that customers may be affected, where the service faces them
// and it is bad. What somebody said before stands, and it is said once.
func (w *work) suspect(inc *incident.Incident, labels map[string]string, began time.Time) error {
	if inc.Severity != incident.Critical && inc.Severity != incident.Major || !inc.Open() || w.now.Sub(began) > 24*time.Hour {
		return nil
	}
	if _, said := inc.Clocks["impact"]; said {
		return nil
	}
	s, ok := match(w.d.rules.Load().Services, labelsOf(inc, labels))
	if !ok || !s.CustomerFacing {
		return nil
	}
	_, err := w.add(inc, incident.Entry{
		ID: incident.NewEntryID(inc.ID, incident.KindImpact, "suspected"), Incident: inc.ID, Kind: incident.KindImpact,
		At: after(inc, w.now), Via: "service map",
		Text: fmt.Sprintf("customers may be affected: %s faces them", clip(s.Name, 100)),
		Data: incident.Pack(incident.Affected{Impact: incident.ImpactSuspected, Components: s.Components, Guessed: true}),
	})
	return err
}
