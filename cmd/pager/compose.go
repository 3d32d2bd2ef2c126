package pager

import (
	"context"
	"errors"
	"fmt"
	"time"

	"turnaround/app/compose"
	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/update"
)

// The names of drafts: what is written, and what was published last, to be
// taken up again where that was undone.
const (
	writingDraft = "update"
	leftDraft    = "update/left"
	asideDraft   = "update/aside" // one that could not be read
)

// Case gathers what is known of an incident for whoever tells customers of it.
func (p *Pager) Case(id incident.ID) (compose.Case, error) {
	detail, err := p.Desk.Show(id, 1)
	if err != nil {
		return compose.Case{}, err
	}
	conf := p.Config()
	c := compose.Case{Incident: detail.Incident, Entries: detail.Entries, Target: p.Desk.Target(detail.Incident.Severity),
		Folders: update.Folders(conf.Files), Zone: p.Zone(), Sender: p.Who("").Name, Practice: p.opts.Practice}
	if s, ok := p.Desk.ServiceOf(id); ok {
		c.Say, c.Components, c.Channels = s.Say, s.Components, s.Channels
	}
	for _, ch := range conf.Channels {
		if !ch.Disabled {
			c.Places = append(c.Places, place(conf, ch))
		}
	}
	return c, nil
}

func place(conf config.Config, ch config.Channel) compose.Place {
	made := compose.Place{Name: ch.Name, Kind: ch.Kind, Medium: medium(ch.Kind), Audience: update.Audience(ch.Audience),
		Language: ch.Language, Offered: conf.Offered(ch), Page: ch.IsPage()}
	if !made.Offered {
		made.Off = "the page mails its own subscribers"
	}
	return made
}

// Write opens what is being written on an incident, or begins it from what is
// known; kept tells that somebody wrote on it before.
func (p *Pager) Write(id incident.ID) (w *compose.Writing, kept bool, err error) {
	c, err := p.Case(id)
	if err != nil {
		return nil, false, err
	}
	now := p.now()
	for _, name := range []string{writingDraft, leftDraft} {
		draft, ok, err := p.Desk.Draft(id, name)
		if err != nil {
			return nil, false, err
		}
		if !ok || name == leftDraft && !p.takenBack(c, draft) {
			continue
		}
		saved, err := compose.ReadSaved(draft.Body)
		if err != nil {
			return nil, false, err
		}
		return compose.Resume(c, saved, now), true, nil
	}
	return compose.Begin(c, now), false, nil
}

// Drafts are the updates that somebody wrote on and did not publish yet.
func (p *Pager) Drafts() (map[incident.ID]desk.Draft, error) {
	all, err := p.Desk.Drafts()
	if err != nil {
		return nil, err
	}
	written := map[incident.ID]desk.Draft{}
	for _, d := range all {
		if d.Name == writingDraft && d.Incident != "" {
			written[d.Incident] = d
		}
	}
	return written, nil
}

// WriteAnew begins an update although a draft of it is there: one that cannot
// be read, say. It is put aside under another name.
func (p *Pager) WriteAnew(ctx context.Context, id incident.ID) (*compose.Writing, error) {
	c, err := p.Case(id)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{writingDraft, leftDraft} {
		draft, ok, err := p.Desk.Draft(id, name)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		draft.Name = asideDraft
		if err := p.Desk.SaveDraft(ctx, p.Who(""), draft); err != nil {
			return nil, err
		}
		if err := p.Desk.DropDraft(ctx, id, name); err != nil {
			return nil, err
		}
	}
	return compose.Begin(c, p.now()), nil
}

// takenBack tells whether what a draft became was undone before it left.
func (p *Pager) takenBack(c compose.Case, draft desk.Draft) bool {
	publication := draft.Meta["publication"]
	for _, e := range c.Entries {
		if e.Kind == incident.KindPublished && incident.Unpack[incident.Spoken](e).Publication == publication {
			return false
		}
	}
	waiting, err := p.Desk.Outbox()
	if err != nil {
		p.log.Error("look whether an update has left", "err", err)
		return false
	}
	for _, a := range waiting {
		if a.Verb == outbox.Publish && a.Cause == publication {
			return false
		}
	}
	return publication != "" && p.now().Sub(draft.At) < time.Hour
}

// KeepWriting saves what is being written; it is on disk when this returns.
func (p *Pager) KeepWriting(ctx context.Context, w *compose.Writing) error {
	raw, err := w.Saved().Encode()
	if err != nil {
		return err
	}
	a := w.Answers()
	return p.Desk.SaveDraft(ctx, p.Who(""), desk.Draft{Incident: w.Incident(), Name: writingDraft, Body: raw,
		Meta: map[string]string{"phase": string(a.Phase), "title": a.Title}})
}

// DropWriting throws away what is being written.
func (p *Pager) DropWriting(ctx context.Context, id incident.ID) error {
	return errors.Join(p.Desk.DropDraft(ctx, id, writingDraft), p.Desk.DropDraft(ctx, id, leftDraft))
}

// PublishWriting queues what was written for every place it goes to, and keeps
// what it says of the customers: what they are told is what is known here. Undo
// gives the draft back.
func (p *Pager) PublishWriting(ctx context.Context, via string, w *compose.Writing) (desk.Receipt, error) {
	c, err := p.Case(w.Incident())
	if err != nil {
		return desk.Receipt{}, err
	}
	w.Know(c, p.now())
	updates, err := w.Updates(p.now())
	if err != nil {
		return desk.Receipt{}, err
	}
	who := p.Who(via)
	if a, changed := w.Learned(); changed {
		if _, err := p.Desk.SetImpact(ctx, who, w.Incident(), a); err != nil {
			return desk.Receipt{}, err
		}
	}
	r, err := p.Desk.Publish(ctx, who, w.Incident(), updates)
	if err != nil {
		return r, err
	}
	raw, err := w.Saved().Encode()
	if err == nil {
		err = p.Desk.SaveDraft(ctx, who, desk.Draft{Incident: w.Incident(), Name: leftDraft, Body: raw, Meta: map[string]string{"publication": r.Entry}})
	}
	if err == nil {
		err = p.Desk.DropDraft(ctx, w.Incident(), writingDraft)
	}
	if err != nil {
		return r, fmt.Errorf("the update is on its way, and its draft could not be put away: %w", err)
	}
	return r, nil
}

// LastWriting is what the last update on an incident was made of; false: it was
// not written in this copy, or told elsewhere.
func (p *Pager) LastWriting(id incident.ID) (compose.Saved, bool, error) {
	c, err := p.Case(id)
	if err != nil {
		return compose.Saved{}, false, err
	}
	var last incident.Entry
	for _, e := range c.Entries {
		if e.Kind == incident.KindPublished && !e.At.Before(last.At) {
			last = e
		}
	}
	draft, ok, err := p.Desk.Draft(id, leftDraft)
	if err != nil || !ok || draft.Meta["publication"] == "" || draft.Meta["publication"] != incident.Unpack[incident.Spoken](last).Publication {
		return compose.Saved{}, false, err
	}
	saved, err := compose.ReadSaved(draft.Body)
	return saved, err == nil, err
}

// PublishedWords are those that readers have by now of an update that an entry
// says was published.
func (p *Pager) PublishedWords(id incident.ID, entry string) (string, error) {
	c, err := p.Case(id)
	if err != nil {
		return "", err
	}
	said, ok := c.Published(entry)
	if !ok {
		return "", errors.New("that was not published from here: correct it where it was written")
	}
	return said.Body, nil
}

// CorrectWords queues other words for what was published; they are checked as
// those of an update are.
func (p *Pager) CorrectWords(ctx context.Context, via string, id incident.ID, entry, text string) (desk.Receipt, error) {
	c, err := p.Case(id)
	if err != nil {
		return desk.Receipt{}, err
	}
	u, err := c.Correct(entry, text, p.now())
	if err != nil {
		return desk.Receipt{}, err
	}
	return p.Desk.Correct(ctx, p.Who(via), id, entry, u)
}
