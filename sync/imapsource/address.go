package imapsource

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"turnaround/app/config"
)

// address is where a mailbox is, without any secret.
type address struct {
	host    string // lower case
	port    string
	user    string
	mailbox string
	wire    wire
}

// wire says how the connection is kept from other eyes.
type wire int

const (
	wireTLS      wire = iota // imaps://, encrypted from the first byte
	wireSTARTTLS             // imap:// upgraded before anything is said
	wirePlain                // imap:// on this computer only
)

// maxAddress bounds an address, in bytes.
const maxAddress = 2048

// parseAddress reads "imaps://user@host:993/Alerts" with the settings beside it.
func parseAddress(text, user string, security config.TLS) (address, error) {
	if len(text) > maxAddress {
		return address{}, errors.New("the address is too long")
	}
	u, err := url.Parse(text)
	if err != nil {
		return address{}, errors.New(`is no address: write imaps://user@host/Mailbox`) // the cause repeats the text, which may hold a password
	}
	a := address{host: strings.ToLower(u.Hostname()), port: u.Port(), user: user, mailbox: strings.TrimPrefix(u.Path, "/")}
	if name := u.User.Username(); name != "" {
		a.user = name
	}
	if a.mailbox == "" || strings.EqualFold(a.mailbox, "INBOX") {
		a.mailbox = "INBOX"
	}
	if a.wire, err = wireOf(u.Scheme, security); err != nil {
		return address{}, err
	}
	if a.port == "" {
		a.port = map[bool]string{true: "993", false: "143"}[a.wire == wireTLS]
	}
	return a, a.check(u)
}

func wireOf(scheme string, security config.TLS) (wire, error) {
	switch {
	case scheme == "imaps":
		return wireTLS, nil
	case scheme != "imap":
		return 0, errors.New("the address begins with imaps:// or imap://")
	case security.StartTLS:
		return wireSTARTTLS, nil
	case security.Plain:
		return wirePlain, nil
	}
	return 0, errors.New("imap:// is not encrypted: write imaps://, or set tls.starttls = true")
}

func (a address) check(u *url.URL) error {
	_, password := u.User.Password()
	switch {
	case password:
		return errors.New("a password does not belong in the address: name it with secret")
	case u.RawQuery != "" || u.Fragment != "" || u.Opaque != "":
		return errors.New("the address ends with the mailbox")
	case a.host == "":
		return errors.New("the address names no host")
	case a.user == "":
		return errors.New("the address names no user: write imaps://user@host/Mailbox")
	case a.wire == wirePlain && !loopback(a.host):
		return errors.New("tls.plain is for a server on this computer: use imaps:// or tls.starttls")
	}
	for _, part := range []string{a.host, a.user, a.mailbox} {
		if strings.ContainsFunc(part, unicode.IsControl) {
			return errors.New("the address holds a control character")
		}
	}
	return nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// dial is what to connect to.
func (a address) dial() string { return net.JoinHostPort(a.host, a.port) }

// identity is alike on every device: the usual ports are left out, since one
// mailbox may be reached through both.
func (a address) identity() string {
	host := a.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if a.port != "993" && a.port != "143" {
		host = a.dial()
	}
	return fmt.Sprintf("imap://%s/%s/%s", host, url.PathEscape(strings.ToLower(a.user)), url.PathEscape(a.mailbox))
}
