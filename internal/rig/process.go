package rig

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Process is a running program in a process group of its own, so that its
// children end with it. Make one with [Start].
type Process struct {
	name string
	cmd  *exec.Cmd
	out  *log
	done chan struct{}
	err  error
}

// Start starts a command whose output is kept and shown if the test fails. The
// command ends, with its children, at the end of the test at the latest.
func Start(t testing.TB, cmd *exec.Cmd) *Process {
	t.Helper()
	p := &Process{name: filepath.Base(cmd.Path), cmd: cmd, out: newLog(), done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.out, p.out
	own(cmd)
	// A child that outlives its parent may hold the pipe open for ever.
	cmd.WaitDelay = 2 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", p.name, err)
	}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.Kill()
		if t.Failed() {
			t.Logf("%s said:\n%s", p.name, p.out.tail(8<<10))
		}
	})
	return p
}

// Pid is the process ID of the program.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Output is everything written so far to standard output and standard error.
func (p *Process) Output() string { return p.out.String() }

// Done is closed once the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err is how the program ended, as [exec.Cmd.Wait] tells it; call it after Done.
func (p *Process) Err() error { <-p.done; return p.err }

// Kill ends the program and its children at once with SIGKILL and waits for it.
func (p *Process) Kill() {
	killGroup(p.cmd)
	<-p.done
}

// Stop asks the program to end with SIGTERM, and kills it after [Deadline].
func (p *Process) Stop() {
	p.Signal(syscall.SIGTERM)
	timer := time.NewTimer(Deadline)
	defer timer.Stop()
	select {
	case <-p.done:
	case <-timer.C:
	}
	// What the program left behind of its process group ends as well.
	p.Kill()
}

// Signal sends a signal to the program alone; one that has ended is let be.
func (p *Process) Signal(signal syscall.Signal) {
	select {
	case <-p.done:
	default:
		_ = p.cmd.Process.Signal(signal)
	}
}

// AwaitLine waits until the program has written a line containing text and
// returns that line. It fails the test if the program ends without it.
func (p *Process) AwaitLine(t testing.TB, text string) string {
	t.Helper()
	timer := time.NewTimer(Deadline)
	defer timer.Stop()
	for {
		line, more := p.out.find(text)
		if line != "" {
			return line
		}
		select {
		case <-more:
		case <-p.done:
			if line, _ := p.out.find(text); line != "" {
				return line
			}
			t.Fatalf("%s ended (%v) before it said %q:\n%s", p.name, p.err, text, p.out.tail(4<<10))
		case <-timer.C:
			t.Fatalf("%s did not say %q within %v:\n%s", p.name, text, Deadline, p.out.tail(4<<10))
		}
	}
}

// AwaitPort waits until the program accepts connections on a TCP address, and
// fails the test if it ends before.
func (p *Process) AwaitPort(t testing.TB, address string) {
	t.Helper()
	Await(t, p.name+" to listen on "+address, func() bool {
		select {
		case <-p.done:
			t.Fatalf("%s ended (%v) before it listened:\n%s", p.name, p.err, p.out.tail(4<<10))
		default:
		}
		return accepts(address)
	})
}

// log keeps what a program writes and wakes who waits for more of it.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func newLog() *log { return &log{more: make(chan struct{})} }

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	close(l.more)
	l.more = make(chan struct{})
	return len(p), nil
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// find returns the first whole line containing text, else "" and a channel that
// is closed at the next write.
func (l *log) find(text string) (string, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, text) && strings.HasSuffix(line, "\n") {
			return strings.TrimRight(line, "\r\n"), nil
		}
	}
	return "", l.more
}

func (l *log) tail(size int) string {
	text := l.String()
	if len(text) > size {
		text = "..." + text[len(text)-size:]
	}
	return text
}

// folder makes a folder for a server's data with a short path, since the path of
// a Unix socket may have 108 bytes only, readable by an unprivileged server.
func folder(t testing.TB, name string) string {
	t.Helper()
	path, err := os.MkdirTemp("", "turnaround-"+name+"-")
	if err != nil {
		t.Fatalf("make a folder for %s: %v", name, err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(path); err != nil {
			t.Errorf("remove the folder of %s: %v", name, err)
		}
	})
	return path
}
