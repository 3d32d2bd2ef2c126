package pagerduty

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// read decodes a body strictly.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		refuse(w, 400, 2001, "Invalid Input Provided", err.Error())
		return false
	}
	return true
}

type reference struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

func (s *Server) update(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Incidents []struct {
			reference
			Status      string `json:"status"`
			Assignments []struct {
				Assignee reference `json:"assignee"`
			} `json:"assignments"`
		} `json:"incidents"`
	}
	if !read(w, r, &body) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(body.Incidents) == 0 || len(body.Incidents) > 250 {
		refuse(w, 413, 2001, "Incidents must be 1 to 250")
		return
	}
	var out []map[string]any
	for _, want := range body.Incidents {
		i := s.find(want.ID)
		switch {
		case i == nil:
			refuse(w, 404, 2100, "Not Found")
			return
		case want.Type != "incident_reference" && want.Type != "incident":
			refuse(w, 400, 2001, "Invalid Input Provided", "Type must be incident_reference")
			return
		case want.Status != "" && !slices.Contains([]string{"triggered", "acknowledged", "resolved"}, want.Status):
			refuse(w, 400, 2001, "Invalid Input Provided", "Status is not valid")
			return
		case want.Status == "resolved" && i.Status == "resolved":
			refuse(w, 400, 2001, "Invalid Input Provided", "Incident Already Resolved")
			return
		}
		if want.Status != "" {
			s.set(i, want.Status, "Anna")
		}
		for _, a := range want.Assignments {
			if a.Assignee.Type != "user_reference" || a.Assignee.ID == "" {
				refuse(w, 400, 2001, "Invalid Input Provided", "Assignee must be a user_reference")
				return
			}
			i.AssignedTo, i.Changed = a.Assignee.ID, s.now()
			s.write(i.ID, "assign_log_entry", "Anna", "")
		}
		out = append(out, i.json())
	}
	s.wrote(r)
	reply(w, map[string]any{"incidents": out})
}

func (s *Server) snooze(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Duration int `json:"duration"`
	}
	if !read(w, r, &body) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(r.PathValue("id"))
	switch {
	case i == nil:
		refuse(w, 404, 2100, "Not Found")
	case body.Duration < 1 || body.Duration > 604_800:
		refuse(w, 400, 2001, "Invalid Input Provided", "Duration must be 1 to 604800")
	case i.Status == "resolved":
		refuse(w, 400, 2001, "Invalid Input Provided", "Incident Already Resolved")
	default:
		s.set(i, "acknowledged", "Anna")
		i.SnoozedUntil = s.now().Add(time.Duration(body.Duration) * time.Second)
		s.write(i.ID, "snooze_log_entry", "Anna", "")
		s.wrote(r)
		w.WriteHeader(http.StatusCreated)
		reply(w, map[string]any{"incident": i.json()})
	}
}

func (s *Server) notes(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(r.PathValue("id"))
	if i == nil {
		refuse(w, 404, 2100, "Not Found")
		return
	}
	out := []map[string]any{}
	for _, n := range i.Notes {
		out = append(out, map[string]any{"id": "N1", "content": n.Content, "created_at": stamp(n.At), "user": map[string]any{"summary": "Anna"}})
	}
	reply(w, map[string]any{"notes": out})
}

func (s *Server) note(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Note struct {
			Content string `json:"content"`
		} `json:"note"`
	}
	if !read(w, r, &body) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(r.PathValue("id"))
	switch {
	case i == nil:
		refuse(w, 404, 2100, "Not Found")
	case body.Note.Content == "":
		refuse(w, 400, 2001, "Invalid Input Provided", "Content can't be blank")
	default:
		i.Notes = append(i.Notes, Note{body.Note.Content, s.now()})
		s.write(i.ID, "annotate_log_entry", "Anna", body.Note.Content)
		s.wrote(r)
		w.WriteHeader(http.StatusCreated)
		reply(w, map[string]any{"note": map[string]any{"content": body.Note.Content, "created_at": stamp(s.now())}})
	}
}

// logEntries lists newest first, as the real one does.
func (s *Server) logEntries(w http.ResponseWriter, r *http.Request) {
	limit, offset, ok := page(w, r, "since", "until", "is_overview", "include[]", "team_ids[]", "time_zone")
	if !ok {
		return
	}
	since, err := time.Parse(time.RFC3339, r.URL.Query().Get("since"))
	if err != nil {
		refuse(w, 400, 2001, "Invalid Input Provided", "Since is not a date")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []map[string]any
	for _, e := range slices.Backward(s.log) {
		if e.at.Before(since) {
			continue
		}
		in := map[string]any{"id": e.incident, "type": "incident_reference"}
		if slices.Contains(r.URL.Query()["include[]"], "incidents") {
			in = s.find(e.incident).json()
		}
		channel := map[string]any{"type": "web"}
		if e.text != "" {
			channel = map[string]any{"type": "note", "content": e.text}
		}
		all = append(all, map[string]any{"id": e.id, "type": e.kind, "summary": e.kind, "created_at": stamp(e.at),
			"agent": map[string]any{"type": "user_reference", "summary": e.agent}, "channel": channel, "incident": in})
	}
	part, more := cut(all, limit, offset)
	reply(w, map[string]any{"log_entries": orEmpty(part), "limit": limit, "offset": offset, "more": more, "total": nil})
}

// onCalls gives one shift, told once for each of two escalation policies.
func (s *Server) onCalls(w http.ResponseWriter, r *http.Request) {
	if _, _, ok := page(w, r, "schedule_ids[]", "user_ids[]", "since", "until", "include[]", "time_zone", "earliest"); !ok {
		return
	}
	if r.URL.Query().Get("schedule_ids[]") != "PSCHED" {
		reply(w, map[string]any{"oncalls": []any{}, "more": false})
		return
	}
	start := s.now().Add(-time.Hour)
	shift := func(policy, who string, from, to any) map[string]any {
		return map[string]any{"escalation_policy": map[string]any{"id": policy}, "escalation_level": 1, "schedule": map[string]any{"id": "PSCHED"},
			"user": map[string]any{"id": "PU1", "summary": who, "name": who, "email": Mail}, "start": from, "end": to}
	}
	reply(w, map[string]any{"more": false, "oncalls": []any{
		shift("EP1", "Ben", stamp(start.Add(8*time.Hour)), nil),
		shift("EP1", "Anna", stamp(start), stamp(start.Add(8*time.Hour))),
		shift("EP2", "Anna", stamp(start), stamp(start.Add(8*time.Hour))),
	}})
}
