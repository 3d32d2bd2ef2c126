package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/assets"
	"turnaround/sync/drill"
)

func (c *cli) drillCmd() *cobra.Command {
	var headless, auto bool
	var speed float64
	var scenario, way string
	cmd := &cobra.Command{
		Use: "drill", Short: "A two-minute practice outage on this computer", Args: exactly(cobra.NoArgs),
		Long: "A practice outage of an online shop: real servers on this computer play it, and it reaches you\n" +
			"through the ordinary sources. Practice customers read a status page and get mail: what you publish\n" +
			"reaches them as it would the real ones. It has a data folder of its own; nothing leaves this computer.\n" +
			"Other commands work on the drill that runs with --drill.",
		Example: `  turnaround drill
  turnaround drill --headless --speed 10
  turnaround --drill list       # from another terminal, or a script`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := loadScenario(scenario)
			if err != nil {
				return usage(err)
			}
			if c.drill {
				return usage(errors.New("--drill names the drill that runs; \"turnaround drill\" starts one"))
			}
			face := c.face
			if headless {
				face = nil
			}
			return c.rehearse(cmd.Context(), s, rehearsal{speed: speed, auto: auto, way: way}, face)
		},
	}
	cmd.Flags().BoolVar(&headless, "headless", false, "in the terminal, without a window")
	cmd.Flags().BoolVar(&auto, "hands-off", false, "do not read the keyboard; the drill acknowledges by itself")
	cmd.Flags().Float64Var(&speed, "speed", 1, "1 is real time, 5 five times as fast")
	cmd.Flags().StringVar(&scenario, "scenario", "", "a scenario file of your own")
	cmd.Flags().StringVar(&way, "notify", "", "only this way to notify: dbus, beeep or terminal")
	return cmd
}

func loadScenario(path string) (drill.Scenario, error) {
	if path == "" {
		return drill.Load(assets.Drills, "drills/shop.toml")
	}
	return drill.Load(os.DirFS(filepath.Dir(path)), filepath.Base(path))
}

// rehearsal is how a drill is played.
type rehearsal struct {
	speed float64
	auto  bool
	way   string
	// screen is where notes go when there is no desktop; nil: nowhere.
	screen io.Writer
}

// drillPassword is the environment name under which the drill's own resolver
// finds the practice mailbox's password; it is never in the environment.
const drillPassword = "DRILL_MAILBOX"

// drillMark is in every data folder a drill may wipe.
const drillMark = "THIS-IS-A-DRILL"

// rehearse runs a drill from begin to end: in the window, or in the terminal.
func (c *cli) rehearse(ctx context.Context, s drill.Scenario, how rehearsal, face Face) error {
	voice := voices{out: c.printer(), words: c.printer()}
	if c.json {
		voice.words.out = c.errs // standard output is JSON alone
	}
	if face == nil {
		how.screen = voice.words.out
	}
	r, err := c.startDrill(ctx, s, how, voice)
	if err != nil {
		return err
	}
	if face != nil {
		err = c.show(ctx, face, Opening{Drill: r})
	} else {
		if !how.auto && isTerminal(c.in) {
			go r.keyboard(r.ctx, c, r.stop)
		}
		err = r.wait()
	}
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	r.report()
	return errors.Join(err, r.End(), voice.words.err, voice.out.err)
}

// wipe empties the drill's folder, if it is one.
func wipe(places config.Places) (config.Places, error) {
	mark := filepath.Join(places.Data, drillMark)
	if entries, err := os.ReadDir(places.Data); err == nil && len(entries) > 0 {
		if _, err := os.Stat(mark); err != nil {
			return places, fmt.Errorf("drill: %s holds something that is no drill; move it away", places.Data)
		}
		if err := os.RemoveAll(places.Data); err != nil {
			return places, fmt.Errorf("drill: empty the drill's folder: %w", err)
		}
	}
	if err := os.MkdirAll(places.Data, 0o700); err != nil {
		return places, fmt.Errorf("drill: make the drill's folder: %w", err)
	}
	if err := os.WriteFile(mark, []byte("Data of a drill. It is wiped by the next one.\n"), 0o600); err != nil {
		return places, fmt.Errorf("drill: mark the drill's folder: %w", err)
	}
	return places, nil
}

func (r *Rehearsal) firstContact(ctx context.Context) error {
	why := ""
	met, err := r.until(ctx, 30*time.Second, func() bool {
		why = ""
		for _, s := range r.pager.Health().Sources {
			if s.State != health.OK {
				why = s.Name + ": " + s.Error
			}
		}
		return why == ""
	})
	if err == nil && !met {
		err = fmt.Errorf("drill: no contact with the practice servers in 30 s: %s", why)
	}
	return err
}

// until waits for a condition that changes with the desk's events.
func (r *Rehearsal) until(ctx context.Context, limit time.Duration, holds func() bool) (bool, error) {
	changed := make(chan struct{}, 1)
	stop := r.pager.Desk.Listen(func(event.Event) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	defer stop()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-changed:
		case <-timer.C:
			return holds(), nil
		}
	}
	return true, nil
}

// Say tells what happens.
func (r *Rehearsal) Say(at time.Duration, words string) {
	r.linef("[%d:%02d] %s", int(at.Minutes()), int(at.Seconds())%60, words)
	r.mu.Lock()
	tell := r.tell
	r.mu.Unlock()
	if tell != nil {
		tell(words)
	}
}

// Unless acknowledges what rings, or resolves what is open, for the person.
func (r *Rehearsal) Unless(ctx context.Context, what string) (bool, error) {
	var ids []incident.ID
	for row := range r.pager.Desk.Open() {
		if what == "resolve" || row.Status == incident.Triggered && !row.RingSince.IsZero() {
			ids = append(ids, row.ID)
		}
	}
	if len(ids) == 0 {
		return false, nil
	}
	who := desk.Who{Name: "the drill", Via: "drill"}
	var err error
	if what == "resolve" {
		_, err = r.pager.Desk.Resolve(ctx, who, true, ids...)
		if errors.Is(err, desk.ErrUntold) {
			r.linef("Not resolved: customers last heard bad news. Tell them first.")
			err = nil
		}
	} else {
		_, err = r.pager.Desk.Acknowledge(ctx, who, ids...)
	}
	return true, err
}

// Wrote notes on what customers are hit by that they write to support.
func (r *Rehearsal) Wrote(ctx context.Context, at time.Duration, all int) error {
	r.Say(at, fmt.Sprintf("Practice customers write to support: the page says nothing current. %d so far.", all))
	for row := range r.pager.Desk.Open() {
		if service, ok := r.pager.Desk.ServiceOf(row.ID); !ok || !service.CustomerFacing {
			continue
		}
		_, err := r.pager.Desk.Note(ctx, desk.Who{Name: "Practice support", Via: "drill"}, fmt.Sprintf("%d mails from practice customers so far", all), row.ID)
		return err
	}
	return nil
}

// keyboard lets the person act while the terminal plays the drill.
func (r *Rehearsal) keyboard(ctx context.Context, c *cli, cancel context.CancelFunc) {
	r.linef("Press a and Enter to acknowledge what rings, s to publish \"still working\", l to list, q to end.")
	scan := bufio.NewScanner(c.in)
	for scan.Scan() && ctx.Err() == nil {
		switch strings.TrimSpace(scan.Text()) {
		case "a":
			r.acknowledge(ctx)
		case "s":
			r.still(ctx)
		case "l":
			list, err := listMethod.do(ctx, r.pager, listParams{Query: "status:open"})
			if err == nil {
				err = r.items(list.Items)
			}
			if err != nil {
				r.linef("%s", text.Line(err.Error(), 300))
			}
		case "q":
			cancel()
			return
		}
	}
}

func (r *Rehearsal) items(items []Item) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	table := *r.voice.words
	table.json, table.now = false, time.Now()
	return table.items(items)
}

func (r *Rehearsal) acknowledge(ctx context.Context) {
	for row := range r.pager.Desk.Open() {
		if row.Status != incident.Triggered {
			continue
		}
		receipt, err := r.pager.Desk.Acknowledge(ctx, r.pager.Who("command"), row.ID)
		if err != nil {
			r.linef("%s", text.Line(err.Error(), 300))
			continue
		}
		r.linef("Acknowledged #%d %s: %s", row.Number, text.Line(row.Title, 60), strings.Join(receipt.Said, "; "))
	}
}
