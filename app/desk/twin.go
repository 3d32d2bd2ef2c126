package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// moment is how far apart two copies of the app may open an incident on a page
// on which each of them saw none before.
const moment = 2 * time.Minute

// closedThread stands in the place of our incident's ID for a channel's own one
// that was closed as a duplicate: what it says counts for none.
const closedThread = "closed as a duplicate"

// Twin is a second incident that is open on a channel for one of ours: somebody
// opened it there at the very moment that we opened ours.
type Twin struct {
	Incident incident.ID
	Channel  string
	Ours     string // the channel's own incident that was opened from here
	Theirs   string
	Title    string // of theirs
	Link     string // to theirs
	// Later: theirs was there first, and goes on. Every copy that reads the two
	// finds the same; whoever opened the other one closes it.
	Later bool
	Since time.Time         // when the second was opened
	By    incident.PersonID // who opened ours
}

// Twins finds what is open twice, but for what is being closed.
func (d *Desk) Twins() (all []Twin, err error) {
	err = d.store.View(func(tx *store.Tx) error {
		all, err = d.twins(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for incidents that are open twice: %w", err)
	}
	return all, nil
}

func (d *Desk) twins(tx *store.Tx) ([]Twin, error) {
	loose := d.strangers()
	if len(loose) == 0 {
		return nil, nil
	}
	var all []Twin
	for row := range d.customerRows() {
		if row.LastUpdate.IsZero() {
			continue
		}
		inc, err := tx.Incident(row.ID)
		if err != nil {
			return nil, err
		}
		for _, channel := range inc.Customers.Owing() {
			t, ok, err := d.twin(tx, &inc, channel, loose[channel])
			if err != nil {
				return nil, err
			}
			if ok {
				all = append(all, t)
			}
		}
	}
	return all, nil
}

// strangers are, by channel, the first words of its own incidents that are open
// and about none of ours.
func (d *Desk) strangers() map[string][]incident.Spoken {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := map[string][]incident.Spoken{}
	for channel, p := range d.pages {
		for _, said := range p.loose {
			if said[len(said)-1].Phase != incident.PhaseResolved {
				all[channel] = append(all[channel], said[0])
			}
		}
		slices.SortFunc(all[channel], opened)
	}
	return all
}

// opened orders a channel's incidents by when they were opened, and then by their
// IDs: every copy of the app finds the same one to be the first.
func opened(a, b incident.Spoken) int {
	return cmp.Or(a.Visible.Compare(b.Visible), cmp.Compare(a.Ref, b.Ref))
}

// twin finds what was opened on a channel beside ours.
func (d *Desk) twin(tx *store.Tx, inc *incident.Incident, channel string, others []incident.Spoken) (Twin, bool, error) {
	ref := inc.Customers.Heard[channel].Ref
	d.mu.Lock()
	ours, ok := d.page(channel).began[ref]
	d.mu.Unlock()
	if !ok || len(others) == 0 {
		return Twin{}, false, nil
	}
	for _, theirs := range others {
		if theirs.Visible.Sub(ours.Visible).Abs() > moment {
			continue
		}
		t := Twin{Incident: inc.ID, Channel: channel, Ours: ref, Theirs: theirs.Ref, Title: theirs.Title, Link: theirs.Link,
			Later: opened(theirs, ours) < 0, Since: theirs.Visible}
		if t.Later {
			t.Since = ours.Visible
		}
		apart, err := tx.Meta(apartKey(channel, theirs.Ref))
		if err != nil {
			return Twin{}, false, err
		}
		if string(apart) == string(inc.ID) {
			continue
		}
		if closing, err := isClosing(tx, t); err != nil || closing {
			return Twin{}, false, err
		}
		var here bool
		t.By, here, err = openedHere(tx, inc, ours)
		return t, here, err
	}
	return Twin{}, false, nil
}

// openedHere tells whether a channel's incident began with an update of ours, and
// whose that was.
func openedHere(tx *store.Tx, inc *incident.Incident, first incident.Spoken) (incident.PersonID, bool, error) {
	for e, err := range timeline(tx, inc) {
		if err != nil {
			return "", false, err
		}
		if e.Kind != incident.KindPublished {
			continue
		}
		if s := incident.Unpack[incident.Spoken](e); s.Channel == first.Channel && s.Post == first.Post {
			return e.By, !s.Elsewhere, nil
		}
	}
	return "", false, nil
}

// isClosing tells whether ours is about to be closed as a duplicate.
func isClosing(tx *store.Tx, t Twin) (bool, error) {
	for a, err := range tx.Actions() {
		if err != nil {
			return false, err
		}
		if a.Update != nil && a.Update.Channel == t.Channel && a.Update.Duplicate == t.Theirs && a.Update.Ref == t.Ours {
			return true, nil
		}
	}
	return false, nil
}

// apartKey remembers that a person saw what is open on a channel, and opened
// another one all the same.
func apartKey(channel, ref string) string { return "apart/" + channel + "\x00" + ref }

// twinOf finds the twin of an incident on a channel.
func (d *Desk) twinOf(id incident.ID, channel string) (Twin, bool, error) {
	all, err := d.Twins()
	n := slices.IndexFunc(all, func(t Twin) bool { return t.Incident == id && t.Channel == channel })
	if n < 0 {
		return Twin{}, false, err
	}
	return all[n], true, err
}

// JoinTwin closes ours as a duplicate, with words for its readers, and goes on in
// theirs. Nothing leaves before the undo window is over; until it has, all stays
// as it is here.
func (d *Desk) JoinTwin(ctx context.Context, who Who, t Twin, words outbox.Update) (Receipt, error) {
	now, ok, err := d.twinOf(t.Incident, t.Channel)
	switch {
	case err != nil:
		return Receipt{}, err
	case !ok || now.Theirs != t.Theirs || now.Ours != t.Ours:
		return Receipt{}, fmt.Errorf("join: %s is not open twice there any more", clip(t.Title, 60))
	case !now.Later:
		return Receipt{}, errors.New("join: ours was there first: the other one is closed as the duplicate, by whoever opened it")
	}
	words.Channel, words.Phase, words.Ref, words.Duplicate = t.Channel, incident.PhaseResolved, t.Ours, t.Theirs
	return d.Publish(ctx, who, t.Incident, []outbox.Update{words})
}

// moved takes in that ours was closed as a duplicate.
func (w *work) moved(inc *incident.Incident, a outbox.Action) error {
	u := a.Update
	if err := w.tx.PutMeta(threadKey(u.Channel, u.Ref), []byte(closedThread)); err != nil {
		return err
	}
	if err := w.tx.PutMeta(threadKey(u.Channel, u.Duplicate), []byte(a.Incident)); err != nil {
		return err
	}
	if err := w.redirect(u); err != nil {
		return err
	}
	by, err := w.d.person(w.tx, a.By)
	if err != nil {
		return err
	}
	m := incident.Moved{Channel: u.Channel, From: u.Ref, To: clip(u.Duplicate, longestName)}
	for _, s := range w.d.strangers()[u.Channel] {
		if s.Ref == u.Duplicate {
			m.Title, m.Link = s.Title, s.Link
		}
	}
	at := after(inc, w.now)
	_, err = w.add(inc, incident.Entry{ID: incident.NewEntryID(inc.ID, incident.KindMoved, a.ID), Incident: inc.ID, At: at, Kind: incident.KindMoved,
		By: by, Via: u.Channel, Public: true, Data: incident.Pack(m),
		Text: clip(fmt.Sprintf("closed on %s as a duplicate of %q, where it goes on: %s", u.Channel, m.Title, u.Text), 500)})
	return err
}

// redirect has what waits go where it goes on.
func (w *work) redirect(u *outbox.Update) error {
	var waiting []outbox.Action
	for a, err := range w.tx.Actions() {
		if err != nil {
			return err
		}
		if a.Update != nil && a.Update.Channel == u.Channel && a.Update.Ref == u.Ref && a.Ref == "" {
			waiting = append(waiting, a)
		}
	}
	for _, a := range waiting {
		a.Update.Ref, a.Update.Joined = u.Duplicate, w.now
		if err := w.tx.PutAction(a); err != nil {
			return err
		}
	}
	return nil
}

// began gives each of a channel's own incidents with its first words.
func began(said []incident.Spoken) map[string]incident.Spoken {
	first := map[string]incident.Spoken{}
	for _, s := range slices.Backward(said) {
		first[s.Ref] = s
	}
	return first
}
