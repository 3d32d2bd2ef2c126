package rig

import "os/exec"

// own does nothing: Windows has no process groups that could be killed whole.
func own(*exec.Cmd) {}

func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// runAs does nothing: the rig's servers never run as another user here.
func runAs(*exec.Cmd, uint32) {}
