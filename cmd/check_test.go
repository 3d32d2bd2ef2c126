package cmd

import (
	"os"
	"strings"
	"testing"

	"turnaround/app/update"
)

const (
	goodUpdate = "About 1 in 8 card payments in the EU fails. Bank transfer works; you can use it until then. Next update in 30 minutes.\n"
	badUpdate  = "We are investigating.\nSee OPS-1234 on 10.0.0.8.\n"
)

func TestCheckSaysWhatToMend(t *testing.T) {
	s := newShell(t, "")
	s.write("good.md", goodUpdate)
	s.write("bad.md", badUpdate)
	if out := s.ok("check", s.path("good.md"), "--phase", "identified"); out != "Nothing to mend.\n" {
		t.Errorf("a good update: %s", out)
	}
	out, errs, code := s.run("check", s.path("bad.md"))
	if code != exitFailed || !strings.Contains(errs, "has to be mended") {
		t.Errorf("exit %d, %s", code, errs)
	}
	for _, want := range []string{"block   CU01  ", "block   CU20 (line 2)  This shows a ticket. Take it out.", "advice  CU05  "} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

func TestCheckReadsStandardInput(t *testing.T) {
	s := newShell(t, "")
	s.input = "Zahlungen schlagen in der EU fehl. Nächste Meldung in 30 Minuten."
	if out := s.ok("check", "-", "--lang", "de"); out != "Nothing to mend.\n" {
		t.Errorf("on standard input: %s", out)
	}
	var items []CheckItem
	s.json(&items, "check", "-", "--lang", "de")
	if items == nil || len(items) != 0 {
		t.Errorf("nothing found is an empty list: %v", items)
	}
}

func TestCheckReadsOnlyText(t *testing.T) {
	s := newShell(t, "")
	s.write("latin1.txt", "Zahlungen schlagen f\xfcr alle fehl.")
	s.write("utf16.txt", "C\x00a\x00r\x00d\x00")
	for _, name := range []string{"latin1.txt", "utf16.txt"} {
		if _, errs, code := s.run("check", s.path(name)); code != exitFailed || !strings.Contains(errs, "no plain text; save it as UTF-8") {
			t.Errorf("%s: exit %d, %s", name, code, errs)
		}
	}
}

func TestCheckGivesFindingsAsJSON(t *testing.T) {
	s := newShell(t, "")
	s.input = badUpdate
	out, _, code := s.run("check", "-", "--json")
	if code != exitFailed {
		t.Errorf("exit %d", code)
	}
	for _, want := range []string{`"id": "CU20"`, `"level": "block"`, `"line": 2`, `"text": "This shows a ticket"`, `"from": 26`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
}

func TestCheckHeedsWhatIsKnownAroundTheText(t *testing.T) {
	s := newShell(t, "")
	for _, c := range []struct {
		text  string
		flags []string
		code  int
		says  string
	}{
		{"Payments fail in the EU.", nil, exitFailed, "CU01"},
		{"Payments fail in the EU.", []string{"--due", "30m"}, exitOK, "Nothing"},
		{"Payments fail in the EU.", []string{"--due", "2m"}, exitFailed, "CU02"},
		{"Payments fail in the EU.", []string{"--phase", "monitoring"}, exitOK, "advice  CU01"},
		{"Payments fail in the EU.", []string{"--phase", "Resolved"}, exitOK, "CU22"},
		{"OPS-1234: payments fail in the EU.", []string{"--due", "30m", "--audience", "internal"}, exitOK, "Nothing"},
		{"Oops, payments fail in the EU.", []string{"--due", "30m", "--severity", "1"}, exitOK, "CU29"},
		{"Oops, payments fail in the EU.", []string{"--due", "30m", "--severity", "4"}, exitOK, "Nothing"},
	} {
		s.input = c.text
		out, errs, code := s.run(append([]string{"check", "-"}, c.flags...)...)
		if code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%q with %v: exit %d\n%s%s", c.text, c.flags, code, out, errs)
		}
	}
}

func TestCheckNamesAWrongUse(t *testing.T) {
	s := newShell(t, "")
	s.input = goodUpdate
	s.write("empty.md", " \n")
	s.write("long.md", strings.Repeat("x", update.Longest+1))
	if err := os.Mkdir(s.path("folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"-", "--phase", "broken"}, exitUsage, `--phase "broken": give investigating`},
		{[]string{"-", "--audience", "all"}, exitUsage, `--audience "all": give public`},
		{[]string{"-", "--severity", "5"}, exitUsage, "--severity 5: give 1 to 4"},
		{[]string{"-", "--severity", "high"}, exitUsage, "severity"},
		{[]string{"-", "--lang", "fr"}, exitUsage, `--lang "fr": there are words for en and de`},
		{[]string{"-", "--due", "soon"}, exitUsage, `--due "soon": give a span`},
		{[]string{"-", "--due", "25:00"}, exitUsage, "--due"},
		{[]string{"-", "--colour", "red"}, exitUsage, "colour"},
		{nil, exitUsage, "accepts 1 arg"},
		{[]string{"a", "b"}, exitUsage, "accepts 1 arg"},
		{[]string{s.path("none.md")}, exitFailed, "none.md"},
		{[]string{s.path("folder")}, exitFailed, "read the text"},
		{[]string{s.path("empty.md")}, exitFailed, "there is no text in"},
		{[]string{s.path("long.md")}, exitFailed, "longer than 25000 bytes"},
	} {
		out, errs, code := s.run(append([]string{"check"}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.says) || out != "" {
			t.Errorf("check %v: exit %d, want %d\n%s%s", c.args, code, c.code, out, errs)
		}
	}
}
