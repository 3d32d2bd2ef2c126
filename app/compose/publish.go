package compose

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/update"
)

// ErrNotReady says that something keeps the update from being published.
var ErrNotReady = errors.New("the update is not ready")

// Updates gives what is sent to each place. It fails with ErrNotReady where a
// hurdle stands.
func (w *Writing) Updates(now time.Time) ([]outbox.Update, error) {
	s, err := w.Look(now)
	if err != nil {
		return nil, err
	}
	if s.Hurdle != NoHurdle {
		return nil, fmt.Errorf("publish: %w: %s", ErrNotReady, w.Why(s))
	}
	var all []outbox.Update
	for _, p := range s.Previews {
		if p.On {
			all = append(all, w.sent(p, s))
		}
	}
	return all, nil
}

// Why says in plain words what the hurdle is.
func (w *Writing) Why(s Sight) string {
	switch s.Hurdle {
	case NoPlace:
		return "choose where it goes"
	case NothingSaid:
		return "say what customers see"
	case Blocked:
		var open []string
		for _, f := range s.Findings {
			if f.Level == update.Block && f.Overruled == "" {
				open = append(open, f.ID+": "+f.Say())
			}
		}
		return strings.Join(open, "; ")
	case OldApproval:
		return fmt.Sprintf("%s said OK to another text, or before something changed: ask again, or leave the name out", w.approved.By)
	}
	return ""
}

func (w *Writing) sent(p Preview, s Sight) outbox.Update {
	a := w.doc.Answers
	u := outbox.Update{Channel: p.Name, Audience: string(p.Audience), Language: p.language(), Phase: a.Phase, Title: p.Text.Title, Subject: p.Text.Subject,
		Text: p.Text.Body, Due: a.Next, Approved: w.approved.By, Ref: w.c.Incident.Customers.Heard[p.Name].Ref}
	if a.Phase == incident.PhaseResolved {
		u.Due = time.Time{}
	}
	if parts := w.components(); p.Page && len(parts) > 0 {
		u.Components = map[string]string{}
		for _, id := range parts {
			u.Components[id] = s.State
		}
	}
	if p.Page {
		u.Impact = w.impact()
	}
	for _, f := range s.Findings {
		if f.Overruled != "" && slices.Contains(f.Places, p.Name) {
			u.Overruled = append(u.Overruled, incident.Overruled{Check: f.ID, Reason: f.Overruled})
		}
	}
	return u
}

// components are those of the impact, else of the service.
func (w *Writing) components() []string {
	if parts := w.doc.Answers.Facts.Components; len(parts) > 0 {
		return parts
	}
	return w.c.Components
}

// stateNow is how the page shows the components: as somebody said, else set
// back at the end and otherwise by severity, without claiming an outage.
func (w *Writing) stateNow() string {
	a := w.doc.Answers
	switch {
	case a.Phase == incident.PhaseResolved:
		return cmp.Or(w.state, "operational")
	case w.state != "":
		return w.state
	case a.Severity == incident.Critical:
		return "partial"
	}
	return "degraded"
}

// impact is how bad the page calls it.
func (w *Writing) impact() string {
	if w.doc.Answers.Severity == incident.Critical {
		return "major"
	}
	return "minor"
}

// Learned gives what the update says of the customers, where that is more than
// the incident knows: whoever tells customers of a fault holds them affected.
func (w *Writing) Learned() (incident.Affected, bool) {
	known, a := w.c.Incident.Customers.Affected, w.doc.Answers
	f := a.Facts
	f.Who, f.Workaround = cmp.Or(a.Who, f.Who), cmp.Or(a.Meanwhile, f.Workaround)
	if a.Phase != incident.PhaseResolved && a.What != "" && a.What != w.set(a.Language).Trouble(w.c.Say, false) && a.What != w.set(a.Language).Trouble(w.c.Say, true) {
		f.What = a.What
	}
	if !f.Impact.Affects() {
		f.Impact = incident.ImpactConfirmed
	}
	f.Guessed = known.Guessed && f.Impact == known.Impact
	return f, !equal(known, f)
}

func equal(a, b incident.Affected) bool {
	return a.Impact == b.Impact && a.Start.Equal(b.Start) && a.End.Equal(b.End) && a.Who == b.Who && a.What == b.What && a.Where == b.Where &&
		a.Share == b.Share && a.Works == b.Works && a.Workaround == b.Workaround && a.Data == b.Data && slices.Equal(a.Components, b.Components) && a.Contacts == b.Contacts
}
