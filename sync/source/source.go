// Package source is the contract between a place alerts come from and the
// engine that runs it. Each kind of source is a package beside this one.
package source

import (
	"context"
	"errors"
	"fmt"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// Source is one configured place alerts come from. One goroutine owns it:
// Pull and Act are never called at the same time, Watch may run beside them.
type Source interface {
	// Identity derives from the address, alike on every device, and holds no secret.
	Identity() string
	// Can tells what may be done there, configuration and ability combined.
	Can() Can
	// Pull reads what is new since cursor (nil: first contact) and yields it
	// in batches, each to be applied with its cursor; an error from yield ends
	// the pull and comes back. Pulling twice from one cursor is harmless.
	Pull(ctx context.Context, cursor []byte, yield func(incident.Batch) error) error
	// Act looks at the present state and does what is missing. Doing the same
	// action (by ID) again changes nothing at the source. An error means that
	// it is not known or not possible now; a refusal is an Outcome.
	Act(ctx context.Context, action outbox.Action) (outbox.Outcome, error)
	// Close releases connections. It may be called once, and interrupts.
	Close() error
}

// Watcher is a source that hears of news by itself (IMAP IDLE).
type Watcher interface {
	// Watch calls changed whenever a Pull would bring something, until ctx
	// ends or contact is lost (error). It yields the connection to Pull and Act.
	Watch(ctx context.Context, changed func()) error
}

// Can says what a source can do and may do.
type Can struct {
	// Verbs maps each verb that is able and allowed to one sentence of what
	// it does there ("makes a 2 h silence for exactly these alerts").
	Verbs map[outbox.Verb]string
	// Cannot maps the others to the reason in plain words ("Alertmanager
	// cannot resolve: an alert ends when its condition does",
	// `not allowed: add "ack" to allow`).
	Cannot map[outbox.Verb]string
	// Kind is "rest" or "mail".
	Kind string
}

// May tells whether verb can and may be done, and if not, why.
func (c Can) May(verb outbox.Verb) (bool, string) {
	if _, ok := c.Verbs[verb]; ok {
		return true, ""
	}
	if why := c.Cannot[verb]; why != "" {
		return false, why
	}
	return false, fmt.Sprintf("this source does not know %q", verb)
}

// The kinds of failure a person is told apart. A source wraps one of them.
var (
	ErrUnreachable = errors.New("not reachable")           // DNS, refused, reset, timed out
	ErrTLS         = errors.New("certificate not trusted") // wrong or unknown certificate
	ErrAuth        = errors.New("sign-in refused")         // wrong password, expired token, 401, 403
	ErrNotFound    = errors.New("not found there")         // 404, no such mailbox
	ErrAnswer      = errors.New("answer not understood")   // HTML for JSON, truncated, wrong profile
	ErrBusy        = errors.New("too many requests")       // 429, too many connections
	ErrServer      = errors.New("the server failed")       // 5xx
	// ErrTimeout is an ErrUnreachable: nothing answered in time.
	ErrTimeout = fmt.Errorf("%w: no answer in time", ErrUnreachable)
)

// Fault is a failure in plain words: what failed, why, and one fix.
type Fault struct {
	Kind  error         // one of the errors above
	What  string        // "eu-prod answered 401 to GET /api/v2/alerts"
	Fix   string        // "check the token in keyring:eu-prod"
	After time.Duration // Retry-After; 0: not told
	Err   error         // the cause; may be nil
}

// Error gives what failed and the fix in one line.
func (f *Fault) Error() string {
	text := f.What
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	if f.Fix != "" {
		text += "; " + f.Fix
	}
	return text
}

// Unwrap lets errors.Is find both the kind and the cause.
func (f *Fault) Unwrap() []error {
	if f.Err == nil {
		return []error{f.Kind}
	}
	return []error{f.Kind, f.Err}
}
