package statuspage

import "net/http"

// Gate holds new incidents back, so that several are opened at the same moment:
// whoever opens one saw none before.
type Gate struct {
	s    *Server
	wait int // for so many
	held int
	open chan struct{}
}

// Gate holds new incidents back until n of them are asked for, or it is opened.
func (s *Server) Gate(n int) *Gate {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gate = &Gate{s: s, wait: n, open: make(chan struct{})}
	return s.gate
}

// Held counts those that wait.
func (g *Gate) Held() int {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.held
}

// Open lets them through.
func (g *Gate) Open() {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.release()
}

// release opens the gate once; the lock is held.
func (g *Gate) release() {
	if g.s.gate == g {
		close(g.open)
		g.s.gate = nil
	}
}

// pass waits at the gate; false: who asked went away.
func (s *Server) pass(r *http.Request) bool {
	s.mu.Lock()
	g := s.gate
	if g == nil {
		s.mu.Unlock()
		return true
	}
	if g.held++; g.held == g.wait {
		g.release()
	}
	s.mu.Unlock()
	select {
	case <-g.open:
		return true
	case <-r.Context().Done():
		return false
	}
}
