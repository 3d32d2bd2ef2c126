package view

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/words"
)

// Found is what a search gives.
type Found struct {
	Sections []Section
	// Compact: the result reaches into the past, and its rows are low.
	Compact bool
	Matches int
}

// Search builds the list of what matches: what is open stands as it always
// does, what ended stands by month. It stops when giveUp says so.
func Search(all iter.Seq[store.Row], scene *Scene, folded func(key string) bool, giveUp func() bool) (Found, bool) {
	var present []store.Row
	past := map[int][]old{}
	months := monthly{}
	found := Found{}
	n := 0
	for r := range all {
		if n++; n%512 == 0 && giveUp() {
			return Found{}, false
		}
		if r.MergedInto != "" {
			continue
		}
		found.Matches++
		if Listed(r, scene.Now) {
			present = append(present, r)
			continue
		}
		started := r.StartedAt.Unix()
		month := months.of(started)
		past[month] = append(past[month], old{r.ID, r.Title, started, r.Severity})
	}
	found.Sections = Sections(present, scene, folded)
	found.Compact = len(past) > 0
	for _, month := range slices.SortedFunc(maps.Keys(past), func(a, b int) int { return cmp.Compare(b, a) }) {
		found.Sections = append(found.Sections, monthSection(past[month], scene, folded))
	}
	return found, true
}

// monthly numbers months. The calendar is slow, and incidents come by time: the
// month of the last one is mostly that of the next.
type monthly struct {
	from, to int64 // seconds of the month it knows
	month    int
}

func (c *monthly) of(secs int64) int {
	if secs >= c.from && secs < c.to {
		return c.month
	}
	zone := words.Zone()
	y, m, _ := time.Unix(secs, 0).In(zone).Date()
	c.from, c.to = time.Date(y, m, 1, 0, 0, 0, 0, zone).Unix(), time.Date(y, m+1, 1, 0, 0, 0, 0, zone).Unix()
	c.month = y*12 + int(m)
	return c.month
}

func monthSection(rows []old, scene *Scene, folded func(string) bool) Section {
	slices.SortFunc(rows, func(a, b old) int { return cmp.Or(cmp.Compare(b.started, a.started), cmp.Compare(a.id, b.id)) })
	first := time.Unix(rows[0].started, 0)
	key := first.In(words.Zone()).Format("2006-01")
	s := Section{Key: key, Kind: Month, Title: words.Month(first), Count: words.Number(len(rows)),
		Folded: folded(key), Rows: history{scene, rows}}
	if s.Folded {
		s.Note = words.T("Show")
	}
	return s
}

// old is what a row of the past shows; a hundred thousand of them fit in memory.
type old struct {
	id       incident.ID
	title    string
	started  int64
	severity incident.Severity
}

type history struct {
	scene *Scene
	rows  []old
}

func (h history) Len() int             { return len(h.rows) }
func (h history) ID(n int) incident.ID { return h.rows[n].id }
func (h history) Row(n int) Row {
	r := h.rows[n]
	return Row{ID: r.id, Kind: Month, Severity: r.severity.OrDefault(), Level: r.severity.OrDefault().String(),
		Title: titled(r.title), Age: words.Moment(time.Unix(r.started, 0), h.scene.Now), Unseen: h.scene.Unseen[r.id]}
}
