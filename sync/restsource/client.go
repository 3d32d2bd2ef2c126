package restsource

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/go-resty/resty/v2"

	"turnaround/sync/source"
)

// request is one request of a plan, not yet filled.
type request struct {
	method string
	path   template
	query  []pair
	body   any
}

type pair struct {
	name  string
	value template
}

// call is one request ready to go, but for the host.
type call struct {
	method string
	path   string // escaped, with its query
	body   []byte // JSON; nil: none
	header map[string]string
}

// answer is what came back, whatever its status.
type answer struct {
	status int
	body   []byte
	header http.Header
	date   time.Time // the server's clock; ours where it does not tell
}

func (a *answer) ok() bool { return a.status >= 200 && a.status < 300 }

var errTooLarge = errors.New("the answer is too large")

// client sends to one source: several hosts of one cluster, one sign-in.
type client struct {
	name    string
	rest    *resty.Client
	hosts   []string // base URLs, without a slash at the end
	base    string
	limit   int64
	timeout time.Duration
	auth    Auth
	user    string
	ref     string // of the secret
	resolve func(context.Context, string) (string, error)
	now     func() time.Time

	mu     sync.Mutex
	secret string
	have   bool
	host   int // the one that answered last
	size   int // of the largest answer yet, to read into one buffer
}

// fill makes a call of a request.
func (r request) fill(v vars) (call, error) {
	out := call{method: r.method, path: r.path.fill(v, pathEscape)}
	query := url.Values{}
	for _, p := range r.query {
		if value := p.value.fill(v, nil); value != "" {
			query.Add(p.name, value)
		}
	}
	if len(query) > 0 {
		out.path = addQuery(out.path, query)
	}
	if r.body != nil {
		raw, err := fillBody(r.body, v)
		if err != nil {
			return out, err
		}
		out.body = raw
	}
	return out, nil
}

func addQuery(path string, query url.Values) string {
	if strings.Contains(path, "?") {
		return path + "&" + query.Encode()
	}
	return path + "?" + query.Encode()
}

// do sends a call. A host that cannot be reached at all (nothing was sent) is
// passed over for the next. A GET whose connection broke is sent once more;
// anything else is sent at most once.
func (c *client) do(ctx context.Context, what call) (*answer, error) {
	c.mu.Lock()
	first := c.host
	c.mu.Unlock()
	var lost error
	for n := range c.hosts {
		at := (first + n) % len(c.hosts)
		a, err := c.send(ctx, c.hosts[at], what)
		if err != nil && what.method == http.MethodGet && broke(err) && ctx.Err() == nil {
			a, err = c.send(ctx, c.hosts[at], what)
		}
		if err == nil && a.status >= 500 && n < len(c.hosts)-1 && what.method == http.MethodGet {
			continue
		}
		if err == nil {
			c.mu.Lock()
			c.host = at
			c.mu.Unlock()
			return a, nil
		}
		if lost == nil {
			lost = err
		}
		var fault *source.Fault
		if !errors.As(err, &fault) || !errors.Is(fault.Kind, source.ErrUnreachable) || ctx.Err() != nil {
			return nil, err
		}
		if what.method != http.MethodGet && !neverSent(err) {
			return nil, err
		}
	}
	return nil, lost
}

// broke: the connection ended before the answer did.
func broke(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE)
}

func (c *client) send(ctx context.Context, host string, what call) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r := c.rest.R().SetContext(ctx).SetDoNotParseResponse(true)
	for name, value := range what.header {
		r.SetHeader(name, value)
	}
	if what.body != nil {
		r.SetHeader("Content-Type", "application/json").SetBody(what.body)
	}
	if err := c.sign(ctx, r); err != nil {
		return nil, err
	}
	res, err := r.Execute(what.method, join(host, c.base, what.path))
	if err != nil {
		return nil, c.unreachable(host, what, err)
	}
	raw := res.RawBody()
	if raw == nil {
		return nil, c.unreachable(host, what, io.ErrUnexpectedEOF)
	}
	defer drain(raw)
	a := &answer{status: res.StatusCode(), header: res.Header(), date: c.now()}
	if date, err := http.ParseTime(res.Header().Get("Date")); err == nil {
		a.date = date
	}
	if a.body, err = c.read(raw, res.RawResponse); err != nil {
		return nil, c.unreachable(host, what, err)
	}
	return a, nil
}

// drain lets the connection be used again when little is left to read.
func drain(body io.ReadCloser) {
	// What is left is not wanted; only the connection is.
	_, _ = io.CopyN(io.Discard, body, 64<<10)
	_ = body.Close()
}

// read takes the body, at most limit bytes of it.
func (c *client) read(body io.Reader, res *http.Response) ([]byte, error) {
	if res.ContentLength > c.limit {
		return nil, errTooLarge
	}
	if strings.EqualFold(res.Header.Get("Content-Encoding"), "gzip") {
		unzip, err := gzip.NewReader(body)
		if err != nil {
			return nil, fmt.Errorf("unpack the answer: %w", err)
		}
		body = unzip
	}
	c.mu.Lock()
	expect := max(c.size, 512)
	c.mu.Unlock()
	if n := int(res.ContentLength); n > 0 {
		expect = n
	}
	into := bytes.NewBuffer(make([]byte, 0, expect+bytes.MinRead))
	n, err := into.ReadFrom(io.LimitReader(body, c.limit+1))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if n > c.limit {
		return nil, errTooLarge
	}
	c.mu.Lock()
	c.size = int(n) + int(n)/8
	c.mu.Unlock()
	return into.Bytes(), nil
}

// sign puts the sign-in on a request.
func (c *client) sign(ctx context.Context, r *resty.Request) error {
	if c.auth.Kind == "" || c.auth.Kind == "none" || c.ref == "" && c.user == "" {
		return nil
	}
	secret, err := c.secretNow(ctx)
	if err != nil {
		return err
	}
	kind := c.auth.Kind
	if kind == "auto" {
		kind = "bearer"
		if c.user != "" {
			kind = "basic"
		}
	}
	switch kind {
	case "bearer":
		r.SetHeader("Authorization", "Bearer "+secret)
	case "basic":
		r.SetHeader("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(c.user+":"+secret)))
	case "header":
		r.SetHeader(c.auth.Header, c.auth.Prefix+secret)
	}
	return nil
}

// secretNow resolves the secret once, and anew after it was refused.
func (c *client) secretNow(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.have || c.ref == "" {
		return c.secret, nil
	}
	secret, err := c.resolve(ctx, c.ref)
	if err != nil {
		return "", &source.Fault{Kind: source.ErrAuth, What: "the secret of " + c.name + " could not be read",
			Fix: "check " + c.ref, Err: err}
	}
	secret = strings.TrimSpace(secret)
	if secret == "" || strings.ContainsAny(secret, "\r\n\x00") {
		return "", &source.Fault{Kind: source.ErrAuth, What: "the secret of " + c.name + " is empty or has several lines",
			Fix: "check " + c.ref}
	}
	c.secret, c.have = secret, true
	return secret, nil
}

// forget drops a refused secret, so that a new one is read.
func (c *client) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.secret, c.have = "", false
}

// redact takes our secret out of a text a server wrote.
func (c *client) redact(text string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.secret) < 4 {
		return text
	}
	return strings.ReplaceAll(text, c.secret, "***")
}

// join puts host, base and path together; a host that names the base already
// keeps one of them. A path that is a whole URL (a next link) stands alone.
func join(host, base, path string) string {
	if strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://") {
		return path
	}
	if !strings.HasSuffix(host, base) {
		host += base
	}
	if path != "" && path[0] != '/' && path[0] != '?' {
		path = "/" + path
	}
	return host + path
}
