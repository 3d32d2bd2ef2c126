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

	"turnaround/sync/source"
)

// dialer finds a dead path by itself within about a minute and a half.
func dialer() func(context.Context, string, string) (net.Conn, error) {
	d := &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 45 * time.Second, Interval: 15 * time.Second, Count: 3}}
	return d.DialContext
}

// dial connects and encrypts, as the address says.
func (m *Mailbox) dial(ctx context.Context) (*guard, error) {
	conn, err := m.Dial(ctx, "tcp", m.at.dial())
	if err != nil {
		if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, errSilent) {
			return nil, cause
		}
		return nil, m.dialFault(err)
	}
	g, err := m.encrypt(ctx, conn)
	if err != nil {
		_ = conn.Close() // the failure before says more
		return nil, err
	}
	return g, nil
}

func (m *Mailbox) encrypt(ctx context.Context, conn net.Conn) (*guard, error) {
	if m.at.wire == wirePlain {
		return newGuard(conn, ""), nil
	}
	conf, err := m.tlsConfig()
	if err != nil {
		return nil, err
	}
	greeting := ""
	if m.at.wire == wireSTARTTLS {
		if err := m.askTLS(ctx, conn); err != nil {
			return nil, err
		}
		// The server greets once, before the upgrade; the decoder wants a greeting.
		greeting = "* OK encrypted\r\n"
	}
	secure := tls.Client(conn, conf)
	if err := secure.HandshakeContext(ctx); err != nil {
		switch cause := context.Cause(ctx); {
		case errors.Is(cause, errSilent):
			return nil, m.fault(source.ErrUnreachable, m.at.dial()+" took the connection and said nothing", "check the port: imaps:// is 993", err)
		case cause != nil:
			return nil, cause
		}
		return nil, m.tlsFault(err)
	}
	return newGuard(secure, greeting), nil
}

// tlsConfig reads the files each time: a renewed certificate needs no restart.
func (m *Mailbox) tlsConfig() (*tls.Config, error) {
	set := m.Source.TLS
	conf := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: m.at.host, InsecureSkipVerify: set.Insecure}
	if set.Server != "" {
		conf.ServerName = set.Server
	}
	if set.CA != "" {
		pem, err := os.ReadFile(set.CA)
		if err != nil {
			return nil, m.fault(source.ErrTLS, "cannot read tls.ca", "check the path", err)
		}
		conf.RootCAs = x509.NewCertPool()
		if !conf.RootCAs.AppendCertsFromPEM(pem) {
			return nil, m.fault(source.ErrTLS, fmt.Sprintf("%s holds no certificate", set.CA), "tls.ca is a PEM file", nil)
		}
	}
	if set.Cert != "" {
		pair, err := tls.LoadX509KeyPair(set.Cert, set.Key)
		if err != nil {
			return nil, m.fault(source.ErrTLS, "cannot read tls.cert and tls.key", "check the paths", err)
		}
		conf.Certificates = []tls.Certificate{pair}
	}
	return conf, nil
}

// askTLS asks for encryption before anything else is said (RFC 9051, 6.2.1).
// It reads byte by byte, so that nothing said before encryption, by whoever
// sits on the path, is taken for something said after it.
func (m *Mailbox) askTLS(ctx context.Context, conn net.Conn) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	hello, err := readLine(conn)
	switch {
	case err != nil:
		return m.noGreeting(ctx, err)
	case strings.HasPrefix(hello, "* BYE"):
		return m.byeFault(clean(strings.TrimPrefix(hello, "* BYE")))
	case !strings.HasPrefix(hello, "* OK"): // PREAUTH would skip encryption
		return m.fault(source.ErrAnswer, fmt.Sprintf("%s greets unlike an IMAP server (%q)", m.at.dial(), clean(hello)), "check host and port", nil)
	}
	if _, err := conn.Write([]byte("S1 STARTTLS\r\n")); err != nil {
		return m.noGreeting(ctx, err)
	}
	for range 100 {
		answer, err := readLine(conn)
		if err != nil {
			return m.noGreeting(ctx, err)
		}
		switch {
		case strings.HasPrefix(answer, "* "):
		case strings.HasPrefix(answer, "S1 OK"):
			return nil
		default:
			return m.fault(source.ErrTLS, fmt.Sprintf("%s offers no encryption (%q)", m.at.dial(), clean(answer)), "use imaps:// on port 993", nil)
		}
	}
	return m.fault(source.ErrAnswer, m.at.dial()+" does not answer STARTTLS", "use imaps:// on port 993", nil)
}

func (m *Mailbox) noGreeting(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, errSilent) {
		return cause
	}
	return m.fault(source.ErrAnswer, m.at.dial()+" took the connection but did not greet as an IMAP server", "check the port: 993 wants imaps://, 143 imap:// with tls.starttls", err)
}

func (m *Mailbox) byeFault(bye string) error {
	if isBusy(bye) {
		return m.busy(bye)
	}
	return m.fault(source.ErrServer, fmt.Sprintf("%s turned the connection away (%q)", m.at.host, bye), "it is tried again", nil)
}

// readLine reads a short line, byte by byte.
func readLine(conn net.Conn) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for len(line) < 8<<10 {
		n, err := conn.Read(one)
		if err != nil {
			return "", err
		}
		if n == 1 && one[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, one[:n]...)
	}
	return "", errBounds
}
