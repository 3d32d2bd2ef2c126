package e2e

import (
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"turnaround/app/instance"
	"turnaround/internal/rig"
)

// The window's colours that are looked for, in the dark theme.
var (
	critF  = color.NRGBA{0xFF, 0x63, 0x69, 0xFF} // the edge of the flash
	critBg = color.NRGBA{0x3A, 0x1A, 0x1D, 0xFF} // the ground of a grave banner
)

// dark is the theme of these tests; the flash stands still for a second, which
// a slow computer shows too.
const dark = `
[look]
theme = "dark"
flash = true
motion = false
`

func noteOf(title string) func(rig.Note) bool {
	return func(n rig.Note) bool { return strings.Contains(n.Summary, title) }
}

func TestAPageIsSeenByWhoWorksInAnotherWindow(t *testing.T) {
	t.Parallel()
	server, desktop := rig.StartAlertmanager(t), rig.StartDesktop(t)
	a := newApp(t, atAlertmanager(server.URL)+dark, desktop.Env(t)...)
	a.window(t, desktop)
	a.met(t)
	eye := desktop.Eye(t)
	edge := func() bool { return eye.At(4, 400) == critF }
	if edge() || desktop.Shows(t, `^\(1\) Turnaround$`) {
		t.Fatal("the window calls before anything pages")
	}
	desktop.LookAway(t)
	server.Post(t, alert("DiskFull"))
	a.sync(t)
	awaitThat(t, "the window to flash", edge)
	awaitThat(t, "the flash to be over", func() bool { return !edge() })
	desktop.AwaitNote(t, "the page", noteOf("DiskFull"))
	awaitThat(t, "the task bar to count what pages", func() bool { return desktop.Shows(t, `^\(1\) Turnaround$`) })
	// Nothing the window does takes the keyboard from where the person types.
	desktop.Keys(t, "a")
	one := a.await(t, "the page", "DiskFull", triggered)
	a.must(t, nil, "ack", one.ID)
	awaitThat(t, "the task bar to be calm again", func() bool { return desktop.Shows(t, "^Turnaround$") })
}

func TestARealPageBreaksIntoADrill(t *testing.T) {
	t.Parallel()
	server, desktop := rig.StartAlertmanager(t), rig.StartDesktop(t)
	a := newApp(t, atAlertmanager(server.URL)+dark, desktop.Env(t)...)
	a.window(t, desktop)
	a.met(t)
	desktop.Keys(t, "g", "d")
	(&eyes{desktop, t}).keep("drill-1-lobby")
	desktop.Keys(t, "Return")
	awaitThat(t, "the drill to run", func() bool {
		client, err := instance.Dial(t.Context(), instance.Place{Data: a.data + "-drill", Runtime: a.runtime})
		return err == nil && client.Close() == nil
	})
	server.Post(t, alert("DiskFull"))
	a.sync(t)
	eye, at := desktop.Eye(t), 0
	awaitThat(t, "the banner of a real page", func() bool {
		for at = 44; at < 200; at++ {
			if eye.At(700, at) == critBg && eye.At(700, at+12) == critBg {
				return true
			}
		}
		return false
	})
	// Its button is at its right end, beneath the notification.
	desktop.Dismiss(t)
	awaitThat(t, "the notification to be gone", func() bool { return desktop.Displayed(t) == 0 })
	desktop.Click(t, 1240, at+16)
	awaitThat(t, "A to acknowledge what is real", func() bool {
		desktop.Keys(t, "a")
		items, err := a.list("status:acknowledged")
		return err == nil && len(items) == 1
	})
	(&eyes{desktop, t}).keep("drill-2-real")
}

func TestAClosedWindowGoesOnPagingAndComesBack(t *testing.T) {
	t.Parallel()
	server, desktop := rig.StartAlertmanager(t), rig.StartDesktop(t)
	tray := desktop.StartTray(t)
	a := newApp(t, atAlertmanager(server.URL)+dark, desktop.Env(t)...)
	a.window(t, desktop)
	a.met(t)
	tray.AwaitIcon(t)
	server.Post(t, alert("SearchIsSlow"))
	a.sync(t)
	desktop.AwaitNote(t, "the first page", noteOf("SearchIsSlow"))
	gone := func() {
		t.Helper()
		awaitThat(t, "the window to be gone", func() bool { return !desktop.Shows(t, "Turnaround$") })
	}
	see := &eyes{desktop, t}
	see.after("what closing means, once", func() { desktop.Ask(t, "Turnaround") })
	see.keep("tray-1-closing")
	if !desktop.Shows(t, "Turnaround$") {
		t.Fatal("the window was closed without a word")
	}
	desktop.Keys(t, "Return")
	gone()

	// Its notification opens the incident it is about, not the one seen last.
	server.Post(t, alert("DiskFull"))
	a.sync(t)
	note := desktop.AwaitNote(t, "a page without a window", noteOf("DiskFull"))
	desktop.Press(t, note, "Open")
	desktop.AwaitWindow(t, "Turnaround")
	see.still()
	see.keep("tray-2-opened")
	desktop.Keys(t, "a")
	a.await(t, "A to acknowledge what was opened", "DiskFull", acknowledged)
	a.await(t, "nothing else to have happened", "SearchIsSlow", triggered)

	desktop.Ask(t, "Turnaround")
	gone()
	desktop.Press(t, desktop.AwaitNote(t, "the first page", noteOf("SearchIsSlow")), "Open")
	desktop.AwaitWindow(t, "Turnaround")
	see.still()
	desktop.Keys(t, "a")
	a.await(t, "A to acknowledge the other", "SearchIsSlow", acknowledged)

	desktop.Ask(t, "Turnaround")
	gone()
	tray.Choose(t, "Show Turnaround")
	desktop.AwaitWindow(t, "Turnaround")
	desktop.Ask(t, "Turnaround")
	gone()
	again := a.command()
	again.Path, _ = windowed() // it was built before
	if r := finish(t, again); r.code != 0 {
		t.Errorf("a second start: exit %d, %s%s", r.code, r.out, r.errs)
	}
	desktop.AwaitWindow(t, "Turnaround")
}

func TestDroppedFilesAreOpened(t *testing.T) {
	t.Parallel()
	desktop := rig.StartDesktop(t)
	other, a := newApp(t, ""), newApp(t, dark, desktop.Env(t)...)
	archive := filepath.Join(a.home, "handed on.zip")
	other.must(t, nil, "declare", "Customers cannot log in")
	other.must(t, nil, "export", archive)
	history, err := os.ReadFile("../../app/journey/testdata/incidents.json")
	if err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(a.home, "incidents.json")
	if err := os.WriteFile(page, history, 0o600); err != nil {
		t.Fatal(err)
	}
	a.window(t, desktop)
	see := &eyes{desktop, t}
	see.after("the past of a status page", func() { desktop.Drop(t, "Turnaround", page) })
	see.keep("dropped-1-history")
	see.after("what an archive would add", func() { desktop.Drop(t, "Turnaround", archive) })
	see.keep("dropped-2-archive")
	desktop.Keys(t, "Return")
	a.await(t, "the incident that was handed on", "Customers cannot log in", triggered)
	see.keep("dropped-3-opened")
}
