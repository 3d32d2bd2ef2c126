package config_test

import (
	"errors"
	"strings"
	"testing"
	"time"

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
			if err := d.Source("eu").SetMap("severity", m); err != nil {
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
	if err := d.Source("us").Unset("oauth"); err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(hand, "oauth = { provider = \"google\" }\n", "", 1); d.Text() != want {
		t.Errorf("got\n%s", d.Text())
	}
	if err := d.Source("eu").Unset("tls"); err != nil || strings.Contains(d.Text(), "ca.pem") || !strings.Contains(d.Text(), "# the rest") {
		t.Errorf("%v, got\n%s", err, d.Text())
	}
	if err := d.Source("nowhere").Unset("oauth"); !errors.Is(err, config.ErrNoKey) {
		t.Errorf("a source that is not there: %v", err)
	}
}

const told = `# where customers hear
[[channel]] # the page
name = "page"
kind = "statuspage"
page = "p1" # Shop EU
secret = "keyring:page"

[channel.components]
checkout = "c1" # paying

# the chat
[[channel]]
name = "chat"
kind = "slack"
secret = "keyring:chat"

[[service]]
name = "shop"
channels = ["page"] # only there
# the rest
`

func TestChannelsAndServicesAreEditedInPlace(t *testing.T) {
	page := told[strings.Index(told, "[[channel]] # the page"):strings.Index(told, "# the chat")]
	for _, c := range []struct {
		name     string
		edit     func(*config.Document) error
		old, new string
	}{
		{"a key", func(d *config.Document) error { return d.Channel("page").Set("page", "p2") }, `"p1" # Shop EU`, `"p2" # Shop EU`},
		{"a new key", func(d *config.Document) error { return d.Channel("chat").Set("doubt", "drop") }, "\"keyring:chat\"\n", "\"keyring:chat\"\ndoubt = \"drop\"\n"},
		{"a component more", func(d *config.Document) error {
			return d.Channel("page").SetMap("components", map[string]any{"checkout": "c1", "search": "c2"})
		}, "# paying\n", "# paying\nsearch = \"c2\"\n"},
		{"phases", func(d *config.Document) error {
			return d.Channel("chat").SetMap("phases", map[string]any{"monitoring": "watching"})
		}, "\"keyring:chat\"\n", "\"keyring:chat\"\nphases = { monitoring = \"watching\" }\n"},
		{"a table out", func(d *config.Document) error { return d.Channel("page").Unset("components") }, "[channel.components]\ncheckout = \"c1\" # paying\n\n", ""},
		{"a channel out", func(d *config.Document) error { return d.Channel("page").Remove() }, page, ""},
		{"a service's key", func(d *config.Document) error { return d.Service("shop").Set("say", "the shop") }, "# only there\n", "# only there\nsay = \"the shop\"\n"},
		{"a service out", func(d *config.Document) error { return d.Service("shop").Remove() }, "[[service]]\nname = \"shop\"\nchannels = [\"page\"] # only there\n", ""},
		{"a channel more", func(d *config.Document) error {
			return d.AppendChannel(config.Channel{Name: "new", Kind: "cachet", URL: "https://s.example/api", Secret: "keyring:new"})
		}, "# the rest\n", "# the rest\n\n[[channel]]\nname = \"new\"\nkind = \"cachet\"\nurl = \"https://s.example/api\"\nsecret = \"keyring:new\"\nmail_subscribers = false\n"},
		{"a channel that mails", func(d *config.Document) error {
			return d.AppendChannel(config.Channel{Name: "new", Kind: "sorry", Page: "1", Secret: "keyring:new", MailSubscribers: true})
		}, "# the rest\n", "# the rest\n\n[[channel]]\nname = \"new\"\nkind = \"sorry\"\npage = \"1\"\nsecret = \"keyring:new\"\n"},
		{"a service more", func(d *config.Document) error {
			return d.AppendService(config.Service{Name: "pay", Match: []string{`service="pay"`}, CustomerFacing: true})
		}, "# the rest\n", "# the rest\n\n[[service]]\nname = \"pay\"\nmatch = [\"service=\\\"pay\\\"\"]\ncustomer_facing = true\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(told, c.old) != 1 {
				t.Fatalf("%q is not there once", c.old)
			}
			d := document(t, told)
			if err := c.edit(d); err != nil {
				t.Fatal(err)
			}
			if want := strings.Replace(told, c.old, c.new, 1); d.Text() != want {
				t.Errorf("got\n%s\nwant\n%s", d.Text(), want)
			}
		})
	}
	d := document(t, told)
	if text, err := d.Channel("page").Text(); err != nil || text != page {
		t.Errorf("%v, the channel reads\n%s", err, text)
	}
	if err := d.Channel("shop").Set("say", "x"); !errors.Is(err, config.ErrNoKey) {
		t.Errorf("a service is no channel: %v", err)
	}
}

func TestAChannelKeepsWhetherItMails(t *testing.T) {
	for _, mails := range []bool{true, false} {
		d := document(t, "")
		if err := d.AppendChannel(config.Channel{Name: "p", Kind: "statuspage", Page: "1", Secret: "keyring:p", MailSubscribers: mails}); err != nil {
			t.Fatal(err)
		}
		c, err := d.Check()
		if err != nil || c.Channels[0].MailSubscribers != mails {
			t.Errorf("%v, mails %v reads back as %+v", err, mails, c.Channels)
		}
	}
}

func TestTargetsAreSetWhereverTheyStand(t *testing.T) {
	first := func(m map[string]any) func(*config.Document) error {
		return func(d *config.Document) error { return d.SetMap("targets.first", m) }
	}
	cadence := func(m map[string]any) func(*config.Document) error {
		return func(d *config.Document) error { return d.SetMap("targets.cadence.1", m) }
	}
	ten := map[string]any{"1": config.Duration(10 * time.Minute)}
	often := map[string]any{"investigating": config.Duration(10 * time.Minute)}
	for _, c := range []struct {
		name, old string
		edit      func(*config.Document) error
		new       string
	}{
		{"nowhere", "", first(ten), "[targets]\nfirst = { 1 = \"10m\" }\n"},
		{"in braces", "[targets]\nfirst = { 1 = \"5m\", 2 = \"9m\" } # ours\n", first(ten), "[targets]\nfirst = { 1 = \"10m\" } # ours\n"},
		{"a table", "[targets.first]\n1 = \"5m\" # soon\n2 = \"9m\"\n", first(ten), "[targets.first]\n1 = \"10m\" # soon\n"},
		{"a table out", "[targets]\ngrace = \"1m\"\n\n[targets.first]\n1 = \"5m\"\n", first(nil), "[targets]\ngrace = \"1m\"\n\n"},
		{"a line out", "[targets]\ngrace = \"1m\"\nfirst = { 1 = \"5m\" }\n", first(nil), "[targets]\ngrace = \"1m\"\n"},
		{"nothing out", "[targets]\ngrace = \"1m\"\n", first(nil), "[targets]\ngrace = \"1m\"\n"},
		{"a cadence", "[targets]\n", cadence(often), "[targets]\ncadence.1 = { investigating = \"10m\" }\n"},
		{"a cadence more", "[targets]\ncadence = { 2 = { monitoring = \"1h\" } }\n", cadence(often), "[targets]\ncadence = { 2 = { monitoring = \"1h\" }, 1 = { investigating = \"10m\" } }\n"},
		{"a cadence's table", "[targets.cadence.1]\ninvestigating = \"5m\" # often\nmonitoring = \"1h\"\n", cadence(often), "[targets.cadence.1]\ninvestigating = \"10m\" # often\n"},
		{"a cadence out", "[targets]\ncadence = { 1 = { monitoring = \"1h\" } }\n", cadence(nil), "[targets]\ncadence = { 1 = {  } }\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := document(t, c.old)
			if err := c.edit(d); err != nil {
				t.Fatal(err)
			}
			if d.Text() != c.new {
				t.Errorf("got\n%s\nwant\n%s", d.Text(), c.new)
			}
			if _, err := d.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestATableIsTheDocumentsOwn(t *testing.T) {
	d := document(t, "include = [\"team.toml\"]\n[targets]\nfirst = { 1 = \"5m\" }\n")
	if got, err := d.Table("targets.first"); err != nil || len(got) != 1 || got["1"] != "5m" {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := d.Table("targets.cadence.1"); err != nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestAChannelTellsItsFile(t *testing.T) {
	c, err := config.Load(write(t, map[string]string{"config.toml": "include = [\"team.toml\"]\n\n[[service]]\nname = \"mine\"\n",
		"team.toml": "[[channel]]\nname = \"theirs\"\nkind = \"file\"\nurl = \"/tmp/x\"\n"}))
	if err != nil {
		t.Fatal(err)
	}
	if o, ok := c.OriginOf(config.ListChannel, "theirs"); !ok || !o.Team || o.Line != 1 {
		t.Errorf("the channel is from %+v", o)
	}
	if o, ok := c.OriginOf(config.ListService, "mine"); !ok || o.Team || o.Line != 3 {
		t.Errorf("the service is from %+v", o)
	}
	if _, ok := c.OriginOf(config.ListChannel, "mine"); ok {
		t.Error("a service is a channel")
	}
}
