// Package duty knows whether this person is on call, until when, and when
// the next change is.
package duty

import "time"

// State is the answer at one moment.
type State struct {
	OnCall bool      `json:"on_call"`
	Until  time.Time `json:"until,omitzero"` // when this answer changes; zero: not known to change
	Next   time.Time `json:"next,omitzero"`  // when the next shift of this person starts
	Mode   string    `json:"mode"`           // always, until, calendar, source, list; empty: not asked yet
	Why    string    `json:"why"`            // in plain words
}
