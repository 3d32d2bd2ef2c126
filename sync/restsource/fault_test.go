package restsource

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/sync/source"
)

// plain has one list and nothing else, so that each test is of one request.
const plain = `
title = "Plain"
base = "/api"
[auth]
kind = "bearer"
[[list]]
path = "/alerts"
items = "@this"
complete = "always"
[fields]
id = "id"
title = "title"
[actions.call.note]
method = "POST"
path = "/alerts/{id}/notes"
body = { text = "{text}" }
`

func plainProfile(t testing.TB) Profile {
	t.Helper()
	p, err := Parse("plain", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryFailureIsToldInPlainWords(t *testing.T) {
	reply := func(status int, body string, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for n := 0; n < len(header); n += 2 {
				w.Header().Set(header[n], header[n+1])
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	cases := []struct {
		name   string
		handle http.HandlerFunc
		kind   error
		want   []string
		after  time.Duration
	}{
		{"401", reply(401, `{"message":"bad token sesame-secret"}`), source.ErrAuth,
			[]string{"eu-prod answered 401 to GET /api/alerts (bad token ***)", "check the secret (env:TOKEN)", "expired"}, 0},
		{"403", reply(403, `{"error":{"message":"no","errors":["not your team"]}}`), source.ErrAuth, []string{"answered 403", "(no: not your team)", "may not do this"}, 0},
		{"404 without a body", reply(404, ""), source.ErrNotFound, []string{"answered 404", "path prefix"}, 0},
		{"400 as a JSON string", reply(400, `"bad matcher"`), source.ErrAnswer, []string{"answered 400", "(bad matcher)"}, 0},
		{"422 with a code", reply(422, `{"code":602,"message":"comment is required"}`), source.ErrAnswer, []string{"(comment is required)"}, 0},
		{"errors as a list", reply(422, `{"errors":[{"message":"no such team"}],"code":422}`), source.ErrAnswer, []string{"(no such team)"}, 0},
		{"429 in seconds", reply(429, "", "Retry-After", "17"), source.ErrBusy, []string{"answered 429", "asked again later"}, 17 * time.Second},
		{"429 by date", reply(429, "", "Retry-After", "Tue, 12 May 2026 12:00:30 GMT", "Date", "Tue, 12 May 2026 12:00:00 GMT"), source.ErrBusy, nil, 30 * time.Second},
		{"429 for ever", reply(429, "", "Retry-After", "99999999"), source.ErrBusy, nil, time.Hour},
		{"429 with nonsense", reply(429, "", "Retry-After", "soon"), source.ErrBusy, nil, 0},
		{"429 by rate limit headers", reply(429, "", "ratelimit-reset", "9"), source.ErrBusy, nil, 9 * time.Second},
		{"500", reply(500, `"it broke"`), source.ErrServer, []string{"answered 500", "(it broke)", "look at the server"}, 0},
		{"503 with time", reply(503, "", "Retry-After", "5"), source.ErrServer, nil, 5 * time.Second},
		{"HTML", reply(200, "<!doctype html><title>Sign in</title>", "Content-Type", "text/html"), source.ErrAnswer,
			[]string{"with a web page, not JSON", "sign-in page"}, 0},
		{"truncated JSON", reply(200, `[{"id":"1","title":"a"},{"id":`), source.ErrAnswer, []string{"cut off or broken", "nothing was taken"}, 0},
		{"nothing", reply(200, ""), source.ErrAnswer, []string{"with nothing"}, 0},
		{"no JSON", reply(200, "pong"), source.ErrAnswer, []string{"not JSON"}, 0},
		{"too large", reply(200, "["+strings.Repeat(" ", 2<<20)+"]"), source.ErrAnswer, []string{"more than 1 MB"}, 0},
		{"too large when unpacked", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			zip := gzip.NewWriter(w)
			_, _ = zip.Write(bytes.Repeat([]byte(" "), 8<<20))
			_ = zip.Close()
		}, source.ErrAnswer, []string{"more than 1 MB"}, 0},
		{"no list", reply(200, `{"alerts":[]}`), source.ErrAnswer, []string{`holds no list at "@this"`, "profile plain"}, 0},
		{"an error called success", reply(200, `{"error":"maintenance"}`), source.ErrAnswer, []string{"holds no list"}, 0},
		{"no IDs", reply(200, `[{"ID":"1","title":"a"}]`), source.ErrAnswer, []string{`none of which has an ID at "id"`, "check fields.id"}, 0},
		{"no objects", reply(200, `["a","b"]`), source.ErrAnswer, []string{"none of which has an ID"}, 0},
		{"redirected elsewhere", reply(302, "", "Location", "http://other.example.test/x"), source.ErrAnswer, []string{"sent GET /api/alerts elsewhere", "never sent to another host"}, 0},
		{"redirected for ever", reply(302, "", "Location", "/api/alerts"), source.ErrAnswer, []string{"redirected too often"}, 0},
		{"closed at once", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, source.ErrUnreachable, []string{"closed the connection"}, 0},
		{"cut off on the way", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("[{"))
			panic(http.ErrAbortHandler)
		}, source.ErrUnreachable, []string{"closed the connection"}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(c.handle)
			defer server.Close()
			var cursor []byte
			_, err := tryPull(sourceFor(t, plainProfile(t), server.URL, func(c *Config) { c.Limit = 1 << 20 }), &cursor)
			checkFault(t, err, c.kind, c.after, c.want...)
			if cursor != nil {
				t.Error("a failed pull moved the cursor")
			}
		})
	}
}

func checkFault(t *testing.T, err, kind error, after time.Duration, want ...string) {
	t.Helper()
	var fault *source.Fault
	if !errors.As(err, &fault) {
		t.Fatalf("error is %v, want a fault", err)
	}
	if !errors.Is(err, kind) || fault.After != after || fault.Fix == "" || strings.Contains(err.Error(), "sesame") {
		t.Errorf("fault is %v of kind %v after %s, want %v after %s, with a fix and without the secret", err, fault.Kind, fault.After, kind, after)
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("fault %q lacks %q", err, w)
		}
	}
}

func TestUnreachableHostsAreToldApart(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	hold := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hold:
		case <-r.Context().Done():
		}
	}))
	defer slow.Close()
	defer close(hold)
	tls := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) }))
	defer tls.Close()
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) }))
	defer plain.Close()
	quick := func(c *Config) { c.Source.Timeout = config.Duration(50 * time.Millisecond) }
	cases := []struct {
		name   string
		url    string
		change func(*Config)
		kind   error
		want   []string
	}{
		{"nothing listens", "http://" + address, func(*Config) {}, source.ErrUnreachable, []string{"nothing listens at " + address, "check the port"}},
		{"no such name", "http://no-such-host.invalid", func(c *Config) { c.Transport = nameless{} }, source.ErrUnreachable, []string{"the name of no-such-host.invalid is not known", "VPN"}},
		{"no answer", slow.URL, quick, source.ErrUnreachable, []string{"no answer from", "50ms", "raise timeout"}},
		{"unknown authority", tls.URL, func(*Config) {}, source.ErrTLS, []string{"signed by nobody this computer trusts", "[source.tls] ca"}},
		{"wrong name", strings.Replace(tls.URL, "127.0.0.1", "localhost", 1), func(c *Config) {
			c.Source.TLS.CA = caFile(t, tls)
		}, source.ErrTLS, []string{"for another name", "server_name"}},
		{"no TLS there", strings.Replace(plain.URL, "http:", "https:", 1), func(*Config) {}, source.ErrTLS, []string{"does not speak TLS", "http://"}},
		{"TLS there", strings.Replace(tls.URL, "https:", "http:", 1), func(*Config) {}, source.ErrAnswer, []string{"answered 400"}},
		{"no secret", plain.URL, func(c *Config) {
			c.Secret = func(context.Context, string) (string, error) { return "", errors.New("keyring is locked") }
		}, source.ErrAuth, []string{"could not be read", "keyring is locked", "check env:TOKEN"}},
		{"an empty secret", plain.URL, func(c *Config) {
			c.Secret = func(context.Context, string) (string, error) { return " \n", nil }
		}, source.ErrAuth, []string{"is empty"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var cursor []byte
			_, err := tryPull(sourceFor(t, plainProfile(t), c.url, c.change), &cursor)
			checkFault(t, err, c.kind, 0, c.want...)
		})
	}
}

// nameless fails as a resolver does for a name that does not exist.
type nameless struct{}

func (nameless) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}}
}

// caFile writes the certificate of a TLS test server.
func caFile(t *testing.T, server *httptest.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTrustIsPerSource(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) }))
	defer server.Close()
	var cursor []byte
	pull(t, sourceFor(t, plainProfile(t), server.URL, func(c *Config) { c.Source.TLS.CA = caFile(t, server) }), &cursor)
	pull(t, sourceFor(t, plainProfile(t), server.URL, func(c *Config) { c.Source.TLS.Insecure = true }), &cursor)
	if _, err := New(Config{Profile: plainProfile(t), Source: config.Source{URL: config.URLs{server.URL}, TLS: config.TLS{Cert: "a.pem"}}}); err == nil {
		t.Error("a certificate without its key passes")
	}
	if _, err := New(Config{Profile: plainProfile(t), Source: config.Source{URL: config.URLs{server.URL}, TLS: config.TLS{CA: "/none.pem"}}}); err == nil {
		t.Error("a missing CA file passes")
	}
}

func TestARefusedSecretIsReadAnew(t *testing.T) {
	var seen []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		if r.Header.Get("Authorization") != "Bearer second" {
			w.WriteHeader(401)
			return
		}
		_, _ = w.Write([]byte("[]"))
	}))
	defer server.Close()
	words := []string{"first", "second"}
	s := sourceFor(t, plainProfile(t), server.URL, func(c *Config) {
		c.Secret = func(context.Context, string) (string, error) {
			word := words[0]
			words = words[1:]
			return word, nil
		}
	})
	var cursor []byte
	if _, err := tryPull(s, &cursor); !errors.Is(err, source.ErrAuth) {
		t.Fatalf("error is %v, want a refused sign-in", err)
	}
	pull(t, s, &cursor)
	pull(t, s, &cursor)
	if len(seen) != 3 {
		t.Errorf("asked with %v", seen)
	}
}

func TestAddressesAreChecked(t *testing.T) {
	for _, url := range []string{"", "ftp://host", "host:9093", "http://", "http://user:pw@host", "http://host?x=1", "://"} {
		_, err := New(Config{Profile: plainProfile(t), Source: config.Source{Name: "x", URL: config.URLs{url}}})
		if err == nil || strings.Contains(err.Error(), "pw") {
			t.Errorf("%q: error is %v", url, err)
		}
	}
	cases := []struct{ urls, want string }{
		{"HTTP://Host.Example:80/", "http://host.example"},
		{"https://host:443/am/", "https://host/am"},
		{"http://b:9093,http://a:9093", "http://a:9093"},
		{"http://[::1]:9093", "http://[::1]:9093"},
		{"http://a:9093/api", "http://a:9093"},
	}
	for _, c := range cases {
		s := sourceFor(t, plainProfile(t), "", func(cfg *Config) { cfg.Source.URL = strings.Split(c.urls, ",") })
		if s.Identity() != c.want {
			t.Errorf("%s is %s, want %s", c.urls, s.Identity(), c.want)
		}
	}
	one := sourceOf(t, "pagerduty", "https://api.pagerduty.com", func(c *Config) { c.Source.Params = map[string]string{"account": "shop"} })
	if one.Identity() != "https://api.pagerduty.com#account=shop" {
		t.Errorf("identity is %s", one.Identity())
	}
}

func TestHostileAnswersAreBounded(t *testing.T) {
	long := strings.Repeat("ä", 1<<20)
	labels := `{"alertname":"x","long":"` + long + `"`
	for n := range 500 {
		labels += `,"l` + string(rune('a'+n%26)) + strings.Repeat("x", n) + `":"v"`
	}
	labels += "}"
	server := answering(t, map[string]string{
		"/api/v2/alerts": `[{"fingerprint":"f","labels":` + labels + `,"annotations":{"summary":"` + long + `","description":"` + long + `","runbook_url":"javascript:x"},
			"generatorURL":"file:///etc/passwd","startsAt":"later","status":{"state":"active","silencedBy":[null,"x",{"a":1}]}},
			{"fingerprint":"` + long + `","labels":{}},{"fingerprint":"g","labels":[],"annotations":"x","status":7}]`,
		"/api/v2/silences": "[]", "/api/v2/status": `{"uptime":"x"}`,
	})
	var cursor []byte
	got := pull(t, sourceOf(t, "alertmanager", server.URL), &cursor)
	s := got.signals["f"]
	if n := len([]rune(s.Title)); n > maxTitle+1 {
		t.Errorf("title has %d runes", n)
	}
	if len(s.Text) > maxText || len(s.Labels["long"]) > maxValue || len(s.Labels) > maxLabels {
		t.Errorf("text %d, label %d bytes, %d labels", len(s.Text), len(s.Labels["long"]), len(s.Labels))
	}
	if s.Link != "" || s.Runbook != "" || !s.StartsAt.IsZero() {
		t.Errorf("links %q, %q, start %s", s.Link, s.Runbook, s.StartsAt)
	}
	if got.last.Complete || len(got.signals) != 2 {
		t.Errorf("complete %v with %d signals, although one has no ID that can be kept", got.last.Complete, len(got.signals))
	}
	if g := got.signals["g"]; g.Title != "g" || !g.Firing || len(g.Marks) != 0 {
		t.Errorf("signal is %+v", g)
	}
	for _, m := range s.Marks {
		if m.Kind != incident.MarkSilenced {
			t.Errorf("mark is %+v", m)
		}
	}
}
