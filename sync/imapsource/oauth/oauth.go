// Package oauth signs in to a mailbox without a password: by a browser on this
// computer (authorization code with PKCE, RFC 8252 and 7636) or by a code
// typed on any device (RFC 8628). It keeps the refresh token and turns it into
// access tokens.
package oauth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"turnaround/app/config"
	"turnaround/sync/source"
)

// Store keeps refresh tokens by reference ("keyring:NAME", "file:PATH").
type Store interface {
	// Load gives what is kept, "" when there is nothing.
	Load(ctx context.Context, ref string) (string, error)
	// Save keeps a value, replacing another.
	Save(ctx context.Context, ref, value string) error
}

// Config is what signing in needs.
type Config struct {
	Source string // the source's name, for messages
	OAuth  config.OAuth
	User   string // the mailbox's user, offered to the provider
	// Secret resolves the reference in client_secret.
	Secret func(ctx context.Context, ref string) (string, error)
	Store  Store
	HTTP   http.RoundTripper // nil: the standard library's
	Now    func() time.Time
}

// requestTime and maxAnswer bound one request to the provider.
const (
	requestTime = 30 * time.Second
	maxAnswer   = 1 << 20
)

// early is how long before its end an access token is renewed.
const early = 2 * time.Minute

// check fills in what each provider wants and says what is missing.
func (c *Config) check() error {
	set := &c.OAuth
	switch set.Provider {
	case "google":
		orElse(&set.AuthURL, "https://accounts.google.com/o/oauth2/v2/auth")
		orElse(&set.TokenURL, "https://oauth2.googleapis.com/token")
		if len(set.Scopes) == 0 {
			set.Scopes = []string{"https://mail.google.com/"}
		}
	case "microsoft":
		tenant := set.Tenant
		orElse(&tenant, "common")
		base := "https://login.microsoftonline.com/" + url.PathEscape(tenant) + "/oauth2/v2.0/"
		orElse(&set.DeviceURL, base+"devicecode")
		orElse(&set.TokenURL, base+"token")
		if len(set.Scopes) == 0 {
			set.Scopes = []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"}
		}
	case "custom":
	default:
		return fmt.Errorf("provider %q is none of google, microsoft, custom", set.Provider)
	}
	switch {
	case set.ClientID == "":
		return errors.New("client_id is missing: register this app with the provider")
	case set.Token == "":
		return errors.New("token is missing: say where the sign-in is kept, such as keyring:NAME")
	case set.TokenURL == "":
		return errors.New("token_url is missing")
	case set.AuthURL == "" && set.DeviceURL == "":
		return errors.New("auth_url or device_url is missing")
	case c.Store == nil:
		return errors.New("there is nowhere to keep the sign-in")
	}
	for _, address := range []string{set.AuthURL, set.TokenURL, set.DeviceURL} {
		if err := checkURL(address); err != nil {
			return err
		}
	}
	return nil
}

// checkURL wants encryption, but on this computer.
func checkURL(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	local := err == nil && u.Scheme == "http" && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1")
	if err != nil || u.Host == "" || u.Scheme != "https" && !local {
		return fmt.Errorf("%q is no https address", address)
	}
	return nil
}

func orElse(s *string, other string) {
	if *s == "" {
		*s = other
	}
}

// client makes the library's configuration, with the client secret if any.
func (c *Config) client(ctx context.Context) (*oauth2.Config, error) {
	set := c.OAuth
	conf := &oauth2.Config{ClientID: set.ClientID, Scopes: set.Scopes, Endpoint: oauth2.Endpoint{
		AuthURL: set.AuthURL, TokenURL: set.TokenURL, DeviceAuthURL: set.DeviceURL, AuthStyle: oauth2.AuthStyleInParams}}
	if set.Secret != "" {
		if c.Secret == nil {
			return nil, c.fault(source.ErrAuth, "nobody resolves oauth.client_secret", "", nil)
		}
		secret, err := c.Secret(ctx, set.Secret)
		if err != nil {
			return nil, c.fault(source.ErrAuth, "cannot get oauth.client_secret", "check its reference", err)
		}
		conf.ClientSecret = secret
	}
	return conf, nil
}

// web gives the library our HTTP client.
func (c *Config) web(ctx context.Context) context.Context {
	base := c.HTTP
	if base == nil {
		base = http.DefaultTransport
	}
	return context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: bounded{base}})
}

// bounded reads each answer whole, within a time and a size: the library
// leaves some of them open.
type bounded struct{ base http.RoundTripper }

// RoundTrip does one request.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), requestTime)
	defer cancel()
	response, err := b.base.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

func (c *Config) fault(kind error, what, fix string, cause error) error {
	return &source.Fault{Kind: kind, What: c.Source + ": " + what, Fix: fix, Err: cause}
}

// Tokens gives access tokens from the kept sign-in. It is safe for use by
// several goroutines.
type Tokens struct {
	Config

	mu     sync.Mutex
	access string
	until  time.Time
}

// New checks the configuration; it does not connect.
func New(c Config) (*Tokens, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return &Tokens{Config: c}, nil
}

// Token gives an access token. renew asks for a new one though the last has
// not expired, since the mail server refused it. The error is a source.Fault.
func (t *Tokens) Token(ctx context.Context, renew bool) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !renew && t.access != "" && t.Now().Before(t.until.Add(-early)) {
		return t.access, nil
	}
	t.access = ""
	refresh, err := t.Store.Load(ctx, t.OAuth.Token)
	switch {
	case err != nil:
		return "", t.fault(source.ErrAuth, "cannot read the kept sign-in", "check oauth.token", err)
	case refresh == "":
		return "", t.fault(source.ErrAuth, "nobody has signed in yet", "run: "+t.command(), nil)
	}
	conf, err := t.client(ctx)
	if err != nil {
		return "", err
	}
	got, err := conf.TokenSource(t.web(ctx), &oauth2.Token{RefreshToken: refresh}).Token()
	if err != nil {
		return "", t.explain(ctx, "renew the sign-in", err)
	}
	// The provider may replace the refresh token each time it is used.
	if got.RefreshToken != "" && got.RefreshToken != refresh {
		if err := t.Store.Save(ctx, t.OAuth.Token, got.RefreshToken); err != nil {
			return "", t.fault(source.ErrAuth, "cannot keep the renewed sign-in", "check oauth.token", err)
		}
	}
	t.access, t.until = got.AccessToken, t.Now().Add(time.Hour)
	if !got.Expiry.IsZero() {
		t.until = got.Expiry
	}
	return t.access, nil
}

func (c *Config) command() string { return "turnaround sources signin " + c.Source }

// explain says in plain words why the provider gave no token.
func (c *Config) explain(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		var address *url.Error
		if errors.As(err, &address) {
			return c.fault(source.ErrUnreachable, "cannot "+doing+": the sign-in server cannot be reached", "check the network; it is tried again", address.Err)
		}
		return c.fault(source.ErrAnswer, "cannot "+doing+": the sign-in server's answer is not understood", "check oauth.token_url", nil)
	}
	status := 0
	if refused.Response != nil {
		status = refused.Response.StatusCode
	}
	why := clean(refused.ErrorCode)
	switch {
	case refused.ErrorCode == "invalid_grant":
		return c.fault(source.ErrAuth, "the sign-in has expired or was taken back", "run: "+c.command(), nil)
	case refused.ErrorCode == "invalid_client" || refused.ErrorCode == "unauthorized_client":
		return c.fault(source.ErrAuth, "the provider does not know this app ("+why+")", "check oauth.client_id and oauth.client_secret", nil)
	case refused.ErrorCode == "access_denied":
		return c.fault(source.ErrAuth, "the sign-in was refused", "run: "+c.command()+" and allow it", nil)
	case refused.ErrorCode == "expired_token":
		return c.fault(source.ErrAuth, "nobody entered the code in time", "run: "+c.command(), nil)
	case status == http.StatusTooManyRequests:
		return c.fault(source.ErrBusy, "the sign-in server wants fewer requests", "it is tried again", nil)
	case status >= 500:
		return c.fault(source.ErrServer, fmt.Sprintf("cannot %s: the sign-in server answered %d", doing, status), "it is tried again", nil)
	}
	return c.fault(source.ErrAuth, fmt.Sprintf("cannot %s: the sign-in server answered %d %s", doing, status, why), "check the [source.oauth] settings", nil)
}

// clean keeps an error code to the letters such codes have.
func clean(code string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, code[:min(len(code), 64)])
}
