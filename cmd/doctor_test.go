package cmd

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/logs"
	"turnaround/cmd/pager"
	"turnaround/internal/fake/statuspage"
)

// examine gives doctor's findings by name and its exit code.
func (s *shell) examine() (Diagnosis, map[string]pager.Finding, int) {
	s.t.Helper()
	out, errs, code := s.run("doctor", "--json")
	var d Diagnosis
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		s.t.Fatalf("doctor --json: %v\n%s%s", err, out, errs)
	}
	found := map[string]pager.Finding{}
	for _, check := range d.Checks {
		if old, ok := found[check.Name]; !ok || old.State == pager.Good {
			found[check.Name] = check
		}
	}
	return d, found, code
}

func TestDoctorLooksAtEverything(t *testing.T) {
	am, config := alertmanager(t)
	am.Fire(map[string]string{"alertname": "Down"}, nil)
	t.Setenv("PLANTED_TOKEN", "planted-secret-value")
	both(t, config+"secret = \"env:PLANTED_TOKEN\"\n", func(t *testing.T, s *shell) {
		if _, errs, code := s.run("sync", "--once"); code != exitOK {
			t.Fatal(errs)
		}
		d, found, _ := s.examine()
		for _, name := range []string{"configuration", "secret", "data folder", "data", "data key", "running", "source eu-prod",
			"on call", "notification", "sound", "test page", "clock", "sleep"} {
			if found[name].Text == "" {
				t.Errorf("nothing is said about %q", name)
			}
		}
		for _, name := range []string{"configuration", "secret", "data folder", "data", "source eu-prod", "clock"} {
			if found[name].State != pager.Good {
				t.Errorf("%s: %+v", name, found[name])
			}
		}
		if !strings.Contains(found["source eu-prod"].Text, "may acknowledge,") {
			t.Errorf("source: %q", found["source eu-prod"].Text)
		}
		if !strings.Contains(found["data"].Text, "1 incidents, encrypted") {
			t.Errorf("data: %q", found["data"].Text)
		}
		if d.Running != (found["running"].State == pager.Good) {
			t.Errorf("running %v: %+v", d.Running, found["running"])
		}
		if strings.Contains(jsonText(d), "planted-secret-value") {
			t.Error("the secret is printed")
		}
	})
}

func TestDoctorContactKeepsNothing(t *testing.T) {
	am, config := alertmanager(t)
	am.Fire(map[string]string{"alertname": "Down"}, nil)
	s := newShell(t, config)
	s.examine()
	var list []Item
	if s.json(&list, "list"); len(list) != 0 {
		t.Errorf("looking opened %+v", list)
	}
	s.ok("sync", "--once")
	if s.json(&list, "list"); len(list) != 1 {
		t.Error("looking took an alert away from the next read")
	}
}

func TestDoctorSaysWhatFails(t *testing.T) {
	const gone = "[[source]]\nname = \"gone\"\nprofile = \"alertmanager\"\nurl = \"http://127.0.0.1:1\"\n"
	for _, c := range []struct{ name, config, check, says string }{
		{"wrong configuration", "[me]\nnme = 1\n", "configuration", "config.toml:2"},
		{"unknown profile", "[[source]]\nname = \"a\"\nprofile = \"nope\"\nurl = \"http://127.0.0.1:1\"\n", "configuration", "nope"},
		{"unreachable source", gone, "source gone", "no contact"},
		{"missing secret", gone + "secret = \"env:NOT_SET_ANYWHERE\"\n", "secret", "NOT_SET_ANYWHERE"},
		{"failing command", gone + "secret = \"command:false hunter2\"\n", "secret", "command:false"},
		{"missing file", gone + "secret = \"file:/nonexistent/token\"\n", "secret", "/nonexistent/token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShell(t, c.config)
			d, found, code := s.examine()
			if got := found[c.check]; got.State != pager.Fail || !strings.Contains(got.Text, c.says) || got.Do == "" {
				t.Errorf("%s: %+v", c.check, got)
			}
			if code != exitFailed || d.OK {
				t.Errorf("exit %d, ok %v", code, d.OK)
			}
			if strings.Contains(jsonText(d), "hunter2") {
				t.Error("an argument of a secret's command is printed")
			}
		})
	}
}

func TestDoctorTriesChannelsAndOwnTemplates(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	config := fmt.Sprintf("[[channel]]\nname = \"page\"\nkind = \"statuspage\"\nurl = %q\npage = %q\nsecret = \"file:key\"\n"+
		"[[channel]]\nname = \"off\"\nkind = \"file\"\nurl = \"/nonexistent/x\"\ndisabled = true\n"+
		"[[service]]\nname = \"mail\"\ncomponents = [\"gone1\"]\n", page.URL, statuspage.Page)
	const template = "+++\nid = \"T01\"\ntitle = \"Ours\"\nwhen = \"always\"\nphases = [\"investigating\"]\naudience = \"public\"\nlongest = 60\n[[field]]\nname = \"what\"\nguidance = \"what\"\n+++\nWe look into {{what}}.\n"
	both(t, config, func(t *testing.T, s *shell) {
		s.write("key", statuspage.Key)
		if err := os.MkdirAll(s.path("templates/en"), 0o700); err != nil {
			t.Fatal(err)
		}
		s.write("templates/en/ours.md", template)
		_, found, _ := s.examine()
		if got := found["channel page"]; got.State != pager.Warn || !strings.Contains(got.Text, `service mail names the component "gone1"`) || got.Do == "" {
			t.Errorf("a stray component: %+v", got)
		}
		if got := found["channel off"]; got.State != pager.Good || got.Text != "switched off" {
			t.Errorf("a channel that is off: %+v", got)
		}
		if got := found["templates"]; got.State != pager.Good {
			t.Errorf("sound templates: %+v", got)
		}
		s.write("templates/en/ours.md", strings.Replace(template, "{{what}}", "{{waht}}", 1))
		s.write("key", "of last year")
		d, found, code := s.examine()
		if got := found["channel page"]; got.State != pager.Fail || !strings.Contains(got.Text, "401") || !strings.Contains(got.Do, "make a new one") || code != exitFailed || d.OK {
			t.Errorf("an expired key: exit %d, %+v", code, got)
		}
		if got := found["templates"]; got.State != pager.Warn || !strings.Contains(got.Text, "unknown field {{waht}}") || !strings.Contains(got.Text, "ours.md") {
			t.Errorf("a template with a field there is not: %+v", got)
		}
		s.write("key", statuspage.Key)
		page.Fail(503)
		if _, found, _ = s.examine(); found["channel page"].State != pager.Warn || !strings.Contains(found["channel page"].Text, "503") {
			t.Errorf("a page that fails by itself: %+v", found["channel page"])
		}
		page.Fail(0)
		if out, _, _ := s.run("doctor"); !strings.Contains(out, "channel page") || strings.Contains(out, statuspage.Key) {
			t.Errorf("doctor says %q", out)
		}
		if n := len(page.Incidents()); n != 0 {
			t.Errorf("%d incidents were published", n)
		}
	})
}

func TestDoctorSaysThatTheDataIsInUseOrWithoutItsKey(t *testing.T) {
	s := newShell(t, "")
	s.declare("Login fails")
	keys, err := filepath.Glob(s.path("data*key*"))
	if err != nil || len(keys) != 1 {
		t.Fatalf("key files: %v, %v", keys, err)
	}
	if err := os.Remove(keys[0]); err != nil {
		t.Fatal(err)
	}
	_, found, code := s.examine()
	if got := found["start"]; got.State != pager.Fail || !strings.Contains(got.Do, "key back") || code != exitFailed {
		t.Errorf("exit %d: %+v", code, got)
	}
	if found["notification"].Text == "" {
		t.Error("what does not need the data is not looked at")
	}
}

// What is planted in every place a person or an alert can write to.
const planted = `[me]
name = "Robin Planted"
email = "robin@planted.example"
[duty]
mode = "calendar"
calendar = "https://calendar.planted.example/private-d3adbeef/basic.ics"
match = "planted-shift"
[[source]]
name = "eu-prod"
profile = "alertmanager"
url = "http://planted-host.example:1/"
user = "planted-login"
disabled = true
secret = "env:PLANTED_TOKEN"
[[source]]
name = "mail"
profile = "imap"
url = "imaps://planted-box%40planted.example@mail.planted.example/Alerts"
secret = "command:echo planted-command-secret"
from = ["planted-sender.example"]
disabled = true
[[channel]]
name = "page"
kind = "statuspage"
url = "http://127.0.0.1:1/planted-path"
page = "planted-page"
secret = "env:PLANTED_TOKEN"
[[channel]]
name = "letters"
kind = "smtp"
url = "smtps://mail.planted.example"
from = "planted@planted.example"
list = "planted-list.txt"
`

func TestBundleTellsNothingPersonal(t *testing.T) {
	t.Setenv("PLANTED_TOKEN", "planted-secret-value")
	s := newShell(t, planted)
	number := s.declare("planted-title")
	s.ok("note", number, "planted-note")
	s.ok("assign", number, "Planted Colleague")
	if err := os.MkdirAll(s.path("data/logs"), 0o700); err != nil {
		t.Fatal(err)
	}
	lines := []string{
		`{"time":"2026-05-01T10:00:00Z","level":"WARN","msg":"pull failed","source":"eu-prod","tries":3,"err":"dial tcp 10.11.12.13:1: lookup planted-host.example: planted-secret-value for robin@planted.example at https://planted-host.example/x?key=planted-query [2001:db8::17]:443"}`,
		`{"time":"2026-05-01T10:00:01Z","level":"INFO","msg":"rang","title":"planted-title","body":"planted-note","by":"Planted Colleague"}`,
		`no JSON at all: planted-title`,
	}
	s.write("data/logs/"+logs.Name, strings.Join(lines, "\n")+"\n")
	s.run("doctor", "--bundle", s.path("report.zip"))
	all := readBundle(t, s.path("report.zip"))
	for name, content := range all {
		for _, secret := range []string{"planted", "Planted", "Robin", "robin@", "d3adbeef", "10.11.12.13", "2001:db8", s.dir} {
			if strings.Contains(content, secret) {
				t.Errorf("%s holds %q:\n%s", name, secret, content)
			}
		}
	}
	for name, says := range map[string]string{"doctor.json": `"checks"`, "version.json": Version, "config.json": `"eu-prod"`, "log.jsonl": "pull failed"} {
		if !strings.Contains(all[name], says) {
			t.Errorf("%s lacks %q: %s", name, says, all[name])
		}
	}
	if _, errs, _ := s.run("doctor", "--bundle", s.path("report.zip")); !strings.Contains(errs, "already") {
		t.Errorf("a second bundle takes the first one's place: %s", errs)
	}
}

func readBundle(t *testing.T, path string) map[string]string {
	t.Helper()
	r, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	all := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(raw)
	}
	return all
}
