package mailalert_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"turnaround/assets"
	"turnaround/internal/mailgen"
	"turnaround/sync/mailalert"
)

// mailbox is n mails of about 2 KB and of several systems.
func mailbox(n int) [][]byte {
	mails := make([][]byte, n)
	for i := range mails {
		date := noon.Add(time.Duration(i) * time.Second)
		switch i % 10 {
		case 8:
			mails[i] = mailgen.Icinga2("PROBLEM", fmt.Sprintf("web-%d", i), "http", "CRITICAL", "CRITICAL - 12.4% 5xx", "", date)
		case 9:
			mails[i] = mailgen.Zabbix(uint64(i), "Disk space is low", fmt.Sprintf("db-%d", i), "High", i%20 == 19, date.Add(-time.Minute), date)
		default:
			mails[i] = mailgen.Alertmanager([]map[string]string{{"alertname": "HighErrorRate", "cluster": "prod-eu",
				"instance": fmt.Sprintf("web-%d:9090", i), "service": "checkout", "severity": "critical",
				"annotation:summary": "5xx ratio above 5% on checkout", "annotation:description": "Ratio is 12.4% over 5m"}}, i%3 != 0, date)
		}
	}
	return mails
}

func BenchmarkRecognise(b *testing.B) {
	r, err := mailalert.Load(assets.Mails)
	if err != nil {
		b.Fatal(err)
	}
	all := mailbox(1000)
	kinds := map[string][][]byte{"mixed": all}
	for i, m := range all {
		kind := map[int]string{8: "icinga2", 9: "zabbix"}[i%10]
		if kind == "" {
			kind = "alertmanager"
		}
		kinds[kind] = append(kinds[kind], m)
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		b.Run(kind, func(b *testing.B) {
			mails, size := kinds[kind], 0
			for _, m := range mails {
				size += len(m)
			}
			b.SetBytes(int64(size / len(mails)))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m := mails[i%len(mails)]
				if signals, _, err := r.Recognise(m, noon, mailalert.Options{}); err != nil || len(signals) != 1 {
					b.Fatal(len(signals), err)
				}
			}
		})
	}
}

func BenchmarkRecogniseNoAlert(b *testing.B) {
	r, err := mailalert.Load(assets.Mails)
	if err != nil {
		b.Fatal(err)
	}
	m := mailgen.Plain("Ann <ann@example.test>", "Lunch on Friday?", "Shall we?\n", noon)
	b.ReportAllocs()
	for b.Loop() {
		if signals, _, err := r.Recognise(m, noon, mailalert.Options{}); err != nil || len(signals) != 0 {
			b.Fatal(len(signals), err)
		}
	}
}
