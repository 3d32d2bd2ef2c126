package cmd

import (
	"errors"

	"github.com/spf13/cobra"
)

// galleryCmd is for those who build the window: not in --help.
func (c *cli) galleryCmd() *cobra.Command {
	return &cobra.Command{
		Use: "gallery", Short: "Show every part of the window in its states", Args: exactly(cobra.NoArgs), Hidden: true,
		Example: "  turnaround gallery",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.face == nil {
				return usage(errors.New("this build has no window, and so no gallery"))
			}
			return c.face(cmd.Context(), Opening{Gallery: true})
		},
	}
}
