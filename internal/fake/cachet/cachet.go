// Package cachet is a strict stand-in for Cachet's API, version 3, that counts
// what a reader of the page would see.
package cachet

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/internal/fake"
)

// Key is the only token the server takes writes with.
const Key = "ca-key-0123456789"

// Update is one text under an incident.
type Update struct {
	ID, Status int
	Message    string
	Created    time.Time
}

// Incident is one incident of the page.
type Incident struct {
	ID, Status    int
	Name, Message string
	Visible       bool
	Notify        bool
	Created       time.Time
	Updates       []Update
	Parts         []int
	Meta          map[string]any
}

// Server is the stand-in.
type Server struct {
	URL string
	fake.Notes

	mu        sync.Mutex
	now       func() time.Time
	incidents []*Incident
	parts     map[int]int
	count     int
}

// Start serves on loopback until the test ends; components 1 and 2 exist.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now, parts: map[int]int{1: 1, 2: 1}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/incidents", s.list)
	mux.HandleFunc("GET /api/components", s.components)
	mux.HandleFunc("POST /api/incidents", s.create)
	mux.HandleFunc("PUT /api/components/{id}", s.setPart)
	mux.HandleFunc("POST /api/incidents/{id}/updates", s.add)
	mux.HandleFunc("PUT /api/incidents/{id}", s.edit)
	mux.HandleFunc("PUT /api/incidents/{id}/updates/{update}", s.edit)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, "Not Found") })
	s.URL = fake.Serve(t, now, func(r *http.Request) bool { return r.Method == http.MethodGet || fake.Bearer(Key)(r) }, func(w http.ResponseWriter) { refuse(w, 401, "Unauthenticated.") }, mux) + "/api"
	return s
}

// Shown counts how often readers see a text.
func (s *Server) Shown(text string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, i := range s.incidents {
		if !i.Visible {
			continue
		}
		if i.Message == text {
			n++
		}
		for _, u := range i.Updates {
			if u.Message == text {
				n++
			}
		}
	}
	return n
}

// Incidents gives what is kept, oldest first.
func (s *Server) Incidents() (all []Incident) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.incidents {
		all = append(all, *i)
	}
	return all
}

// Part tells a component's status.
func (s *Server) Part(id int) int { s.mu.Lock(); defer s.mu.Unlock(); return s.parts[id] }

func refuse(w http.ResponseWriter, status int, why string) {
	fake.Reply(w, status, map[string]any{"message": why})
}

func (s *Server) take(w http.ResponseWriter, r *http.Request, v any, ok func() string) bool {
	why := fake.Read(r, v, ok)
	if why == "" {
		return true
	}
	s.Note(why)
	refuse(w, 422, why)
	return false
}

// stamp is a time as Cachet writes it: without a zone.
func stamp(t time.Time) map[string]any {
	return map[string]any{"human": "just now", "string": t.UTC().Format("2006-01-02 15:04:05.000000")}
}

func (i *Incident) data() map[string]any {
	updates, parts := []any{}, []any{}
	for _, u := range i.Updates {
		updates = append(updates, map[string]any{"type": "updates", "id": strconv.Itoa(u.ID)})
	}
	for _, id := range i.Parts {
		parts = append(parts, map[string]any{"type": "components", "id": strconv.Itoa(id)})
	}
	return map[string]any{"id": strconv.Itoa(i.ID), "type": "incidents",
		"attributes": map[string]any{"name": i.Name, "message": i.Message, "status": map[string]any{"human": "-", "value": i.Status},
			"created": stamp(i.Created), "meta": i.Meta, "visible": i.Visible},
		"relationships": map[string]any{"updates": map[string]any{"data": updates}, "components": map[string]any{"data": parts}}}
}

func (u Update) data() map[string]any {
	return map[string]any{"id": strconv.Itoa(u.ID), "type": "updates", "attributes": map[string]any{"message": u.Message,
		"status": map[string]any{"human": "-", "value": u.Status}, "created": stamp(u.Created)}}
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, included := []any{}, []any{}
	for n := len(s.incidents) - 1; n >= 0; n-- {
		i := s.incidents[n]
		all = append(all, i.data())
		if strings.Contains(r.URL.Query().Get("include"), "updates") {
			for _, u := range i.Updates {
				included = append(included, u.data())
			}
		}
	}
	fake.Reply(w, 200, map[string]any{"data": all, "included": included})
}

func (s *Server) components(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []any{}
	for id, status := range s.parts {
		all = append(all, map[string]any{"id": strconv.Itoa(id), "type": "components", "attributes": map[string]any{"name": fmt.Sprint("Part ", id),
			"status": map[string]any{"human": "-", "value": status}}})
	}
	fake.Reply(w, 200, map[string]any{"data": all})
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Name    string         `json:"name"`
		Status  *int           `json:"status"`
		Message string         `json:"message"`
		Visible bool           `json:"visible"`
		Notify  bool           `json:"notifications"`
		Meta    map[string]any `json:"meta"`
		Parts   []struct {
			ID     int `json:"id"`
			Status int `json:"status"`
		} `json:"components"`
	}
	if !s.take(w, r, &b, func() string {
		if b.Name == "" || len([]rune(b.Name)) > 255 || b.Message == "" || b.Status == nil || *b.Status < 0 || *b.Status > 4 {
			return "name, message and status are required"
		}
		for _, p := range b.Parts {
			if p.ID < 1 || p.ID > 2 || p.Status < 1 || p.Status > 6 {
				return "components are not known"
			}
		}
		return ""
	}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	i := &Incident{ID: s.count, Status: *b.Status, Name: b.Name, Message: b.Message, Visible: b.Visible, Notify: b.Notify, Created: s.now().UTC(), Meta: b.Meta}
	for _, p := range b.Parts {
		s.parts[p.ID] = p.Status
		i.Parts = append(i.Parts, p.ID)
	}
	s.incidents = append(s.incidents, i)
	fake.Reply(w, 201, map[string]any{"data": i.data()})
}

func (s *Server) setPart(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Status int `json:"status"`
	}
	id, _ := strconv.Atoi(r.PathValue("id")) // 0 is not there
	if !s.take(w, r, &b, func() string {
		if b.Status < 1 || b.Status > 6 {
			return "status is not known"
		}
		return ""
	}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.parts[id] == 0 {
		refuse(w, 404, "Not Found")
		return
	}
	s.parts[id] = b.Status
	fake.Reply(w, 200, map[string]any{"data": map[string]any{"id": strconv.Itoa(id)}})
}

func (s *Server) add(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Status  *int   `json:"status"`
		Message string `json:"message"`
	}
	if !s.take(w, r, &b, func() string {
		if b.Status == nil || *b.Status < 0 || *b.Status > 4 || b.Message == "" {
			return "status and message are required"
		}
		return ""
	}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.incidents {
		if strconv.Itoa(i.ID) == r.PathValue("id") {
			s.count++
			u := Update{ID: s.count, Status: *b.Status, Message: b.Message, Created: s.now().UTC()}
			i.Status, i.Updates = u.Status, append(i.Updates, u)
			fake.Reply(w, 201, map[string]any{"data": u.data()})
			return
		}
	}
	refuse(w, 404, "Not Found")
}

// edit changes the words of an incident or of one of its updates.
func (s *Server) edit(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Status  *int   `json:"status"`
		Message string `json:"message"`
	}
	if !s.take(w, r, &b, func() string {
		if b.Message == "" || b.Status != nil && (*b.Status < 0 || *b.Status > 4) {
			return "message and status are not right"
		}
		return ""
	}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.incidents {
		if strconv.Itoa(i.ID) != r.PathValue("id") {
			continue
		}
		if r.PathValue("update") == "" {
			i.Message = b.Message
			fake.Reply(w, 200, map[string]any{"data": i.data()})
			return
		}
		for n := range i.Updates {
			if strconv.Itoa(i.Updates[n].ID) == r.PathValue("update") {
				i.Updates[n].Message = b.Message
				fake.Reply(w, 200, map[string]any{"data": i.Updates[n].data()})
				return
			}
		}
	}
	refuse(w, 404, "Not Found")
}
