package imapsource

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/internal/rig"
	"turnaround/sync/source"
)

// recognise reads mails of a shape of our own: each "Alert: ID" header is a
// firing alert, each "Ended: ID" one that is over.
func recognise(raw []byte, at time.Time, _ uint32) ([]incident.Signal, error) {
	head, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(raw))).ReadMIMEHeader()
	if err != nil && len(head) == 0 {
		return nil, fmt.Errorf("read header: %w", err)
	}
	var signals []incident.Signal
	for _, id := range head["Alert"] {
		signals = append(signals, incident.Signal{ID: id, Title: id, Firing: true, At: at})
	}
	for _, id := range head["Ended"] {
		signals = append(signals, incident.Signal{ID: id, Title: id, At: at})
	}
	return signals, nil
}

func mail(lines ...string) []byte {
	return []byte("From: monitor@example.test\r\n" + strings.Join(lines, "\r\n") + "\r\n\r\nSomething happened.\r\n")
}

// desk is what the desk does with what a source yields.
type desk struct {
	mu      sync.Mutex
	cursor  []byte
	batches []incident.Batch
	signals []incident.Signal
}

func (d *desk) take(b incident.Batch) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	b.Signals = slices.Clone(b.Signals)
	d.batches = append(d.batches, b)
	d.signals = append(d.signals, b.Signals...)
	if b.Cursor != nil {
		d.cursor = b.Cursor
	}
	return nil
}

// pull pulls once and gives the signals it brought.
func (d *desk) pull(t testing.TB, m *Mailbox) []incident.Signal {
	t.Helper()
	signals, err := d.try(t, m)
	if err != nil {
		t.Fatalf("pull: %v", err)
	}
	if last := d.batches[len(d.batches)-1]; !last.Done || last.Complete {
		t.Fatalf("the last batch is %+v, want done and not complete", last)
	}
	return signals
}

func (d *desk) try(t testing.TB, m *Mailbox) ([]incident.Signal, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), rig.Deadline)
	defer cancel()
	d.batches, d.signals = nil, nil
	err := m.Pull(ctx, d.cursor, d.take)
	return d.signals, err
}

func ids(signals []incident.Signal) string {
	var all []string
	for _, s := range signals {
		all = append(all, s.ID)
	}
	return strings.Join(all, " ")
}

func configFor(t testing.TB, url, password string) Config {
	return Config{
		Source:    config.Source{Name: "mails", URL: config.URLs{url}, Secret: "keyring:mails", TLS: config.TLS{Plain: strings.HasPrefix(url, "imap:")}},
		Secret:    func(context.Context, string) (string, error) { return password, nil },
		Recognise: recognise,
		Now:       time.Now,
		Log:       slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
}

type testWriter struct{ t testing.TB }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Logf("%s", bytes.TrimSpace(p))
	return len(p), nil
}

func newMailbox(t testing.TB, c Config) *Mailbox {
	t.Helper()
	m, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return m
}

// watch runs Watch and gives what it calls, and how to end it.
func watch(t testing.TB, m *Mailbox) (changed <-chan struct{}, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	news := make(chan struct{}, 100)
	ended := make(chan error, 1)
	go func() {
		ended <- m.Watch(ctx, func() {
			select {
			case news <- struct{}{}:
			default:
			}
		})
	}()
	var once sync.Once
	var err error
	stop = func() error {
		once.Do(func() { cancel(); err = <-ended })
		return err
	}
	t.Cleanup(func() { _ = stop() })
	return news, stop
}

// await waits for one word from c.
func await[T any](t testing.TB, c <-chan T, what string) T {
	t.Helper()
	timer := time.NewTimer(rig.Deadline)
	defer timer.Stop()
	select {
	case v := <-c:
		return v
	case <-timer.C:
		t.Fatalf("waited in vain for %s", what)
		panic("not reached")
	}
}

// wantFault checks the kind of a failure and its words.
func wantFault(t testing.TB, err, kind error, words ...string) {
	t.Helper()
	var fault *source.Fault
	if !errors.As(err, &fault) || !errors.Is(err, kind) {
		t.Fatalf("failed with %v, want a fault of kind %q", err, kind)
	}
	if fault.Fix == "" {
		t.Errorf("%v says no fix", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}
