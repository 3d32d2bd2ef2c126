// Package autostart has the system start this program when its user signs in:
// an XDG autostart file, a LaunchAgent on macOS, a Run key on Windows. All of
// them are the user's own and can be seen and removed without this program.
package autostart

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"turnaround/app/durable"
)

// Config says for which system and which program.
type Config struct {
	System  string   // as runtime.GOOS
	Home    string   // the user's home folder
	Config  string   // the user's configuration folder, on Linux: XDG_CONFIG_HOME or ~/.config
	Program string   // absolute path of the program to start
	Args    []string // what it is started with
	Keys    Keys     // Windows: the Run key; nil elsewhere
}

// Keys are the values of Windows' Run key.
type Keys interface {
	// Get gives a value; false where there is none.
	Get(name string) (string, bool, error)
	Set(name, value string) error
	// Delete removes a value; one that is not there is no error.
	Delete(name string) error
	// Refused tells whether a person switched it off in the task manager;
	// Approve takes that back.
	Refused(name string) (bool, error)
	Approve(name string) error
}

// Status says whether the program is started at login, and by what.
type Status struct {
	On    bool   `json:"on"`
	Where string `json:"where"` // the file or key that says so
	// Command is what is started there; empty: nothing.
	Command string `json:"command,omitempty"`
	// Other: something else than this program is started, such as a copy that
	// was moved or deleted since.
	Other bool `json:"other,omitempty"`
}

// ErrUnsupported: this system has no place where a program can ask for it.
var ErrUnsupported = errors.New("this system cannot be asked to start a program at login")

// The names the entry has.
const (
	fileName = "app.turnaround.Turnaround.desktop"
	label    = "app.turnaround.Turnaround"
	keyName  = "Turnaround"
)

// place is one system's way.
type place interface {
	where() string
	write(command []string) error
	// read gives the command that is started; nil: none is.
	read() (command string, on bool, err error)
	remove() error
	// line writes a command as read gives it.
	line(command []string) string
}

// Autostart asks one system.
type Autostart struct {
	place
	command []string
}

// New prepares to ask; it changes nothing.
func New(c Config) (*Autostart, error) {
	if !isAbsolute(c.System, c.Program) {
		return nil, fmt.Errorf("start at login: %q is no absolute path of a program", c.Program)
	}
	a := &Autostart{command: append([]string{c.Program}, c.Args...)}
	for _, word := range a.command {
		if strings.ContainsAny(word, "\x00\r\n") {
			return nil, fmt.Errorf("start at login: %q cannot stand in a command line", word)
		}
	}
	switch c.System {
	case "darwin":
		a.place = agent{filepath.Join(c.Home, "Library", "LaunchAgents", label+".plist")}
	case "windows":
		if c.Keys == nil {
			return nil, ErrUnsupported
		}
		a.place = runKey{c.Keys}
	case "linux", "freebsd", "openbsd", "netbsd", "dragonfly":
		base := c.Config
		if base == "" {
			base = filepath.Join(c.Home, ".config")
		}
		a.place = desktopFile{filepath.Join(base, "autostart", fileName)}
	default:
		return nil, fmt.Errorf("%w: %s", ErrUnsupported, c.System)
	}
	return a, nil
}

// System prepares to ask the system this runs on to start the running program.
func System(args ...string) (*Autostart, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("start at login: find this program: %w", err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, fmt.Errorf("start at login: find your home folder: %w", err)
	}
	base, err := os.UserConfigDir()
	if err != nil {
		return nil, fmt.Errorf("start at login: find your configuration folder: %w", err)
	}
	return New(Config{System: runtime.GOOS, Home: home, Config: base, Program: program, Args: args, Keys: systemKeys()})
}

// isAbsolute knows Windows' paths on every system.
func isAbsolute(system, path string) bool {
	if system == "windows" {
		return len(path) > 3 && path[1] == ':' && (path[2] == '\\' || path[2] == '/') || strings.HasPrefix(path, `\\`)
	}
	return strings.HasPrefix(path, "/")
}

// On has this program started at every login from the next one on.
func (a *Autostart) On() error {
	if err := a.write(a.command); err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	return nil
}

// Off takes it back.
func (a *Autostart) Off() error {
	if err := a.remove(); err != nil {
		return fmt.Errorf("no longer start at login: %w", err)
	}
	return nil
}

// Status tells how it is now.
func (a *Autostart) Status() (Status, error) {
	command, on, err := a.read()
	if err != nil {
		return Status{}, fmt.Errorf("see whether it starts at login: %w", err)
	}
	return Status{On: on, Where: a.where(), Command: command, Other: command != "" && command != a.line(a.command)}, nil
}

// writeFile writes one of the user's own files, and its folder.
func writeFile(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make its folder: %w", err)
	}
	return durable.Write(path, []byte(text), 0o644)
}

func readFile(path string) (string, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return string(raw), err
}

func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
