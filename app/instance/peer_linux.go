package instance

import (
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// checkPeer refuses the process of another user: the socket's folder keeps
// others out, this keeps out whoever got in all the same.
func checkPeer(conn net.Conn) error {
	return withSocket(conn, func(fd int) error {
		cred, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
		if err != nil {
			return fmt.Errorf("look who is there: %w", err)
		}
		return sameUser(cred.Uid)
	})
}
