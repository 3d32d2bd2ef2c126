package imapsource

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"turnaround/app/incident"
	"turnaround/sync/source"
)

// letter is one mail on its way from the wire to a batch.
type letter struct {
	uid      uint32
	received time.Time // INTERNALDATE
	flags    standing
	raw      *[]byte // nil once recognised, or when the server gave no body
	flagged  bool    // flags were told
	bodied   bool    // a body was told, be it none

	signals []incident.Signal
	done    chan struct{} // closed when signals are there
}

const (
	// window is how many mails wait to be recognised.
	window = 32
	// ahead is how many may have been fetched and recognised while the batch
	// before them is written down.
	ahead = 256
)

// crew is how many goroutines recognise mails.
func crew() int { return max(1, min(4, runtime.GOMAXPROCS(0))) }

// brokenFetch is a fetch that failed because of what the server said of a
// mail, not because of the path.
type brokenFetch struct{ error }

func (b *brokenFetch) Unwrap() error { return b.error }

// whole tells whether all that was asked for came. What a server says of a
// mail unasked, while it is fetched, is taken by the library for the answer,
// and so is the beginning of an answer it does not understand.
func (l *letter) whole() bool { return l.flagged && l.bodied && !l.received.IsZero() }

// stream fetches mails, has them recognised beside it, and hands them to each
// in the order in which they came.
func (r *reading) stream(ctx context.Context, want *wanted, each func(*letter) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	work, order := make(chan *letter, window), make(chan *letter, ahead)
	var group sync.WaitGroup
	for range crew() {
		group.Go(func() {
			for l := range work {
				r.m.recognise(l)
				close(l.done)
			}
		})
	}
	var fetchErr error
	group.Go(func() {
		defer close(work)
		defer close(order)
		for set := range want.pieces(fetchMails) {
			if fetchErr = r.s.fetchAll(ctx, set, func(l *letter) {
				for _, to := range []chan<- *letter{work, order} {
					select {
					case to <- l:
					case <-ctx.Done():
						return
					}
				}
			}); fetchErr != nil {
				return
			}
		}
	})
	var err error
	for l := range order {
		if err != nil {
			continue
		}
		<-l.done
		if err = each(l); err != nil {
			cancel()
		}
	}
	group.Wait()
	if err != nil {
		return err
	}
	return fetchErr
}

// wholeMail asks for the first MaxRaw bytes without marking the mail as read.
var wholeMail = &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: MaxRaw}}

// errPartly means that a server does not give a mail though it tells of it.
var errPartly = errors.New("only a part of what was asked for came")

// fetchAll fetches some mails, again what came in part.
func (s *session) fetchAll(ctx context.Context, set imap.UIDSet, take func(*letter)) error {
	for range maxTries {
		var again imap.UIDSet
		err := s.fetch(ctx, set, func(l *letter) {
			if !l.whole() {
				again.AddNum(imap.UID(l.uid))
				return
			}
			take(l)
		})
		if err != nil || len(again) == 0 {
			return err
		}
		set = again
	}
	return &brokenFetch{s.m.fault(source.ErrAnswer, s.m.at.host+" does not give its mails", "it is tried again", errPartly)}
}

// fetch asks for some mails and hands on whatever is told of each.
func (s *session) fetch(ctx context.Context, set imap.UIDSet, take func(*letter)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(ctx, s.cut)()
	stall := time.AfterFunc(s.m.pace.stall, func() { cancel(errSilent) })
	defer stall.Stop()
	s.guard.allow(unbounded) // each mail is bounded, and read once
	cmd := s.client.Fetch(set, &imap.FetchOptions{UID: true, InternalDate: true, Flags: true,
		BodySection: []*imap.FetchItemBodySection{wholeMail}})
	var failed error
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		l, err := readLetter(msg)
		if err != nil {
			failed = err
			s.still()
			continue // the rest has to be drained
		}
		if l.uid == 0 {
			continue
		}
		stall.Stop() // while the reader behind is slow, the server is not
		take(l)
		stall.Reset(s.m.pace.stall)
	}
	err := cmd.Close()
	if err == nil {
		err = failed
	}
	var no *imap.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &no):
		return &brokenFetch{s.m.refused("give a mail", no)}
	case ctx.Err() == nil && undecodable(s.guard):
		return &brokenFetch{s.m.lost(ctx, s.guard, err)}
	}
	return s.m.lost(ctx, s.guard, err)
}

// still ends the connection and waits until go-imap's decoder reads no more:
// what drains a mail that broke off reads from the same buffer.
func (s *session) still() {
	s.cut()
	timer := time.NewTimer(s.m.pace.stopIdle)
	defer timer.Stop()
	select {
	case <-s.client.Closed():
	case <-timer.C:
	}
}

// buffers are used again: the recogniser keeps nothing of a mail.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 8<<10); return &b }}

// readLetter reads one mail, what is beyond MaxRaw being read past.
func readLetter(msg *imapclient.FetchMessageData) (*letter, error) {
	l := &letter{done: make(chan struct{})}
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			l.uid = uint32(item.UID)
		case imapclient.FetchItemDataInternalDate:
			l.received = item.Time.UTC()
		case imapclient.FetchItemDataFlags:
			l.flags, l.flagged = standingOf(item.Flags), true
		case imapclient.FetchItemDataBodySection:
			l.bodied = true
			if item.Literal == nil || l.raw != nil {
				continue
			}
			size := int(min(item.Literal.Size(), MaxRaw))
			buf := buffers.Get().(*[]byte)
			if cap(*buf) < size {
				*buf = make([]byte, 0, size)
			}
			*buf = (*buf)[:size]
			if _, err := io.ReadFull(item.Literal, *buf); err != nil {
				return nil, fmt.Errorf("read a mail's text: %w", err)
			}
			l.raw = buf
		}
	}
	return l, nil
}

// recognise turns a mail into signals. What cannot be read is logged and
// passed by: one odd mail stops no pager.
func (m *Mailbox) recognise(l *letter) {
	if l.raw == nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			m.Log.Error("recognising a mail failed inside", "source", m.name, "uid", l.uid, "fault", v, "stack", string(debug.Stack()))
		}
		if cap(*l.raw) <= 64<<10 { // rare giants are not kept
			buffers.Put(l.raw)
		}
		l.raw = nil
	}()
	signals, err := m.Recognise(*l.raw, l.received, l.uid)
	if err != nil {
		m.Log.Warn("a mail cannot be read", "source", m.name, "uid", l.uid, "err", err)
		return
	}
	l.signals = signals
}

// signals completes what a mail told with where it is and who has it. again:
// the mail was read before, only its acknowledgement is news.
func (m *Mailbox) signals(l *letter, validity uint32, again bool) []incident.Signal {
	ref := refOf(validity, l.uid)
	kept := l.signals[:0]
	for _, s := range l.signals {
		if again && !s.Firing {
			continue
		}
		s.Ref, s.Handled = ref, again
		if s.At.IsZero() {
			s.At = l.received
		}
		if l.flags.acked && s.Firing {
			s.Marks = append(s.Marks, incident.Marking{Kind: incident.MarkAcknowledged, By: l.flags.by, Ref: ref})
		}
		kept = append(kept, s)
	}
	return kept
}

// refOf names a mail for as long as the server does.
func refOf(validity, uid uint32) string {
	return strconv.FormatUint(uint64(validity), 10) + ":" + strconv.FormatUint(uint64(uid), 10)
}
