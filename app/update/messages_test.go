package update

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"turnaround/app/incident"
)

// said are the messages and suggestions that the texts of all tests bring up,
// without those that come with a word of a list.
func said(t *testing.T) []string {
	all := map[string]bool{}
	note := func(d Draft) {
		words, err := lexicon(d.Language)
		if err != nil {
			t.Fatal(err)
		}
		listed := map[string]bool{}
		for _, list := range []map[string]string{words.Filler, words.Jargon, words.Promise, words.Cause, words.Blame, words.Supplier, words.Evasive, words.Rote, words.Ambiguous, words.Total, words.Humour} {
			for advice := range maps.Values(list) {
				listed[advice] = true
			}
		}
		for _, f := range checked(t, d) {
			all[f.Message] = true
			if !listed[f.Suggestion] {
				all[f.Suggestion] = true
			}
		}
	}
	for language, rules := range map[string][]rule{"en": english, "de": german} {
		for _, r := range rules {
			for _, text := range append(slices.Clone(r.fires), r.quiet...) {
				d := r.about
				d.Text, d.Language, d.Now = text, language, noon
				if d.Phase == "" {
					d.Phase = incident.Investigating
				}
				note(d)
				d.Words = 0
				note(d)
			}
		}
	}
	for _, text := range append(slices.Clone(leaking), keys...) {
		note(Draft{Text: text, Audience: Public, Now: noon})
	}
	note(Draft{Text: "Card payments fail.", Head: "pay.internal is down", Now: noon})
	note(Draft{Text: "Card payments fail.", Phase: incident.Investigating, Last: incident.Monitoring, Now: noon})
	return slices.Sorted(maps.Keys(all))
}

func TestEveryMessageIsListed(t *testing.T) {
	got, want := said(t), Messages()
	for _, m := range got {
		if !slices.Contains(want, m) {
			t.Errorf("not listed: %q", m)
		}
	}
	for _, m := range want {
		if !slices.Contains(got, m) {
			t.Errorf("listed, and never said: %q", m)
		}
	}
}

// leaking holds one text for each kind of leak that is no key.
var leaking = []string{
	"At 10.0.0.8.", "On pay.internal.", "On web-12.", "Under /var/log/pay.", "See OPS-1234.", "See https://acme.slack.com/archives/C0/p1.",
	"Traceback (most recent call last)", "Ask ann.smith@example.com.", "Paid with 4111 1111 1111 1111.", "It is 9f86d081884c7d659a2feaa0c55ad015.",
}

// keys holds one text for each kind of key.
var keys = []string{
	"AKIA" + "ABCDEFGHIJKLMNOP", "AIza" + strings.Repeat("x", 35), "xoxb-" + "123456789012", "sk_" + "live_0123456789abcdef",
	"ghp_" + strings.Repeat("a", 36), "glpat-" + strings.Repeat("b", 20), "-----BEGIN RSA " + "PRIVATE KEY-----",
	"eyJ" + strings.Repeat("a", 12) + ".eyJ" + strings.Repeat("b", 12) + ".signature", "password: hunter2!", "api_key=abc123def",
	"https://hooks.slack.com/" + "services/T0/B0/xyz", "postgres://app:" + "pw12345@db.example.com/shop", "Bearer " + strings.Repeat("t0", 15),
	"sk-" + strings.Repeat("z9", 15), "AccountKey=" + strings.Repeat("q", 30), "dapi" + "0f1e2d3c4b5a69788796a5b4c3d2e1f0", // one that only gitleaks knows
}
