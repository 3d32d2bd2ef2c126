package rig

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

const notifications = "org.freedesktop.Notifications"

// Note is a notification as it was handed to the notification server.
type Note struct {
	ID       uint32 // what the server answered; 0 if no answer was wanted
	Replaces uint32
	App      string
	Icon     string
	Summary  string
	Body     string
	Actions  []string // key, label, key, label, ...
	Hints    map[string]dbus.Variant
	Timeout  int32 // milliseconds, -1 for the server's default, 0 for never
	At       time.Time
}

// Action gives the key of the button with a label, or "".
func (n Note) Action(label string) string {
	for i := 0; i+1 < len(n.Actions); i += 2 {
		if n.Actions[i+1] == label {
			return n.Actions[i]
		}
	}
	return ""
}

// Closing is a notification that the server says is gone, with the reason of the
// Desktop Notifications Specification: 1 expired, 2 dismissed, 3 closed by a call.
type Closing struct {
	ID     uint32
	Reason uint32
}

// Press is a button that was pressed on a notification.
type Press struct {
	ID  uint32
	Key string
}

// ear overhears what passes between programs and the notification server.
type ear struct {
	mu       sync.Mutex
	waiting  map[string]Note // by the caller and the serial of its call
	notes    []Note
	closings []Closing
	presses  []Press
}

// overhear turns a connection of its own into a monitor of the bus.
func overhear(t testing.TB, bus *Bus) *ear {
	t.Helper()
	conn := bus.Connect(t)
	e := &ear{waiting: map[string]Note{}}
	rules := []string{
		"type='method_call',interface='" + notifications + "',member='Notify'",
		"type='method_return'",
		"type='signal',interface='" + notifications + "'",
	}
	if err := conn.BusObject().Call("org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, rules, uint32(0)).Err; err != nil {
		t.Fatalf("overhear the bus: %v", err)
	}
	// The connection drops what does not fit into the channel.
	messages := make(chan *dbus.Message, 1<<16)
	conn.Eavesdrop(messages)
	done := make(chan struct{})
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		for {
			select {
			case message := <-messages:
				e.take(message)
			case <-done:
				return
			}
		}
	}()
	t.Cleanup(func() {
		close(done)
		<-finished
	})
	return e
}

func (e *ear) take(message *dbus.Message) {
	e.mu.Lock()
	defer e.mu.Unlock()
	member, _ := message.Headers[dbus.FieldMember].Value().(string)
	sender, _ := message.Headers[dbus.FieldSender].Value().(string)
	switch {
	case message.Type == dbus.TypeMethodCall && member == "Notify":
		var note Note
		if dbus.Store(message.Body, &note.App, &note.Replaces, &note.Icon, &note.Summary, &note.Body,
			&note.Actions, &note.Hints, &note.Timeout) != nil {
			return
		}
		note.At = time.Now()
		if message.Flags&dbus.FlagNoReplyExpected != 0 {
			e.notes = append(e.notes, note)
			return
		}
		e.waiting[fmt.Sprint(sender, message.Serial())] = note
	case message.Type == dbus.TypeMethodReply:
		caller, _ := message.Headers[dbus.FieldDestination].Value().(string)
		call := fmt.Sprint(caller, message.Headers[dbus.FieldReplySerial].Value())
		note, ok := e.waiting[call]
		if !ok || dbus.Store(message.Body, &note.ID) != nil {
			return
		}
		delete(e.waiting, call)
		e.notes = append(e.notes, note)
	case message.Type == dbus.TypeSignal && member == "NotificationClosed":
		var closing Closing
		if dbus.Store(message.Body, &closing.ID, &closing.Reason) == nil {
			e.closings = append(e.closings, closing)
		}
	case message.Type == dbus.TypeSignal && member == "ActionInvoked":
		var press Press
		if dbus.Store(message.Body, &press.ID, &press.Key) == nil {
			e.presses = append(e.presses, press)
		}
	}
}

func (e *ear) heard() (notes []Note, closings []Closing, presses []Press) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append(notes, e.notes...), append(closings, e.closings...), append(presses, e.presses...)
}
