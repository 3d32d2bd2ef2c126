package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"turnaround/app/config"
	"turnaround/app/instance"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

func (c *cli) configCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "The configuration file", Args: exactly(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			p := c.printer()
			p.linef("%s", c.places.Config)
			return p.err
		}}
	cmd.AddCommand(&cobra.Command{Use: "init", Short: "Write a commented configuration to start from", Args: exactly(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return c.configInit() }})
	cmd.AddCommand(c.configReloadCmd(), c.configSetCmd(), c.configUnsetCmd())
	cmd.AddCommand(&cobra.Command{Use: "check", Short: "Check the configuration and the data files it names", Args: exactly(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return c.configCheck() }})
	return cmd
}

func (c *cli) configInit() error {
	path := c.places.Config
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the configuration: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already; it is left as it is", path)
	}
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	_, err = f.WriteString(config.Template())
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	p := c.printer()
	p.linef("Wrote %s. Add a source there, then run \"turnaround doctor\".", path)
	return p.err
}

func (c *cli) configCheck() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	warnings, err := pager.Check(conf)
	if err != nil {
		return err
	}
	p := c.printer()
	for _, w := range warnings {
		p.linef("warning: %s", text.Line(w, 400))
	}
	p.linef("%s is good: %d sources.", c.places.Config, len(conf.Sources))
	return p.err
}

var reloadMethod = method[none, pager.Change]{"config-reload", func(ctx context.Context, p *pager.Pager, _ none) (pager.Change, error) {
	change, err := p.Reload(ctx)
	return change, asUsage(err)
}}

// asUsage: what is wrong in the configuration is a wrong use.
func asUsage(err error) error {
	var problems config.Problems
	if errors.As(err, &problems) {
		return usage(err)
	}
	return err
}

func (c *cli) configReloadCmd() *cobra.Command {
	return &cobra.Command{Use: "reload", Short: "Have the running app take up the changed configuration", Args: exactly(cobra.NoArgs),
		Long: "Have the running app take up the changed configuration. Only the sources that changed begin anew;\nnothing rings twice. A configuration that is wrong changes nothing.",
		Example: `  turnaround config reload
  turnaround config reload --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, err := instance.Dial(cmd.Context(), c.place())
			if errors.Is(err, instance.ErrNotRunning) {
				return fmt.Errorf("%w: the next start takes it up; \"turnaround config check\" checks it", err)
			}
			if err != nil {
				return fmt.Errorf("talk to the running app: %w", err)
			}
			var change pager.Change
			err = fromWire(client.Call(cmd.Context(), reloadMethod.name, none{}, &change, nil))
			if err = errors.Join(err, client.Close()); err != nil {
				return err
			}
			return c.printer().change(change)
		}}
}

// change tells what a changed configuration did.
func (p *printer) change(ch pager.Change) error {
	if p.json {
		return p.JSON(ch)
	}
	for _, part := range []struct {
		what  string
		names []string
	}{{"begun", ch.Added}, {"begun anew", ch.Changed}, {"ended", ch.Removed}, {"undisturbed", ch.Kept}} {
		if len(part.names) > 0 {
			p.linef("Sources %s: %s.", part.what, text.Line(strings.Join(part.names, ", "), 400))
		}
	}
	if ch.Duty {
		p.linef("When you are on call is taken up.")
	}
	for _, w := range ch.Warnings {
		p.linef("warning: %s", text.Line(w, 400))
	}
	for _, key := range ch.Restart {
		p.linef("%s is taken up at the next start.", key)
	}
	if len(ch.Left) > 0 {
		p.linef("%d incidents of sources that ended stay open: close them with \"turnaround resolve --here\".", len(ch.Left))
	}
	if ch.Unsent > 0 {
		p.linef("%d actions wait for a source that is not there; \"turnaround outbox\" lists them.", ch.Unsent)
	}
	p.linef("The configuration is in use.")
	return p.err
}

type setParams struct {
	Key, Value string
	Unset      bool
}

var setConfigMethod = method[setParams, pager.Change]{"config-set", func(ctx context.Context, p *pager.Pager, params setParams) (pager.Change, error) {
	change, err := p.Edit(ctx, func(doc *config.Document) error {
		if params.Unset {
			return doc.Remove(params.Key)
		}
		return doc.Set(params.Key, config.Value(params.Value))
	})
	return change, asUsage(err)
}}

func (c *cli) configSetCmd() *cobra.Command {
	return &cobra.Command{Use: "set KEY VALUE", Short: "Set one key, comments and order kept, and put it to use", Args: exactly(cobra.ExactArgs(2)),
		Long: "Set one key of the configuration's file, comments and order kept, and put it to use. VALUE is\nwritten as in TOML; what is none is taken as text. A value that cannot be used changes nothing.",
		Example: `  turnaround config set look.theme dark
  turnaround config set page.volume 40
  turnaround config set quiet.hours '["22:00-07:00"]'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.setConfig(cmd.Context(), setParams{Key: args[0], Value: args[1]})
		}}
}

func (c *cli) configUnsetCmd() *cobra.Command {
	return &cobra.Command{Use: "unset KEY", Short: "Take one key out, so that the team's value or the default holds", Args: exactly(cobra.ExactArgs(1)),
		Example: "  turnaround config unset look.theme",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.setConfig(cmd.Context(), setParams{Key: args[0], Unset: true})
		}}
}

func (c *cli) setConfig(ctx context.Context, params setParams) error {
	change, err := look(ctx, c, setConfigMethod, params)
	if err != nil {
		return err
	}
	return c.printer().change(change)
}
