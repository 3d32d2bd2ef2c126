package cmd

import (
	"github.com/spf13/cobra"

	"turnaround/app/autostart"
	"turnaround/app/text"
)

// InBackground is how the window is started at login.
const InBackground = "--background"

// atLogin is how this program is started at login: the window where this build
// has one, else the pager without.
func (c *cli) atLogin() (*autostart.Autostart, error) {
	if c.face == nil {
		return autostart.System("watch")
	}
	return autostart.System(InBackground)
}

func (c *cli) autostartCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "autostart", Short: "Whether Turnaround starts when you sign in", Args: exactly(cobra.NoArgs),
		Long: "Whether Turnaround starts when you sign in: an autostart file of your desktop, a LaunchAgent on macOS,\na Run key on Windows. Nothing outside your own account is changed.",
		Example: `  turnaround autostart on
  turnaround autostart status --json`,
		RunE: func(*cobra.Command, []string) error { return c.autostart(nil) },
	}
	sub := func(use, short string, change func(*autostart.Autostart) error) {
		cmd.AddCommand(&cobra.Command{Use: use, Short: short, Args: exactly(cobra.NoArgs), Example: "  turnaround autostart " + use,
			RunE: func(*cobra.Command, []string) error { return c.autostart(change) }})
	}
	sub("on", "Start at every login from the next one on", (*autostart.Autostart).On)
	sub("off", "No longer start at login", (*autostart.Autostart).Off)
	sub("status", "Say whether it starts at login, and by what", nil)
	return cmd
}

// autostart changes it, where there is a change, and says how it is.
func (c *cli) autostart(change func(*autostart.Autostart) error) error {
	a, err := c.atLogin()
	if err == nil && change != nil {
		err = change(a)
	}
	if err != nil {
		return err
	}
	status, err := a.Status()
	if err != nil {
		return err
	}
	p := c.printer()
	switch {
	case c.json:
		return p.JSON(status)
	case status.On:
		p.linef("Starts at login: %s", text.Line(status.Command, 300))
		p.linef("  because of %s", status.Where)
	default:
		p.linef("Does not start at login.")
	}
	if status.On && status.Other {
		p.linef("  That is not this program; \"turnaround autostart on\" names this one.")
	}
	return p.err
}
