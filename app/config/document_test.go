package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
)

const hand = `# my pager
include = ["team.toml"] # shared

[duty]   # by hand
mode = "always"  # for now

# production
[[source]]
name = "eu"   # Europe
profile = "alertmanager"
url = [
  "http://a:9093",
  "http://b:9093", # second
]

[source.tls]
ca = "ca.pem"

# the rest
[[source]]
name = "us"
profile = "pagerduty"
oauth = { provider = "google" }

# nothing below
`

func document(t *testing.T, text string) *config.Document {
	t.Helper()
	d, err := config.Open(write(t, map[string]string{"config.toml": text, "team.toml": ""}))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEditsKeepEverythingElse(t *testing.T) {
	for _, c := range []struct {
		name     string
		edit     func(*config.Document) error
		old, new string
	}{
		{"replace", func(d *config.Document) error { return d.Set("duty.mode", "list") }, `mode = "always"  # for now`, `mode = "list"  # for now`},
		{"add to a table", func(d *config.Document) error {
			return d.Set("duty.until", time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC))
		}, "# for now\n", "# for now\nuntil = 2030-01-02T03:04:05Z\n"},
		{"add at the top", func(d *config.Document) error { return d.Set("profiles", []string{"p"}) }, "# shared\n", "# shared\nprofiles = [\"p\"]\n"},
		{"new table", func(d *config.Document) error { return d.Set("page.volume", 30) }, "# nothing below\n", "# nothing below\n\n[page]\nvolume = 30\n"},
		{"source key", func(d *config.Document) error {
			return d.Source("us").Set("every", config.Duration(time.Minute))
		}, "google\" }\n", "google\" }\nevery = \"1m\"\n"},
		{"source list", func(d *config.Document) error { return d.Source("eu").Set("url", config.URLs{"http://c"}) }, "[\n  \"http://a:9093\",\n  \"http://b:9093\", # second\n]", `"http://c"`},
		{"source sub-table", func(d *config.Document) error { return d.Source("eu").Set("tls.insecure", true) }, "ca = \"ca.pem\"\n", "ca = \"ca.pem\"\ninsecure = true\n"},
		{"source inline table", func(d *config.Document) error { return d.Source("us").Set("oauth.client_id", `a"b`) }, `"google" }`, `"google", client_id = "a\"b" }`},
		{"value in an inline table", func(d *config.Document) error { return d.Source("us").Set("oauth.provider", "custom") }, `"google"`, `"custom"`},
		{"new key below a source", func(d *config.Document) error {
			return d.Source("eu").Set("severity", map[string]int{"page": 1, "a b": 2})
		}, "]\n\n[source.tls]", "]\nseverity = { \"a b\" = 2, page = 1 }\n\n[source.tls]"},
		{"remove", func(d *config.Document) error { return d.Remove("duty.mode") }, "mode = \"always\"  # for now\n", ""},
		{"remove a list", func(d *config.Document) error { return d.Remove("source.0.url") }, "url = [\n  \"http://a:9093\",\n  \"http://b:9093\", # second\n]\n", ""},
		{"remove a source", func(d *config.Document) error { return d.Source("eu").Remove() }, hand[strings.Index(hand, "[[source]]"):strings.Index(hand, "# the rest")], ""},
		{"remove the last source", func(d *config.Document) error { return d.Source("us").Remove() }, hand[strings.LastIndex(hand, "[[source]]"):strings.Index(hand, "# nothing")], ""},
		{"append", func(d *config.Document) error {
			return d.AppendSource(config.Source{Name: "new", Profile: "imap", URL: config.URLs{"imaps://h"}, Every: config.Duration(time.Minute), Allow: []string{"seen"},
				TLS: config.TLS{StartTLS: true}, Heartbeats: []config.Heartbeat{{Match: []string{`a="b"`}, Within: config.Duration(time.Hour)}}})
		}, "# nothing below\n", "# nothing below\n\n[[source]]\nname = \"new\"\nprofile = \"imap\"\nurl = \"imaps://h\"\nevery = \"1m\"\nallow = [\"seen\"]\nheartbeat = [{ match = [\"a=\\\"b\\\"\"], within = \"1h\" }]\ntls = { starttls = true }\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(hand, c.old) != 1 {
				t.Fatalf("%q is not there once", c.old)
			}
			d := document(t, hand)
			if err := c.edit(d); err != nil {
				t.Fatal(err)
			}
			if want := strings.Replace(hand, c.old, c.new, 1); d.Text() != want {
				t.Errorf("got\n%s\nwant\n%s", d.Text(), want)
			}
		})
	}
}

func TestEditsThatCannotBe(t *testing.T) {
	for name, edit := range map[string]func(*config.Document) error{
		"no such key":    func(d *config.Document) error { return d.Remove("me.name") },
		"no such source": func(d *config.Document) error { return d.Source("asia").Set("every", "15s") },
		"remove none":    func(d *config.Document) error { return d.Source("asia").Remove() },
		"a key below a value": func(d *config.Document) error {
			return d.Set("duty.mode.deep", "x")
		},
		"a value TOML has not": func(d *config.Document) error { return d.Set("duty.mode", func() {}) },
	} {
		d := document(t, hand)
		if err := edit(d); err == nil {
			t.Errorf("%s: taken", name)
		}
		if d.Text() != hand {
			t.Errorf("%s: changed the text to\n%s", name, d.Text())
		}
	}
}

func TestHostileValuesStayValues(t *testing.T) {
	for _, value := range []string{"\"\n[[source]]\nname=\"x", "a\x00b\x7f\x1b[2J", `\`, "\xff\xfe", "日本\u202e", "'''", `"""`} {
		d := document(t, "")
		if err := d.Set("me.name", value); err != nil {
			t.Fatal(err)
		}
		c, err := d.Check()
		if err != nil {
			t.Errorf("%q: %v", value, err)
		}
		if want := strings.ToValidUTF8(value, "\uFFFD"); c.Me.Name != want || len(c.Sources) != 0 {
			t.Errorf("got %q, want %q", c.Me.Name, want)
		}
	}
}

func TestLineEndsOfWindowsStay(t *testing.T) {
	d := document(t, "\xef\xbb\xbf[me]\r\nname = \"a\"\r\n")
	if err := errors.Join(d.Set("me.email", "a@b"), d.Set("duty.mode", "list")); err != nil {
		t.Fatal(err)
	}
	if want := "\xef\xbb\xbf[me]\r\nname = \"a\"\r\nemail = \"a@b\"\r\n\r\n[duty]\r\nmode = \"list\"\r\n"; d.Text() != want {
		t.Errorf("got %q", d.Text())
	}
}

func TestSaveWritesPrivatelyAndOnlyOverWhatWasRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	d, err := config.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	d.SetText(config.Template())
	if err := d.Save(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := d.Set("me.name", "Ada"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("# by hand"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Save(); !errors.Is(err, config.ErrChanged) {
		t.Errorf("got %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "# by hand" {
		t.Errorf("overwritten: %q, %v", text, err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestSaveRefusesWhatWouldNotLoad(t *testing.T) {
	d := document(t, hand)
	if err := d.Source("eu").Set("every", "1s"); err != nil {
		t.Fatal(err)
	}
	var problems config.Problems
	if err := d.Save(); !errors.As(err, &problems) || !strings.Contains(err.Error(), "every 1s is too often") {
		t.Errorf("got %v", err)
	}
}

func TestSaveKeepsALinkedFile(t *testing.T) {
	real := write(t, map[string]string{"config.toml": "", "team.toml": ""})
	link := filepath.Join(t.TempDir(), "config.toml")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	d, err := config.Open(link)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Set("me.name", "Ada"), d.Save()); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(real); err != nil || !strings.Contains(string(text), "Ada") {
		t.Errorf("got %q, %v", text, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
}

func FuzzEdit(f *testing.F) {
	f.Add(hand, "duty.mode", "x")
	f.Add("a = {b = 1}\n[[source]]\nname='eu'", "a.c", "y\n")
	f.Add("x.y = 1\r\n", "x.z", "")
	f.Fuzz(func(t *testing.T, text, key, value string) {
		d := &config.Document{}
		d.SetText(text)
		if err := d.Set(key, value); err != nil {
			return
		}
		after := d.Text()
		if err := d.Set(key, value); err != nil {
			t.Fatalf("set again: %v in %q", err, after)
		}
		if d.Text() != after {
			t.Fatalf("setting twice differs: %q then %q", after, d.Text())
		}
	})
}
