package update

import (
	"cmp"
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/text"
)

// Fact is something known that the last update did not say.
type Fact struct {
	At    time.Time         `json:"at"`
	Entry string            `json:"entry"`           // where it was recorded
	Field string            `json:"field,omitempty"` // the answer it belongs to; empty: a note, anywhere
	Text  string            `json:"text"`
	By    incident.PersonID `json:"by,omitempty"`
}

// Since reads a timeline: how customers were told so far, and what came to be
// known after the last update, oldest first.
func Since(entries []incident.Entry, now time.Time) (Situation, []Fact) {
	entries = slices.SortedStableFunc(slices.Values(entries), func(a, b incident.Entry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	s := Situation{Now: now}
	last := told(entries, &s)
	var before, after incident.Affected
	facts := map[string]Fact{}
	var notes []Fact
	for _, e := range entries {
		fresh := e.At.After(last)
		switch e.Kind {
		case incident.KindImpact:
			after = incident.Unpack[incident.Affected](e)
			if !fresh {
				before = after
				continue
			}
			for field, said := range affected(after) {
				if said != affected(before)[field] && facts[field].Text != said {
					facts[field] = Fact{e.At, e.ID, field, said, e.By}
				}
			}
		case incident.KindNoted:
			if fresh && e.Text != "" {
				notes = append(notes, Fact{At: e.At, Entry: e.ID, Text: text.Block(e.Text, fieldRunes), By: e.By})
			}
		}
	}
	for field, f := range facts {
		// What was changed and changed back is not new.
		if now := affected(after)[field]; now == "" || now != f.Text {
			continue
		}
		notes = append(notes, f)
	}
	slices.SortFunc(notes, func(a, b Fact) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Field, b.Field))
	})
	s.New = len(notes) > 0
	if s.Told > 0 {
		s.Said = before.What
		s.Counted = before.Share == "" && after.Share != ""
		s.Ways = before.Workaround == "" && after.Workaround != ""
		s.Changed = changed(before.Share, after.Share) || changed(before.Where, after.Where) || changed(before.Who, after.Who)
	}
	return s, notes
}

// told counts the updates, one for all channels of a publication, and gives
// when the last one could be read.
func told(entries []incident.Entry, s *Situation) time.Time {
	var last time.Time
	seen := map[string]bool{}
	for _, e := range entries {
		if e.Kind != incident.KindPublished {
			continue
		}
		spoken := incident.Unpack[incident.Spoken](e)
		at := spoken.Visible
		if at.IsZero() {
			at = e.At
		}
		if key := cmp.Or(spoken.Publication, e.ID); !seen[key] {
			seen[key] = true
			s.Told++
		}
		if !at.Before(last) {
			last, s.Last, s.Promised = at, spoken.Phase, spoken.Due
		}
	}
	return last
}

// affected are the facts of an impact by the answer they belong to.
func affected(a incident.Affected) map[string]string {
	return map[string]string{"what": a.What, "who": a.Who, "where": a.Where, "share": a.Share, "works": a.Works, "meanwhile": a.Workaround}
}

func changed(before, after string) bool { return before != "" && after != "" && before != after }
