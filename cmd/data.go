package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"turnaround/app/archive"
	"turnaround/app/desk"
	"turnaround/cmd/pager"
)

type exportParams pager.ExportOptions

type exported struct {
	Incidents int    `json:"incidents"`
	Path      string `json:"path"`
}

var exportMethod = method[exportParams, exported]{"export", func(ctx context.Context, p *pager.Pager, params exportParams) (exported, error) {
	count, stop := counting(ctx, "incidents")
	defer stop()
	n, err := p.Export(ctx, pager.ExportOptions(params), func(n int) { count.Store(int64(n)) })
	if errors.Is(err, pager.ErrQuery) {
		err = usage(err)
	}
	return exported{n, params.Path}, err
}}

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

var importMethod = method[importParams, desk.Imported]{"import", func(ctx context.Context, p *pager.Pager, params importParams) (desk.Imported, error) {
	count, stop := counting(ctx, "entries")
	defer stop()
	return p.Import(ctx, params.Path, params.Passphrase, func(n int) { count.Store(int64(n)) })
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
	value, err := c.hidden(prompt)
	if err == nil && value == "" {
		err = usage(fmt.Errorf("no passphrase: give it in %s or on standard input", envPassphrase))
	}
	return value, err
}

// hidden reads one line from a terminal without showing it, or from standard input.
func (c *cli) hidden(prompt string) (string, error) {
	if !isTerminal(c.in) {
		scan := bufio.NewScanner(c.in)
		scan.Scan()
		return scan.Text(), scan.Err()
	}
	fmt.Fprint(c.errs, prompt)
	value, err := readHidden(c.in)
	fmt.Fprintln(c.errs)
	if err != nil {
		return "", fmt.Errorf("read what was typed: %w", err)
	}
	return value, nil
}
