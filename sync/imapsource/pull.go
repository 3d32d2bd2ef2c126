package imapsource

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"turnaround/app/incident"
	"turnaround/sync/source"
)

// batchMails is how many mails go into one batch.
const batchMails = 250

// fetchMails is how many mails one command asks for.
const fetchMails = 1000

// Pull reads the mails that came since cursor and the acknowledgements that
// changed. At first contact, and when the server numbered its mails anew, it
// reads the last params.history of mails.
func (m *Mailbox) Pull(ctx context.Context, cursor []byte, yield func(incident.Batch) error) error {
	if err := m.line.take(ctx); err != nil {
		return err
	}
	defer m.line.release()
	if m.closed.Load() {
		return errClosed
	}
	s, err := m.lively(ctx)
	if err != nil {
		return m.final(ctx, err)
	}
	r := m.reading(s, cursor, yield)
	if err := r.read(ctx); err != nil {
		m.drop(s)
		return m.final(ctx, err)
	}
	if m.polite && !m.watching.Load() {
		m.logout(s)
	}
	return nil
}

// final prefers the caller's reason for stopping over its consequences.
func (m *Mailbox) final(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if m.closed.Load() {
		return errClosed
	}
	return err
}

// reading is one Pull under way.
type reading struct {
	m     *Mailbox
	s     *session
	fresh bool // the first in this session: what came before is not announced
	whole bool // from the start: first contact, or numbered anew
	now   cursor
	old   string // the cursor as it was
	out   batcher
}

func (m *Mailbox) reading(s *session, raw []byte, yield func(incident.Batch) error) *reading {
	r := &reading{m: m, s: s, fresh: !s.read, old: string(raw), out: batcher{yield: yield}}
	var err error
	if r.now, err = parseCursor(raw); err != nil {
		m.Log.Warn("the stored position in the mailbox is not readable, it is read anew", "source", m.name, "err", err)
	}
	if r.now.Validity != s.validity {
		if r.now.Validity != 0 {
			m.Log.Info("the server numbered its mails anew, the mailbox is read anew", "source", m.name)
		}
		r.now, r.whole = cursor{Validity: s.validity}, true
	}
	return r
}

func (r *reading) read(ctx context.Context) error {
	if !r.fresh && (r.whole || r.now.UID != r.s.reached) {
		// Not where this session left off: begin as if it were opened now.
		if err := r.s.selectMailbox(ctx); err != nil {
			return err
		}
		r.fresh, r.now.Validity = true, r.s.validity
	}
	modseq := r.s.modseq
	if err := r.readNews(ctx); err != nil {
		return err
	}
	if r.whole {
		r.now.ModSeq = modseq // what was read shows all flags up to here, at least
	} else if err := r.readMarks(ctx); err != nil {
		return err
	}
	if box := r.s.client.Mailbox(); box != nil {
		r.s.count = box.NumMessages
	}
	r.s.read, r.s.reached = true, r.now.UID
	raw, err := r.now.encode()
	if err != nil {
		return err
	}
	if string(raw) == r.old {
		raw = nil
	}
	return r.out.finish(raw)
}

// readNews reads the mails after the cursor.
func (r *reading) readNews(ctx context.Context) error {
	arrived := r.s.news.Swap(false)
	first := uint64(r.now.UID) + 1
	switch {
	case !r.fresh && !r.whole:
		if !arrived {
			return nil
		}
		if box := r.s.client.Mailbox(); box != nil && box.NumMessages <= r.s.count+batchMails {
			// The usual case, without a search: one question from news to mail.
			return r.readOpen(ctx, first)
		}
	case r.s.next != 0 && uint64(r.s.next) <= first && !r.whole && !arrived:
		return nil
	}
	top, err := r.top(ctx)
	if err != nil {
		return err
	}
	found, err := r.search(ctx, first)
	if err != nil {
		return err
	}
	if err := r.readFound(ctx, found); err != nil {
		return err
	}
	r.now.UID = max(r.now.UID, top)
	return nil
}

// top is the last number given before the search: mails up to there that the
// search does not find are gone, or too old. 0: not known.
func (r *reading) top(ctx context.Context) (uint32, error) {
	switch {
	case !r.fresh:
		return 0, nil
	case r.s.next > 0:
		return r.s.next - 1, nil
	case r.s.count == 0:
		return 0, nil
	}
	set, err := r.ask(ctx, &imap.SearchCriteria{UID: []imap.UIDSet{{{}}}}) // "*", for servers that do not tell UIDNEXT
	if err != nil || len(set) == 0 {
		return 0, err
	}
	return uint32(set[len(set)-1].Stop), nil
}

// search asks which mails there are from a number on.
func (r *reading) search(ctx context.Context, first uint64) (*wanted, error) {
	if first > maxUID {
		return &wanted{}, nil
	}
	criteria := &imap.SearchCriteria{UID: []imap.UIDSet{{{Start: imap.UID(first), Stop: 0}}}}
	if r.whole {
		// By the day, in the server's zone (RFC 9051, 6.4.4): one day more is asked for.
		criteria = &imap.SearchCriteria{Since: r.m.Now().Add(-r.m.history).AddDate(0, 0, -1)}
	}
	set, err := r.ask(ctx, criteria)
	return newWanted(set, uint32(first)), err
}

const maxUID = 1<<32 - 1

func (r *reading) ask(ctx context.Context, criteria *imap.SearchCriteria) (imap.UIDSet, error) {
	var options *imap.SearchOptions
	if caps := r.s.client.Caps(); caps.Has(imap.CapESearch) {
		options = &imap.SearchOptions{ReturnAll: true}
	}
	var data *imap.SearchData
	err := r.s.run(ctx, r.m.pace.search, func() (err error) {
		data, err = r.s.client.UIDSearch(criteria, options).Wait()
		return err
	})
	var no *imap.Error
	if errors.As(err, &no) {
		return nil, r.m.refused("search "+r.m.at.mailbox, no)
	}
	if err != nil {
		return nil, err
	}
	set, ok := data.All.(imap.UIDSet)
	if data.All != nil && !ok || set.Dynamic() {
		return nil, r.m.fault(source.ErrAnswer, r.m.at.host+" answered a search with no list of mails", "it is tried again", nil)
	}
	return set, nil
}

// readFound reads the mails a search found, piece by piece.
func (r *reading) readFound(ctx context.Context, found *wanted) error {
	if r.now.Tries >= maxTries {
		r.m.Log.Error("a mail breaks the connection each time it is read, it is skipped",
			"source", r.m.name, "mailbox", r.m.at.mailbox, "uid", r.now.Bad, "tries", r.now.Tries)
		found.drop(r.now.Bad)
		r.now.skip(r.now.Bad)
	}
	next := found.first() // not received yet
	err := r.stream(ctx, found, func(l *letter) error {
		inOrder := l.uid == next
		if inOrder {
			next = found.after(next)
			r.now.UID = l.uid
			if l.uid >= r.now.Bad {
				r.now.Bad, r.now.Tries = 0, 0
			}
		}
		return r.take(l, false, inOrder)
	})
	if err == nil {
		r.now.Bad, r.now.Tries = 0, 0
		return nil
	}
	var broken *brokenFetch
	if !errors.As(err, &broken) || next == 0 {
		return err
	}
	return r.blame(next, broken.error)
}

// blame stores which mail the connection broke on, together with what was
// read before it.
func (r *reading) blame(uid uint32, cause error) error {
	r.now.blame(uid)
	raw, err := r.now.encode()
	if err != nil {
		return err
	}
	if err := r.out.flush(raw); err != nil {
		return err
	}
	if err := r.out.send(false); err != nil {
		return err
	}
	return r.m.fault(source.ErrAnswer, fmt.Sprintf("mail %d of %s cannot be read (attempt %d of %d)", uid, r.m.at.mailbox, r.now.Tries, maxTries),
		"it is tried again, then skipped", cause)
}

// readOpen reads whatever came after the last mail, a few at most as far as
// is known; the position moves when all of it is read.
func (r *reading) readOpen(ctx context.Context, first uint64) error {
	if first > maxUID {
		return nil
	}
	last := r.now.UID
	err := r.stream(ctx, &wanted{open: uint32(first)}, func(l *letter) error {
		if uint64(l.uid) < first { // the last mail, which the server gives in any case
			return nil
		}
		last = max(last, l.uid)
		return r.take(l, false, false)
	})
	var broken *brokenFetch
	if errors.As(err, &broken) {
		return broken.error
	}
	if err == nil {
		r.now.UID = last
	}
	return err
}

// take adds what a mail told to the batch. exact: everything up to this mail
// is read, so that the batch may end with the cursor here.
func (r *reading) take(l *letter, again, exact bool) error {
	if r.whole && l.received.Before(r.m.Now().Add(-r.m.history)) {
		return nil
	}
	r.now.mark(l.uid, l.flags.acked)
	r.out.add(r.m.signals(l, r.s.validity, again))
	if !r.out.full() {
		return nil
	}
	var raw []byte
	if exact {
		var err error
		if raw, err = r.now.encode(); err != nil {
			return err
		}
	}
	return r.out.flush(raw)
}
