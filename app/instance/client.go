package instance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// Client talks to the running app; one call at a time.
type Client struct {
	wire    *wireConn
	version string
	pid     int

	mu     sync.Mutex
	broken error
}

// Dial reaches the running app of a data folder. ErrNotRunning says that there
// is none, an *Error with CodeVersion that it speaks another protocol.
func Dial(ctx context.Context, p Place) (*Client, error) {
	conn, err := p.dial(ctx)
	if err != nil {
		return nil, err
	}
	c := &Client{wire: newWire(conn)}
	if err := c.greet(ctx, p); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return c, nil
}

func (c *Client) greet(ctx context.Context, p Place) error {
	stop := c.watch(ctx)
	defer stop()
	if err := checkPeer(c.wire.conn); err != nil {
		return err
	}
	var theirs hello
	if err := c.wire.read(&theirs, 4<<10, helloWithin); err != nil {
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: it is closing", ErrNotRunning)
		}
		return fmt.Errorf("reach the running app: %w", err)
	}
	if err := c.wire.write(hello{Turnaround: Protocol, Version: p.Version}, maxRequest); err != nil {
		return fmt.Errorf("reach the running app: %w", err)
	}
	if theirs.Turnaround != Protocol {
		return &Error{CodeVersion, fmt.Sprintf("the running turnaround (version %s, process %d) speaks protocol %d, this program %d: restart it", orUnknown(theirs.Version), theirs.PID, theirs.Turnaround, Protocol)}
	}
	c.version, c.pid = theirs.Version, theirs.PID
	return nil
}

func orUnknown(version string) string {
	if version == "" || len(version) > 100 {
		return "unknown"
	}
	return version
}

// Version is the running app's version.
func (c *Client) Version() string { return c.version }

// PID is the running app's process.
func (c *Client) PID() int { return c.pid }

// Call asks for something and decodes the last part of the answer into result
// (which may be nil). Parts before it go to each, in order; where each is nil
// they are dropped. An error of the app is an *Error.
func (c *Client) Call(ctx context.Context, method string, params, result any, each func(json.RawMessage) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return fmt.Errorf("ask the running app: %w", c.broken)
	}
	err := c.call(ctx, method, params, result, each)
	var ours *refused
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return ours.err
	}
	// What is left of the answer would be taken for the next one's.
	c.broken = err
	_ = c.wire.conn.Close() // the error is already there
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return fmt.Errorf("ask the running app: %w", err)
}

// refused is an error that ends a call in good order: the connection goes on.
type refused struct{ err error }

func (r *refused) Error() string { return r.err.Error() }

func (c *Client) call(ctx context.Context, method string, params, result any, each func(json.RawMessage) error) error {
	if err := ctx.Err(); err != nil {
		return &refused{context.Cause(ctx)}
	}
	data, err := json.Marshal(params)
	if err != nil {
		return &refused{fmt.Errorf("encode the request: %w", err)}
	}
	stop := c.watch(ctx)
	defer stop()
	if err := c.wire.write(Request{Method: method, Params: data}, maxRequest); err != nil {
		if errors.Is(err, errTooLarge) {
			return &refused{err}
		}
		return err
	}
	for {
		var r Response
		if err := c.wire.read(&r, maxResponse, 0); err != nil {
			if errors.Is(err, io.EOF) {
				return fmt.Errorf("%w any more: it went away before it answered", ErrNotRunning)
			}
			return err
		}
		switch {
		case r.Error != nil:
			return &refused{r.Error}
		case r.More && each != nil:
			if err := each(r.Result); err != nil {
				return err
			}
		case r.More:
		case result == nil:
			return nil
		default:
			if err := json.Unmarshal(r.Result, result); err != nil {
				return &refused{fmt.Errorf("decode the answer: %w", err)}
			}
			return nil
		}
	}
}

// watch closes the connection when ctx ends: a wait for the other side cannot
// be ended otherwise.
func (c *Client) watch(ctx context.Context) (stop func()) {
	end := context.AfterFunc(ctx, func() { _ = c.wire.conn.Close() })
	return func() { end() }
}

// Close hangs up, which ends what the app is still answering.
func (c *Client) Close() error {
	if err := c.wire.conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("hang up: %w", err)
	}
	return nil
}
