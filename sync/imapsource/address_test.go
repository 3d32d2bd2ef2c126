package imapsource

import (
	"strings"
	"testing"
	"unicode"

	"turnaround/app/config"
	"turnaround/app/outbox"
)

func TestAddresses(t *testing.T) {
	plain, start := config.TLS{Plain: true}, config.TLS{StartTLS: true}
	cases := []struct {
		url      string
		tls      config.TLS
		user     string
		dial     string
		identity string
		refused  string
	}{
		{url: "imaps://ops@Mail.Example.test/Alerts", dial: "mail.example.test:993", identity: "imap://mail.example.test/ops/Alerts"},
		{url: "imaps://Ops@example.org@mail.example.test/Team/Alert%20mails", dial: "mail.example.test:993", identity: "imap://mail.example.test/ops@example.org/Team%2FAlert%20mails"},
		{url: "imap://ops@mail.example.test", tls: start, dial: "mail.example.test:143", identity: "imap://mail.example.test/ops/INBOX"},
		{url: "imaps://mail.example.test:1993/inbox", user: "ops", dial: "mail.example.test:1993", identity: "imap://mail.example.test:1993/ops/INBOX"},
		{url: "imap://ops@127.0.0.1:1143/Alerts", tls: plain, dial: "127.0.0.1:1143", identity: "imap://127.0.0.1:1143/ops/Alerts"},
		{url: "imap://ops@[::1]/Alerts", tls: plain, dial: "[::1]:143", identity: "imap://[::1]/ops/Alerts"},
		{url: "imap://ops@mail.example.test/Alerts", refused: "tls.starttls"},
		{url: "imap://ops@mail.example.test/Alerts", tls: plain, refused: "on this computer"},
		{url: "https://ops@mail.example.test/", refused: "imaps://"},
		{url: "imaps://ops:hunter2@mail.example.test/", refused: "secret"},
		{url: "imaps://mail.example.test/Alerts", refused: "names no user"},
		{url: "imaps://ops@/Alerts", refused: "names no host"},
		{url: "imaps://ops@mail.example.test/Alerts?x=1", refused: "ends with the mailbox"},
		{url: "imaps://ops@mail.example.test/Al%0Aerts", refused: "control character"},
		{url: "imaps://ops@mail.example.test:x/", refused: "no address"},
		{url: strings.Repeat("x", 5000), refused: "too long"},
	}
	for _, c := range cases {
		a, err := parseAddress(c.url, c.user, c.tls)
		switch {
		case c.refused != "":
			if err == nil || !strings.Contains(err.Error(), c.refused) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%.80s: %v, want %q", c.url, err, c.refused)
			}
		case err != nil || a.dial() != c.dial || a.identity() != c.identity:
			t.Errorf("%s: dials %s, is %s, %v", c.url, a.dial(), a.identity(), err)
		}
	}
}

func TestWhatAMailboxCanDoIsSaid(t *testing.T) {
	c := configFor(t, "imap://ops@127.0.0.1/Alerts", "")
	reads := newMailbox(t, c).Can()
	c.Source.Allow = []string{"ack", "seen"}
	acks := newMailbox(t, c).Can()
	if ok, why := reads.May(outbox.Acknowledge); ok || !strings.Contains(why, `add "ack"`) {
		t.Errorf("read only: %v, %q", ok, why)
	}
	if ok, _ := acks.May(outbox.Acknowledge); !ok || !strings.Contains(acks.Verbs[outbox.Acknowledge], "as read") {
		t.Errorf("allowed: %v", acks.Verbs)
	}
	if acks.Kind != "mail" {
		t.Errorf("kind %q", acks.Kind)
	}
	for _, v := range []outbox.Verb{outbox.Snooze, outbox.Unsnooze, outbox.Resolve, outbox.Assign, outbox.Note, outbox.Extend} {
		if ok, why := acks.May(v); ok || why == "" {
			t.Errorf("%s: %v, %q", v, ok, why)
		}
	}
	out, err := newMailbox(t, c).Act(t.Context(), outbox.Action{Verb: outbox.Resolve})
	if err != nil || out.Result != outbox.Refused || out.Text == "" {
		t.Errorf("resolve: %+v, %v", out, err)
	}
}

func TestWrongConfigurationIsRefused(t *testing.T) {
	for name, change := range map[string]func(*config.Source){
		"two addresses": func(s *config.Source) { s.URL = append(s.URL, s.URL[0]) },
		"history":       func(s *config.Source) { s.Params = map[string]string{"history": "soon"} },
		"oauth":         func(s *config.Source) { s.OAuth.Provider = "aol" },
		"no address":    func(s *config.Source) { s.URL = nil },
	} {
		c := configFor(t, "imap://ops@127.0.0.1/Alerts", "")
		change(&c.Source)
		if _, err := New(c); err == nil || !strings.Contains(err.Error(), `"mails"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNamesSurviveTheirKeyword(t *testing.T) {
	for _, name := range []string{"Ann", "ann.lee_2", "Zoë O'Neill", "名前", "a (b) {c} %d*\"\\]"} {
		k := byKeyword(name)
		if got, ok := nameOf(k); !ok || got != name {
			t.Errorf("%q became %q, read as %q", name, k, got)
		}
	}
	if k := byKeyword(" \t"); k != "" {
		t.Errorf("no name became %q", k)
	}
	long := byKeyword(strings.Repeat("é", 100))
	if got, ok := nameOf(long); len(long) > maxKeyword || !ok || strings.Trim(got, "é") != "" {
		t.Errorf("a long name became %q (%q)", long, got)
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("imaps://ops@mail.example.test:993/Alerts", "")
	f.Add("imap://ops%40x@127.0.0.1/A/B", "me")
	f.Add("imaps://a:b@[::1]:1/%00", "")
	f.Fuzz(func(t *testing.T, text, user string) {
		a, err := parseAddress(text, user, config.TLS{Plain: true})
		if err != nil {
			return
		}
		if a.host == "" || a.user == "" || a.mailbox == "" || strings.ContainsFunc(a.identity(), unicode.IsControl) {
			t.Errorf("%q became %+v", text, a)
		}
		if a.wire == wirePlain && !loopback(a.host) {
			t.Errorf("%q goes unencrypted to %s", text, a.host)
		}
	})
}

func FuzzKeyword(f *testing.F) {
	f.Add("Zoë O'Neill")
	f.Add("a\x00b\xff=41-")
	f.Fuzz(func(t *testing.T, name string) {
		k := string(byKeyword(name))
		if len(k) > maxKeyword || strings.ContainsFunc(k, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`(){%*"\]`, r) }) {
			t.Errorf("%q became %q, which is no keyword", name, k)
		}
		got, _ := nameOf(byKeyword(name))
		if strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("%q is read as %q", k, got)
		}
	})
}
