//go:build unix

package e2e

import (
	"os/exec"
	"syscall"
)

// withoutRights has root's command run as a user whom folders can be locked to.
func withoutRights(cmd *exec.Cmd) {
	const nobody = 65534
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}
