package source

import (
	"context"
	"time"
)

// Shift is a span of time somebody is on call. A zero Start or End means
// that it is open on that side.
type Shift struct {
	Start time.Time
	End   time.Time
	Who   string
	Email string // empty: not told
}

// Scheduler is a source that also knows who is on call.
type Scheduler interface {
	// OnCall gives the shifts of a schedule (the source's own ID of it) that
	// touch the span from..until, in order of their start. A source of a kind
	// without schedules answers an error that says so.
	OnCall(ctx context.Context, schedule string, from, until time.Time) ([]Shift, error)
}
