// Package pagertree is a strict stand-in for PagerTree's API v4: it refuses
// what the documentation says is refused, and keeps alerts in memory.
package pagertree

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

// Key is the only API key the server knows.
const Key = "pt-key-0123456789"

// Alert is one alert as the server keeps it.
type Alert struct {
	ID, Title, Description, Status, Urgency, Severity string
	Created, Updated, Acknowledged, Resolved          time.Time
	Comments                                          []string
}

// Server is the stand-in. Its methods may be called while it serves.
type Server struct {
	URL string

	mu     sync.Mutex
	now    func() time.Time
	alerts []*Alert
	writes []string
	reads  []string
	busy   bool
	drop   bool
}

// Start serves on loopback until the test ends.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v4/alerts", s.list)
	mux.HandleFunc("GET /api/v4/alerts/{id}", s.get)
	mux.HandleFunc("POST /api/v4/alerts/{id}/acknowledge", s.move("acknowledged", "open", "dropped", "suppressed"))
	mux.HandleFunc("POST /api/v4/alerts/{id}/resolve", s.move("resolved", "open", "dropped", "acknowledged"))
	mux.HandleFunc("GET /api/v4/alerts/{id}/comments", s.comments)
	mux.HandleFunc("POST /api/v4/alerts/{id}/comments", s.comment)
	mux.HandleFunc("GET /api/v4/schedules/{id}/window_events", s.window)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, "Not Found") })
	server := httptest.NewServer(s.guard(mux))
	s.URL = server.URL
	t.Cleanup(server.Close)
	return s
}

// Open creates an alert, or replaces the one of that ID.
func (s *Server) Open(a Alert) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.Created, a.Updated = s.now(), s.now()
	if a.Status == "" {
		a.Status = "open"
	}
	s.alerts = slices.DeleteFunc(s.alerts, func(old *Alert) bool { return old.ID == a.ID })
	s.alerts = append(s.alerts, &a)
}

// By lets a colleague set a status.
func (s *Server) By(id, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set(s.find(id), status)
}

// Delete removes an alert without a trace.
func (s *Server) Delete(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alerts = slices.DeleteFunc(s.alerts, func(a *Alert) bool { return a.ID == id })
}

// Alert gives a copy of what is kept.
func (s *Server) Alert(id string) Alert {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.find(id); a != nil {
		out := *a
		out.Comments = slices.Clone(a.Comments)
		return out
	}
	return Alert{}
}

// Writes lists what was changed through the API, oldest first.
func (s *Server) Writes() []string { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.writes) }

// Reads lists the queries of the list calls, oldest first.
func (s *Server) Reads() []string { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.reads) }

// BusyOnce makes the next request answer 429.
func (s *Server) BusyOnce() { s.mu.Lock(); s.busy = true; s.mu.Unlock() }

// LoseNextAnswer lets the next write happen and then closes the connection.
func (s *Server) LoseNextAnswer() { s.mu.Lock(); s.drop = true; s.mu.Unlock() }

func (s *Server) find(id string) *Alert {
	for _, a := range s.alerts {
		if a.ID == id {
			return a
		}
	}
	return nil
}

func (s *Server) set(a *Alert, status string) {
	a.Status, a.Updated = status, s.now()
	if status == "acknowledged" && a.Acknowledged.IsZero() {
		a.Acknowledged = s.now()
	}
	if status == "resolved" {
		a.Resolved = s.now()
	}
}

func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		s.mu.Lock()
		busy, drop := s.busy, s.drop && r.Method != http.MethodGet
		s.busy = false
		if drop {
			s.drop = false
		}
		s.mu.Unlock()
		switch {
		case busy:
			refuse(w, 429, "Too Many Requests")
		case r.Header.Get("Authorization") != "Bearer "+Key:
			refuse(w, 401, "Unauthorized")
		case drop:
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.WriteHeader(status)
	reply(w, map[string]any{"errors": []any{map[string]any{"message": message}}, "code": status})
}

func reply(w http.ResponseWriter, body any) {
	// A client that went away is no concern of this server.
	_ = json.NewEncoder(w).Encode(body)
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for name := range q {
		if !slices.Contains([]string{"limit", "offset", "page", "ops", "sort", "direction", "status", "updated_at"}, name) {
			refuse(w, 400, "unknown parameter "+name)
			return
		}
	}
	limit, offset, err := numbers(q.Get("limit"), q.Get("offset"))
	if err != nil || limit < 1 || limit > 100 || offset < 0 {
		refuse(w, 422, "limit must be between 1 and 100")
		return
	}
	var since time.Time
	if text := q.Get("updated_at"); text != "" {
		if since, err = time.Parse(time.RFC3339, text); err != nil || q.Get("ops") != "updated_at:gte" {
			refuse(w, 422, "updated_at needs a date and ops=updated_at:gte")
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = append(s.reads, r.URL.RawQuery)
	var found []*Alert
	for _, a := range s.alerts {
		if (q.Get("status") == "" || a.Status == q.Get("status")) && !a.Updated.Before(since) {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b *Alert) int {
		if q.Get("sort") == "updated_at" {
			return a.Updated.Compare(b.Updated)
		}
		return a.Created.Compare(b.Created)
	})
	if q.Get("direction") != "asc" {
		slices.Reverse(found)
	}
	data := []any{}
	end := min(offset+limit, len(found))
	for _, a := range found[min(offset, len(found)):end] {
		data = append(data, a.json())
	}
	reply(w, map[string]any{"data": data, "has_more": end < len(found), "total_count": len(found)})
}

func numbers(limit, offset string) (int, int, error) {
	out := []int{10, 0}
	for n, text := range []string{limit, offset} {
		if text == "" {
			continue
		}
		var err error
		if out[n], err = strconv.Atoi(text); err != nil {
			return 0, 0, fmt.Errorf("read %q: %w", text, err)
		}
	}
	return out[0], out[1], nil
}

func (a *Alert) json() map[string]any {
	stamp := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return t.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	meta := map[string]any{}
	if a.Severity != "" {
		meta = map[string]any{"incident": true, "incident_severity": a.Severity}
	}
	return map[string]any{"id": a.ID, "prefix_id": "alt_" + a.ID, "tiny_id": 7, "title": a.Title, "description": a.Description, "status": a.Status,
		"urgency": a.Urgency, "tag_list": []string{"web", "eu"}, "meta": meta, "created_at": stamp(a.Created), "updated_at": stamp(a.Updated),
		"acknowledged_at": stamp(a.Acknowledged), "resolved_at": stamp(a.Resolved), "dedup_keys": []string{}}
}

func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.find(r.PathValue("id")); a != nil {
		reply(w, a.json())
		return
	}
	refuse(w, 404, "Not Found")
}

// move allows a change of status from some statuses only.
func (s *Server) move(to string, from ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		a := s.find(r.PathValue("id"))
		switch {
		case a == nil:
			refuse(w, 404, "Not Found")
		case !slices.Contains(from, a.Status):
			refuse(w, 422, "Alert must be "+strings.Join(from, ", "))
		default:
			s.set(a, to)
			s.writes = append(s.writes, r.Method+" "+r.URL.Path)
			reply(w, a.json())
		}
	}
}

func (s *Server) comments(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.find(r.PathValue("id"))
	if a == nil {
		refuse(w, 404, "Not Found")
		return
	}
	data := []any{}
	for _, text := range a.Comments {
		data = append(data, map[string]any{"id": "c", "body": text, "created_at": s.now().UTC().Format(time.RFC3339)})
	}
	reply(w, map[string]any{"data": data, "has_more": false, "total_count": len(data)})
}

func (s *Server) comment(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Body string `json:"body"`
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil || body.Body == "" {
		refuse(w, 422, "Body can't be blank")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.find(r.PathValue("id"))
	if a == nil {
		refuse(w, 404, "Not Found")
		return
	}
	a.Comments = append(a.Comments, body.Body)
	s.writes = append(s.writes, r.Method+" "+r.URL.Path)
	reply(w, map[string]any{"id": "c", "body": body.Body})
}

// window gives one shift in the shape of an event with its attendee.
func (s *Server) window(w http.ResponseWriter, r *http.Request) {
	for _, name := range []string{"start", "end"} {
		if _, err := time.Parse(time.DateTime, r.URL.Query().Get(name)); err != nil {
			refuse(w, 422, name+" must look like 2022-10-12 07:00:00")
			return
		}
	}
	start := s.now().UTC().Add(-time.Hour)
	reply(w, []any{map[string]any{"start_datetime": start.Format(time.RFC3339), "end_datetime": start.Add(8 * time.Hour).Format(time.RFC3339),
		"layer": 1, "user": map[string]any{"name": "Anna", "email": "anna@example.test"}}})
}
