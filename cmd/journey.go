package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/journey"
	"turnaround/app/text"
	"turnaround/sync/publish"
)

func (c *cli) journeyCmd() *cobra.Command {
	var page string
	var fromText bool
	cmd := &cobra.Command{
		Use: "journey [ID]", Short: "What customers went through: of an incident here, or by a public status page", Args: exactly(cobra.MaximumNArgs(1)),
		Long: "With an ID: when customers were affected, what they heard and when, and which promises were kept.\n\nWith --statuspage it reads the public history of a page made by Atlassian Statuspage (no key is needed) and tells, per\nincident, when the first update came, the longest silence, and which promises of a next update were kept.\n" +
			"When customers began to be affected is used where the page recorded it before its first post; a time that\nonly a text states is offered, and counted with --from-text.",
		Example: `  turnaround journey 48213
  turnaround journey --statuspage https://www.githubstatus.com
  turnaround journey --statuspage incidents.json --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case page == "" && len(args) == 1:
				own, err := look(cmd.Context(), c, ownJourneyMethod, args[0])
				if err != nil {
					return err
				}
				return c.printer().ownJourney(own)
			case page == "" || len(args) == 1:
				return usage(errors.New("say whose journey: an incident's ID, or --statuspage FILE|FOLDER|URL"))
			}
			histories, err := readHistories(cmd.Context(), page, c.errs)
			if err != nil {
				return err
			}
			return c.printer().histories(histories, fromText)
		},
	}
	cmd.Flags().StringVar(&page, "statuspage", "", "a saved answer, a folder of them, or the page's address")
	cmd.Flags().BoolVar(&fromText, "from-text", false, "use a start that a text states where the page recorded none")
	return cmd
}

// historyFile bounds one saved answer.
const historyFile = 20 << 20

func readHistories(ctx context.Context, from string, warn io.Writer) ([]journey.History, error) {
	info, err := os.Stat(from)
	switch {
	case err == nil && info.IsDir():
		return readHistoryFolder(from, warn)
	case err == nil:
		h, err := readHistory(from)
		return []journey.History{h}, err
	case !errors.Is(err, fs.ErrNotExist) || !strings.Contains(from, "."):
		return nil, fmt.Errorf("read the history: %w", err)
	case strings.HasSuffix(from, ".json") && !strings.Contains(from, "://"):
		return nil, fmt.Errorf("read the history: %w", err)
	}
	raw, err := publish.History(ctx, from)
	if err != nil {
		return nil, err
	}
	h, err := journey.ParseStatuspage(raw, time.Now())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Line(from, 100), err)
	}
	return []journey.History{h}, nil
}

func readHistory(path string) (journey.History, error) {
	info, err := os.Stat(path)
	if err != nil {
		return journey.History{}, fmt.Errorf("read the history: %w", err)
	}
	if info.Size() > historyFile {
		return journey.History{}, fmt.Errorf("read the history: %s is larger than %d MB", path, historyFile>>20)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return journey.History{}, fmt.Errorf("read the history: %w", err)
	}
	h, err := journey.ParseStatuspage(raw, time.Time{})
	if err != nil {
		return journey.History{}, fmt.Errorf("%s: %w", path, err)
	}
	return h, nil
}

// readHistoryFolder reads what is a history; what is none is told and left out.
func readHistoryFolder(folder string, warn io.Writer) ([]journey.History, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("read the folder: %w", err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no .json file is in %s", folder)
	}
	var all []journey.History
	var wrong []error
	for _, path := range files {
		h, err := readHistory(path)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		all = append(all, h)
	}
	if len(all) == 0 {
		return nil, errors.Join(wrong...)
	}
	for _, err := range wrong {
		if _, err := fmt.Fprintf(warn, "left out: %v\n", err); err != nil {
			return nil, fmt.Errorf("write: %w", err)
		}
	}
	return all, nil
}

// PastItem is one incident of a public history as `journey --json` gives it.
// What is not recorded is null.
type PastItem struct {
	ID             string     `json:"id"`
	Name           string     `json:"name"`
	Page           string     `json:"page"`
	Impact         string     `json:"impact"`
	ImpactStart    *time.Time `json:"impact_start"`
	StartSource    *string    `json:"impact_start_source"` // recorded, text
	StatedStart    *time.Time `json:"stated_start"`        // what a text states; used only with --from-text
	FirstUpdate    *float64   `json:"first_update_seconds"`
	LongestSilence *float64   `json:"longest_silence_seconds"`
	Dark           *float64   `json:"dark_seconds"`
	Made           int        `json:"promises_made"`
	Kept           int        `json:"promises_kept"`
	Pending        int        `json:"promises_pending"`
	Late           []float64  `json:"promises_late_seconds"`
	Updates        int        `json:"updates"`
	Backdated      int        `json:"back_dated"`
	ResolvedAt     *time.Time `json:"resolved_at"`
}

func pastItem(page string, p journey.Past, fromText bool) (PastItem, journey.Metrics) {
	source := ""
	switch {
	case !p.Course.Start.IsZero():
		source = "recorded"
	case fromText && !p.Stated.IsZero():
		p.Course.Start, source = p.Stated, "text"
	}
	i, m := pastItemOf(p, journey.PageRules(p.Impact))
	i.Page, i.StartSource = page, nil
	if source != "" {
		i.StartSource = &source
	}
	return i, m
}

// pastItemOf judges a course from its recorded start.
func pastItemOf(p journey.Past, rules journey.Rules) (PastItem, journey.Metrics) {
	i := PastItem{ID: p.ID, Name: p.Name, Impact: p.Impact, Late: []float64{}, StatedStart: known(p.Stated)}
	if !p.Course.Start.IsZero() {
		i.StartSource = new("recorded")
	}
	m := p.Course.Measure(rules)
	i.ImpactStart, i.ResolvedAt = known(p.Course.Start), known(p.Resolved)
	if i.ResolvedAt == nil {
		i.ResolvedAt = known(p.Course.Resolved)
	}
	i.FirstUpdate, i.LongestSilence, i.Dark = seconds(m.FirstUpdate), seconds(m.LongestSilence), seconds(m.Dark)
	i.Made, i.Kept, i.Pending, i.Updates, i.Backdated = m.Made, m.Kept, m.Pending, m.Updates, m.Backdate
	for _, late := range m.Late {
		i.Late = append(i.Late, late.Seconds())
	}
	return i, m
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func seconds(d *time.Duration) *float64 {
	if d == nil {
		return nil
	}
	return new(d.Seconds())
}

func (p *printer) histories(all []journey.History, fromText bool) error {
	items, sum := []PastItem{}, tally{}
	for _, h := range all {
		sum.planned += h.Maintenance
		for _, past := range h.Incidents {
			item, m := pastItem(h.Page, past, fromText)
			items = append(items, item)
			if past.Afterwards() {
				sum.archived++
				continue
			}
			sum.add(m, item)
		}
	}
	slices.SortStableFunc(items, func(a, b PastItem) int { return strings.Compare(a.Page, b.Page) })
	if p.json {
		return p.JSON(items)
	}
	if len(items) == 0 {
		p.linef("No incidents are in this history.")
		return p.err
	}
	if err := p.pastTable(items); err != nil {
		return err
	}
	sum.tell(p)
	return p.err
}

func (p *printer) pastTable(items []PastItem) error {
	table := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "INCIDENT\tFIRST UPDATE\tLONGEST SILENCE\tNO CURRENT UPDATE\tPROMISES KEPT\tUPDATES\tNAME")
	for _, i := range items {
		kept := "none made"
		if i.Made > 0 {
			kept = fmt.Sprintf("%d of %d", i.Kept, i.Made-i.Pending)
		}
		posted := fmt.Sprint(i.Updates)
		if i.Backdated > 0 {
			posted += fmt.Sprintf(" (%d back-dated)", i.Backdated)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", text.Line(i.ID, 20), p.orUnknown(i.FirstUpdate), p.orUnknown(i.LongestSilence),
			p.orUnknown(i.Dark), kept, posted, text.Line(i.Name, 60))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func (p *printer) orUnknown(s *float64) string {
	if s == nil {
		return "not known"
	}
	return text.Span(time.Duration(*s * float64(time.Second)))
}

// tally gathers what the medians are of.
type tally struct {
	first, silence, late                                 []time.Duration
	made, kept, pending, updates, count, stated, planned int
	// archived were written down long after they were over.
	archived int
}

func (t *tally) add(m journey.Metrics, i PastItem) {
	t.count++
	if m.FirstUpdate != nil {
		t.first = append(t.first, *m.FirstUpdate)
	}
	if m.LongestSilence != nil {
		t.silence = append(t.silence, *m.LongestSilence)
	}
	t.late = append(t.late, m.Late...)
	t.made, t.kept, t.pending, t.updates = t.made+m.Made, t.kept+m.Kept, t.pending+m.Pending, t.updates+m.Updates
	if i.ImpactStart == nil && i.StatedStart != nil {
		t.stated++
	}
}

func (t *tally) tell(p *printer) {
	median := func(what string, spans []time.Duration, none string) {
		if d, ok := journey.Median(spans); ok {
			p.linef("%s: median %s (of %d)", what, text.Span(d), len(spans))
		} else {
			p.linef("%s: %s", what, none)
		}
	}
	p.linef("")
	p.linef("%d incidents, %d updates.", t.count, t.updates)
	median("First update", t.first, "not known: the page does not record when customers began to be affected")
	if t.stated > 0 {
		p.linef("  %d texts state a start; --from-text uses it.", t.stated)
	}
	median("Longest silence", t.silence, "not known")
	p.linef("Promises kept: %d of %d", t.kept, t.made-t.pending)
	if len(t.late) > 0 {
		median("  Missed ones were late by", t.late, "")
	}
	if t.archived > 0 {
		p.linef("%d incidents were put there more than a day after the times they show, as an archive is: they are not in these figures.", t.archived)
	}
	if t.planned > 0 {
		p.linef("%d planned maintenances are left out.", t.planned)
	}
	p.linef("\nPublic figures beside it (none is a norm):")
	for _, a := range journey.Anchors {
		p.linef("  %s: %s. %s", a.What, a.Value, a.Source)
	}
}
