package e2e

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"turnaround/internal/rig"
)

// windowed builds the program with its window, once.
var windowed = sync.OnceValues(func() (string, error) {
	path := filepath.Join(filepath.Dir(program), "turnaround-desktop")
	build := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", path, "turnaround")
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program with its window (make desktop sets up what that needs): %w\n%s", err, out)
	}
	return path, nil
})

// window starts the program with its window on a desktop and waits until it
// shows and the app answers.
func (a *app) window(t testing.TB, d *rig.Desktop, args ...string) {
	t.Helper()
	path, err := windowed()
	if err != nil {
		t.Fatal(err)
	}
	cmd := a.command(args...)
	cmd.Path = path
	a.process = rig.Start(t, cmd)
	d.AwaitWindow(t, "Turnaround")
}

// look keeps what is on the screen when a test fails, or when LOOK names a folder.
func look(t *testing.T, d *rig.Desktop, name string) image.Image {
	t.Helper()
	screen := d.Capture(t)
	keep := func(folder string) {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		file, err := os.Create(filepath.Join(folder, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if err := png.Encode(file, screen); err != nil {
			t.Fatal(err)
		}
	}
	if folder := os.Getenv("TURNAROUND_LOOK"); folder != "" {
		keep(folder)
	}
	t.Cleanup(func() {
		if t.Failed() {
			keep(filepath.Join("testdata", "failed"))
		}
	})
	return screen
}

func TestTheWindowActsByItsKeys(t *testing.T) {
	t.Parallel()
	server, desktop := rig.StartAlertmanager(t), rig.StartDesktop(t)
	a := newApp(t, atAlertmanager(server.URL), desktop.Env(t)...)
	a.window(t, desktop)
	a.met(t)
	disk := alert("DiskFull")
	server.Post(t, disk)
	a.sync(t)
	found := a.await(t, "the alert", "DiskFull", listed)

	desktop.Keys(t, "a")
	a.await(t, "A to acknowledge", "DiskFull", acknowledged)
	awaitThat(t, "the silence", func() bool { return len(server.ActiveSilences(t)) == 1 })
	look(t, desktop, "acknowledged")
	desktop.Keys(t, "z")
	a.await(t, "Z to take it back", "DiskFull", triggered)
	awaitThat(t, "the silence to go", func() bool { return len(server.ActiveSilences(t)) == 0 })

	// Letters in a text field are text.
	desktop.Keys(t, "n")
	desktop.Type(t, "a zebra asks for rest")
	desktop.Keys(t, "ctrl+Return")
	awaitThat(t, "the note", func() bool {
		for _, line := range a.show(t, found.ID).Timeline {
			if line.Kind == "noted" && strings.Contains(line.Text, "a zebra asks for rest") {
				return true
			}
		}
		return false
	})
	a.await(t, "nothing else to have happened", "DiskFull", triggered)
}
