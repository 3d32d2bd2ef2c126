package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"turnaround/app/event"
	"turnaround/app/page"
	"turnaround/app/text"
	"turnaround/cmd/pager"
	"turnaround/sync/source"
)

var sourcesMethod = method[none, []pager.SourceState]{"sources", func(_ context.Context, p *pager.Pager, _ none) ([]pager.SourceState, error) {
	return p.Sources(), nil
}}

func (c *cli) sourcesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "sources", Short: "Where alerts come from, and how contact stands", Args: exactly(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := ask(cmd.Context(), c, sourcesMethod, none{})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				return p.JSON(list)
			}
			if len(list) == 0 {
				p.linef("No source is configured. \"turnaround config init\" writes a configuration to start from.")
			}
			for _, s := range list {
				p.source(s)
			}
			return p.err
		},
	}
	cmd.AddCommand(c.signInCmd(), c.sourceTestCmd(), c.sourceMapCmd(), c.sourceSecretCmd())
	return cmd
}

func (p *printer) source(s pager.SourceState) {
	p.linef("%-16s %-12s %s", text.Line(s.Name, 40), text.Line(s.Profile, 20), s.State)
	p.linef("    %s", text.Line(s.Identity, 200))
	if !s.LastContact.IsZero() {
		p.linef("    last contact %s (%s ago), answered in %.0f ms, %d alerts in 24 h",
			p.when(s.LastContact), text.Age(p.now.Sub(s.LastContact)), s.Latency*1000, s.Alerts)
	}
	if s.Error != "" {
		p.linef("    last error: %s", text.Line(s.Error, 400))
	}
	for _, verb := range slices.Sorted(maps.Keys(s.Can)) {
		p.linef("    may %s: %s", verb, text.Line(s.Can[verb], 300))
	}
	for _, b := range s.Heartbeats {
		state := "last seen " + p.when(b.LastSeen)
		if !b.AbsentSince.IsZero() {
			state = "absent since " + p.when(b.AbsentSince)
		}
		p.linef("    heartbeat %s: %s", text.Line(b.Name, 60), state)
	}
}

func (c *cli) outboxCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "outbox", Aliases: []string{"queue"}, Short: "What waits to be sent to sources and channels, and what asks first", Args: exactly(cobra.NoArgs),
		Example: `  turnaround outbox
  turnaround outbox retry 01K8... --force
  turnaround outbox join 01K8...
  turnaround outbox drop 01K8...`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			items, err := ask(cmd.Context(), c, outboxMethod, none{})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				return p.JSON(items)
			}
			if len(items) == 0 {
				p.linef("Nothing waits.")
			}
			for _, a := range items {
				p.linef("%s", p.action(a))
				p.choices(a)
			}
			return p.err
		},
	}
	turn := func(use, short, done string, params turnParams) *cobra.Command {
		var force bool
		each := &cobra.Command{Use: use, Short: short, Args: exactly(cobra.ExactArgs(1)),
			Example: "  turnaround outbox " + strings.Fields(use)[0] + " 01K8QX2M",
			RunE: func(cmd *cobra.Command, args []string) error {
				params.ID, params.Force = args[0], force
				if _, err := ask(cmd.Context(), c, turnMethod, params); err != nil {
					return err
				}
				p := c.printer()
				if c.json {
					return p.JSON(map[string]string{"id": params.ID})
				}
				p.linef("%s", done)
				return p.err
			}}
		if !params.Drop && !params.Join {
			each.Flags().BoolVar(&force, "force", false, "send though the source's state no longer fits")
		}
		return each
	}
	cmd.AddCommand(turn("drop ACTION", "Take an action out, unsent", "It is taken out and will not be sent.", turnParams{Drop: true}),
		turn("join ACTION", "Write an update into the incident that is open on the channel already", "It goes into the incident that is there.", turnParams{Join: true}),
		turn("retry ACTION", "Send an action again, now", "It is tried again now.", turnParams{}))
	return cmd
}

var testPageMethod = method[none, page.Trial]{"test-page", func(ctx context.Context, p *pager.Pager, _ none) (page.Trial, error) {
	return p.TestPage(ctx)
}}

var testHistoryMethod = method[none, page.TestHistory]{"test-history", func(ctx context.Context, p *pager.Pager, _ none) (page.TestHistory, error) {
	return p.TestHistory(ctx)
}}

func (c *cli) testPageCmd() *cobra.Command {
	var history bool
	cmd := &cobra.Command{
		Use: "test-page", Short: "Ring as a real SEV1 would, and say hop by hop what became of it", Args: exactly(cobra.NoArgs),
		Long: "Ring as a real SEV1 would, and say hop by hop what became of it.\nKeep your present pager until test pages have arrived on each of 14 days; --history counts them.",
		Example: `  turnaround test-page
  turnaround test-page --history`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if history {
				tests, err := look(cmd.Context(), c, testHistoryMethod, none{})
				if err != nil {
					return err
				}
				return c.printer().tests(tests)
			}
			trial, err := ask(cmd.Context(), c, testPageMethod, none{})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				err = p.JSON(trial)
			} else {
				err = p.trial(trial)
			}
			if err == nil && !trial.OK {
				err = fmt.Errorf("the test page did not arrive whole")
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&history, "history", false, "ring nothing; say on which of the last 14 days test pages arrived")
	return cmd
}

func (p *printer) tests(h page.TestHistory) error {
	if p.json {
		return p.JSON(h)
	}
	for _, d := range h.Days {
		switch {
		case d.Passed:
			p.linef("%s  arrived", d.Day)
		case d.Tested:
			p.linef("%s  did not arrive whole", d.Day)
		default:
			p.linef("%s  none sent", d.Day)
		}
	}
	p.linef("Arrived on %d of %d days.", h.Passed, h.Of)
	return p.err
}

func (p *printer) trial(t page.Trial) error {
	for _, h := range t.Hops {
		mark := "ok  "
		if !h.OK {
			mark = "FAIL"
		}
		p.linef("%s  %-14s %s", mark, h.Name, text.Line(h.Text, 300))
	}
	if !t.Last.IsZero() {
		p.linef("The last test page that arrived whole before this: %s.", p.when(t.Last))
	}
	return p.err
}

// syncResult is how one source did.
type syncResult struct {
	Source  string `json:"source"`
	OK      bool   `json:"ok"`
	Error   string `json:"error,omitempty"`
	Opened  int    `json:"opened"`
	Changed int    `json:"changed"`
	Cleared int    `json:"cleared"`
	Firing  int    `json:"firing"`
	Sent    int    `json:"sent"`
	// Unreachable is also why the exit code is 3.
	Unreachable bool `json:"unreachable,omitempty"`
}

var syncMethod = method[none, []syncResult]{"sync", func(ctx context.Context, p *pager.Pager, _ none) ([]syncResult, error) {
	results := []syncResult{}
	count, stop := counting(ctx, "incidents changed")
	defer stop()
	defer p.Desk.Listen(func(e event.Event) {
		if changed, ok := e.(event.IncidentsChanged); ok {
			count.Add(int64(len(changed.IDs)))
		}
	})()
	for _, r := range p.Sync(ctx) {
		one := syncResult{Source: r.Source, OK: r.Err == nil, Opened: r.Taken.Opened, Changed: r.Taken.Changed,
			Cleared: r.Taken.Cleared, Firing: r.Taken.Alerts, Sent: r.Sent,
			Unreachable: errors.Is(r.Err, source.ErrUnreachable) || errors.Is(r.Err, source.ErrTLS)}
		if r.Err != nil {
			one.Error = r.Err.Error()
		}
		results = append(results, one)
	}
	slices.SortFunc(results, func(a, b syncResult) int { return strings.Compare(a.Source, b.Source) })
	return results, nil
}}

func (c *cli) syncCmd() *cobra.Command {
	var once bool
	cmd := &cobra.Command{
		Use: "sync", Short: "Read every source once and send what waits", Args: exactly(cobra.NoArgs),
		Example: "  turnaround sync --once",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !once {
				return usage(fmt.Errorf("sync reads once: say --once; to keep reading, use \"turnaround watch\""))
			}
			results, err := ask(cmd.Context(), c, syncMethod, none{})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				err = p.JSON(results)
			}
			for _, r := range results {
				if !c.json {
					p.syncResult(r)
				}
				if !r.OK && err == nil {
					err = r.failure()
				}
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&once, "once", false, "read every source one time")
	return cmd
}

// failure keeps for the exit code what the result says, which may have come
// over the socket.
func (r syncResult) failure() error {
	err := fmt.Errorf("sync %s: %s", r.Source, r.Error)
	if r.Unreachable {
		return &told{err, source.ErrUnreachable}
	}
	return err
}

func (p *printer) syncResult(r syncResult) {
	if !r.OK {
		p.linef("%-16s failed: %s", text.Line(r.Source, 40), text.Line(r.Error, 400))
		return
	}
	p.linef("%-16s %d firing; %d incidents opened, %d alerts changed, %d cleared, %d actions sent",
		text.Line(r.Source, 40), r.Firing, r.Opened, r.Changed, r.Cleared, r.Sent)
}
