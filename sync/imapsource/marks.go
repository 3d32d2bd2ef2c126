package imapsource

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	// recentMails is how many mails' flags are looked at without CONDSTORE.
	recentMails = 500
	// maxChanged bounds how many changed acknowledgements are read at once.
	maxChanged = 20_000
)

// readMarks reads again the mails whose acknowledgement came or went.
func (r *reading) readMarks(ctx context.Context) error {
	r.takeOwn()
	changed, err := r.changed(ctx)
	if err != nil || len(changed) == 0 {
		return err
	}
	uids := slices.Sorted(maps.Keys(changed))
	return r.stream(ctx, wantedList(uids), func(l *letter) error { return r.take(l, true, false) })
}

// takeOwn takes what we did ourselves as known: it is no news.
func (r *reading) takeOwn() {
	m := r.m
	if m.ownIn == r.s.validity {
		for uid, carries := range m.own {
			r.now.mark(uid, carries)
		}
	}
	clear(m.own)
}

// changed finds the mails whose acknowledgement is another than is known.
func (r *reading) changed(ctx context.Context) (map[uint32]bool, error) {
	heard := r.s.flags.Swap(false)
	last := r.now.UID
	if last == 0 {
		return nil, nil
	}
	kept := r.s.modseq > 0 // the server keeps count of changes
	set := imap.UIDSet{{Start: 1, Stop: imap.UID(last)}}
	options := &imap.FetchOptions{UID: true, Flags: true}
	switch {
	case kept && r.now.ModSeq > 0:
		if !heard && (r.fresh && r.s.modseq <= r.now.ModSeq || !r.fresh && r.m.watching.Load()) {
			return nil, nil
		}
		options.ChangedSince, options.ModSeq = r.now.ModSeq, true
	default:
		now := r.m.Now()
		if !heard && !r.fresh && now.Sub(r.m.checked) < r.m.pace.flags {
			return nil, nil
		}
		r.m.checked = now
		set[0].Start = imap.UID(max(1, int64(last)-recentMails+1))
	}
	found := map[uint32]bool{}
	err := r.s.run(ctx, r.m.pace.search, func() error {
		r.s.guard.allow(unbounded) // looked at one by one
		cmd := r.s.client.Fetch(set, options)
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			r.weigh(msg, found)
		}
		return cmd.Close()
	})
	var no *imap.Error
	if errors.As(err, &no) {
		return nil, r.m.refused("tell the flags of its mails", no)
	}
	if err == nil && kept && r.now.ModSeq == 0 {
		r.now.ModSeq = r.s.modseq
	}
	return found, err
}

// weigh looks at one mail's flags.
func (r *reading) weigh(msg *imapclient.FetchMessageData, found map[uint32]bool) {
	var uid uint32
	var flags *standing
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = uint32(item.UID)
		case imapclient.FetchItemDataModSeq:
			r.now.ModSeq = max(r.now.ModSeq, item.ModSeq)
		case imapclient.FetchItemDataFlags:
			s := standingOf(item.Flags)
			flags = &s
		}
	}
	if uid == 0 || flags == nil || len(found) >= maxChanged {
		return
	}
	if flags.acked != r.now.marked(uid) && (flags.acked || r.now.tracks(uid)) {
		found[uid] = true
	}
}
