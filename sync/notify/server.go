package notify

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/godbus/dbus/v5"
)

// Names of the desktop notification specification, 1.2:
// https://specifications.freedesktop.org/notification-spec/1.2/
const (
	busName   = "org.freedesktop.Notifications"
	busPath   = dbus.ObjectPath("/org/freedesktop/Notifications")
	busDriver = "org.freedesktop.DBus"
)

// callPatience is how long a bus or a server may take to answer.
const callPatience = 5 * time.Second

// ErrNoBus is the reason where no desktop session answers.
var ErrNoBus = errors.New("no desktop session bus")

// ErrNoServer is the reason where a session has no notification server.
var ErrNoServer = errors.New("no notification server on the session bus")

// server is one run of a notification server. Its owner is the bus name that
// run alone has: what is sent there can never reach the next run, whose ids
// belong to other notes.
type server struct {
	owner        string
	name, vendor string
	version      string
	capabilities []string
}

func (s server) can(capability string) bool { return slices.Contains(s.capabilities, capability) }

// dialBus connects to address, or to the bus of the session. It never lets the
// library start a bus.
func dialBus(address string) (*dbus.Conn, error) {
	if address == "" {
		address = sessionAddress()
	}
	if address == "" {
		return nil, ErrNoBus
	}
	type answer struct {
		conn *dbus.Conn
		err  error
	}
	// The library's handshake knows no deadline; a late answer is closed.
	answers := make(chan answer)
	given := make(chan struct{})
	defer close(given)
	go func() {
		conn, err := dbus.Connect(address, dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()))
		select {
		case answers <- answer{conn, err}:
		case <-given:
			if err == nil {
				_ = conn.Close()
			}
		}
	}()
	patience := time.NewTimer(callPatience)
	defer patience.Stop()
	select {
	case a := <-answers:
		if a.err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoBus, a.err)
		}
		return a.conn, nil
	case <-patience.C:
		return nil, fmt.Errorf("%w: it does not answer", ErrNoBus)
	}
}

// sessionAddress is where the session's bus listens: what the session says, or
// the socket systemd keeps for the user.
func sessionAddress() string {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && address != "autolaunch:" {
		return address
	}
	socket := fmt.Sprintf("/run/user/%d/bus", os.Getuid())
	if _, err := os.Stat(socket); err == nil {
		return "unix:path=" + socket
	}
	return ""
}

// askServer finds who answers for notifications now, starting the server where
// the session knows how to. known spares the questions when it is still that one.
func askServer(ctx context.Context, conn *dbus.Conn, known server) (server, error) {
	owner, err := nameOwner(ctx, conn)
	if err != nil {
		return server{}, err
	}
	if owner == known.owner {
		return known, nil
	}
	s := server{owner: owner}
	object := conn.Object(owner, busPath)
	if err := object.CallWithContext(ctx, busName+".GetCapabilities", 0).Store(&s.capabilities); err != nil {
		return server{}, fmt.Errorf("ask the notification server what it can: %w", err)
	}
	var spec string
	err = object.CallWithContext(ctx, busName+".GetServerInformation", 0).
		Store(&s.name, &s.vendor, &s.version, &spec)
	if err != nil {
		return server{}, fmt.Errorf("ask the notification server who it is: %w", err)
	}
	s.name, s.version = Clean(s.name, 60), Clean(s.version, 30)
	return s, nil
}

func nameOwner(ctx context.Context, conn *dbus.Conn) (string, error) {
	var owner string
	ask := func() error {
		return conn.BusObject().CallWithContext(ctx, busDriver+".GetNameOwner", 0, busName).Store(&owner)
	}
	err := ask()
	if !isBusError(err, "NameHasNoOwner") {
		return owner, err
	}
	var started uint32
	err = conn.BusObject().CallWithContext(ctx, busDriver+".StartServiceByName", 0, busName, uint32(0)).Store(&started)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoServer, err)
	}
	if err := ask(); err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoServer, err)
	}
	return owner, nil
}

// isBusError tells errors of the bus itself by the last part of their name.
func isBusError(err error, names ...string) bool {
	var e dbus.Error
	if !errors.As(err, &e) {
		return false
	}
	for _, name := range names {
		if e.Name == busDriver+".Error."+name {
			return true
		}
	}
	return false
}
