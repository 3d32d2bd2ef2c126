package pager

import (
	"context"
	"log/slog"
	"reflect"

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
	Addresses int    `json:"addresses,omitempty"`
}

// newReach keeps how contact with the channels stands. It never rings: what is
// not published in time does.
func (p *Pager) newReach() {
	p.reach = health.New(health.Config{Zone: p.Zone, Changed: func(name string) { p.hub.Publish(event.HealthChanged{Source: name}) }})
}

// makeChannel makes a channel; nothing is sent yet.
func (p *Pager) makeChannel(c config.Channel, resolve resolver) (*publish.Channel, error) {
	return publish.New(publish.Config{Channel: c, Secret: resolve, Now: p.now, Paces: &p.paces, Memory: p.Desk.Board(),
		Log: p.log.With(slog.String("channel", c.Name)),
		Seen: func(ctx context.Context, said []incident.Spoken) error {
			return p.Desk.Seen(ctx, c.Name, said)
		},
		Shows:  func(components map[string]string) { p.Desk.Shows(c.Name, components) },
		Linked: func(ref string) (incident.ID, error) { return p.Desk.ThreadOf(c.Name, ref) }})
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
		p.Desk.SetSource(desk.Source{Name: name, Identity: made.Identity(), Kind: made.Can().Kind, May: made.Can().May, Audience: c.Audience})
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
			s.Does = made.Can().Verbs[outbox.Publish]
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
	OK      bool        `json:"ok"`
	Channel string      `json:"channel"`
	Kind    string      `json:"kind"`
	Text    string      `json:"text,omitempty"` // what was found there
	Latency float64     `json:"latency_seconds"`
	Fault   *TrialFault `json:"fault,omitempty"`
}

// TryChannel tests a channel without publishing anything anybody could see;
// typed is a key that is not kept yet, "" takes the kept one.
func (p *Pager) TryChannel(ctx context.Context, c config.Channel, typed string) ChannelTrial {
	ctx, cancel := context.WithTimeout(ctx, tryWithin)
	defer cancel()
	t := ChannelTrial{Channel: c.Name, Kind: c.Kind}
	resolve := p.secrets.Resolve
	if typed != "" {
		resolve = func(context.Context, string) (string, error) { return typed, nil }
	}
	began := p.now()
	made, err := p.makeChannel(c, resolve)
	if err == nil {
		t.Text, err = made.Test(ctx)
		_ = made.Close() // nothing was sent through it
	}
	t.Latency = max(0, p.now().Sub(began)).Seconds()
	t.Text = text.Line(t.Text, 400)
	if err != nil {
		fault := p.faultOf(err, config.Source{Name: c.Name, Secret: c.Secret}, typed)
		t.Fault = &fault
	}
	t.OK = err == nil
	return t
}
