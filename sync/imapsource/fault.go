package imapsource

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/emersion/go-imap/v2"

	"turnaround/sync/source"
)

// ErrNoPush is wrapped by the fault Watch returns when the server cannot tell
// of news by itself (no IDLE): the mailbox has to be polled.
var ErrNoPush = errors.New("the server does not tell of news by itself")

// errClosed means that the source was closed.
var errClosed = errors.New("the mailbox is closed")

// errSilent means that the server did not answer in time.
var errSilent = errors.New("no answer in time")

// busyFor is how long to wait when a server has too many connections.
const busyFor = time.Minute

// fault makes a failure of this mailbox in plain words.
func (m *Mailbox) fault(kind error, what, fix string, cause error) *source.Fault {
	f := &source.Fault{Kind: kind, What: m.name + ": " + what, Fix: fix, Err: cause}
	if kind == source.ErrBusy {
		f.After = busyFor
	}
	return f
}

// dialFault says why there is no connection.
func (m *Mailbox) dialFault(err error) error {
	var dns *net.DNSError
	fix := "check the address and the network"
	if errors.As(err, &dns) && dns.IsNotFound {
		fix = fmt.Sprintf("check the host name %q", m.at.host)
	}
	return m.fault(source.ErrUnreachable, m.at.dial()+" cannot be reached", fix, err)
}

// tlsFault says why an encrypted connection was not made.
func (m *Mailbox) tlsFault(err error) error {
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &name):
		return m.fault(source.ErrTLS, "the certificate is for another host", "use the host name the certificate names, or set tls.server_name", err)
	case errors.As(err, &unknown):
		return m.fault(source.ErrTLS, "nobody this computer trusts vouches for the certificate", "set tls.ca to the PEM file of your own authority", err)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return m.fault(source.ErrTLS, "the certificate has expired or is not valid yet", "have it renewed; check this computer's clock", err)
	case errors.As(err, &record):
		return m.fault(source.ErrAnswer, m.at.dial()+" does not speak TLS", "imaps:// is port 993; port 143 wants imap:// with tls.starttls = true", err)
	case isNetwork(err):
		return m.fault(source.ErrUnreachable, m.at.dial()+" broke off before encryption began", "check port and network", err)
	}
	return m.fault(source.ErrTLS, "no encrypted connection", "check the certificate and the tls settings", err)
}

// isNetwork tells failures of the path from those of what is said on it.
func isNetwork(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &op) && (op.Op == "dial" || op.Op == "read" || op.Op == "write")
}

// lost explains an error of a command that is no refusal: the path broke, the
// server went, or what it said was not understood.
func (m *Mailbox) lost(ctx context.Context, g *guard, err error) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, errSilent) {
		return cause
	} else if cause != nil {
		return m.fault(source.ErrTimeout, m.at.host+" did not answer", "check the network; it is tried again", err)
	}
	if m.closed.Load() {
		return errClosed
	}
	bye, cause := g.ended()
	switch {
	case errors.Is(cause, errBounds):
		return m.fault(source.ErrAnswer, m.at.host+" answered beyond all bounds", "check that this is the right server", cause)
	case bye != "" && isBusy(bye):
		return m.busy(bye)
	case bye != "":
		return m.fault(source.ErrServer, fmt.Sprintf("%s ended the connection (%q)", m.at.host, bye), "it is tried again", nil)
	case cause != nil:
		return m.fault(source.ErrUnreachable, "lost the connection to "+m.at.host, "it is tried again", cause)
	}
	return m.fault(source.ErrAnswer, m.at.host+" said what no IMAP server says", "check that this is an IMAP server", errors.New(clean(err.Error())))
}

// undecodable tells whether the connection ended because of what the server
// said, not because of the path.
func undecodable(g *guard) bool {
	bye, cause := g.ended()
	return errors.Is(cause, errBounds) || cause == nil && bye == ""
}

func (m *Mailbox) busy(words string) error {
	return m.fault(source.ErrBusy, fmt.Sprintf("%s has too many connections (%q)", m.at.host, words),
		"close other mail programs on this account; it is polled meanwhile", nil)
}

// refused explains a NO or BAD.
func (m *Mailbox) refused(doing string, e *imap.Error) error {
	what := fmt.Sprintf("%s refused to %s (%q)", m.at.host, doing, clean(e.Text))
	switch {
	case isBusy(e.Text) || e.Code == imap.ResponseCodeLimit:
		return m.busy(clean(e.Text))
	case e.Code == imap.ResponseCodeUnavailable || e.Code == imap.ResponseCodeServerBug || e.Code == imap.ResponseCodeInUse:
		return m.fault(source.ErrServer, what, "it is tried again", nil)
	case e.Code == imap.ResponseCodeNoPerm:
		return m.fault(source.ErrAuth, what, "ask for the right to this mailbox", nil)
	}
	return m.fault(source.ErrAnswer, what, "it is tried again", nil)
}

// isBusy knows the ways in which servers say that there are too many
// connections (Dovecot, Gmail, Exchange, Courier).
func isBusy(text string) bool {
	text = strings.ToLower(text)
	for _, words := range []string{"too many", "maximum number of connections", "connection limit", "simultaneous"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// clean makes a server's words fit to be shown: one line, no controls, short.
func clean(text string) string {
	const most = 200
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > most {
			b.WriteString("...")
			break
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// plural counts things in plain words.
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
