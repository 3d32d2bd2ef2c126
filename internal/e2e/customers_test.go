package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/internal/fake/statuspage"
	"turnaround/internal/rig"
)

// customersOf is a shop whose customers read a status page.
func customersOf(page *statuspage.Server) string {
	return fmt.Sprintf(`
[[service]]
name = "shop"
say = "card payments in the EU"
components = ["checkout"]
customer_facing = true
[[channel]]
name = "status page"
kind = "statuspage"
url = %q
page = %q
secret = "file:page.key"
components = { checkout = "ftgks51sfs2d" }
`, page.URL, statuspage.Page)
}

// From the page ringing to a checked, published first message: the keys are
// counted, the time is told.
func TestCustomersAreToldWithinAMinuteOfThePage(t *testing.T) {
	t.Parallel()
	server, desktop, page := rig.StartAlertmanager(t), rig.StartDesktop(t), statuspage.Start(t, time.Now)
	a := newApp(t, atAlertmanager(server.URL)+customersOf(page), desktop.Env(t)...)
	if err := os.WriteFile(filepath.Join(a.home, "page.key"), []byte(statuspage.Key), 0o600); err != nil {
		t.Fatal(err)
	}
	a.window(t, desktop)
	a.met(t)
	see := &eyes{desktop, t}
	server.Post(t, alert("PaymentsFail"))
	a.sync(t)
	desktop.AwaitNote(t, "the page", func(n rig.Note) bool { return strings.Contains(n.Summary, "PaymentsFail") })
	rang, keys := time.Now(), 0
	press := func(what string, names ...string) {
		t.Helper()
		keys += len(names)
		see.after(what, func() { desktop.Keys(t, names...) })
	}
	press("A to acknowledge and ask", "a")
	see.keep("told-1-asked")
	press("Y to offer the first message", "y")
	see.keep("told-2-offered")
	press("it to be published", "ctrl+Return")
	published := time.Since(rang)
	see.keep("told-3-published")
	if keys > 6 {
		t.Errorf("%d keys", keys)
	}
	awaitThat(t, "readers to see it", func() bool { return len(page.Incidents()) == 1 })
	t.Logf("from the page to publishing: %.1f s and %d keys; readers saw it after %.1f s, of which 10 s are to undo it",
		published.Seconds(), keys, time.Since(rang).Seconds())
	seen := page.Incidents()[0]
	if !strings.Contains(seen.Updates[0].Body, "card payments in the EU") || strings.Contains(seen.Updates[0].Body, "PaymentsFail") || seen.Status != "investigating" {
		t.Errorf("readers see %+v", seen)
	}
	var known sheet
	awaitThat(t, "the timeline to tell of it", func() bool {
		a.must(t, &known, "show", a.await(t, "the incident", "PaymentsFail", acknowledged).ID)
		return known.has("published") == 1
	})
	see.keep("told-4-told")
}
