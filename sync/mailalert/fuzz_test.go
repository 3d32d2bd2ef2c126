package mailalert_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"turnaround/assets"
	"turnaround/internal/mailgen"
	"turnaround/sync/mailalert"
)

// FuzzRecognise: whatever a mail holds, nothing panics or hangs, and what
// comes out is bounded, and is the same when asked again.
func FuzzRecognise(f *testing.F) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw, true)
	}
	f.Add(mailgen.Alertmanager([]map[string]string{{"alertname": "A"}}, true, noon), false)
	f.Add(nested("Subject: x\r\n", "x", 12), true)
	f.Add([]byte("Subject: =?x?q?=?=\r\nContent-Type: multipart/x; boundary=\"\"\r\n\r\n--\r\n"), true)
	r := load(f)
	f.Fuzz(func(t *testing.T, raw []byte, only bool) {
		opts := mailalert.Options{AlertsOnly: only}
		signals, by, err := r.Recognise(raw, noon, opts)
		if err != nil && len(raw) > 0 || only && len(raw) > 0 && by == "" || len(signals) > 1000 {
			t.Fatalf("%d signals by %q, %v", len(signals), by, err)
		}
		for _, s := range signals {
			check(t, s)
		}
		again, _, _ := r.Recognise(raw, noon, opts)
		if len(again) != len(signals) {
			t.Fatalf("%d signals, then %d", len(signals), len(again))
		}
		for n := range again {
			if show(again[n]) != show(signals[n]) {
				t.Fatalf("%s, then %s", show(signals[n]), show(again[n]))
			}
		}
	})
}

// FuzzLoad: a user's file is taken or refused, never more than that.
func FuzzLoad(f *testing.F) {
	files, err := assets.Mails.ReadDir("mails")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := assets.Mails.ReadFile("mails/" + file.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	mail := mailgen.Icinga2("PROBLEM", "web-1", "http", "CRITICAL", "x", "ann: y", noon)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := mailalert.Load(fstest.MapFS{"own.toml": &fstest.MapFile{Data: data}})
		if (err == nil) != (len(r.Names()) == 1) {
			t.Fatalf("%v with %v", err, r.Names())
		}
		if signals, _, err := r.Recognise(mail, noon, mailalert.Options{AlertsOnly: true}); err != nil || len(signals) > 1000 {
			t.Fatal(len(signals), err)
		}
	})
}
