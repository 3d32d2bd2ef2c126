//go:build linux

package notify

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"turnaround/app/page"
	"turnaround/internal/rig"
)

// dunst is a real notification server on a real X display. It draws no
// buttons: its context menu, a program of ours, chooses the one that is named.
type dunst struct {
	display string
	bus     string
	folder  string
	choice  string // the file that names the button to press
	process *rig.Process
}

func startDunst(t *testing.T, settings string) *dunst {
	t.Helper()
	d := &dunst{bus: startBus(t), folder: t.TempDir()}
	d.choice = filepath.Join(d.folder, "choice")
	menu := filepath.Join(d.folder, "menu")
	script := "#!/bin/sh\nexec grep -m1 -F \"#$(cat " + d.choice + ")\"\n"
	if err := os.WriteFile(menu, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	rc := "[global]\n dmenu = " + menu + "\n" + settings + "\n"
	if err := os.WriteFile(filepath.Join(d.folder, "dunstrc"), []byte(rc), 0o600); err != nil {
		t.Fatal(err)
	}
	number := filepath.Join(d.folder, "display")
	out, err := os.Create(number)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	x := rig.Command(t, "Xvfb", "-displayfd", "3", "-screen", "0", "640x480x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{out}
	rig.Start(t, x)
	rig.Await(t, "Xvfb to name its display", func() bool {
		text, err := os.ReadFile(number)
		d.display = ":" + strings.TrimSpace(string(text))
		return err == nil && len(d.display) > 1 && strings.HasSuffix(string(text), "\n")
	})
	d.start(t)
	return d
}

func (d *dunst) start(t *testing.T) {
	t.Helper()
	cmd := rig.Command(t, "dunst", "-print", "-conf", filepath.Join(d.folder, "dunstrc"))
	cmd.Env = append(cmd.Env, "DISPLAY="+d.display, "DBUS_SESSION_BUS_ADDRESS="+d.bus,
		"HOME="+d.folder, "XDG_CACHE_HOME="+d.folder)
	d.process = rig.Start(t, cmd)
	conn := d.dial(t)
	rig.Await(t, "dunst to serve notifications", func() bool {
		var has bool
		err := conn.BusObject().Call(busDriver+".NameHasOwner", 0, busName).Store(&has)
		return err == nil && has
	})
}

func (d *dunst) dial(t *testing.T) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(d.bus)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// press chooses a button by its label, as a person does in the context menu.
func (d *dunst) press(t *testing.T, label string) {
	t.Helper()
	if err := os.WriteFile(d.choice, []byte(label), 0o600); err != nil {
		t.Fatal(err)
	}
	d.do(t, "ContextMenuCall")
}

func (d *dunst) do(t *testing.T, method string, args ...any) {
	t.Helper()
	if err := d.dial(t).Object(busName, busPath).Call("org.dunstproject.cmd0."+method, 0, args...).Err; err != nil {
		t.Fatalf("%s: %v", method, err)
	}
}

// displayed is how many notes are on the screen.
func (d *dunst) displayed(t *testing.T) uint32 {
	t.Helper()
	value, err := d.dial(t).Object(busName, busPath).GetProperty("org.dunstproject.cmd0.displayedLength")
	if err != nil {
		t.Fatal(err)
	}
	return value.Value().(uint32)
}

func TestDunstShowsBothButtonsAndSaysWhichWasPressed(t *testing.T) {
	d := startDunst(t, "")
	s := newSender(t, Config{Bus: d.bus})
	for label, want := range map[string]string{"Acknowledge": ActionAcknowledge, "Open": ActionOpen} {
		receipt := mustNotify(t, s, pageNote(label))
		if receipt.Backend != WayBus || !receipt.Buttons {
			t.Fatalf("receipt %+v", receipt)
		}
		rig.Await(t, "the note on the screen", func() bool { return d.displayed(t) == 1 })
		d.press(t, label)
		got := await(t, s.Presses(), "the press of "+label)
		if want := (page.Press{Key: label, Incident: pageNote(label).Incident, Action: want}); got != want {
			t.Errorf("%s: press %+v, want %+v", label, got, want)
		}
		if err := s.Withdraw(t.Context(), label); err != nil {
			t.Error(err)
		}
		rig.Await(t, "the screen to be empty", func() bool { return d.displayed(t) == 0 })
	}
	said := d.process.Output()
	for _, want := range []string{
		"summary: 'SEV1 Acknowledge'", `"ack": "Acknowledge"`, `"open": "Open"`, `"default": "Open"`,
		"urgency: CRITICAL", "timeout: 0", "desktop_entry: 'app.turnaround.Turnaround'",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("dunst printed no %s:\n%s", want, said)
		}
	}
}

func TestAClickOnDunstsNoteOpensAndNeverAcknowledges(t *testing.T) {
	d := startDunst(t, "")
	s := newSender(t, Config{Bus: d.bus})
	mustNotify(t, s, pageNote("k"))
	rig.Await(t, "the note on the screen", func() bool { return d.displayed(t) == 1 })
	d.do(t, "NotificationAction", uint32(0))
	if got := await(t, s.Presses(), "the press"); got.Action != ActionOpen {
		t.Errorf("press %+v", got)
	}
}

func TestDunstReplacesAndWithdraws(t *testing.T) {
	d := startDunst(t, "")
	s := newSender(t, Config{Bus: d.bus})
	for i := range 5 {
		note := pageNote("k")
		note.Title = fmt.Sprintf("SEV1 for the %d. time", i+1)
		mustNotify(t, s, note)
	}
	mustNotify(t, s, pageNote("other"))
	rig.Await(t, "two notes on the screen", func() bool { return d.displayed(t) == 2 })
	for _, key := range []string{"k", "other"} {
		if err := s.Withdraw(t.Context(), key); err != nil {
			t.Error(err)
		}
	}
	rig.Await(t, "the screen to be empty", func() bool { return d.displayed(t) == 0 })
}

func TestARestartOfDunstLosesNoNoteAndHitsNoStrangers(t *testing.T) {
	d := startDunst(t, "")
	s := newSender(t, Config{Bus: d.bus})
	mustNotify(t, s, pageNote("k"))
	s.bus.mu.Lock()
	ours := s.bus.ids["k"]
	s.bus.mu.Unlock()
	d.process.Kill()
	d.start(t)
	// The new dunst gives a stranger the id our note had.
	var theirs uint32
	err := d.dial(t).Object(busName, busPath).Call(busName+".Notify", 0, "x", uint32(0), "", "theirs", "",
		[]string{}, map[string]dbus.Variant{}, int32(0)).Store(&theirs)
	if err != nil || theirs != ours {
		t.Fatalf("the stranger got %d, ours was %d (%v)", theirs, ours, err)
	}
	mustNotify(t, s, pageNote("k"))
	rig.Await(t, "both notes on the screen", func() bool { return d.displayed(t) == 2 })
	if err := s.Withdraw(t.Context(), "k"); err != nil {
		t.Error(err)
	}
	rig.Await(t, "only the stranger's note", func() bool { return d.displayed(t) == 1 })
}

func TestDunstGetsHostileTextAsText(t *testing.T) {
	for name, settings := range map[string]string{"markup read": " markup = full\n", "no markup": " markup = no\n"} {
		t.Run(name, func(t *testing.T) {
			d := startDunst(t, settings)
			s := newSender(t, Config{Bus: d.bus})
			probe := s.Probe(t.Context())
			if probe.Markup != (name == "markup read") {
				t.Errorf("probe %+v", probe)
			}
			for what, text := range hostile {
				note := pageNote("k")
				note.Title, note.Body = text, text
				if receipt := mustNotify(t, s, note); !receipt.Shown {
					t.Errorf("%s: receipt %+v", what, receipt)
				}
			}
			rig.Await(t, "one note on the screen", func() bool { return d.displayed(t) == 1 })
		})
	}
}

func TestTheProbeSaysWhatDunstSays(t *testing.T) {
	d := startDunst(t, "")
	var screen bytes.Buffer
	s := newSender(t, Config{Bus: d.bus, Screen: &screen})
	p := s.Probe(t.Context())
	if p.Way != WayBus || p.Why != "" || !p.Actions || !strings.HasPrefix(p.Server, "dunst 1.") ||
		p.Quiet != (Quiet{Known: true, Told: "dunst"}) {
		t.Errorf("probe %+v", p)
	}
	if err := d.dial(t).Object(busName, busPath).SetProperty("org.dunstproject.cmd0.paused", dbus.MakeVariant(true)); err != nil {
		t.Fatal(err)
	}
	if got := s.Probe(t.Context()).Quiet; !got.On {
		t.Errorf("dunst is paused, the probe says %+v", got)
	}
	d.process.Kill()
	if p := s.Probe(t.Context()); p.Way != WayBeeep || !strings.Contains(p.Why, "no notification server") {
		t.Errorf("without dunst: %+v", p)
	}
	if screen.Len() > 0 {
		t.Errorf("a probe shows notes: %s", screen.String())
	}
}
