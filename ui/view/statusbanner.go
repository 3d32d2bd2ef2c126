package view

import (
	"strings"
	"time"

	"turnaround/app/health"
	"turnaround/app/outbox"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// banners are the lines across the window, what touches most first: that
// nothing rings, that this computer is offline, what is out of contact.
func banners(s Standing) []Banner {
	var all []Banner
	if until := s.Health.MutedUntil; !until.IsZero() {
		all = append(all, Banner{Key: "mute", Icon: "bedtime", Tone: Warn, Press: words.T("Ring again"), Route: RouteUnmute,
			Text: words.T("Muted until {{.Time}}: nothing rings, lost contact neither.",
				words.Data{"Time": words.Moment(until, s.Now)})})
	}
	if offline(s) {
		all = append(all, offlineBanner(s))
	}
	for _, c := range s.Health.Sources {
		switch {
		case c.State == health.Gone:
			all = append(all, lostBanner(c, s.Now))
		case c.State == health.Failing && c.LastContact.IsZero():
			all = append(all, neverBanner(c))
		}
		for _, b := range c.Heartbeats {
			if !b.AbsentSince.IsZero() {
				all = append(all, beatBanner(c, b, s.Now))
			}
		}
	}
	updates := askingUpdates(s)
	if updates > 0 {
		all = append(all, Banner{Key: "updates", Icon: "error_outline", Tone: Warn, Press: words.T("Decide"), Route: RouteQueue,
			Text: words.N("{{.Count}} customer updates wait for your decision.", updates)})
	}
	if asks := asking(s) - updates; asks > 0 {
		all = append(all, Banner{Key: "asks", Icon: "error_outline", Tone: Warn, Press: words.T("Compare"), Route: RouteQueue,
			Text: words.N("{{.Count}} changes were not taken by their source.", asks)})
	}
	if b, ok := fetching(s); ok && len(all) == 0 {
		all = append(all, b)
	}
	return all
}

// offline tells whether the calm line about the own network is due.
func offline(s Standing) bool {
	if s.Health.Offline.IsZero() || s.Now.Sub(s.Health.Offline) < offlineAfter {
		return false
	}
	for _, c := range s.Health.Sources {
		if c.Misses >= offlineMisses {
			return true
		}
	}
	return false
}

func offlineBanner(s Standing) Banner {
	b := Banner{Key: "offline", Icon: "cloud_off", Tone: Warn}
	data := words.Data{"Time": words.Moment(s.Health.Offline, s.Now)}
	n := 0
	for _, a := range s.Outbox {
		if a.State == outbox.Waiting {
			n++
		}
	}
	if n == 0 {
		b.Text = words.T("Offline since {{.Time}}. What you do is kept and sent later.", data)
		return b
	}
	b.Text = words.N("Offline since {{.Time}}. {{.Count}} actions wait here.", n, data)
	b.Press, b.Route = words.T("Show"), RouteQueue
	return b
}

// lostBanner is another thing than offline: a source does not answer though the
// network works, so alerts may be missed.
func lostBanner(c health.Status, now time.Time) Banner {
	return Banner{Key: "lost " + c.Name, Icon: "error_outline", Tone: Bad, Detail: text.Line(c.Error, 300),
		Press: words.T("See why"), Route: "settings/sources/" + c.Name,
		Text: words.T("No contact with {{.Source}} since {{.Time}}: its alerts are not seen.",
			words.Data{"Source": text.Line(c.Name, 40), "Time": words.Moment(c.LostSince, now)})}
}

// neverBanner keeps an empty list from looking like good news.
func neverBanner(c health.Status) Banner {
	return Banner{Key: "never " + c.Name, Icon: "warning", Tone: Warn, Detail: text.Line(c.Error, 300),
		Press: words.T("See why"), Route: "settings/sources/" + c.Name,
		Text: words.T("{{.Source}} has not answered yet: its alerts are not known.", words.Data{"Source": text.Line(c.Name, 40)})}
}

func beatBanner(c health.Status, b health.BeatView, now time.Time) Banner {
	return Banner{Key: "beat " + c.Name + " " + b.Name, Icon: "error_outline", Tone: Bad,
		Press: words.T("See why"), Route: "settings/sources/" + c.Name,
		Text: words.T("The heartbeat {{.Name}} of {{.Source}} is missing since {{.Time}}: alerting there may be down.",
			words.Data{"Name": text.Line(b.Name, 60), "Source": text.Line(c.Name, 40), "Time": words.Moment(b.AbsentSince, now)})}
}

// fetching says that what is shown is a cache until every source was asked.
func fetching(s Standing) (Banner, bool) {
	if s.Drill || s.Started.IsZero() {
		return Banner{}, false
	}
	var last time.Time
	left := 0
	for _, c := range s.Health.Sources {
		if c.LastContact.After(last) {
			last = c.LastContact
		}
		if c.LastTry.Before(s.Started) && c.State != health.Gone {
			left++
		}
	}
	if left == 0 {
		return Banner{}, false
	}
	b := Banner{Key: "fetching", Icon: "sync", Tone: Accent}
	data := words.Data{"Left": words.Number(left), "Time": words.Moment(last, s.Now)}
	switch all := len(s.Health.Sources); {
	case last.IsZero():
		b.Text = words.N("Asking {{.Left}} of {{.Count}} sources for the first time.", all, data)
	default:
		b.Text = words.N("Showing {{.Time}}. Asking {{.Left}} of {{.Count}} sources.", all, data)
	}
	return b, true
}

// Title is a banner's text with what the server said.
func (b Banner) Title() string {
	return strings.TrimSpace(b.Text + " " + b.Detail)
}
