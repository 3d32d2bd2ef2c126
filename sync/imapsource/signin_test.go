package imapsource

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"

	"turnaround/app/config"
	"turnaround/sync/source"
)

// tokenSession is the in-memory server's session, which takes tokens.
type tokenSession struct {
	*imapmemserver.UserSession
	mechs []string
	good  func(user, token string) bool
}

func (s *tokenSession) Login(string, string) error       { return imapserver.ErrAuthFailed }
func (s *tokenSession) AuthenticateMechanisms() []string { return s.mechs }

func (s *tokenSession) Authenticate(mech string) (sasl.Server, error) {
	if mech == sasl.OAuthBearer {
		return sasl.NewOAuthBearerServer(func(o sasl.OAuthBearerOptions) *sasl.OAuthBearerError {
			if !s.good(o.Username, o.Token) || o.Host != "127.0.0.1" || o.Port == 0 {
				return &sasl.OAuthBearerError{Status: "invalid_token", Schemes: "bearer"}
			}
			return nil
		}), nil
	}
	return &xoauth2Server{good: s.good}, nil
}

// xoauth2Server is strict: a refused client must send an empty answer before
// it hears NO.
type xoauth2Server struct {
	good    func(user, token string) bool
	refused bool
}

func (s *xoauth2Server) Next(response []byte) (challenge []byte, done bool, err error) {
	if s.refused {
		return nil, true, imapserver.ErrAuthFailed
	}
	if response == nil {
		return []byte{}, false, nil
	}
	text, ok := strings.CutSuffix(string(response), "\x01\x01")
	user, token, ok2 := strings.Cut(strings.TrimPrefix(text, "user="), "\x01auth=Bearer ")
	if ok && ok2 && s.good(user, token) {
		return nil, true, nil
	}
	s.refused = true
	return []byte(`{"status":"400","schemes":"Bearer","scope":"https://mail.example.test/"}`), false, nil
}

// tokenServer starts an in-memory server that takes tokens.
func tokenServer(t *testing.T, mechs []string, good func(user, token string) bool) (addr string, dials *atomic.Int32) {
	t.Helper()
	user := imapmemserver.NewUser("ops", "")
	if err := user.Create("Alerts", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := user.Append("Alerts", literal{strings.NewReader(string(mail("Alert: a")))}, &imap.AppendOptions{Time: time.Now()}); err != nil {
		t.Fatal(err)
	}
	dials = &atomic.Int32{}
	server := imapserver.New(&imapserver.Options{InsecureAuth: true, Logger: log.New(io.Discard, "", 0), Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			dials.Add(1)
			return &tokenSession{UserSession: imapmemserver.NewUserSession(user), mechs: mechs, good: good}, nil, nil
		}})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-ended })
	return listener.Addr().String(), dials
}

type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// renewals is a sign-in server that gives a new access token each time.
type renewals struct{ given atomic.Int32 }

func (r *renewals) RoundTrip(*http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	err := json.NewEncoder(w).Encode(map[string]any{"access_token": fmt.Sprintf("access-%d", r.given.Add(1)), "expires_in": 3600})
	return w.Result(), err
}

type kept string

func (k kept) Load(context.Context, string) (string, error) { return string(k), nil }
func (k kept) Save(context.Context, string, string) error   { return nil }

func TestTokensSignIn(t *testing.T) {
	for _, c := range []struct {
		name  string
		mechs []string
		good  string
		dials int32
		want  error
	}{
		{"OAUTHBEARER", []string{"XOAUTH2", "OAUTHBEARER"}, "access-1", 1, nil},
		{"XOAUTH2", []string{"XOAUTH2"}, "access-1", 1, nil},
		{"OAUTHBEARER, revoked before its end", []string{"OAUTHBEARER"}, "access-2", 2, nil},
		{"XOAUTH2, revoked before its end", []string{"XOAUTH2"}, "access-2", 2, nil},
		{"OAUTHBEARER, refused", []string{"OAUTHBEARER"}, "", 2, source.ErrAuth},
		{"XOAUTH2, refused", []string{"XOAUTH2"}, "", 2, source.ErrAuth},
		{"no tokens taken", []string{"PLAIN"}, "access-1", 1, source.ErrAuth},
	} {
		t.Run(c.name, func(t *testing.T) {
			addr, dials := tokenServer(t, c.mechs, func(user, token string) bool { return user == "ops" && token == c.good })
			conf := configFor(t, "imap://ops@"+addr+"/Alerts", "")
			conf.HTTP, conf.Tokens = &renewals{}, kept("refresh")
			conf.Source.OAuth = config.OAuth{Provider: "google", ClientID: "app", Token: "keyring:t"}
			m := newMailbox(t, conf)
			got, err := (&desk{}).try(t, m)
			if dials.Load() != c.dials {
				t.Errorf("%d connections, want %d", dials.Load(), c.dials)
			}
			if c.want == nil {
				if err != nil || ids(got) != "a" {
					t.Errorf("read %q, %v", ids(got), err)
				}
				return
			}
			wantFault(t, err, c.want)
			if strings.Contains(err.Error(), "access-") {
				t.Errorf("%q tells the token", err)
			}
			if m.current() != nil {
				t.Error("the connection is kept after a refusal")
			}
		})
	}
}

func TestAnInMemoryServerIsReadWatchedAndMarked(t *testing.T) {
	addr, _ := tokenServer(t, []string{"XOAUTH2"}, func(string, string) bool { return true })
	conf := configFor(t, "imap://ops@"+addr+"/Alerts", "")
	conf.HTTP, conf.Tokens = &renewals{}, kept("refresh")
	conf.Source.OAuth = config.OAuth{Provider: "google", ClientID: "app", Token: "keyring:t"}
	conf.Source.Allow = []string{"ack"}
	m, other := newMailbox(t, conf), newMailbox(t, conf)
	home, there := &desk{}, &desk{}
	signals := home.pull(t, m)
	there.pull(t, other)
	changed, _ := watch(t, m)
	act(t, other, ackAction("Ann", signals...), "done")
	await(t, changed, "word of the flag")
	if got := home.pull(t, m); ids(got) != "a" || !got[0].Handled || !strings.EqualFold(got[0].Marks[0].By, "Ann") {
		t.Errorf("got %+v", got)
	}
}
