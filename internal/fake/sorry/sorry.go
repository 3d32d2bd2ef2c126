// Package sorry is a strict stand-in for Sorry's API v1 that counts what a
// reader of the page would see.
package sorry

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Key is the only API key the server knows, Page its only page.
const (
	Key  = "so-key-0123456789"
	Page = "4711"
)

// Update is one text under a notice.
type Update struct {
	ID      int       `json:"id"`
	Content string    `json:"content"`
	State   string    `json:"state"`
	Created time.Time `json:"created_at"`
}

// Notice is one notice of the page.
type Notice struct {
	ID      int       `json:"id"`
	Type    string    `json:"type"`
	State   string    `json:"state"`
	Subject string    `json:"subject"`
	Link    string    `json:"link"`
	Began   time.Time `json:"began_at"`
	Updates []Update  `json:"updates"`
}

// Server is the stand-in.
type Server struct {
	URL string

	mu      sync.Mutex
	now     func() time.Time
	notices []*Notice
	count   int
	wrong   []string
}

// Start serves on loopback until the test ends.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now}
	mux := http.NewServeMux()
	base := "/v1/pages/" + Page + "/notices"
	mux.HandleFunc("GET /v1/pages", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{"response": []any{map[string]any{"id": 4711, "name": "Shop EU"}}, "count": 1})
	})
	mux.HandleFunc("GET /v1/pages/"+Page+"/components", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{"response": []any{map[string]any{"id": 12, "name": "Checkout"}, map[string]any{"id": 13, "name": "Accounts"}}, "count": 2})
	})
	mux.HandleFunc("GET "+base, s.list)
	mux.HandleFunc("POST "+base, s.create)
	mux.HandleFunc("PATCH "+base+"/{id}", s.move)
	mux.HandleFunc("POST "+base+"/{id}/updates", s.add)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, "not found") })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", now().UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Authorization") != "Bearer "+Key {
			refuse(w, 401, "Bad credentials")
			return
		}
		mux.ServeHTTP(w, r)
	}))
	s.URL = server.URL + "/v1"
	t.Cleanup(server.Close)
	return s
}

// Shown counts how often readers see a text.
func (s *Server) Shown(text string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, notice := range s.notices {
		for _, u := range notice.Updates {
			if u.Content == text {
				n++
			}
		}
	}
	return n
}

// Notices gives what readers see, oldest first.
func (s *Server) Notices() (all []Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.notices {
		all = append(all, *n)
	}
	return all
}

// Wrong lists what was asked wrongly.
func (s *Server) Wrong() []string { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.wrong) }

func refuse(w http.ResponseWriter, status int, why string) {
	w.WriteHeader(status)
	reply(w, map[string]any{"error": why})
}

func reply(w http.ResponseWriter, body any) {
	// A client that went away is no concern of this server.
	_ = json.NewEncoder(w).Encode(body)
}

var states = []string{"investigating", "identified", "recovering", "resolved", "false_alarm"}

// take reads a strict body into v, or refuses it.
func (s *Server) take(w http.ResponseWriter, r *http.Request, v any, ok func() string) bool {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	why := ""
	if err := d.Decode(v); err != nil {
		why = err.Error()
	} else {
		why = ok()
	}
	if why == "" {
		return true
	}
	s.mu.Lock()
	s.wrong = append(s.wrong, why)
	s.mu.Unlock()
	refuse(w, 422, why)
	return false
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []any{}
	for n := len(s.notices) - 1; n >= 0; n-- {
		notice := *s.notices[n]
		if !strings.Contains(r.URL.Query().Get("include"), "updates") {
			notice.Updates = nil
		}
		all = append(all, notice)
	}
	reply(w, map[string]any{"response": all, "count": len(all)})
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Type    string   `json:"type"`
		Subject string   `json:"subject"`
		Comment string   `json:"initial_comment"`
		State   string   `json:"state"`
		Publish *bool    `json:"should_publish"`
		Parts   []string `json:"component_ids"`
	}
	if !s.take(w, r, &b, func() string {
		if b.Type != "unplanned" || b.Subject == "" || !slices.Contains(states, b.State) {
			return "type, subject and state are required"
		}
		return ""
	}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	n := &Notice{ID: s.count, Type: b.Type, State: b.State, Subject: b.Subject, Link: "https://status.example/notices/" + strconv.Itoa(s.count), Began: s.now().UTC()}
	s.notices = append(s.notices, n)
	s.say(n, b.Comment)
	w.WriteHeader(201)
	reply(w, map[string]any{"response": n})
}

func (s *Server) say(n *Notice, text string) Update {
	s.count++
	u := Update{ID: s.count, Content: text, State: n.State, Created: s.now().UTC()}
	n.Updates = append(n.Updates, u)
	return u
}

func (s *Server) find(w http.ResponseWriter, r *http.Request) *Notice {
	for _, n := range s.notices {
		if strconv.Itoa(n.ID) == r.PathValue("id") {
			return n
		}
	}
	refuse(w, 404, "not found")
	return nil
}

func (s *Server) move(w http.ResponseWriter, r *http.Request) {
	var b struct {
		State string `json:"state"`
	}
	if !s.take(w, r, &b, func() string {
		if !slices.Contains(states, b.State) {
			return "state is not known"
		}
		return ""
	}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.find(w, r); n != nil {
		n.State = b.State
		reply(w, map[string]any{"response": n})
	}
}

func (s *Server) add(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Content string `json:"content"`
		Publish *bool  `json:"should_publish"`
	}
	if !s.take(w, r, &b, func() string {
		if b.Content == "" {
			return "content is required"
		}
		return ""
	}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.find(w, r); n != nil {
		w.WriteHeader(201)
		reply(w, map[string]any{"response": s.say(n, b.Content)})
	}
}
