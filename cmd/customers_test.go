package cmd

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
)

const shopConfig = `[me]
name = "Robin"
[[service]]
name = "shop"
say = "buying"
components = ["c1"]
customer_facing = true
[targets]
first = { 2 = "7m" }
`

func TestTheCustomerSideByCommands(t *testing.T) {
	both(t, shopConfig, func(t *testing.T, s *shell) {
		var item Item
		s.json(&item, "declare", "Payments fail", "--service", "shop")
		id := num(item)
		if item.Customers.Impact != "suspected" || item.Customers.State != "dark" || item.FirstUpdate != nil {
			t.Fatalf("declared: %+v", item.Customers)
		}
		if out := s.ok("impact", id); !strings.Contains(out, "may be affected") || !strings.Contains(out, "nobody was asked") {
			t.Errorf("impact says %q", out)
		}
		s.ok("ack", id, "--impact", "yes")
		var a AffectedItem
		s.json(&a, "impact", id, "--since", "20m", "--who", "people paying by card", "--contacts", "3", "--data", "safe")
		if a.Level != "confirmed" || !a.Asked || a.Start.IsZero() || a.Who != "people paying by card" || a.Contacts != 3 || a.Data != "safe" ||
			a.Service != "buying" || len(a.Components) != 1 {
			t.Errorf("known: %+v", a)
		}
		s.json(&a, "impact", id, "--what", "payments fail") // what is not named stays
		if a.Who == "" || a.What != "payments fail" || a.Level != "confirmed" {
			t.Errorf("after a second word: %+v", a)
		}
		var due Promises
		s.json(&due, "promises")
		if len(due.Promises) != 1 || due.Promises[0].Due != "overdue" || due.Promises[0].State != "dark" || due.Promises[0].Overdue < 12*60 {
			t.Errorf("promises: %+v", due.Promises)
		}
		var status StatusItem
		s.json(&status, "status")
		if o := status.Owed; o == nil || o.Title != "Payments fail" || o.Overdue < 12*60 {
			t.Errorf("status: %+v", o)
		}
		if out := s.ok("status"); !strings.Contains(out, "Update overdue 13m") || !strings.Contains(out, ": #"+id+" Payments fail.") {
			t.Errorf("status says %q", out)
		}
		if out := s.ok("promises"); !strings.Contains(out, "No update yet, 20m") {
			t.Errorf("promises say %q", out)
		}
		if due.Promises[0].Owner != "Robin" || due.Promises[0].Draft != "" {
			t.Errorf("owed by %q, written by %q", due.Promises[0].Owner, due.Promises[0].Draft)
		}
		var told CustomerItem
		s.json(&told, "told", id, "--text", "Card payments fail. Next update in 30 minutes.")
		if told.State != "informed" || !told.Promised || told.DueBy != "Robin" || told.Phase != "investigating" {
			t.Errorf("told: %+v", told)
		}
		var sheet Sheet
		s.json(&sheet, "show", id)
		if sheet.FirstUpdate == nil || *sheet.FirstUpdate < 1190 || sheet.LongestSilence == nil || sheet.Journey == nil || sheet.Journey.Made != 1 || sheet.Journey.Pending != 1 {
			t.Errorf("show: %+v, %+v", sheet.Item, sheet.Journey)
		}
		if out := s.ok("show", id); !strings.Contains(out, "Customers: Last update") || !strings.Contains(out, "payments fail") {
			t.Errorf("show says %q", out)
		}
		_, errs, code := s.run("resolve", id)
		if code != exitFailed || !strings.Contains(errs, "bad news") || !strings.Contains(errs, "--untold") {
			t.Errorf("resolve: exit %d, %s", code, errs)
		}
		s.ok("resolve", id, "--untold", "only our sandbox")
		s.json(&due, "promises")
		if len(due.Promises) != 0 {
			t.Errorf("still owed: %+v", due.Promises)
		}
		var journeys []OwnJourney
		s.json(&journeys, "journey", id)
		if len(journeys) != 1 || len(journeys[0].Steps) != 1 || journeys[0].FirstTarget == nil || *journeys[0].FirstTarget != 7*60 || *journeys[0].FirstUpdate < 1190 {
			t.Errorf("journey: %+v", journeys)
		}
		if out := s.ok("journey", id); !strings.Contains(out, "(target 7m)") || !strings.Contains(out, "customers affected") {
			t.Errorf("journey says %q", out)
		}
	})
}

func TestPromisesSayWhoHasNoCurrentUpdate(t *testing.T) {
	both(t, `[me]
name = "Robin"
[[channel]]
name = "page"
kind = "file"
url = "page.txt"
audience = "public"
[[channel]]
name = "mail list"
kind = "file"
url = "mail.txt"
audience = "customers"
`, func(t *testing.T, s *shell) {
		id := s.declare("Payments fail")
		s.ok("impact", id, "--level", "confirmed", "--since", "40m")
		s.ok("told", id, "--channel", "page", "--at", "35m", "--due", "5m", "--text", "Card payments fail.")
		var all Promises
		s.json(&all, "promises")
		if len(all.Promises) != 1 {
			t.Fatalf("promises: %+v", all)
		}
		got := all.Promises[0]
		if got.Owner != "Robin" || got.Due != "due" || len(got.Gaps) != 1 || got.Gaps[0].Channel != "mail list" || got.Gaps[0].State != "dark" || got.Gaps[0].Audience != "customers" {
			t.Errorf("promises: %+v", got)
		}
		out := s.ok("promises")
		for _, want := range []string{"no current update for mail list (customers): heard nothing", "Robin"} {
			if !strings.Contains(out, want) {
				t.Errorf("promises do not say %q:\n%s", want, out)
			}
		}
		s.ok("resolve", id, "--untold", "a test")
		if out := s.ok("promises"); !strings.Contains(out, "No customers wait") {
			t.Errorf("promises say %q", out)
		}
	})
}

func TestToldReadsStandardInput(t *testing.T) {
	s := newShell(t, "")
	id := s.declare("Payments fail")
	s.ok("impact", id, "--level", "confirmed")
	s.input = "Found it.\nNext update by 23:59 UTC."
	var told CustomerItem
	s.json(&told, "told", id, "--phase", "identified", "--text", "-")
	if told.Phase != "identified" || !told.Promised {
		t.Errorf("told: %+v", told)
	}
	s.input = ""
	s.json(&told, "told", id, "--phase", "resolved")
	if told.State != "over" {
		t.Errorf("told: %+v", told)
	}
	s.ok("resolve", id)
}

func TestWrongWordsAboutCustomersAreExplained(t *testing.T) {
	s := newShell(t, "")
	id := s.declare("Payments fail")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"impact", id, "--level", "bad"}, "confirmed, suspected"},
		{[]string{"impact", id, "--data", "gone"}, "safe"},
		{[]string{"impact", id, "--since", "soon"}, "40m"},
		{[]string{"ack", id, "--impact", "maybe"}, "yes, no or unsure"},
		{[]string{"ack", id, "--impact", ""}, "yes, no or unsure"},
		{[]string{"told", id}, "--text"},
		{[]string{"told", id, "--phase", "broken"}, "investigating"},
		{[]string{"told", id, "--text", "x", "--due", "soon"}, "30m"},
		{[]string{"resolve", id, "--untold", " "}, "why"},
		{[]string{"journey"}, "whose journey"},
		{[]string{"journey", id, "--statuspage", "x.json"}, "whose journey"},
	} {
		_, errs, code := s.run(c.args...)
		if code != exitUsage || !strings.Contains(errs, c.says) {
			t.Errorf("%v: exit %d, %s", c.args, code, errs)
		}
	}
	for _, args := range [][]string{{"impact", "99999"}, {"told", "99999", "--text", "x"}, {"journey", "99999"}} {
		if _, errs, code := s.run(args...); code != exitFailed || !strings.Contains(errs, "99999") {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
	if out := s.ok("promises"); !strings.Contains(out, "No customers wait") {
		t.Errorf("promises say %q", out)
	}
}

func TestTheTimelineSaysWhereAnUpdateWentWhoOKdItAndWhatWasOverruled(t *testing.T) {
	said := incident.Spoken{Channel: "page", Body: "Payments fail.", Approved: "Ann", Overruled: []incident.Overruled{{Check: "CU02", Reason: "it is on the page's head\x1b[31m"}}}
	l := lineOf(desk.New(desk.Config{}), incident.Entry{Kind: incident.KindPublished, Text: said.Body, Data: incident.Pack(said)})
	if l.Approved != "Ann" || len(l.Overruled) != 1 {
		t.Errorf("the line: %+v", l)
	}
	var out strings.Builder
	p := &printer{out: &out, zone: time.UTC}
	if err := p.sheet(Sheet{Timeline: []Line{l}}); err != nil || !strings.Contains(out.String(), "CU02 was overruled: it is on the page's head") || strings.Contains(out.String(), "\x1b") ||
		!strings.Contains(out.String(), " on page  Payments fail.") || !strings.Contains(out.String(), "OK'd by Ann") {
		t.Errorf("show: %v\n%s", err, out.String())
	}
}
