package rig

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Session speaks raw IMAP, so that what a test checks does not pass through the
// client library under test.
type Session struct {
	conn net.Conn
	in   *bufio.Reader
	tag  int
}

func dialSession(t testing.TB, address string) *Session {
	t.Helper()
	conn, err := net.DialTimeout("tcp", address, Deadline)
	if err != nil {
		t.Fatalf("imap: %v", err)
	}
	s := &Session{conn: conn, in: bufio.NewReader(conn)}
	if err := conn.SetDeadline(time.Now().Add(Deadline)); err != nil {
		t.Fatalf("imap: %v", err)
	}
	if greeting, err := s.line(); err != nil || !strings.HasPrefix(greeting, "* OK") {
		t.Fatalf("imap: greeted with %q, %v", greeting, err)
	}
	return s
}

// Do sends a command, fails the test unless the server says OK, and returns the
// untagged answers.
func (s *Session) Do(t testing.TB, command string) []string {
	t.Helper()
	answer := s.Try(t, command)
	last := len(answer) - 1
	if !strings.HasPrefix(answer[last], "OK") {
		verb, _, _ := strings.Cut(command, " ")
		t.Fatalf("imap: %s: %s", verb, answer[last])
	}
	return answer[:last]
}

// Try sends a command and returns the untagged answers and, last and without its
// tag, how it ended.
func (s *Session) Try(t testing.TB, command string) []string {
	t.Helper()
	verb, _, _ := strings.Cut(command, " ")
	s.tag++
	tag := "r" + strconv.Itoa(s.tag) + " "
	if err := s.conn.SetDeadline(time.Now().Add(Deadline)); err != nil {
		t.Fatalf("imap: %s: %v", verb, err)
	}
	if _, err := io.WriteString(s.conn, tag+command+"\r\n"); err != nil {
		t.Fatalf("imap: %s: %v", verb, err)
	}
	var answers []string
	for {
		line, err := s.line()
		if err != nil {
			t.Fatalf("imap: %s: %v", verb, err)
		}
		if end, ok := strings.CutPrefix(line, tag); ok {
			return append(answers, end)
		}
		answers = append(answers, line)
	}
}

// line reads one answer with its literals put in place.
func (s *Session) line() (string, error) {
	var whole strings.Builder
	for {
		line, err := s.in.ReadString('\n')
		if err != nil {
			return "", fmt.Errorf("read an answer: %w", err)
		}
		line = strings.TrimRight(line, "\r\n")
		whole.WriteString(line)
		open := strings.LastIndexByte(line, '{')
		if open < 0 || !strings.HasSuffix(line, "}") {
			return whole.String(), nil
		}
		size, err := strconv.Atoi(strings.TrimSuffix(line[open+1:], "}"))
		if err != nil {
			return whole.String(), nil
		}
		literal := make([]byte, size)
		if _, err := io.ReadFull(s.in, literal); err != nil {
			return "", fmt.Errorf("read a literal: %w", err)
		}
		whole.WriteString("\r\n")
		whole.Write(literal)
	}
}

// Flags lists the flags of each mail of a mailbox in its order, such as
// ["\Seen $Acknowledged", ""], without changing any.
func (s *Session) Flags(t testing.TB, mailbox string) []string {
	t.Helper()
	s.Do(t, "EXAMINE "+quote(mailbox))
	var flags []string
	for _, answer := range s.Do(t, "FETCH 1:* (FLAGS)") {
		_, rest, found := strings.Cut(answer, "FLAGS (")
		if !found || !strings.Contains(answer, " FETCH ") {
			continue
		}
		listed, _, _ := strings.Cut(rest, ")")
		flags = append(flags, listed)
	}
	return flags
}

// UIDValidity is the present UIDVALIDITY of a mailbox.
func (s *Session) UIDValidity(t testing.TB, mailbox string) uint32 {
	t.Helper()
	for _, answer := range s.Do(t, "STATUS "+quote(mailbox)+" (UIDVALIDITY)") {
		if _, rest, found := strings.Cut(answer, "(UIDVALIDITY "); found {
			value, err := strconv.ParseUint(strings.TrimRight(rest, ")"), 10, 32)
			if err != nil {
				t.Fatalf("imap: STATUS: %v", err)
			}
			return uint32(value)
		}
	}
	t.Fatalf("imap: %s has no UIDVALIDITY", mailbox)
	return 0
}

// Close ends the session.
func (s *Session) Close() { _ = s.conn.Close() }

func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// Idle starts IDLE and returns the first thing the server then says, within
// [Deadline]; on an error the channel is closed. The session is of no other use
// afterwards but to be closed.
func (s *Session) Idle(t testing.TB) <-chan string {
	t.Helper()
	s.tag++
	if _, err := fmt.Fprintf(s.conn, "r%d IDLE\r\n", s.tag); err != nil {
		t.Fatalf("imap: IDLE: %v", err)
	}
	if line, err := s.line(); err != nil || !strings.HasPrefix(line, "+") {
		t.Fatalf("imap: IDLE: %q, %v", line, err)
	}
	said := make(chan string, 1)
	go func() {
		defer close(said)
		if line, err := s.line(); err == nil {
			said <- line
		}
	}()
	return said
}
