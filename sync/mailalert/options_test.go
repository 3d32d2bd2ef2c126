package mailalert_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"turnaround/internal/mailgen"
	"turnaround/sync/mailalert"
)

func TestOptionsChooseWhatIsAnAlert(t *testing.T) {
	problem := mailgen.Icinga2("PROBLEM", "web-1", "http", "CRITICAL", "x", "", noon)
	lunch := mailgen.Plain("Ann <ann@example.test>", "Lunch?", "Shall we?", noon)
	reply := mailgen.Plain("Ann <ann@example.test>", "Re: [PROBLEM] http on web-1 is CRITICAL!", "On it", noon)
	vacation := append([]byte("Auto-Submitted: auto-replied\r\n"), problem...)
	for _, c := range []struct {
		name string
		mail []byte
		opts mailalert.Options
		by   string
	}{
		{"a known system", problem, mailalert.Options{}, "icinga2"},
		{"an unknown mail", lunch, mailalert.Options{}, ""},
		{"an unknown mail with the fallback", lunch, mailalert.Options{Fallback: true}, "fallback"},
		{"an unknown mail where the fallback is named", lunch, mailalert.Options{Only: []string{"zabbix", "fallback"}}, "fallback"},
		{"any mail of an alerts-only folder", lunch, mailalert.Options{AlertsOnly: true}, "fallback"},
		{"a known system in an alerts-only folder", problem, mailalert.Options{AlertsOnly: true}, "icinga2"},
		{"a system that is not asked for", problem, mailalert.Options{Only: []string{"zabbix"}}, ""},
		{"a reply", reply, mailalert.Options{Fallback: true}, ""},
		{"a reply in an alerts-only folder", reply, mailalert.Options{AlertsOnly: true}, "fallback"},
		{"an automatic reply", vacation, mailalert.Options{}, ""},
		{"the address allowed", problem, mailalert.Options{From: []string{"ICINGA@example.test"}}, "icinga2"},
		{"the domain allowed", problem, mailalert.Options{From: []string{"example.test"}}, "icinga2"},
		{"the domain allowed with an @", problem, mailalert.Options{From: []string{"@example.test"}}, "icinga2"},
		{"a domain above", problem, mailalert.Options{From: []string{"test"}}, "icinga2"},
		{"a domain that ends alike", problem, mailalert.Options{From: []string{"ample.test"}}, ""},
		{"another address", problem, mailalert.Options{From: []string{"zabbix@example.test", "example.org"}}, ""},
		{"another address in an alerts-only folder", problem, mailalert.Options{AlertsOnly: true, From: []string{"example.org"}}, ""},
		{"no address at all", problem, mailalert.Options{From: []string{""}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, by, err := load(t).Recognise(c.mail, noon, c.opts)
			if err != nil || by != c.by {
				t.Errorf("recognised by %q, error %v; want %q", by, err, c.by)
			}
		})
	}
}

func TestTheAllowedNameInFrontOfAForeignAddressIsForeign(t *testing.T) {
	for _, from := range []string{
		`"ops@example.test" <mallory@evil.test>`, `ops@example.test <mallory@evil.test>`,
		`=?utf-8?q?ops=40example.test?= <mallory@evil.test>`, `"a <ops@example.test>" <mallory@evil.test>`,
	} {
		raw := []byte("From: " + from + "\r\nSubject: [PROBLEM] Host db-1 is DOWN!\r\n\r\n***** Host Monitoring on x *****\r\nHost: db-1\r\n")
		if _, by, _ := load(t).Recognise(raw, noon, mailalert.Options{From: []string{"example.test"}}); by != "" {
			t.Errorf("From: %s was let in", from)
		}
	}
}

func TestAnEmptyMailIsAnError(t *testing.T) {
	if _, _, err := load(t).Recognise(nil, noon, mailalert.Options{AlertsOnly: true}); !errors.Is(err, mailalert.ErrEmpty) {
		t.Errorf("got %v", err)
	}
}

func TestFallbackKeysAMailByItsSubjectAndSender(t *testing.T) {
	key := func(raw []byte) string {
		t.Helper()
		signals, _, err := load(t).Recognise(raw, noon, mailalert.Options{AlertsOnly: true})
		if err != nil || len(signals) != 1 {
			t.Fatal(len(signals), err)
		}
		return signals[0].ID
	}
	first := key(mailgen.Plain("b@example.test", "Backup failed", "1", noon))
	if again := key(mailgen.Plain("b@example.test", "Fwd: ALERT: Backup failed", "2", noon.Add(time.Hour))); again != first {
		t.Errorf("the same subject again is %q, was %q", again, first)
	}
	if other := key(mailgen.Plain("c@example.test", "Backup failed", "1", noon)); other == first {
		t.Error("another sender gives the same key")
	}
	thread := key([]byte("From: b@example.test\r\nSubject: x\r\nReferences: <root@a> <leaf@a>\r\nIn-Reply-To: <leaf@a>\r\n\r\nx"))
	if thread != "thread:root@a" {
		t.Errorf("a thread's key is %q", thread)
	}
	if id := key([]byte("From: b@example.test\r\nMessage-ID: <m@a>\r\n\r\nx")); id != "mail:m@a" {
		t.Errorf("a mail without subject is %q", id)
	}
	if body := key([]byte("\r\nx")); !strings.HasPrefix(body, "body:") {
		t.Errorf("a mail without header is %q", body)
	}
}

func TestMessageIDIsReadWithoutItsBrackets(t *testing.T) {
	for raw, want := range map[string]string{
		"Message-ID: <a@b>\r\n\r\nx":           "a@b",
		"MESSAGE-id:\r\n <a@b>\r\nTo: x\r\n":   "a@b",
		"Subject: x\r\n\r\nMessage-ID: <a@b>":  "",
		"Message-ID: bare@b trailing\r\n\r\nx": "bare@b",
		"":                                     "",
	} {
		if got := mailalert.MessageID([]byte(raw)); got != want {
			t.Errorf("%q gives %q, want %q", raw, got, want)
		}
	}
}

func TestEventTimesFarFromTheArrivalAreNotBelieved(t *testing.T) {
	for _, c := range []struct {
		name       string
		when, date time.Time
		want       time.Time
	}{
		{"the body's time", noon.Add(-time.Minute), noon.Add(-30 * time.Second), noon.Add(-time.Minute)},
		{"a body's time of last month", noon.AddDate(0, -1, 0), noon.Add(-30 * time.Second), noon.Add(-30 * time.Second)},
		{"a body's time of tomorrow", noon.AddDate(0, 0, 1), noon.Add(-30 * time.Second), noon.Add(-30 * time.Second)},
		{"nothing near", noon.AddDate(0, -1, 0), noon.AddDate(0, -1, 0), time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := mailgen.Icinga2("PROBLEM", "web-1", "http", "CRITICAL", "x", "", c.when)
			raw = []byte(strings.Replace(string(raw), "Date: "+c.when.Format(time.RFC1123Z), "Date: "+c.date.Format(time.RFC1123Z), 1))
			signals, _, err := load(t).Recognise(raw, noon, mailalert.Options{})
			if err != nil || len(signals) != 1 || !signals[0].StartsAt.Equal(c.want) {
				t.Fatalf("got %+v, %v; want it to start at %v", signals, err, c.want)
			}
		})
	}
}
