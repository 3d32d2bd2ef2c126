package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// ProfileIMAP is the profile of mailboxes; all others speak HTTP.
const ProfileIMAP = "imap"

// needAddress are the built-in profiles that have no address of their own.
var needAddress = []string{"alertmanager", "generic", ProfileIMAP}

// Bounds of one source.
const (
	maxName = 60 // runes
	maxURLs = 20
)

func (f *file) checkSource(at string, s *Source) {
	f.checkName(at, s.Name)
	if s.Profile == "" {
		f.add(at, `add profile = "alertmanager" (or pagertree, pagerduty, generic, imap, one of your own)`, "source %q has no profile", clip(s.Name))
	}
	f.checkURLs(at, s)
	if f.has(at+".every") && s.Every < MinEvery {
		f.add(at+".every", fmt.Sprintf("write %q or more", MinEvery), "every %s is too often", s.Every)
	}
	if f.has(at+".timeout") && s.Timeout == 0 {
		f.add(at+".timeout", "write a positive time, or leave it out for 10s", "the timeout is zero")
	}
	if f.has(at+".ack_for") && s.AckFor == 0 {
		f.add(at+".ack_for", "write a positive time, or leave it out for 2h", "an acknowledgement for no time silences nothing")
	}
	for i, verb := range s.Allow {
		f.oneOf(joinIndex(at+".allow", i), verb, knownVerbs)
	}
	f.matchers(at+".match", s.Match)
	f.matchers(at+".drop", s.Drop)
	f.groups(at+".group_by", s.Group)
	for word, level := range s.Severity {
		if level < 0 || level > 4 {
			f.add(joinKey(at+".severity", word), "write 1 to 4, or 0 to hide such alerts", "%d is no severity", level)
		}
	}
	for i, h := range s.Heartbeats {
		f.checkHeartbeat(joinIndex(at+".heartbeat", i), h)
	}
	f.checkTransport(at, s)
	f.checkOAuth(at+".oauth", s)
}

func (f *file) checkName(at, text string) {
	switch {
	case strings.TrimSpace(text) == "":
		f.add(at, `add name = "..."`, "a source has no name")
	case text != strings.TrimSpace(text) || len([]rune(text)) > maxName ||
		strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r == '/' || r == '\\' || r == ':' }):
		f.add(at+".name", "use letters, digits, spaces and dashes", "the name %q does not work as a name", clip(text))
	}
}

func (f *file) checkURLs(at string, s *Source) {
	if len(s.URL) == 0 {
		if slices.Contains(needAddress, s.Profile) {
			f.add(at, `add url = "..."`, "source %q has no address", clip(s.Name))
		}
		return
	}
	if len(s.URL) > maxURLs || s.Profile == ProfileIMAP && len(s.URL) > 1 {
		f.add(at+".url", "make a source of each", "source %q has too many addresses", clip(s.Name))
		return
	}
	schemes, example := []string{"http", "https"}, "https://host"
	if s.Profile == ProfileIMAP {
		schemes, example = []string{"imaps", "imap"}, "imaps://user@host/Alerts"
	}
	for i, text := range s.URL {
		path := at + ".url"
		if f.has(joinIndex(path, i)) {
			path = joinIndex(path, i)
		}
		u, err := url.Parse(text)
		switch {
		case err != nil:
			// The parser's error repeats the address, password and all.
			f.add(path, "write "+example, "the address of source %q cannot be read", clip(s.Name))
		case !slices.Contains(schemes, u.Scheme):
			f.add(path, "write "+example, "an address of profile %q starts with %s://, not %q", clip(s.Profile), strings.Join(schemes, ":// or "), clip(u.Scheme))
		case u.Hostname() == "":
			f.add(path, "write "+example, "the address of source %q names no host", clip(s.Name))
		case hasPassword(u):
			f.add(path, `take it out and add secret = "keyring:NAME"`, "the address of source %q holds a password", clip(s.Name))
		}
	}
}

func hasPassword(u *url.URL) bool {
	_, ok := u.User.Password()
	return ok
}

func (f *file) matchers(path string, list []string) {
	for i, text := range list {
		if _, err := ParseMatchers(text); err != nil {
			f.add(joinIndex(path, i), "", "%s", err)
		}
	}
}

func (f *file) checkHeartbeat(at string, h Heartbeat) {
	f.matchers(at+".match", h.Match)
	if f.has(at+".within") && h.Within == 0 {
		f.add(at+".within", "write a positive time, or leave it out for 5m", "a heartbeat within no time is always missed")
	}
	if f.has(at+".severity") && (h.Severity < 1 || h.Severity > 4) {
		f.add(at+".severity", "write 1 to 4", "%d is no severity", h.Severity)
	}
}

func (f *file) checkTransport(at string, s *Source) {
	if s.TLS.Cert != "" != (s.TLS.Key != "") {
		f.add(at+".tls", "give both cert and key, or neither", "a client certificate needs its key")
	}
	if s.TLS.Plain && s.TLS.StartTLS {
		f.add(at+".tls", "keep one of them", "plain and starttls exclude each other")
	}
	if s.Profile == ProfileIMAP && strings.HasPrefix(s.URL.First(), "imap://") && !s.TLS.StartTLS && !s.TLS.Plain {
		f.add(at+".url", "use imaps://, or add tls = { starttls = true }", "imap:// alone sends the password in the open")
	}
	if s.Proxy == "" {
		return
	}
	u, err := url.Parse(s.Proxy)
	switch {
	case err != nil || u.Hostname() == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme):
		f.add(at+".proxy", "write http://host:port or socks5://host:port", "the proxy of source %q cannot be read", clip(s.Name))
	case hasPassword(u):
		f.add(at+".proxy", "use a proxy that needs none, or set it in the environment", "the proxy's address of source %q holds a password", clip(s.Name))
	}
}

func (f *file) checkOAuth(at string, s *Source) {
	o := s.OAuth
	if o.Provider == "" {
		if f.has(at) {
			f.add(at, `add provider = "google", "microsoft" or "custom"`, "oauth names no provider")
		}
		return
	}
	f.oneOf(at+".provider", o.Provider, []string{"google", "microsoft", "custom"})
	if o.ClientID == "" {
		f.add(at, "register an application there and add client_id", "oauth misses client_id")
	}
	if o.Provider == "custom" && (o.TokenURL == "" || o.AuthURL == "" && o.DeviceURL == "") {
		f.add(at, "add token_url, and auth_url or device_url", "a custom oauth provider misses its addresses")
	}
	for key, text := range map[string]string{"auth_url": o.AuthURL, "token_url": o.TokenURL, "device_url": o.DeviceURL} {
		if text == "" {
			continue
		}
		u, err := url.Parse(text)
		if err != nil || u.Hostname() == "" || u.Scheme != "https" && !loopback(u.Hostname()) {
			f.add(join(at, key), "write an https:// address", "%q is no address to sign in at", key)
		}
	}
}

func loopback(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}
