package instance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os/user"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// pipe gives the pipe's name and the access list that lets only this user in.
func (p Place) pipe() (path, access string, err error) {
	name, err := p.name()
	if err != nil {
		return "", "", err
	}
	me, err := user.Current()
	if err != nil {
		return "", "", fmt.Errorf("look who I am: %w", err)
	}
	// Uid is the security identifier on Windows.
	return `\\.\pipe\turnaround-` + me.Uid + "-" + name, "D:P(A;;GA;;;" + me.Uid + ")", nil
}

// listen makes the pipe. Only its first maker can, so it is the lock too.
func (p Place) listen() (net.Listener, func() error, error) {
	path, access, err := p.pipe()
	if err != nil {
		return nil, nil, err
	}
	listener, err := winio.ListenPipe(path, &winio.PipeConfig{SecurityDescriptor: access})
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_PIPE_BUSY) {
		return nil, nil, ErrRunning
	}
	if err != nil {
		return nil, nil, err
	}
	return listener, func() error { return nil }, nil
}

func (p Place) dial(ctx context.Context) (net.Conn, error) {
	path, _, err := p.pipe()
	if err != nil {
		return nil, fmt.Errorf("reach the running app: %w", err)
	}
	conn, err := winio.DialPipeContext(ctx, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotRunning
	}
	if err != nil {
		return nil, fmt.Errorf("reach the running app: %w", err)
	}
	return conn, nil
}
