package mailalert

import (
	"strings"

	"turnaround/app/incident"
)

// labelled reads the mails that print label sets: kinds alertmanager and
// grafana. Without any section it falls back to the subject alone.
func (rec *recogniser) labelled(m *mail) ([]incident.Signal, bool) {
	firing := !strings.Contains(clip(m.subject, 200), "[RESOLVED")
	m.reduce()
	found := readSections(m.rich(), firing, true, m.cut)
	if len(found) == 0 && m.plain != "" {
		found = readSections(m.lines, firing, false, m.cut)
	}
	if len(found) == 0 {
		return rec.bySubject(m, firing)
	}
	home := rec.homeLink(m)
	signals := make([]incident.Signal, 0, len(found))
	for n := range found {
		signals = append(signals, rec.labelledSignal(m, &found[n], home))
	}
	return signals, true
}

// homeLink is the button that leads to the alerts in Alertmanager.
func (rec *recogniser) homeLink(m *mail) string {
	for _, l := range m.links {
		if strings.Contains(l.href, "/#/alerts") || strings.EqualFold(l.text, "view in alertmanager") {
			return webLink(l.href)
		}
	}
	return ""
}

// labelledSignal makes a signal of one section.
//
// Alertmanager prints every label, so its fingerprint can be computed anew
// and the signal shares the space of its API copy. Grafana leaves out the
// labels that begin with two underscores, which its own fingerprint counts:
// what is computed from the rest is a key of its own, shared with nothing.
func (rec *recogniser) labelledSignal(m *mail, s *section, home string) incident.Signal {
	sig := incident.Signal{
		ID: incident.Fingerprint(s.labels), Shared: rec.Shared, Firing: s.firing, At: m.received,
		Labels: bounded(s.labels), Annotations: bounded(s.annotations),
		Link: first(s.source, home), NoRecovery: rec.NoRecovery && s.firing,
	}
	if rec.Kind == kindGrafana {
		sig.ID = rec.Name + ":" + sig.ID
	}
	sig.Severity = rec.severity(sig.Labels["severity"])
	sig.Service = cleanLine(first(sig.Labels["service"], sig.Labels["job"]), maxName)
	a := sig.Annotations
	sig.Title = headline(a["summary"], a["message"], sig.Labels["alertname"], m.subject)
	sig.Text = cleanText(first(a["description"], a["message"]), maxBody)
	sig.Runbook = first(webLink(a["runbook_url"]), webLink(a["runbook"]), s.runbook)
	sig.Dashboard = first(webLink(a["dashboard_url"]), webLink(a["dashboard"]), s.dashboard)
	if !s.firing {
		sig.EndsAt = m.eventTime()
	} else if s.observed != "" {
		sig.StartsAt = m.started(s.observed, goTimes)
	}
	return sig
}

// goTimes is how Go's templates print a time.
var goTimes = []string{"2006-01-02 15:04:05.999999999 -0700 MST", "2006-01-02 15:04:05 -0700 MST"}

// bySubject makes one signal of "[FIRING:2] name prod (x y)", for bodies of a
// user's own template or none. What stands in parentheses changes from mail
// to mail; what stands before it does not.
func (rec *recogniser) bySubject(m *mail, firing bool) ([]incident.Signal, bool) {
	rest := m.subject
	if at := max(strings.Index(rest, "[FIRING"), strings.Index(rest, "[RESOLVED")); at > 0 {
		rest = rest[at:] // after a list's own [tag]
	}
	_, rest, found := strings.Cut(rest, "] ")
	if !found {
		return nil, false
	}
	if at := strings.LastIndex(rest, " ("); at > 0 && strings.HasSuffix(rest, ")") {
		rest = rest[:at]
	}
	rest = cleanLine(rest, maxTitle)
	if rest == "" {
		return nil, false
	}
	sig := incident.Signal{
		ID: clip(rec.Name+":subject:"+strings.ToLower(rest), maxID), Firing: firing, At: m.received,
		Title: rest, Text: cleanText(m.body(), maxBody), Link: rec.homeLink(m), NoRecovery: rec.NoRecovery && firing,
	}
	sig.Group = sig.ID
	if !firing {
		sig.EndsAt = m.eventTime()
	}
	return []incident.Signal{sig}, true
}

// bounded cuts the values of a label set, which is counted already.
func bounded(set map[string]string) map[string]string {
	for name, value := range set {
		if len(value) > maxValue {
			set[name] = clip(value, maxValue)
		}
	}
	return set
}

// first gives the first text that is not blank.
func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
