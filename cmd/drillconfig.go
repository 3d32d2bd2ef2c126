package cmd

import (
	"time"

	"turnaround/app/config"
	"turnaround/sync/drill"
)

// The channels of a drill.
const (
	practicePage = "practice page"
	practiceMail = "practice mail"
)

// drillConfig is the ordinary configuration of the practice servers, in the
// person's own look.
func drillConfig(d *drill.Drill, me string, look config.Look) config.Config {
	c := config.Defaults()
	c.Me.Name, c.Look = me, look
	c.Page.Volume = 30
	c.Duty.Mode = "always"
	second := config.Duration(time.Second)
	c.Sources = []config.Source{
		{Name: "practice-alerts", Profile: "alertmanager", URL: config.URLs{d.Alertmanager.URL()}, Every: second,
			Timeout: 5 * second, Allow: []string{"ack", "snooze"}, AckFor: config.Duration(2 * time.Hour)},
		{Name: "practice-mail", Profile: config.ProfileIMAP, URL: config.URLs{d.Mailbox.URL()}, Every: 5 * second,
			Timeout: 5 * second, Secret: "env:" + drillPassword, TLS: config.TLS{Plain: true}},
	}
	c.Origin = make([]config.Origin, len(c.Sources))
	addCustomers(&c, d)
	return c
}

// addCustomers adds where practice customers hear, and what they call things.
func addCustomers(c *config.Config, d *drill.Drill) {
	second := config.Duration(time.Second)
	page := config.Channel{Name: practicePage, Kind: config.ChannelStatuspage, URL: d.Page.API(), Page: drill.PageID,
		Secret: "env:" + drillPassword, Audience: "public", Components: d.Page.Components(), MailSubscribers: true,
		Every: 10 * second, Timeout: 5 * second, Doubt: config.DoubtAsk}
	// Beside a page that mails its own subscribers it is off until it is chosen.
	mail := config.Channel{Name: practiceMail, Kind: config.ChannelSMTP, URL: d.Post.URL(), From: "Practice shop <status@shop.example>",
		To: d.Post.Customers(), Secret: "env:" + drillPassword, Audience: "public", TLS: config.TLS{Plain: true},
		Every: 10 * second, Timeout: 5 * second, Doubt: config.DoubtAsk}
	c.Channels = []config.Channel{page, mail}
	for _, s := range d.Scenario.Services {
		service := config.Service{Name: s.Name, Say: s.Say, Audience: "public", Channels: []string{practicePage}, CustomerFacing: s.CustomerFacing}
		if s.Component != "" {
			service.Components = []string{s.Component}
		}
		c.Services = append(c.Services, service)
	}
	c.Targets = drillTargets()
}

// drillTargets are as short as a drill is. A promise counts as kept by an update
// shortly after it rang: one that is published waits for its undo.
func drillTargets() config.Targets {
	soon, every := config.Duration(45*time.Second), config.Duration(2*time.Minute)
	cadence := config.Cadence{Investigating: every, Identified: every, Monitoring: every}
	return config.Targets{Preset: config.TargetsUsual, First: map[string]config.Duration{"1": soon, "2": soon},
		Cadence:  map[string]config.Cadence{"1": cadence, "2": cadence, "3": cadence},
		Resolved: map[string]config.Duration{"1": soon, "2": soon}, Grace: config.Duration(drillGrace)}
}

// drillGrace is how late an update may be in a drill and still keep its promise.
const drillGrace = 30 * time.Second
