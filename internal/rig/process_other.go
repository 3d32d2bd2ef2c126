//go:build unix && !linux

package rig

import (
	"os/exec"
	"syscall"
)

// own puts a command into a process group of its own.
func own(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
}
