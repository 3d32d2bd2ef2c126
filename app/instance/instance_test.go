package instance_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/instance"
)

// within bounds every wait of these tests.
const within = 20 * time.Second

func place(t *testing.T) instance.Place {
	t.Helper()
	// Short, as sockets want it; the test's own folder can be too long.
	dir, err := os.MkdirTemp("", "i")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return instance.Place{Data: filepath.Join(dir, "data"), Runtime: dir, Version: "1.2.3"}
}

var errNotFound = errors.New("no such incident")

func answer(ctx context.Context, method string, params json.RawMessage, send func(any) error) (any, error) {
	switch method {
	case "echo":
		return params, nil
	case "count":
		var n int
		if err := json.Unmarshal(params, &n); err != nil {
			return nil, instance.Fail("params", err)
		}
		for i := range n {
			if err := send(i); err != nil {
				return nil, err
			}
		}
		return n, nil
	case "find":
		return nil, instance.Fail("not_found", fmt.Errorf("show 7: %w", errNotFound))
	case "plain":
		return nil, errors.New("disk full")
	case "panic":
		panic("boom")
	case "channel":
		return make(chan int), nil
	case "part":
		return "still here", errors.Join(send(make(chan int)))
	case "big":
		return strings.Repeat("x", 65<<20), nil
	case "wait":
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return nil, instance.Fail("unknown", fmt.Errorf("unknown method %q", method))
}

func serve(t *testing.T, p instance.Place, h instance.Handler) *instance.Server {
	t.Helper()
	s, err := instance.Listen(t.Context(), p, h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func dial(t *testing.T, p instance.Place) *instance.Client {
	t.Helper()
	c, err := instance.Dial(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestCalls(t *testing.T) {
	t.Parallel()
	p := place(t)
	serve(t, p, answer)
	c := dial(t, p)
	if c.Version() != "1.2.3" || c.PID() != os.Getpid() {
		t.Errorf("met version %q, process %d", c.Version(), c.PID())
	}
	var text string
	if err := c.Call(t.Context(), "echo", "a\nb", &text, nil); err != nil || text != "a\nb" {
		t.Errorf("got %q, %v", text, err)
	}
	var parts []string
	var n int
	err := c.Call(t.Context(), "count", 1000, &n, func(part json.RawMessage) error {
		parts = append(parts, string(part))
		return nil
	})
	if err != nil || n != 1000 || len(parts) != 1000 || parts[999] != "999" {
		t.Errorf("got %d parts, %d, %v", len(parts), n, err)
	}
	if err := c.Call(t.Context(), "count", 3, nil, nil); err != nil {
		t.Errorf("parts nobody wants: %v", err)
	}
}

func TestErrorsKeepTheirCode(t *testing.T) {
	t.Parallel()
	p := place(t)
	serve(t, p, answer)
	c := dial(t, p)
	for _, test := range []struct{ method, code, message string }{
		{"find", "not_found", "show 7: no such incident"},
		{"plain", instance.CodeInternal, "disk full"},
		{"panic", instance.CodeInternal, "failed badly"},
		{"count", "params", "cannot unmarshal"},
		{"channel", instance.CodeTooLarge, "cannot be sent"},
		{"part", instance.CodeTooLarge, "cannot be sent"},
		{"big", instance.CodeTooLarge, "larger than 64 MB"},
		{"nonsense", "unknown", "unknown method"},
	} {
		err := c.Call(t.Context(), test.method, "x", nil, nil)
		if instance.Code(err) != test.code || !errors.Is(err, &instance.Error{Code: test.code}) || !strings.Contains(err.Error(), test.message) {
			t.Errorf("%s: %v with code %q", test.method, err, instance.Code(err))
		}
	}
	if err := c.Call(t.Context(), "echo", strings.Repeat("x", 9<<20), nil, nil); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a huge request: %v", err)
	}
	if err := c.Call(t.Context(), "echo", "y", nil, nil); err != nil {
		t.Errorf("the connection did not survive: %v", err)
	}
	if err := instance.Fail("not_found", errNotFound); !errors.Is(err, errNotFound) || instance.Code(fmt.Errorf("x: %w", err)) != "not_found" {
		t.Errorf("the cause is lost on this side: %v", err)
	}
	if instance.Code(errNotFound) != "" {
		t.Error("a plain error has a code")
	}
}

func TestASecondStartFindsTheFirst(t *testing.T) {
	p := place(t)
	s := serve(t, p, answer)
	if _, err := instance.Listen(t.Context(), p, answer); !errors.Is(err, instance.ErrRunning) {
		t.Errorf("got %v", err)
	}
	other := p
	other.Data = p.Data + "2"
	if _, err := instance.Dial(t.Context(), other); !errors.Is(err, instance.ErrNotRunning) {
		t.Errorf("another data folder: %v", err)
	}
	serve(t, other, answer)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := instance.Dial(t.Context(), p); !errors.Is(err, instance.ErrNotRunning) {
		t.Errorf("after the end: %v", err)
	}
	serve(t, p, answer)
}

func TestManyStartsAtOnceGiveOneApp(t *testing.T) {
	p := place(t)
	var mu sync.Mutex
	var servers []*instance.Server
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			s, err := instance.Listen(t.Context(), p, answer)
			if err != nil {
				if !errors.Is(err, instance.ErrRunning) {
					t.Error(err)
				}
				return
			}
			mu.Lock()
			defer mu.Unlock()
			servers = append(servers, s)
		})
	}
	group.Wait()
	if len(servers) != 1 {
		t.Fatalf("%d apps are running", len(servers))
	}
	if err := dial(t, p).Call(t.Context(), "echo", 1, nil, nil); err != nil {
		t.Error(err)
	}
	if err := servers[0].Close(); err != nil {
		t.Error(err)
	}
}

func TestALinkedDataFolderIsTheSameApp(t *testing.T) {
	p := place(t)
	if err := os.Mkdir(p.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	link := p
	link.Data += "-link"
	if err := os.Symlink(p.Data, link.Data); err != nil {
		t.Fatal(err)
	}
	serve(t, p, answer)
	dial(t, link)
}

// TestMain lets a test run this binary as an app that is then killed.
func TestMain(m *testing.M) {
	dir := os.Getenv("INSTANCE_TEST_SERVE")
	if dir == "" {
		os.Exit(m.Run())
	}
	_, err := instance.Listen(context.Background(), instance.Place{Data: filepath.Join(dir, "data"), Runtime: dir}, answer)
	fmt.Println("serving", err)
	_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed
	os.Exit(0)
}

func TestAKilledAppLeavesNothingInTheWay(t *testing.T) {
	p := place(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "INSTANCE_TEST_SERVE="+p.Runtime)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "serving <nil>\n" {
		t.Fatalf("got %q, %v", line, err)
	}
	if _, err := instance.Listen(t.Context(), p, answer); !errors.Is(err, instance.ErrRunning) {
		t.Errorf("beside a living app: %v", err)
	}
	c := dial(t, p)
	if c.PID() != cmd.Process.Pid {
		t.Errorf("met process %d, want %d", c.PID(), cmd.Process.Pid)
	}
	failed := make(chan error, 1)
	go func() { failed <- c.Call(t.Context(), "wait", nil, nil, nil) }()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("it ended by itself")
	}
	if err := receive(t, failed); err == nil {
		t.Error("a call to a killed app succeeds")
	}
	if _, err := instance.Dial(t.Context(), p); !errors.Is(err, instance.ErrNotRunning) {
		t.Errorf("the dead socket: %v", err)
	}
	serve(t, p, answer)
	if err := dial(t, p).Call(t.Context(), "echo", 1, nil, nil); err != nil {
		t.Error(err)
	}
}

func receive[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(within):
		t.Fatal("nothing came in time")
		panic("unreachable")
	}
}

func TestHangingUpEndsTheAnswer(t *testing.T) {
	p := place(t)
	started, ended := make(chan bool, 1), make(chan bool, 1)
	serve(t, p, func(ctx context.Context, _ string, _ json.RawMessage, _ func(any) error) (any, error) {
		started <- true
		<-ctx.Done()
		ended <- true
		return nil, ctx.Err()
	})
	c := dial(t, p)
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() { failed <- c.Call(ctx, "wait", nil, nil, nil) }()
	receive(t, started)
	cancel()
	if err := receive(t, failed); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	receive(t, ended)
	if err := c.Call(t.Context(), "echo", 1, nil, nil); err == nil {
		t.Error("a connection broken off within an answer is used again")
	}
}

func TestClosingEndsWhatIsAnswered(t *testing.T) {
	p := place(t)
	started := make(chan bool, 1)
	s := serve(t, p, func(ctx context.Context, _ string, _ json.RawMessage, _ func(any) error) (any, error) {
		started <- true
		<-ctx.Done()
		return nil, ctx.Err()
	})
	c := dial(t, p)
	failed := make(chan error, 1)
	go func() { failed <- c.Call(t.Context(), "wait", nil, nil, nil) }()
	receive(t, started)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := receive(t, failed); err == nil {
		t.Error("the call succeeds")
	}
}

func TestAnotherProtocolIsToldApart(t *testing.T) {
	p := place(t)
	s := serve(t, p, answer)
	path := s.Addr()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		fmt.Fprintln(conn, `{"turnaround":2,"version":"9.0","pid":42}`)
		_, _ = io.Copy(io.Discard, conn) // until the client is gone
		conn.Close()
	}()
	_, err = instance.Dial(t.Context(), p)
	if instance.Code(err) != instance.CodeVersion || !strings.Contains(err.Error(), "version 9.0, process 42") {
		t.Errorf("got %v", err)
	}
}
