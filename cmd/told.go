package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

type toldParams struct {
	ID   string
	Said incident.Spoken
}

var toldMethod = method[toldParams, CustomerItem]{"told", func(ctx context.Context, p *pager.Pager, params toldParams) (CustomerItem, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return CustomerItem{}, err
	}
	r, err := p.Desk.ToldElsewhere(ctx, p.Who("command"), id, params.Said)
	if err != nil {
		return CustomerItem{}, err
	}
	row, _ := p.Desk.Row(r.Incidents[0])
	return customerItem(p.Desk, row, time.Now()), nil
}}

func (c *cli) toldCmd() *cobra.Command {
	var said incident.Spoken
	var phase, due, at string
	cmd := &cobra.Command{
		Use: "told ID", Short: "Record an update that customers got by other means", Args: exactly(cobra.ExactArgs(1)),
		Long: "Records an update that customers got by other means: it counts as any other. A promise of the next one\nis read from the text, unless --due says it. \"--text -\" reads standard input.",
		Example: `  turnaround told 48213 --phase investigating --text "Card payments fail. Next update in 30 minutes."
  turnaround told 48213 --phase resolved --channel "key accounts, by phone"
  turnaround told 48213 --at 14:02 --due 14:30 --text -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			now := time.Now()
			said.Phase = incident.Phase(strings.ToLower(phase))
			if said.Body == "" && said.Phase == "" {
				return usage(errors.New("say what they were told: --text, or --phase at least"))
			}
			if err := phaseFlag(said.Phase); err != nil {
				return usage(err)
			}
			if said.Body == "-" {
				words, err := c.readText("-")
				if err != nil {
					return err
				}
				said.Body = words
			}
			var err error
			if due != "" {
				if said.Due, err = dueAt("--due", due, now); err != nil {
					return usage(err)
				}
			}
			if said.Visible, err = pastAt("--at", at, now); err != nil {
				return usage(err)
			}
			item, err := ask(cmd.Context(), c, toldMethod, toldParams{ID: args[0], Said: said})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				return p.JSON(item)
			}
			p.linef("Recorded. %s", p.clockLine(item))
			return p.err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&phase, "phase", "", "investigating, identified, monitoring or resolved; empty: as before")
	flags.StringVar(&said.Body, "text", "", "what they were told; \"-\": standard input")
	flags.StringVar(&due, "due", "", "when the next update was promised: 30m or 15:00")
	flags.StringVar(&at, "at", "", "when they could read or hear it: 10m ago or 14:02; empty: now")
	flags.StringVar(&said.Channel, "channel", "", "where, in your words")
	flags.StringVar(&said.Audience, "audience", "", "who heard it")
	return cmd
}

func phaseFlag(p incident.Phase) error {
	switch p {
	case "", incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved:
		return nil
	}
	return fmt.Errorf("--phase %q: give investigating, identified, monitoring or resolved", text.Line(string(p), 40))
}
