package view

import (
	"cmp"
	"iter"
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
		month := monthOf(r.StartedAt)
		past[month] = append(past[month], old{r.ID, r.Title, r.StartedAt.Unix(), r.Severity})
	}
	found.Sections = Sections(present, scene, folded)
	found.Compact = len(past) > 0
	var months []int
	for month := range past {
		months = append(months, month)
	}
	slices.SortFunc(months, func(a, b int) int { return cmp.Compare(b, a) })
	for _, month := range months {
		found.Sections = append(found.Sections, monthSection(past[month], scene, folded))
	}
	return found, true
}

func monthOf(t time.Time) int {
	y, m, _ := t.In(words.Zone()).Date()
	return y*12 + int(m)
}

func monthSection(rows []old, scene *Scene, folded func(string) bool) Section {
	slices.SortStableFunc(rows, func(a, b old) int { return cmp.Compare(b.started, a.started) })
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
