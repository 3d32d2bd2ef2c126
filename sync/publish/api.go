package publish

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/tidwall/gjson"

	"turnaround/app/config"
	words "turnaround/app/text"
	"turnaround/sync/source"
)

// answerLimit bounds what is read of one answer.
const answerLimit = 20 << 20

// api speaks HTTP with one channel.
type api struct {
	name, host string
	base       string
	ref        string // of the secret
	sign       func(r *resty.Request, secret string)
	resolve    func(context.Context, string) (string, error)
	rest       *resty.Client
	pace       *pace
	now        func() time.Time
	secret     string
	skew       time.Duration // the server's clock less ours
}

// answer is what came back.
type answer struct {
	status int
	body   []byte
	date   time.Time
	after  time.Duration
}

func (a answer) get(path string) gjson.Result { return gjson.GetBytes(a.body, path) }

func newAPI(c *Config, base string, gap time.Duration, sign func(*resty.Request, string)) (*api, error) {
	client, err := httpClient(c.Channel)
	if err != nil {
		return nil, err
	}
	out := &api{name: c.Channel.Name, base: strings.TrimSuffix(base, "/"), ref: c.Channel.Secret, sign: sign, resolve: c.Secret, now: c.Now,
		rest: resty.NewWithClient(client).SetResponseBodyLimit(answerLimit).SetHeader("Accept", "application/json"),
		pace: c.Paces.of(base+" "+c.Channel.Secret, gap, c)}
	if u, err := url.Parse(base); err == nil {
		out.host = u.Host
	}
	return out, nil
}

func httpClient(c config.Channel) (*http.Client, error) {
	trust, err := tlsOf(c)
	if err != nil {
		return nil, err
	}
	t := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: trust, TLSHandshakeTimeout: 10 * time.Second,
		ForceAttemptHTTP2: true, IdleConnTimeout: 30 * time.Second}
	if c.Proxy != "" {
		u, err := url.Parse(c.Proxy)
		if err != nil {
			return nil, fmt.Errorf("the proxy's address: %w", err)
		}
		t.Proxy = http.ProxyURL(u)
	}
	return &http.Client{Timeout: c.Timeout.Or(config.DefaultChannelTimeout.Std()), Transport: t,
		// A redirect of a publication would be sent again as something else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, nil
}

func tlsOf(c config.Channel) (*tls.Config, error) {
	out := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.TLS.Server, InsecureSkipVerify: c.TLS.Insecure}
	if c.TLS.CA != "" {
		pem, err := os.ReadFile(c.TLS.CA)
		if err != nil {
			return nil, fmt.Errorf("read tls.ca: %w", err)
		}
		out.RootCAs = x509.NewCertPool()
		if !out.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("tls.ca: %s holds no certificate", c.TLS.CA)
		}
	}
	if c.TLS.Cert != "" {
		pair, err := tls.LoadX509KeyPair(c.TLS.Cert, c.TLS.Key)
		if err != nil {
			return nil, fmt.Errorf("read tls.cert: %w", err)
		}
		out.Certificates = []tls.Certificate{pair}
	}
	return out, nil
}

// do asks once. An answer that is no success is an error: a *source.Fault that
// trying again may mend, or refused. A request that changes something and whose
// arrival is open fails unsure.
func (a *api) do(ctx context.Context, method, path string, body any) (answer, error) {
	if err := a.key(ctx); err != nil {
		return answer{}, err
	}
	if err := a.pace.take(ctx); err != nil {
		return answer{}, err
	}
	r := a.rest.R().SetContext(ctx)
	a.sign(r, a.secret)
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return answer{}, fmt.Errorf("write the request: %w", err)
		}
		r.SetHeader("Content-Type", "application/json").SetBody(raw)
	}
	address := a.base + path
	if strings.Contains(path, "://") {
		address = path
	}
	res, err := r.Execute(method, address)
	if err != nil {
		fault := a.unreachable(err)
		if method != http.MethodGet && !neverSent(err) {
			return answer{}, unsure{fault}
		}
		return answer{}, fault
	}
	out := answer{status: res.StatusCode(), body: res.Body(), after: retryAfter(res.Header())}
	if date, err := http.ParseTime(res.Header().Get("Date")); err == nil {
		out.date = date
		a.skew = date.Sub(a.now()).Truncate(2 * time.Second)
	}
	if out.status >= 200 && out.status < 300 {
		return out, nil
	}
	err = a.refusal(method, out)
	if out.status >= 500 && method != http.MethodGet {
		err = unsure{err} // it may have been stored before the server failed
	}
	return out, err
}

// key resolves the secret, anew after it was refused.
func (a *api) key(ctx context.Context) error {
	if a.secret != "" || a.ref == "" {
		return nil
	}
	secret, err := a.resolve(ctx, a.ref)
	if err == nil && strings.ContainsAny(strings.TrimSpace(secret), "\r\n\x00") {
		err = errors.New("it has several lines")
	}
	if err == nil && strings.TrimSpace(secret) == "" {
		err = errors.New("it is empty")
	}
	if err != nil {
		return &source.Fault{Kind: source.ErrAuth, What: "the key of channel " + a.name + " could not be read", Fix: "check " + a.ref, Err: err}
	}
	a.secret = strings.TrimSpace(secret)
	return nil
}

// refusal words an answer that is no success.
func (a *api) refusal(method string, got answer) error {
	what := fmt.Sprintf("%s answered %d", a.host, got.status)
	if text := a.said(got.body); text != "" {
		what += " (" + text + ")"
	}
	f := &source.Fault{What: what, After: got.after}
	switch {
	case got.status == http.StatusUnauthorized, got.status == http.StatusForbidden:
		a.secret = ""
		f.Kind, f.Fix = source.ErrAuth, "the key is wrong or expired: make a new one there and keep it at "+a.ref
	case got.status == 420, got.status == http.StatusTooManyRequests:
		f.Kind, f.Fix = source.ErrBusy, noFix+"it is sent when the rate allows"
		if f.After == 0 {
			f.After = time.Minute
		}
	case got.status == http.StatusNotFound, got.status == http.StatusGone:
		f.Kind, f.Fix = source.ErrNotFound, "check the page's ID and url of channel "+a.name
	case got.status >= 500:
		f.Kind, f.Fix = source.ErrServer, noFix+"it is tried again"
	case got.status >= 300 && got.status < 400:
		f.Kind, f.Fix = source.ErrAnswer, "check url of channel "+a.name+": it leads elsewhere"
	case method == http.MethodGet:
		f.Kind, f.Fix = source.ErrAnswer, "check url and page of channel "+a.name
	default:
		return refused{what + "; change the update and publish it again"}
	}
	return f
}

// said finds a server's own words; their shape differs.
func (a *api) said(body []byte) string {
	text := ""
	if !gjson.ValidBytes(body) {
		return ""
	}
	for _, path := range []string{"message", "error.message", "error", "errors.0.message", "errors", "error_description"} {
		v := gjson.GetBytes(body, path)
		switch {
		case v.Type == gjson.String:
			text = v.Str
		case v.IsArray() || v.IsObject():
			text = v.Raw
		}
		if text != "" {
			break
		}
	}
	if len(a.secret) >= 4 {
		text = strings.ReplaceAll(text, a.secret, "***")
	}
	return words.Line(text, 200)
}

func (a *api) unreachable(err error) error {
	f := unreachable(a.host, err)
	var fault *source.Fault
	if errors.As(f, &fault) && fault.Err != nil && len(a.secret) >= 4 && strings.Contains(fault.Err.Error(), a.secret) {
		fault.Err = errors.New(strings.ReplaceAll(fault.Err.Error(), a.secret, "***"))
	}
	return f
}

// neverSent: the failure came before a byte of the request was on its way.
func neverSent(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	var verify *tls.CertificateVerificationError
	return errors.As(err, &dns) || errors.As(err, &verify) || errors.As(err, &op) && op.Op == "dial"
}

// retryAfter reads how long the server asks to be left alone: in seconds, or
// until a time by its own clock.
func retryAfter(h http.Header) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return min(time.Duration(n)*time.Second, time.Hour)
	}
	until, err := http.ParseTime(text)
	now, wrong := http.ParseTime(h.Get("Date"))
	if err != nil || wrong != nil {
		return 0
	}
	return min(max(0, until.Sub(now)), time.Hour)
}

// there is the time by the channel's clock, as it last told it.
func (a *api) there() time.Time { return a.now().Add(a.skew) }

func (a *api) close() error {
	a.rest.GetClient().CloseIdleConnections()
	return nil
}
