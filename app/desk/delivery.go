package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// DeliveryState says how far an update is on its way to one channel's readers.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryWaiting DeliveryState = "waiting" // it leaves at At, or is tried again then
	DeliverySending DeliveryState = "sending"
	DeliveryVisible DeliveryState = "visible" // readers could see it at At, by the channel's clock
	DeliveryHidden  DeliveryState = "hidden"  // the channel has it, or may have it, and does not show it yet
	DeliveryAsking  DeliveryState = "asking"  // a person decides: join, send or drop
	DeliveryFailed  DeliveryState = "failed"
)

// Delivery is how one update stands on one channel.
type Delivery struct {
	Channel     string         `json:"channel"`
	Publication string         `json:"publication"` // the same for all channels of one update
	Phase       incident.Phase `json:"phase,omitempty"`
	State       DeliveryState  `json:"state"`
	At          time.Time      `json:"at,omitzero"`
	Text        string         `json:"text,omitempty"`   // why, in plain words
	Fix         string         `json:"fix,omitempty"`    // what to do about it
	Link        string         `json:"link,omitempty"`   // where it, or what is in its way, can be read
	Action      string         `json:"action,omitempty"` // its row of the outbox, until it is settled
	// Entry is the line of the timeline that says it was published, which
	// [Desk.Correct] takes; Correctable: the channel can change its words.
	Entry       string `json:"entry,omitempty"`
	Correctable bool   `json:"correctable,omitempty"`
	// Undoable: it has not left; [Desk.Undo] and [Desk.Drop] keep it here.
	Undoable bool `json:"undoable,omitempty"`
	// Joins is the channel's own incident that is in its way and that
	// [Desk.JoinAndSend] writes it into.
	Joins string `json:"joins,omitempty"`

	asked time.Time // when it was asked for
	post  string
}

// Deliveries tells how the last update on an incident stands, by channel, and
// after it what of earlier ones is not settled yet.
func (d *Desk) Deliveries(id incident.ID) ([]Delivery, error) {
	var rows []Delivery
	err := d.store.View(func(tx *store.Tx) (err error) {
		if rows, err = d.delivered(tx, id); err != nil {
			return err
		}
		for a, err := range tx.Actions() {
			if err != nil {
				return err
			}
			if a.Verb == outbox.Publish && a.Update != nil && livesOn(tx, a.Incident) == id {
				rows = replace(rows, d.underWay(a))
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look how the updates on incident %s stand: %w", id, err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	last := slices.MaxFunc(rows, func(a, b Delivery) int {
		return cmp.Or(a.asked.Compare(b.asked), cmp.Compare(a.Publication, b.Publication))
	}).Publication
	rows = slices.DeleteFunc(rows, func(r Delivery) bool { return r.Publication != last && r.Action == "" })
	slices.SortStableFunc(rows, func(a, b Delivery) int {
		switch {
		case a.Publication == b.Publication:
			return cmp.Compare(a.Channel, b.Channel)
		case a.Publication == last:
			return -1
		case b.Publication == last:
			return 1
		}
		return cmp.Compare(b.Publication, a.Publication)
	})
	return rows, nil
}

// livesOn follows merges to the incident that an update counts for.
func livesOn(tx *store.Tx, id incident.ID) incident.ID {
	for range 32 {
		inc, err := tx.Incident(id)
		if err != nil || inc.MergedInto == "" {
			break
		}
		id = inc.MergedInto
	}
	return id
}

// delivered reads from the timeline what ended, well or not.
func (d *Desk) delivered(tx *store.Tx, id incident.ID) ([]Delivery, error) {
	inc, err := tx.Incident(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var rows []Delivery
	for e, err := range timeline(tx, &inc) {
		if err != nil {
			return nil, err
		}
		switch e.Kind {
		case incident.KindPublished, incident.KindCorrected, incident.KindPublishFailed:
		default:
			continue
		}
		s := incident.Unpack[incident.Spoken](e)
		if s.Elsewhere || s.Publication == "" {
			continue
		}
		r := Delivery{Channel: s.Channel, Publication: s.Publication, Phase: s.Phase, State: DeliveryVisible, At: s.Visible, Text: s.Note,
			Link: s.Link, Entry: e.ID, asked: e.Recorded, post: s.Post}
		switch e.Kind {
		case incident.KindPublishFailed:
			r.State, r.At, r.Text, r.Entry = DeliveryFailed, e.At, e.Text, ""
		case incident.KindPublished:
			d.looked(&r, e.Recorded)
		case incident.KindCorrected:
			if n := slices.IndexFunc(rows, func(o Delivery) bool { return o.Channel == r.Channel && o.post == r.post }); n >= 0 {
				r.Entry, r.Correctable = rows[n].Entry, rows[n].Correctable
			}
		}
		if e.Kind != incident.KindCorrected {
			r.asked = askedFor(s.Publication, e.Recorded)
		}
		rows = replace(rows, r)
	}
	return rows, nil
}

// looked compares what was published with what its readers see.
func (d *Desk) looked(r *Delivery, recorded time.Time) {
	if src := d.source(outbox.ChannelSource(r.Channel)); src != nil {
		r.Correctable = src.Corrects
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.pages[r.Channel]; p != nil && p.read.After(recorded) && !p.shown[r.post] {
		r.State = DeliveryHidden
		r.Text, r.Fix = r.Channel+" took it and does not show it yet", "nothing yet: it is looked for again; if it stays away, look there"
	}
}

// underWay is the delivery of an update that waits in the outbox.
func (d *Desk) underWay(a outbox.Action) Delivery {
	r := Delivery{Channel: a.Update.Channel, Publication: a.Update.Publication, Phase: a.Update.Phase, State: DeliveryWaiting, At: a.NotBefore,
		Text: strings.TrimSuffix(a.LastError, "; "+a.Fix), Fix: a.Fix, Link: a.Link, Action: a.ID, asked: a.Created, post: a.Ref}
	switch {
	case a.State == outbox.Asking:
		r.State = DeliveryAsking
		if a.Joinable() {
			r.Joins = a.There
		}
	case a.State == outbox.Rejected:
		r.State = DeliveryFailed
	case d.isSending(a.ID):
		r.State = DeliverySending
	case d.source(a.Source) == nil:
		r.State, r.Text, r.Fix = DeliveryFailed, fmt.Sprintf("no channel named %q is configured any more", clip(r.Channel, 60)), "configure it again, or drop the update"
	case a.Hidden:
		r.State = DeliveryHidden
	default:
		r.Undoable = a.Tries == 0
	}
	return r
}

// replace puts what is known of a delivery in the place of what was known
// before: a failure by a later try, words by their correction.
func replace(rows []Delivery, r Delivery) []Delivery {
	for n, o := range rows {
		if o.Channel != r.Channel || o.Publication != r.Publication {
			continue
		}
		if o.State == DeliveryFailed || r.post != "" && o.post == r.post {
			if r.Entry == "" {
				r.Entry, r.Correctable = o.Entry, o.Correctable
			}
			rows[n] = r
			return rows
		}
	}
	return append(rows, r)
}

// JoinAndSend writes an update that asks into the channel's own incident that
// was in its way, instead of opening another one there.
func (d *Desk) JoinAndSend(ctx context.Context, who Who, action string) error {
	var a outbox.Action
	err := d.store.View(func(tx *store.Tx) (err error) {
		a, err = tx.Action(action)
		return err
	})
	if err != nil {
		return fmt.Errorf("outbox row %s: %w", action, err)
	}
	if !a.Joinable() {
		return fmt.Errorf("outbox row %s: there is no incident that it could join", action)
	}
	if err := d.Join(ctx, who, a.Incident, a.Update.Channel, a.There); err != nil {
		return err
	}
	return d.turn(ctx, action, func(w *work, now outbox.Action) error {
		if now.State != outbox.Asking || now.There != a.There {
			return errors.New("it does not ask that any more")
		}
		now.Update.Ref, now.There, now.Update.Joined = now.There, "", d.now()
		var err error
		if now.Update.Basis, err = w.newest(now.Incident); err != nil {
			return err
		}
		now.State, now.NotBefore, now.Since = outbox.Waiting, time.Time{}, w.now
		return w.tx.PutAction(now)
	})
}
