package settings

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

func (s *stage) service() *serviceForm { return s.pages[PageServices].(*services).form }

func TestAServiceIsAddedByTickingComponentsByName(t *testing.T) {
	s := reader(t, look.Wide)
	s.Open("services/new")
	s.press("Add the service")
	s.mustShow("Give it a name, best the one alerts use, such as checkout.")
	s.service().focus[fieldName].SetText("checkout")
	s.mustShow("Another service has this name.")
	s.service().focus[fieldName].SetText("search")
	s.press("Add a matcher")
	s.service().focus[matchField(0)].SetText(`service=~"search`)
	s.press("Add the service")
	s.mustShow(`Write service="checkout" or alertname=~"Pay.*"`)
	s.service().focus[matchField(0)].SetText(`service=~"search|app"`)
	s.service().focus["say"].SetText("searching the shop")
	s.tick("Search")
	s.tick("Chat")
	s.toggle("Customer-facing")
	s.press("Add the service")
	s.until("the form to close", func() bool { return s.service() == nil })
	got, err := config.Load(s.core.Places().Config)
	if err != nil {
		t.Fatal(err)
	}
	svc := got.Services[1]
	if svc.Name != "search" || svc.Say != "searching the shop" || svc.Components[0] != "Search" || svc.Channels[0] != "Chat" || !svc.CustomerFacing ||
		!svc.Matches(map[string]string{"service": "app"}) {
		t.Errorf("it is %+v", svc)
	}
	hold(t, "the page does not know the name", got.Channels[0].Components["Search"] == "c2" && got.Channels[0].Components["Payments"] == "c1")
	hold(t, "a comment is lost", strings.Contains(s.core.text(), "# Shop EU"))
	s.mustShow("search", "“searching the shop” · customer-facing", "Search", "Chat")
}

func TestAServiceIsChangedInPlaceAndComesBack(t *testing.T) {
	s := reader(t, look.Wide)
	s.Open("services/checkout")
	hold(t, "what it shows under is not ticked", func() bool {
		for _, box := range all[*parts.Checkbox](s.Content()) {
			if box.Text == "Payments" {
				return box.On
			}
		}
		return false
	}())
	s.tick("Payments")
	s.tick("Status page")
	s.service().focus["say"].SetText("paying by card")
	s.press("Save")
	s.until("the form to close", func() bool { return s.service() == nil })
	want := strings.Replace(strings.Replace(channelFile, "components = [\"Payments\"]\nchannels", "channels", 1),
		"channels = [\"Status page\", \"Chat\"] # both\n", "channels = [\"Chat\"] # both\nsay = \"paying by card\"\n", 1)
	if got := s.core.text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	s.pages[PageServices].(*services).remove("checkout")
	s.until("it to go", func() bool { return s.shows("checkout is removed.") })
	s.mustShow("No service yet")
	s.press("Undo")
	s.until("it to be back", func() bool { return s.core.text() == want })
}

func TestAComponentNoPageHasCanBeTakenOut(t *testing.T) {
	c := newCore(t, strings.Replace(channelFile, `["Payments"]`, `["Payments", "gone1"]`, 1))
	c.load()
	c.channels = map[string]Channel{"Status page": {Components: twoParts}}
	s := newStage(t, c, look.Wide)
	s.Open("services/checkout")
	s.tick("gone1, on no page that was read")
	s.press("Save")
	s.file(`components = ["Payments"]`)
}

func TestATeamsPageKeepsItsOwnNamesForComponents(t *testing.T) {
	c := newCore(t, "include = [\"team.toml\"]\n")
	c.write("team.toml", "[[channel]]\nname = \"Theirs\"\nkind = \"statuspage\"\npage = \"p\"\nsecret = \"keyring:t\"\n[[service]]\nname = \"team's\"\nsay = \"the shop\"\n")
	c.load()
	c.channels = map[string]Channel{"Theirs": {Components: twoParts}}
	s := newStage(t, c, look.Wide)
	s.Open("services/team's")
	s.mustShow("Set by team.toml: it is changed there.", "the shop")
	hold(t, "a team's service can be typed into", len(all[*parts.Field](s.Content())) == 0)
	s.Open("services/new")
	s.service().focus[fieldName].SetText("mine")
	s.tick("Search")
	s.press("Add the service")
	s.until("the form to close", func() bool { return s.service() == nil })
	s.file(`components = ["c2"]`)
}

func TestAServiceChangedByHandMeanwhileIsTold(t *testing.T) {
	was := config.Service{Name: "checkout", Components: []string{"Payments"}, Channels: []string{"Status page", "Chat"}}
	now := was
	now.Say = "paying"
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(strings.Replace(channelFile, `["Payments"]`, `["Search"]`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := config.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := saveService(was, now, nil, false)(doc); !errors.Is(err, errConflict) {
		t.Errorf("got %v", err)
	}
	if err := saveService(was, now, nil, true)(doc); err != nil || !strings.Contains(doc.Text(), `say = "paying"`) || !strings.Contains(doc.Text(), `["Search"]`) {
		t.Errorf("%v, got\n%s", err, doc.Text())
	}
}

func TestTargetsAreSetOneByOne(t *testing.T) {
	c := newCore(t, "[targets]\nfirst = { 2 = \"20m\" } # ours\n")
	c.load()
	s := newStage(t, c, look.Wide)
	s.Open(PageTargets)
	s.mustShow("10 min, usual", "20 min", "SEV4", "none", "Still counts as kept", "2 min")
	s.pick("First update at SEV1", "5 min")
	s.file(`first = { 1 = "5m", 2 = "20m" } # ours`)
	s.until("the page", func() bool { return aimFirst.of(s.now.config.Targets, incident.Critical) == 5*time.Minute })
	s.pick("First update at SEV1", "10 min, usual")
	s.file(`first = { 2 = "20m" } # ours`)
	s.pick("Monitoring at SEV3", "4 h")
	s.file(`monitoring = "4h"`)
	s.pick("Says resolved at SEV2", "30 min")
	s.file(`resolved = { 2 = "30m" }`)
	s.pick("Still counts as kept", "5 min")
	s.file(`grace = "5m"`)
	s.segment("None")
	s.file(`preset = "off"`)
	s.until("the page", func() bool { return s.shows("Nothing is expected but the times set below") })
	if got := aimFirst.of(s.core.Config().Targets, incident.Critical); got != 0 {
		t.Errorf("without a preset the first update is due after %s", got)
	}
	if got := aimMonitoring.of(s.core.Config().Targets, incident.Minor); got != 4*time.Hour {
		t.Errorf("what was set reads %s", got)
	}
}

func TestTargetsOfATeamAreLocked(t *testing.T) {
	c := newCore(t, "include = [\"team.toml\"]\n")
	c.write("team.toml", "[targets]\nfirst = { 1 = \"7m\" }\ngrace = \"1m\"\n")
	c.load()
	s := newStage(t, c, look.Phone)
	s.Open(PageTargets)
	s.mustShow("7 min", "from team.toml", "SEV1", "First update")
	for _, sel := range all[*parts.Select](s.Content()) {
		if sel.Name == "First update at SEV1" || sel.Name == "Still counts as kept" {
			t.Errorf("%s can be changed", sel.Name)
		}
	}
}

func TestEverySeveritysTimesAreTheAppsOwn(t *testing.T) {
	c := config.Defaults().Targets
	for _, sev := range severities {
		for _, a := range aims {
			if got := a.of(c, sev); got != a.usual(c, sev) || got < 0 {
				t.Errorf("%s at %s is %s", a.name(), sev, got)
			}
		}
	}
	hold(t, "SEV1's first update is not due first", aimFirst.usual(c, incident.Critical) < aimFirst.usual(c, incident.Minor))
}
