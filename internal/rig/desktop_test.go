package rig_test

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"turnaround/internal/rig"
)

const server = "org.freedesktop.Notifications"

// show hands a notification over as a program would and returns its ID.
func show(t *testing.T, client *dbus.Conn, replaces uint32, summary string) uint32 {
	t.Helper()
	var id uint32
	err := client.Object(server, "/org/freedesktop/Notifications").Call(server+".Notify", 0,
		"rig", replaces, "", summary, "body", []string{"ack", "Acknowledge", "default", "Open"},
		map[string]dbus.Variant{"urgency": dbus.MakeVariant(byte(2))}, int32(0)).Store(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestDesktopShowsAndPressesAButton(t *testing.T) {
	desktop := rig.StartDesktop(t)
	pressed := make(chan *dbus.Signal, 10)
	client := desktop.Bus.Connect(t)
	if err := client.AddMatchSignal(dbus.WithMatchInterface(server), dbus.WithMatchMember("ActionInvoked")); err != nil {
		t.Fatal(err)
	}
	client.Signal(pressed)
	first := show(t, client, 0, "disk full")
	second := show(t, client, 0, "disk full")
	note := desktop.AwaitNote(t, "the first", func(n rig.Note) bool { return n.ID == first })
	if note.Summary != "disk full" || note.Action("Open") != "default" {
		t.Fatalf("handed over %+v", note)
	}
	rig.Await(t, "both on the screen", func() bool { return desktop.Displayed(t) == 2 })
	desktop.Press(t, note, "Acknowledge")
	select {
	case signal := <-pressed:
		if signal.Body[0] != first || signal.Body[1] != "ack" {
			t.Fatalf("of %d and %d, pressed %v", first, second, signal.Body)
		}
	case <-time.After(rig.Deadline):
		t.Fatal("the program that showed it heard nothing")
	}
	if acknowledged := desktop.PressAcknowledge(t); acknowledged.ID != second {
		t.Fatalf("acknowledged %+v", acknowledged)
	}
	if !strings.Contains(desktop.Printed(), "disk full") {
		t.Errorf("dunst wrote %q", desktop.Printed())
	}
}

func TestDesktopCountsAReplacementOnce(t *testing.T) {
	desktop := rig.StartDesktop(t)
	client := desktop.Bus.Connect(t)
	id := show(t, client, 0, "disk full")
	if again := show(t, client, id, "disk is full still"); again != id {
		t.Fatalf("replaced %d by %d", id, again)
	}
	rig.Await(t, "one on the screen", func() bool { return desktop.Displayed(t) == 1 })
	if notes := desktop.Notes(); len(notes) != 2 || notes[1].Replaces != id {
		t.Fatalf("handed over %+v", notes)
	}
	desktop.Dismiss(t)
	rig.Await(t, "its end", func() bool { return len(desktop.Closings()) == 1 })
}

func TestDesktopServerComesBack(t *testing.T) {
	desktop := rig.StartDesktop(t)
	client := desktop.Bus.Connect(t)
	show(t, client, 0, "before")
	desktop.KillServer()
	desktop.StartServer(t)
	if shown := desktop.Displayed(t); shown != 0 {
		t.Fatalf("a new server shows %d notifications", shown)
	}
	show(t, client, 0, "after")
	desktop.AwaitNote(t, "the one after", func(n rig.Note) bool { return n.Summary == "after" })
}

func TestDesktopIsNotTheCallers(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/callers/bus")
	t.Setenv("DISPLAY", ":77")
	desktop := rig.StartDesktop(t)
	cmd := exec.Command("/bin/sh", "-c", `echo "$DISPLAY $DBUS_SESSION_BUS_ADDRESS"`)
	cmd.Env = desktop.Env(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if want := desktop.Display + " " + desktop.Bus.Address + "\n"; string(out) != want {
		t.Fatalf("a program would see %q, not %q", out, want)
	}
}
