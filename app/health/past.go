package health

import "time"

// How contact went.
const (
	Contact   = "contact"
	Slow      = "slow"    // an attempt failed, or the answer took long; contact was not lost
	NoContact = "none"    // lost, or no contact was ever made
	NotKnown  = "unknown" // nobody asked: the app did not run, or the computer slept
)

// Segment is a span of time in which contact with a source went one way.
type Segment struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	State string    `json:"state"` // contact, slow, none, unknown
}
