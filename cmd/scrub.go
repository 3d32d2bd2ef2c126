package cmd

import (
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"turnaround/app/config"
	"turnaround/app/secret"
	"turnaround/app/text"
)

// scrubber takes out of a text what tells who and where: secrets, addresses,
// hosts, the person, this computer.
type scrubber struct {
	known *secret.Redactor
	words []scrubbed // the longest first
}

type scrubbed struct{ word, label string }

// What has the form of an address, wherever it comes from.
var (
	addressForm = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+`)
	mailForm    = regexp.MustCompile(`[^\s"'<>@:/]+@[^\s"'<>@:/,;]+`)
	ip4Form     = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`)
	ip6Form     = regexp.MustCompile(`(?i)\[?\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\]?`)
	quotedForm  = regexp.MustCompile(`"[^"]*"`)
	lookupForm  = regexp.MustCompile(`lookup \S+`)
)

// shortWord: anything shorter is no name but part of other words.
const shortWord = 3

func newScrubber(c config.Config, known *secret.Redactor) *scrubber {
	s := &scrubber{known: known}
	s.add("[me]", c.Me.Name, c.Me.Email)
	s.add("[me]", strings.Fields(c.Me.Name)...)
	s.add("[calendar]", c.Duty.Calendar)
	s.add("[on call]", c.Duty.Match, c.Duty.Schedule)
	for _, each := range c.Sources {
		s.add("[user]", each.User)
		s.add("[client]", each.OAuth.ClientID, each.OAuth.Tenant)
		s.add("[sender]", each.From...)
		for _, value := range each.Params {
			s.add("[parameter]", value)
		}
		for _, at := range slices.Concat(each.URL, []string{each.Proxy, each.OAuth.AuthURL, each.OAuth.TokenURL, each.OAuth.DeviceURL}) {
			s.add("[address]", at)
			if u, err := url.Parse(at); err == nil {
				s.add("[host]", u.Host, u.Hostname())
				s.add("[user]", u.User.Username())
			}
		}
	}
	for _, each := range c.Channels {
		s.add("[user]", each.User)
		s.add("[page]", each.Page)
		s.add("[path]", each.List)
		s.add("[mail]", append(each.To, each.From, each.ReplyTo)...)
		s.add("[address]", each.URL, each.Proxy, each.Unsubscribe)
		if u, err := url.Parse(each.URL); err == nil {
			s.add("[host]", u.Host, u.Hostname())
			s.add("[user]", u.User.Username())
		}
	}
	s.add("~", home())
	if name, err := os.Hostname(); err == nil {
		s.add("[computer]", name)
	}
	slices.SortStableFunc(s.words, func(a, b scrubbed) int { return len(b.word) - len(a.word) })
	return s
}

func (s *scrubber) add(label string, words ...string) {
	for _, word := range words {
		if len(word) >= shortWord {
			s.words = append(s.words, scrubbed{word, label})
		}
	}
}

// scrub gives the text without them, on bounded lines.
func (s *scrubber) scrub(words string) string {
	words = s.known.Redact(words)
	for _, each := range s.words {
		words = strings.ReplaceAll(words, each.word, each.label)
	}
	words = addressForm.ReplaceAllString(words, "[address]")
	words = mailForm.ReplaceAllString(words, "[mail]")
	words = lookupForm.ReplaceAllString(words, "lookup [host]")
	words = ip4Form.ReplaceAllString(words, "[ip]")
	words = ip6Form.ReplaceAllString(words, "[ip]")
	return text.Block(words, 1000)
}

func (s *scrubber) all(texts []string) []string {
	var out []string
	for _, each := range texts {
		out = append(out, s.scrub(each))
	}
	return out
}
