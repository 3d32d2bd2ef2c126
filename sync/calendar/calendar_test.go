package calendar

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"turnaround/sync/source"
)

const empty = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

func TestALinkIsReadOnceWhileItDoesNotChange(t *testing.T) {
	sent := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer token" {
			t.Errorf("Authorization %q", r.Header.Get("Authorization"))
		}
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		sent++
		w.Write([]byte(empty))
	}))
	defer server.Close()
	f := &Fetcher{At: server.URL, Secret: func(context.Context) (string, error) { return "token", nil }}
	for range 3 {
		if raw, err := f.Fetch(t.Context()); err != nil || string(raw) != empty {
			t.Fatalf("read %q, %v", raw, err)
		}
	}
	if sent != 1 {
		t.Errorf("the calendar was sent %d times", sent)
	}
}

func TestWhatIsWrongIsSaidWithoutTheLink(t *testing.T) {
	answers := map[string]struct {
		code int
		body string
		want error
	}{
		"refused":  {http.StatusForbidden, "", source.ErrAuth},
		"broken":   {http.StatusBadGateway, "", source.ErrServer},
		"a page":   {http.StatusOK, "<html>", source.ErrAnswer},
		"not 2 GB": {http.StatusOK, "BEGIN:VCALENDAR" + strings.Repeat("x", maxSize), nil},
	}
	for name, answer := range answers {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(answer.code)
			w.Write([]byte(answer.body))
		}))
		_, err := (&Fetcher{At: server.URL + "/secret-key"}).Fetch(t.Context())
		if err == nil || answer.want != nil && !errors.Is(err, answer.want) || strings.Contains(err.Error(), "secret-key") {
			t.Errorf("%s answers %v", name, err)
		}
		server.Close()
		if _, err := (&Fetcher{At: server.URL + "/secret-key"}).Fetch(t.Context()); !errors.Is(err, source.ErrUnreachable) ||
			strings.Contains(err.Error(), "secret-key") {
			t.Errorf("%s, closed, answers %v", name, err)
		}
	}
}

func TestAFileIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "duty.ics")
	if err := os.WriteFile(path, []byte(empty), 0o600); err != nil {
		t.Fatal(err)
	}
	if raw, err := (&Fetcher{At: path}).Fetch(t.Context()); err != nil || string(raw) != empty {
		t.Errorf("read %q, %v", raw, err)
	}
	if _, err := (&Fetcher{At: path + "x"}).Fetch(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file answers %v", err)
	}
}
