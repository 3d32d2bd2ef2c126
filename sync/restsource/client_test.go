package restsource

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"turnaround/app/config"
	"turnaround/app/outbox"
	"turnaround/sync/source"
)

func noteOn(id string) outbox.Action {
	return outbox.Action{ID: "01", Verb: outbox.Note, Text: "looking", Targets: []outbox.Target{{ID: id}}}
}

// rude reads whole requests and then closes the connection instead of
// answering, but for the first good ones of each connection.
func rude(t *testing.T, good int) (url string, seen func(method string) int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	count := map[string]int{}
	var group sync.WaitGroup
	serve := func(conn net.Conn) {
		defer conn.Close()
		in := bufio.NewReader(conn)
		for n := 0; ; n++ {
			r, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return
			}
			mu.Lock()
			count[r.Method]++
			mu.Unlock()
			if n >= good {
				return
			}
			if _, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"); err != nil {
				return
			}
		}
	}
	group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			group.Go(func() { serve(conn) })
		}
	})
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String(), func(method string) int {
		mu.Lock()
		defer mu.Unlock()
		return count[method]
	}
}

func TestNothingIsPostedTwice(t *testing.T) {
	for name, good := range map[string]int{"a fresh connection": 0, "a connection used before": 1} {
		t.Run(name, func(t *testing.T) {
			url, seen := rude(t, good)
			s := sourceFor(t, plainProfile(t), url)
			if good > 0 {
				var cursor []byte
				pull(t, s, &cursor)
			}
			for _, method := range []string{"POST", "PUT", "DELETE", "PATCH"} {
				s.plan.calls[outbox.Note].Method = method
				if good > 0 {
					// A connection that is known to be good, so that it is the one used.
					if _, err := s.client.send(context.Background(), url, call{method: "GET", path: "/x"}); err != nil {
						t.Fatal(err)
					}
				}
				_, err := s.Act(context.Background(), noteOn("7"))
				if !errors.Is(err, source.ErrUnreachable) {
					t.Errorf("%s: error is %v, want no contact", method, err)
				}
				if n := seen(method); n != 1 {
					t.Errorf("%s arrived %d times", method, n)
				}
			}
		})
	}
}

func TestAGetIsAskedOnceMoreAtMost(t *testing.T) {
	url, seen := rude(t, 0)
	var cursor []byte
	if _, err := tryPull(sourceFor(t, plainProfile(t), url), &cursor); err == nil {
		t.Fatal("a closed connection is no error")
	}
	if n := seen("GET"); n != 2 {
		t.Errorf("GET arrived %d times, want 2", n)
	}
}

func TestRedirectsKeepToTheHost(t *testing.T) {
	var other atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		other.Add(1)
		_, _ = w.Write([]byte("[]"))
	}))
	defer thief.Close()
	var target string
	var posts atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts.Add(1)
			http.Redirect(w, r, "/api/alerts", http.StatusTemporaryRedirect)
			return
		}
		if r.URL.Path == "/moved/alerts" {
			if r.Header.Get("Authorization") == "" {
				w.WriteHeader(401)
			}
			_, _ = w.Write([]byte("[]"))
			return
		}
		http.Redirect(w, r, target, http.StatusFound)
	}))
	defer server.Close()
	s := sourceFor(t, plainProfile(t), server.URL)
	var cursor []byte
	target = "/moved/alerts"
	pull(t, s, &cursor)
	target = thief.URL + "/moved/alerts"
	if _, err := tryPull(s, &cursor); !errors.Is(err, source.ErrAnswer) || other.Load() != 0 {
		t.Errorf("error is %v, and the other host was asked %d times", err, other.Load())
	}
	if _, err := s.Act(context.Background(), noteOn("7")); !errors.Is(err, source.ErrAnswer) || posts.Load() != 1 {
		t.Errorf("error is %v after %d posts, want one that is not followed", err, posts.Load())
	}
}

func TestNeverFromTLSToPlain(t *testing.T) {
	get := func(url string) *http.Request {
		r, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	cases := []struct {
		from, to string
		ok       bool
	}{
		{"https://h/a", "https://h/b", true}, {"https://h/a", "http://h/b", false}, {"http://h/a", "https://h/b", true},
		{"http://h:8080/a", "https://h/b", false}, {"http://h/a", "http://h:81/b", false}, {"https://h/a", "https://i/b", false},
	}
	for _, c := range cases {
		if err := follow(get(c.to), []*http.Request{get(c.from)}); (err == nil) != c.ok {
			t.Errorf("%s to %s: %v", c.from, c.to, err)
		}
	}
}

func TestAClusterFailsOver(t *testing.T) {
	body := map[string]string{"/api/alerts": `[{"id":"1","title":"a"}]`}
	first, second := answering(t, body), answering(t, body)
	url := first.URL
	s := sourceFor(t, plainProfile(t), "", func(c *Config) { c.Source.URL = config.URLs{url, second.URL} })
	var cursor []byte
	pull(t, s, &cursor)
	identity := s.Identity()
	first.Close()
	if got := pull(t, s, &cursor); len(got.signals) != 1 && !got.last.Unchanged {
		t.Errorf("the other host gives %d signals", len(got.signals))
	}
	// A refused connection has carried nothing, so a write may go to the other.
	if _, err := s.Act(context.Background(), noteOn("7")); err != nil {
		t.Errorf("acting at the other host: %v", err)
	}
	turned := sourceFor(t, plainProfile(t), "", func(c *Config) { c.Source.URL = config.URLs{second.URL, url} })
	if turned.Identity() != identity {
		t.Error("the order of the addresses changes the identity")
	}
	second.Close()
	if _, err := tryPull(s, &cursor); !errors.Is(err, source.ErrUnreachable) {
		t.Errorf("error is %v, want no contact", err)
	}
}

func TestAnswersMayBePacked(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("gzip is not asked for")
		}
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		_, _ = zip.Write([]byte(`[{"id":"1","title":"a"}]`))
		_ = zip.Close()
	}))
	defer server.Close()
	var cursor []byte
	if got := pull(t, sourceFor(t, plainProfile(t), server.URL), &cursor); got.signals["1"].Title != "a" {
		t.Errorf("signals are %v", got.signals)
	}
}

func TestSignInTakesEveryForm(t *testing.T) {
	var got http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		_, _ = w.Write([]byte("[]"))
	}))
	defer server.Close()
	cases := []struct {
		auth         Auth
		user, secret string
		header, want string
	}{
		{Auth{Kind: "bearer"}, "", "s", "Authorization", "Bearer sesame-secret"},
		{Auth{Kind: "basic"}, "anna", "s", "Authorization", "Basic YW5uYTpzZXNhbWUtc2VjcmV0"},
		{Auth{Kind: "header", Header: "X-Api-Key"}, "", "s", "X-Api-Key", "sesame-secret"},
		{Auth{Kind: "header", Header: "Authorization", Prefix: "Token token="}, "", "s", "Authorization", "Token token=sesame-secret"},
		{Auth{Kind: "auto"}, "", "s", "Authorization", "Bearer sesame-secret"},
		{Auth{Kind: "auto"}, "anna", "s", "Authorization", "Basic YW5uYTpzZXNhbWUtc2VjcmV0"},
		{Auth{Kind: "auto"}, "", "", "Authorization", ""},
		{Auth{Kind: "none"}, "", "s", "Authorization", ""},
	}
	for _, c := range cases {
		p := plainProfile(t)
		p.Auth = c.auth
		s := sourceFor(t, p, server.URL, func(cfg *Config) { cfg.Source.User, cfg.Source.Secret = c.user, c.secret })
		var cursor []byte
		pull(t, s, &cursor)
		if got.Get(c.header) != c.want {
			t.Errorf("%+v sends %q, want %q", c.auth, got.Get(c.header), c.want)
		}
		if got.Get("Cookie") != "" || got.Get("User-Agent") != "Turnaround" {
			t.Errorf("headers are %v", got)
		}
	}
}

func TestThroughAProxy(t *testing.T) {
	var asked string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.String()
		_, _ = w.Write([]byte("[]"))
	}))
	defer proxy.Close()
	var cursor []byte
	pull(t, sourceFor(t, plainProfile(t), "http://am.example.test", func(c *Config) { c.Source.Proxy = proxy.URL }), &cursor)
	if asked != "http://am.example.test/api/alerts" {
		t.Errorf("the proxy was asked for %q", asked)
	}
	for _, text := range []string{"proxy:3128", "ftp://proxy:21", "://"} {
		if _, err := New(Config{Profile: plainProfile(t), Source: config.Source{URL: config.URLs{"http://a"}, Proxy: text}}); err == nil {
			t.Errorf("proxy %q passes", text)
		}
	}
}
