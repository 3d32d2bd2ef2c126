// Package mailalert recognises alert mails and says what they tell of alerts.
//
// It is pure: no network, no disk after [Load]. What a monitoring system's
// mails look like is data (TOML, docs/recognisers.md); only the repeating
// label sections of Alertmanager and Grafana are read by code. Everything in
// a mail is hostile: sizes, nesting and counts are bounded, links are never
// fetched, and a broken mail yields what can still be read.
package mailalert

import (
	"errors"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
)

// MaxRaw is how much of a mail is looked at, in bytes; the rest is not read.
// A caller may fetch no more than this.
const MaxRaw = 256 << 10

// Bounds of what one mail can yield.
const (
	maxHeader  = 64 << 10
	maxText    = 256 << 10 // decoded text, all parts together
	maxDepth   = 10
	maxParts   = 200
	maxTitle   = 500 // runes
	maxBody    = 8 << 10
	maxValue   = 4 << 10 // one label or annotation
	maxName    = 256
	maxLabels  = 200
	maxSignals = 1000
	maxID      = 512
	maxLink    = 2 << 10
	maxLinks   = 4 * maxSignals
)

// ErrEmpty means that there is nothing to read: no header and no body.
var ErrEmpty = errors.New("the mail is empty")

// Options say how the mails of one folder are read.
type Options struct {
	// Only names the recognisers to use; empty: all but the fallback.
	Only []string
	// From lists the addresses ("ops@example.com") or domains ("example.com",
	// its subdomains too) a mail must claim to come from; empty: any. A From
	// header proves nothing: it keeps accidents out, not attackers.
	From []string
	// Fallback takes mails that no recogniser knows as alerts.
	Fallback bool
	// AlertsOnly marks a folder in which every mail is an alert.
	AlertsOnly bool
}

// Recognisers are the loaded recognisers, in the order they are asked. They
// do not change and may be used from several goroutines.
type Recognisers struct {
	ordered  []*recogniser
	fallback *recogniser
}

// Names lists the recognisers in the order they are asked, the fallback last.
func (r *Recognisers) Names() []string {
	var names []string
	for _, each := range r.ordered {
		names = append(names, each.Name)
	}
	if r.fallback != nil {
		names = append(names, r.fallback.Name)
	}
	return names
}

// Recognise says what a mail tells, and which recogniser knew it. raw is an
// RFC 822 message, whole or cut anywhere; received is the server's
// INTERNALDATE, which orders signals (Signal.At). No name: no alert mail. A
// name without signals: an alert mail that changes nothing (a downtime
// began). The one error is ErrEmpty.
//
// Signals never carry a Ref: the mailbox knows it. A reply ("Re:") quotes old
// news and is no alert, unless the folder holds alerts only.
func (r *Recognisers) Recognise(raw []byte, received time.Time, opts Options) (signals []incident.Signal, name string, err error) {
	if len(raw) == 0 {
		return nil, "", ErrEmpty
	}
	m := readMail(raw)
	m.received = received.UTC()
	if !m.fromAny(opts.From) {
		return nil, "", nil
	}
	if !m.reply {
		for _, rec := range r.ordered {
			if len(opts.Only) > 0 && !slices.Contains(opts.Only, rec.Name) || !rec.matches(m) {
				continue
			}
			if signals, ok := rec.signals(m); ok {
				return signals, rec.Name, nil
			}
		}
	}
	if rec := r.fallback; rec != nil && (opts.AlertsOnly || opts.Fallback && !m.reply || slices.Contains(opts.Only, rec.Name) && !m.reply) {
		if signals, ok := rec.signals(m); ok {
			return signals, rec.Name, nil
		}
	}
	return nil, "", nil
}

// MessageID gives the Message-ID without its brackets, or "". Two mails with
// one ID are copies of one mail (a list, a forwarding rule).
func MessageID(raw []byte) string {
	return bareID(readHeader(raw).Get("Message-Id"))
}

// fromAny tells whether the mail claims to come from one of the addresses or
// domains.
func (m *mail) fromAny(allowed []string) bool {
	if len(allowed) == 0 {
		return true
	}
	_, domain, _ := strings.Cut(m.from, "@")
	for _, a := range allowed {
		a = strings.ToLower(strings.TrimSpace(a))
		local, host, isAddress := strings.Cut(a, "@")
		switch {
		case isAddress && local != "":
			if m.from == a {
				return true
			}
		case isAddress:
			a = host
			fallthrough
		default:
			if a != "" && (domain == a || strings.HasSuffix(domain, "."+a)) {
				return true
			}
		}
	}
	return false
}
