package cmd

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/internal/fake/statuspage"
	"turnaround/internal/rig"
)

// tellingShop is a shop with a status page and a mail channel beside it.
func tellingShop(page *statuspage.Server) string {
	return fmt.Sprintf(`[me]
name = "Robin"
[[service]]
name = "shop"
say = "card payments in the EU"
components = ["checkout"]
customer_facing = true
[[channel]]
name = "status page"
kind = "statuspage"
url = %q
page = %q
secret = "file:key"
components = { checkout = "ftgks51sfs2d" }
[[channel]]
name = "mail"
kind = "smtp"
url = "smtps://mail.example.org"
from = "status@example.org"
to = ["ann@example.org"]
`, page.URL, statuspage.Page)
}

func TestTheFirstUpdateIsPublishedByOneCommand(t *testing.T) {
	for name, running := range map[string]bool{"alone": false, "through the socket": true} {
		t.Run(name, func(t *testing.T) {
			page := statuspage.Start(t, time.Now) // one each: an open incident there asks
			s := newShell(t, tellingShop(page))
			s.write("key", statuspage.Key)
			if running {
				s.watch()
			}
			toldByOneCommand(t, s, page)
		})
	}
}

func toldByOneCommand(t *testing.T, s *shell, page *statuspage.Server) {
	var item Item
	s.json(&item, "declare", "psp-eu-2 5xx", "--service", "shop", "--severity", "1")
	var told UpdateItem
	s.json(&told, "ack", num(item), "--tell")
	if told.Published || !told.Ready || told.Update != 1 || len(told.Texts) != 2 || !told.Texts[0].On || told.Texts[1].On || told.Texts[1].Off == "" {
		t.Fatalf("offered: %+v", told)
	}
	if !strings.Contains(told.Texts[0].Text, "card payments in the EU") || strings.Contains(told.Texts[0].Text, "psp-eu") || told.Texts[0].Title != "Card payments in the EU" {
		t.Errorf("the holding message: %+v", told.Texts[0])
	}
	if len(page.Incidents()) != 0 {
		t.Fatal("published without a yes")
	}
	out := s.ok("update", "publish", num(item), "--share", "about 1 in 8", "--since", "20m", "--ok-by", "Mia", "--yes")
	if !strings.Contains(out, "Update 1 goes to status page") || !strings.Contains(out, "Not to mail: the page mails its own subscribers") {
		t.Errorf("published: %s", out)
	}
	rig.Await(t, "the page to show it", func() bool { return len(page.Incidents()) == 1 })
	i := page.Incidents()[0]
	if i.Name != "Card payments in the EU" || i.Status != "investigating" || !strings.Contains(i.Updates[0].Body, "about 1 in 8") {
		t.Errorf("readers see %+v", i)
	}
	var known AffectedItem
	s.json(&known, "impact", num(item))
	if known.Level != "confirmed" || known.Share != "about 1 in 8" || known.Start.IsZero() {
		t.Errorf("what customers were told is what is known: %+v", known)
	}
}

func TestAnUpdateThatBlocksIsNotPublishedAndSaysWhy(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	both(t, tellingShop(page), func(t *testing.T, s *shell) {
		s.write("key", statuspage.Key)
		var item Item
		s.json(&item, "declare", "Slow", "--service", "shop", "--severity", "1")
		for _, c := range []struct {
			args []string
			code int
			want string
		}{
			{[]string{"--doing", "We restart db-prod-03.internal", "--yes"}, exitFailed, "CU20"},
			{[]string{"--doing", "The key is AKIAABCDEFGHIJKLMNOP", "--overrule", "CU20=I insist", "--yes"}, exitUsage, "no reason overrides that"},
			{[]string{"--overrule", "CU99=why", "--yes"}, exitUsage, "name a check and the reason"},
			{[]string{"--to", "statuspage", "--yes"}, exitUsage, `did you mean "status page"?`},
			{[]string{"--next", "yesterday"}, exitUsage, "--next"},
		} {
			out, errs, code := s.run(append([]string{"update", "publish", num(item)}, c.args...)...)
			if code != c.code || !strings.Contains(out+errs, c.want) {
				t.Errorf("%v: exit %d\n%s%s", c.args, code, out, errs)
			}
		}
		if len(page.Incidents()) != 0 {
			t.Error("something was published")
		}
		out := s.ok("update", "publish", num(item), "--doing", "We restart db-prod-03.internal", "--overrule", "CU20=our product has that name")
		if !strings.Contains(out, "Overruled: CU20: our product has that name") || !strings.Contains(out, "Nothing is published yet") {
			t.Errorf("overruled: %s", out)
		}
	})
}

func TestAWrittenTextIsPublishedFromStandardInput(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	s := newShell(t, tellingShop(page))
	s.write("key", statuspage.Key)
	var item Item
	s.json(&item, "declare", "Slow", "--service", "shop", "--severity", "1")
	s.input = "Card payments in the EU fail for about 1 in 8 customers since 13:52 UTC. Bank transfer works meanwhile."
	s.ok("update", "publish", num(item), "--body", "-", "--yes")
	rig.Await(t, "the page to show it", func() bool { return len(page.Incidents()) == 1 })
	if got := page.Incidents()[0].Updates[0].Body; got != s.input {
		t.Errorf("readers see %q", got)
	}
}

func TestADraftThatWasHandedOnIsPublished(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	s := newShell(t, tellingShop(page))
	s.write("key", statuspage.Key)
	var item Item
	s.json(&item, "declare", "Slow", "--service", "shop", "--severity", "1")
	s.ok(append(answered, "-o", s.path("draft.json"))...)
	if out := s.ok("update", "publish", num(item), s.path("draft.json"), "--yes"); !strings.Contains(out, "bank transfer") && !strings.Contains(out, "Bank transfer") {
		t.Errorf("published: %s", out)
	}
	rig.Await(t, "the page to show it", func() bool { return len(page.Incidents()) == 1 })
}

func TestTellingNeedsSomewhereToTellAndSomebody(t *testing.T) {
	s := newShell(t, "[me]\nname = \"Robin\"\n")
	var item Item
	s.json(&item, "declare", "Slow")
	if _, errs, code := s.run("ack", num(item), "--tell"); code != exitFailed || !strings.Contains(errs, "no channel is configured") {
		t.Errorf("exit %d, %s", code, errs)
	}
	if _, errs, code := s.run("ack", num(item), "--tell", "--impact", "no"); code != exitUsage || !strings.Contains(errs, "nobody to tell") {
		t.Errorf("exit %d, %s", code, errs)
	}
}
