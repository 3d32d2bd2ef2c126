package config_test

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
)

const ruled = `# how it rings
[page]
sound = "on" # loud

# staging is quiet
[[page.rule]]
source = ["staging"] # only there
do = "list"

# by night
[[page.rule]]
severity = [3]
do = "notify"

[quiet]
rings = [1]
`

func TestRulesAreEditedInPlace(t *testing.T) {
	for _, c := range []struct {
		name     string
		edit     func(*config.Document) error
		old, new string
	}{
		{"insert before", func(d *config.Document) error {
			return d.InsertRule(0, config.Rule{Source: []string{"eu"}, Do: "list"})
		}, "[[page.rule]]\nsource = [\"staging\"]", "[[page.rule]]\nsource = [\"eu\"]\ndo = \"list\"\n\n[[page.rule]]\nsource = [\"staging\"]"},
		{"append", func(d *config.Document) error {
			return d.InsertRule(9, config.Rule{Severity: []int{1}, Repeat: config.Duration(time.Minute), Times: 3})
		}, "rings = [1]\n", "rings = [1]\n\n[[page.rule]]\nseverity = [1]\nrepeat = \"1m\"\ntimes = 3\n"},
		{"set", func(d *config.Document) error { return d.SetRule(1, "sound", "minor") },
			"do = \"notify\"\n", "do = \"notify\"\nsound = \"minor\"\n"},
		{"replace", func(d *config.Document) error { return d.SetRule(0, "source", []string{"a", "b"}) },
			`["staging"] # only`, `["a", "b"] # only`},
		{"take a key out", func(d *config.Document) error { return d.SetRule(0, "do", nil) },
			"only there\ndo = \"list\"\n", "only there\n"},
		{"remove", func(d *config.Document) error { return d.RemoveRule(0) },
			"[[page.rule]]\nsource = [\"staging\"] # only there\ndo = \"list\"\n\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := document(t, ruled)
			if err := c.edit(d); err != nil {
				t.Fatal(err)
			}
			if want := strings.Replace(ruled, c.old, c.new, 1); d.Text() != want {
				t.Errorf("got\n%s\nwant\n%s", d.Text(), want)
			}
			if _, err := d.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRulesAreTheDocumentsOwn(t *testing.T) {
	rules, err := document(t, ruled).Rules()
	if err != nil || len(rules) != 2 || rules[0].Source[0] != "staging" || rules[1].Severity[0] != 3 {
		t.Errorf("got %+v, %v", rules, err)
	}
	if rules, err = document(t, "").Rules(); err != nil || len(rules) != 0 {
		t.Errorf("an empty document has %+v, %v", rules, err)
	}
	if err := document(t, ruled).RemoveRule(2); err == nil {
		t.Error("a rule that is not there was removed")
	}
}
