package customers

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/parts"
)

func clockAt(hour, minute int) time.Time { return time.Date(2026, 5, 12, hour, minute, 0, 0, time.UTC) }

// story is the afternoon of the mockups at 14:24.
func story(t *testing.T) (c *shop, mails, checkout, search incident.ID) {
	t.Helper()
	c = newShop(t, "page", "key accounts")
	c.at(13, 12)
	mails = c.hit("Order confirmation emails arrive late", incident.Major, clockAt(13, 12))
	c.at(13, 32)
	c.tell("Support lead", mails, "page", incident.Identified, clockAt(13, 32), clockAt(14, 12))
	c.tell("Support lead", mails, "key accounts", incident.Identified, clockAt(13, 33), clockAt(14, 12))
	c.at(14, 0)
	checkout = c.hit("Checkout failing for card payments in the EU", incident.Critical, clockAt(13, 52))
	c.tell(me, checkout, "page", incident.Investigating, clockAt(14, 0), clockAt(14, 30))
	c.must(c.SaveDraft(t.Context(), who(me), desk.Draft{Incident: checkout, Name: "update", Body: []byte("the packed draft")}))
	c.at(14, 22)
	search = c.hit("Search shows no results in the mobile app", incident.Major, clockAt(14, 22))
	c.at(14, 24)
	return c, mails, checkout, search
}

func TestPromisesStandByWhenTheyAreDueAndBesideThemWhoHeardNothing(t *testing.T) {
	c, mails, checkout, search := story(t)
	s := open(t, c, wide, nil)
	s.wantList(`Promises due 3:
  14:12 12m late | Order confirmation emails arrive late | Support lead | Update overdue 12m
  14:30 in 6m | Checkout failing for card payments in the EU | you · draft ready | Update due in 6m
  14:37 in 13m | Search shows no results in the mobile app | nobody yet | No update yet, 2m
No current update 3:
  2 of 2 | Order confirmation emails arrive late | key accounts, page: nothing since | Update overdue 12m
  1 of 2 | Checkout failing for card payments in the EU | key accounts: nothing | Not told, 32m
  2 of 2 | Search shows no results in the mobile app | key accounts, page: nothing | Not told, 2m
`)
	s.shown(mails) // the most overdue is looked at first
	s.key('j')
	s.shown(checkout)
	s.key('2')
	s.shown(mails)

	// Time passes: the promise of 14:30 is missed once its grace is over.
	c.at(14, 33)
	s.again()
	s.until("the overdue promise", func() bool {
		return strings.Contains(s.outline(), "14:30 3m late | Checkout failing for card payments in the EU | you · draft ready | Update overdue 3m")
	})
	// And somebody tells the rest.
	c.tell(me, checkout, "page", incident.Monitoring, clockAt(14, 33), clockAt(15, 30))
	c.tell(me, checkout, "key accounts", incident.Monitoring, clockAt(14, 33), clockAt(15, 30))
	s.until("the update", func() bool {
		return strings.Contains(s.outline(), "15:30 in 57m | Checkout failing for card payments in the EU | you · draft ready | All channels updated") &&
			strings.Contains(s.outline(), "No current update 2:")
	})
	_ = search
}

func TestOfOneIncidentEachChannelSaysWhatItsReadersHeard(t *testing.T) {
	c, _, checkout, _ := story(t)
	s := open(t, c, wide, nil)
	s.screen.Open(checkout)
	r := s.shown(checkout)
	if len(r.hearings) != 2 {
		t.Fatalf("hearings %+v", r.hearings)
	}
	silent, page := r.hearings[0], r.hearings[1]
	if silent.Channel != "key accounts" || silent.When != "" || !silent.Waits || silent.State.Text != "Not told, 32m" || silent.Audience != "everybody" {
		t.Errorf("who heard nothing: %+v", silent)
	}
	if page.Phase != "Investigating" || page.When != "14:00, 24 min ago" || page.Until != "14:30" || page.Passed || page.Waits || page.Link != "https://page.example" {
		t.Errorf("who heard: %+v", page)
	}
	if r.summed.Text != "No current update on 1 of 2" || r.strip.Value != "24 min ago" || len(r.strip.Bar) != 3 || r.draft != "Written by you, last at 14:00" {
		t.Errorf("the head says %+v, %q", r.summed, r.draft)
	}
	if want := "Customers were promised the next update by 14:30, in 6 min. No current update on key accounts."; r.why != want {
		t.Errorf("to do: %q, want %q", r.why, want)
	}
	test.Tap(s.screen.detail.heard.rows[1].link)
	if len(s.links) != 1 || s.links[0] != "https://page.example" {
		t.Errorf("opened %v", s.links)
	}
}

func TestEveryStepHasAKeyAndLeadsWhereItSays(t *testing.T) {
	c, mails, _, _ := story(t)
	s := open(t, c, wide, nil)
	s.shown(mails)
	for _, key := range "uit" {
		s.key(key)
	}
	s.press(fyne.KeyReturn)
	want := fmt.Sprintf("[compose %[1]s impact %[1]s confirmed told %[1]s identified]", mails)
	if got := fmt.Sprint(s.asked); got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
	if len(s.routes) != 1 || s.routes[0] != "now/"+string(mails) {
		t.Errorf("Enter led to %v", s.routes)
	}
}

func TestWithoutAComposerNothingOffersToWrite(t *testing.T) {
	c, mails, _, _ := story(t)
	s := open(t, c, wide, func(c *Config) { c.Forms.Compose = nil })
	s.shown(mails)
	s.key('u')
	if s.screen.detail.steps.update.Visible() || len(s.asked) != 0 {
		t.Errorf("a button leads nowhere; asked for %v", s.asked)
	}
}

func TestStillWorkingPromisesWhatItsButtonSays(t *testing.T) {
	c, mails, _, search := story(t)
	s := open(t, c, wide, nil)
	s.shown(mails)
	still := s.screen.detail.steps.still
	if still.Text != "Publish “still working”, next by 15:00" {
		t.Fatalf("the button says %q", still.Text)
	}
	test.Tap(still)
	test.Tap(still) // once more, before the first is done
	s.until("the words", func() bool { return len(s.toasts) > 0 })
	s.until("the new promise", func() bool {
		return strings.Contains(s.outline(), "15:00 in 36m | Order confirmation emails arrive late | you")
	})
	if len(c.still) != 1 || c.still[0] != "15:00" || s.toasts[0] != "Customers hear that you are still working on it, next by 15:00 [undo]" {
		t.Errorf("published %v, said %v", c.still, s.toasts)
	}
	s.screen.Open(search)
	s.shown(search)
	if still.Visible() {
		t.Error("customers who heard nothing are to hear that somebody still works")
	}
}

func TestADraftIsHandedOnOrThrownAwayOnlyWhenThatIsMeant(t *testing.T) {
	c, _, checkout, _ := story(t)
	s := open(t, c, wide, nil)
	s.screen.Open(checkout)
	s.shown(checkout)
	write, hand, drop := s.screen.detail.steps.drafts[0], s.screen.detail.steps.drafts[1], s.screen.detail.steps.drafts[2]
	test.Tap(write)
	if len(s.asked) != 1 || s.asked[0] != "compose "+string(checkout) {
		t.Errorf("asked for %v", s.asked)
	}
	test.Tap(hand)
	s.until("the copy", func() bool { return fyne.CurrentApp().Clipboard().Content() == "the packed draft" })
	test.Tap(drop)
	s.dialog.Button(0).Tapped(nil)
	if _, kept, err := c.Draft(checkout, "update"); !kept || err != nil {
		t.Fatalf("the draft is gone without a word: %v", err)
	}
	test.Tap(drop)
	s.dialog.Button(1).Tapped(nil)
	s.until("the draft to be gone", func() bool { return s.screen.detail.shown.id == checkout && s.screen.detail.shown.draft == "" })
	if s.screen.detail.steps.draft.Visible() {
		t.Error("its card still stands")
	}
}

func TestWhatEndedStaysUntilCustomersKnow(t *testing.T) {
	c := newShop(t, "page")
	c.at(13, 0)
	id := c.hit("Payments fail", incident.Major, clockAt(12, 50))
	_, err := c.Resolve(t.Context(), who(me), true, id)
	c.must(err)
	c.at(13, 5)
	s := open(t, c, wide, nil)
	s.wantList(`Promises due 1:
  13:15 in 10m | Payments fail | nobody yet | Not told that it is over
No current update 1:
  1 of 1 | Payments fail | page: nothing | Heard nothing
`)
	r := s.shown(id)
	if want := "It has been over for 5 min, and customers do not know. Tell them."; r.why != want {
		t.Errorf("to do: %q, want %q", r.why, want)
	}
	if s.screen.detail.steps.still.Visible() {
		t.Error("it is over, and somebody is still to be working on it")
	}
	c.tell(me, id, "page", incident.PhaseResolved, clockAt(13, 5), time.Time{})
	s.wantList("Recently told, over 1:\n  13:05 told | Payments fail | ended 13:00 | Resolution sent\n")
	if !s.screen.list.last.sections[0].Folded {
		t.Error("what is over stands in the way")
	}
	s.until("that nothing is to be done", func() bool { return s.screen.detail.shown.over && !s.screen.detail.steps.update.Visible() })

	// Ended on purpose without a word: nobody is owed anything.
	quiet := c.hit("A sandbox fails", incident.Major, clockAt(13, 0))
	_, err = c.EndUntold(t.Context(), who(me), "only our sandbox", true, quiet)
	c.must(err)
	s.again()
	s.until("that nobody waits", func() bool { return s.screen.list.last.waiting == 0 })
}

func TestAnEmptyListIsGoodNewsAndOffersTheNextStep(t *testing.T) {
	for _, channels := range [][]string{nil, {"page"}} {
		s := open(t, newShop(t, channels...), wide, nil)
		l := s.screen.list
		if !l.empty.Visible() || l.list.Visible() || l.skeleton.Visible() || s.screen.detail.empty.Visible() {
			t.Errorf("with %v the empty list does not say so", channels)
		}
		if s.screen.frame.content.Objects[0] != l.content {
			t.Error("a blank detail stands beside the empty list")
		}
		if l.connect.Visible() != (channels == nil) {
			t.Errorf("with %v a channel is offered: %v", channels, l.connect.Visible())
		}
		if channels == nil {
			test.Tap(l.connect)
			if len(s.routes) != 1 || s.routes[0] != "settings/channels/new" {
				t.Errorf("led to %v", s.routes)
			}
		}
	}
}

func TestWhatCannotBeReadIsSaidAndTriedAgain(t *testing.T) {
	c, _, checkout, _ := story(t)
	c.fail = errors.New("the disk is full")
	s := open(t, c, wide, nil)
	s.screen.Open(checkout)
	s.until("the fault", func() bool { return s.screen.detail.again.Visible() && s.screen.list.wrong.Visible() })
	c.mu.Lock()
	c.fail = nil
	c.mu.Unlock()
	test.Tap(s.screen.detail.again)
	s.shown(checkout)
	s.again()
	s.until("all to be well", func() bool { return !s.screen.list.wrong.Visible() && !s.screen.detail.empty.Visible() })
	s.screen.Open("gone")
	s.until("that it is gone", func() bool { return s.screen.detail.empty.Visible() && s.screen.detail.shown.id == "" })
}

func TestOnAPhoneTheListLeadsToTheDetailAndBack(t *testing.T) {
	c, mails, _, _ := story(t)
	s := open(t, c, phone, nil)
	if s.screen.frame.content.Objects[0] != s.screen.list.content {
		t.Fatal("the list is not shown")
	}
	s.screen.list.list.Select(mails)
	s.screen.list.list.OnOpen(mails)
	s.shown(mails)
	if s.screen.frame.content.Objects[0] != s.screen.detail.content {
		t.Fatal("the detail is not shown")
	}
	d := s.screen.detail
	for what, o := range map[string]fyne.CanvasObject{"update": d.steps.update, "still": d.steps.still, "told": d.steps.told, "impact": d.steps.impact,
		"back": d.head.back, "open": d.head.open, "link": d.heard.rows[0].link} {
		if size := o.Size(); !o.Visible() || size.Height < 44 || size.Width < 44 {
			t.Errorf("%s is %v: too small for a finger", what, size)
		}
	}
	if w := d.column.MinSize().Width; w > phone.Width {
		t.Errorf("it is %v wide", w)
	}
	s.press(fyne.KeyEscape)
	if s.screen.frame.content.Objects[0] != s.screen.list.content {
		t.Error("Esc does not lead back")
	}
}

func TestHostileAndLongTextsStayInTheirPlace(t *testing.T) {
	c := newShop(t, strings.Repeat("very long channel name ", 4)+"\u202e", "page")
	c.at(14, 0)
	id := c.hit(strings.Repeat("Zahlungsbestätigungsbenachrichtigungen ", 12)+"\x1b[31m", incident.Major, clockAt(13, 0))
	_, err := c.SetImpact(t.Context(), who(me), id, incident.Affected{Impact: incident.ImpactConfirmed, Start: clockAt(13, 0), Who: strings.Repeat("everyone ", 40)})
	c.must(err)
	for _, size := range []fyne.Size{wide, fyne.NewSize(1000, 740), phone} {
		s := open(t, c, size, nil)
		s.screen.Open(id)
		r := s.shown(id)
		if strings.ContainsAny(r.title+r.hearings[1].Channel, "\x1b\u202e") {
			t.Errorf("marks of strangers are drawn: %q", r.title)
		}
		for _, row := range s.screen.detail.heard.rows[:len(r.hearings)] {
			chip := row.chip
			if right := chip.Position().X + chip.Size().Width; right > s.screen.detail.page.Size().Width {
				t.Errorf("at %v a chip ends at %v of %v", size, right, s.screen.detail.page.Size().Width)
			}
		}
	}
}

func TestWhatDoesNotFitIsPointedOut(t *testing.T) {
	c := newShop(t, "page", "mail")
	c.at(13, 0)
	id := c.hit("Payments fail", incident.Major, clockAt(12, 50))
	c.tell(me, id, "page", incident.PhaseResolved, clockAt(13, 0), time.Time{})
	c.tell(me, id, "mail", incident.Identified, clockAt(13, 1), clockAt(13, 40))
	c.Shows("page", map[string]string{"web": "major_outage"})
	s := open(t, c, wide, nil)
	r := s.shown(id)
	if len(r.wrong) != 1 || !strings.HasPrefix(r.wrong[0], "page: resolved. mail: not yet") {
		t.Errorf("of the incident: %q", r.wrong)
	}
	found := false
	for _, card := range s.screen.detail.steps.cards {
		if c, ok := card.(*parts.Card); ok && c.Title == "This does not fit" {
			found = true
		}
	}
	if !found {
		t.Error("no card says so")
	}
}

func TestTenThousandIncidentsCostOneReadEach(t *testing.T) {
	c := newShop(t, "page")
	const many = 10_000
	for n := range many {
		row := store.Row{ID: incident.ID(fmt.Sprintf("i%05d", n)), Title: fmt.Sprintf("Incident %d", n), Severity: incident.Major,
			Status: incident.Triggered, Impact: incident.ImpactConfirmed, StartedAt: began.Add(-time.Hour)}
		c.flood = append(c.flood, c.ClockOf(row, began))
	}
	s := open(t, c, wide, nil)
	if l := s.screen.list.last; len(l.sections) != 2 || l.sections[0].Rows.Len() != many || l.sections[1].Rows.Len() != many {
		t.Fatalf("the list has %+v", l.sections)
	}
	reads := func() int {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.reads
	}
	before := reads()
	s.screen.heard(event.IncidentsChanged{IDs: []incident.ID{"i05000", "i06000"}})
	s.until("the change to be read", func() bool { return reads() > before })
	s.screen.asked.set(func(a *asked) { a.folded[keyUnheard] = true })
	s.again()
	s.until("the next listing", func() bool { return s.screen.list.last.sections[1].Folded })
	if more := reads() - before; more > 6 { // the two, and the one that is looked at
		t.Errorf("two changes are %d reads", more)
	}
	s.key('j')
	s.press(fyne.KeyEnd)
	s.until("the last of them", func() bool { return s.screen.selected() == "i09999" })
}
