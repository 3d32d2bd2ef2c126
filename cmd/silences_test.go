package cmd

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/internal/rig"
)

// TestSilencesAreEndedAtARealAlertmanager goes from the list to the silence's
// end, alone and beside a running watch.
func TestSilencesAreEndedAtARealAlertmanager(t *testing.T) {
	am := rig.StartAlertmanager(t)
	config := func(allow string) string {
		return fmt.Sprintf("[me]\nname = \"Anna\"\n[[source]]\nname = \"eu-prod\"\nprofile = \"alertmanager\"\nurl = %q\nevery = \"5s\"\nallow = %s\n"+
			"[[source]]\nname = \"gone\"\nprofile = \"alertmanager\"\nurl = \"http://127.0.0.1:1\"\n", am.URL, allow)
	}
	am.Post(t, rig.Alert{Labels: map[string]string{"alertname": "Down", "service": "shop"}, StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour)})
	ben := func() string {
		return am.Silence(t, rig.Silence{Comment: "known", CreatedBy: "Ben", StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour),
			Matchers: []rig.Matcher{{Name: "alertname", Value: "Down", IsEqual: true}}})
	}
	t.Run("not allowed", func(t *testing.T) {
		s := newShell(t, config(`["ack"]`))
		id := ben()
		defer am.Expire(t, id)
		if _, errs, code := s.run("silences", "end", "eu-prod", id); code != exitFailed || !strings.Contains(errs, `"silences"`) {
			t.Errorf("exit %d: %s", code, errs)
		}
		if n := len(am.ActiveSilences(t)); n != 1 {
			t.Errorf("%d stand", n)
		}
	})
	both(t, config(`["ack", "silences"]`), func(t *testing.T, s *shell) {
		s.run("sync", "--once") // one of the two is not reachable
		id := ben()
		s.run("sync", "--once")
		if _, errs, code := s.run("silences", "end", "eu-prod", "nothing-like-it"); code != exitFailed || !strings.Contains(errs, "not found") {
			t.Errorf("no such silence: exit %d, %s", code, errs)
		}
		if out := s.ok("silences", "end", "eu-prod", id[:8]); !strings.Contains(out, "goes to eu-prod") {
			t.Errorf("says %q", out)
		}
		rig.Await(t, "the silence to end", func() bool { return len(am.ActiveSilences(t)) == 0 })
		rig.Await(t, "the outbox to be empty", func() bool { return strings.Contains(s.ok("outbox"), "Nothing waits") })
		s.run("sync", "--once")
		var sheet Sheet
		var list []Item
		if s.json(&list, "list", "--status", "triggered"); len(list) != 1 {
			t.Fatalf("nothing is triggered again: %+v", list)
		}
		s.json(&sheet, "show", num(list[0]))
		told := false
		for _, line := range sheet.Timeline {
			told = told || line.By == "Anna" && strings.Contains(line.Text, "ended the silence of Ben")
		}
		if !told {
			t.Errorf("the timeline does not tell it: %+v", sheet.Timeline)
		}
	})
}
