package main

import (
	"context"
	"time"

	"turnaround/app/config"
	"turnaround/app/health"
	"turnaround/ui/settings"
)

// shopChannels are where the shop's customers read, and its services.
const shopChannels = `
[[channel]]
name = "Status page"
kind = "statuspage"
page = "6tcfpztf6j9m"
secret = "keyring:page"
audience = "public"
components = { Payments = "ftgks51sfs2d" }
[[channel]]
name = "Chat"
kind = "slack"
secret = "keyring:chat"
audience = "support"
[[channel]]
name = "Email"
kind = "smtp"
url = "smtps://mail.example.org"
from = "Shop status <status@example.org>"
to = ["ann@example.org", "bob@example.org"]
secret = "keyring:mail"
[[channel]]
name = "Partner page"
kind = "cachet"
url = "https://partners.example.org/api"
secret = "keyring:partners"
audience = "partners"
[[channel]]
name = "Static page"
kind = "file"
url = "/srv/status/updates.md"
[[service]]
name = "checkout"
match = ['service=~"checkout|payments"']
say = "paying by card"
components = ["Payments"]
channels = ["Status page", "Chat"]
customer_facing = true
[[service]]
name = "search"
say = "searching the shop and the app"
components = ["h2kz7w3vq1xn"]
customer_facing = true
[[service]]
name = "mail"
say = "order confirmations"
[targets]
first = { 1 = "5m" }
`

var pageParts = []settings.Component{{ID: "a1", Name: "Accounts", State: "operational"}, {ID: "c3", Name: "Deliveries", State: "operational"},
	{ID: "ftgks51sfs2d", Name: "Payments", State: "partial"}, {ID: "h2kz7w3vq1xn", Name: "Search", State: "operational"}}

// Channels tells how every channel stands in the story.
func (c settingsCore) Channels() []settings.Channel {
	stands := map[string]settings.Channel{
		"Status page":  {Status: health.Status{State: health.OK, LastContact: on(14, 23)}, Last: on(14, 0), Components: pageParts},
		"Chat":         {Last: on(14, 0)},
		"Email":        {Addresses: 2},
		"Partner page": {Status: health.Status{State: health.Gone, Fault: "auth"}, Last: time.Date(2026, 5, 9, 10, 0, 0, 0, zone)},
	}
	var all []settings.Channel
	for _, ch := range c.p.Config().Channels {
		one := stands[ch.Name]
		one.Name = ch.Name
		all = append(all, one)
	}
	return all
}

// TryChannel answers as the shop's channels do.
func (c settingsCore) TryChannel(_ context.Context, ch config.Channel, _ string) settings.ChannelTrial {
	switch ch.Name {
	case "Partner page":
		return settings.ChannelTrial{Fault: &settings.Fault{Kind: "auth", Text: "partners.example.org answered 401 (Unauthenticated.)"}}
	case "Static page":
		return settings.ChannelTrial{Fault: &settings.Fault{Kind: "answer", Text: "nothing can be written beside /srv/status/updates.md", Fix: "make the folder, or correct url"}}
	case "Chat":
		return settings.ChannelTrial{Latency: 180 * time.Millisecond, Unsure: true}
	case "Email":
		return settings.ChannelTrial{Latency: 420 * time.Millisecond, Addresses: 2, Unsure: true}
	}
	return settings.ChannelTrial{Latency: 390 * time.Millisecond, Page: "Shop EU", Components: pageParts, Unsure: true}
}

// channelTested has every channel tested, and the status page open.
func channelTested(s *set) error {
	s.Go("settings/channels/Status page")
	for _, text := range []string{"Test every channel", "Alle Kanäle prüfen"} {
		if s.Shows(text) {
			if err := s.Press(text); err != nil {
				return err
			}
		}
	}
	return s.Await("390")
}
