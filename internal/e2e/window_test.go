package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/internal/rig"
)

// windowed builds the program with its window, once.
var windowed = sync.OnceValues(func() (string, error) {
	path := filepath.Join(filepath.Dir(program), "turnaround-desktop")
	build := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", path, "turnaround")
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program with its window (make desktop sets up what that needs): %w\n%s", err, out)
	}
	return path, nil
})

// window starts the program with its window on a desktop and waits until it
// shows and the app answers.
func (a *app) window(t testing.TB, d *rig.Desktop, args ...string) {
	t.Helper()
	path, err := windowed()
	if err != nil {
		t.Fatal(err)
	}
	cmd := a.command(args...)
	cmd.Path = path
	a.process = rig.Start(t, cmd)
	d.AwaitWindow(t, "Turnaround")
}

func TestTheWindowActsByItsKeys(t *testing.T) {
	t.Parallel()
	server, desktop := rig.StartAlertmanager(t), rig.StartDesktop(t)
	a := newApp(t, atAlertmanager(server.URL), desktop.Env(t)...)
	a.window(t, desktop)
	a.met(t)
	disk := alert("DiskFull")
	server.Post(t, disk)
	a.sync(t)
	found := a.await(t, "the alert", "DiskFull", listed)

	desktop.Keys(t, "a")
	a.await(t, "A to acknowledge", "DiskFull", acknowledged)
	awaitThat(t, "the silence", func() bool { return len(server.ActiveSilences(t)) == 1 })
	(&eyes{desktop, t}).keep("acknowledged")
	desktop.Keys(t, "z")
	a.await(t, "Z to take it back", "DiskFull", triggered)
	awaitThat(t, "the silence to go", func() bool { return len(server.ActiveSilences(t)) == 0 })

	// Letters in a text field are text.
	desktop.Keys(t, "n")
	desktop.Type(t, "a zebra asks for rest")
	desktop.Keys(t, "ctrl+Return")
	awaitThat(t, "the note", func() bool {
		for _, line := range a.show(t, found.ID).Timeline {
			if line.Kind == "noted" && strings.Contains(line.Text, "a zebra asks for rest") {
				return true
			}
		}
		return false
	})
	a.await(t, "nothing else to have happened", "DiskFull", triggered)
}

// A person who never saw the program adds a source by keyboard alone, is paged,
// acknowledges, changes their mind, and works on while the network is gone.
func TestTheJourneyOfANewcomer(t *testing.T) {
	t.Parallel()
	server, mails, desktop := rig.StartAlertmanager(t), rig.StartDovecot(t), rig.StartDesktop(t)
	cable := rig.NewCable(t, strings.TrimPrefix(server.URL, "http://"))
	server.Post(t, alert("OldNews"))
	a := newApp(t, "", desktop.Env(t)...)
	if err := os.Remove(a.config); err != nil {
		t.Fatal(err)
	}
	a.window(t, desktop)
	see := &eyes{desktop, t}
	see.keep("journey-1-first-run")
	a.connect(t, see, "http://"+cable.Addr)
	a.met(t)
	a.await(t, "what fired before", "OldNews", listed)

	desktop.Keys(t, "g", "n")
	disk := alert("DiskFull")
	server.Post(t, disk)
	a.sync(t)
	desktop.AwaitNote(t, "the page", func(n rig.Note) bool { return strings.Contains(n.Summary, "DiskFull") })
	see.keep("journey-3-paging")
	see.after("the row of the page", func() { desktop.Keys(t, "1") }) // the section that pages
	see.after("A to be shown", func() { desktop.Keys(t, "a") })
	a.await(t, "A to acknowledge", "DiskFull", acknowledged)
	awaitThat(t, "the silence", func() bool { return state(t, server, disk) == "suppressed" })
	see.keep("journey-4-acknowledged")
	see.after("Z to be shown", func() { desktop.Keys(t, "z") })
	a.await(t, "Z to take it back", "DiskFull", triggered)
	awaitThat(t, "the silence to go", func() bool { return state(t, server, disk) == "active" })

	// Alertmanager cannot resolve what still fires: a person chooses.
	see.after("what resolving means there", func() { desktop.Keys(t, "r") })
	see.keep("journey-5-resolve")
	desktop.Keys(t, "Return")
	a.await(t, "it to be closed here", "DiskFull", resolved)
	see.keep("journey-6-resolved")

	// The network goes, and comes back.
	slow := alert("SearchIsSlow")
	server.Post(t, slow)
	a.sync(t)
	a.await(t, "the second alert", "SearchIsSlow", triggered)
	cable.Cut()
	awaitThat(t, "the loss to be noticed", func() bool { return a.source(t, "eu-prod").State == "failing" })
	desktop.Keys(t, "1", "a")
	a.await(t, "the acknowledgement here", "SearchIsSlow", acknowledged)
	var waiting []action
	awaitThat(t, "the action to wait", func() bool {
		return a.ask("outbox", struct{}{}, &waiting) == nil && len(waiting) == 1 && waiting[0].State == "waiting"
	})
	see.keep("journey-7-offline")
	cable.Mend(t)
	awaitThat(t, "the acknowledgement to be sent", func() bool { return state(t, server, slow) == "suppressed" })

	// A mailbox, by the file: the running window takes it up.
	mails.AppendAt(t, "Alerts", time.Now().Add(-48*time.Hour), mailed("OldMail"))
	a.add(t, atDovecot(mails.Addr))
	a.must(t, nil, "config", "reload")
	a.met(t)
	mails.Append(t, "Alerts", mailed("MailIsLate"))
	a.await(t, "the mail", "MailIsLate", triggered)
	see.keep("journey-8-mail")
}

// connect goes through the wizard by keyboard alone.
func (a *app) connect(t *testing.T, see *eyes, url string) {
	t.Helper()
	see.after("the wizard", func() { see.Keys(t, "2") })
	see.after("the fields", func() { see.Keys(t, "Return") })
	see.after("the name", func() { see.Type(t, "eu-prod") })
	see.after("the address", func() { see.Keys(t, "Tab"); see.Type(t, url) })
	// Sign in with, ask every, may it page, acknowledge.
	see.after("acknowledging to be allowed", func() { see.Keys(t, "Tab", "Tab", "Tab", "Tab", "space") })
	see.keep("journey-2-connect")
	// Snooze, a certificate, back, test, next.
	see.after("the severities", func() { see.Keys(t, "Tab", "Tab", "Tab", "Tab", "Tab", "Return") })
	see.after("the test", func() { see.Keys(t, "Return") })
	see.keep("journey-2-test")
	see.Keys(t, "ctrl+s")
	awaitThat(t, "the source to be in the file", func() bool {
		raw, err := os.ReadFile(a.config)
		return err == nil && strings.Contains(string(raw), url) && strings.Contains(string(raw), `allow = ["ack"]`)
	})
}

// add appends to the configuration.
func (a *app) add(t *testing.T, sources string) {
	t.Helper()
	raw, err := os.ReadFile(a.config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(a.config, append(raw, sources...), 0o600); err != nil {
		t.Fatal(err)
	}
}
