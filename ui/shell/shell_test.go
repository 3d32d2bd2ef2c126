package shell

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// on tells which screen is on the stage.
func (r *rig) on() string {
	for name, s := range r.screen {
		if s.shown {
			return name
		}
	}
	return ""
}

func TestRoutesLeadToTheirScreens(t *testing.T) {
	r := start(t, nil)
	for _, c := range []struct{ route, on, opened string }{
		{"now", "own now", ""},
		{"settings/sources", "own settings", "sources"},
		{"now/abc", "own now", "abc"},
		{"settings", "own settings", "sources"},
		{"nowhere", "", ""}, // the doors, rather than an empty window
		{"now", "own now", "abc"},
	} {
		r.Go(c.route)
		if got := r.on(); got != c.on {
			t.Errorf("%s shows %q, want %q", c.route, got, c.on)
		}
		if s := r.screen[c.on]; s != nil && s.opened != c.opened {
			t.Errorf("%s opens %q, want %q", c.route, s.opened, c.opened)
		}
	}
}

func TestAKeyOfAScreenThatIsNotShownIsNotHeard(t *testing.T) {
	r := start(t, nil)
	r.press('a')
	r.Go("settings")
	r.press('a')
	r.press('g')
	r.press('n')
	r.press('a')
	if n, s := r.screen["own now"].pressed, r.screen["own settings"].pressed; n != 2 || s != 1 {
		t.Errorf("now heard %d, settings %d; want 2 and 1", n, s)
	}
}

func TestTheFirstRunHasItsDoorsUntilThereIsSomethingToShow(t *testing.T) {
	r := start(t, func(r *rig, _ *Config) { r.core.fresh = true })
	if r.on() != "" {
		t.Fatalf("the first run shows %q", r.on())
	}
	r.press('2')
	if r.on() != "own settings" || r.screen["own settings"].opened != "sources/new" {
		t.Errorf("the second door leads to %q %q", r.on(), r.screen["own settings"].opened)
	}
	r.Go("now")
	r.core.set(func() { r.core.fresh = false })
	r.status()
	if r.on() != "own now" {
		t.Errorf("with a source, Now shows %q", r.on())
	}
}

func TestOnlyDoorsThatLeadSomewhereAreShown(t *testing.T) {
	r := start(t, func(r *rig, c *Config) {
		c.Own, c.Drill = nil, r.world("drill", r.dcore, r.drill, &fakeCalls{}, "now")
	})
	var doors []string
	for _, p := range r.places() {
		doors = append(doors, p.Route)
	}
	if got := strings.Join(doors, " "); got != "now drill" {
		t.Errorf("doors %q in a drill without a world beneath, want no settings", got)
	}
	if r.on() != "drill now" {
		t.Errorf("the window opens with %q", r.on())
	}
}

func TestADrillIsStartedAndEndedInTheWindow(t *testing.T) {
	r := start(t, nil)
	r.drill.set(func() { r.drill.speed = 2 })
	r.Go("drill")
	r.key(fyne.KeyReturn)
	r.until("the drill is shown", func() bool { return r.on() == "drill now" })
	if r.frame.drill == nil {
		t.Fatal("a drill is shown without its bar")
	}
	r.drill.set(func() { r.drill.at, r.drill.tried = 68*time.Second, Tried{Acknowledged: true, AckSeconds: 6} })
	r.status()
	if r.frame.elapsed != "1:08 of 2:00" {
		t.Errorf("the bar says %q", r.frame.elapsed)
	}
	if got := r.frame.drill.Pace(); got != 1 {
		t.Errorf("the drill plays at 2x, the bar marks choice %d", got)
	}
	r.frame.drill.OnPace(2)
	r.frame.drill.OnRing(false)
	r.next() // the volume was set
	r.frame.drill.OnEnd()
	r.until("the person's own world is back", func() bool { return r.on() == "own now" && !r.busy })
	r.drill.set(func() {
		if r.drill.speed != 5 || r.drill.soft || r.drill.ended != 1 {
			t.Errorf("pace %g, soft %v, ended %d times", r.drill.speed, r.drill.soft, r.drill.ended)
		}
	})
	if r.frame.drill != nil || r.Shell.drill != nil {
		t.Error("the drill's bar stays after its end")
	}
	if r.win.Canvas().Overlays().Top() == nil {
		t.Error("it is not said how the drill went")
	}
	r.key(fyne.KeyEscape)
	r.startDrill()
	r.until("a second drill is shown", func() bool { return r.on() == "drill now" })
}

func TestARealPageIsToldInADrillAndLedTo(t *testing.T) {
	r := start(t, nil)
	r.startDrill()
	r.until("the drill is shown", func() bool { return r.on() == "drill now" })
	r.core.set(func() { r.core.standing.Paging = 2 })
	r.status()
	if len(r.frame.shown) == 0 || r.frame.shown[0].Key != "real" {
		t.Fatalf("banners %+v do not tell of the real pages", r.frame.shown)
	}
	r.Go(r.frame.shown[0].Route)
	r.status()
	if r.on() != "own now" || r.frame.drill != nil {
		t.Errorf("it leads to %q", r.on())
	}
	if len(r.frame.shown) == 0 || r.frame.shown[0].Key != "drill" {
		t.Fatalf("banners %+v do not lead back", r.frame.shown)
	}
	r.Go(r.frame.shown[0].Route)
	if r.on() != "drill now" || r.frame.drill == nil {
		t.Errorf("back leads to %q", r.on())
	}
}

func TestANotificationOpensItsIncidentInItsOwnWorld(t *testing.T) {
	r := start(t, nil)
	r.startDrill()
	r.until("the drill is shown", func() bool { return r.on() == "drill now" })
	r.calls.show("real-1", false)
	r.until("the incident is open", func() bool { return r.screen["own now"].opened == "real-1" })
	if r.on() != "own now" {
		t.Errorf("shown is %q", r.on())
	}
}

func TestAPromisesNotificationLeadsToWhereCustomersAreTold(t *testing.T) {
	r := start(t, func(r *rig, c *Config) { c.Own = r.world("own", r.core, nil, r.calls, "now", "settings", "compose") })
	r.calls.show("late-1", true)
	r.until("the update is written", func() bool { return r.on() == "own compose" })
	if got := r.screen["own compose"].opened; got != "late-1" || r.route != "compose/late-1" {
		t.Errorf("opened %q by %q", got, r.route)
	}
}

func TestTheStatusTellsSourcesQueueAndDuty(t *testing.T) {
	r := start(t, nil)
	r.core.set(func() {
		r.core.standing.Paging = 3
		r.core.queue = []outbox.Action{{ID: "1", State: outbox.Waiting, Created: noon.Add(-time.Hour)},
			{ID: "2", State: outbox.Waiting, Created: noon.Add(-time.Hour)}}
	})
	r.status()
	for _, want := range []string{"eu-prod", "Synced 8 s ago", "2 changes waiting to be sent", "On call"} {
		if got := r.frame.bar.AccessibilityLabel(); !strings.Contains(got, want) {
			t.Errorf("the bar says %q, without %q", got, want)
		}
	}
	if r.win.Title() != "(3) Turnaround" {
		t.Errorf("the title is %q", r.win.Title())
	}
}

func TestBannersThatSayTheSameAreLeftAlone(t *testing.T) {
	r := start(t, nil)
	lost := health.Status{Name: "eu-prod", State: health.Gone, LostSince: noon.Add(-time.Hour), Error: "refused"}
	r.core.set(func() { r.core.standing.Health.Sources = []health.Status{lost} })
	r.status()
	before := r.frame.banners.Objects
	r.status()
	if len(before) != 1 || len(r.frame.banners.Objects) != 1 || before[0] != r.frame.banners.Objects[0] {
		t.Errorf("a banner was made anew: %v, %v", before, r.frame.banners.Objects)
	}
	r.core.set(func() { r.core.standing.Health.Sources[0].State = health.OK })
	r.status()
	if len(r.frame.banners.Objects) != 0 {
		t.Error("the banner stays though contact is back")
	}
}

func TestWarningsOfTheStartAreReadOnce(t *testing.T) {
	r := start(t, func(r *rig, _ *Config) { r.core.warnings = []string{"the store was damaged"} })
	r.status()
	if len(r.frame.shown) != 1 || r.frame.shown[0].Text != "the store was damaged" {
		t.Fatalf("banners %+v", r.frame.shown)
	}
	r.Go(r.frame.shown[0].Route)
	r.status()
	if len(r.frame.shown) != 0 {
		t.Errorf("banners %+v after it was closed", r.frame.shown)
	}
}

func TestAnActIsTakenBackByItsToastOrByZ(t *testing.T) {
	r := start(t, nil)
	r.Toast("Snoozed until 13:00", true)
	if r.frame.toasts.Told() != "Snoozed until 13:00" {
		t.Errorf("told %q", r.frame.toasts.Told())
	}
	r.press('z')
	r.did("undo")
	r.until("it is said", func() bool { return r.frame.toasts.Told() == "Taken back for 2 incidents." })
	r.core.set(func() { r.core.err = errors.New("disk full") })
	r.press('z')
	r.did("undo")
	r.until("the error is said", func() bool { return strings.Contains(r.frame.toasts.Told(), "disk full") })
	r.key(fyne.KeyEscape)
	if r.frame.toasts.Told() != "" {
		t.Error("Esc does not close the toast")
	}
}

func TestOnlyWebPagesAreOpened(t *testing.T) {
	opened := ""
	r := start(t, func(_ *rig, c *Config) {
		c.OpenURL = func(u *url.URL) error { opened = u.String(); return nil }
	})
	for _, link := range []string{"file:///etc/passwd", "javascript:alert(1)", "x", "http://", "vscode://run?x"} {
		r.OpenURL(link)
		if opened != "" || r.frame.toasts.Told() == "" {
			t.Errorf("%s: opened %q, told %q", link, opened, r.frame.toasts.Told())
		}
		r.frame.toasts.Hide()
	}
	r.OpenURL("https://runbooks.example/payments")
	if opened != "https://runbooks.example/payments" {
		t.Errorf("opened %q", opened)
	}
}

func TestTheWindowIsLaidOutByItsWidth(t *testing.T) {
	r := start(t, nil)
	for _, c := range []struct {
		width float32
		class look.Width
		phone bool
	}{{1360, look.Wide, false}, {1100, look.Medium, false}, {800, look.Narrow, false}, {390, look.Phone, true}, {1360, look.Wide, false}} {
		r.win.Resize(fyne.NewSize(c.width, 844))
		if r.class != c.class || r.screen["own now"].width != c.class || r.screen["own settings"].width != c.class {
			t.Errorf("at %g: %v, Now %v, Settings %v; want %v", c.width, r.class, r.screen["own now"].width,
				r.screen["own settings"].width, c.class)
		}
		if (r.router.Label(keys.Acknowledge) == "") != c.phone {
			t.Errorf("at %g the key of acknowledging is shown as %q", c.width, r.router.Label(keys.Acknowledge))
		}
		if r.frame.rail.Visible() == c.phone || r.frame.tabs.Visible() != c.phone || r.frame.bar.Visible() == c.phone {
			t.Errorf("at %g: rail %v, tabs %v, status bar %v", c.width, r.frame.rail.Visible(), r.frame.tabs.Visible(), r.frame.bar.Visible())
		}
	}
}

func TestPagesAreMutedForAWhile(t *testing.T) {
	r := start(t, nil)
	r.openMute()
	r.key(fyne.KeyDown)
	r.key(fyne.KeyReturn)
	r.did("mute 16:00")
	r.until("it is said", func() bool { return strings.Contains(r.frame.toasts.Told(), "16:00") })
	r.core.set(func() { r.core.standing.Health.MutedUntil = noon.Add(4 * time.Hour) })
	r.status()
	if len(r.frame.shown) != 1 || r.frame.shown[0].Route != view.RouteUnmute {
		t.Fatalf("banners %+v", r.frame.shown)
	}
	r.Go(r.frame.shown[0].Route)
	r.did("unmute")
}

func TestTheQueueIsRetriedDroppedOrSentAllTheSame(t *testing.T) {
	r := start(t, nil)
	r.core.queue = []outbox.Action{
		{ID: "1", Verb: outbox.Acknowledge, Source: "eu", State: outbox.Waiting, Tries: 2, LastError: "refused\x1b[31m"},
		{ID: "2", Verb: outbox.Resolve, Source: "eu", State: outbox.Asking},
		{ID: "3", Verb: outbox.Publish, Source: outbox.ChannelSource("page"), State: outbox.Asking, There: "inc1", Update: &outbox.Update{Channel: "page", Text: "Payments fail."}}}
	r.openQueue()
	r.until("the queue is shown", func() bool { return r.win.Canvas().Overlays().Top() != nil })
	r.press('a') // nothing beneath hears it
	if r.screen["own now"].pressed != 0 {
		t.Error("a key reached the screen beneath the queue")
	}
	for _, c := range []struct{ button, did string }{
		{"Try again now", "retry 1"}, {"Drop it", "drop 1"}, {"Send anyway", "force 2"}, {"Join what is there", "join 3"},
	} {
		test.Tap(r.button(c.button))
		r.did(c.did)
		r.next() // it is read anew
	}
}

// button finds a button over the window by its text.
func (r *rig) button(text string) *parts.KeyButton {
	r.t.Helper()
	var found *parts.KeyButton
	top := r.win.Canvas().Overlays().Top()
	walk(top, func(o fyne.CanvasObject) {
		if b, ok := o.(*parts.KeyButton); ok && b.Text == text && found == nil {
			found = b
		}
	})
	if found == nil {
		r.t.Fatalf("no button %q", text)
	}
	return found
}

func walk(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	f(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, f)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, f)
		}
	}
}

func TestTheWindowFlashesBesideTheSoundWhereThatIsWanted(t *testing.T) {
	r := start(t, nil)
	ring := event.Called{IDs: []incident.ID{"a"}, Severity: incident.Critical, Urgent: true}
	r.core.Publish(ring)
	r.next()
	if r.frame.light.Visible() {
		t.Error("it flashes though nobody asked for it")
	}
	r.core.set(func() { r.core.conf.Look.Flash = true })
	r.core.Publish(event.ConfigChanged{})
	r.core.Publish(ring)
	r.next()
	r.next()
	flashes := 0
	for range 20 {
		if r.frame.light.Visible() {
			flashes++
		}
		if len(r.timers) == 0 {
			break
		}
		f := r.timers[0]
		r.timers = r.timers[1:]
		f()
	}
	if flashes < 1 || flashes > flashTimes || r.frame.light.Visible() {
		t.Errorf("%d flashes, still lit: %v", flashes, r.frame.light.Visible())
	}
}

func TestAnArchiveDroppedOnTheWindowIsOpened(t *testing.T) {
	r := start(t, nil)
	r.dropped([]fyne.URI{uri("/a.zip"), uri("/b.zip")})
	if !strings.Contains(r.frame.toasts.Told(), "one file") {
		t.Errorf("two files: told %q", r.frame.toasts.Told())
	}
	r.dropped([]fyne.URI{uri("/may.zip")})
	r.key(fyne.KeyReturn)
	r.did("import /may.zip ")
	r.until("it is said", func() bool { return strings.Contains(r.frame.toasts.Told(), "3 incidents") })
}

func TestClosingWaitsForWhatRuns(t *testing.T) {
	r := start(t, nil)
	r.startDrill()
	r.until("the drill is shown", func() bool { return r.on() == "drill now" })
	ended := make(chan struct{})
	r.group.Go(func() { <-r.ctx.Done(); close(ended) })
	r.Close()
	select {
	case <-ended:
	default:
		t.Error("Close returned while something ran")
	}
	r.Post(func() { t.Error("something is posted after Close") })
	for len(r.posted) > 0 {
		(<-r.posted)()
	}
}

func TestAChangedLanguageMakesTheScreensAnewWhereOneWas(t *testing.T) {
	r := start(t, nil)
	r.Go("settings/look")
	before := r.screen["own settings"]
	r.core.set(func() { r.core.conf.Look.Language = "de" })
	r.core.Publish(event.ConfigChanged{})
	r.until("the screens are made anew", func() bool { return r.screen["own settings"] != before })
	if s := r.screen["own settings"]; !s.shown || s.opened != "look" {
		t.Errorf("the new screen: shown %v, opened %q", s.shown, s.opened)
	}
	if s := r.screen["own settings"]; s.before != any(before) {
		t.Error("the new screen does not know where the one before it was")
	}
	if got := words.Current(); got != "de" {
		t.Errorf("the language is %q", got)
	}
	after := r.screen["own settings"]
	r.core.Publish(event.ConfigChanged{})
	r.next()
	if r.screen["own settings"] != after {
		t.Error("the screens are made anew though the look is the same")
	}
}

func TestADrillThatCannotStartSaysWhy(t *testing.T) {
	r := start(t, func(_ *rig, c *Config) {
		c.StartDrill = func(context.Context) (*World, error) { return nil, errors.New("a drill is running already") }
	})
	r.startDrill()
	r.until("it is said", func() bool { return strings.Contains(r.frame.toasts.Told(), "running already") })
	if r.busy || r.on() != "own now" {
		t.Errorf("busy %v, on %q", r.busy, r.on())
	}
}

func TestANarrowWindowHasAPhonesSizesOfTexts(t *testing.T) {
	r := start(t, nil)
	wide := look.Reading(look.Body)
	r.win.Resize(fyne.NewSize(390, 844))
	r.until("the sizes of a phone", func() bool { return look.Reading(look.Body) == look.PhoneBody })
	r.win.Resize(fyne.NewSize(1360, 860))
	r.until("those of a desk", func() bool { return look.Reading(look.Body) == wide })
}
