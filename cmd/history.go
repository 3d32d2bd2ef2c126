package cmd

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"turnaround/app/journey"
	"turnaround/app/text"
	"turnaround/sync/publish"
	"turnaround/sync/source"
)

// PastFault is why a public history was not read, as a kind that a screen can
// word: address, file, busy, tls, unreachable, answer.
type PastFault struct {
	Kind string
	Err  error
}

// Error says what is wrong.
func (f *PastFault) Error() string { return text.Line(f.Err.Error(), 400) }

// Unwrap gives the cause.
func (f *PastFault) Unwrap() error { return f.Err }

// PastIncidents reads the public history of a status page from its address or
// from a saved answer. Nothing of it is kept, and no key is needed.
func PastIncidents(ctx context.Context, from string) ([]journey.History, error) {
	from = strings.TrimSpace(from)
	all, err := readHistories(ctx, from, io.Discard)
	if err != nil {
		return nil, &PastFault{Kind: pastKind(from, err), Err: err}
	}
	return all, nil
}

func pastKind(from string, err error) string {
	_, wrong := publish.HistoryAddress(from)
	_, missing := os.Stat(from)
	switch {
	case errors.Is(err, fs.ErrNotExist) && strings.HasSuffix(from, ".json"), errors.Is(err, fs.ErrPermission):
		return "file"
	case missing != nil && (wrong != nil || errors.Is(err, fs.ErrNotExist)):
		return "address"
	case errors.Is(err, source.ErrBusy):
		return "busy"
	case errors.Is(err, source.ErrTLS):
		return "tls"
	case errors.Is(err, source.ErrUnreachable), errors.Is(err, source.ErrTimeout):
		return "unreachable"
	}
	return "answer"
}
