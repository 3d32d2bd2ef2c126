package now

import (
	"testing"

	"turnaround/ui/look"
)

func TestAScreenMadeAnewGoesOnWhereTheOneBeforeItWas(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			s := open(t, story(), size, nil)
			s.screen.Open("checkout")
			s.shown("checkout")
			s.key('m')
			s.screen.list.field.SetText("check")
			s.screen.detail.drafts["stock"] = "begun"
			next := New(s.screen.Config)
			next.SetWidth(look.WidthOf(size.Width))
			next.Succeed(s.screen)
			if next.Selected() != "checkout" || next.list.list.Selected() != "checkout" || next.opened != s.screen.opened || !next.detail.journey.opened {
				t.Errorf("it shows %q, the list %q", next.Selected(), next.list.list.Selected())
			}
			if next.list.field.Text() != "check" || next.asked.get().query != "check" || next.detail.drafts["stock"] != "begun" {
				t.Errorf("it searches for %q", next.list.field.Text())
			}
			next.Succeed("something else")
		})
	}
}
