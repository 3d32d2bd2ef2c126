package cmd

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"turnaround/internal/rig"
)

func TestWatchRingsAndSaysWhatItWatches(t *testing.T) {
	am, config := alertmanager(t)
	s := newShell(t, config)
	screen := s.watch()
	rig.Await(t, "first contact", func() bool {
		var sources []struct{ State string }
		s.json(&sources, "sources")
		return len(sources) == 1 && sources[0].State == "ok"
	})
	am.Fire(map[string]string{"alertname": "Down", "service": "shop", "severity": "critical"}, map[string]string{"summary": "Shop is down"})
	s.ok("sync", "--once")
	rig.Await(t, "the ring", func() bool { return strings.Contains(screen.String(), "Shop is down") })
	for _, says := range []string{"Watching eu-prod", "On call"} {
		if !strings.Contains(screen.String(), says) {
			t.Errorf("the screen lacks %q:\n%s", says, screen)
		}
	}
}

func TestASecondWatchIsRefused(t *testing.T) {
	s := newShell(t, "")
	s.watch()
	if _, errs, code := s.run("watch"); code != exitFailed || !strings.Contains(errs, "already running") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

func TestDutyIsChangedWhileItRuns(t *testing.T) {
	both(t, "[me]\nname = \"Robin\"\n", func(t *testing.T, s *shell) {
		if out := s.ok("duty", "off"); !strings.Contains(out, "Off call") {
			t.Errorf("off: %s", out)
		}
		var item DutyItem
		if s.json(&item, "duty"); item.OnCall {
			t.Error("still on call")
		}
		s.ok("duty", "on")
		if s.json(&item, "duty"); !item.OnCall {
			t.Error("not on call")
		}
		s.ok("config", "check")
	})
}

func TestTheUnitQuotesThePathOfTheProgram(t *testing.T) {
	for path, want := range map[string]string{
		"/usr/bin/turnaround":      `"/usr/bin/turnaround"`,
		"/home/a b/turn\"around":   `"/home/a b/turn\"around"`,
		`/home/100%/back\slash/$x`: `"/home/100%%/back\\slash/$$x"`,
	} {
		if got := unitText(path); !strings.Contains(got, "\nExecStart=:"+want+" watch\n") && !strings.Contains(got, "\nExecStart="+want+" watch\n") {
			t.Errorf("%s is written as\n%s", path, got)
		}
	}
}

func TestInstallWritesAUnitSystemdTakes(t *testing.T) {
	s := newShell(t, "")
	t.Setenv("XDG_CONFIG_HOME", s.path("conf"))
	s.ok("watch", "--install")
	path := s.path("conf/systemd/user/turnaround.service")
	raw, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(raw), "[Install]") {
		t.Fatalf("%s, %v", raw, err)
	}
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return // nothing here can check more
	}
	if out, err := exec.CommandContext(t.Context(), verify, "--user", "verify", path).CombinedOutput(); err != nil || strings.Contains(string(out), "turnaround") {
		t.Errorf("%v: %s", err, out)
	}
}
