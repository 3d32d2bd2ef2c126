package cmd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

// PostmortemItem is a postmortem as `postmortem --json` gives it.
type PostmortemItem struct {
	Incident string            `json:"incident"`
	Number   int               `json:"number"`
	Title    string            `json:"title"`
	Language string            `json:"language"`
	Made     time.Time         `json:"made_at"`
	Changed  time.Time         `json:"changed_at"`
	Full     int               `json:"sections_full"`
	Needed   int               `json:"sections_needed"` // those that may stay empty are not
	Sections []SectionItem     `json:"sections"`
	Actions  []PlanItem        `json:"actions"`
	Evidence []EvidenceItem    `json:"evidence"` // what is cited; with --evidence all that can be
	Findings []PostmortemCheck `json:"findings"`
	Problems []string          `json:"problems,omitempty"` // own sections that cannot be used
}

// SectionItem is one section.
type SectionItem struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Guidance string    `json:"guidance"`
	State    string    `json:"state"` // none, half, full
	Why      string    `json:"why,omitempty"`
	Text     string    `json:"text,omitempty"`
	Edited   time.Time `json:"edited_at,omitzero"`
	Public   bool      `json:"public"` // it is part of the version for customers
}

// PlanItem is one action of a postmortem.
type PlanItem = postmortem.Action

// EvidenceItem is an entry that can be cited.
type EvidenceItem = postmortem.Evidence

// PostmortemCheck is one thing to mend.
type PostmortemCheck struct {
	postmortem.Finding
	Line int    `json:"line,omitempty"` // of the section's text
	Text string `json:"text"`
}

func postmortemItem(p book.Page, everything bool) PostmortemItem {
	d := p.Document
	item := PostmortemItem{Incident: string(d.Incident), Number: d.Number, Title: d.Title, Language: d.Language, Made: d.Made, Changed: d.Changed,
		Sections: []SectionItem{}, Actions: []PlanItem{}, Evidence: []EvidenceItem{}, Findings: []PostmortemCheck{}}
	item.Full, item.Needed = d.Progress(p.Set)
	for _, s := range p.Set.List() {
		mark, written := d.Mark(s), d.Sections[s.ID]
		item.Sections = append(item.Sections, SectionItem{s.ID, s.Title, s.Guidance, string(mark.State), mark.Say(), written.Body, written.Edited, s.Public != ""})
	}
	item.Actions = append(item.Actions, d.Actions...)
	for _, e := range p.Facts.Evidence {
		if everything || d.Cites(e.ID) {
			item.Evidence = append(item.Evidence, e)
		}
	}
	for _, f := range d.Check(p.Set, p.Facts) {
		check := PostmortemCheck{Finding: f, Text: text.Line(f.Say(), 200)}
		if f.To > 0 {
			body := d.Sections[f.Section].Body
			check.Line = 1 + strings.Count(body[:min(f.From, len(body))], "\n")
		}
		item.Findings = append(item.Findings, check)
	}
	for _, err := range p.Problems {
		item.Problems = append(item.Problems, err.Error())
	}
	return item
}

// postmortemParams ask for one thing to be done with a postmortem.
type postmortemParams struct {
	ID, Language  string
	Refill        bool
	Evidence      bool // all that can be cited
	Section, Text string
	Action        *postmortem.Action
	Given         []string // the fields of Action that were given
	Drop          string
}

var newPostmortem = method[postmortemParams, PostmortemItem]{"postmortem-new", func(ctx context.Context, p *pager.Pager, params postmortemParams) (PostmortemItem, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return PostmortemItem{}, err
	}
	var made book.Page
	if params.Refill {
		made, err = p.Postmortems().Refill(ctx, p.Who("command"), id)
	} else {
		made, err = p.Postmortems().New(ctx, p.Who("command"), id, params.Language)
	}
	if err != nil {
		return PostmortemItem{}, explained(err, params.ID)
	}
	return postmortemItem(made, false), nil
}}

// explained says what to do where a postmortem is missing, or in the way.
func explained(err error, id string) error {
	id = text.Line(id, 40)
	switch {
	case errors.Is(err, book.ErrNone):
		return fmt.Errorf("incident %s: %w; \"turnaround postmortem new %s\" begins one", id, err, id)
	case errors.Is(err, book.ErrExists):
		return fmt.Errorf("incident %s: %w; \"turnaround postmortem show %s\" shows it, --refill fills anew what nobody has written in", id, err, id)
	case errors.Is(err, postmortem.ErrNoSection), errors.Is(err, postmortem.ErrNoAction):
		return usage(err)
	}
	return err
}

var showPostmortem = method[postmortemParams, PostmortemItem]{"postmortem-show", func(_ context.Context, p *pager.Pager, params postmortemParams) (PostmortemItem, error) {
	page, err := openPage(p, params.ID)
	if err != nil {
		return PostmortemItem{}, err
	}
	return postmortemItem(page, params.Evidence), nil
}}

func openPage(p *pager.Pager, text string) (book.Page, error) {
	id, err := p.Desk.Find(text)
	if err != nil {
		return book.Page{}, err
	}
	page, err := p.Postmortems().Open(id)
	return page, explained(err, text)
}

var changePostmortem = method[postmortemParams, PostmortemItem]{"postmortem-change", func(ctx context.Context, p *pager.Pager, params postmortemParams) (PostmortemItem, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return PostmortemItem{}, err
	}
	page, err := p.Postmortems().Change(ctx, p.Who("command"), id, func(page *book.Page) error {
		d, now := &page.Document, time.Now()
		switch {
		case params.Drop != "":
			return d.DropAction(params.Drop, now)
		case params.Action != nil:
			return setAction(d, *params.Action, params.Given, now)
		}
		return d.Write(page.Set, params.Section, params.Text, now)
	})
	if err != nil {
		return PostmortemItem{}, explained(err, params.ID)
	}
	return postmortemItem(page, params.Evidence), nil
}}

// setAction adds an action, or changes only what was given of one.
func setAction(d *postmortem.Document, a postmortem.Action, given []string, now time.Time) error {
	if a.ID != "" {
		kept, ok := d.Action(a.ID)
		if !ok {
			return fmt.Errorf("action %q: %w", text.Line(a.ID, 20), postmortem.ErrNoAction)
		}
		for _, field := range given {
			switch field {
			case "text":
				kept.Text = a.Text
			case "type":
				kept.Kind = a.Kind
			case "owner":
				kept.Owner = a.Owner
			case "due":
				kept.Due = a.Due
			case "done":
				kept.Done = a.Done
			case "public":
				kept.Public = a.Public
			}
		}
		a = kept
	}
	_, err := d.SetAction(a, now)
	if err != nil {
		return usage(err)
	}
	return nil
}

type exportPage struct {
	ID     string
	Format book.Format
	Public bool
}

var postmortemExport = method[exportPage, string]{"postmortem-export", func(_ context.Context, p *pager.Pager, params exportPage) (string, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return "", err
	}
	made, err := p.Postmortems().Export(id, params.Format, params.Public)
	return made, explained(err, params.ID)
}}

// postmortemPublished records that the version for customers was written out.
var postmortemPublished = method[exportPage, struct{}]{"postmortem-published", func(ctx context.Context, p *pager.Pager, params exportPage) (struct{}, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return struct{}{}, err
	}
	return struct{}{}, p.Postmortems().Published(ctx, p.Who("command"), id, params.Format)
}}

// formatOf is the format a person asked for, or the one the file's name tells.
func formatOf(asked, path string) (book.Format, error) {
	switch strings.ToLower(asked) {
	case "":
		switch ext := strings.ToLower(filepath.Ext(path)); ext {
		case ".html", ".htm":
			return book.HTML, nil
		case ".pdf", ".doc", ".docx", ".odt", ".rtf":
			return "", fmt.Errorf("%s files are not written: give a name that ends in .md or .html, which a browser prints", ext)
		}
		return book.Markdown, nil
	case string(book.Markdown), "markdown":
		return book.Markdown, nil
	case string(book.HTML):
		return book.HTML, nil
	}
	return "", fmt.Errorf("--format %q: give md or html", text.Line(asked, 20))
}
