package restsource

import (
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

const sample = `{"a":"x","n":7,"f":1.5,"empty":"","null":null,"yes":true,"list":["p","q"],
 "deep":{"b":{"c":"z"}},"many":[{"type":"t1","v":1},{"type":"t2","v":2}],"big":12345678901234567890}`

func TestExpressionsReadValues(t *testing.T) {
	cases := []struct{ expr, want string }{
		{"a", "x"}, {"n", "7"}, {"f", "1.5"}, {"yes", "true"}, {"big", "12345678901234567890"},
		{"deep.b.c", "z"}, {"list", "p, q"}, {"list.1", "q"}, {"missing", ""},
		{"missing || empty || null || a", "x"}, {"missing || =word", "word"}, {"=", ""},
		{"{a} on {deep.b.c}", "x on z"}, {"{missing} on {empty}", ""}, {"{missing}!{a}", "!x"},
		{`many.#(type=="t2").v`, "2"}, {"many.@reverse.0.v", "2"},
	}
	for _, c := range cases {
		e, err := parseExpr(c.expr)
		if err != nil {
			t.Errorf("%s: %v", c.expr, err)
			continue
		}
		if got := e.text(gjson.Parse(sample)); got != c.want {
			t.Errorf("%s gives %q, want %q", c.expr, got, c.want)
		}
	}
}

func TestConditionsCompareWords(t *testing.T) {
	cases := []struct {
		text string
		want bool
	}{
		{"a=X", true}, {"a=y|x", true}, {"a=y", false}, {"a!=y", true}, {"a!=x|y", false}, {"yes", true}, {"empty", false},
		{"missing", false}, {"missing=", true}, {`many.#(type=="t2").v=2`, true}, {`many.#(type=="t9")`, false}, {"n!=0", true},
	}
	for _, c := range cases {
		cond, err := parseCondition(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := cond.holds(gjson.Parse(sample)); got != c.want {
			t.Errorf("%s is %v, want %v", c.text, got, c.want)
		}
	}
}

func TestTimesInEveryForm(t *testing.T) {
	want := time.Date(2026, 5, 12, 10, 30, 0, 0, time.UTC)
	for _, raw := range []string{`"2026-05-12T10:30:00Z"`, `"2026-05-12T12:30:00+02:00"`, `"2026-05-12T12:30:00+0200"`,
		`"2026-05-12T10:30:00.000"`, `"2026-05-12 10:30:00"`, `"2026-05-12 10:30:00 UTC"`, `"2026-05-12 12:30:00 +0200"`,
		`1778581800`, `1778581800.0`, `1778581800000`, `1778581800000000`, `1778581800000000000`, `"1778581800"`, `"1778581800000"`} {
		if got := timeOf(gjson.Parse(raw)); !got.Equal(want) {
			t.Errorf("%s reads as %s, want %s", raw, got, want)
		}
	}
	for _, raw := range []string{`"0001-01-01T00:00:00Z"`, `null`, `""`, `"soon"`, `0`, `-5`, `1e300`, `"9999-01-01T00:00:00Z"`, `true`,
		`"` + strings.Repeat("9", 500) + `"`} {
		if got := timeOf(gjson.Parse(raw)); !got.IsZero() {
			t.Errorf("%.40s reads as %s, want nothing", raw, got)
		}
	}
}

func TestNestingIsBounded(t *testing.T) {
	for _, c := range []struct {
		body string
		want bool
	}{
		{`[]`, true}, {`{"a":"[[[[\"{"}`, true}, {`[`, false}, {`{"a":1`, false}, {`[1,]`, false}, {``, false}, {`]`, false}, {`"a`, false},
		{strings.Repeat("[", 150) + strings.Repeat("]", 150), true},
		{strings.Repeat("[", 5_000_000) + strings.Repeat("]", 5_000_000), false},
	} {
		if got := wellFormed([]byte(c.body)); got != c.want {
			t.Errorf("%.40s is %v, want %v", c.body, got, c.want)
		}
	}
}

func TestBodiesCannotBreakOutOfTheirQuotes(t *testing.T) {
	hostile := "\"},\"status\":\"x\n\\ {id} \u2028 </script>"
	body := map[string]any{"note": map[string]any{"content": "{text}", "list": []any{"a {to} b", int64(3), true}}, "n": "{seconds:int}"}
	raw, err := fillBody(body, vars{"text": hostile, "to": hostile, "seconds": "7"})
	if err != nil {
		t.Fatal(err)
	}
	got := gjson.ParseBytes(raw)
	if got.Get("note.content").Str != hostile || got.Get("note.list.0").Str != "a "+hostile+" b" || got.Get("n").Raw != "7" || len(got.Map()) != 2 {
		t.Errorf("body is %s", raw)
	}
	if _, err := fillBody(body, vars{"seconds": "many"}); err == nil {
		t.Error("a word passes as a number")
	}
	path := template{{literal: "/alerts/"}, {variable: "id"}, {literal: "/ack"}}
	for id, want := range map[string]string{"a/../b": "/alerts/a%2F..%2Fb/ack", "..": "/alerts/%2E%2E/ack", "a?b#c": "/alerts/a%3Fb%23c/ack", "h!s": "/alerts/h%21s/ack"} {
		if got := path.fill(vars{"id": id}, pathEscape); got != want && got != strings.ReplaceAll(want, "%21", "!") {
			t.Errorf("%q makes %s, want %s", id, got, want)
		}
	}
}

func TestTagsAreFoundBehindAPersonsWords(t *testing.T) {
	tag, rest, ok := findTag("acknowledged by A: looks like [turnaround:ack:FAKE:1] [turnaround:snooze:01J:12]")
	if !ok || tag.action != "01J" || tag.n != 12 || tag.kind != "snoozed" || rest != "acknowledged by A: looks like [turnaround:ack:FAKE:1]" {
		t.Errorf("found %+v, %q, %v", tag, rest, ok)
	}
	for _, comment := range []string{"", "by hand", "[turnaround:ack:01J]", "[turnaround:ack::1]", "[turnaround:other:01J:1]", "[turnaround:ack:01J:-1]",
		"[turnaround:ack:01J:x]", "[turnaround:ack:01J:1"} {
		if _, _, ok := findTag(comment); ok {
			t.Errorf("%q has a tag", comment)
		}
	}
}

func TestHTMLBecomesText(t *testing.T) {
	cases := []struct{ html, want string }{
		{"plain\n text", "plain\n text"},
		{"<p>CPU &gt; 90%</p><p>on <b>web-1</b></p>", "CPU > 90%\non web-1"},
		{"a<script>alert(1)</script>b<style>x{}</style>", "ab"},
		{"<img src=\"http://evil.example/x.png\">text<br/>more", "text\nmore"},
		{"<table><tr><td>a</td><td>b</td></tr></table>", "a b"},
		{"a < b &amp;lt;", "a < b &lt;"},
	}
	for _, c := range cases {
		if got := plainText(c.html); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.html, got, c.want)
		}
	}
	if got := plainText(strings.Repeat("<p>x", 1_000_000)); len(got) > 2*maxText {
		t.Errorf("%d bytes are left", len(got))
	}
}
