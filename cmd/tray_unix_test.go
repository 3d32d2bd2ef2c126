//go:build linux

package cmd

import (
	"testing"

	"github.com/godbus/dbus/v5"

	"turnaround/internal/rig"
)

func TestATrayIsThereWhileSomebodyShowsIcons(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	if hasTray(t.Context()) {
		t.Error("a tray without a bus")
	}
	bus := rig.StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bus.Address)
	if hasTray(t.Context()) {
		t.Error("a tray though nobody shows icons")
	}
	if _, err := bus.Connect(t).RequestName(trayName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	if !hasTray(t.Context()) {
		t.Error("no tray though somebody shows icons")
	}
}
