package cmd

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/sync/drill"
)

// practiceSilence is a silence as the practice Alertmanager lists it.
type practiceSilence struct {
	CreatedBy string `json:"createdBy"`
	Matchers  []struct {
		Name, Value string
		IsRegex     bool
	} `json:"matchers"`
}

func (s practiceSilence) covers(labels map[string]string) bool {
	for _, m := range s.Matchers {
		if m.IsRegex || labels[m.Name] != m.Value {
			return false
		}
	}
	return true
}

// The whole shop drill, thirty times as fast, through the real path: servers,
// sources, store, policy, notes, outbox.
func TestTheShopDrill(t *testing.T) {
	s := newShell(t, "")
	scenario, err := loadScenario("")
	if err != nil {
		t.Fatal(err)
	}
	var out, errs heard
	c := &cli{out: &out, errs: &errs, in: strings.NewReader("")}
	if err := c.locate(); err != nil {
		t.Fatal(err)
	}
	voice := voices{out: c.printer(), words: c.printer()}
	r, err := c.startDrill(t.Context(), scenario, rehearsal{speed: 30, way: "terminal", screen: &out}, voice)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.wait(); err != nil {
		t.Fatal(err)
	}
	p, d := r.Pager(), r.Drill
	rows := map[string]store.Row{}
	for row := range p.Desk.Rows() {
		if _, twin := rows[row.Service]; twin {
			t.Errorf("two incidents of %s", row.Service)
		}
		rows[row.Service] = row
		if row.Status != incident.Resolved {
			t.Errorf("%s is %s at the end", row.Title, row.Status)
		}
	}
	if len(rows) != 4 {
		t.Errorf("%d incidents, want 4:\n%s", len(rows), &out)
	}
	payments, latency := rows["checkout"], rows["web"]
	if payments.Alerts != 2 || p.Desk.Name(payments.AckedBy) != "the drill" {
		t.Errorf("payments: %d alerts, acknowledged by %q", payments.Alerts, p.Desk.Name(payments.AckedBy))
	}
	if rings := strings.Count(out.String(), "SEV1 checkout:"); rings != 1 {
		t.Errorf("payments rang %d times:\n%s", rings, &out)
	}
	if latency.Flaps != 1 || p.Desk.Name(latency.AckedBy) != "Ben" {
		t.Errorf("latency: %d flaps, acknowledged by %q", latency.Flaps, p.Desk.Name(latency.AckedBy))
	}
	if !rows["reports"].RingSince.IsZero() {
		t.Error("what fired before the first contact rang")
	}
	if payments.Impact != incident.ImpactSuspected {
		t.Errorf("the service map says of payments: %q", payments.Impact)
	}
	checkSilences(t, d, scenario)
	if at, of := r.At(); at != of || of != 2*time.Minute {
		t.Errorf("the drill stands at %s of %s", at, of)
	}
	if p.Places().Data != s.path("data-drill") {
		t.Errorf("the drill's data is in %s", p.Places().Data)
	}
	if err := r.End(); err != nil {
		t.Error(err)
	}
}

// checkSilences: each payments alert is covered, and no sibling of it.
func checkSilences(t *testing.T, d *drill.Drill, scenario drill.Scenario) {
	t.Helper()
	res, err := http.Get(d.Alertmanager.URL() + "/api/v2/silences")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var all []practiceSilence
	if err := json.NewDecoder(res.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	covered := func(labels map[string]string, by string) bool {
		for _, s := range all {
			if strings.HasPrefix(s.CreatedBy, by) && s.covers(labels) {
				return true
			}
		}
		return false
	}
	for _, a := range scenario.Alerts {
		ours := strings.HasPrefix(a.ID, "payments")
		if got := covered(a.Labels, "the drill"); ours && !got {
			t.Errorf("no silence of ours covers %s: %+v", a.ID, all)
		}
		sibling := map[string]string{"instance": "pay-9"}
		for name, value := range a.Labels {
			if name != "instance" {
				sibling[name] = value
			}
		}
		if ours && covered(sibling, "") {
			t.Errorf("a silence covers a sibling of %s: %+v", a.ID, all)
		}
	}
}

const quick = `
name = "quick"
title = "Quick"
length = "20s"
[[alert]]
id = "a"
labels = { alertname = "Down", service = "shop", severity = "critical" }
[[step]]
at = "1s"
fire = ["a"]
say = "It is down."
[[step]]
at = "15s"
clear = ["a"]
`

func TestDrillPrintsJSONAlone(t *testing.T) {
	s := newShell(t, "")
	s.write("quick.toml", quick)
	out, errs, code := s.run("drill", "--headless", "--hands-off", "--speed", "5", "--notify", "terminal", "--scenario", s.path("quick.toml"), "--json")
	var outcomes []Outcome
	if err := json.Unmarshal([]byte(out), &outcomes); err != nil || code != exitOK {
		t.Fatalf("exit %d, %v: %q\n%s", code, err, out, errs)
	}
	if len(outcomes) != 1 || !outcomes[0].Rang || !outcomes[0].Resolved || outcomes[0].Severity != 1 {
		t.Errorf("went %+v", outcomes)
	}
	if !strings.Contains(errs, "It is down.") {
		t.Errorf("told on standard error: %q", errs)
	}
}

func TestDrillNeverWipesRealData(t *testing.T) {
	s := newShell(t, "")
	if err := os.MkdirAll(s.path("data-drill"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write("data-drill/precious", "mine")
	if _, errs, code := s.run("drill", "--headless", "--hands-off"); code != exitFailed || !strings.Contains(errs, "move it away") {
		t.Errorf("exit %d: %s", code, errs)
	}
	if raw, err := os.ReadFile(s.path("data-drill/precious")); err != nil || !bytes.Equal(raw, []byte("mine")) {
		t.Errorf("%q, %v", raw, err)
	}
}

func TestAWrongScenarioIsAWrongUse(t *testing.T) {
	s := newShell(t, "")
	s.write("x.toml", "name = \"x\"\n")
	if _, errs, code := s.run("drill", "--headless", "--scenario", s.path("x.toml")); code != exitUsage || !strings.Contains(errs, "x.toml") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

func TestADrillIsShownInThePersonsOwnLook(t *testing.T) {
	for name, c := range map[string]struct{ file, theme, language string }{
		"their own":    {"[look]\ntheme = \"light\"\nlanguage = \"de\"\n", "light", "de"},
		"a wrong file": {"[look]\nthem = \"light\"\n", "system", ""},
	} {
		t.Run(name, func(t *testing.T) {
			newShell(t, c.file)
			out := &heard{}
			command := &cli{out: out, errs: out, in: strings.NewReader("")}
			if err := command.locate(); err != nil {
				t.Fatal(err)
			}
			scenario, err := loadScenario("")
			if err != nil {
				t.Fatal(err)
			}
			r, err := command.startDrill(t.Context(), scenario, rehearsal{speed: 1, way: "terminal", screen: out}, voices{out: command.printer(), words: command.printer()})
			if err != nil {
				t.Fatal(err)
			}
			if look := r.Pager().Config().Look; look.Theme != c.theme || look.Language != c.language {
				t.Errorf("look %+v", look)
			}
			if err := r.End(); err != nil {
				t.Error(err)
			}
		})
	}
}
