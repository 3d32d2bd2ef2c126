package cmd

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestEveryCommandWithArgumentsHasAnExample(t *testing.T) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		takes := strings.Contains(cmd.Use, " ")
		if takes && cmd.Example == "" {
			t.Errorf("%q takes arguments and shows no example", cmd.CommandPath())
		}
		if cmd.Short == "" {
			t.Errorf("%q says nothing of itself", cmd.CommandPath())
		}
		for _, line := range strings.Split(cmd.Example, "\n") {
			if line = strings.TrimSpace(line); line != "" && !strings.Contains(line, "turnaround") {
				t.Errorf("%q: example %q does not call the program", cmd.CommandPath(), line)
			}
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&cli{}).root())
}

func TestExitCodes(t *testing.T) {
	const unreachable = "[[source]]\nname = \"gone\"\nprofile = \"alertmanager\"\nurl = \"http://127.0.0.1:1\"\n"
	for _, c := range []struct {
		name, config string
		args         []string
		code         int
		says         string
	}{
		{"version", "", []string{"version"}, exitOK, ""},
		{"help", "", []string{"--help"}, exitOK, ""},
		{"help of a command", "", []string{"ack", "--help"}, exitOK, ""},
		{"empty list", "", []string{"list"}, exitOK, ""},
		{"no such incident", "", []string{"show", "99999"}, exitFailed, "99999"},
		{"nothing to undo", "", []string{"undo"}, exitFailed, "nothing to undo"},
		{"no such action", "", []string{"outbox", "drop", "01X"}, exitFailed, "not found"},
		{"import of nothing", "", []string{"import", "/nonexistent.zip"}, exitFailed, "nonexistent"},
		{"unknown command", "", []string{"frobnicate"}, exitUsage, `"frobnicate"`},
		{"unknown sub command", "", []string{"config", "frobnicate"}, exitUsage, "frobnicate"},
		{"unknown flag", "", []string{"list", "--frob"}, exitUsage, "--frob"},
		{"missing argument", "", []string{"ack"}, exitUsage, "--help"},
		{"too many arguments", "", []string{"show", "1", "2"}, exitUsage, "--help"},
		{"wrong query", "", []string{"list", "--query", "sev:9"}, exitUsage, "sev"},
		{"wrong span", "", []string{"list", "--query", "quiet:long"}, exitUsage, "quiet:>10m"},
		{"wrong status", "", []string{"list", "--status", "bogus"}, exitUsage, "bogus"},
		{"negative limit", "", []string{"list", "--limit", "-1"}, exitUsage, "limit"},
		{"wrong span", "", []string{"snooze", "1", "--for", "soon"}, exitUsage, "30m"},
		{"snooze into the past", "", []string{"snooze", "1", "--until", "2001-01-01T00:00"}, exitUsage, "past"},
		{"wrong severity", "", []string{"declare", "x", "--severity", "9"}, exitUsage, "1 (critical)"},
		{"sync without once", "", []string{"sync"}, exitUsage, "--once"},
		{"wrong speed", "", []string{"drill", "--headless", "--speed", "0"}, exitUsage, "0.1"},
		{"no window", "", nil, exitUsage, "window"},
		{"wrong configuration", "[me]\nnme = \"x\"\n", []string{"list"}, exitUsage, "config.toml:2"},
		{"wrong configuration, checked", "[me]\nnme = \"x\"\n", []string{"config", "check"}, exitUsage, `"name"`},
		{"unknown profile", "[[source]]\nname = \"a\"\nprofile = \"nope\"\nurl = \"http://127.0.0.1:1\"\n", []string{"config", "check"}, exitUsage, "config.toml:1"},
		{"unreachable", unreachable, []string{"sync", "--once"}, exitUnreachable, "gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShell(t, c.config)
			out, errs, code := s.run(c.args...)
			if code != c.code {
				t.Errorf("exit %d, want %d\n%s%s", code, c.code, out, errs)
			}
			if !strings.Contains(errs, c.says) {
				t.Errorf("says %q, want %q in it", errs, c.says)
			}
		})
	}
}

func TestUnreachableIsToldThroughTheSocketToo(t *testing.T) {
	s := newShell(t, "[[source]]\nname = \"gone\"\nprofile = \"alertmanager\"\nurl = \"http://127.0.0.1:1\"\n")
	s.watch()
	out, errs, code := s.run("sync", "--once", "--json")
	if code != exitUnreachable {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
}

// The names are a contract: fields are added, never renamed.
func TestListFieldsAreAContract(t *testing.T) {
	am, config := alertmanager(t)
	am.Fire(map[string]string{"alertname": "Down", "service": "shop", "severity": "critical"}, map[string]string{"summary": "Shop is down"})
	s := newShell(t, config)
	s.ok("sync", "--once")
	var list []map[string]any
	s.json(&list, "list")
	if len(list) != 1 {
		t.Fatalf("%d incidents, want 1", len(list))
	}
	number := jsonText(list[0]["number"])
	s.ok("ack", number)
	s.ok("resolve", "--here", number)
	s.json(&list, "list", "--status", "all")
	have := slices.Sorted(maps.Keys(list[0]))
	for _, name := range []string{"id", "number", "title", "severity", "status", "source", "service", "started_at",
		"acknowledged_at", "acknowledged_by", "resolved_at", "updated_at", "alerts", "firing", "flaps", "closed_here"} {
		if !slices.Contains(have, name) {
			t.Errorf("field %q is missing; there are %v", name, have)
		}
	}
	if list[0]["severity"] != 1.0 || list[0]["source"] != "eu-prod" || list[0]["service"] != "shop" || list[0]["status"] != "resolved" {
		t.Errorf("list gives %v", list[0])
	}
	if at, _ := list[0]["started_at"].(string); !strings.HasSuffix(at, "Z") {
		t.Errorf("started_at %q is not UTC", at)
	}
	var sheet map[string]any
	s.json(&sheet, "show", number)
	for _, name := range []string{"id", "timeline", "alert_list", "waiting", "labels"} {
		if _, ok := sheet[name]; !ok {
			t.Errorf("show lacks %q: %v", name, slices.Sorted(maps.Keys(sheet)))
		}
	}
}

func TestJSONIsOneArrayWhereThereIsNothing(t *testing.T) {
	both(t, "", func(t *testing.T, s *shell) {
		for _, args := range [][]string{{"list"}, {"outbox"}, {"silences"}, {"sources"}} {
			out := s.ok(append(args, "--json")...)
			var list []any
			if err := json.Unmarshal([]byte(out), &list); err != nil || list == nil || len(list) != 0 {
				t.Errorf("%s --json gives %q", args[0], out)
			}
		}
	})
}

// acts are the everyday commands; each is expected to leave what says holds.
func TestActs(t *testing.T) {
	both(t, "[me]\nname = \"Robin\"\n", func(t *testing.T, s *shell) {
		first, second := s.declare("Login fails"), s.declare("Mail is late")
		status := func(number string) Sheet {
			t.Helper()
			var sheet Sheet
			s.json(&sheet, "show", number)
			return sheet
		}
		s.ok("ack", first)
		if got := status(first); got.Status != "acknowledged" || got.AcknowledgedBy != "Robin" {
			t.Errorf("after ack: %s by %q", got.Status, got.AcknowledgedBy)
		}
		s.ok("undo")
		if got := status(first); got.Status != "triggered" {
			t.Errorf("after undo: %s", got.Status)
		}
		s.ok("snooze", first, "--for", "2h")
		if got := status(first); got.SnoozedUntil.IsZero() {
			t.Error("after snooze: not snoozed")
		}
		s.input = "from a pipe\nsecond line\n"
		s.ok("note", first, "Rolled back")
		s.ok("note", first, "-")
		s.ok("assign", first, "Ben")
		s.ok("severity", first, "1")
		got := status(first)
		if got.Assignee != "Ben" || got.Severity != 1 {
			t.Errorf("after assign and severity: %q, %d", got.Assignee, got.Severity)
		}
		texts := jsonText(got.Timeline)
		if !strings.Contains(texts, "Rolled back") || !strings.Contains(texts, "second line") {
			t.Errorf("the notes are missing: %s", texts)
		}
		s.ok("merge", first, second)
		if got := status(second); got.MergedInto != got.ID && got.MergedInto != status(first).ID {
			t.Errorf("after merge: merged into %q", got.MergedInto)
		}
		s.ok("resolve", first)
		if got := status(first); got.Status != "resolved" {
			t.Errorf("after resolve: %s", got.Status)
		}
	})
}

func TestSplitTakesAnAlertOut(t *testing.T) {
	am, config := alertmanager(t)
	both(t, config, func(t *testing.T, s *shell) {
		for _, host := range []string{"a", "b"} {
			am.Fire(map[string]string{"alertname": "Down", "service": "shop", "instance": host}, nil)
		}
		s.ok("sync", "--once")
		var list []Item
		s.json(&list, "list")
		if len(list) != 1 || list[0].Alerts != 2 {
			t.Fatalf("list gives %+v", list)
		}
		var sheet Sheet
		s.json(&sheet, "show", num(list[0]))
		var fresh Item
		s.json(&fresh, "split", num(list[0]), sheet.AlertList[0].Fingerprint)
		if fresh.ID == list[0].ID || fresh.Alerts != 1 {
			t.Errorf("split gives %+v", fresh)
		}
	})
}

func TestAcknowledgementReachesTheSource(t *testing.T) {
	am, config := alertmanager(t)
	am.Fire(map[string]string{"alertname": "Down", "service": "shop"}, nil)
	s := newShell(t, config)
	s.ok("sync", "--once")
	var list []Item
	s.json(&list, "list")
	s.ok("ack", num(list[0]))
	var silences []SilenceItem
	s.json(&silences, "silences")
	if len(silences) != 1 || silences[0].By != "Robin Planted" || silences[0].State != "active" {
		t.Errorf("silences: %+v", silences)
	}
	var waiting []ActionItem
	if s.json(&waiting, "outbox"); len(waiting) != 0 {
		t.Errorf("outbox: %+v", waiting)
	}
}

func TestHostileTextNeverReachesTheTerminalRaw(t *testing.T) {
	const evil = "\x1b[31mred\x1b]0;title\x07 \u202Egnp.exe \u2066x\u2069 \x9b2J\r\nline two\x00"
	am, config := alertmanager(t)
	am.Fire(map[string]string{"alertname": evil, "service": evil}, map[string]string{"summary": evil, "description": evil, "runbook_url": evil})
	s := newShell(t, config)
	s.ok("sync", "--once")
	var list []Item
	s.json(&list, "list")
	if len(list) != 1 {
		t.Fatalf("%d incidents", len(list))
	}
	number := num(list[0])
	s.ok("note", number, evil)
	s.ok("assign", number, evil)
	var printed strings.Builder
	for _, args := range [][]string{{"list"}, {"show", number}, {"ack", number}, {"silences"}, {"outbox"}, {"sources"}} {
		out, errs, _ := s.run(args...)
		printed.WriteString(out + errs)
	}
	_, errs, _ := s.run(evil)
	printed.WriteString(errs)
	_, errs, _ = s.run("show", evil)
	printed.WriteString(errs)
	for _, bad := range []string{"\x1b", "\u202E", "\u2066", "\u2069", "\u009b", "\x9b", "\x07", "\x00", "\r"} {
		if strings.Contains(printed.String(), bad) {
			t.Errorf("%q is printed raw", bad)
		}
	}
	if !strings.Contains(printed.String(), "red") {
		t.Error("the readable part is lost")
	}
}

func TestColoursOnlyOnATerminal(t *testing.T) {
	c := &cli{out: &heard{}}
	if c.colored() {
		t.Error("a pipe is painted")
	}
	t.Setenv("NO_COLOR", "1")
	if c.colored() {
		t.Error("NO_COLOR is ignored")
	}
	p := printer{out: &heard{}}
	if got := p.paint(1, "SEV1"); got != "SEV1" {
		t.Errorf("painted %q", got)
	}
}

func TestConfigInitRefusesToOverwrite(t *testing.T) {
	s := newShell(t, "")
	s.ok("config", "init")
	s.ok("config", "check")
	s.write("config.toml", "[me]\nname = \"mine\"\n")
	_, errs, code := s.run("config", "init")
	if code != exitFailed || !strings.Contains(errs, "is there already") {
		t.Errorf("exit %d: %s", code, errs)
	}
	if out := s.ok("config"); strings.TrimSpace(out) != s.path("config.toml") {
		t.Errorf("config says %q", out)
	}
}

func TestCompletionScripts(t *testing.T) {
	for _, name := range []string{"bash", "zsh", "fish", "powershell"} {
		if out := newShell(t, "").ok("completion", name); !strings.Contains(out, "turnaround") {
			t.Errorf("%s: %d bytes", name, len(out))
		}
	}
}

func TestTabCompletesOpenIncidents(t *testing.T) {
	s := newShell(t, "")
	if out := s.ok("__complete", "ack", ""); strings.Contains(out, "#") {
		t.Errorf("completes %q with no app running", out)
	}
	s.watch()
	number := s.declare("Login fails")
	if out := s.ok("__complete", "ack", ""); !strings.Contains(out, number+"\tSEV2 Login fails") {
		t.Errorf("completes %q", out)
	}
}

func TestTabCompletesTheLastWordOfASearch(t *testing.T) {
	s := newShell(t, "")
	if out := s.ok("__complete", "list", "--query", "sev:1 qui"); !strings.Contains(out, "sev:1 quiet:>10m\tcustomers without") || strings.Contains(out, "who:") {
		t.Errorf("completes %q", out)
	}
	if out := s.ok("__complete", "export", "x.zip", "--query", ""); !strings.Contains(out, "update:due\t") {
		t.Errorf("completes %q", out)
	}
}

func TestAPersonWithoutANameHasTheAccounts(t *testing.T) {
	am, config := alertmanager(t)
	am.Fire(map[string]string{"alertname": "Down", "service": "shop", "severity": "critical"}, nil)
	s := newShell(t, strings.Replace(config, "[me]\nname = \"Robin Planted\"\n", "", 1))
	s.ok("sync", "--once")
	var list []Item
	s.json(&list, "list")
	s.ok("ack", num(list[0]))
	s.json(&list, "list")
	if list[0].AcknowledgedBy == "" || list[0].AcknowledgedBy != account() {
		t.Errorf("acknowledged by %q, want the account's name %q", list[0].AcknowledgedBy, account())
	}
}
