package imapsource

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/sync/source"
)

// tooMuch is what a client that bounds what it reads never takes: its own
// bounds, and what the kernel buffers.
const tooMuch = maxCommand + 32<<20

// flood writes for as long as the client takes it.
func flood(p *peer, what []byte) bool {
	for p.sent.Load() < 2*tooMuch && p.raw(what) {
	}
	return false
}

func TestOddServersAreExplained(t *testing.T) {
	line := bytes.Repeat([]byte("x"), 64<<10)
	greet := func(text string) answers {
		return answers{"": func(p *peer, _ string) bool { return p.say("%s", text) }}
	}
	cases := []struct {
		name    string
		answers answers
		kind    error
		words   string
	}{
		{"a web server", greet("HTTP/1.1 400 Bad Request"), source.ErrAnswer, "did not greet as an IMAP server"},
		{"a mail transfer server", greet("220 mail.example.test ESMTP"), source.ErrAnswer, "did not greet"},
		{"too many connections", greet("* BYE Too many connections from your address"), source.ErrBusy, "too many connections"},
		{"going down", greet("* BYE maintenance \x1b[2J until noon"), source.ErrServer, "until noon"},
		{"closes at once", answers{"": func(*peer, string) bool { return false }}, source.ErrAnswer, "did not greet"},
		{"an endless greeting", answers{"": func(p *peer, _ string) bool { return flood(p, line) }}, source.ErrAnswer, ""},
		{"an endless answer", answers{"EXAMINE": func(p *peer, _ string) bool { return flood(p, line) }}, source.ErrAnswer, "beyond all bounds"},
		{"endless answers", answers{"EXAMINE": func(p *peer, _ string) bool {
			return flood(p, []byte(strings.Repeat("* 5 EXISTS\r\n", 5000)))
		}}, source.ErrAnswer, "beyond all bounds"},
		{"a mailbox name of 2 GB", answers{"EXAMINE": func(p *peer, _ string) bool {
			p.say(`* LIST () "/" {2147483648}`)
			return flood(p, line)
		}}, source.ErrAnswer, "2147483648"},
		{"a mail of 2 GB", answers{"UID FETCH": func(p *peer, _ string) bool {
			p.say(`* 1 FETCH (UID 1 INTERNALDATE "01-Jan-2026 10:00:00 +0000" FLAGS () BODY[]<0> {2147483648}`)
			return flood(p, line)
		}}, source.ErrAnswer, "cannot be read"},
		{"a number beyond all numbers", answers{"UID FETCH": func(p *peer, _ string) bool {
			return p.say(`* 1 FETCH (UID 1 BODY[] {99999999999999999999999}`)
		}}, source.ErrAnswer, "cannot be read"},
		{"lists in lists", answers{"EXAMINE": func(p *peer, _ string) bool {
			return p.say("* LIST %s", strings.Repeat("(", 100_000))
		}}, source.ErrAnswer, ""},
		{"no lasting numbers", answers{"EXAMINE": func(p *peer, _ string) bool { return p.say("* 3 EXISTS") && p.ok() }}, source.ErrAnswer, "UIDVALIDITY"},
		{"no passwords", answers{"": func(p *peer, _ string) bool {
			return p.say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready")
		}}, source.ErrAuth, "takes no passwords"},
		{"busy at sign-in", answers{"LOGIN": func(p *peer, _ string) bool {
			return p.say("%s NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)", p.tag)
		}}, source.ErrBusy, "too many connections"},
		{"in trouble at sign-in", answers{"LOGIN": func(p *peer, _ string) bool {
			return p.say("%s NO [UNAVAILABLE] Temporary authentication failure", p.tag)
		}}, source.ErrServer, "Temporary"},
		{"an app password wanted", answers{"LOGIN": func(p *peer, _ string) bool {
			return p.say("%s NO [ALERT] Application-specific password required", p.tag)
		}}, source.ErrAuth, "app password"},
		{"a farewell", answers{"UID SEARCH": func(p *peer, _ string) bool { p.say("* BYE Session timed out"); return false }}, source.ErrServer, "Session timed out"},
		{"gone in the middle", answers{"UID SEARCH": func(*peer, string) bool { return false }}, source.ErrUnreachable, "lost the connection"},
		{"no search", answers{"UID SEARCH": func(p *peer, _ string) bool { return p.say("%s NO not now", p.tag) }}, source.ErrAnswer, "not now"},
		{"nothing near", answers{"EXAMINE": func(p *peer, _ string) bool { return p.say("%s NO [NONEXISTENT] no such", p.tag) },
			"LIST": func(p *peer, _ string) bool {
				return p.say(`* LIST () "." INBOX`) && p.say(`* LIST () "." "Sent items"`) && p.ok()
			}}, source.ErrNotFound, `there are "INBOX", "Sent items"`},
		{"the same name deeper", answers{"EXAMINE": func(p *peer, _ string) bool { return p.say("%s NO no such", p.tag) },
			"LIST": func(p *peer, _ string) bool {
				return p.say(`* LIST () "." INBOX`) && p.say(`* LIST () "." INBOX.alerts`) && p.ok()
			}}, source.ErrNotFound, `did you mean "INBOX.alerts"`},
		{"not ours to open", answers{"EXAMINE": func(p *peer, _ string) bool { return p.say("%s NO [NOPERM] no", p.tag) }}, source.ErrAuth, "right to this mailbox"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, _, sent := serve(t, c.answers)
			_, err := (&desk{}).try(t, m)
			wantFault(t, err, c.kind, c.words)
			if strings.ContainsRune(err.Error(), '\x1b') {
				t.Errorf("%q holds a control character", err)
			}
			if n := sent.Load(); n > tooMuch {
				t.Errorf("%d bytes were taken", n)
			}
			if m.current() != nil {
				t.Error("the connection is kept")
			}
			var f *source.Fault
			if errors.As(err, &f); c.kind == source.ErrBusy && f.After == 0 {
				t.Error("nothing says when to come back")
			}
		})
	}
}

func TestASilentServerHoldsNobody(t *testing.T) {
	for _, where := range []string{"", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"} {
		t.Run("at "+where, func(t *testing.T) {
			heard := make(chan struct{}, 1)
			m, _, _ := serve(t, answers{where: func(*peer, string) bool { heard <- struct{}{}; return true }})
			ctx, cancel := context.WithCancel(t.Context())
			got := make(chan error, 1)
			go func() { got <- m.Pull(ctx, nil, (&desk{}).take) }()
			await(t, heard, "the command")
			cancel()
			if err := await(t, got, "the end"); !errors.Is(err, context.Canceled) {
				t.Errorf("ended with %v", err)
			}
		})
		t.Run("in time at "+where, func(t *testing.T) {
			m, _, _ := serve(t, answers{where: func(*peer, string) bool { return true }})
			soon := 50 * time.Millisecond
			m.pace.dial, m.pace.answer, m.pace.search, m.pace.stall = soon, soon, soon, soon
			_, err := (&desk{}).try(t, m)
			var f *source.Fault
			if !errors.As(err, &f) {
				t.Errorf("ended with %v", err)
			}
		})
		t.Run("closed at "+where, func(t *testing.T) {
			heard := make(chan struct{}, 1)
			m, _, _ := serve(t, answers{where: func(*peer, string) bool { heard <- struct{}{}; return true }})
			got := make(chan error, 1)
			go func() { got <- m.Pull(context.Background(), nil, (&desk{}).take) }()
			await(t, heard, "the command")
			if err := m.Close(); err != nil {
				t.Error(err)
			}
			if err := await(t, got, "the end"); !errors.Is(err, errClosed) {
				t.Errorf("ended with %v", err)
			}
		})
	}
}

func TestAMailThatBreaksTheConnectionIsSkippedAfterThreeTries(t *testing.T) {
	var told atomic.Int32
	m, _, _ := serve(t, answers{
		"UID FETCH 1:3 (UID": func(p *peer, _ string) bool {
			return p.letter(1, mail("Alert: 1")) && p.say(`* 2 FETCH (UID 2 INTERNALDATE "yesterday")`)
		},
		"UID FETCH 2:3 (UID":        func(p *peer, _ string) bool { told.Add(1); return p.say(`* 2 FETCH (UID 2 INTERNALDATE "yesterday")`) },
		"UID FETCH 3 (UID":          func(p *peer, _ string) bool { return p.letters(3) },
		"UID FETCH 1:3 (UID FLAGS)": func(p *peer, _ string) bool { return p.ok() },
	})
	home := &desk{}
	var all []incident.Signal
	for n := range maxTries {
		got, err := home.try(t, m)
		wantFault(t, err, source.ErrAnswer, "mail 2 of Alerts", fmt.Sprintf("attempt %d of 3", n+1))
		all = append(all, got...)
	}
	all = append(all, home.pull(t, m)...)
	if ids(all) != "1 3" || told.Load() != 2 {
		t.Errorf("got %q after %d more tries", ids(all), told.Load())
	}
	if c, _ := parseCursor(home.cursor); c.UID != 3 || c.Bad != 0 || len(c.Skipped) != 1 || c.Skipped[0] != 2 {
		t.Errorf("the position is %s", home.cursor)
	}
}

func TestAMailHiddenByAWordOnItsFlagsIsFetchedAgain(t *testing.T) {
	m, _, _ := serve(t, answers{
		"UID FETCH 1:3 (UID": func(p *peer, _ string) bool {
			return p.letter(1, mail("Alert: 1")) && p.say(`* 2 FETCH (UID 2 FLAGS (\Seen))`) && p.letters(2, 3)
		},
		"UID FETCH 2 (UID": func(p *peer, _ string) bool { return p.letters(2) },
	})
	home := &desk{}
	if got := ids(home.pull(t, m)); got != "1 3 2" {
		t.Errorf("got %q", got)
	}
	if c, _ := parseCursor(home.cursor); c.UID != 3 {
		t.Errorf("the position is %s", home.cursor)
	}
}

func TestMailsMayComeInAnyOrder(t *testing.T) {
	m, _, _ := serve(t, answers{"UID FETCH 1:3 (UID": func(p *peer, _ string) bool { return p.letters(3, 1, 2) }})
	home := &desk{}
	if got := ids(home.pull(t, m)); got != "3 1 2" {
		t.Errorf("got %q", got)
	}
	if c, _ := parseCursor(home.cursor); c.UID != 3 {
		t.Errorf("the position is %s", home.cursor)
	}
}

func TestAServerThatDoesNotTellItsNextNumber(t *testing.T) {
	m, _, _ := serve(t, answers{
		"EXAMINE": func(p *peer, _ string) bool {
			return p.say("* 3 EXISTS") && p.say("* OK [UIDVALIDITY 7] x") && p.ok()
		},
		"UID SEARCH SINCE": func(p *peer, _ string) bool { return p.say("* SEARCH") && p.ok() },
		"UID SEARCH UID *": func(p *peer, _ string) bool { return p.say("* SEARCH 31") && p.ok() },
	})
	home := &desk{}
	home.pull(t, m)
	if c, _ := parseCursor(home.cursor); c.UID != 31 {
		t.Errorf("the position is %s", home.cursor)
	}
}

func TestAMailSentWholeIsReadPast(t *testing.T) {
	m, _, _ := serve(t, answers{"UID FETCH 1:3 (UID": func(p *peer, _ string) bool {
		whole := append(mail("Alert: whole"), bytes.Repeat([]byte("0123456789abcdef"), 1<<20/16)...)
		return p.letter(1, whole) && p.letters(2)
	}})
	if got := ids((&desk{}).pull(t, m)); got != "whole 2" {
		t.Errorf("got %q", got)
	}
}

func TestAMailboxWithoutPushSaysSo(t *testing.T) {
	m, dials, _ := serve(t, answers{"": func(p *peer, _ string) bool { return p.say("* OK [CAPABILITY IMAP4rev1] ready") },
		"CAPABILITY": func(p *peer, _ string) bool { return p.say("* CAPABILITY IMAP4rev1") && p.ok() }})
	err := m.Watch(t.Context(), func() {})
	wantFault(t, err, ErrNoPush, "polled")
	if got := ids((&desk{}).pull(t, m)); got != "1 2 3" || dials.Load() != 1 {
		t.Errorf("read %q over %d connections", got, dials.Load())
	}
}

func TestAServerShortOfConnectionsIsLeftAfterReading(t *testing.T) {
	var calls atomic.Int32
	left := make(chan struct{}, 1)
	m, _, _ := serve(t, answers{
		"": func(p *peer, _ string) bool {
			if calls.Add(1) == 1 {
				p.say("* BYE too many connections")
				return false
			}
			return p.say("* OK [CAPABILITY IMAP4rev1] ready")
		},
		"LOGOUT": func(p *peer, _ string) bool { left <- struct{}{}; p.ok(); return false },
	})
	home := &desk{}
	_, err := home.try(t, m)
	wantFault(t, err, source.ErrBusy)
	home.pull(t, m)
	await(t, left, "the farewell")
	if m.current() != nil {
		t.Error("the connection is kept")
	}
}

func TestAMailboxThatKeepsNoKeywordsRefuses(t *testing.T) {
	m, _, _ := serve(t, answers{"SELECT": func(p *peer, _ string) bool {
		return p.say(`* OK [PERMANENTFLAGS (\Seen \Answered)] x`) && p.opened(3)
	}})
	m.Source.Allow = []string{"ack"}
	(&desk{}).pull(t, m)
	if ok, why := m.Can().May("acknowledge"); ok || why != "this mailbox keeps no keywords" {
		t.Errorf("can acknowledge: %v, %q", ok, why)
	}
	out, err := m.Act(t.Context(), ackAction("Ann", incident.Signal{ID: "1", Ref: "7:1"}))
	if err != nil || out.Result != "refused" {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestAPanicInARecogniserStopsNothing(t *testing.T) {
	m, _, _ := serve(t, nil)
	m.Recognise = func(raw []byte, at time.Time, uid uint32) ([]incident.Signal, error) {
		switch uid {
		case 1:
			panic("odd mail")
		case 2:
			return nil, errors.New("odd mail")
		}
		return recognise(raw, at, uid)
	}
	if got := ids((&desk{}).pull(t, m)); got != "3" {
		t.Errorf("got %q", got)
	}
}

func TestNewsDuringAnErrorIsNotForgotten(t *testing.T) {
	var fail atomic.Bool
	m, _, _ := serve(t, answers{
		"NOOP": func(p *peer, _ string) bool { return p.say("* 4 EXISTS") && p.ok() },
		"UID FETCH 4:* (UID": func(p *peer, _ string) bool {
			if fail.Swap(true) {
				return p.letters(4)
			}
			return false
		},
		"EXAMINE":             func(p *peer, _ string) bool { return p.opened(map[bool]int{false: 3, true: 4}[fail.Load()]) },
		"UID SEARCH UID 4:*":  func(p *peer, _ string) bool { return p.say("* SEARCH 4") && p.ok() },
		"UID FETCH 4 (UID":    func(p *peer, _ string) bool { return p.letters(4) },
		"UID SEARCH SINCE":    func(p *peer, _ string) bool { return p.say("* SEARCH 1 2 3") && p.ok() },
		"UID FETCH 1:3 (UID ": plainAnswers["UID FETCH 1:3 (UID"],
	})
	home := &desk{}
	home.pull(t, m)
	_, err := home.try(t, m)
	wantFault(t, err, source.ErrUnreachable)
	if got := ids(home.pull(t, m)); got != "4" {
		t.Errorf("got %q", got)
	}
}

func FuzzGuard(f *testing.F) {
	f.Add([]byte("* OK x\r\n* 1 FETCH (BODY[] {5}\r\nhello)\r\n"), 3)
	f.Add([]byte("* BYE too many\r\n{99999999999999999999}\r\n"), 1)
	f.Add([]byte("* LIST {70000}\r\nabc"), 1000)
	f.Fuzz(func(t *testing.T, wire []byte, step int) {
		step = max(1, min(step, len(wire)+1))
		g := newGuard(nil, "")
		for rest := wire; len(rest) > 0; {
			n := min(step, len(rest))
			if err := g.scan(rest[:n]); err != nil {
				if !errors.Is(err, errBounds) {
					t.Errorf("%v", err)
				}
				return
			}
			if len(g.head) > keepHead || len(g.tail) > keepTail || g.literal > maxMail {
				t.Fatalf("keeps %d, %d, %d", len(g.head), len(g.tail), g.literal)
			}
			rest = rest[n:]
		}
		whole := newGuard(nil, "")
		if err := whole.scan(wire); err != nil || whole.literal != g.literal || whole.length != g.length {
			t.Errorf("in one piece: %v, literal %d and %d, line %d and %d", err, whole.literal, g.literal, whole.length, g.length)
		}
	})
}
