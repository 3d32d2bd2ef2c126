//go:build linux

package notify

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"turnaround/app/page"
)

// inhibited answers for the property KDE's server has.
type inhibited bool

// Get is a method of org.freedesktop.DBus.Properties.
func (i inhibited) Get(of, name string) (dbus.Variant, *dbus.Error) {
	if of != busName || name != "Inhibited" {
		return dbus.Variant{}, dbus.MakeFailedError(os.ErrNotExist)
	}
	return dbus.MakeVariant(bool(i)), nil
}

func TestDoNotDisturbIsReadWhereTheDesktopTells(t *testing.T) {
	for name, c := range map[string]struct {
		server  string
		program string // name of a program, and what it prints
		prints  string
		want    Quiet
	}{
		"GNOME, banners off": {"gnome-shell", "gsettings", "false", Quiet{Known: true, On: true, Told: "GNOME"}},
		"GNOME, banners on":  {"gnome-shell", "gsettings", "true", Quiet{Known: true, Told: "GNOME"}},
		"GNOME, no tool":     {"gnome-shell", "other", "true", Quiet{}},
		"Xfce":               {"Xfce Notify Daemon", "xfconf-query", "true", Quiet{Known: true, On: true, Told: "Xfce"}},
		"KDE":                {"Plasma", "other", "", Quiet{Known: true, On: true, Told: "KDE"}},
		"unknown":            {"mako", "other", "", Quiet{}},
		"not dunst at all":   {"dunst", "other", "", Quiet{}},
	} {
		t.Run(name, func(t *testing.T) {
			address := startBus(t)
			d := startDesk(t, address, 1, withButtons...)
			d.now(func(d *desk) { d.name = c.server })
			if err := d.conn.Export(inhibited(true), busPath, "org.freedesktop.DBus.Properties"); err != nil {
				t.Fatal(err)
			}
			installProgram(t, c.program, "echo "+c.prints)
			s := newSender(t, Config{Bus: address})
			p := s.Probe(t.Context())
			if p.Quiet != c.want || p.Way != WayBus || !slices.Equal(p.Capabilities, withButtons) {
				t.Errorf("probe %+v, want %+v", p, c.want)
			}
			if len(d.notes) > 0 {
				t.Error("the probe showed a note")
			}
		})
	}
}

func TestTheProbeSaysWhyNotABetterWay(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	t.Setenv("PULSE_SERVER", "unix:"+filepath.Join(t.TempDir(), "none"))
	var screen bytes.Buffer
	s := newSender(t, Config{Screen: &screen, Player: SystemPlayer("Turnaround")})
	p := s.Probe(t.Context())
	if p.Way != WayTerminal || !strings.Contains(p.Why, "no desktop session bus") || p.Quiet.Known || p.Output.Known {
		t.Errorf("probe %+v", p)
	}
	if !strings.Contains(p.Output.Fault, "no PulseAudio or PipeWire answers") {
		t.Errorf("output %+v", p.Output)
	}
	s = newSender(t, Config{Way: WayBus, Bus: "unix:path=" + filepath.Join(t.TempDir(), "none")})
	if p := s.Probe(t.Context()); p.Way != "" || p.Why == "" {
		t.Errorf("with no way at all: %+v", p)
	}
}

func TestABackendFromOutsideComesFirstWithCleanText(t *testing.T) {
	phone := &phone{}
	s := newSender(t, Config{Backend: phone, Screen: &bytes.Buffer{}})
	note := pageNote("k")
	note.Title, note.Body = "a\x00\u202E$b", "`c`"
	receipt := mustNotify(t, s, note)
	if receipt.Backend != "phone" || !receipt.Buttons || phone.title != "a＄b" || phone.body != "ˋcˋ" {
		t.Errorf("receipt %+v, shown %+v", receipt, phone)
	}
	if err := s.Withdraw(t.Context(), "k"); err != nil || phone.withdrawn != "k" {
		t.Errorf("withdraw: %v, %+v", err, phone)
	}
}

// phone is a back end of a test's own.
type phone struct{ title, body, withdrawn string }

func (p *phone) Name() string { return "phone" }

func (p *phone) Show(_ context.Context, note page.Note) (bool, error) {
	p.title, p.body = note.Title, note.Body
	return true, nil
}

func (p *phone) Withdraw(_ context.Context, key string) error { p.withdrawn = key; return nil }

func (p *phone) Close() error { return nil }
