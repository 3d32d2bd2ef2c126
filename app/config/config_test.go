package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
)

// write puts files into a new folder and gives the path of config.toml.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "config.toml")
}

func load(t *testing.T, files map[string]string) config.Config {
	t.Helper()
	c, err := config.Load(write(t, files))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const full = `
include = ["team.toml"]
profiles = ["profiles"]
recognisers = ["/etc/turnaround/mails"]

[me]
name = "Ada"
email = "ada@example.com"

[duty]
mode = "source"
source = "pager"
schedule = "PABC123"

[[source]]
name = "eu-prod"
profile = "alertmanager"
url = ["http://127.0.0.1:9093", "http://127.0.0.1:9094"]
every = "30s"
secret = "keyring:eu-prod"
allow = ["ack", "snooze"]
match = ['team=~"shop|web"', 'severity="critical", env="prod"']
severity = { page = 1, none = 0 }
tls = { ca = "ca.pem" }

[[source.heartbeat]]

[[source]]
name = "pager"
profile = "pagerduty"
params = { account = "acme" }

[[source]]
name = "mails"
profile = "imap"
url = "imaps://ada@example.com@imap.example.com/Alerts"
secret = "file:mail.secret"
oauth = { provider = "google", client_id = "x", token = "keyring:mails-token" }

[page]
volume = 40
stale_ack = { 1 = "1h" }

[[page.rule]]
severity = [2]
repeat = "2m"

[quiet]
hours = ["22:00-07:00", "sat,sun 00:00-24:00"]
zone = "Europe/Berlin"

[storage]
retention = "0s"
`

func TestLoadReadsEverySetting(t *testing.T) {
	path := write(t, map[string]string{"config.toml": full, "team.toml": ""})
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	s := c.Sources[0]
	for _, check := range []struct {
		what      string
		got, want any
	}{
		{"path", c.Path, path},
		{"files", c.Files, []string{path, filepath.Join(dir, "team.toml")}},
		{"profiles", c.Profiles, []string{filepath.Join(dir, "profiles")}},
		{"recognisers", c.Mails, []string{"/etc/turnaround/mails"}},
		{"me", c.Me, config.Me{Name: "Ada", Email: "ada@example.com"}},
		{"urls", s.URL, config.URLs{"http://127.0.0.1:9093", "http://127.0.0.1:9094"}},
		{"one url", c.Sources[2].URL, config.URLs{"imaps://ada@example.com@imap.example.com/Alerts"}},
		{"every", s.Every.Std(), 30 * time.Second},
		{"default every", c.Sources[1].Every.Std(), 15 * time.Second},
		{"default timeout", s.Timeout.Std(), 10 * time.Second},
		{"default ack_for", s.AckFor.Std(), 2 * time.Hour},
		{"ca", s.TLS.CA, filepath.Join(dir, "ca.pem")},
		{"severity map", s.Severity, map[string]int{"page": 1, "none": 0}},
		{"heartbeat", s.Heartbeats, []config.Heartbeat{{Match: []string{config.DefaultWatchdog}, Within: config.DefaultHeartbeat, Severity: 1}}},
		{"secret file", c.Sources[2].Secret, "file:" + filepath.Join(dir, "mail.secret")},
		{"volume", c.Page.Volume, 40},
		{"default storm", c.Page.Storm, 5},
		{"stale ack set", c.Page.StaleAck["1"].Std(), time.Hour},
		{"stale ack default", c.Page.StaleAck["2"].Std(), 2 * time.Hour},
		{"stale ack of SEV4", c.Page.StaleAck["4"].Std(), 24 * time.Hour},
		{"rule", c.Page.Rules, []config.Rule{{Severity: []int{2}, Repeat: config.Duration(2 * time.Minute)}}},
		{"retention kept", c.Storage.Retention, config.Duration(0)},
		{"people", c.Storage.People.Std(), 180 * 24 * time.Hour},
		{"group_by", c.Incident.GroupBy, []string{"alertname", "service|job", "cluster"}},
		{"origin", c.Origin[1], config.Origin{File: path, Line: 28}},
		{"secrets", c.SecretRefs(), []string{"keyring:eu-prod", "file:" + filepath.Join(dir, "mail.secret"), "keyring:mails-token"}},
	} {
		if !reflect.DeepEqual(check.got, check.want) {
			t.Errorf("%s = %#v, want %#v", check.what, check.got, check.want)
		}
	}
}

func TestEmptyFileHasTheDefaults(t *testing.T) {
	c := load(t, map[string]string{"config.toml": "\xef\xbb\xbf# only a comment\r\n"})
	c.Path, c.Files, c.Sum = "", nil, ""
	if want := config.Defaults(); !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v, want %+v", c, want)
	}
}

func TestLoadTellsWhatIsWrong(t *testing.T) {
	source := "[[source]]\nname = \"a\"\nprofile = \"alertmanager\"\nurl = \"http://h\"\n"
	for _, c := range []struct {
		name, text string
		want       []string // "line: " and a part of the message
	}{
		{"unknown key", source + `evry = "15s"`, []string{`5: unknown key "evry" in [source]; did you mean "every"?`}},
		{"unknown table", "[duti]\nmode = \"always\"", []string{`1: unknown key "duti"; did you mean "duty"?`}},
		{"nothing near", "[me]\nxyzzyplugh = 1", []string{`2: unknown key "xyzzyplugh" in [me]; known are email, name`}},
		{"case counts", "[me]\nName = \"x\"", []string{`2: unknown key "Name" in [me]; did you mean "name"?`}},
		{"syntax", "[me]\nname = Ada", []string{"2: "}},
		{"twice", "[me]\nname = \"a\"\nname = \"b\"", []string{"3: "}},
		{"wrong type", source + "every = 15\nallow = \"ack\"\ndisabled = \"yes\"", []string{
			`5: "every" in [source] is a whole number; write a duration in quotes`,
			`6: "allow" in [source] is text; write a list such as ["a", "b"]`,
			`7: "disabled" in [source] is text; write true or false, without quotes`,
		}},
		{"duration", source + `every = "15 apples"`, []string{`5: "every" in [source] = "15 apples" must be a duration such as "15s"`}},
		{"negative", source + `every = "-15s"`, []string{"5: "}},
		{"url type", source + "tls = 1\n[[source]]\nname=\"b\"\nprofile=\"generic\"\nurl = [1]", []string{"5: ", `9: "url" in [source] must be an address`}},
		{"one bracket", "[source]\nname = \"a\"", []string{`1: "source" is a list; write [[source]] with two brackets`}},
		{"until", "[duty]\nuntil = \"tomorrow\"", []string{"2: \"until\" in [duty] is no time; write a date and time without quotes"}},
		{"number too large", "[page]\nvolume = 99999999999", []string{"2: "}},
		{"several", "[me]\nnme = 1\n[look]\nzone = \"Mars\"\n", []string{`2: unknown key "nme"`}},
		{"several values", "[page]\nsound = \"loud\"\n[look]\nzone = \"Mars\"\n", []string{`2: "sound" in [page] = "loud" is not known`, `4: "Mars" is no time zone; write an IANA name`}},
		{"no name", "[[source]]\nprofile = \"imap\"\nurl = \"imaps://h/x\"", []string{"1: a source has no name"}},
		{"name with a slash", strings.Replace(source, `"a"`, `"a/b"`, 1), []string{"2: the name \"a/b\" does not work"}},
		{"no profile", "[[source]]\nname = \"a\"", []string{"1: source \"a\" has no profile; add profile"}},
		{"no address", "[[source]]\nname = \"a\"\nprofile = \"alertmanager\"", []string{"1: source \"a\" has no address"}},
		{"scheme", strings.Replace(source, "http://h", "ftp://h", 1), []string{`4: an address of profile "alertmanager" starts with http:// or https://, not "ftp"`}},
		{"imap scheme", "[[source]]\nname = \"a\"\nprofile = \"imap\"\nurl = \"https://h\"", []string{"4: an address of profile \"imap\" starts with imaps://"}},
		{"imap in the open", "[[source]]\nname = \"a\"\nprofile = \"imap\"\nurl = \"imap://u@h/x\"", []string{"4: imap:// alone sends the password in the open"}},
		{"password in the address", strings.Replace(source, "http://h", "http://u:hunter2@h", 1), []string{"4: the address of source \"a\" holds a password; take it out"}},
		{"no host", strings.Replace(source, "http://h", "http://", 1), []string{"4: the address of source \"a\" names no host"}},
		{"too often", source + `every = "2s"`, []string{`5: every 2s is too often; write "5s" or more`}},
		{"zero", source + `timeout = "0s"`, []string{"5: the timeout is zero"}},
		{"verb", source + `allow = ["ack", "sleep"]`, []string{`5: "allow" in [source] = "sleep" is not known; `}},
		{"matcher", source + "match = [\n  'a=\"b\"',\n  'team~web',\n]", []string{`7: "team~web" is no matcher`}},
		{"regular expression", source + `drop = ['a=~"("']`, []string{"5: \"(\" is no regular expression"}},
		{"severity map", source + `severity = { page = 7 }`, []string{"5: 7 is no severity; write 1 to 4, or 0 to hide"}},
		{"heartbeat", source + "[[source.heartbeat]]\nwithin = \"0s\"\nseverity = 9", []string{"6: a heartbeat within no time", "7: 9 is no severity"}},
		{"client certificate", source + `tls = { cert = "x" }`, []string{"5: a client certificate needs its key"}},
		{"proxy", source + `proxy = "socks://x"`, []string{"5: the proxy of source"}},
		{"oauth", source + `oauth = { provider = "custom" }`, []string{"5: oauth misses client_id", "5: a custom oauth provider"}},
		{"oauth address", source + `oauth = { provider = "google", client_id = "x", token_url = "http://h" }`, []string{`5: "token_url" is no address to sign in at`}},
		{"secret pasted", source + `secret = "hunter2"`, []string{`5: "secret" in [source] is no reference to a secret`}},
		{"token that cannot be kept", source + `oauth = { provider = "google", client_id = "x", token = "env:T" }`, []string{"5: the token is written back"}},
		{"same name", source + source, []string{"5: the source name \"a\" is taken by"}},
		{"severity", "[quiet]\nrings = [1, 5]", []string{"2: 5 is no severity"}},
		{"hours", "[quiet]\nhours = [\"22-7\", \"07:00-07:00\", \"caturday 10:00-11:00\"]", []string{"2: quiet hours \"22-7\": not understood", "2: quiet hours \"07:00-07:00\": start and end are the same", `2: quiet hours "caturday 10:00-11:00": "caturday" is not a day`}},
		{"duty mode", "[duty]\nmode = \"allways\"", []string{`2: "mode" in [duty] = "allways" is not known; did you mean "always"?`}},
		{"duty until", "[duty]\nmode = \"until\"", []string{"2: duty by hand has no end; add until"}},
		{"duty calendar", "[duty]\nmode = \"calendar\"", []string{"2: duty by calendar has no calendar"}},
		{"calendar in the open", "[duty]\nmode = \"calendar\"\ncalendar = \"http://h/x.ics\"", []string{"2: the calendar's link is not https"}},
		{"duty source", "[duty]\nmode = \"source\"\nsource = \"b\"\nschedule = \"P\"\n" + source, []string{`2: duty names the source "b", which there is not; did you mean "a"?`}},
		{"storm", "[page]\nstorm = 1\nvolume = 0", []string{"2: a storm of 1 is no storm", "3: volume 0 is out of range; write 1 to 100"}},
		{"stale ack", "[page.stale_ack]\n1 = \"0s\"\n5 = \"1h\"", []string{"2: \"1\" is zero", `3: "5" is no severity`}},
		{"rule", "[[page.rule]]\ndo = \"shout\"\nrepeat = \"1s\"\ntimes = -1", []string{`2: "do" in [page.rule] = "shout"`, "3: ringing every 1s is too often", "4: -1 times"}},
		{"reopen", "[incident]\nreopen_within = \"0s\"\ngroup_by = [\"a b\"]", []string{`2: "reopen_within" in [incident] is zero`, `3: "a b" is no label`}},
		{"preset", "[storage]\npreset = \"tablet\"\nkey = \"passphrase\"", []string{`2: "preset" in [storage] = "tablet"`, `3: "key" in [storage] is no reference`}},
		{"itself", `include = ["config.toml"]`, []string{`1: "`}},
		{"missing team file", `include = ["gone.toml"]`, []string{"1: cannot read the team file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, map[string]string{"config.toml": c.text})
			_, err := config.Load(path)
			var problems config.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("error %v (%T), want Problems", err, err)
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(c.want) {
				t.Fatalf("got %d problems, want %d:\n%v", len(lines), len(c.want), err)
			}
			for i, want := range c.want {
				if !strings.HasPrefix(lines[i], path+":"+want) {
					t.Errorf("got  %s\nwant %s", lines[i], path+":"+want)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the message repeats a secret: %v", err)
			}
		})
	}
}

func TestNoFileIsToldApart(t *testing.T) {
	_, err := config.Load(filepath.Join(t.TempDir(), "config.toml"))
	if !errors.Is(err, config.ErrMissing) || !strings.Contains(err.Error(), "config init") {
		t.Errorf("got %v", err)
	}
}

func TestHugeFileAndFolderAreRefused(t *testing.T) {
	if _, err := config.Load(write(t, map[string]string{"config.toml": strings.Repeat("#\n", config.MaxFile)})); err == nil || !strings.Contains(err.Error(), "larger than 1 MB") {
		t.Errorf("got %v", err)
	}
	if _, err := config.Load(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("got %v", err)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	_, err := config.Load(write(t, map[string]string{"config.toml": "[me]\n" + manyKeys(100)}))
	if err == nil || strings.Count(err.Error(), "\n") != 20 || !strings.HasSuffix(err.Error(), "and 80 more") {
		t.Errorf("got %v", err)
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("k" + strings.Repeat("x", i) + " = 1\n")
	}
	return b.String()
}

func TestTheTemplateLoadsAndItsExamplesToo(t *testing.T) {
	c := load(t, map[string]string{"config.toml": config.Template()})
	if len(c.Sources) != 0 || c.Page.Volume != config.DefaultVolume {
		t.Errorf("the template sets something: %+v", c)
	}
	var on []string
	for line := range strings.Lines(config.Template()) {
		rest, off := strings.CutPrefix(line, "# ")
		if off && (strings.HasPrefix(rest, "[") || strings.Contains(rest, " = ")) && !strings.HasPrefix(rest, "include") {
			line = rest
		}
		on = append(on, line)
	}
	c = load(t, map[string]string{"config.toml": strings.Join(on, "")})
	if len(c.Sources) != 2 || len(c.Page.Rules) != 1 || c.Duty.Mode != config.DutyAlways {
		t.Errorf("with every line on: %+v", c)
	}
	if d := config.Defaults(); c.Page.Storm != d.Page.Storm || !reflect.DeepEqual(c.Page.StaleAck, d.Page.StaleAck) ||
		c.Page.LostAfter != d.Page.LostAfter || !reflect.DeepEqual(c.Incident, d.Incident) || c.Storage.Retention != d.Storage.Retention || c.Storage.People != d.Storage.People {
		t.Errorf("the template shows other defaults than there are: %+v", c)
	}
}

func TestCheckProfilesNamesTheNearest(t *testing.T) {
	c := load(t, map[string]string{"config.toml": "[[source]]\nname = \"a\"\nprofile = \"alertmanger\"\n[[source]]\nname = \"b\"\nprofile = \"imap\"\nurl=\"imaps://h\""})
	err := c.CheckProfiles([]string{"alertmanager", "generic"})
	if err == nil || !strings.HasSuffix(err.Error(), `:1: source "a" has the unknown profile "alertmanger"; did you mean "alertmanager"?`) {
		t.Errorf("got %v", err)
	}
	if err := c.CheckProfiles([]string{"alertmanger"}); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestFingerprintFollowsTheFiles(t *testing.T) {
	path := write(t, map[string]string{"config.toml": `include = ["team.toml"]`, "team.toml": ""})
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.Fingerprint() != c.Sum {
		t.Error("differs without a change")
	}
	team := filepath.Join(filepath.Dir(path), "team.toml")
	if err := os.WriteFile(team, []byte("# new"), 0o600); err != nil {
		t.Fatal(err)
	}
	changed := c.Fingerprint()
	if changed == c.Sum {
		t.Error("a changed team file is not seen")
	}
	if err := os.Remove(team); err != nil {
		t.Fatal(err)
	}
	if got := c.Fingerprint(); got == changed || got == c.Sum {
		t.Error("a removed team file is not seen")
	}
}

func TestDurationText(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"15s": 15 * time.Second, "2h": 2 * time.Hour, "1h30m": 90 * time.Minute, "7d": 7 * 24 * time.Hour,
		"1d12h": 36 * time.Hour, "0s": 0, "0d": 0, "1.5h": 90 * time.Minute,
	} {
		d, err := config.ParseDuration(text)
		if err != nil || d.Std() != want {
			t.Errorf("%q = %s, %v, want %s", text, d.Std(), err, want)
		}
		again, err := config.ParseDuration(d.String())
		if err != nil || again != d {
			t.Errorf("%q is written %q, which reads %s, %v", text, d, again.Std(), err)
		}
	}
	for _, text := range []string{"", "15", "d", "-1d", "-5s", "1d-2h", "999999999999d", "106751d24h", "5 s"} {
		if d, err := config.ParseDuration(text); err == nil {
			t.Errorf("%q = %s, want an error", text, d)
		}
	}
	if got := config.Duration(2 * time.Hour).String(); got != "2h" {
		t.Errorf("2h is written %q", got)
	}
	if config.Duration(0).Or(time.Second) != time.Second || config.Duration(5).Or(time.Second) != 5 {
		t.Error("Or takes the wrong one")
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(full)
	f.Add(config.Template())
	f.Add("[source]\nname=1")
	f.Add("a.b.c = {d = [1, {e = 2}]}\n[[x]]\n[[x.y]]\nz=1\n[x.w]")
	f.Add("[page.stale_ack]\n\"1.2\" = \"1h\"")
	f.Fuzz(func(t *testing.T, text string) {
		var d config.Document
		d.SetText(text)
		_, err := d.Check()
		var problems config.Problems
		if err != nil && (!errors.As(err, &problems) || len(problems) == 0) {
			t.Fatalf("error %v is no list of problems", err)
		}
		for _, p := range problems {
			if p.Line < 0 || p.Line > strings.Count(text, "\n")+1 {
				t.Fatalf("problem at line %d of a file of %d", p.Line, strings.Count(text, "\n")+1)
			}
		}
	})
}
