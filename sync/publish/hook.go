package publish

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"turnaround/app/config"
	"turnaround/app/incident"
	words "turnaround/app/text"
	"turnaround/sync/source"
)

// webhook is a chat's incoming webhook. Its address is the secret, and nobody can
// read back what was written.
type webhook struct {
	*api
	kind string
	card func(title, text string) any
}

var cards = map[string]func(title, text string) any{
	config.ChannelSlack: func(title, text string) any {
		tame := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
		return map[string]any{"text": strings.TrimSpace(bold(tame.Replace(title), "*") + tame.Replace(text))}
	},
	config.ChannelMattermost: func(title, text string) any {
		// A mention would wake everybody who reads there.
		tame := strings.NewReplacer("@", "@\u200b")
		return map[string]any{"text": strings.TrimSpace(bold(tame.Replace(title), "**") + tame.Replace(text))}
	},
	config.ChannelTeams: func(title, text string) any {
		var body []any
		if title != "" {
			body = append(body, map[string]any{"type": "TextBlock", "text": title, "weight": "Bolder", "wrap": true})
		}
		body = append(body, map[string]any{"type": "TextBlock", "text": text, "wrap": true})
		return map[string]any{"type": "message", "attachments": []any{map[string]any{
			"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil,
			"content": map[string]any{"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "body": body}}}}
	},
}

func bold(title, mark string) string {
	if title == "" {
		return ""
	}
	return mark + title + mark + "\n"
}

func newHook(c *Config) (wire, error) {
	a, err := newAPI(c, "", time.Second, func(*resty.Request, string) {})
	if err != nil {
		return nil, err
	}
	a.host = "the hook of " + c.Channel.Name
	return &webhook{api: a, kind: c.Channel.Kind, card: cards[c.Channel.Kind]}, nil
}

// identity names the reference, never the address.
func (h *webhook) identity() string { return h.kind + "/" + h.ref }

func (h *webhook) limits() limits {
	same := map[incident.Phase]string{}
	for _, p := range []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved} {
		same[p] = string(p)
	}
	most := 16_000 // Mattermost's default takes 16,383
	switch h.kind {
	case config.ChannelSlack:
		most = 40_000
	case config.ChannelTeams:
		most = 20_000 // of a card's 28 KB
	}
	return limits{title: 200, text: most, phases: same, kind: h.kind, blind: true}
}

func (h *webhook) read(context.Context) (view, error) { return view{}, errBlind }

func (h *webhook) send(ctx context.Context, l letter) (sent, error) {
	if err := h.post(ctx, h.card(l.Title, l.Text)); err != nil {
		return sent{}, err
	}
	return sent{ref: string(l.action.Incident), post: l.action.ID, at: h.now()}, nil
}

// post writes to the hook.
func (h *webhook) post(ctx context.Context, body any) error {
	if err := h.address(ctx); err != nil {
		return err
	}
	_, err := h.do(ctx, http.MethodPost, h.secret, body)
	return h.word(err)
}

// address reads the secret and looks whether it is an address at all.
func (h *webhook) address(ctx context.Context) error {
	if err := h.key(ctx); err != nil {
		return err
	}
	u, err := url.Parse(h.secret)
	if err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname())) {
		return nil
	}
	h.secret = ""
	return &source.Fault{Kind: source.ErrAuth, What: "what is kept at " + h.ref + " is not the https address of a hook",
		Fix: "copy the whole address from the chat: turnaround channels secret " + h.name}
}

func isLoopback(host string) bool {
	return host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1"
}

// word gives the fix that fits a hook.
func (h *webhook) word(err error) error {
	var f *source.Fault
	if errors.As(err, &f) && errors.Is(f.Kind, source.ErrNotFound) {
		f.Fix = "the hook was taken away there: make a new one and keep its address at " + h.ref
		h.secret = ""
	}
	return err
}

// test asks the hook for a message without words, which the chat refuses.
func (h *webhook) test(ctx context.Context) (Found, error) {
	found := Found{Unknown: "which room it writes into: that shows with the first update"}
	if h.kind == config.ChannelTeams {
		found.Text = "the address is there; Teams can be tried by a message alone, so nothing was sent"
		found.Unknown = "whether the hook takes messages: that shows with the first update"
		return found, h.address(ctx)
	}
	err := h.post(ctx, map[string]any{"text": ""})
	var no refused
	switch {
	case errors.As(err, &no):
		found.Text = "the hook answers and refuses an empty message, as it should: nothing was written"
		return found, nil
	case err == nil:
		return found, &source.Fault{Kind: source.ErrAnswer, What: fmt.Sprintf("%s took an empty message: is it the hook of a %s?", words.Line(h.host, 80), h.kind),
			Fix: "choose the kind of chat it belongs to"}
	}
	return found, err
}
