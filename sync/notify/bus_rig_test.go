//go:build linux

package notify

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"turnaround/app/page"
	"turnaround/internal/rig"
)

// startBus runs a session bus without any service files and gives its address.
func startBus(t *testing.T) string {
	t.Helper()
	// Not t.TempDir: an address holds neither commas nor long paths.
	folder, err := os.MkdirTemp("", "turnaround-bus-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	config := filepath.Join(folder, "bus.conf")
	err = os.WriteFile(config, fmt.Appendf(nil, `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=%s</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`,
		folder), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	daemon := rig.Start(t, rig.Command(t, "dbus-daemon", "--nofork", "--print-address=1", "--config-file="+config))
	return daemon.AwaitLine(t, "unix:")
}

// handed is one Notify call as a server got it.
type handed struct {
	id              uint32
	replaces        uint32
	title, body     string
	actions         []string
	hints           map[string]dbus.Variant
	timeout         int32
	app, icon, from string
}

// desk is a notification server whose every answer a test decides.
type desk struct {
	t            *testing.T
	conn         *dbus.Conn
	name         string
	capabilities []string
	notes        chan handed
	closes       chan uint32
	// closesReplaced: it says "closed" of what a note replaces, before it answers.
	closesReplaced bool
	// dies: it leaves the bus instead of answering.
	dies bool

	mu   sync.Mutex // over next and how it answers
	next uint32
}

func startDesk(t *testing.T, bus string, first uint32, capabilities ...string) *desk {
	t.Helper()
	conn, err := dbus.Connect(bus)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, conn: conn, name: "desk", capabilities: capabilities, next: first,
		notes: make(chan handed, 100), closes: make(chan uint32, 100)}
	if err := conn.Export(d, busPath, busName); err != nil {
		t.Fatal(err)
	}
	// A second one waits until the first is gone.
	reply, err := conn.RequestName(busName, 0)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner && reply != dbus.RequestNameReplyInQueue {
		t.Fatalf("own the name: %v, %v", reply, err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return d
}

// now changes how it answers from here on.
func (d *desk) now(change func(*desk)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(d)
}

func (d *desk) GetCapabilities() ([]string, *dbus.Error) { return d.capabilities, nil }

func (d *desk) GetServerInformation() (name, vendor, version, spec string, err *dbus.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.name, "tests", "1.0", "1.2", nil
}

func (d *desk) Notify(from dbus.Sender, app string, replaces uint32, icon, title, body string,
	actions []string, hints map[string]dbus.Variant, timeout int32) (uint32, *dbus.Error) {
	d.mu.Lock()
	id := replaces
	if id == 0 {
		id = d.next
		d.next++
	}
	dies, closesReplaced := d.dies, d.closesReplaced
	d.mu.Unlock()
	if dies {
		_ = d.conn.Close()
		return 0, nil
	}
	if replaces != 0 && closesReplaced {
		d.emit("NotificationClosed", replaces, uint32(4))
	}
	d.notes <- handed{id: id, replaces: replaces, title: title, body: body, actions: actions,
		hints: hints, timeout: timeout, app: app, icon: icon, from: string(from)}
	return id, nil
}

func (d *desk) CloseNotification(id uint32) *dbus.Error {
	d.closes <- id
	d.emit("NotificationClosed", id, uint32(3))
	return nil
}

func (d *desk) emit(name string, body ...any) {
	if err := d.conn.Emit(busPath, busName+"."+name, body...); err != nil {
		d.t.Error(err)
	}
}

// await takes the next value or fails the test.
func await[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	timer := time.NewTimer(rig.Deadline)
	defer timer.Stop()
	select {
	case v := <-from:
		return v
	case <-timer.C:
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

// mute is a Player for tests that are not about sound.
type mute struct{}

func (mute) Start(context.Context, Clip) (Playing, error) { return Playing{}, ErrNoDevice }

func newSender(t *testing.T, config Config) *Sender {
	t.Helper()
	if config.Player == nil {
		config.Player = mute{}
	}
	s := New(config)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func mustNotify(t *testing.T, s *Sender, note page.Note) page.Receipt {
	t.Helper()
	receipt, err := s.Notify(t.Context(), note)
	if err != nil {
		t.Fatalf("notify: %v", err)
	}
	return receipt
}
