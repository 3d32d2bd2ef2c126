package cmd

import (
	"os"
	"strings"
	"testing"
)

func TestAPostmortemIsBegunWrittenCheckedAndExported(t *testing.T) {
	both(t, "[me]\nname = \"Robin Planted\"\n", func(t *testing.T, s *shell) {
		number := s.declare("Checkout fails")
		s.ok("ack", number)
		s.ok("note", number, "Second switch found")
		out := s.ok("postmortem", "new", number)
		for _, want := range []string{"Checkout fails: 1 of 14 sections done", "(full)  timeline", "( -  )  factors", "nothing is written yet"} {
			if !strings.Contains(out, want) {
				t.Errorf("%q is not in\n%s", want, out)
			}
		}
		var evidence []EvidenceItem
		s.json(&evidence, "postmortem", "show", number, "--evidence")
		if len(evidence) < 2 {
			t.Fatalf("evidence: %+v", evidence)
		}
		s.input = "- The engineer forgot the second switch [@" + evidence[1].ID + "]\n- It should have rung [@01NOTHINGATALL]\n"
		s.ok("postmortem", "edit", number, "factors", "-")
		s.ok("postmortem", "action", number, "Ring for both switches", "--type", "Detect", "--owner", "Payments team")
		out, errs, code := s.run("postmortem", "check", number)
		for _, want := range []string{"block   PM01 (factors, line 1)  This blames a person: engineer forgot", "advice  PM03 (factors, line 2)", "advice  PM10 (factors, line 2)", "block   PM08 (A1)  A1 has no day"} {
			if code != exitFailed || !strings.Contains(errs, "mended") || !strings.Contains(out, want) {
				t.Errorf("exit %d, %q is not in\n%s%s", code, want, out, errs)
			}
		}
		s.write("factors.md", "- Two switches, and only one is monitored [@"+evidence[0].ID+"]\n- The second was added by hand\n")
		s.ok("postmortem", "edit", number, "factors", s.path("factors.md"))
		if out := s.ok("postmortem", "action", number, "--change", "A1", "--due", "2031-05-26"); out != "A1    Ring for both switches (detect; Payments team; 2031-05-26; open)\n" {
			t.Errorf("changed: %q", out)
		}
		if out := s.ok("postmortem", "check", number); out != "Nothing to mend.\n" {
			t.Errorf("checked: %s", out)
		}
		out = s.ok("postmortem", "show", number, "factors")
		if !strings.Contains(out, "Contributing factors (full)") || !strings.Contains(out, "Systems and habits") || !strings.Contains(out, "only one is monitored") {
			t.Errorf("section: %s", out)
		}
		s.ok("postmortem", "export", number, s.path("out.md"))
		s.ok("postmortem", "export", number, "--format", "html", s.path("out.page"))
		md, page := s.read("out.md"), s.read("out.page")
		if !strings.Contains(md, "only one is monitored[^") || !strings.Contains(md, "| A1 | Ring for both switches | detect | Payments team | 2031-05-26 | open |") {
			t.Errorf("Markdown: %s", md)
		}
		if !strings.HasPrefix(page, "<!doctype html>") || !strings.Contains(page, `<html lang="en">`) {
			t.Errorf("page: %s", page)
		}
	})
}

func (s *shell) read(name string) string {
	s.t.Helper()
	raw, err := os.ReadFile(s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(raw)
}

func TestTheVersionForCustomersIsRefusedUntilItIsCleanAndWhole(t *testing.T) {
	s := newShell(t, "[me]\nname = \"Robin Planted\"\n")
	number := s.declare("Checkout fails")
	s.ok("postmortem", "new", number)
	_, errs, code := s.run("postmortem", "export", number, "--public", s.path("out.html"))
	if code != exitFailed || !strings.Contains(errs, "is not finished; it lacks:") || !strings.Contains(errs, "(happened)") {
		t.Errorf("exit %d: %s", code, errs)
	}
	for section, text := range map[string]string{
		"summary": "For an hour nobody could pay by card.", "impact": "All card payments failed for 60 minutes.", "data": "No data was lost; we compared the books.",
		"heard": "We told you after 9 minutes.", "happened": "A full disk on db-prod-03.internal stopped payments; Robin Planted cleared it.", "sorry": "You stood at the till and could not pay. We are sorry.",
	} {
		s.input = text
		s.ok("postmortem", "edit", number, section, "-")
	}
	s.ok("postmortem", "action", number, "Watch the disks", "--public", "We watch how full our disks are", "--due", "2031-05-26")
	_, errs, code = s.run("postmortem", "export", number, "--public", s.path("out.html"))
	if code != exitFailed || !strings.Contains(errs, `under "What happened", line `) || !strings.Contains(errs, "a host inside your network") || !strings.Contains(errs, "names a colleague") {
		t.Errorf("exit %d: %s", code, errs)
	}
	if _, err := os.Stat(s.path("out.html")); err == nil {
		t.Error("a file was written all the same")
	}
	s.input = "A full disk stopped payments."
	s.ok("postmortem", "edit", number, "happened", "-")
	s.ok("postmortem", "export", number, "--public", s.path("out.html"))
	if out := s.ok("show", number, "--json"); strings.Count(out, `"postmortem-published"`) != 1 {
		t.Errorf("the timeline does not tell it once: %s", out)
	}
	if out := s.ok("postmortem", "export", number, "--public", "-"); !strings.HasPrefix(out, "# Checkout fails\n\n## In short\n\nFor an hour nobody could pay by card.") ||
		!strings.Contains(out, "- We watch how full our disks are, by 2031-05-26") {
		t.Errorf("for customers: %s", out)
	}
}

func TestAPostmortemSurvivesARestartAndIsRefilled(t *testing.T) {
	s := newShell(t, "")
	number := s.declare("Checkout fails")
	s.ok("postmortem", "new", number, "--lang", "de")
	s.ok("note", number, "zweite Leitung")
	var item PostmortemItem
	s.json(&item, "postmortem", "new", number, "--refill")
	if item.Language != "de" || !strings.Contains(jsonText(item.Sections), "zweite Leitung") {
		t.Errorf("%+v", item)
	}
	if got := jsonText(item); !strings.Contains(got, `"state":"half"`) || !strings.Contains(got, `"actions":[]`) || !strings.Contains(got, "[@") || len(item.Evidence) != 2 {
		t.Errorf("as JSON: %s", got)
	}
}

func TestWrongUsesOfPostmortemsAreExplained(t *testing.T) {
	s := newShell(t, "")
	number := s.declare("Checkout fails")
	fresh := s.declare("Mail is late")
	s.ok("postmortem", "new", number)
	s.ok("postmortem", "action", number, "Watch the disks")
	s.write("taken.md", "mine")
	s.write("scan.md", "\x00\xff\xfe")
	s.write("long.md", strings.Repeat("x", longestSection+1))
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"new"}, exitUsage, "--help"},
		{[]string{"new", "99999999"}, exitFailed, "not found"},
		{[]string{"new", number, "--lang", "fr"}, exitUsage, "en and de"},
		{[]string{"new", number, "--refill", "--lang", "de"}, exitUsage, "leave --lang out"},
		{[]string{"new", number}, exitFailed, "there is a postmortem already"},
		{[]string{"new", fresh, "--refill"}, exitFailed, "postmortem new " + fresh},
		{[]string{"show", fresh}, exitFailed, "there is no postmortem yet"},
		{[]string{"show", number, "sumary"}, exitUsage, "there are summary, impact"},
		{[]string{"check", fresh}, exitFailed, "there is no postmortem yet"},
		{[]string{"edit", number, "sumary", "-"}, exitUsage, `did you mean "summary"?`},
		{[]string{"edit", number, "summary", s.path("none.md")}, exitFailed, "none.md"},
		{[]string{"edit", number, "summary", s.path("long.md")}, exitFailed, "longer than 256 KB"},
		{[]string{"edit", number, "summary", s.path("scan.md")}, exitFailed, "scan.md is no plain text"},
		{[]string{"edit", number, "summary"}, exitUsage, "--help"},
		{[]string{"action", number}, exitUsage, "say what is to be done"},
		{[]string{"action", number, "x", "--type", "fix"}, exitUsage, "prevent, mitigate, detect, communicate, process"},
		{[]string{"action", number, "x", "--due", "soon"}, exitUsage, "2026-05-19"},
		{[]string{"action", number, "--change", "A9", "--done"}, exitUsage, `action "A9"`},
		{[]string{"action", number, "--change", "A1"}, exitUsage, "say what to change"},
		{[]string{"action", number, "--drop", "A9"}, exitUsage, "there is no such action"},
		{[]string{"action", number, "x", "--drop", "A1"}, exitUsage, "give nothing else"},
		{[]string{"export", number, s.path("out.pdf")}, exitUsage, ".pdf files are not written"},
		{[]string{"export", number, "--format", "pdf", "-"}, exitUsage, "md or html"},
		{[]string{"export", number, s.path("taken.md")}, exitFailed, "is there already"},
		{[]string{"export", fresh, "-"}, exitFailed, "there is no postmortem yet"},
		{[]string{"frob"}, exitUsage, "frob"},
	} {
		out, errs, code := s.run(append([]string{"postmortem"}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("%v: exit %d, want %d and %q\n%s%s", c.args, code, c.code, c.says, out, errs)
		}
	}
	if s.read("taken.md") != "mine" {
		t.Error("a file was overwritten")
	}
}

func TestATeamsOwnSectionsAreUsedAndItsErrorsTold(t *testing.T) {
	s := newShell(t, "")
	if err := os.MkdirAll(s.path("templates/postmortem/en"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write("templates/postmortem/en/cost.md", "+++\nid = \"cost\"\ntitle = \"Cost\"\norder = 25\nguidance = \"What it cost us\"\n+++\n")
	s.write("templates/postmortem/en/bad.md", "+++\nid = \"bad\"\ntitel = \"x\"\n+++\n")
	number := s.declare("Checkout fails")
	out, errs, code := s.run("postmortem", "new", number)
	if code != exitOK || !strings.Contains(out, "cost") || !strings.Contains(errs, `bad.md, line 3: unknown key "titel"; did you mean "title"?`) {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

func TestDoctorNamesASectionThatCannotBeUsed(t *testing.T) {
	s := newShell(t, "")
	if err := os.MkdirAll(s.path("templates/postmortem/de"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write("templates/postmortem/de/cost.md", "+++\nid = \"cost\"\ntitle = \"Kosten\"\nguidance = \"x\"\n+++\n{{sinc}}\n")
	out, errs, _ := s.run("doctor")
	if !strings.Contains(out+errs, `de/cost.md, line 6: unknown fact {{sinc}}; did you mean "since"?`) {
		t.Errorf("%s%s", out, errs)
	}
}
