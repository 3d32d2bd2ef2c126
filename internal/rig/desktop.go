package rig

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// Desktop is a screen without a monitor, a session bus and the notification
// server dunst, all of their own: nothing reaches the caller's desktop. Make one
// with [StartDesktop].
type Desktop struct {
	Bus     *Bus
	Display string // such as ":1"

	folder string
	pixels string // where Xvfb keeps its framebuffer
	ear    *ear
	conn   *dbus.Conn
	dunst  *Process
}

// dunstrc makes dunst open its menu with a script that chooses the line a test
// wrote into a file: dunst draws no buttons that could be clicked.
const dunstrc = `[global]
    monitor = 0
    follow = none
    width = 400
    font = Monospace 8
    markup = full
    sort = no
    stack_duplicates = false
    icon_position = off
    idle_threshold = 0
    notification_limit = 0
    history_length = 1000
    dmenu = %s
    browser = /bin/false
`

const chooser = `#!/bin/sh
grep -F -- "$(cat '%s')" | head -n 1
`

// StartDesktop starts a desktop and waits until notifications are taken.
func StartDesktop(t testing.TB) *Desktop {
	t.Helper()
	d := &Desktop{Bus: StartBus(t), folder: folder(t, "desktop")}
	d.pixels = folder(t, "screen")
	d.Display = startDisplay(t, d.pixels)
	menu := filepath.Join(d.folder, "menu")
	for path, text := range map[string]string{
		menu:            fmt.Sprintf(chooser, d.choice()),
		d.path("dunst"): fmt.Sprintf(dunstrc, menu),
		d.choice():      "nothing is chosen",
	} {
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatalf("configure dunst: %v", err)
		}
	}
	d.ear = overhear(t, d.Bus)
	d.conn = d.Bus.Connect(t)
	d.StartServer(t)
	return d
}

func (d *Desktop) path(name string) string { return filepath.Join(d.folder, name) }
func (d *Desktop) choice() string          { return d.path("choice") }

// startDisplay starts Xvfb on a display number that is free; what it shows is
// in a file in the folder pixels.
func startDisplay(t testing.TB, pixels string) string {
	t.Helper()
	number, told, err := os.Pipe()
	if err != nil {
		t.Fatalf("start a display: %v", err)
	}
	defer number.Close()
	cmd := Command(t, "Xvfb", "-displayfd", "3",
		"-screen", "0", "1360x900x24", "-fbdir", pixels, "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{told}
	process := Start(t, cmd)
	_ = told.Close()
	if err := number.SetReadDeadline(time.Now().Add(Deadline)); err != nil {
		t.Fatalf("start a display: %v", err)
	}
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb gave no display number: %v\n%s", err, process.Output())
	}
	return ":" + strings.TrimSpace(line)
}

// Env is the environment of a program that runs on this desktop, for
// [exec.Cmd].Env; it does not lead to the caller's.
func (d *Desktop) Env(t testing.TB) []string {
	t.Helper()
	return append(Environment(t), "DISPLAY="+d.Display, "DBUS_SESSION_BUS_ADDRESS="+d.Bus.Address,
		"XDG_RUNTIME_DIR="+d.folder)
}

// StartServer starts dunst again, after [Desktop.KillServer].
func (d *Desktop) StartServer(t testing.TB) {
	t.Helper()
	cmd := Command(t, "dunst", "-conf", d.path("dunst"), "-print")
	cmd.Env = append(d.Env(t), "HOME="+d.folder, "XDG_CACHE_HOME="+d.path("cache"))
	d.dunst = Start(t, cmd)
	Await(t, "dunst to take notifications", func() bool {
		select {
		case <-d.dunst.Done():
			t.Fatalf("dunst ended (%v):\n%s", d.dunst.Err(), d.dunst.Output())
		default:
		}
		var owned bool
		err := d.conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, notifications).Store(&owned)
		return err == nil && owned
	})
}

// KillServer ends dunst: what it showed is gone without a word.
func (d *Desktop) KillServer() { d.dunst.Kill() }

// Notes lists every notification that was handed over so far, replacements too.
func (d *Desktop) Notes() []Note {
	notes, _, _ := d.ear.heard()
	return notes
}

// Closings lists the notifications that the server said are gone.
func (d *Desktop) Closings() []Closing {
	_, closings, _ := d.ear.heard()
	return closings
}

// Printed is what dunst itself wrote about the notifications it showed.
func (d *Desktop) Printed() string { return d.dunst.Output() }

// Displayed counts the notifications on the screen now.
func (d *Desktop) Displayed(t testing.TB) int {
	t.Helper()
	value, err := d.server().GetProperty("org.dunstproject.cmd0.displayedLength")
	if err != nil {
		t.Fatalf("ask dunst what it shows: %v", err)
	}
	count, ok := value.Value().(uint32)
	if !ok {
		t.Fatalf("dunst counts its notifications as %v", value)
	}
	return int(count)
}

// AwaitNote waits for a notification that fits and returns the latest such.
func (d *Desktop) AwaitNote(t testing.TB, what string, fits func(Note) bool) Note {
	t.Helper()
	var found Note
	Await(t, what, func() bool {
		for _, note := range slices.Backward(d.Notes()) {
			if fits(note) {
				found = note
				return true
			}
		}
		return false
	})
	return found
}

// PressAcknowledge presses the button "Acknowledge" of the latest notification
// that has one, and returns that notification.
func (d *Desktop) PressAcknowledge(t testing.TB) Note {
	t.Helper()
	note := d.AwaitNote(t, "a notification with the button Acknowledge", func(note Note) bool {
		return note.Action("Acknowledge") != ""
	})
	d.Press(t, note, "Acknowledge")
	return note
}

// Press presses the button with a label on a notification and waits until the
// notification server has told everyone.
func (d *Desktop) Press(t testing.TB, note Note, label string) {
	t.Helper()
	key := note.Action(label)
	if key == "" {
		t.Fatalf("the notification %q has no button %q but %q", note.Summary, label, note.Actions)
	}
	if err := os.WriteFile(d.choice(), fmt.Appendf(nil, "[%d,%s]", note.ID, key), 0o600); err != nil {
		t.Fatalf("choose a button: %v", err)
	}
	wanted := Press{ID: note.ID, Key: key}
	deadline := time.Now().Add(Deadline)
	for {
		// The menu holds what is on the screen when it opens, and dunst puts a
		// notification there only after it has answered: ask again if it was early.
		if err := d.server().Call("org.dunstproject.cmd0.ContextMenuCall", 0).Err; err != nil {
			t.Fatalf("open dunst's menu: %v", err)
		}
		if d.pressed(wanted, 500*time.Millisecond) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%q could not be pressed on notification %d:\n%s", label, note.ID, d.Printed())
		}
	}
}

func (d *Desktop) pressed(wanted Press, within time.Duration) bool {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(within); time.Now().Before(end); <-tick.C {
		if _, _, presses := d.ear.heard(); slices.Contains(presses, wanted) {
			return true
		}
	}
	return false
}

// Dismiss closes every notification, as a person would.
func (d *Desktop) Dismiss(t testing.TB) {
	t.Helper()
	if err := d.server().Call("org.dunstproject.cmd0.NotificationCloseAll", 0).Err; err != nil {
		t.Fatalf("dismiss the notifications: %v", err)
	}
}

func (d *Desktop) server() dbus.BusObject {
	return d.conn.Object(notifications, "/org/freedesktop/Notifications")
}
