package publish

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/internal/fake/cachet"
	"turnaround/internal/fake/hook"
	"turnaround/internal/fake/statuspage"
	"turnaround/sync/source"
)

func TestATestNamesThePageAndItsComponents(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	page.Post("", "Search is slow", "investigating", "We are looking into it.")
	all := hostedPages(t, c)
	all[config.ChannelStatuspage] = hostedPage{channel: pageChannel(page.URL), key: statuspage.Key}
	for kind, want := range map[string]struct {
		page    string
		parts   []string
		open    int
		unknown string
	}{
		config.ChannelStatuspage: {"Shop EU", []string{"Checkout", "Search"}, 1, unknownRight},
		config.ChannelSorry:      {"Shop EU", []string{"Accounts", "Checkout"}, 0, unknownRight},
		config.ChannelInstatus:   {"Shop EU", []string{"Checkout"}, 0, unknownRight},
		config.ChannelCachet:     {"", []string{"Part 1", "Part 2"}, 0, ""},
	} {
		t.Run(kind, func(t *testing.T) {
			app := newCopy(t, c, all[kind].channel, all[kind].key)
			found, err := app.now.Test(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var parts []string
			for _, p := range found.Components {
				parts = append(parts, p.Name)
			}
			if found.Page != want.page || !slices.Equal(parts, want.parts) || len(found.Open) != want.open || found.Unknown != want.unknown {
				t.Errorf("found %+v", found)
			}
		})
	}
}

func TestWhatATestFindsWrongIsSaidWithItsFix(t *testing.T) {
	c := newClock()
	page, k := statuspage.Start(t, c.now), cachet.Start(t, c.now)
	page.Limit(10_000)
	chat := hook.Start(t, config.ChannelSlack)
	folder := t.TempDir()
	list := filepath.Join(folder, "list.txt")
	if err := os.WriteFile(list, []byte("ann@example.org\nnobody\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	smtp := config.Channel{Name: "mail", Kind: config.ChannelSMTP, URL: "smtps://mail.example.org", From: "status@example.org", List: list}
	for _, test := range []struct {
		name    string
		channel config.Channel
		secret  string
		change  func()
		kind    error
		want    []string
	}{
		{"expired key", pageChannel(page.URL), "of last year", nil, source.ErrAuth, []string{"answered 401", "the key is wrong or expired: make a new one"}},
		{"expired key of a page anybody can read", config.Channel{Name: "c", Kind: config.ChannelCachet, URL: k.URL, Secret: "keyring:c"}, "of last year", nil,
			source.ErrAuth, []string{"the key is wrong or expired"}},
		{"wrong page", func() config.Channel { ch := pageChannel(page.URL); ch.Page = "nowhere"; return ch }(), statuspage.Key, nil,
			source.ErrNotFound, []string{"answered 404", "check the page's ID"}},
		{"component gone", func() config.Channel {
			ch := pageChannel(page.URL)
			ch.Components = map[string]string{"checkout": "ftgks51sfs2d", "mail": "gone1"}
			return ch
		}(), statuspage.Key, nil, source.ErrNotFound, []string{`no component "mail" ("gone1")`, `"Checkout" ("ftgks51sfs2d")`}},
		{"too many requests", pageChannel(page.URL), statuspage.Key, func() { page.Fail(429) }, source.ErrBusy, []string{"answered 429", "test again in a minute; updates wait"}},
		{"a failing server", pageChannel(page.URL), statuspage.Key, func() { page.Fail(503) }, source.ErrServer, []string{"answered 503", "updates wait, and are tried again"}},
		{"a token instead of a hook", hookChannel(config.ChannelSlack, ""), "xoxb-1", nil, source.ErrAuth, []string{"not the https address of a hook"}},
		{"another chat's hook", hookChannel(config.ChannelMattermost, ""), "https://127.0.0.1:1/x", nil, source.ErrUnreachable, []string{"not reachable"}},
		{"a hook taken away", hookChannel(config.ChannelSlack, ""), chat.URL, chat.Remove, source.ErrNotFound, []string{"make a new one"}},
		{"a wrong line in the list", smtp, "", nil, source.ErrAnswer, []string{"1 lines of " + list, "line 2", "correct to and list of channel mail"}},
		{"no mail server", func() config.Channel {
			ch := smtp
			ch.List, ch.To = "", []string{"a@example.org"}
			ch.URL = "smtp://127.0.0.1:1"
			return ch
		}(), "", nil,
			source.ErrUnreachable, []string{"not reachable"}},
		{"no folder for the file", config.Channel{Name: "f", Kind: config.ChannelFile, URL: filepath.Join(folder, "none", "x.md")}, "", nil,
			source.ErrAnswer, []string{"nothing can be written beside", "make the folder"}},
		{"no site", config.Channel{Name: "s", Kind: config.ChannelCState, URL: filepath.Join(folder, "none")}, "", nil,
			source.ErrAnswer, []string{"is not the folder of a cState site"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.change != nil {
				test.change()
				defer page.Fail(0)
			}
			_, err := newCopy(t, c, test.channel, test.secret).now.Test(t.Context())
			if !errors.Is(err, test.kind) {
				t.Fatalf("%v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), test.secret) && test.secret != "" {
				t.Errorf("the secret is told: %v", err)
			}
		})
	}
}

// TestATestOfASitePublishesNothing: what waits for a push is left waiting.
func TestATestOfASitePublishesNothing(t *testing.T) {
	folder := t.TempDir()
	git(t, folder, "init", "--quiet")
	waits := filepath.Join(folder, issues, "2030-01-01-waits.md")
	if err := os.MkdirAll(filepath.Dir(waits), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(waits, []byte("---\ntitle: \"Waits\"\nresolved: false\nturnaround: \"01J\"\n---\n*Investigating* - We look.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	app := newCopy(t, newClock(), config.Channel{Name: "site", Kind: config.ChannelCState, URL: folder}, "")
	found, err := app.now.Test(t.Context())
	if err != nil || len(found.Open) != 1 || !strings.Contains(found.Text, "the branch follows no other") {
		t.Errorf("%+v, %v", found, err)
	}
	if out := git(t, folder, "status", "--porcelain"); !strings.Contains(out, "content/") {
		t.Errorf("the test committed what waited: %q", out)
	}
}

func TestAChannelKnowsWhenItLastHeardAnUpdate(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	page.Post("", "Search is slow", "investigating", "A colleague wrote this.")
	at := c.now()
	if err := app.pull(); err != nil {
		t.Fatal(err)
	}
	if got := app.now.Sight(); !got.Last.Equal(at) || len(got.Components) != 2 || got.Components[0].Name != "Checkout" {
		t.Errorf("the page shows %+v", got)
	}
	chat := hook.Start(t, config.ChannelSlack)
	room := newCopy(t, c, hookChannel(config.ChannelSlack, ""), chat.URL)
	room.carry(room.update(incident.Investigating, "Paying by card fails."))
	sent := room.now.Sight().Last
	if sent.IsZero() {
		t.Error("nothing is known of what was sent to the chat")
	}
	room.start()
	if err := room.pull(); err != nil {
		t.Fatal(err)
	}
	if got := room.now.Sight().Last; !got.Equal(sent) {
		t.Errorf("after a restart it is %s, not %s", got, sent)
	}
}

func TestEveryKindTellsWhatItIsAbleTo(t *testing.T) {
	for _, kind := range config.ChannelKinds() {
		k := KindOf(kind)
		if k.Phases != nil && len(k.Phases) != 4 {
			t.Errorf("%s has words for %d phases", kind, len(k.Phases))
		}
		if (k.Corrects || k.Components) && !k.ReadBack {
			t.Errorf("%s cannot be read and yet is changed: %+v", kind, k)
		}
	}
	if !KindOf(config.ChannelStatuspage).Corrects || KindOf(config.ChannelSlack).ReadBack || KindOf(config.ChannelSMTP).Phases != nil {
		t.Error("what a page, a chat and mail can do is wrong")
	}
}
