// Package sorry is a strict stand-in for Sorry's API v1 that counts what a
// reader of the page would see.
package sorry

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/internal/fake"
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
	fake.Notes

	mu      sync.Mutex
	now     func() time.Time
	notices []*Notice
	count   int
}

// Start serves on loopback until the test ends.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now}
	mux := http.NewServeMux()
	base := "/v1/pages/" + Page + "/notices"
	mux.HandleFunc("GET /v1/pages", func(w http.ResponseWriter, _ *http.Request) {
		fake.Reply(w, 200, map[string]any{"response": []any{map[string]any{"id": 4711, "name": "Shop EU"}}, "count": 1})
	})
	mux.HandleFunc("GET /v1/pages/"+Page+"/components", func(w http.ResponseWriter, _ *http.Request) {
		fake.Reply(w, 200, map[string]any{"response": []any{map[string]any{"id": 12, "name": "Checkout"}, map[string]any{"id": 13, "name": "Accounts"}}, "count": 2})
	})
	mux.HandleFunc("GET "+base, s.list)
	mux.HandleFunc("POST "+base, s.create)
	mux.HandleFunc("PATCH "+base+"/{id}", s.move)
	mux.HandleFunc("POST "+base+"/{id}/updates", s.add)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, "not found") })
	s.URL = fake.Serve(t, now, fake.Bearer(Key), func(w http.ResponseWriter) { refuse(w, 401, "Bad credentials") }, mux) + "/v1"
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

func refuse(w http.ResponseWriter, status int, why string) {
	fake.Reply(w, status, map[string]any{"error": why})
}

var states = []string{"investigating", "identified", "recovering", "resolved", "false_alarm"}

// take reads a strict body into v, or refuses it.
func (s *Server) take(w http.ResponseWriter, r *http.Request, v any, ok func() string) bool {
	why := fake.Read(r, v, ok)
	if why == "" {
		return true
	}
	s.Note(why)
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
	fake.Reply(w, 200, map[string]any{"response": all, "count": len(all)})
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
	fake.Reply(w, 201, map[string]any{"response": n})
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
		fake.Reply(w, 200, map[string]any{"response": n})
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
		fake.Reply(w, 201, map[string]any{"response": s.say(n, b.Content)})
	}
}
