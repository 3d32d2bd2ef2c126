package settings

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
)

// edited applies an edit to a file and gives its text and what it reads as.
func edited(t *testing.T, text string, edit Edit) (string, config.Config) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := config.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := edit(doc); err != nil {
		t.Fatal(err)
	}
	c, err := doc.Check()
	if err != nil {
		t.Fatalf("%v in\n%s", err, doc.Text())
	}
	return doc.Text(), c
}

const ruled = `[page] # loud
sound = "on"

# staging never rings
[[page.rule]]
source = ["staging"] # only there
do = "list"

[[page.rule]]
severity = [1, 2] # both
do = "notify"
repeat = "30s"
`

func TestAManyTimesChangedSeverityRingsAsChosen(t *testing.T) {
	often := manner{Ring: ringUntil, Sound: "critical", Repeat: 2 * time.Minute, Times: 5, Then: 5 * time.Minute}
	for _, c := range []struct {
		name, text string
		severity   incident.Severity
		to         manner
		keeps      string
	}{
		{"nothing said yet", "", incident.Critical, often, ""},
		{"a rule for two", ruled, incident.Critical, often, "severity = [1, 2] # both"},
		{"a rule of its own", "[[page.rule]]\nseverity = [1] # mine\ndo = \"list\"\n", incident.Critical, often, "# mine"},
		{"list only", ruled, incident.Major, manner{Ring: listOnly}, "# only there"},
		{"once with sound", ruled, incident.Minor, manner{Ring: ringOnce, Sound: "minor", Times: 1}, ""},
		{"shown once", ruled, incident.Critical, manner{Ring: showOnce, Times: 1}, ""},
		{"rings though usually listed", "", incident.Info, often, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, got := edited(t, c.text, setManner(c.severity, c.to))
			m, err := mannerOf(got, c.severity)
			if err != nil {
				t.Fatal(err)
			}
			if m.Ring != c.to.Ring || m.Ring == ringUntil && m != c.to || m.Sound != c.to.Sound {
				t.Errorf("it rings %+v, want %+v, by\n%s", m, c.to, text)
			}
			if !strings.Contains(text, c.keeps) {
				t.Errorf("%q is gone from\n%s", c.keeps, text)
			}
			for _, other := range severities {
				if other == c.severity {
					continue
				}
				_, untouched := edited(t, c.text, func(*config.Document) error { return nil })
				was, _ := mannerOf(untouched, other)
				if is, _ := mannerOf(got, other); is != was {
					t.Errorf("%s rings %+v now, before %+v", other, is, was)
				}
			}
		})
	}
}

func TestTheUsualMannerLeavesNoRuleBehind(t *testing.T) {
	usual, err := mannerOf(config.Defaults(), incident.Critical)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := edited(t, "# mine\n", setManner(incident.Critical, manner{Ring: listOnly}))
	if text, _ = edited(t, text, setManner(incident.Critical, usual)); strings.TrimSpace(text) != "# mine" {
		t.Errorf("left is\n%s", text)
	}
}

func TestASourceMayPageOrOnlyList(t *testing.T) {
	text, c := edited(t, ruled, setMayPage("eu", false))
	if mayPage(c.Page.Rules, "eu") || mayPage(c.Page.Rules, "staging") || !mayPage(c.Page.Rules, "us") {
		t.Errorf("who may page is wrong by\n%s", text)
	}
	text, c = edited(t, text, setMayPage("eu", true))
	if !mayPage(c.Page.Rules, "eu") || mayPage(c.Page.Rules, "staging") || !strings.Contains(text, "# staging never rings") {
		t.Errorf("who may page is wrong by\n%s", text)
	}
}

const two = `# all of mine
[duty]
mode = "source" # theirs
source = "pd"
schedule = "P1"

[[page.rule]]
source = ["pd", "eu"]
do = "list"

[[source]] # Europe
name = "eu"
profile = "alertmanager"
url = "https://a.example" # the first
every = "30s" # not too often

[source.severity]
page = 1 # wakes me

[[source]]
name = "pd"
profile = "pagerduty"
secret = "keyring:pd"
`

func TestOnlyWhatChangedIsWritten(t *testing.T) {
	_, c := edited(t, two, func(*config.Document) error { return nil })
	was := c.Sources[0]
	d := draftOf(was, true)
	d.Severity["ticket"] = 3
	d.Allow = []string{"ack"}
	text, got := edited(t, two, change(was, d.source(), true, false))
	want := strings.Replace(strings.Replace(two, "page = 1 # wakes me\n", "page = 1 # wakes me\nticket = 3\n", 1),
		"every = \"30s\" # not too often\n", "every = \"30s\" # not too often\nallow = [\"ack\"]\n", 1)
	want = strings.Replace(want, "source = [\"pd\", \"eu\"]", "source = [\"pd\"]", 1)
	if text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if got.Sources[0].Severity["ticket"] != 3 {
		t.Errorf("it reads %+v", got.Sources[0])
	}
}

func TestASourceOpenedAndSavedUnchangedStaysAsWritten(t *testing.T) {
	mail := "[[source]]\nname = \"ops\"\nprofile = \"imap\"\nurl = \"imaps://ops%40example.org@imap.example.org:993/INBOX/Alerts\"\nsecret = \"keyring:ops\" # app password\n"
	for _, text := range []string{two, mail} {
		_, c := edited(t, text, func(*config.Document) error { return nil })
		for _, s := range c.Sources {
			got, _ := edited(t, text, change(s, draftOf(s, mayPage(c.Page.Rules, s.Name)).source(), mayPage(c.Page.Rules, s.Name), false))
			if got != text {
				t.Errorf("%s became\n%s", s.Name, got)
			}
		}
	}
}

func TestARenamedSourceIsRenamedWhereItIsNamed(t *testing.T) {
	_, c := edited(t, two, func(*config.Document) error { return nil })
	was := c.Sources[1]
	d := draftOf(was, false)
	d.Name = "PagerDuty"
	text, got := edited(t, two, change(was, d.source(), false, false))
	if got.Duty.Source != "PagerDuty" || got.Sources[1].Name != "PagerDuty" || !strings.Contains(text, `source = ["PagerDuty", "eu"]`) {
		t.Errorf("got\n%s", text)
	}
}

func TestARemovedSourceIsForgottenAndNeverSilencesThePerson(t *testing.T) {
	text, got := edited(t, two, remove("pd"))
	if len(got.Sources) != 1 || got.Duty.Mode != config.DutyAlways || !strings.Contains(text, `source = ["eu"]`) || !strings.Contains(text, "# theirs") {
		t.Errorf("got\n%s", text)
	}
}

func TestAHandEditMadeMeanwhileIsTold(t *testing.T) {
	_, c := edited(t, two, func(*config.Document) error { return nil })
	was := c.Sources[0]
	meanwhile := strings.Replace(two, "30s", "45s", 1)
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(meanwhile), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := config.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	d := draftOf(was, true)
	d.Label = "level"
	if err := change(was, d.source(), true, false)(doc); !errors.Is(err, errConflict) {
		t.Errorf("got %v", err)
	}
	if err := change(was, d.source(), true, true)(doc); err != nil || !strings.Contains(doc.Text(), "45s") || !strings.Contains(doc.Text(), "level") {
		t.Errorf("%v, got\n%s", err, doc.Text())
	}
}

func TestStaleAcknowledgementsAreSetOneByOne(t *testing.T) {
	text, c := edited(t, "[page]\nstale_ack = { 1 = \"1h\" } # quick\n", setStale(incident.Minor, 8*time.Hour))
	if staleAfter(c, incident.Minor) != 8*time.Hour || staleAfter(c, incident.Critical) != time.Hour || !strings.Contains(text, "# quick") {
		t.Errorf("got\n%s", text)
	}
}
