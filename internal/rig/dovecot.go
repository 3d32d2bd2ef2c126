package rig

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nobody is the user that a mail server drops to when the tests run as root.
const nobody = 65534

// Dovecot is a real IMAP server with one account. Its addresses and mails stay
// over Kill, Stop and Start. Make one with [StartDovecot].
type Dovecot struct {
	Addr     string // host:port, plain text
	TLSAddr  string // host:port, TLS from the first byte
	STARTTLS string // host:port, plain text that refuses a login before STARTTLS
	CA       string // path of the PEM file that vouches for the server
	User     string
	Password string

	t       testing.TB
	folder  string
	process *Process
	mails   int
}

// StartDovecot starts a Dovecot and waits until it takes connections.
func StartDovecot(t testing.TB) *Dovecot {
	t.Helper()
	d := &Dovecot{
		Addr: loopback(FreePort(t)), TLSAddr: loopback(FreePort(t)), STARTTLS: loopback(FreePort(t)),
		User: "alerts@example.org", Password: "correct horse", t: t, folder: folder(t, "dovecot"),
	}
	for _, name := range []string{"run", "state", "mail", "log"} {
		if err := os.Mkdir(filepath.Join(d.folder, name), 0o755); err != nil {
			t.Fatalf("make Dovecot's folders: %v", err)
		}
	}
	modules := filepath.Join(root(t), "usr/lib/dovecot/modules")
	if err := os.Symlink(modules, filepath.Join(d.folder, "run", "modules")); err != nil {
		t.Fatalf("lead Dovecot to its modules: %v", err)
	}
	certificate := NewCertificate(t, d.folder)
	d.CA = certificate.CA
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(d.folder, name), []byte(text), 0o600); err != nil {
			t.Fatalf("configure Dovecot: %v", err)
		}
	}
	write("users", d.User+":{PLAIN}"+d.Password+"\n")
	write("dovecot.conf", d.settings(certificate))
	if os.Getuid() == 0 {
		give(t, d.folder)
	}
	d.Start()
	return d
}

// Start starts it again, on the same addresses and mails.
func (d *Dovecot) Start() {
	d.t.Helper()
	cmd := Command(d.t, "dovecot", "-F", "-c", filepath.Join(d.folder, "dovecot.conf"))
	if os.Getuid() == 0 {
		runAs(cmd, nobody)
	}
	d.process = Start(d.t, cmd)
	for _, address := range []string{d.Addr, d.TLSAddr, d.STARTTLS} {
		d.process.AwaitPort(d.t, address)
	}
}

// Kill ends it with SIGKILL, with everything it started.
func (d *Dovecot) Kill() { d.process.Kill() }

// Stop ends it in order; clients see their connections close.
func (d *Dovecot) Stop() { d.process.Stop() }

// BreakUIDs makes the server forget the UIDs of a mailbox, as after a restore
// from a backup: UIDVALIDITY changes and every mail gets a new UID. The server is
// stopped and started again for it.
func (d *Dovecot) BreakUIDs(mailbox string) {
	d.t.Helper()
	d.Stop()
	for _, pattern := range []string{"dovecot-uidlist*", "dovecot.index*"} {
		found, err := filepath.Glob(filepath.Join(d.maildir(mailbox), pattern))
		if err != nil {
			d.t.Fatalf("break the UIDs of %s: %v", mailbox, err)
		}
		for _, path := range found {
			if err := os.Remove(path); err != nil {
				d.t.Fatalf("break the UIDs of %s: %v", mailbox, err)
			}
		}
	}
	d.Start()
}

// maildir is the folder of a mailbox; every one but INBOX is a sibling whose name
// starts with a dot.
func (d *Dovecot) maildir(mailbox string) string {
	folder := filepath.Join(d.folder, "mail", "maildir")
	if strings.EqualFold(mailbox, "INBOX") {
		return folder
	}
	return filepath.Join(folder, "."+mailbox)
}

// give hands a folder and all in it to the user that the server runs as.
func give(t testing.TB, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatalf("give %s to the server: %v", folder, err)
	}
}

// version asks the program for its version, such as "2.3.19.1 (9b53102964)".
func version(t testing.TB) string {
	t.Helper()
	out, err := Command(t, "dovecot", "--version").Output()
	if err != nil {
		if exit, ok := err.(*exec.ExitError); ok {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		t.Fatalf("ask Dovecot for its version: %v", err)
	}
	return string(out)
}

// Append adds a mail to a mailbox as another mail client would, with the present
// time as its arrival; a mailbox that does not exist is made.
func (d *Dovecot) Append(t testing.TB, mailbox string, raw []byte) {
	t.Helper()
	d.AppendAt(t, mailbox, time.Now(), raw)
}

// AppendAt is Append with an arrival time (INTERNALDATE).
func (d *Dovecot) AppendAt(t testing.TB, mailbox string, arrived time.Time, raw []byte) {
	t.Helper()
	session := d.Login(t)
	defer session.Close()
	if answer := session.Try(t, "CREATE "+quote(mailbox)); strings.HasPrefix(answer[len(answer)-1], "BAD") {
		t.Fatalf("create %s: %s", mailbox, answer)
	}
	session.Do(t, fmt.Sprintf("APPEND %s %q {%d+}\r\n%s", quote(mailbox),
		arrived.Format("02-Jan-2006 15:04:05 -0700"), len(raw), raw))
}

// AppendMany writes mails straight into the store behind a mailbox, as fast as
// the disk takes them. The server notices them when the mailbox is next opened.
func (d *Dovecot) AppendMany(t testing.TB, mailbox string, mails ...[]byte) {
	t.Helper()
	session := d.Login(t)
	session.Try(t, "CREATE "+quote(mailbox))
	session.Do(t, "STATUS "+quote(mailbox)+" (MESSAGES)")
	session.Close()
	folder := d.maildir(mailbox)
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(folder, sub), 0o755); err != nil {
			t.Fatalf("fill %s: %v", mailbox, err)
		}
	}
	at := time.Now()
	for _, raw := range mails {
		d.mails++
		name := fmt.Sprintf("%d.M%08dP1.rig,S=%d", at.Unix(), d.mails, len(raw))
		path := filepath.Join(folder, "new", name)
		if err := os.WriteFile(path, raw, 0o644); err != nil {
			t.Fatalf("fill %s: %v", mailbox, err)
		}
	}
	if os.Getuid() == 0 {
		give(t, folder)
	}
}

// Login opens a raw IMAP session as the account's owner, beside the client under
// test; close it at the end.
func (d *Dovecot) Login(t testing.TB) *Session {
	t.Helper()
	session := dialSession(t, d.Addr)
	session.Do(t, "LOGIN "+quote(d.User)+" "+quote(d.Password))
	return session
}

// Host is the host part of its addresses.
func (d *Dovecot) Host() string {
	host, _, _ := net.SplitHostPort(d.Addr)
	return host
}
