package rig

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// Bus is a private session bus. It starts no services by itself, so nothing of
// the caller's desktop can appear on it.
type Bus struct {
	Address string
	process *Process
}

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=%s</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// StartBus starts a private session bus.
func StartBus(t testing.TB) *Bus {
	t.Helper()
	place := folder(t, "bus")
	socket := filepath.Join(place, "bus")
	config := filepath.Join(place, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, socket), 0o600); err != nil {
		t.Fatalf("configure the bus: %v", err)
	}
	process := Start(t, Command(t, "dbus-daemon", "--nofork", "--nopidfile", "--print-address=1", "--config-file="+config))
	return &Bus{Address: strings.TrimSpace(process.AwaitLine(t, "unix:path=")), process: process}
}

// Kill ends the bus; every connection to it breaks.
func (b *Bus) Kill() { b.process.Kill() }

// Connect opens a connection of its own to the bus, closed with the test.
func (b *Bus) Connect(t testing.TB) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(b.Address)
	if err != nil {
		t.Fatalf("connect to the bus: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
