package restsource

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/tidwall/gjson"

	"turnaround/sync/source"
)

// unreachable says in plain words why no answer came.
func (c *client) unreachable(host string, what call, err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // url.Error repeats the whole address
	}
	f := &source.Fault{Kind: source.ErrUnreachable, Err: err}
	name, place := c.name, place(host)
	var dns *net.DNSError
	switch {
	case errors.Is(err, errTooLarge):
		f.Kind, f.Err = source.ErrAnswer, nil
		f.What = fmt.Sprintf("%s answered %s with more than %d MB", name, c.show(what), c.limit>>20)
		f.Fix = "narrow what is asked for, or check the url"
	case errors.Is(err, errElsewhere), errors.Is(err, errDowngrade), errors.Is(err, errCircle):
		f.Kind = source.ErrAnswer
		f.What = fmt.Sprintf("%s sent %s elsewhere", name, c.show(what))
		f.Fix = "put the final address into url; credentials are never sent to another host"
	case errors.As(err, &dns):
		f.What = fmt.Sprintf("%s: the name of %s is not known", name, place)
		f.Fix = "check the url, the network and the VPN"
	case c.trust(f, host, err):
	case errors.Is(err, syscall.ECONNREFUSED):
		f.What = fmt.Sprintf("%s: nothing listens at %s", name, place)
		f.Fix = "check the port in url, and whether the server runs"
	case errors.Is(err, context.Canceled):
		f.What = name + ": stopped"
	case timedOut(err):
		f.What = fmt.Sprintf("%s: no answer from %s within %s", name, place, c.timeout)
		f.Fix = "check the network and the VPN, or raise timeout"
		f.Kind, f.Err = source.ErrTimeout, nil
	case broke(err):
		f.What = fmt.Sprintf("%s: %s closed the connection before it had answered", name, place)
		f.Fix = "check the url (http or https?) and the server's log"
	default:
		f.What = fmt.Sprintf("%s: %s is not reachable", name, place)
		f.Fix = "check the url, the network and the proxy"
	}
	return f
}

// trust fills in a fault of TLS, and tells whether it is one.
func (c *client) trust(f *source.Fault, host string, err error) bool {
	var unknown x509.UnknownAuthorityError
	var wrongName x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	name, place := c.name, place(host)
	switch {
	case errors.As(err, &unknown):
		f.What = fmt.Sprintf("%s: the certificate of %s is signed by nobody this computer trusts", name, place)
		f.Fix = "set [source.tls] ca to the PEM file of your own authority"
	case errors.As(err, &wrongName):
		f.What = fmt.Sprintf("%s: the certificate of %s is for another name", name, place)
		f.Fix = "use the name in the certificate, or set [source.tls] server_name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		f.What = fmt.Sprintf("%s: the certificate of %s has expired or is not valid yet", name, place)
		f.Fix = "renew it there, and check this computer's clock"
	case errors.As(err, &invalid):
		f.What = fmt.Sprintf("%s: the certificate of %s is not valid", name, place)
		f.Fix = "renew it there"
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		f.What = fmt.Sprintf("%s: %s does not speak TLS", name, place)
		f.Fix = "use http:// in url, or the port that speaks https"
	case errors.As(err, &alert):
		f.What = fmt.Sprintf("%s: %s refused the TLS connection", name, place)
		f.Fix = "it may ask for a client certificate: set [source.tls] cert and key"
	default:
		return false
	}
	f.Kind = source.ErrTLS
	return true
}

func timedOut(err error) bool {
	var slow net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout()
}

// neverSent: the fault came before a byte of the request was on its way.
func neverSent(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial"
}

// refused says in plain words what an answer that is no success means.
func (c *client) refused(what call, a *answer) error {
	f := &source.Fault{What: fmt.Sprintf("%s answered %d to %s", c.name, a.status, c.show(what)), After: retryAfter(a)}
	if said := c.redact(said(a.body)); said != "" {
		f.What += fmt.Sprintf(" (%s)", said)
	}
	switch {
	case a.status == http.StatusUnauthorized:
		f.Kind, f.Fix = source.ErrAuth, "check the secret ("+c.secretName()+"): it may be wrong or expired"
		c.forget()
	case a.status == http.StatusProxyAuthRequired:
		f.Kind, f.Fix = source.ErrAuth, "the proxy asks for a sign-in: put user and password into proxy"
	case a.status == http.StatusForbidden:
		f.Kind, f.Fix = source.ErrAuth, "the secret ("+c.secretName()+") is known there but may not do this"
	case a.status == http.StatusNotFound, a.status == http.StatusGone:
		f.Kind, f.Fix = source.ErrNotFound, "check the url (is a path prefix missing?) and the profile"
	case a.status == http.StatusTooManyRequests:
		f.Kind, f.Fix = source.ErrBusy, "it is asked again later; raise every if this lasts"
	case a.status >= 500:
		f.Kind, f.Fix = source.ErrServer, "look at the server; it is asked again later"
	case a.status >= 300 && a.status < 400:
		f.Kind, f.Fix = source.ErrAnswer, "put the final address into url"
	default:
		f.Kind, f.Fix = source.ErrAnswer, "check the url, the params and the profile"
		if strings.Contains(said(a.body), "HTTP request to an HTTPS server") {
			f.Fix = "use https:// in url"
		}
	}
	return f
}

func (c *client) secretName() string {
	if c.ref == "" {
		return "none is set"
	}
	return c.ref
}

// misread says why a successful answer is of no use.
func (c *client) misread(what call, a *answer) error {
	f := &source.Fault{Kind: source.ErrAnswer, Fix: "check the url and the profile"}
	text := bytes.TrimSpace(a.body)
	switch {
	case len(text) == 0:
		f.What = fmt.Sprintf("%s answered %s with nothing", c.name, c.show(what))
	case text[0] == '<' || strings.Contains(a.header.Get("Content-Type"), "text/html"):
		f.What = fmt.Sprintf("%s answered %s with a web page, not JSON", c.name, c.show(what))
		f.Fix = "check the url: it may be a sign-in page or lack the path of the API"
	case text[0] == '[' || text[0] == '{':
		f.What = fmt.Sprintf("%s answered %s with JSON that is cut off or broken", c.name, c.show(what))
		f.Fix = "nothing was taken from it; it is asked again later"
		f.Err = io.ErrUnexpectedEOF
	default:
		f.What = fmt.Sprintf("%s answered %s with something that is not JSON", c.name, c.show(what))
	}
	return f
}

// show names a request without its query, which may hold secrets.
func (c *client) show(what call) string {
	path, _, _ := strings.Cut(what.path, "?")
	if u, err := url.Parse(path); err == nil && u.Host != "" {
		return what.method + " " + u.Path
	}
	return what.method + " " + c.base + path
}

// place is a host and port without user, path and query.
func place(host string) string {
	u, err := url.Parse(host)
	if err != nil {
		return "the server"
	}
	return u.Host
}

// said finds a server's own words in an error's body: a JSON string, or the
// usual members. At most 200 characters, on one line.
func said(body []byte) string {
	if len(body) > 64<<10 || !wellFormed(body) {
		return ""
	}
	root := gjson.ParseBytes(body)
	if root.Type == gjson.String {
		return oneLine(root.Str, 200)
	}
	if !root.IsObject() {
		return ""
	}
	for _, path := range []string{"error.message", "message", "errors.0.message", "detail", "error", "status", "errors.0"} {
		r := root.Get(path)
		if r.Type != gjson.String || r.Str == "" {
			continue
		}
		text := r.Str
		if more := root.Get("error.errors.0"); path == "error.message" && more.Type == gjson.String {
			text += ": " + more.Str
		}
		return oneLine(text, 200)
	}
	return ""
}

// oneLine drops control characters and bounds a text.
func oneLine(text string, runes int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	return cut(strings.Join(strings.Fields(text), " "), runes)
}

// retryAfter reads Retry-After (seconds or a date), or the rate limit headers
// of PagerDuty and Opsgenie. At most an hour.
func retryAfter(a *answer) time.Duration {
	for _, name := range []string{"Retry-After", "Ratelimit-Reset", "X-Ratelimit-Period-In-Sec"} {
		text := strings.TrimSpace(a.header.Get(name))
		if text == "" || name != "Retry-After" && a.status != http.StatusTooManyRequests {
			continue
		}
		wait := time.Duration(0)
		if n, err := strconv.Atoi(text); err == nil {
			wait = time.Duration(min(max(n, 0), 3600)) * time.Second
		} else if at, err := http.ParseTime(text); err == nil {
			wait = at.Sub(a.date)
		}
		return min(max(wait, 0), time.Hour)
	}
	return 0
}
