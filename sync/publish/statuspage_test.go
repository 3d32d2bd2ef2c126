package publish

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/fake/statuspage"
	"turnaround/sync/source"
)

func pageChannel(url string) config.Channel {
	return config.Channel{Name: "status page", Kind: config.ChannelStatuspage, URL: url, Page: statuspage.Page, Secret: "keyring:page",
		Audience: "public", MailSubscribers: true, Components: map[string]string{"checkout": "ftgks51sfs2d"}}
}

func TestStatuspageUpdatesAreSeenOnceUnderFaults(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	line, address := through(t, page.URL)
	one := newCopy(t, c, pageChannel(address), statuspage.Key)
	two := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	texts := underFaults(t, one, two, line)
	for _, text := range texts {
		if n := page.Shown(text); n != 1 {
			t.Errorf("readers see %q %d times", text, n)
		}
	}
	if n := len(page.Incidents()); n != 1 {
		t.Errorf("two copies made %d incidents of one", n)
	}
	wrong := slices.DeleteFunc(page.Refused(), func(why string) bool { return strings.Contains(why, "unexpected EOF") }) // cut off
	if len(wrong) > 0 {
		t.Errorf("asked wrongly: %v", wrong)
	}
	t.Logf("%d publications, asked %d and %d times", len(texts), one.asked, two.asked)
}

func TestStatuspageComponentsAndImpactAreSetAndSetBack(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	a := app.update(incident.Investigating, "Paying by card fails.")
	a.Update.Components, a.Update.Impact = map[string]string{"checkout": "partial"}, "major"
	out := app.carry(a)
	if got := page.Component("ftgks51sfs2d"); got != "partial_outage" {
		t.Errorf("component is %q", got)
	}
	i := page.Incidents()[0]
	if i.Impact != "major" || out.Ref != i.ID || out.Post != i.Updates[0].ID || !out.At.Equal(i.Updates[0].Created) || !i.Updates[0].Deliver {
		t.Errorf("published %+v\noutcome %+v", i, out)
	}
	if err := app.pull(); err != nil {
		t.Fatal(err)
	}
	if len(app.said) != 1 || app.said[0].Post != out.Post || app.said[0].Phase != incident.Investigating || app.shows["Checkout"] != "partial" {
		t.Errorf("read back %+v, components %v", app.said, app.shows)
	}
	end := app.update(incident.PhaseResolved, "Paying works again.")
	end.Update.Ref = out.Ref
	app.carry(end)
	if got := page.Component("ftgks51sfs2d"); got != "operational" {
		t.Errorf("component is left %q", got)
	}
	if i := page.Incidents(); len(i) != 1 || i[0].Status != "resolved" || len(i[0].Updates) != 2 {
		t.Errorf("incidents: %+v", i)
	}
	fix := app.update(incident.PhaseResolved, "Paying works again since 09:10 UTC.")
	fix.Update.Ref, fix.Ref = out.Ref, page.Incidents()[0].Updates[0].ID
	app.carry(fix)
	if page.Shown("Paying works again since 09:10 UTC.") != 1 || page.Shown("Paying works again.") != 0 {
		t.Error("the correction is not in the place of what it corrects")
	}
}

func TestStatuspageAsksBeforeItContradictsWhatIsThere(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	id := page.Post("", "Checkout is slow", "investigating", "A colleague wrote this.")
	a := app.update(incident.Investigating, "Paying by card fails.")
	out, err := app.once(a)
	if err != nil || out.Result != outbox.Conflict || out.Ref != id || !strings.Contains(out.Text, "Checkout is slow") {
		t.Fatalf("an open incident: %+v, %v", out, err)
	}
	a.Update.Ref = id // joined
	if out = app.carry(a); out.Ref != id || len(page.Incidents()) != 1 {
		t.Errorf("joined: %+v", out)
	}
	b := app.update(incident.Identified, "We know the cause.")
	b.Update.Ref = id
	_ = c.wait(t.Context(), time.Minute)
	page.Post(id, "", "monitoring", "A colleague says it is over.")
	if out, err = app.once(b); err != nil || out.Result != outbox.Conflict || !strings.Contains(out.Text, "newer update") {
		t.Fatalf("a newer update: %+v, %v", out, err)
	}
	b.Forced = true
	app.carry(b)
	if page.Shown("We know the cause.") != 1 {
		t.Error("sent anyway, and not there")
	}
	page.Remove("ftgks51sfs2d")
	d := app.update(incident.Monitoring, "We watch it.")
	d.Update.Ref, d.Update.Components = id, map[string]string{"checkout": "degraded"}
	if out, err = app.once(d); err != nil || out.Result != outbox.Conflict || !strings.Contains(out.Text, "component") {
		t.Fatalf("a component that is gone: %+v, %v", out, err)
	}
	d.Forced = true
	if app.carry(d); page.Shown("We watch it.") != 1 {
		t.Error("sent without the component, and not there")
	}
}

func TestStatuspageBadInputIsSaidClearlyAndNothingIsLost(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*config.Channel, *statuspage.Server, *outbox.Action, *copyOfApp)
		kind   error         // of a fault
		result outbox.Result // of an outcome
		want   string
	}{
		{"expired key", func(_ *config.Channel, _ *statuspage.Server, _ *outbox.Action, a *copyOfApp) {
			a.secret = "sp-key-of-last-year"
		},
			source.ErrAuth, "", "the key is wrong or expired"},
		{"wrong page", func(c *config.Channel, _ *statuspage.Server, _ *outbox.Action, _ *copyOfApp) { c.Page = "nothere" },
			source.ErrNotFound, "", "check the page's ID"},
		{"420", func(_ *config.Channel, s *statuspage.Server, _ *outbox.Action, _ *copyOfApp) { s.Limit(0) },
			source.ErrBusy, "", "420"},
		{"429", func(_ *config.Channel, s *statuspage.Server, _ *outbox.Action, _ *copyOfApp) { s.Fail(429) },
			source.ErrBusy, "", "429"},
		{"5xx", func(_ *config.Channel, s *statuspage.Server, _ *outbox.Action, _ *copyOfApp) { s.Fail(503) },
			source.ErrServer, "", "503"},
		{"oversized", func(_ *config.Channel, _ *statuspage.Server, a *outbox.Action, _ *copyOfApp) {
			a.Update.Text = strings.Repeat("long ", 6000)
		}, nil, outbox.Refused, "the text has 30000 characters, statuspage takes 25000"},
		{"unknown state", func(_ *config.Channel, _ *statuspage.Server, a *outbox.Action, _ *copyOfApp) {
			a.Update.Components = map[string]string{"checkout": "wobbly"}
		}, nil, outbox.Refused, `"wobbly" is not known`},
		{"clock wrong by hours", func(_ *config.Channel, s *statuspage.Server, a *outbox.Action, _ *copyOfApp) {
			s.Skew(3 * time.Hour)
			a.Update.Due = a.Created.Add(30 * time.Minute)
		}, nil, outbox.Conflict, "clock is 3h0m0s behind"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClock()
			page := statuspage.Start(t, c.now)
			ch := pageChannel(page.URL)
			app := newCopy(t, c, ch, statuspage.Key)
			a := app.update(incident.Investigating, "Paying by card fails.")
			test.change(&app.channel, page, &a, app)
			app.start()
			out, err := app.once(a)
			text := out.Text
			if err != nil {
				text = err.Error()
			}
			if test.kind != nil && !errors.Is(err, test.kind) || test.kind == nil && (err != nil || out.Result != test.result) || !strings.Contains(text, test.want) {
				t.Errorf("%+v, %v\nwants %v %s %q", out, err, test.kind, test.result, test.want)
			}
			if strings.Contains(text, app.secret) {
				t.Error("the key is in the message")
			}
			if n := page.Shown(a.Update.Text); n != 0 {
				t.Errorf("readers see it %d times", n)
			}
		})
	}
}

func TestTheSameWordsAreSaidAgainWhenAPersonSaysThemAgain(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	app.ref = app.carry(app.update(incident.Investigating, "We are working on it.")).Ref
	again := app.update(incident.Investigating, "We are working on it.")
	page.LoseNextAnswer()
	app.carry(again)
	_ = app.now.Close()
	app.start()
	app.carry(again) // it died before the outcome was settled
	if n := page.Shown("We are working on it."); n != 2 {
		t.Errorf("readers see it %d times", n)
	}
}

func TestAnHourOfServerErrorsLosesNothing(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	a := app.update(incident.Investigating, "Paying by card fails.")
	page.Fail(502)
	for range 30 {
		if _, err := app.once(a); !errors.Is(err, source.ErrServer) {
			t.Fatalf("while the server fails: %v", err)
		}
		_ = c.wait(t.Context(), 2*time.Minute)
	}
	page.Fail(0)
	app.carry(a)
	if n := page.Shown(a.Update.Text); n != 1 {
		t.Errorf("readers see it %d times", n)
	}
}

func TestAnUpdateWhoseWordsWereChangedThereIsFound(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	app.ref = app.carry(app.update(incident.Investigating, "Paying by card fails.")).Ref
	_ = c.wait(t.Context(), time.Hour)
	a := app.update(incident.Identified, "We know teh cause.")
	page.LoseNextAnswer()
	if _, err := app.once(a); err == nil {
		t.Fatal("the answer was not lost")
	}
	page.Reword("We know teh cause.", "We know the cause.")
	out := app.carry(a)
	if i := page.Incidents()[0]; len(i.Updates) != 2 || out.Post != i.Updates[0].ID || !out.At.Equal(i.Updates[0].Created) {
		t.Errorf("outcome %+v, there %+v", out, i.Updates)
	}
}

func TestAnUpdateWrittenBeforeTheFirstWasOutOpensNoSecondIncident(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	first, late := app.update(incident.Investigating, "Paying by card fails."), app.update(incident.Identified, "We know the cause.")
	end := app.update(incident.PhaseResolved, "It works again.")
	app.carry(first)
	app.carry(end)
	out, err := app.once(late)
	if err != nil || out.Result != outbox.Conflict || !strings.Contains(out.Text, "resolved there meanwhile") {
		t.Fatalf("%+v, %v", out, err)
	}
	late.Forced = true
	if app.carry(late); len(page.Incidents()) != 1 || page.Shown("We know the cause.") != 1 {
		t.Errorf("%d incidents", len(page.Incidents()))
	}
}

func TestAnHourOfFailingWritesPublishesOnce(t *testing.T) {
	for _, kept := range []bool{false, true} {
		c := newClock()
		page := statuspage.Start(t, c.now)
		app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
		a := app.update(incident.Investigating, "Paying by card fails.")
		page.FailWrites(503, kept)
		for began := c.now(); c.now().Sub(began) < time.Hour; {
			out, err := app.once(a)
			if done := err == nil && out.Result == outbox.Done; done != (kept && page.Shown(a.Update.Text) == 1 && err == nil) || !done && !out.Hidden {
				t.Fatalf("while writes fail, kept %v: %+v, %v", kept, out, err)
			}
			_ = c.wait(t.Context(), 2*time.Minute)
		}
		page.FailWrites(0, false)
		if app.carry(a); page.Shown(a.Update.Text) != 1 || app.asked != 0 {
			t.Errorf("kept %v: readers see it %d times, asked %d times", kept, page.Shown(a.Update.Text), app.asked)
		}
	}
}

func TestAPageThatLagsIsToldAndGetsItOnce(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	app.ref = app.carry(app.update(incident.Investigating, "Paying by card fails.")).Ref
	page.Lag(true)
	a := app.update(incident.Identified, "We know the cause.")
	for n := range 20 {
		out, err := app.once(a)
		if err != nil || out.Result != outbox.Retry || !out.Hidden || out.After < 3*time.Second || out.After > 2*time.Minute ||
			out.Text != "status page took it and does not show it yet" || out.Fix == "" {
			t.Fatalf("while the page lags: %+v, %v", out, err)
		}
		_ = c.wait(t.Context(), out.After)
		if n == 10 {
			_ = app.now.Close()
			app.start() // a crash changes nothing
		}
	}
	page.Lag(false)
	if out := app.carry(a); page.Shown("We know the cause.") != 1 || out.Post == "" {
		t.Errorf("seen %d times, %+v", page.Shown("We know the cause."), out)
	}
	page.Lag(true)
	b := app.update(incident.Monitoring, "We watch it.")
	if out, err := app.once(b); err != nil || !out.Hidden {
		t.Fatalf("%+v, %v", out, err)
	}
	page.Lag(false)
	page.Forget("We watch it.") // it never got through
	b.Forced = true
	if app.carry(b); page.Shown("We watch it.") != 1 {
		t.Error("a person had it sent again, and it is not there")
	}
}

func TestHowLongAServerAsksToBeLeftAloneIsKept(t *testing.T) {
	for _, test := range []struct {
		status int
		after  string
		want   time.Duration
	}{
		{429, "90", 90 * time.Second}, {420, "90", 90 * time.Second}, {503, "120", 2 * time.Minute}, {429, "Mon, 04 Mar 2030 09:05:00 GMT", 5 * time.Minute},
		{429, "86400", time.Hour}, {429, "", time.Minute}, {429, "soon", time.Minute}, {420, "-3", time.Minute}, {429, "Mon, 04 Mar 2030 08:00:00 GMT", time.Minute},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", "Mon, 04 Mar 2030 09:00:00 GMT")
			w.Header().Set("Retry-After", test.after)
			w.WriteHeader(test.status)
		}))
		app := newCopy(t, newClock(), pageChannel(server.URL), statuspage.Key)
		_, err := app.once(app.update(incident.Investigating, "Paying by card fails."))
		var fault *source.Fault
		if !errors.As(err, &fault) || fault.After != test.want {
			t.Errorf("%d, Retry-After %q: %+v, wants %s", test.status, test.after, fault, test.want)
		}
		server.Close()
	}
}

func TestTheRateIsKept(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	for range 100 {
		if err := app.pull(); err != nil {
			t.Fatalf("after %s: %v", c.now().Format(time.TimeOnly), err)
		}
	}
}

func TestTheChannelsTestPublishesNothing(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	app := newCopy(t, c, pageChannel(page.URL), statuspage.Key)
	found, err := app.now.Test(t.Context())
	if err != nil || !strings.Contains(found.Text, "2 components") || len(page.Incidents()) != 0 {
		t.Errorf("%+v, %v, %d incidents", found, err, len(page.Incidents()))
	}
}
