package imapsource

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// peer is one connection to a server of our own, which answers like a plain
// IMAP server but for what a test changes.
type peer struct {
	conn net.Conn
	in   *bufio.Reader
	sent *atomic.Int64
	tag  string
}

// answers maps the beginning of a command to what the server does with it;
// false ends the connection.
type answers map[string]func(p *peer, command string) bool

func (p *peer) say(format string, args ...any) bool {
	text := fmt.Sprintf(format, args...)
	return p.raw([]byte(text + "\r\n"))
}

func (p *peer) raw(b []byte) bool {
	n, err := p.conn.Write(b)
	p.sent.Add(int64(n))
	return err == nil
}

func (p *peer) ok() bool { return p.say("%s OK done", p.tag) }

// letters gives mails as an answer to a fetch.
func (p *peer) letter(uid int, raw []byte) bool {
	return p.say(`* %d FETCH (UID %d INTERNALDATE "%s" FLAGS () BODY[]<0> {%d}`, uid, uid,
		time.Now().Format("02-Jan-2006 15:04:05 -0700"), len(raw)) && p.raw(raw) && p.say(")")
}

var plainAnswers = answers{
	"":                   func(p *peer, _ string) bool { return p.say("* OK [CAPABILITY IMAP4rev1 IDLE] ready") },
	"CAPABILITY":         func(p *peer, _ string) bool { return p.say("* CAPABILITY IMAP4rev1 IDLE") && p.ok() },
	"LOGIN":              func(p *peer, _ string) bool { return p.ok() },
	"EXAMINE":            func(p *peer, _ string) bool { return p.opened(3) },
	"SELECT":             func(p *peer, _ string) bool { return p.opened(3) },
	"NOOP":               func(p *peer, _ string) bool { return p.ok() },
	"UID SEARCH":         func(p *peer, _ string) bool { return p.say("* SEARCH 1 2 3") && p.ok() },
	"UID FETCH 1:3 (UID": func(p *peer, _ string) bool { return p.letters(1, 2, 3) },
	"UID FETCH":          func(p *peer, _ string) bool { return p.ok() },
	"LIST":               func(p *peer, _ string) bool { return p.ok() },
	"LOGOUT":             func(p *peer, _ string) bool { p.say("* BYE"); p.ok(); return false },
}

func (p *peer) opened(count int) bool {
	return p.say("* %d EXISTS", count) && p.say("* OK [UIDVALIDITY 7] x") && p.say("* OK [UIDNEXT %d] x", count+1) && p.ok()
}

func (p *peer) letters(uids ...int) bool {
	for _, uid := range uids {
		if !p.letter(uid, mail(fmt.Sprintf("Alert: %d", uid))) {
			return false
		}
	}
	return p.ok()
}

// serve starts a server and gives a source on it. dials counts connections,
// sent the bytes the client took.
func serve(t testing.TB, change answers) (m *Mailbox, dials *atomic.Int32, sent *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dials, sent = &atomic.Int32{}, &atomic.Int64{}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			dials.Add(1)
			group.Go(func() {
				defer conn.Close()
				(&peer{conn: conn, in: bufio.NewReader(conn), sent: sent}).run(change)
			})
		}
	})
	m = newMailbox(t, configFor(t, "imap://ops@"+listener.Addr().String()+"/Alerts", "secret"))
	t.Cleanup(func() {
		_ = m.Close() // before the server, which waits for its clients
		_ = listener.Close()
		group.Wait()
	})
	return m, dials, sent
}

func (p *peer) run(change answers) {
	if !p.answer(change, "") {
		return
	}
	for {
		line, err := p.in.ReadString('\n')
		if err != nil {
			return
		}
		tag, command, _ := strings.Cut(strings.TrimSpace(line), " ")
		p.tag = tag
		if !p.answer(change, command) {
			return
		}
	}
}

func (p *peer) answer(change answers, command string) bool {
	for _, set := range []answers{change, plainAnswers} {
		best, found := "", false
		for begin := range set {
			if strings.HasPrefix(command, begin) && (begin != "" || command == "") && (!found || len(begin) > len(best)) {
				best, found = begin, true
			}
		}
		if found {
			return set[best](p, command)
		}
	}
	return p.say("%s BAD unknown", p.tag)
}
