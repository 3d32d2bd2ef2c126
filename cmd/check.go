package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/app/update"
)

// checkFlags are what is known around a text.
type checkFlags struct {
	phase, audience, lang, due string
	severity                   int
}

func (c *cli) checkCmd() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use: "check FILE|-", Short: "Check a customer update before it is published", Args: exactly(cobra.ExactArgs(1)),
		Long: "Reads a text as a critical customer would: does it say what they notice, how many it hits, when they will\n" +
			"hear next; does it leak a key, a host or a name. It needs no network and changes nothing.\n" +
			"Exit code 1 when something blocks, so that a pipeline or a commit hook can use it.",
		Example: `  turnaround check update.md --phase investigating
  pbpaste | turnaround check - --audience developers --json`,
		RunE: func(_ *cobra.Command, args []string) error {
			draft, err := f.draft()
			if err != nil {
				return usage(err)
			}
			if draft.Text, err = c.readText(args[0]); err != nil {
				return err
			}
			found, err := update.Check(draft)
			if err != nil {
				return err
			}
			return c.printer().findings(draft.Text, found)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.phase, "phase", string(incident.Investigating), "investigating, identified, monitoring or resolved")
	flags.StringVar(&f.audience, "audience", string(update.Public), "public, affected, developers or internal")
	flags.IntVar(&f.severity, "severity", 0, "1 to 4")
	flags.StringVar(&f.lang, "lang", "en", strings.Join(update.Languages, " or "))
	flags.StringVar(&f.due, "due", "", "when the next update is promised, where a field of its own says so: 30m, 15:00")
	return cmd
}

func (f checkFlags) draft() (update.Draft, error) {
	d := update.Draft{Language: strings.ToLower(f.lang), Phase: incident.Phase(strings.ToLower(f.phase)), Audience: update.Audience(strings.ToLower(f.audience)),
		Severity: incident.Severity(f.severity), Now: time.Now(), Zone: time.Local}
	phases := []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved}
	audiences := []update.Audience{update.Public, update.Affected, update.Developers, update.Internal}
	switch {
	case !slices.Contains(phases, d.Phase):
		return d, fmt.Errorf("--phase %q: give investigating, identified, monitoring or resolved", f.phase)
	case !slices.Contains(audiences, d.Audience):
		return d, fmt.Errorf("--audience %q: give public, affected, developers or internal", f.audience)
	case !slices.Contains(update.Languages, d.Language):
		return d, fmt.Errorf("--lang %q: there are words for %s", f.lang, strings.Join(update.Languages, " and "))
	case f.severity < 0 || f.severity > 4:
		return d, fmt.Errorf("--severity %d: give 1 to 4", f.severity)
	}
	if f.due != "" {
		due, err := dueAt("--due", f.due, d.Now)
		if err != nil {
			return d, err
		}
		d.Due = due
	}
	return d, nil
}

// dueAt reads "30m" or "15:00", the next such.
func dueAt(flag, said string, now time.Time) (time.Time, error) {
	if span, err := time.ParseDuration(said); err == nil {
		return now.Add(span), nil
	}
	clock, err := time.ParseInLocation("15:04", said, now.Location())
	if err != nil {
		return time.Time{}, fmt.Errorf("%s %q: give a span like 30m or a time like 15:00", flag, text.Line(said, 40))
	}
	at := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, now.Location())
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	return at, nil
}

// readText reads a file, or standard input for "-", up to what an update may be.
func (c *cli) readText(path string) (string, error) {
	in := c.in
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return "", fmt.Errorf("read the text: %w", err)
		}
		defer file.Close()
		in = file
	}
	raw, err := io.ReadAll(io.LimitReader(in, update.Longest+1))
	if err != nil {
		return "", fmt.Errorf("read the text: %w", err)
	}
	if strings.TrimSpace(string(raw)) == "" {
		return "", fmt.Errorf("there is no text in %s", readFrom(path))
	}
	if !utf8.Valid(raw) && len(raw) <= update.Longest || bytes.IndexByte(raw, 0) >= 0 {
		return "", fmt.Errorf("%s is no plain text; save it as UTF-8", readFrom(path))
	}
	if len(raw) > update.Longest {
		return "", fmt.Errorf("the text is longer than %d bytes, which no status page takes", update.Longest)
	}
	return string(raw), nil
}

func readFrom(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
}

// errBlocked ends a check that found something that blocks.
var errBlocked = errors.New("something has to be mended before this is published")

// CheckItem is a finding as a command gives it.
type CheckItem struct {
	update.Finding
	Line int    `json:"line,omitempty"` // where it begins; 0: the whole text
	Text string `json:"text"`           // the message with its data put in
}

func checkItems(written string, found []update.Finding) []CheckItem {
	items := make([]CheckItem, 0, len(found))
	for _, f := range found {
		item := CheckItem{Finding: f, Text: text.Line(f.Say(), 200)}
		if f.To > 0 {
			item.Line = 1 + strings.Count(written[:min(f.From, len(written))], "\n")
		}
		items = append(items, item)
	}
	return items
}

func (p *printer) findings(written string, found []update.Finding) error {
	items := checkItems(written, found)
	if p.json {
		if err := p.JSON(items); err != nil {
			return err
		}
	} else {
		p.checked(items)
	}
	if p.err != nil {
		return p.err
	}
	if update.Blocks(found) {
		return errBlocked
	}
	return nil
}

func (p *printer) checked(items []CheckItem) {
	for _, i := range items {
		place := ""
		if i.Line > 0 {
			place = fmt.Sprintf(" (line %d)", i.Line)
		}
		p.linef("%-6s  %s%s  %s. %s.", i.Level, i.ID, place, i.Text, strings.TrimSuffix(text.Line(upper(i.Suggestion), 200), "."))
	}
	if len(items) == 0 {
		p.linef("Nothing to mend.")
	}
}

func upper(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
