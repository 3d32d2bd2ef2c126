package e2e

import (
	"strings"
	"testing"
	"time"

	"turnaround/internal/mailgen"
	"turnaround/internal/rig"
)

func labels(name string) map[string]string {
	return map[string]string{"alertname": name, "service": "shop", "severity": "critical"}
}

// mailed is Alertmanager's mail of one alert that fires.
func mailed(name string) []byte {
	return mailgen.Alertmanager([]map[string]string{labels(name)}, true, time.Now())
}

func TestMailRingsAtOnceAndItsAcknowledgementIsShared(t *testing.T) {
	t.Parallel()
	server, desktop := rig.StartDovecot(t), rig.StartDesktop(t)
	server.AppendAt(t, "Alerts", time.Now().Add(-48*time.Hour), mailed("OldNews"))
	anna, ben := newApp(t, atDovecot(server.Addr), desktop.Env(t)...), newApp(t, atDovecot(server.Addr))
	for _, each := range []*app{anna, ben} {
		each.watch(t)
		each.met(t)
	}
	server.Append(t, "Alerts", mailed("DiskFull"))
	desktop.AwaitNote(t, "the mail to ring", func(n rig.Note) bool { return strings.Contains(n.Summary, "DiskFull") })
	ben.await(t, "the mail at the other", "DiskFull", triggered)
	desktop.PressAcknowledge(t)
	anna.await(t, "the acknowledgement", "DiskFull", acknowledged)
	ben.await(t, "the acknowledgement at the other", "DiskFull", acknowledged)
	session := server.Login(t)
	defer session.Close()
	keywords := 0
	for _, flags := range session.Flags(t, "Alerts") {
		if strings.Contains(flags, `\Seen`) {
			t.Errorf("a mail was marked as read: %q", flags)
		}
		if strings.Contains(flags, "$") {
			keywords++
		}
	}
	if keywords != 1 {
		t.Errorf("%d mails carry a keyword: %q", keywords, session.Flags(t, "Alerts"))
	}
	for _, note := range desktop.Notes() {
		if strings.Contains(note.Summary, "OldNews") {
			t.Errorf("old news rings: %+v", note)
		}
	}
	server.Append(t, "Alerts", mailgen.Alertmanager([]map[string]string{labels("DiskFull")}, false, time.Now()))
	anna.await(t, "the recovery", "DiskFull", resolved)
	ben.await(t, "the recovery at the other", "DiskFull", resolved)
}

func TestMailComesAfterTheServerWasKilled(t *testing.T) {
	t.Parallel()
	server := rig.StartDovecot(t)
	server.Append(t, "Alerts", mailed("Before"))
	a := newApp(t, atDovecot(server.Addr))
	a.watch(t)
	a.await(t, "the first mail", "Before", listed)
	server.Kill()
	awaitThat(t, "the loss to be told", func() bool { return a.source(t, "mail").State == "failing" })
	if s := a.source(t, "mail"); s.Error == "" || s.LastContact.IsZero() {
		t.Errorf("a lost mailbox is shown as %+v", s)
	}
	server.Start()
	server.Append(t, "Alerts", mailed("After"))
	a.await(t, "the mail after", "After", triggered)
	awaitThat(t, "contact", func() bool { return a.source(t, "mail").State == "ok" })
	if one := a.await(t, "the first mail still", "Before", listed); one.Flaps != 0 {
		t.Errorf("the first mail counts again: %+v", one)
	}
}

func TestReadingOnceLeavesTheMailboxWatched(t *testing.T) {
	t.Parallel()
	server := rig.StartDovecot(t)
	server.Append(t, "Alerts", mailed("Before"))
	a := newApp(t, atDovecot(server.Addr))
	a.watch(t)
	a.await(t, "the first mail", "Before", listed)
	a.must(t, nil, "sync", "--once")
	server.Append(t, "Alerts", mailed("After"))
	a.await(t, "a mail after sync --once", "After", triggered)
}

func TestMailAndAPICopyAreOneIncident(t *testing.T) {
	t.Parallel()
	server, post := rig.StartAlertmanager(t), rig.StartDovecot(t)
	post.Append(t, "Alerts", mailed("Older"))
	a := newApp(t, atAlertmanager(server.URL)+atDovecot(post.Addr))
	a.watch(t)
	a.met(t)
	post.Append(t, "Alerts", mailed("MailFirst"))
	a.await(t, "the mail", "MailFirst", triggered)
	server.Post(t, alert("MailFirst"), alert("ServerFirst"))
	a.await(t, "the alert", "ServerFirst", triggered)
	post.Append(t, "Alerts", mailed("ServerFirst"))
	for _, name := range []string{"MailFirst", "ServerFirst"} {
		var one item
		awaitThat(t, "both sources of "+name, func() bool {
			one = a.await(t, name, name, listed)
			s := a.show(t, one.ID)
			return len(s.AlertList) == 1 && len(s.AlertList[0].Sources) == 2
		})
		if one.Alerts != 1 || one.Firing != 1 || one.Flaps != 0 || a.show(t, one.ID).has("fired") != 1 {
			t.Errorf("%s is %+v", name, one)
		}
	}
	items, err := a.list("status:all")
	if err != nil || len(items) != 3 {
		t.Errorf("incidents: %+v, %v", items, err)
	}
}
