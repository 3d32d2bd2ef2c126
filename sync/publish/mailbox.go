package publish

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"turnaround/app/config"
	"turnaround/sync/source"
)

// mailbox is one that gets every mail of a channel, and in which an update is
// looked for when nobody knows whether it arrived.
type mailbox struct {
	*Config
	url     *url.URL
	address string
}

// newMailbox reads page = "imaps://user@host/Folder"; its address is the user,
// or user@host where that is none.
func newMailbox(c *Config) (*mailbox, error) {
	u, err := url.Parse(c.Channel.Page)
	if err != nil || u.Hostname() == "" || u.User == nil || u.Scheme != "imaps" && u.Scheme != "imap" {
		return nil, errors.New(`page of an smtp channel is the mailbox that gets every mail: write page = "imaps://user@host/INBOX"`)
	}
	if u.Scheme == "imap" && !isLoopback(u.Hostname()) {
		return nil, errors.New("page: imap:// sends the password in the open; use imaps://")
	}
	address := u.User.Username()
	if !strings.Contains(address, "@") {
		address += "@" + u.Hostname()
	}
	return &mailbox{Config: c, url: u, address: address}, nil
}

// look tells whether the mailbox has the mail of a part, and since when.
func (m *mailbox) look(ctx context.Context, part string) (time.Time, bool, error) {
	c, err := m.dial(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	folder := strings.TrimPrefix(m.url.Path, "/")
	if folder == "" {
		folder = "INBOX"
	}
	if _, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		return time.Time{}, false, m.fault("has no "+folder, err)
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "X-Turnaround-Part", Value: part}}}, nil).Wait()
	if err != nil {
		return time.Time{}, false, m.fault("did not search", err)
	}
	uids := found.AllUIDs()
	if len(uids) == 0 {
		return time.Time{}, false, nil
	}
	mails, err := c.Fetch(imap.UIDSetNum(uids[0]), &imap.FetchOptions{InternalDate: true, UID: true}).Collect()
	if err != nil || len(mails) == 0 {
		return m.Now(), true, nil // it is there; when it came is not told
	}
	return mails[0].InternalDate.UTC(), true, nil
}

func (m *mailbox) dial(ctx context.Context) (*imapclient.Client, error) {
	trust, err := tlsOf(m.Channel)
	if err != nil {
		return nil, err
	}
	if trust.ServerName == "" {
		trust.ServerName = m.url.Hostname()
	}
	d := &net.Dialer{Timeout: m.Channel.Timeout.Or(config.DefaultChannelTimeout.Std())}
	port := m.url.Port()
	if port == "" {
		port = map[string]string{"imaps": "993", "imap": "143"}[m.url.Scheme]
	}
	address := net.JoinHostPort(m.url.Hostname(), port)
	var conn net.Conn
	if m.url.Scheme == "imaps" {
		conn, err = (&tls.Dialer{NetDialer: d, Config: trust}).DialContext(ctx, "tcp", address)
	} else {
		conn, err = d.DialContext(ctx, "tcp", address)
	}
	if err != nil {
		return nil, unreachable(address, err)
	}
	c := imapclient.New(conn, nil)
	password, err := m.Secret(ctx, m.Channel.Secret)
	if err == nil {
		err = c.Login(m.url.User.Username(), strings.TrimRight(password, "\r\n")).Wait()
	}
	if err != nil {
		_ = c.Close()
		return nil, &source.Fault{Kind: source.ErrAuth, What: fmt.Sprintf("the mailbox that %s reads back did not let us in", m.Channel.Name),
			Fix: "it signs in as " + m.url.User.Username() + " with the password at " + m.Channel.Secret, Err: err}
	}
	return c, nil
}

func (m *mailbox) fault(what string, err error) error {
	return &source.Fault{Kind: source.ErrAnswer, What: "the mailbox that " + m.Channel.Name + " reads back " + what, Fix: "check page", Err: err}
}
