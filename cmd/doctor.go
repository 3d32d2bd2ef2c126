package cmd

import (
	"github.com/spf13/cobra"
)

func (c *cli) doctorCmd() *cobra.Command { return &cobra.Command{Use: "doctor"} }
