//go:build unix

package instance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// maxSocket is the longest path of a socket in bytes: macOS has room for 104
// with the closing zero, Linux for 108.
const maxSocket = 100

// socket gives the socket's path; its folder is ours alone.
func (p Place) socket() (string, error) {
	name, err := p.name()
	if err != nil {
		return "", err
	}
	dir := p.Runtime
	if dir == "" {
		dir = runtimeFolder()
	}
	dir = filepath.Join(dir, "turnaround")
	if len(dir)+len("/")+len(name)+len(".sock") > maxSocket {
		dir = sharedFolder()
	}
	if err := ownFolder(dir); err != nil {
		return "", err
	}
	return filepath.Join(dir, name+".sock"), nil
}

// runtimeFolder is where this user's sockets belong. It is looked for without
// its variable too: a shell reached by su or cron has to find the app as well.
func runtimeFolder() string {
	if runtime.GOOS == "darwin" {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, "Library", "Caches")
		}
		return sharedFolder()
	}
	usual := "/run/user/" + strconv.Itoa(os.Getuid())
	for _, dir := range []string{os.Getenv("XDG_RUNTIME_DIR"), usual} {
		if !filepath.IsAbs(dir) {
			continue
		}
		if info, err := os.Lstat(dir); err == nil && owned(info) {
			return dir
		}
	}
	return sharedFolder()
}

// sharedFolder is a folder of ours where all users have some. Not TMPDIR: two
// processes may have different ones, and macOS' is long.
func sharedFolder() string { return "/tmp/turnaround-" + strconv.Itoa(os.Getuid()) }

// ownFolder makes a folder that nobody else can look into, or refuses the one
// that is there: in /tmp somebody else may have been first.
func ownFolder(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || !owned(info) {
		return fmt.Errorf("%s belongs to somebody else: set XDG_RUNTIME_DIR to a folder of your own", dir)
	}
	if info.Mode().Perm()&0o077 != 0 {
		if err := os.Chmod(dir, 0o700); err != nil {
			return err
		}
	}
	return nil
}

func owned(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// listen takes the lock beside the socket, which is the truth about who runs:
// the kernel frees it when its holder dies, and leaves the dead socket to us.
func (p Place) listen() (net.Listener, func() error, error) {
	path, err := p.socket()
	if err != nil {
		return nil, nil, err
	}
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, nil, err
	}
	fail := func(err error) (net.Listener, func() error, error) {
		return nil, nil, errors.Join(err, lock.Close())
	}
	err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return fail(ErrRunning)
	}
	if err != nil {
		return fail(fmt.Errorf("lock %s: %w", lock.Name(), err))
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return fail(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return fail(errors.Join(err, listener.Close()))
	}
	// The lock file stays: removed, another process could lock a file nobody
	// else sees.
	return listener, lock.Close, nil
}

func (p Place) dial(ctx context.Context) (net.Conn, error) {
	path, err := p.socket()
	if err != nil {
		return nil, fmt.Errorf("reach the running app: %w", err)
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		return nil, ErrNotRunning
	case err != nil:
		return nil, fmt.Errorf("reach the running app: %w", err)
	}
	return conn, nil
}
