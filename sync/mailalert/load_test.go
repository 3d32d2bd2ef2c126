package mailalert_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"turnaround/assets"
	"turnaround/internal/mailgen"
	"turnaround/sync/mailalert"
)

func TestBuiltInRecognisersAreAllThere(t *testing.T) {
	want := []string{"grafana", "alertmanager", "icinga2", "nagios", "zabbix", "cloudwatch", "pagerduty", "goalert", "gatus", "uptimekuma", "fallback"}
	if got := load(t).Names(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAWrongFileIsNamedWithItsLineAndBlindsNobodyElse(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":     {"name = \"own\"\nordr = 3\n", `own.toml:2: unknown key "ordr"`},
		"unknown sub-key": {"name = \"own\"\n[match]\nsubjekt = 'x'\n", `own.toml:3: unknown key "match.subjekt"`},
		"not TOML":        {"name = \"own\"\n= 3\n", "own.toml:2: "},
		"bad name":        {"\nname = \"Own One\"\n", "own.toml:2: name: "},
		"bad kind":        {"name = \"own\"\nkind = \"magic\"\nmatch.subject = 'x'\n", "own.toml:2: kind: "},
		"bad regex":       {"name = \"own\"\n[match]\nsubject = '('\n", "own.toml:3: subject: "},
		"no condition":    {"name = \"own\"\n", "own.toml:1: match: "},
		"no group":        {"name = \"own\"\nmatch.subject = 'x'\n[[extract]]\nin = \"text\"\nregex = 'abc'\n", "own.toml:5: regex: no named group"},
		"bad place":       {"name = \"own\"\nmatch.subject = 'x'\n[[extract]]\nin = \"html\"\nregex = '(?P<a>b)'\n", "own.toml:4: in: "},
		"no regex":        {"name = \"own\"\nmatch.subject = 'x'\n[[extract]]\nin = \"text\"\n", "extract: a regex is missing"},
		"unknown field":   {"name = \"own\"\nmatch.subject = 'x'\n[signal]\nid = [\"{hst}\"]\n", "own.toml:4: id: no field {hst}"},
		"open brace":      {"name = \"own\"\nmatch.subject = 'x'\n[signal]\nid = [\"{host\"]\n", "own.toml:4: id: a { is not closed"},
		"unknown state":   {"name = \"own\"\nmatch.subject = 'x'\n[state]\ndefault = \"fire\"\n", "own.toml:4: default: "},
		"time, no layout": {"name = \"own\"\nmatch.subject = 'x'\n[signal]\ntime = [\"{subject}\"]\n", "own.toml:4: time: layouts are missing"},
		"shared fields":   {"name = \"own\"\nshared = \"prometheus\"\nmatch.subject = 'x'\n", "own.toml:2: shared: "},
		"label rules":     {"name = \"own\"\nkind = \"grafana\"\nmatch.subject = 'x'\n[signal]\nid = [\"x\"]\n", "own.toml:2: kind: "},
		"wrong type":      {"name = \"own\"\norder = \"first\"\n", "own.toml:2: "},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "own.toml"), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			r, err := mailalert.Load(assets.Mails, dir)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to say %q", err, c.want)
			}
			if len(r.Names()) != 11 {
				t.Errorf("left are %v", r.Names())
			}
		})
	}
}

func TestAUsersFileAddsOrReplaces(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "own.toml")
	text := `name = "shop"
order = 1
[match]
subject = '^SHOP '
[[extract]]
in = "subject"
regex = '^SHOP (?P<state>\w+) (?P<what>.+)$'
[state]
of = ["{state}"]
resolved = ["good"]
[signal]
id = ["shop:{what}"]
title = ["{what} is {state}"]
`
	if err := os.WriteFile(own, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := mailalert.Load(assets.Mails, own)
	if err != nil || r.Names()[0] != "shop" {
		t.Fatal(r.Names(), err)
	}
	signals, by, err := r.Recognise(mailgen.Plain("x@example.test", "SHOP good till 7", "", noon), noon, mailalert.Options{})
	if err != nil || by != "shop" || len(signals) != 1 || show(signals[0]) != `resolved shop:till 7 title="till 7 is good" ends="12:00:00"` {
		t.Fatalf("%q: %+v, %v", by, signals, err)
	}
	text = strings.Replace(text, `"shop"`, `"icinga2"`, 1)
	if err := os.WriteFile(own, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err = mailalert.Load(assets.Mails, own)
	if err != nil || len(r.Names()) != 11 {
		t.Fatal(r.Names(), err)
	}
	if _, by, _ := r.Recognise(fixture(t, "icinga2-problem"), noon, mailalert.Options{}); by != "" {
		t.Errorf("the replaced recogniser answered as %q", by)
	}
}

func TestTwoFilesOfOneNameInOneFolderAreAnError(t *testing.T) {
	file := func() *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("name = \"own\"\nmatch.subject = 'x'\n")}
	}
	_, err := mailalert.Load(fstest.MapFS{"a.toml": file(), "b.toml": file()})
	if err == nil || !strings.Contains(err.Error(), `b.toml:1: recogniser "own" is in a.toml already`) {
		t.Errorf("got %v", err)
	}
}

func TestAMissingUserFileIsAnError(t *testing.T) {
	r, err := mailalert.Load(assets.Mails, filepath.Join(t.TempDir(), "none.toml"))
	if err == nil || len(r.Names()) != 11 {
		t.Errorf("got %v with %v", err, r.Names())
	}
}
