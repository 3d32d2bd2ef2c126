// Package calendar reads an iCalendar file for app/duty: from the disk or by
// link, and says "unchanged" cheaply.
package calendar

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"turnaround/sync/source"
)

// maxSize bounds a calendar in bytes.
const maxSize = 8 << 20

// Fetcher reads one calendar. It is safe for use by several goroutines.
type Fetcher struct {
	At     string // a path, or an http(s) link
	Secret func(ctx context.Context) (string, error)
	Client *http.Client // nil: one with a time limit

	mu   sync.Mutex
	etag string
	last []byte
}

// Fetch gives the calendar as it is now.
func (f *Fetcher) Fetch(ctx context.Context) ([]byte, error) {
	u, err := url.Parse(f.At)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return f.file()
	}
	return f.link(ctx)
}

func (f *Fetcher) file() ([]byte, error) {
	file, err := os.Open(strings.TrimPrefix(f.At, "file://"))
	if err != nil {
		return nil, fmt.Errorf("read the calendar: %w", err)
	}
	raw, err := read(file)
	if closed := file.Close(); err == nil && closed != nil {
		err = closed
	}
	if err != nil {
		return nil, fmt.Errorf("read the calendar: %w", err)
	}
	return raw, nil
}

func read(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err == nil && len(raw) > maxSize {
		err = fmt.Errorf("larger than %d MB", maxSize>>20)
	}
	return raw, err
}

func (f *Fetcher) link(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.At, nil)
	if err != nil {
		// The address may hold a key: it is not repeated.
		return nil, errors.New("read the calendar: its link is not an address")
	}
	req.Header.Set("Accept", "text/calendar")
	f.mu.Lock()
	etag := f.etag
	f.mu.Unlock()
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	if f.Secret != nil {
		token, err := f.Secret(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the calendar: %w", err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := f.Client
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err // without the address
		}
		return nil, &source.Fault{Kind: source.ErrUnreachable, What: "the calendar's link is not reachable", Err: err,
			Fix: "check duty.calendar and the network"}
	}
	defer res.Body.Close()
	return f.take(res)
}

func (f *Fetcher) take(res *http.Response) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case res.StatusCode == http.StatusNotModified && f.last != nil:
		return f.last, nil
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		return nil, &source.Fault{Kind: source.ErrAuth, What: fmt.Sprintf("the calendar's server answers %d", res.StatusCode),
			Fix: "check duty.calendar and duty.secret"}
	case res.StatusCode != http.StatusOK:
		return nil, &source.Fault{Kind: source.ErrServer, What: fmt.Sprintf("the calendar's server answers %d", res.StatusCode)}
	}
	raw, err := read(res.Body)
	if err != nil {
		return nil, fmt.Errorf("read the calendar: %w", err)
	}
	if !strings.Contains(string(raw[:min(len(raw), 4096)]), "BEGIN:VCALENDAR") {
		return nil, &source.Fault{Kind: source.ErrAnswer, What: "the calendar's link does not answer with a calendar",
			Fix: "use the address that ends in .ics"}
	}
	f.etag, f.last = res.Header.Get("ETag"), raw
	return raw, nil
}
