package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/archive"
	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

type exportParams struct {
	Path, Query, Passphrase string
	People                  bool
}

type exported struct {
	Incidents int    `json:"incidents"`
	Path      string `json:"path"`
}

var exportMethod = method[exportParams, exported]{"export", func(ctx context.Context, p *pager.Pager, params exportParams) (exported, error) {
	q, err := p.Desk.ParseQuery(params.Query, p.Zone())
	if err != nil {
		return exported{}, usage(err)
	}
	// Written beside and renamed: a broken export never replaces a good one.
	tmp, err := os.CreateTemp(filepath.Dir(params.Path), ".turnaround-export-*")
	if err != nil {
		return exported{}, fmt.Errorf("export: %w", err)
	}
	n, err := writeArchive(ctx, p, tmp, q, params)
	if err == nil {
		err = os.Rename(tmp.Name(), params.Path)
	}
	if err != nil {
		return exported{}, errors.Join(fmt.Errorf("export to %s: %w", params.Path, err), os.Remove(tmp.Name()))
	}
	return exported{n, params.Path}, nil
}}

func writeArchive(ctx context.Context, p *pager.Pager, f *os.File, q desk.Query, params exportParams) (n int, err error) {
	defer func() { err = errors.Join(err, f.Close()) }()
	w, err := archive.NewWriter(f, time.Now(), params.People, params.Passphrase)
	if err != nil {
		return 0, err
	}
	done, stop := counting(ctx, "incidents")
	defer stop()
	if n, err = p.Desk.Export(ctx, w, q, params.People, func(n int) { done.Store(int64(n)) }); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return n, f.Sync()
}

func (c *cli) exportCmd() *cobra.Command {
	var params exportParams
	cmd := &cobra.Command{
		Use: "export FILE", Short: "Write incidents to an archive", Args: exactly(cobra.ExactArgs(1)),
		Long: "Write incidents to an archive: one zip of JSON lines. Names of people and the alerts' long texts\nare left out unless --people is given; then the archive is sealed with a passphrase (age format).",
		Example: `  turnaround export may.zip --query "after:2026-05-01 before:2026-06-01"
  turnaround export --people all.zip.age`,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if params.Path, err = filepath.Abs(args[0]); err != nil {
				return usage(err)
			}
			if params.People {
				if params.Passphrase, err = c.passphrase("Passphrase for the archive: "); err != nil {
					return err
				}
			}
			done, err := ask(cmd.Context(), c, exportMethod, params)
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				return p.JSON(done)
			}
			p.linef("%d incidents are in %s.", done.Incidents, done.Path)
			return p.err
		},
	}
	cmd.Flags().StringVarP(&params.Query, "query", "q", "", "only what matches, as in list")
	cmd.Flags().BoolVar(&params.People, "people", false, "with names and texts, under a passphrase")
	return cmd
}

type importParams struct{ Path, Passphrase string }

var importMethod = method[importParams, desk.Imported]{"import", func(ctx context.Context, p *pager.Pager, params importParams) (done desk.Imported, err error) {
	f, err := os.Open(params.Path)
	if err != nil {
		return done, fmt.Errorf("import: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return done, fmt.Errorf("import: %w", err)
	}
	r, err := archive.NewReader(f, info.Size(), params.Passphrase)
	if err != nil {
		return done, fmt.Errorf("import %s: %w", params.Path, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	count, stop := counting(ctx, "entries")
	defer stop()
	return p.Desk.Import(ctx, r, func(n int) { count.Store(int64(n)) })
}}

func (c *cli) importCmd() *cobra.Command {
	return &cobra.Command{
		Use: "import FILE", Short: "Unite an archive with what is here; nothing is sent, nothing rings",
		Args: exactly(cobra.ExactArgs(1)), Example: "  turnaround import may.zip",
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := filepath.Abs(args[0])
			if err != nil {
				return usage(err)
			}
			done, err := ask(cmd.Context(), c, importMethod, importParams{Path: path})
			if errors.Is(err, archive.ErrPassphrase) {
				var secret string
				if secret, err = c.passphrase("Passphrase of the archive: "); err != nil {
					return err
				}
				done, err = ask(cmd.Context(), c, importMethod, importParams{path, secret})
			}
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				return p.JSON(done)
			}
			p.linef("%d incidents changed: %d entries were new, %d were here already; %d alerts.",
				done.Incidents, done.Entries, done.Known, done.Alerts)
			return p.err
		},
	}
}

// envPassphrase gives the archive's passphrase where nobody can type.
const envPassphrase = "TURNAROUND_PASSPHRASE"

// passphrase reads one line, from the environment or from standard input.
func (c *cli) passphrase(prompt string) (string, error) {
	if value := os.Getenv(envPassphrase); value != "" {
		return value, nil
	}
	if isTerminal(c.in) {
		fmt.Fprint(c.errs, prompt)
		value, err := readHidden(c.in)
		fmt.Fprintln(c.errs)
		if err != nil {
			return "", fmt.Errorf("read the passphrase: %w", err)
		}
		return value, nil
	}
	scan := bufio.NewScanner(c.in)
	if !scan.Scan() || scan.Text() == "" {
		return "", usage(fmt.Errorf("no passphrase: give it in %s or on standard input", envPassphrase))
	}
	return scan.Text(), nil
}

func (c *cli) configCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "The configuration file", Args: exactly(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			p := c.printer()
			p.linef("%s", c.places.Config)
			return p.err
		}}
	cmd.AddCommand(&cobra.Command{Use: "init", Short: "Write a commented configuration to start from", Args: exactly(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return c.configInit() }})
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
