package rig

import (
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
)

// Tray shows tray icons on a desktop, as KDE's does. Make one with [Desktop.StartTray].
type Tray struct {
	conn *dbus.Conn

	mu    sync.Mutex
	owner string // of the icon; "": there is none
	path  dbus.ObjectPath
}

const trayWatcher = "org.kde.StatusNotifierWatcher"

// StartTray makes the desktop show tray icons, until the end of the test.
func (d *Desktop) StartTray(t testing.TB) *Tray {
	t.Helper()
	tray := &Tray{conn: d.Bus.Connect(t)}
	err := tray.conn.Export(tray, "/StatusNotifierWatcher", trayWatcher)
	if err == nil {
		_, err = tray.conn.RequestName(trayWatcher, dbus.NameFlagDoNotQueue)
	}
	if err != nil {
		t.Fatalf("start a tray: %v", err)
	}
	return tray
}

// RegisterStatusNotifierItem takes a program's icon; programs call it.
func (tray *Tray) RegisterStatusNotifierItem(path string, sender dbus.Sender) *dbus.Error {
	tray.mu.Lock()
	defer tray.mu.Unlock()
	tray.owner, tray.path = string(sender), dbus.ObjectPath(path)
	return nil
}

// AwaitIcon waits until a program has put its icon into the tray.
func (tray *Tray) AwaitIcon(t testing.TB) {
	t.Helper()
	Await(t, "an icon in the tray", func() bool {
		tray.mu.Lock()
		defer tray.mu.Unlock()
		return tray.owner != ""
	})
}

// entry is one of a menu, by the interface com.canonical.dbusmenu.
type entry struct {
	ID       int32
	Labels   map[string]dbus.Variant
	Children []dbus.Variant
}

// Choose clicks an entry of the icon's menu.
func (tray *Tray) Choose(t testing.TB, label string) {
	t.Helper()
	tray.AwaitIcon(t)
	var at dbus.ObjectPath
	icon := tray.conn.Object(tray.owner, tray.path)
	if err := icon.StoreProperty("org.kde.StatusNotifierItem.Menu", &at); err != nil {
		t.Fatalf("find the icon's menu: %v", err)
	}
	menu := tray.conn.Object(tray.owner, at)
	var id int32
	Await(t, "the entry "+label+" in the icon's menu", func() bool {
		var revision uint32
		var top entry
		if err := menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &top); err != nil {
			t.Fatalf("read the icon's menu: %v", err)
		}
		for _, child := range top.Children {
			var e entry
			if err := dbus.Store([]any{child.Value()}, &e); err != nil {
				t.Fatalf("read an entry of the icon's menu: %v", err)
			}
			if e.Labels["label"].Value() == label {
				id = e.ID
			}
		}
		return id != 0
	})
	if err := menu.Call("com.canonical.dbusmenu.Event", 0, id, "clicked", dbus.MakeVariant(""), uint32(0)).Err; err != nil {
		t.Fatalf("choose %s in the icon's menu: %v", label, err)
	}
}
