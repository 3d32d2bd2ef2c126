//go:build unix && !darwin

package cmd

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// Two sessions of one person may have different runtime folders: neither finds
// the other's socket, and only the store tells that there is another.
func TestASecondCopyThatCannotReachTheFirstSaysWhoItIs(t *testing.T) {
	s := newShell(t, "")
	session(t)
	s.watch()
	session(t)
	s.patience = time.Millisecond // nobody lets go of the data
	for _, args := range [][]string{{"watch"}, {"list"}, {"declare", "Customers cannot log in"}} {
		t.Run(args[0], func(t *testing.T) { refusedAsUsed(t, s, s.path("data"), args...) })
	}
}

// A drill empties its folder before it begins: not while another one runs there.
func TestADrillLeavesTheDataOfOneThatRunsAlone(t *testing.T) {
	s := newShell(t, "")
	if err := os.Mkdir(s.path("data-drill"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write("data-drill/"+drillMark, "")
	t.Setenv("TURNAROUND_DATA", s.path("data-drill"))
	session(t)
	s.watch()
	t.Setenv("TURNAROUND_DATA", s.path("data"))
	session(t)
	refusedAsUsed(t, s, s.path("data-drill"), "drill", "--headless", "--hands-off")
	if _, err := os.Stat(s.path("data-drill/store")); err != nil {
		t.Errorf("the running one lost its data: %v", err)
	}
}

// session has what follows run with a runtime folder of its own. Its path is
// short: that of a socket has room for 100 bytes.
func session(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("", "turnaround-run-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	t.Setenv("XDG_RUNTIME_DIR", dir)
}

func refusedAsUsed(t *testing.T, s *shell, data string, args ...string) {
	t.Helper()
	out, errs, code := s.run(args...)
	if code != exitFailed {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	for _, words := range []string{"another copy of Turnaround", fmt.Sprintf("(process %d)", os.Getpid()), data, "XDG_RUNTIME_DIR", "try again"} {
		if !strings.Contains(errs, words) {
			t.Errorf("says %q, want %q in it", errs, words)
		}
	}
	if strings.Contains(errs, "lock") || strings.Count(errs, "\n") > 1 {
		t.Errorf("says %q, which is not plain", errs)
	}
}
