package rig

import (
	"context"
	"net"
	"sync"
	"testing"
)

// Fault is how a [Breaker] breaks the next write.
type Fault int

// The faults.
const (
	Whole       Fault = iota
	BeforeSend        // nothing of it arrives
	MidBody           // the server gets a part of it
	AfterStored       // the server gets it all and answers; the answer is lost
)

// Breaker is a TCP line to a server that breaks at the moments that matter to
// who must not say a thing twice. Make one with [NewBreaker].
type Breaker struct {
	Addr string

	target  string
	write   func(chunk []byte) bool
	running sync.WaitGroup

	mu    sync.Mutex
	next  Fault
	lines map[net.Conn]struct{}
	done  bool
}

// NewBreaker lays a line to target (host:port). Write tells whether a chunk of
// what a client sends is one that changes something.
func NewBreaker(t testing.TB, target string, write func(chunk []byte) bool) *Breaker {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("lay a line to %s: %v", target, err)
	}
	b := &Breaker{Addr: listener.Addr().String(), target: target, write: write, lines: map[net.Conn]struct{}{}}
	b.running.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			b.running.Go(func() { b.join(client) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		b.mu.Lock()
		b.done = true
		for line := range b.lines {
			reset(line)
		}
		b.mu.Unlock()
		b.running.Wait()
	})
	return b
}

// Arm breaks the next write so.
func (b *Breaker) Arm(f Fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next = f
}

// take gives the fault that was armed, once.
func (b *Breaker) take(chunk []byte) Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == Whole || !b.write(chunk) {
		return Whole
	}
	f := b.next
	b.next = Whole
	return f
}

func (b *Breaker) join(client net.Conn) {
	server, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", b.target)
	if err != nil {
		reset(client)
		return
	}
	b.mu.Lock()
	if b.done {
		reset(client)
		reset(server)
	}
	b.lines[client], b.lines[server] = struct{}{}, struct{}{}
	b.mu.Unlock()
	// Silent: the server's next answer is the one to lose.
	silent := make(chan struct{})
	var once, back sync.WaitGroup
	back.Go(func() { b.back(client, server, silent) })
	once.Go(func() { b.forth(server, client, silent) })
	once.Wait()
	back.Wait()
	b.mu.Lock()
	delete(b.lines, client)
	delete(b.lines, server)
	b.mu.Unlock()
	_ = client.Close()
	_ = server.Close()
}

func (b *Breaker) forth(server, client net.Conn, silent chan struct{}) {
	buffer := make([]byte, 256<<10)
	for {
		n, err := client.Read(buffer)
		if n > 0 {
			chunk := buffer[:n]
			switch b.take(chunk) {
			case BeforeSend:
				reset(client)
				reset(server)
				return
			case MidBody:
				_, _ = server.Write(chunk[:max(1, n-12)]) // it is about to break anyway
				reset(client)
				_ = server.Close()
				return
			case AfterStored:
				close(silent)
			}
			if _, err := server.Write(chunk); err != nil {
				reset(client)
				return
			}
		}
		if err != nil {
			if half, ok := server.(*net.TCPConn); ok {
				_ = half.CloseWrite()
			}
			return
		}
	}
}

func (b *Breaker) back(client, server net.Conn, silent <-chan struct{}) {
	buffer := make([]byte, 256<<10)
	for {
		n, err := server.Read(buffer)
		select {
		case <-silent:
			reset(client)
			reset(server)
			return
		default:
		}
		if n > 0 {
			if _, err := client.Write(buffer[:n]); err != nil {
				reset(server)
				return
			}
		}
		if err != nil {
			_ = client.Close()
			return
		}
	}
}
