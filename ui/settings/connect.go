package settings

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// changed notes that something was typed: the trial was of something else.
func (w *wizard) changed() {
	if w.trial != nil || w.trying {
		w.drop()
	}
	if w.told {
		w.tellFlaws()
	}
}

// connect is the step that asks where and how.
func (w *wizard) connect() fyne.CanvasObject {
	out := vbox(look.S14)
	name := w.input(fieldName, words.T("Name"), words.T("eu-prod"), &w.d.Name)
	if w.d.Profile == mailbox {
		w.mailFields(out, name)
	} else {
		out.Add(w.pair(name, w.input(fieldAddress, words.T("Address"), w.usualAddress(), &w.d.Address)))
		out.Add(w.signFields())
	}
	every := w.everySelect()
	pages := parts.NewSegmented([]string{words.T("Yes"), words.T("List only")}, index(!w.d.Pages), func(n int) {
		w.d.Pages, w.dirty = n == 0, true
	})
	out.Add(w.pair(newField(words.T("Ask every"), "", every), newField(words.T("May this source page you?"), "", pages)))
	out.Add(w.allowFields())
	out.Add(w.moreFields())
	w.result = vbox(0)
	w.fillResult()
	out.Add(w.result)
	return out
}

func index(second bool) int {
	if second {
		return 1
	}
	return 0
}

func (w *wizard) usualAddress() string {
	switch w.d.Profile {
	case pagertree:
		return "https://api.pagertree.com"
	case pagerduty:
		return "https://api.pagerduty.com"
	case generic:
		return "https://status.example.org/alerts.json"
	}
	return "https://alerts.example.org"
}

// signFields ask how to sign in, and with what.
func (w *wizard) signFields() fyne.CanvasObject {
	how := newField(words.T("Sign in with"), "", w.signSelect())
	switch w.d.Sign {
	case signNone:
		return w.pair(how, gap())
	case signBasic:
		return vbox(look.S14, w.pair(how, w.input(fieldUser, words.T("User"), "", &w.d.User)), w.secretField(words.T("Password")))
	}
	return w.pair(how, w.secretField(words.T("Token")))
}

func (w *wizard) signSelect() *parts.Select {
	ways := signs(w.d.Profile)
	if !slices.Contains(ways, w.d.Sign) {
		ways = append(ways, w.d.Sign)
	}
	var names []string
	for _, way := range ways {
		names = append(names, signName(way))
	}
	return parts.NewSelect(words.T("Sign in with"), names, slices.Index(ways, w.d.Sign), func(n int) {
		w.d.Sign = ways[n]
		w.typed()
		w.s.lay()
	})
}

// secretField takes a secret, or a reference to one.
func (w *wizard) secretField(title string) *field {
	return w.secretInput(title, words.T("paste it, or keyring:NAME, env:NAME"), &w.d.Secret, w.d.Ref)
}

// isSecret tells whether what was typed so far may be a secret: the beginnings
// of references stay readable.
func isSecret(text string) bool {
	text = strings.TrimSpace(text)
	for _, kind := range []string{"keyring:", "env:", "file:", "command:"} {
		if strings.HasPrefix(text, kind) || len(text) < len(kind) && strings.HasPrefix(kind, text) {
			return false
		}
	}
	return true
}

// shownRef is a reference on screen; of a command only that it is one: people
// write secrets into its arguments.
func shownRef(ref string) string {
	if strings.HasPrefix(ref, "command:") {
		program, _, _ := strings.Cut(ref, " ")
		return program + " …"
	}
	return ref
}

func (w *wizard) mailFields(out *fyne.Container, name fyne.CanvasObject) {
	out.Add(w.pair(name, w.input(fieldAddress, words.T("Mail server"), "imap.example.org", &w.d.Address)))
	ways := []string{secureTLS, secureSTARTTLS}
	names := []string{words.T("TLS (993)"), words.T("STARTTLS (143)")}
	if w.d.Security == securePlain {
		ways, names = append(ways, securePlain), append(names, words.T("none"))
	}
	secure := parts.NewSelect(words.T("Encryption"), names, slices.Index(ways, w.d.Security), func(n int) {
		w.d.Security = ways[n]
		w.typed()
	})
	out.Add(w.pair(newField(words.T("Encryption"), "", secure), w.input(fieldFolder, words.T("Folder"), "Alerts", &w.d.Folder)))
	out.Add(w.pair(newField(words.T("Sign in with"), "", w.signSelect()), w.input(fieldUser, words.T("User"), "ops@example.org", &w.d.User)))
	if !w.d.oauth() {
		out.Add(w.secretField(words.T("Password")))
		return
	}
	out.Add(w.input(fieldClient, words.T("Client ID"), "", &w.d.ClientID))
	if w.d.Sign == signMicrosoft {
		out.Add(w.input("tenant", words.T("Tenant"), words.T("common"), &w.d.Tenant))
	}
	out.Add(say(words.T("After it is added, its menu has Sign in: the browser opens, and what the provider gives goes to the keyring."), styleHint))
}

// intervals are how often a source may be asked.
var intervals = []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute}

func (w *wizard) everySelect() *parts.Select {
	list := slices.Clone(intervals)
	if !slices.Contains(list, w.d.Every.Std()) {
		list = append(list, w.d.Every.Std())
		slices.Sort(list)
	}
	var names []string
	for _, d := range list {
		names = append(names, short(d))
	}
	return parts.NewSelect(words.T("Ask every"), names, slices.Index(list, w.d.Every.Std()), func(n int) {
		w.d.Every, w.dirty = config.Duration(list[n]), true
	})
}

// allowFields ask what may be done there; each tick says what it does.
func (w *wizard) allowFields() fyne.CanvasObject {
	able := allowable(w.d.Profile)
	if len(able) == 0 {
		return hbox(look.S8, []float32{0, 1}, icon("info", look.InkText3, look.Icon16), say(cannot(w.d.Profile), styleHint))
	}
	said := vbox(look.S8)
	fill := func() {
		said.Objects = nil
		for _, a := range able {
			if slices.Contains(w.d.Allow, a) {
				said.Add(bar(look.InkWarn, say(consequence(w.d.Profile, a, w.ackFor()), styleSoft)))
			}
		}
		show(said, len(said.Objects) > 0)
	}
	var boxes []fyne.CanvasObject
	for _, a := range able {
		box := parts.NewCheckbox(verb(a), slices.Contains(w.d.Allow, a), func(on bool) {
			w.d.Allow = slices.DeleteFunc(w.d.Allow, func(other string) bool { return other == a })
			if on {
				w.d.Allow = append(w.d.Allow, a)
			}
			w.dirty = true
			fill()
			w.settle()
		})
		box.Hint = consequence(w.d.Profile, a, w.ackFor())
		boxes = append(boxes, box)
	}
	fill()
	head := hbox(look.S8, []float32{1, 0}, cut(words.T("Allow"), styleBold), cut(words.T("off until ticked"), styleHint))
	n := 3
	if w.s.width == look.Phone {
		n = 2
	}
	return vbox(look.S6, head, grid(n, look.S8, look.S4, boxes...), said)
}

func (w *wizard) ackFor() time.Duration { return w.d.was.AckFor.Or(config.DefaultAckFor.Std()) }

// moreFields are the settings few need.
func (w *wizard) moreFields() fyne.CanvasObject {
	if !w.more && w.d.CA == "" && (w.trial == nil || w.trial.Fault == nil || w.trial.Fault.Kind != faultTLS) {
		return left(parts.NewLink(words.T("A certificate of your company's own"), "expand_more", func() {
			w.more = true
			w.s.lay()
		}))
	}
	return w.input("ca", words.T("Certificate file of your company's authority (PEM)"), "/etc/ssl/company-ca.pem", &w.d.CA)
}
