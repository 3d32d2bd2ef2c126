package cmd

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"turnaround/assets"
)

func (c *cli) licencesCmd() *cobra.Command {
	var full bool
	cmd := &cobra.Command{
		Use: "licences", Aliases: []string{"licenses"}, Args: exactly(cobra.NoArgs),
		Short: "List what Turnaround is made of, and under which licences",
		Example: `  turnaround licences
  turnaround licences --full | less`,
		RunE: func(*cobra.Command, []string) error {
			p := c.printer()
			if full {
				p.linef("%s", assets.Texts)
				return p.err
			}
			list, err := assets.Notices()
			if err != nil {
				return err
			}
			if c.json {
				return p.JSON(list)
			}
			table := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
			for _, notice := range list {
				fmt.Fprintf(table, "%s\t%s\t%s\n", notice.Name, notice.Version, notice.Licence)
			}
			if err := table.Flush(); err != nil {
				return fmt.Errorf("write: %w", err)
			}
			p.linef("Turnaround itself stands under the Apache License 2.0. --full prints the texts.")
			return p.err
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "print the licences themselves")
	return cmd
}
