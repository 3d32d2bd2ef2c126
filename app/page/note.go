// Package page decides when a person is called: what rings, how often, what
// stays quiet, what a burst is folded into. The policy is pure; one loop runs it.
package page

import (
	"context"
	"time"

	"turnaround/app/incident"
)

// Note is one native notification. Title and Body may hold text from
// strangers: a [Notifier] cleans them for its back end.
type Note struct {
	// Key is what the note is about; a note replaces an earlier one of its key.
	Key      string
	Incident incident.ID // empty: about no single incident
	Severity incident.Severity
	Title    string
	Body     string
	Sound    string // critical, major, minor, a path, or empty: silent
	Volume   int    // 0 to 100
	Urgent   bool   // stays until dismissed, passes do-not-disturb where asked
	// Acknowledge and Open ask for these buttons where the system has them.
	Acknowledge bool
	Open        bool
	// Publish is the label of a button that tells customers "still working" and
	// promises the next update for Next; empty: there is none.
	Publish string
	Next    time.Time
}

// Receipt says what became of a note, hop by hop.
type Receipt struct {
	Backend string // dbus, beeep, terminal; empty: nothing could show it
	Why     string // in plain words, why no better back end took it; empty: the best one did
	Shown   bool   // the system took it
	Buttons bool   // with its buttons
	Sound   string // what played: "pulse", "aplay", or why nothing did
	Heard   bool   // a sound went to a device
	At      time.Time
}

// Notifier hands notes to the system.
type Notifier interface {
	Notify(ctx context.Context, note Note) (Receipt, error)
	// Withdraw removes the note of key where the system can; unknown keys are no error.
	Withdraw(ctx context.Context, key string) error
	// Hush stops a sound that plays for key.
	Hush(key string)
}

// Press is what a person did to a note.
type Press struct {
	Key      string
	Incident incident.ID
	Action   string // acknowledge, open, publish
}
