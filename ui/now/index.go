package now

import (
	"iter"
	"slices"
	"strings"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/view"
)

// index keeps of every incident what a search for plain words looks at, so that
// a keystroke over a hundred thousand decodes none of them. The texts stand in
// one string, in the order of the incidents: looking through that is about as
// fast as reading it.
type index struct {
	all   []indexed // the latest first, as they are shown
	texts string
	ends  []int // where the text of each ends
	where map[incident.ID]int
	// changed holds what is newer than in all.
	changed map[incident.ID]change
	old     int // how many of all are
}

// indexed is one incident.
type indexed struct {
	view.Past
	old      bool  // it changed since
	ended    int64 // seconds; 0: it is open
	acked    incident.PersonID
	assignee incident.PersonID
}

// change is an incident that is newer than the index.
type change struct {
	indexed
	text string
}

// newIndex takes up all there are.
func newIndex(rows iter.Seq[store.Row]) *index {
	x := &index{}
	var found []change
	for r := range rows {
		if r.MergedInto == "" {
			found = append(found, changeOf(r))
		}
	}
	slices.SortFunc(found, func(a, b change) int { return view.Latest(a.Past, b.Past) })
	x.all, x.ends, x.where = make([]indexed, len(found)), make([]int, len(found)), make(map[incident.ID]int, len(found))
	var texts strings.Builder
	for n, c := range found {
		texts.WriteString(c.text)
		x.all[n], x.ends[n], x.where[c.ID] = c.indexed, texts.Len(), n
	}
	x.texts = texts.String()
	return x
}

func changeOf(r store.Row) change {
	c := change{indexed: indexed{Past: view.PastOf(r), acked: r.AckedBy, assignee: r.Assignee},
		text: strings.ToLower(r.Title+"\n"+r.Service+"\n"+r.Source) + "\n"}
	if r.Status == incident.Resolved {
		c.ended = r.ResolvedAt.Unix()
	}
	return c
}

// change takes up that an incident changed, or is there no more.
func (x *index) change(id incident.ID, r store.Row, there bool) {
	if n, ok := x.where[id]; ok && !x.all[n].old {
		x.all[n].old = true
		x.old++
	}
	delete(x.changed, id)
	if !there || r.MergedInto != "" {
		return
	}
	if x.changed == nil {
		x.changed = map[incident.ID]change{}
	}
	x.changed[id] = changeOf(r)
}

// size is how many there are.
func (x *index) size() int { return len(x.all) - x.old + len(x.changed) }

// worn tells that so much changed that the index is to be made anew.
func (x *index) worn() bool { return x.old+len(x.changed) > 1000+len(x.all)/4 }

// find calls f with every incident in whose texts all words occur, until f says no.
func (x *index) find(words []string, f func(*indexed) bool) {
	longest := ""
	for _, word := range words {
		if len(word) > len(longest) {
			longest = word
		}
	}
	for n, from := 0, 0; n < len(x.all); n++ {
		next := strings.Index(x.texts[from:], longest)
		if next < 0 {
			break
		}
		for next += from; x.ends[n] <= next; n++ {
			from = x.ends[n]
		}
		text := x.texts[from:x.ends[n]]
		from = x.ends[n]
		if !x.all[n].old && hasAll(text, words) && !f(&x.all[n]) {
			return
		}
	}
	for _, c := range x.changed {
		if hasAll(c.text, words) && !f(&c.indexed) {
			return
		}
	}
}

// hasAll tells whether all words occur.
func hasAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// heldBy tells whether a person has it.
func (i *indexed) heldBy(me incident.PersonID) bool {
	return me != "" && (i.acked == me || i.assignee == me)
}
