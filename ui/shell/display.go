package shell

import (
	"errors"
	"slices"
)

// errNoDesktop is for who starts the window where none can be, over ssh say.
var errNoDesktop = errors.New("there is no desktop here: neither DISPLAY nor WAYLAND_DISPLAY is set; \"turnaround watch\" pages without a window, \"turnaround --help\" lists the commands")

// display tells whether a window can be opened at all: Fyne ends the program
// where it cannot.
func display(system string, env func(string) string) error {
	named := []string{"darwin", "windows", "android", "ios"}
	if slices.Contains(named, system) || env("DISPLAY") != "" || env("WAYLAND_DISPLAY") != "" {
		return nil
	}
	return errNoDesktop
}
