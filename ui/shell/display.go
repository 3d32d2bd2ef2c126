package shell

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"turnaround/app/text"
)

// without is what a person can do who gets no window.
const without = `"turnaround watch" pages without a window, "turnaround drill --headless" practises in the terminal, "turnaround --help" lists the commands`

// errNoDesktop is for who starts the window where none can be, over ssh say.
var errNoDesktop = errors.New("there is no desktop here: neither DISPLAY nor WAYLAND_DISPLAY is set; " + without)

// The desktops a window can be on, as FYNE_PLATFORM names them.
const (
	onX11     = "x11"
	onWayland = "wayland"
)

// answersWithin is how long a desktop may take to be reached: one over the
// network may be behind a wall that never answers.
const answersWithin = 5 * time.Second

// dialer is a way to reach addresses; [net.Dialer] is one.
type dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// display tells whether a window can be opened at all, since Fyne ends the
// program where it cannot. The platform is for FYNE_PLATFORM where only one of
// two desktops answers, since Fyne may choose the other; else it is empty.
func display(ctx context.Context, system string, env func(string) string, dial dialer) (platform string, err error) {
	if slices.Contains([]string{"darwin", "windows", "android", "ios"}, system) {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, answersWithin)
	defer cancel()
	wanted := env("FYNE_PLATFORM")
	var alive []string
	var dead []error
	for _, desktop := range []struct {
		platform, variable string
		addresses          func() ([]address, error)
	}{
		{onWayland, "WAYLAND_DISPLAY", func() ([]address, error) { return waylandAt(env("WAYLAND_DISPLAY"), env("XDG_RUNTIME_DIR")) }},
		{onX11, "DISPLAY", func() ([]address, error) { return x11At(env("DISPLAY")) }},
	} {
		value := env(desktop.variable)
		if value == "" || (wanted == onX11 || wanted == onWayland) && wanted != desktop.platform {
			continue
		}
		at, err := desktop.addresses()
		if err == nil {
			err = reach(ctx, dial, at)
		}
		if err != nil {
			dead = append(dead, fmt.Errorf("%s is %q, but %w", desktop.variable, text.Line(value, 200), err))
			continue
		}
		alive = append(alive, desktop.platform)
	}
	switch {
	case len(alive) == 0 && len(dead) == 0:
		return "", errNoDesktop
	case len(alive) == 0:
		return "", fmt.Errorf("no window can be opened: %w; start Turnaround from a desktop that runs; %s", listed(dead), without)
	case len(dead) > 0:
		return alive[0], nil
	}
	return "", nil
}

// listed joins errors in one line.
func listed(all []error) error {
	err := all[0]
	for _, next := range all[1:] {
		err = fmt.Errorf("%w, and %w", err, next)
	}
	return err
}

// address is where a desktop may listen.
type address struct{ network, at string }

// reach connects to the first address that answers.
func reach(ctx context.Context, dial dialer, addresses []address) error {
	var why error // of the first: that is where it belongs
	for _, a := range addresses {
		conn, err := dial.DialContext(ctx, a.network, a.at)
		if err == nil {
			return conn.Close()
		}
		if why == nil {
			why = err
		}
	}
	return fmt.Errorf("no desktop answers there (%w)", why)
}

// waylandAt is where a compositor listens.
func waylandAt(name, runtime string) ([]address, error) {
	if !filepath.IsAbs(name) {
		if runtime == "" {
			return nil, errors.New("XDG_RUNTIME_DIR, the folder of its socket, is not set")
		}
		name = filepath.Join(runtime, name)
	}
	return []address{{"unix", name}}, nil
}

// firstX11 is the TCP port of display 0.
const firstX11 = 6000

// x11At is where an X server of this name may listen, as Xlib reads it: ":0",
// "unix:0", "host:10.0", "/path/of/a/socket:0".
func x11At(name string) ([]address, error) {
	if path := strings.TrimPrefix(name, "unix:"); filepath.IsAbs(path) {
		whole := []address{{"unix", path}}
		if dot := strings.LastIndexByte(path, '.'); dot > strings.LastIndexByte(path, '/') {
			whole = append(whole, address{"unix", path[:dot]}) // the rest is a screen
		}
		return whole, nil
	}
	colon := strings.LastIndexByte(name, ':')
	number, _, _ := strings.Cut(name[colon+1:], ".")
	n, err := strconv.ParseUint(number, 10, 16)
	if colon < 0 || err != nil || n+firstX11 > 65535 {
		return nil, errors.New(`that names no display, as ":0" does`)
	}
	protocol, host, both := strings.Cut(name[:colon], "/")
	if !both {
		protocol, host = "", protocol
	}
	over := address{"tcp", net.JoinHostPort(strings.Trim(host, "[]"), strconv.FormatUint(n+firstX11, 10))}
	if host != "" && host != "unix" && protocol != "unix" {
		return []address{over}, nil
	}
	socket := "/tmp/.X11-unix/X" + strconv.FormatUint(n, 10)
	here := []address{{"unix", socket}, {"unix", "@" + socket}}
	if host == "" && protocol == "" {
		over.at = net.JoinHostPort("localhost", strconv.FormatUint(n+firstX11, 10))
		here = append(here, over)
	}
	return here, nil
}
