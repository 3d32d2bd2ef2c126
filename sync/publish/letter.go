package publish

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"strings"

	gomail "github.com/emersion/go-message/mail"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"turnaround/app/config"
	"turnaround/sync/source"
)

// compose writes the mail.
func (m *mailer) compose(l letter, part string) ([]byte, error) {
	var h gomail.Header
	h.SetDate(m.Now())
	h.SetAddressList("From", []*gomail.Address{{Name: m.from.Name, Address: m.from.Address}})
	// The addresses stand on the envelope alone: nobody reads the others'.
	h.SetAddressList("To", []*gomail.Address{{Name: m.from.Name, Address: m.from.Address}})
	subject := l.Subject
	if subject == "" {
		subject = l.Title
	}
	if subject == "" {
		return nil, errors.New("a mail needs a subject")
	}
	h.SetSubject(strings.Join(strings.Fields(subject), " "))
	h.SetMessageID(m.messageID(l.action.ID))
	if l.Ref != "" {
		h.SetMsgIDList("In-Reply-To", []string{l.Ref})
		h.SetMsgIDList("References", []string{l.Ref})
	}
	if m.Channel.ReplyTo != "" {
		to, err := mail.ParseAddress(m.Channel.ReplyTo)
		if err != nil {
			return nil, fmt.Errorf("reply_to: %w", err)
		}
		h.SetAddressList("Reply-To", []*gomail.Address{{Name: to.Name, Address: to.Address}})
	}
	h.Set("Auto-Submitted", "auto-generated")
	h.Set("Precedence", "bulk")
	h.Set("X-Turnaround-Part", part)
	if u := m.Channel.Unsubscribe; u != "" {
		h.Set("List-Unsubscribe", "<"+u+">")
		if strings.HasPrefix(u, "https://") {
			h.Set("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
		}
	}
	h.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
	h.Set("Content-Transfer-Encoding", "quoted-printable")
	var b bytes.Buffer
	w, err := gomail.CreateSingleInlineWriter(&b, h)
	if err != nil {
		return nil, fmt.Errorf("write the mail: %w", err)
	}
	text := strings.ReplaceAll(strings.ReplaceAll(l.Text, "\r\n", "\n"), "\n", "\r\n")
	if _, err := w.Write([]byte(text + "\r\n")); err != nil {
		return nil, fmt.Errorf("write the mail: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("write the mail: %w", err)
	}
	return b.Bytes(), nil
}

// dial opens a signed-in session; nothing goes in the open but to this computer.
func (m *mailer) dial(ctx context.Context) (*smtp.Client, error) {
	u, err := url.Parse(m.Channel.URL)
	if err != nil {
		return nil, refused{"the mail server's address cannot be read"}
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"smtps": "465", "smtp": "587"}[u.Scheme]
	}
	trust, err := tlsOf(m.Channel)
	if err != nil {
		return nil, err
	}
	if trust.ServerName == "" {
		trust.ServerName = u.Hostname()
	}
	timeout := m.Channel.Timeout.Or(config.DefaultChannelTimeout.Std())
	var conn net.Conn
	d := &net.Dialer{Timeout: timeout}
	address := net.JoinHostPort(u.Hostname(), port)
	if u.Scheme == "smtps" {
		conn, err = (&tls.Dialer{NetDialer: d, Config: trust}).DialContext(ctx, "tcp", address)
	} else {
		conn, err = d.DialContext(ctx, "tcp", address)
	}
	if err != nil {
		return nil, unreachable(address, err)
	}
	c := smtp.NewClient(conn)
	if u.Scheme == "smtp" && !m.Channel.TLS.Plain {
		if c, err = smtp.NewClientStartTLS(conn, trust); err != nil {
			_ = conn.Close()
			return nil, &source.Fault{Kind: source.ErrTLS, What: address + " does not encrypt", Fix: "use smtps://, or ask who runs the server; mail is never sent in the open", Err: err}
		}
	}
	c.CommandTimeout, c.SubmissionTimeout = timeout, timeout*3
	if err := m.signIn(ctx, c, u); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func (m *mailer) signIn(ctx context.Context, c *smtp.Client, u *url.URL) error {
	if m.Channel.Secret == "" {
		return nil
	}
	if m.secret == "" {
		secret, err := m.Secret(ctx, m.Channel.Secret)
		if err != nil {
			return &source.Fault{Kind: source.ErrAuth, What: "the password of channel " + m.Channel.Name + " could not be read", Fix: "check " + m.Channel.Secret, Err: err}
		}
		m.secret = strings.TrimRight(secret, "\r\n")
	}
	user := m.Channel.User
	if user == "" && u.User != nil {
		user = u.User.Username()
	}
	if user == "" {
		user = m.from.Address
	}
	way := sasl.NewPlainClient("", user, m.secret)
	if !c.SupportsAuth(sasl.Plain) && c.SupportsAuth(sasl.Login) {
		way = sasl.NewLoginClient(user, m.secret)
	}
	if err := c.Auth(way); err != nil {
		var no *smtp.SMTPError
		if errors.As(err, &no) && !no.Temporary() {
			m.secret = ""
			return &source.Fault{Kind: source.ErrAuth, What: "the mail server refused the sign-in of " + user,
				Fix: "check user and the password at " + m.Channel.Secret, Err: err}
		}
		return m.fault("did not let us sign in", err)
	}
	return nil
}

// Addresses lists who an smtp channel writes to, each once. What is wrong with
// the file is told line by line.
func Addresses(c config.Channel) ([]string, error) {
	var all []string
	seen := map[string]bool{}
	var wrong []string
	add := func(text, where string) {
		a, err := mail.ParseAddress(text)
		if err != nil {
			wrong = append(wrong, where)
			return
		}
		if key := strings.ToLower(a.Address); !seen[key] {
			seen[key] = true
			all = append(all, a.Address)
		}
	}
	for n, text := range c.To {
		add(text, fmt.Sprintf("to: address %d", n+1))
	}
	if c.List != "" {
		raw, err := os.ReadFile(c.List)
		if err != nil {
			return nil, fmt.Errorf("the file of addresses cannot be read: %w", err)
		}
		n := 0
		for line := range strings.Lines(strings.TrimPrefix(string(raw), "\ufeff")) {
			n++
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				add(line, fmt.Sprintf("line %d", n))
			}
		}
	}
	if len(wrong) > 0 {
		shown := wrong[:min(len(wrong), 10)]
		where := "of " + c.List
		if c.List == "" {
			where = "in to"
		}
		return nil, fmt.Errorf("%d lines %s are no mail address (%s): correct them, nothing was sent", len(wrong), where, strings.Join(shown, ", "))
	}
	if len(all) == 0 {
		return nil, errors.New("there is no address to write to: add some to to or to the list")
	}
	return all, nil
}
