package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/app/update"
)

// tellFlags are how an update is published from the command line.
type tellFlags struct {
	answers  answerFlags
	to       []string
	text     string
	approved string
	overrule map[string]string
	yes      bool
}

func (f *tellFlags) add(cmd *cobra.Command) {
	f.answers.add(cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&f.to, "to", nil, "the channels it goes to; empty: those of the service that are on")
	flags.StringVar(&f.text, "body", "", "the whole text, in place of the template's; \"-\": standard input")
	flags.StringVar(&f.approved, "ok-by", "", "who said OK, in chat: kept with the update")
	flags.StringToStringVar(&f.overrule, "overrule", nil, "publish though a check blocks: CU20=\"why that is right\"")
	flags.BoolVarP(&f.yes, "yes", "y", false, "publish without being asked, as a script does")
	for _, name := range []string{"phase", "lang"} {
		flags.Lookup(name).DefValue = "" // what was said last
	}
}

// params reads the flags.
func (f *tellFlags) params(c *cli, cmd *cobra.Command, id string) (writeParams, error) {
	d, err := f.answers.document(time.Now())
	if err != nil {
		return writeParams{}, usage(err)
	}
	params := writeParams{ID: id, Answers: d.Answers, To: f.to, Text: f.text, Approved: f.approved, Overrule: f.overrule}
	for id, reason := range f.overrule {
		if !slices.Contains(update.IDs(), strings.ToUpper(id)) || strings.TrimSpace(reason) == "" {
			return params, usage(fmt.Errorf("--overrule %s: name a check and the reason: --overrule CU20=\"it is our product's name\"", text.Line(id, 20)))
		}
	}
	if f.text == "-" {
		if params.Text, err = c.readText("-"); err != nil {
			return params, err
		}
	}
	cmd.Flags().Visit(func(flag *pflag.Flag) { params.Changed = append(params.Changed, flag.Name) })
	return params, nil
}

func (c *cli) updatePublishCmd() *cobra.Command {
	var f tellFlags
	cmd := &cobra.Command{
		Use: "publish ID [DRAFT|-]", Short: "Tell the customers of an incident: filled, checked, and sent to every channel once", Args: exactly(cobra.RangeArgs(1, 2)),
		Long: "Fills an update from the incident's timeline and the service map, or takes what is being written on it, or\na draft that somebody handed on. Flags answer anew. It shows what the readers of each channel get and what the\nchecks found, and asks before it publishes. Nothing leaves for 10 s: \"turnaround undo\" takes it back.",
		Example: `  turnaround update publish 48213
  turnaround update publish 48213 --phase identified --cause "our card bank does not answer" --next 30m
  turnaround update publish 48213 draft.json --to "status page" --ok-by Mia --yes
  echo "Card payments work again since 15:47 UTC." | turnaround update publish 48213 --phase resolved --body - --yes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			params, err := f.params(c, cmd, args[0])
			if err != nil {
				return err
			}
			if len(args) == 2 {
				d, err := c.readDraft(args[1])
				if err != nil {
					return err
				}
				params.Document = &d
			}
			return c.tell(cmd.Context(), params, f.yes)
		},
	}
	f.add(cmd)
	return cmd
}

// tell shows an update, asks, and publishes it.
func (c *cli) tell(ctx context.Context, params writeParams, yes bool) error {
	if !yes {
		item, err := look(ctx, c, writeMethod, params)
		if err != nil {
			return err
		}
		p := c.printer()
		if err := p.toBeTold(item); err != nil {
			return err
		}
		if !item.Ready {
			return errBlocked
		}
		if c.json || !isTerminal(c.in) {
			if !c.json {
				p.linef("\nNothing is published yet: --yes publishes it.")
			}
			return p.err
		}
		fmt.Fprint(c.out, "\nPublish it? [y/N] ")
		var answer string
		if _, err := fmt.Fscanln(c.in, &answer); err != nil || !slices.Contains([]string{"y", "yes"}, strings.ToLower(answer)) {
			p.linef("Nothing was published.")
			return p.err
		}
	}
	params.Publish = true
	item, err := ask(ctx, c, writeMethod, params)
	if err != nil {
		return err
	}
	p := c.printer()
	if yes || !item.Published {
		if err := p.toBeTold(item); err != nil {
			return err
		}
	}
	if !item.Published {
		return errBlocked
	}
	if !c.json {
		p.linef("\nUpdate %d %s.", item.Update, strings.Join(item.Said, ", "))
	}
	return p.err
}

func (p *printer) toBeTold(item UpdateItem) error {
	if p.json {
		return p.JSON(item)
	}
	for _, t := range item.Texts {
		if !t.On {
			continue
		}
		p.linef("--- %s (%s, %s)", text.Line(t.Channel, 60), t.Kind, item.Template)
		switch {
		case t.Subject != "":
			p.linef("Subject: %s", text.Line(t.Subject, 200))
		case t.Medium == update.Page && t.Title != "":
			p.linef("Title: %s", text.Line(t.Title, 200))
		}
		p.linef("%s\n", text.Block(t.Text, 4000))
	}
	for _, t := range item.Texts {
		if !t.On && t.Off != "" {
			p.linef("Not to %s: %s (--to sends it there).", text.Line(t.Channel, 60), t.Off)
		}
	}
	if len(item.Missing) > 0 {
		p.linef("No answer yet: %s.", strings.Join(item.Missing, ", "))
	}
	if item.Practice && item.Due != nil {
		p.linef("In a drill the next update is promised for a minute or two from now, so that it rings before the end.")
	}
	p.checked(item.Findings)
	for _, o := range item.Overruled {
		p.linef("Overruled: %s.", text.Line(o, 200))
	}
	if !item.Ready {
		p.linef("Not ready: %s.", text.Line(item.Why, 300))
	}
	return p.err
}

// ackAndTell acknowledges, and offers the holding message at once.
func (c *cli) ackAndTell(cmd *cobra.Command, id, answer string, f *tellFlags) error {
	if answer != "" && answer != "yes" {
		return usage(fmt.Errorf("--tell: there is nobody to tell where --impact is %q", text.Line(answer, 20)))
	}
	params, err := f.params(c, cmd, id)
	if err != nil {
		return err
	}
	conf, err := c.load()
	if err != nil {
		return err
	}
	// A drill has its own channels.
	if !c.drill && !slices.ContainsFunc(conf.Channels, func(ch config.Channel) bool { return !ch.Disabled }) {
		return errors.New("--tell: no channel is configured; add a [[channel]] (turnaround channels)")
	}
	s, err := ask(cmd.Context(), c, actMethod, actParams{Verb: "ack", IDs: []string{id}, Answer: "yes"})
	if err != nil {
		return hint(err)
	}
	if !c.json {
		if err := c.printer().said(s); err != nil {
			return err
		}
	}
	return c.tell(cmd.Context(), params, f.yes)
}
