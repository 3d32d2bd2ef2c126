package now

import (
	"context"
	"slices"
	"strings"
	"testing"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
)

// banners are the texts of those in the detail.
func banners(s *stage) (texts []string) {
	for _, o := range s.screen.detail.queue.content.Objects {
		if b, ok := o.(*parts.Banner); ok {
			texts = append(texts, b.Text)
		}
	}
	return texts
}

func TestWhatDoesNotFitIsPointedOutInTheDetail(t *testing.T) {
	d := story()
	d.wrong = []desk.Contradiction{
		{Kind: desk.ResolvedButFiring, Incident: "checkout", Channel: "Status page", Phase: incident.PhaseResolved},
		{Kind: desk.ChannelsDisagree, Incident: "checkout", Channel: "Mail", Over: []string{"Status page"}},
		{Kind: desk.TroubleButQuiet, Incident: "cards", Channel: "Status page"},
	}
	var wrote []incident.ID
	s := open(t, d, wide, func(s *stage) {
		s.ways = []Way{{Action: keys.Export, Text: "Update customers", Importance: parts.Amber, Go: func(id incident.ID) { wrote = append(wrote, id) }}}
	})
	s.screen.Open("checkout")
	s.shown("checkout")
	want := []string{"Status page says that it is resolved, and 14 of its alerts fire.", "Status page: resolved. Mail: not yet."}
	if got := banners(s); !slices.Equal(got, want) || !s.screen.detail.queue.content.Visible() {
		t.Errorf("it says %q", got)
	}
	s.screen.detail.queue.content.Objects[0].(*parts.Banner).Press()
	if !slices.Equal(wrote, []incident.ID{"checkout"}) {
		t.Errorf("it led to %v", wrote)
	}
	if s.screen.list.wrong.Visible() {
		t.Error("the list points out what is an incident's own")
	}
}

func TestWhatFitsNoIncidentStandsAboveTheList(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			d := story()
			d.wrong = []desk.Contradiction{
				{Kind: desk.ComponentsLeft, Channel: "Status page", Components: []string{"Checkout", "Search"}},
				{Kind: desk.TroubleButQuiet, Channel: "Status page", Title: "Search is slow"},
			}
			s := open(t, d, size, nil)
			p := s.screen.list
			if p.wrong.Text != "Status page shows Checkout, Search as not working, and says nothing of it." {
				t.Errorf("it says %q", p.wrong.Text)
			}
			if top := p.wrong.Position().Y + p.wrong.Size().Height; !p.wrong.Visible() || p.list.Position().Y < top {
				t.Errorf("it ends at %v, the list begins at %v", top, p.list.Position().Y)
			}
			p.wrong.Press()
			if s.dialog == nil {
				t.Error("the others are not told")
			}
		})
	}
}

func TestAChannelsIncidentIsJoinedToTheOneShown(t *testing.T) {
	d := story()
	d.loose = []desk.Thread{{Channel: "Status page", Ref: "r1", Title: "Search is down", Phase: incident.Investigating},
		{Channel: "Status page", Ref: "r2", Title: "Of last week", Phase: incident.PhaseResolved}}
	s := open(t, d, wide, nil)
	s.shown("search")
	if got := banners(s); !slices.Equal(got, []string{"Status page: Search is down · Investigating. It is about none of your incidents."}) {
		t.Fatalf("it says %q", got)
	}
	s.screen.detail.queue.content.Objects[0].(*parts.Banner).Press()
	s.wantDone("join Status page r1 [search]")
	s.until("nothing is loose", func() bool { return len(banners(s)) == 0 })
	d.mu.Lock()
	d.loose = []desk.Thread{{Channel: "Status page", Ref: "r3", Title: "Payments", Phase: incident.Identified}}
	d.mu.Unlock()
	s.screen.Open("checkout") // its customers heard already: offered by the menu alone
	s.until("the incident", func() bool { return len(s.screen.detail.shown.Loose) == 1 && s.screen.detail.shown.ID == "checkout" })
	if got := banners(s); len(got) != 0 {
		t.Errorf("it says %q", got)
	}
	s.screen.pickThread()
	if s.dialog == nil {
		t.Error("nothing is offered")
	}
}

// doubled is a desk of which one incident is open twice on a channel.
type doubled struct{ joined []string }

func (d *doubled) Words(id incident.ID, channel string) (string, error) {
	return "It goes on under “Cards are declined”.", nil
}

func (d *doubled) Join(_ context.Context, id incident.ID, channel string) error {
	d.joined = append(d.joined, string(id)+" on "+channel)
	return nil
}

func TestWhatIsOpenTwiceIsClosedOnlyAfterAYes(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			d, twins := story(), &doubled{}
			twin := desk.Contradiction{Kind: desk.OpenTwice, Incident: "checkout", Channel: "Status page", Title: "Cards are declined", Twin: &desk.Twin{Later: true}}
			first := twin
			first.Channel, first.Twin = "Second page", &desk.Twin{}
			d.wrong = []desk.Contradiction{twin, first}
			s := open(t, d, size, func(s *stage) { s.twins = twins })
			s.screen.Open("checkout")
			s.shown("checkout")
			said := banners(s)
			if len(said) != 2 || said[0] != "Status page has two incidents for this: “Cards are declined” was opened there at the same moment, before ours." ||
				!strings.HasSuffix(said[1], "after ours. Whoever opened it closes it.") {
				t.Fatalf("it says %q", said)
			}
			s.screen.detail.queue.content.Objects[1].(*parts.Banner).Press()
			s.screen.detail.queue.content.Objects[0].(*parts.Banner).Press()
			s.until("the question", func() bool { return s.dialog != nil })
			if len(twins.joined) != 0 {
				t.Fatal("nobody said yes")
			}
			s.dialog.Button(0).Tapped(nil)
			s.until("it to be closed", func() bool { return len(s.toasts) > 0 })
			if !slices.Equal(twins.joined, []string{"checkout on Status page"}) || !strings.HasSuffix(s.toasts[0], "[undo]") {
				t.Errorf("did %q, said %q", twins.joined, s.toasts)
			}
		})
	}
}
