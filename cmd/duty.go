package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/duty"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

// DutyItem is `duty --json`.
type DutyItem struct {
	duty.State
	Shifts []duty.Shift `json:"shifts"` // the next ones that are known
	// MutedUntil: nothing rings until then, on call or not.
	MutedUntil time.Time `json:"muted_until,omitzero"`
}

func dutyItem(p *pager.Pager) DutyItem {
	now := time.Now()
	item := DutyItem{State: p.Duty.On(now), Shifts: []duty.Shift{}, MutedUntil: p.Muted()}
	if plan := p.Duty.Plan(now); plan != nil {
		item.Shifts = plan[:min(len(plan), 10)]
	}
	return item
}

var dutyMethod = method[none, DutyItem]{"duty", func(_ context.Context, p *pager.Pager, _ none) (DutyItem, error) {
	return dutyItem(p), nil
}}

type dutyParams struct {
	Mode  string
	Until time.Time
}

var setDutyMethod = method[dutyParams, DutyItem]{"duty-set", func(ctx context.Context, p *pager.Pager, params dutyParams) (DutyItem, error) {
	if err := p.SetDuty(ctx, params.Mode, params.Until); err != nil {
		return DutyItem{}, err
	}
	return dutyItem(p), nil
}}

func (c *cli) dutyCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "duty", Short: "Whether you are on call, and until when", Args: exactly(cobra.NoArgs),
		Example: `  turnaround duty
  turnaround duty on --until 18:00
  turnaround duty off`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			item, err := ask(cmd.Context(), c, dutyMethod, none{})
			if err != nil {
				return err
			}
			return c.printer().duty(item)
		},
	}
	var until string
	on := &cobra.Command{Use: "on", Short: "Go on call, always or until a time", Args: exactly(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			params := dutyParams{Mode: duty.Always}
			if until != "" {
				end, err := snoozeEnd("", until, time.Now())
				if err != nil {
					return usage(err)
				}
				params = dutyParams{Mode: duty.Until, Until: end}
			}
			return c.setDuty(cmd, params)
		}}
	on.Flags().StringVar(&until, "until", "", "until a time, in your zone")
	cmd.AddCommand(on, &cobra.Command{Use: "off", Short: "Go off call: incidents are listed and do not ring", Args: exactly(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.setDuty(cmd, dutyParams{Mode: duty.List}) }})
	return cmd
}

func (c *cli) setDuty(cmd *cobra.Command, params dutyParams) error {
	item, err := ask(cmd.Context(), c, setDutyMethod, params)
	if err != nil {
		return err
	}
	return c.printer().duty(item)
}

func (p *printer) duty(s DutyItem) error {
	if p.json {
		return p.JSON(s)
	}
	state := "Off call: incidents are listed and do not ring"
	if s.OnCall {
		state = "On call"
	}
	if !s.Until.IsZero() {
		state += " until " + p.when(s.Until)
	}
	p.linef("%s (%s).", state, text.Line(s.Why, 200))
	if !s.MutedUntil.IsZero() {
		p.linef("%s", p.muted(s.MutedUntil))
	}
	if !s.Next.IsZero() {
		p.linef("Next shift starts %s.", p.when(s.Next))
	}
	for _, shift := range s.Shifts {
		p.linef("  %s to %s", p.when(shift.Start), p.when(shift.End))
	}
	if s.Trouble != "" {
		p.linef("%s", text.Line(s.Trouble, 300))
	}
	return p.err
}
