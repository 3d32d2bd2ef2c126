package publish

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"turnaround/sync/source"
)

func TestAPageIsReadAtItsHistory(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != historyPath || r.Header.Get("Authorization") != "" {
			t.Errorf("asked for %s with %v", r.URL.Path, r.Header)
		}
		_, _ = io.WriteString(w, `{"incidents":[]}`)
	}))
	defer server.Close()
	for _, address := range []string{server.URL, server.URL + "/", server.URL + "/history?page=2#x", server.URL + historyPath} {
		raw, err := History(t.Context(), address)
		if err != nil || string(raw) != `{"incidents":[]}` {
			t.Errorf("%s: %q, %v", address, raw, err)
		}
	}
}

func TestAPageThatCannotBeReadSaysWhy(t *testing.T) {
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/busy.json":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/huge.json":
			_, _ = io.Copy(w, io.LimitReader(zeroes{}, historyLimit+1))
		default:
			http.NotFound(w, r)
		}
	}))
	defer broken.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	for _, c := range []struct {
		name, address, says string
		kind                error
	}{
		{"no address", "not an address", "no address of a status page", nil},
		{"another scheme", "ftp://example.org", "no address of a status page", nil},
		{"not found", broken.URL, "404", source.ErrAnswer},
		{"busy", broken.URL + "/busy.json", "try again", source.ErrBusy},
		{"huge", broken.URL + "/huge.json", "20 MB", source.ErrAnswer},
		{"certificate", secure.URL, "not trusted", source.ErrTLS},
		{"nobody there", "http://127.0.0.1:1", "not reachable", source.ErrUnreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := History(t.Context(), c.address)
			if err == nil || !strings.Contains(err.Error(), c.says) || c.kind != nil && !errors.Is(err, c.kind) {
				t.Errorf("says %v, want %q of kind %v", err, c.says, c.kind)
			}
		})
	}
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
