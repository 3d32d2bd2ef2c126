package parts

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"turnaround/ui/look"
)

// The rail and a phone's tabs are told of the same places.
func TestABadgeIsDrawnWhereverItsPlaceStands(t *testing.T) {
	look.Apply(test.NewTempApp(t), look.Prefs{})
	all := []Place{{Route: "now", Text: "Now"}, {Route: "customers", Text: "Customers", Counts: "what is owed"}}
	rail, tabs := NewRail(all, nil), NewBottomTabs(all, nil)
	rail.SetBadge("customers", 2)
	tabs.SetBadge("customers", 2)
	for name, p := range map[string]*places{"rail": &rail.places, "tabs": &tabs.places} {
		if got := p.tipOf(1).Text; got != "Customers. what is owed" {
			t.Errorf("%s: the tooltip says %q", name, got)
		}
		if p.items[1].count.text.Text != "2" || !p.items[1].badge.Visible() || p.items[0].badge.Visible() {
			t.Errorf("%s shows %q", name, p.items[1].count.text.Text)
		}
	}
}
