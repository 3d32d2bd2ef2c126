package pager

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/fake/statuspage"
)

// pageOf is a channel to a stand-in page, with its key in a file.
func pageOf(t *testing.T, s *statuspage.Server) config.Channel {
	t.Helper()
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(statuspage.Key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Channel{Name: "status page", Kind: config.ChannelStatuspage, URL: s.URL, Page: statuspage.Page, Secret: "file:" + key,
		Audience: "public", Every: quick, Timeout: config.DefaultChannelTimeout, Doubt: config.DoubtAsk, MailSubscribers: true}
}

// spoken lists what the timeline says was published.
func (l *live) spoken(id incident.ID) (all []incident.Spoken) {
	l.Helper()
	detail, err := l.Desk.Show(id, 0)
	if err != nil {
		l.Fatal(err)
	}
	for _, e := range detail.Entries {
		if e.Kind == incident.KindPublished {
			all = append(all, incident.Unpack[incident.Spoken](e))
		}
	}
	return all
}

func TestAnUpdateReachesThePageOnceAndThePageIsReadBack(t *testing.T) {
	am, page := practice(t), statuspage.Start(t, time.Now)
	page.Limit(10_000)
	l := start(t, at("a", am.URL()))
	l.change(func(c *config.Config) { c.Channels = []config.Channel{pageOf(t, page)} })
	rules := l.deskRules(l.config)
	rules.Hold = 0 // the undo window is looked at elsewhere
	l.Desk.SetRules(rules)
	fires(am, "Payments")
	id := l.incident("Payments")
	page.LoseNextAnswer()
	if _, err := l.Desk.Publish(t.Context(), l.Who("window"), id, []outbox.Update{{Channel: "status page", Audience: "public",
		Phase: incident.Investigating, Title: "Payments fail", Text: "Paying by card fails. We are looking into it."}}); err != nil {
		t.Fatal(err)
	}
	l.until("the update to be published", func() bool { return len(l.spoken(id)) == 1 })
	if n := page.Shown("Paying by card fails. We are looking into it."); n != 1 {
		t.Errorf("readers see it %d times", n)
	}
	said := l.spoken(id)[0]
	there := page.Incidents()[0]
	if said.Elsewhere || said.Post != there.Updates[0].ID || said.Ref != there.ID || said.Visible.Sub(there.Updates[0].Created).Abs() > time.Millisecond {
		t.Errorf("the timeline says %+v, the page %+v", said, there)
	}
	page.Post(there.ID, "", "identified", "A colleague knows the cause.")
	l.until("a colleague's update to be read", func() bool { return len(l.spoken(id)) == 2 })
	if all := l.spoken(id); !all[1].Elsewhere && !all[0].Elsewhere {
		t.Errorf("nothing says that it was written elsewhere: %+v", all)
	}
	state := l.Channels()
	if len(state) != 1 || state[0].State != "ok" || !state[0].Offered || state[0].Waiting != 0 {
		t.Errorf("channels %+v", state)
	}
	if got := l.Health().Sources; len(got) != 1 {
		t.Errorf("a channel is among the sources: %+v", got)
	}
}

func TestChannelsChangeWhileTheAppRuns(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	page.Limit(10_000)
	l := start(t)
	ch := pageOf(t, page)
	l.change(func(c *config.Config) { c.Channels = []config.Channel{ch} })
	name := outbox.ChannelSource(ch.Name)
	first := l.setup.Load().channels[name]
	l.change(func(c *config.Config) { c.Page.Volume = 40 })
	if l.setup.Load().channels[name] != first {
		t.Error("an unchanged channel began anew")
	}
	l.change(func(c *config.Config) {
		c.Channels = []config.Channel{ch}
		c.Channels[0].Audience = "partners"
	})
	if l.setup.Load().channels[name] == first {
		t.Error("a changed channel went on as it was")
	}
	l.change(func(c *config.Config) { c.Channels = nil })
	if got := l.Channels(); len(got) != 0 {
		t.Errorf("channels %+v", got)
	}
}

func TestATrialOfAChannelSaysWhatIsWrongAndTellsNoKey(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	l := open(t)
	ch := pageOf(t, page)
	if got := l.TryChannel(t.Context(), ch, ""); !got.OK || !strings.Contains(got.Text, "2 components") {
		t.Errorf("trial %+v", got)
	}
	if got := l.TryChannel(t.Context(), ch, "typed-key-0123"); got.OK || got.Fault.Kind != "auth" || strings.Contains(got.Fault.Error(), "typed-key") {
		t.Errorf("a wrong key: %+v", got)
	}
	note := config.Channel{Name: "note", Kind: config.ChannelFile, URL: "updates.md"}
	if got := l.TryChannel(t.Context(), note, ""); !got.OK || !strings.Contains(got.Text, filepath.Join(filepath.Dir(l.opts.Places.Config), "updates.md")) {
		t.Errorf("a path that begins at the configuration's folder: %+v", got)
	}
	note.Name = ""
	if got := l.TryChannel(t.Context(), note, ""); got.OK || got.Fault.Kind != "settings" || got.Fault.Fix == "" {
		t.Errorf("a channel without a name: %+v", got.Fault)
	}
	ch.Page = "elsewhere"
	if got := l.TryChannel(t.Context(), ch, ""); got.OK || got.Fault.Kind != "missing" {
		t.Errorf("a wrong page: %+v", got)
	}
	if n := len(page.Incidents()); n != 0 {
		t.Errorf("%d incidents were published", n)
	}
}
