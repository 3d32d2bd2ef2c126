package cmd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

type joinParams struct {
	ID, Channel, Ref string
	CloseOurs        bool // as the duplicate of what was opened there at the same moment
}

// joined is what came of it: the clock afterwards, or what could be joined.
type joined struct {
	Customers *CustomerItem `json:"customers,omitempty"`
	Unlinked  []ThreadItem  `json:"unlinked,omitempty"`
	// Closing is what readers of ours are told when it is closed as the duplicate.
	Closing string `json:"closing,omitempty"`
}

var joinMethod = method[joinParams, joined]{"join", func(ctx context.Context, p *pager.Pager, params joinParams) (joined, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return joined{}, err
	}
	if params.CloseOurs {
		_, words, err := p.Twin(id, params.Channel)
		if err == nil {
			_, err = p.JoinTwin(ctx, "command", id, params.Channel)
		}
		return joined{Closing: words}, err
	}
	out, known := joined{}, false
	for _, t := range p.Desk.Loose() {
		if t.Channel == params.Channel {
			known = known || t.Ref == params.Ref
			out.Unlinked = append(out.Unlinked, threadItem(t))
		}
	}
	switch {
	case params.Ref == "":
		return out, nil
	case !known:
		return joined{}, fmt.Errorf("join: %s tells of no incident %q that belongs to none here; \"turnaround join %s %s\" lists those there are",
			text.Line(params.Channel, 60), text.Line(params.Ref, 60), text.Line(params.ID, 40), text.Line(params.Channel, 60))
	}
	if err := p.Desk.Join(ctx, p.Who("command"), id, params.Channel, params.Ref); err != nil {
		return joined{}, err
	}
	row, _ := p.Desk.Row(id)
	item := customerItem(p.Desk, row, time.Now())
	return joined{Customers: &item}, nil
}}

func (c *cli) joinCmd() *cobra.Command {
	var closeOurs bool
	cmd := &cobra.Command{
		Use: "join ID CHANNEL [REF]", Short: "Say that a channel's own incident is about one of yours", Args: exactly(cobra.RangeArgs(2, 3)),
		Long: "Says that a channel's own incident is about one of yours: what was and will be said there counts.\nWithout REF it lists what CHANNEL tells that is about no incident here.\nWhere somebody opened one there at the same moment, before yours, --close-ours closes yours as its duplicate,\nsays so to its readers, and goes on in the other. \"turnaround undo\" takes it back within 10 s.",
		Example: `  turnaround join 48213 status-page            # what could be meant
  turnaround join 48213 status-page cp306tmzcl0y
  turnaround join 48213 status-page --close-ours`,
		RunE: func(cmd *cobra.Command, args []string) error {
			params := joinParams{ID: args[0], Channel: args[1], CloseOurs: closeOurs}
			if len(args) > 2 {
				params.Ref = args[2]
			}
			if closeOurs && params.Ref != "" {
				return usage(errors.New("--close-ours finds the other one itself: leave REF out"))
			}
			done, err := ask(cmd.Context(), c, joinMethod, params)
			if err != nil {
				return err
			}
			return c.printer().joined(params, done)
		},
	}
	cmd.Flags().BoolVar(&closeOurs, "close-ours", false, "close yours on CHANNEL as the duplicate of what was opened there at the same moment")
	return cmd
}

func (p *printer) joined(params joinParams, done joined) error {
	channel := text.Line(params.Channel, 40)
	switch {
	case p.json:
		return p.JSON(done)
	case done.Closing != "":
		p.linef("Yours is closed on %s as the duplicate in 10 s, and it goes on in the other. Its readers get:\n  %s", channel, text.Block(done.Closing, 1000))
		return p.err
	case done.Customers != nil:
		p.linef("What %s says of it counts now. %s.", channel, p.clockLine(*done.Customers))
		return p.err
	case len(done.Unlinked) == 0:
		p.linef("%s tells of nothing that belongs to no incident here.", channel)
	}
	for _, t := range done.Unlinked {
		phase := t.Phase
		if phase == string(incident.PhaseResolved) {
			phase = "over"
		}
		p.linef("%s  %s (%s, last update %s)", text.Line(t.Ref, 60), text.Line(t.Title, 80), text.Line(phase, 30), p.when(t.Last))
	}
	return p.err
}
