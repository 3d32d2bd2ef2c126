//go:build unix

package rig_test

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"turnaround/internal/rig"
)

func TestProcessEndsWithItsChildren(t *testing.T) {
	process := rig.Start(t, exec.Command("/bin/sh", "-c", `sleep 600 & echo "child $!"; wait`))
	child, err := strconv.Atoi(strings.TrimPrefix(process.AwaitLine(t, "child "), "child "))
	if err != nil {
		t.Fatal(err)
	}
	process.Kill()
	rig.Await(t, "the child's end", func() bool { return syscall.Kill(child, 0) != nil })
}

func TestProcessStopsOnRequest(t *testing.T) {
	process := rig.Start(t, exec.Command("/bin/sh", "-c", `trap 'echo stopping; exit 3' TERM; echo ready; while :; do sleep 0.01; done`))
	process.AwaitLine(t, "ready")
	process.Stop()
	if process.AwaitLine(t, "stopping"); process.Err() == nil {
		t.Error("exit status 3 was lost")
	}
}
