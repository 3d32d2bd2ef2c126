package config_test

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
)

func TestChannelsAreReadWithTheirDefaults(t *testing.T) {
	path := write(t, map[string]string{
		"team.toml": `
[[channel]]
name = "status page"
kind = "statuspage"
page = "6tcfpztf6j9m"
secret = "keyring:statuspage"
audience = "public"
phases = { monitoring = "monitoring" }
components = { checkout = "ftgks51sfs2d" }
`,
		"config.toml": `
include = ["team.toml"]
[[channel]]
name = "customers' mail"
kind = "smtp"
url = "smtps://mail.example.org"
from = "Example status <status@example.org>"
list = "addresses.txt"
`})
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Channels) != 2 {
		t.Fatalf("channels: %+v", c.Channels)
	}
	mail, page := c.Channels[0], c.Channels[1]
	if !page.MailSubscribers || page.Every.Std() != time.Minute || page.Doubt != config.DoubtAsk || page.Components["checkout"] != "ftgks51sfs2d" {
		t.Errorf("the page: %+v", page)
	}
	if !strings.HasSuffix(mail.List, "addresses.txt") || mail.List == "addresses.txt" {
		t.Errorf("the list's path is not absolute: %q", mail.List)
	}
	if c.Offered(mail) {
		t.Error("mail is offered beside a page that mails its own subscribers")
	}
	c.Channels[1].MailSubscribers = false
	if !c.Offered(mail) {
		t.Error("mail is not offered beside a page that mails nobody")
	}
	if refs := c.SecretRefs(); len(refs) != 1 || refs[0] != "keyring:statuspage" {
		t.Errorf("secrets: %v", refs)
	}
}

func TestWrongChannelsNameTheLineAndTheNearest(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"kind", "[[channel]]\nname = \"a\"\nkind = \"statuspag\"\n", `:3: "kind" in [channel] = "statuspag" is not known; did you mean "statuspage"?`},
		{"key", "[[channel]]\nname = \"a\"\nkind = \"file\"\nurl = \"x\"\naudiense = \"public\"\n", `:5: unknown key "audiense" in [channel]; did you mean "audience"?`},
		{"phase", "[[channel]]\nname = \"a\"\nkind = \"file\"\nurl = \"x\"\nphases = { monitorin = \"x\" }\n", `unknown phase "monitorin"; did you mean "monitoring"?`},
		{"no kind", "[[channel]]\nname = \"a\"\n", "has no kind"},
		{"no page", "[[channel]]\nname = \"a\"\nkind = \"sorry\"\nsecret = \"keyring:a\"\n", "names no page"},
		{"page address", "[[channel]]\nname = \"a\"\nkind = \"sorry\"\npage = \"https://x/y\"\nsecret = \"keyring:a\"\n", "give the page's ID"},
		{"no key", "[[channel]]\nname = \"a\"\nkind = \"statuspage\"\npage = \"p\"\n", "no key to publish with"},
		{"open key", "[[channel]]\nname = \"a\"\nkind = \"cachet\"\nurl = \"http://status.example.org/api\"\nsecret = \"keyring:a\"\n", "in the open"},
		{"hook in the file", "[[channel]]\nname = \"a\"\nkind = \"slack\"\nurl = \"https://hooks.example.org/x\"\n", "it is a secret"},
		{"secret itself", "[[channel]]\nname = \"a\"\nkind = \"slack\"\nsecret = \"https://hooks.example.org/x\"\n", "never write the secret itself"},
		{"address", "[[channel]]\nname = \"a\"\nkind = \"smtp\"\nurl = \"smtps://h\"\nfrom = \"a@example.org\"\nto = [\"b@example.org\", \"nobody\"]\n", `"nobody" is no mail address`},
		{"nobody", "[[channel]]\nname = \"a\"\nkind = \"smtp\"\nurl = \"smtps://h\"\nfrom = \"a@example.org\"\n", "writes to nobody"},
		{"doubt", "[[channel]]\nname = \"a\"\nkind = \"file\"\nurl = \"x\"\ndoubt = \"askk\"\n", `did you mean "ask"?`},
		{"twice", "[[channel]]\nname = \"a\"\nkind = \"file\"\nurl = \"x\"\n[[channel]]\nname = \"A\"\nkind = \"file\"\nurl = \"y\"\n", `the channel name "A" is taken by`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := config.Load(write(t, map[string]string{"config.toml": c.text}))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v\nwants %q", err, c.want)
			}
		})
	}
}
