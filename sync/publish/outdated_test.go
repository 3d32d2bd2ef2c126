package publish

import (
	"errors"
	"strings"
	"testing"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/fake/hook"
	"turnaround/internal/fake/statuspage"
)

func TestWhatNoLongerFitsAsksBeforeItLeaves(t *testing.T) {
	c := newClock()
	page := statuspage.Start(t, c.now)
	chat := hook.Start(t, config.ChannelSlack)
	for name, p := range map[string]struct {
		channel config.Channel
		secret  string
		shown   func(string) int
	}{
		"page": {pageChannel(page.URL), statuspage.Key, page.Shown},
		"chat": {hookChannel(config.ChannelSlack, config.DoubtAsk), chat.URL, chat.Shown},
	} {
		t.Run(name, func(t *testing.T) {
			app := newCopy(t, c, p.channel, p.secret)
			news := "it was resolved"
			app.now.Outdated = func(outbox.Action) (string, error) { return news, nil }
			a := app.update(incident.Investigating, "Paying by card fails.")
			out, err := app.once(a)
			if err != nil || out.Result != outbox.Conflict || out.Text != "since this was written: it was resolved" || out.Fix == "" {
				t.Fatalf("%+v, %v", out, err)
			}
			if n := p.shown("Paying by card fails."); n != 0 {
				t.Fatalf("it is seen %d times before it was asked about", n)
			}
			a.Forced = true
			if app.carry(a); p.shown("Paying by card fails.") != 1 {
				t.Error("sent anyway, and not there")
			}
			a.Forced = false // what is there already is not asked about
			if out, err := app.once(a); err != nil || out.Result != outbox.Done {
				t.Errorf("what was sent: %+v, %v", out, err)
			}
			app.now.Outdated = func(outbox.Action) (string, error) { return "", errors.New("the store is closed") }
			if _, err := app.once(app.update(incident.Identified, "We know the cause.")); err == nil || !strings.Contains(err.Error(), "closed") {
				t.Errorf("where it cannot be compared: %v", err)
			}
		})
	}
}

func TestWhatWasPublishedBeforeACrashIsReadBackAsOurs(t *testing.T) {
	c := newClock()
	for kind, p := range hostedPages(t, c) {
		app := newCopy(t, c, p.channel, p.key)
		a := app.update(incident.Investigating, "Paying by card fails.")
		app.carry(a)
		_ = app.now.Close()
		app.start() // it died before the outcome was settled, and reads first
		if err := app.pull(); err != nil || len(app.said) != 1 || app.said[0].Publication != a.ID {
			t.Errorf("%s: read back as %+v, %v", kind, app.said, err)
		}
	}
}
