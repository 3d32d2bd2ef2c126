package instance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// Server answers the other processes of this user.
type Server struct {
	place   Place
	handler Handler
	listen  net.Listener
	unlock  func() error
	cancel  context.CancelFunc
	closed  func() error
	slots   chan struct{}
	group   sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool
}

// Listen makes this process the running app of a data folder until Close; with
// the end of ctx it stops answering. ErrRunning says that another process is that already.
func Listen(ctx context.Context, p Place, handler Handler) (*Server, error) {
	listener, unlock, err := p.listen()
	if err != nil {
		return nil, fmt.Errorf("listen for other processes: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	s := &Server{place: p, handler: handler, listen: listener, unlock: unlock, cancel: cancel,
		slots: make(chan struct{}, maxClients), conns: map[net.Conn]bool{}}
	s.closed = sync.OnceValue(s.end)
	s.group.Go(func() { s.accept(ctx) })
	s.group.Go(func() {
		<-ctx.Done()
		s.shut()
	})
	return s, nil
}

// Addr is the socket's path or the pipe's name.
func (s *Server) Addr() string { return s.listen.Addr().String() }

// Close stops listening, ends what is being answered and waits for it.
func (s *Server) Close() error { return s.closed() }

func (s *Server) end() error {
	s.cancel()
	s.group.Wait()
	if err := s.unlock(); err != nil {
		return fmt.Errorf("stop listening for other processes: %w", err)
	}
	return nil
}

// shut closes everything that blocks.
func (s *Server) shut() {
	if err := s.listen.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		s.place.log().Warn("close the socket", "err", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.conns {
		_ = conn.Close() // its reader reports what matters
	}
	s.conns = nil
}

// keep notes a connection to close at the end; false: the end has come.
func (s *Server) keep(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns == nil {
		return false
	}
	s.conns[conn] = true
	return true
}

func (s *Server) drop(conn net.Conn) {
	s.mu.Lock()
	delete(s.conns, conn)
	s.mu.Unlock()
	_ = conn.Close() // nothing is left to be said
}

func (s *Server) accept(ctx context.Context) {
	for ctx.Err() == nil {
		conn, err := s.listen.Accept()
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return
			}
			s.place.log().Warn("accept a process", "err", err)
			// Out of file descriptors, most likely: others need time to close.
			select {
			case <-time.After(100 * time.Millisecond):
			case <-ctx.Done():
			}
			continue
		}
		if !s.keep(conn) {
			_ = conn.Close() // the server is closed
			return
		}
		s.group.Go(func() {
			defer s.drop(conn)
			s.serve(ctx, conn)
		})
	}
}

// serve talks with one client.
func (s *Server) serve(ctx context.Context, conn net.Conn) {
	log := s.place.log()
	if err := checkPeer(conn); err != nil {
		log.Warn("refuse a process", "err", err)
		return
	}
	w := newWire(conn)
	if err := s.greet(w); err != nil {
		log.Debug("greet a process", "err", err)
		return
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	default:
		_ = w.write(Response{Error: &Error{CodeBusy, "too many processes talk to turnaround"}}, maxResponse) // it may be gone
		return
	}
	for ctx.Err() == nil {
		var r Request
		err := w.read(&r, maxRequest, requestWithin)
		if err == nil && r.Method == "" {
			err = errors.New("a request names no method")
		}
		if err != nil {
			if !errors.Is(err, io.EOF) && ctx.Err() == nil {
				log.Debug("read a request", "err", err)
				_ = w.write(Response{Error: &Error{CodeRequest, err.Error()}}, maxResponse) // it may be gone
			}
			return
		}
		if err := s.answer(ctx, w, r, log); err != nil {
			log.Debug("answer a request", "method", r.Method, "err", err)
			return
		}
	}
}

// greet exchanges versions. Ours goes first, so that a client of another
// version can tell the person which of the two is older.
func (s *Server) greet(w *wireConn) error {
	ours := hello{Turnaround: Protocol, Version: s.place.Version, PID: os.Getpid()}
	if err := w.write(ours, maxRequest); err != nil {
		return err
	}
	var theirs hello
	if err := w.read(&theirs, 4<<10, helloWithin); err != nil {
		return err
	}
	if theirs.Turnaround != Protocol {
		return fmt.Errorf("a process speaks protocol %d, not %d", theirs.Turnaround, Protocol)
	}
	return nil
}

// answer runs the handler; its context ends when the client hangs up.
func (s *Server) answer(ctx context.Context, w *wireConn, r Request, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := w.conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	var watch sync.WaitGroup
	watch.Go(func() {
		if w.hungUp() {
			cancel()
		}
	})
	var broken error
	send := func(part any) error {
		if broken != nil {
			return broken
		}
		err := respond(w, part, true)
		if err != nil && !errors.Is(err, errUnsent) {
			broken = err
		}
		return err
	}
	result, err := s.call(ctx, r, send, log)
	woken := w.wake()
	watch.Wait()
	if broken == nil {
		broken = woken
	}
	if broken != nil {
		return broken
	}
	if err == nil {
		err = respond(w, result, false)
		if !errors.Is(err, errUnsent) {
			return err
		}
	}
	return w.write(Response{Error: wire(err)}, maxResponse)
}

// errUnsent means that nothing was written: the connection is still in order.
var errUnsent = &Error{CodeTooLarge, "the answer cannot be sent"}

func respond(w *wireConn, result any, more bool) error {
	data, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("%w: %w", errUnsent, err)
	}
	err = w.write(Response{Result: data, More: more}, maxResponse)
	if errors.Is(err, errTooLarge) {
		return fmt.Errorf("%w: it is larger than 64 MB; ask for less", errUnsent)
	}
	return err
}

// call runs the handler; a panic fails this one request.
func (s *Server) call(ctx context.Context, r Request, send func(any) error, log *slog.Logger) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("a command failed badly", "method", r.Method, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			result, err = nil, &Error{CodeInternal, "the command failed badly; the log tells more"}
		}
	}()
	return s.handler(ctx, r.Method, r.Params, send)
}
