// Package fake is what the strict stand-ins for hosted services share: they
// answer in JSON, with a clock of the test's, and note what was asked wrongly.
package fake

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// Notes are what a stand-in was asked wrongly.
type Notes struct {
	mu    sync.Mutex
	wrong []string
}

// Note adds one.
func (n *Notes) Note(why string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.wrong = append(n.wrong, why)
}

// Wrong lists them.
func (n *Notes) Wrong() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.wrong)
}

// Serve serves on loopback until the test ends and gives the address. Whom
// known does not know is a stranger, and gets that answer.
func Serve(t testing.TB, now func() time.Time, known func(*http.Request) bool, stranger func(http.ResponseWriter), next http.Handler) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", now().UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Type", "application/json")
		if !known(r) {
			stranger(w)
			return
		}
		next.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Bearer knows requests by their key.
func Bearer(key string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer "+key }
}

// Reply answers with a status and a body.
func Reply(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that went away is no concern of a server
}

// Read reads a body that may hold what v has and nothing else, and has it
// checked; it tells what is wrong.
func Read(r *http.Request, v any, check func() string) string {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err.Error()
	}
	return check()
}
