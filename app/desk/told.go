package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// Elsewhere names what was told in no channel of ours, where nobody says which.
const Elsewhere = "elsewhere"

// ToldElsewhere records an update that was given by other means: it counts as
// any other. What it promises is read from its text where s does not say.
func (d *Desk) ToldElsewhere(ctx context.Context, who Who, id incident.ID, s incident.Spoken) (Receipt, error) {
	now := d.now().UTC()
	s.Elsewhere, s.Publication, s.Post = true, "", ""
	s.Channel, s.Audience = clip(strings.TrimSpace(s.Channel), 60), clip(s.Audience, 60)
	s.Title, s.Body = clip(s.Title, longestName), clip(strings.TrimSpace(s.Body), longestUpdate)
	if s.Channel == "" {
		s.Channel = Elsewhere
	}
	if s.Visible.IsZero() {
		s.Visible = now
	}
	s.Visible, s.Due = s.Visible.UTC(), s.Due.UTC()
	if s.Visible.After(now.Add(clockSlack)) {
		return Receipt{}, fmt.Errorf("told: %s has not come yet", s.Visible.Format(time.RFC3339))
	}
	if !s.Due.IsZero() && !s.Due.After(s.Visible) {
		return Receipt{}, fmt.Errorf("told: the next update is promised for %s, before this one", s.Due.Format(time.RFC3339))
	}
	if s.Phase != "" {
		if err := knownPhase(s.Phase); err != nil {
			return Receipt{}, fmt.Errorf("told: %w", err)
		}
	}
	s = d.withPromise(s)
	return d.act(ctx, who, []incident.ID{id}, func(w *work, inc *incident.Incident, r *Receipt) error {
		if s.Phase == "" {
			s.Phase = inc.Customers.Phase
		}
		if s.Phase == "" || s.Phase == incident.PhaseResolved && inc.Open() && inc.Customers.Phase == s.Phase {
			s.Phase = incident.Investigating
		}
		by, err := d.person(w.tx, who.Name)
		if err != nil {
			return err
		}
		r.Incidents = append(r.Incidents, inc.ID)
		s.Post = r.Entry
		_, err = w.add(inc, incident.Entry{ID: r.Entry, Incident: inc.ID, At: s.Visible, Kind: incident.KindPublished, By: by,
			Via: who.Via, Text: clip(s.Body, 500), Public: true, Data: incident.Pack(s)})
		return err
	})
}

// withPromise reads from the text when the next update is promised, where the
// channel has no field for it.
func (d *Desk) withPromise(s incident.Spoken) incident.Spoken {
	if !s.Due.IsZero() || s.Phase == incident.PhaseResolved {
		return s
	}
	zone := d.rules.Load().Zone
	if zone == nil {
		zone = time.UTC
	}
	s.Due, _ = journey.Promised(s.Body, s.Visible, zone)
	return s
}

// threadKey remembers which incident a channel's own incident is about.
func threadKey(channel, ref string) string { return "thread/" + channel + "\x00" + ref }

// Join says that a channel's own incident is about one of ours: what was and
// will be said there counts.
func (d *Desk) Join(ctx context.Context, _ Who, id incident.ID, channel, ref string) error {
	if ref == "" {
		return errors.New("join: the channel's incident is not named")
	}
	if t, ok, err := d.twinOf(id, channel); err != nil {
		return err
	} else if ok && t.Theirs == ref {
		// Joined alone, the end of the one that is closed as a duplicate would count.
		return fmt.Errorf("join: two incidents are open on %s for this; the later one is closed as a duplicate by whoever opened it", clip(channel, 60))
	}
	err := d.update(ctx, func(w *work) error {
		inc, err := w.living(id)
		if err != nil {
			return err
		}
		return w.tx.PutMeta(threadKey(channel, clip(ref, longestName)), []byte(inc.ID))
	})
	if err != nil {
		return fmt.Errorf("join %s of %s: %w", clip(ref, 60), clip(channel, 60), err)
	}
	d.mu.Lock()
	var said []incident.Spoken
	if p := d.pages[channel]; p != nil {
		said = p.loose[ref]
	}
	d.mu.Unlock()
	if len(said) == 0 {
		return nil
	}
	return d.seen(ctx, channel, said, false)
}

// pending are a channel's updates that wait in the outbox: what is read back
// of them is told by their outcome.
func (w *work) pending(channel string) (map[string]bool, error) {
	waiting := map[string]bool{}
	for a, err := range w.tx.Actions() {
		if err != nil {
			return nil, err
		}
		if a.Verb == outbox.Publish && a.Source == outbox.ChannelSource(channel) && a.Update != nil {
			waiting[a.ID], waiting[a.Update.Publication] = true, true
		}
	}
	return waiting, nil
}

// threadOf finds the incident a channel's own incident is about.
func (w *work) threadOf(channel, ref string) (*incident.Incident, error) {
	raw, err := w.tx.Meta(threadKey(channel, ref))
	if err != nil || len(raw) == 0 || string(raw) == closedThread {
		return nil, err
	}
	inc, err := w.living(incident.ID(raw))
	if errors.Is(err, store.ErrNotFound) {
		return nil, w.tx.PutMeta(threadKey(channel, ref), nil) // deleted by age
	}
	return inc, err
}
