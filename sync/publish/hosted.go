package publish

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"

	"turnaround/app/config"
	"turnaround/app/incident"
)

// dialect is how one hosted status page is spoken with: its words, and what is
// asked for what.
type dialect struct {
	home  string // where the configuration names none
	gap   time.Duration
	title int // longest, in characters
	text  int
	// phases and states give its words for ours.
	phases map[incident.Phase]string
	states map[string]string
	loose  bool // as of limits
	sign   func(r *resty.Request, secret string)
	read   func(ctx context.Context, h *hosted) (view, error)
	open   func(ctx context.Context, h *hosted, l letter) (sent, error)
	update func(ctx context.Context, h *hosted, l letter) (sent, error)
	// about says more of the page for a test; may be nil.
	about func(ctx context.Context, h *hosted, found *Found) error
	// correct may be nil: the page cannot.
	correct func(ctx context.Context, h *hosted, l letter) (sent, error)
}

// hosted is a status page with an API.
type hosted struct {
	*api
	dialect
	channel config.Channel
}

// correcting is a hosted page that can change what was published.
type correcting struct{ *hosted }

var dialects = map[string]dialect{
	config.ChannelStatuspage: statuspageDialect,
	config.ChannelSorry:      sorryDialect,
	config.ChannelCachet:     cachetDialect,
	config.ChannelInstatus:   instatusDialect,
	config.ChannelIncidentIO: incidentIODialect,
}

// newWire makes what speaks with a channel of the configured kind.
func newWire(c *Config) (wire, error) {
	ch := c.Channel
	switch {
	case ch.IsHook():
		return newHook(c)
	case ch.Kind == config.ChannelSMTP:
		return newMail(c)
	case ch.Kind == config.ChannelFile, ch.Kind == config.ChannelClipboard:
		return newNote(c), nil
	case ch.Kind == config.ChannelCState:
		return newCState(c)
	}
	d, ok := dialects[ch.Kind]
	if !ok {
		return nil, fmt.Errorf("the kind %q cannot be published to yet", ch.Kind)
	}
	base := ch.URL
	if base == "" {
		base = d.home
	}
	a, err := newAPI(c, base, d.gap, d.sign)
	if err != nil {
		return nil, err
	}
	h := &hosted{api: a, dialect: d, channel: ch}
	if d.correct != nil {
		return correcting{h}, nil
	}
	return h, nil
}

func (h *hosted) identity() string { return h.base + "/" + h.channel.Page }

func (h *hosted) limits() limits {
	return limits{title: h.title, text: h.text, phases: h.phases, kind: h.channel.Kind, loose: h.loose}
}

func (h *hosted) read(ctx context.Context) (view, error) { return h.dialect.read(ctx, h) }

func (h *hosted) send(ctx context.Context, l letter) (sent, error) {
	if l.into == nil {
		if l.Title == "" {
			return sent{}, refused{"an incident on the page needs a title"}
		}
		return h.open(ctx, h, l)
	}
	return h.update(ctx, h, l)
}

func (c correcting) correct(ctx context.Context, l letter) (sent, error) {
	return c.dialect.correct(ctx, c.hosted, l)
}

// bearer signs as most do.
func bearer(r *resty.Request, secret string) { r.SetHeader("Authorization", "Bearer "+secret) }

// unknownRight is what a test cannot find out where a key may read and not write.
const unknownRight = "whether the key may publish: that shows with the first update"

func (h *hosted) about(ctx context.Context, found *Found) error {
	found.Unknown = unknownRight
	if h.dialect.about == nil {
		return nil
	}
	return h.dialect.about(ctx, h, found)
}

// phase gives our word for a channel's.
func (h *hosted) phaseOf(word string) incident.Phase {
	for ours, theirs := range h.channel.Phases {
		if theirs == word {
			return incident.Phase(ours)
		}
	}
	for ours, theirs := range h.phases {
		if theirs == word {
			return ours
		}
	}
	return incident.Phase(word)
}

// stateOf gives our word for a component's state there.
func (h *hosted) stateOf(word string) string {
	for ours, theirs := range h.states {
		if theirs == word {
			return ours
		}
	}
	return word
}

// get is a GET below the page.
func (h *hosted) get(ctx context.Context, path string) (answer, error) {
	return h.do(ctx, http.MethodGet, path, nil)
}
