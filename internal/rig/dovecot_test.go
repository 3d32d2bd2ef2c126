package rig_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"turnaround/internal/rig"
)

func mail(subject string) []byte {
	return []byte("From: alerts@example.org\r\nSubject: " + subject + "\r\n\r\nbody\r\n")
}

func TestDovecotKeepsMailsOverARestart(t *testing.T) {
	server := rig.StartDovecot(t)
	arrived := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	server.AppendAt(t, "Alerts", arrived, mail("disk full"))
	server.Kill()
	server.Start()
	session := server.Login(t)
	defer session.Close()
	if flags := session.Flags(t, "Alerts"); len(flags) != 1 || strings.Contains(flags[0], "Seen") {
		t.Fatalf("flags %q", flags)
	}
	got := strings.Join(session.Do(t, "FETCH 1 (INTERNALDATE BODY.PEEK[])"), "\n")
	if !strings.Contains(got, "disk full") || !strings.Contains(got, `"04-Mar-2026 05:06:07 +0000"`) {
		t.Fatalf("fetched %q", got)
	}
}

func TestDovecotTakesManyMailsAtOnce(t *testing.T) {
	server := rig.StartDovecot(t)
	mails := make([][]byte, 500)
	for i := range mails {
		mails[i] = mail(fmt.Sprint("alert ", i))
	}
	server.AppendMany(t, "INBOX", mails[:200]...)
	server.AppendMany(t, "INBOX", mails[200:]...)
	session := server.Login(t)
	defer session.Close()
	status := strings.Join(session.Do(t, `STATUS "INBOX" (MESSAGES)`), "\n")
	if !strings.Contains(status, "MESSAGES 500") {
		t.Fatalf("status %q", status)
	}
}

func TestDovecotSaysInIdleThatAMailCame(t *testing.T) {
	for name, deliver := range map[string]func(*rig.Dovecot){
		"appended by a client": func(d *rig.Dovecot) { d.Append(t, "INBOX", mail("a")) },
		"put into the store":   func(d *rig.Dovecot) { d.AppendMany(t, "INBOX", mail("a")) },
	} {
		t.Run(name, func(t *testing.T) {
			server := rig.StartDovecot(t)
			session := server.Login(t)
			defer session.Close()
			session.Do(t, "SELECT INBOX")
			said := session.Idle(t)
			deliver(server)
			if line := <-said; !strings.Contains(line, "EXISTS") {
				t.Fatalf("in IDLE the server said %q", line)
			}
		})
	}
}

func TestDovecotForgetsItsUIDs(t *testing.T) {
	server := rig.StartDovecot(t)
	server.Append(t, "Alerts", mail("a"))
	session := server.Login(t)
	before := session.UIDValidity(t, "Alerts")
	session.Close()
	server.BreakUIDs("Alerts")
	session = server.Login(t)
	defer session.Close()
	if after := session.UIDValidity(t, "Alerts"); after == before {
		t.Fatalf("UIDVALIDITY is still %d", after)
	}
	if flags := session.Flags(t, "Alerts"); len(flags) != 1 {
		t.Fatalf("%d mails are left of 1", len(flags))
	}
}

func TestDovecotShowsACertificateOfItsAuthority(t *testing.T) {
	server := rig.StartDovecot(t)
	pem, err := os.ReadFile(server.CA)
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(pem)
	conn, err := tls.Dial("tcp", server.TLSAddr, &tls.Config{RootCAs: trusted})
	if err != nil {
		t.Fatalf("with the authority trusted: %v", err)
	}
	_ = conn.Close()
	if conn, err := tls.Dial("tcp", server.TLSAddr, &tls.Config{}); err == nil {
		_ = conn.Close()
		t.Fatal("a stranger's certificate was trusted")
	}
}
