package now

import (
	"slices"
	"testing"

	"turnaround/app/incident"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
)

func TestAWayLeadsOnFromTheIncidentThatIsShown(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			var gone []incident.ID
			way := Way{Action: keys.Export, Text: "Update customers", Icon: "campaign", Importance: parts.Amber,
				Go: func(id incident.ID) { gone = append(gone, id) }}
			s := open(t, story(), size, func(s *stage) { s.ways = []Way{way} })
			s.screen.Open("checkout")
			s.shown("checkout")
			head := s.screen.detail.head
			if b := head.ways[0]; !b.Visible() || b.Position().X+b.Size().Width > head.content.Size().Width || b.Position().Y < head.ack.Position().Y {
				t.Errorf("the button stands at %v in %v", b.Position(), b.Size())
			}
			head.ways[0].OnPressed()
			s.router.Do(keys.Export)
			if !slices.ContainsFunc(s.screen.moreMenu(), func(i parts.Item) bool { return i.Text == way.Text }) {
				t.Error("the menu does not have it")
			}
			if want := []incident.ID{"checkout", "checkout"}; !slices.Equal(gone, want) {
				t.Errorf("it went to %v", gone)
			}
		})
	}
}
