package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// joining is a merge that can be undone.
type joining struct {
	From    incident.ID `json:"from"`
	Into    incident.ID `json:"into"`
	At      time.Time   `json:"at"`
	Moves   []string    `json:"moves,omitempty"`   // the entries that tell which alerts moved
	Brought []string    `json:"brought,omitempty"` // what came into the timeline of Into besides
}

// undoMerges makes what was merged incidents of their own again, the last one
// first. Each is as it was, with what happened to its alerts and what its
// channels said meanwhile; the timelines keep that there was a merge. What a
// person wrote meanwhile stays where it was written.
func (d *Desk) undoMerges(ctx context.Context, who Who, merged []joining) (Receipt, error) {
	r := Receipt{Entry: d.newID()}
	for n := len(merged) - 1; n >= 0; n-- {
		m := merged[n]
		for done := false; !done; {
			err := d.update(ctx, func(w *work) (err error) {
				w.told = true
				if done, err = w.unmerge(who, m); err != nil {
					return err
				}
				return w.leftToUndo(merged[:n+1], done)
			})
			if err != nil {
				return r, err
			}
		}
		for _, id := range []incident.ID{m.From, m.Into} {
			if !slices.Contains(r.Incidents, id) {
				r.Incidents = append(r.Incidents, id)
			}
		}
		r.say("#%d is an incident of its own again", incident.NumberOf(m.From))
	}
	return r, nil
}

// leftToUndo remembers the merges that are still to be undone: a crash in
// between leaves them to the next undo.
func (w *work) leftToUndo(merged []joining, done bool) error {
	if done {
		merged = merged[:len(merged)-1]
	}
	if len(merged) == 0 {
		return w.tx.PutMeta(undoKey, nil)
	}
	return w.putLastAct(lastAct{At: w.now, Merged: merged, Begun: true})
}

// unmerge does a part of undoing a merge that one transaction can hold: first
// the customers, then the alerts. It tells whether that was all.
func (w *work) unmerge(who Who, m joining) (done bool, err error) {
	from, to, err := w.merged(m)
	if err != nil {
		return false, err
	}
	s, err := w.since(m, to)
	if err != nil {
		return false, err
	}
	if from.MergedInto == to.ID {
		if err := w.part(who, from, to, m); err != nil {
			return false, err
		}
	}
	if back := s.alerts[:min(len(s.alerts), atOnce)]; len(back) > 0 {
		if _, err := w.move(who, to, from, back, w.giveBack); err != nil {
			return false, err
		}
	}
	if len(s.alerts) > atOnce {
		return false, nil
	}
	return true, w.settleParted(who, from, to, m, s.rang)
}

// merged gives the two incidents of a merge that is to be undone.
func (w *work) merged(m joining) (from, to *incident.Incident, err error) {
	if from, err = w.incident(m.From); err == nil {
		to, err = w.incident(m.Into)
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, nil, fmt.Errorf("%w: an incident of the merge is deleted", ErrNothingToUndo)
	case err != nil:
		return nil, nil, err
	case to.MergedInto != "":
		return nil, nil, fmt.Errorf("%w: %s became part of another incident since", ErrNothingToUndo, label(to))
	}
	return from, to, nil
}

// since is what became of the alerts of a merge.
type sinceMerged struct {
	alerts []string // those still where they went
	rang   bool     // one of them fired anew, and rings
}

func (w *work) since(m joining, to *incident.Incident) (s sinceMerged, err error) {
	came := map[string]bool{}
	var fired []incident.Entry
	for e, err := range w.tx.Entries(to.ID) {
		switch {
		case err != nil:
			return s, err
		case e.Kind == incident.KindAbsorbed && slices.Contains(m.Moves, e.ID):
			for _, fp := range incident.Unpack[incident.Linked](e).Fingerprints {
				came[fp] = true
			}
		case e.Kind == incident.KindFired && !e.Recorded.Before(m.At):
			fired = append(fired, e)
		}
	}
	for _, e := range fired {
		f := incident.Unpack[incident.Fired](e)
		s.rang = s.rang || f.Rings && came[f.Fingerprint]
	}
	// The merge emptied the other: what it holds now has been given back, and
	// what is here by the same fingerprint is this one's own.
	for a, err := range w.tx.Alerts(m.From) {
		if err != nil {
			return s, fmt.Errorf("list alerts: %w", err)
		}
		delete(came, a.Fingerprint)
	}
	for a, err := range w.tx.Alerts(to.ID) {
		if err != nil {
			return s, fmt.Errorf("list alerts: %w", err)
		}
		if came[a.Fingerprint] {
			s.alerts = append(s.alerts, a.Fingerprint)
		}
	}
	return s, nil
}

// part writes into both timelines that the merge is taken back, and gives each
// its customers.
func (w *work) part(who Who, from, to *incident.Incident, m joining) error {
	by, err := w.d.person(w.tx, who.Name)
	if err != nil {
		return err
	}
	returned, err := w.returnWords(from, to, m)
	if err != nil {
		return err
	}
	_, err = w.add(from, incident.Entry{ID: w.d.newID(), Incident: from.ID, At: after(from, w.now), Kind: incident.KindUnmerged,
		By: by, Via: who.Via, Text: "not merged into " + label(to) + " any more", Data: incident.Pack(incident.Linked{Other: to.ID})})
	if err != nil {
		return err
	}
	_, err = w.add(to, incident.Entry{ID: w.d.newID(), Incident: to.ID, At: after(to, w.now), Kind: incident.KindParted,
		By: by, Via: who.Via, Text: label(from) + " is by itself again",
		Data: incident.Pack(incident.Parted{Other: from.ID, Entries: append(returned, m.Brought...)})})
	return err
}

// returnWords takes what customers were told of the merged incident since, in a
// thread of its own or by an update that was written for it, into its timeline.
// It names the entries that told it of the other.
func (w *work) returnWords(from, to *incident.Incident, m joining) ([]string, error) {
	var said []incident.Entry
	for e, err := range timeline(w.tx, to) {
		if err != nil {
			return nil, err
		}
		if e.Recorded.Before(m.At) || slices.Contains(m.Brought, e.ID) {
			continue
		}
		switch e.Kind {
		case incident.KindPublished, incident.KindCorrected, incident.KindPublishFailed, incident.KindMoved:
			said = append(said, e)
		}
	}
	var returned []string
	for _, e := range said {
		s := incident.Unpack[incident.Spoken](e)
		if e.Kind == incident.KindMoved {
			s.Ref = incident.Unpack[incident.Moved](e).From
		}
		theirs, err := w.speaksOf(s, from)
		if err != nil {
			return nil, err
		}
		if !theirs {
			continue
		}
		if _, _, err := w.copyTo(from, e); err != nil {
			return nil, err
		}
		if s.Ref != "" && e.Kind == incident.KindPublished {
			if err := w.tx.PutMeta(threadKey(s.Channel, s.Ref), []byte(from.ID)); err != nil {
				return nil, err
			}
		}
		returned = append(returned, e.ID)
	}
	return returned, nil
}

// speaksOf tells whether an update that counted for another incident is about
// this one, which was part of it.
func (w *work) speaksOf(s incident.Spoken, inc *incident.Incident) (bool, error) {
	if s.For != "" {
		return w.through(s.For, inc.ID)
	}
	if s.Ref == "" {
		return false, nil
	}
	raw, err := w.tx.Meta(threadKey(s.Channel, s.Ref))
	if err != nil {
		return false, err
	}
	if len(raw) > 0 {
		if there, err := w.through(incident.ID(raw), inc.ID); there || err != nil {
			return there, err
		}
	}
	for e, err := range timeline(w.tx, inc) {
		if err != nil {
			return false, err
		}
		if e.Kind != incident.KindPublished {
			continue
		}
		if told := incident.Unpack[incident.Spoken](e); told.Channel == s.Channel && told.Ref == s.Ref {
			return true, nil
		}
	}
	return false, nil
}

// through tells whether merges lead from an incident to another, or it is that one.
func (w *work) through(id, to incident.ID) (bool, error) {
	for range 32 {
		if id == to {
			return true, nil
		}
		inc, err := w.incident(id)
		if errors.Is(err, store.ErrNotFound) || err == nil && inc.MergedInto == "" {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		id = inc.MergedInto
	}
	return false, nil
}

// settleParted brings both incidents in line with the alerts they have now.
func (w *work) settleParted(who Who, from, to *incident.Incident, m joining, rang bool) error {
	switch {
	case rang && from.Status == incident.Resolved && from.Firing > 0:
		if err := w.openAgain(who, from, "fired anew while it was part of "+label(to), true); err != nil {
			return err
		}
	case rang && from.Open():
		_, err := w.add(from, incident.Entry{ID: w.d.newID(), Incident: from.ID, At: after(from, w.now), Kind: incident.KindRang,
			Via: who.Via, Text: "fired anew while it was part of " + label(to)})
		if err != nil {
			return err
		}
	}
	if to.Status == incident.Resolved && to.Alerts == 0 && !to.ResolvedAt.Before(m.At) {
		// It was declared by hand; what ended it meanwhile was no alert of its own.
		if err := w.openAgain(who, to, "the alerts that cleared were of "+label(from), false); err != nil {
			return err
		}
	}
	for _, inc := range []*incident.Incident{from, to} {
		if inc.Alerts == 0 {
			continue
		}
		if err := w.endSplit(who, inc); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) openAgain(who Who, inc *incident.Incident, why string, rings bool) error {
	_, err := w.add(inc, incident.Entry{ID: w.d.newID(), Incident: inc.ID, At: after(inc, w.now), Kind: incident.KindReopened,
		Via: who.Via, Text: why, Data: incident.Pack(incident.Fired{Rings: rings})})
	return err
}
