package settings

import (
	"strings"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/health"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/words"
)

// standing is how a source stands, in words.
type standing struct {
	text, icon string
	ink        look.Ink
}

func stands(s Source) standing {
	switch {
	case s.Disabled:
		return standing{words.T("Off"), "do_not_disturb_on", look.InkText3}
	case s.Fault == faultAuth:
		return standing{words.T("Sign in again"), "error_outline", look.InkCrit}
	case s.State == health.Gone:
		return standing{words.T("No contact"), "error_outline", look.InkCrit}
	case s.State == health.Failing && s.Misses > 0:
		return standing{words.N("No answer, {{.Count}} tries", s.Misses), "warning", look.InkWarn}
	case s.State == health.Failing:
		return standing{words.T("Not answering"), "warning", look.InkWarn}
	case s.State == health.OK && s.Push:
		return standing{words.T("Healthy, push"), "check_circle", look.InkOK}
	case s.State == health.OK:
		return standing{words.T("Healthy"), "check_circle", look.InkOK}
	}
	return standing{words.T("No contact yet"), "hourglass_top", look.InkText2}
}

// lastContact is how long ago a source was heard of.
func lastContact(s Source, now time.Time) string {
	if s.LastContact.IsZero() {
		return words.T("never")
	}
	d := max(0, now.Sub(s.LastContact))
	if d < time.Minute {
		return words.T("{{.N}} s ago", words.Data{"N": int(d / time.Second)})
	}
	for _, whole := range []time.Duration{24 * time.Hour, time.Hour, time.Minute} {
		if d >= whole {
			d = d.Truncate(whole)
			break
		}
	}
	return words.T("{{.Span}} ago", words.Data{"Span": words.Span(d)})
}

// meta is the line below a source's name: what matters most about it.
func meta(s Source, c config.Source, now *snapshot) string {
	var parts []string
	switch {
	case s.Disabled:
		parts = append(parts, words.T("not asked, nothing of it rings"))
	case s.State == health.Gone && !s.LostSince.IsZero():
		parts = append(parts, words.T("No contact since {{.Time}}", words.Data{"Time": words.Moment(s.LostSince, now.at)}))
	case c.Profile == mailbox:
		d := draftOf(c, true)
		parts = append(parts, text.Line(d.User, 60), words.T("folder {{.Name}}", words.Data{"Name": text.Line(d.Folder, 60)}))
	default:
		parts = append(parts, words.T("Every {{.Time}}", words.Data{"Time": short(c.Every.Std())}))
	}
	if team := now.origin(s.Name); team != "" {
		parts = append(parts, words.T("from {{.File}}", words.Data{"File": text.Line(team, 60)}))
	}
	if may := verbs(c.Allow); may != "" && !s.Disabled {
		parts = append(parts, words.T("may: {{.Verbs}}", words.Data{"Verbs": may}))
	}
	if n := len(c.Heartbeats); n > 0 && !s.Disabled {
		parts = append(parts, words.N("{{.Count}} heartbeats", n))
	}
	return strings.Join(parts, " · ")
}

func verbs(allow []string) string {
	var names []string
	for _, a := range allow {
		names = append(names, verb(a))
	}
	return strings.Join(names, ", ")
}

// The kinds of fault a source or a trial tells of.
const (
	faultDNS     = "dns"
	faultRefused = "refused"
	faultTimeout = "timeout"
	faultNetwork = "unreachable"
	faultTLS     = "tls"
	faultAuth    = "auth"
	faultMissing = "missing"
	faultAnswer  = "answer"
	faultBusy    = "busy"
	faultServer  = "server"
	faultFolder  = "folder"
	faultSecret  = "secret"
)

// explain words a fault of a trial: what failed, and what to do.
func explain(t Fault, d draft) (what, do string) {
	host := text.Line(hostOf(d), 80)
	data := words.Data{"Host": host, "Folder": text.Line(d.Folder, 60)}
	switch t.Kind {
	case faultDNS:
		return words.T("There is no server called {{.Host}}.", data),
			words.T("Check the spelling, and whether this network or your VPN knows the name.")
	case faultRefused:
		return words.T("{{.Host}} is there, but nothing answers at this port.", data),
			words.T("Check the port, and whether the server runs.")
	case faultTimeout:
		return words.T("{{.Host}} did not answer in time.", data),
			words.T("Check whether a firewall is between, or a VPN is needed.")
	case faultNetwork:
		return words.T("{{.Host}} cannot be reached.", data), words.T("Check the address and this computer's network.")
	case faultTLS:
		return words.T("The certificate of {{.Host}} is not trusted.", data),
			words.T("If your company has an authority of its own, name its certificate file below.")
	case faultAuth:
		return words.T("{{.Host}} refuses the sign-in.", data), fixAuth(d)
	case faultFolder:
		return words.T("The mailbox has no folder {{.Folder}}.", data), words.T("Check its name; INBOX is the main one.")
	case faultSecret:
		return words.T("The token or password cannot be read."), words.T("Type it again, or check where the reference leads.")
	case faultMissing:
		return words.T("{{.Host}} answers, but not at this address (404).", data),
			words.T("Give the address you open in a browser, without what follows its first path.")
	case faultAnswer:
		return words.T("{{.Host}} answers, but not with alerts.", data),
			words.T("Often the address leads to a sign-in page or another program. Check it and the type above.")
	case faultBusy:
		return words.T("{{.Host}} asks for fewer requests.", data), words.T("Ask less often, then test again.")
	case faultServer:
		return words.T("{{.Host}} failed by itself.", data), words.T("Nothing is wrong here. Try again later.")
	}
	return words.T("The test failed."), text.Line(t.Fix, 300)
}

func fixAuth(d draft) string {
	switch {
	case d.oauth():
		return words.T("Sign in with the provider first.")
	case d.Profile == mailbox:
		return words.T("Check user and password. Many providers ask for an app password.")
	case d.Sign == signNone:
		return words.T("It wants a token or a password: choose it under Sign in with.")
	case d.Profile == pagerduty:
		return words.T("Check the API key; a read-only key can read and not act.")
	}
	return words.T("Check the token or password, and that it has not expired.")
}

func hostOf(d draft) string {
	switch list := d.source().URL; {
	case len(list) > 0:
		_, rest, _ := strings.Cut(list[0], "://")
		host, _, _ := strings.Cut(rest, "/")
		if _, after, ok := strings.Cut(host, "@"); ok {
			host = after
		}
		return host
	}
	return kindOf(d.Profile).Name
}

// dutySays tells whether the person is on call, in a line.
func dutySays(s duty.State, now time.Time) string {
	switch {
	case s.OnCall && !s.Until.IsZero():
		return words.T("on call until {{.Time}}", words.Data{"Time": words.Moment(s.Until, now)})
	case s.OnCall:
		return words.T("on call")
	case !s.Next.IsZero():
		return words.T("off call until {{.Time}}: alerts are listed and never ring", words.Data{"Time": words.Moment(s.Next, now)})
	}
	return words.T("off call: alerts are listed and never ring")
}
