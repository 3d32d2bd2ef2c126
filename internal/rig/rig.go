// Package rig runs real servers for tests and benchmarks: Alertmanager, Dovecot,
// a desktop with its own session bus and notification server, and a cable that
// can be cut. Everything listens on free loopback ports, keeps its data in a
// temporary folder, runs as the caller and ends with the test.
//
// The programs come from the folder that scripts/testparts fills, or from PATH.
// A test that needs one that is absent fails; it is never skipped.
package rig

import (
	"context"
	"net"
	"strconv"
	"testing"
	"time"
)

// Deadline is how long the rig waits for anything before it fails the test. It
// is generous, since it is only ever reached when something is broken.
const Deadline = 30 * time.Second

// Await polls until done reports true and fails the test after [Deadline],
// naming what was waited for. Use it where no event can be waited on.
func Await(t testing.TB, what string, done func() bool) {
	t.Helper()
	deadline := time.NewTimer(Deadline)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("waited %v in vain for %s", Deadline, what)
		}
	}
}

// FreePort returns a loopback TCP port that nobody listened on a moment ago. A
// server that is restarted on its old address needs a number instead of 0.
func FreePort(t testing.TB) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("find a free port: %v", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// accepts tells whether something listens on a TCP address now.
func accepts(address string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}
