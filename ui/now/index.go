package now

import (
	"strings"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/view"
)

// index keeps of every incident what a search for plain words looks at, so that
// a keystroke over a hundred thousand decodes none of them.
type index struct {
	all []indexed
	// changed holds what is newer than in all; one that is gone has no text.
	changed map[incident.ID]indexed
}

// indexed is one incident: its texts in lower case, a line each.
type indexed struct {
	view.Past
	text     string
	ended    int64 // seconds; 0: it is open
	acked    incident.PersonID
	assignee incident.PersonID
}

func indexedOf(r store.Row) indexed {
	if r.MergedInto != "" {
		return indexed{Past: view.Past{ID: r.ID}}
	}
	i := indexed{Past: view.PastOf(r), text: strings.ToLower(r.Title + "\n" + r.Service + "\n" + r.Source),
		acked: r.AckedBy, assignee: r.Assignee}
	if r.Status == incident.Resolved {
		i.ended = r.ResolvedAt.Unix()
	}
	return i
}

func (x *index) add(r store.Row) { x.all = append(x.all, indexedOf(r)) }

func (x *index) change(id incident.ID, r store.Row, there bool) {
	if x.changed == nil {
		x.changed = map[incident.ID]indexed{}
	}
	x.changed[id] = indexed{Past: view.Past{ID: id}}
	if there {
		x.changed[id] = indexedOf(r)
	}
}

// worn tells that so much changed that the index is to be made anew.
func (x *index) worn() bool { return len(x.changed) > 1000+len(x.all)/4 }

// each calls f with every incident there is, until f says no.
func (x *index) each(f func(*indexed) bool) {
	for n := range x.all {
		one := &x.all[n]
		if len(x.changed) > 0 {
			if _, newer := x.changed[one.ID]; newer {
				continue
			}
		}
		if one.text != "" && !f(one) {
			return
		}
	}
	for _, one := range x.changed {
		if one.text != "" && !f(&one) {
			return
		}
	}
}

// heldBy tells whether a person has it.
func (i *indexed) heldBy(me incident.PersonID) bool {
	return me != "" && (i.acked == me || i.assignee == me)
}

// has tells whether all words occur.
func (i *indexed) has(words []string) bool {
	for _, word := range words {
		if !strings.Contains(i.text, word) {
			return false
		}
	}
	return true
}
