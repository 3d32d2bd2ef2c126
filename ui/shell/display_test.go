package shell

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// wires is a computer on which only some addresses answer.
type wires struct {
	answer []string
	tried  []string
}

func (w *wires) DialContext(_ context.Context, network, at string) (net.Conn, error) {
	w.tried = append(w.tried, network+" "+at)
	if slices.Contains(w.answer, at) {
		here, there := net.Pipe()
		return here, there.Close()
	}
	return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
}

func TestAWindowIsOpenedWhereADesktopAnswers(t *testing.T) {
	type vars map[string]string
	for _, c := range []struct {
		name, system string
		env          vars
		answer       []string
		platform     string
		says         []string // nothing: a window can be opened
	}{
		{"a terminal alone", "linux", nil, nil, "", []string{"neither DISPLAY nor WAYLAND_DISPLAY", "turnaround watch"}},
		{"X11", "linux", vars{"DISPLAY": ":0"}, []string{"/tmp/.X11-unix/X0"}, "", nil},
		{"X11 by its abstract socket", "linux", vars{"DISPLAY": ":1.0"}, []string{"@/tmp/.X11-unix/X1"}, "", nil},
		{"X11 through ssh", "linux", vars{"DISPLAY": "localhost:10.0"}, []string{"localhost:6010"}, "", nil},
		{"X11 over IPv6", "linux", vars{"DISPLAY": "[::1]:2"}, []string{"[::1]:6002"}, "", nil},
		{"X11 of this computer over TCP alone", "linux", vars{"DISPLAY": ":3"}, []string{"localhost:6003"}, "", nil},
		{"a socket by its path", "linux", vars{"DISPLAY": "unix:/run/x/0.1"}, []string{"/run/x/0"}, "", nil},
		{"Wayland", "freebsd", vars{"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run/user/7"}, []string{"/run/user/7/wayland-0"}, "", nil},
		{"Wayland by its path", "linux", vars{"WAYLAND_DISPLAY": "/run/w"}, []string{"/run/w"}, "", nil},
		{"both", "linux", vars{"WAYLAND_DISPLAY": "/run/w", "DISPLAY": ":0"}, []string{"/run/w", "/tmp/.X11-unix/X0"}, "", nil},
		{"X11 beside a dead Wayland", "linux", vars{"WAYLAND_DISPLAY": "/run/w", "DISPLAY": ":0"}, []string{"/tmp/.X11-unix/X0"}, onX11, nil},
		{"Wayland beside a dead X11", "linux", vars{"WAYLAND_DISPLAY": "/run/w", "DISPLAY": ":0"}, []string{"/run/w"}, onWayland, nil},
		{"a Mac", "darwin", vars{"DISPLAY": "/private/tmp/x:0"}, nil, "", nil},
		{"a dead X11", "linux", vars{"DISPLAY": ":77"}, nil, "", []string{`DISPLAY is ":77"`, "connection refused", "drill --headless"}},
		{"a dead X11 over the network", "linux", vars{"DISPLAY": "far:0"}, nil, "", []string{`"far:0"`, "connection refused"}},
		{"no display", "linux", vars{"DISPLAY": "junk"}, nil, "", []string{`"junk"`, `as ":0" does`}},
		{"a display beyond all ports", "linux", vars{"DISPLAY": "far:65000"}, nil, "", []string{`as ":0" does`}},
		{"both dead", "linux", vars{"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, nil, "", []string{"WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", `DISPLAY is ":0"`}},
		{"Wayland alive, X11 wanted", "linux", vars{"WAYLAND_DISPLAY": "/run/w", "DISPLAY": ":0", "FYNE_PLATFORM": "x11"}, []string{"/run/w"}, "", []string{`DISPLAY is ":0"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dial := &wires{answer: c.answer}
			platform, err := display(t.Context(), c.system, func(name string) string { return c.env[name] }, dial)
			if platform != c.platform || (err == nil) != (len(c.says) == 0) {
				t.Fatalf("got %q, %v after trying %q; want %q, error %v", platform, err, dial.tried, c.platform, c.says)
			}
			for _, words := range c.says {
				if !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "\n") {
					t.Errorf("says %q, want %q in it, in one line", err, words)
				}
			}
		})
	}
}

func TestARealSocketIsReached(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w")
	env := func(name string) string { return map[string]string{"WAYLAND_DISPLAY": path}[name] }
	if _, err := display(t.Context(), "linux", env, &net.Dialer{}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("before anybody listens: %v", err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if _, err := display(t.Context(), "linux", env, &net.Dialer{}); err != nil {
		t.Errorf("while somebody listens: %v", err)
	}
}

// refused is a window the system does not make.
type refused struct {
	fyne.Window
	handle uintptr
	show   func(*refused)
}

func (r *refused) Show()                 { r.show(r) }
func (r *refused) RunNative(f func(any)) { f(driver.X11WindowContext{WindowHandle: r.handle}) }

func TestAWindowTheSystemRefusesIsTold(t *testing.T) {
	for name, show := range map[string]func(*refused){
		"with a panic": func(*refused) { panic("NotInitialized") },
		"in silence":   func(*refused) {},
	} {
		t.Run(name, func(t *testing.T) {
			if err := appear(&refused{show: show}); !errors.Is(err, errNoWindow) {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := appear(&refused{show: func(r *refused) { r.handle = 7 }}); err != nil {
		t.Errorf("a window that is there: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a fault within the window was taken for one of the desktop")
		}
	}()
	_ = appear(&refused{show: func(r *refused) { r.handle = 7; panic("ours") }}) // it panics
}
