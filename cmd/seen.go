package cmd

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"turnaround/cmd/pager"
)

type seenParams struct {
	IDs []string
	All bool
}

// seenItem is `seen --json`.
type seenItem struct {
	Unseen int `json:"unseen"` // incidents still marked
}

var seenMethod = method[seenParams, seenItem]{"seen", func(ctx context.Context, p *pager.Pager, params seenParams) (seenItem, error) {
	var err error
	if params.All {
		err = p.Desk.MarkAllSeen(ctx)
	} else {
		ids, missing := find(p, params.IDs)
		if missing != nil {
			return seenItem{}, missing
		}
		err = p.Desk.MarkSeen(ctx, ids...)
	}
	return seenItem{len(p.Desk.Unseen())}, err
}}

func (c *cli) seenCmd() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "seen [ID...]", Short: "Take the mark off incidents that changed while nobody looked", Args: exactly(cobra.ArbitraryArgs),
		Long: "Take the mark off incidents that changed while nobody looked. \"turnaround list --unseen\" lists them;\nthe window takes the mark off what is opened there.",
		Example: `  turnaround list --unseen
  turnaround seen 48213
  turnaround seen --all`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return usage(errors.New("name the incidents that were seen, or say --all"))
			}
			item, err := ask(cmd.Context(), c, seenMethod, seenParams{IDs: args, All: all})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				return p.JSON(item)
			}
			p.linef("%d incidents changed unseen.", item.Unseen)
			return p.err
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "every one")
	return cmd
}
