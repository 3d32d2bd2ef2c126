// Package instance keeps one app running per user and data folder, and lets
// other processes of the same user talk to it: through a Unix socket in a
// folder of the user's own, on Windows through a named pipe. Nothing listens
// on the network.
package instance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"
)

// Place says which app is meant: one per data folder.
type Place struct {
	Data    string       // the data folder
	Runtime string       // folder for the socket; empty: the system's for this user
	Version string       // of the program, told to the other side
	Log     *slog.Logger // nil: nothing is logged
}

// Errors of Listen and Dial.
var (
	ErrRunning    = errors.New("turnaround is already running with this data folder")
	ErrNotRunning = errors.New("turnaround is not running with this data folder")
)

// Protocol is the version of what is spoken; both sides have to have the same.
const Protocol = 1

// Bounds of what is taken from the other side.
const (
	maxRequest  = 8 << 20  // bytes of one request
	maxResponse = 64 << 20 // bytes of one response
	maxClients  = 32       // at the same time
)

// Times after which the other side counts as stuck.
const (
	helloWithin   = 5 * time.Second
	requestWithin = time.Minute // between two requests, and for all of one
	writeWithin   = 30 * time.Second
)

// Handler answers a request. A long answer may send parts before it returns
// the last one; ctx ends when the client goes or the server closes.
type Handler func(ctx context.Context, method string, params json.RawMessage, send func(part any) error) (any, error)

// hello is the first line either side sends.
type hello struct {
	Turnaround int    `json:"turnaround"` // Protocol
	Version    string `json:"version,omitempty"`
	PID        int    `json:"pid,omitempty"`
	Error      *Error `json:"error,omitempty"`
}

// Request asks for something; one line of JSON.
type Request struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params,omitempty"`
}

// Response is one line of the answer; the last has More unset.
type Response struct {
	Result json.RawMessage `json:"result,omitempty"`
	Error  *Error          `json:"error,omitempty"`
	More   bool            `json:"more,omitempty"`
}

// Error is an error with a code, by which it is known on the other side too:
// errors.Is compares codes alone.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// The codes this package gives itself.
const (
	CodeInternal = "internal"  // an error without a code of its own
	CodeCanceled = "canceled"  // the app is closing
	CodeRequest  = "request"   // not understood, or too large
	CodeVersion  = "version"   // the two programs speak different protocols
	CodeBusy     = "busy"      // too many clients
	CodeTooLarge = "too_large" // the answer cannot be sent: too large, or no JSON
)

// Fail gives an error a code to travel under.
func Fail(code string, err error) error { return &coded{&Error{code, err.Error()}, err} }

// Code is the code of an error, or "" when it has none.
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

// Is compares codes, for errors.Is.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// coded keeps the cause of an error on this side of the wire.
type coded struct {
	sent  *Error
	cause error
}

func (c *coded) Error() string { return c.sent.Message }

func (c *coded) Unwrap() []error { return []error{c.sent, c.cause} }

// wire is an error as it is sent.
func wire(err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return &Error{Code: e.Code, Message: err.Error()}
	case errors.Is(err, context.Canceled):
		return &Error{Code: CodeCanceled, Message: "the app is closing"}
	}
	return &Error{Code: CodeInternal, Message: err.Error()}
}

// name is what tells the socket of one data folder from another's.
func (p Place) name() (string, error) {
	path, err := filepath.Abs(p.Data)
	if err != nil {
		return "", fmt.Errorf("name the data folder: %w", err)
	}
	// A link and its target are the same folder. One that is not there yet
	// has its plain name.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:8]), nil
}

func (p Place) log() *slog.Logger {
	if p.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return p.Log
}
