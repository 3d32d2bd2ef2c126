package cmd

import (
	"testing"
)

func TestUndoOfASnoozeKeepsTheAcknowledgement(t *testing.T) {
	am, config := alertmanager(t)
	s := newShell(t, config)
	s.watch()
	am.Fire(map[string]string{"alertname": "Down", "service": "shop", "severity": "critical"}, nil)
	s.ok("sync", "--once")
	var list []Item
	s.json(&list, "list")
	s.ok("ack", num(list[0]))
	s.ok("sync", "--once")
	s.ok("snooze", num(list[0]), "--for", "2h")
	s.ok("sync", "--once")
	s.ok("undo")
	s.ok("sync", "--once")
	s.ok("sync", "--once")
	s.json(&list, "list")
	if list[0].Status != "acknowledged" || !list[0].SnoozedUntil.IsZero() {
		t.Errorf("after the undo: %s, snoozed until %v", list[0].Status, list[0].SnoozedUntil)
	}
}
