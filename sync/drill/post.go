package drill

import (
	"bytes"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Post is a mail server on loopback that delivers to practice customers and
// keeps what they received.
type Post struct {
	now       func() time.Time
	password  string
	customers []string
	addr      string
	server    *smtp.Server
	done      chan struct{}

	mu      sync.Mutex
	letters []Letter
	heard   hearers
}

// Letter is one mail as its readers got it.
type Letter struct {
	ID      string    `json:"id"`
	Thread  string    `json:"in_reply_to,omitempty"`
	From    string    `json:"from"`
	To      []string  `json:"to"` // who received it; its header may name nobody
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	At      time.Time `json:"received_at"`
}

// What the practice mail server takes.
const (
	postUser   = "publisher"
	letterSize = 1 << 20
	mostRead   = 64 << 10 // of one mail's text
)

// StartPost listens on a free loopback port. Who sends signs in with password.
func StartPost(customers []string, password string, now func() time.Time) (*Post, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("drill: listen for the practice customers' mail: %w", err)
	}
	p := &Post{now: now, password: password, customers: customers, addr: listener.Addr().String(), done: make(chan struct{})}
	p.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{post: p}, nil }))
	p.server.Domain, p.server.AllowInsecureAuth = "drill.example", true // loopback
	p.server.MaxMessageBytes, p.server.MaxRecipients = letterSize, 100
	p.server.ReadTimeout, p.server.WriteTimeout = 30*time.Second, 30*time.Second
	accepting := &announced{Listener: listener, up: make(chan struct{})}
	go func() {
		defer close(p.done)
		_ = p.server.Serve(accepting) // ends when Close is called
	}()
	<-accepting.up
	return p, nil
}

// URL is the server as a channel's configuration names it.
func (p *Post) URL() string { return "smtp://" + postUser + "@" + p.addr }

// Customers are the addresses it delivers to.
func (p *Post) Customers() []string { return slices.Clone(p.customers) }

// Letters lists what arrived, oldest first.
func (p *Post) Letters() []Letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.letters)
}

// Listen calls f after each mail that arrived, on the goroutine that took it.
func (p *Post) Listen(f func()) (stop func()) { return p.heard.add(f) }

// Close ends the server and waits for it.
func (p *Post) Close() error {
	err := p.server.Close()
	<-p.done
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// delivery is one session of a client.
type delivery struct {
	post   *Post
	signed bool
	from   string
	to     []string
}

// AuthMechanisms offers the one that is understood.
func (d *delivery) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth signs a client in.
func (d *delivery) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != postUser || subtle.ConstantTimeCompare([]byte(password), []byte(d.post.password)) != 1 {
			return smtp.ErrAuthFailed
		}
		d.signed = true
		return nil
	}), nil
}

// Mail begins a mail.
func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	if !d.signed {
		return smtp.ErrAuthRequired
	}
	d.from = from
	return nil
}

// Rcpt takes an address of a practice customer and no other: nothing leaves
// this computer.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !slices.ContainsFunc(d.post.customers, func(c string) bool { return strings.EqualFold(c, to) }) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such practice customer"}
	}
	d.to = append(d.to, to)
	return nil
}

// Data takes the mail itself.
func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := readLetter(raw)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "this is no mail that can be read"}
	}
	letter.To, letter.At = slices.Clone(d.to), d.post.now().UTC()
	if letter.From == "" {
		letter.From = d.from
	}
	d.post.mu.Lock()
	d.post.letters = append(d.post.letters, letter)
	d.post.mu.Unlock()
	d.post.heard.tell()
	return nil
}

// Reset forgets a mail that was begun.
func (d *delivery) Reset() { d.from, d.to = "", nil }

// Logout ends the session.
func (d *delivery) Logout() error { return nil }

// readLetter reads a mail as a reader's program would.
func readLetter(raw []byte) (Letter, error) {
	m, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return Letter{}, fmt.Errorf("read the mail: %w", err)
	}
	var l Letter
	if l.Subject, err = m.Header.Subject(); err != nil {
		return l, fmt.Errorf("read the subject: %w", err)
	}
	if from, err := m.Header.AddressList("From"); err == nil && len(from) > 0 {
		l.From = from[0].String()
	}
	// Mails without them are delivered too.
	l.ID, _ = m.Header.MessageID()
	if parents, err := m.Header.MsgIDList("In-Reply-To"); err == nil && len(parents) > 0 {
		l.Thread = parents[0]
	}
	for {
		part, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return l, fmt.Errorf("read the text: %w", err)
		}
		if _, inline := part.Header.(*mail.InlineHeader); !inline || l.Text != "" {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part.Body, mostRead))
		if err != nil {
			return l, fmt.Errorf("read the text: %w", err)
		}
		l.Text = strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
	}
}
