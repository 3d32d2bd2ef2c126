// Package instatus is a strict stand-in for Instatus' API that counts what a
// reader of the page would see.
package instatus

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"turnaround/internal/fake"
)

// Key is the only API key the server knows, Page its only page, Part its only component.
const (
	Key  = "in-key-0123456789"
	Page = "ckpage1"
	Part = "ckpart1"
)

// Update is one text under an incident.
type Update struct {
	ID      string    `json:"id"`
	Message string    `json:"message"`
	Status  string    `json:"status"`
	Notify  bool      `json:"notify"`
	Created time.Time `json:"createdAt"`
}

// Incident is one incident of the page.
type Incident struct {
	ID      string              `json:"id"`
	Name    string              `json:"name"`
	Status  string              `json:"status"`
	Started string              `json:"started"`
	Updates []Update            `json:"updates"`
	Parts   []map[string]string `json:"components"`
}

// Server is the stand-in.
type Server struct {
	URL string
	fake.Notes

	mu        sync.Mutex
	now       func() time.Time
	incidents []*Incident
	part      string
	count     int
}

// Start serves on loopback until the test ends.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now, part: "OPERATIONAL"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/pages", func(w http.ResponseWriter, _ *http.Request) {
		fake.Reply(w, 200, []any{map[string]any{"id": "ckother", "name": "Another"}, map[string]any{"id": Page, "name": "Shop EU"}})
	})
	mux.HandleFunc("GET /v1/"+Page+"/incidents", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		all := slices.Clone(s.incidents)
		slices.Reverse(all)
		fake.Reply(w, 200, all)
	})
	mux.HandleFunc("GET /v1/"+Page+"/components", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		fake.Reply(w, 200, []any{map[string]any{"id": Part, "name": "Checkout", "status": s.part}})
	})
	mux.HandleFunc("POST /v1/"+Page+"/incidents", s.write)
	mux.HandleFunc("POST /v1/"+Page+"/incidents/{id}/incident-updates", s.write)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, "Not found") })
	s.URL = fake.Serve(t, now, fake.Bearer(Key), func(w http.ResponseWriter) { refuse(w, 401, "Unauthorized") }, mux)
	return s
}

// Shown counts how often readers see a text.
func (s *Server) Shown(text string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, i := range s.incidents {
		for _, u := range i.Updates {
			if u.Message == text {
				n++
			}
		}
	}
	return n
}

// Incidents counts them.
func (s *Server) Incidents() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.incidents) }

// State tells the component's state.
func (s *Server) State() string { s.mu.Lock(); defer s.mu.Unlock(); return s.part }

func refuse(w http.ResponseWriter, status int, why string) {
	fake.Reply(w, status, map[string]any{"error": map[string]any{"message": why}})
}

// body is what a new incident and an update may hold.
type body struct {
	Name     string              `json:"name"`
	Message  string              `json:"message"`
	Parts    []string            `json:"components"`
	Started  string              `json:"started"`
	Status   string              `json:"status"`
	Notify   bool                `json:"notify"`
	Publish  *bool               `json:"shouldPublish"`
	Statuses []map[string]string `json:"statuses"`
}

func (b body) wrong(fresh bool) string {
	if b.Message == "" || fresh && (b.Name == "" || b.Publish == nil || !*b.Publish) || !fresh && b.Name != "" {
		return "name, message and shouldPublish are required, an update has no name"
	}
	if !slices.Contains([]string{"INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED"}, b.Status) {
		return "status is not known"
	}
	if _, err := time.Parse(time.RFC3339, b.Started); err != nil {
		return "started is no time"
	}
	for _, p := range b.Statuses {
		if p["id"] != Part || !slices.Contains([]string{"OPERATIONAL", "UNDERMAINTENANCE", "DEGRADEDPERFORMANCE", "PARTIALOUTAGE", "MAJOROUTAGE"}, p["status"]) {
			return "statuses are not known"
		}
	}
	return ""
}

func (s *Server) write(w http.ResponseWriter, r *http.Request) {
	var b body
	id := r.PathValue("id")
	why := fake.Read(r, &b, func() string { return b.wrong(id == "") })
	s.mu.Lock()
	defer s.mu.Unlock()
	if why != "" {
		s.Note(why)
		refuse(w, 400, why)
		return
	}
	at := slices.IndexFunc(s.incidents, func(i *Incident) bool { return i.ID == id })
	if id == "" {
		s.count++
		s.incidents = append(s.incidents, &Incident{ID: fmt.Sprint("in", s.count), Name: b.Name, Started: b.Started})
		at = len(s.incidents) - 1
	}
	if at < 0 {
		refuse(w, 404, "Not found")
		return
	}
	i := s.incidents[at]
	s.count++
	u := Update{ID: fmt.Sprint("up", s.count), Message: b.Message, Status: b.Status, Notify: b.Notify, Created: s.now().UTC()}
	i.Status, i.Updates, i.Parts = b.Status, append(i.Updates, u), nil
	for _, p := range b.Parts {
		i.Parts = append(i.Parts, map[string]string{"id": p})
	}
	for _, p := range b.Statuses {
		s.part = p["status"]
	}
	if id == "" {
		fake.Reply(w, 200, i)
		return
	}
	fake.Reply(w, 200, u)
}
