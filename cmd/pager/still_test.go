package pager

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
)

func TestStillWorkingIsQueuedWhereCustomersHeard(t *testing.T) {
	l := open(t)
	file := filepath.Join(t.TempDir(), "updates.txt")
	l.change(func(c *config.Config) {
		c.Channels = []config.Channel{{Name: "page", Kind: config.ChannelFile, URL: file, Audience: "public", Every: quick, Timeout: config.DefaultChannelTimeout},
			{Name: "unheard", Kind: config.ChannelFile, URL: file + "2", Audience: "public", Every: quick, Timeout: config.DefaultChannelTimeout}}
	})
	id, err := l.Desk.Declare(t.Context(), l.Who("window"), "Payments fail", "shop", incident.Major)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	next := now.Add(30 * time.Minute).Truncate(5 * time.Minute)
	if err := l.stillWorking(t.Context(), id, next); err == nil || !strings.Contains(err.Error(), "none of the channels") {
		t.Errorf("before a first update it says %v", err)
	}
	if c, ok := l.Desk.Clock(id); !ok || !l.NextStill(c).IsZero() {
		t.Errorf("before a first update it promises %v", l.NextStill(c))
	}
	_, err = l.Desk.SetImpact(t.Context(), l.Who("window"), id, incident.Affected{Impact: incident.ImpactConfirmed,
		Start: now.Add(-20 * time.Minute), Who: "people paying by card", What: "Card payments fail"})
	if err != nil {
		t.Fatal(err)
	}
	err = l.Desk.Seen(t.Context(), "page", []incident.Spoken{{Ref: "r1", Post: "p1", Visible: now.Add(-10 * time.Minute), Phase: incident.Investigating,
		Title: "Card payments fail", Body: "Card payments fail for some people. We are looking into it. Next update in 9 minutes."}})
	if err != nil {
		t.Fatal(err)
	}
	c, _ := l.Desk.Clock(id)
	if got := l.NextStill(c); got.Before(now.Add(30*time.Minute)) || got.After(now.Add(36*time.Minute)) || got.Minute()%5 != 0 {
		t.Errorf("at %v it promises %v", now, got)
	}
	if err := l.stillWorking(t.Context(), id, next); err != nil {
		t.Fatal(err)
	}
	waiting, err := l.Desk.Outbox()
	if err != nil || len(waiting) != 1 {
		t.Fatalf("waits: %+v, %v", waiting, err)
	}
	a := waiting[0]
	u := a.Update
	if a.Verb != outbox.Publish || u.Channel != "page" || u.Ref != "r1" || u.Phase != incident.Investigating || !u.Due.Equal(next) || u.Text == "" {
		t.Errorf("queued %+v", u)
	}
	if !a.NotBefore.After(now) {
		t.Error("it cannot be taken back")
	}
	if !strings.Contains(u.Text, next.In(l.Zone()).Format("15:04")) {
		t.Errorf("says %q, without its promise", u.Text)
	}
	if !strings.Contains(u.Text, "Card payments fail") || !strings.Contains(u.Text, "still working") {
		t.Errorf("says %q", u.Text)
	}
}

func TestStillWorkingIsLeftToAPersonWhereMoreHasToBeSaid(t *testing.T) {
	l := open(t)
	l.change(func(c *config.Config) {
		c.Channels = []config.Channel{{Name: "page", Kind: config.ChannelFile, URL: filepath.Join(t.TempDir(), "u.txt"), Audience: "public", Every: quick, Timeout: config.DefaultChannelTimeout}}
	})
	id, err := l.Desk.Declare(t.Context(), l.Who("window"), "Payments fail", "shop", incident.Major)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Desk.SetImpact(t.Context(), l.Who("window"), id, incident.Affected{Impact: incident.ImpactConfirmed, Data: incident.DataAffected}); err != nil {
		t.Fatal(err)
	}
	err = l.Desk.Seen(t.Context(), "page", []incident.Spoken{{Ref: "r1", Post: "p1", Visible: time.Now(), Phase: incident.Investigating, Body: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.stillWorking(t.Context(), id, time.Now().Add(30*time.Minute)); err == nil || !strings.Contains(err.Error(), "yourself") {
		t.Errorf("it says %v", err)
	}
}

// The first update writes itself from the service map; so does the next.
func TestStillWorkingSaysWhatTheServiceMapSaid(t *testing.T) {
	l := open(t)
	l.change(func(c *config.Config) {
		c.Channels = []config.Channel{{Name: "page", Kind: config.ChannelFile, URL: filepath.Join(t.TempDir(), "u.txt"), Audience: "public", Every: quick, Timeout: config.DefaultChannelTimeout}}
		c.Services = []config.Service{{Name: "shop", Say: "card payments", CustomerFacing: true}}
	})
	id, err := l.Desk.Declare(t.Context(), l.Who("window"), "Payments fail", "shop", incident.Major)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Desk.SetImpact(t.Context(), l.Who("window"), id, incident.Affected{Impact: incident.ImpactConfirmed}); err != nil {
		t.Fatal(err)
	}
	err = l.Desk.Seen(t.Context(), "page", []incident.Spoken{{Ref: "r1", Post: "p1", Visible: time.Now().Add(-10 * time.Minute), Phase: incident.Investigating,
		Title: "Card payments", Body: "Something is wrong with card payments. We are looking into it. Next update in 9 minutes."}})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.stillWorking(t.Context(), id, time.Now().Add(30*time.Minute)); err != nil {
		t.Fatal(err)
	}
	waiting, err := l.Desk.Outbox()
	if err != nil || len(waiting) != 1 || !strings.Contains(waiting[0].Update.Text, "card payments") {
		t.Errorf("waits: %+v, %v", waiting, err)
	}
}
