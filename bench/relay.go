package main

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// relay stands between us and the mail server, and notes when the server's
// EXISTS went over the wire.
type relay struct {
	Addr string

	mu     sync.Mutex
	exists time.Time // the first since reset
	conns  []net.Conn
}

func startRelay(h *host, to string) *relay {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	h.must(err)
	r := &relay{Addr: listener.Addr().String()}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				_ = near.Close() // the caller sees it, and fails
				continue
			}
			r.mu.Lock()
			r.conns = append(r.conns, near, far)
			r.mu.Unlock()
			group.Go(func() { r.pass(far, near, nil) })
			group.Go(func() { r.pass(near, far, r.look) })
		}
	})
	h.Cleanup(func() {
		_ = listener.Close()
		r.mu.Lock()
		for _, c := range r.conns {
			_ = c.Close()
		}
		r.mu.Unlock()
		group.Wait()
	})
	return r
}

// pass copies until either side ends, and then ends both.
func (r *relay) pass(to, from net.Conn, look func([]byte)) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if look != nil {
				look(buf[:n])
			}
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (r *relay) look(data []byte) {
	if !bytes.Contains(data, []byte(" EXISTS\r\n")) {
		return
	}
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.exists.IsZero() {
		r.exists = now
	}
}

func (r *relay) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exists = time.Time{}
}

// seen is when the first EXISTS since reset went by.
func (r *relay) seen() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.exists
}
