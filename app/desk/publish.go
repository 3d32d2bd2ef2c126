package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// Bounds of what is said, in characters.
const (
	longestUpdate = 20_000
	longestName   = 200
	longestReason = 500
	mostOverruled = 40 // checks of one update
)

// Publish queues one update for each channel it is for. Nothing leaves before
// the undo window is over.
func (d *Desk) Publish(ctx context.Context, who Who, id incident.ID, updates []outbox.Update) (Receipt, error) {
	if len(updates) == 0 {
		return Receipt{}, errors.New("publish: no channel is named")
	}
	for n, u := range updates {
		if err := d.checkUpdate(u); err != nil {
			return Receipt{}, fmt.Errorf("publish: %w", err)
		}
		for _, other := range updates[:n] {
			if other.Channel == u.Channel && other.Language == u.Language {
				return Receipt{}, fmt.Errorf("publish: the channel %q is named twice", clip(u.Channel, 60))
			}
		}
	}
	r, err := d.act(ctx, who, []incident.ID{id}, func(w *work, inc *incident.Incident, r *Receipt) error {
		known, err := w.newest(inc.ID)
		if err != nil {
			return err
		}
		if err := w.unlike(inc.ID, updates); err != nil {
			return err
		}
		for _, u := range updates {
			u.Basis = cmp.Or(u.Basis, known)
			if err := w.queue(inc, who, r, u, ""); err != nil {
				return err
			}
		}
		r.undoable, r.queued = true, true
		r.Incidents = append(r.Incidents, inc.ID)
		return nil
	})
	d.changed(r.Incidents...) // what is on its way does not ring as missing
	return r, err
}

// unlike refuses words that wait for the same channel already: readers would
// see them twice.
func (w *work) unlike(id incident.ID, updates []outbox.Update) error {
	for a, err := range w.tx.Actions() {
		if err != nil {
			return err
		}
		if a.Incident != id || a.Verb != outbox.Publish || a.Update == nil || a.Ref != "" || a.State == outbox.Rejected {
			continue
		}
		for _, u := range updates {
			if a.Update.Channel == u.Channel && a.Update.Language == u.Language && strings.TrimSpace(a.Update.Text) == strings.TrimSpace(u.Text) {
				return fmt.Errorf("publish: these very words wait to be sent to %s already: undo or drop them, or say something new", clip(u.Channel, 60))
			}
		}
	}
	return nil
}

// Correct queues other words for what was published; entry names it in the
// timeline. The channel says whether it can.
func (d *Desk) Correct(ctx context.Context, who Who, id incident.ID, entry string, u outbox.Update) (Receipt, error) {
	return d.act(ctx, who, []incident.ID{id}, func(w *work, inc *incident.Incident, r *Receipt) error {
		said, err := w.spokenAt(inc, entry)
		if err != nil {
			return err
		}
		if said.Elsewhere || said.Post == "" {
			return errors.New("correct: that was not published from here; correct it where it was written")
		}
		if src := d.source(outbox.ChannelSource(said.Channel)); src != nil && !src.Corrects {
			return fmt.Errorf("correct: %s cannot change what was published there: publish a new update that corrects it", clip(said.Channel, 60))
		}
		u.Channel, u.Publication, u.Ref = said.Channel, said.Publication, said.Ref
		if u.Phase == "" {
			u.Phase = said.Phase
		}
		if err := d.checkUpdate(u); err != nil {
			return fmt.Errorf("correct: %w", err)
		}
		r.undoable, r.queued = true, true
		r.Incidents = append(r.Incidents, inc.ID)
		return w.queue(inc, who, r, u, said.Post)
	})
}

func (d *Desk) checkUpdate(u outbox.Update) error {
	name := clip(u.Channel, 60)
	if d.source(outbox.ChannelSource(u.Channel)) == nil {
		return fmt.Errorf("no channel named %q is configured", name)
	}
	if ok, why := d.may(outbox.ChannelSource(u.Channel), outbox.Publish); !ok {
		return fmt.Errorf("channel %q: %s", name, why)
	}
	if strings.TrimSpace(u.Text) == "" {
		return fmt.Errorf("channel %q: the text is empty", name)
	}
	most := longestUpdate
	if src := d.source(outbox.ChannelSource(u.Channel)); src != nil && src.Longest > 0 {
		most = min(most, src.Longest)
	}
	if n := utf8.RuneCountInString(u.Text); n > most {
		return fmt.Errorf("channel %q: the text has %d characters and may have %d: shorten it", name, n, most)
	}
	if err := knownPhase(u.Phase); err != nil {
		return fmt.Errorf("channel %q: %w", name, err)
	}
	for _, o := range u.Overruled {
		if strings.TrimSpace(o.Reason) == "" {
			return fmt.Errorf("channel %q: say why %s is overruled", name, clip(o.Check, 40))
		}
	}
	if !u.Due.IsZero() && !u.Due.After(d.now()) {
		return fmt.Errorf("channel %q: the next update is promised for %s, which is past", name, u.Due.Format(time.RFC3339))
	}
	return nil
}

func knownPhase(p incident.Phase) error {
	switch p {
	case incident.Investigating, incident.Identified, incident.Monitoring, incident.PhaseResolved:
		return nil
	}
	return fmt.Errorf("phase %q: give investigating, identified, monitoring or resolved", clip(string(p), 40))
}

// queue puts one channel's update into the outbox; corrects names the post it
// is to replace.
func (w *work) queue(inc *incident.Incident, who Who, r *Receipt, u outbox.Update, corrects string) error {
	if u.Publication == "" {
		u.Publication = r.Entry
	}
	if u.Ref == "" {
		u.Ref = inc.Customers.Heard[u.Channel].Ref
	}
	if u.Basis == "" {
		var err error
		if u.Basis, err = w.newest(inc.ID); err != nil {
			return err
		}
	}
	a := outbox.Action{ID: w.d.newID(), Incident: inc.ID, Source: outbox.ChannelSource(u.Channel), Verb: outbox.Publish,
		By: who.Name, Ref: corrects, Cause: r.Entry, Update: &u, Created: w.now, State: outbox.Waiting,
		NotBefore: w.now.Add(w.d.rules.Load().Hold)}
	if err := w.tx.PutAction(a); err != nil {
		return fmt.Errorf("queue the update for %s: %w", clip(u.Channel, 60), err)
	}
	r.say("goes to %s", u.Channel)
	return nil
}

// newest is the ID of the entry of an incident that was learned last.
func (w *work) newest(id incident.ID) (string, error) {
	var last incident.Entry
	for e, err := range w.tx.Entries(id) {
		if err != nil {
			return "", err
		}
		if !e.Recorded.Before(last.Recorded) {
			last = e
		}
	}
	return last.ID, nil
}

// published writes what a channel took, with the time its readers could see it.
func (w *work) published(a outbox.Action, out outbox.Outcome) error {
	inc, err := w.living(a.Incident)
	if errors.Is(err, store.ErrNotFound) || a.Update == nil {
		return nil
	}
	if err != nil {
		return err
	}
	if a.Update.Duplicate != "" {
		return w.moved(inc, a)
	}
	s := w.spoken(inc, a, out)
	kind, parts := incident.KindPublished, []string{s.Channel, s.Post}
	if a.Ref != "" {
		kind, parts = incident.KindCorrected, []string{s.Channel, a.Ref, a.ID}
		s.Post = a.Ref
		if said, err := w.posted(inc, s.Channel, a.Ref); err != nil {
			return err
		} else if !said.Visible.IsZero() {
			s.Visible = said.Visible
			if s.Due.IsZero() { // what was promised stands, whatever the words are
				s.Due = said.Due
			}
		}
	}
	if s.Ref != "" {
		if err := w.tx.PutMeta(threadKey(s.Channel, s.Ref), []byte(inc.ID)); err != nil {
			return err
		}
	}
	by, err := w.d.person(w.tx, a.By)
	if err != nil {
		return err
	}
	at := s.Visible
	if at.After(w.now) || kind == incident.KindCorrected {
		at = w.now
	}
	_, err = w.add(inc, incident.Entry{ID: incident.NewEntryID(inc.ID, kind, parts...), Incident: inc.ID, At: at, Kind: kind,
		By: by, Via: s.Channel, Text: clip(s.Body, 500), Public: true, Data: incident.Pack(s)})
	return err
}

// spoken is what an action says, and where it can be read.
func (w *work) spoken(inc *incident.Incident, a outbox.Action, out outbox.Outcome) incident.Spoken {
	u := a.Update
	s := incident.Spoken{Publication: u.Publication, Channel: u.Channel, Audience: u.Audience, Phase: u.Phase, Title: clip(u.Title, longestName),
		Body: clip(u.Text, longestUpdate), Due: u.Due.UTC(), Visible: out.At.UTC(), Ref: clip(out.Ref, longestName), Post: clip(out.Post, longestName),
		Link: clip(out.Link, 2000), Approved: clip(u.Approved, longestName), Note: clip(out.Text, 600), Overruled: overruled(u.Overruled)}
	if inc.ID != a.Incident {
		s.For = a.Incident
	}
	if s.Visible.IsZero() {
		s.Visible = w.now
	}
	if s.Ref == "" {
		s.Ref = u.Ref
	}
	if s.Post == "" {
		s.Post = a.ID
	}
	return s
}

// overruled bounds what was overruled.
func overruled(all []incident.Overruled) []incident.Overruled {
	var kept []incident.Overruled
	for _, o := range all[:min(len(all), mostOverruled)] {
		kept = append(kept, incident.Overruled{Check: clip(o.Check, 40), Reason: clip(strings.TrimSpace(o.Reason), longestReason)})
	}
	return kept
}

// publishFailed writes that a channel did not take an update.
func (w *work) publishFailed(a outbox.Action, out outbox.Outcome) error {
	inc, err := w.living(a.Incident)
	if errors.Is(err, store.ErrNotFound) || a.Update == nil {
		return nil
	}
	if err != nil {
		return err
	}
	by, err := w.d.person(w.tx, a.By)
	if err != nil {
		return err
	}
	s := w.spoken(inc, a, out)
	s.Visible, s.Post, s.Note = time.Time{}, "", ""
	_, err = w.add(inc, incident.Entry{ID: incident.NewEntryID(inc.ID, incident.KindPublishFailed, a.ID, fmt.Sprint(a.Tries)), Incident: inc.ID,
		At: after(inc, w.now), Kind: incident.KindPublishFailed, By: by, Via: s.Channel, Text: clip(out.Text, 500), Data: incident.Pack(s)})
	return err
}

// spokenAt reads what an entry says was published.
func (w *work) spokenAt(inc *incident.Incident, entry string) (incident.Spoken, error) {
	for e, err := range timeline(w.tx, inc) {
		if err != nil {
			return incident.Spoken{}, err
		}
		if e.ID == entry && e.Kind == incident.KindPublished {
			return incident.Unpack[incident.Spoken](e), nil
		}
	}
	return incident.Spoken{}, fmt.Errorf("update %s: %w", clip(entry, 40), store.ErrNotFound)
}

// posted finds what a channel's post said at first.
func (w *work) posted(inc *incident.Incident, channel, post string) (incident.Spoken, error) {
	for e, err := range timeline(w.tx, inc) {
		if err != nil {
			return incident.Spoken{}, err
		}
		if e.Kind != incident.KindPublished {
			continue
		}
		if s := incident.Unpack[incident.Spoken](e); s.Channel == channel && s.Post == post {
			return s, nil
		}
	}
	return incident.Spoken{}, nil
}

// unqueue takes back an update that has not left yet.
func (w *work) unqueue(r *Receipt, cause string) error {
	var queued []outbox.Action
	for a, err := range w.tx.Actions() {
		if err != nil {
			return err
		}
		if a.Verb == outbox.Publish && a.Cause == cause {
			queued = append(queued, a)
		}
	}
	for _, a := range queued {
		channel, _ := outbox.ChannelOf(a.Source)
		if a.Tries > 0 || w.d.isSending(a.ID) {
			r.say("%s may have it already: look there, and correct it", channel)
			continue
		}
		if err := w.tx.DeleteAction(a.ID); err != nil {
			return err
		}
		r.say("not published on %s", channel)
		if !slices.Contains(r.Incidents, a.Incident) {
			r.Incidents = append(r.Incidents, a.Incident)
		}
	}
	if len(r.Incidents) == 0 {
		return fmt.Errorf("%w: the update has left; correct it instead", ErrNothingToUndo)
	}
	return nil
}
