package incident

import "time"

// Signal is what a source says of one alert at one time. It is hostile text:
// whoever shows it cleans it first.
type Signal struct {
	// ID is the source's own ID of the alert, stable over its occurrences
	// (Alertmanager's fingerprint, PagerTree's alt_..., host!service).
	ID string
	// Shared names a space in which ID and Labels mean the same for sources
	// of another kind ("prometheus": a mail and an API copy of one alert carry
	// one fingerprint). Empty: comparable within its own source only.
	Shared string
	// Group is the source's own grouping, for sources whose alerts are
	// incidents already; empty: grouped by the configured labels.
	Group string

	Firing   bool
	Title    string
	Text     string // a longer description, at most 8 KB
	Severity string // as the source says it; the severity map reads it
	Service  string
	Assignee string // name at the source

	Labels      map[string]string
	Annotations map[string]string
	Link        string // to the alert at its source
	Runbook     string
	Dashboard   string

	StartsAt time.Time // zero: not told
	EndsAt   time.Time // when it cleared; zero while firing
	At       time.Time // when the source said so (mail: INTERNALDATE); orders signals

	// Marks is what the source holds on the alert: acknowledgements,
	// silences, inhibitions. Nil: the source has none.
	Marks []Marking
	// Notes are remarks made at the source, each with a stable ID.
	Notes []Remark
	// NoRecovery: this source will never tell that the alert cleared.
	NoRecovery bool
	// Ref is the source's own handle on it ("UIDVALIDITY:UID"), given back in
	// the target of an action.
	Ref string
	// Hash is the source's own hash of the content without its moving parts;
	// 0: the desk computes one.
	Hash uint64
	// Handled: this signal only tells an acknowledgement of an alert already
	// known; it never opens an incident.
	Handled bool
}

// Mark says why an alert is held at its source.
type Mark string

// The kinds of mark.
const (
	MarkAcknowledged Mark = "acknowledged"
	MarkSnoozed      Mark = "snoozed"
	MarkSilenced     Mark = "silenced" // by somebody, by other means than this app
	MarkInhibited    Mark = "inhibited"
	MarkMuted        Mark = "muted"
)

// Marking is one mark on one alert.
type Marking struct {
	Kind    Mark      `json:"kind"`
	By      string    `json:"by,omitempty"` // name at the source
	At      time.Time `json:"at,omitzero"`
	Until   time.Time `json:"until,omitzero"`
	Ref     string    `json:"ref,omitempty"`     // the source's ID of it (a silence)
	Action  string    `json:"action,omitempty"`  // the key of our action that made it, on whichever device
	Comment string    `json:"comment,omitempty"` // without our key
}

// Remark is a note or an event at the source's own timeline.
type Remark struct {
	ID   string // stable at the source
	Kind Kind   // KindNoted, KindAssigned, ...
	By   string
	At   time.Time
	Text string
}

// Batch is a part of one pull, applied atomically together with its cursor.
type Batch struct {
	Signals []Signal
	// Silences lists what this app may have made at the source, active or
	// ended, so that a lost one is noticed. Only meaningful with Complete.
	Silences []Silence
	// Cursor is where the source was read up to, opaque to all but the
	// source; nil leaves the stored one.
	Cursor []byte
	// Done marks the last batch of a pull.
	Done bool
	// Complete, on the last batch: the pull named every firing alert, so that
	// what it did not name has cleared.
	Complete bool
	// Unchanged, on the only batch: the source answered exactly as last time.
	Unchanged bool
}

// Silence is one silence standing, or having stood, at a source.
type Silence struct {
	ID       string    `json:"id"`
	By       string    `json:"by"`
	Comment  string    `json:"comment,omitempty"`
	Action   string    `json:"action,omitempty"` // key of our action, when we made it
	Kind     Mark      `json:"kind"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	State    string    `json:"state"` // active, pending, expired
	Matchers string    `json:"matchers,omitempty"`
}
