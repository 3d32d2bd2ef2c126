package now

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

func TestWhatTheWindowPutsInHasItsPlaceInEveryWidth(t *testing.T) {
	for _, c := range []struct {
		name   string
		size   fyne.Size
		column bool // beside the timeline
		tabs   int
	}{
		{"wide", wide, true, 3},
		{"narrow", narrow, false, 4},
		{"phone", phone, false, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			beside, below := widget.NewLabel("what customers see"), widget.NewLabel("what to try")
			s := open(t, story(), c.size, func(s *stage) {
				s.slots = func() Slots { return Slots{Beside: beside, Title: "Page", Below: below} }
			})
			l := s.screen.list
			if end := l.list.Position().Y + l.list.Size().Height; end > below.Position().Y || below.Position().Y+below.Size().Height > l.content.Size().Height+1 {
				t.Errorf("the list ends at %v, what stands below it at %v of %v", end, below.Position().Y, l.content.Size().Height)
			}
			s.screen.Open("search")
			s.shown("search")
			d := s.screen.detail
			if got := len(d.tabNames()); got != c.tabs {
				t.Errorf("%d tabs, want %d", got, c.tabs)
			}
			if beside.Visible() != c.column || d.facts.content.Visible() {
				t.Errorf("beside the timeline: what customers see %v, the facts %v", beside.Visible(), d.facts.content.Visible())
			}
			if c.column && beside.Size().Width < look.Beside-2 {
				t.Errorf("the column is %v wide", beside.Size().Width)
			}
			d.tabs.Set(tabFacts)
			d.arrange()
			if !d.facts.content.Visible() || d.timeline.Visible() {
				t.Error("the facts have no tab any more")
			}
			if !c.column {
				d.tabs.Set(besideTab)
				d.arrange()
				if !beside.Visible() || d.facts.content.Visible() {
					t.Error("what customers see has no tab")
				}
			}
		})
	}
}
