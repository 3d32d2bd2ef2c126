package oauth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/oauth2"

	"turnaround/sync/source"
)

// Prompt is what a person has to do to sign in.
type Prompt struct {
	// URL is to be opened in a browser: on this computer when Code is empty,
	// else on any device.
	URL string
	// Code is to be entered there.
	Code string
	// Until is when it is too late; zero: not told.
	Until time.Time
}

// signInTime is how long a person has to come back from the browser.
const signInTime = 10 * time.Minute

// SignIn has a person sign in and keeps the refresh token. prompt shows what
// to do and returns at once. With a device_url (Microsoft) a code is entered
// on any device, else (Google) the browser of this computer comes back to a
// loopback address. The error is a source.Fault, or ctx's.
func SignIn(ctx context.Context, c Config, prompt func(Prompt) error) error {
	if err := c.check(); err != nil {
		return fmt.Errorf("oauth: %w", err)
	}
	conf, err := c.client(ctx)
	if err != nil {
		return err
	}
	flow := c.browser
	if c.OAuth.DeviceURL != "" {
		flow = c.device
	}
	token, err := flow(ctx, conf, prompt)
	if err != nil {
		return err
	}
	if token.RefreshToken == "" {
		return c.fault(source.ErrAuth, "the provider gave no lasting sign-in", "allow offline access: scope offline_access at Microsoft", nil)
	}
	if err := c.Store.Save(ctx, c.OAuth.Token, token.RefreshToken); err != nil {
		return c.fault(source.ErrAuth, "cannot keep the sign-in", "check oauth.token", err)
	}
	return nil
}

// device signs in by a code (RFC 8628).
func (c *Config) device(ctx context.Context, conf *oauth2.Config, prompt func(Prompt) error) (*oauth2.Token, error) {
	given, err := conf.DeviceAuth(c.web(ctx))
	if err != nil {
		return nil, c.explain(ctx, "begin the sign-in", err)
	}
	if given.DeviceCode == "" || given.UserCode == "" || checkURL(given.VerificationURI) != nil || given.VerificationURI == "" {
		return nil, c.fault(source.ErrAnswer, "the sign-in server gave no code", "check oauth.device_url", nil)
	}
	if given.Interval < 1 {
		given.Interval = 5 // the standard's own, RFC 8628 section 3.2
	}
	if given.Expiry.IsZero() {
		given.Expiry = time.Now().Add(signInTime)
	}
	if err := prompt(Prompt{URL: given.VerificationURI, Code: given.UserCode, Until: given.Expiry}); err != nil {
		return nil, fmt.Errorf("show how to sign in: %w", err)
	}
	token, err := conf.DeviceAccessToken(c.web(ctx), given)
	switch {
	case err == nil:
		return token, nil
	case !time.Now().Before(given.Expiry) && ctx.Err() == nil:
		return nil, c.fault(source.ErrAuth, "nobody entered the code in time", "run: "+c.command(), nil)
	}
	return nil, c.explain(ctx, "sign in", err)
}

// browser signs in by a browser that comes back to this computer.
func (c *Config) browser(ctx context.Context, conf *oauth2.Config, prompt func(Prompt) error) (*oauth2.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, signInTime)
	defer cancel()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, c.fault(source.ErrUnreachable, "cannot wait for the browser on this computer", "allow programs to listen on 127.0.0.1", err)
	}
	conf.RedirectURL = "http://" + listener.Addr().String()
	back := &returning{state: rand.Text(), came: make(chan arrival, 1)}
	server := &http.Server{Handler: back, ReadHeaderTimeout: requestTime, MaxHeaderBytes: 16 << 10}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // ends with Shutdown below
	}()
	defer func() {
		// The browser still gets its page.
		leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(leave) != nil {
			_ = server.Close() // it did not go in peace
		}
		<-served
	}()
	verifier := oauth2.GenerateVerifier()
	options := []oauth2.AuthCodeOption{oauth2.AccessTypeOffline, oauth2.SetAuthURLParam("prompt", "consent"), oauth2.S256ChallengeOption(verifier)}
	if c.User != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", c.User))
	}
	deadline, _ := ctx.Deadline()
	if err := prompt(Prompt{URL: conf.AuthCodeURL(back.state, options...), Until: deadline}); err != nil {
		return nil, fmt.Errorf("show how to sign in: %w", err)
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-back.came:
		if got.refusal != "" {
			return nil, c.fault(source.ErrAuth, "the sign-in was refused ("+clean(got.refusal)+")", "run: "+c.command()+" and allow it", nil)
		}
		token, err := conf.Exchange(c.web(ctx), got.code, oauth2.VerifierOption(verifier))
		if err != nil {
			return nil, c.explain(ctx, "sign in", err)
		}
		return token, nil
	}
}

// arrival is what the browser brought back.
type arrival struct{ code, refusal string }

// returning takes the browser that comes back, once, and only with our state:
// any page may send a browser to a loopback address.
type returning struct {
	state string
	came  chan arrival
}

// ServeHTTP answers with a plain page.
func (b *returning) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if r.Method != http.MethodGet || r.URL.Path != "/" || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(b.state)) != 1 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	got := arrival{code: q.Get("code"), refusal: q.Get("error")}
	if got.code == "" && got.refusal == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	page := "You may close this page and go back to Turnaround."
	if got.code == "" {
		page = "Not signed in. " + page
	}
	select {
	case b.came <- got:
		_, _ = fmt.Fprintln(w, page) // a browser that left misses nothing
	default:
		w.WriteHeader(http.StatusGone)
	}
}
