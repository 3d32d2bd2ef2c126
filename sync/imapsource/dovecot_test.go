package imapsource

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/rig"
	"turnaround/sync/source"
)

const folder = "Alerts"

func dovecotURL(d *rig.Dovecot, scheme, addr string) string {
	return scheme + "://" + url.PathEscape(d.User) + "@" + addr + "/" + folder
}

// dovecot starts a server with the folder, and gives a source on it.
func dovecot(t testing.TB, change ...func(*Config)) (*rig.Dovecot, *Mailbox) {
	t.Helper()
	d := rig.StartDovecot(t)
	s := d.Login(t)
	defer s.Close()
	s.Do(t, "CREATE "+folder)
	return d, beside(t, d, change...)
}

// beside gives another source on the same mailbox, a colleague's or a restart's.
func beside(t testing.TB, d *rig.Dovecot, change ...func(*Config)) *Mailbox {
	t.Helper()
	c := configFor(t, dovecotURL(d, "imap", d.Addr), d.Password)
	for _, f := range change {
		f(&c)
	}
	return newMailbox(t, c)
}

func mayAck(c *Config) { c.Source.Allow = []string{"ack"} }

func TestNewMailsAreReadOnceAndInOrder(t *testing.T) {
	d, m := dovecot(t)
	home := &desk{}
	d.Append(t, folder, mail("Alert: a"))
	d.Append(t, folder, mail("Alert: b", "Alert: c"))
	if got := ids(home.pull(t, m)); got != "a b c" {
		t.Fatalf("first: %q", got)
	}
	if got := ids(home.pull(t, m)); got != "" || !home.batches[0].Unchanged || home.batches[0].Cursor != nil {
		t.Fatalf("nothing new: %q, %+v", got, home.batches)
	}
	d.Append(t, folder, mail("Ended: a"))
	got := home.pull(t, m)
	if ids(got) != "a" || got[0].Firing || !strings.HasSuffix(got[0].Ref, ":3") {
		t.Fatalf("then: %+v", got)
	}
	// After a restart, from the stored cursor.
	d.Append(t, folder, mail("Alert: d"))
	if got := ids(home.pull(t, beside(t, d))); got != "d" {
		t.Fatalf("after a restart: %q", got)
	}
	if got := ids(home.pull(t, m)); got != "" {
		t.Fatalf("a session that missed a read of another: %q", got)
	}
}

func TestReadingMarksNothingAsRead(t *testing.T) {
	d, m := dovecot(t, mayAck)
	d.Append(t, folder, mail("Alert: a"))
	(&desk{}).pull(t, m)
	s := d.Login(t)
	defer s.Close()
	if got := s.Do(t, "STATUS "+folder+" (UNSEEN)"); !strings.Contains(got[0], "UNSEEN 1") {
		t.Errorf("after reading: %q", got)
	}
}

func TestFirstReadingGoesBackAsFarAsConfigured(t *testing.T) {
	d, m := dovecot(t, func(c *Config) { c.Source.Params = map[string]string{"history": "7d"} })
	now := time.Now()
	d.AppendAt(t, folder, now.AddDate(0, 0, -40), mail("Alert: old"))
	d.AppendAt(t, folder, now.AddDate(0, 0, -3), mail("Alert: recent"))
	d.AppendAt(t, folder, now.AddDate(0, 0, -20), mail("Alert: moved-here"))
	home := &desk{}
	if got := ids(home.pull(t, m)); got != "recent" {
		t.Fatalf("first: %q", got)
	}
	d.AppendAt(t, folder, now.AddDate(0, 0, -20), mail("Alert: late"))
	if got := home.pull(t, m); ids(got) != "late" || time.Since(got[0].At) < 19*24*time.Hour {
		t.Fatalf("then: %+v", got)
	}
}

func TestAnEmptyHistoryIsNotReadLater(t *testing.T) {
	d, m := dovecot(t)
	d.AppendAt(t, folder, time.Now().AddDate(-1, 0, 0), mail("Alert: old"))
	home := &desk{}
	home.pull(t, m)
	d.Append(t, folder, mail("Alert: new"))
	if got := ids(home.pull(t, m)); got != "new" {
		t.Fatalf("got %q", got)
	}
}

func TestABurstComesInBatchesWithCursors(t *testing.T) {
	d, m := dovecot(t)
	var mails [][]byte
	for n := range 2600 {
		mails = append(mails, mail(fmt.Sprintf("Alert: %d", n)))
	}
	d.AppendMany(t, folder, mails...)
	home := &desk{}
	got := home.pull(t, m)
	if len(got) != len(mails) {
		t.Fatalf("%d signals", len(got))
	}
	last := uint32(0)
	for n, b := range home.batches {
		c, err := parseCursor(b.Cursor)
		if err != nil || len(b.Cursor) == 0 || c.UID <= last || len(b.Signals) > maxSignals {
			t.Errorf("batch %d: cursor %s after %d, %d signals, %v", n, b.Cursor, last, len(b.Signals), err)
		}
		if b.Done != (n == len(home.batches)-1) {
			t.Errorf("batch %d of %d: done is %v", n, len(home.batches), b.Done)
		}
		last = c.UID
	}
	if last != 2600 {
		t.Errorf("the last cursor is %d", last)
	}
	// A burst on a live connection, with holes.
	s := d.Login(t)
	defer s.Close()
	d.AppendMany(t, folder, mails[:600]...)
	s.Do(t, "SELECT "+folder)
	s.Do(t, `UID STORE 2700:2800 +FLAGS.SILENT (\Deleted)`)
	s.Do(t, "EXPUNGE")
	if got := home.pull(t, m); len(got) != 499 {
		t.Errorf("burst of %d", len(got))
	}
}

func TestAnInterruptedReadingGoesOnFromItsLastBatch(t *testing.T) {
	d, m := dovecot(t)
	var mails [][]byte
	for n := range 900 {
		mails = append(mails, mail(fmt.Sprintf("Alert: %d", n)))
	}
	d.AppendMany(t, folder, mails...)
	home := &desk{}
	full := fmt.Errorf("disk full")
	seen := map[string]int{}
	err := m.Pull(t.Context(), nil, func(b incident.Batch) error {
		if len(home.batches) == 2 {
			return full
		}
		for _, s := range b.Signals {
			seen[s.ID]++
		}
		return home.take(b)
	})
	if err != full {
		t.Fatalf("pull gave %v", err)
	}
	for _, s := range home.pull(t, m) {
		seen[s.ID]++
	}
	if len(seen) != 900 {
		t.Errorf("%d of 900 alerts", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("alert %s came %d times", id, n)
		}
	}
}

func TestNewNumbersMeanReadingAnew(t *testing.T) {
	d, m := dovecot(t)
	d.Append(t, folder, mail("Alert: a"))
	home := &desk{}
	ref := home.pull(t, m)[0].Ref
	d.BreakUIDs(folder)
	d.Append(t, folder, mail("Alert: b"))
	got := home.pull(t, m)
	if len(got) != 2 || got[0].Ref == ref || got[0].Handled {
		t.Errorf("after new numbers: %+v", got)
	}
}

func TestAKilledServerIsALostContactAndThenReadOn(t *testing.T) {
	d, m := dovecot(t)
	home := &desk{}
	home.pull(t, m)
	d.Kill()
	_, err := home.try(t, m)
	wantFault(t, err, source.ErrUnreachable)
	d.Start()
	d.Append(t, folder, mail("Alert: a"))
	if got := ids(home.pull(t, m)); got != "a" {
		t.Errorf("after the restart: %q", got)
	}
}

func TestWatchTellsOfNewMailAndLendsTheConnection(t *testing.T) {
	d, m := dovecot(t)
	home := &desk{}
	changed, stop := watch(t, m)
	await(t, changed, "the first word")
	home.pull(t, m)
	for n := range 5 {
		d.Append(t, folder, mail(fmt.Sprintf("Alert: %d", n)))
		await(t, changed, "news")
		want := fmt.Sprint(n)
		rig.Await(t, "alert "+want, func() bool { return ids(home.pull(t, m)) == want })
	}
	if err := stop(); !errors.Is(err, context.Canceled) {
		t.Errorf("watch ended with %v", err)
	}
	d.Append(t, folder, mail("Alert: z"))
	if got := ids(home.pull(t, m)); got != "z" {
		t.Errorf("after watching: %q", got)
	}
}

func TestMailBetweenTheCursorAndTheWatchIsFound(t *testing.T) {
	d, m := dovecot(t)
	home := &desk{}
	home.pull(t, m)
	d.Append(t, folder, mail("Alert: while-off"))
	later := beside(t, d)
	changed, _ := watch(t, later)
	await(t, changed, "the first word")
	if got := ids(home.pull(t, later)); got != "while-off" {
		t.Errorf("got %q", got)
	}
}

func TestWatchLooksAfterTheConnection(t *testing.T) {
	d, m := dovecot(t)
	m.pace.idle = 20 * time.Millisecond
	changed, _ := watch(t, m)
	await(t, changed, "the first word")
	(&desk{}).pull(t, m)
	d.Append(t, folder, mail("Alert: a")) // over many checks, since Dovecot tells after 500 ms
	await(t, changed, "news")
}

func TestWatchEndsWhenTheServerDies(t *testing.T) {
	d, m := dovecot(t)
	changed, stop := watch(t, m)
	await(t, changed, "the first word")
	d.Kill()
	rig.Await(t, "watch to end", func() bool { return !m.watching.Load() })
	wantFault(t, stop(), source.ErrUnreachable)
}

func TestADeadPathIsNoticedWhileWatching(t *testing.T) {
	d := rig.StartDovecot(t)
	s := d.Login(t)
	s.Do(t, "CREATE "+folder)
	s.Close()
	cable := rig.NewCable(t, d.Addr)
	m := newMailbox(t, configFor(t, dovecotURL(d, "imap", cable.Addr), d.Password))
	soon := 200 * time.Millisecond
	m.pace.idle, m.pace.alive, m.pace.stopIdle, m.pace.answer = soon/4, soon, soon, soon
	changed, stop := watch(t, m)
	await(t, changed, "the first word")
	cable.Blackhole()
	rig.Await(t, "watch to end", func() bool { return !m.watching.Load() })
	wantFault(t, stop(), source.ErrUnreachable, "did not answer")
}

func TestAPathThatDiedBetweenReadingsIsNoFailure(t *testing.T) {
	d := rig.StartDovecot(t)
	d.Append(t, folder, mail("Alert: a"))
	cable := rig.NewCable(t, d.Addr)
	m := newMailbox(t, configFor(t, dovecotURL(d, "imap", cable.Addr), d.Password))
	home := &desk{}
	home.pull(t, m)
	cable.Reset()
	d.Append(t, folder, mail("Alert: b"))
	if got := ids(home.pull(t, m)); got != "b" {
		t.Errorf("after a reset: %q", got)
	}
}

func TestACableThatBreaksAnywhereLosesNothing(t *testing.T) {
	d := rig.StartDovecot(t)
	var mails [][]byte
	for n := range 400 {
		mails = append(mails, mail(fmt.Sprintf("Alert: %d", n)))
	}
	d.AppendMany(t, folder, mails...)
	cable := rig.NewCable(t, d.Addr)
	m := newMailbox(t, configFor(t, dovecotURL(d, "imap", cable.Addr), d.Password))
	home := &desk{}
	seen := map[string]bool{}
	for cut := 500; cut < 60_000; cut = cut * 3 / 2 {
		cable.DropAfter(cut)
		signals, err := home.try(t, m)
		for _, s := range signals {
			seen[s.ID] = true
		}
		if err == nil {
			break
		}
		wantFault(t, err, source.ErrUnreachable)
		cable.Mend(t)
	}
	cable.DropAfter(-1)
	for _, s := range home.pull(t, m) {
		seen[s.ID] = true
	}
	if len(seen) != 400 {
		t.Errorf("%d of 400 alerts", len(seen))
	}
}

func TestEncryptedConnections(t *testing.T) {
	d := rig.StartDovecot(t)
	d.Append(t, folder, mail("Alert: a"))
	cases := []struct {
		name, scheme, addr string
		tls                config.TLS
		want               error
		words              string
	}{
		{"from the first byte", "imaps", d.TLSAddr, config.TLS{CA: d.CA}, nil, ""},
		{"STARTTLS", "imap", d.STARTTLS, config.TLS{CA: d.CA, StartTLS: true}, nil, ""},
		{"not verified", "imaps", d.TLSAddr, config.TLS{Insecure: true}, nil, ""},
		{"unknown authority", "imaps", d.TLSAddr, config.TLS{}, source.ErrTLS, "tls.ca"},
		{"STARTTLS, unknown authority", "imap", d.STARTTLS, config.TLS{StartTLS: true}, source.ErrTLS, "tls.ca"},
		{"another host", "imaps", d.TLSAddr, config.TLS{CA: d.CA, Server: "mail.example.test"}, source.ErrTLS, "another host"},
		{"TLS at a plain port", "imaps", d.Addr, config.TLS{CA: d.CA}, source.ErrAnswer, "does not speak TLS"},
		{"no such file", "imaps", d.TLSAddr, config.TLS{CA: "/nowhere/ca.pem"}, source.ErrTLS, "tls.ca"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			conf := configFor(t, dovecotURL(d, c.scheme, c.addr), d.Password)
			conf.Source.TLS = c.tls
			got, err := (&desk{}).try(t, newMailbox(t, conf))
			if c.want != nil {
				wantFault(t, err, c.want, c.words)
			} else if err != nil || ids(got) != "a" {
				t.Errorf("read %q, %v", ids(got), err)
			}
		})
	}
}

func TestTLSPortWithoutTLSIsExplained(t *testing.T) {
	d := rig.StartDovecot(t)
	m := newMailbox(t, configFor(t, dovecotURL(d, "imap", d.TLSAddr), d.Password))
	m.pace.dial = 300 * time.Millisecond
	_, err := (&desk{}).try(t, m)
	wantFault(t, err, source.ErrAnswer, "993")
}

func TestAWrongPasswordAndAMissingMailboxAreTold(t *testing.T) {
	d, m := dovecot(t)
	wrong := newMailbox(t, configFor(t, dovecotURL(d, "imap", d.Addr), "guess"))
	_, err := (&desk{}).try(t, wrong)
	wantFault(t, err, source.ErrAuth, d.User, "keyring:mails", "app password")
	if strings.Contains(err.Error(), "guess") {
		t.Errorf("%v tells the password", err)
	}
	if wrong.current() != nil {
		t.Error("the connection is kept after a refusal")
	}
	m.at.mailbox = "Allerts"
	_, err = (&desk{}).try(t, m)
	wantFault(t, err, source.ErrNotFound, `"Allerts"`, `did you mean "Alerts"`)
}

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

func TestAGiantMailIsReadInPart(t *testing.T) {
	d, m := dovecot(t)
	longest := 0
	m.Recognise = func(raw []byte, at time.Time, uid uint32) ([]incident.Signal, error) {
		longest = max(longest, len(raw))
		return recognise(raw, at, uid)
	}
	giant := append(mail("Alert: giant"), []byte(strings.Repeat("0123456789abcdef\r\n", 50<<20/18))...)
	d.AppendMany(t, folder, giant, mail("Alert: small"))
	if got := ids((&desk{}).pull(t, m)); got != "giant small" {
		t.Errorf("got %q", got)
	}
	if longest != MaxRaw {
		t.Errorf("read %d bytes of it, want %d", longest, MaxRaw)
	}
}
