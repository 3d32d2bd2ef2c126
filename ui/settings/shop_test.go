package settings

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/duty"
	"turnaround/app/health"
	pages "turnaround/app/page"
)

func testApp() fyne.App { return fyne.CurrentApp() }

const shopFile = `# my pager
[duty]
mode = "until" # by hand
until = 2026-05-15T09:00:00Z

[[source]]
name = "Alertmanager eu-prod"
profile = "alertmanager"
url = "https://alerts-eu.example.org"
allow = ["ack"]

[[source]]
name = "PagerTree"
profile = "pagertree"
secret = "keyring:PagerTree"
allow = ["ack", "note"]

[[source]]
name = "IMAP ops mailbox"
profile = "imap"
url = "imaps://ops%40example.org@imap.example.org/Alerts"
secret = "keyring:ops"

[[source]]
name = "Uptime probe"
profile = "generic"
url = "https://probe.example.org/alerts.json"
every = "1m"

[[source]]
name = "Alertmanager staging"
profile = "alertmanager"
url = "https://alerts-staging.example.org"
`

// shop is the example of the design: five sources, one of them lost.
func shop(t *testing.T) *core {
	c := newCore(t, shopFile)
	c.load()
	c.onCall = duty.State{OnCall: true, Mode: "until", Until: time.Date(2026, 5, 15, 9, 0, 0, 0, time.UTC)}
	seg := func(state string, from, to float64) health.Segment {
		day := func(h float64) time.Time { return noon.Add(-24 * time.Hour).Add(time.Duration(h * float64(time.Hour))) }
		return health.Segment{From: day(from), To: day(to), State: state}
	}
	c.states = map[string]Source{
		"Alertmanager eu-prod": {Status: health.Status{State: health.OK, LastContact: noon.Add(-8 * time.Second), Alerts: 61, Contact: []health.Segment{seg(health.Contact, 0, 24)}}},
		"PagerTree":            {Status: health.Status{State: health.OK, LastContact: noon.Add(-21 * time.Second), Alerts: 14, Contact: []health.Segment{seg(health.Contact, 0, 15), seg(health.Slow, 15, 16.2), seg(health.Contact, 16.2, 24)}}},
		"IMAP ops mailbox":     {Push: true, Status: health.Status{State: health.OK, LastContact: noon.Add(-time.Minute), Alerts: 9, Contact: []health.Segment{seg(health.Contact, 0, 24)}}},
		"Uptime probe":         {Status: health.Status{State: health.Failing, Misses: 3, LastContact: noon.Add(-2 * time.Minute), Alerts: 4, Contact: []health.Segment{seg(health.Contact, 0, 21.4), seg(health.Slow, 21.4, 24)}}},
		"Alertmanager staging": {Status: health.Status{Fault: "auth", State: health.Gone, LostSince: noon.Add(-3 * time.Hour), LastContact: noon.Add(-3 * time.Hour), Contact: []health.Segment{seg(health.Contact, 0, 21), seg(health.NoContact, 21, 24)}}},
	}
	c.trial = Trial{Latency: 240 * time.Millisecond, Firing: 9, Silenced: 3, Watchdogs: []string{"Watchdog"},
		Words: []Word{{"critical", 4, 1, true}, {"warning", 5, 3, true}, {"page", 2, 3, false}}}
	c.tests = pages.TestHistory{Of: 14, Passed: 9, Last: noon.Add(-5 * time.Hour)}
	for n := range 14 {
		c.tests.Days = append(c.tests.Days, pages.TestDay{Day: noon.AddDate(0, 0, n-13).Format("2006-01-02"), Tested: n > 3, Passed: n > 4})
	}
	c.page = pages.Trial{At: noon, OK: true, Hops: []pages.Hop{{Name: "store", OK: true}, {Name: "notification", OK: true, Text: "shown by GNOME Shell, with buttons"}, {Name: "sound", OK: true, Text: "played by pulse"}}}
	return c
}
