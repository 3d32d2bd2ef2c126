package shell

import (
	"context"
	"time"

	"turnaround/app/config"
	"turnaround/cmd/pager"
	"turnaround/ui/settings"
)

// Channels tells how every configured channel stands.
func (c settingsCore) Channels() []settings.Channel {
	var all []settings.Channel
	for _, s := range c.Pager.Channels() {
		all = append(all, settings.Channel{Status: s.Status, Waiting: s.Waiting, Asking: s.Asking, Addresses: s.Addresses,
			Last: s.Last, Components: components(s.Components)})
	}
	return all
}

func components(there []pager.Component) []settings.Component {
	var all []settings.Component
	for _, c := range there {
		all = append(all, settings.Component(c))
	}
	return all
}

// TryChannel tests a channel that may not be saved yet.
func (c settingsCore) TryChannel(ctx context.Context, ch config.Channel, typed string) settings.ChannelTrial {
	t := c.Pager.TryChannel(ctx, ch, typed)
	out := settings.ChannelTrial{Latency: time.Duration(t.Latency * float64(time.Second)), Page: t.Page, Open: t.Open,
		Components: components(t.Components), Addresses: t.Addresses, Unsure: t.Unknown != ""}
	if t.Fault != nil {
		said := *t.Fault
		said.Fix = ""
		out.Fault = &settings.Fault{Kind: t.Fault.Kind, Text: said.Error(), Fix: t.Fault.Fix}
	}
	return out
}

// ChannelKind tells what a kind of channel is able to.
func (c settingsCore) ChannelKind(kind string) settings.ChannelKind {
	k := c.Pager.ChannelKind(kind)
	out := settings.ChannelKind{ReadBack: k.ReadBack, Corrects: k.Corrects, Components: k.Components}
	for ours, theirs := range k.Phases {
		if out.Phases == nil {
			out.Phases = map[string]string{}
		}
		out.Phases[string(ours)] = theirs
	}
	return out
}
