package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/config"
)

// provider is a strict sign-in server, reached without a network.
type provider struct {
	t *testing.T

	mu         sync.Mutex
	challenges map[string]url.Values // by code: what it was asked for with
	refresh    map[string]bool       // refresh tokens that are good
	pending    []string              // what a device is answered until it is let in
	polled     []time.Time
	issued     int
	fail       func(w http.ResponseWriter) bool // instead of a token
}

func newProvider(t *testing.T) *provider {
	return &provider{t: t, challenges: map[string]url.Values{}, refresh: map[string]bool{}}
}

// RoundTrip answers at once.
func (p *provider) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	p.serve(w, r)
	return w.Result(), nil
}

func (p *provider) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost || r.URL.RawQuery != "" ||
		r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		p.t.Errorf("asked with %s %s, %v", r.Method, r.URL, err)
	}
	if r.PostForm.Get("client_id") != "app" || r.PostForm.Get("client_secret") != "app-secret" && r.URL.Path != "/device" {
		refuse(w, 401, "invalid_client")
		return
	}
	if p.fail != nil && p.fail(w) {
		return
	}
	switch r.URL.Path {
	case "/device":
		if r.PostForm.Get("scope") != "mail offline" {
			p.t.Errorf("device asked for scope %q", r.PostForm.Get("scope"))
		}
		reply(w, map[string]any{"device_code": "dev-1", "user_code": "ABCD-EFGH", "verification_uri": "https://login.example.test/device", "expires_in": 60, "interval": 5})
	case "/token":
		p.token(w, r.PostForm)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (p *provider) token(w http.ResponseWriter, form url.Values) {
	switch form.Get("grant_type") {
	case "authorization_code":
		asked, ok := p.challenges[form.Get("code")]
		delete(p.challenges, form.Get("code"))
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		if !ok || form.Get("redirect_uri") != asked.Get("redirect_uri") || len(form.Get("code_verifier")) < 43 ||
			base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
			refuse(w, 400, "invalid_grant")
			return
		}
	case "refresh_token":
		if !p.refresh[form.Get("refresh_token")] {
			refuse(w, 400, "invalid_grant")
			return
		}
		delete(p.refresh, form.Get("refresh_token"))
	case "urn:ietf:params:oauth:grant-type:device_code":
		p.polled = append(p.polled, time.Now())
		if form.Get("device_code") != "dev-1" {
			refuse(w, 400, "invalid_grant")
			return
		}
		if len(p.pending) > 0 {
			refuse(w, 400, p.pending[0])
			p.pending = p.pending[1:]
			return
		}
	default:
		refuse(w, 400, "unsupported_grant_type")
		return
	}
	p.issued++
	next := fmt.Sprintf("refresh-%d", p.issued)
	p.refresh[next] = true
	reply(w, map[string]any{"access_token": fmt.Sprintf("access-%d", p.issued), "token_type": "Bearer", "expires_in": 3600, "refresh_token": next})
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	reply(w, map[string]string{"error": code, "error_description": "secret details access-1"})
}

// browse is a person with a browser who lets the app in.
func (p *provider) browse(address string) (redirect string) {
	u, err := url.Parse(address)
	q := u.Query()
	back, err2 := url.Parse(q.Get("redirect_uri"))
	if err != nil || err2 != nil || u.Host != "login.example.test" || q.Get("response_type") != "code" || q.Get("client_id") != "app" ||
		q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || len(q.Get("state")) < 16 ||
		q.Get("scope") != "mail offline" || q.Get("access_type") != "offline" || q.Get("login_hint") != "ops@example.test" ||
		back.Scheme != "http" || back.Hostname() != "127.0.0.1" {
		p.t.Errorf("the browser is sent to %s", address)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.challenges["code-1"] = q
	return q.Get("redirect_uri") + "/?state=" + url.QueryEscape(q.Get("state")) + "&code=code-1"
}

// shelf keeps tokens in memory.
type shelf map[string]string

func (s shelf) Load(_ context.Context, ref string) (string, error) { return s[ref], nil }

func (s shelf) Save(_ context.Context, ref, value string) error {
	s[ref] = value
	return nil
}

func (p *provider) config(device bool) (Config, shelf) {
	kept := shelf{}
	c := Config{Source: "mails", User: "ops@example.test", Store: kept, HTTP: p, Now: time.Now,
		Secret: func(_ context.Context, ref string) (string, error) { return strings.TrimPrefix(ref, "keyring:"), nil },
		OAuth: config.OAuth{Provider: "custom", ClientID: "app", Secret: "keyring:app-secret", Token: "keyring:mails-token",
			AuthURL: "https://login.example.test/auth", TokenURL: "https://login.example.test/token", Scopes: []string{"mail", "offline"}}}
	if device {
		c.OAuth.DeviceURL = "https://login.example.test/device"
	}
	return c, kept
}
