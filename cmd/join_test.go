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

func TestWhatWasOpenedTwiceIsMadeOneByCommand(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	s := newShell(t, tellingShop(page))
	s.write("key", statuspage.Key)
	var item Item
	s.json(&item, "declare", "psp-eu-2 5xx", "--service", "shop", "--severity", "1")
	s.watch()
	if _, errs, code := s.run("join", num(item), "status page", "--close-ours"); code != exitFailed || !strings.Contains(errs, "nothing is open twice") {
		t.Errorf("before there are two: exit %d, %s", code, errs)
	}
	gate := page.Gate(2)
	s.ok("update", "publish", num(item), "--yes")
	rig.Await(t, "ours to be about to be opened", func() bool { return gate.Held() == 1 })
	theirs := page.Post("", "Cards are declined", "investigating", "A colleague wrote this.")
	gate.Open()
	var status StatusItem
	rig.Await(t, "the two to be told", func() bool {
		s.json(&status, "status")
		return len(status.Stuck) == 1
	})
	if status.Stuck[0].State != "twice" || status.Stuck[0].Number != item.Number {
		t.Errorf("status: %+v", status.Stuck)
	}
	if out := s.ok("promises"); !strings.Contains(out, `Does not fit: status page has two incidents for this: "Cards are declined" was opened there at the same moment, before ours`) {
		t.Errorf("promises says:\n%s", out)
	}
	if _, errs, code := s.run("join", num(item), "status page", theirs, "--close-ours"); code != exitUsage {
		t.Errorf("a REF beside --close-ours: exit %d, %s", code, errs)
	}
	if out := s.ok("join", num(item), "status page", "--close-ours"); !strings.Contains(out, "updates continue under “Cards are declined”") {
		t.Errorf("it says %q", out)
	}
	rig.Await(t, "ours to be closed", func() bool {
		all := page.Incidents()
		return len(all) == 2 && all[0].ID == theirs && all[0].Status == "investigating" && all[1].Status == "resolved"
	})
	var sheet Sheet
	rig.Await(t, "theirs to count", func() bool {
		s.json(&sheet, "show", num(item))
		return strings.Contains(s.ok("show", num(item)), "A colleague wrote this.")
	})
	if sheet.Customers.Phase != "investigating" {
		t.Errorf("customers count as told that it is over: %+v", sheet.Customers)
	}
	status = StatusItem{}
	if s.json(&status, "status"); len(status.Stuck) != 0 {
		t.Errorf("status: %+v", status.Stuck)
	}
}
