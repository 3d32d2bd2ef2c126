package pager

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/internal/fake/statuspage"
	"turnaround/internal/rig"
	"turnaround/sync/notify"
)

// ringsOn has a copy of the app notify on a desktop.
func (l *live) ringsOn(d *rig.Desktop) {
	l.Helper()
	sender := notify.New(notify.Config{Bus: d.Bus.Address, Way: notify.WayBus, Now: l.now, Log: slog.New(slog.DiscardHandler)})
	if err := l.PageTo(sender, sender.Presses()); err != nil {
		l.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Loop.Run(ctx) }()
	l.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			l.Error(err)
		}
		if err := sender.Close(); err != nil {
			l.Error(err)
		}
	})
}

// TestAnUpdateThatAsksIsSettledFromItsNotification: nobody looks at the window.
func TestAnUpdateThatAsksIsSettledFromItsNotification(t *testing.T) {
	desktop := rig.StartDesktop(t)
	page := statuspage.Start(t, time.Now)
	there := page.Post("", "Search is slow", "investigating", "A colleague wrote this.")
	bob := colleagueAt(t, "Bob", time.Now, nil, page)
	bob.ringsOn(desktop)
	id := bob.declare("Payments fail")
	bob.say(id, incident.Investigating, "Paying by card fails.")
	asks := func(n rig.Note) bool { return strings.Contains(n.Summary, "update asks before it goes out") }
	note := desktop.AwaitNote(t, "the note of what asks", asks)
	if !strings.Contains(note.Body, "Search is slow") || !strings.Contains(note.Body, "status page") || note.Action("Open") == "" {
		t.Errorf("it says %+v", note)
	}
	desktop.Press(t, note, "Join it")
	bob.stands(id, desk.DeliveryVisible)
	if all := page.Incidents(); len(all) != 1 || all[0].ID != there || page.Shown("Paying by card fails.") != 1 {
		t.Errorf("readers see %+v", all)
	}
	rig.Await(t, "the note to be gone", func() bool { return desktop.Displayed(t) == 0 })

	// A colleague writes meanwhile: it asks once more, and is sent anyway.
	bob.holding(3 * time.Second)
	bob.say(id, incident.Identified, "We know the cause.")
	page.Post(there, "", "monitoring", "It works again, a colleague writes.")
	note = desktop.AwaitNote(t, "the note of what asks again", func(n rig.Note) bool { return asks(n) && strings.Contains(n.Body, "a colleague writes") })
	if page.Shown("We know the cause.") != 0 {
		t.Error("it was sent before anybody was asked")
	}
	desktop.Press(t, note, "Send anyway")
	rig.Await(t, "readers to see it", func() bool { return page.Shown("We know the cause.") == 1 })
	rig.Await(t, "the note to be gone", func() bool { return desktop.Displayed(t) == 0 })
	told := 0
	for _, n := range desktop.Notes() {
		if asks(n) {
			told++
		}
	}
	if told != 2 {
		t.Errorf("%d notes for two questions", told)
	}
}

// TestAnUpdateThatAPageRefusesIsTold: it failed for good, and nothing else says so.
func TestAnUpdateThatAPageRefusesIsTold(t *testing.T) {
	desktop := rig.StartDesktop(t)
	page := statuspage.Start(t, time.Now)
	page.FailWrites(422, false)
	bob := colleagueAt(t, "Bob", time.Now, nil, page)
	bob.ringsOn(desktop)
	id := bob.declare("Payments fail")
	bob.say(id, incident.Investigating, "Paying by card fails.")
	note := desktop.AwaitNote(t, "the note of what failed", func(n rig.Note) bool { return strings.Contains(n.Summary, "update not published") })
	if note.Action("Send anyway") != "" || note.Action("Open") == "" || !strings.Contains(note.Body, "422") {
		t.Errorf("it says %+v", note)
	}
	failed := bob.stands(id, desk.DeliveryFailed)
	if err := bob.Desk.Drop(t.Context(), bob.Who("window"), failed.Action); err != nil {
		t.Fatal(err)
	}
	rig.Await(t, "the note to be gone", func() bool { return desktop.Displayed(t) == 0 })
}

// TestWhatIsOpenTwiceIsMadeOneFromItsNotification: a colleague opened one on the
// page after ours was read for, and before ours was there.
func TestWhatIsOpenTwiceIsMadeOneFromItsNotification(t *testing.T) {
	desktop := rig.StartDesktop(t)
	page := statuspage.Start(t, time.Now)
	bob := colleagueAt(t, "Bob", time.Now, nil, page)
	bob.ringsOn(desktop)
	id := bob.declare("Payments fail")
	gate := page.Gate(2)
	bob.say(id, incident.Investigating, "Paying by card fails.")
	rig.Await(t, "ours to be on its way", func() bool { return gate.Held() == 1 })
	theirs := page.Post("", "Cards are declined", "investigating", "A colleague wrote this.")
	gate.Open()
	note := desktop.AwaitNote(t, "the note of what is open twice", func(n rig.Note) bool { return strings.Contains(n.Summary, "open twice") })
	if !strings.Contains(note.Body, "Cards are declined") || !strings.Contains(note.Body, "status page") {
		t.Errorf("it says %+v", note)
	}
	if n := len(page.Incidents()); n != 2 || page.Incidents()[1].Status != "investigating" {
		t.Fatalf("nobody said yes: %+v", page.Incidents())
	}
	desktop.Press(t, note, "Join theirs, close ours")
	rig.Await(t, "ours to be closed", func() bool { return page.Incidents()[1].Status == "resolved" })
	if seenAs(page, theirs).Status != "investigating" {
		t.Error("theirs does not go on")
	}
	bob.until("it to go on in theirs", func() bool { return bob.heard(id).Ref == theirs })
	rig.Await(t, "the note to be gone", func() bool { return desktop.Displayed(t) == 0 })
}
