package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// standingHold is what one of our actions made at a source and keeps there: a
// silence, which the source may lose, end or let expire.
type standingHold struct {
	Action   string          `json:"action"`
	Incident incident.ID     `json:"incident"`
	Verb     outbox.Verb     `json:"verb"`
	Targets  []outbox.Target `json:"targets"`
	By       string          `json:"by"`
	Ref      string          `json:"ref"`
	Until    time.Time       `json:"until"`
	Cause    string          `json:"cause"` // the entry that asked for it
	Made     time.Time       `json:"made"`
	Asked    bool            `json:"asked,omitempty"` // an extension is on its way
}

func standingKey(identity, action string) string { return "standing/" + identity + "/" + action }

// standings reads what stands at one source.
func standings(tx *store.Tx, identity string) ([]standingHold, error) {
	var all []standingHold
	for key, err := range tx.MetaKeys(standingKey(identity, "")) {
		if err != nil {
			return nil, err
		}
		raw, err := tx.Meta(key)
		if err != nil {
			return nil, err
		}
		var s standingHold
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		all = append(all, s)
	}
	return all, nil
}

func putStanding(tx *store.Tx, identity string, s standingHold) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode what stands at the source: %w", err)
	}
	return tx.PutMeta(standingKey(identity, s.Action), raw)
}

// checkStandings looks after our silences: one that nears its end while the
// alerts fire is extended, one somebody ended is an acknowledgement taken
// back, one the source forgot is told and made again.
func (p *Pull) checkStandings(ctx context.Context, b incident.Batch) error {
	var all []standingHold
	err := p.d.store.View(func(tx *store.Tx) (err error) {
		all, err = standings(tx, p.src.Identity)
		return err
	})
	if err != nil {
		return fmt.Errorf("read what stands at %s: %w", p.src.Name, err)
	}
	for _, s := range all {
		err := p.d.update(ctx, func(w *work) error {
			return (&warden{work: w, pull: p, s: s, batch: b}).look()
		})
		if err != nil {
			return fmt.Errorf("look after the silence of action %s at %s: %w", s.Action, p.src.Name, err)
		}
	}
	return nil
}

// warden looks after one standing hold.
type warden struct {
	*work
	pull  *Pull
	s     standingHold
	batch incident.Batch
}

func (w *warden) look() error {
	inc, err := w.living(w.s.Incident)
	if errors.Is(err, store.ErrNotFound) {
		return w.drop()
	}
	if err != nil {
		return err
	}
	if w.s.Ref == "" {
		// Nothing there to look after; kept only while it can be undone.
		if w.now.Sub(w.s.Made) > w.d.rules.Load().UndoFor {
			return w.drop()
		}
		return nil
	}
	firing := w.firing()
	switch {
	case len(firing) == 0 || !w.wanted(inc):
		if w.s.Until.Before(w.now) {
			return w.drop()
		}
		return nil
	case w.batch.Unchanged:
		return w.extend(firing)
	}
	active, listed, endedEarly := w.count()
	switch {
	case endedEarly && active == 0:
		return w.ended(inc, "somebody ended the silence at "+w.pull.src.Name)
	case listed && active == 0:
		return w.ended(inc, "the silence at "+w.pull.src.Name+" ended while this app did not run")
	case active == 0:
		return w.lost(inc, firing)
	}
	return w.extend(firing)
}

// firing are the targets that still fire.
func (w *warden) firing() []outbox.Target {
	var left []outbox.Target
	for _, t := range w.s.Targets {
		if _, ok := w.pull.src.seen[t.ID]; ok {
			left = append(left, t)
		}
	}
	return left
}

// wanted tells whether the person still means it.
func (w *warden) wanted(inc *incident.Incident) bool {
	if !inc.Open() {
		return false
	}
	if w.s.Verb == outbox.Snooze {
		return inc.Snoozed(w.now)
	}
	return inc.Status == incident.Acknowledged
}

// count looks for our silences in what the source lists.
func (w *warden) count() (active int, listed, endedEarly bool) {
	for _, s := range w.batch.Silences {
		if s.Action != w.s.Action && !strings.Contains(w.s.Ref, s.ID) {
			continue
		}
		listed = true
		if s.State != "expired" {
			active++
		} else if s.EndsAt.Before(w.s.Until.Add(-time.Minute)) {
			endedEarly = true
		}
	}
	return active, listed, endedEarly
}

// extend asks for more time when a quarter of it is left, at most once each.
func (w *warden) extend(firing []outbox.Target) error {
	span := w.pull.src.AckFor
	if span <= 0 || w.s.Asked || w.s.Verb != outbox.Acknowledge || w.s.Until.Sub(w.now) > span/4 {
		return nil
	}
	w.s.Asked = true
	if err := putStanding(w.tx, w.pull.src.Identity, w.s); err != nil {
		return err
	}
	return w.tx.PutAction(outbox.Action{
		ID: w.d.newID(), Incident: w.s.Incident, Source: w.pull.src.Name, Verb: outbox.Extend,
		Targets: firing, Until: w.now.Add(span), By: w.s.By, Undoes: w.s.Action, Ref: w.s.Ref,
		Created: w.now, State: outbox.Waiting,
	})
}

// ended: the source no longer holds the alerts, so neither do we.
func (w *warden) ended(inc *incident.Incident, text string) error {
	kind := incident.KindUnacknowledged
	if w.s.Verb == outbox.Snooze {
		kind = incident.KindUnsnoozed
	}
	for _, k := range []incident.Kind{kind, incident.KindRang} {
		_, err := w.add(inc, incident.Entry{
			ID:       incident.NewEntryID(inc.ID, k, w.s.Action, "ended"),
			Incident: inc.ID, Kind: k, Via: w.pull.src.Name, At: after(inc, w.now), Text: text,
		})
		if err != nil {
			return err
		}
	}
	return w.drop()
}

// lost: the source forgot the silence (a crash, an empty disk). What the
// person decided still stands, so it is made again, and said.
func (w *warden) lost(inc *incident.Incident, firing []outbox.Target) error {
	again := w.d.newID()
	_, err := w.add(inc, incident.Entry{
		ID:       incident.NewEntryID(inc.ID, incident.KindSilenceLost, w.s.Action),
		Incident: inc.ID, Kind: incident.KindSilenceLost, Via: w.pull.src.Name, At: after(inc, w.now),
		Text: w.pull.src.Name + " forgot our silence; it is made again",
		Data: incident.Pack(incident.Acted{Action: again, Verb: string(w.s.Verb), Source: w.pull.src.Name, Ref: w.s.Ref}),
	})
	if err != nil {
		return err
	}
	until := w.s.Until
	if w.s.Verb == outbox.Acknowledge && w.pull.src.AckFor > 0 {
		until = w.now.Add(w.pull.src.AckFor)
	}
	err = w.tx.PutAction(outbox.Action{
		ID: again, Incident: inc.ID, Source: w.pull.src.Name, Verb: w.s.Verb, Targets: firing,
		Until: until, By: w.s.By, Created: w.now, State: outbox.Waiting,
	})
	if err != nil {
		return err
	}
	return w.drop()
}

func (w *warden) drop() error {
	return w.tx.PutMeta(standingKey(w.pull.src.Identity, w.s.Action), nil)
}
