package imapsource

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"turnaround/sync/source"
)

// session is one connection with the mailbox open. Only the holder of the
// line uses it; cut may be called by anyone.
type session struct {
	m      *Mailbox
	client *imapclient.Client
	guard  *guard

	validity uint32    // UIDVALIDITY
	next     uint32    // UIDNEXT when it was opened; 0: not told
	modseq   uint64    // HIGHESTMODSEQ when it was opened; 0: not kept
	keywords bool      // new keywords can be stored
	push     bool      // IDLE
	count    uint32    // mails when it was last read
	heard    time.Time // when the server last answered
	read     bool      // it was read once
	reached  uint32    // the last mail read

	// Set by the decoder, cleared by whoever reads.
	news  atomic.Bool   // mails arrived
	flags atomic.Bool   // flags changed
	poke  chan struct{} // something was set
}

// open gives the connection, a new one where there is none. fresh: the
// mailbox was opened just now.
func (m *Mailbox) open(ctx context.Context) (s *session, fresh bool, err error) {
	if s := m.current(); s != nil {
		select {
		case <-s.client.Closed():
			m.drop(s)
		default:
			return s, false, nil
		}
	}
	s, err = m.connect(ctx, false)
	var refused *tokenRefused
	if errors.As(err, &refused) {
		// An access token may be revoked before it expires: once with a new one.
		s, err = m.connect(ctx, true)
	}
	if errors.As(err, &refused) {
		err = refused.Fault
	}
	m.polite = m.polite || errors.Is(err, source.ErrBusy)
	if err != nil {
		return nil, false, err
	}
	return s, true, nil
}

func (m *Mailbox) current() *session {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.session
}

// drop forgets a connection that is of no more use.
func (m *Mailbox) drop(s *session) {
	m.mu.Lock()
	if m.session == s {
		m.session = nil
	}
	m.mu.Unlock()
	s.cut()
	if err := s.client.Close(); err != nil {
		m.Log.Debug("close mailbox connection", "source", m.name, "err", clean(err.Error()))
	}
}

func (m *Mailbox) connect(ctx context.Context, renew bool) (*session, error) {
	dialCtx, cancel := context.WithTimeoutCause(ctx, m.pace.dial, errSilent)
	defer cancel()
	defer context.AfterFunc(m.life, cancel)()
	g, err := m.dial(dialCtx)
	if err != nil {
		return nil, err
	}
	s := &session{m: m, guard: g, poke: make(chan struct{}, 1)}
	s.client = imapclient.New(g, &imapclient.Options{UnilateralDataHandler: s.handler()})
	m.mu.Lock()
	m.session = s
	m.mu.Unlock()
	if m.closed.Load() { // Close may have looked before there was a session
		err = errClosed
	}
	for _, step := range []func() error{
		func() error { return s.greet(dialCtx) },
		func() error { return m.signIn(ctx, s, renew) },
		func() error { return s.selectMailbox(ctx) },
	} {
		if err != nil {
			break
		}
		err = step()
	}
	if err != nil {
		m.drop(s)
		return nil, err
	}
	return s, nil
}

// handler takes what the server says unasked. It only notes: the decoder waits.
func (s *session) handler() *imapclient.UnilateralDataHandler {
	return &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				s.note(&s.news)
			}
		},
		Fetch: func(msg *imapclient.FetchMessageData) {
			s.note(&s.flags)
			for msg.Next() != nil { // the decoder waits until all of it is read
			}
		},
	}
}

func (s *session) note(what *atomic.Bool) {
	what.Store(true)
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

// cut ends the connection at once, whatever goes on.
func (s *session) cut() {
	_ = s.guard.Conn.Close() // nobody waits for what it would say
}

// run does f, which talks to the server, within a time: the library knows no
// context, so the connection is cut when ctx ends. A NO or BAD comes back as
// *imap.Error, all else explained.
func (s *session) run(ctx context.Context, within time.Duration, f func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, within, errSilent)
	defer cancel()
	stop := context.AfterFunc(ctx, s.cut)
	defer stop()
	s.guard.allow(maxCommand)
	err := f()
	var no *imap.Error
	if err == nil || errors.As(err, &no) && ctx.Err() == nil || errors.Is(err, errNoPassword) {
		s.heard = s.m.Now()
		return err
	}
	return s.m.lost(ctx, s.guard, err)
}

func (s *session) greet(ctx context.Context) error {
	var no *imap.Error
	stop := context.AfterFunc(ctx, s.cut)
	defer stop()
	err := s.client.WaitGreeting()
	for tries := 0; err != nil && !errors.As(err, &no) && tries < 32; tries++ {
		// A server that says why and closes at once: go-imap then answers with
		// either at random, without waiting any more.
		err = s.client.WaitGreeting()
	}
	switch {
	case err == nil:
		return nil
	case errors.As(err, &no):
		return s.m.byeFault(clean(no.Text))
	}
	if s.m.closed.Load() {
		return errClosed
	}
	return s.m.noGreeting(ctx, errors.New(clean(err.Error())))
}

// selectMailbox opens the mailbox: to read only, unless acknowledging is allowed.
func (s *session) selectMailbox(ctx context.Context) error {
	caps := s.client.Caps()
	s.push = caps.Has(imap.CapIdle)
	options := &imap.SelectOptions{ReadOnly: !s.m.allowed("ack"), CondStore: caps.Has(imap.CapCondStore)}
	var data *imap.SelectData
	err := s.run(ctx, s.m.pace.search, func() (err error) {
		data, err = s.client.Select(s.m.at.mailbox, options).Wait()
		return err
	})
	var no *imap.Error
	if errors.As(err, &no) {
		return s.noMailbox(ctx, no)
	}
	if err != nil {
		return err
	}
	if data.UIDValidity == 0 {
		return s.m.fault(source.ErrAnswer, s.m.at.host+" gives its mails no lasting numbers (UIDVALIDITY)", "use another server", nil)
	}
	s.validity, s.next, s.modseq, s.count = data.UIDValidity, uint32(data.UIDNext), data.HighestModSeq, data.NumMessages
	s.keywords = takesKeywords(data.PermanentFlags)
	if s.m.allowed("ack") {
		s.m.noKeywords.Store(!s.keywords)
	}
	return nil
}

// takesKeywords tells whether our keyword can be stored for good.
func takesKeywords(permanent []imap.Flag) bool {
	for _, f := range permanent {
		if f == imap.FlagWildcard || strings.EqualFold(string(f), string(keywordAck)) {
			return true
		}
	}
	return false
}

// noMailbox says which mailboxes there are instead.
func (s *session) noMailbox(ctx context.Context, no *imap.Error) error {
	m := s.m
	if temporary(no) || no.Code == imap.ResponseCodeNoPerm {
		return m.refused("open "+m.at.mailbox, no)
	}
	var names []string
	err := s.run(ctx, m.pace.answer, func() error {
		list := s.client.List("", "*", nil)
		for data := list.Next(); data != nil; data = list.Next() {
			if len(names) < 1000 {
				names = append(names, data.Mailbox)
			}
		}
		return list.Close()
	})
	if err != nil && !errors.As(err, new(*imap.Error)) {
		return err
	}
	return m.fault(source.ErrNotFound, "there is no mailbox "+quote(m.at.mailbox)+" at "+m.at.host, hint(m.at.mailbox, names), errors.New(clean(no.Text)))
}

// alive tells whether the path still carries, and hears what waits to be said.
func (s *session) alive(ctx context.Context) error {
	return s.run(ctx, s.m.pace.alive, func() error { return s.client.Noop().Wait() })
}

// justHeard is how long an answer counts as a sign of life, where there is
// news to be read without delay.
const justHeard = 2 * time.Second

// lively gives a connection that was just heard of: a path may have died
// unnoticed (sleep, another network), which is no failure of the mailbox.
func (m *Mailbox) lively(ctx context.Context) (*session, error) {
	s, fresh, err := m.open(ctx)
	if err != nil || fresh {
		return s, err
	}
	if s.news.Load() && m.Now().Sub(s.heard) < justHeard {
		return s, nil
	}
	if err = s.alive(ctx); err == nil {
		return s, nil
	}
	m.drop(s)
	if ctx.Err() != nil || m.closed.Load() {
		return nil, err
	}
	s, _, err = m.open(ctx)
	return s, err
}

// logout leaves politely, where the server has no connection to spare.
func (m *Mailbox) logout(s *session) {
	err := s.run(context.Background(), m.pace.leave, func() error { return s.client.Logout().Wait() })
	if err != nil {
		m.Log.Debug("leave the mailbox", "source", m.name, "err", err)
	}
	m.drop(s)
}
