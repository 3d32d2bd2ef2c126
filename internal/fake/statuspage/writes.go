package statuspage

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"
)

var (
	statuses = []string{"investigating", "identified", "monitoring", "resolved", "scheduled", "in_progress", "verifying", "completed"}
	impacts  = []string{"none", "minor", "major", "critical", "maintenance"}
	states   = []string{"operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"}
)

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	limit := 100
	for name, values := range r.URL.Query() {
		n, err := strconv.Atoi(values[0])
		switch {
		case name == "q":
		case name != "limit" && name != "page", err != nil, name == "limit" && (n < 1 || n > 100):
			s.wrong(w, 400, "parameter "+name)
			return
		case name == "limit":
			limit = n
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []*Incident{}
	shown := s.incidents
	if s.lags {
		shown = s.lag
	}
	for n := len(shown) - 1; n >= 0 && len(all) < limit; n-- {
		all = append(all, shown[n])
	}
	reply(w, all)
}

func (s *Server) components(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	reply(w, s.parts)
}

// wrong notes and refuses what the documentation does not allow.
func (s *Server) wrong(w http.ResponseWriter, status int, why string) {
	s.mu.Lock()
	s.refused = append(s.refused, why)
	s.mu.Unlock()
	refuse(w, status, map[string]any{"error": []string{why}})
}

// change is what a POST and a PATCH of an incident may hold.
type change struct {
	Name         *string                   `json:"name"`
	Status       string                    `json:"status"`
	Body         *string                   `json:"body"`
	Impact       string                    `json:"impact_override"`
	ComponentIDs []string                  `json:"component_ids"`
	Components   map[string]string         `json:"components"`
	Deliver      *bool                     `json:"deliver_notifications"`
	Metadata     map[string]map[string]any `json:"metadata"`
}

// read takes a strict body; "": it was refused already.
func (s *Server) read(w http.ResponseWriter, r *http.Request) (change, bool) {
	var body struct {
		Incident *change `json:"incident"`
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil || body.Incident == nil {
		s.wrong(w, 400, fmt.Sprintf("body: %v", err))
		return change{}, false
	}
	c := *body.Incident
	why := ""
	switch {
	case c.Name != nil && (*c.Name == "" || utf8.RuneCountInString(*c.Name) > 255):
		why = "name must have 1 to 255 characters"
	case c.Status != "" && !slices.Contains(statuses, c.Status):
		why = "status is not included in the list"
	case c.Impact != "" && !slices.Contains(impacts, c.Impact):
		why = "impact_override is not included in the list"
	case c.Body != nil && utf8.RuneCountInString(*c.Body) > 25_000:
		why = "body is too long"
	case c.Body != nil && c.Status == "":
		why = "a body needs a status"
	}
	s.mu.Lock()
	known := map[string]bool{}
	for _, p := range s.parts {
		known[p.ID] = true
	}
	s.mu.Unlock()
	for id, state := range c.Components {
		if !known[id] || !slices.Contains(c.ComponentIDs, id) {
			why = "components: " + id + " is not a component of the incident"
		}
		if !slices.Contains(states, state) {
			why = "components: status " + state + " is not included in the list"
		}
	}
	if why != "" {
		s.wrong(w, 422, why)
		return change{}, false
	}
	return c, true
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	c, ok := s.read(w, r)
	if !ok {
		return
	}
	if c.Name == nil {
		s.wrong(w, 422, "name can't be blank")
		return
	}
	if !s.pass(r) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.add(*c.Name)
	if c.Status == "" {
		c.Status = "investigating"
	}
	s.apply(i, c)
	w.WriteHeader(201)
	reply(w, s.visible(i))
}

func (s *Server) change(w http.ResponseWriter, r *http.Request) {
	c, ok := s.read(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(r.PathValue("id"))
	if i == nil {
		refuse(w, 404, map[string]any{"error": "Not Found"})
		return
	}
	s.apply(i, c)
	reply(w, s.visible(i))
}

// apply changes an incident; the lock is held.
func (s *Server) apply(i *Incident, c change) {
	if c.Name != nil {
		i.Name = *c.Name
	}
	if c.Impact != "" {
		i.Impact, i.Override = c.Impact, c.Impact
	}
	if c.Status != "" {
		i.Status = c.Status
	}
	if c.Metadata != nil {
		i.Metadata = map[string]any{}
		for k, v := range c.Metadata {
			i.Metadata[k] = v
		}
	}
	for id, state := range c.Components {
		for n := range s.parts {
			if s.parts[n].ID == id {
				s.parts[n].Status = state
			}
		}
	}
	if c.ComponentIDs != nil {
		i.Parts = nil
		for _, p := range s.parts {
			if slices.Contains(c.ComponentIDs, p.ID) {
				i.Parts = append(i.Parts, p)
			}
		}
	}
	if c.Body != nil && *c.Body != "" {
		s.say(i, i.Status, *c.Body, c.Deliver == nil || *c.Deliver)
	}
}

func (s *Server) edit(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Update *struct {
			Body    *string `json:"body"`
			Deliver *bool   `json:"deliver_notifications"`
		} `json:"incident_update"`
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil || body.Update == nil || body.Update.Body == nil {
		s.wrong(w, 400, fmt.Sprintf("body: %v", err))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(r.PathValue("id")); i != nil {
		for n := range i.Updates {
			if i.Updates[n].ID == r.PathValue("post") {
				i.Updates[n].Body = *body.Update.Body
				reply(w, i.Updates[n])
				return
			}
		}
	}
	refuse(w, 404, map[string]any{"error": "Not Found"})
}
