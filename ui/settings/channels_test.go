package settings

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/app/config"
	"turnaround/app/health"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

const channelFile = `# where customers read us
[[channel]]
name = "Status page"
kind = "statuspage"
page = "6tcfpztf6j9m" # Shop EU
secret = "keyring:page"
components = { Payments = "c1" }

[[channel]]
name = "Chat"
kind = "slack"
secret = "keyring:chat"

# the list
[[channel]]
name = "Email"
kind = "smtp"
url = "smtps://mail.example.org"
from = "status@example.org"
to = ["ann@example.org"]

[[service]]
name = "checkout"
components = ["Payments"]
channels = ["Status page", "Chat"] # both
# the end
`

var twoParts = []Component{{"c1", "Payments", "operational"}, {"c2", "Search", "operational"}}

// reader is the example of the design: a page, a chat, mail that is off beside it.
func reader(t *testing.T, w look.Width) *stage {
	t.Helper()
	c := newCore(t, channelFile)
	c.load()
	c.channels = map[string]Channel{
		"Status page": {Status: health.Status{State: health.OK}, Last: noon.Add(-24 * time.Minute), Components: twoParts},
		"Chat":        {Last: noon.Add(-24 * time.Minute)},
	}
	s := newStage(t, c, w)
	s.Open(PageChannels)
	return s
}

func (s *stage) channels() *channels { return s.pages[PageChannels].(*channels) }

// type into a field of the channel's form.
func (s *stage) enter(name, text string) {
	s.t.Helper()
	f := s.channels().form.focus[name]
	if f == nil {
		s.t.Fatalf("the form has no field %q", name)
	}
	f.SetText(text)
}

// kind takes a tile of the kinds of channel.
func (s *stage) kind(title string) {
	s.t.Helper()
	for _, tile := range all[*parts.Tile](s.Content()) {
		if tile.Title == title {
			test.Tap(tile)
			return
		}
	}
	s.t.Fatalf("there is no kind %q", title)
}

func TestChannelsTellHowTheyStandInWords(t *testing.T) {
	s := reader(t, look.Wide)
	s.mustShow("Status page", "page 6tcfpztf6j9m · Statuspage", "Healthy", "publish, correct", "14:00", "Took the last one", "post",
		"Off", "off: the status page mails its own subscribers", "nothing", "none known",
		"An update counts as visible once the channel shows it to readers, not when it was sent.",
		"Undo before it leaves", "asks, never resends", "counts too", "Email stays off while a page mails its own subscribers",
		"checkout", "Payments")
	s.core.mu.Lock()
	s.core.channels["Status page"] = Channel{Status: health.Status{State: health.Gone, Fault: "auth"}, Components: twoParts}
	s.core.channels["Chat"] = Channel{Asking: 1, Waiting: 2}
	s.core.mu.Unlock()
	s.refresh()
	s.until("the new state", func() bool { return s.shows("Key refused") && s.shows("1 in doubt") && s.shows("2 updates wait") })
}

func TestWithoutAChannelOneStepIsOffered(t *testing.T) {
	c := newCore(t, "[me]\nname = \"Robin\"\n")
	c.load()
	s := newStage(t, c, look.Wide)
	s.Open(PageChannels)
	s.mustShow("No channel yet", "Customers hear of incidents where you publish: a status page, mail, a chat, a file.")
	s.press("Add a channel")
	s.mustShow("Where do customers read your updates?", "Statuspage", "Slack", "a site in a folder")
}

func TestAStatusPageIsAddedAfterATestThatPublishesNothing(t *testing.T) {
	c := newCore(t, "# mine\n")
	c.load()
	c.answer = ChannelTrial{Latency: 390 * time.Millisecond, Page: "Shop EU", Components: twoParts, Open: []string{"Search is slow"}, Unsure: true}
	s := newStage(t, c, look.Wide)
	s.Open("channels/new")
	s.kind("Statuspage")
	s.press("Add the channel")
	s.mustShow("Paste the page's ID.", "Paste the API key. It goes to the system's keyring, never into the file.")
	s.enter(fieldPage, "https://manage.example/pages/x")
	s.mustShow("Give the page's ID, not its address.")
	s.enter(fieldPage, "6tcfpztf6j9m")
	s.enter(fieldSecret, "sp-key-1")
	s.press("Test, publish nothing")
	s.until("the trial", func() bool { return s.channels().form.trial != nil })
	s.mustShow("Tested 14:24, nothing was published", "Address answers, certificate valid", "Key accepted, page “Shop EU”",
		"2 components, 1 open incident read", "Open there: Search is slow", "Right to publish: known at the first update", "390 ms",
		"Phases", "Monitoring", "components: operational again", "2 on the page")
	hold(t, "the test was not of what was typed", c.keys[0] == "sp-key-1" && c.asked[0].Page == "6tcfpztf6j9m")
	for _, f := range all[*parts.Field](s.Content()) {
		if f.Text() == "" && f.OnChanged != nil && strings.Contains(said(f), "monitoring") {
			f.SetText("watching")
		}
	}
	s.press("Add the channel")
	s.until("the form to close", func() bool { return s.channels().form == nil })
	got, err := config.Load(c.Places().Config)
	if err != nil {
		t.Fatal(err)
	}
	ch := got.Channels[0]
	if ch.Name != "Status page" || ch.Secret != "keyring:Status page" || ch.Audience != "public" || !ch.MailSubscribers || ch.Phases["monitoring"] != "watching" {
		t.Errorf("it is %+v", ch)
	}
	hold(t, "the key is not in the keyring", c.secrets["keyring:Status page"] == "sp-key-1")
	text := c.text()
	hold(t, "the key is in the file, or a comment is lost: "+text, !strings.Contains(text, "sp-key") && strings.HasPrefix(text, "# mine\n"))
	hold(t, "defaults are written: "+text, !strings.Contains(text, "mail_subscribers") && !strings.Contains(text, "doubt") && !strings.Contains(text, "every"))
	s.mustShow("Healthy")
}

func TestAHookAndAListOfAddressesAreChecked(t *testing.T) {
	c := newCore(t, "[[source]]\nname = \"Chat\"\nprofile = \"pagertree\"\nsecret = \"keyring:Chat\"\n")
	c.load()
	s := newStage(t, c, look.Wide)
	s.Open("channels/new")
	s.kind("Slack")
	s.mustShow("When nobody can tell whether it arrived", "you are asked: nothing is sent again unasked")
	s.enter(fieldSecret, "xoxb-123")
	s.press("Add the channel")
	s.mustShow("This is not a hook's address: it begins with https://.")
	s.enter(fieldSecret, "https://hooks.slack.com/services/T/B/x")
	s.segment("Leave it")
	s.mustShow("not sent again: it may not be seen")
	s.press("Add the channel")
	s.until("the form to close", func() bool { return s.channels().form == nil })
	hold(t, "the source's secret was written over", c.secrets["keyring:Chat channel"] != "" && c.secrets["keyring:Chat"] == "")
	s.file(`doubt = "drop"`)
	hold(t, "the hook is in the file", !strings.Contains(c.text(), "hooks.slack.com"))

	s.Open("channels/new")
	s.kind("Email")
	s.enter(fieldAddress, "mail.example.org")
	s.press("Add the channel")
	s.mustShow("Type who it is from", "Type addresses, with commas between")
	s.enter(fieldFrom, "Shop status <status@example.org>")
	s.enter(fieldTo, "ann@example.org, nobody")
	s.mustShow("“nobody” is no mail address.")
	s.enter(fieldTo, `ann@example.org, "Doe, Bob" <bob@example.org>`)
	s.press("Add the channel")
	s.until("the form to close", func() bool { return s.channels().form == nil })
	got, err := config.Load(c.Places().Config)
	if err != nil {
		t.Fatal(err)
	}
	mail := got.Channels[1]
	if mail.URL != "smtps://mail.example.org" || len(mail.To) != 2 || !strings.Contains(mail.To[1], "bob@example.org") {
		t.Errorf("it is %+v", mail)
	}
}

func TestAFaultOfAChannelNamesCauseAndFix(t *testing.T) {
	page, hook, mail, file := config.Channel{Kind: config.ChannelStatuspage}, config.Channel{Kind: config.ChannelSlack},
		config.Channel{Kind: config.ChannelSMTP, URL: "smtps://mail.example.org"}, config.Channel{Kind: config.ChannelFile}
	for _, c := range []struct {
		kind    string
		channel config.Channel
		want    string
	}{
		{faultAuth, page, "The page refuses the key. It is wrong, expired, or of another account."},
		{faultAuth, mail, "The mail server refuses the sign-in. Check user and password."},
		{faultAuth, hook, "What is kept is not the address of a hook. Copy the whole address"},
		{faultMissing, page, "There is no such page. Check the page's ID"},
		{faultMissing, hook, "The hook was taken away. Make a new one"},
		{faultTLS, mail, "The certificate of mail.example.org is not trusted. If your company"},
		{faultBusy, page, "Statuspage asks for fewer requests. Nothing is wrong here."},
		{faultServer, page, "Statuspage failed by itself. Nothing is wrong here. Updates wait"},
		{faultDNS, mail, "There is no server called mail.example.org."},
		{faultSecret, page, "The key or password cannot be read."},
		{faultAnswer, file, "X. Make the folder, or correct url."},
	} {
		what, do := explainChannel(Fault{Kind: c.kind, Text: "x", Fix: "make the folder, or correct url"}, c.channel)
		if !strings.HasPrefix(what+" "+do, c.want) {
			t.Errorf("%s of %s says %q, wants %q", c.kind, c.channel.Kind, what+" "+do, c.want)
		}
	}
	what, do := explainChannel(Fault{Kind: faultMissing, Text: `the page has no component "mail"`}, page)
	hold(t, "a component that is gone reads "+what, strings.Contains(what, "component") && strings.Contains(do, "Components"))
}

func TestEveryChannelIsTestedAtOnceAndTheFaultIsShown(t *testing.T) {
	s := reader(t, look.Wide)
	s.core.answer = ChannelTrial{Fault: &Fault{Kind: faultAuth, Text: "the page answered 401", Fix: "make a new one"}}
	s.press("Test every channel")
	s.until("the tests", func() bool {
		return len(s.channels().tests) == 3 && !slices.ContainsFunc([]string{"Status page", "Chat", "Email"}, func(name string) bool { return s.channels().tests[name].running })
	})
	s.mustShow("Key refused", "Sign-in refused")
	s.channels().edit("Status page")
	s.mustShow("The page refuses the key.", "It is wrong, expired, or of another account. Make a new one there and paste it here.", "the page answered 401", "Nothing was published.")
	s.core.mu.Lock()
	s.core.answer = ChannelTrial{Components: twoParts[1:], Latency: time.Second}
	s.core.mu.Unlock()
	s.press("Test again")
	s.until("the second test", func() bool { return s.shows("Key accepted") })
	s.mustShow("checkout shows under Payments, which this page does not have", "c1, not on the page")
}

func TestAChannelIsChangedInPlace(t *testing.T) {
	s := reader(t, look.Wide)
	s.channels().edit("Status page")
	s.enter(fieldName, "Public page")
	s.tick("The page mails its own subscribers")
	s.mustShow("Publish shows your text to everyone at once; the page mails nobody.")
	s.press("Save")
	s.until("the form to close", func() bool { return s.channels().form == nil })
	want := strings.NewReplacer(`name = "Status page"`, `name = "Public page"`, "components = { Payments = \"c1\" }\n", "components = { Payments = \"c1\" }\nmail_subscribers = false\n",
		`["Status page", "Chat"] # both`, `["Public page", "Chat"] # both`).Replace(channelFile)
	if got := s.core.text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	s.until("mail to be offered", func() bool { return !s.shows("stays off while") })
}

func TestAComponentIsChosenAnew(t *testing.T) {
	s := reader(t, look.Wide)
	s.channels().edit("Status page")
	s.pick("Component for Payments", "Search")
	s.press("Save")
	s.file(`components = { Payments = "c2" }`)
}

func TestAChannelIsTurnedOffAndOn(t *testing.T) {
	s := reader(t, look.Wide)
	mail, _ := s.now.channel("Email")
	s.channels().edit("Email")
	s.mustShow("Off: the status page mails its own subscribers, who would get every update twice.")
	s.press("Turn on")
	s.file("mail_subscribers = true")
	s.until("mail to be on", func() bool { return s.shows("send mail") })
	s.channels().offer(mail, false)
	s.file("disabled = true")
	s.until("the row", func() bool { return s.shows("off: it is kept and not used") })
	s.channels().offer(mail, true)
	s.until("the file", func() bool { return !strings.Contains(s.core.text(), "disabled") })
}

func TestARemovedChannelComesBackWhereItWas(t *testing.T) {
	s := reader(t, look.Wide)
	s.core.mu.Lock()
	s.core.channels["Chat"] = Channel{Waiting: 1}
	s.core.mu.Unlock()
	s.until("what waits", func() bool { s.refresh(); return s.shows("1 update waits") })
	s.channels().confirmRemove("Chat")
	if got := strings.Join(strings.Fields(said(s.host.content[len(s.host.content)-1])), " "); !strings.Contains(got, "nothing sends it any more") {
		t.Errorf("asked %q", got)
	}
	hold(t, "it was removed unasked", s.core.text() == channelFile)
	s.host.choose(t, "Remove")
	s.until("the row to go", func() bool { return s.shows("Chat is removed.") })
	hold(t, "the service still names it", strings.Contains(s.core.text(), `channels = ["Status page"] # both`))
	s.press("Undo")
	s.until("the row to be back", func() bool { return !s.shows("Chat is removed.") })
	if got := s.core.text(); got != channelFile {
		t.Errorf("the file is\n%s", got)
	}
}

func TestARemovedChannelComesBackAfterAnotherEdit(t *testing.T) {
	var out removal
	text, _ := edited(t, channelFile, removeChannel("Chat", &out))
	text, c := edited(t, text+"# written meanwhile\n", out.undo)
	if len(c.Channels) != 3 || len(c.Services[0].Channels) != 2 || !strings.Contains(text, "# written meanwhile") || !strings.Contains(text, "# both") {
		t.Errorf("got\n%s", text)
	}
}

func TestATeamsChannelIsShownAndLocked(t *testing.T) {
	c := newCore(t, "include = [\"team.toml\"]\n")
	c.write("team.toml", "[[channel]]\nname = \"Theirs\"\nkind = \"cachet\"\nurl = \"https://status.example.org/api\"\nsecret = \"keyring:theirs\"\n")
	c.load()
	s := newStage(t, c, look.Wide)
	s.Open("channels/Theirs")
	s.mustShow("from team.toml", "Set by team.toml: it is changed there.", "status.example.org", "Phases")
	hold(t, "it can be saved", !s.shows("Ctrl+S"))
	hold(t, "its fields can be typed into", len(all[*parts.Field](s.Content())) == 0)
	s.press("Test, publish nothing")
	s.until("the trial", func() bool { return s.shows("Key accepted: an empty incident was refused, as it should be") })
}

func TestWhatWasTypedIntoAChannelIsNotLostUnasked(t *testing.T) {
	s := reader(t, look.Wide)
	s.channels().edit("Chat")
	s.enter(fieldReader, "support")
	s.channels().edit("Status page")
	hold(t, "nobody asked", slices.Contains(s.host.titles, "Discard what you typed?"))
	s.host.choose(t, "Keep editing")
	hold(t, "the form changed", s.channels().form.d.was.Name == "Chat")
	s.core.write("config.toml", strings.Replace(channelFile, "keyring:chat", "keyring:room", 1))
	s.press("Save")
	s.until("the conflict", func() bool { return s.shows("This was changed in the file while you edited it here") })
	s.press("Keep mine")
	s.file(`audience = "support"`)
	s.until("the form to close", func() bool { return s.channels().form == nil })
}

func TestASecretThatCannotBeKeptIsSaidAtItsField(t *testing.T) {
	s := reader(t, look.Wide)
	s.core.secret = errors.New("the keyring is locked")
	s.channels().edit("Chat")
	s.enter(fieldSecret, "https://hooks.slack.com/services/T/B/y")
	s.press("Save")
	s.until("the refusal", func() bool { return s.shows("It cannot be kept: the keyring is locked") })
	hold(t, "the file was written", s.core.text() == channelFile)
}

func TestAClickOnARowOpensItsChannelOnAPhone(t *testing.T) {
	s := reader(t, look.Phone)
	for _, g := range all[*tapGround](s.Content()) {
		g.Tapped(&fyne.PointEvent{})
		break
	}
	s.mustShow("Page ID", "API key", "Phases", "Remove", "Save")
	hold(t, "there is no way back", s.Back() && s.channels().form == nil)
	s.mustShow("Status page", "Chat", "Email")
	s.Back()
	s.mustShow("Channels", "Services", "Targets")
}

func TestOnAPhoneChannelsFitWhateverTheyAreCalled(t *testing.T) {
	c := newCore(t, strings.NewReplacer("Status page", strings.Repeat("Very long name ", 3)+"of it", "checkout", strings.Repeat("x", 60)).Replace(channelFile))
	c.load()
	c.channels = map[string]Channel{"Chat": {Asking: 12}}
	c.answer = ChannelTrial{Page: strings.Repeat("Shop ", 30), Open: []string{strings.Repeat("Search is slow ", 20)}, Components: twoParts}
	s := newStage(t, c, look.Phone)
	s.Open(PageChannels)
	s.press("Test every channel")
	s.until("the tests", func() bool { return len(s.channels().tests) == 3 && !s.channels().tests["Chat"].running })
	for _, route := range []string{PageChannels, PageServices, PageTargets, "channels/Chat", "channels/Email", "services/" + strings.Repeat("x", 60)} {
		s.Open(route)
		if w := widest(s.Content()); w > 390.5 {
			t.Errorf("%s is %.0f wide", route, w)
		}
		s.Back()
	}
	s.Open("channels/new")
	for _, name := range channelKinds {
		s.channels().form.choose(name)
		if w := widest(s.Content()); w > 390.5 {
			t.Errorf("the form of %s is %.0f wide", name, w)
		}
	}
}

func TestEveryKindOfChannelSaysWhatItDoesAndWhatATestCannotKnow(t *testing.T) {
	for _, name := range channelKinds {
		c := config.Channel{Kind: name, URL: "https://x.example"}
		able := (&core{}).ChannelKind(name)
		hold(t, name+" does not say what publishing does", strings.HasSuffix(consequenceOf(c), "."))
		hold(t, name+" does nothing", channelDoes(c, able, true) != "" && channelDoes(c, able, false) == "nothing")
		hold(t, name+" proves nothing", len(channelFacts(ChannelTrial{Components: twoParts}, c)) > 0 && channelUnknown(c) != "")
		hold(t, name+" has no name", channelKindOf(name).Name != "" && channelKindOf(name).Hint != "" && usualName(name) != "")
	}
	hold(t, "a kind is not offered", len(channelKinds) == len(config.ChannelKinds()))
}
