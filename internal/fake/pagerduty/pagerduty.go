// Package pagerduty is a strict stand-in for PagerDuty's REST API v2: it
// refuses what the real one refuses, in the real one's words, and keeps
// incidents, notes and log entries in memory.
package pagerduty

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Key is the only API key the server knows, Mail the only user.
const (
	Key  = "pd-key-0123456789"
	Mail = "anna@example.test"
)

// Incident is one incident as the server keeps it.
type Incident struct {
	ID, Title, Status, Urgency, Service string
	Created, Changed, Resolved          time.Time
	Number                              int
	AckedBy                             string
	AckedAt, SnoozedUntil               time.Time
	AssignedTo                          string
	Notes                               []Note
}

// Note is one note on an incident.
type Note struct {
	Content string
	At      time.Time
}

type logEntry struct {
	id, kind, agent, text string
	incident              string
	at                    time.Time
}

// Server is the stand-in. Its methods may be called while it serves.
type Server struct {
	URL string

	mu        sync.Mutex
	now       func() time.Time
	incidents []*Incident
	log       []logEntry
	writes    []string // method and path of each write that was let through
	busy      int
	drop      bool
	moved     func()
}

// Start serves on loopback until the test ends.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /incidents", s.list)
	mux.HandleFunc("GET /incidents/{id}", s.get)
	mux.HandleFunc("PUT /incidents", s.update)
	mux.HandleFunc("POST /incidents/{id}/snooze", s.snooze)
	mux.HandleFunc("GET /incidents/{id}/notes", s.notes)
	mux.HandleFunc("POST /incidents/{id}/notes", s.note)
	mux.HandleFunc("GET /log_entries", s.logEntries)
	mux.HandleFunc("GET /oncalls", s.onCalls)
	server := httptest.NewServer(s.guard(mux))
	s.URL = server.URL
	t.Cleanup(server.Close)
	return s
}

// Trigger opens an incident.
func (s *Server) Trigger(id, title, urgency string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.incidents = append(s.incidents, &Incident{ID: id, Title: title, Status: "triggered", Urgency: urgency, Service: "checkout",
		Created: s.now(), Changed: s.now(), Number: len(s.incidents) + 1})
	s.write(id, "trigger_log_entry", "Events API", "")
}

// By lets a colleague set a status ("acknowledged", "resolved", "triggered").
func (s *Server) By(who, id, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set(s.find(id), status, who)
}

// Incident gives a copy of what is kept.
func (s *Server) Incident(id string) Incident {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(id); i != nil {
		out := *i
		out.Notes = slices.Clone(i.Notes)
		return out
	}
	return Incident{}
}

// Writes lists what was changed through the API, oldest first.
func (s *Server) Writes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.writes)
}

// Busy makes the next n requests answer 429.
func (s *Server) Busy(n int) { s.mu.Lock(); s.busy = n; s.mu.Unlock() }

// LoseNextAnswer lets the next write happen and then closes the connection.
func (s *Server) LoseNextAnswer() { s.mu.Lock(); s.drop = true; s.mu.Unlock() }

// BetweenPages calls f once, before the second page of a list is served.
func (s *Server) BetweenPages(f func()) { s.mu.Lock(); s.moved = f; s.mu.Unlock() }

func (s *Server) find(id string) *Incident {
	for _, i := range s.incidents {
		if i.ID == id {
			return i
		}
	}
	return nil
}

func (s *Server) write(incident, kind, agent, text string) {
	s.log = append(s.log, logEntry{id: fmt.Sprintf("R%06d", len(s.log)+1), kind: kind, agent: agent, text: text, incident: incident, at: s.now()})
}

func (s *Server) set(i *Incident, status, who string) {
	i.Status, i.Changed = status, s.now()
	switch status {
	case "acknowledged":
		i.AckedBy, i.AckedAt = who, s.now()
		s.write(i.ID, "acknowledge_log_entry", who, "")
	case "resolved":
		i.Resolved, i.AckedBy, i.SnoozedUntil = s.now(), "", time.Time{}
		s.write(i.ID, "resolve_log_entry", who, "")
	case "triggered":
		i.AckedBy, i.SnoozedUntil, i.Resolved = "", time.Time{}, time.Time{}
		s.write(i.ID, "unacknowledge_log_entry", who, "")
	}
}

// guard checks what every request needs.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Type", "application/json")
		s.mu.Lock()
		busy, drop := s.busy > 0, s.drop && r.Method != http.MethodGet
		if busy {
			s.busy--
		}
		if drop {
			s.drop = false
		}
		s.mu.Unlock()
		switch {
		case busy:
			w.Header().Set("ratelimit-limit", "960")
			w.Header().Set("ratelimit-remaining", "0")
			w.Header().Set("ratelimit-reset", "12")
			refuse(w, 429, 2020, "Rate Limit Exceeded")
		case r.Header.Get("Authorization") != "Token token="+Key:
			refuse(w, 401, 2006, "Unauthorized")
		case r.Header.Get("Accept") != "application/vnd.pagerduty+json;version=2":
			refuse(w, 406, 2100, "Wrong Accept header")
		case r.Method != http.MethodGet && r.Header.Get("From") != Mail:
			refuse(w, 400, 2100, "Requester User Not Found")
		case r.Method != http.MethodGet && r.Header.Get("Content-Type") != "application/json":
			refuse(w, 415, 2100, "Wrong Content-Type")
		case drop:
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func refuse(w http.ResponseWriter, status, code int, message string, more ...string) {
	w.WriteHeader(status)
	reply(w, map[string]any{"error": map[string]any{"code": code, "message": message, "errors": more}})
}

func reply(w http.ResponseWriter, body any) {
	// A client that went away is no concern of this server.
	_ = json.NewEncoder(w).Encode(body)
}

// page reads limit and offset strictly, and refuses parameters that are unknown.
func page(w http.ResponseWriter, r *http.Request, known ...string) (limit, offset int, ok bool) {
	query := r.URL.Query()
	for name := range query {
		if !slices.Contains(append(known, "limit", "offset", "total"), name) {
			refuse(w, 400, 2001, "Invalid Input Provided", "Unknown parameter "+name)
			return 0, 0, false
		}
	}
	limit = 25
	for name, into := range map[string]*int{"limit": &limit, "offset": &offset} {
		if text := query.Get(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 {
				refuse(w, 400, 2001, "Invalid Input Provided", name+" must be a number")
				return 0, 0, false
			}
			*into = n
		}
	}
	if limit < 1 || limit > 100 || limit+offset > 10_000 {
		refuse(w, 400, 2001, "Invalid Input Provided", "Limit must be 1..100, offset + limit at most 10000")
		return 0, 0, false
	}
	return limit, offset, true
}

func cut[T any](all []T, limit, offset int) (part []T, more bool) {
	offset = min(offset, len(all))
	end := min(offset+limit, len(all))
	return all[offset:end], end < len(all)
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	limit, offset, ok := page(w, r, "statuses[]", "date_range", "sort_by", "team_ids[]", "user_ids[]", "service_ids[]", "urgencies[]", "since", "until", "include[]")
	if !ok {
		return
	}
	for _, status := range r.URL.Query()["statuses[]"] {
		if !slices.Contains([]string{"triggered", "acknowledged", "resolved"}, status) {
			refuse(w, 400, 2001, "Invalid Input Provided", "Status is not valid")
			return
		}
	}
	s.mu.Lock()
	moved := s.moved
	if offset == 0 {
		moved = nil
	} else {
		s.moved = nil
	}
	s.mu.Unlock()
	if moved != nil {
		moved()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []map[string]any
	for _, i := range s.incidents {
		if slices.Contains(r.URL.Query()["statuses[]"], i.Status) {
			all = append(all, i.json())
		}
	}
	part, more := cut(all, limit, offset)
	reply(w, map[string]any{"incidents": orEmpty(part), "limit": limit, "offset": offset, "more": more, "total": nil})
}

func orEmpty(part []map[string]any) []map[string]any {
	if part == nil {
		return []map[string]any{}
	}
	return part
}

func (i *Incident) json() map[string]any {
	acks, pending := []any{}, []any{}
	if i.Status == "acknowledged" && i.AckedBy != "" {
		acks = append(acks, map[string]any{"at": stamp(i.AckedAt), "acknowledger": map[string]any{"id": "PU1", "type": "user_reference", "summary": i.AckedBy}})
	}
	if !i.SnoozedUntil.IsZero() {
		pending = append(pending, map[string]any{"type": "unacknowledge", "at": stamp(i.SnoozedUntil)})
	}
	pending = append(pending, map[string]any{"type": "escalate", "at": stamp(i.Created.Add(time.Hour))})
	assigned := []any{}
	if i.AssignedTo != "" {
		assigned = append(assigned, map[string]any{"at": stamp(i.Changed), "assignee": map[string]any{"id": i.AssignedTo, "type": "user_reference", "summary": "User " + i.AssignedTo}})
	}
	out := map[string]any{
		"id": i.ID, "type": "incident", "summary": fmt.Sprintf("[#%d] %s", i.Number, i.Title), "title": i.Title, "incident_number": i.Number,
		"status": i.Status, "urgency": i.Urgency, "created_at": stamp(i.Created), "updated_at": stamp(i.Changed), "last_status_change_at": stamp(i.Changed),
		"resolved_at": nil, "html_url": "https://shop.pagerduty.com/incidents/" + i.ID, "incident_key": "key-" + i.ID,
		"service":          map[string]any{"id": "PS1", "type": "service_reference", "summary": i.Service},
		"acknowledgements": acks, "pending_actions": pending, "assignments": assigned, "priority": nil,
		"alert_counts": map[string]any{"all": 1, "triggered": 1, "resolved": 0},
	}
	if !i.Resolved.IsZero() {
		out["resolved_at"] = stamp(i.Resolved)
	}
	return out
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(r.PathValue("id"))
	if i == nil {
		refuse(w, 404, 2100, "Not Found")
		return
	}
	reply(w, map[string]any{"incident": i.json()})
}

func (s *Server) wrote(r *http.Request) {
	s.writes = append(s.writes, r.Method+" "+strings.TrimSuffix(r.URL.Path, "/"))
}
