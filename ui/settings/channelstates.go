package settings

import (
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"turnaround/app/config"
	"turnaround/app/health"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/words"
)

// channelKinds are the kinds of channel that can be added.
var channelKinds = []string{config.ChannelStatuspage, config.ChannelSorry, config.ChannelCachet, config.ChannelInstatus, config.ChannelIncidentIO,
	config.ChannelSMTP, config.ChannelSlack, config.ChannelMattermost, config.ChannelTeams,
	config.ChannelCState, config.ChannelFile, config.ChannelClipboard}

// channelKindOf tells of a kind of channel on screen.
func channelKindOf(name string) kind {
	switch name {
	case config.ChannelStatuspage:
		return kind{"Statuspage", words.T("Atlassian, API v1"), "public"}
	case config.ChannelSorry:
		return kind{"Sorry", words.T("status page, API v1"), "public"}
	case config.ChannelCachet:
		return kind{"Cachet", words.T("status page, version 3"), "public"}
	case config.ChannelInstatus:
		return kind{"Instatus", words.T("status page"), "public"}
	case config.ChannelIncidentIO:
		return kind{"incident.io", words.T("status pages, API v2"), "public"}
	case config.ChannelSMTP:
		return kind{words.T("Email"), words.T("to a list of addresses"), "mail"}
	case config.ChannelSlack:
		return kind{"Slack", words.T("a room, by its hook"), "forum"}
	case config.ChannelMattermost:
		return kind{"Mattermost", words.T("a room, by its hook"), "forum"}
	case config.ChannelTeams:
		return kind{"Teams", words.T("a room, by a workflow"), "forum"}
	case config.ChannelCState:
		return kind{"cState", words.T("a site in a folder"), "article"}
	case config.ChannelFile:
		return kind{words.T("File"), words.T("updates below each other"), "article"}
	case config.ChannelClipboard:
		return kind{words.T("File to copy from"), words.T("the newest update alone"), "content_copy"}
	}
	return kind{name, "", "public"}
}

// channelStands is how a channel stands, in words. tested is what came of the
// last test in this window; nil: there was none.
func channelStands(c config.Channel, now Channel, offered bool, able ChannelKind, tested *ChannelTrial) standing {
	switch {
	case c.Disabled, !offered:
		return standing{words.T("Off"), "do_not_disturb_on", look.InkText3}
	case now.Asking > 0:
		return standing{words.N("{{.Count}} in doubt", now.Asking), "warning", look.InkWarn}
	case tested != nil && tested.Fault != nil:
		return faulty(tested.Fault.Kind, c)
	case now.Fault != "":
		return faulty(now.Fault, c)
	case now.State == health.Gone, now.State == health.Failing:
		return faulty("", c)
	case able.ReadBack && now.State == health.OK, tested != nil:
		return standing{words.T("Healthy"), "check_circle", look.InkOK}
	case !able.ReadBack && !now.Last.IsZero():
		return standing{words.T("Took the last one"), "check_circle", look.InkOK}
	}
	return standing{words.T("Not tested yet"), "warning", look.InkWarn}
}

// faulty names a fault in a few words.
func faulty(fault string, c config.Channel) standing {
	crit := func(text string) standing { return standing{text, "error_outline", look.InkCrit} }
	switch {
	case fault == faultAuth && c.Kind == config.ChannelSMTP:
		return crit(words.T("Sign-in refused"))
	case fault == faultAuth:
		return crit(words.T("Key refused"))
	case fault == faultSecret:
		return crit(words.T("No key"))
	case fault == faultMissing && c.IsHook():
		return crit(words.T("Hook is gone"))
	case fault == faultMissing:
		return crit(words.T("Not found there"))
	case fault == faultTLS:
		return crit(words.T("Certificate"))
	case fault == faultBusy:
		return standing{words.T("Too many requests"), "warning", look.InkWarn}
	case fault == faultServer:
		return standing{words.T("Failing by itself"), "warning", look.InkWarn}
	case fault == faultAnswer && !c.IsPage() && !c.IsHook() && c.Kind != config.ChannelSMTP:
		return crit(words.T("Cannot be written"))
	case fault == faultAnswer, fault == faultSettings:
		return crit(words.T("Needs a look"))
	}
	return standing{words.T("Not answering"), "warning", look.InkWarn}
}

const faultSettings = "settings"

// channelDoes is what an update does there, in a few words.
func channelDoes(c config.Channel, able ChannelKind, offered bool) string {
	switch {
	case c.Disabled, !offered:
		return words.T("nothing")
	case c.IsHook():
		return words.T("post")
	case c.Kind == config.ChannelSMTP:
		return words.T("send mail")
	case able.Corrects:
		return words.T("publish, correct")
	case c.IsPage():
		return words.T("publish")
	case c.Kind == config.ChannelCState:
		return words.T("write its files")
	}
	return words.T("write one file")
}

// channelMeta is the line below a channel's name.
func channelMeta(c config.Channel, now Channel, offered bool, s *snapshot) string {
	var parts []string
	switch where := channelWhere(c); {
	case c.Disabled:
		parts = append(parts, words.T("off: it is kept and not used"))
	case !offered:
		parts = append(parts, words.T("off: the status page mails its own subscribers"))
	case c.Kind == config.ChannelSMTP && now.Addresses > 0:
		parts = append(parts, words.N("{{.Count}} addresses", now.Addresses))
	case where != "":
		parts = append(parts, where)
	}
	if !c.Disabled && offered && channelKindOf(c.Kind).Name != c.Name {
		parts = append(parts, channelKindOf(c.Kind).Name)
	}
	switch c.Doubt {
	case config.DoubtResend:
		parts = append(parts, words.T("in doubt sent again"))
	case config.DoubtDrop:
		parts = append(parts, words.T("in doubt not sent again"))
	}
	if now.Waiting > 0 {
		parts = append(parts, words.N("{{.Count}} updates wait", now.Waiting))
	}
	if team := s.team(config.ListChannel, c.Name); team != "" {
		parts = append([]string{words.T("from {{.File}}", words.Data{"File": text.Line(team, 60)})}, parts...)
	}
	return strings.Join(parts, " · ")
}

// channelWhere is where a channel is: a host, a page, a folder.
func channelWhere(c config.Channel) string {
	switch {
	case c.IsHook():
		return ""
	case c.Kind == config.ChannelCState, c.Kind == config.ChannelFile, c.Kind == config.ChannelClipboard:
		return text.Line(filepath.Base(c.URL), 60)
	case c.URL != "":
		if u, err := url.Parse(c.URL); err == nil {
			return text.Line(u.Hostname(), 60)
		}
	}
	return words.T("page {{.ID}}", words.Data{"ID": text.Line(c.Page, 40)})
}

// lastUpdate is when customers last heard something there.
func lastUpdate(at, now time.Time) string {
	if at.IsZero() {
		return words.T("none known")
	}
	return words.Moment(at, now)
}

// doubtText says what is done when nobody can tell whether an update arrived.
func doubtText(doubt string) string {
	switch doubt {
	case config.DoubtResend:
		return words.T("sent again: it may be seen twice")
	case config.DoubtDrop:
		return words.T("not sent again: it may not be seen")
	}
	return words.T("you are asked: nothing is sent again unasked")
}

// phaseName is our word for a phase.
func phaseName(phase string) string {
	switch phase {
	case "investigating":
		return words.T("Investigating")
	case "identified":
		return words.T("Identified")
	case "monitoring":
		return words.T("Monitoring")
	case "resolved":
		return words.T("Resolved")
	}
	return phase
}

// channelPhases are ours, in order.
var channelPhases = []string{"investigating", "identified", "monitoring", "resolved"}

// explainChannel words a fault of a channel's test: what failed, and what to do.
func explainChannel(f Fault, c config.Channel) (what, do string) {
	host := words.Data{"Host": text.Line(channelHost(c), 80)}
	switch f.Kind {
	case faultDNS:
		return words.T("There is no server called {{.Host}}.", host), words.T("Check the spelling, and whether this network or your VPN knows the name.")
	case faultRefused:
		return words.T("{{.Host}} is there, but nothing answers at this port.", host), words.T("Check the port, and whether the server runs.")
	case faultTimeout:
		return words.T("{{.Host}} did not answer in time.", host), words.T("Check whether a firewall is between, or a VPN is needed.")
	case faultNetwork:
		return words.T("{{.Host}} cannot be reached.", host), words.T("Check the address and this computer's network.")
	case faultTLS:
		return words.T("The certificate of {{.Host}} is not trusted.", host), words.T("If your company has an authority of its own, name its certificate file below.")
	case faultAuth:
		return explainAuth(c)
	case faultSecret:
		return words.T("The key or password cannot be read."), words.T("Type it again, or check where the reference leads.")
	case faultBusy:
		return words.T("{{.Host}} asks for fewer requests.", host), words.T("Nothing is wrong here. Test again in a minute; updates are sent when the rate allows.")
	case faultServer:
		return words.T("{{.Host}} failed by itself.", host), words.T("Nothing is wrong here. Updates wait and are tried again.")
	case faultMissing:
		return explainMissing(f, c)
	}
	return sentence(text.Line(first(f.Text, words.T("The test failed.")), 300)), sentenceOf(f.Fix)
}

func explainAuth(c config.Channel) (what, do string) {
	switch {
	case c.IsHook():
		return words.T("What is kept is not the address of a hook."), words.T("Copy the whole address from the chat, https:// and all.")
	case c.Kind == config.ChannelSMTP:
		return words.T("The mail server refuses the sign-in."), words.T("Check user and password. Many providers ask for an app password.")
	}
	return words.T("The page refuses the key."), words.T("It is wrong, expired, or of another account. Make a new one there and paste it here.")
}

func explainMissing(f Fault, c config.Channel) (what, do string) {
	switch {
	case c.IsHook():
		return words.T("The hook was taken away."), words.T("Make a new one in the chat and paste its address here.")
	case strings.Contains(f.Text, "component"):
		return words.T("A component is not on the page any more."), words.T("Choose another for it under Components.")
	}
	return words.T("There is no such page."), words.T("Check the page's ID: it stands in the address of its settings, or in its API information.")
}

// channelHost is whom a channel is asked at.
func channelHost(c config.Channel) string {
	if u, err := url.Parse(c.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return channelKindOf(c.Kind).Name
}

func sentenceOf(text string) string {
	if text == "" {
		return ""
	}
	return sentence(text)
}
