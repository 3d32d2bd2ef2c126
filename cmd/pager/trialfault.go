package pager

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"turnaround/app/config"
	"turnaround/app/secret"
	"turnaround/app/text"
	"turnaround/sync/source"
)

// TrialFault is why a source could not be read, and what helps.
type TrialFault struct {
	// Kind: settings, secret, dns, refused, timeout, unreachable, tls, auth,
	// missing, folder, answer, busy, server, stopped, other.
	Kind   string `json:"kind"`
	Text   string `json:"text"` // in plain words
	Fix    string `json:"fix,omitempty"`
	Detail string `json:"detail,omitempty"` // the system's own words, for whoever looks closer
}

// Error is the fault in one line, with what helps.
func (f *TrialFault) Error() string {
	words := f.Text
	if f.Detail != "" {
		words += " (" + f.Detail + ")"
	}
	if f.Fix != "" {
		words += "; " + f.Fix
	}
	return words
}

// errSettings marks what is wrong with a source before anything is sent.
var errSettings = errors.New("settings")

// faultOf words an error of a test, without a secret.
func (p *Pager) faultOf(err error, s config.Source, typed string) TrialFault {
	f := TrialFault{Kind: kindOf(err, s), Text: err.Error()}
	var problems config.Problems
	var fault *source.Fault
	switch {
	case errors.As(err, &problems) && len(problems) > 0:
		f.Text, f.Fix = problems[0].What, problems[0].Do
	case errors.As(err, &fault):
		f.Text, f.Fix = fault.What, fault.Fix
		if fault.Err != nil {
			f.Detail = fault.Err.Error()
		}
	}
	if f.Fix == "" {
		f.Fix = usualFix(f.Kind)
	}
	c := p.Config()
	c.Sources = append(c.Sources[:len(c.Sources):len(c.Sources)], s)
	for _, words := range []*string{&f.Text, &f.Fix, &f.Detail} {
		*words = tell(c, p.secrets, errors.New(*words))
		if typed != "" {
			*words = strings.ReplaceAll(*words, typed, "***")
		}
		*words = text.Line(*words, 600)
	}
	f.Text = strings.TrimPrefix(f.Text, s.Name+": ")
	return f
}

// usualFix helps where the fault itself says nothing.
func usualFix(kind string) string {
	switch kind {
	case "settings":
		return "mend its settings"
	case "secret":
		return "put the secret there, or change where it is looked for"
	case "dns", "timeout", "unreachable":
		return "check the address, the network and the VPN"
	case "stopped":
		return "test it again"
	}
	return "try again; the log says more"
}

func kindOf(err error, s config.Source) string {
	var problems config.Problems
	var dns *net.DNSError
	var slow net.Error
	switch {
	case errors.As(err, &problems), errors.Is(err, errSettings):
		return "settings"
	case errors.Is(err, secret.ErrMissing), errors.Is(err, secret.ErrUnavailable), errors.Is(err, secret.ErrExposed),
		errors.Is(err, fs.ErrNotExist) && !errors.Is(err, source.ErrAnswer):
		return "secret"
	case errors.As(err, &dns):
		return "dns"
	case errors.Is(err, source.ErrTLS):
		return "tls"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, source.ErrTimeout), errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "stopped"
	case errors.Is(err, source.ErrNotFound) && s.Profile == config.ProfileIMAP:
		return "folder"
	}
	for kind, word := range map[error]string{source.ErrAuth: "auth", source.ErrNotFound: "missing", source.ErrAnswer: "answer",
		source.ErrBusy: "busy", source.ErrServer: "server", source.ErrUnreachable: "unreachable"} {
		if errors.Is(err, kind) {
			return word
		}
	}
	return "other"
}
