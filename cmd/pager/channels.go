package pager

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/text"
	"turnaround/sync/engine"
	"turnaround/sync/publish"
)

// ChannelState is one channel as `channels --json` gives it.
type ChannelState struct {
	health.Status
	Kind      string `json:"kind"`
	Page      string `json:"page,omitempty"`
	Audience  string `json:"audience,omitempty"`
	Language  string `json:"language,omitempty"`
	Disabled  bool   `json:"disabled,omitempty"`
	Offered   bool   `json:"offered"` // chosen from the start for an update
	Does      string `json:"does"`    // what publishing there means
	Doubt     string `json:"doubt"`   // what is done when nobody can tell whether an update arrived
	Waiting   int    `json:"waiting"` // updates that are not published yet
	Asking    int    `json:"asking"`  // of them, those that a person decides on
	Corrects  bool   `json:"corrects"`
	Addresses int    `json:"addresses,omitempty"`
	// Last is the newest update readers can see there, or that was sent.
	Last time.Time `json:"last_update,omitzero"`
	// Components are those of the page, as it was last read.
	Components []Component `json:"components,omitempty"`
}

// Component is one component of a page.
type Component = publish.Component

// newReach keeps how contact with the channels stands. It never rings: what is
// not published in time does.
func (p *Pager) newReach() {
	p.reach = health.New(health.Config{Zone: p.Zone, Changed: func(name string) { p.hub.Publish(event.HealthChanged{Source: name}) }})
}

// makeChannel makes a channel; nothing is sent yet.
func (p *Pager) makeChannel(c config.Channel, resolve resolver) (*publish.Channel, error) {
	return publish.New(publish.Config{Channel: c, Secret: resolve, Now: p.now, Wait: p.opts.Wait, Paces: &p.paces, Memory: p.Desk.Board(),
		Log: p.log.With(slog.String("channel", c.Name)),
		Seen: func(ctx context.Context, said []incident.Spoken) error {
			return p.Desk.Seen(ctx, c.Name, said)
		},
		Outdated: p.Desk.Outdated,
		Shows:    func(components map[string]string) { p.Desk.Shows(c.Name, components) },
		Linked:   func(ref string) (incident.ID, error) { return p.Desk.ThreadOf(c.Name, ref) }})
}

// channels makes those of a configuration that are new or changed.
func (n *plan) addChannels(p *Pager, old *setup) error {
	n.setup.channels = map[string]*publish.Channel{}
	for _, c := range n.setup.config.Channels {
		name := outbox.ChannelSource(c.Name)
		if c.Disabled {
			continue
		}
		if was, ok := old.channel(c.Name); ok && old.channels[name] != nil && reflect.DeepEqual(was, c) {
			n.setup.channels[name] = old.channels[name]
			continue
		}
		made, err := p.makeChannel(c, p.secrets.Resolve)
		if err != nil {
			return err
		}
		n.setup.channels[name] = made
		n.channels = append(n.channels, c)
	}
	return nil
}

func (s *setup) channel(name string) (config.Channel, bool) {
	for _, c := range s.config.Channels {
		if c.Name == name {
			return c, true
		}
	}
	return config.Channel{}, false
}

// endChannels ends those that are gone or begin anew.
func (p *Pager) endChannels(old, next *setup) {
	for name, was := range old.channels {
		if next.channels[name] == was {
			continue
		}
		p.Engine.Remove(name)
		if next.channels[name] == nil {
			p.Desk.RemoveSource(name)
			p.reach.Forget(name)
		}
	}
}

// beginChannels hands the new ones to desk and engine.
func (p *Pager) beginChannels(n *plan) {
	for _, c := range n.channels {
		name := outbox.ChannelSource(c.Name)
		made := n.setup.channels[name]
		p.Desk.SetSource(desk.Source{Name: name, Identity: made.Identity(), Kind: made.Can().Kind, May: made.Can().May, Audience: c.Audience, Corrects: made.Corrects(), Longest: made.Longest()})
		p.reach.Watch(health.Source{Name: name, Every: c.Every.Std()})
		p.Engine.Add(engine.Spec{Name: name, Source: made, Every: c.Every.Std()})
		p.hub.Publish(event.HealthChanged{Source: name})
	}
}

// Channels lists every configured channel with its state.
func (p *Pager) Channels() []ChannelState {
	states := map[string]health.Status{}
	for _, s := range p.reach.View(p.now()).Sources {
		states[s.Name] = s
	}
	waiting, err := p.Desk.Outbox()
	if err != nil {
		p.log.Error("look for what waits to be published", "err", err)
	}
	all, now := []ChannelState{}, p.setup.Load()
	for _, c := range now.config.Channels {
		name := outbox.ChannelSource(c.Name)
		s := ChannelState{Status: states[name], Kind: c.Kind, Page: c.Page, Audience: c.Audience, Language: c.Language,
			Disabled: c.Disabled, Offered: now.config.Offered(c), Doubt: c.Doubt}
		s.Name = c.Name
		if made := now.channels[name]; made != nil {
			s.Does, s.Corrects = made.Can().Verbs[outbox.Publish], made.Corrects()
			sight := made.Sight()
			s.Last, s.Components = sight.Last, sight.Components
		}
		if c.Kind == config.ChannelSMTP {
			if to, err := publish.Addresses(c); err == nil {
				s.Addresses = len(to)
			}
		}
		for _, a := range waiting {
			if a.Source == name {
				s.Waiting++
				if a.State == outbox.Asking {
					s.Asking++
				}
			}
		}
		all = append(all, s)
	}
	return all
}

// ChannelTrial is what a live test of a channel found. Nothing was published.
type ChannelTrial struct {
	OK      bool   `json:"ok"`
	Channel string `json:"channel"`
	Kind    string `json:"kind"`
	Text    string `json:"text,omitempty"` // what was found there
	// Page is what the page calls itself, Open are the titles of what is open there.
	Page       string      `json:"page,omitempty"`
	Open       []string    `json:"open"`
	Components []Component `json:"components"`
	Addresses  int         `json:"addresses,omitempty"`
	// Unknown is what no test can know without publishing.
	Unknown string `json:"unknown,omitempty"`
	// Warnings are what works and is worth a look.
	Warnings []string    `json:"warnings"`
	Latency  float64     `json:"latency_seconds"`
	Fault    *TrialFault `json:"fault,omitempty"`
}

// TryChannel tests a channel without publishing anything anybody could see;
// typed is a key that is not kept yet, "" takes the kept one.
func (p *Pager) TryChannel(ctx context.Context, c config.Channel, typed string) ChannelTrial {
	ctx, cancel := context.WithTimeout(ctx, tryWithin)
	defer cancel()
	t := ChannelTrial{Channel: c.Name, Kind: c.Kind, Open: []string{}, Components: []Component{}, Warnings: []string{}}
	began := p.now()
	c, resolve, err := p.completeChannel(c, typed)
	var made *publish.Channel
	if err == nil {
		made, err = p.makeChannel(c, resolve)
	}
	if err == nil {
		var found publish.Found
		found, err = made.Test(ctx)
		_ = made.Close() // nothing was sent through it
		t.Text, t.Page, t.Addresses, t.Unknown = text.Line(found.Text, 400), found.Page, found.Addresses, found.Unknown
		t.Open, t.Components = append(t.Open, found.Open...), append(t.Components, found.Components...)
		t.Warnings = append(t.Warnings, strayComponents(p.Config(), c, found.Components)...)
	}
	t.Latency = max(0, p.now().Sub(began)).Seconds()
	if err != nil {
		fault := p.faultOf(err, config.Source{Name: c.Name, Secret: c.Secret}, typed)
		t.Fault = &fault
	}
	t.OK = err == nil
	return t
}

// completeChannel checks a channel as if it were read from the file, and gives
// how its secret is found.
func (p *Pager) completeChannel(c config.Channel, typed string) (config.Channel, resolver, error) {
	if typed != "" && c.Secret == "" {
		c.Secret = "keyring:" + strings.TrimSpace(c.Name)
	}
	every := c.Every
	c.Every = 0 // a test asks once, however often it is read later
	whole, err := config.CompleteChannel(p.opts.Places.Config, c)
	if err != nil {
		return c, nil, err
	}
	whole.Every = every
	if typed == "" {
		return whole, p.secrets.Resolve, nil
	}
	if p.secrets.Known != nil {
		p.secrets.Known.Add(typed)
	}
	return whole, func(context.Context, string) (string, error) { return typed, nil }, nil
}

// strayComponents tells of services whose components a page does not have.
func strayComponents(conf config.Config, c config.Channel, there []Component) []string {
	if len(there) == 0 {
		return nil
	}
	var all []string
	for _, s := range conf.Services {
		if len(s.Channels) > 0 && !slices.Contains(s.Channels, c.Name) {
			continue
		}
		for _, name := range s.Components {
			id := name
			if mapped, ok := c.Components[name]; ok {
				id = mapped
			}
			if !slices.ContainsFunc(there, func(part Component) bool { return part.ID == id }) {
				all = append(all, fmt.Sprintf("service %s names the component %q, which this page does not have", text.Line(s.Name, 60), text.Line(name, 60)))
			}
		}
	}
	return all
}

// ChannelKind tells what a kind of channel is able to.
func (p *Pager) ChannelKind(kind string) publish.Kind { return publish.KindOf(kind) }

// checkChannels tries every channel as "channels test" does, all at once.
func (p *Pager) checkChannels(ctx context.Context) []Finding {
	channels := p.Config().Channels
	checks := make([]Finding, len(channels))
	var all sync.WaitGroup
	for n, c := range channels {
		all.Go(func() { checks[n] = p.checkChannel(ctx, c) })
	}
	all.Wait()
	return checks
}

func (p *Pager) checkChannel(ctx context.Context, c config.Channel) Finding {
	check := Finding{Name: "channel " + text.Line(c.Name, 60), State: Good, Text: "switched off"}
	if c.Disabled {
		return check
	}
	ctx, cancel := context.WithTimeout(ctx, contactWithin)
	defer cancel()
	t := p.TryChannel(ctx, c, "")
	check.Text = t.Text + "; nothing was published"
	switch {
	case t.Fault != nil:
		check.State, check.Text, check.Do = Fail, t.Fault.Text, t.Fault.Fix
		if t.Fault.Detail != "" {
			check.Text += " (" + t.Fault.Detail + ")"
		}
		if t.Fault.Kind == "busy" || t.Fault.Kind == "server" {
			check.State = Warn // it mends itself, and nothing is lost
		}
	case len(t.Warnings) > 0:
		check.State, check.Text = Warn, strings.Join(t.Warnings, "; ")
		check.Do = "correct components in [[service]], or in this channel"
	}
	return check
}
