//go:build unix && !darwin && !ios && !android

package cmd

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/godbus/dbus/v5"
)

// trayName is who shows tray icons on a Linux desktop; GNOME alone has nobody.
const trayName = "org.kde.StatusNotifierWatcher"

// hasTray tells whether this desktop shows tray icons. It never starts a bus
// of its own.
func hasTray(ctx context.Context) bool {
	address := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address == "" || address == "autolaunch:" {
		path := filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus")
		if _, err := os.Stat(path); err != nil {
			return false
		}
		address = "unix:path=" + path
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	bus, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer bus.Close()
	owned := false
	err = bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, trayName).Store(&owned)
	return err == nil && owned
}
