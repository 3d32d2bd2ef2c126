package cmd

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/cmd/pager"
	"turnaround/internal/rig"
)

func TestReloadTakesUpTheFileInTheRunningApp(t *testing.T) {
	am, config := alertmanager(t)
	s := newShell(t, config)
	if _, errs, code := s.run("config", "reload"); code != exitFailed || !strings.Contains(errs, "next start") {
		t.Errorf("without a running app: exit %d: %s", code, errs)
	}
	s.watch()
	second, other := alertmanager(t)
	second.Fire(map[string]string{"alertname": "New", "severity": "critical"}, map[string]string{"summary": "New there"})
	other = other[strings.Index(other, "[[source]]"):]
	s.write("config.toml", config+strings.Replace(other, "eu-prod", "us-prod", 1))
	var change pager.Change
	s.json(&change, "config", "reload")
	if len(change.Added) != 1 || change.Added[0] != "us-prod" || len(change.Kept) != 1 {
		t.Errorf("reload: %+v", change)
	}
	rig.Await(t, "the new source's incident", func() bool { return strings.Contains(s.ok("list"), "New there") })
	s.write("config.toml", config+"[page]\nvolme = 3\n")
	if _, errs, code := s.run("config", "reload"); code != exitUsage || !strings.Contains(errs, `"volume"`) {
		t.Errorf("a wrong file: exit %d: %s", code, errs)
	}
	if got := s.ok("sources"); !strings.Contains(got, "us-prod") {
		t.Errorf("a wrong file changed the running app: %s", got)
	}
	am.Fire(map[string]string{"alertname": "Still", "severity": "critical"}, map[string]string{"summary": "Still read"})
	rig.Await(t, "the undisturbed source's incident", func() bool { return strings.Contains(s.ok("list"), "Still read") })
}

func TestAKeyIsSetAndUnsetWithCommentsKept(t *testing.T) {
	both(t, "# mine\n[look] # here\ntheme = \"light\" # day\n", func(t *testing.T, s *shell) {
		for _, args := range [][]string{{"look.theme", "dark"}, {"page.volume", "40"}, {"look.letters", "false"}, {"look.zone", "Europe/Berlin"},
			{"quiet.hours", `["22:00-07:00"]`}, {"quiet.rings", "[1, 2]"}, {"page.lost_after", "5m"}, {"look.keys.note", "Ctrl+K"}, {"me.name", `"123"`}} {
			s.ok("config", "set", args[0], args[1])
		}
		c, err := config.Load(s.path("config.toml"))
		if err != nil || c.Look.Theme != "dark" || c.Page.Volume != 40 || c.Look.Letters || c.Look.Zone != "Europe/Berlin" ||
			len(c.Quiet.Hours) != 1 || len(c.Quiet.Severity) != 2 || c.Page.LostAfter.Std() != 5*time.Minute || c.Look.Keys["note"] != "Ctrl+K" || c.Me.Name != "123" {
			t.Errorf("set %+v, %v", c, err)
		}
		s.ok("config", "unset", "look.theme")
		text, err := os.ReadFile(s.path("config.toml"))
		if err != nil || strings.Contains(string(text), "dark") || !strings.Contains(string(text), "[look] # here") {
			t.Errorf("the file is now\n%s\n%v", text, err)
		}
		for _, args := range [][]string{{"look.theme", "blue"}, {"look.thme", "dark"}, {"page.volume", "loud"}} {
			if out, errs, code := s.run("config", "set", args[0], args[1]); code != exitUsage || errs == "" {
				t.Errorf("set %v: exit %d: %s%s", args, code, out, errs)
			}
		}
		if after, err := os.ReadFile(s.path("config.toml")); err != nil || string(after) != string(text) {
			t.Errorf("a refused value was written:\n%s", after)
		}
	})
}

func TestASourceIsTestedAsTheFileSaysNow(t *testing.T) {
	am, entry := alertmanager(t)
	am.Fire(map[string]string{"alertname": "Down", "severity": "critical"}, map[string]string{"summary": "Shop is down"})
	both(t, entry, func(t *testing.T, s *shell) {
		s.write("config.toml", entry+"[[source]]\nname = \"gone\"\nprofile = \"alertmanager\"\nurl = \"http://127.0.0.1:1\"\n")
		var trial pager.Trial
		s.json(&trial, "sources", "test", "eu-prod")
		if !trial.OK || trial.Firing != 1 || len(trial.Sample) != 1 {
			t.Errorf("trial %+v", trial)
		}
		if out := s.ok("sources", "test", "eu-prod"); !strings.Contains(out, "1 firing") || !strings.Contains(out, "Shop is down") {
			t.Errorf("says\n%s", out)
		}
		if _, errs, code := s.run("sources", "test", "gone"); code != exitUnreachable || !strings.Contains(errs, "nothing listens") {
			t.Errorf("unreachable: exit %d: %s", code, errs)
		}
		if _, errs, code := s.run("sources", "test", "nope"); code != exitUsage || !strings.Contains(errs, "eu-prod") {
			t.Errorf("no such source: exit %d: %s", code, errs)
		}
		if out := s.ok("list"); strings.Contains(out, "gone") {
			t.Errorf("the test left something: %s", out)
		}
	})
}

const answer = `{"data": {"alerts": [{"uuid": "7", "name": "Disk is full", "level": "critical"}]}}`

func generic(t *testing.T, token string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token != "" && r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	return fmt.Sprintf("[[source]]\nname = \"api\"\nprofile = \"generic\"\nurl = %q\n", server.URL)
}

func TestAnAnswerIsMappedByCommand(t *testing.T) {
	both(t, generic(t, ""), func(t *testing.T, s *shell) {
		out := s.ok("sources", "map", "api")
		if !strings.Contains(out, "data.alerts") || !strings.Contains(out, "nothing: say where") {
			t.Errorf("first look:\n%s", out)
		}
		args := []string{"sources", "map", "api", "--list", "data.alerts", "--set", "id=uuid", "--set", "title=name", "--set", "severity=level"}
		var m mapping
		s.json(&m, args...)
		if len(m.Alerts) != 1 || m.Alerts[0].Title != "Disk is full" || m.Alerts[0].Severity != "critical" || len(m.Values) != 3 {
			t.Errorf("mapped %+v", m)
		}
		s.ok(append(args, "--save")...)
		if c, err := config.Load(s.path("config.toml")); err != nil || c.Sources[0].Params["items"] != "data.alerts" {
			t.Errorf("kept %+v, %v", c.Sources, err)
		}
		out = s.ok(append(args, "--profile", "api-alerts")...)
		if _, err := os.Stat(s.path("profiles/api-alerts.toml")); err != nil || !strings.Contains(out, "api-alerts.toml") {
			t.Errorf("%v\n%s", err, out)
		}
		s.ok("config", "check")
		var trial pager.Trial
		s.json(&trial, "sources", "test", "api")
		if trial.Profile != "api-alerts" || trial.Firing != 1 {
			t.Errorf("with the profile: %+v", trial)
		}
		if _, errs, code := s.run(args...); code != exitUsage || !strings.Contains(errs, "generic") {
			t.Errorf("a source with a profile of its own: exit %d: %s", code, errs)
		}
	})
}

func TestASourcesSecretIsKeptFromStandardInput(t *testing.T) {
	s := newShell(t, generic(t, "right-token"))
	text, err := os.ReadFile(s.path("config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	s.write("config.toml", string(text)+fmt.Sprintf("secret = %q\nparams = { items = \"data.alerts\", id = \"uuid\" }\n", "file:"+s.path("token")))
	s.input = "right-token\n"
	if out := s.ok("sources", "secret", "api"); strings.Contains(out, "right-token") {
		t.Errorf("tells the secret: %s", out)
	}
	s.input = ""
	s.ok("sources", "test", "api")
	if _, errs, code := s.run("sources", "secret", "api"); code != exitUsage || !strings.Contains(errs, "standard input") {
		t.Errorf("without one: exit %d: %s", code, errs)
	}
}
