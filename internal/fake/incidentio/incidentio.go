// Package incidentio is a strict stand-in for incident.io's status page API v2
// that counts what a reader of the page would see.
package incidentio

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"turnaround/internal/fake"
)

// Key is the only API key the server knows, Page its only page, Part and Other
// its components.
const (
	Key   = "inc-key-0123456789"
	Page  = "01GW7P4ES31Q6V1ZQH321T0PAGE"
	Part  = "01GW7P4ES31Q6V1ZQH321T0PAY"
	Other = "01GW7P4ES31Q6V1ZQH321T0WEB"
)

// Update is one text under an incident.
type Update struct {
	ID       string           `json:"id"`
	Incident string           `json:"status_page_incident_id"`
	Message  string           `json:"message"`
	Status   string           `json:"incident_status"`
	At       time.Time        `json:"published_at"`
	Parts    []map[string]any `json:"component_statuses"`
	Notify   bool             `json:"-"`
}

// impact is a stretch in which a component was not operational.
type impact struct {
	Part   string     `json:"component_id"`
	Status string     `json:"component_status"`
	Start  time.Time  `json:"start_at"`
	End    *time.Time `json:"end_at,omitempty"`
}

// Incident is one incident of the page.
type Incident struct {
	ID      string    `json:"id"`
	Page    string    `json:"status_page_id"`
	Name    string    `json:"name"`
	Status  string    `json:"incident_status"`
	At      time.Time `json:"published_at"`
	Updates []Update  `json:"updates"`
	Impacts []impact  `json:"component_impacts"`
}

// Server is the stand-in.
type Server struct {
	URL string
	fake.Notes

	mu        sync.Mutex
	now       func() time.Time
	incidents []*Incident
	keys      map[string]*Incident // by idempotency key
	limit     int                  // of updates under one incident
	oldest    bool                 // first
	count     int
}

// Start serves on loopback until the test ends.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now, limit: 100, keys: map[string]*Incident{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v2/status_pages", func(w http.ResponseWriter, _ *http.Request) {
		fake.Reply(w, 200, map[string]any{"status_pages": []any{map[string]any{"id": Page, "name": "Shop status"}}})
	})
	mux.HandleFunc("GET /v2/status_page_structures/"+Page, s.structure)
	mux.HandleFunc("GET /v2/status_page_incidents", s.list)
	mux.HandleFunc("POST /v2/status_page_incidents", s.open)
	mux.HandleFunc("POST /v2/status_page_incident_updates", s.update)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, "not_found", "Resource not found") })
	s.URL = fake.Serve(t, now, fake.Bearer(Key), func(w http.ResponseWriter) {
		refuse(w, 401, "invalid_authorization_material", "The API key is not valid")
	}, mux)
	return s
}

// Limit sets how many updates an incident takes.
func (s *Server) Limit(n int) { s.mu.Lock(); s.limit = n; s.mu.Unlock() }

// OldestFirst turns the order of the list round.
func (s *Server) OldestFirst() { s.mu.Lock(); s.oldest = true; s.mu.Unlock() }

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

// Past adds closed incidents of before.
func (s *Server) Past(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range n {
		at := s.now().Add(time.Duration(k-n-1) * 24 * time.Hour)
		s.count++
		id := fmt.Sprintf("01PAST%05d", s.count)
		s.incidents = append(s.incidents, &Incident{ID: id, Page: Page, Name: "Of before", Status: "resolved", At: at, Impacts: []impact{},
			Updates: []Update{{ID: id + "U", Incident: id, Message: "It was fixed.", Status: "resolved", At: at, Parts: []map[string]any{}}}})
	}
}

// State tells a component's state.
func (s *Server) State(part string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.incidents {
		for _, c := range i.Impacts {
			if c.Part == part && c.End == nil {
				return c.Status
			}
		}
	}
	return "operational"
}

func refuse(w http.ResponseWriter, status int, code, why string) {
	fake.Reply(w, status, map[string]any{"type": code, "status": status, "request_id": "r1", "errors": []any{map[string]any{"code": code, "message": why}}})
}

func (s *Server) structure(w http.ResponseWriter, _ *http.Request) {
	component := func(id, name string) map[string]any { return map[string]any{"component_id": id, "name": name} }
	fake.Reply(w, 200, map[string]any{"current_structure": map[string]any{"items": []any{
		map[string]any{"component": component(Part, "Card payments")},
		map[string]any{"group": map[string]any{"id": "g", "name": "Web", "components": []any{component(Other, "Checkout page")}}},
	}}})
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	size := 25
	if text := q.Get("page_size"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 250 {
			s.refused(w, "page_size must be 1 to 250")
			return
		}
		size = n
	}
	if q.Get("status_page_id") != Page {
		refuse(w, 404, "not_found", "There is no such status page")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.incidents)
	if !s.oldest {
		slices.Reverse(all)
	}
	if after := q.Get("after"); after != "" {
		at := slices.IndexFunc(all, func(i *Incident) bool { return i.ID == after })
		all = all[at+1:]
	}
	meta := map[string]any{"page_size": size}
	if len(all) > size {
		all = all[:size]
		meta["after"] = all[size-1].ID
	}
	fake.Reply(w, 200, map[string]any{"status_page_incidents": append([]*Incident{}, all...), "pagination_meta": meta})
}

// body is what a new incident and an update may hold.
type body struct {
	Key      *string          `json:"idempotency_key"`
	Page     *string          `json:"status_page_id"`
	Incident *string          `json:"status_page_incident_id"`
	Name     *string          `json:"name"`
	Status   *string          `json:"incident_status"`
	Message  *string          `json:"message"`
	Notify   *bool            `json:"notify_subscribers"`
	Parts    []map[string]any `json:"component_statuses"`
}

func (b body) wrong(fresh bool) string {
	switch {
	case b.Message == nil || *b.Message == "" || b.Notify == nil:
		return "message and notify_subscribers are required"
	case utf8.RuneCountInString(*b.Message) > 4096:
		return "message is longer than 4096"
	case fresh && (b.Key == nil || *b.Key == "" || b.Page == nil || *b.Page != Page || b.Name == nil || *b.Name == "" || b.Status == nil || b.Incident != nil):
		return "idempotency_key, status_page_id, name and incident_status are required"
	case fresh && utf8.RuneCountInString(*b.Name) > 200:
		return "name is longer than 200"
	case !fresh && (b.Incident == nil || b.Key != nil || b.Page != nil || b.Name != nil):
		return "an update has status_page_incident_id, and no key, page or name"
	case b.Status != nil && !slices.Contains([]string{"investigating", "identified", "monitoring", "resolved"}, *b.Status):
		return "incident_status is not known"
	case b.Status != nil && *b.Status == "resolved" && b.Parts != nil:
		return "component_statuses must not be set when the incident is resolved"
	}
	for _, p := range b.Parts {
		if p["component_id"] != Part && p["component_id"] != Other || len(p) != 2 ||
			!slices.Contains([]any{"operational", "degraded_performance", "partial_outage", "full_outage"}, p["component_status"]) {
			return "component_statuses are not known"
		}
	}
	return ""
}

func (s *Server) refused(w http.ResponseWriter, why string) {
	s.Note(why)
	refuse(w, 422, "validation_error", why)
}

func (s *Server) take(w http.ResponseWriter, r *http.Request, fresh bool) (body, bool) {
	var b body
	why := fake.Read(r, &b, func() string { return b.wrong(fresh) })
	if why != "" {
		s.refused(w, why)
	}
	return b, why == ""
}

func (s *Server) open(w http.ResponseWriter, r *http.Request) {
	b, ok := s.take(w, r, true)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.keys[*b.Key]
	if i == nil { // the first time this key is seen
		s.count++
		i = &Incident{ID: fmt.Sprintf("01INC%05d", s.count), Page: Page, Name: *b.Name, At: s.now().UTC(), Impacts: []impact{}}
		s.keys[*b.Key] = i
		s.incidents = append(s.incidents, i)
		s.say(i, b)
	}
	fake.Reply(w, 201, map[string]any{"status_page_incident": i})
}

func (s *Server) update(w http.ResponseWriter, r *http.Request) {
	b, ok := s.take(w, r, false)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.incidents, func(i *Incident) bool { return i.ID == *b.Incident })
	switch {
	case at < 0:
		refuse(w, 404, "not_found", "There is no such incident")
	case len(s.incidents[at].Updates) >= s.limit:
		refuse(w, 422, "validation_error", "An incident takes at most 100 updates")
	default:
		fake.Reply(w, 201, map[string]any{"status_page_incident_update": s.say(s.incidents[at], b)})
	}
}

// say adds an update; the lock is held.
func (s *Server) say(i *Incident, b body) Update {
	at := s.now().UTC()
	if b.Status != nil {
		i.Status = *b.Status
	}
	s.count++
	u := Update{ID: fmt.Sprintf("01UPD%05d", s.count), Incident: i.ID, Message: *b.Message, Status: i.Status, At: at, Notify: *b.Notify,
		Parts: append([]map[string]any{}, b.Parts...)}
	i.Updates = append(i.Updates, u)
	for n := range i.Impacts {
		c := &i.Impacts[n]
		changed := slices.ContainsFunc(b.Parts, func(p map[string]any) bool { return p["component_id"] == c.Part })
		if c.End == nil && (changed || i.Status == "resolved") {
			c.End = &at
		}
	}
	for _, p := range b.Parts {
		if p["component_status"] != "operational" {
			i.Impacts = append(i.Impacts, impact{Part: p["component_id"].(string), Status: p["component_status"].(string), Start: at})
		}
	}
	return u
}
