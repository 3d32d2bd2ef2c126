package pager

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
)

func withPage(t *testing.T) (*live, incident.ID) {
	l := open(t)
	l.change(func(c *config.Config) {
		c.Channels = []config.Channel{{Name: "page", Kind: config.ChannelFile, URL: filepath.Join(t.TempDir(), "u.txt"), Audience: "public", Every: quick, Timeout: config.DefaultChannelTimeout}}
		c.Services = []config.Service{{Name: "shop", Say: "card payments in the EU", CustomerFacing: true}}
	})
	id, err := l.Desk.Declare(t.Context(), l.Who("window"), "psp-eu-2 5xx", "shop", incident.Critical)
	if err != nil {
		t.Fatal(err)
	}
	return l, id
}

func TestTheFirstUpdateIsToldFromANotification(t *testing.T) {
	l, id := withPage(t)
	tell := &teller{p: l.Pager}
	text, places, ok := tell.Offer(t.Context(), id)
	if !ok || places != "page" || !strings.Contains(text, "card payments in the EU") || strings.Contains(text, "psp") {
		t.Fatalf("%q on %q, %v", text, places, ok)
	}
	if err := tell.Tell(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	waiting, err := l.Desk.Outbox()
	if err != nil || len(waiting) != 1 || waiting[0].Update.Text != text {
		t.Fatalf("queued %+v, %v", waiting, err)
	}
	if err := tell.Tell(t.Context(), id); err == nil {
		t.Error("one offer published twice")
	}
}

func TestAnOfferThatFitsNoMoreIsNotPublished(t *testing.T) {
	l, id := withPage(t)
	tell := &teller{p: l.Pager}
	if _, _, ok := tell.Offer(t.Context(), id); !ok {
		t.Fatal("nothing is offered")
	}
	if _, err := l.Desk.ToldElsewhere(t.Context(), l.Who("window"), id, incident.Spoken{Body: "We know. Next update in 30 minutes.", Visible: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if err := tell.Tell(t.Context(), id); err == nil || !strings.Contains(err.Error(), "meanwhile") {
		t.Errorf("it says %v", err)
	}
	if waiting, _ := l.Desk.Outbox(); len(waiting) != 0 {
		t.Errorf("queued %+v", waiting)
	}
	if _, _, ok := tell.Offer(t.Context(), id); ok {
		t.Error("it is not the first any more")
	}
}

func TestWhatWasUndoneIsThereToBeWrittenOn(t *testing.T) {
	l, id := withPage(t)
	w, kept, err := l.Write(id)
	if err != nil || kept {
		t.Fatal(kept, err)
	}
	a := w.Answers()
	a.Doing = "We move payments to a second bank."
	w.Answer(a)
	if err := l.KeepWriting(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	if w, kept, err = l.Write(id); err != nil || !kept || w.Answers().Doing != a.Doing {
		t.Fatalf("kept %v, %+v, %v", kept, w.Answers(), err)
	}
	if _, err := l.PublishWriting(t.Context(), "window", w); err != nil {
		t.Fatal(err)
	}
	if w, kept, err = l.Write(id); err != nil || kept {
		t.Fatalf("it is on its way, and is still a draft: %+v", w.Answers())
	}
	if _, err := l.Desk.Undo(t.Context(), l.Who("window")); err != nil {
		t.Fatal(err)
	}
	if w, kept, err = l.Write(id); err != nil || !kept || w.Answers().Doing != a.Doing {
		t.Errorf("after undo: kept %v, %+v, %v", kept, w.Answers(), err)
	}
}
