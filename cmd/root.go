// Package cmd is the commands: the same binary with and without a window.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/sync/source"
)

// Exit codes are a contract.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitUnreachable = 3
)

// cli is what every command shares.
type cli struct {
	face Face
	// As the flags say; empty: not given.
	configPath, dataDir string
	background          bool
	drill               bool // the drill that runs, instead of one's own data
	// patience is how long two processes wait for each other: one that starts and
	// does not answer yet, one that ends and has not let go of the data.
	patience time.Duration

	places config.Places
	json   bool
	out    io.Writer
	errs   io.Writer
	in     io.Reader
}

// Main runs the command args name and gives the exit code.
func Main(args []string, face Face) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return (&cli{face: face, patience: 10 * time.Second, out: os.Stdout, errs: os.Stderr, in: os.Stdin}).main(ctx, args)
}

func (c *cli) main(ctx context.Context, args []string) int {
	root := c.root()
	root.SetArgs(args)
	root.SetOut(c.out)
	root.SetErr(c.errs)
	err := root.ExecuteContext(ctx)
	if err != nil {
		fmt.Fprintln(c.errs, "turnaround: "+text.Block(err.Error(), 2000))
	}
	return exitCode(err)
}

// usageError is a wrong use of a command.
type usageError struct{ error }

func usage(err error) error { return usageError{err} }

func (u usageError) Unwrap() error { return u.error }

func exitCode(err error) int {
	var wrong usageError
	var problems config.Problems
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &wrong), errors.As(err, &problems):
		return exitUsage
	case errors.Is(err, source.ErrUnreachable), errors.Is(err, source.ErrTLS):
		return exitUnreachable
	}
	return exitFailed
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "turnaround",
		Short: "Incidents on your computer: alerts ring, are acknowledged, and customers hear of them",
		Long: `Turnaround keeps incidents from Alertmanager, PagerTree, PagerDuty, other REST
sources and alert mails in an offline cache, raises native notifications, and
acknowledges at the source, online or off.

Without a command it opens the window. Exit codes: 0 ok, 1 failed, 2 wrong
use, 3 a source is not reachable.`,
		Example: `  turnaround drill              # a two-minute practice outage on this computer
  turnaround config init        # write a commented configuration
  turnaround watch              # the pager without a window
  turnaround list --query "sev:1,2 status:open"
  turnaround ack 48213`,
		SilenceUsage: true, SilenceErrors: true,
		Args: c.noArgs,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			return c.locate()
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return c.window(cmd.Context()) },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	flags := root.PersistentFlags()
	flags.StringVar(&c.configPath, "config", "", "configuration file (or "+config.EnvConfig+")")
	flags.StringVar(&c.dataDir, "data", "", "data folder (or "+config.EnvData+")")
	flags.BoolVar(&c.drill, "drill", false, "work on the drill that runs, instead of your own data")
	flags.BoolVar(&c.json, "json", false, "print JSON where data is printed")
	root.Flags().BoolVar(&c.background, "background", false, "begin in the tray, where the desktop has one, without a window")
	root.AddCommand(c.listCmd(), c.showCmd(), c.declareCmd(), c.ackCmd(), c.resolveCmd(), c.snoozeCmd(),
		c.assignCmd(), c.noteCmd(), c.severityCmd(), c.mergeCmd(), c.splitCmd(), c.undoCmd(),
		c.syncCmd(), c.watchCmd(), c.sourcesCmd(), c.channelsCmd(), c.silencesCmd(), c.outboxCmd(), c.dutyCmd(), c.muteCmd(), c.seenCmd(), c.impactCmd(), c.toldCmd(), c.joinCmd(), c.promisesCmd(), c.statusCmd(), c.autostartCmd(),
		c.doctorCmd(), c.testPageCmd(), c.drillCmd(), c.configCmd(), c.exportCmd(), c.importCmd(), c.checkCmd(), c.updateCmd(), c.journeyCmd(), c.postmortemCmd(), c.licencesCmd(), c.versionCmd(), c.galleryCmd())
	c.completeIncidents(root)
	return root
}

// noArgs turns cobra's complaint about a stray word into a wrong use.
func (c *cli) noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(fmt.Errorf("unknown command %q; \"turnaround --help\" lists them", text.Line(args[0], 40)))
	}
	return nil
}

// exactly wraps cobra's argument checks so that they exit with 2.
func exactly(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usage(fmt.Errorf("%w; see \"%s --help\"", err, cmd.CommandPath()))
		}
		return nil
	}
}

// locate finds the files: a flag wins over the environment, that over the system's places.
func (c *cli) locate() error {
	home, err := os.UserHomeDir()
	if err != nil && (c.configPath == "" || c.dataDir == "") {
		home = ""
	}
	env := func(name string) string {
		switch {
		case name == config.EnvConfig && c.configPath != "":
			return c.configPath
		case name == config.EnvData && c.dataDir != "":
			return c.dataDir
		}
		return os.Getenv(name)
	}
	c.places, err = config.Paths(env, runtime.GOOS, home)
	if err != nil {
		return usage(err)
	}
	if c.drill {
		c.places = drillPlaces(c.places)
	}
	return nil
}

func (c *cli) printer() *printer {
	return &printer{out: c.out, json: c.json, color: c.colored(), now: time.Now(), zone: time.Local}
}

// colored: only on a terminal, and never where NO_COLOR is set.
func (c *cli) colored() bool {
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	return isTerminal(c.out)
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && info.Name() != filepath.Base(os.DevNull)
}

// Version is set when a release is built.
var Version = "0.1.0"

func (c *cli) versionCmd() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "Print the version", Args: exactly(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			v := struct {
				Version string `json:"version"`
				Go      string `json:"go"`
				OS      string `json:"os"`
				Window  bool   `json:"window"`
				Commit  string `json:"commit,omitempty"`
			}{Version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, c.face != nil, commit()}
			p := c.printer()
			if c.json {
				return p.JSON(v)
			}
			p.linef("turnaround %s (%s, %s)", v.Version, v.Go, v.OS)
			return p.err
		}}
}

func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
