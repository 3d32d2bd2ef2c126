package update

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"turnaround/app/incident"
)

func TestOnlyWhatHarmsReadersBlocks(t *testing.T) {
	blocking := []string{"CU01", "CU02", "CU20", "CU21", "CU31"}
	for language, rules := range map[string][]rule{"en": english, "de": german} {
		for _, r := range rules {
			for _, text := range append(r.fires, r.quiet...) {
				d := r.about
				d.Text, d.Language, d.Now, d.Audience = text, language, noon, Public
				for _, f := range checked(t, d) {
					if f.Level == Block && !slices.Contains(blocking, f.ID) {
						t.Errorf("%s blocks: %q", f.ID, text)
					}
				}
			}
		}
	}
}

func TestASilentPromiseBlocksOnlyWhileTheCauseIsSought(t *testing.T) {
	for phase, want := range map[incident.Phase]Level{incident.Investigating: Block, incident.Identified: Block, incident.Monitoring: Advice, incident.PhaseResolved: ""} {
		level := Level("")
		for _, f := range checked(t, Draft{Text: "Card payments fail.", Phase: phase, Now: noon}) {
			if f.ID == "CU01" {
				level = f.Level
			}
		}
		if level != want {
			t.Errorf("in %s: %q, want %q", phase, level, want)
		}
	}
}

func TestKeysAreAbsoluteAndHostsAreNot(t *testing.T) {
	for _, audience := range []Audience{Public, Affected, Developers, Internal} {
		for _, key := range keys {
			if !absolute(checked(t, Draft{Text: "Look: " + key + " is it.", Audience: audience, Now: noon})) {
				t.Errorf("%q must not leave, even for %s", key, audience)
			}
		}
	}
	for _, text := range []string{"Host db-prod-03.internal.", "At 10.0.0.8.", "See OPS-1234."} {
		found := checked(t, Draft{Text: text, Audience: Public, Now: noon})
		if absolute(found) || !slices.Contains(ids(found), "CU20") {
			t.Errorf("%q blocks, and may be overridden: %v", text, found)
		}
		if slices.Contains(ids(checked(t, Draft{Text: text, Audience: Internal, Now: noon})), "CU20") {
			t.Errorf("%q is fit for staff", text)
		}
	}
}

func absolute(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.ID == "CU20" && f.Level == Block && f.Absolute })
}

func TestWordsAreFoundAsTheyAreWritten(t *testing.T) {
	for _, c := range []struct{ text, phrase, want string }{
		{"zahlungen schlagen seit heute früh fehl.", "schlagen * fehl", "schlagen seit heute früh fehl"},
		{"sie schlagen zu. das geht fehl", "schlagen * fehl", ""},
		{"sie schlagen fehl", "schlagen * fehl", "schlagen fehl"},
		{"eins schlagen a b c d e f g h i fehl", "schlagen * fehl", ""},
		{"die verzögerungen bleiben", "verzöger*", "verzögerungen"},
		{"ein zahlungsausfall", "*ausfall", "zahlungsausfall"},
		{"i can’t pay", "can't", "can’t"},
		{"a third-party tool", "third party", "third-party"},
		{"it is sooner", "soon", ""},
		{"no. data was lost", "no data", ""},
		{"größe", "öß", ""},
	} {
		got := ""
		if hits := find(tokens(c.text), []string{c.phrase}); len(hits) > 0 {
			got = c.text[hits[0].from:hits[0].to]
		}
		if got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.phrase, c.text, got, c.want)
		}
	}
}

func TestLowerCaseMovesNoByte(t *testing.T) {
	for _, text := range []string{"ÄÖÜ ẞ İSTANBUL Ⱥ K Å", "a\xffB\xc3", "\uFFFD X", "ΑΣ ΣΑΣ", "e\u0301 É"} {
		l := lower(text)
		if len(l) != len(text) {
			t.Errorf("%q becomes %q: %d bytes, had %d", text, l, len(l), len(text))
		}
		for at := range text {
			if utf8.RuneStart(text[at]) != utf8.RuneStart(l[at]) {
				t.Errorf("%q and %q part at byte %d", text, l, at)
			}
		}
	}
}

func TestOneClickMendsJargon(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"en", "Latency makes pages late.", "Delay makes pages late."},
		{"en", "We did a rollback, and an endpoint failed.", "We did a return to the previous version, and an address failed."},
		{"en", "Our backend is slow.", "Our system is slow."},
		{"en", "An upstream provider is slow.", "A service we build on is slow."},
		{"de", "Der Rollback läuft, die Latenz sinkt.", "Der Schritt zurück zur vorigen Version läuft, die Verzögerung sinkt."},
		{"de", "Die die Anmeldung ist ist langsam.", "Die die Anmeldung ist langsam."},
	} {
		text := c.text
		for range 5 {
			found := checked(t, Draft{Text: text, Language: c.language, Audience: Public, Phase: incident.PhaseResolved})
			i := slices.IndexFunc(found, func(f Finding) bool { return f.Fix })
			if i < 0 {
				break
			}
			text = found[i].Apply(text)
		}
		if text != c.want {
			t.Errorf("%q becomes %q, want %q", c.text, text, c.want)
		}
	}
}

func TestDevelopersReadWhatTheirAudienceKnows(t *testing.T) {
	for audience, want := range map[Audience]Level{Public: Advice, Affected: Advice, Developers: Hint, Internal: ""} {
		level := Level("")
		for _, f := range checked(t, Draft{Text: "High latency on the SSO endpoint.", Audience: audience}) {
			if f.ID == "CU09" {
				level = f.Level
			}
			if f.ID == "CU10" && audience != Public && audience != Affected {
				t.Errorf("%s know what SSO is", audience)
			}
		}
		if level != want {
			t.Errorf("jargon for %s: %q, want %q", audience, level, want)
		}
	}
}

func TestARuleSpeaksUpOnlySoOften(t *testing.T) {
	found := checked(t, Draft{Text: strings.Repeat("some users some users ", 500), Audience: Public})
	if n := len(found); n == 0 || n > 80 {
		t.Errorf("%d findings", n)
	}
	if n := len(checked(t, Draft{Text: strings.Repeat("See OPS-1234. ", 500), Audience: Public})); n > 80 || !Blocks(checked(t, Draft{Text: strings.Repeat("See OPS-1234. ", 500), Audience: Public})) {
		t.Errorf("%d findings, and it must block", n)
	}
}

func FuzzCheck(f *testing.F) {
	for _, rules := range [][]rule{english, german} {
		for _, r := range rules {
			for _, text := range append(r.fires, r.quiet...) {
				f.Add(text, "Target", true)
			}
		}
	}
	f.Add("A\xffcme \xc3 {{\x00}} *\u202e ÜÜ *", "*", false)
	f.Fuzz(func(t *testing.T, text, name string, german bool) {
		d := Draft{Text: text, Language: "en", Audience: Public, Now: noon, Previous: name, Customers: []string{name}, Glossary: []string{name}, Severity: incident.Critical,
			Facts: incident.Affected{Share: name}, Words: 5}
		if german {
			d.Language, d.Phase = "de", incident.PhaseResolved
		}
		found, err := Check(d)
		if err != nil {
			t.Fatal(err)
		}
		seen := readable(text)
		for _, f := range found {
			if f.From < 0 || f.To < f.From || f.To > len(text) || !border(seen, f.From) || !border(seen, f.To) {
				t.Fatalf("%s spans %d to %d of %d bytes", f.ID, f.From, f.To, len(text))
			}
			if fixed := f.Apply(text); f.Fix && f.To-f.From+len(fixed) != len(text)+len(f.Replace) {
				t.Fatalf("%s: the fix gives %q", f.ID, fixed)
			}
			if strings.Contains(f.Message, "{{") && strings.Contains(fill(f.Message, map[string]string{"What": "", "Count": "", "Most": "", "Years": ""}), "{{") {
				t.Fatalf("%s: %q has a gap nobody fills", f.ID, f.Message)
			}
		}
	})
}

func border(text string, at int) bool {
	return at >= len(text) || utf8.RuneStart(text[at])
}

// BenchmarkCheck reads a normal update; it has to be under 20 ms to run while
// somebody types.
func BenchmarkCheck(b *testing.B) {
	for _, size := range []int{1, 20} {
		text := strings.Repeat("About 1 in 8 card payments in the EU fails with \"Something went wrong\". Your basket is kept and you will not be charged twice. "+
			"We are moving payments to a second provider due to high latency on the backend. Bank transfer works. "+
			"If a card fails once, please wait a few minutes before you try again. Sorry for any inconvenience.\nNext update by 12:30 UTC.\n", size)
		d := Draft{Text: text, Phase: incident.Identified, Audience: Public, Now: noon, Previous: text, Due: noon.Add(30 * time.Minute), Customers: names(500)}
		b.Run(fmt.Sprintf("%d bytes", len(text)), func(b *testing.B) {
			for b.Loop() {
				if _, err := Check(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func names(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("Customer Number %d Ltd", i)
	}
	return all
}
