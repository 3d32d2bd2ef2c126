package rig

import (
	"os/exec"
	"syscall"
)

// own puts a command into a process group of its own. It ends with the test even
// if that is killed by its time limit and cleans nothing up.
func own(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
}
