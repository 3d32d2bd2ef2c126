package publish

import (
	"errors"
	"strings"
	"testing"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/fake/incidentio"
	"turnaround/internal/rig"
	"turnaround/sync/source"
)

func incidentIOChannel(url string) config.Channel {
	return config.Channel{Name: "page", Kind: config.ChannelIncidentIO, URL: url, Page: incidentio.Page, Secret: "keyring:page", MailSubscribers: true,
		Components: map[string]string{"payments": incidentio.Part, "web": incidentio.Other}}
}

func TestIncidentIOMakesOneIncidentOfOneKey(t *testing.T) {
	c := newClock()
	page := incidentio.Start(t, c.now)
	line, address := through(t, page.URL)
	app := newCopy(t, c, incidentIOChannel(address), incidentio.Key)
	a := app.update(incident.Investigating, "Paying by card fails.")
	if err := app.pull(); err != nil { // the connection stands
		t.Fatal(err)
	}
	line.Arm(rig.AfterStored)
	if _, err := app.once(a); err == nil {
		t.Fatal("a lost answer is taken for one")
	}
	// Even where the page cannot be read meanwhile, asking again with the same
	// key makes no second incident.
	l, why := app.now.letter(a)
	if why != "" {
		t.Fatal(why)
	}
	s, err := incidentIOOpen(t.Context(), app.now.wire.(*hosted), l)
	if err != nil || page.Incidents() != 1 || page.Shown("Paying by card fails.") != 1 || s.post == "" {
		t.Errorf("%d incidents of one key, %+v, %v", page.Incidents(), s, err)
	}
}

func TestIncidentIOReadsEveryComponentAndTheOpenAmongMany(t *testing.T) {
	for _, oldest := range []bool{false, true} {
		c := newClock()
		page := incidentio.Start(t, c.now)
		page.Past(130)
		if oldest {
			page.OldestFirst()
		}
		app := newCopy(t, c, incidentIOChannel(page.URL), incidentio.Key)
		a := app.update(incident.Investigating, "Paying by card fails.")
		a.Update.Components = map[string]string{"payments": "major", "web": "degraded"}
		out := app.carry(a)
		if err := app.pull(); err != nil {
			t.Fatal(err)
		}
		if app.shows["Card payments"] != "major" || app.shows["Checkout page"] != "degraded" {
			t.Errorf("oldest first %v: components are %v", oldest, app.shows)
		}
		b := app.update(incident.Identified, "We know the cause.")
		b.Update.Ref = out.Ref
		if next := app.carry(b); next.Ref != out.Ref || app.asked != 0 {
			t.Errorf("oldest first %v: it went to %q, want %q; asked %d times", oldest, next.Ref, out.Ref, app.asked)
		}
		found, err := app.now.Test(t.Context())
		if err != nil || found.Page != "Shop status" || len(found.Components) != 2 || len(found.Open) != 1 {
			t.Errorf("oldest first %v: the test finds %+v, %v", oldest, found, err)
		}
	}
}

func TestIncidentIOSaysWhatItDoesNotTake(t *testing.T) {
	c := newClock()
	page := incidentio.Start(t, c.now)
	app := newCopy(t, c, incidentIOChannel(page.URL), incidentio.Key)
	refusal := func(name string, a outbox.Action, want string) {
		t.Helper()
		if out, err := app.once(a); err != nil || out.Result != outbox.Refused || !strings.Contains(out.Text, want) {
			t.Errorf("%s: %+v, %v, want %q", name, out, err, want)
		}
	}
	refusal("too long", app.update(incident.Investigating, strings.Repeat("x", 4097)), "takes 4096")
	a := app.update(incident.Investigating, "We work on it.")
	a.Update.Components = map[string]string{"payments": "maintenance"}
	refusal("maintenance", a, "no component of an incident as maintenance")
	out := app.carry(app.update(incident.Investigating, "We look into it."))
	end := app.update(incident.PhaseResolved, "It works again.")
	end.Update.Ref, end.Update.Components = out.Ref, map[string]string{"payments": "degraded"}
	refusal("an end with a broken component", end, "operational once the incident is resolved")
	page.Limit(1)
	more := app.update(incident.Identified, "One too many.")
	more.Update.Ref = out.Ref
	refusal("more updates than it takes", more, "at most 100 updates")
	if wrong := page.Wrong(); len(wrong) > 0 {
		t.Errorf("asked wrongly: %v", wrong)
	}
	other := incidentIOChannel(page.URL)
	other.Page = "01ANOTHER"
	if _, err := newCopy(t, c, other, incidentio.Key).once(app.update(incident.Investigating, "x")); !errors.Is(err, source.ErrNotFound) {
		t.Errorf("a page it has not: %v", err)
	}
}
