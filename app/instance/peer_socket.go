//go:build linux || darwin

package instance

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// withSocket lends the descriptor of a connection.
func withSocket(conn net.Conn, look func(fd int) error) error {
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return errors.New("look who is there: not a socket")
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return fmt.Errorf("look who is there: %w", err)
	}
	var found error
	if err := raw.Control(func(fd uintptr) { found = look(int(fd)) }); err != nil {
		return fmt.Errorf("look who is there: %w", err)
	}
	return found
}

func sameUser(uid uint32) error {
	if int(uid) != os.Geteuid() {
		return fmt.Errorf("the other process belongs to user %d, not to you", uid)
	}
	return nil
}
