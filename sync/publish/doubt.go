package publish

import (
	"context"
	"errors"
	"fmt"
	"time"

	"turnaround/app/config"
	"turnaround/app/outbox"
)

// reread finds what the channel took and did not name in its answer.
func (c *Channel) reread(ctx context.Context, a outbox.Action) (sent, error) {
	v, err := c.look(ctx)
	if err != nil {
		return sent{}, taken{err}
	}
	out, ok := c.found(v, a)
	if !ok {
		return sent{}, taken{errors.New("it is not there yet")}
	}
	return sent{ref: out.Ref, post: out.Post, link: out.Link, at: out.At}, nil
}

// longestLook bounds the pause between two looks for what a page took.
const longestLook = 2 * time.Minute

// lags: the channel took it and does not show it. Readers may see it any
// moment, so it is looked for and not sent again.
func (c *Channel) lags(since time.Time) outbox.Outcome {
	return outbox.Outcome{Result: outbox.Retry, After: min(longestLook, max(3*time.Second, c.Now().Sub(since))),
		Text: c.Channel.Name + " took it and does not show it yet",
		Fix:  noFix + "it is looked for again; if it stays away, send it again or drop it"}
}

// actBlind publishes where nothing can be read back: once, and after a doubt
// as the configuration says.
func (c *Channel) actBlind(ctx context.Context, l letter) (outbox.Outcome, error) {
	begun, err := c.journal.begun(ctx, l.action.ID)
	if err != nil {
		return outbox.Outcome{}, err
	}
	if f, ok := c.wire.(finder); ok && !begun.IsZero() {
		s, there, err := f.find(ctx, l.action)
		if err != nil {
			return outbox.Outcome{}, err
		}
		if there {
			out := outbox.Outcome{Result: outbox.Done, At: s.at, Ref: s.ref, Post: s.post, Link: s.link}
			return out, c.journal.done(ctx, l.action.ID, out)
		}
		if begun, err = c.journal.begun(ctx, l.action.ID); err != nil {
			return outbox.Outcome{}, err
		}
		if out, early := c.early(begun); early {
			return out, nil
		}
	}
	if !begun.IsZero() && !l.action.Forced {
		// The note stays also where it is given up: should the app die before that
		// is written down, it must not look like one that was never begun.
		if out, settled := c.doubtful(l.action); settled {
			return out, nil
		}
	}
	if conflict, err := c.stale(view{}, &l); conflict != nil || err != nil {
		if err != nil {
			return outbox.Outcome{}, err
		}
		return *conflict, nil
	}
	return c.deliver(ctx, l)
}

// early: what was begun a moment ago may still be on its way.
func (c *Channel) early(begun time.Time) (outbox.Outcome, bool) {
	left := c.Patience - c.Now().Sub(begun)
	if begun.IsZero() || left <= 0 || left > c.Patience {
		return outbox.Outcome{}, false
	}
	return outbox.Outcome{Result: outbox.Retry, After: min(left, max(3*time.Second, c.Patience-left)), // ever longer
		Text: "it is not known yet whether it arrived", Fix: noFix + "the channel is read again"}, true
}

// doubtful answers for an update that may have arrived or not; settled false:
// it is sent again.
func (c *Channel) doubtful(a outbox.Action) (outbox.Outcome, bool) {
	switch c.Channel.Doubt {
	case config.DoubtResend:
		return outbox.Outcome{}, false
	case config.DoubtDrop:
		return outbox.Outcome{Result: outbox.Refused,
			Text: "it may have arrived and is not sent again (doubt = \"drop\")", Fix: "look there, and publish anew if it did not"}, true
	}
	text := "it may have arrived or not, and cannot be read back"
	if m, ok := c.wire.(*mailer); ok && m.mailbox != nil {
		text = fmt.Sprintf("it may have arrived or not: the mailbox that is read back did not get it within %s", c.Patience)
	}
	return outbox.Outcome{Result: outbox.Conflict, Text: text,
		Fix: "look there, then send it anyway or drop it"}, true
}
