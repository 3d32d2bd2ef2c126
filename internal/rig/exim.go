package rig

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Exim is a real mail server that delivers into a [Dovecot]'s mailbox. Make one
// with [StartExim].
type Exim struct {
	Addr     string // host:port, plain text, STARTTLS and sign-in offered
	TLSAddr  string // host:port, TLS from the first byte
	CA       string // path of the PEM file that vouches for the server
	User     string
	Password string

	t       testing.TB
	folder  string
	process *Process
}

// StartExim starts an Exim that takes mail for anybody and delivers it to the
// INBOX of d; addresses that begin with "gone" do not exist, those that begin
// with "later" are not taken now until [Exim.Allow].
func StartExim(t testing.TB, d *Dovecot) *Exim {
	t.Helper()
	e := &Exim{Addr: loopback(FreePort(t)), TLSAddr: loopback(FreePort(t)), User: d.User, Password: d.Password, t: t, folder: folder(t, "exim")}
	certificate := NewCertificate(t, e.folder)
	e.CA = certificate.CA
	for _, name := range []string{"spool", "log"} {
		if err := os.Mkdir(filepath.Join(e.folder, name), 0o755); err != nil {
			t.Fatalf("make Exim's folders: %v", err)
		}
	}
	names := map[string]string{"DIR": e.folder, "UID": strconv.Itoa(serverUID()), "GID": strconv.Itoa(serverGID()),
		"PORT": portOf(e.Addr), "BOX": d.maildir("INBOX"), "PROGRAM": Program(t, "exim4"),
		"TLS": portOf(e.TLSAddr), "CERT": certificate.Cert, "KEY": certificate.Key, "USER": e.User, "PASSWORD": e.Password}
	text := eximSettings
	for name, value := range names {
		text = strings.ReplaceAll(text, "@"+name+"@", value)
	}
	path := filepath.Join(e.folder, "exim.conf")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatalf("configure Exim: %v", err)
	}
	cmd := Command(t, "exim4", "-C", path, "-bdf", "-q1s")
	if os.Getuid() == 0 {
		give(t, e.folder)
		runAs(cmd, nobody)
	}
	e.process = Start(t, cmd)
	e.process.AwaitPort(t, e.Addr)
	return e
}

// Allow takes mail for the addresses that were not taken before.
func (e *Exim) Allow() {
	e.t.Helper()
	if err := os.WriteFile(filepath.Join(e.folder, "allow"), nil, 0o644); err != nil {
		e.t.Fatalf("allow the addresses: %v", err)
	}
}

// Forbid takes no mail again for the addresses that [Exim.Allow] allowed.
func (e *Exim) Forbid() {
	e.t.Helper()
	if err := os.Remove(filepath.Join(e.folder, "allow")); err != nil && !os.IsNotExist(err) {
		e.t.Fatalf("forbid the addresses: %v", err)
	}
}

// Settle waits until nothing is on its way: all that was taken is delivered.
func (e *Exim) Settle(t testing.TB) {
	t.Helper()
	Await(t, "Exim to deliver what it took", func() bool {
		held, err := filepath.Glob(filepath.Join(e.folder, "spool", "input", "*"))
		if err != nil {
			t.Fatalf("look into Exim's queue: %v", err)
		}
		return len(held) == 0
	})
}

// Log is what it wrote down.
func (e *Exim) Log() string {
	raw, err := os.ReadFile(filepath.Join(e.folder, "log", "mainlog"))
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(raw)
}

const eximSettings = `
exim_user = @UID@
exim_group = @GID@
exim_path = @PROGRAM@
primary_hostname = mx.example.org
spool_directory = @DIR@/spool
log_file_path = @DIR@/log/%slog
pid_file_path = @DIR@/exim.pid
deliver_drop_privilege = true
local_interfaces = 127.0.0.1
daemon_smtp_ports = @PORT@ : @TLS@
tls_on_connect_ports = @TLS@
tls_certificate = @CERT@
tls_privatekey = @KEY@
tls_advertise_hosts = *
keep_environment =
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
host_lookup =
smtp_accept_max = 50
smtp_accept_queue_per_connection = 0
smtp_receive_timeout = 20s
begin acl
rcpt:
  deny local_parts = ^gone
       message = no such user here
  defer local_parts = ^later
       condition = ${if !exists{@DIR@/allow}}
       message = try again in a while
  accept
accept:
  accept
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  directory = @BOX@
  maildir_format
  create_directory
  delivery_date_add
  envelope_to_add
  user = @UID@
  group = @GID@
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{@USER@}}{eq{$auth3}{@PASSWORD@}}}}
begin retry
* * F,1h,1s
`
