package cmd

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"turnaround/app/desk"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

// SilenceItem is one silence as `silences --json` gives it.
type SilenceItem = desk.StandingSilence

var silencesMethod = method[none, []SilenceItem]{"silences", func(_ context.Context, p *pager.Pager, _ none) ([]SilenceItem, error) {
	return p.Desk.ListSilences(p.Who("command"))
}}

type endSilenceParams struct{ Source, ID string }

var endSilenceMethod = method[endSilenceParams, said]{"silence-end", func(ctx context.Context, p *pager.Pager, params endSilenceParams) (said, error) {
	r, err := p.EndSilence(ctx, p.Who("command"), params.Source, params.ID)
	if err != nil {
		return said{}, err
	}
	return saidOf(p, r), nil
}}

func (c *cli) silencesCmd() *cobra.Command {
	var expired bool
	cmd := &cobra.Command{
		Use: "silences", Short: "Silences at the sources, ours and others', and how to end one", Args: exactly(cobra.NoArgs),
		Example: `  turnaround silences
  turnaround silences end eu-prod 7c9f2a51-...`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			items, err := askFresh(cmd.Context(), c, silencesMethod, none{})
			if err != nil {
				return err
			}
			items = slices.DeleteFunc(items, func(s SilenceItem) bool { return s.State == "expired" && !expired })
			p := c.printer()
			if c.json {
				return p.JSON(items)
			}
			if len(items) == 0 {
				p.linef("No silences.")
			}
			for _, s := range items {
				p.silence(s)
			}
			return p.err
		},
	}
	cmd.Flags().BoolVar(&expired, "expired", false, "also those that ended")
	cmd.AddCommand(&cobra.Command{
		Use: "end SOURCE ID", Short: "End a silence at its source: what it held fires on and rings", Args: exactly(cobra.ExactArgs(2)),
		Long: `End a silence at its source: what it held fires on and rings. It goes through the outbox: without a
network it is sent later, and if its owner changed the silence meanwhile you are asked (turnaround outbox).
One of yours, made with Turnaround, is an acknowledgement or a snooze taken back and needs "ack" or "snooze"
in allow of the source; anybody else's needs "silences". The beginning of an ID will do.`,
		Example: "  turnaround silences end eu-prod 7c9f2a51",
		RunE: func(cmd *cobra.Command, args []string) error {
			done, err := ask(cmd.Context(), c, endSilenceMethod, endSilenceParams{args[0], args[1]})
			if err != nil {
				return err
			}
			return c.printer().said(done)
		},
	})
	return cmd
}

func (p *printer) silence(s SilenceItem) {
	by := text.Line(s.By, 40)
	if by == "" {
		by = "not said by whom"
	}
	if s.Action != "" {
		by += ", with Turnaround"
	}
	state := s.State
	if s.Ending {
		state += ", its end waits to be sent"
	}
	p.linef("%s  %s  %s until %s, %s", text.Line(s.ID, 60), text.Line(s.Source, 40), s.Kind, p.when(s.EndsAt), state)
	p.linef("    by %s", by)
	if s.Comment != "" {
		p.linef("    %s", text.Line(s.Comment, 200))
	}
	if s.Matchers != "" {
		p.linef("    for %s", text.Line(s.Matchers, 200))
	}
	if !s.MayEnd && s.State != "expired" {
		p.linef("    cannot be ended from here: %s", text.Line(s.Why, 200))
	}
}
