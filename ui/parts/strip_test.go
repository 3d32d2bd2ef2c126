package parts

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// choices is what all strips can do.
type choices interface {
	fyne.Widget
	fyne.Focusable
	fyne.Tappable
	fyne.Accessible
}

func tapCell(c choices, s *strip, n int) {
	at := s.cells[n].at
	test.TapAt(c, at.AddXY(s.cells[n].size.Width/2, s.cells[n].size.Height/2))
}

func TestChoicesSideBySideMoveByArrows(t *testing.T) {
	routes := []Place{{Route: "now", Text: "Now", Icon: "bolt"}, {Route: "drill", Text: "Drill", Icon: "flag"}, {Route: "set", Text: "Settings", Icon: "tune"}}
	at := func(told *[]int) func(string) {
		return func(r string) {
			*told = append(*told, slices.IndexFunc(routes, func(p Place) bool { return p.Route == r }))
		}
	}
	add := func(told *[]int) func(int) { return func(n int) { *told = append(*told, n) } }
	for name, c := range map[string]struct {
		build   func(told *[]int) (choices, *strip)
		upright bool
		follows bool // an arrow chooses at once
	}{
		"Segmented": {func(told *[]int) (choices, *strip) {
			s := NewSegmented([]string{"1x", "2x", "5x"}, 0, add(told))
			return s, &s.strip
		}, false, true},
		"TabBar": {func(told *[]int) (choices, *strip) {
			s := NewTabBar([]Tab{{Text: "Timeline"}, {Text: "Facts"}, {Text: "Links"}}, 0, add(told))
			return s, &s.strip
		}, false, true},
		"FilterChips": {func(told *[]int) (choices, *strip) {
			s := NewFilterChips([]Filter{{Text: "Everything"}, {Text: "Mine"}, {Text: "Mail"}}, 0, add(told))
			return s, &s.strip
		}, false, false},
		"Rail": {func(told *[]int) (choices, *strip) {
			s := NewRail(routes, at(told))
			s.SetRoute("now")
			return s, &s.strip
		}, true, false},
		"BottomTabs": {func(told *[]int) (choices, *strip) {
			s := NewBottomTabs(routes, at(told))
			s.SetRoute("now")
			return s, &s.strip
		}, false, false},
		"NavList": {func(told *[]int) (choices, *strip) {
			s := NewNavList(routes, at(told))
			s.SetRoute("now")
			return s, &s.strip
		}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			var told []int
			part, s := c.build(&told)
			h := hear(t, part)
			h.focus(t, part)
			forth, back := fyne.KeyRight, fyne.KeyLeft
			if c.upright {
				forth, back = fyne.KeyDown, fyne.KeyUp
			}
			h.key(back) // at the end already
			if len(told) != 0 {
				t.Fatalf("back from the first told %v", told)
			}
			want := []int{1, 2}
			if h.key(forth); !c.follows {
				if len(told) != 0 {
					t.Fatalf("an arrow chose %v", told)
				}
				h.key(fyne.KeyReturn)
			}
			if h.key(forth); !c.follows {
				h.key(fyne.KeySpace)
			}
			h.key(forth)
			if !slices.Equal(told, want) {
				t.Errorf("told %v, want %v", told, want)
			}
			if h.window.Canvas().Focused() != fyne.Focusable(part) {
				t.Error("choosing took the focus away")
			}
			h.took()
			h.key(fyne.KeyHome)
			if s.at != 0 {
				t.Errorf("Home leads to %d", s.at)
			}
			h.key(fyne.KeyEnd)
			if s.at != 2 {
				t.Errorf("End leads to %d", s.at)
			}
			h.passesOn(t, name)
			if !c.upright {
				h.key(fyne.KeyDown)
				h.wants(t, name+": Down", keys.Down)
			}
			told = nil
			tapCell(part, s, 1)
			if !slices.Equal(told, []int{1}) {
				t.Errorf("a tap on the second told %v", told)
			}
			s.Disable()
			tapCell(part, s, 0)
			h.key(fyne.KeyHome, fyne.KeyReturn)
			if !slices.Equal(told, []int{1}) {
				t.Errorf("disabled, it told %v", told)
			}
			if part.AccessibilityLabel() == "" {
				t.Error("it has no name")
			}
		})
	}
}

func TestAChipPressedAgainIsOffAndOnesOwnIsRemoved(t *testing.T) {
	var told, gone []int
	f := NewFilterChips([]Filter{{Text: "Everything"}, {Text: "service:shop", Own: true}}, -1, func(n int) { told = append(told, n) })
	f.OnRemove = func(n int) { gone = append(gone, n) }
	h := hear(t, f)
	h.focus(t, f)
	h.key(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyDelete, fyne.KeyRight, fyne.KeyDelete)
	if !slices.Equal(told, []int{0, -1}) || !slices.Equal(gone, []int{1}) {
		t.Errorf("told %v, removed %v", told, gone)
	}
}

func TestTheStatusBarStopsAtWhatCanBePressed(t *testing.T) {
	var did []string
	s := NewStatusBar()
	h := hear(t, s)
	if !s.Disabled() {
		t.Error("an empty bar takes the focus")
	}
	press := func(name string) func() { return func() { did = append(did, name) } }
	s.Set([]StatusItem{{Text: "eu-prod", Icon: "check_circle"}, {Text: "probe: slow", Icon: "warning", Do: press("probe")}},
		[]StatusItem{{Text: "Synced 8 s ago"}, {Text: "2 wait", Icon: "cloud_off", Do: press("queue")}})
	h.focus(t, s)
	h.key(fyne.KeyReturn, fyne.KeyRight, fyne.KeyRight, fyne.KeySpace, fyne.KeyLeft, fyne.KeyReturn)
	if !slices.Equal(did, []string{"probe", "queue", "probe"}) {
		t.Errorf("pressed %v", did)
	}
	h.passesOn(t, "StatusBar")
	s.Set(nil, nil)
	h.key(fyne.KeyReturn, fyne.KeyRight) // nothing is left to press
}

func TestTheStatusBarKeepsTheRightWhereRoomIsShort(t *testing.T) {
	s := NewStatusBar()
	s.Set([]StatusItem{{Text: "A source with a long name"}, {Text: "Another source"}}, []StatusItem{{Text: "Synced 8 s ago"}, {Text: "On call until Fri 09:00"}})
	stage(t, look.Prefs{}, s, fyne.NewSize(300, 28))
	last := s.views[3].text
	if last.cut() || last.text.Position().X+last.text.Size().Width > 300 {
		t.Errorf("until when one is on call is cut: %q", last.text.Text)
	}
	if s.views[1].text.text.Visible() {
		t.Error("a text is shown where it has no room")
	}
}

func TestStepsDoneLeadBack(t *testing.T) {
	var told []int
	s := NewStepBar([]string{"Type", "Connect", "Map", "Test"}, 0, func(n int) { told = append(told, n) })
	h := hear(t, s)
	if !s.Disabled() {
		t.Error("at the first step there is nowhere to go back to")
	}
	s.Set(2)
	h.focus(t, s)
	h.key(fyne.KeyReturn, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn)
	tapCell(s, &s.strip, 3)
	if !slices.Equal(told, []int{0, 1}) {
		t.Errorf("told %v, want the done steps alone", told)
	}
	h.passesOn(t, "StepBar")
}

func TestSegmentsShareTheirWidthSoThatNoTextIsCut(t *testing.T) {
	s := NewSegmented([]string{"Investigating", "Identified", "Monitoring", "Resolved"}, 0, nil)
	hear(t, s)
	for _, width := range []float32{352, 600} {
		s.Resize(fyne.NewSize(width, 44))
		end := float32(0)
		for n, c := range s.cells {
			if s.labels[n].cut() {
				t.Errorf("%v wide: %q is cut in %v", width, s.Options[n], c.size)
			}
			if d := c.at.X - end; d < -0.1 || d > 0.1 {
				t.Errorf("%v wide: %q begins at %v, the one before ends at %v", width, s.Options[n], c.at.X, end)
			}
			end = c.at.X + c.size.Width
		}
		if end < width-0.1 || end > width+0.1 {
			t.Errorf("%v wide: they end at %v", width, end)
		}
	}
	if w := s.cells[0].size.Width; w != 150 {
		t.Errorf("with room for all the first is %v wide, not a quarter of 600", w)
	}
}
