package instance

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

var errTooLarge = errors.New("the message is too large")

// wireConn speaks lines of JSON.
type wireConn struct {
	conn net.Conn
	in   *bufio.Reader
}

func newWire(conn net.Conn) *wireConn { return &wireConn{conn, bufio.NewReaderSize(conn, 16<<10)} }

// read takes one line of at most so many bytes into v, within a time; 0 waits.
func (w *wireConn) read(v any, most int, within time.Duration) error {
	if err := w.conn.SetReadDeadline(deadline(within)); err != nil {
		return err
	}
	line, err := w.line(most)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(line, v); err != nil {
		return fmt.Errorf("read message: %w", err)
	}
	return nil
}

func (w *wireConn) line(most int) ([]byte, error) {
	var line []byte
	for {
		part, err := w.in.ReadSlice('\n')
		if len(line)+len(part) > most {
			return nil, errTooLarge
		}
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0:
			return nil, io.ErrUnexpectedEOF
		default:
			return nil, err
		}
	}
}

// write sends v as one line of at most so many bytes.
func (w *wireConn) write(v any, most int) error {
	line, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	if len(line) >= most {
		return errTooLarge
	}
	if err := w.conn.SetWriteDeadline(deadline(writeWithin)); err != nil {
		return err
	}
	if _, err := w.conn.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	return nil
}

// hungUp waits until the other side closes, or sends, or wake is called. It
// tells whether the other side closed.
func (w *wireConn) hungUp() bool {
	_, err := w.in.Peek(1)
	var timeout net.Error
	return err != nil && !(errors.As(err, &timeout) && timeout.Timeout()) && !errors.Is(err, bufio.ErrBufferFull)
}

// wake ends a hungUp of another goroutine.
func (w *wireConn) wake() error { return w.conn.SetReadDeadline(time.Unix(1, 0)) }

func deadline(within time.Duration) time.Time {
	if within == 0 {
		return time.Time{}
	}
	return time.Now().Add(within)
}
