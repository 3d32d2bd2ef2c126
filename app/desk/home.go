package desk

import (
	"errors"
	"fmt"
	"strings"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// home finds the incident an occurrence belongs to: the one its alert was in,
// else its group's, else a new one. What ended within the reopening window is
// reopened; what ended before that stays ended.
func (in *intake) home(a *arrival, p store.Pointer) (*incident.Incident, error) {
	if p.Incident != "" {
		inc, err := in.living(p.Incident)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		if err == nil {
			if ok, err := in.welcome(inc, a); ok || err != nil {
				return inc, err
			}
		}
	}
	for _, space := range in.groupSpaces(a) {
		inc, err := in.groupIncident(space, a.group)
		if err != nil {
			return nil, err
		}
		if inc == nil || (space != in.pull.src.Identity && !in.stranger(inc)) {
			continue
		}
		if ok, err := in.welcome(inc, a); ok || err != nil {
			return inc, err
		}
	}
	return in.open(a)
}

// groupSpaces are where an arrival's group may be found: with its own source
// first, then with sources of the other kind that speak of the same alerts.
func (in *intake) groupSpaces(a *arrival) []string {
	spaces := []string{in.pull.src.Identity}
	if a.Shared != "" && a.Group == "" {
		spaces = append(spaces, sharedSpace(a.Shared))
	}
	return spaces
}

// stranger tells whether the incident was opened by a source of the other
// kind. Two REST sources never share an incident by labels alone: that would
// acknowledge at both.
func (in *intake) stranger(inc *incident.Incident) bool {
	other := in.d.source(inc.Source)
	return other != nil && other.Kind != in.pull.src.Kind
}

func (in *intake) groupIncident(space, key string) (*incident.Incident, error) {
	id, err := in.tx.Group(space, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up group: %w", err)
	}
	inc, err := in.living(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return inc, err
}

// welcome takes an occurrence into inc if it is open or ended only just now.
func (in *intake) welcome(inc *incident.Incident, a *arrival) (bool, error) {
	if inc.Status != incident.Resolved {
		return true, nil
	}
	recent := in.now.Sub(inc.ResolvedAt) <= in.d.rules.Load().Reopen
	if sameEpisode := a.Group != "" && begun(a.Signal).Equal(inc.StartedAt); sameEpisode {
		recent = true // its source opened it again under the same ID
	}
	if !recent || in.pull.first {
		return false, nil
	}
	return true, in.reopen(inc, a)
}

func (in *intake) reopen(inc *incident.Incident, a *arrival) error {
	entry, _, err := in.unused(inc.ID, incident.KindReopened, a.ID, begun(a.Signal))
	if err != nil {
		return err
	}
	_, err = in.add(inc, incident.Entry{
		ID: entry, Incident: inc.ID, Kind: incident.KindReopened, Via: in.pull.src.Name,
		At: after(inc, begun(a.Signal)), Text: "fires again",
		Data: incident.Pack(incident.Fired{Fingerprint: fingerprint(a.ID), Rings: in.rings(a)}),
	})
	return err
}

// open begins a new incident.
func (in *intake) open(a *arrival) (*incident.Incident, error) {
	src := in.pull.src
	start := a.episode
	if start.IsZero() || begun(a.Signal).Before(start) {
		start = begun(a.Signal)
	}
	id := incident.NewID(src.Identity, a.group, start)
	inc, err := in.living(id)
	if err == nil {
		// The same episode is known (imported, merged, or it ended): it is no twin.
		if inc.Status == incident.Resolved {
			err = in.reopen(inc, a)
		}
		if err != nil {
			return nil, err
		}
		return inc, in.register(a, id)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	inc = in.create(id)
	_, err = in.add(inc, incident.Entry{
		ID: incident.NewEntryID(id, incident.KindOpened), Incident: id, At: begun(a.Signal),
		Kind: incident.KindOpened, Via: src.Name, Text: clip(a.Title, 300),
		Data: incident.Pack(incident.Opened{
			Title: clip(a.Title, 500), Service: clip(service(a.Signal), 200), Severity: a.severity,
			Source: src.Name, Group: clip(a.group, 500), Labels: groupLabels(src, in.d.rules.Load().GroupBy, a.Signal),
			Link: a.Link, Runbook: a.Runbook, Dashboard: a.Dashboard, StartedAt: begun(a.Signal),
		}),
	})
	if err != nil {
		return nil, err
	}
	in.taken.Opened++
	in.opens = append(in.opens, id)
	if err := in.suspect(inc, a.Labels, begun(a.Signal)); err != nil {
		return nil, err
	}
	return inc, in.register(a, id)
}

// register lets later alerts of the group find the incident.
func (in *intake) register(a *arrival, id incident.ID) error {
	for _, space := range in.groupSpaces(a) {
		if err := in.tx.PutGroup(space, a.group, id); err != nil {
			return fmt.Errorf("remember the group: %w", err)
		}
	}
	return nil
}

// service is what the alert is about, as customers' software is named.
func service(s *incident.Signal) string {
	if s.Service != "" {
		return s.Service
	}
	for _, name := range []string{"service", "job", "app", "host"} {
		if v := s.Labels[name]; v != "" {
			return v
		}
	}
	return ""
}

// groupLabels are the labels every alert of the group shares.
func groupLabels(src *intakeState, fallback []string, s *incident.Signal) map[string]string {
	by := src.GroupBy
	if len(by) == 0 {
		by = fallback
	}
	shared := map[string]string{}
	for _, choice := range by {
		if name, value := firstLabel(choice, s.Labels); value != "" {
			shared[name] = clip(value, 300)
		}
	}
	return shared
}

// firstLabel reads "a|b": the first of the labels that is set.
func firstLabel(choice string, labels map[string]string) (name, value string) {
	for choice != "" {
		name, choice, _ = strings.Cut(choice, "|")
		if value = labels[name]; value != "" {
			return name, value
		}
	}
	return "", ""
}
