package drill

import (
	"bytes"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// Mailbox is go-imap's in-memory server on loopback, with one account and one
// folder for alert mails.
type Mailbox struct {
	server *imapserver.Server
	user   *imapmemserver.User
	addr   string
	done   chan struct{}
}

// The practice account; it exists on loopback while the drill runs.
const (
	mailUser   = "oncall"
	mailFolder = "Alerts"
)

// StartMailbox listens on a free loopback port; password guards the account
// from other programs on this computer.
func StartMailbox(password string) (*Mailbox, error) {
	user := imapmemserver.NewUser(mailUser, password)
	if err := user.Create(mailFolder, nil); err != nil {
		return nil, fmt.Errorf("drill: make the practice mailbox: %w", err)
	}
	memory := imapmemserver.New()
	memory.AddUser(user)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("drill: listen for the practice mailbox: %w", err)
	}
	m := &Mailbox{user: user, addr: listener.Addr().String(), done: make(chan struct{})}
	m.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		InsecureAuth: true, // loopback
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}},
	})
	accepting := &announced{Listener: listener, up: make(chan struct{})}
	go func() {
		defer close(m.done)
		_ = m.server.Serve(accepting) // ends when Close is called
	}()
	<-accepting.up
	return m, nil
}

// announced tells when its server first accepts. Close must not come before:
// go-imap's server counts a listener only after it took it, so an earlier
// Close would race with the count.
type announced struct {
	net.Listener
	once sync.Once
	up   chan struct{}
}

// Accept waits for the next connection.
func (a *announced) Accept() (net.Conn, error) {
	a.once.Do(func() { close(a.up) })
	return a.Listener.Accept()
}

// URL is the mailbox as a source's configuration names it.
func (m *Mailbox) URL() string { return "imap://" + mailUser + "@" + m.addr + "/" + mailFolder }

// Append delivers a mail.
func (m *Mailbox) Append(raw []byte, at time.Time) error {
	if _, err := m.user.Append(mailFolder, bytes.NewReader(raw), &imap.AppendOptions{Time: at}); err != nil {
		return fmt.Errorf("drill: deliver a mail: %w", err)
	}
	return nil
}

// Close ends the server and waits for it.
func (m *Mailbox) Close() error {
	err := m.server.Close()
	<-m.done
	return err
}
