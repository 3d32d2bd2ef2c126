package cmd

import (
	"os"
	"strings"
	"testing"

	"turnaround/app/desk"
)

func TestExportAndImportRoundTrip(t *testing.T) {
	for _, c := range []struct {
		name   string
		people bool
	}{{"without people", false}, {"with people", true}} {
		t.Run(c.name, func(t *testing.T) {
			s := newShell(t, "[me]\nname = \"Robin Planted\"\n")
			number := s.declare("Login fails")
			s.ok("ack", number)
			args := []string{"export", s.path("all.zip")}
			if c.people {
				t.Setenv(envPassphrase, "correct horse battery")
				args = append(args, "--people")
			}
			s.ok(args...)
			raw, err := os.ReadFile(s.path("all.zip"))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(raw), "Planted") {
				t.Error("the archive names a person in the clear")
			}
			t.Setenv("TURNAROUND_DATA", s.path("other"))
			var first, second desk.Imported
			s.json(&first, "import", s.path("all.zip"))
			s.json(&second, "import", s.path("all.zip"))
			if first.Entries == 0 || second.Entries != 0 || second.Known != first.Entries {
				t.Errorf("imported %+v, then %+v", first, second)
			}
			var sheet Sheet
			s.json(&sheet, "show", number)
			if sheet.Title != "Login fails" || sheet.Status != "acknowledged" {
				t.Errorf("came over as %q, %s", sheet.Title, sheet.Status)
			}
			if named := sheet.AcknowledgedBy == "Robin Planted"; named != c.people {
				t.Errorf("acknowledged by %q", sheet.AcknowledgedBy)
			}
			var waiting []ActionItem
			if s.json(&waiting, "outbox"); len(waiting) != 0 {
				t.Errorf("an import is inert, but %+v waits", waiting)
			}
		})
	}
}

func TestPassphraseIsAskedFor(t *testing.T) {
	s := newShell(t, "")
	s.declare("Login fails")
	if _, errs, code := s.run("export", "--people", s.path("a.age")); code != exitUsage || !strings.Contains(errs, envPassphrase) {
		t.Errorf("without a passphrase: exit %d: %s", code, errs)
	}
	s.input = "correct horse battery\n"
	s.ok("export", "--people", s.path("a.age"))
	s.ok("import", s.path("a.age"))
	s.input = "wrong\n"
	if _, errs, code := s.run("import", s.path("a.age")); code != exitFailed || errs == "" {
		t.Errorf("a wrong passphrase: exit %d: %s", code, errs)
	}
}

func TestABrokenExportLeavesTheGoodOne(t *testing.T) {
	s := newShell(t, "")
	s.write("all.zip", "precious")
	if _, _, code := s.run("export", s.path("all.zip"), "--query", "sev:9"); code != exitUsage {
		t.Errorf("exit %d", code)
	}
	if raw, err := os.ReadFile(s.path("all.zip")); err != nil || string(raw) != "precious" {
		t.Errorf("%q, %v", raw, err)
	}
	if files, err := os.ReadDir(s.dir); err != nil || strings.Contains(jsonText(names(files)), "export-") {
		t.Errorf("left behind: %v, %v", names(files), err)
	}
}

func names(entries []os.DirEntry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestNoProgressWithoutATerminal(t *testing.T) {
	both(t, "", func(t *testing.T, s *shell) {
		s.declare("Login fails")
		for _, args := range [][]string{{"export", s.path("a.zip")}, {"import", s.path("a.zip")}, {"sync", "--once"}} {
			if _, errs, code := s.run(args...); code != exitOK || errs != "" {
				t.Errorf("%v: exit %d, on standard error: %q", args, code, errs)
			}
		}
	})
}
