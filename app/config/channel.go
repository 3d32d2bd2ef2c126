package config

import (
	"fmt"
	"maps"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"turnaround/app/text"
)

// Channel is one place where customers hear.
type Channel struct {
	Name   string `toml:"name"`
	Kind   string `toml:"kind"`
	URL    string `toml:"url"`    // of the API or the mail server; the path of a file or a work tree
	Page   string `toml:"page"`   // the page's ID there
	Secret string `toml:"secret"` // a reference: the key, the password, or a chat hook's whole address
	User   string `toml:"user"`   // smtp: who signs in

	Audience string `toml:"audience"` // who reads there: public, ...
	Language string `toml:"language"` // en, de
	// Phases give the channel's own words for ours: { monitoring = "watching" }.
	Phases map[string]string `toml:"phases"`
	// Components give the channel's IDs for names used in [[service]].
	Components map[string]string `toml:"components"`

	From string   `toml:"from"` // smtp
	To   []string `toml:"to"`   // smtp: addresses, each of which gets a mail of its own
	// List is a file of addresses, one a line.
	List        string `toml:"list"`
	ReplyTo     string `toml:"reply_to"`
	Unsubscribe string `toml:"unsubscribe"` // smtp: an https or mailto address
	// MailSubscribers: the page mails its own subscribers (default). On an smtp
	// channel: it is offered even beside such a page.
	MailSubscribers bool `toml:"mail_subscribers"`
	// Doubt says what to do when nobody can tell whether an update arrived:
	// ask (default), resend, drop.
	Doubt string `toml:"doubt"`

	Every    Duration `toml:"every"` // how often readers' view is read; 1m
	Timeout  Duration `toml:"timeout"`
	TLS      TLS      `toml:"tls"`
	Proxy    string   `toml:"proxy"`
	Disabled bool     `toml:"disabled"`
}

// The kinds of channel.
const (
	ChannelStatuspage = "statuspage"
	ChannelSorry      = "sorry"
	ChannelCachet     = "cachet"
	ChannelInstatus   = "instatus"
	ChannelIncidentIO = "incidentio"
	ChannelSMTP       = "smtp"
	ChannelSlack      = "slack"
	ChannelMattermost = "mattermost"
	ChannelTeams      = "teams"
	ChannelCState     = "cstate"
	ChannelFile       = "file"
	ChannelClipboard  = "clipboard"
)

// What to do when nobody can tell whether an update arrived.
const (
	DoubtAsk    = "ask"
	DoubtResend = "resend"
	DoubtDrop   = "drop"
)

// ChannelKinds lists the kinds there are.
func ChannelKinds() []string {
	return []string{ChannelStatuspage, ChannelSorry, ChannelCachet, ChannelInstatus, ChannelIncidentIO, ChannelSMTP,
		ChannelSlack, ChannelMattermost, ChannelTeams, ChannelCState, ChannelFile, ChannelClipboard}
}

var (
	pageKinds = []string{ChannelStatuspage, ChannelSorry, ChannelCachet, ChannelInstatus, ChannelIncidentIO}
	hookKinds = []string{ChannelSlack, ChannelMattermost, ChannelTeams}
	pathKinds = []string{ChannelCState, ChannelFile, ChannelClipboard}
)

// IsPage tells whether the channel is a hosted status page.
func (c Channel) IsPage() bool { return slices.Contains(pageKinds, c.Kind) }

// IsHook tells whether the channel is a chat's incoming webhook, which nobody
// can read back.
func (c Channel) IsHook() bool { return slices.Contains(hookKinds, c.Kind) }

// Offered tells whether a channel is chosen from the start: mail is not beside
// a page that mails its own subscribers, who would hear everything twice.
func (c Config) Offered(ch Channel) bool {
	if ch.Disabled {
		return false
	}
	if ch.Kind != ChannelSMTP || ch.MailSubscribers {
		return true
	}
	return !slices.ContainsFunc(c.Channels, func(o Channel) bool { return !o.Disabled && o.IsPage() && o.MailSubscribers })
}

// fill puts the defaults into what a channel leaves out; mails tells whether
// the file says anything of the page's own mails.
func (c *Channel) fill(mails bool) {
	c.Every = Duration(c.Every.Or(DefaultChannelEvery.Std()))
	c.Timeout = Duration(c.Timeout.Or(DefaultChannelTimeout.Std()))
	if c.Doubt == "" {
		c.Doubt = DoubtAsk
	}
	if !mails && c.IsPage() {
		c.MailSubscribers = true
	}
}

func (f *file) checkChannel(at string, c *Channel) {
	f.channelName(at, c.Name)
	if c.Kind == "" {
		f.add(at, `add kind = "statuspage" (or `+strings.Join(ChannelKinds()[1:], ", ")+")", "channel %q has no kind", clip(c.Name))
		return
	}
	f.oneOf(at+".kind", c.Kind, ChannelKinds())
	f.oneOf(at+".doubt", c.Doubt, []string{DoubtAsk, DoubtResend, DoubtDrop})
	for _, phase := range slices.Sorted(maps.Keys(c.Phases)) {
		f.oneWord(joinKey(at+".phases", phase), phase, []string{"investigating", "identified", "monitoring", "resolved"})
		if strings.TrimSpace(c.Phases[phase]) == "" {
			f.add(joinKey(at+".phases", phase), "write the channel's word for it, or leave it out", "%q is given no word", clip(phase))
		}
	}
	if f.has(at+".every") && c.Every < MinEvery {
		f.add(at+".every", fmt.Sprintf("write %q or more", MinEvery), "every %s is too often", c.Every)
	}
	switch {
	case c.IsHook():
		f.checkHook(at, c)
	case c.Kind == ChannelSMTP:
		f.checkSMTP(at, c)
	case slices.Contains(pathKinds, c.Kind):
		if strings.TrimSpace(c.URL) == "" {
			f.add(at, `add url = "~/status"`, "channel %q has no path", clip(c.Name))
		}
	case c.IsPage():
		f.checkPageChannel(at, c)
	}
}

// oneWord is oneOf for a key instead of a value.
func (f *file) oneWord(path, word string, known []string) {
	if !slices.Contains(known, word) {
		f.add(path, text.DidYouMean(word, known), "unknown phase %q", clip(word))
	}
}

func (f *file) channelName(at, text string) {
	if strings.TrimSpace(text) == "" {
		f.add(at, `add name = "..."`, "a channel has no name")
		return
	}
	f.checkName(at, text)
}

func (f *file) checkPageChannel(at string, c *Channel) {
	if c.Page == "" && c.Kind != ChannelCachet {
		f.add(at, `add page = "..." (the page's ID there)`, "channel %q names no page", clip(c.Name))
	}
	if strings.ContainsAny(c.Page, "/?# ") {
		f.add(at+".page", "give the page's ID, not its address", "%q is no page ID", clip(c.Page))
	}
	if c.Secret == "" {
		f.add(at, `add secret = "keyring:NAME"`, "channel %q has no key to publish with", clip(c.Name))
	}
	if c.Kind == ChannelCachet && c.URL == "" {
		f.add(at, `add url = "https://status.example.org/api"`, "channel %q has no address", clip(c.Name))
	}
	if c.URL != "" {
		f.channelURL(at, c, []string{"https", "http"}, "https://status.example.org")
	}
}

func (f *file) channelURL(at string, c *Channel, schemes []string, example string) {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Hostname() == "" || !slices.Contains(schemes, u.Scheme):
		f.add(at+".url", "write "+example, "the address of channel %q cannot be used", clip(c.Name))
	case hasPassword(u):
		f.add(at+".url", `take it out and add secret = "keyring:NAME"`, "the address of channel %q holds a password", clip(c.Name))
	case u.Scheme == "http" && !loopback(u.Hostname()):
		f.add(at+".url", "use https://", "http:// sends the key of channel %q in the open", clip(c.Name))
	}
}

func (f *file) checkHook(at string, c *Channel) {
	if c.URL != "" {
		f.add(at+".url", `take it out and add secret = "keyring:NAME" (then: turnaround channels secret)`,
			"whoever has a hook's address can write there: it is a secret")
	}
	if c.Secret == "" {
		f.add(at, `add secret = "keyring:NAME" and keep the hook's address there`, "channel %q has no hook", clip(c.Name))
	}
}

func (f *file) checkSMTP(at string, c *Channel) {
	if c.URL == "" {
		f.add(at, `add url = "smtps://mail.example.org"`, "channel %q has no mail server", clip(c.Name))
	} else {
		f.channelURL(at, c, []string{"smtps", "smtp"}, "smtps://mail.example.org or smtp://mail.example.org:587")
		if u, err := url.Parse(c.URL); err == nil && c.TLS.Plain && !loopback(u.Hostname()) {
			f.add(at+".tls", "take plain out: smtp:// is encrypted by STARTTLS", "mail to %q would go in the open", clip(u.Hostname()))
		}
	}
	if c.From == "" {
		f.add(at, `add from = "Example status <status@example.org>"`, "channel %q has no sender", clip(c.Name))
	} else {
		f.address(at+".from", c.From)
	}
	if len(c.To) == 0 && c.List == "" {
		f.add(at, `add to = ["..."] or list = "addresses.txt"`, "channel %q writes to nobody", clip(c.Name))
	}
	for i, text := range c.To {
		f.address(joinIndex(at+".to", i), text)
	}
	if c.ReplyTo != "" {
		f.address(at+".reply_to", c.ReplyTo)
	}
	if u, err := url.Parse(c.Unsubscribe); c.Unsubscribe != "" && (err != nil || u.Scheme != "https" && u.Scheme != "mailto") {
		f.add(at+".unsubscribe", "write https://... or mailto:...", "%q is no way to unsubscribe", clip(c.Unsubscribe))
	}
}

func (f *file) address(path, text string) {
	if _, err := mail.ParseAddress(text); err != nil {
		f.add(path, "write name@example.org or Name <name@example.org>", "%q is no mail address", clip(text))
	}
}

// checkChannels tells which channels two files name alike.
func checkChannels(files []*file) Problems {
	var problems Problems
	first := map[string]string{}
	for _, f := range files {
		for i, c := range f.set.Channels {
			line := f.at.line(joinIndex("channel", i))
			key := strings.ToLower(c.Name)
			if other, ok := first[key]; ok {
				problems = append(problems, Problem{File: f.file, Line: line, Do: "give each channel its own name",
					What: fmt.Sprintf("the channel name %q is taken by %s", clip(c.Name), other)})
				continue
			}
			first[key] = fmt.Sprintf("%s:%d", f.file, line)
		}
	}
	return problems
}
