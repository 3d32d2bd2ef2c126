package imapsource

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-imap/v2"

	"turnaround/sync/source"
)

// Watch waits with IDLE and calls changed when mails arrive or flags change.
// It holds the connection only while nobody reads or acts. It returns when
// ctx ends, when contact is lost, and with ErrNoPush where there is no IDLE.
func (m *Mailbox) Watch(ctx context.Context, changed func()) error {
	m.watching.Store(true)
	defer m.watching.Store(false)
	for {
		leave, err := m.line.watch(ctx)
		if err != nil {
			return err
		}
		err = m.listen(ctx, leave, changed)
		m.line.release()
		if err != nil {
			return m.final(ctx, err)
		}
	}
}

// noPushFor is how long a server without IDLE is not asked for it again.
const noPushFor = 15 * time.Minute

// listen watches until somebody else wants the connection.
func (m *Mailbox) listen(ctx context.Context, leave <-chan struct{}, changed func()) error {
	if m.closed.Load() {
		return errClosed
	}
	s, fresh, err := m.open(ctx)
	if err != nil {
		return err
	}
	if !s.push {
		f := m.fault(source.ErrServer, m.at.host+" does not tell of new mail by itself", "nothing to do: it is polled", ErrNoPush)
		f.After = noPushFor
		return f
	}
	if fresh {
		changed() // what came before is not announced
	}
	// Some servers forget what happens just before IDLE begins: the first
	// sign of life comes soon, and hears of it.
	for within := m.pace.settle; ; within = m.idleFor() {
		again, err := m.idle(ctx, s, leave, changed, within)
		if err == nil && again {
			err = s.alive(ctx)
		}
		if err != nil {
			m.drop(s)
			return err
		}
		if !again {
			return ctx.Err()
		}
	}
}

// idle is one IDLE, ended by the clock (again), by leave or by ctx.
func (m *Mailbox) idle(ctx context.Context, s *session, leave <-chan struct{}, changed func(), within time.Duration) (again bool, err error) {
	select {
	case <-leave:
		return false, nil
	default:
	}
	end, err := s.startIdle(ctx)
	if err != nil {
		return false, err
	}
	m.polite = false // the server does have a connection to spare
	again = s.await(ctx, leave, changed, within)
	// Not under ctx: whoever is next in line gets a connection in order.
	return again, s.run(context.WithoutCancel(ctx), m.pace.stopIdle, end)
}

// startIdle begins IDLE; end finishes it, once.
func (s *session) startIdle(ctx context.Context) (end func() error, err error) {
	err = s.run(ctx, s.m.pace.answer, func() error {
		cmd, err := s.client.Idle()
		if err != nil {
			return err
		}
		end = func() error {
			if err := cmd.Close(); err != nil {
				return err
			}
			return cmd.Wait()
		}
		return nil
	})
	var no *imap.Error
	if errors.As(err, &no) {
		return nil, s.m.refused("wait for mail", no)
	}
	return end, err
}

// await tells of what is noted until it is time to leave; again: to look
// after the connection, and come back.
func (s *session) await(ctx context.Context, leave <-chan struct{}, changed func(), within time.Duration) (again bool) {
	timer := time.NewTimer(within)
	defer timer.Stop()
	if s.news.Load() || s.flags.Load() {
		changed()
	}
	s.guard.allow(maxCommand)
	for {
		select {
		case <-s.poke:
			s.guard.allow(maxCommand)
			changed()
		case <-timer.C:
			return true
		case <-leave:
			return false
		case <-ctx.Done():
			return false
		case <-s.client.Closed():
			return true // the sign of life says why
		}
	}
}

// idleFor is how long to wait until the next sign of life: a path that died
// unnoticed is found then.
func (m *Mailbox) idleFor() time.Duration {
	if m.Rand == nil {
		return m.pace.idle
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pace.idle - time.Duration(m.Rand.Int64N(int64(m.pace.idle)/5+1))
}
