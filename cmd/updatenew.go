package cmd

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/app/update"
)

// answerFlags are the six questions and the facts around them.
type answerFlags struct {
	answers                         update.Answers
	phase, next, since, until, data string
	severity                        int
	template, by, note, file        string
	fields                          map[string]string
	packed                          bool
}

func (c *cli) updateNewCmd() *cobra.Command {
	f := &answerFlags{}
	cmd := &cobra.Command{
		Use: "new", Short: "Write a draft from answers, to be checked, handed on and published", Args: exactly(cobra.NoArgs),
		Long: "Writes a draft from your answers to six questions: where are we, who is it for, what do they see, what\n" +
			"are we doing, what can they do meanwhile, when will they hear next. What you leave out is left out of the\n" +
			"text. The draft can be handed on as a file, or as text with --text.",
		Example: `  turnaround update new --title "Card payments" --what "About 1 in 8 card payments fails" --next 30m -o draft.json
  turnaround update new --template T05 --what "Exports fail" --field steps="1. Open Reports" --next 15:00 --text`,
		RunE: func(_ *cobra.Command, _ []string) error {
			d, err := f.document(time.Now())
			if err != nil {
				return usage(err)
			}
			if err := c.asked(d); err != nil {
				return usage(err)
			}
			return c.writeDraft(d, f.file, f.packed)
		},
	}
	f.add(cmd)
	f.addDocument(cmd)
	return cmd
}

// addDocument adds what only a draft asks.
func (f *answerFlags) addDocument(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.severity, "severity", 0, "1 to 4")
	flags.StringVar(&f.template, "template", "", "its ID; empty: by phase and facts")
	flags.StringVar(&f.by, "by", "", "who writes")
	flags.StringVar(&f.note, "note", "", "a word to whoever opens the draft")
	flags.StringVarP(&f.file, "out", "o", "", "the draft's file; empty: standard output")
	flags.BoolVar(&f.packed, "text", false, "write text that survives a chat, instead of JSON")
}

func (f *answerFlags) add(cmd *cobra.Command) {
	flags, a := cmd.Flags(), &f.answers
	flags.StringVar(&f.phase, "phase", string(incident.Investigating), "where are we? investigating, identified, monitoring, resolved or scheduled")
	flags.StringVar(&a.Who, "who", "", "who is it for?")
	flags.StringVar(&a.What, "what", "", "what do they see?")
	flags.StringVar(&a.Doing, "doing", "", "what are we doing?")
	flags.StringVar(&a.Meanwhile, "meanwhile", "", "what can they do meanwhile?")
	flags.StringVar(&f.next, "next", "", "when will they hear next? 30m or 15:00")
	flags.StringVar(&a.Title, "title", "", "what does not work, in a few words")
	flags.StringVar(&f.since, "since", "", "since when customers are affected: 40m ago, 13:52, or a date and time")
	flags.StringVar(&f.until, "until", "", "when it was over for customers")
	flags.StringVar(&a.Facts.Share, "share", "", "how many: \"about 1 in 8\"")
	flags.StringVar(&a.Facts.Where, "where", "", "region, plan or product")
	flags.StringVar(&a.Facts.Works, "works", "", "what still works")
	flags.StringVar(&f.data, "data", "", "safe (checked) or affected; empty: not known")
	flags.StringVar(&a.Cause, "cause", "", "the cause, once it is verified")
	flags.StringVar(&a.Contact, "contact", "", "where to ask")
	flags.StringVar(&a.Link, "link", "", "the status page's address")
	flags.StringVar(&a.Language, "lang", "en", strings.Join(update.Languages, " or "))
	flags.StringToStringVar(&f.fields, "field", nil, "an answer to what the template asks besides: NAME=TEXT")
}

func (f *answerFlags) document(now time.Time) (update.Document, error) {
	a := f.answers
	a.Phase, a.Language, a.Severity, a.More, a.Sender = incident.Phase(strings.ToLower(f.phase)), strings.ToLower(a.Language), incident.Severity(f.severity), f.fields, f.by
	phases := []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved, update.Scheduled}
	switch {
	case !slices.Contains(phases, a.Phase):
		return update.Document{}, fmt.Errorf("--phase %q: give investigating, identified, monitoring, resolved or scheduled", text.Line(f.phase, 40))
	case !slices.Contains(update.Languages, a.Language):
		return update.Document{}, fmt.Errorf("--lang %q: there are words for %s", text.Line(a.Language, 40), strings.Join(update.Languages, " and "))
	case f.severity < 0 || f.severity > 4:
		return update.Document{}, fmt.Errorf("--severity %d: give 1 to 4", f.severity)
	}
	switch a.Facts.Data = incident.DataSafety(strings.ToLower(f.data)); a.Facts.Data {
	case incident.DataUnknown, incident.DataSafe, incident.DataAffected:
	default:
		return update.Document{}, fmt.Errorf("--data %q: give safe or affected, or leave it out", text.Line(f.data, 40))
	}
	var err error
	if f.next != "" {
		if a.Next, err = dueAt("--next", f.next, now); err != nil {
			return update.Document{}, err
		}
	}
	if a.Facts.Start, err = pastAt("--since", f.since, now); err != nil {
		return update.Document{}, err
	}
	if a.Facts.End, err = pastAt("--until", f.until, now); err != nil {
		return update.Document{}, err
	}
	if !a.Facts.Start.IsZero() && !a.Facts.End.IsZero() && !a.Facts.End.After(a.Facts.Start) {
		return update.Document{}, fmt.Errorf("--until %q is not after --since %q", f.until, f.since)
	}
	return update.Document{Made: now.UTC().Truncate(time.Second), By: f.by, Template: f.template, Answers: a, Note: f.note}, nil
}

// pastAt reads "now", "40m" ago, "13:52" as the last such, or a date with time and zone.
func pastAt(flag, said string, now time.Time) (time.Time, error) {
	said = strings.TrimSpace(strings.TrimSuffix(said, "ago"))
	switch strings.ToLower(said) {
	case "":
		return time.Time{}, nil
	case "now":
		return now, nil
	}
	if span, err := time.ParseDuration(said); err == nil && span >= 0 {
		return now.Add(-span), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if at, err := time.ParseInLocation(layout, said, now.Location()); err == nil {
			return at, nil
		}
	}
	clock, err := time.ParseInLocation("15:04", said, now.Location())
	if err != nil {
		return time.Time{}, fmt.Errorf("%s %q: give a span like 40m, a time like 13:52, or 2026-03-04 13:52", flag, text.Line(said, 40))
	}
	at := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, now.Location())
	if at.After(now) {
		at = at.AddDate(0, 0, -1)
	}
	return at, nil
}

// asked tells answers that no template asks for from those that one does.
func (c *cli) asked(d update.Document) error {
	set := c.templates(d.Answers.Language)
	if d.Template == "" {
		d.Template = update.Choose(d.Answers, update.Situation{Now: d.Made})
	}
	t, ok := set.Get(d.Template)
	if !ok {
		return fmt.Errorf("--template %q: there is none; \"turnaround update templates\" lists them", text.Line(d.Template, 40))
	}
	var names []string
	for _, f := range t.Fields {
		names = append(names, f.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Answers.More)) {
		if !slices.Contains(names, name) {
			hint := "it asks for " + strings.Join(names, ", ")
			if near := text.Nearest(name, names); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return fmt.Errorf("--field %s: template %s does not ask for it; %s", text.Line(name, 40), d.Template, hint)
		}
	}
	return nil
}
