package cmd

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/drill"
)

// facing is quick, with customers.
const facing = quick + `
[[service]]
name = "shop"
say = "The shop"
component = "Shop"
customer_facing = true
[[step]]
at = "16s"
contacts = 2
`

func TestADrillSaysWhenCustomersHeardNothing(t *testing.T) {
	s := newShell(t, "")
	s.write("facing.toml", facing)
	args := []string{"drill", "--headless", "--hands-off", "--speed", "8", "--notify", "terminal", "--scenario", s.path("facing.toml")}
	out, errs, code := s.run(args...)
	if code != exitOK || !strings.Contains(out, "No update was published: practice customers heard nothing from you.") ||
		!strings.Contains(out, "customers: no update was published; they heard nothing for") || !strings.Contains(out, "2 so far") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	out, errs, code = s.run(append(args, "--json")...)
	var went []Outcome
	if err := json.Unmarshal([]byte(out), &went); err != nil || code != exitOK || len(went) != 1 {
		t.Fatalf("exit %d, %v: %q\n%s", code, err, out, errs)
	}
	if c := went[0].Customers; c == nil || c.Impact != "suspected" || c.Updates != 0 || c.FirstUpdate != nil || c.LongestSilence == nil || *c.LongestSilence <= 0 {
		t.Errorf("customers went through %+v", c)
	}
}

// running starts a drill that stays at its beginning until the test ends it.
func running(t *testing.T, scenario string) (*Rehearsal, *heard) {
	t.Helper()
	later := strings.NewReplacer(`length = "20s"`, `length = "10m"`, `at = "15s"`, `at = "9m"`, `at = "16s"`, `at = "9m1s"`)
	parsed, err := drill.Parse([]byte(later.Replace(scenario)))
	if err != nil {
		t.Fatal(err)
	}
	out := &heard{}
	c := &cli{out: out, errs: out, in: strings.NewReader("")}
	if err := c.locate(); err != nil {
		t.Fatal(err)
	}
	r, err := c.startDrill(t.Context(), parsed, rehearsal{speed: 1, way: "terminal", screen: out}, voices{out: c.printer(), words: c.printer()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.End(); err != nil {
			t.Error(err)
		}
	})
	return r, out
}

// first waits for the drill's first incident.
func first(t *testing.T, r *Rehearsal) incident.ID {
	t.Helper()
	var id incident.ID
	if ok, err := r.until(t.Context(), time.Minute, func() bool {
		for row := range r.Pager().Desk.Open() {
			id = row.ID
		}
		return id != ""
	}); !ok || err != nil {
		t.Fatalf("no incident in a minute: %v", err)
	}
	return id
}

func TestPracticeCustomersHearWhatIsPublished(t *testing.T) {
	s := newShell(t, "")
	r, out := running(t, facing)
	id := first(t, r)
	read := make(chan struct{}, 10)
	defer r.Drill.Page.Listen(func() { read <- struct{}{} })()
	defer r.Drill.Post.Listen(func() { read <- struct{}{} })()
	var conf, mails bool
	for _, c := range r.Pager().Channels() {
		conf, mails = conf || c.Name == practicePage && c.Offered, mails || c.Name == practiceMail && c.Offered
	}
	if !conf || mails {
		t.Errorf("from the start the page is offered: %v, the mail beside it: %v", conf, mails)
	}
	// A script reaches the drill, and not one's own data.
	var items []Item
	s.json(&items, "--drill", "list")
	if len(items) != 1 || items[0].ID != string(id) {
		t.Errorf("--drill lists %+v", items)
	}
	s.json(&items, "list")
	if len(items) != 0 {
		t.Errorf("one's own list has the drill's: %+v", items)
	}
	d := r.Pager().Desk
	who := r.Pager().Who("window")
	row, _ := d.Row(id)
	if _, err := d.SetImpact(t.Context(), who, id, incident.Affected{Impact: incident.ImpactConfirmed, Start: row.StartedAt}); err != nil {
		t.Fatal(err)
	}
	due := time.Now().Add(10 * time.Minute)
	update := func(channel string) outbox.Update {
		return outbox.Update{Channel: channel, Phase: incident.Investigating, Title: "The shop is down", Subject: "The shop is down",
			Text: "You cannot order now. We look into it.", Due: due, Components: map[string]string{"Shop": "major"}}
	}
	mail := update(practiceMail)
	mail.Components = nil
	if _, err := d.Publish(t.Context(), who, id, []outbox.Update{update(practicePage), mail}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		select {
		case <-read:
		case <-time.After(time.Minute):
			t.Fatalf("nothing arrived in a minute:\n%s", out)
		}
	}
	if ok, err := r.until(t.Context(), time.Minute, func() bool {
		posts := r.Audience().Posts
		return len(posts) > 0 && !posts[0].Due.IsZero()
	}); !ok || err != nil {
		t.Fatalf("the update is not in the timeline: %v", err)
	}
	a := r.Audience()
	if a.Page != "Practice status" || a.State != "major_outage" || a.Mails != 1 || len(a.Posts) != 1 || a.Posts[0].Status != "investigating" ||
		a.Posts[0].Text != "You cannot order now. We look into it." || !a.Posts[0].Due.Equal(due) {
		t.Errorf("the audience reads %+v, due %s", a, due)
	}
	said := out.String()
	for _, want := range []string{"Customers read on the practice page, investigating: The shop is down. You cannot order now.",
		"3 customers get a mail: The shop is down.", "What customers see: http://127.0.0.1:"} {
		if !strings.Contains(said, want) {
			t.Errorf("the terminal does not say %q:\n%s", want, said)
		}
	}
	c := r.Outcomes()[0].Customers
	if c == nil || c.Impact != "confirmed" || c.Updates != 1 || c.FirstUpdate == nil || c.Made != 1 || c.Pending != 1 || len(c.Lights) < 2 {
		t.Errorf("customers went through %+v", c)
	}
	if line := heardNothing(r.Outcomes()); line != "" {
		t.Errorf("it says %q", line)
	}
}

func TestNoCommandWorksOnADrillThatDoesNotRun(t *testing.T) {
	s := newShell(t, "")
	for _, args := range [][]string{{"list"}, {"note", "1", "x"}, {"export", s.path("x")}} {
		if _, errs, code := s.run(append([]string{"--drill"}, args...)...); code == exitOK || !strings.Contains(errs, "no drill is running") {
			t.Errorf("%v: exit %d: %s", args, code, errs)
		}
	}
	if _, errs, code := s.run("--drill", "drill"); code != exitUsage || !strings.Contains(errs, "--drill") {
		t.Errorf("a drill in the drill: exit %d: %s", code, errs)
	}
}

func TestWhatCustomersWentThroughIsSaidInOneLine(t *testing.T) {
	f := func(s float64) *float64 { return &s }
	for _, c := range []struct {
		name string
		o    CustomerOutcome
		want string
	}{
		{"nothing", CustomerOutcome{LongestSilence: f(82)}, "no update was published; they heard nothing for 1m 22s"},
		{"kept", CustomerOutcome{Updates: 3, FirstUpdate: f(31), LongestSilence: f(37), Made: 2, Kept: 1, ToldOver: true, ResolveNotice: f(20)},
			"first update after 31s, longest silence 37s, 1 of 2 promises kept, told that it is over after 20s"},
		{"too soon", CustomerOutcome{Updates: 2, FirstUpdate: f(31), LongestSilence: f(37), Made: 1, Kept: 1, ToldOver: true},
			"first update after 31s, longest silence 37s, 1 of 1 promises kept, told that it is over before it was"},
		{"not due", CustomerOutcome{Updates: 1, FirstUpdate: f(31), LongestSilence: f(37), Made: 1, Pending: 1},
			"first update after 31s, longest silence 37s, no promise was due, never told that it is over"},
	} {
		if got := c.o.line(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := heardNothing([]Outcome{{}}); got != "" {
		t.Errorf("of a drill that hit no customer it says %q", got)
	}
}
