// Package instatus is a strict stand-in for Instatus' API that counts what a
// reader of the page would see.
package instatus

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
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

	mu        sync.Mutex
	now       func() time.Time
	incidents []*Incident
	part      string
	count     int
	wrong     []string
}

// Start serves on loopback until the test ends.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now, part: "OPERATIONAL"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/pages", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, []any{map[string]any{"id": "ckother", "name": "Another"}, map[string]any{"id": Page, "name": "Shop EU"}})
	})
	mux.HandleFunc("GET /v1/"+Page+"/incidents", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		all := slices.Clone(s.incidents)
		slices.Reverse(all)
		reply(w, all)
	})
	mux.HandleFunc("GET /v1/"+Page+"/components", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		reply(w, []any{map[string]any{"id": Part, "name": "Checkout", "status": s.part}})
	})
	mux.HandleFunc("POST /v1/"+Page+"/incidents", s.write)
	mux.HandleFunc("POST /v1/"+Page+"/incidents/{id}/incident-updates", s.write)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, "Not found") })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", now().UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Authorization") != "Bearer "+Key {
			refuse(w, 401, "Unauthorized")
			return
		}
		mux.ServeHTTP(w, r)
	}))
	s.URL = server.URL
	t.Cleanup(server.Close)
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

// Wrong lists what was asked wrongly.
func (s *Server) Wrong() []string { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.wrong) }

func refuse(w http.ResponseWriter, status int, why string) {
	w.WriteHeader(status)
	reply(w, map[string]any{"error": map[string]any{"message": why}})
}

func reply(w http.ResponseWriter, body any) {
	// A client that went away is no concern of this server.
	_ = json.NewEncoder(w).Encode(body)
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
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	id := r.PathValue("id")
	why := ""
	if err := d.Decode(&b); err != nil {
		why = err.Error()
	} else {
		why = b.wrong(id == "")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if why != "" {
		s.wrong = append(s.wrong, why)
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
		reply(w, i)
		return
	}
	reply(w, u)
}
