package cmd

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/app/update"
)

func (c *cli) updateCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "update", Short: "Write, check, preview and publish what customers are told", Args: c.noArgs,
		Example: `  turnaround update new --what "About 1 in 8 card payments fails" --next 30m -o draft.json
  turnaround update preview draft.json --as page,chat
  turnaround update check draft.json
  turnaround update publish 48213 draft.json`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.updateNewCmd(), c.updateCheckCmd(), c.updatePreviewCmd(), c.updatePublishCmd(), c.updateTemplatesCmd())
	return cmd
}

// templateFiles are the configuration files, which own templates are beside;
// where they cannot be read, the personal one.
func (c *cli) templateFiles() []string {
	if conf, err := config.Load(c.places.Config); err == nil && len(conf.Files) > 0 {
		return conf.Files
	}
	return []string{c.places.Config}
}

// templates gives the templates of a language; what is wrong with own ones is
// said beside, and does not stop the others.
func (c *cli) templates(language string) update.Set {
	set, problems := update.Templates(language, update.Folders(c.templateFiles())...)
	for _, err := range problems {
		fmt.Fprintln(c.errs, "turnaround: "+text.Line(err.Error(), 500))
	}
	return set
}

// readDraft reads a draft from a file, or from standard input for "-".
func (c *cli) readDraft(path string) (update.Document, error) {
	in := c.in
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return update.Document{}, fmt.Errorf("read the draft: %w", err)
		}
		defer file.Close()
		in = file
	}
	return update.ReadDocument(in)
}

// viewFlags say for whom a draft is worded.
type viewFlags struct {
	as         []string
	zone, lang string
}

func (f *viewFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.as, "as", mediaNames(), "how its readers get it")
	cmd.Flags().StringVar(&f.zone, "zone", "", "the readers' time zone, such as Europe/Berlin; empty: yours")
	cmd.Flags().StringVar(&f.lang, "lang", "", strings.Join(update.Languages, " or ")+"; empty: the draft's")
}

func mediaNames() []string {
	all := make([]string, len(update.Media))
	for i, m := range update.Media {
		all[i] = string(m)
	}
	return all
}

func (f *viewFlags) channels(now time.Time) ([]update.Channel, error) {
	zone := time.Local
	if f.zone != "" {
		var err error
		if zone, err = time.LoadLocation(f.zone); err != nil {
			return nil, fmt.Errorf("--zone %q: give a name like Europe/Berlin", text.Line(f.zone, 40))
		}
	}
	var all []update.Channel
	for _, name := range f.as {
		medium := update.Medium(strings.ToLower(strings.TrimSpace(name)))
		if !slices.Contains(update.Media, medium) {
			return nil, fmt.Errorf("--as %q: give %s", text.Line(name, 40), strings.Join(mediaNames(), ", "))
		}
		all = append(all, update.Channel{Medium: medium, Zone: zone, Now: now})
	}
	if len(all) == 0 {
		return nil, errors.New("--as: name at least one of " + strings.Join(mediaNames(), ", "))
	}
	return all, nil
}

// worded gives a draft's text for each channel.
func (c *cli) worded(path string, f *viewFlags) (update.Document, []update.Channel, []update.Text, error) {
	channels, err := f.channels(time.Now())
	if err != nil {
		return update.Document{}, nil, nil, usage(err)
	}
	if f.lang != "" && !slices.Contains(update.Languages, strings.ToLower(f.lang)) {
		return update.Document{}, nil, nil, usage(fmt.Errorf("--lang %q: there are words for %s", text.Line(f.lang, 20), strings.Join(update.Languages, " and ")))
	}
	d, err := c.readDraft(path)
	if err != nil {
		return d, nil, nil, err
	}
	if f.lang != "" {
		d.Answers.Language = strings.ToLower(f.lang)
	}
	set := c.templates(d.Answers.Language)
	var texts []update.Text
	for _, ch := range channels {
		made, err := d.Compose(set, string(ch.Medium), ch)
		if err != nil {
			return d, nil, nil, err
		}
		texts = append(texts, made)
	}
	return d, channels, texts, nil
}

func (c *cli) updatePreviewCmd() *cobra.Command {
	var f viewFlags
	cmd := &cobra.Command{
		Use: "preview DRAFT|-", Short: "Show a draft as the readers of each channel get it", Args: exactly(cobra.ExactArgs(1)),
		Example: `  turnaround update preview draft.json --as page
  pbpaste | turnaround update preview - --as chat --zone Europe/Berlin`,
		RunE: func(_ *cobra.Command, args []string) error {
			_, _, texts, err := c.worded(args[0], &f)
			if err != nil {
				return err
			}
			p := c.printer()
			if p.json {
				return p.JSON(texts)
			}
			for i, t := range texts {
				if i > 0 {
					p.linef("")
				}
				p.preview(t)
			}
			return p.err
		},
	}
	f.add(cmd)
	return cmd
}

func (p *printer) preview(t update.Text) {
	p.linef("--- %s (%s)", t.Medium, t.Template)
	switch {
	case t.Subject != "":
		p.linef("Subject: %s", text.Line(t.Subject, 200))
	case t.Medium == update.Page && t.Title != "":
		p.linef("Title: %s", text.Line(t.Title, 200))
	}
	p.linef("%s", text.Block(t.Body, 4000))
	if len(t.Missing) > 0 {
		p.linef("(no answer yet: %s)", strings.Join(t.Missing, ", "))
	}
}

// CheckedText is what `update check --json` gives for one channel.
type CheckedText struct {
	As       update.Medium `json:"as"`
	Template string        `json:"template"`
	Missing  []string      `json:"missing,omitempty"`
	Findings []CheckItem   `json:"findings"`
}

func (c *cli) updateCheckCmd() *cobra.Command {
	var f viewFlags
	cmd := &cobra.Command{
		Use: "check DRAFT|-", Short: "Check a draft for each channel; exit code 1 when something blocks", Args: exactly(cobra.ExactArgs(1)),
		Example: "  turnaround update check draft.json --as page,mail --json",
		RunE: func(_ *cobra.Command, args []string) error {
			d, channels, texts, err := c.worded(args[0], &f)
			if err != nil {
				return err
			}
			var all []CheckedText
			blocked := false
			for i, t := range texts {
				found, err := update.Check(t.Draft(d.Answers, channels[i]))
				if err != nil {
					return err
				}
				blocked = blocked || update.Blocks(found)
				all = append(all, CheckedText{t.Medium, t.Template, t.Missing, checkItems(t.Body, found)})
			}
			if err := c.printer().checkedTexts(all); err != nil {
				return err
			}
			if blocked {
				return errBlocked
			}
			return nil
		},
	}
	f.add(cmd)
	return cmd
}

func (p *printer) checkedTexts(all []CheckedText) error {
	if p.json {
		return p.JSON(all)
	}
	for i, t := range all {
		if i > 0 {
			p.linef("")
		}
		p.linef("--- %s (%s)", t.As, t.Template)
		if len(t.Missing) > 0 {
			p.linef("No answer yet: %s.", strings.Join(t.Missing, ", "))
		}
		p.checked(t.Findings)
	}
	return p.err
}

func (c *cli) updateTemplatesCmd() *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use: "templates [ID]", Short: "List the templates, or show what one asks", Args: exactly(cobra.MaximumNArgs(1)),
		Example: `  turnaround update templates
  turnaround update templates T05 --lang de`,
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains(update.Languages, strings.ToLower(lang)) {
				return usage(fmt.Errorf("--lang %q: there are words for %s", text.Line(lang, 20), strings.Join(update.Languages, " and ")))
			}
			set := c.templates(lang)
			p := c.printer()
			if len(args) == 0 {
				return p.templates(set.List())
			}
			t, ok := set.Get(args[0])
			if !ok {
				return usage(fmt.Errorf("there is no template %q; \"turnaround update templates\" lists them", text.Line(args[0], 40)))
			}
			return p.template(t)
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "en", strings.Join(update.Languages, " or "))
	return cmd
}

// TemplateItem is a template as commands give it.
type TemplateItem struct {
	ID     string         `json:"id"`
	Title  string         `json:"title"`
	When   string         `json:"when"`
	Own    string         `json:"own,omitempty"`
	Fields []update.Field `json:"fields,omitempty"`
	Body   string         `json:"body,omitempty"`
}

func (p *printer) templates(all []update.Template) error {
	items := make([]TemplateItem, 0, len(all))
	for _, t := range all {
		items = append(items, TemplateItem{ID: t.ID, Title: t.Title, When: t.When, Own: t.Own})
	}
	if p.json {
		return p.JSON(items)
	}
	for _, i := range items {
		p.linef("%-4s  %s: %s", i.ID, text.Line(i.Title, 60), text.Line(i.When, 200))
	}
	return p.err
}

func (p *printer) template(t update.Template) error {
	if p.json {
		return p.JSON(TemplateItem{t.ID, t.Title, t.When, t.Own, t.Fields, t.Body})
	}
	p.linef("%s  %s: %s\n", t.ID, text.Line(t.Title, 60), text.Line(t.When, 200))
	for _, f := range t.Fields {
		need := ""
		if f.Required {
			need = " (needed)"
		}
		p.linef("  %-12s%s  %s", f.Name, need, text.Line(f.Guidance, 200))
	}
	p.linef("\n%s", text.Block(t.Body, 1000))
	return p.err
}

// writeNew writes a file that must not be there yet, for its owner alone.
func writeNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already; choose another name", path)
	}
	if err != nil {
		return fmt.Errorf("write the draft: %w", err)
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the draft: %w", err)
	}
	return nil
}

// writeDraft puts a draft where it was asked for.
func (c *cli) writeDraft(d update.Document, path string, packed bool) error {
	raw, err := d.JSON()
	if err == nil && packed {
		var pack string
		pack, err = d.Pack()
		raw = []byte(pack)
	}
	if err != nil {
		return err
	}
	if path == "" || path == "-" {
		if _, err := c.out.Write(raw); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		return nil
	}
	return writeNew(path, raw)
}
