package now

import "testing"

func TestTheClockStripOpensToTheWholeJourney(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			s := open(t, story(), size, nil)
			s.screen.Open("checkout")
			s.shown("checkout")
			d := s.screen.detail
			s.key('m')
			if !d.journey.content.Visible() || len(d.journey.shown.Steps) < 3 || !d.strip.Opened {
				t.Fatalf("M shows %d steps", len(d.journey.shown.Steps))
			}
			top, foot := d.strip.Position().Y+d.strip.Size().Height, d.tabs.Position().Y
			if p := d.journey.content; p.Position().Y < top || p.Position().Y+p.Size().Height > foot+1 || p.Size().Height < d.journey.top()+40 {
				t.Errorf("the journey stands from %v, %v high, between %v and %v", p.Position().Y, p.Size().Height, top, foot)
			}
			if name != "phone" && d.timeline.Size().Height < 80 {
				t.Errorf("%v are left for the timeline", d.timeline.Size().Height)
			}
			d.strip.Tapped(nil)
			if d.journey.content.Visible() || d.strip.Opened {
				t.Error("pressing the strip leaves it open")
			}
		})
	}
}

func TestAJourneyThatIsNotKnownSaysWhatToSayFirst(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.screen.Open("stock")
	s.shown("stock")
	s.key('m')
	s.wantToast("Say first whether customers are affected.")
	if s.screen.detail.journey.content.Visible() {
		t.Error("an empty journey is shown")
	}
	s.screen.detail.journey.opened = true // of an incident before
	s.screen.detail.arrange()
	if s.screen.detail.journey.content.Visible() {
		t.Error("an empty journey is shown beside another incident")
	}
}

func TestTheNextPaneGoesThroughTheJourney(t *testing.T) {
	s := open(t, story(), wide, nil)
	s.screen.Open("checkout")
	s.shown("checkout")
	s.key('m')
	s.key('j')
	for n, want := range s.screen.panes() {
		if s.screen.focused() != want {
			t.Errorf("pane %d has not the focus", n)
		}
		s.screen.nextPane()
	}
	if !s.screen.detail.writes() {
		t.Error("the note comes last")
	}
}
