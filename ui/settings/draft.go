package settings

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"turnaround/app/config"
	"turnaround/app/secret"
	"turnaround/ui/words"
)

// The ways to sign in to a source.
const (
	signNone      = "none"
	signToken     = "token"
	signBasic     = "basic"
	signPassword  = "password"
	signGoogle    = "google"
	signMicrosoft = "microsoft"
	signCustom    = "custom"
)

// Ways a mailbox's connection is encrypted.
const (
	secureTLS      = "tls"
	secureSTARTTLS = "starttls"
	securePlain    = "plain"
)

// draft is a source as it is typed, before it is one.
type draft struct {
	was      config.Source // what the file holds; its name is empty for a new source
	Profile  string
	Name     string
	Address  string // of a mailbox: the server, with its port
	Folder   string // of a mailbox
	Security string // of a mailbox
	Sign     string
	User     string
	Secret   string // as typed: a secret, or a reference to one; "": Ref holds
	Ref      string
	ClientID string
	Tenant   string
	CA       string
	Every    config.Duration
	Pages    bool
	Allow    []string
	Severity map[string]int
	Label    string // the label that holds the severity
	Params   map[string]string
	Beat     bool // absence of the heartbeat found is an alarm
	Alerts   bool // every mail of the folder is an alert
	From     string
}

// newDraft begins a source of a kind.
func newDraft(profile string) draft {
	d := draft{Profile: profile, Every: config.DefaultEvery, Pages: true, Security: secureTLS,
		Severity: map[string]int{}, Params: map[string]string{}, Sign: signs(profile)[0], Folder: "Alerts", Beat: true}
	if profile == mailbox {
		d.Every = config.Duration(60e9)
	}
	return d
}

// draftOf takes up a source of the file.
func draftOf(s config.Source, pages bool) draft {
	d := newDraft(s.Profile)
	d.was, d.Name, d.Every, d.Pages, d.Ref = s, s.Name, s.Every, pages, s.Secret
	d.Address, d.User, d.CA = strings.Join(s.URL, ", "), s.User, s.TLS.CA
	d.Allow, d.Label = slices.Clone(s.Allow), s.SeverityLabel
	d.ClientID, d.Tenant, d.Alerts, d.From = s.OAuth.ClientID, s.OAuth.Tenant, s.AlertsOnly, strings.Join(s.From, ", ")
	maps.Copy(d.Severity, s.Severity)
	maps.Copy(d.Params, s.Params)
	d.Beat = false
	switch {
	case s.OAuth.Provider != "":
		d.Sign = s.OAuth.Provider
	case s.Profile == mailbox:
		d.Sign = signPassword
	case s.User != "":
		d.Sign = signBasic
	case s.Secret != "":
		d.Sign = signToken
	case slices.Contains(signs(s.Profile), signNone):
		d.Sign = signNone
	}
	if s.Profile == mailbox {
		d.takeAddress()
	}
	return d
}

// takeAddress parts a mailbox's address into what the form asks for.
func (d *draft) takeAddress() {
	u, err := url.Parse(d.was.URL.First())
	if err != nil {
		return
	}
	d.Address, d.Folder = u.Host, strings.TrimPrefix(u.Path, "/")
	if name := u.User.Username(); name != "" {
		d.User = name
	}
	switch {
	case d.was.TLS.StartTLS:
		d.Security = secureSTARTTLS
	case u.Scheme == "imap":
		d.Security = securePlain
	}
}

// signs are the ways to sign in at a kind of source, the usual one first.
func signs(profile string) []string {
	switch profile {
	case pagertree, pagerduty:
		return []string{signToken}
	case mailbox:
		return []string{signPassword, signGoogle, signMicrosoft}
	}
	return []string{signNone, signToken, signBasic}
}

func signName(sign string) string {
	switch sign {
	case signNone:
		return words.T("Nothing")
	case signToken:
		return words.T("Token")
	case signBasic:
		return words.T("User and password")
	case signPassword:
		return words.T("Password")
	case signGoogle:
		return words.T("Google")
	case signMicrosoft:
		return words.T("Microsoft")
	}
	return words.T("Another provider")
}

// needsSecret tells whether the way to sign in has a secret that is typed.
func (d draft) needsSecret() bool {
	return d.Sign == signToken || d.Sign == signBasic || d.Sign == signPassword
}

// oauth tells whether a person signs in with a provider.
func (d draft) oauth() bool {
	return d.Sign == signGoogle || d.Sign == signMicrosoft || d.Sign == signCustom
}

// typed gives the secret that was typed and the reference it is to be kept at;
// a reference that was typed is no secret.
func (d draft) typed() (value, ref string) {
	text := strings.TrimSpace(d.Secret)
	if text == "" || !d.needsSecret() {
		return "", d.Ref
	}
	if _, err := secret.Parse(text); err == nil {
		return "", text
	}
	return text, "keyring:" + d.Name
}

// The fields of the form a flaw may be at.
const (
	fieldName    = "name"
	fieldAddress = "address"
	fieldFolder  = "folder"
	fieldUser    = "user"
	fieldSecret  = "secret"
	fieldClient  = "client"
	fieldMapping = "mapping"
)

// flaws tells what is missing or cannot be, by field; taken are the names of
// the other sources.
func (d draft) flaws(taken []string) map[string]string {
	found := map[string]string{}
	tell := func(field, text string) {
		if text != "" && found[field] == "" {
			found[field] = text
		}
	}
	tell(fieldName, flawedName(d.Name, d.was.Name, taken))
	tell(fieldAddress, d.flawedAddress())
	if d.Profile == mailbox && strings.TrimSpace(d.User) == "" {
		tell(fieldUser, words.T("Type the user, mostly the mail address."))
	}
	if d.Sign == signBasic && strings.TrimSpace(d.User) == "" {
		tell(fieldUser, words.T("Type the user."))
	}
	if d.needsSecret() && strings.TrimSpace(d.Secret) == "" && d.Ref == "" {
		if d.Sign == signToken {
			tell(fieldSecret, words.T("Paste the token. It goes to the system's keyring, never into the file."))
		} else {
			tell(fieldSecret, words.T("Type the password. It goes to the system's keyring, never into the file."))
		}
	}
	if d.oauth() && strings.TrimSpace(d.ClientID) == "" {
		tell(fieldClient, words.T("Register an application with the provider and paste its client ID."))
	}
	return found
}

func flawedName(name, was string, taken []string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return words.T("Give it a name, such as eu-prod.")
	case name != strings.TrimSpace(name) || len([]rune(name)) > 60 || strings.ContainsAny(name, `/\:`) || strings.ContainsFunc(name, unicode.IsControl):
		return words.T("Use letters, digits, spaces and dashes, at most 60.")
	case !strings.EqualFold(name, was) && slices.ContainsFunc(taken, func(other string) bool { return strings.EqualFold(other, name) }):
		return words.T("Another source has this name.")
	}
	return ""
}

func (d draft) flawedAddress() string {
	list := d.addresses()
	if len(list) == 0 {
		switch d.Profile {
		case alertmanager, generic:
			return words.T("Type the address, such as https://alerts.example.org.")
		case mailbox:
			return words.T("Type the mail server, such as imap.example.org.")
		}
		return ""
	}
	if d.Profile == mailbox && len(list) > 1 {
		return words.T("One mailbox has one server.")
	}
	for _, each := range list {
		u, err := url.Parse(each)
		switch {
		case err != nil || u.Hostname() == "" || strings.ContainsFunc(each, unicode.IsSpace):
			return words.T("This is not an address: write https://host.")
		case d.Profile != mailbox && u.Scheme != "http" && u.Scheme != "https":
			return words.T("The address starts with https:// or http://.")
		}
		if _, has := u.User.Password(); has {
			return words.T("Take the password out of the address: it belongs into the field for it.")
		}
	}
	return ""
}

// addresses are what was typed, with the scheme a mailbox's lack.
func (d draft) addresses() []string {
	var list []string
	for each := range strings.SplitSeq(d.Address, ",") {
		each = strings.TrimSpace(each)
		switch {
		case each == "":
			continue
		case d.Profile == mailbox:
			each = d.mailAddress(each)
		case !strings.Contains(each, "://"):
			each = "https://" + each
		}
		list = append(list, each)
	}
	return list
}

func (d draft) mailAddress(host string) string {
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	scheme := "imaps"
	if d.Security != secureTLS {
		scheme = "imap"
	}
	u := url.URL{Scheme: scheme, Host: host, Path: "/" + strings.TrimSpace(d.Folder)}
	return u.String()
}

// source is the draft as the configuration holds it, over what the file held
// before: settings the form does not show stay.
func (d draft) source() config.Source {
	s := d.was
	s.Name, s.Profile, s.Every = d.Name, d.Profile, d.Every
	_, s.Secret = d.typed()
	if !d.sameAddress() {
		s.URL, s.User = d.addresses(), strings.TrimSpace(d.User)
		if d.Sign == signNone || d.Sign == signToken {
			s.User = ""
		}
	}
	if !d.needsSecret() {
		s.Secret = ""
	}
	s.Allow, s.SeverityLabel, s.TLS.CA = d.Allow, strings.TrimSpace(d.Label), strings.TrimSpace(d.CA)
	s.Severity, s.Params = maps.Clone(d.Severity), maps.Clone(d.Params)
	maps.DeleteFunc(s.Params, func(_, value string) bool { return value == "" })
	if d.Profile == mailbox {
		s.AlertsOnly, s.From = d.Alerts, list(d.From)
		s.TLS.StartTLS, s.TLS.Plain = d.Security == secureSTARTTLS, d.Security == securePlain
	}
	switch {
	case d.oauth():
		s.OAuth.Provider, s.OAuth.ClientID, s.OAuth.Tenant = d.Sign, strings.TrimSpace(d.ClientID), strings.TrimSpace(d.Tenant)
		if s.OAuth.Token == "" {
			s.OAuth.Token = "keyring:" + d.Name + " sign-in"
		}
	default:
		s.OAuth = config.OAuth{}
	}
	return s
}

// sameAddress tells whether the address stands as the file has it: it may be
// written there in another way, with the user in it.
func (d draft) sameAddress() bool {
	if d.was.Name == "" {
		return false
	}
	old := draftOf(d.was, true)
	return old.Address == d.Address && old.Folder == d.Folder && old.Security == d.Security && old.User == d.User && old.Sign == d.Sign
}

// list reads words with commas between them.
func list(text string) []string {
	var out []string
	for each := range strings.SplitSeq(text, ",") {
		if each = strings.TrimSpace(each); each != "" {
			out = append(out, each)
		}
	}
	return out
}
