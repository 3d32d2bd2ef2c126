package cmd

import (
	"bufio"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/text"
)

func (c *cli) listCmd() *cobra.Command {
	var query, status string
	var limit int
	var unseen bool
	cmd := &cobra.Command{
		Use: "list", Short: "List incidents, most urgent first", Args: exactly(cobra.NoArgs),
		Example: `  turnaround list
  turnaround list --unseen      # what changed while nobody looked
  turnaround list --status all --query "service:checkout after:7d"
  turnaround list --query "quiet:>10m"    # customers without a current update for longer
  turnaround list --json | jq '.[].title'`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return usage(fmt.Errorf("--limit %d: give 0 or more", limit))
			}
			if unseen && !cmd.Flags().Changed("status") {
				status = "all"
			}
			if status != "" && !strings.Contains(query, "status:") {
				query = strings.TrimSpace(query + " status:" + status)
			}
			list, err := look(cmd.Context(), c, listMethod, listParams{Query: query, Limit: limit, Unseen: unseen})
			if err != nil {
				return err
			}
			p := c.printer()
			if !list.Muted.IsZero() && !c.json {
				fmt.Fprintln(c.errs, p.muted(list.Muted))
			}
			return p.items(list.Items)
		},
	}
	cmd.Flags().StringVarP(&query, "query", "q", "", "filters sev: who: source: service: status: before: after: quiet: update:due and words")
	cmd.Flags().StringVar(&status, "status", "open", "open, triggered, acknowledged, snoozed, resolved, merged or all")
	cmd.Flags().IntVar(&limit, "limit", 0, "at most so many; 0 lists all")
	cmd.Flags().BoolVar(&unseen, "unseen", false, "only what changed while nobody looked, of any status")
	return cmd
}

func (c *cli) showCmd() *cobra.Command {
	var alerts int
	cmd := &cobra.Command{
		Use: "show ID", Short: "Show one incident with its alerts and timeline", Args: exactly(cobra.ExactArgs(1)),
		Example: `  turnaround show 48213
  turnaround show 01K8QX --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			sheet, err := look(cmd.Context(), c, showMethod, showParams{ID: args[0], Alerts: alerts})
			if err != nil {
				return err
			}
			return c.printer().sheet(sheet)
		},
	}
	cmd.Flags().IntVar(&alerts, "alerts", 50, "show at most so many alerts")
	return cmd
}

// act runs one verb and prints what came of it.
func (c *cli) act(cmd *cobra.Command, params actParams) error {
	s, err := ask(cmd.Context(), c, actMethod, params)
	if err != nil {
		return hint(err)
	}
	return c.printer().said(s)
}

// hint adds what a person can do where the desk says why not.
func hint(err error) error {
	if errors.Is(err, desk.ErrStillFiring) {
		return fmt.Errorf("%w; use --here to close it on this computer until it fires anew, or snooze it", err)
	}
	if errors.Is(err, desk.ErrUntold) {
		return fmt.Errorf("%w; tell them that it is over, or close it all the same with --untold and the reason", err)
	}
	return err
}

func (c *cli) ackCmd() *cobra.Command {
	var answer string
	var tell bool
	var f tellFlags
	cmd := &cobra.Command{
		Use: "ack ID...", Aliases: []string{"acknowledge"}, Short: "Acknowledge: the ring stops, the source is told",
		Args: exactly(cobra.MinimumNArgs(1)), Example: "  turnaround ack 48213 51002\n  turnaround ack 48213 --impact yes    # customers are affected\n  turnaround ack 48213 --tell --what \"Card payments fail\" --next 30m",
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("impact") {
				if _, err := impactAnswer(answer); err != nil {
					return usage(err)
				}
			}
			if tell {
				if len(args) > 1 {
					return usage(errors.New("--tell: name one incident"))
				}
				return c.ackAndTell(cmd, args[0], answer, &f)
			}
			return c.act(cmd, actParams{Verb: "ack", IDs: args, Answer: answer})
		},
	}
	cmd.Flags().StringVar(&answer, "impact", "", "are customers affected? yes, no or unsure")
	cmd.Flags().BoolVar(&tell, "tell", false, "customers are affected: tell them at once; the flags below answer what they are told")
	f.add(cmd)
	for _, rare := range []string{"body", "cause", "contact", "data", "field", "lang", "link", "overrule", "phase", "title", "until", "works", "where"} {
		cmd.Flags().Lookup(rare).Hidden = true // "update publish" tells of them
	}
	return cmd
}

func (c *cli) resolveCmd() *cobra.Command {
	var here bool
	var reason string
	cmd := &cobra.Command{
		Use: "resolve ID...", Short: "Resolve incidents", Args: exactly(cobra.MinimumNArgs(1)),
		Long: "Resolve incidents. A source that cannot resolve, such as Alertmanager, ends an alert when its\ncondition does; --here closes the incident on this computer until it fires anew.\nWhere customers last heard bad news it asks for the update that says it is over, or for a reason.",
		Example: `  turnaround resolve 48213
  turnaround resolve --here 48213
  turnaround resolve 48213 --untold "only our sandbox was hit"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("untold") {
				if strings.TrimSpace(reason) == "" {
					return usage(errors.New("--untold: say why customers are not told that it is over"))
				}
				return c.act(cmd, actParams{Verb: "resolve-untold", IDs: args, Here: here, Text: reason})
			}
			return c.act(cmd, actParams{Verb: "resolve", IDs: args, Here: here})
		},
	}
	cmd.Flags().BoolVar(&here, "here", false, "close here until it fires anew")
	cmd.Flags().StringVar(&reason, "untold", "", "close though customers last heard bad news, for this reason")
	return cmd
}

func (c *cli) snoozeCmd() *cobra.Command {
	var span, until string
	cmd := &cobra.Command{
		Use: "snooze ID...", Short: "Keep incidents quiet for a while", Args: exactly(cobra.MinimumNArgs(1)),
		Example: `  turnaround snooze 48213 --for 2h
  turnaround snooze 48213 --until 2026-05-13T08:00`,
		RunE: func(cmd *cobra.Command, args []string) error {
			end, err := snoozeEnd(span, until, time.Now())
			if err != nil {
				return usage(err)
			}
			return c.act(cmd, actParams{Verb: "snooze", IDs: args, Until: end})
		},
	}
	cmd.Flags().StringVar(&span, "for", "1h", "for so long: 30m, 2h, 1d")
	cmd.Flags().StringVar(&until, "until", "", "until a time, in your zone")
	return cmd
}

func snoozeEnd(span, until string, now time.Time) (time.Time, error) {
	if until == "" {
		if days, ok := strings.CutSuffix(span, "d"); ok {
			n, err := strconv.Atoi(days)
			if err != nil || n < 1 || n > 365 {
				return time.Time{}, fmt.Errorf("--for %s: give 30m, 2h or 1d", span)
			}
			return now.AddDate(0, 0, n), nil
		}
		d, err := time.ParseDuration(span)
		if err != nil || d <= 0 {
			return time.Time{}, fmt.Errorf("--for %s: give 30m, 2h or 1d", span)
		}
		return now.Add(d), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02 15:04"} {
		t, err := time.ParseInLocation(layout, until, time.Local)
		if err == nil && !t.After(now) {
			return t, fmt.Errorf("--until %s is past", until)
		}
		if err == nil {
			return t, nil
		}
	}
	if t, err := time.ParseInLocation("15:04", until, time.Local); err == nil {
		end := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), 0, 0, time.Local)
		if !end.After(now) {
			end = end.AddDate(0, 0, 1)
		}
		return end, nil
	}
	return time.Time{}, fmt.Errorf("--until %s: give 08:00 or 2026-05-13T08:00", until)
}

func (c *cli) assignCmd() *cobra.Command {
	return &cobra.Command{
		Use: "assign ID WHO", Short: "Hand an incident to a person", Args: exactly(cobra.ExactArgs(2)),
		Example: "  turnaround assign 48213 Ben",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.act(cmd, actParams{Verb: "assign", IDs: args[:1], To: args[1]})
		},
	}
}

func (c *cli) noteCmd() *cobra.Command {
	return &cobra.Command{
		Use: "note ID TEXT", Short: "Write a note; \"-\" reads it from standard input", Args: exactly(cobra.ExactArgs(2)),
		Example: `  turnaround note 48213 "Rolled back to 2.14"
  journalctl -u shop -n 20 | turnaround note 48213 -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			words := args[1]
			if words == "-" {
				var lines []string
				scan := bufio.NewScanner(c.in)
				for scan.Scan() && len(lines) < 200 {
					lines = append(lines, scan.Text())
				}
				if err := scan.Err(); err != nil {
					return fmt.Errorf("read the note: %w", err)
				}
				words = strings.Join(lines, "\n")
			}
			return c.act(cmd, actParams{Verb: "note", IDs: args[:1], Text: words})
		},
	}
}

func (c *cli) severityCmd() *cobra.Command {
	return &cobra.Command{
		Use: "severity ID 1-4", Short: "Change an incident's severity by hand", Args: exactly(cobra.ExactArgs(2)),
		Example: "  turnaround severity 48213 1",
		RunE: func(cmd *cobra.Command, args []string) error {
			sev, ok := incident.ParseSeverity(args[1])
			if !ok {
				return usage(fmt.Errorf("severity %q: give 1 (critical) to 4 (info)", args[1]))
			}
			return c.act(cmd, actParams{Verb: "severity", IDs: args[:1], Severity: int(sev)})
		},
	}
}

func (c *cli) declareCmd() *cobra.Command {
	var service, severity string
	cmd := &cobra.Command{
		Use: "declare TITLE", Short: "Open an incident by hand", Args: exactly(cobra.ExactArgs(1)),
		Example: `  turnaround declare "Customers cannot log in" --service login --severity 2`,
		RunE: func(cmd *cobra.Command, args []string) error {
			sev, ok := incident.ParseSeverity(severity)
			if !ok {
				return usage(fmt.Errorf("--severity %q: give 1 (critical) to 4 (info)", severity))
			}
			item, err := ask(cmd.Context(), c, declareMethod, declareParams{Title: args[0], Service: service, Severity: int(sev)})
			if err != nil {
				return err
			}
			return c.one(item)
		},
	}
	cmd.Flags().StringVar(&service, "service", "", "what is affected")
	cmd.Flags().StringVar(&severity, "severity", "2", "1 (critical) to 4 (info)")
	return cmd
}

// one prints a single incident.
func (c *cli) one(item Item) error {
	p := c.printer()
	if c.json {
		return p.JSON(item)
	}
	return p.items([]Item{item})
}

func (c *cli) mergeCmd() *cobra.Command {
	return &cobra.Command{
		Use: "merge INTO ID...", Short: "Make incidents part of another", Args: exactly(cobra.MinimumNArgs(2)),
		Example: "  turnaround merge 48213 51002",
		RunE: func(cmd *cobra.Command, args []string) error {
			item, err := ask(cmd.Context(), c, mergeMethod, args)
			if err != nil {
				return err
			}
			return c.one(item)
		},
	}
}

func (c *cli) splitCmd() *cobra.Command {
	return &cobra.Command{
		Use: "split ID FINGERPRINT...", Short: "Take alerts out of an incident into a new one", Args: exactly(cobra.MinimumNArgs(2)),
		Example: "  turnaround split 48213 fbe7da7b2bc6bfd5",
		RunE: func(cmd *cobra.Command, args []string) error {
			item, err := ask(cmd.Context(), c, splitMethod, splitParams{ID: args[0], Fingerprints: args[1:]})
			if err != nil {
				return err
			}
			p := c.printer()
			if p.json {
				return p.JSON(item)
			}
			if err := p.items([]Item{item.Item}); err != nil {
				return err
			}
			for _, line := range item.Said {
				p.linef("  %s", text.Line(line, 300))
			}
			return p.err
		},
	}
}

func (c *cli) undoCmd() *cobra.Command {
	return &cobra.Command{
		Use: "undo", Short: "Take the last acknowledge, snooze, resolve or merge back, within 10 s", Args: exactly(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := ask(cmd.Context(), c, undoMethod, none{})
			if err != nil {
				return err
			}
			return c.printer().said(s)
		},
	}
}
