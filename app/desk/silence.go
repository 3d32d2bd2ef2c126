package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// StandingSilence is one silence at a source, with what a person may do about it.
type StandingSilence struct {
	Source string `json:"source"`
	incident.Silence
	Own    bool   `json:"own"`    // made with this app in this person's name
	Ending bool   `json:"ending"` // its end waits to be sent
	MayEnd bool   `json:"may_end"`
	Why    string `json:"why,omitempty"` // why it may not be ended
}

// ListSilences lists the silences of each source's last complete pull, in the
// order of their end; those that ended come last.
func (d *Desk) ListSilences(who Who) ([]StandingSilence, error) {
	ending := map[string]bool{}
	waiting, err := d.Outbox()
	if err != nil {
		return nil, err
	}
	for _, a := range waiting {
		if ends(a) {
			ending[a.Source+"\x00"+a.Ref] = true
		}
	}
	all := []StandingSilence{}
	for source, silences := range d.Silences() {
		for _, s := range silences {
			one := StandingSilence{Source: source, Silence: s, Own: own(s, who), Ending: ending[source+"\x00"+s.ID]}
			if one.MayEnd, one.Why = d.may(source, endVerb(s, who)); s.State == "expired" {
				one.MayEnd, one.Why = false, "it has ended"
			}
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b StandingSilence) int {
		if x, y := a.State == "expired", b.State == "expired"; x != y {
			if x {
				return 1
			}
			return -1
		}
		if c := a.EndsAt.Compare(b.EndsAt); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all, nil
}

// ends tells whether an action ends one silence a person pointed at.
func ends(a outbox.Action) bool {
	return a.Undoes == "" && a.Ref != "" &&
		(a.Verb == outbox.EndSilence || a.Verb == outbox.Unacknowledge || a.Verb == outbox.Unsnooze)
}

func own(s incident.Silence, who Who) bool { return s.Action != "" && s.By == who.Name }

// endVerb is what ending a silence takes: one's own is an acknowledgement or a
// snooze taken back, anybody else's needs leave of its own.
func endVerb(s incident.Silence, who Who) outbox.Verb {
	switch {
	case !own(s, who):
		return outbox.EndSilence
	case s.Kind == incident.MarkSnoozed:
		return outbox.Unsnooze
	}
	return outbox.Unacknowledge
}

// EndSilence ends one silence at its source: the alerts it held fire on and
// ring. One that has ended already is no error. An ID's beginning will do
// (8 characters at least).
func (d *Desk) EndSilence(ctx context.Context, who Who, source, id string) (Receipt, error) {
	s, err := d.findSilence(source, id)
	if err != nil {
		return Receipt{}, fmt.Errorf("end a silence: %w", err)
	}
	var r Receipt
	if s.State == "expired" {
		r.say("it has ended already at %s", source)
		return r, nil
	}
	verb := endVerb(s, who)
	if ok, why := d.may(source, verb); !ok {
		return Receipt{}, fmt.Errorf("end silence %s at %s: %s", s.ID, source, why)
	}
	err = d.update(ctx, func(w *work) error {
		r, w.told = Receipt{Entry: d.newID()}, true
		for a, err := range w.tx.Actions() {
			if err != nil {
				return err
			}
			if ends(a) && a.Source == source && a.Ref == s.ID {
				r.say("its end waits to be sent to %s already", source)
				return nil
			}
		}
		held, err := w.heldBy(source, s)
		if err != nil {
			return err
		}
		a := outbox.Action{ID: d.newID(), Source: source, Verb: verb, Ref: s.ID, Until: s.EndsAt,
			By: who.Name, To: s.By, Text: s.Matchers, Cause: r.Entry, Created: w.now, State: outbox.Waiting}
		if len(held) > 0 {
			a.Incident = held[0]
		}
		r.Incidents = held
		r.say("goes to %s", source)
		return w.tx.PutAction(a)
	})
	if err != nil {
		return Receipt{}, fmt.Errorf("end silence %s at %s: %w", s.ID, source, err)
	}
	d.hub.Publish(event.OutboxChanged{})
	return r, nil
}

// findSilence finds one that was listed by its source.
func (d *Desk) findSilence(source, id string) (incident.Silence, error) {
	if d.source(source) == nil {
		known := strings.Join(slices.Sorted(maps.Keys(d.registered())), ", ")
		return incident.Silence{}, fmt.Errorf("no source named %q is configured; there are: %s", clip(source, 40), known)
	}
	var found []incident.Silence
	for _, s := range d.Silences()[source] {
		if s.ID == id {
			return s, nil
		}
		if len(id) >= 8 && strings.HasPrefix(s.ID, id) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return incident.Silence{}, fmt.Errorf("silence %q at %s: %w; \"turnaround silences\" lists them", clip(id, 40), source, store.ErrNotFound)
	}
	return incident.Silence{}, fmt.Errorf("%q %w: %d silences at %s begin so", clip(id, 40), ErrAmbiguous, len(found), source)
}

// heldBy gives the open incidents a silence holds, as far as it is known: the
// one our action was for, or those acknowledged or quiet by it.
func (w *work) heldBy(source string, s incident.Silence) ([]incident.ID, error) {
	if s.Action != "" {
		src := w.d.source(source)
		if src == nil {
			return nil, nil
		}
		sent, err := standings(w.tx, src.Identity)
		if err != nil {
			return nil, err
		}
		for _, each := range sent {
			if each.Action == s.Action {
				return []incident.ID{each.Incident}, nil
			}
		}
	}
	var held []incident.ID
	for _, id := range w.d.openIDs() {
		row, ok := w.d.store.Row(id)
		if !ok || row.AckMark == "" && row.SnoozeKind == "" {
			continue
		}
		inc, err := w.tx.Incident(id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if inc.AckRef == s.ID {
			if held = append(held, id); len(held) == maxHeld {
				return held, nil
			}
		}
	}
	return held, nil
}

// maxHeld bounds in how many timelines the end of one silence is written.
const maxHeld = 100

// endedSilence writes into every timeline a silence held who had it ended.
func (w *work) endedSilence(a outbox.Action, out outbox.Outcome) error {
	text := fmt.Sprintf("ended the silence of %s", clip(orNobody(a.To), 200))
	if out.Result == outbox.Already {
		text = fmt.Sprintf("the silence of %s had ended there already", clip(orNobody(a.To), 200))
	}
	out.By, out.Text = a.By, text
	held, err := w.heldBy(a.Source, incident.Silence{ID: a.Ref})
	if err != nil {
		return err
	}
	if a.Incident != "" && !slices.Contains(held, a.Incident) {
		held = append(held, a.Incident)
	}
	for _, id := range held {
		a.Incident = id
		if err := w.acted(a, out, string(out.Result)); err != nil {
			return err
		}
	}
	return nil
}

func orNobody(name string) string {
	if name == "" {
		return "somebody"
	}
	return name
}

// ownSilenceEnded: the person took an acknowledgement or a snooze of theirs
// back by ending its silence.
func (w *work) ownSilenceEnded(src *intakeState, a outbox.Action) error {
	sent, err := standings(w.tx, src.Identity)
	if err != nil {
		return err
	}
	for _, s := range sent {
		if refs := strings.Split(s.Ref, ","); slices.Contains(refs, a.Ref) && len(refs) == 1 {
			return (&warden{work: w, pull: &Pull{d: w.d, src: src}, s: s}).takenBack(a)
		}
	}
	return nil
}

// takenBack ends a standing hold because this person ended its only silence.
func (w *warden) takenBack(a outbox.Action) error {
	inc, err := w.living(w.s.Incident)
	if errors.Is(err, store.ErrNotFound) {
		return w.drop()
	}
	if err != nil {
		return err
	}
	if !w.wanted(inc) {
		return w.drop()
	}
	by, err := w.d.person(w.tx, a.By)
	if err != nil {
		return err
	}
	kind := incident.KindUnacknowledged
	if w.s.Verb == outbox.Snooze {
		kind = incident.KindUnsnoozed
	}
	_, err = w.add(inc, incident.Entry{
		ID: incident.NewEntryID(inc.ID, kind, w.s.Action, "ended"), Incident: inc.ID, Kind: kind, By: by, Via: w.pull.src.Name,
		At: after(inc, w.now), Text: "ended the silence at " + w.pull.src.Name,
	})
	if err != nil {
		return err
	}
	return w.drop()
}
