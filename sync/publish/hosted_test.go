package publish

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/fake/cachet"
	"turnaround/internal/fake/incidentio"
	"turnaround/internal/fake/instatus"
	"turnaround/internal/fake/sorry"
	"turnaround/sync/source"
)

// fakePage is what the stand-ins of hosted pages have in common.
type fakePage interface {
	Shown(text string) int
	Wrong() []string
}

// hostedPage is one kind of page, ready to be published to.
type hostedPage struct {
	channel config.Channel
	key     string
	fake    fakePage
}

func hostedPages(t *testing.T, c *clock) map[string]hostedPage {
	s, k, i, o := sorry.Start(t, c.now), cachet.Start(t, c.now), instatus.Start(t, c.now), incidentio.Start(t, c.now)
	o.Limit(1000) // a soak publishes more for one incident than the real one takes
	page := func(kind, url, id string, parts map[string]string) config.Channel {
		return config.Channel{Name: kind, Kind: kind, URL: url, Page: id, Secret: "keyring:" + kind, MailSubscribers: true, Components: parts}
	}
	return map[string]hostedPage{
		config.ChannelSorry:      {page(config.ChannelSorry, s.URL, sorry.Page, nil), sorry.Key, s},
		config.ChannelCachet:     {page(config.ChannelCachet, k.URL, "", map[string]string{"checkout": "1"}), cachet.Key, k},
		config.ChannelInstatus:   {page(config.ChannelInstatus, i.URL, instatus.Page, map[string]string{"checkout": instatus.Part}), instatus.Key, i},
		config.ChannelIncidentIO: {page(config.ChannelIncidentIO, o.URL, incidentio.Page, map[string]string{"checkout": incidentio.Part}), incidentio.Key, o},
	}
}

func TestUpdatesOfHostedPagesAreSeenOnceUnderFaults(t *testing.T) {
	c := newClock()
	for kind, p := range hostedPages(t, c) {
		t.Run(kind, func(t *testing.T) {
			line, address := through(t, p.channel.URL)
			ch := p.channel
			ch.URL = address
			one := newCopy(t, c, ch, p.key)
			two := newCopy(t, c, p.channel, p.key)
			for _, text := range underFaults(t, one, two, line) {
				if n := p.fake.Shown(text); n != 1 {
					t.Errorf("readers see %q %d times", text, n)
				}
			}
			if v, err := two.now.look(t.Context()); err != nil || len(v.threads) != 1 {
				t.Errorf("two copies made %d incidents of one, %v", len(v.threads), err)
			}
			wrong := slices.DeleteFunc(p.fake.Wrong(), func(why string) bool { return strings.Contains(why, "EOF") }) // cut off
			if len(wrong) > 0 {
				t.Errorf("asked wrongly: %v", wrong)
			}
			t.Logf("asked %d and %d times", one.asked, two.asked)
		})
	}
}

func TestHostedPagesSetComponentsAndAreReadBack(t *testing.T) {
	c := newClock()
	for kind, p := range hostedPages(t, c) {
		t.Run(kind, func(t *testing.T) {
			app := newCopy(t, c, p.channel, p.key)
			a := app.update(incident.Investigating, "Paying by card fails.")
			if p.channel.Components != nil {
				a.Update.Components = map[string]string{"checkout": "partial"}
			}
			out := app.carry(a)
			state := func() string {
				switch f := p.fake.(type) {
				case *cachet.Server:
					return map[int]string{1: "up", 3: "partial"}[f.Part(1)]
				case *incidentio.Server:
					return map[string]string{"operational": "up", "partial_outage": "partial"}[f.State(incidentio.Part)]
				case *instatus.Server:
					return map[string]string{"OPERATIONAL": "up", "PARTIALOUTAGE": "partial"}[f.State()]
				}
				return ""
			}
			if p.channel.Components != nil && state() != "partial" {
				t.Errorf("the component is %q", state())
			}
			end := app.update(incident.PhaseResolved, "It works again.")
			end.Update.Ref = out.Ref
			app.carry(end)
			if p.channel.Components != nil && state() != "up" {
				t.Errorf("the component is left %q", state())
			}
			if err := app.pull(); err != nil {
				t.Fatal(err)
			}
			if len(app.said) != 2 || app.said[0].Ref != out.Ref || app.said[0].Phase != incident.PhaseResolved || app.said[0].Visible.IsZero() {
				t.Errorf("read back %+v", app.said)
			}
			if _, err := app.now.Test(t.Context()); err != nil {
				t.Errorf("test: %v", err)
			}
			fix := app.update(incident.PhaseResolved, "It works again, all of it.")
			fix.Update.Ref, fix.Ref = out.Ref, app.said[0].Post
			if app.now.Corrects() {
				for text, post := range map[string]string{"It works again, all of it.": app.said[0].Post, "Paying by credit card fails.": app.said[1].Post} {
					fix.Update.Text, fix.Ref = text, post
					if app.carry(fix); p.fake.Shown(text) != 1 {
						t.Errorf("the correction %q is seen %d times", text, p.fake.Shown(text))
					}
					fix.ID += "0"
				}
				if p.fake.Shown("It works again.")+p.fake.Shown("Paying by card fails.") != 0 {
					t.Error("what was corrected is still there")
				}
			} else if out, err := app.once(fix); err != nil || out.Result != outbox.Refused || !strings.Contains(out.Fix, "new update that corrects it") {
				t.Errorf("a correction that the page cannot make: %+v, %v", out, err)
			}
			app.secret = "of last year"
			app.start()
			again := app.update(incident.Investigating, "Again.")
			again.Forced = true // the page may be read without a key, and would ask
			if _, err := app.once(again); !errors.Is(err, source.ErrAuth) {
				t.Errorf("an expired key: %v", err)
			}
		})
	}
}
