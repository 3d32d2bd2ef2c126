package cmd

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/outbox"
	"turnaround/internal/fake/statuspage"
	"turnaround/internal/rig"
)

func TestEveryStateOfAnUpdateSaysWhatToDo(t *testing.T) {
	now := time.Date(2026, 3, 4, 14, 0, 0, 0, time.UTC)
	show := func(f func(p *printer)) string {
		var out strings.Builder
		p := &printer{out: &out, now: now, zone: time.UTC}
		if f(p); p.err != nil {
			t.Fatal(p.err)
		}
		return out.String()
	}
	for _, test := range []struct {
		d     desk.Delivery
		wants []string
		lacks string
	}{
		{desk.Delivery{State: desk.DeliveryWaiting, At: now.Add(8 * time.Second), Action: "01A", Undoable: true}, []string{"leaves at 14:00:08"}, "turnaround outbox"},
		{desk.Delivery{State: desk.DeliveryVisible, At: now.Add(-time.Minute), Link: "https://page/1", Text: "2 addresses have it"}, []string{"published at 13:59:00, https://page/1: 2 addresses have it"}, "drop"},
		{desk.Delivery{State: desk.DeliveryHidden, Text: "page took it", Fix: "nothing yet"}, []string{"not visible yet: page took it", "nothing yet"}, "retry"},
		{desk.Delivery{State: desk.DeliveryAsking, Action: "01A", Text: `"Checkout" is open there already`, Fix: "join it", Joins: "inc1", Link: "https://page/1"},
			[]string{`asks first: "Checkout" is open there already`, "https://page/1", "outbox join 01A", "outbox retry 01A --force", "outbox drop 01A"}, ""},
		{desk.Delivery{State: desk.DeliveryFailed, Action: "01A", Text: "no address was taken"}, []string{"not published: no address was taken", "outbox retry 01A", "outbox drop 01A"}, "--force"},
	} {
		got := show(func(p *printer) { p.deliveries([]desk.Delivery{test.d}) })
		for _, want := range test.wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q:\n%s", test.d.State, want, got)
			}
		}
		if test.lacks != "" && strings.Contains(got, test.lacks) {
			t.Errorf("%s offers %q:\n%s", test.d.State, test.lacks, got)
		}
	}
	a := actionItem(outbox.Action{ID: "01B", State: outbox.Asking, There: "inc1", Source: "channel:page", Verb: outbox.Publish, LastError: "it is open there already",
		Update: &outbox.Update{Channel: "page", Text: "Payments\nfail."}})
	if got := show(func(p *printer) { p.linef("%s", p.action(a)); p.choices(a) }); !strings.Contains(got, `01B  publish "Payments fail." on page, asking: it is open there already`) ||
		!strings.Contains(got, "outbox join 01B") {
		t.Errorf("the outbox says:\n%s", got)
	}
}

func TestAnUpdateThatAsksIsJoinedByCommand(t *testing.T) {
	page := statuspage.Start(t, time.Now)
	page.Post("", "Checkout is slow", "investigating", "A colleague wrote this.")
	s := newShell(t, tellingShop(page))
	s.write("key", statuspage.Key)
	var item Item
	s.json(&item, "declare", "psp-eu-2 5xx", "--service", "shop", "--severity", "1")
	s.json(&item, "declare", "another", "--service", "shop", "--severity", "1") // two could be meant there: nobody guesses
	s.ok("update", "publish", num(item), "--yes")
	var waiting []ActionItem
	rig.Await(t, "the update to ask", func() bool {
		s.json(&waiting, "outbox")
		return len(waiting) == 1 && waiting[0].State == "asking"
	})
	if len(page.Incidents()) != 1 || waiting[0].Joins == "" || waiting[0].Channel != "status page" {
		t.Fatalf("%d incidents there; %+v", len(page.Incidents()), waiting[0])
	}
	for _, args := range [][]string{{"queue"}, {"show", num(item)}} {
		if out := s.ok(args...); !strings.Contains(out, `"Checkout is slow" is open there already, and says "A colleague wrote this."`) ||
			!strings.Contains(out, "turnaround outbox join "+waiting[0].ID) {
			t.Errorf("%v says:\n%s", args, out)
		}
	}
	var status StatusItem
	s.json(&status, "status")
	if len(status.Stuck) != 1 || status.Stuck[0].State != "asking" || status.Stuck[0].Number != item.Number || status.Stuck[0].Channel != "status page" {
		t.Errorf("status: %+v", status.Stuck)
	}
	if out := s.ok("status"); !strings.Contains(out, `Update asks before it goes to status page, #`+num(item)+` another: "Checkout is slow" is open there already`) {
		t.Errorf("status says:\n%s", out)
	}
	s.ok("outbox", "join", waiting[0].ID)
	s.ok("sync", "--once")
	var sheet Sheet
	rig.Await(t, "the update to be published", func() bool {
		s.json(&sheet, "show", num(item))
		return len(sheet.Deliveries) == 1 && sheet.Deliveries[0].State == desk.DeliveryVisible
	})
	status = StatusItem{}
	if s.json(&status, "status"); len(status.Stuck) != 0 {
		t.Errorf("published, and status: %+v", status.Stuck)
	}
	if i := page.Incidents(); len(i) != 1 || len(i[0].Updates) != 2 {
		t.Errorf("readers see %+v", i)
	}
	if _, errs, code := s.run("outbox", "join", waiting[0].ID); code != exitFailed || !strings.Contains(errs, "not found") {
		t.Errorf("joined twice: exit %d, %s", code, errs)
	}
}
