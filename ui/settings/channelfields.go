package settings

import (
	"slices"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// connect asks where the channel is and how to sign in, by its kind.
func (f *channelForm) connect(out *fyne.Container) {
	c := &f.d.now
	name := f.input(fieldName, words.T("Name"), usualName(c.Kind), &c.Name)
	switch {
	case c.Kind == config.ChannelCachet:
		out.Add(f.pair(name, f.input(fieldAddress, words.T("Address of its API"), "https://status.example.org/api", &c.URL)))
		out.Add(f.keyInput(words.T("API key")))
	case c.IsPage():
		out.Add(f.pair(name, f.input(fieldPage, words.T("Page ID"), "6tcfpztf6j9m", &c.Page)))
		out.Add(f.keyInput(words.T("API key")))
	case c.IsHook():
		out.Add(name)
		out.Add(f.keyInput(words.T("Address of the hook")))
	case c.Kind == config.ChannelSMTP:
		f.mailInputs(out, name)
	default:
		out.Add(f.pair(name, f.input(fieldAddress, words.T("Path"), usualPath(c.Kind), &c.URL)))
	}
	out.Add(f.pair(f.input(fieldReader, words.T("Who reads there"), "public", &c.Audience), f.languageSelect()))
	f.consequences(out)
}

func usualPath(kind string) string {
	switch kind {
	case config.ChannelCState:
		return "~/status"
	case config.ChannelClipboard:
		return "~/newest-update.txt"
	}
	return "~/updates.md"
}

func (f *channelForm) keyInput(title string) fyne.CanvasObject {
	return f.secretInput(title, words.T("paste it, or keyring:NAME, env:NAME"), &f.d.secret, f.d.now.Secret)
}

func (f *channelForm) mailInputs(out *fyne.Container, name fyne.CanvasObject) {
	c := &f.d.now
	out.Add(f.pair(name, f.input(fieldAddress, words.T("Mail server"), "smtps://mail.example.org", &c.URL)))
	out.Add(f.input(fieldFrom, words.T("From"), "Example status <status@example.org>", &c.From))
	out.Add(f.pair(f.input(fieldUser, words.T("User"), "status@example.org", &c.User), f.keyInput(words.T("Password"))))
	out.Add(f.input(fieldTo, words.T("To"), "ann@example.org, bob@example.org", &f.d.to))
	out.Add(f.input(fieldList, words.T("File of addresses, one a line"), "~/customers.txt", &c.List))
	out.Add(say(words.T("Everybody gets a mail of their own: nobody sees the others' addresses."), styleHint))
}

// languageSelect chooses the language readers are written to in.
func (f *channelForm) languageSelect() *field {
	codes, names := []string{"", "en", "de"}, []string{words.T("English, as usual"), words.T("English"), words.T("German")}
	if at := f.d.now.Language; !slices.Contains(codes, at) {
		codes, names = append(codes, at), append(names, text.Line(at, 20))
	}
	return newField(words.T("Language"), "", parts.NewSelect(words.T("Language"), names, slices.Index(codes, f.d.now.Language), func(n int) {
		f.d.now.Language = codes[n]
		f.typed()
	}))
}

// consequences say what an update does there, and what is asked about it.
func (f *channelForm) consequences(out *fyne.Container) {
	c := &f.d.now
	said := bar(look.InkWarn, say(consequenceOf(*c), styleSoft))
	switch {
	case c.IsPage():
		box := parts.NewCheckbox(words.T("The page mails its own subscribers"), c.MailSubscribers, func(on bool) {
			c.MailSubscribers = on
			f.typed()
			f.s.lay()
		})
		out.Add(vbox(look.S8, left(box), said))
	case c.Kind == config.ChannelSMTP && f.mailsItself():
		box := parts.NewCheckbox(words.T("Offer it beside a page that mails its own subscribers"), c.MailSubscribers, func(on bool) {
			c.MailSubscribers = on
			f.typed()
			f.s.lay()
		})
		out.Add(vbox(look.S8, left(box), said))
	default:
		out.Add(said)
	}
	if !f.able().ReadBack {
		out.Add(f.doubtField())
	}
}

// mailsItself tells whether another channel is a page that mails its own subscribers.
func (f *channelForm) mailsItself() bool {
	return slices.ContainsFunc(f.s.now.config.Channels, func(o config.Channel) bool {
		return !o.Disabled && o.IsPage() && o.MailSubscribers && o.Name != f.d.was.Name
	})
}

// consequenceOf says in one sentence what publishing there does.
func consequenceOf(c config.Channel) string {
	switch {
	case c.IsPage() && c.MailSubscribers:
		return words.T("Publish shows your text to everyone at once, and the page mails its subscribers.")
	case c.IsPage():
		return words.T("Publish shows your text to everyone at once; the page mails nobody.")
	case c.Kind == config.ChannelSMTP && c.MailSubscribers:
		return words.T("Publish mails every address. Who subscribed to the status page too gets it twice.")
	case c.Kind == config.ChannelSMTP:
		return words.T("Publish mails every address, after the ten seconds in which it can be taken back. Beside a page that mails its own subscribers it is off.")
	case c.IsHook():
		return words.T("Publish writes into the room, for everybody there to read. It cannot be taken back from here.")
	case c.Kind == config.ChannelCState:
		return words.T("Publish writes a file into the site's folder and, in a git work tree, commits and pushes it.")
	case c.Kind == config.ChannelClipboard:
		return words.T("Publish writes the newest update into the file, in place of the last, to be copied from there.")
	}
	return words.T("Publish adds the update at the end of the file.")
}

// doubtField asks what to do where nobody can tell whether an update arrived.
func (f *channelForm) doubtField() fyne.CanvasObject {
	c := &f.d.now
	list := []string{config.DoubtAsk, config.DoubtResend, config.DoubtDrop}
	names := []string{words.T("Ask me"), words.T("Send it again"), words.T("Leave it")}
	at := max(0, slices.Index(list, c.Doubt))
	hint := say(doubtHint(c.Doubt), styleHint)
	pick := parts.NewSegmented(names, at, func(n int) {
		c.Doubt = list[n]
		hint.Set(doubtHint(c.Doubt))
		f.typed()
		f.settle()
	})
	return vbox(look.S6, newField(words.T("When nobody can tell whether it arrived"), "", pick), hint)
}

func doubtHint(doubt string) string {
	return words.T("Nothing can be read back there. After a broken connection: {{.What}}.", words.Data{"What": doubtText(doubt)})
}

func (f *channelForm) able() ChannelKind { return f.s.Core.ChannelKind(f.d.now.Kind) }

// addMore adds the settings few need.
func (f *channelForm) addMore(out *fyne.Container) {
	c := &f.d.now
	online := c.IsPage() || c.IsHook() || c.Kind == config.ChannelSMTP
	tls := f.trial != nil && f.trial.Fault != nil && f.trial.Fault.Kind == faultTLS
	if f.team != "" || !online {
		return
	}
	if !f.more && (c.URL == "" || !c.IsPage() || c.Kind == config.ChannelCachet) && c.TLS.CA == "" && (c.Page == "" || c.IsPage()) && c.ReplyTo == "" && c.Unsubscribe == "" && !tls {
		out.Add(left(parts.NewLink(words.T("More settings"), "expand_more", func() {
			f.more = true
			f.s.lay()
		})))
		return
	}
	if c.IsPage() && c.Kind != config.ChannelCachet {
		out.Add(f.input(fieldAddress, words.T("Address of another API host"), words.T("as usual for this kind"), &c.URL))
	}
	if c.Kind == config.ChannelSMTP {
		out.Add(f.input(fieldPage, words.T("Mailbox that gets every mail, looked into after a doubt"), "imaps://status@mail.example.org/INBOX", &c.Page))
		out.Add(f.pair(f.input(fieldReply, words.T("Answers go to"), "support@example.org", &c.ReplyTo),
			f.input(fieldUnsub, words.T("Way to unsubscribe"), "https://status.example.org/unsubscribe", &c.Unsubscribe)))
	}
	out.Add(f.input(fieldCA, words.T("Certificate file of your company's authority (PEM)"), "/etc/ssl/company-ca.pem", &c.TLS.CA))
}

// locked shows a team's channel, which is changed in its file.
func (f *channelForm) locked(out *fyne.Container) {
	c := f.d.now
	out.Add(hbox(look.S8, []float32{0, 1}, icon("info", look.InkText3, look.Icon16),
		say(words.T("Set by {{.File}}: it is changed there", words.Data{"File": text.Line(f.team, 60)})+".", styleHint)))
	rows := vbox(look.S6)
	for _, row := range [][2]string{{words.T("Kind"), channelKindOf(c.Kind).Name}, {words.T("Where"), channelWhere(c)},
		{words.T("Key"), shownRef(c.Secret)}, {words.T("Who reads there"), c.Audience}, {words.T("In doubt"), doubtText(c.Doubt)}} {
		if row[1] != "" {
			rows.Add(topbox(look.S10, []float32{0, 1}, wide(120, say(row[0], style{look.Body, look.InkText3, false})), say(text.Line(row[1], 120), styleBody)))
		}
	}
	out.Add(rows)
	out.Add(bar(look.InkWarn, say(consequenceOf(c), styleSoft)))
}
