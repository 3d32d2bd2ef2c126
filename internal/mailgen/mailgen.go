// Package mailgen makes synthetic alert mails of the shapes monitoring
// systems send, for benchmarks, tests and the drill. The same arguments give
// the same bytes.
package mailgen

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"html"
	"maps"
	"mime"
	"mime/quotedprintable"
	"slices"
	"strings"
	"time"
)

// Alertmanager makes the HTML-only mail Alertmanager sends by default, with
// all alerts (label sets) firing or all resolved: about 2 KB with one alert
// of five labels. Alertmanager's own is five times as large, for its styles.
func Alertmanager(alerts []map[string]string, firing bool, date time.Time) []byte {
	if firing {
		return AlertmanagerMixed(alerts, nil, date)
	}
	return AlertmanagerMixed(nil, alerts, date)
}

// AlertmanagerMixed makes the mail of a group of which some alerts fire on
// and others are over: a partial recovery, which is sent as [FIRING:n].
//
// A label whose name begins with "annotation:" becomes an annotation, the
// label "generator" the Source link.
func AlertmanagerMixed(firing, resolved []map[string]string, date time.Time) []byte {
	all := append(slices.Clone(firing), resolved...)
	state := "[RESOLVED]"
	if len(firing) > 0 {
		state = fmt.Sprintf("[FIRING:%d]", len(firing))
	}
	name, rest := "", ""
	if len(all) > 0 {
		name, rest = all[0]["alertname"], all[0]["severity"]
	}
	subject := fmt.Sprintf("%s %s (%s)", state, name, rest)
	var b strings.Builder
	b.WriteString("\n\n<!DOCTYPE html>\n<html>\n<head>\n<title>" + html.EscapeString(subject) + "</title>\n" +
		"<style>\nbody { font-family: Helvetica, Arial, sans-serif; }\n</style>\n</head>\n<body>\n<table class=\"body-wrap\">\n  <tr>\n" +
		"            <td class=\"alert alert-warning\" style=\"" + style + "\">\n")
	plural := "s"
	if len(all) == 1 {
		plural = ""
	}
	fmt.Fprintf(&b, "              %d alert%s for \n                alertname=%s\n              \n            </td>\n  </tr>\n", len(all), plural, html.EscapeString(name))
	b.WriteString("  <tr><td class=\"content-block\"><a href=\"http://alertmanager.example.test/#/alerts?receiver=mail\" class=\"btn-primary\">View in Alertmanager</a></td></tr>\n")
	block(&b, "Firing", firing)
	block(&b, "Resolved", resolved)
	b.WriteString("</table>\n<div class=\"footer\"><a href=\"http://alertmanager.example.test\">Sent by Alertmanager</a></div>\n</body>\n</html>\n")
	sum := sum64(subject, b.String(), date.String())
	boundary := fmt.Sprintf("%016x%016x", sum, sum^0xA5A5A5A5A5A5A5A5)
	var out bytes.Buffer
	header(&out, "Alertmanager <alertmanager@example.test>", subject, fmt.Sprintf("%d.%d@alertmanager", date.UnixNano(), sum), date)
	fmt.Fprintf(&out, "Content-Type: multipart/alternative;  boundary=%s\r\nMIME-Version: 1.0\r\n\r\n--%s\r\n"+
		"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n", boundary, boundary)
	quote(&out, b.String())
	fmt.Fprintf(&out, "\r\n--%s--\r\n", boundary)
	return out.Bytes()
}

const style = "margin: 0; font-family: Helvetica, Arial, sans-serif; font-size: 14px;"

// block writes one section of alerts.
func block(b *strings.Builder, word string, alerts []map[string]string) {
	if len(alerts) == 0 {
		return
	}
	fmt.Fprintf(b, "  <tr><td class=\"content-block\"><strong>[%d] %s</strong></td></tr>\n", len(alerts), word)
	br := "<br style=\"" + style + "\">"
	for _, labels := range alerts {
		b.WriteString("  <tr><td class=\"content-block\">\n    <strong style=\"" + style + "\">Labels</strong>" + br + "\n                    ")
		annotations := false
		for _, name := range slices.Sorted(maps.Keys(labels)) {
			_, isAnnotation := strings.CutPrefix(name, "annotation:")
			annotations = annotations || isAnnotation
			if !isAnnotation && name != "generator" {
				b.WriteString(html.EscapeString(name) + " = " + html.EscapeString(labels[name]) + br)
			}
		}
		if annotations {
			b.WriteString("\n                    <strong style=\"" + style + "\">Annotations</strong>" + br + "\n                    ")
			for _, name := range slices.Sorted(maps.Keys(labels)) {
				if short, ok := strings.CutPrefix(name, "annotation:"); ok {
					b.WriteString(html.EscapeString(short) + " = " + html.EscapeString(labels[name]) + br)
				}
			}
		}
		b.WriteString("\n                    <a href=\"" + html.EscapeString(labels["generator"]) + "\">Source</a><br>\n  </td></tr>\n")
	}
}

// Icinga2 makes the mail of Icinga 2's notification scripts. kind is PROBLEM,
// RECOVERY, ACKNOWLEDGEMENT, ...; state CRITICAL, OK, DOWN, ...; an empty
// service makes a host's mail; comment ("author: text") may be empty.
func Icinga2(kind, host, service, state, output, comment string, date time.Time) []byte {
	subject := fmt.Sprintf("[%s] Host %s is %s!", kind, host, state)
	what := "Host"
	if service != "" {
		subject, what = fmt.Sprintf("[%s] %s on %s is %s!", kind, service, host, state), "Service"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "***** %s Monitoring on icinga *****\n\n%s\n\nInfo:    %s\n\nWhen:    %s\n", what, strings.TrimPrefix(subject, "["+kind+"] "), output, date.Format("2006-01-02 15:04:05 -0700"))
	if service != "" {
		b.WriteString("Service: " + service + "\n")
	}
	b.WriteString("Host:    " + host + "\nIPv4:    192.0.2.7\n")
	if author, text, found := strings.Cut(comment, ": "); found {
		fmt.Fprintf(&b, "\nComment by %s:\n  %s\n", author, text)
	}
	var out bytes.Buffer
	header(&out, "Icinga <icinga@example.test>", subject, fmt.Sprintf("%x.icinga@icinga.example.test", sum64(subject, b.String())), date)
	out.WriteString("Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\nMIME-Version: 1.0\r\n\r\n")
	out.WriteString(strings.ReplaceAll(b.String(), "\n", "\r\n"))
	return out.Bytes()
}

// Zabbix makes Zabbix's text mail (base64, as Zabbix sends it) of a problem
// or its recovery; event is the problem's event ID, date when it is sent.
func Zabbix(event uint64, name, host, severity string, resolved bool, started, date time.Time) []byte {
	subject := "Problem: " + name
	body := fmt.Sprintf("Problem started at %s on %s\r\n", started.Format("15:04:05"), started.Format("2006.01.02"))
	if resolved {
		age := date.Sub(started).Round(time.Second).String()
		subject = "Resolved in " + age + ": " + name
		body = fmt.Sprintf("Problem has been resolved at %s on %s\r\nProblem duration: %s\r\n", date.Format("15:04:05"), date.Format("2006.01.02"), age)
	}
	body += fmt.Sprintf("Problem name: %s\r\nHost: %s\r\nSeverity: %s\r\nOperational data: 97 %%\r\nOriginal problem ID: %d\r\nhttps://zabbix.example.test/tr_events.php?triggerid=42&eventid=%d\r\n",
		name, host, severity, event, event)
	var out bytes.Buffer
	header(&out, "Zabbix <zabbix@example.test>", subject, fmt.Sprintf("%x.zabbix@mx.example.test", sum64(subject, body, date.String())), date)
	fmt.Fprintf(&out, "In-Reply-To: <%d.%016x%016x.1.%032x@zabbix.com>\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n", event, sum64("rcpt"), sum64("rcpt", "2"), 7)
	text := base64.StdEncoding.EncodeToString([]byte(body))
	for len(text) > 76 {
		out.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	out.WriteString(text + "\r\n")
	return out.Bytes()
}

// Plain makes a mail of text from any sender.
func Plain(from, subject, body string, date time.Time) []byte {
	var out bytes.Buffer
	header(&out, from, subject, fmt.Sprintf("%x.plain@mx.example.test", sum64(from, subject, body, date.String())), date)
	out.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
	quote(&out, body)
	return out.Bytes()
}

func header(out *bytes.Buffer, from, subject, id string, date time.Time) {
	fmt.Fprintf(out, "Subject: %s\r\nTo: oncall@example.test\r\nFrom: %s\r\nMessage-Id: <%s>\r\nDate: %s\r\n",
		mime.QEncoding.Encode("utf-8", subject), from, id, date.Format(time.RFC1123Z))
}

// quote writes text as quoted-printable; a buffer takes every write.
func quote(out *bytes.Buffer, text string) {
	w := quotedprintable.NewWriter(out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
}

func sum64(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = h.Write([]byte(p)) // a hash takes every write
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}
