package imapsource

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"

	"turnaround/app/outbox"
)

// maxTargets bounds the mails of one action.
const maxTargets = 5000

// Act puts the acknowledgement on the mails of the targets, or takes it off.
// A mail that also tells of other firing alerts is not marked without a
// question: the mark would be read as an acknowledgement of all of them.
func (m *Mailbox) Act(ctx context.Context, a outbox.Action) (outbox.Outcome, error) {
	if ok, why := m.Can().May(a.Verb); !ok {
		return outbox.Outcome{Result: outbox.Refused, Text: why}, nil
	}
	if err := m.line.take(ctx); err != nil {
		return outbox.Outcome{}, err
	}
	defer m.line.release()
	if m.closed.Load() {
		return outbox.Outcome{}, errClosed
	}
	s, err := m.lively(ctx)
	if err != nil {
		return outbox.Outcome{}, m.final(ctx, err)
	}
	out, err := (&deed{m: m, s: s, Action: a}).do(ctx)
	if err != nil {
		m.drop(s)
		return outbox.Outcome{}, m.final(ctx, err)
	}
	if m.polite && !m.watching.Load() {
		m.logout(s)
	}
	return out, nil
}

// deed is one action under way.
type deed struct {
	outbox.Action
	m *Mailbox
	s *session
}

func (d *deed) do(ctx context.Context) (outbox.Outcome, error) {
	uids, stale := d.mails()
	if len(uids) == 0 {
		why := "no mail of these alerts is known here"
		if stale {
			why = "the server numbered its mails anew: acknowledge again"
		}
		return outbox.Outcome{Result: outbox.Refused, Text: why}, nil
	}
	if len(uids) > maxTargets {
		return outbox.Outcome{Result: outbox.Refused, Text: fmt.Sprintf("more than %d mails", maxTargets)}, nil
	}
	now, err := d.look(ctx, wantedList(uids))
	if err != nil {
		return outbox.Outcome{}, err
	}
	if len(now) == 0 {
		return outbox.Outcome{Result: outbox.Refused, Text: "the mails are no longer in " + d.m.at.mailbox}, nil
	}
	if d.Verb == outbox.Unacknowledge {
		return d.unmark(ctx, now)
	}
	return d.mark(ctx, now)
}

// mails reads the targets' handles.
func (d *deed) mails() (uids []uint32, stale bool) {
	for _, t := range d.Targets {
		validity, uid, ok := strings.Cut(t.Ref, ":")
		n, err := strconv.ParseUint(uid, 10, 32)
		switch {
		case !ok || err != nil || n == 0:
		case validity != strconv.FormatUint(uint64(d.s.validity), 10):
			stale = true
		default:
			uids = append(uids, uint32(n))
		}
	}
	slices.Sort(uids)
	return slices.Compact(uids), stale
}

// look reads the present flags of the mails that are still there.
func (d *deed) look(ctx context.Context, want *wanted) (map[uint32]standing, error) {
	now := map[uint32]standing{}
	for set := range want.pieces(fetchMails) {
		for range maxTries { // what is told unasked may come in the place of an answer
			var again imap.UIDSet
			err := d.s.run(ctx, d.m.pace.answer, func() error {
				cmd := d.s.client.Fetch(set, &imap.FetchOptions{UID: true, Flags: true})
				for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
					l, err := readLetter(msg)
					switch {
					case err != nil || l.uid == 0:
					case l.flagged:
						now[l.uid] = l.flags
					default:
						again.AddNum(imap.UID(l.uid))
					}
				}
				return cmd.Close()
			})
			if err != nil {
				return nil, d.explain("tell the flags of its mails", err)
			}
			if set = again; len(set) == 0 {
				break
			}
		}
	}
	return now, nil
}

func (d *deed) explain(doing string, err error) error {
	var no *imap.Error
	if errors.As(err, &no) {
		return d.m.refused(doing, no)
	}
	return err
}

func (d *deed) mark(ctx context.Context, now map[uint32]standing) (outbox.Outcome, error) {
	mine, by := byKeyword(d.By), ""
	var left []uint32
	for uid, s := range now {
		switch {
		case !s.acked:
			left = append(left, uid)
		case !slices.ContainsFunc(s.names, func(f imap.Flag) bool { return strings.EqualFold(string(f), string(mine)) }):
			by = s.by
		}
	}
	if len(left) == 0 {
		out := outbox.Outcome{Result: outbox.Already, By: by, Text: fmt.Sprintf("%s in %s", keywordAck, d.m.at.mailbox)}
		if by == "" {
			out.By = d.By // an earlier attempt of ours
		}
		return out, nil
	}
	if !d.Forced {
		others, err := d.siblings(ctx, left)
		if err != nil {
			return outbox.Outcome{}, err
		}
		if others != "" {
			return outbox.Outcome{Result: outbox.Conflict, Text: others}, nil
		}
	}
	if !d.s.keywords {
		return outbox.Outcome{Result: outbox.Refused, Text: "this mailbox keeps no keywords"}, nil
	}
	flags := []imap.Flag{keywordAck}
	if mine != "" {
		flags = append(flags, mine)
	}
	if d.m.allowed("seen") {
		flags = append(flags, imap.FlagSeen)
	}
	if err := d.store(ctx, left, imap.StoreFlagsAdd, flags); err != nil {
		return outbox.Outcome{}, err
	}
	text := fmt.Sprintf("%s on %s in %s", keywordAck, plural(len(left), "mail"), d.m.at.mailbox)
	return outbox.Outcome{Result: outbox.Done, Text: text}, nil
}

func (d *deed) unmark(ctx context.Context, now map[uint32]standing) (outbox.Outcome, error) {
	var left []uint32
	flags := []imap.Flag{keywordAck}
	for uid, s := range now {
		if s.acked || len(s.names) > 0 {
			left = append(left, uid)
		}
		for _, name := range s.names {
			if !slices.Contains(flags, name) {
				flags = append(flags, name)
			}
		}
	}
	if len(left) == 0 {
		return outbox.Outcome{Result: outbox.Already, Text: "no mail carries " + string(keywordAck)}, nil
	}
	if err := d.store(ctx, left, imap.StoreFlagsDel, flags); err != nil {
		return outbox.Outcome{}, err
	}
	return outbox.Outcome{Result: outbox.Done, Text: fmt.Sprintf("%s taken off %s", keywordAck, plural(len(left), "mail"))}, nil
}

// store changes flags, and remembers that it was us.
func (d *deed) store(ctx context.Context, uids []uint32, op imap.StoreFlagsOp, flags []imap.Flag) error {
	if d.m.ownIn != d.s.validity {
		clear(d.m.own)
		d.m.ownIn = d.s.validity
	}
	for set := range wantedList(uids).pieces(fetchMails) {
		err := d.s.run(ctx, d.m.pace.search, func() error {
			return d.s.client.Store(set, &imap.StoreFlags{Op: op, Silent: true, Flags: flags}, nil).Close()
		})
		if err != nil {
			return d.explain("keep the keyword", err)
		}
	}
	for _, uid := range uids {
		d.m.own[uid] = op == imap.StoreFlagsAdd
	}
	return nil
}

// siblings reads the mails and names what else fires in them, "" for nothing.
func (d *deed) siblings(ctx context.Context, uids []uint32) (string, error) {
	asked := map[string]bool{}
	for _, t := range d.Targets {
		asked[t.ID] = true
	}
	others := map[string]string{}
	r := &reading{m: d.m, s: d.s}
	err := r.stream(ctx, wantedList(uids), func(l *letter) error {
		for _, s := range l.signals {
			if s.Firing && !asked[s.ID] {
				others[s.ID] = clean(s.Title)
			}
		}
		return nil
	})
	var broken *brokenFetch
	if errors.As(err, &broken) {
		return "", broken.error
	}
	if err != nil || len(others) == 0 {
		return "", err
	}
	names := make([]string, 0, len(others))
	for _, title := range others {
		names = append(names, strconv.Quote(title))
	}
	slices.Sort(names)
	if len(names) > 3 {
		names = append(names[:3], "...")
	}
	return fmt.Sprintf("the mail also tells of %s (%s): acknowledging marks all of it, for everyone who shares %s",
		plural(len(others), "other alert"), strings.Join(names, ", "), d.m.at.mailbox), nil
}
