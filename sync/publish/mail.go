package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	words "turnaround/app/text"
	"turnaround/sync/source"
)

// batchSize is how many addresses one mail is handed over for.
const batchSize = 50

// patientTries is how often addresses that are "not now" are tried alone.
const patientTries = 5

// mailer sends updates as mails, the same to everybody, nobody's address shown.
type mailer struct {
	*Config
	from    *mail.Address
	journal *journal // set by New: what batches are out
	mailbox *mailbox // nil: nothing can be read back
	secret  string
}

func newMail(c *Config) (wire, error) {
	from, err := mail.ParseAddress(c.Channel.From)
	if err != nil {
		return nil, fmt.Errorf("from = %q is no mail address: %w", words.Line(c.Channel.From, 80), err)
	}
	m := &mailer{Config: c, from: from}
	if c.Channel.Page != "" {
		if m.mailbox, err = newMailbox(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *mailer) identity() string { return m.Channel.URL + "/" + m.from.Address }

func (m *mailer) limits() limits {
	same := map[incident.Phase]string{}
	for _, p := range []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved} {
		same[p] = string(p)
	}
	return limits{title: 200, text: 100_000, phases: same, kind: "a mail", blind: true}
}

func (m *mailer) read(context.Context) (view, error) { return view{}, errBlind }

// domain is what our Message-IDs end with.
func (m *mailer) domain() string {
	_, domain, _ := strings.Cut(m.from.Address, "@")
	return domain
}

// messageID names an action's mail, alike at every try.
func (m *mailer) messageID(action string) string {
	sum := sha256.Sum256([]byte("update " + action))
	return hex.EncodeToString(sum[:12]) + ".turnaround@" + m.domain()
}

// part names the mail to one batch, for the mailbox that is read back.
func part(action string, to []string) string {
	sum := sha256.Sum256([]byte(action + " " + strings.Join(to, " ")))
	return hex.EncodeToString(sum[:10])
}

// left lists who does not have an action's mail yet.
func (m *mailer) left(action string) ([]string, error) {
	all, err := Addresses(m.Channel)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(a string) bool { return m.journal.held.Mailed[action][a] }), nil
}

func batchOf(left []string) []string { return left[:min(len(left), batchSize)] }

// send hands the update over, batch by batch. What a batch's server said of
// each address is noted before the next.
func (m *mailer) send(ctx context.Context, l letter) (sent, error) {
	left, err := m.left(l.action.ID)
	if err != nil {
		return sent{}, refused{err.Error()}
	}
	out := sent{ref: l.Ref, post: m.messageID(l.action.ID)}
	if out.ref == "" {
		out.ref = out.post
	}
	var bad, later []string
	for len(left) > 0 {
		batch := batchOf(left)
		got, err := m.hand(ctx, l, batch)
		if err != nil {
			return sent{}, err
		}
		left = left[len(batch):]
		bad, later = append(bad, got.bad...), append(later, got.later...)
		if err := m.journal.mailed(ctx, l.action.ID, got.ok); err != nil {
			return sent{}, unsure{err}
		}
	}
	if len(later) > 0 && l.action.Tries < patientTries {
		return sent{}, &source.Fault{Kind: source.ErrBusy, What: fmt.Sprintf("%d addresses are not taken now: %s", len(later), words.Line(strings.Join(later, ", "), 300)),
			Fix: noFix + "they alone are tried again", After: time.Minute << min(l.action.Tries, 4)}
	}
	bad = append(bad, later...)
	have := len(m.journal.held.Mailed[l.action.ID])
	if have == 0 {
		return sent{}, refused{"no address was taken: " + words.Line(strings.Join(bad, ", "), 300)}
	}
	if len(bad) > 0 {
		out.text = fmt.Sprintf("%d addresses have it, %d were refused: %s", have, len(bad), words.Line(strings.Join(bad, ", "), 350))
	}
	out.at = m.Now()
	return out, nil
}

// find looks in the mailbox for the batch that was on its way. Where the words
// of none were, there is no doubt: nobody has it. Who is left is written to
// after that.
func (m *mailer) find(ctx context.Context, a outbox.Action) (sent, bool, error) {
	if err := m.journal.load(ctx); err != nil {
		return sent{}, false, err
	}
	out := sent{ref: a.Update.Ref, post: m.messageID(a.ID), at: m.Now()}
	if out.ref == "" {
		out.ref = out.post
	}
	handed, doubt := m.journal.held.Handed[a.ID]
	if doubt {
		if m.mailbox == nil {
			return sent{}, false, nil
		}
		at, there, err := m.mailbox.look(ctx, handed.Part)
		if err != nil || !there {
			return sent{}, false, err
		}
		if err := m.journal.mailed(ctx, a.ID, handed.Addresses); err != nil {
			return sent{}, false, err
		}
		out.at = at
	}
	left, err := m.left(a.ID)
	if err == nil && len(left) == 0 {
		return out, true, nil
	}
	return sent{}, false, m.journal.settled(ctx, a.ID) // what is wrong with the list is said when it is sent
}

// handed is what a server said of a batch.
type handed struct{ ok, bad, later []string }

// hand gives one mail to the server for some addresses.
func (m *mailer) hand(ctx context.Context, l letter, to []string) (handed, error) {
	c, err := m.dial(ctx)
	if err != nil {
		return handed{}, err
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	raw, err := m.compose(l, part(l.action.ID, to))
	if err != nil {
		return handed{}, refused{err.Error()}
	}
	if most, ok := c.MaxMessageSize(); ok && most > 0 && len(raw) > most {
		return handed{}, refused{fmt.Sprintf("the mail has %d bytes, the server takes %d: shorten it", len(raw), most)}
	}
	if err := c.Mail(m.from.Address, &smtp.MailOptions{Size: int64(len(raw))}); err != nil {
		return handed{}, m.fault("refused the sender", err)
	}
	got, err := m.offer(c, to)
	if err != nil {
		return handed{}, err
	}
	if len(got.ok) == 0 {
		return got, nil
	}
	if m.mailbox != nil && !slices.Contains(to, m.mailbox.address) {
		if err := c.Rcpt(m.mailbox.address, nil); err != nil {
			return handed{}, m.fault("does not take the mailbox that is read back", err)
		}
	}
	if err := m.journal.handing(ctx, l.action.ID, batch{part(l.action.ID, to), got.ok}); err != nil {
		return handed{}, err // without the note it is not sent
	}
	w, err := c.Data()
	if err != nil {
		return handed{}, m.fault("refused the mail", err)
	}
	if _, err := w.Write(raw); err != nil {
		return handed{}, m.fault("broke off", err) // without its end no server keeps it
	}
	if err := w.Close(); err != nil {
		var no *smtp.SMTPError
		if errors.As(err, &no) {
			return handed{}, m.fault("refused the mail", err)
		}
		return handed{}, unsure{m.fault("broke off after the mail", err)}
	}
	_ = c.Quit() // it has the mail
	return got, nil
}

// offer names the addresses to the server.
func (m *mailer) offer(c *smtp.Client, to []string) (handed, error) {
	var got handed
	for _, address := range to {
		err := c.Rcpt(address, nil)
		var no *smtp.SMTPError
		switch {
		case err == nil:
			got.ok = append(got.ok, address)
		case errors.As(err, &no) && no.Temporary():
			got.later = append(got.later, told(address, no))
		case errors.As(err, &no):
			got.bad = append(got.bad, told(address, no))
		default:
			return handed{}, m.fault("broke off", err)
		}
	}
	return got, nil
}

func told(address string, e *smtp.SMTPError) string {
	return fmt.Sprintf("%s (%d %s)", address, e.Code, words.Line(e.Message, 80))
}

// fault words what the server said.
func (m *mailer) fault(what string, err error) error {
	f := &source.Fault{Kind: source.ErrUnreachable, What: "the mail server of " + m.Channel.Name + " " + what, Fix: "check the network and url", Err: err}
	var no *smtp.SMTPError
	if !errors.As(err, &no) {
		return f
	}
	switch {
	case no.Code == 535 || no.Code == 530 || no.Code == 534 || no.Code == 538:
		m.secret = ""
		f.Kind, f.Fix = source.ErrAuth, "check user and the password at "+m.Channel.Secret
	case no.Temporary():
		f.Kind, f.Fix = source.ErrBusy, noFix+"it is tried again"
	default:
		return refused{f.What + ": " + words.Line(fmt.Sprintf("%d %s", no.Code, no.Message), 200)}
	}
	return f
}

// test signs in and names the sender and one address; no mail is handed over.
func (m *mailer) test(ctx context.Context) (Found, error) {
	found := Found{Unknown: "whether every address takes the mail: those that do not are listed after the first update"}
	all, err := Addresses(m.Channel)
	if err != nil {
		return found, &source.Fault{Kind: source.ErrAnswer, What: err.Error(), Fix: "correct to and list of channel " + m.Channel.Name}
	}
	found.Addresses = len(all)
	c, err := m.dial(ctx)
	if err != nil {
		return found, err
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	if err := c.Mail(m.from.Address, nil); err != nil {
		return found, m.fault("refused the sender "+m.from.Address, err)
	}
	if err := c.Rcpt(all[0], nil); err != nil {
		return found, m.fault("refused "+all[0], err)
	}
	found.Text = fmt.Sprintf("the server takes mail from %s; %d addresses; no mail was sent", m.from.Address, len(all))
	if m.mailbox != nil {
		if _, _, err := m.mailbox.look(ctx, "none"); err != nil {
			return found, err
		}
		found.Text += "; the mailbox that is read back answers"
	}
	return found, errors.Join(c.Reset(), c.Quit())
}

func (m *mailer) close() error { return nil }

var _ finder = (*mailer)(nil)
