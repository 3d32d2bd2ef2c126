package notify

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"turnaround/app/page"
)

// terminal writes each note as one line: what a server without a desktop has.
type terminal struct {
	now func() time.Time

	mu  sync.Mutex
	out io.Writer
}

func (t *terminal) Name() string { return WayTerminal }

func (t *terminal) Show(_ context.Context, note page.Note) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	line := t.now().Local().Format(time.TimeOnly) + " " + forTerminal(note).line()
	if _, err := fmt.Fprintln(t.out, line); err != nil {
		return false, fmt.Errorf("write to the terminal: %w", err)
	}
	return false, nil
}

// Withdraw does nothing: what is printed stays printed.
func (t *terminal) Withdraw(context.Context, string) error { return nil }

func (t *terminal) Close() error { return nil }

func (h handover) line() string {
	switch {
	case h.Title == "" && h.Body == "":
		return nothing
	case h.Title == "":
		return h.Body
	case h.Body == "":
		return h.Title
	}
	return h.Title + ": " + h.Body
}
