package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/cmd/pager"
	"turnaround/sync/source"
)

type tryParams struct{ Source config.Source }

var tryMethod = method[tryParams, pager.Trial]{"source-test", func(ctx context.Context, p *pager.Pager, params tryParams) (pager.Trial, error) {
	return p.Try(ctx, params.Source, ""), nil
}}

// fileSource is a source as the files say now, whatever the running app uses.
func (c *cli) fileSource(name string) (config.Source, error) {
	conf, err := c.load()
	if err != nil {
		return config.Source{}, err
	}
	return configured("source", name, conf.Sources, func(s config.Source) string { return s.Name })
}

func (c *cli) sourceTestCmd() *cobra.Command {
	return &cobra.Command{Use: "test SOURCE", Short: "Contact a source once and say what it answers; nothing is kept", Args: exactly(cobra.ExactArgs(1)),
		Long: "Contact a source as the file says now, and say what it answers: how fast, what fires, what is\nsilenced, which severities it knows, whether its heartbeat is there. Nothing is kept and nothing rings.",
		Example: `  turnaround sources test eu-prod
  turnaround sources test eu-prod --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := c.fileSource(args[0])
			if err != nil {
				return err
			}
			trial, err := look(cmd.Context(), c, tryMethod, tryParams{s})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				err = p.JSON(trial)
			} else {
				err = p.sourceTrial(trial)
			}
			if err == nil && trial.Fault != nil {
				err = trialError(trial)
			}
			return err
		}}
}

// trialError keeps the exit code's meaning: 3 is a source that is not reachable.
func trialError(t pager.Trial) error {
	err := fmt.Errorf("%s did not pass: %w", t.Source, t.Fault)
	switch t.Fault.Kind {
	case "dns", "refused", "timeout", "unreachable", "tls":
		return &told{err, source.ErrUnreachable}
	case "settings":
		return usage(err)
	}
	return err
}

func (p *printer) sourceTrial(t pager.Trial) error {
	if t.Fault != nil {
		return p.err
	}
	p.linef("%s answers: %s", text.Line(t.Source, 60), text.Line(t.Identity, 200))
	p.linef("  answered in %.0f ms", t.Latency*1000)
	if t.Mails > 0 {
		p.linef("  %d mails of the last 7 days, %d tell of an alert", t.Mails, t.Recognised)
	}
	p.linef("  %d firing (%d silenced or muted there, %d acknowledged), %d resolved, %d left out by match, drop or severity",
		t.Firing, t.Silenced, t.Acknowledged, t.Resolved, t.Hidden)
	for _, w := range t.Words {
		taken := "hidden"
		if w.Taken > 0 {
			taken = incident.Severity(w.Taken).String()
		}
		if !w.Known {
			taken += ", as nothing says what it is worth"
		}
		p.linef("  severity %q: %d times, taken as %s", w.Text, w.Count, taken)
	}
	for _, b := range t.Heartbeats {
		state := "not found"
		if b.Found {
			state = "found"
		}
		p.linef("  heartbeat %s: %s", text.Line(b.Name, 60), state)
	}
	if len(t.Heartbeats) == 0 && len(t.Watchdogs) > 0 {
		p.linef("  %s always fires: [[source.heartbeat]] makes its absence an alarm", text.Line(strings.Join(t.Watchdogs, ", "), 200))
	}
	for _, verb := range slices.Sorted(maps.Keys(t.Can)) {
		p.linef("  may %s: %s", verb, text.Line(t.Can[verb], 300))
	}
	for _, a := range t.Sample {
		state := "resolved"
		switch {
		case a.Silenced:
			state = "silenced"
		case a.Firing:
			state = "firing"
		}
		p.linef("    %-9s %-5s %s", state, incident.Severity(a.Severity), text.Line(a.Title, 100))
	}
	for _, w := range t.Warnings {
		p.linef("warning: %s", text.Line(w, 300))
	}
	return p.err
}

type secretParams struct{ Ref, Value string }

var setSecretMethod = method[secretParams, pager.KeptSecret]{"secret-set", func(ctx context.Context, p *pager.Pager, params secretParams) (pager.KeptSecret, error) {
	return p.SetSecret(ctx, params.Ref, params.Value)
}}

func (c *cli) sourceSecretCmd() *cobra.Command {
	return &cobra.Command{Use: "secret SOURCE", Short: "Keep a source's token or password where its secret says", Args: exactly(cobra.ExactArgs(1)),
		Long: "Keep a source's token or password where its secret says (keyring:NAME or file:PATH). It is asked\nfor without being shown, or read from standard input. A running app uses it at once.",
		Example: `  turnaround sources secret eu-prod
  pass show eu-prod | turnaround sources secret eu-prod`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := c.fileSource(args[0])
			if err != nil {
				return err
			}
			if s.Secret == "" {
				return usage(fmt.Errorf("source %s names no secret: add secret = \"keyring:%s\" to it first", s.Name, s.Name))
			}
			value, err := c.readSecret("Secret of " + text.Line(s.Name, 60) + ": ")
			if err != nil {
				return err
			}
			kept, err := look(cmd.Context(), c, setSecretMethod, secretParams{s.Secret, value})
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
				p.linef("Write secret = %q into the source.", kept.Ref)
			}
			return p.err
		}}
}

// readSecret reads one line from a terminal, unseen, or from standard input.
func (c *cli) readSecret(prompt string) (string, error) {
	value, err := c.hidden(prompt)
	if err == nil && value == "" {
		err = usage(errors.New("no secret was given: type it, or give it on standard input"))
	}
	return value, err
}
