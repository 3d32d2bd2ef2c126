package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/cmd/pager"
	"turnaround/sync/source"
)

var channelsMethod = method[none, []pager.ChannelState]{"channels", func(_ context.Context, p *pager.Pager, _ none) ([]pager.ChannelState, error) {
	return p.Channels(), nil
}}

type tryChannelParams struct{ Channel config.Channel }

var tryChannelMethod = method[tryChannelParams, pager.ChannelTrial]{"channel-test", func(ctx context.Context, p *pager.Pager, params tryChannelParams) (pager.ChannelTrial, error) {
	return p.TryChannel(ctx, params.Channel, ""), nil
}}

func (c *cli) channelsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "channels", Short: "Where customers hear, and how contact stands", Args: exactly(cobra.NoArgs),
		Example: `  turnaround channels
  turnaround channels --json | jq '.[] | select(.asking > 0)'`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := look(cmd.Context(), c, channelsMethod, none{})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				return p.JSON(list)
			}
			if len(list) == 0 {
				p.linef("No channel is configured. docs/channels.md shows a [[channel]] of each kind.")
			}
			for _, s := range list {
				p.channel(s)
			}
			return p.err
		},
	}
	cmd.AddCommand(c.channelTestCmd(), c.channelSecretCmd())
	return cmd
}

func (p *printer) channel(s pager.ChannelState) {
	state := s.State
	if s.Disabled {
		state = "disabled"
	} else if state == "" {
		state = "not asked yet"
	}
	p.linef("%-20s %-12s %s", text.Line(s.Name, 40), text.Line(s.Kind, 20), state)
	if s.Does != "" {
		p.linef("    %s", text.Line(s.Does, 200))
	}
	if s.Doubt != "" && s.Doubt != config.DoubtAsk {
		p.linef("    in doubt: %s, unasked", s.Doubt)
	}
	if s.Addresses > 0 {
		p.linef("    %d addresses", s.Addresses)
	}
	if !s.Last.IsZero() {
		p.linef("    last update there %s (%s ago)", p.when(s.Last), text.Age(p.now.Sub(s.Last)))
	}
	if !s.Offered && !s.Disabled {
		p.linef("    not chosen from the start: the page mails its own subscribers")
	}
	if !s.LastContact.IsZero() {
		p.linef("    last read %s (%s ago)", p.when(s.LastContact), text.Age(p.now.Sub(s.LastContact)))
	}
	if s.Error != "" {
		p.linef("    last error: %s", text.Line(s.Error, 400))
	}
	if s.Waiting > 0 {
		p.linef("    %d updates wait, %d of them for a decision: turnaround outbox", s.Waiting, s.Asking)
	}
}

// fileChannel is a channel as the files say now, whatever the running app uses.
func (c *cli) fileChannel(name string) (config.Channel, error) {
	conf, err := c.load()
	if err != nil {
		return config.Channel{}, err
	}
	return configured("channel", name, conf.Channels, func(ch config.Channel) string { return ch.Name })
}

// configured finds what a person named among what is configured.
func configured[T any](what, name string, all []T, nameOf func(T) string) (T, error) {
	var none T
	var names []string
	for _, each := range all {
		if nameOf(each) == name {
			return each, nil
		}
		names = append(names, nameOf(each))
	}
	if len(names) == 0 {
		return none, usage(fmt.Errorf("no %s named %q: none is configured", what, text.Line(name, 60)))
	}
	return none, usage(fmt.Errorf("no %s named %q; there are %s", what, text.Line(name, 60), text.Line(strings.Join(names, ", "), 400)))
}

func (c *cli) channelTestCmd() *cobra.Command {
	return &cobra.Command{Use: "test CHANNEL", Short: "Try a channel without publishing anything", Args: exactly(cobra.ExactArgs(1)),
		Long: "Try a channel as the file says now: whether the key is taken, the page is there, the addresses\nare addresses. Nothing is published that anybody could see.",
		Example: `  turnaround channels test "status page"
  turnaround channels test "status page" --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ch, err := c.fileChannel(args[0])
			if err != nil {
				return err
			}
			trial, err := look(cmd.Context(), c, tryChannelMethod, tryChannelParams{ch})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				err = p.JSON(trial)
			} else if trial.OK {
				err = p.channelTrial(trial)
			}
			if err == nil && trial.Fault != nil {
				err = channelTrialError(trial)
			}
			return err
		}}
}

func (p *printer) channelTrial(t pager.ChannelTrial) error {
	p.linef("%s passes: %s", text.Line(t.Channel, 60), text.Line(t.Text, 400))
	p.linef("  answered in %.0f ms; nothing was published", t.Latency*1000)
	for _, c := range t.Components {
		p.linef("  component %-30s %s", text.Line(c.Name, 60), text.Line(c.ID, 60))
	}
	for _, title := range t.Open {
		p.linef("  open there: %s", text.Line(title, 200))
	}
	for _, w := range t.Warnings {
		p.linef("  warning: %s", text.Line(w, 400))
	}
	if t.Unknown != "" {
		p.linef("  cannot be known before: %s", text.Line(t.Unknown, 200))
	}
	return p.err
}

// channelTrialError keeps the exit code's meaning: 3 is not reachable.
func channelTrialError(t pager.ChannelTrial) error {
	err := fmt.Errorf("%s did not pass: %w", t.Channel, t.Fault)
	switch t.Fault.Kind {
	case "dns", "refused", "timeout", "unreachable", "tls":
		return &told{err, source.ErrUnreachable}
	case "settings":
		return usage(err)
	}
	return err
}

func (c *cli) channelSecretCmd() *cobra.Command {
	return &cobra.Command{Use: "secret CHANNEL", Short: "Keep a channel's key, password or hook address where its secret says", Args: exactly(cobra.ExactArgs(1)),
		Long: "Keep a channel's key, password or hook address where its secret says (keyring:NAME or file:PATH).\nIt is asked for without being shown, or read from standard input. A running app uses it at once.",
		Example: `  turnaround channels secret "status page"
  pass show statuspage | turnaround channels secret "status page"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ch, err := c.fileChannel(args[0])
			if err != nil {
				return err
			}
			if ch.Secret == "" {
				return usage(errors.New("the channel names no secret: add secret = \"keyring:NAME\" to it first"))
			}
			value, err := c.readSecret("Secret of " + text.Line(ch.Name, 60) + ": ")
			if err != nil {
				return err
			}
			kept, err := look(cmd.Context(), c, setSecretMethod, secretParams{ch.Secret, value})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				return p.JSON(kept)
			}
			p.linef("Kept at %s.", text.Line(kept.Ref, 300))
			if kept.Note != "" {
				p.linef("warning: %s", text.Line(kept.Note, 400))
				p.linef("Write secret = %q into the channel.", kept.Ref)
			}
			return p.err
		}}
}
