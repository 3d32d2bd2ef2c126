// Package imapsource reads alert mails from one IMAP mailbox, hears of new
// ones while it waits, and leaves acknowledgements there as a keyword.
//
// It never marks a mail as read and writes nothing unless allowed. A mailbox
// has one connection, which reading, acting and watching share; nothing of
// the IMAP library is seen outside.
package imapsource

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/imapsource/oauth"
	"turnaround/sync/source"
)

// MaxRaw is how much of a mail is read, in bytes, header and body.
const MaxRaw = 256 << 10

// Config is what a Mailbox needs.
type Config struct {
	// Source is the configured source: url "imaps://user@host/Alerts", or
	// imap:// with tls.starttls, or with tls.plain on loopback.
	// params.history says how far back the first reading goes ("30d").
	Source config.Source
	// Secret resolves a reference to a secret.
	Secret func(ctx context.Context, ref string) (string, error)
	// Recognise says what a mail tells. raw is the RFC 822 message, at most
	// its first MaxRaw bytes; it is used again afterwards and must not be
	// kept. It is called from several goroutines at once.
	Recognise func(raw []byte, internalDate time.Time, uid uint32) ([]incident.Signal, error)
	// Tokens keeps what OAuth signs in with; only with [source.oauth].
	Tokens oauth.Store
	// HTTP carries OAuth's requests; nil: the standard library's.
	HTTP http.RoundTripper
	// Dial connects; nil: TCP, which finds a dead path by keep-alive.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	Now  func() time.Time
	Log  *slog.Logger
	Rand *rand.Rand // spreads the checks of many apps; its own, or nil: not spread
}

// Mailbox is one mailbox as a source of alerts.
type Mailbox struct {
	Config
	name    string
	at      address
	history time.Duration
	pace    pace
	tokens  *oauth.Tokens // nil: a password

	line     line
	watching atomic.Bool
	closed   atomic.Bool
	life     context.Context // until Close
	end      context.CancelFunc
	// noKeywords: this mailbox cannot hold an acknowledgement, as far as known.
	noKeywords atomic.Bool

	mu      sync.Mutex
	session *session // nil: not connected

	// Only for the holder of the line.
	polite  bool            // the server has no connection to spare: leave after reading
	own     map[uint32]bool // mails we marked or unmarked since the last reading
	ownIn   uint32          // the UIDVALIDITY of own
	checked time.Time       // when flags were last looked at, without CONDSTORE
}

var (
	_ source.Source  = (*Mailbox)(nil)
	_ source.Watcher = (*Mailbox)(nil)
)

// pace is how long each thing may take.
type pace struct {
	dial     time.Duration // until the greeting
	answer   time.Duration // a command
	search   time.Duration // a command that looks through the mailbox
	alive    time.Duration // a sign of life
	stall    time.Duration // between two mails of one fetch
	idle     time.Duration // between two checks while watching, at most
	settle   time.Duration // until the first check after watching began
	stopIdle time.Duration // to end IDLE
	leave    time.Duration // to say goodbye
	flags    time.Duration // between two looks at flags, without CONDSTORE
}

var usualPace = pace{
	dial: 20 * time.Second, answer: 30 * time.Second, search: 90 * time.Second, alive: 10 * time.Second,
	stall: 2 * time.Minute, idle: 5 * time.Minute, settle: 2 * time.Second, stopIdle: 10 * time.Second, leave: time.Second, flags: time.Minute,
}

// defaultHistory is how far back the first reading goes.
const defaultHistory = 30 * config.Day

// New makes a source from its configuration; it does not connect.
func New(c Config) (*Mailbox, error) {
	wrong := func(err error) (*Mailbox, error) { return nil, fmt.Errorf("source %q: %w", c.Source.Name, err) }
	at, err := parseAddress(c.Source.URL.First(), c.Source.User, c.Source.TLS)
	if err != nil {
		return wrong(fmt.Errorf("url: %w", err))
	}
	if len(c.Source.URL) > 1 {
		return wrong(errors.New("url: a mailbox has one address"))
	}
	m := &Mailbox{Config: c, name: c.Source.Name, at: at, history: defaultHistory, pace: usualPace, own: map[uint32]bool{}}
	m.life, m.end = context.WithCancel(context.Background())
	if text := c.Source.Params["history"]; text != "" {
		span, err := config.ParseDuration(text)
		if err != nil {
			return wrong(fmt.Errorf("params.history: %w", err))
		}
		m.history = span.Std()
	}
	if m.Dial == nil {
		m.Dial = dialer()
	}
	if c.Source.OAuth.Provider != "" {
		m.tokens, err = oauth.New(oauth.Config{Source: c.Source.Name, OAuth: c.Source.OAuth, User: at.user,
			Secret: c.Secret, Store: c.Tokens, HTTP: c.HTTP, Now: c.Now})
		if err != nil {
			return wrong(fmt.Errorf("oauth: %w", err))
		}
	}
	return m, nil
}

// Identity is "imap://host/user/mailbox".
func (m *Mailbox) Identity() string { return m.at.identity() }

func (m *Mailbox) allowed(what string) bool { return slices.Contains(m.Source.Allow, what) }

// Can tells that a mailbox can hold an acknowledgement, and nothing else.
func (m *Mailbox) Can() source.Can {
	can := source.Can{Kind: "mail", Verbs: map[outbox.Verb]string{}, Cannot: map[outbox.Verb]string{
		outbox.Snooze:   "a mailbox cannot snooze: the snooze stays on this computer",
		outbox.Unsnooze: "a mailbox cannot snooze: the snooze stays on this computer",
		outbox.Extend:   "an acknowledgement in a mailbox does not end by itself",
		outbox.Resolve:  "a mailbox cannot resolve: an alert ends when its recovery mail comes",
		outbox.Assign:   "a mailbox knows nobody to assign to",
		outbox.Note:     "a mailbox keeps no notes: the note stays on this computer",
	}}
	switch {
	case !m.allowed("ack"):
		can.Cannot[outbox.Acknowledge] = `not allowed: add "ack" to allow`
	case m.noKeywords.Load():
		can.Cannot[outbox.Acknowledge] = "this mailbox keeps no keywords"
	default:
		does := fmt.Sprintf("puts the keyword %s on the alert's mail, for all who share %s", keywordAck, m.at.mailbox)
		if m.allowed("seen") {
			does += ", and marks it as read"
		}
		can.Verbs[outbox.Acknowledge] = does
		can.Verbs[outbox.Unacknowledge] = fmt.Sprintf("takes the keyword %s off the alert's mail", keywordAck)
		return can
	}
	can.Cannot[outbox.Unacknowledge] = can.Cannot[outbox.Acknowledge]
	return can
}

// Close ends the connection and whatever uses it.
func (m *Mailbox) Close() error {
	m.closed.Store(true)
	m.end()
	s := m.current()
	if s == nil {
		return nil
	}
	if !m.line.tryTake() {
		s.cut() // whoever uses it cleans up
		return nil
	}
	defer m.line.release()
	if s = m.current(); s != nil {
		m.logout(s)
	}
	return nil
}
