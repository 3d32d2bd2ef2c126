package settings

import (
	"maps"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"turnaround/app/config"
	"turnaround/app/secret"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// channelDraft is a channel as it is typed, before it is one.
type channelDraft struct {
	was    config.Channel // what the file holds; its name is empty for a new channel
	now    config.Channel
	to     string            // addresses, with commas between
	secret string            // as typed: a secret, or a reference to one; "": now.Secret holds
	phases map[string]string // the channel's words as typed, by ours
	refs   []string          // references that are taken by others
}

func newChannelDraft(kind string, taken []string) channelDraft {
	d := channelDraft{now: config.Channel{Kind: kind, Doubt: config.DoubtAsk, Audience: "public"}, phases: map[string]string{}}
	d.now.MailSubscribers = d.now.IsPage()
	d.now.Name = freeName(usualName(kind), taken)
	return d
}

// usualName is what most will call a channel of a kind.
func usualName(kind string) string {
	switch kind {
	case config.ChannelSMTP:
		return words.T("Email")
	case config.ChannelSlack, config.ChannelMattermost, config.ChannelTeams:
		return words.T("Chat")
	case config.ChannelCState:
		return words.T("Static page")
	case config.ChannelFile, config.ChannelClipboard:
		return words.T("File")
	}
	return words.T("Status page")
}

func freeName(name string, taken []string) string {
	for _, more := range []string{"", " 2", " 3", " 4"} {
		if !slices.ContainsFunc(taken, func(other string) bool { return strings.EqualFold(other, name+more) }) {
			return name + more
		}
	}
	return ""
}

// channelDraftOf takes up a channel of the file.
func channelDraftOf(c config.Channel) channelDraft {
	d := channelDraft{was: c, now: c, to: strings.Join(c.To, ", "), phases: map[string]string{}}
	maps.Copy(d.phases, c.Phases)
	d.now.Components = maps.Clone(c.Components)
	return d
}

func (d channelDraft) editing() bool { return d.was.Name != "" }

// typed gives the secret that was typed and the reference it is to be kept at;
// a reference that was typed is no secret.
func (d channelDraft) typed() (value, ref string) {
	text := strings.TrimSpace(d.secret)
	if text == "" || !d.needsSecret() {
		return "", d.now.Secret
	}
	// A hook's address has a colon too: only what names a place is a reference.
	if _, err := secret.Parse(text); err == nil {
		return "", text
	}
	if d.was.Secret != "" && strings.HasPrefix(d.was.Secret, "keyring:") {
		return text, d.was.Secret
	}
	ref = "keyring:" + d.now.Name
	if slices.Contains(d.refs, ref) {
		ref += " channel" // a source has that name
	}
	return text, ref
}

// needsSecret tells whether a kind has a secret that is typed.
func (d channelDraft) needsSecret() bool {
	return d.now.IsPage() || d.now.IsHook() || d.now.Kind == config.ChannelSMTP
}

// channel is the draft as the configuration holds it, over what the file held
// before: settings the form does not show stay.
func (d channelDraft) channel() config.Channel {
	c := d.now
	for _, each := range []*string{&c.URL, &c.Page, &c.User, &c.Audience, &c.Language, &c.From, &c.List, &c.ReplyTo, &c.Unsubscribe, &c.TLS.CA} {
		*each = strings.TrimSpace(*each)
	}
	switch {
	case c.Kind == config.ChannelSMTP && c.URL != "" && !strings.Contains(c.URL, "://"):
		c.URL = "smtps://" + c.URL
	case c.IsPage() && c.URL != "" && !strings.Contains(c.URL, "://"):
		c.URL = "https://" + c.URL
	}
	_, c.Secret = d.typed()
	if c.Kind == config.ChannelSMTP {
		c.To = addressList(d.to)
	}
	c.Phases = map[string]string{}
	for ours, theirs := range d.phases {
		if theirs = strings.TrimSpace(theirs); theirs != "" {
			c.Phases[ours] = theirs
		}
	}
	return c
}

// addressList reads addresses with commas between; a name may hold one.
func addressList(typed string) []string {
	all, err := mail.ParseAddressList(typed)
	if err != nil {
		return list(typed)
	}
	var out []string
	for _, a := range all {
		if a.Name == "" {
			out = append(out, a.Address)
			continue
		}
		out = append(out, a.String())
	}
	return out
}

// The fields of a channel's form a flaw may be at, besides those of a source.
const (
	fieldPage   = "page"
	fieldFrom   = "from"
	fieldTo     = "to"
	fieldList   = "list"
	fieldReply  = "reply"
	fieldUnsub  = "unsubscribe"
	fieldReader = "audience"
	fieldCA     = "ca"
)

var channelFields = []string{fieldName, fieldAddress, fieldPage, fieldFrom, fieldUser, fieldSecret, fieldTo, fieldList, fieldReply, fieldUnsub, fieldReader, fieldCA}

// flaws tells what is missing or cannot be, by field; taken are the names of
// the other channels.
func (d channelDraft) flaws(taken []string) map[string]string {
	found := map[string]string{}
	tell := func(field, text string) {
		if text != "" && found[field] == "" {
			found[field] = text
		}
	}
	c := d.channel()
	tell(fieldName, flawedChannelName(c.Name, d.was.Name, taken))
	tell(fieldAddress, flawedChannelAddress(c))
	if c.IsPage() && c.Kind != config.ChannelCachet {
		switch {
		case c.Page == "":
			tell(fieldPage, words.T("Paste the page's ID."))
		case strings.ContainsAny(c.Page, "/?# "):
			tell(fieldPage, words.T("Give the page's ID, not its address."))
		}
	}
	if (c.IsPage() || c.IsHook()) && c.Secret == "" && strings.TrimSpace(d.secret) == "" {
		if c.IsHook() {
			tell(fieldSecret, words.T("Paste the hook's whole address. Whoever has it can write there, so it goes to the system's keyring."))
		} else {
			tell(fieldSecret, words.T("Paste the API key. It goes to the system's keyring, never into the file."))
		}
	}
	if c.IsHook() && strings.TrimSpace(d.secret) != "" {
		if value, _ := d.typed(); value != "" && !strings.HasPrefix(value, "https://") && !strings.HasPrefix(value, "http://127.0.0.1") {
			tell(fieldSecret, words.T("This is not a hook's address: it begins with https://."))
		}
	}
	if c.Kind == config.ChannelSMTP {
		d.mailFlaws(c, tell)
	}
	return found
}

func flawedChannelName(name, was string, taken []string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return words.T("Give it a name, such as Status page.")
	case name != strings.TrimSpace(name) || len([]rune(name)) > 60 || strings.ContainsAny(name, `/\:`) || strings.ContainsFunc(name, unicode.IsControl):
		return words.T("Use letters, digits, spaces and dashes, at most 60.")
	case !strings.EqualFold(name, was) && slices.ContainsFunc(taken, func(other string) bool { return strings.EqualFold(other, name) }):
		return words.T("Another channel has this name.")
	}
	return ""
}

func flawedChannelAddress(c config.Channel) string {
	switch {
	case c.IsHook():
		return ""
	case c.Kind == config.ChannelCState:
		if c.URL == "" {
			return words.T("Name the folder of the site, such as ~/status.")
		}
		return ""
	case c.Kind == config.ChannelFile, c.Kind == config.ChannelClipboard:
		if c.URL == "" {
			return words.T("Name the file, such as ~/updates.md.")
		}
		return ""
	case c.Kind == config.ChannelSMTP && c.URL == "":
		return words.T("Type the mail server, such as smtps://mail.example.org.")
	case c.Kind == config.ChannelCachet && c.URL == "":
		return words.T("Type the address of its API, such as https://status.example.org/api.")
	case c.URL == "":
		return ""
	}
	schemes := []string{"https", "http"}
	if c.Kind == config.ChannelSMTP {
		schemes = []string{"smtps", "smtp"}
	}
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Hostname() == "" || strings.ContainsFunc(c.URL, unicode.IsSpace) || !slices.Contains(schemes, u.Scheme):
		return words.T("This is not an address: write {{.Scheme}}://host.", words.Data{"Scheme": schemes[0]})
	case u.User != nil:
		if _, has := u.User.Password(); has {
			return words.T("Take the password out of the address: it belongs into the field for it.")
		}
	}
	return ""
}

func (d channelDraft) mailFlaws(c config.Channel, tell func(field, text string)) {
	if _, err := mail.ParseAddress(c.From); err != nil {
		tell(fieldFrom, words.T("Type who it is from, such as Example status <status@example.org>."))
	}
	if len(c.To) == 0 && c.List == "" {
		tell(fieldTo, words.T("Type addresses, with commas between, or name a file of them below."))
	}
	for _, each := range c.To {
		if _, err := mail.ParseAddress(each); err != nil {
			tell(fieldTo, words.T("“{{.Text}}” is no mail address.", words.Data{"Text": text.Line(each, 60)}))
		}
	}
	if u, err := url.Parse(c.Page); c.Page != "" && (err != nil || u.Hostname() == "" || u.User == nil || u.Scheme != "imaps" && u.Scheme != "imap") {
		tell(fieldPage, words.T("Write imaps://user@host/INBOX, or leave it empty."))
	}
	if _, err := mail.ParseAddress(c.ReplyTo); c.ReplyTo != "" && err != nil {
		tell(fieldReply, words.T("“{{.Text}}” is no mail address.", words.Data{"Text": text.Line(c.ReplyTo, 60)}))
	}
	if u, err := url.Parse(c.Unsubscribe); c.Unsubscribe != "" && (err != nil || u.Scheme != "https" && u.Scheme != "mailto") {
		tell(fieldUnsub, words.T("Write https://… or mailto:…."))
	}
}
