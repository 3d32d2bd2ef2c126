package restsource

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"turnaround/app/config"
)

// newTransport builds the connection pool of one source from its
// configuration. It decompresses gzip by itself; the body limit counts what
// comes out.
func newTransport(c config.Source, timeout time.Duration) (*http.Transport, error) {
	trust, err := tlsConfig(c.TLS)
	if err != nil {
		return nil, err
	}
	proxy, err := proxyFor(c.Proxy)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        trust,
		TLSHandshakeTimeout:    timeout,
		ResponseHeaderTimeout:  timeout,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    actAtOnce,
		IdleConnTimeout:        90 * time.Second,
		ReadBufferSize:         64 << 10,
		MaxResponseHeaderBytes: 256 << 10,
	}, nil
}

func tlsConfig(c config.TLS) (*tls.Config, error) {
	out := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.Server, InsecureSkipVerify: c.Insecure}
	if c.CA != "" {
		pem, err := os.ReadFile(c.CA)
		if err != nil {
			return nil, fmt.Errorf("read the CA certificates: %w", err)
		}
		if out.RootCAs, err = x509.SystemCertPool(); err != nil {
			out.RootCAs = x509.NewCertPool()
		}
		if !out.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("read the CA certificates: %s holds no PEM certificate", c.CA)
		}
	}
	if (c.Cert == "") != (c.Key == "") {
		return nil, errors.New("a client certificate needs both cert and key")
	}
	if c.Cert != "" {
		pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
		if err != nil {
			return nil, fmt.Errorf("read the client certificate: %w", err)
		}
		out.Certificates = []tls.Certificate{pair}
	}
	return out, nil
}

// proxyFor reads the proxy setting: empty follows the environment, "none" goes direct.
func proxyFor(text string) (func(*http.Request) (*url.URL, error), error) {
	switch text {
	case "":
		return http.ProxyFromEnvironment, nil
	case "none", "direct":
		return nil, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return nil, errors.New(`proxy is no URL like "http://proxy:3128", nor "none"`)
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return http.ProxyURL(u), nil
	}
	return nil, fmt.Errorf("proxy: scheme %q is none of http, https, socks5", u.Scheme)
}

var (
	errElsewhere = errors.New("redirected to another host")
	errDowngrade = errors.New("redirected from https to http")
	errCircle    = errors.New("redirected too often")
)

// follow allows redirects within one host only, never away from TLS, and
// none at all for what changes something: a repeated POST could act twice.
func follow(next *http.Request, via []*http.Request) error {
	first, last := via[0], via[len(via)-1]
	if first.Method != http.MethodGet {
		return http.ErrUseLastResponse
	}
	if len(via) >= 5 {
		return errCircle
	}
	if last.URL.Scheme == "https" && next.URL.Scheme != "https" {
		return errDowngrade
	}
	upgrade := last.URL.Scheme == "http" && next.URL.Scheme == "https" && next.URL.Hostname() == first.URL.Hostname() &&
		portOf(first.URL) == "80" && portOf(next.URL) == "443"
	if next.URL.Host != first.URL.Host && !upgrade {
		return errElsewhere
	}
	return nil
}

func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}
