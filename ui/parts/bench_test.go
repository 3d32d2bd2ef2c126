package parts

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// benchList is a list of 10,000 rows in a window of the design's size.
func benchList(b *testing.B) (*IncidentList, []view.Section) {
	b.Helper()
	app := test.NewTempApp(b)
	look.Apply(app, look.Prefs{Theme: "dark"})
	l := NewIncidentList()
	sections := many(10_000, 2500)
	l.Set(sections)
	w := test.NewTempWindow(b, l)
	w.Resize(fyne.NewSize(440, 712))
	b.ReportAllocs()
	return l, sections
}

// BenchmarkListUpdate swaps in 10,000 rows of which one in view changed.
func BenchmarkListUpdate(b *testing.B) {
	l, sections := benchList(b)
	other := slices.Clone(sections)
	rows := slices.Clone(sections[0].Rows.(view.Ready))
	rows[3].Age = "15 Feb"
	other[0].Rows = rows
	both := [][]view.Section{sections, other}
	for n := 0; b.Loop(); n++ {
		l.Set(both[n%2])
	}
}

// BenchmarkListReplace swaps in 10,000 rows of which all in view changed.
func BenchmarkListReplace(b *testing.B) {
	l, sections := benchList(b)
	other := slices.Clone(sections)
	rows := slices.Clone(sections[0].Rows.(view.Ready))
	slices.Reverse(rows)
	other[0].Rows = rows
	both := [][]view.Section{sections, other}
	for n := 0; b.Loop(); n++ {
		l.Set(both[n%2])
	}
}

// BenchmarkListScroll scrolls on by one step of a wheel.
func BenchmarkListScroll(b *testing.B) {
	l, _ := benchList(b)
	for b.Loop() {
		scrollBy(l, 40)
		if l.scroll.Offset.Y+800 > l.flow.height {
			l.scrollTo(0)
		}
	}
}

// BenchmarkListPage moves the selection a page on.
func BenchmarkListPage(b *testing.B) {
	l, _ := benchList(b)
	for b.Loop() {
		typed(l, fyne.KeyPageDown)
		if l.at == l.Len()-1 {
			typed(l, fyne.KeyHome)
		}
	}
}

// BenchmarkTimelineScroll scrolls 10,000 moments on by one step of a wheel.
func BenchmarkTimelineScroll(b *testing.B) {
	app := test.NewTempApp(b)
	look.Apply(app, look.Prefs{Theme: "dark"})
	l := NewTimelineList()
	l.Set(moments(10_000))
	w := test.NewTempWindow(b, l)
	w.Resize(fyne.NewSize(608, 512))
	b.ReportAllocs()
	for b.Loop() {
		l.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -40}})
		if l.scroll.Offset.Y+600 > l.height() {
			l.ScrollToTop()
		}
	}
}
