package rig

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Fetch is what a developer is told when a program is missing.
const Fetch = "run make test (it fetches them with scripts/testparts)"

// aliases are the names other distributions give a Debian program.
var aliases = map[string]string{"prometheus-alertmanager": "alertmanager", "exim4": "exim"}

// Folder is where scripts/testparts unpacks the programs; it must name the same
// folder as the script does.
func Folder() (string, error) {
	if folder := os.Getenv("TURNAROUND_TESTPARTS"); folder != "" {
		return folder, nil
	}
	if os.Getuid() == 0 {
		return "/var/cache/turnaround/testparts", nil
	}
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		home := os.Getenv("HOME")
		if home == "" {
			return "", fmt.Errorf("HOME is not set: name a folder in TURNAROUND_TESTPARTS")
		}
		cache = filepath.Join(home, ".cache")
	}
	return filepath.Join(cache, "turnaround", "testparts"), nil
}

// root is the unpacked tree; it may not exist where PATH has everything.
func root(t testing.TB) string {
	t.Helper()
	folder, err := Folder()
	if err != nil {
		t.Fatalf("find the programs of the tests: %v", err)
	}
	return filepath.Join(folder, "root")
}

// Program finds a program in the unpacked tree, else on PATH, and fails the test
// if it is in neither.
func Program(t testing.TB, name string) string {
	t.Helper()
	for _, folder := range []string{"usr/bin", "usr/sbin"} {
		path := filepath.Join(root(t), folder, name)
		if info, err := os.Stat(path); err == nil && info.Mode()&0o111 != 0 {
			return path
		}
	}
	for _, candidate := range []string{name, aliases[name]} {
		if candidate == "" {
			continue
		}
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
		for _, folder := range []string{"/usr/sbin", "/usr/local/sbin"} {
			path := filepath.Join(folder, candidate)
			if _, err := os.Stat(path); err == nil {
				return path
			}
		}
	}
	t.Fatalf("%s is missing: %s", name, Fetch)
	return ""
}

// Command prepares a program of the unpacked tree or of PATH with the libraries
// it needs. The environment is the caller's less what would lead to his desktop.
// An unpacked program starts in the tree's usr folder: scripts/testparts made the
// paths that were built into it relative to there.
func Command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	if keyboards := filepath.Join(root(t), "usr/share/X11/xkb"); name == "Xvfb" && isFolder(keyboards) {
		args = append([]string{"-xkbdir", keyboards}, args...)
	}
	cmd := exec.Command(Program(t, name), args...)
	cmd.Env = Environment(t)
	if usr := filepath.Join(root(t), "usr"); strings.HasPrefix(cmd.Path, usr) {
		cmd.Dir = usr
	}
	return cmd
}

// Environment is the caller's environment without his display, bus and runtime
// folder, and with the unpacked libraries and fonts.
func Environment(t testing.TB) []string {
	t.Helper()
	var env []string
	for _, entry := range os.Environ() {
		switch name, _, _ := strings.Cut(entry, "="); name {
		case "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR",
			"LD_LIBRARY_PATH", "LC_ALL", "LANG":
		default:
			env = append(env, entry)
		}
	}
	env = append(env, "LC_ALL=C.UTF-8")
	if libraries := libraries(root(t)); libraries != "" {
		env = append(env, "LD_LIBRARY_PATH="+libraries)
	}
	return env
}

func libraries(root string) string {
	var folders []string
	for _, pattern := range []string{"usr/lib/*-linux-gnu*", "lib/*-linux-gnu*", "usr/lib/dovecot", "usr/lib/dovecot/modules/old-stats",
		"usr/lib/*-linux-gnu*/pulseaudio"} {
		found, _ := filepath.Glob(filepath.Join(root, pattern))
		folders = append(folders, found...)
	}
	return strings.Join(folders, ":")
}
