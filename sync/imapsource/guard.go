package imapsource

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"
)

// Bounds of what a server may say. The decoder behind has none of its own: it
// would hold a line or a string of any length in memory.
const (
	maxLine    = 8 << 20  // a list of a million numbers
	maxString  = 64 << 10 // a literal that is no mail
	maxMail    = 64 << 20 // a mail that a server sends whole, against what was asked; read past, never kept
	maxCommand = 16 << 20 // all that answers one command, where the answer is kept
)

// guard stands between the wire and the decoder: it bounds what comes in,
// remembers why the connection ended, and reads in large pieces.
type guard struct {
	net.Conn
	buf      []byte
	from, to int // what of buf is not read yet

	// where in the protocol the last byte was
	literal int64 // bytes left of a literal
	length  int   // of the line so far
	head    []byte
	tail    []byte

	mu       sync.Mutex
	deadline time.Time // wanted
	applied  time.Time // at the socket
	budget   int64
	cause    error  // why reading ended
	bye      string // the server's own reason
}

// unbounded is for answers that are looked at piece by piece.
const unbounded = 1<<63 - 1

// errBounds means that a server said more than is sane.
var errBounds = errors.New("the answer is out of bounds")

const (
	keepHead = 256
	keepTail = 64
)

// newGuard guards conn; greeting, if any, is read before the wire.
func newGuard(conn net.Conn, greeting string) *guard {
	g := &guard{Conn: conn, buf: make([]byte, 64<<10), budget: maxCommand,
		head: make([]byte, 0, keepHead), tail: make([]byte, 0, 2*keepTail)}
	g.to = copy(g.buf, greeting)
	return g
}

// Read reads what passed the bounds.
func (g *guard) Read(p []byte) (int, error) {
	if g.from == g.to {
		if err := g.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, g.buf[g.from:g.to])
	g.from += n
	return n, nil
}

func (g *guard) fill() error {
	g.mu.Lock()
	if g.cause != nil {
		defer g.mu.Unlock()
		return g.cause
	}
	deadline, changed := g.deadline, !g.deadline.Equal(g.applied)
	g.applied = g.deadline
	g.mu.Unlock()
	if changed {
		if err := g.Conn.SetReadDeadline(deadline); err != nil {
			return g.end(err)
		}
	}
	n, err := g.Conn.Read(g.buf)
	g.from, g.to = 0, n
	if n == 0 && err == nil {
		err = io.ErrNoProgress
	}
	if n == 0 {
		return g.end(err)
	}
	if err := g.spend(n); err != nil {
		return g.end(err)
	}
	if err := g.scan(g.buf[:n]); err != nil {
		g.to = 0
		return g.end(err)
	}
	return nil
}

// end remembers the first reason why reading ended.
func (g *guard) end(err error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.cause == nil {
		g.cause = err
	}
	return err
}

// ended gives what the server said as it went, and why reading ended, nil
// while it goes on.
func (g *guard) ended() (bye string, cause error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.bye, g.cause
}

// allow sets how many bytes may come in from now on.
func (g *guard) allow(bytes int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.budget = bytes
}

func (g *guard) spend(n int) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.budget -= int64(n); g.budget < 0 {
		return fmt.Errorf("%w: it does not end", errBounds)
	}
	return nil
}

// SetReadDeadline is applied with the next read from the wire: the decoder,
// which alone reads, sets it several times for every message.
func (g *guard) SetReadDeadline(t time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.deadline = t
	return nil
}

// scan follows the protocol as far as lines and literals.
func (g *guard) scan(p []byte) error {
	for len(p) > 0 {
		if g.literal > 0 {
			n := min(int64(len(p)), g.literal)
			g.literal -= n
			p = p[n:]
			continue
		}
		part, rest, ends := bytes.Cut(p, []byte{'\n'})
		if g.length += len(part); g.length > maxLine {
			return fmt.Errorf("%w: a line of more than %d bytes", errBounds, maxLine)
		}
		g.keep(part)
		p = rest
		if !ends {
			return nil
		}
		if err := g.endLine(); err != nil {
			return err
		}
	}
	return nil
}

func (g *guard) keep(part []byte) {
	if room := keepHead - len(g.head); room > 0 {
		g.head = append(g.head, part[:min(room, len(part))]...)
	}
	if len(part) > keepTail {
		part = part[len(part)-keepTail:]
	}
	g.tail = append(g.tail, part...)
	if over := len(g.tail) - keepTail; over > 0 {
		g.tail = append(g.tail[:0], g.tail[over:]...)
	}
}

func (g *guard) endLine() error {
	if said, ok := bytes.CutPrefix(g.head, []byte("* BYE ")); ok {
		g.mu.Lock()
		g.bye = clean(string(said))
		g.mu.Unlock()
	}
	size, isMail, found := literalOf(bytes.TrimSuffix(g.tail, []byte{'\r'}))
	g.length, g.head, g.tail = 0, g.head[:0], g.tail[:0]
	if !found {
		return nil
	}
	if isMail && size > maxMail || !isMail && size > maxString {
		return fmt.Errorf("%w: a string of %d bytes", errBounds, size)
	}
	g.literal = size
	return nil
}

// literalOf finds "{n}" at the end of a line, and whether it is a mail's body.
func literalOf(tail []byte) (size int64, isMail, found bool) {
	open := bytes.LastIndexByte(tail, '{')
	if open < 0 || tail[len(tail)-1] != '}' {
		return 0, false, false
	}
	size, err := strconv.ParseInt(string(bytes.TrimSuffix(tail[open+1:len(tail)-1], []byte{'+'})), 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 1<<63 - 1, false, true
	}
	if err != nil || size < 0 {
		return 0, false, false
	}
	return size, bytes.Contains(bytes.ToUpper(tail[:open]), []byte("BODY[")), true
}
