package imapsource

import (
	"strings"
	"testing"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/rig"
)

func ackAction(by string, signals ...incident.Signal) outbox.Action {
	a := outbox.Action{ID: "01J", Verb: outbox.Acknowledge, By: by}
	for _, s := range signals {
		a.Targets = append(a.Targets, outbox.Target{ID: s.ID, Ref: s.Ref})
	}
	return a
}

func act(t testing.TB, m *Mailbox, a outbox.Action, want outbox.Result) outbox.Outcome {
	t.Helper()
	out, err := m.Act(t.Context(), a)
	if err != nil || out.Result != want {
		t.Fatalf("act: %+v, %v, want %s", out, err, want)
	}
	return out
}

func TestAnAcknowledgementReachesAColleagueAndClears(t *testing.T) {
	d, mine := dovecot(t, mayAck)
	theirs := beside(t, d, mayAck)
	d.Append(t, folder, mail("Alert: a"))
	d.Append(t, folder, mail("Alert: b"))
	home, there := &desk{}, &desk{}
	signals := home.pull(t, mine)
	there.pull(t, theirs)
	changed, _ := watch(t, theirs)

	act(t, mine, ackAction("Zoë O'Neill", signals[0]), outbox.Done)
	await(t, changed, "word of the flag")
	var got []incident.Signal
	rig.Await(t, "the acknowledgement there", func() bool { got = there.pull(t, theirs); return len(got) > 0 })
	if ids(got) != "a" || !got[0].Handled || len(got[0].Marks) != 1 || got[0].Marks[0].By != "Zoë O'Neill" ||
		got[0].Marks[0].Kind != incident.MarkAcknowledged || !got[0].At.Equal(signals[0].At) {
		t.Fatalf("there: %+v", got)
	}
	if got := home.pull(t, mine); len(got) != 0 {
		t.Errorf("our own mark came back as news: %+v", got)
	}
	if out := act(t, theirs, ackAction("Ben", signals[0]), outbox.Already); out.By != "Zoë O'Neill" {
		t.Errorf("already by %q", out.By)
	}
	if out := act(t, mine, ackAction("Zoë O'Neill", signals[0]), outbox.Already); out.By != "Zoë O'Neill" {
		t.Errorf("done again: %+v", out)
	}

	undo := ackAction("Zoë O'Neill", signals[0])
	undo.Verb = outbox.Unacknowledge
	act(t, mine, undo, outbox.Done)
	rig.Await(t, "the end of it there", func() bool { got = there.pull(t, theirs); return len(got) > 0 })
	if ids(got) != "a" || !got[0].Handled || len(got[0].Marks) != 0 {
		t.Fatalf("there: %+v", got)
	}
	act(t, mine, undo, outbox.Already)
	s := d.Login(t)
	defer s.Close()
	s.Do(t, "EXAMINE "+folder)
	if flags := s.Do(t, "FETCH 1:* (FLAGS)"); strings.Contains(strings.Join(flags, ""), "Turnaround") || strings.Contains(flags[0], `\Seen`) {
		t.Errorf("left behind: %q", flags)
	}
}

func TestAMarkIsFoundByThoseWhoWereAway(t *testing.T) {
	d, mine := dovecot(t, mayAck)
	d.Append(t, folder, mail("Alert: a"))
	d.Append(t, folder, mail("Alert: b"))
	away := &desk{}
	first := beside(t, d)
	signals := away.pull(t, first)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	act(t, mine, ackAction("", signals[1]), outbox.Done)
	got := away.pull(t, beside(t, d))
	if ids(got) != "b" || !got[0].Handled || got[0].Marks[0].By != Somebody {
		t.Errorf("after coming back: %+v", got)
	}
	newcomer := (&desk{}).pull(t, beside(t, d))
	if len(newcomer) != 2 || newcomer[0].Marks != nil || newcomer[1].Handled || len(newcomer[1].Marks) != 1 {
		t.Errorf("a newcomer sees %+v", newcomer)
	}
}

func TestOtherFlagsAreNoNews(t *testing.T) {
	d, m := dovecot(t)
	d.Append(t, folder, mail("Alert: a"))
	home := &desk{}
	home.pull(t, m)
	s := d.Login(t)
	defer s.Close()
	s.Do(t, "SELECT "+folder)
	s.Do(t, `STORE 1 +FLAGS (\Seen \Flagged $Label1)`)
	before, _ := parseCursor(home.cursor)
	if got := home.pull(t, m); len(got) != 0 {
		t.Errorf("reading a mail came as news: %+v", got)
	}
	if after, _ := parseCursor(home.cursor); after.ModSeq <= before.ModSeq {
		t.Errorf("the position in the changes stays at %d", after.ModSeq)
	}
}

func TestWithoutCondstoreRecentFlagsAreLookedAt(t *testing.T) {
	d, m := dovecot(t)
	d.Append(t, folder, mail("Alert: a"))
	home := &desk{}
	home.pull(t, m)
	c, _ := parseCursor(home.cursor)
	c.ModSeq = 0
	home.cursor, _ = c.encode()
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	s := d.Login(t)
	defer s.Close()
	s.Do(t, "SELECT "+folder)
	s.Do(t, `STORE 1 +FLAGS ($turnaroundack)`)
	if got := home.pull(t, beside(t, d)); ids(got) != "a" || !got[0].Handled {
		t.Errorf("got %+v", got)
	}
}

func TestSeenIsSetOnlyWhereAllowed(t *testing.T) {
	d, m := dovecot(t, func(c *Config) { c.Source.Allow = []string{"ack", "seen"} })
	d.Append(t, folder, mail("Alert: a"))
	signals := (&desk{}).pull(t, m)
	act(t, m, ackAction("Ann", signals...), outbox.Done)
	s := d.Login(t)
	defer s.Close()
	s.Do(t, "EXAMINE "+folder)
	if got := s.Do(t, "FETCH 1 (FLAGS)"); !strings.Contains(got[0], `\Seen`) || !strings.Contains(got[0], "$TurnaroundBy-Ann") {
		t.Errorf("flags are %q", got)
	}
}

func TestSiblingsInAMailAreAskedFor(t *testing.T) {
	d, m := dovecot(t, mayAck)
	d.Append(t, folder, mail("Alert: a", "Alert: b", "Ended: c"))
	signals := (&desk{}).pull(t, m)
	out := act(t, m, ackAction("Ann", signals[0]), outbox.Conflict)
	if !strings.Contains(out.Text, `1 other alert ("b")`) {
		t.Errorf("asks %q", out.Text)
	}
	act(t, m, ackAction("Ann", signals[:2]...), outbox.Done)
	undo := ackAction("Ann", signals[0])
	undo.Verb = outbox.Unacknowledge
	act(t, m, undo, outbox.Done)
	forced := ackAction("Ann", signals[0])
	forced.Forced = true
	act(t, m, forced, outbox.Done)
}

func TestMailsThatAreGoneAreRefused(t *testing.T) {
	d, m := dovecot(t, mayAck)
	d.Append(t, folder, mail("Alert: a"))
	signals := (&desk{}).pull(t, m)
	s := d.Login(t)
	defer s.Close()
	s.Do(t, "SELECT "+folder)
	s.Do(t, `STORE 1 +FLAGS (\Deleted)`)
	s.Do(t, "EXPUNGE")
	act(t, m, ackAction("Ann", signals...), outbox.Refused)
	signals[0].Ref = "1:1"
	if out := act(t, m, ackAction("Ann", signals...), outbox.Refused); !strings.Contains(out.Text, "anew") {
		t.Errorf("refused with %q", out.Text)
	}
	act(t, m, ackAction("Ann", incident.Signal{ID: "x"}), outbox.Refused)
}
