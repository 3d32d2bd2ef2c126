package restsource

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/sync/source"
)

var now = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

// sourceOf makes a source of a built-in profile at url, allowed everything.
func sourceOf(t testing.TB, profile, url string, change ...func(*Config)) *Source {
	t.Helper()
	p, err := Builtin(profile)
	if err != nil {
		t.Fatal(err)
	}
	return sourceFor(t, p, url, change...)
}

func sourceFor(t testing.TB, p Profile, url string, change ...func(*Config)) *Source {
	t.Helper()
	c := Config{
		Profile: p,
		Source: config.Source{Name: "eu-prod", URL: config.URLs{url}, Secret: "env:TOKEN", Proxy: "none",
			Timeout: config.Duration(10 * time.Second), Allow: []string{"ack", "snooze", "resolve", "assign", "note"}},
		Secret: func(context.Context, string) (string, error) { return "sesame-secret", nil },
		Me:     config.Me{Name: "Anna", Email: "anna@example.test"},
		Now:    func() time.Time { return now },
	}
	for _, f := range change {
		f(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s.(*Source)
}

// wallClock makes a source live in real time, as a real server does.
func wallClock(c *Config) { c.Now = time.Now }

// pulled is all that one pull yielded.
type pulled struct {
	signals  map[string]incident.Signal
	last     incident.Batch
	batches  int
	silences map[string]incident.Silence // by action
}

func pull(t testing.TB, s source.Source, cursor *[]byte) pulled {
	t.Helper()
	got, err := tryPull(s, cursor)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func tryPull(s source.Source, cursor *[]byte) (pulled, error) {
	got := pulled{signals: map[string]incident.Signal{}, silences: map[string]incident.Silence{}}
	err := s.Pull(context.Background(), *cursor, func(b incident.Batch) error {
		if got.last.Done {
			return errors.New("a batch after the last")
		}
		for _, each := range b.Signals {
			got.signals[each.ID] = each
		}
		if b.Cursor != nil {
			*cursor = b.Cursor
		}
		for _, each := range b.Silences {
			got.silences[each.Action] = each
		}
		got.last = b
		got.batches++
		return nil
	})
	if err == nil && !got.last.Done {
		return got, errors.New("no batch was the last")
	}
	return got, err
}

// answering serves each path's text; what is not named is 404.
func answering(t testing.TB, answers map[string]string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := answers[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if _, err := w.Write([]byte(text)); err != nil {
			t.Log(err)
		}
	}))
	t.Cleanup(server.Close)
	return server
}
