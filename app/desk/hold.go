package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// tally counts, over one pull, how much of an incident is held at the source.
type tally struct {
	firing, held int
	mark         incident.Marking // the one that holds longest
	refs         map[string]bool  // every mark that stands
	handled      bool             // a mail that tells an acknowledgement
	words        map[string]bool  // by alert, whether its last mail tells that it is held
}

// count adds one firing signal to its incident's tally.
func (p *Pull) count(id incident.ID, s *incident.Signal) {
	t := p.tallies[id]
	if t == nil {
		t = &tally{}
		p.tallies[id] = t
	}
	m, held := standing(s, p.d.now())
	if p.src.Kind == "mail" {
		t.supersede(s.ID, held)
	}
	t.firing++
	t.handled = t.handled || s.Handled
	if !held {
		return
	}
	t.held++
	if t.refs == nil {
		t.refs = map[string]bool{}
	}
	for _, each := range s.Marks {
		t.refs[markKey(each)] = true
	}
	if t.mark.Kind == "" || rank(m) > rank(t.mark) || rank(m) == rank(t.mark) && m.Until.Before(t.mark.Until) {
		t.mark = m
	}
}

// supersede takes an earlier mail on the same alert out of the tally: one pull
// brings the problem and its acknowledgement, and the last word counts.
func (t *tally) supersede(id string, held bool) {
	if t.words == nil {
		t.words = map[string]bool{}
	}
	if before, ok := t.words[id]; ok {
		t.firing--
		if before {
			t.held--
		}
	}
	t.words[id] = held
}

// held tells whether something at the source holds this alert now.
func (in *intake) held(s *incident.Signal) bool {
	_, held := standing(s, in.now)
	return held
}

// standing gives the mark that says most, of those that hold the alert at now.
func standing(s *incident.Signal, now time.Time) (best incident.Marking, held bool) {
	for _, m := range s.Marks {
		if m.Until.IsZero() {
			m.Until = incident.Indefinitely
		}
		if !m.Until.After(now) || outlived(m, s) {
			continue
		}
		if !held || rank(m) > rank(best) {
			best, held = m, true
		}
	}
	return best, held
}

// outlived: our acknowledgement was of an occurrence that is over. Its silence
// still stands at the source, but nobody has seen this one yet.
func outlived(m incident.Marking, s *incident.Signal) bool {
	return m.Action != "" && m.Kind == incident.MarkAcknowledged && !m.At.IsZero() && s.StartsAt.After(m.At)
}

// rank orders marks by how much a person meant them for this alert.
func rank(m incident.Marking) int {
	switch m.Kind {
	case incident.MarkAcknowledged:
		return 5
	case incident.MarkSnoozed:
		return 4
	case incident.MarkSilenced:
		return 3
	case incident.MarkMuted:
		return 2
	}
	return 1
}

func markKey(m incident.Marking) string {
	if m.Ref != "" {
		return m.Ref
	}
	return string(m.Kind) + m.By + m.At.UTC().Format(time.RFC3339)
}

// mark takes a signal that only tells who acknowledged a known alert.
func (in *intake) mark(a *arrival, p store.Pointer) error {
	inc, err := in.living(p.Incident)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	alert, err := in.tx.Alert(inc.ID, p.Fingerprint)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	alert.Marks = a.Marks
	if err := in.tx.PutAlert(alert); err != nil {
		return err
	}
	if err := in.remarks(a, inc); err != nil {
		return err
	}
	pull, s := in.pull, a.Signal
	if alert.Firing {
		in.count = append(in.count, func() { pull.count(inc.ID, s) })
	}
	return nil
}

// settleHolds compares what holds each incident at the source with what the
// incident knows, and writes what changed.
func (p *Pull) settleHolds(ctx context.Context) error {
	var todo []incident.ID
	for id, t := range p.tallies {
		if old, ok := p.src.holds[id]; ok && old == t.signature() {
			continue
		}
		if t.held > 0 || t.handled {
			todo = append(todo, id)
			continue
		}
		switch {
		case p.src.Kind == "mail":
			delete(p.src.holds, id) // a mail without marks says nothing of them
		case p.opened[id]:
			p.src.holds[id] = t.signature() // new, and never held
		default:
			todo = append(todo, id)
		}
	}
	for part := range slices.Chunk(todo, chunk) {
		if err := p.settlePart(ctx, part); err != nil {
			return fmt.Errorf("settle what holds incidents at %s: %w", p.src.Name, err)
		}
	}
	clear(p.tallies)
	return nil
}

// settlePart settles some incidents in one transaction, or in smaller ones.
func (p *Pull) settlePart(ctx context.Context, ids []incident.ID) error {
	err := p.d.update(ctx, func(w *work) error {
		w.told = p.first
		for _, id := range ids {
			inc, err := w.living(id)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if err := (&holder{work: w, pull: p, inc: inc, t: p.tallies[id]}).settle(); err != nil {
				return fmt.Errorf("incident %s: %w", id, err)
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrTooBig) && len(ids) > 1 {
		half := len(ids) / 2
		if err := p.settlePart(ctx, ids[:half]); err != nil {
			return err
		}
		return p.settlePart(ctx, ids[half:])
	}
	if err != nil {
		return err
	}
	for _, id := range ids {
		p.src.holds[id] = p.tallies[id].signature()
	}
	return nil
}

// signature changes with whatever settle looks at.
func (t *tally) signature() uint64 {
	return contentHash(&incident.Signal{
		ID:    fmt.Sprint(t.firing, t.held, t.handled),
		Marks: []incident.Marking{t.mark},
	})
}

// holder brings one incident in line with its tally.
type holder struct {
	*work
	pull *Pull
	inc  *incident.Incident
	t    *tally
}

func (h *holder) settle() error {
	inc, t := h.inc, h.t
	if !inc.Open() {
		return nil
	}
	mail := h.pull.src.Kind == "mail"
	if mail && !t.handled && t.held == 0 {
		return nil // a mail without marks says nothing of them
	}
	if t.held == t.firing && (mail || t.firing >= inc.Firing) {
		return h.hold()
	}
	return h.release()
}

// hold: all that fires is held at the source.
func (h *holder) hold() error {
	m, inc := h.t.mark, h.inc
	if m.Action != "" && (m.Action == inc.AckAction && inc.Status == incident.Acknowledged || m.Kind == incident.MarkSnoozed && inc.Snoozed(h.now) && inc.SnoozeKind == "") {
		return nil // our own doing
	}
	if leaving, err := h.takenBack(m.Action); leaving || err != nil {
		return err
	}
	if m.Kind == incident.MarkAcknowledged || m.Kind == incident.MarkSilenced {
		if err := h.acknowledge(m); err != nil {
			return err
		}
	}
	if m.Kind == incident.MarkAcknowledged {
		return nil
	}
	if inc.SnoozeKind == m.Kind && inc.SnoozedUntil.Equal(m.Until) {
		return nil
	}
	return h.write(incident.KindSnoozed, m, fmt.Sprintf("%s at %s", m.Kind, h.pull.src.Name))
}

// takenBack tells whether a mark is what an action of ours made and another,
// not sent yet, ends: it stands there and means nothing any more.
func (h *holder) takenBack(action string) (bool, error) {
	if action == "" {
		return false, nil
	}
	for a, err := range h.tx.Actions() {
		if err != nil {
			return false, err
		}
		if a.Undoes == action && a.Verb != outbox.Extend {
			return true, nil
		}
	}
	return false, nil
}

// acknowledge takes somebody else's mark as their acknowledgement, once.
func (h *holder) acknowledge(m incident.Marking) error {
	if h.inc.Status == incident.Acknowledged {
		return nil
	}
	return h.write(incident.KindAcknowledged, m, fmt.Sprintf("%s at %s", m.Kind, h.pull.src.Name))
}

func (h *holder) write(kind incident.Kind, m incident.Marking, text string) error {
	by, err := h.d.person(h.tx, m.By)
	if err != nil {
		return err
	}
	if m.Comment != "" {
		text += ": " + clip(m.Comment, 500)
	}
	entry, _, err := h.unused(h.inc.ID, kind, h.pull.src.Identity+" "+markKey(m)+" "+h.episode(), m.Until)
	if err != nil {
		return err
	}
	_, err = h.add(h.inc, incident.Entry{
		ID: entry, Incident: h.inc.ID, Kind: kind, By: by, Via: h.pull.src.Name, At: after(h.inc, h.now), Text: text,
		Data: incident.Pack(incident.Held{Until: m.Until, Mark: m.Kind, Action: m.Action, Ref: m.Ref}),
	})
	return err
}

// episode tells one life of an incident from the next.
func (h *holder) episode() string { return h.inc.Clocks["open"].ID }

// release: something fires that nothing holds.
func (h *holder) release() error {
	inc := h.inc
	rings := false
	if inc.SnoozeKind != "" { // over before its time, or on it: what it kept quiet rings now
		if err := h.end(incident.KindUnsnoozed, "no longer "+string(inc.SnoozeKind)+" at "+h.pull.src.Name); err != nil {
			return err
		}
		rings = true
	}
	// A silence covers what it covers; an acknowledgement was meant for the
	// incident and stands while it is there.
	over := inc.AckMark == incident.MarkSilenced || inc.AckMark == incident.MarkAcknowledged && !h.t.refs[inc.AckRef]
	if inc.Status == incident.Acknowledged && over {
		if err := h.end(incident.KindUnacknowledged, "the acknowledgement at "+h.pull.src.Name+" ended"); err != nil {
			return err
		}
		rings = true
	}
	if !rings || h.pull.first {
		return nil
	}
	return h.end(incident.KindRang, "fires, and nothing holds it")
}

func (h *holder) end(kind incident.Kind, text string) error {
	_, err := h.add(h.inc, incident.Entry{
		ID:       incident.NewEntryID(h.inc.ID, kind, h.pull.src.Identity, h.now.Format(time.RFC3339Nano)),
		Incident: h.inc.ID, Kind: kind, Via: h.pull.src.Name, At: after(h.inc, h.now), Text: text,
	})
	return err
}
