package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"turnaround/app/instance"
	"turnaround/app/text"
	"turnaround/cmd/pager"
	"turnaround/sync/imapsource/oauth"
)

func (c *cli) watchCmd() *cobra.Command {
	var install bool
	var way string
	cmd := &cobra.Command{
		Use: "watch", Short: "The pager without a window: reads the sources, rings, acknowledges", Args: exactly(cobra.NoArgs),
		Long: "The pager without a window: reads the sources, rings, acknowledges. Other commands talk to it.\nA sleeping or closed computer cannot ring.",
		Example: `  turnaround watch
  turnaround watch --install    # a systemd user unit; prints how to enable it`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if install {
				return c.installUnit()
			}
			return c.run(cmd.Context(), pager.Options{Way: way, Screen: c.out}, nil)
		},
	}
	cmd.Flags().BoolVar(&install, "install", false, "write a systemd user unit instead of watching")
	cmd.Flags().StringVar(&way, "notify", "", "only this way to notify: dbus, beeep or terminal")
	return cmd
}

// ownPager is the person's own pager while it runs: it owns the data, answers
// other processes and pages.
type ownPager struct {
	*pager.Pager
	ended <-chan struct{}
	end   func() error // stops it and waits
}

// startOwn starts the pager, or gives the way to the one that runs already.
func (c *cli) startOwn(ctx context.Context, o pager.Options) (*ownPager, *instance.Client, error) {
	client, p, done, err := c.enter(ctx, o)
	if err != nil || client != nil {
		return nil, client, err
	}
	// The loop is there before anybody can ask for something that pokes it.
	closeNotes, err := p.Page(o.Screen)
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	server, err := c.serve(ctx, p, nil)
	if err != nil {
		return nil, nil, errors.Join(err, closeNotes(), done())
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	var failed error
	go func() {
		defer close(ended)
		failed = p.Run(ctx)
	}()
	return &ownPager{Pager: p, ended: ended, end: func() error {
		cancel()
		<-ended
		return errors.Join(failed, server.Close(), closeNotes(), done())
	}}, nil, nil
}

// run is the one running app, until ctx ends or the window is closed.
func (c *cli) run(ctx context.Context, o pager.Options, face func(context.Context, *pager.Pager) error) error {
	own, client, err := c.startOwn(ctx, o)
	if err != nil {
		return err
	}
	if client != nil {
		defer client.Close()
		if face == nil {
			return fmt.Errorf("%w (process %d)", instance.ErrRunning, client.PID())
		}
		return raise(ctx, client)
	}
	c.greet(own.Pager)
	if face != nil {
		err = face(ctx, own.Pager)
	} else {
		<-own.ended
	}
	return errors.Join(err, own.end())
}

// greet says what is watched, so that nobody believes in a pager that sees nothing.
func (c *cli) greet(p *pager.Pager) {
	out := c.printer()
	out.out = c.errs
	for _, w := range p.Warnings() {
		out.linef("warning: %s", text.Line(w, 400))
	}
	if until := p.Muted(); !until.IsZero() {
		out.linef("%s", out.muted(until))
	}
	sources := p.Sources()
	if len(sources) == 0 {
		out.linef("Watching nothing: no source is configured in %s.", c.places.Config)
		return
	}
	for _, s := range sources {
		out.linef("Watching %s (%s).", text.Line(s.Name, 40), text.Line(s.Identity, 200))
	}
	duty := p.Duty.On(out.now)
	if duty.OnCall {
		out.linef("On call: %s.", text.Line(duty.Why, 200))
	} else {
		out.linef("Off call, nothing rings: %s.", text.Line(duty.Why, 200))
	}
}

var showWindow = method[none, none]{"show-window", func(_ context.Context, p *pager.Pager, _ none) (none, error) {
	if !p.Show() {
		return none{}, errors.New("turnaround runs without a window (watch); stop it to open one")
	}
	return none{}, nil
}}

// window opens the window, where this build has one.
func (c *cli) window(ctx context.Context) error {
	if c.face == nil {
		return usage(errors.New("this build has no window; \"turnaround --help\" lists the commands"))
	}
	calls, shown := &Calls{}, false
	err := c.run(ctx, pager.Options{Open: calls.Show, Write: calls.Write}, func(ctx context.Context, p *pager.Pager) error {
		shown = true
		return c.show(ctx, c.face, Opening{Own: p, Calls: calls, Background: c.background})
	})
	if err == nil || shown || isTerminal(c.errs) || ctx.Err() != nil {
		return err
	}
	// Who starts the window from a desktop would never read it elsewhere.
	return errors.Join(c.show(ctx, c.face, Opening{Calls: calls, Trouble: err}), err)
}

// unit is a systemd user unit: the pager runs while this user is signed in.
const unit = `[Unit]
Description=Turnaround pager
Documentation=man:systemd.unit(5)
After=graphical-session.target

[Service]
ExecStart=%[1]s watch
ExecReload=%[1]s config reload
Restart=on-failure
RestartSec=5

[Install]
WantedBy=default.target
`

// unitText is the unit for a program; systemd reads backslashes, quotes, % and
// $ in a command line.
func unitText(program string) string {
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `%`, `%%`, `$`, `$$`).Replace(program) + `"`
	return fmt.Sprintf(unit, quoted)
}

func (c *cli) installUnit() error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	base, err := os.UserConfigDir()
	if err != nil {
		return fmt.Errorf("find your configuration folder: %w", err)
	}
	path := filepath.Join(base, "systemd", "user", "turnaround.service")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make the folder of user units: %w", err)
	}
	if err := os.WriteFile(path, []byte(unitText(self)), 0o644); err != nil {
		return fmt.Errorf("write the unit: %w", err)
	}
	p := c.printer()
	p.linef("Wrote %s. Enable it with:\n  systemctl --user daemon-reload\n  systemctl --user enable --now turnaround", path)
	return p.err
}

func (c *cli) signInCmd() *cobra.Command {
	return &cobra.Command{
		Use: "signin SOURCE", Short: "Sign in to a mailbox that uses OAuth", Args: exactly(cobra.ExactArgs(1)),
		Example: "  turnaround sources signin team-mail",
		RunE: func(cmd *cobra.Command, args []string) error {
			conf, err := c.load()
			if err != nil {
				return err
			}
			err = pager.SignIn(cmd.Context(), conf, c.secrets(), args[0], func(p oauth.Prompt) error {
				return showPrompt(c.errs, p)
			})
			if err != nil {
				return err
			}
			out := c.printer()
			out.linef("Signed in; the token is kept where oauth.token says.")
			return out.err
		},
	}
}

func showPrompt(w io.Writer, p oauth.Prompt) error {
	_, err := fmt.Fprintf(w, "Open %s\n", p.URL)
	if err == nil && p.Code != "" {
		_, err = fmt.Fprintf(w, "and enter the code %s\n", p.Code)
	}
	return err
}
