package cmd

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/internal/fake/statuspage"
	"turnaround/internal/rig"
)

func TestAChannelsOwnIncidentIsJoined(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	ref := page.Post("", "Card payments fail", "investigating", "Some card payments fail. Next update in 30 minutes.")
	s := newShell(t, fmt.Sprintf("[me]\nname = \"Robin\"\n[[channel]]\nname = \"page\"\nkind = \"statuspage\"\nurl = %q\npage = %q\nsecret = \"file:key\"\n",
		page.URL, statuspage.Page))
	s.write("key", statuspage.Key)
	var item, other Item
	s.json(&item, "declare", "Checkout fails")
	s.json(&other, "declare", "Search is slow") // either could be what the page means
	s.ok("ack", num(item), num(other), "--impact", "yes")
	s.watch()
	rig.Await(t, "the page to be read", func() bool {
		var found joined
		s.json(&found, "join", num(item), "page")
		return len(found.Unlinked) == 1 && found.Unlinked[0].Ref == ref
	})
	if out := s.ok("join", num(item), "page"); !strings.Contains(out, ref+"  Card payments fail (investigating") {
		t.Errorf("it lists %q", out)
	}
	if _, errs, code := s.run("join", num(item), "page", "unknown"); code != exitFailed || !strings.Contains(errs, "lists those there are") {
		t.Errorf("an incident the page does not have: exit %d, %s", code, errs)
	}
	if out := s.ok("join", num(item), "page", ref); !strings.Contains(out, "What page says of it counts now. Last update") {
		t.Errorf("joined: %q", out)
	}
	var sheet Sheet
	s.json(&sheet, "show", num(item))
	if sheet.Customers.LastUpdate.IsZero() || !sheet.Customers.Promised {
		t.Errorf("the page's word does not count: %+v", sheet.Customers)
	}
	if out := s.ok("join", num(item), "page"); !strings.Contains(out, "page tells of nothing") {
		t.Errorf("it lists %q after it was joined", out)
	}
}
