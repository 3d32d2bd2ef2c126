package notify

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// Probe is what a note would meet now, hop by hop; nothing is shown and
// nothing sounds.
type Probe struct {
	Way          string   // dbus, beeep, terminal, or the name of a Config.Backend; empty: none
	Why          string   // in plain words, why not a better way
	Server       string   // the notification server's name and version
	Capabilities []string // as the server words them
	Actions      bool     // buttons reach us
	Markup       bool     // the server reads markup in bodies; we escape it
	Quiet        Quiet
	Output       Output
}

// Quiet is the desktop's do-not-disturb. Notes marked urgent pass it on most
// desktops; the sound is ours and always does.
type Quiet struct {
	Known bool
	On    bool
	Told  string // by whom: dunst, KDE, GNOME, Xfce
}

// quietPatience bounds the little programs that tell a desktop's settings.
const quietPatience = 2 * time.Second

// Probe looks at the way notes would go.
func (s *Sender) Probe(ctx context.Context) Probe {
	var p Probe
	var failed []error
	for _, backend := range s.backends {
		err := p.look(ctx, backend)
		if err == nil {
			p.Way = backend.Name()
			break
		}
		failed = append(failed, fmt.Errorf("%s: %w", backend.Name(), err))
	}
	if len(failed) > 0 {
		p.Why = Clean(joined(failed).Error(), maxWhy)
	}
	p.Output = s.ring.output(ctx)
	return p
}

func (p *Probe) look(ctx context.Context, backend Backend) error {
	switch b := backend.(type) {
	case *bus:
		return b.probe(ctx, p)
	case *beeepWay:
		return b.usable()
	}
	return nil
}

// output never fails: why nothing is known is part of the answer.
func (r *ring) output(ctx context.Context) Output {
	t, ok := r.player.(teller)
	if !ok {
		return Output{}
	}
	output, err := t.Output(ctx)
	if err != nil {
		return Output{Fault: Clean(err.Error(), 300)}
	}
	return output
}

func (b *bus) probe(ctx context.Context, p *Probe) error {
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	b.mu.Lock()
	err := b.ready(ctx)
	server, conn := b.server, b.conn
	b.mu.Unlock()
	if err != nil {
		return err
	}
	p.Server = strings.TrimSpace(server.name + " " + server.version)
	p.Capabilities = server.capabilities
	p.Actions, p.Markup = server.can("actions"), server.can("body-markup")
	p.Quiet = askQuiet(ctx, conn.Object(server.owner, busPath), server.name)
	if !p.Actions {
		return fmt.Errorf("the notification server %s %w", p.Server, errNoActions)
	}
	return nil
}

// askQuiet asks for do-not-disturb as each desktop tells it: a property of
// dunst and of KDE's server, a setting of GNOME and of Xfce.
func askQuiet(ctx context.Context, object dbus.BusObject, server string) Quiet {
	name := strings.ToLower(server)
	switch {
	case name == "dunst":
		return property(ctx, object, "org.dunstproject.cmd0", "paused", "dunst")
	case strings.Contains(name, "plasma"):
		return property(ctx, object, busName, "Inhibited", "KDE")
	case strings.Contains(name, "gnome"):
		return setting(ctx, "GNOME", "false", "gsettings", "get", "org.gnome.desktop.notifications", "show-banners")
	case strings.Contains(name, "xfce"):
		return setting(ctx, "Xfce", "true", "xfconf-query", "-c", "xfce4-notifyd", "-p", "/do-not-disturb")
	}
	return Quiet{}
}

func property(ctx context.Context, object dbus.BusObject, of, name, told string) Quiet {
	var value dbus.Variant
	err := object.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, of, name).Store(&value)
	on, ok := value.Value().(bool)
	if err != nil || !ok {
		return Quiet{}
	}
	return Quiet{Known: true, On: on, Told: told}
}

func setting(ctx context.Context, told, on, program string, args ...string) Quiet {
	ctx, cancel := context.WithTimeout(ctx, quietPatience)
	defer cancel()
	said, err := exec.CommandContext(ctx, program, args...).Output()
	if err != nil {
		return Quiet{}
	}
	return Quiet{Known: true, On: strings.TrimSpace(string(said)) == on, Told: told}
}

// volumeSettings reads what macOS answers: "output volume:50, input volume:46,
// alert volume:100, output muted:false".
func volumeSettings(said string) Output {
	o := Output{Via: "macOS"}
	for _, part := range strings.Split(said, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), ":")
		switch name {
		case "output volume":
			volume, err := strconv.Atoi(value)
			o.Volume, o.Known = volume, err == nil
		case "output muted":
			o.Muted = value == "true"
		}
	}
	return o
}
