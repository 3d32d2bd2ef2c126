package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"turnaround/app/postmortem"
	"turnaround/app/text"
	"turnaround/app/update"
)

func (c *cli) postmortemCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "postmortem", Short: "Write down what an incident teaches, for colleagues and for customers", Args: c.noArgs,
		Long: "A postmortem has guided sections that are filled in from the timeline as far as it knows. It is kept with\n" +
			"the incident, on disk with every change; nothing leaves this computer but what you export.",
		Example: `  turnaround postmortem new 48213
  turnaround postmortem edit 48213 factors factors.md
  turnaround postmortem action 48213 "Alert on failed payments by region" --type detect --owner "Payments team" --due 2026-05-26
  turnaround postmortem export 48213 --public report.html`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.postmortemNewCmd(), c.postmortemShowCmd(), c.postmortemEditCmd(), c.postmortemCheckCmd(), c.postmortemActionCmd(), c.postmortemExportCmd())
	return cmd
}

func (c *cli) postmortemNewCmd() *cobra.Command {
	var lang string
	var refill bool
	cmd := &cobra.Command{
		Use: "new ID", Short: "Begin the postmortem of an incident, filled in from its timeline", Args: exactly(cobra.ExactArgs(1)),
		Example: `  turnaround postmortem new 48213
  turnaround postmortem new 48213 --lang de
  turnaround postmortem new 48213 --refill    # what nobody has written in, with what is known by now`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(postmortem.Languages, strings.ToLower(lang)) {
				return usage(fmt.Errorf("--lang %q: there are words for %s", text.Line(lang, 20), strings.Join(postmortem.Languages, " and ")))
			}
			if refill && cmd.Flags().Changed("lang") {
				return usage(errors.New("--refill keeps the language of the postmortem; leave --lang out"))
			}
			return c.postmortemShown(ask(cmd.Context(), c, newPostmortem, postmortemParams{ID: args[0], Language: strings.ToLower(lang), Refill: refill}))
		},
	}
	cmd.Flags().StringVar(&lang, "lang", postmortem.Languages[0], strings.Join(postmortem.Languages, " or "))
	cmd.Flags().BoolVar(&refill, "refill", false, "fill anew the sections that nobody has written in")
	return cmd
}

// postmortemShown prints a postmortem's sections and how complete they are.
func (c *cli) postmortemShown(item PostmortemItem, err error) error {
	if err != nil {
		return err
	}
	c.sectionProblems(item)
	p := c.printer()
	if p.json {
		return p.JSON(item)
	}
	return p.postmortem(item)
}

func (c *cli) sectionProblems(item PostmortemItem) {
	for _, problem := range item.Problems {
		fmt.Fprintln(c.errs, "turnaround: "+text.Line(problem, 500))
	}
}

func (c *cli) postmortemShowCmd() *cobra.Command {
	var evidence bool
	cmd := &cobra.Command{
		Use: "show ID [SECTION]", Short: "Show how complete a postmortem is, or one section with its guidance", Args: exactly(cobra.RangeArgs(1, 2)),
		Long: "Without a section it lists them: (full), (half) or ( - ), and why. With --evidence it lists the entries of\n" +
			"the timeline that a section can cite, as [@ID].",
		Example: `  turnaround postmortem show 48213
  turnaround postmortem show 48213 factors
  turnaround postmortem show 48213 --evidence`,
		RunE: func(cmd *cobra.Command, args []string) error {
			item, err := look(cmd.Context(), c, showPostmortem, postmortemParams{ID: args[0], Evidence: evidence})
			if err != nil {
				return err
			}
			p := c.printer()
			switch {
			case len(args) == 2:
				c.sectionProblems(item)
				return p.postmortemSection(item, args[1])
			case evidence:
				return p.evidence(item.Evidence)
			}
			return c.postmortemShown(item, nil)
		},
	}
	cmd.Flags().BoolVar(&evidence, "evidence", false, "list what can be cited")
	return cmd
}

func (c *cli) postmortemEditCmd() *cobra.Command {
	return &cobra.Command{
		Use: "edit ID SECTION FILE|-", Short: "Write a section, from a file or standard input", Args: exactly(cobra.ExactArgs(3)),
		Long: "The text is Markdown and takes the place of what the section said. [@ID] cites an entry of the timeline.\n" +
			"An empty text takes the section's text out.",
		Example: `  turnaround postmortem edit 48213 factors factors.md
  turnaround postmortem show 48213 heard --json | jq -r .text | sed 's/UTC/CET/' | turnaround postmortem edit 48213 heard -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			body, err := c.readSectionText(args[2])
			if err != nil {
				return err
			}
			item, err := ask(cmd.Context(), c, changePostmortem, postmortemParams{ID: args[0], Section: args[1], Text: body})
			return c.postmortemShown(item, err)
		},
	}
}

// longestSection bounds what is read; the document has a limit of its own.
const longestSection = 256 << 10

func (c *cli) readSectionText(path string) (string, error) {
	in := c.in
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return "", fmt.Errorf("read the section: %w", err)
		}
		defer file.Close()
		in = file
	}
	raw, err := io.ReadAll(io.LimitReader(in, longestSection+1))
	if err != nil {
		return "", fmt.Errorf("read the section: %w", err)
	}
	if len(raw) > longestSection {
		return "", fmt.Errorf("the text in %s is longer than %d KB", readFrom(path), longestSection>>10)
	}
	if !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return "", fmt.Errorf("%s is no plain text; save it as UTF-8", readFrom(path))
	}
	return string(raw), nil
}

func (c *cli) postmortemCheckCmd() *cobra.Command {
	return &cobra.Command{
		Use: "check ID", Short: "Check a postmortem for blame and for gaps; exit code 1 when something has to be mended", Args: exactly(cobra.ExactArgs(1)),
		Example: `  turnaround postmortem check 48213
  turnaround postmortem check 48213 --json | jq '.[].text'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			item, err := look(cmd.Context(), c, showPostmortem, postmortemParams{ID: args[0]})
			if err != nil {
				return err
			}
			c.sectionProblems(item)
			if err := c.printer().postmortemFindings(item); err != nil {
				return err
			}
			if slices.ContainsFunc(item.Findings, func(f PostmortemCheck) bool { return f.Level == update.Block }) {
				return errors.New("something has to be mended before this is shared")
			}
			return nil
		},
	}
}

func (c *cli) postmortemActionCmd() *cobra.Command {
	var a postmortem.Action
	var kind, drop string
	cmd := &cobra.Command{
		Use: "action ID [TEXT]", Short: "Add, change or drop an action", Args: exactly(cobra.RangeArgs(1, 2)),
		Long: "An action begins with a verb, and one can tell when it is done. With --public customers read of it, in those words.",
		Example: `  turnaround postmortem action 48213 "Cap retries per worker" --type mitigate --owner "Payments team" --due 2026-05-26
  turnaround postmortem action 48213 --change A1 --public "A failing bank no longer slows the others" --done
  turnaround postmortem action 48213 --drop A2`,
		RunE: func(cmd *cobra.Command, args []string) error {
			params := postmortemParams{ID: args[0], Drop: drop}
			if len(args) == 2 {
				a.Text, params.Given = args[1], append(params.Given, "text")
			}
			for _, name := range []string{"type", "owner", "due", "done", "public"} {
				if cmd.Flags().Changed(name) {
					params.Given = append(params.Given, name)
				}
			}
			a.Kind = postmortem.Kind(strings.ToLower(kind))
			switch {
			case drop != "" && (a.ID != "" || len(params.Given) > 0):
				return usage(errors.New("--drop takes an action out; give nothing else with it"))
			case a.ID != "" && len(params.Given) == 0:
				return usage(errors.New("--change: say what to change: a text, --type, --owner, --due, --public or --done"))
			case drop == "" && a.ID == "" && len(args) < 2:
				return usage(errors.New("say what is to be done, or name an action with --change or --drop"))
			}
			if drop == "" {
				params.Action = &a
			}
			item, err := ask(cmd.Context(), c, changePostmortem, params)
			if err != nil {
				return err
			}
			return c.printer().plan(item.Actions)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&kind, "type", "", postmortem.KindNames())
	flags.StringVar(&a.Owner, "owner", "", "the person or team that will see to it")
	flags.StringVar(&a.Due, "due", "", "until when: 2026-05-26")
	flags.StringVar(&a.Public, "public", "", "how customers read of it; empty: they do not")
	flags.BoolVar(&a.Done, "done", false, "it is done")
	flags.StringVar(&a.ID, "change", "", "change this action: A1")
	flags.StringVar(&drop, "drop", "", "take this action out: A1")
	return cmd
}

func (c *cli) postmortemExportCmd() *cobra.Command {
	var format string
	var public bool
	cmd := &cobra.Command{
		Use: "export ID FILE|-", Short: "Write a postmortem as Markdown or as a web page, for colleagues or for customers", Args: exactly(cobra.ExactArgs(2)),
		Long: "The version for customers holds the sections meant for them and the actions that have words for them. It is\n" +
			"refused, and said where, while it shows a key, an internal host, a ticket or a colleague's name. Writing it\n" +
			"out is recorded in the incident's timeline.",
		Example: `  turnaround postmortem export 48213 --format md postmortem.md
  turnaround postmortem export 48213 --format html --public report.html`,
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := formatOf(format, args[1])
			if err != nil {
				return usage(err)
			}
			made, err := look(cmd.Context(), c, postmortemExport, exportPage{ID: args[0], Format: format, Public: public})
			if err != nil {
				return err
			}
			if err := c.writePage(made, args[1]); err != nil || !public {
				return err
			}
			if _, err := ask(cmd.Context(), c, postmortemPublished, exportPage{ID: args[0], Format: format}); err != nil {
				return fmt.Errorf("the postmortem for customers is written, but the timeline does not tell of it: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "md or html; empty: as the file's name says")
	cmd.Flags().BoolVar(&public, "public", false, "the version for customers")
	return cmd
}

func (c *cli) writePage(made, path string) error {
	if path != "-" {
		return writeNew(path, []byte(made))
	}
	if _, err := io.WriteString(c.out, made); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
