package mailalert_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"turnaround/app/incident"
	"turnaround/internal/mailgen"
	"turnaround/sync/mailalert"
)

// check tells what is out of bounds in a signal.
func check(t testing.TB, s incident.Signal) {
	t.Helper()
	texts := map[string]string{"id": s.ID, "group": s.Group, "title": s.Title, "text": s.Text, "severity": s.Severity,
		"service": s.Service, "link": s.Link, "runbook": s.Runbook, "dashboard": s.Dashboard}
	limits := map[string]int{"id": 512, "group": 512, "title": 4 * 500, "text": 8 << 10, "severity": 400, "service": 1024,
		"link": 2 << 10, "runbook": 2 << 10, "dashboard": 2 << 10}
	for name, text := range texts {
		if len(text) > limits[name] || !utf8.ValidString(text) {
			t.Errorf("%s has %d bytes, valid UTF-8: %v", name, len(text), utf8.ValidString(text))
		}
		if name != "text" && strings.ContainsAny(text, "\n\r\x00\x1b\u202e\u2066") {
			t.Errorf("%s holds control characters: %q", name, text)
		}
	}
	if utf8.RuneCountInString(s.Title) > 500 || s.Title == "" || s.ID == "" {
		t.Errorf("title of %d runes, id %q", utf8.RuneCountInString(s.Title), s.ID)
	}
	for _, link := range []string{s.Link, s.Runbook, s.Dashboard} {
		if link != "" && !strings.HasPrefix(strings.ToLower(link), "http://") && !strings.HasPrefix(strings.ToLower(link), "https://") {
			t.Errorf("link %q", link)
		}
	}
	for _, set := range []map[string]string{s.Labels, s.Annotations} {
		if len(set) > 200 {
			t.Errorf("%d labels", len(set))
		}
		for name, value := range set {
			if len(name) > 256 || len(value) > 4<<10 || !utf8.ValidString(name) || !utf8.ValidString(value) {
				t.Errorf("label %.40q has %d bytes", name, len(value))
			}
		}
	}
	for _, mark := range s.Marks {
		if len(mark.By) > 1024 || len(mark.Comment) > 4<<10 {
			t.Errorf("mark by %d bytes, comment %d bytes", len(mark.By), len(mark.Comment))
		}
	}
	if s.At.IsZero() || s.Firing && !s.EndsAt.IsZero() || s.Handled && s.NoRecovery {
		t.Errorf("times or state do not fit: %+v", s)
	}
}

func TestMailsBuiltToHurtStayWithinBounds(t *testing.T) {
	many := make([]map[string]string, 3000)
	for i := range many {
		many[i] = map[string]string{"alertname": "A", "n": fmt.Sprint(i)}
	}
	wide := map[string]string{"alertname": "A"}
	for i := range 400 {
		wide[fmt.Sprintf("label_%03d", i)] = "x"
	}
	problem := "Subject: [PROBLEM] Host db-1 is DOWN!\r\nFrom: icinga@example.test\r\n"
	body := "***** Host Monitoring on x *****\r\nHost: db-1\r\n"
	for name, c := range map[string]struct {
		mail []byte
		by   string
	}{
		"50 MB of text":        {[]byte(problem + "\r\n" + body + strings.Repeat("0123456789abcde\n", 50<<16)), "icinga2"},
		"50 MB in one line":    {[]byte(problem + "\r\n" + body + strings.Repeat("x", 50<<20)), "icinga2"},
		"50 MB header":         {[]byte(problem + "X-A: " + strings.Repeat("x", 50<<20) + "\r\n\r\n" + body), "icinga2"},
		"a million headers":    {[]byte(problem + strings.Repeat("A:\r\n", 1<<20) + "\r\n" + body), "icinga2"},
		"10,000 nested parts":  {nested(problem, body, 10_000), "icinga2"},
		"10,000 parts":         {siblings(problem, body, 10_000), "icinga2"},
		"nested messages":      {[]byte(problem + strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 10_000) + body), "icinga2"},
		"1 MB subject":         {[]byte("Subject: " + strings.Repeat("lots ", 200_000) + "\r\n\r\nx"), "fallback"},
		"1 MB encoded subject": {[]byte("Subject: " + strings.Repeat("=?utf-8?q?a?=\r\n ", 60_000) + "\r\n\r\nx"), "fallback"},
		"no header at all":     {[]byte(strings.Repeat("no header here\n", 1000)), "fallback"},
		"zero bytes":           {make([]byte, 100_000), "fallback"},
		"invalid UTF-8":        {bytes.Repeat([]byte{0xff, 0xfe, '\n', 0x80}, 50_000), "fallback"},
		"open tags":            {[]byte("Subject: x\r\nContent-Type: text/html\r\n\r\n" + strings.Repeat("<div><a href=x><table><tr><td>", 8000)), "fallback"},
		"an open quote":        {[]byte("Subject: x\r\nContent-Type: text/html\r\n\r\n<a href=\"" + strings.Repeat("<b ", 80_000)), "fallback"},
		"entities":             {[]byte("Subject: x\r\nContent-Type: text/html\r\n\r\n" + strings.Repeat("&amp;&#x202e;&lt", 15_000)), "fallback"},
		"3,000 alerts":         {mailgen.Alertmanager(many, true, noon), "alertmanager"},
		"400 labels":           {mailgen.Alertmanager([]map[string]string{wide}, true, noon), "alertmanager"},
		"a label of 100 KB":    {mailgen.Alertmanager([]map[string]string{{"alertname": "A", "x": strings.Repeat("y", 100_000)}}, true, noon), "alertmanager"},
		"commas":               {[]byte("From: " + strings.Repeat("a,<", 20_000) + "\r\n" + problem + "\r\n" + body), "icinga2"},
		"parameters":           {[]byte(problem + "Content-Type: text/plain" + strings.Repeat(`;a*0="b\"`, 6000) + "\r\n\r\n" + body), "icinga2"},
		"links":                {[]byte("Subject: [PagerDuty Alert] You have 9 TRIGGERED Incidents\r\nFrom: a@pagerduty.com\r\n\r\n" + strings.Repeat("https://a.pagerduty.com/incidents/Q", 10) + manyLinks(5000)), "pagerduty"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, raw := range [][]byte{c.mail, c.mail[:min(len(c.mail), mailalert.MaxRaw)]} {
				signals, by, err := load(t).Recognise(raw, noon, mailalert.Options{AlertsOnly: true})
				if err != nil || by != c.by || len(signals) == 0 || len(signals) > 1000 {
					t.Fatalf("%d signals by %q, want some by %q; %v", len(signals), by, c.by, err)
				}
				for _, s := range signals {
					check(t, s)
				}
			}
		})
	}
}

func manyLinks(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "\nhttps://a.pagerduty.com/incidents/Q%d", i)
	}
	return b.String()
}

// nested puts the body into n multiparts, one in another, after a first part
// that can be read.
func nested(head, body string, n int) []byte {
	var b strings.Builder
	b.WriteString(head + "Content-Type: multipart/mixed; boundary=b0\r\n\r\n--b0\r\n\r\n" + body)
	for i := range n {
		fmt.Fprintf(&b, "\r\n--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n\r\nx", i, i+1, i+1)
	}
	return []byte(b.String())
}

func siblings(head, body string, n int) []byte {
	return []byte(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + body + strings.Repeat("\r\n--b\r\n\r\nx", n) + "\r\n--b--\r\n")
}

func TestACutMailNeverInventsAnAlertOfHalfItsLabels(t *testing.T) {
	alerts := make([]map[string]string, 4)
	whole := map[string]bool{}
	for i := range alerts {
		alerts[i] = map[string]string{"alertname": "DiskWillFill", "instance": fmt.Sprintf("db-%d:9100", i), "severity": "warning", "zone": "b"}
		whole[incident.Fingerprint(alerts[i])] = true
	}
	raw := mailgen.Alertmanager(alerts, true, noon)
	r := load(t)
	most := 0
	for n := range raw {
		signals, _, err := r.Recognise(raw[:n+1], noon, mailalert.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range signals {
			if s.Shared != "" && !whole[s.ID] {
				t.Fatalf("cut at %d: an alert of the labels %v", n+1, s.Labels)
			}
		}
		most = max(most, len(signals))
	}
	if most != 4 {
		t.Errorf("the whole mail gave %d alerts", most)
	}
}

func TestWhatAnAlertPrintsCannotActAsTheMailsStructure(t *testing.T) {
	sly := map[string]string{"alertname": "A", "b": "x<br>evil = 1", "c": "</td></tr><strong>[1] Resolved</strong>", "d": "\n[1] Resolved\nLabels\nalertname = B\n",
		"e": " = ", "f": "Labels", "g": "\x1f", "annotation:summary": "<a href='javascript:x'>Source</a>", "annotation:runbook_url": "file:///etc/passwd"}
	signals, _, err := load(t).Recognise(mailgen.Alertmanager([]map[string]string{sly}, true, noon), noon, mailalert.Options{})
	if err != nil || len(signals) != 1 {
		t.Fatalf("%+v, %v", signals, err)
	}
	s := signals[0]
	for name, want := range map[string]string{"alertname": "A", "b": "x<br>evil = 1", "d": sly["d"], "e": " = ", "f": "Labels"} {
		if s.Labels[name] != want {
			t.Errorf("label %s is %q, want %q", name, s.Labels[name], want)
		}
	}
	if !s.Firing || len(s.Labels) != 7 || s.Runbook != "" {
		t.Errorf("got %+v", s)
	}
}

func TestAnyEncodingOfAMailSaysTheSame(t *testing.T) {
	body := "***** Service Monitoring on mon *****\n\nInfo:    Größe = 5 %\n\nService: http\nHost:    web-1\n"
	head := "Subject: [PROBLEM] http on web-1 is CRITICAL!\r\nMIME-Version: 1.0\r\n"
	code := base64.StdEncoding.EncodeToString([]byte(body))
	html := "<html><body><p>***** Service Monitoring on mon *****</p>Info: Gr&ouml;&szlig;e =\n5&nbsp;%<br/>Service:\thttp<br>Host: <b>web-1</b></body></html>"
	for name, raw := range map[string]string{
		"8bit":                    head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + body,
		"no type":                 head + "\r\n" + body,
		"bare newlines":           strings.ReplaceAll(head, "\r\n", "\n") + "\n" + body,
		"latin-1, undeclared":     head + "\r\n" + strings.NewReplacer("ö", "\xf6", "ß", "\xdf").Replace(body),
		"base64":                  head + "Content-Transfer-Encoding: BASE64\r\n\r\n" + code[:40] + "\r\n " + code[40:] + "\r\n",
		"base64, unpadded, noise": head + "Content-Transfer-Encoding: base64\r\n\r\n" + strings.TrimRight(code, "=") + "\r\n*** checked by gateway ***\r\n",
		"quoted, soft breaks":     head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + strings.NewReplacer("ö", "=C3=\r\n=B6", "ß", "=c3=9f", " = ", " =3D=  \r\n ", "web-1", "we=\nb-1").Replace(body),
		"quoted, broken escapes":  head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body,
		"html":                    head + "Content-Type: text/html; charset=utf-8\r\n\r\n" + html,
		"html in a broken mail":   head + "Content-Type: multipart/alternative; boundary=missing\r\n\r\n" + html,
		"text before html":        head + "Content-Type: multipart/alternative; boundary=\"b b\"\r\n\r\n--b b\r\nContent-Type: text/html\r\n\r\n<p>Info: no</p>\r\n--b b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + "\r\n--b b--\r\n",
		"within a message":        head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n" + body + "\r\n--b--\r\n",
		"beside an attachment":    head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nInfo: no\r\n--b\r\n\r\n" + body + "\r\n--b--\r\n",
		"after an mbox line":      "From icinga@mon Mon Mar  2 11:58:00 2026\r\n" + head + "\r\n" + body,
	} {
		t.Run(name, func(t *testing.T) {
			signals, by, err := load(t).Recognise([]byte(raw), noon, mailalert.Options{})
			if err != nil || by != "icinga2" || len(signals) != 1 {
				t.Fatalf("%+v by %q, %v", signals, by, err)
			}
			if got := signals[0]; got.ID != "web-1!http" || got.Text != "Größe = 5 %" || !got.Firing {
				t.Errorf("got %s", show(got))
			}
		})
	}
}

func TestASubjectAloneIsEnough(t *testing.T) {
	for subject, want := range map[string]string{
		"[PROBLEM] http on web-1 is CRITICAL!":                 `firing web-1!http title="[PROBLEM] http on web-1 is CRITICAL!" severity="CRITICAL" service="http" starts="12:00:00" label.host="web-1" label.service="http" label.severity="CRITICAL"`,
		"[FIRING:2] HighErrorRate prod-eu (checkout critical)": `firing alertmanager:subject:higherrorrate prod-eu title="HighErrorRate prod-eu" no-recovery`,
		"[RESOLVED] HighErrorRate prod-eu (web-1 checkout)":    `resolved alertmanager:subject:higherrorrate prod-eu title="HighErrorRate prod-eu" ends="12:00:00"`,
		"[EXTERNAL] Fwd: [FIRING:2] HighErrorRate prod-eu (x)": `firing alertmanager:subject:higherrorrate prod-eu title="HighErrorRate prod-eu" no-recovery`,
		"[oncall] [FIRING:2] HighErrorRate prod-eu (x)":        `firing alertmanager:subject:higherrorrate prod-eu title="HighErrorRate prod-eu" no-recovery`,
	} {
		raw := "From: icinga@example.test\r\nDate: " + noon.Format(time.RFC1123Z) + "\r\nSubject: " + subject + "\r\n\r\n"
		signals, _, err := load(t).Recognise([]byte(raw), noon, mailalert.Options{})
		if err != nil || len(signals) != 1 || show(signals[0]) != want {
			t.Errorf("%s:\ngot  %+v, %v\nwant %s", subject, signals, err, want)
		}
	}
}
