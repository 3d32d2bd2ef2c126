//go:build linux

package notify

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"turnaround/app/incident"
	"turnaround/app/page"
)

// pageNote is an ordinary urgent page.
func pageNote(key string) page.Note {
	return page.Note{
		Key: key, Incident: incident.ID("i-" + key), Severity: incident.Critical,
		Title: "SEV1 " + key, Body: "b", Urgent: true, Acknowledge: true, Open: true,
	}
}

var withButtons = []string{"actions", "body"}

func TestAPageArrivesWithButtonsAndStays(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address, Icon: "turnaround"})

	receipt := mustNotify(t, s, pageNote("k"))
	if receipt.Backend != WayBus || !receipt.Shown || !receipt.Buttons || receipt.Why != "" {
		t.Errorf("receipt %+v", receipt)
	}
	got := await(t, d.notes, "the note")
	if want := []string{"default", "Open", "ack", "Acknowledge", "open", "Open"}; !slices.Equal(got.actions, want) {
		t.Errorf("actions %q, want %q", got.actions, want)
	}
	if got.timeout != 0 || got.app != "Turnaround" || got.icon != "turnaround" || got.title != "SEV1 k" {
		t.Errorf("handed %+v", got)
	}
	for name, want := range map[string]any{
		"urgency": byte(2), "suppress-sound": true, "desktop-entry": "app.turnaround.Turnaround", "category": "x-turnaround.incident",
	} {
		if got.hints[name].Value() != want {
			t.Errorf("hint %s is %v, want %v", name, got.hints[name], want)
		}
	}
}

func TestAQuietNoteExpiresAndAsksForNothing(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	receipt := mustNotify(t, s, page.Note{Key: "k", Severity: incident.Info, Title: "quiet"})
	got := await(t, d.notes, "the note")
	if receipt.Buttons || len(got.actions) != 0 || got.timeout != -1 || got.hints["urgency"].Value() != byte(0) {
		t.Errorf("receipt %+v, handed %+v", receipt, got)
	}
}

func TestANoteOffersToPublish(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	mustNotify(t, s, page.Note{Key: "k", Title: "due", Publish: "Publish 'still working', next 15:00", Open: true})
	want := []string{"default", "Open", "publish", "Publish 'still working', next 15:00", "open", "Open"}
	if got := await(t, d.notes, "the note"); !slices.Equal(got.actions, want) {
		t.Errorf("actions %q, want %q", got.actions, want)
	}
}

func TestPressesSayWhatThePersonDid(t *testing.T) {
	for action, want := range map[string]string{
		"ack": ActionAcknowledge, "open": ActionOpen, "default": ActionOpen, "publish": ActionPublish,
	} {
		t.Run(action, func(t *testing.T) {
			address := startBus(t)
			d := startDesk(t, address, 7, withButtons...)
			s := newSender(t, Config{Bus: address})
			mustNotify(t, s, pageNote("k"))
			d.emit("ActionInvoked", uint32(7), action)
			d.emit("NotificationClosed", uint32(7), uint32(2))
			got := await(t, s.Presses(), "the press")
			if got != (page.Press{Key: "k", Incident: "i-k", Action: want}) {
				t.Errorf("press %+v", got)
			}
		})
	}
}

func TestAButtonReportedAfterTheCloseStillCounts(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	mustNotify(t, s, pageNote("k"))
	d.emit("NotificationClosed", uint32(7), uint32(2))
	d.emit("ActionInvoked", uint32(7), "ack")
	if got := await(t, s.Presses(), "the press"); got.Action != ActionAcknowledge {
		t.Errorf("press %+v", got)
	}
}

func TestANoteReplacesTheEarlierOneOfItsKey(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	for _, key := range []string{"a", "b", "a", "a"} {
		mustNotify(t, s, pageNote(key))
	}
	for i, want := range []uint32{0, 0, 7, 7} {
		if got := await(t, d.notes, "a note"); got.replaces != want {
			t.Errorf("note %d replaces %d, want %d", i, got.replaces, want)
		}
	}
}

func TestAClosedNoteIsNotReplacedButShownAnew(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	mustNotify(t, s, pageNote("k"))
	mustNotify(t, s, pageNote("other"))
	await(t, d.notes, "the note")
	await(t, d.notes, "the other note")
	d.emit("NotificationClosed", uint32(7), uint32(2))
	d.emit("ActionInvoked", uint32(8), "open") // behind it, so that the close was read
	await(t, s.Presses(), "the press")
	mustNotify(t, s, pageNote("k"))
	if got := await(t, d.notes, "the new note"); got.replaces != 0 {
		t.Errorf("replaces %d", got.replaces)
	}
}

func TestWithdrawClosesOnlyWhatIsShown(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	mustNotify(t, s, pageNote("k"))
	for _, key := range []string{"unknown", "k", "k"} {
		if err := s.Withdraw(t.Context(), key); err != nil {
			t.Errorf("withdraw %s: %v", key, err)
		}
	}
	if id := await(t, d.closes, "the close"); id != 7 || len(d.closes) != 0 {
		t.Errorf("closed %d and %d more", id, len(d.closes))
	}
}

func TestStrangersCannotPressOurButtons(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	mustNotify(t, s, pageNote("k"))

	stranger, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	// Another program's note on the same server, its button, a forged signal
	// and malformed ones.
	var theirs uint32
	err = stranger.Object(busName, busPath).Call(busName+".Notify", 0, "x", uint32(0), "", "theirs", "",
		[]string{"ack", "Acknowledge"}, map[string]dbus.Variant{}, int32(-1)).Store(&theirs)
	if err != nil {
		t.Fatal(err)
	}
	d.emit("ActionInvoked", theirs, "ack")
	if err := stranger.Emit(busPath, busName+".ActionInvoked", uint32(7), "ack"); err != nil {
		t.Fatal(err)
	}
	if err := stranger.Emit(busPath, busName+".NotificationClosed", uint32(7), uint32(1)); err != nil {
		t.Fatal(err)
	}
	// An answer to the stranger means that the bus has passed on what he said.
	if err := stranger.BusObject().Call(busDriver+".GetId", 0).Err; err != nil {
		t.Fatal(err)
	}
	d.emit("ActionInvoked")
	d.emit("ActionInvoked", "7", "ack")
	d.emit("ActionInvoked", uint32(7))
	d.emit("ActionInvoked", uint32(7), "delete-everything")
	d.emit("NotificationClosed")
	d.emit("ActionInvoked", uint32(7), "open")
	if got := await(t, s.Presses(), "our press"); got.Key != "k" || got.Action != ActionOpen {
		t.Errorf("a stranger's press came through: %+v", got)
	}
	mustNotify(t, s, pageNote("k"))
	for len(d.notes) > 1 {
		<-d.notes
	}
	if got := await(t, d.notes, "the note"); got.replaces != 7 {
		t.Errorf("a stranger closed our note: it replaces %d", got.replaces)
	}
}

func TestARestartedServerNeverSeesOldIDs(t *testing.T) {
	address := startBus(t)
	first := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	mustNotify(t, s, pageNote("k"))
	if err := first.conn.Close(); err != nil {
		t.Fatal(err)
	}
	second := startDesk(t, address, 7, withButtons...)

	// 7 now belongs to a stranger's note: it is neither closed nor replaced.
	if err := s.Withdraw(t.Context(), "k"); err != nil {
		t.Errorf("withdraw: %v", err)
	}
	mustNotify(t, s, pageNote("k"))
	if got := await(t, second.notes, "the note"); got.replaces != 0 {
		t.Errorf("replaces %d of the new server", got.replaces)
	}
	if len(second.closes) != 0 {
		t.Errorf("closed %d on the new server", <-second.closes)
	}
	second.emit("ActionInvoked", uint32(7), "ack")
	if got := await(t, s.Presses(), "the press on the new server"); got.Key != "k" {
		t.Errorf("press %+v", got)
	}
}

func TestARestartNobodyReportedYetIsNoticed(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	mustNotify(t, s, pageNote("k"))
	await(t, d.notes, "the note")
	s.bus.mu.Lock()
	s.bus.server.owner = ":1.4711" // the run that showed it was another one
	s.bus.mu.Unlock()
	mustNotify(t, s, pageNote("k"))
	if got := await(t, d.notes, "the note again"); got.replaces != 0 {
		t.Errorf("replaces %d", got.replaces)
	}
}

func TestAServerThatDiesWithTheNoteIsFollowedByTheNext(t *testing.T) {
	address := startBus(t)
	first := startDesk(t, address, 7, withButtons...)
	first.now(func(d *desk) { d.dies = true })
	second := startDesk(t, address, 90, withButtons...)
	s := newSender(t, Config{Bus: address, Way: WayBus})
	if receipt := mustNotify(t, s, pageNote("k")); !receipt.Shown {
		t.Errorf("receipt %+v", receipt)
	}
	if got := await(t, second.notes, "the note"); got.id != 90 {
		t.Errorf("handed %+v", got)
	}
}

func TestAServerThatClosesWhatItReplacesKeepsOurNote(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	d.now(func(d *desk) { d.closesReplaced = true })
	s := newSender(t, Config{Bus: address})
	for _, want := range []uint32{0, 7, 7} {
		mustNotify(t, s, pageNote("k"))
		if got := await(t, d.notes, "the note"); got.replaces != want {
			t.Fatalf("replaces %d, want %d", got.replaces, want)
		}
		d.emit("ActionInvoked", uint32(7), "open") // behind the close, so that it was read
		await(t, s.Presses(), "the press")
	}
}

func TestABusThatComesLaterIsFound(t *testing.T) {
	var screen bytes.Buffer
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	s := newSender(t, Config{Screen: &screen})
	receipt := mustNotify(t, s, pageNote("k"))
	if receipt.Backend != WayTerminal || receipt.Buttons || !strings.Contains(receipt.Why, "no desktop session bus") {
		t.Errorf("receipt %+v", receipt)
	}
	address := startBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	d := startDesk(t, address, 7, withButtons...)
	if receipt := mustNotify(t, s, pageNote("k")); receipt.Backend != WayBus {
		t.Errorf("receipt %+v", receipt)
	}
	await(t, d.notes, "the note")
}

func TestALostBusIsDialledAgain(t *testing.T) {
	address := startBus(t)
	startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	mustNotify(t, s, pageNote("k"))
	s.bus.mu.Lock()
	conn := s.bus.conn
	s.bus.mu.Unlock()
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if receipt := mustNotify(t, s, pageNote("k")); receipt.Backend != WayBus {
		t.Errorf("receipt %+v", receipt)
	}
}

func TestMarkupIsEscapedForTheServerThatReadsIt(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, "actions", "body", "body-markup")
	s := newSender(t, Config{Bus: address})
	note := pageNote("k")
	note.Title, note.Body = "a < b", `<img src="file:///x"> & "q"`
	mustNotify(t, s, note)
	got := await(t, d.notes, "the note")
	if got.title != "a < b" || got.body != `&lt;img src="file:///x"&gt; &amp; "q"` {
		t.Errorf("handed %q, %q", got.title, got.body)
	}
}

func TestHostileTextOverTheRealBus(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := newSender(t, Config{Bus: address})
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			note := pageNote("k")
			note.Title, note.Body = text, text
			mustNotify(t, s, note)
			got := await(t, d.notes, "the note")
			if want := forBus(note, server{capabilities: withButtons}); got.title != want.Title || got.body != want.Body {
				t.Errorf("handed %q, %q, want %q", got.title, got.body, want)
			}
		})
	}
}

func TestCloseEndsThePressThatNobodyReads(t *testing.T) {
	address := startBus(t)
	d := startDesk(t, address, 7, withButtons...)
	s := New(Config{Bus: address, Player: mute{}})
	mustNotify(t, s, pageNote("k"))
	for range cap(s.presses) + 5 {
		d.emit("ActionInvoked", uint32(7), "open")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Notify(t.Context(), pageNote("k")); err != ErrClosed {
		t.Errorf("after the close: %v", err)
	}
}
