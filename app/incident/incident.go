// Package incident is the domain: what an incident, an alert and a line of a
// timeline are, and how an incident follows from its timeline. It is pure: no
// clock, no network, no disk, and nothing but the standard library.
package incident

import (
	"fmt"
	"strings"
	"time"
)

// ID names an incident alike on every device: see [NewID].
type ID string

// PersonID stands for a person in entries and incidents, so that names can be
// erased without touching the timeline: see [NewPersonID].
type PersonID string

// Severity runs from 1 (critical) to 4 (info); 0 means the source did not say.
type Severity int

// The four severities. SEV5 of other tools reads as SEV4.
const (
	Unknown  Severity = 0
	Critical Severity = 1
	Major    Severity = 2
	Minor    Severity = 3
	Info     Severity = 4
)

// String gives the short form people say: SEV1 to SEV4, or "SEV?".
func (s Severity) String() string {
	if s < Critical || s > Info {
		return "SEV?"
	}
	return fmt.Sprintf("SEV%d", int(s))
}

// Word gives the severity's name: Critical, Major, Minor, Info or Unknown.
func (s Severity) Word() string {
	switch s {
	case Critical:
		return "Critical"
	case Major:
		return "Major"
	case Minor:
		return "Minor"
	case Info:
		return "Info"
	}
	return "Unknown"
}

// OrDefault reads a missing severity as Minor, so that it is listed and never rings aloud.
func (s Severity) OrDefault() Severity {
	if s < Critical || s > Info {
		return Minor
	}
	return s
}

// ParseSeverity reads "1".."5", "SEV1", "sev-2", "P1" and the field's usual
// words (critical, error, warning, info, ...). It answers Unknown and false
// for anything else.
func ParseSeverity(text string) (Severity, bool) {
	t := strings.ToLower(strings.TrimSpace(text))
	for _, prefix := range []string{"sev-", "sev", "p"} {
		if rest, ok := strings.CutPrefix(t, prefix); ok && len(rest) == 1 {
			t = rest
			break
		}
	}
	switch t {
	case "1", "critical", "crit", "page", "emergency", "disaster", "fatal":
		return Critical, true
	case "2", "major", "high", "error", "err":
		return Major, true
	case "3", "minor", "warning", "warn", "medium", "average":
		return Minor, true
	case "4", "5", "info", "informational", "information", "notice", "low", "none", "debug":
		return Info, true
	}
	return Unknown, false
}

// Status is where an incident stands.
type Status string

// The three statuses. Snoozed is not one: see [Incident.SnoozedUntil].
const (
	Triggered    Status = "triggered"
	Acknowledged Status = "acknowledged"
	Resolved     Status = "resolved"
)

// Incident is the fold of its entries: see [Incident.Apply]. Times are UTC;
// a zero time means "not known" or "not yet".
type Incident struct {
	ID       ID                `json:"id"`
	Number   int               `json:"number"`
	Title    string            `json:"title"`
	Service  string            `json:"service,omitempty"`
	Severity Severity          `json:"severity"`
	Status   Status            `json:"status"`
	Source   string            `json:"source,omitempty"` // name of the source that opened it; empty when declared by hand
	Group    string            `json:"group,omitempty"`  // the group key its alerts share
	Labels   map[string]string `json:"labels,omitempty"` // the group's labels
	Link     string            `json:"link,omitempty"`

	Runbook   string `json:"runbook,omitempty"`
	Dashboard string `json:"dashboard,omitempty"`

	StartedAt      time.Time `json:"started_at,omitzero"`
	DetectedAt     time.Time `json:"detected_at,omitzero"`
	AcknowledgedAt time.Time `json:"acknowledged_at,omitzero"` // the first acknowledgement, for MTTA
	ResolvedAt     time.Time `json:"resolved_at,omitzero"`
	UpdatedAt      time.Time `json:"updated_at,omitzero"` // newest entry

	AckedBy  PersonID  `json:"acked_by,omitempty"`
	AckedAt  time.Time `json:"acked_at,omitzero"` // the standing acknowledgement
	AckUntil time.Time `json:"ack_until,omitzero"`
	// AckMark, AckRef and AckAction say what holds it at the source: somebody
	// else's mark, or our own action.
	AckMark   Mark     `json:"ack_mark,omitempty"`
	AckRef    string   `json:"ack_ref,omitempty"`
	AckAction string   `json:"ack_action,omitempty"`
	Assignee  PersonID `json:"assignee,omitempty"`

	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
	SnoozedBy    PersonID  `json:"snoozed_by,omitempty"`
	SnoozeKind   Mark      `json:"snooze_kind,omitempty"`

	// RingSince is when something last began that deserves a ring; zero while
	// all that is known was old, silenced or muted when we learned of it.
	RingSince  time.Time `json:"ring_since,omitzero"`
	QuietSince time.Time `json:"quiet_since,omitzero"` // a mail alert with no news since; never called resolved
	ClosedHere bool      `json:"closed_here,omitempty"`
	MergedInto ID        `json:"merged_into,omitempty"`

	Customers Customers `json:"customers,omitzero"`

	Alerts  int `json:"alerts"`  // fingerprints ever seen
	Firing  int `json:"firing"`  // of them firing now
	Flaps   int `json:"flaps"`   // times an alert fired again
	Notes   int `json:"notes"`   // notes written
	Entries int `json:"entries"` // lines of the timeline

	// TakenBack are the entries that no longer count, in order: see [Incident.Stands].
	TakenBack []string `json:"taken_back,omitempty"`

	// Clocks holds, per folded field, the time and ID of the entry that set
	// it, so that entries may arrive in any order.
	Clocks map[string]Stamp `json:"clocks,omitempty"`
}

// Open tells whether the incident still needs anybody: neither resolved nor
// merged into another.
func (i *Incident) Open() bool { return i.Status != Resolved && i.MergedInto == "" }

// Snoozed tells whether the incident is snoozed or silenced at now.
func (i *Incident) Snoozed(now time.Time) bool {
	return i.Status != Resolved && i.SnoozedUntil.After(now)
}

// Indefinitely is the end of a hold whose end nobody told.
var Indefinitely = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Alert is one fingerprint of an incident, kept beside it: an incident can
// have ten thousand.
type Alert struct {
	Incident    ID                `json:"incident"`
	Fingerprint string            `json:"fingerprint"`
	Title       string            `json:"title"`
	Severity    Severity          `json:"severity"`
	Labels      map[string]string `json:"labels,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
	Link        string            `json:"link,omitempty"`
	StartsAt    time.Time         `json:"starts_at,omitzero"`
	ClearedAt   time.Time         `json:"cleared_at,omitzero"`
	Firing      bool              `json:"firing"`
	Marks       []Marking         `json:"marks,omitempty"`
	Sources     []Sighting        `json:"sources"` // who reports it
	Fired       int               `json:"fired"`   // occurrences
	// Nth is how often this occurrence was told as new: a source may take its
	// word back and say it again.
	Nth int `json:"nth,omitempty"`
}

// Sighting is one source's last word on an alert.
type Sighting struct {
	Source string    `json:"source"`           // the source's name
	ID     string    `json:"id"`               // its own ID of the alert
	Shared string    `json:"shared,omitempty"` // as in Signal
	Kind   string    `json:"kind"`             // rest or mail
	Firing bool      `json:"firing"`
	At     time.Time `json:"at,omitzero"`
	Hash   uint64    `json:"hash,omitempty"`
	Ref    string    `json:"ref,omitempty"`
}
