package rig

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// Cable is a TCP line to a server, on a loopback address of its own, that can be
// cut, slowed, or made to break in the middle. Make one with [NewCable].
type Cable struct {
	Addr string

	target  string
	ctx     context.Context
	stop    context.CancelFunc
	running sync.WaitGroup

	mu        sync.Mutex
	listener  net.Listener
	lines     map[net.Conn]struct{}
	delay     time.Duration
	dropAfter int
	swallow   bool
	taken     int
}

// NewCable lays a cable to target (host:port); it is whole at first.
func NewCable(t testing.TB, target string) *Cable {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	c := &Cable{
		Addr: loopback(FreePort(t)), target: target, ctx: ctx, stop: stop,
		lines: map[net.Conn]struct{}{}, dropAfter: -1,
	}
	if err := c.listen(); err != nil {
		t.Fatalf("lay a cable to %s: %v", target, err)
	}
	t.Cleanup(func() {
		c.stop()
		c.Cut()
		c.running.Wait()
	})
	return c
}

// Cut resets every connection and refuses new ones until [Cable.Mend].
func (c *Cable) Cut() {
	c.mu.Lock()
	if c.listener != nil {
		_ = c.listener.Close()
		c.listener = nil
	}
	c.mu.Unlock()
	c.Reset()
}

// Mend makes the cable whole again: it takes connections, without delay or limit.
func (c *Cable) Mend(t testing.TB) {
	t.Helper()
	c.mu.Lock()
	c.delay, c.dropAfter, c.swallow = 0, -1, false
	cut := c.listener == nil
	c.mu.Unlock()
	if !cut {
		return
	}
	if err := c.listen(); err != nil {
		t.Fatalf("mend the cable to %s: %v", c.target, err)
	}
}

// Reset breaks the connections there are with a TCP reset; new ones are taken.
func (c *Cable) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for line := range c.lines {
		reset(line)
	}
}

// Delay holds every piece of data back for a time, both ways.
func (c *Cable) Delay(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.delay = d
}

// DropAfter resets each connection once n bytes more have come from the server
// through it; a negative n takes the limit away.
func (c *Cable) DropAfter(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dropAfter = n
}

// Blackhole swallows all data from now on, in old connections and new ones: the
// path is dead and nobody says so, as after a change of Wi-Fi.
func (c *Cable) Blackhole() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.swallow = true
}

// Taken tells how many connections were taken so far.
func (c *Cable) Taken() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.taken
}

func (c *Cable) listen() error {
	listener, err := (&net.ListenConfig{}).Listen(c.ctx, "tcp", c.Addr)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.listener = listener
	c.mu.Unlock()
	c.running.Go(func() { c.accept(listener) })
	return nil
}

func (c *Cable) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		c.running.Go(func() { c.join(client) })
	}
}

// join carries one connection until either end closes it.
func (c *Cable) join(client net.Conn) {
	server, err := (&net.Dialer{}).DialContext(c.ctx, "tcp", c.target)
	if err != nil {
		reset(client)
		return
	}
	if !c.register(client, server) {
		return
	}
	defer c.forget(client, server)
	var ways sync.WaitGroup
	ways.Go(func() { c.carry(server, client, nil) })
	left := &budget{cable: c}
	ways.Go(func() { c.carry(client, server, left) })
	ways.Wait()
}

func (c *Cable) register(ends ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken++
	if c.listener == nil {
		for _, end := range ends {
			reset(end)
		}
		return false
	}
	for _, end := range ends {
		c.lines[end] = struct{}{}
	}
	return true
}

func (c *Cable) forget(ends ...net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, end := range ends {
		delete(c.lines, end)
		_ = end.Close()
	}
}

// carry copies one direction and passes its end on.
func (c *Cable) carry(to, from net.Conn, limit *budget) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !c.pass(to, buffer[:n], limit) {
			reset(to)
			reset(from)
			return
		}
		if errors.Is(err, io.EOF) {
			if half, ok := to.(*net.TCPConn); ok {
				_ = half.CloseWrite()
			}
			return
		}
		if err != nil {
			reset(to)
			return
		}
	}
}

// pass hands data on by the present rules and tells whether the line still holds.
func (c *Cable) pass(to net.Conn, data []byte, limit *budget) bool {
	c.mu.Lock()
	delay, swallow := c.delay, c.swallow
	c.mu.Unlock()
	if swallow {
		return true
	}
	if delay > 0 {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-c.ctx.Done():
			return false
		}
	}
	whole := true
	if limit != nil {
		data, whole = limit.spend(data)
	}
	_, err := to.Write(data)
	return err == nil && whole
}

// budget counts what may still come through one connection. It starts at the
// first piece after the cable's limit was set.
type budget struct {
	cable *Cable
	limit int
	spent int
}

// spend cuts data to what is left and tells whether all of it was.
func (b *budget) spend(data []byte) ([]byte, bool) {
	b.cable.mu.Lock()
	limit := b.cable.dropAfter
	b.cable.mu.Unlock()
	if limit != b.limit {
		b.limit, b.spent = limit, 0
	}
	if limit < 0 {
		return data, true
	}
	if left := limit - b.spent; len(data) >= left {
		return data[:left], false
	}
	b.spent += len(data)
	return data, true
}

// reset closes a connection with a TCP reset instead of an orderly end.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
