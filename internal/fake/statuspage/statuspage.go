// Package statuspage is a strict stand-in for Atlassian Statuspage's API v1: it
// refuses what the documentation says is refused, keeps the rate limit, and
// counts what a reader of the page would see.
package statuspage

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Key is the only API key the server knows, Page its only page, called Name.
const (
	Key  = "sp-key-0123456789"
	Page = "6tcfpztf6j9m"
	Name = "Shop EU"
)

// Update is one post of an incident, as a reader sees it.
type Update struct {
	ID      string    `json:"id"`
	Body    string    `json:"body"`
	Status  string    `json:"status"`
	Created time.Time `json:"created_at"`
	Display time.Time `json:"display_at"`
	Deliver bool      `json:"deliver_notifications"`
}

// Incident is one incident as the server keeps it.
type Incident struct {
	ID       string         `json:"id"`
	PageID   string         `json:"page_id"`
	Name     string         `json:"name"`
	Status   string         `json:"status"`
	Impact   string         `json:"impact"`
	Override string         `json:"impact_override"`
	Created  time.Time      `json:"created_at"`
	Updated  time.Time      `json:"updated_at"`
	Link     string         `json:"shortlink"`
	Updates  []Update       `json:"incident_updates"` // newest first
	Parts    []Component    `json:"components"`
	Metadata map[string]any `json:"metadata"`
}

// Component is one component of the page.
type Component struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
}

// Server is the stand-in. Its methods may be called while it serves.
type Server struct {
	URL string

	mu        sync.Mutex
	now       func() time.Time
	clock     time.Duration // how far its clock is from now
	incidents []*Incident
	parts     []Component
	asked     []time.Time
	count     int
	status    int
	lose      bool
	lie       int // what writes are answered
	keep      bool
	refused   []string
	limit     int
	lag       []*Incident // what is shown while the page lags
	lags      bool
	gate      *Gate // new incidents wait there; nil: they do not
}

// Start serves on loopback until the test ends.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now, limit: 60, parts: []Component{{"ftgks51sfs2d", "Checkout", "operational"}, {"h2kz7w3vq1xn", "Search", "operational"}}}
	page := "/v1/pages/" + Page
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+page, func(w http.ResponseWriter, _ *http.Request) { reply(w, map[string]any{"id": Page, "name": Name}) })
	mux.HandleFunc("GET "+page+"/incidents", s.list)
	mux.HandleFunc("GET "+page+"/components", s.components)
	mux.HandleFunc("POST "+page+"/incidents", s.create)
	mux.HandleFunc("PATCH "+page+"/incidents/{id}", s.change)
	mux.HandleFunc("PATCH "+page+"/incidents/{id}/incident_updates/{post}", s.edit)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, 404, map[string]any{"error": "Page not found"})
	})
	server := httptest.NewServer(s.guard(mux))
	s.URL = server.URL + "/v1"
	t.Cleanup(server.Close)
	return s
}

func refuse(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	reply(w, body)
}

func reply(w http.ResponseWriter, body any) {
	// A client that went away is no concern of this server.
	_ = json.NewEncoder(w).Encode(body)
}

func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		s.mu.Lock()
		now := s.now().Add(s.clock)
		w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
		s.asked = slices.DeleteFunc(s.asked, func(at time.Time) bool { return now.Sub(at) >= time.Minute })
		busy := len(s.asked) >= s.limit
		if !busy {
			s.asked = append(s.asked, now)
		}
		status, lose := s.status, s.lose && r.Method != http.MethodGet
		lie, keep := s.lie, s.keep
		if r.Method == http.MethodGet {
			lie = 0
		}
		if lose {
			s.lose = false
		}
		s.mu.Unlock()
		switch {
		case r.Header.Get("Authorization") != "OAuth "+Key:
			refuse(w, 401, map[string]any{"error": "Could not authenticate"})
		case busy:
			refuse(w, 420, map[string]any{"error": []string{"rate limit exceeded"}})
		case status != 0:
			refuse(w, status, map[string]any{"message": "try later"})
		case lie != 0:
			if keep {
				next.ServeHTTP(httptest.NewRecorder(), r)
			}
			refuse(w, lie, map[string]any{"message": "try later"})
		case lose:
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// Fail makes every answer this status until it is set to 0.
func (s *Server) Fail(status int) { s.mu.Lock(); s.status = status; s.mu.Unlock() }

// FailWrites answers what changes something with a status until it is set to 0;
// keep: it happens all the same.
func (s *Server) FailWrites(status int, keep bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lie, s.keep = status, keep
}

// LoseNextAnswer lets the next write happen and closes the connection instead of answering.
func (s *Server) LoseNextAnswer() { s.mu.Lock(); s.lose = true; s.mu.Unlock() }

// Skew sets the server's clock off by d.
func (s *Server) Skew(d time.Duration) { s.mu.Lock(); s.clock = d; s.mu.Unlock() }

// Lag shows, while it is on, only what was there when it began.
func (s *Server) Lag(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lags, s.lag = on, nil
	for _, i := range s.incidents {
		c := *i
		c.Updates = slices.Clone(i.Updates)
		s.lag = append(s.lag, &c)
	}
}

// Forget takes a text off the page, and what was kept beside it.
func (s *Server) Forget(body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.incidents {
		i.Updates = slices.DeleteFunc(i.Updates, func(u Update) bool { return u.Body == body })
		i.Metadata = map[string]any{}
	}
}

// Reword lets a colleague change a text there.
func (s *Server) Reword(old, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.incidents {
		for n := range i.Updates {
			if i.Updates[n].Body == old {
				i.Updates[n].Body = text
			}
		}
	}
}

// visible is an incident as it is shown; the lock is held.
func (s *Server) visible(i *Incident) *Incident {
	if !s.lags {
		return i
	}
	for _, was := range s.lag {
		if was.ID == i.ID {
			return was
		}
	}
	c := *i
	c.Updates = []Update{}
	return &c
}

// Limit sets how many requests a minute are answered.
func (s *Server) Limit(n int) { s.mu.Lock(); s.limit = n; s.mu.Unlock() }

// Remove takes a component off the page.
func (s *Server) Remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parts = slices.DeleteFunc(s.parts, func(c Component) bool { return c.ID == id })
}

// Component tells a component's state.
func (s *Server) Component(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.parts {
		if c.ID == id {
			return c.Status
		}
	}
	return ""
}

// Post lets a colleague publish by the page's own screen.
func (s *Server) Post(id, name, status, body string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(id)
	if i == nil {
		i = s.add(name)
	}
	s.say(i, status, body, true)
	return i.ID
}

// Incidents gives what readers see, oldest first.
func (s *Server) Incidents() []Incident {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Incident
	for _, i := range s.incidents {
		c := *i
		c.Updates = slices.Clone(i.Updates)
		all = append(all, c)
	}
	return all
}

// Shown counts how often readers see a text.
func (s *Server) Shown(body string) int {
	n := 0
	for _, i := range s.Incidents() {
		for _, u := range i.Updates {
			if strings.TrimSpace(u.Body) == strings.TrimSpace(body) {
				n++
			}
		}
	}
	return n
}

// Refused lists what was asked wrongly.
func (s *Server) Refused() []string { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.refused) }

func (s *Server) find(id string) *Incident {
	for _, i := range s.incidents {
		if i.ID == id {
			return i
		}
	}
	return nil
}

func (s *Server) id(prefix string) string { s.count++; return fmt.Sprintf("%s%08d", prefix, s.count) }

func (s *Server) add(name string) *Incident {
	at := s.now().Add(s.clock).UTC()
	i := &Incident{ID: s.id("inc"), PageID: Page, Name: name, Impact: "none", Created: at, Updated: at, Metadata: map[string]any{}}
	i.Link = "https://stspg.example/" + i.ID
	s.incidents = append(s.incidents, i)
	return i
}

func (s *Server) say(i *Incident, status, body string, deliver bool) {
	at := s.now().Add(s.clock).UTC()
	i.Status, i.Updated = status, at
	i.Updates = slices.Insert(i.Updates, 0, Update{ID: s.id("upd"), Body: body, Status: status, Created: at, Display: at, Deliver: deliver})
}
