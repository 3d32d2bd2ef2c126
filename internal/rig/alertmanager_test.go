package rig_test

import (
	"testing"
	"time"

	"turnaround/internal/rig"
)

var disk = rig.Alert{
	Labels:      map[string]string{"alertname": "DiskFull", "instance": "db1", "severity": "critical"},
	Annotations: map[string]string{"summary": "the disk is full"},
}

func TestAlertmanagerListsWhatWasPostedUntilItEnds(t *testing.T) {
	server := rig.StartAlertmanager(t)
	server.Post(t, disk)
	alerts := server.Alerts(t)
	if len(alerts) != 1 || alerts[0].Labels["alertname"] != "DiskFull" || alerts[0].Fingerprint == "" {
		t.Fatalf("listed %+v", alerts)
	}
	server.PostResolved(t, disk)
	rig.Await(t, "the alert to go", func() bool { return len(server.Alerts(t)) == 0 })
}

func TestAlertmanagerKeepsASilenceOverAnOrderlyRestartOnly(t *testing.T) {
	server := rig.StartAlertmanager(t, rig.SnapshotEvery(15*time.Minute))
	silence := rig.Silence{
		Comment: "known", CreatedBy: "Ada", StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour),
		Matchers: []rig.Matcher{{Name: "alertname", Value: "DiskFull", IsEqual: true}},
	}
	kept := server.Silence(t, silence)
	server.Stop()
	server.Start()
	if active := server.ActiveSilences(t); len(active) != 1 || active[0].ID != kept {
		t.Fatalf("after an orderly restart: %+v", active)
	}
	server.Expire(t, kept)
	server.Silence(t, silence)
	server.Kill()
	server.Start()
	for _, silence := range server.ActiveSilences(t) {
		if silence.ID != kept {
			t.Errorf("a silence that was never written outlived SIGKILL: %+v", silence)
		}
	}
}
