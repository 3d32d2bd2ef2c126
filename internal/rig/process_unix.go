//go:build unix

package rig

import (
	"os/exec"
	"syscall"
)

// killGroup kills a program with all of its process group.
func killGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// runAs makes a command run as another user, which only root may do.
func runAs(cmd *exec.Cmd, id uint32) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: id, Gid: id}}
}
