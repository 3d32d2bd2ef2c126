package shell

import (
	"errors"
	"testing"
)

func TestAWindowWithoutADesktopIsRefusedInWords(t *testing.T) {
	for _, c := range []struct {
		name, system string
		env          map[string]string
		want         error
	}{
		{"a terminal alone", "linux", nil, errNoDesktop},
		{"X11", "linux", map[string]string{"DISPLAY": ":0"}, nil},
		{"Wayland", "freebsd", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, nil},
		{"a Mac", "darwin", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := display(c.system, func(name string) string { return c.env[name] }); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}
