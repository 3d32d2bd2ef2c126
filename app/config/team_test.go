package config_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"turnaround/app/config"
)

const team = `
[duty]
mode = "source"
source = "shared"
schedule = "P1"

[[source]]
name = "shared"
profile = "pagerduty"
secret = "keyring:shared"

[page]
volume = 20
storm = 9
stale_ack = { 1 = "3h", 2 = "3h" }

[[page.rule]]
severity = [4]
do = "list"

[quiet]
hours = ["20:00-08:00"]
`

func TestPersonalSettingsWinOverTheTeams(t *testing.T) {
	path := write(t, map[string]string{
		"team.toml": team,
		"config.toml": `
include = ["team.toml"]
[duty]
mode = "always"
[[source]]
name = "mine"
profile = "alertmanager"
url = "http://127.0.0.1:9093"
[page]
volume = 60
stale_ack = { 1 = "1h" }
[[page.rule]]
severity = [3]
`})
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	teamFile := filepath.Join(filepath.Dir(path), "team.toml")
	for _, check := range []struct {
		what      string
		got, want any
	}{
		{"duty", c.Duty, config.Duty{Mode: "always", Source: "shared", Schedule: "P1"}},
		{"sources", []string{c.Sources[0].Name, c.Sources[1].Name}, []string{"mine", "shared"}},
		{"origins", c.Origin, []config.Origin{{File: path, Line: 5}, {File: teamFile, Line: 7, Team: true}}},
		{"volume", c.Page.Volume, 60},
		{"storm", c.Page.Storm, 9},
		{"stale", []string{c.Page.StaleAck["1"].String(), c.Page.StaleAck["2"].String(), c.Page.StaleAck["3"].String()}, []string{"1h", "3h", "1d"}},
		{"rules", []int{c.Page.Rules[0].Severity[0], c.Page.Rules[1].Severity[0]}, []int{3, 4}},
		{"quiet", c.Quiet.Hours, []string{"20:00-08:00"}},
	} {
		if !reflect.DeepEqual(check.got, check.want) {
			t.Errorf("%s = %v, want %v", check.what, check.got, check.want)
		}
	}
}

func TestALaterTeamFileWins(t *testing.T) {
	c := load(t, map[string]string{
		"config.toml": `include = ["a.toml", "b.toml"]`, "a.toml": "[page]\nvolume = 10\nstorm = 3", "b.toml": "[page]\nvolume = 20",
	})
	if c.Page.Volume != 20 || c.Page.Storm != 3 {
		t.Errorf("got volume %d, storm %d", c.Page.Volume, c.Page.Storm)
	}
}

func TestWhatATeamFileMayNotDo(t *testing.T) {
	for _, c := range []struct{ name, team, want string }{
		{"run a command", "\n[[source]]\nname = \"x\"\nprofile = \"pagerduty\"\nsecret = \"command:pass show x\"", `team.toml:5: a team file must not run commands; use keyring:NAME`},
		{"run one for the key", "[storage]\nkey = \"command:x\"", `team.toml:2: a team file must not run commands`},
		{"run one for the calendar", "[duty]\nsecret = \"command:x\"", `team.toml:2: a team file must not run commands`},
		{"run one to sign in", "[[source]]\nname = \"x\"\nprofile = \"imap\"\nurl = \"imaps://h\"\noauth = { provider = \"google\", client_id = \"c\", client_secret = \"command:x\" }", `team.toml:5: a team file must not run commands`},
		{"include", `include = ["other.toml"]`, `team.toml:1: a team file cannot include another one; name the file in your own`},
		{"take a name", "[[source]]\nname = \"Mine\"\nprofile = \"pagerduty\"", `team.toml:1: the source name "Mine" is taken by`},
		{"be wrong", "[me]\nnam = 1", `team.toml:2: unknown key "nam" in [me]; did you mean "name"?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := config.Load(write(t, map[string]string{
				"config.toml": "include = [\"team.toml\"]\n[[source]]\nname = \"mine\"\nprofile = \"pagerduty\"\nsecret = \"command:pass show mine\"",
				"team.toml":   c.team, "other.toml": "",
			}))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestAFileIsIncludedOnce(t *testing.T) {
	for _, include := range []string{`["config.toml"]`, `["team.toml", "./team.toml"]`, `["team.toml", "team.toml"]`} {
		_, err := config.Load(write(t, map[string]string{"config.toml": "include = " + include, "team.toml": ""}))
		if err == nil || !strings.Contains(err.Error(), "is included already; name each team file once") {
			t.Errorf("%s: got %v", include, err)
		}
	}
}

func TestProblemsOfAllFilesComeTogether(t *testing.T) {
	_, err := config.Load(write(t, map[string]string{
		"config.toml": "include = [\"a.toml\", \"gone.toml\", \"b.toml\"]\n[page]\nsound = \"loud\"", "a.toml": "x = 1", "b.toml": "y = 1",
	}))
	if err == nil || len(strings.Split(err.Error(), "\n")) != 4 {
		t.Errorf("got %v", err)
	}
}

func TestEveryKeyKnowsTheFileThatSetIt(t *testing.T) {
	path := write(t, map[string]string{"team.toml": team, "config.toml": "include = [\"team.toml\"]\n[page]\nvolume = 60\n"})
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	teamFile := filepath.Join(filepath.Dir(path), "team.toml")
	for key, want := range map[string]config.Origin{
		"page.volume": {File: path, Line: 3}, "page.storm": {File: teamFile, Line: 14, Team: true},
		"quiet.hours": {File: teamFile, Line: 22, Team: true}, "page.stale_ack.1": {File: teamFile, Line: 15, Team: true},
	} {
		if got, ok := c.From(key); !ok || got != want {
			t.Errorf("%s: %+v, %v, want %+v", key, got, ok, want)
		}
	}
	for _, key := range []string{"look.theme", "source.0.name", "page.rule.0.do"} {
		if got, ok := c.From(key); ok {
			t.Errorf("%s: %+v", key, got)
		}
	}
}
