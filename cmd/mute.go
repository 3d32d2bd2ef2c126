package cmd

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"turnaround/cmd/pager"
)

// MuteItem is `mute --json`.
type MuteItem struct {
	Muted bool      `json:"muted"`
	Until time.Time `json:"until,omitzero"`
}

func muteItem(p *pager.Pager) MuteItem {
	until := p.Muted()
	return MuteItem{Muted: !until.IsZero(), Until: until}
}

var muteMethod = method[none, MuteItem]{"mute", func(_ context.Context, p *pager.Pager, _ none) (MuteItem, error) {
	return muteItem(p), nil
}}

type muteParams struct {
	Until   time.Time // zero, and not Morning: pages ring again
	Morning bool
}

var setMuteMethod = method[muteParams, MuteItem]{"mute-set", func(ctx context.Context, p *pager.Pager, params muteParams) (MuteItem, error) {
	var err error
	switch {
	case params.Morning:
		err = p.Mute(ctx, p.Morning())
	case params.Until.IsZero():
		err = p.Unmute(ctx)
	default:
		err = p.Mute(ctx, params.Until)
	}
	return muteItem(p), err
}}

func (c *cli) muteCmd() *cobra.Command {
	return &cobra.Command{
		Use: "mute [1h|4h|8h|morning|TIME|off]", Short: "Let nothing ring for a while, or ring again", Args: exactly(cobra.MaximumNArgs(1)),
		Long: `Let nothing ring for a while, at most a day: no incident whatever its severity, no lost contact,
no missing heartbeat. Incidents are listed all the same, and lost contact is shown without a sound.
It ends by itself, also when the app is started anew meanwhile; what is open then rings.
Without an argument it says whether pages are muted. To be silent for longer: "turnaround duty off".`,
		Example: `  turnaround mute 1h
  turnaround mute morning      # until 7:00
  turnaround mute 13:30
  turnaround mute off`,
		ValidArgs: []string{"1h", "4h", "8h", "morning", "off"},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				item, err := look(cmd.Context(), c, muteMethod, none{})
				if err != nil {
					return err
				}
				return c.printer().mute(item)
			}
			params, err := parseMute(args[0], time.Now())
			if err != nil {
				return usage(err)
			}
			item, err := ask(cmd.Context(), c, setMuteMethod, params)
			if err != nil {
				return err
			}
			return c.printer().mute(item)
		},
	}
}

func parseMute(text string, now time.Time) (muteParams, error) {
	switch text {
	case "off":
		return muteParams{}, nil
	case "morning":
		return muteParams{Morning: true}, nil
	}
	until, err := snoozeEnd(text, "", now)
	if err != nil {
		until, err = snoozeEnd("", text, now)
	}
	switch {
	case err != nil:
		return muteParams{}, fmt.Errorf("mute %s: give 1h, 4h, 8h, morning, a time like 13:30, or off", text)
	case until.Sub(now) > pager.MaxMute:
		return muteParams{}, fmt.Errorf("mute %s: a mute lasts at most a day; to be silent for longer, use \"turnaround duty off\"", text)
	}
	return muteParams{Until: until}, nil
}

func (p *printer) mute(m MuteItem) error {
	switch {
	case p.json:
		return p.JSON(m)
	case m.Muted:
		p.linef("%s", p.muted(m.Until))
	default:
		p.linef("Not muted: pages ring.")
	}
	return p.err
}

// muted says it beside whatever a command shows of the incidents.
func (p *printer) muted(until time.Time) string {
	return fmt.Sprintf("Muted until %s: nothing rings, lost contact neither. \"turnaround mute off\" ends it.", p.when(until))
}
