package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/page"
	"turnaround/app/secret"
	"turnaround/cmd"
	"turnaround/cmd/pager"
	"turnaround/ui/settings"
	"turnaround/ui/shell"
	"turnaround/ui/view"
)

// standing is what the story says of everything that only a running pager
// would know: contact, the next ring, who is on call.
type standing struct {
	health health.View
	duty   duty.State
	rings  map[incident.ID]time.Time
}

// usual is how things stand in the story.
func usual() *standing {
	now := on(14, 24)
	seg := func(state string, from, to float64) health.Segment {
		day := func(h float64) time.Time { return now.Add(time.Duration((h - 24) * float64(time.Hour))) }
		return health.Segment{From: day(from), To: day(to), State: state}
	}
	well := func(name string, ago time.Duration, alerts int, past ...health.Segment) health.Status {
		return health.Status{Name: name, State: health.OK, LastContact: now.Add(-ago), LastTry: now.Add(-ago), Alerts: alerts, Contact: past, Latency: 0.2}
	}
	slow := well(probe, 2*time.Minute, 4, seg(health.Contact, 0, 21.4), seg(health.Slow, 21.4, 24))
	beating := well(prod, 8*time.Second, 61, seg(health.Contact, 0, 24))
	beating.Heartbeats = []health.BeatView{{Name: "Watchdog", LastSeen: now.Add(-8 * time.Second)}, {Name: "NightlyBackup", LastSeen: on(3, 10)}}
	slow.State, slow.Misses, slow.Fault = health.Failing, 3, "timeout"
	return &standing{rings: map[incident.ID]time.Time{},
		duty: duty.State{OnCall: true, Mode: "until", Until: time.Date(2026, 5, 15, 9, 0, 0, 0, zone), Why: "until Fri 09:00"},
		health: health.View{Sources: []health.Status{
			beating,
			well(tree, 21*time.Second, 14, seg(health.Contact, 0, 15), seg(health.Slow, 15, 16.2), seg(health.Contact, 16.2, 24)),
			well(mailbox, time.Minute, 9, seg(health.Contact, 0, 24)),
			slow,
		}}}
}

// none is before anything is set up.
func (s *standing) none() { s.health, s.duty = health.View{}, duty.State{OnCall: true, Mode: "always"} }

// lost adds a source that refuses the password.
func (s *standing) lost() {
	now := on(14, 24)
	s.health.Sources = append(s.health.Sources, health.Status{Name: staging, State: health.Gone, LostSince: on(11, 24), LastContact: on(11, 24),
		LastTry: now, Misses: 700, Fault: "auth", Error: "staging answered 401 Unauthorized",
		Contact: []health.Segment{{From: now.Add(-24 * time.Hour), To: on(11, 24), State: health.Contact}, {From: on(11, 24), To: now, State: health.NoContact}}})
}

// offline has no source answer since 14:22.
func (s *standing) offline() {
	s.health.Offline = on(14, 22)
	for n := range s.health.Sources {
		c := &s.health.Sources[n]
		c.State, c.Misses, c.Fault, c.LastContact = health.Failing, 8, "unreachable", on(14, 22)
	}
}

// core is the running app as the story has it.
type core struct {
	shell.Core
	s     *standing
	empty bool // nothing yet: the first run
	calm  bool // nothing pages
}

// Standing tells how everything stands.
func (c core) Standing(now time.Time) view.Standing {
	s := c.Core.Standing(now)
	s.Health, s.Duty, s.Started = c.s.health, c.s.duty, now.Add(-8*time.Hour)
	if c.calm {
		s.Paging, s.Open = 0, 0
	}
	return s
}

// Fresh tells whether there is nothing yet.
func (c core) Fresh() bool { return c.empty }

// Sync asks nobody.
func (c core) Sync(context.Context) {}

// settingsCore is what the settings need, as the story has it.
type settingsCore struct {
	settings.Core
	p *pager.Pager
	s *standing
}

// Places are where a person would have them, and not where this program has.
func (c settingsCore) Places() config.Places {
	return config.Places{Config: "/home/robin/.config/turnaround/config.toml"}.WithData("/home/robin/.local/share/turnaround")
}

// Sources tells how every source stands.
func (c settingsCore) Sources() []settings.Source {
	var all []settings.Source
	for _, s := range c.p.Config().Sources {
		one := settings.Source{Status: health.Status{Name: s.Name, State: health.Never}, Profile: s.Profile, Push: s.Profile == config.ProfileIMAP}
		for _, h := range c.s.health.Sources {
			if h.Name == s.Name {
				one.Status = h
			}
		}
		all = append(all, one)
	}
	return all
}

// Duty tells who is on call, and Shifts until when.
func (c settingsCore) Duty() duty.State { return c.s.duty }

// Shifts is the one by hand.
func (c settingsCore) Shifts() []duty.Shift {
	return []duty.Shift{{Start: on(9, 0), End: c.s.duty.Until}}
}

// Tests tells how the test pages went.
func (c settingsCore) Tests(context.Context) (page.TestHistory, error) {
	h := page.TestHistory{Of: 14, Passed: 9, Last: on(9, 2)}
	for n := range 14 {
		h.Days = append(h.Days, page.TestDay{Day: on(9, 2).AddDate(0, 0, n-13).Format(time.DateOnly), Tested: n > 3, Passed: n > 4})
	}
	return h, nil
}

// TestPage rings nowhere.
func (c settingsCore) TestPage(context.Context) (page.Trial, error) {
	return page.Trial{At: on(14, 24), OK: true, Last: on(9, 2), Hops: []page.Hop{{Name: "store", OK: true}, {Name: "policy", OK: true},
		{Name: "on call", OK: true}, {Name: "notification", OK: true, Text: "shown by GNOME Shell, with buttons"}, {Name: "sound", OK: true, Text: "played"}}}, nil
}

// Data is what is kept; the sizes of files differ from run to run.
func (c settingsCore) Data() settings.Data {
	d := c.Core.Data()
	d.Bytes, d.Encrypted = 12<<20, true
	d.Key = secret.Kept{Way: "keyring", Where: `item "data-key-1" of "turnaround" in the system's keyring`}
	return d
}

// Try answers as us-prod does.
func (c settingsCore) Try(_ context.Context, s config.Source, _ string) settings.Trial {
	if s.Name == staging {
		return settings.Trial{Fault: &settings.Fault{Kind: "auth", Text: "staging answered 401 Unauthorized"}}
	}
	return settings.Trial{Latency: 240 * time.Millisecond, Firing: 9, Silenced: 3, Watchdogs: []string{"Watchdog"},
		Words: []settings.Word{{Text: "critical", Count: 4, Taken: 1, Known: true}, {Text: "warning", Count: 5, Taken: 3, Known: true}, {Text: "page", Count: 2, Taken: 3}}}
}

// SetSecret keeps nothing.
func (c settingsCore) SetSecret(_ context.Context, ref, _ string) (settings.Secret, error) {
	return settings.Secret{Ref: ref}, nil
}

// StartsAtLogin is as on most desktops.
func (c settingsCore) StartsAtLogin() (on, possible bool) { return true, true }

// rehearsal is a drill that stands at 1:08.
type rehearsal struct{}

func (rehearsal) Pace() float64 { return 1 }

func (rehearsal) At() (at, of time.Duration)       { return 68 * time.Second, 2 * time.Minute }
func (rehearsal) Speed(float64) error              { return nil }
func (rehearsal) Soft(context.Context, bool) error { return nil }
func (rehearsal) Played() <-chan struct{}          { return nil }
func (rehearsal) Err() error                       { return nil }
func (rehearsal) End() error                       { return nil }
func (rehearsal) Tried() shell.Tried {
	return shell.Tried{Rang: true, Acknowledged: true, AckSeconds: 6, Answered: true, Affected: incident.ImpactConfirmed,
		Published: true, FirstSeconds: 31, Due: on(14, 25)}
}

// Audience is what practice customers read at 1:08.
func (rehearsal) Audience() cmd.Audience {
	return cmd.Audience{Page: "Practice shop status", URL: "http://127.0.0.1:40229/", State: "degraded_performance", Wrote: 3, LastWrote: 58 * time.Second,
		Posts: []cmd.AudiencePost{{Title: "Some card payments fail", Status: "investigating", At: 31 * time.Second, Due: on(14, 25),
			Text: "Some card payments have failed since 14:23. We see the problem and are working on it."}}}
}

func (rehearsal) Outcomes() []cmd.Outcome {
	return []cmd.Outcome{{Title: "Card payments fail: 38 % errors on pay-1", Severity: 1, Rang: true, AckedBy: me, AckSeconds: 6, Resolved: true, OpenSeconds: 96,
		Customers: &cmd.CustomerOutcome{Impact: "confirmed", FirstUpdate: new(31.0), FirstTarget: new(45.0), LongestSilence: new(62.0), Made: 2, Kept: 1,
			Updates: 3, ToldOver: true, ResolveNotice: new(14.0), Lights: []journey.Stretch{{From: on(14, 22), To: on(14, 22).Add(31 * time.Second), Light: journey.Unlit},
				{From: on(14, 22).Add(31 * time.Second), To: on(14, 22).Add(82 * time.Second), Light: journey.Lit},
				{From: on(14, 22).Add(82 * time.Second), To: on(14, 22).Add(93 * time.Second), Light: journey.Unlit},
				{From: on(14, 22).Add(93 * time.Second), To: on(14, 22).Add(110 * time.Second), Light: journey.Lit}}}},
		{Title: "replication on payments-db is WARNING", Severity: 2, Rang: true, Resolved: true, OpenSeconds: 40}}
}

// shopFile is the configuration of the story.
func shopFile(look string, sources ...string) string {
	text := fmt.Sprintf("[me]\nname = %q\n[duty]\nmode = \"until\"\nuntil = 2026-05-15T09:00:00+02:00\n[look]\nzone = \"Europe/Berlin\"\nclock = \"24h\"\nmotion = false\n%s\n", me, look)
	known := map[string]string{
		prod:    "profile = \"alertmanager\"\nurl = \"https://alerts-eu.example.org\"\nallow = [\"ack\"]\nheartbeat = [{ match = ['alertname=\"Watchdog\"'] }, { match = ['alertname=\"NightlyBackup\"'], within = \"25h\", severity = 2 }]",
		tree:    "profile = \"pagertree\"\nsecret = \"keyring:PagerTree\"\nallow = [\"ack\", \"note\"]",
		mailbox: "profile = \"imap\"\nurl = \"imaps://ops%40example.org@imap.example.org/Alerts\"\nsecret = \"keyring:ops\"",
		probe:   "profile = \"alertmanager\"\nurl = \"https://probe.example.org\"\nevery = \"1m\"",
		staging: "profile = \"alertmanager\"\nurl = \"https://alerts-staging.example.org\"\nsecret = \"keyring:staging\"",
		// Those of a drill.
		"practice-alerts": "profile = \"alertmanager\"\nurl = \"https://alerts.example.org\"\nallow = [\"ack\", \"snooze\"]",
		"practice-mail":   "profile = \"imap\"\nurl = \"imaps://drill@mail.example.org/INBOX\"\nsecret = \"keyring:drill\"",
	}
	for _, s := range sources {
		text += fmt.Sprintf("[[source]]\nname = %q\n%s\n", s, known[s])
	}
	return text
}

func placesIn(dir string) config.Places {
	return config.Places{Config: filepath.Join(dir, "config.toml")}.WithData(filepath.Join(dir, "data"))
}
