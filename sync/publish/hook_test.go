package publish

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/fake/hook"
	"turnaround/internal/rig"
	"turnaround/sync/source"
)

func hookChannel(kind, doubt string) config.Channel {
	return config.Channel{Name: kind, Kind: kind, Secret: "keyring:hook", Doubt: doubt}
}

func TestHooksWriteWhatTheChatUnderstands(t *testing.T) {
	for kind, want := range map[string]string{
		config.ChannelSlack:      "*Payments fail*\nPaying &lt;by card&gt; fails, @here.",
		config.ChannelMattermost: "**Payments fail**\nPaying <by card> fails, @\u200bhere.",
		config.ChannelTeams:      "Payments fail\nPaying <by card> fails, @here.\n",
	} {
		t.Run(kind, func(t *testing.T) {
			chat := hook.Start(t, kind)
			app := newCopy(t, newClock(), hookChannel(kind, config.DoubtAsk), chat.URL)
			if _, err := app.now.Test(t.Context()); err != nil {
				t.Errorf("test: %v", err)
			}
			app.carry(app.update(incident.Investigating, "Paying <by card> fails, @here."))
			if got := chat.Texts(); len(got) != 1 || got[0] != want {
				t.Errorf("%q, wants %q", got, want)
			}
			chat.Remove()
			_, err := app.once(app.update(incident.Identified, "We know the cause."))
			if !errors.Is(err, source.ErrNotFound) || !strings.Contains(err.Error(), "make a new one") || strings.Contains(err.Error(), "secret0123") {
				t.Errorf("a hook that was taken away: %v", err)
			}
		})
	}
}

func TestAnAddressThatIsNoneIsSaidWithoutShowingIt(t *testing.T) {
	app := newCopy(t, newClock(), hookChannel(config.ChannelSlack, config.DoubtAsk), "xoxb-a-token-instead")
	_, err := app.once(app.update(incident.Investigating, "Paying by card fails."))
	if !errors.Is(err, source.ErrAuth) || !strings.Contains(err.Error(), "not the https address of a hook") || strings.Contains(err.Error(), "xoxb") {
		t.Errorf("%v", err)
	}
}

// TestAHookInDoubtDoesAsThePersonChose: nobody can read a chat back, so after a
// doubt the update is asked about, sent again, or let be.
func TestAHookInDoubtDoesAsThePersonChose(t *testing.T) {
	for _, test := range []struct {
		doubt  string
		fault  rig.Fault
		result outbox.Result
		shown  int
	}{
		{config.DoubtAsk, rig.AfterStored, outbox.Conflict, 1},
		{config.DoubtAsk, rig.MidBody, outbox.Conflict, 0},
		{config.DoubtDrop, rig.AfterStored, outbox.Refused, 1},
		{config.DoubtDrop, rig.BeforeSend, outbox.Refused, 0},
		{config.DoubtResend, rig.AfterStored, outbox.Done, 2},
		{config.DoubtResend, rig.BeforeSend, outbox.Done, 1},
	} {
		chat := hook.Start(t, config.ChannelSlack)
		line, address := through(t, chat.URL)
		app := newCopy(t, newClock(), hookChannel(config.ChannelSlack, test.doubt), address)
		a := app.update(incident.Investigating, "Paying by card fails.")
		line.Arm(test.fault)
		if _, err := app.once(a); err == nil {
			t.Fatalf("%s: the fault did not show", test.doubt)
		}
		_ = app.now.Close()
		app.start() // the doubt outlives a crash
		out, err := app.once(a)
		if err != nil || out.Result != test.result || chat.Shown("Paying") != test.shown {
			t.Errorf("%s after fault %d: %+v, %v, seen %d times", test.doubt, test.fault, out, err, chat.Shown("Paying"))
		}
	}
}

// TestHooksSayNothingTwiceUnlessAPersonSaysSo: with "drop" at most once, always.
func TestHooksSayNothingTwiceUnlessAPersonSaysSo(t *testing.T) {
	for _, kind := range []string{config.ChannelSlack, config.ChannelMattermost, config.ChannelTeams} {
		chat := hook.Start(t, kind)
		line, address := through(t, chat.URL)
		app := newCopy(t, newClock(), hookChannel(kind, config.DoubtDrop), address)
		lost := 0
		for n := range publications() {
			a := app.update(incident.Identified, fmt.Sprintf("Update number %d.", n))
			line.Arm(rig.Fault(n % 4))
			for range 3 {
				if out, err := app.once(a); err == nil && out.Result != outbox.Retry {
					break
				}
				_ = app.now.Close()
				app.start()
			}
			switch chat.Shown(a.Update.Text) {
			case 0:
				lost++
			case 1:
			default:
				t.Errorf("%s: %q is seen twice", kind, a.Update.Text)
			}
		}
		t.Logf("%s: %d of %d were let be in doubt", kind, lost, publications())
	}
}
