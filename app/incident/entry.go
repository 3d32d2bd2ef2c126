package incident

import (
	"encoding/json"
	"time"
)

// Kind says what an entry tells.
type Kind string

// The kinds of entry. A kind once written keeps its meaning for ever.
const (
	KindOpened         Kind = "opened"         // Opened
	KindFired          Kind = "fired"          // Fired
	KindCleared        Kind = "cleared"        // Cleared
	KindRang           Kind = "ring"           // an alert lost its mark while firing: it deserves a ring now
	KindAcknowledged   Kind = "acknowledged"   // Held
	KindUnacknowledged Kind = "unacknowledged" // taken back, expired or ended at the source
	KindSnoozed        Kind = "snoozed"        // Held
	KindUnsnoozed      Kind = "unsnoozed"
	KindResolved       Kind = "resolved" // Ended
	KindReopened       Kind = "reopened"
	KindQuiet          Kind = "quiet" // no news since
	KindSeverity       Kind = "severity"
	KindAssigned       Kind = "assigned"
	KindNoted          Kind = "noted"
	KindRetitled       Kind = "retitled"
	KindMerged         Kind = "merged"   // Linked: into another
	KindAbsorbed       Kind = "absorbed" // Linked: took another in
	KindSplit          Kind = "split"    // Linked: some alerts left
	KindUnmerged       Kind = "unmerged" // Linked: its merge into another was taken back
	KindParted         Kind = "parted"   // Parted: what it took in is by itself again
	KindActed          Kind = "acted"    // Acted: the outcome of an action at the source
	KindSilenceLost    Kind = "silence-lost"
	KindImported       Kind = "imported" // what an import brought does not ring
	KindNotified       Kind = "notified" // a notification was handed to the system
)

// Entry is one immutable line of an incident's timeline. Entries are a set:
// uniting two timelines is a union by ID.
type Entry struct {
	ID       string    `json:"id"` // derived for what a source said, a ULID for what a person did
	Incident ID        `json:"incident"`
	At       time.Time `json:"at"`       // when it happened
	Recorded time.Time `json:"recorded"` // when this device learned of it
	Kind     Kind      `json:"kind"`
	By       PersonID  `json:"by,omitempty"`  // empty: a machine
	Via      string    `json:"via,omitempty"` // source name, or window, command, notification
	Text     string    `json:"text,omitempty"`
	// Data is the kind's own value (Opened, Fired, ...) as JSON.
	Data json.RawMessage `json:"data,omitempty"`
	// Public: customers could see it.
	Public bool `json:"public,omitempty"`
}

// Opened is the data of KindOpened.
type Opened struct {
	Title     string            `json:"title"`
	Service   string            `json:"service,omitempty"`
	Severity  Severity          `json:"severity"`
	Source    string            `json:"source,omitempty"`
	Group     string            `json:"group,omitempty"`
	Labels    map[string]string `json:"labels,omitempty"`
	Link      string            `json:"link,omitempty"`
	Runbook   string            `json:"runbook,omitempty"`
	Dashboard string            `json:"dashboard,omitempty"`
	StartedAt time.Time         `json:"started_at,omitzero"`
}

// Fired is the data of KindFired.
type Fired struct {
	Fingerprint string    `json:"fingerprint"`
	StartsAt    time.Time `json:"starts_at,omitzero"`
	Severity    Severity  `json:"severity,omitempty"`
	First       bool      `json:"first,omitempty"` // the first occurrence of this fingerprint here
	// Rings: it deserves a ring; false for what was firing at first contact,
	// is older than a day, or is held at its source.
	Rings bool `json:"rings,omitempty"`
}

// Cleared is the data of KindCleared.
type Cleared struct {
	Fingerprint string `json:"fingerprint"`
}

// Held is the data of KindAcknowledged and KindSnoozed.
type Held struct {
	Until  time.Time `json:"until,omitzero"`
	Mark   Mark      `json:"mark,omitempty"`   // what holds it at the source; empty: made here
	Action string    `json:"action,omitempty"` // our action's key
	Ref    string    `json:"ref,omitempty"`
}

// Ended is the data of KindResolved.
type Ended struct {
	// Here: closed on this device's word while the source still fires; it
	// comes back when an alert fires anew.
	Here bool `json:"here,omitempty"`
}

// Linked is the data of KindMerged, KindAbsorbed, KindSplit and KindUnmerged.
type Linked struct {
	Other        ID       `json:"other"`
	Fingerprints []string `json:"fingerprints,omitempty"` // of the alerts that came, in KindAbsorbed
	Alerts       int      `json:"alerts,omitempty"`       // alerts that moved
	Firing       int      `json:"firing,omitempty"`       // of them firing
}

// Parted is the data of KindParted.
type Parted struct {
	Other ID `json:"other"`
	// Entries are those the merge brought into this timeline. They stay there,
	// and count no more: see [Incident.Stands].
	Entries []string `json:"entries,omitempty"`
}

// Acted is the data of KindActed.
type Acted struct {
	Action  string `json:"action"`
	Verb    string `json:"verb"`
	Source  string `json:"source"`
	Outcome string `json:"outcome"` // done, already, conflict, failed, dropped
	Ref     string `json:"ref,omitempty"`
}

// Value is what KindSeverity, KindAssigned and KindRetitled set.
type Value struct {
	Severity Severity `json:"severity,omitempty"`
	Person   PersonID `json:"person,omitempty"`
	Title    string   `json:"title,omitempty"`
}

// Pack encodes an entry's data. The types of this package always encode.
func Pack(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("incident: entry data of a type that cannot be encoded: " + err.Error())
	}
	return raw
}

// Unpack decodes an entry's data; what does not decode reads as zero, since a
// newer version may have written it.
func Unpack[T any](e Entry) T {
	var v T
	if len(e.Data) > 0 && json.Unmarshal(e.Data, &v) != nil {
		var zero T
		return zero
	}
	return v
}
