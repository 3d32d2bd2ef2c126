package mailgen_test

import (
	"bytes"
	"testing"
	"time"

	"turnaround/internal/mailgen"
)

var labels = map[string]string{"alertname": "HighErrorRate", "cluster": "prod-eu", "instance": "web-1:9090",
	"service": "checkout", "severity": "critical", "annotation:summary": "5xx ratio above 5% on checkout"}

func TestTheSameArgumentsGiveTheSameBytes(t *testing.T) {
	date := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	mails := func(date time.Time) [][]byte {
		return [][]byte{
			mailgen.Alertmanager([]map[string]string{labels}, true, date),
			mailgen.AlertmanagerMixed([]map[string]string{labels}, []map[string]string{labels}, date),
			mailgen.Icinga2("PROBLEM", "web-1", "http", "CRITICAL", "x", "ann: y", date),
			mailgen.Zabbix(7, "Disk", "db-1", "High", false, date.Add(-time.Hour), date),
			mailgen.Plain("a@example.test", "s", "b", date),
		}
	}
	one, two, later := mails(date), mails(date), mails(date.Add(time.Hour))
	for i := range one {
		if !bytes.Equal(one[i], two[i]) {
			t.Errorf("mail %d differs from itself", i)
		}
		if bytes.Equal(one[i], later[i]) {
			t.Errorf("mail %d does not know its date", i)
		}
	}
}

func TestAnAlertmanagerMailIsAboutTwoKilobytes(t *testing.T) {
	n := len(mailgen.Alertmanager([]map[string]string{labels}, true, time.Unix(1_770_000_000, 0).UTC()))
	if n < 1800 || n > 3000 {
		t.Errorf("it has %d bytes", n)
	}
}
