package cmd

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/autostart"
	"turnaround/app/page"
	"turnaround/cmd/pager"
	"turnaround/internal/rig"
)

func TestMuteIsSaidEverywhereAndEnds(t *testing.T) {
	both(t, "", func(t *testing.T, s *shell) {
		s.declare("Login fails")
		if out := s.ok("mute"); !strings.Contains(out, "Not muted") {
			t.Errorf("at first: %q", out)
		}
		var item MuteItem
		before := time.Now()
		s.json(&item, "mute", "4h")
		if !item.Muted || item.Until.Before(before.Add(4*time.Hour-time.Minute)) || item.Until.After(time.Now().Add(4*time.Hour)) {
			t.Errorf("muted for four hours: %+v", item)
		}
		for _, args := range [][]string{{"mute"}, {"duty"}, {"status"}, {"list"}, {"doctor"}} {
			out, errs, _ := s.run(args...)
			if !strings.Contains(strings.ToLower(out+errs), "muted until") {
				t.Errorf("%s does not say it:\n%s%s", args[0], out, errs)
			}
		}
		if out, _, _ := s.run("list", "--json"); strings.Contains(out, "Muted") {
			t.Errorf("list --json gives %q", out)
		}
		var status StatusItem
		s.json(&status, "status")
		if !status.MutedUntil.Equal(item.Until) || len(status.Banners) != 1 || status.Triggered != 1 {
			t.Errorf("status is %+v", status)
		}
		var duty DutyItem
		if s.json(&duty, "duty"); !duty.MutedUntil.Equal(item.Until) || !duty.OnCall {
			t.Errorf("duty is %+v", duty)
		}
		var ended MuteItem
		if s.json(&ended, "mute", "off"); ended.Muted || !ended.Until.IsZero() {
			t.Errorf("off gives %+v", ended)
		}
		var ringing StatusItem
		if s.json(&ringing, "status"); !ringing.MutedUntil.IsZero() || len(ringing.Banners) != 0 {
			t.Errorf("status after it ended: %+v", ringing)
		}
	})
}

func TestAMuteOutlivesTheProcess(t *testing.T) {
	s := newShell(t, "")
	s.ok("mute", "1h")
	screen := s.watch()
	rig.Await(t, "watch to say it", func() bool { return strings.Contains(screen.String(), "Muted until") })
	var item MuteItem
	if s.json(&item, "mute"); !item.Muted {
		t.Errorf("after a restart: %+v", item)
	}
}

func TestWhatMuteTakes(t *testing.T) {
	now := time.Date(2026, 5, 12, 12, 0, 0, 0, time.Local)
	for text, want := range map[string]time.Duration{
		"1h": time.Hour, "8h": 8 * time.Hour, "90m": 90 * time.Minute, "13:30": 90 * time.Minute, "11:00": 23 * time.Hour, "1d": 24 * time.Hour,
	} {
		if got, err := parseMute(text, now); err != nil || got.Until.Sub(now) != want {
			t.Errorf("%s: %v, %v", text, got.Until, err)
		}
	}
	for _, text := range []string{"", "soon", "-1h", "25h", "2d", "2001-01-01T00:00"} {
		if got, err := parseMute(text, now); err == nil {
			t.Errorf("%q mutes until %v", text, got.Until)
		}
	}
	s := newShell(t, "")
	if _, errs, code := s.run("mute", "2d"); code != exitUsage || !strings.Contains(errs, "duty off") {
		t.Errorf("exit %d: %s", code, errs)
	}
	var morning MuteItem
	s.json(&morning, "mute", "morning")
	if at := morning.Until.Local(); at.Hour() != 7 || at.Minute() != 0 || time.Until(morning.Until) > pager.MaxMute+time.Hour {
		t.Errorf("until morning is %v", at)
	}
}

func TestWhatChangedUnseenIsListedUntilItIsSeen(t *testing.T) {
	am, config := alertmanager(t)
	s := newShell(t, config)
	am.Fire(map[string]string{"alertname": "Old", "service": "shop"}, nil)
	s.ok("sync", "--once")
	am.Fire(map[string]string{"alertname": "Down", "service": "shop"}, nil)
	am.Fire(map[string]string{"alertname": "Slow", "service": "shop"}, nil)
	s.ok("sync", "--once")
	unseen := func() []Item {
		t.Helper()
		var list []Item
		s.json(&list, "list", "--unseen")
		return list
	}
	list := unseen()
	if len(list) != 2 || !list[0].Unseen {
		t.Fatalf("unseen are %+v", list)
	}
	var left seenItem
	if s.json(&left, "seen", num(list[0])); left.Unseen != 1 || len(unseen()) != 1 {
		t.Errorf("after one was seen: %+v, %+v", left, unseen())
	}
	am.Clear(map[string]string{"alertname": list[1].Title, "service": "shop"})
	if s.json(&left, "seen", "--all"); left.Unseen != 0 || len(unseen()) != 0 {
		t.Errorf("after all were seen: %+v", left)
	}
	for _, args := range [][]string{{"seen"}, {"seen", "--all", "1"}} {
		if _, errs, code := s.run(args...); code != exitUsage || !strings.Contains(errs, "--all") {
			t.Errorf("%q: exit %d, %s", args, code, errs)
		}
	}
}

func TestAutostartIsWrittenAndTakenBack(t *testing.T) {
	s := newShell(t, "")
	var status autostart.Status
	if s.json(&status, "autostart", "status"); status.On || status.Where == "" {
		t.Errorf("at first: %+v", status)
	}
	if s.json(&status, "autostart", "on"); !status.On || status.Other || !strings.Contains(status.Command, "watch") {
		t.Errorf("on: %+v", status)
	}
	if out := s.ok("autostart"); !strings.Contains(out, status.Where) {
		t.Errorf("says %q", out)
	}
	for range 2 {
		var off autostart.Status
		if s.json(&off, "autostart", "off"); off.On || off.Command != "" {
			t.Errorf("off: %+v", off)
		}
	}
}

func TestTheHistoryOfTestPages(t *testing.T) {
	both(t, "", func(t *testing.T, s *shell) {
		var history page.TestHistory
		if s.json(&history, "test-page", "--history"); len(history.Days) != page.TestDays || history.Passed != 0 || history.Days[13].Tested {
			t.Errorf("before any: %+v", history)
		}
		s.run("test-page") // no desktop and no sound here: it may well not arrive whole
		var after page.TestHistory
		if s.json(&after, "test-page", "--history"); !after.Days[13].Tested {
			t.Errorf("after one: %+v", after.Days[13])
		}
		if out := s.ok("test-page", "--history"); !strings.Contains(out, "of 14 days") {
			t.Errorf("says %q", out)
		}
	})
}
