package imapsource

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/internal/rig"
	"turnaround/sync/source"
)

func TestEncryptedConnections(t *testing.T) {
	d := rig.StartDovecot(t)
	d.Append(t, folder, mail("Alert: a"))
	cases := []struct {
		name, scheme, addr string
		tls                config.TLS
		want               error
		words              string
	}{
		{"from the first byte", "imaps", d.TLSAddr, config.TLS{CA: d.CA}, nil, ""},
		{"STARTTLS", "imap", d.STARTTLS, config.TLS{CA: d.CA, StartTLS: true}, nil, ""},
		{"not verified", "imaps", d.TLSAddr, config.TLS{Insecure: true}, nil, ""},
		{"unknown authority", "imaps", d.TLSAddr, config.TLS{}, source.ErrTLS, "tls.ca"},
		{"STARTTLS, unknown authority", "imap", d.STARTTLS, config.TLS{StartTLS: true}, source.ErrTLS, "tls.ca"},
		{"another host", "imaps", d.TLSAddr, config.TLS{CA: d.CA, Server: "mail.example.test"}, source.ErrTLS, "another host"},
		{"TLS at a plain port", "imaps", d.Addr, config.TLS{CA: d.CA}, source.ErrAnswer, "does not speak TLS"},
		{"no such file", "imaps", d.TLSAddr, config.TLS{CA: "/nowhere/ca.pem"}, source.ErrTLS, "tls.ca"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			conf := configFor(t, dovecotURL(d, c.scheme, c.addr), d.Password)
			conf.Source.TLS = c.tls
			got, err := (&desk{}).try(t, newMailbox(t, conf))
			if c.want != nil {
				wantFault(t, err, c.want, c.words)
			} else if err != nil || ids(got) != "a" {
				t.Errorf("read %q, %v", ids(got), err)
			}
		})
	}
}

func TestTLSPortWithoutTLSIsExplained(t *testing.T) {
	d := rig.StartDovecot(t)
	m := newMailbox(t, configFor(t, dovecotURL(d, "imap", d.TLSAddr), d.Password))
	m.pace.dial = 300 * time.Millisecond
	_, err := (&desk{}).try(t, m)
	wantFault(t, err, source.ErrAnswer, "993")
}

func TestAWrongPasswordAndAMissingMailboxAreTold(t *testing.T) {
	d, m := dovecot(t)
	wrong := newMailbox(t, configFor(t, dovecotURL(d, "imap", d.Addr), "guess"))
	_, err := (&desk{}).try(t, wrong)
	wantFault(t, err, source.ErrAuth, d.User, "keyring:mails", "app password")
	if strings.Contains(err.Error(), "guess") {
		t.Errorf("%v tells the password", err)
	}
	if wrong.current() != nil {
		t.Error("the connection is kept after a refusal")
	}
	m.at.mailbox = "Allerts"
	_, err = (&desk{}).try(t, m)
	wantFault(t, err, source.ErrNotFound, `"Allerts"`, `did you mean "Alerts"`)
}
