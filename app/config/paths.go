package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Environment variables that choose the files.
const (
	EnvConfig = "TURNAROUND_CONFIG" // the personal configuration file
	EnvData   = "TURNAROUND_DATA"   // the data folder
)

// Places are where this user's files are.
type Places struct {
	Config string // the personal configuration file
	Data   string // the folder of what the app stores
	Store  string // the database, within Data
	Logs   string // the folder of the log files, within Data
}

// Paths gives where files are: by the XDG rules on Linux and other Unixes
// (~/.config/turnaround, ~/.local/share/turnaround), in Application Support on
// macOS, in AppData on Windows. EnvConfig and EnvData win. goos is a
// runtime.GOOS, home the home folder; an error says what is missing.
func Paths(env func(string) string, goos, home string) (Places, error) {
	var p Places
	switch goos {
	case "windows":
		roaming, local := env("APPDATA"), env("LOCALAPPDATA")
		if home != "" {
			roaming = orText(roaming, below(goos, home, "AppData", "Roaming"))
			local = orText(local, below(goos, home, "AppData", "Local"))
		}
		p.Config = below(goos, roaming, "Turnaround", "config.toml")
		p.Data = below(goos, local, "Turnaround", "data")
	case "darwin", "ios":
		p.Config = below(goos, home, "Library", "Application Support", "Turnaround", "config.toml")
		p.Data = below(goos, home, "Library", "Application Support", "Turnaround", "data")
	default:
		p.Config = below(goos, xdg(env("XDG_CONFIG_HOME"), goos, home, ".config"), "turnaround", "config.toml")
		p.Data = below(goos, xdg(env("XDG_DATA_HOME"), goos, home, ".local", "share"), "turnaround")
	}
	for _, own := range []struct {
		name string
		into *string
	}{{EnvConfig, &p.Config}, {EnvData, &p.Data}} {
		text := env(own.name)
		if text == "" {
			continue
		}
		abs, err := filepath.Abs(text)
		if err != nil {
			return Places{}, fmt.Errorf("%s: %w", own.name, err)
		}
		*own.into = abs
	}
	if p.Config == "" || p.Data == "" {
		return Places{}, errors.New("no home folder is known: set HOME, or " + EnvConfig + " and " + EnvData)
	}
	return p.WithData(p.Data), nil
}

// WithData is p with another data folder and what lies within it.
func (p Places) WithData(dir string) Places {
	p.Data, p.Store, p.Logs = dir, filepath.Join(dir, "store"), filepath.Join(dir, "logs")
	return p
}

// xdg takes a folder from the environment when it is absolute, as the XDG
// specification demands, else the usual one below home.
func xdg(set, goos, home string, usual ...string) string {
	if strings.HasPrefix(set, "/") {
		return set
	}
	return below(goos, home, usual...)
}

// below joins below base with the separator of goos; "" without a base.
func below(goos, base string, parts ...string) string {
	if base == "" {
		return ""
	}
	sep := "/"
	if goos == "windows" {
		sep = `\`
	}
	return strings.TrimRight(base, `/\`) + sep + strings.Join(parts, sep)
}

func orText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Exists tells whether there is something at path; Load tells what is wrong
// with it.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
