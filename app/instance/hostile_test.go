package instance_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/instance"
)

// raw is a client that says what it likes.
type raw struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func connect(t *testing.T, s *instance.Server) *raw {
	t.Helper()
	conn, err := net.Dial("unix", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(within)); err != nil {
		t.Fatal(err)
	}
	r := &raw{t, conn, bufio.NewReader(conn)}
	if line := r.line(); !strings.HasPrefix(line, `{"turnaround":1,"version":"1.2.3"`) {
		t.Fatalf("greeted with %q", line)
	}
	return r
}

// say writes text; the server may have hung up already.
func (r *raw) say(text string) { _, _ = io.WriteString(r.conn, text) }

func (r *raw) line() string {
	r.t.Helper()
	line, err := r.in.ReadString('\n')
	if err != nil {
		r.t.Fatal(err)
	}
	return line
}

// rest is what comes until the server hangs up.
func (r *raw) rest() string {
	r.t.Helper()
	text, err := io.ReadAll(r.in)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		r.t.Fatal("the server does not hang up")
	}
	return string(text)
}

const greeting = `{"turnaround":1}` + "\n"

func TestHostileClientsAreHungUpOn(t *testing.T) {
	t.Parallel()
	p := place(t)
	s := serve(t, p, answer)
	for name, c := range map[string]struct{ text, want string }{
		"garbage":             {"\x00\xff\x17\x03\x01 GET / HTTP/1.1\r\n\r\n", ""},
		"a web page":          {"POST / HTTP/1.1\nHost: localhost\n\n{}", ""},
		"another protocol":    {`{"turnaround":7}` + "\n", ""},
		"a huge greeting":     {`{"turnaround":1,"x":"` + strings.Repeat("a", 1<<20), ""},
		"garbage later":       {greeting + "}{\n", `"code":"request"`},
		"no method":           {greeting + "{}\n", "names no method"},
		"a list":              {greeting + "[1,2]\n", `"code":"request"`},
		"a deep nest":         {greeting + strings.Repeat("[", 100_000) + "\n", `"code":"request"`},
		"a huge request":      {greeting + `{"method":"` + strings.Repeat("a", 9<<20), "too large"},
		"invalid UTF-8":       {greeting + "{\"method\":\"\xff\xfe\"}\n{}\n", "unknown method"},
		"a request after one": {greeting + `{"method":"echo","params":1}` + "\n" + `{"method":"echo","params":2}` + "\n}\n", `{"result":2}`},
	} {
		t.Run(name, func(t *testing.T) {
			r := connect(t, s)
			// The server may hang up before it has read everything.
			go r.say(c.text)
			if got := r.rest(); !strings.Contains(got, c.want) {
				t.Errorf("got %.200q, want %q", got, c.want)
			}
		})
	}
	if err := dial(t, p).Call(t.Context(), "echo", 1, nil, nil); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestSilentClientsDoNotKeepOthersOut(t *testing.T) {
	t.Parallel()
	p := place(t)
	s := serve(t, p, answer)
	for range 100 {
		connect(t, s)
	}
	if err := dial(t, p).Call(t.Context(), "echo", 1, nil, nil); err != nil {
		t.Error(err)
	}
}

func TestTooManyClientsAreTurnedAway(t *testing.T) {
	t.Parallel()
	p := place(t)
	s := serve(t, p, answer)
	var held []*raw
	for range 32 {
		r := connect(t, s)
		r.say(greeting + `{"method":"echo","params":1}` + "\n")
		if got := r.line(); got != `{"result":1}`+"\n" {
			t.Fatalf("got %q", got)
		}
		held = append(held, r)
	}
	c := dial(t, p)
	if err := c.Call(t.Context(), "echo", 1, nil, nil); err == nil {
		t.Error("a 33rd client is served")
	}
	r := connect(t, s)
	r.say(greeting)
	if got := r.rest(); !strings.Contains(got, `"code":"busy"`) {
		t.Errorf("got %q", got)
	}
	held[0].conn.Close()
}

func TestASlowClientIsHungUpOn(t *testing.T) {
	t.Parallel()
	p := place(t)
	s := serve(t, p, answer)
	r := connect(t, s)
	// One byte of a greeting that never ends; the server's time for all of
	// it is 5 s.
	r.say("{")
	if got := r.rest(); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestTheSocketIsOurs(t *testing.T) {
	p := place(t)
	s := serve(t, p, answer)
	for path, want := range map[string]os.FileMode{s.Addr(): 0o600, filepath.Dir(s.Addr()): 0o700} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	open := place(t)
	if err := os.Mkdir(filepath.Join(open.Runtime, "turnaround"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(open.Runtime, "turnaround"), 0o777); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Dir(serve(t, open, answer).Addr())); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("an open folder stays open: %v, %v", info.Mode(), err)
	}
	trap := place(t)
	if err := os.Symlink(open.Runtime, filepath.Join(trap.Runtime, "turnaround")); err != nil {
		t.Fatal(err)
	}
	if _, err := instance.Listen(t.Context(), trap, answer); err == nil || !strings.Contains(err.Error(), "belongs to somebody else") {
		t.Errorf("a link in the folder's place: %v", err)
	}
}

func TestALongFolderStillHasASocket(t *testing.T) {
	p := place(t)
	p.Runtime = filepath.Join(p.Runtime, strings.Repeat("long/", 30))
	s := serve(t, p, answer)
	if len(s.Addr()) > 100 {
		t.Errorf("the socket's path has %d bytes: %s", len(s.Addr()), s.Addr())
	}
	dial(t, p)
	t.Cleanup(func() {
		if err := os.Remove(s.Addr() + ".lock"); err != nil {
			t.Error(err)
		}
	})
}

func FuzzServer(f *testing.F) {
	f.Add(greeting + `{"method":"echo","params":{"a":[1,2]}}` + "\n")
	f.Add(`{"turnaround":1}{"method":1}` + "\n\n\n")
	dir, err := os.MkdirTemp("", "i")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			f.Error(err)
		}
	})
	p := instance.Place{Data: dir, Runtime: dir}
	s, err := instance.Listen(f.Context(), p, answer)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := s.Close(); err != nil {
			f.Error(err)
		}
	})
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "wait") || strings.Contains(text, "big") {
			return
		}
		conn, err := net.Dial("unix", s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(within)); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, text)
		if err := conn.(*net.UnixConn).CloseWrite(); err != nil {
			return
		}
		var timeout net.Error
		if _, err := io.Copy(io.Discard, conn); errors.As(err, &timeout) && timeout.Timeout() {
			t.Fatal("the server hangs")
		}
	})
}
