// Package e2e drives the real program against real servers: Alertmanager,
// Dovecot and a desktop of its own, with a cable between that can be cut.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// program is the headless binary under test.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "turnaround-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "make a folder for the program:", err)
		return 1
	}
	defer os.RemoveAll(folder)
	// Tests as root also run the program as another user.
	if err := os.Chmod(folder, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, "open the folder to other users:", err)
		return 1
	}
	program = filepath.Join(folder, "turnaround")
	build := exec.Command("go", "build", "-o", program, "turnaround/cmd/turnaround")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}
