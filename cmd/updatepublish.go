package cmd

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"turnaround/app/compose"
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
	Practice  bool          `json:"practice,omitempty"` // a drill's customers read it
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
		Approved: s.Approved, Practice: s.Practice, Ready: s.Hurdle == compose.NoHurdle, Why: w.Why(s), Findings: []CheckItem{}}
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
