package book

import (
	"context"
	"fmt"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/postmortem"
)

// Overtaken: somebody changed the same section or action since it was read.
// Nothing was kept, so that neither text is lost; the person chooses.
type Overtaken struct {
	Section string
	Text    postmortem.Text // as it stands now
	// Action is the one meant, as it stands now; nil: a section is meant, or
	// the action is gone.
	Action *postmortem.Action
	ID     string // of the action
}

func (o *Overtaken) Error() string {
	if o.ID != "" {
		return fmt.Sprintf("action %s was changed elsewhere meanwhile; nothing was overwritten", o.ID)
	}
	return fmt.Sprintf("section %s was changed elsewhere meanwhile; nothing was overwritten", o.Section)
}

// Write sets what a section says. was is what it said when it was read: where
// it says something else by now, the error is an [*Overtaken].
func (b Book) Write(ctx context.Context, who desk.Who, id incident.ID, section, body, was string) (Page, error) {
	return b.Change(ctx, who, id, func(p *Page) error {
		before := p.Document.Sections[section]
		if err := p.Document.Write(p.Set, section, body, b.Now()); err != nil {
			return err
		}
		if before.Body != was && before.Body != p.Document.Sections[section].Body {
			return &Overtaken{Section: section, Text: before}
		}
		return nil
	})
}

// SetAction changes the action that was read as was, or adds one where was is
// nil. Where it is another by now, the error is an [*Overtaken].
func (b Book) SetAction(ctx context.Context, who desk.Who, id incident.ID, a postmortem.Action, was *postmortem.Action) (Page, error) {
	return b.Change(ctx, who, id, func(p *Page) error {
		if err := unchanged(p.Document, was, &a); err != nil {
			return err
		}
		_, err := p.Document.SetAction(a, b.Now())
		return err
	})
}

// DropAction takes out the action that was read as was.
func (b Book) DropAction(ctx context.Context, who desk.Who, id incident.ID, was postmortem.Action) (Page, error) {
	return b.Change(ctx, who, id, func(p *Page) error {
		if err := unchanged(p.Document, &was, nil); err != nil {
			return err
		}
		return p.Document.DropAction(was.ID, b.Now())
	})
}

// unchanged tells whether an action is as it was read, or is as it shall be.
func unchanged(d postmortem.Document, was, shall *postmortem.Action) error {
	if was == nil {
		return nil
	}
	now, ok := d.Action(was.ID)
	if ok && (now == *was || shall != nil && now == *shall) {
		return nil
	}
	gone := &Overtaken{ID: was.ID}
	if ok {
		gone.Action = &now
	}
	return gone
}
