package pager

import (
	"context"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/event"
	"turnaround/internal/rig"
)

func TestOnlyTheChangedSourceBeginsAnewAndNothingRingsTwice(t *testing.T) {
	a, b := practice(t), practice(t)
	l := start(t, at("a", a.URL()), at("b", b.URL()))
	fires(a, "Apple")
	l.until("the first to ring", func() bool { return l.bell.of("Apple") == 1 })
	fires(b, "Banana") // at once, both could be told in one note
	l.until("the second to ring", func() bool { return l.bell.of("Banana") == 1 })
	apple, banana := l.setup.Load().made["a"], l.setup.Load().made["b"]
	for _, label := range []string{"severity", "alertname"} {
		change := l.change(func(c *config.Config) { c.Sources[1].Match = []string{label + `=~".+"`} })
		if !reflect.DeepEqual(change.Changed, []string{"b"}) || !reflect.DeepEqual(change.Kept, []string{"a"}) ||
			len(change.Added)+len(change.Removed)+len(change.Left) > 0 || change.Duty {
			t.Fatalf("change %+v", change)
		}
		l.contact("b")
	}
	if now := l.setup.Load().made; now["a"] != apple || now["b"] == banana {
		t.Error("the unchanged source was made anew, or the changed one was not")
	}
	fires(b, "Cherry")
	l.until("what began after the change to ring", func() bool { return l.bell.of("Cherry") == 1 })
	if l.bell.of("Apple") != 1 || l.bell.of("Banana") != 1 {
		t.Errorf("rang again: Apple %d times, Banana %d times", l.bell.of("Apple"), l.bell.of("Banana"))
	}
}

func TestASourceAddedWhileRunningListsWhatFiresAndRingsForWhatBegins(t *testing.T) {
	a, b := practice(t), practice(t)
	l := start(t, at("a", a.URL()))
	fires(b, "Old")
	change := l.change(func(c *config.Config) { c.Sources = append(c.Sources, at("b", b.URL())) })
	if !reflect.DeepEqual(change.Added, []string{"b"}) {
		t.Fatalf("change %+v", change)
	}
	l.contact("b")
	l.incident("Old")
	fires(b, "New")
	l.until("what begins to ring", func() bool { return l.bell.of("New") == 1 })
	if l.bell.of("Old") > 0 {
		t.Error("what fired at first contact rang")
	}
}

func TestARemovedSourceIsForgottenAndItsOpenIncidentsAreTold(t *testing.T) {
	a, b := practice(t), practice(t)
	l := start(t, at("a", a.URL()), at("b", b.URL()))
	fires(b, "Stranded")
	id := l.incident("Stranded")
	change := l.change(func(c *config.Config) { c.Sources = c.Sources[:1] })
	if !reflect.DeepEqual(change.Removed, []string{"b"}) || len(change.Left) != 1 || change.Left[0] != id {
		t.Errorf("change %+v, want b removed and %s left", change, id)
	}
	if got := l.Sources(); len(got) != 1 || len(l.Health().Sources) != 1 {
		t.Errorf("sources %+v, health %+v", got, l.Health().Sources)
	}
	if _, err := l.Desk.Resolve(t.Context(), l.Who("window"), true, id); err != nil {
		t.Errorf("what is left cannot be closed here: %v", err)
	}
	back := l.change(func(c *config.Config) { c.Sources = append(c.Sources, at("b", b.URL())) })
	if !reflect.DeepEqual(back.Added, []string{"b"}) {
		t.Errorf("change %+v", back)
	}
	l.contact("b")
}

func TestAnAcknowledgementOnItsWayIsSentOnceThroughEveryChange(t *testing.T) {
	am := rig.StartAlertmanager(t)
	l := start(t, at("real", am.URL))
	for _, name := range []string{"One", "Two", "Three"} {
		am.Post(t, rig.Alert{Labels: map[string]string{"alertname": name, "severity": "critical"}})
		id := l.incident(name)
		if _, err := l.Desk.Acknowledge(t.Context(), l.Who("window"), id); err != nil {
			t.Fatal(err)
		}
		for n := range 5 {
			l.change(func(c *config.Config) {
				c.Sources[0].Every = quick + config.Duration(n+1)*config.Duration(time.Millisecond)
			})
		}
		l.until("the outbox to be empty", func() bool {
			waiting, err := l.Desk.Outbox()
			return err == nil && len(waiting) == 0
		})
	}
	if active := am.ActiveSilences(t); len(active) != 3 {
		t.Errorf("%d silences stand at the real Alertmanager, want one for each of 3 acknowledgements: %+v", len(active), active)
	}
}

func TestAConfigurationThatCannotBeUsedChangesNothing(t *testing.T) {
	l := start(t, at("a", practice(t).URL()))
	before := l.setup.Load()
	for what, spoil := range map[string]func(*config.Config){
		"unknown profile":  func(c *config.Config) { c.Sources[0].Profile = "nope" },
		"wrong address":    func(c *config.Config) { c.Sources[0].URL = config.URLs{"ftp://x"} },
		"wrong matcher":    func(c *config.Config) { c.Sources[0].Match = []string{"="} },
		"no such duty":     func(c *config.Config) { c.Duty.Mode = "sometimes" },
		"no such zone":     func(c *config.Config) { c.Look.Zone = "Mars" },
		"wrong sound":      func(c *config.Config) { c.Page.Sound = "loud" },
		"missing profiles": func(c *config.Config) { c.Profiles = []string{"/nonexistent"} },
	} {
		c := l.config
		c.Sources = slices.Clone(c.Sources)
		spoil(&c)
		if _, err := l.Reconfigure(t.Context(), c); err == nil {
			t.Errorf("%s: taken", what)
		}
		if l.setup.Load() != before {
			t.Fatalf("%s: changed the running app", what)
		}
	}
	l.contact("a")
}

func TestHowItRingsWhoIsOnCallAndTheZoneChangeWhileRunning(t *testing.T) {
	am := practice(t)
	l := start(t, at("a", am.URL()))
	var mu sync.Mutex
	var events []event.Event
	defer l.Desk.Listen(func(e event.Event) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, e)
	})()
	change := l.change(func(c *config.Config) {
		c.Duty.Mode, c.Look.Zone = config.DutyList, "Asia/Tokyo"
		c.Incident.GroupBy = []string{"cluster"}
	})
	if !change.Duty || len(change.Kept) != 1 {
		t.Errorf("change %+v", change)
	}
	fires(am, "Quiet")
	l.incident("Quiet")
	if l.Duty.On(time.Now()).OnCall || l.Zone().String() != "Asia/Tokyo" {
		t.Error("duty or zone is the old one")
	}
	mu.Lock()
	if !slices.Contains(events, event.Event(event.ConfigChanged{})) || !slices.Contains(events, event.Event(event.DutyChanged{})) {
		t.Errorf("told %v", events)
	}
	mu.Unlock()
	l.change(func(c *config.Config) {
		c.Duty.Mode, c.Incident.GroupBy = config.DutyAlways, nil
		c.Page.Rules = []config.Rule{{Severity: []int{1}, Do: "list"}}
	})
	fires(am, "Listed")
	l.incident("Listed")
	l.change(func(c *config.Config) { c.Page.Rules = nil })
	fires(am, "Loud")
	l.until("what rings again to ring", func() bool { return l.bell.of("Loud") == 1 })
}

func TestAnEditKeepsCommentsAndIsPutToUse(t *testing.T) {
	am := practice(t)
	l := start(t)
	l.write(fileOf(am.URL()))
	change, err := l.Reload(t.Context())
	if err != nil || !reflect.DeepEqual(change.Added, []string{"eu"}) {
		t.Fatalf("reload: %+v, %v", change, err)
	}
	change, err = l.Edit(t.Context(), func(d *config.Document) error { return d.Set("look.theme", "dark") })
	if err != nil || !reflect.DeepEqual(change.Kept, []string{"eu"}) {
		t.Fatalf("edit: %+v, %v", change, err)
	}
	if err := l.SetDuty(t.Context(), config.DutyList, time.Time{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(l.Places().Config)
	if err != nil || !strings.Contains(string(text), "name = \"Robin\" # me") || !strings.Contains(string(text), "# mine") ||
		!strings.Contains(string(text), "theme = \"dark\"") {
		t.Errorf("the file is now\n%s\n%v", text, err)
	}
	if c := l.Config(); c.Look.Theme != "dark" || c.Duty.Mode != config.DutyList || c.Sum != c.Fingerprint() {
		t.Errorf("in use: %+v, duty %+v, sum %s of %s", c.Look, c.Duty, c.Sum, c.Fingerprint())
	}
	_, err = l.Edit(t.Context(), func(d *config.Document) error { return d.Source("eu").Set("profile", "nope") })
	after, readErr := os.ReadFile(l.Places().Config)
	if err == nil || readErr != nil || string(after) != string(text) {
		t.Errorf("a change that cannot be used: %v; the file is now\n%s", err, after)
	}
}

func TestAnEditIsMadeAgainOverWhatSomebodyElseWrote(t *testing.T) {
	l := open(t)
	l.write("# one\n")
	tries := 0
	_, err := l.Edit(t.Context(), func(d *config.Document) error {
		if tries++; tries == 1 {
			l.write("# two\n")
		}
		return d.Set("me.name", "Ada")
	})
	text, readErr := os.ReadFile(l.Places().Config)
	if err != nil || readErr != nil || tries != 2 || !strings.Contains(string(text), "# two") || l.Config().Me.Name != "Ada" {
		t.Errorf("tries %d, %v, %v\n%s", tries, err, readErr, text)
	}
}

func TestADrillsSettingsAreNeverWritten(t *testing.T) {
	l := open(t)
	l.opts.Fixed = true
	_, edit := l.Edit(t.Context(), func(*config.Document) error { return nil })
	_, reload := l.Reload(t.Context())
	for _, err := range []error{edit, reload, l.SetDuty(t.Context(), config.DutyList, time.Time{})} {
		if !errors.Is(err, ErrFixed) {
			t.Errorf("got %v", err)
		}
	}
	if config.Exists(l.Places().Config) {
		t.Error("the file was written")
	}
}

// For the race detector: everything a screen or a command reads, beside changes.
func TestReadingBesideChangesIsSafe(t *testing.T) {
	a, b := practice(t), practice(t)
	l := start(t, at("a", a.URL()))
	ctx, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for _, read := range []func(){
		func() { l.Sources() },
		func() { l.Health() },
		func() { l.Sync(ctx) },
		func() { l.Send(ctx) },
		func() { l.Config(); l.Zone(); l.Warnings(); l.Data(); l.Who("window") },
		func() { l.Duty.On(time.Now()); l.Duty.Plan(time.Now()) },
		func() { fires(a, "Apple"); a.Clear(map[string]string{"alertname": "Apple", "severity": "critical"}) },
	} {
		readers.Go(func() {
			for ctx.Err() == nil {
				read()
			}
		})
	}
	for n := range 20 {
		l.change(func(c *config.Config) {
			c.Page.Volume, c.Page.LostAfter = 1+n, config.Duration(n+1)*config.Duration(time.Minute)
			c.Incident.Reopen = config.Duration(n+1) * config.Duration(time.Minute)
			c.Sources = c.Sources[:1]
			if n%2 == 0 {
				c.Sources = append(c.Sources, at("b", b.URL()))
			}
			c.Duty.Mode = []string{config.DutyAlways, config.DutyList}[n%2]
		})
	}
	cancel()
	readers.Wait()
}

func TestARenamedSourceKeepsItsIncidentsAndCanBeActedAt(t *testing.T) {
	am := practice(t)
	l := start(t, at("old", am.URL()))
	fires(am, "Apple")
	l.until("it to ring", func() bool { return l.bell.of("Apple") == 1 })
	id := l.incident("Apple")
	l.until("it to be counted", func() bool { return l.state("old").Alerts == 1 })
	first := l.state("old").Alerts
	change := l.change(func(c *config.Config) { c.Sources[0].Name = "new" })
	if got := l.state("new").Alerts; first != 1 || got != first || l.state("old").Name != "" {
		t.Errorf("%d alerts in 24 h before, %d after; health %+v", first, got, l.Health().Sources)
	}
	if len(change.Left) > 0 {
		t.Errorf("change %+v: the source is the same, its incidents are told on", change)
	}
	l.contact("new")
	if again := l.incident("Apple"); again != id || l.bell.of("Apple") != 1 {
		t.Errorf("incident %s became %s, rang %d times", id, again, l.bell.of("Apple"))
	}
	receipt, err := l.Desk.Acknowledge(t.Context(), l.Who("window"), id)
	if err != nil {
		t.Fatal(err)
	}
	l.until("the silence to stand there", func() bool { return len(l.Desk.Silences()["new"]) == 1 })
	am.Clear(map[string]string{"alertname": "Apple", "severity": "critical"})
	l.until("it to be resolved: "+strings.Join(receipt.Said, "; "), func() bool {
		row, ok := l.Desk.Row(id)
		return ok && row.Status == "resolved"
	})
}
