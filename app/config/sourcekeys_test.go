package config_test

import (
	"errors"
	"strings"
	"testing"

	"turnaround/app/config"
)

func TestTablesOfASourceAreMadeToHoldWhatIsGiven(t *testing.T) {
	head := "[[source]]\nname = \"eu\" # Europe\nprofile = \"alertmanager\"\nurl = \"http://a\"\n"
	m := map[string]any{"page": 1, "ti.cket": 3}
	for _, c := range []struct{ name, old, new string }{
		{"absent", head, head + "severity = { page = 1, \"ti.cket\" = 3 }\n"},
		{"in braces", head + "severity = { gone = 2 } # ours\n", head + "severity = { page = 1, \"ti.cket\" = 3 } # ours\n"},
		{"a table", head + "\n[source.severity]\n# pages\npage = 2 # loud\ngone = 2\n",
			head + "\n[source.severity]\n# pages\npage = 1 # loud\n\"ti.cket\" = 3\n"},
		{"dotted", head + "severity.gone = 1\nseverity.page = 1 # same\n", head + "severity.page = 1 # same\nseverity.\"ti.cket\" = 3\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := document(t, c.old)
			if err := d.SetSourceMap("eu", "severity", m); err != nil {
				t.Fatal(err)
			}
			if d.Text() != c.new {
				t.Errorf("got\n%s\nwant\n%s", d.Text(), c.new)
			}
			got, err := d.Check()
			if err != nil {
				t.Fatal(err)
			}
			if s := got.Sources[0].Severity; len(s) != 2 || s["page"] != 1 || s["ti.cket"] != 3 {
				t.Errorf("it reads %v", s)
			}
		})
	}
}

func TestAKeyOfASourceIsTakenOut(t *testing.T) {
	d := document(t, hand)
	if err := d.RemoveSourceKey("us", "oauth"); err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(hand, "oauth = { provider = \"google\" }\n", "", 1); d.Text() != want {
		t.Errorf("got\n%s", d.Text())
	}
	if err := d.RemoveSourceKey("eu", "tls"); err != nil || strings.Contains(d.Text(), "ca.pem") || !strings.Contains(d.Text(), "# the rest") {
		t.Errorf("%v, got\n%s", err, d.Text())
	}
	if err := d.RemoveSourceKey("nowhere", "oauth"); !errors.Is(err, config.ErrNoKey) {
		t.Errorf("a source that is not there: %v", err)
	}
}
