package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// maxTargets bounds one action, so that its row fits a transaction and its
// source can be asked in bounded time; more become several actions.
const (
	maxTargets     = 500
	maxTargetBytes = 1 << 20 // of labels and IDs
)

// targets lists the alerts of inc that fire, by the source that can be told.
func (w *work) targets(inc *incident.Incident) (map[string][]outbox.Target, error) {
	targets := map[string][]outbox.Target{}
	for alert, err := range w.tx.Alerts(inc.ID) {
		if err != nil {
			return nil, fmt.Errorf("read alerts of incident %s: %w", inc.ID, err)
		}
		if !alert.Firing {
			continue
		}
		for _, s := range alert.Sources {
			if s.Firing && w.d.source(s.Source) != nil {
				targets[s.Source] = append(targets[s.Source],
					outbox.Target{ID: s.ID, Labels: alert.Labels, Start: alert.StartsAt, Ref: s.Ref})
			}
		}
	}
	return targets, nil
}

// tell queues a deed for each source that can and may do it, and says why
// not for the others. It gives the first action's ID.
func (w *work) tell(inc *incident.Incident, who Who, r *Receipt, what deed) (string, error) {
	targets, err := w.targets(inc)
	if err != nil {
		return "", err
	}
	first := ""
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		if ok, why := w.d.may(name, what.verb); !ok {
			r.say("only on this computer; %s: %s", name, why)
			continue
		}
		r.say("goes to %s", name)
		src := w.d.source(name)
		for _, part := range portions(targets[name]) {
			a := outbox.Action{
				ID: w.d.newID(), Incident: inc.ID, Source: name, Verb: what.verb, Targets: part,
				Until: what.until, By: who.Name, To: what.to, Text: what.text,
				Cause: r.Entry, Created: w.now, State: outbox.Waiting,
			}
			if what.verb == outbox.Acknowledge && src.AckFor > 0 {
				a.Until = w.now.Add(src.AckFor)
			}
			if inverse, ok := inverses[what.verb]; !ok || !first2(w.d.may(name, inverse)) {
				a.NotBefore = w.now.Add(w.d.rules.Load().Hold)
			}
			if err := w.tx.PutAction(a); err != nil {
				return "", fmt.Errorf("queue %s for %s: %w", what.verb, name, err)
			}
			if first == "" {
				first = a.ID
			}
		}
	}
	if len(targets) == 0 {
		r.say("only on this computer: no alert of it fires at a source")
	}
	return first, nil
}

// portions cuts targets into what one action takes.
func portions(all []outbox.Target) (parts [][]outbox.Target) {
	from, size := 0, 0
	for n, t := range all {
		bytes := len(t.ID) + len(t.Ref)
		for name, value := range t.Labels {
			bytes += len(name) + len(value)
		}
		if n > from && (n-from == maxTargets || size+bytes > maxTargetBytes) {
			parts = append(parts, all[from:n])
			from, size = n, 0
		}
		size += bytes
	}
	return append(parts, all[from:])
}

// inverses name how an action is taken back at its source.
var inverses = map[outbox.Verb]outbox.Verb{
	outbox.Acknowledge: outbox.Unacknowledge,
	outbox.Snooze:      outbox.Unsnooze,
}

func first2(ok bool, _ string) bool { return ok }

// Outbox lists what waits, oldest first.
func (d *Desk) Outbox() ([]outbox.Action, error) {
	var all []outbox.Action
	err := d.store.View(func(tx *store.Tx) error {
		for a, err := range tx.Actions() {
			if err != nil {
				return err
			}
			all = append(all, a)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	return all, nil
}

// Due gives the oldest action that may be sent to source now, and otherwise
// when to look again (zero: when something is queued). What a person did to
// one incident is sent in its order.
func (d *Desk) Due(source string) (action outbox.Action, ok bool, next time.Time, err error) {
	now := d.now()
	all, err := d.Outbox()
	if err != nil {
		return outbox.Action{}, false, time.Time{}, err
	}
	before := map[incident.ID]bool{}
	for _, a := range all {
		if a.Source != source || a.State != outbox.Waiting || before[a.Incident] {
			continue
		}
		if a.NotBefore.After(now) {
			before[a.Incident] = true
			if next.IsZero() || a.NotBefore.Before(next) {
				next = a.NotBefore
			}
			continue
		}
		return a, true, time.Time{}, nil
	}
	return outbox.Action{}, false, next, nil
}

// Claim takes an action to be handed to its source now: until Settle, undo and
// Drop know that it may arrive. False: it was dropped meanwhile. Writers take
// turns, so that none of them drops it between the look and the claim.
func (d *Desk) Claim(ctx context.Context, id string) (bool, error) {
	there := false
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Action(id)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		there = err == nil
		d.setSending(id, there)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("claim action %s: %w", id, err)
	}
	return there, nil
}

func (d *Desk) setSending(id string, on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if on {
		d.sending[id] = true
	} else {
		delete(d.sending, id)
	}
}

func (d *Desk) isSending(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sending[id]
}

// Hasten lets what failed for want of contact be tried again at once.
func (d *Desk) Hasten(ctx context.Context, source string) error {
	return d.update(ctx, func(w *work) error {
		var waiting []outbox.Action
		for a, err := range w.tx.Actions() {
			if err != nil {
				return err
			}
			if a.Source == source && a.State == outbox.Waiting && a.Tries > 0 {
				waiting = append(waiting, a)
			}
		}
		for _, a := range waiting {
			a.NotBefore = time.Time{}
			if err := w.tx.PutAction(a); err != nil {
				return err
			}
		}
		return nil
	})
}

// Settle records how an attempt ended: what is done leaves the outbox and
// stands in the timeline, what failed waits for its next try, a conflict asks.
func (d *Desk) Settle(ctx context.Context, id string, out outbox.Outcome) error {
	err := d.update(ctx, func(w *work) error {
		a, err := w.tx.Action(id)
		if errors.Is(err, store.ErrNotFound) {
			return nil // dropped meanwhile
		}
		if err != nil {
			return err
		}
		a.Tries++
		a.LastError, a.Fix = reason(out), clip(out.Fix, 300)
		a.Hidden, a.There, a.Link = out.Hidden, "", clip(out.Link, 2000)
		switch out.Result {
		case outbox.Done, outbox.Already:
			return w.done(a, out)
		case outbox.Conflict:
			a.State, a.There, a.Read, a.Since = outbox.Asking, clip(out.Ref, longestName), out.At.UTC(), w.now
		case outbox.Refused:
			a.State, a.Since = outbox.Rejected, w.now
		default:
			a.NotBefore = w.now.Add(out.After)
			return w.tx.PutAction(a)
		}
		out.Text = a.LastError
		if err := w.tx.PutAction(a); err != nil {
			return err
		}
		if a.Verb == outbox.Publish && out.Result == outbox.Refused {
			return w.publishFailed(a, out)
		}
		return w.acted(a, out, string(out.Result))
	})
	if err != nil {
		return fmt.Errorf("settle action %s: %w", id, err)
	}
	d.setSending(id, false)
	d.hub.Publish(event.OutboxChanged{})
	return nil
}

// reason is what is said of a try: what happened and what to do about it.
func reason(out outbox.Outcome) string {
	text := clip(out.Text, 500)
	if fix := clip(out.Fix, 300); fix != "" && !strings.HasSuffix(text, fix) {
		text = clip(text+"; "+fix, 600)
	}
	return text
}

// done takes an action out of the outbox and remembers what it made.
func (w *work) done(a outbox.Action, out outbox.Outcome) error {
	if err := w.tx.DeleteAction(a.ID); err != nil {
		return err
	}
	if src := w.d.source(a.Source); src != nil {
		if err := w.stand(src, a, out); err != nil {
			return err
		}
		if ends(a) && a.Verb != outbox.EndSilence {
			if err := w.ownSilenceEnded(src, a); err != nil {
				return err
			}
		}
	}
	switch a.Verb {
	case outbox.EndSilence:
		return w.endedSilence(a, out)
	case outbox.Publish:
		return w.published(a, out)
	}
	return w.acted(a, out, string(out.Result))
}

// stand remembers what an action made at the source: it may be taken back,
// and a silence needs looking after.
func (w *work) stand(src *intakeState, a outbox.Action, out outbox.Outcome) error {
	until := a.Until
	if !out.Until.IsZero() {
		until = out.Until
	}
	s := standingHold{Action: a.ID, Incident: a.Incident, Verb: a.Verb, Targets: a.Targets, By: a.By,
		Ref: out.Ref, Until: until.UTC(), Cause: a.Cause, Made: w.now}
	switch a.Verb {
	case outbox.Acknowledge, outbox.Snooze:
		if out.Ref == "" && !first2(src.May(inverses[a.Verb])) {
			return nil
		}
		return putStanding(w.tx, src.Identity, s)
	case outbox.Extend:
		s.Action, s.Verb = a.Undoes, outbox.Acknowledge
		return putStanding(w.tx, src.Identity, s)
	}
	return nil
}

// acted writes an action's outcome into the timeline.
func (w *work) acted(a outbox.Action, out outbox.Outcome, outcome string) error {
	inc, err := w.incident(a.Incident)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	by, err := w.d.person(w.tx, out.By)
	if err != nil {
		return err
	}
	at := w.now
	if !out.At.IsZero() {
		at = out.At.UTC()
	}
	_, err = w.add(inc, incident.Entry{
		ID: incident.NewEntryID(inc.ID, incident.KindActed, a.ID, outcome), Incident: inc.ID, At: at,
		Kind: incident.KindActed, By: by, Via: a.Source, Text: clip(out.Text, 500),
		Data: incident.Pack(incident.Acted{Action: a.ID, Verb: string(a.Verb), Source: a.Source, Outcome: outcome, Ref: clip(out.Ref, 4000)}),
	})
	return err
}

// Drop takes an action out of the outbox unsent; what the person did stays
// in the timeline, and that it was dropped too.
func (d *Desk) Drop(ctx context.Context, who Who, id string) error {
	return d.turn(ctx, id, func(w *work, a outbox.Action) error {
		if d.isSending(id) {
			return fmt.Errorf("it is on its way to %s right now", a.Source)
		}
		if err := w.tx.DeleteAction(id); err != nil {
			return err
		}
		text := fmt.Sprintf("%s for %s was dropped, unsent", a.Verb, a.Source)
		if a.Hidden {
			text = fmt.Sprintf("%s for %s was dropped; it may have arrived", a.Verb, a.Source)
		}
		return w.acted(a, outbox.Outcome{By: who.Name, Text: text}, "dropped")
	})
}

// Retry sends an action again at once; force sends it though the source's
// state no longer fits.
func (d *Desk) Retry(ctx context.Context, id string, force bool) error {
	return d.turn(ctx, id, func(w *work, a outbox.Action) error {
		if force && a.Joinable() { // the person saw it, and opens another
			if err := w.tx.PutMeta(apartKey(a.Update.Channel, a.There), []byte(a.Incident)); err != nil {
				return err
			}
		}
		return w.again(a, force)
	})
}

func (w *work) again(a outbox.Action, force bool) error {
	a.State, a.NotBefore, a.Since, a.Forced = outbox.Waiting, time.Time{}, w.now, a.Forced || force
	return w.tx.PutAction(a)
}

func (d *Desk) turn(ctx context.Context, id string, f func(*work, outbox.Action) error) error {
	err := d.update(ctx, func(w *work) error {
		a, err := w.tx.Action(id)
		if err != nil {
			return err
		}
		return f(w, a)
	})
	if err != nil {
		return fmt.Errorf("outbox row %s: %w", id, err)
	}
	d.hub.Publish(event.OutboxChanged{})
	return nil
}
