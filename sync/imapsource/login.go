package imapsource

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"

	"turnaround/sync/source"
)

// signIn proves who we are. After a failure the connection is of no use: a
// refused exchange may be left half done.
func (m *Mailbox) signIn(ctx context.Context, s *session, renew bool) error {
	if s.client.State() == imap.ConnStateAuthenticated { // PREAUTH
		return nil
	}
	caps := s.client.Caps()
	if m.tokens != nil {
		return m.signInToken(ctx, s, caps, renew)
	}
	password, err := m.Secret(ctx, m.Source.Secret)
	if err != nil {
		return m.fault(source.ErrAuth, "cannot get the password", "check "+m.secretName(), err)
	}
	err = s.run(ctx, m.pace.answer, func() error {
		switch {
		case caps.Has(imap.AuthCap(sasl.Plain)):
			return s.client.Authenticate(sasl.NewPlainClient("", m.at.user, password))
		case caps.Has(imap.CapLoginDisabled):
			return errNoPassword
		}
		return s.client.Login(m.at.user, password).Wait()
	})
	var no *imap.Error
	switch {
	case errors.Is(err, errNoPassword):
		return m.fault(source.ErrAuth, m.at.host+" takes no passwords here", "use imaps://, or sign in with [source.oauth]", nil)
	case errors.As(err, &no) && !temporary(no):
		return m.fault(source.ErrAuth, fmt.Sprintf("%s refused the password of %s (%q)", m.at.host, m.at.user, clean(no.Text)),
			"check "+m.secretName()+"; with two-step sign-in the provider wants an app password", nil)
	case errors.As(err, &no):
		return m.refused("sign "+m.at.user+" in", no)
	}
	return err
}

var errNoPassword = errors.New("LOGINDISABLED")

// temporary tells a server in trouble from a wrong password.
func temporary(e *imap.Error) bool {
	switch e.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeLimit, imap.ResponseCodeInUse, imap.ResponseCodeServerBug:
		return true
	}
	return isBusy(e.Text)
}

// secretName names where the secret is, without what a command line may hold.
func (m *Mailbox) secretName() string {
	kind, _, ok := strings.Cut(m.Source.Secret, ":")
	switch {
	case m.Source.Secret == "":
		return "secret, which is not set"
	case !ok || kind == "command":
		return "the secret"
	}
	return m.Source.Secret
}

func (m *Mailbox) signInToken(ctx context.Context, s *session, caps imap.CapSet, renew bool) error {
	token, err := m.tokens.Token(ctx, renew)
	if err != nil {
		return err
	}
	exchange := &bearer{mech: sasl.OAuthBearer, user: m.at.user, token: token, host: m.at.host, port: m.at.port}
	if !caps.Has(imap.AuthCap(sasl.OAuthBearer)) {
		exchange.mech = xoauth2
		if !caps.Has(imap.AuthCap(xoauth2)) {
			return m.fault(source.ErrAuth, m.at.host+" takes no OAuth tokens", "use a password: remove [source.oauth]", nil)
		}
	}
	err = s.run(ctx, m.pace.answer, func() error { return s.client.Authenticate(exchange) })
	var no *imap.Error
	switch {
	case errors.As(err, &no) && temporary(no) && exchange.refusal == nil:
		return m.refused("sign "+m.at.user+" in", no)
	case errors.As(err, &no):
		f := m.fault(source.ErrAuth, fmt.Sprintf("%s refused the token of %s (%q%s)", m.at.host, m.at.user, clean(no.Text), exchange.status()),
			"sign in again: turnaround sources signin "+m.name, nil)
		return &tokenRefused{f}
	}
	return err
}

// tokenRefused is a refusal that a fresh token may cure.
type tokenRefused struct{ *source.Fault }

func (t *tokenRefused) Unwrap() error { return t.Fault }
