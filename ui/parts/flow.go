package parts

import (
	"sort"

	"turnaround/app/incident"
	"turnaround/ui/view"
)

// flow is where the heads and rows of a list stand, worked out from the
// sections alone: rows of one height need no table of their own.
type flow struct {
	sections []view.Section
	density  Density
	width    float32 // rows are higher where it is small
	row      float32
	tops     []float32 // of each section's head
	first    []int     // number of each section's first row, folded rows left out
	rows     int
	height   float32
}

func newFlow(sections []view.Section, d Density, width float32) *flow {
	f := &flow{sections: sections, density: d, width: width}
	f.measure()
	return f
}

func (f *flow) measure() {
	f.row = f.density.heightIn(f.width)
	f.tops, f.first = make([]float32, len(f.sections)), make([]int, len(f.sections))
	f.rows, f.height = 0, 0
	for n := range f.sections {
		f.tops[n], f.first[n] = f.height, f.rows
		shown := f.shown(n)
		f.height += f.head(n) + float32(shown)*f.row
		f.rows += shown
	}
}

// head is the height of a section's head; without a title there is none.
func (f *flow) head(section int) float32 {
	if f.sections[section].Title == "" {
		return 0
	}
	return headHeight(f.density == Phone)
}

// shown counts a section's rows on screen.
func (f *flow) shown(section int) int {
	s := &f.sections[section]
	if s.Folded || s.Rows == nil {
		return 0
	}
	return s.Rows.Len()
}

// spot gives the section of a row and its place there.
func (f *flow) spot(row int) (section, n int) {
	section = sort.SearchInts(f.first, row+1) - 1
	for section > 0 && f.shown(section) == 0 {
		section--
	}
	return section, row - f.first[section]
}

// id names the incident of a row; "" beyond the rows.
func (f *flow) id(row int) incident.ID {
	if row < 0 || row >= f.rows {
		return ""
	}
	section, n := f.spot(row)
	return f.sections[section].Rows.ID(n)
}

func (f *flow) view(row int) view.Row {
	section, n := f.spot(row)
	return f.sections[section].Rows.Row(n)
}

// top is a row's upper edge.
func (f *flow) top(row int) float32 {
	section, n := f.spot(row)
	return f.tops[section] + f.head(section) + float32(n)*f.row
}

// section gives the section at a height; -1 where there is none.
func (f *flow) section(y float32) int {
	return sort.Search(len(f.tops), func(n int) bool { return f.tops[n] > y }) - 1
}

// at gives the row at a height; a head belongs to the row after it. It may be
// one past the last.
func (f *flow) at(y float32) int {
	section := f.section(y)
	if section < 0 {
		return 0
	}
	n := int((y - f.tops[section] - f.head(section)) / f.row)
	return f.first[section] + max(0, min(n, f.shown(section)))
}

// hit gives the row that covers a height, if one does.
func (f *flow) hit(y float32) (row int, ok bool) {
	row = f.at(y)
	if y < 0 || row >= f.rows {
		return 0, false
	}
	top := f.top(row)
	return row, y >= top && y < top+f.row
}

// find looks for an incident, first where it was, then nearby, then everywhere;
// -1 where no row on screen shows it.
func (f *flow) find(id incident.ID, hint int) int {
	if id == "" {
		return -1
	}
	const near = 64
	if f.id(hint) == id {
		return hint
	}
	for row := max(hint-near, 0); row < min(hint+near, f.rows); row++ {
		if f.id(row) == id {
			return row
		}
	}
	for section := range f.sections {
		for n := range f.shown(section) {
			if f.sections[section].Rows.ID(n) == id {
				return f.first[section] + n
			}
		}
	}
	return -1
}
