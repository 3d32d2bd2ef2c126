package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// ErrNothingToUndo: the last act is too old, or was taken back already.
var ErrNothingToUndo = errors.New("nothing to undo")

const undoKey = "undo/last"

// lastAct is what Undo takes back.
type lastAct struct {
	Entry     string        `json:"entry"`
	Incidents []incident.ID `json:"incidents"`
	At        time.Time     `json:"at"`
	Via       string        `json:"via"`
	Queued    bool          `json:"queued,omitempty"`
	Merged    []joining     `json:"merged,omitempty"` // merges of one act, in their order
	Begun     bool          `json:"begun,omitempty"`  // taking it back began, and ends whenever it is asked for again
}

func (w *work) rememberUndo(who Who, r Receipt) error {
	if len(r.Incidents) == 0 || !r.undoable {
		return nil // what was done before can still be undone
	}
	return w.putLastAct(lastAct{Entry: r.Entry, Incidents: r.Incidents, At: w.now, Via: who.Via, Queued: r.queued})
}

func (w *work) putLastAct(last lastAct) error {
	raw, err := json.Marshal(last)
	if err != nil {
		return fmt.Errorf("remember what can be undone: %w", err)
	}
	return w.tx.PutMeta(undoKey, raw)
}

// lastAct is what can be undone still.
func (w *work) lastAct() (last lastAct, err error) {
	raw, err := w.tx.Meta(undoKey)
	if err != nil {
		return last, err
	}
	if len(raw) == 0 || json.Unmarshal(raw, &last) != nil || !last.Begun && w.now.Sub(last.At) > w.d.rules.Load().UndoFor {
		return lastAct{}, ErrNothingToUndo
	}
	return last, nil
}

// Undo takes the last acknowledge, snooze, resolve or merge back, within the
// undo window: what was not sent is dropped, what was sent is taken back at its
// source. An update is taken back as long as it has not left.
func (d *Desk) Undo(ctx context.Context, who Who) (Receipt, error) {
	var r Receipt
	var merged []joining
	err := d.update(ctx, func(w *work) error {
		r, w.told = Receipt{Entry: d.newID()}, true
		last, err := w.lastAct()
		if err != nil {
			return err
		}
		if merged = last.Merged; len(merged) > 0 {
			return nil
		}
		if last.Queued {
			if err := w.unqueue(&r, last.Entry); err != nil {
				return err
			}
			return w.tx.PutMeta(undoKey, nil)
		}
		for _, id := range last.Incidents {
			if err := w.undo(who, &r, id, last.Entry); err != nil {
				return err
			}
		}
		if len(r.Incidents) == 0 {
			return fmt.Errorf("%w: no alert fires any more", ErrNothingToUndo)
		}
		return w.tx.PutMeta(undoKey, nil)
	})
	if err == nil && len(merged) > 0 {
		r, err = d.undoMerges(ctx, who, merged)
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("undo: %w", err)
	}
	d.hub.Publish(event.OutboxChanged{})
	return r, nil
}

// takesBack names the entry that undoes another.
var takesBack = map[incident.Kind]incident.Kind{
	incident.KindAcknowledged: incident.KindUnacknowledged,
	incident.KindSnoozed:      incident.KindUnsnoozed,
	incident.KindResolved:     incident.KindReopened,
}

func (w *work) undo(who Who, r *Receipt, id incident.ID, entry string) error {
	inc, err := w.incident(id)
	if err != nil {
		return err
	}
	var done incident.Entry
	for e, err := range w.tx.Entries(id) {
		if err != nil {
			return err
		}
		if e.ID == entry {
			done = e
		}
	}
	kind, ok := takesBack[done.Kind]
	if !ok {
		return ErrNothingToUndo
	}
	e := incident.Entry{ID: r.Entry, Incident: id, Kind: kind, Via: who.Via, Text: "taken back"}
	if kind == incident.KindReopened {
		if inc.Firing == 0 && inc.Alerts > 0 {
			return nil // it ended by itself meanwhile, and nothing else would end it again
		}
		e.Data = incident.Pack(incident.Fired{Rings: inc.Rang()})
	}
	if e.By, err = w.d.person(w.tx, who.Name); err != nil {
		return err
	}
	if err := w.recall(who, r, id, done); err != nil {
		return err
	}
	e.At = after(inc, w.now)
	_, err = w.add(inc, e)
	r.Incidents = append(r.Incidents, id)
	return err
}

// recall drops what of an act still waits and asks the sources to take the
// rest back.
func (w *work) recall(who Who, r *Receipt, id incident.ID, done incident.Entry) error {
	var queued []outbox.Action
	for a, err := range w.tx.Actions() {
		if err != nil {
			return err
		}
		if a.Incident == id && a.Cause == done.ID {
			queued = append(queued, a)
		}
	}
	for _, a := range queued {
		if err := w.tx.DeleteAction(a.ID); err != nil {
			return err
		}
		if a.Tries == 0 && !w.d.isSending(a.ID) {
			r.say("not sent to %s", a.Source)
			continue
		}
		// It may have arrived though no answer came.
		if err := w.takeBack(who, r, a.Source, standingHold{Action: a.ID, Incident: id, Verb: a.Verb, Targets: a.Targets}); err != nil {
			return err
		}
	}
	for name, src := range w.d.registered() {
		sent, err := standings(w.tx, src.Identity)
		if err != nil {
			return err
		}
		for _, s := range sent {
			if s.Incident != id || s.Cause != done.ID {
				continue
			}
			if err := w.tx.PutMeta(standingKey(src.Identity, s.Action), nil); err != nil {
				return err
			}
			if shared(sent, s) {
				r.say("%s goes on holding it: it was held there before", name)
				continue
			}
			if err := w.takeBack(who, r, name, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// shared tells whether what holds an incident at a source stands for an act of
// before too: a source that held it already makes nothing new of a second act.
func shared(sent []standingHold, s standingHold) bool {
	for _, other := range sent {
		if other.Incident == s.Incident && other.Cause != s.Cause && other.Ref == s.Ref && s.Ref != "" {
			return true
		}
	}
	return false
}

// takeBack queues the inverse of what was sent to a source.
func (w *work) takeBack(who Who, r *Receipt, source string, s standingHold) error {
	inverse, ok := inverses[s.Verb]
	if !ok {
		r.say("%s cannot take a %s back", source, s.Verb)
		return nil
	}
	r.say("taken back at %s", source)
	return w.tx.PutAction(outbox.Action{ID: w.d.newID(), Incident: s.Incident, Source: source, Verb: inverse,
		Targets: s.Targets, By: who.Name, Undoes: s.Action, Ref: s.Ref, Created: w.now, State: outbox.Waiting})
}

// registered copies the map of sources.
func (d *Desk) registered() map[string]*intakeState {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make(map[string]*intakeState, len(d.sources))
	for name, s := range d.sources {
		all[name] = s
	}
	return all
}
