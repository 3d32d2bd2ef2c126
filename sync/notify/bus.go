package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/godbus/dbus/v5"

	"turnaround/app/incident"
	"turnaround/app/page"
)

// What the buttons are called on the bus. The key "default" is a click on the
// note itself: it opens, it never acknowledges.
const (
	keyDefault     = "default"
	keyOpen        = "open"
	keyAcknowledge = "ack"
	keyPublish     = "publish"
)

// Names of page.Press.Action.
const (
	ActionAcknowledge = "acknowledge"
	ActionOpen        = "open"
	ActionPublish     = "publish"
)

// keepClosed is how many closed notes are remembered, for servers that say
// "closed" before they say which button did it.
const keepClosed = 64

// errNoActions sends a note by beeep instead.
var errNoActions = errors.New("has no buttons")

// bus speaks to a notification server with actions over D-Bus.
type bus struct {
	config Config
	log    *slog.Logger
	press  func(page.Press)

	// mu is held while a note is sent, so that a button pressed at once finds
	// the note's id registered.
	mu     sync.Mutex
	conn   *dbus.Conn
	server server
	ids    map[string]uint32 // by key: what is on the screen
	shown  map[uint32]shown
	gone   []uint32 // closed, oldest first
	closed bool
	ended  sync.WaitGroup
}

// shown is what one id of the present server stands for.
type shown struct {
	key      string
	incident incident.ID
	since    dbus.Sequence // of the server's answer; an older "closed" is about an earlier note
}

func newBus(config Config, press func(page.Press)) *bus {
	return &bus{
		config: config, log: config.Log, press: press,
		ids: map[string]uint32{}, shown: map[uint32]shown{},
	}
}

func (b *bus) Name() string { return WayBus }

// Show sends note to the server, in place of what it shows for the same key.
// A server that went away meanwhile is looked for once more.
func (b *bus) Show(ctx context.Context, note page.Note) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	err := b.show(ctx, note)
	if isBusError(err, "ServiceUnknown", "NameHasNoOwner", "NoReply", "Disconnected") || errors.Is(err, dbus.ErrClosed) {
		b.forget()
		err = b.show(ctx, note)
	}
	if err != nil {
		return false, err
	}
	return note.Acknowledge || note.Open || note.Publish != "", nil
}

func (b *bus) show(ctx context.Context, note page.Note) error {
	if err := b.ready(ctx); err != nil {
		return err
	}
	if !b.server.can("actions") {
		return fmt.Errorf("the notification server %s %s %w", b.server.name, b.server.version, errNoActions)
	}
	words := forBus(note, b.server)
	call := b.conn.Object(b.server.owner, busPath).CallWithContext(ctx, busName+".Notify", 0,
		b.config.AppName, b.ids[note.Key], b.config.Icon, words.Title, words.Body,
		actions(note), b.hints(note), timeout(note))
	var id uint32
	if err := call.Store(&id); err != nil {
		return fmt.Errorf("hand a note to the notification server: %w", err)
	}
	if before, ok := b.ids[note.Key]; ok && before != id {
		b.retire(before)
	}
	b.ids[note.Key] = id
	b.shown[id] = shown{key: note.Key, incident: note.Incident, since: call.ResponseSequence}
	return nil
}

// actions are pairs of key and label.
func actions(note page.Note) []string {
	list := []string{}
	if note.Open {
		list = append(list, keyDefault, "Open")
	}
	if note.Publish != "" {
		list = append(list, keyPublish, note.Publish)
	}
	if note.Acknowledge {
		list = append(list, keyAcknowledge, "Acknowledge")
	}
	if note.Open {
		list = append(list, keyOpen, "Open")
	}
	return list
}

// hints: the sound is ours, so the server keeps quiet.
func (b *bus) hints(note page.Note) map[string]dbus.Variant {
	urgency := byte(1)
	switch {
	case note.Urgent:
		urgency = 2
	case note.Severity == incident.Info:
		urgency = 0
	}
	return map[string]dbus.Variant{
		"urgency":        dbus.MakeVariant(urgency),
		"category":       dbus.MakeVariant("x-turnaround.incident"),
		"desktop-entry":  dbus.MakeVariant(b.config.Entry),
		"suppress-sound": dbus.MakeVariant(true),
	}
}

// timeout in milliseconds: 0 never, -1 as the server likes.
func timeout(note page.Note) int32 {
	if note.Urgent {
		return 0
	}
	return -1
}

// Withdraw closes the note of key. One that is gone already is no error.
func (b *bus) Withdraw(ctx context.Context, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	id, ok := b.ids[key]
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	delete(b.ids, key)
	b.retire(id)
	if b.conn == nil || !b.conn.Connected() {
		return nil
	}
	err := b.conn.Object(b.server.owner, busPath).
		CallWithContext(ctx, busName+".CloseNotification", 0, id).Err
	var refused dbus.Error
	if errors.As(err, &refused) || errors.Is(err, dbus.ErrClosed) {
		return nil // the server or the note is gone
	}
	return err
}

// ready connects where needed and learns who serves now.
func (b *bus) ready(ctx context.Context) error {
	if b.closed {
		return ErrClosed
	}
	if b.conn == nil || !b.conn.Connected() {
		if err := b.connect(); err != nil {
			return err
		}
	}
	now, err := askServer(ctx, b.conn, b.server)
	if err != nil {
		return err
	}
	if now.owner != b.server.owner {
		b.forget()
		b.server = now
	}
	return nil
}

func (b *bus) connect() error {
	b.forget()
	conn, err := dialBus(b.config.Bus)
	if err != nil {
		return err
	}
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchInterface(busName), dbus.WithMatchObjectPath(busPath)},
		{dbus.WithMatchInterface(busDriver), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, busName)},
	} {
		if err := conn.AddMatchSignal(match...); err != nil {
			_ = conn.Close()
			return fmt.Errorf("listen to the session bus: %w", err)
		}
	}
	signals := make(chan *dbus.Signal, 64)
	conn.Signal(signals)
	b.conn = conn
	b.ended.Go(func() { b.listen(signals) })
	return nil
}

// forget drops all ids: they mean nothing to another run of the server.
func (b *bus) forget() {
	b.server = server{}
	clear(b.ids)
	clear(b.shown)
	b.gone = nil
}

// retire keeps a closed id for a while: its button may be reported late.
func (b *bus) retire(id uint32) {
	b.gone = append(b.gone, id)
	if len(b.gone) <= keepClosed {
		return
	}
	oldest := b.gone[0]
	b.gone = b.gone[1:]
	if s, ok := b.shown[oldest]; ok && b.ids[s.key] != oldest {
		delete(b.shown, oldest)
	}
}

// Close leaves the bus and waits for the listener.
func (b *bus) Close() error {
	b.mu.Lock()
	b.closed = true
	conn := b.conn
	b.conn = nil
	b.mu.Unlock()
	var err error
	if conn != nil && conn.Connected() {
		err = conn.Close()
	}
	b.ended.Wait()
	return err
}

// listen ends when the connection does: the library closes the channel.
func (b *bus) listen(signals <-chan *dbus.Signal) {
	for signal := range signals {
		if press, ok := b.read(signal); ok {
			b.press(press)
		}
	}
}

// read takes in one signal. Signals are broadcast: only those of the server
// that showed our notes, about an id of ours, count.
func (b *bus) read(signal *dbus.Signal) (page.Press, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch signal.Name {
	case busDriver + ".NameOwnerChanged":
		if len(signal.Body) == 3 && signal.Sender == busDriver && signal.Body[1] == b.server.owner {
			b.log.Info("the notification server went; its notes are forgotten")
			b.forget()
		}
	case busName + ".NotificationClosed":
		if id, ok := b.own(signal); ok && b.shown[id].since < signal.Sequence {
			// Not "not acknowledged": servers close a note after its button too.
			if b.ids[b.shown[id].key] == id {
				delete(b.ids, b.shown[id].key)
			}
			b.retire(id)
		}
	case busName + ".ActionInvoked":
		id, ok := b.own(signal)
		if !ok || len(signal.Body) < 2 {
			return page.Press{}, false
		}
		press := page.Press{Key: b.shown[id].key, Incident: b.shown[id].incident}
		switch signal.Body[1] {
		case keyAcknowledge:
			press.Action = ActionAcknowledge
		case keyPublish:
			press.Action = ActionPublish
		case keyDefault, keyOpen:
			press.Action = ActionOpen
		default:
			return page.Press{}, false
		}
		return press, true
	}
	return page.Press{}, false
}

// own gives the id a signal is about when the note is ours.
func (b *bus) own(signal *dbus.Signal) (uint32, bool) {
	if signal.Sender != b.server.owner || len(signal.Body) == 0 {
		return 0, false
	}
	id, ok := signal.Body[0].(uint32)
	if !ok {
		return 0, false
	}
	_, ok = b.shown[id]
	return id, ok
}
