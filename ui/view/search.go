package view

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/words"
)

// Found gathers what a search gives.
type Found struct {
	Sections []Section
	// Compact: the result reaches into the past, and its rows are low.
	Compact bool
	Matches int

	present []store.Row
	past    map[int]*[]Past
	months  monthly
	latest  *[]Past // those of the month that months knows
}

// Past is what a row of the past shows; a hundred thousand of them fit in memory.
type Past struct {
	ID       incident.ID
	Title    string
	Started  int64 // seconds
	Severity incident.Severity
}

// Latest compares by start, the latest first.
func Latest(a, b Past) int {
	if a.Started != b.Started {
		return cmp.Compare(b.Started, a.Started)
	}
	return cmp.Compare(a.ID, b.ID)
}

// PastOf is an incident as the past shows it.
func PastOf(r store.Row) Past { return Past{r.ID, r.Title, r.StartedAt.Unix(), r.Severity} }

// AddPresent adds an incident that the list shows unasked.
func (f *Found) AddPresent(r store.Row) {
	f.Matches++
	f.present = append(f.present, r)
}

// AddPast adds one that ended before.
func (f *Found) AddPast(p Past) {
	f.Matches++
	if month, other := f.months.of(p.Started); other {
		if f.past == nil {
			f.past = map[int]*[]Past{}
		}
		if f.latest = f.past[month]; f.latest == nil {
			f.latest = new([]Past)
			f.past[month] = f.latest
		}
	}
	*f.latest = append(*f.latest, p)
}

// Arrange makes sections of what was added: what is open stands as it always
// does, what ended stands by month.
func (f *Found) Arrange(scene *Scene, folded func(key string) bool) {
	f.Sections = Sections(f.present, scene, folded)
	f.Compact = len(f.past) > 0
	for _, month := range slices.SortedFunc(maps.Keys(f.past), func(a, b int) int { return cmp.Compare(b, a) }) {
		f.Sections = append(f.Sections, monthSection(*f.past[month], scene, folded))
	}
}

// monthly numbers months. The calendar is slow, and incidents come by time: the
// month of the last one is mostly that of the next.
type monthly struct {
	from, to int64 // seconds of the month it knows
	month    int
}

// of gives a time's month, and whether it is another than the last one asked for.
func (c *monthly) of(secs int64) (month int, other bool) {
	if secs >= c.from && secs < c.to {
		return c.month, false
	}
	zone := words.Zone()
	y, m, _ := time.Unix(secs, 0).In(zone).Date()
	c.from, c.to = time.Date(y, m, 1, 0, 0, 0, 0, zone).Unix(), time.Date(y, m+1, 1, 0, 0, 0, 0, zone).Unix()
	c.month = y*12 + int(m)
	return c.month, true
}

func monthSection(rows []Past, scene *Scene, folded func(string) bool) Section {
	if !slices.IsSortedFunc(rows, Latest) {
		slices.SortFunc(rows, Latest)
	}
	first := time.Unix(rows[0].Started, 0)
	key := first.In(words.Zone()).Format("2006-01")
	s := Section{Key: key, Kind: Month, Title: words.Month(first), Count: words.Number(len(rows)),
		Folded: folded(key), Rows: history{scene, rows}}
	if s.Folded {
		s.Note = words.T("Show")
	}
	return s
}

// history forms the rows of the past when they are drawn.
type history struct {
	scene *Scene
	rows  []Past
}

func (h history) Len() int             { return len(h.rows) }
func (h history) ID(n int) incident.ID { return h.rows[n].ID }

// Suits: what ended long ago can be noted on alone.
func (h history) Suits(int) Suits { return Suits{} }

// Row forms the nth.
func (h history) Row(n int) Row {
	r := h.rows[n]
	return Row{ID: r.ID, Kind: Month, Severity: r.Severity.OrDefault(), Level: r.Severity.OrDefault().String(),
		Title: titled(r.Title), Age: words.Moment(time.Unix(r.Started, 0), h.scene.Now), Unseen: h.scene.Unseen[r.ID]}
}
