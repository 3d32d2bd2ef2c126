package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/config"
	"turnaround/app/instance"
	"turnaround/app/postmortem"
	"turnaround/app/secret"
	"turnaround/app/store"
	"turnaround/app/text"
	"turnaround/app/update"
	"turnaround/cmd/pager"
	"turnaround/sync/notify"
)

// Diagnosis is what `doctor --json` gives.
type Diagnosis struct {
	At      time.Time       `json:"at"`
	Version string          `json:"version"`
	OS      string          `json:"os"`
	Running bool            `json:"running"` // the app runs and answered
	OK      bool            `json:"ok"`      // nothing fails
	Checks  []pager.Finding `json:"checks"`
}

var doctorMethod = method[none, []pager.Finding]{"doctor", func(ctx context.Context, p *pager.Pager, _ none) ([]pager.Finding, error) {
	return p.Checks(ctx), nil
}}

func (c *cli) doctorCmd() *cobra.Command {
	var bundle string
	cmd := &cobra.Command{
		Use: "doctor", Short: "Check everything a page depends on, and say what to do", Args: exactly(cobra.NoArgs),
		Long: "Check everything a page depends on, and say what to do. Exit code 1 where something fails.\n--bundle writes a zip for a bug report: these findings, the shape of the configuration and the\nlast log lines, without secrets, names, addresses, or what incidents say. Look into it before you send it.",
		Example: `  turnaround doctor
  turnaround doctor --json
  turnaround doctor --bundle report.zip`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := c.diagnose(cmd.Context())
			p := c.printer()
			var err error
			if c.json {
				err = p.JSON(d)
			} else {
				err = p.diagnosis(d)
			}
			if err == nil && bundle != "" {
				err = c.writeBundle(cmd.Context(), bundle, d)
				if err == nil && !c.json {
					p.linef("Wrote %s. Look into it before you send it.", bundle)
					err = p.err
				}
			}
			if err == nil && !d.OK {
				err = errors.New("something fails; each FAIL line says what to do")
			}
			return err
		},
	}
	cmd.Flags().StringVar(&bundle, "bundle", "", "write a zip for a bug report to this file")
	return cmd
}

func (p *printer) diagnosis(d Diagnosis) error {
	marks := map[string]string{pager.Good: "ok  ", pager.Warn: "warn", pager.Fail: "FAIL"}
	for _, check := range d.Checks {
		p.linef("%s  %s: %s", marks[check.State], text.Line(check.Name, 60), text.Block(check.Text, 500))
		if check.Do != "" {
			p.linef("      -> %s", text.Line(check.Do, 300))
		}
	}
	return p.err
}

// diagnose looks at the files from here, and at the rest from the running app
// or, when none runs, from an app opened for it.
func (c *cli) diagnose(ctx context.Context) Diagnosis {
	d := Diagnosis{At: time.Now().UTC(), Version: Version, OS: runtime.GOOS + "/" + runtime.GOARCH, OK: true}
	conf, checks := c.checkConfig()
	checks = append(checks, c.checkFolder())
	checks = append(checks, c.checkTemplates()...)
	inside, running, err := c.checkInside(ctx)
	d.Running = running
	checks = append(checks, inside...)
	if err != nil {
		checks = append(checks, blocked(err))
		if conf != nil {
			secrets := c.secrets()
			checks = append(checks, pager.CheckSecrets(ctx, *conf, secrets)...)
		}
		checks = append(checks, checkDesktop(ctx, conf)...)
	}
	checks = append(checks, pager.Finding{Name: "sleep", State: pager.Good,
		Text: "a sleeping or closed computer cannot ring: keep another pager for that"})
	d.Checks = checks
	d.OK = !slices.ContainsFunc(checks, func(check pager.Finding) bool { return check.State == pager.Fail })
	return d
}

// checkTemplates names own templates of customer updates that cannot be used.
func (c *cli) checkTemplates() []pager.Finding {
	folders := update.Folders(c.templateFiles())
	if len(folders) == 0 {
		return nil
	}
	problems := append(update.CheckTemplates(folders...), postmortem.CheckSections(folders...)...)
	if len(problems) == 0 {
		return []pager.Finding{{Name: "templates", State: pager.Good, Text: "your templates of customer updates can be used"}}
	}
	var checks []pager.Finding
	for _, err := range problems {
		checks = append(checks, pager.Finding{Name: "templates", State: pager.Warn, Text: err.Error(), Do: "mend the file; until then it is left out"})
	}
	return checks
}

// checkConfig gives the configuration, nil where it cannot be read.
func (c *cli) checkConfig() (*config.Config, []pager.Finding) {
	if !config.Exists(c.places.Config) {
		conf := config.Defaults()
		return &conf, []pager.Finding{{Name: "configuration", State: pager.Warn,
			Text: c.places.Config + " is not there; the defaults hold", Do: "turnaround config init"}}
	}
	conf, err := config.Load(c.places.Config)
	var problems config.Problems
	switch {
	case errors.As(err, &problems):
		var checks []pager.Finding
		for _, problem := range problems {
			check := pager.Finding{Name: "configuration", State: pager.Fail, Do: problem.Do}
			problem.Do = ""
			check.Text = problem.Error()
			checks = append(checks, check)
		}
		return nil, checks
	case err != nil:
		return nil, []pager.Finding{{Name: "configuration", State: pager.Fail, Text: err.Error(), Do: "make the file readable"}}
	}
	warnings, err := pager.Check(conf)
	if err != nil {
		return &conf, []pager.Finding{{Name: "configuration", State: pager.Fail, Text: err.Error(), Do: "correct the file that is named"}}
	}
	checks := []pager.Finding{{Name: "configuration", State: pager.Good,
		Text: fmt.Sprintf("%s, %d sources", c.places.Config, len(conf.Sources))}}
	for _, w := range warnings {
		checks = append(checks, pager.Finding{Name: "recognisers", State: pager.Warn, Text: w, Do: "correct the file; the others are used"})
	}
	return &conf, checks
}

// Room in the data folder below which doctor speaks.
const (
	littleRoom = 1 << 30
	noRoom     = 64 << 20
)

// checkFolder tries to write into the data folder.
func (c *cli) checkFolder() pager.Finding {
	check := pager.Finding{Name: "data folder", State: pager.Good, Text: c.places.Data + " can be written"}
	err := os.MkdirAll(c.places.Data, 0o700)
	if err == nil {
		var f *os.File
		if f, err = os.CreateTemp(c.places.Data, ".doctor-*"); err == nil {
			err = errors.Join(f.Close(), os.Remove(f.Name()))
		}
	}
	if err != nil {
		check.State, check.Text, check.Do = pager.Fail, err.Error(), "make the folder writable, or choose another with --data"
		return check
	}
	room, err := store.Room(c.places.Data)
	switch {
	case err != nil:
		check.Text += "; how much room is free is not known"
	case room < noRoom:
		check.State, check.Do = pager.Fail, "make room"
	case room < littleRoom:
		check.State, check.Do = pager.Warn, "make room"
	}
	if err == nil {
		check.Text += fmt.Sprintf(", %d MB free", room>>20)
	}
	return check
}

// checkInside asks the running app, or opens one for it.
func (c *cli) checkInside(ctx context.Context) (checks []pager.Finding, running bool, err error) {
	client, err := instance.Dial(ctx, c.place())
	if err == nil {
		state := pager.Finding{Name: "running", State: pager.Good, Text: fmt.Sprintf("process %d, version %s", client.PID(), client.Version())}
		if client.Version() != Version {
			state.State, state.Do = pager.Warn, "this program is version "+Version+": start the app anew"
		}
		var inside []pager.Finding
		err = fromWire(client.Call(ctx, doctorMethod.name, none{}, &inside, nil))
		return append([]pager.Finding{state}, inside...), true, errors.Join(err, client.Close())
	}
	if !errors.Is(err, instance.ErrNotRunning) {
		return nil, false, fmt.Errorf("talk to the running app: %w", err)
	}
	checks = []pager.Finding{{Name: "running", State: pager.Warn, Text: "no app runs with this data: nothing rings now",
		Do: "open the window, or \"turnaround watch\""}}
	p, done, err := c.open(ctx, pager.Options{Alone: true})
	if err != nil {
		return checks, false, err
	}
	inside, err := doctorMethod.do(ctx, p, none{})
	return append(checks, inside...), false, errors.Join(err, done())
}

// blocked says why the app does not open, and the remedy.
func blocked(err error) pager.Finding {
	check := pager.Finding{Name: "start", State: pager.Fail, Text: "the app does not start: " + err.Error()}
	for _, known := range []struct {
		is error
		do string
	}{
		{store.ErrLocked, "end the other process that uses this data folder"},
		{store.ErrNewer, "install the newer version again; the data was not changed"},
		{store.ErrFull, "make room on the disk; nothing acknowledged is lost"},
		{store.ErrNotWritable, "make the data folder writable for you"},
		{secret.ErrKeyLost, "bring the key back, or move the data folder away: the sources refill a new one"},
		{store.ErrKey, "bring back the key this data was made with, or move the data folder away"},
	} {
		if errors.Is(err, known.is) {
			check.Do = known.do
			break
		}
	}
	return check
}

// checkDesktop looks at notifications where no app could be opened.
func checkDesktop(ctx context.Context, conf *config.Config) []pager.Finding {
	if conf == nil {
		defaults := config.Defaults()
		conf = &defaults
	}
	sender := notify.New(notify.Config{Now: time.Now})
	checks := pager.CheckNotes(sender.Probe(ctx), conf.Page)
	if err := sender.Close(); err != nil {
		checks = append(checks, pager.Finding{Name: "notification", State: pager.Warn, Text: err.Error()})
	}
	return checks
}

// home is this user's folder, to be left out of reports.
func home() string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Clean(dir)
}
