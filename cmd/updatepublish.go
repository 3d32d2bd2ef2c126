package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"turnaround/app/compose"
	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/app/update"
	"turnaround/cmd/pager"
)

type writeParams struct {
	ID       string
	Document *update.Document // handed on by somebody; nil: what is written here
	Answers  update.Answers
	Changed  []string // the flags of the answers that count
	To       []string // channels; empty: those that are chosen from the start
	Text     string   // in place of the template's
	Approved string
	Overrule map[string]string // by check: the reason
	Publish  bool
}

// UpdateItem is an update as `update publish --json` gives it.
type UpdateItem struct {
	Incident  string        `json:"incident"`
	Number    int           `json:"number"`
	Title     string        `json:"title"`
	Update    int           `json:"update"` // 1: the first
	Template  string        `json:"template"`
	Phase     string        `json:"phase"`
	Due       *time.Time    `json:"next_update"`
	Texts     []ChannelText `json:"texts"`
	Findings  []CheckItem   `json:"findings"`
	Missing   []string      `json:"missing,omitempty"` // answers the template asks for
	Overruled []string      `json:"overruled,omitempty"`
	Approved  string        `json:"approved_by,omitempty"`
	Ready     bool          `json:"ready"`
	Why       string        `json:"why,omitempty"` // it is not
	Published bool          `json:"published"`     // or on its way
	Said      []string      `json:"said,omitempty"`
}

// ChannelText is what one channel's readers get.
type ChannelText struct {
	Channel  string        `json:"channel"`
	Kind     string        `json:"kind"`
	On       bool          `json:"on"`
	Off      string        `json:"off,omitempty"` // why it is not chosen from the start
	Medium   update.Medium `json:"medium"`
	Language string        `json:"language"`
	Title    string        `json:"title,omitempty"`
	Subject  string        `json:"subject,omitempty"`
	Text     string        `json:"text"`
}

var writeMethod = method[writeParams, UpdateItem]{"update-write", func(ctx context.Context, p *pager.Pager, params writeParams) (UpdateItem, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return UpdateItem{}, err
	}
	w, err := writing(p, id, params.Document)
	if err != nil {
		return UpdateItem{}, err
	}
	now := time.Now()
	if err := params.write(w, now); err != nil {
		return UpdateItem{}, err
	}
	s, err := w.Look(now)
	if err != nil {
		return UpdateItem{}, err
	}
	item := updateItem(p, id, w, s)
	if !params.Publish || !item.Ready {
		return item, nil
	}
	r, err := p.PublishWriting(ctx, "command", w)
	item.Published, item.Said = err == nil, r.Said
	return item, err
}}

func writing(p *pager.Pager, id incident.ID, d *update.Document) (*compose.Writing, error) {
	if d == nil {
		w, _, err := p.Write(id)
		return w, err
	}
	c, err := p.Case(id)
	if err != nil {
		return nil, err
	}
	return compose.Open(c, *d, time.Now()), nil
}

// write puts into a writing what the command says.
func (params writeParams) write(w *compose.Writing, now time.Time) error {
	s, err := w.Look(now)
	if err != nil {
		return err
	}
	if len(params.To) > 0 {
		if err := chosen(w, s, params.To); err != nil {
			return usage(err)
		}
	}
	if slices.Contains(params.Changed, "phase") {
		w.SetPhase(params.Answers.Phase, now)
	}
	a := w.Answers()
	overlay(&a, params.Answers, params.Changed)
	w.Answer(a)
	if s, err = w.Look(now); err != nil {
		return err
	}
	if params.Text != "" {
		for _, p := range s.Previews {
			if p.On {
				w.Edit(p.Name, update.Edited{Body: params.Text})
			}
		}
	}
	if len(params.Overrule) > 0 {
		if s, err = w.Look(now); err != nil {
			return err
		}
		for _, f := range s.Findings {
			if reason := params.Overrule[f.ID]; reason != "" && f.Absolute {
				return usage(fmt.Errorf("--overrule %s: %s; no reason overrides that", f.ID, f.Say()))
			} else if reason != "" {
				w.Overrule(f.Key, reason)
			}
		}
	}
	if params.Approved != "" {
		w.Approve(params.Approved, now)
	}
	return nil
}

// chosen sends to the named channels and to no other.
func chosen(w *compose.Writing, s compose.Sight, to []string) error {
	var names []string
	for _, p := range s.Previews {
		names = append(names, p.Name)
	}
	for _, name := range to {
		if !slices.Contains(names, name) {
			hint := "there are " + strings.Join(names, ", ")
			if near := text.Nearest(name, names); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			if len(names) == 0 {
				hint = "none is configured: add a [[channel]]"
			}
			return fmt.Errorf("--to: no channel named %q; %s", text.Line(name, 60), hint)
		}
	}
	for _, name := range names {
		w.Send(name, slices.Contains(to, name))
	}
	return nil
}

// overlay puts the answers whose flags were given over those there are.
func overlay(a *update.Answers, said update.Answers, changed []string) {
	fields := map[string]func(){
		"who": func() { a.Who, a.Facts.Who = said.Who, said.Who }, "what": func() { a.What, a.Facts.What = said.What, said.What },
		"doing": func() { a.Doing = said.Doing }, "meanwhile": func() { a.Meanwhile, a.Facts.Workaround = said.Meanwhile, said.Meanwhile },
		"next": func() { a.Next = said.Next }, "title": func() { a.Title = said.Title },
		"since": func() { a.Facts.Start = said.Facts.Start }, "until": func() { a.Facts.End = said.Facts.End },
		"share": func() { a.Facts.Share = said.Facts.Share }, "where": func() { a.Facts.Where = said.Facts.Where },
		"works": func() { a.Facts.Works = said.Facts.Works }, "data": func() { a.Facts.Data = said.Facts.Data },
		"cause": func() { a.Cause = said.Cause }, "contact": func() { a.Contact = said.Contact }, "link": func() { a.Link = said.Link },
		"lang": func() { a.Language = said.Language },
		"field": func() {
			more := maps.Clone(a.More)
			if more == nil {
				more = map[string]string{}
			}
			maps.Copy(more, said.More)
			a.More = more
		},
	}
	for _, name := range changed {
		if set := fields[name]; set != nil {
			set()
		}
	}
}

func updateItem(p *pager.Pager, id incident.ID, w *compose.Writing, s compose.Sight) UpdateItem {
	row, _ := p.Desk.Row(id)
	a := w.Answers()
	item := UpdateItem{Incident: string(id), Number: row.Number, Title: row.Title, Update: s.Update, Template: s.Template.ID, Phase: string(a.Phase),
		Approved: s.Approved, Ready: s.Hurdle == compose.NoHurdle, Why: w.Why(s), Findings: []CheckItem{}}
	if !a.Next.IsZero() {
		item.Due = &a.Next
	}
	for _, v := range s.Previews {
		item.Texts = append(item.Texts, ChannelText{v.Name, v.Kind, v.On, v.Off, v.Medium, v.Language, v.Text.Title, v.Text.Subject, v.Text.Body})
	}
	for _, f := range s.Findings {
		body := ""
		for _, v := range s.Previews {
			if v.Name == f.Places[0] {
				body = v.Text.Body
			}
		}
		if f.Overruled != "" {
			item.Overruled = append(item.Overruled, f.ID+": "+f.Overruled)
			continue
		}
		if !f.Kept {
			item.Findings = append(item.Findings, checkItems(body, []update.Finding{f.Finding})...)
		}
	}
	for _, m := range s.Missing {
		item.Missing = append(item.Missing, m.Field)
	}
	return item
}

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
	if !slices.ContainsFunc(conf.Channels, func(ch config.Channel) bool { return !ch.Disabled }) {
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
