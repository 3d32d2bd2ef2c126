// Package hook is a strict stand-in for the incoming webhooks of Slack,
// Mattermost and Teams.
package hook

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Server is the stand-in.
type Server struct {
	URL string // the hook's whole address, as a chat gives it

	mu     sync.Mutex
	kind   string
	texts  []string
	gone   bool
	status int
}

// Start serves one hook of a kind (slack, mattermost, teams) until the test ends.
func Start(t testing.TB, kind string) *Server {
	t.Helper()
	s := &Server{kind: kind}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = server.URL + "/services/T0/B0/secret0123456789"
	t.Cleanup(server.Close)
	return s
}

// Shown counts how often people in the chat see a text.
func (s *Server) Shown(text string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, t := range s.texts {
		if strings.Contains(t, text) {
			n++
		}
	}
	return n
}

// Texts lists what was written, oldest first.
func (s *Server) Texts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.texts...)
}

// Remove takes the hook away, as an administrator would.
func (s *Server) Remove() { s.mu.Lock(); s.gone = true; s.mu.Unlock() }

// Fail makes every answer this status until it is set to 0.
func (s *Server) Fail(status int) { s.mu.Lock(); s.status = status; s.mu.Unlock() }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	raw, err := io.ReadAll(r.Body)
	var body struct {
		Text        *string `json:"text"`
		Type        string  `json:"type"`
		Attachments []struct {
			ContentType string `json:"contentType"`
			Content     struct {
				Type, Version string
				Body          []struct {
					Type, Text string
					Wrap       bool
				} `json:"body"`
			} `json:"content"`
		} `json:"attachments"`
	}
	switch {
	case err != nil:
		return // cut off
	case s.status != 0:
		http.Error(w, "try later", s.status)
	case r.Method != http.MethodPost || r.URL.Path != "/services/T0/B0/secret0123456789" || s.gone:
		http.Error(w, "no_service", 404)
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || json.Unmarshal(raw, &body) != nil:
		http.Error(w, "invalid_payload", 400)
	case s.kind == "teams":
		if body.Type != "message" || len(body.Attachments) != 1 || body.Attachments[0].ContentType != "application/vnd.microsoft.card.adaptive" ||
			body.Attachments[0].Content.Type != "AdaptiveCard" || len(body.Attachments[0].Content.Body) == 0 {
			http.Error(w, "bad card", 400)
			return
		}
		text := ""
		for _, b := range body.Attachments[0].Content.Body {
			text += b.Text + "\n"
		}
		s.texts = append(s.texts, text)
		w.WriteHeader(202)
	case body.Text == nil || *body.Text == "":
		http.Error(w, "no_text", 400)
	default:
		s.texts = append(s.texts, *body.Text)
		_, _ = io.WriteString(w, "ok") // a client that went away is no concern of this server
	}
}
