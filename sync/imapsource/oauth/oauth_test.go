package oauth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"turnaround/app/config"
	"turnaround/sync/source"
)

func wantFault(t *testing.T, err, kind error, words string) {
	t.Helper()
	var f *source.Fault
	if !errors.As(err, &f) || !errors.Is(err, kind) || !strings.Contains(err.Error(), words) || f.Fix == "" {
		t.Errorf("failed with %v, want %q saying %q", err, kind, words)
	}
	if err != nil && (strings.Contains(err.Error(), "secret details") || strings.Contains(err.Error(), "app-secret")) {
		t.Errorf("%q tells secrets", err)
	}
}

func TestABrowserComesBackToThisComputer(t *testing.T) {
	p := newProvider(t)
	c, kept := p.config(false)
	err := SignIn(t.Context(), c, func(show Prompt) error {
		if show.Code != "" || show.Until.IsZero() {
			t.Errorf("shows %+v", show)
		}
		back := p.browse(show.URL)
		u, _ := url.Parse(back)
		forged := "http://" + u.Host + "/?state=guess&code=stolen"
		for address, want := range map[string]int{forged: 404, "http://" + u.Host + "/favicon.ico": 404, "http://" + u.Host + "/?state=" + url.QueryEscape(u.Query().Get("state")): 400} {
			if got := visit(t, address); got != want {
				t.Errorf("%s answers %d, want %d", address, got, want)
			}
		}
		if got := visit(t, back); got != 200 {
			t.Errorf("the browser came back and got %d", got)
		}
		if got := visit(t, back); got != 410 {
			t.Errorf("the browser came back twice and got %d", got)
		}
		return nil
	})
	if err != nil || kept["keyring:mails-token"] != "refresh-1" {
		t.Fatalf("kept %v, %v", kept, err)
	}
	tokens, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tokens.Token(t.Context(), false); err != nil || got != "access-2" {
		t.Errorf("token %q, %v", got, err)
	}
}

func visit(t *testing.T, address string) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	r, err := client.Get(address)
	if err != nil {
		t.Fatalf("visit: %v", err)
	}
	defer r.Body.Close()
	return r.StatusCode
}

func TestARefusalInTheBrowserIsTold(t *testing.T) {
	p := newProvider(t)
	c, kept := p.config(false)
	err := SignIn(t.Context(), c, func(show Prompt) error {
		back, _ := url.Parse(p.browse(show.URL))
		visit(t, "http://"+back.Host+"/?error=access_denied%1b&state="+url.QueryEscape(back.Query().Get("state")))
		return nil
	})
	wantFault(t, err, source.ErrAuth, "refused (access_denied)")
	if len(kept) != 0 {
		t.Errorf("kept %v", kept)
	}
}

func TestASignInMayBeGivenUp(t *testing.T) {
	p := newProvider(t)
	c, _ := p.config(false)
	ctx, cancel := context.WithCancel(t.Context())
	if err := SignIn(ctx, c, func(Prompt) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	broken := errors.New("no terminal")
	if err := SignIn(t.Context(), c, func(Prompt) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("ended with %v", err)
	}
}

func TestADeviceWaitsAsItIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		p.pending = []string{"authorization_pending", "slow_down", "authorization_pending"}
		c, kept := p.config(true)
		began := time.Now()
		err := SignIn(t.Context(), c, func(show Prompt) error {
			if show.URL != "https://login.example.test/device" || show.Code != "ABCD-EFGH" || show.Until.Sub(began) != time.Minute {
				t.Errorf("shows %+v", show)
			}
			return nil
		})
		if err != nil || kept["keyring:mails-token"] != "refresh-1" {
			t.Fatalf("kept %v, %v", kept, err)
		}
		want := []time.Duration{5, 10, 20, 30}
		if len(p.polled) != len(want) {
			t.Fatalf("asked %d times", len(p.polled))
		}
		for n, at := range p.polled {
			if at.Sub(began) != want[n]*time.Second {
				t.Errorf("asked after %v, want %v", at.Sub(began), want[n]*time.Second)
			}
		}
	})
}

func TestADeviceThatIsNotLetInIsTold(t *testing.T) {
	many := make([]string, 100)
	for n := range many {
		many[n] = "authorization_pending"
	}
	for name, c := range map[string]struct {
		pending []string
		words   string
	}{
		"refused":          {[]string{"authorization_pending", "access_denied"}, "refused"},
		"expired there":    {[]string{"expired_token"}, "in time"},
		"expired here":     {many, "in time"},
		"unknown to there": {[]string{"invalid_client"}, "does not know this app"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newProvider(t)
				p.pending = c.pending
				conf, _ := p.config(true)
				wantFault(t, SignIn(t.Context(), conf, func(Prompt) error { return nil }), source.ErrAuth, c.words)
			})
		})
	}
}

func TestTokensAreRenewedInTimeAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		p.refresh["first"] = true
		c, kept := p.config(false)
		kept[c.OAuth.Token] = "first"
		tokens, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		ask := func(renew bool) string {
			t.Helper()
			got, err := tokens.Token(t.Context(), renew)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if a, b := ask(false), ask(false); a != "access-1" || b != a || kept[c.OAuth.Token] != "refresh-1" {
			t.Errorf("got %q, %q, kept %q", a, b, kept[c.OAuth.Token])
		}
		<-time.After(time.Hour - early + time.Second)
		if got := ask(false); got != "access-2" {
			t.Errorf("near the end: %q", got)
		}
		if got := ask(true); got != "access-3" || kept[c.OAuth.Token] != "refresh-3" {
			t.Errorf("after a refusal: %q, kept %q", got, kept[c.OAuth.Token])
		}
	})
}

func TestWhyThereIsNoToken(t *testing.T) {
	answer := func(status int, body string) func(http.ResponseWriter) bool {
		return func(w http.ResponseWriter) bool {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
			return true
		}
	}
	cases := []struct {
		name   string
		change func(*provider, *Config, shelf)
		kind   error
		words  string
	}{
		{"never signed in", func(_ *provider, c *Config, s shelf) { delete(s, c.OAuth.Token) }, source.ErrAuth, "turnaround sources signin mails"},
		{"taken back", func(p *provider, _ *Config, _ shelf) { clear(p.refresh) }, source.ErrAuth, "expired or was taken back"},
		{"another app", func(_ *provider, c *Config, _ shelf) { c.OAuth.ClientID = "other" }, source.ErrAuth, "client_id"},
		{"no secret", func(_ *provider, c *Config, _ shelf) {
			c.Secret = func(context.Context, string) (string, error) { return "", errors.New("keyring is locked") }
		}, source.ErrAuth, "keyring is locked"},
		{"down", func(p *provider, _ *Config, _ shelf) { p.fail = answer(503, "<html>") }, source.ErrServer, "503"},
		{"too often", func(p *provider, _ *Config, _ shelf) { p.fail = answer(429, "") }, source.ErrBusy, "fewer"},
		{"a login page", func(p *provider, _ *Config, _ shelf) { p.fail = answer(200, "<html>welcome</html>") }, source.ErrAnswer, "token_url"},
		{"no network", func(_ *provider, c *Config, _ shelf) { c.HTTP = noNetwork{} }, source.ErrUnreachable, "no route"},
	}
	for _, each := range cases {
		t.Run(each.name, func(t *testing.T) {
			p := newProvider(t)
			p.refresh["first"] = true
			c, kept := p.config(false)
			kept[c.OAuth.Token] = "first"
			each.change(p, &c, kept)
			tokens, err := New(c)
			if err != nil {
				t.Fatal(err)
			}
			_, err = tokens.Token(t.Context(), false)
			wantFault(t, err, each.kind, each.words)
		})
	}
}

type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("no route") }

func TestProvidersAreKnown(t *testing.T) {
	for _, c := range []struct {
		set     config.OAuth
		want    string
		refused string
	}{
		{set: config.OAuth{Provider: "google", ClientID: "x", Token: "keyring:t"}, want: "https://oauth2.googleapis.com/token"},
		{set: config.OAuth{Provider: "microsoft", ClientID: "x", Token: "keyring:t", Tenant: "a/b"}, want: "https://login.microsoftonline.com/a%2Fb/oauth2/v2.0/token"},
		{set: config.OAuth{Provider: "google", Token: "keyring:t"}, refused: "client_id"},
		{set: config.OAuth{Provider: "google", ClientID: "x"}, refused: "token is missing"},
		{set: config.OAuth{Provider: "custom", ClientID: "x", Token: "t"}, refused: "token_url"},
		{set: config.OAuth{Provider: "custom", ClientID: "x", Token: "t", TokenURL: "https://a.example/t"}, refused: "device_url"},
		{set: config.OAuth{Provider: "custom", ClientID: "x", Token: "t", TokenURL: "http://a.example/t", AuthURL: "https://a.example/a"}, refused: "no https"},
		{set: config.OAuth{Provider: "aol"}, refused: "none of"},
	} {
		conf := Config{OAuth: c.set, Store: shelf{}}
		err := conf.check()
		if c.refused == "" && (err != nil || conf.OAuth.TokenURL != c.want || len(conf.OAuth.Scopes) == 0) {
			t.Errorf("%+v: %q, %v", c.set, conf.OAuth.TokenURL, err)
		}
		if c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%+v: %v, want %q", c.set, err, c.refused)
		}
	}
}

func TestAnAnswerWithoutALastingSignInIsRefused(t *testing.T) {
	p := newProvider(t)
	c, _ := p.config(false)
	err := SignIn(t.Context(), c, func(show Prompt) error {
		visit(t, p.browse(show.URL))
		p.mu.Lock()
		defer p.mu.Unlock()
		p.fail = func(w http.ResponseWriter) bool {
			reply(w, map[string]any{"access_token": "a", "token_type": "Bearer"})
			return true
		}
		return nil
	})
	wantFault(t, err, source.ErrAuth, "lasting")
}
