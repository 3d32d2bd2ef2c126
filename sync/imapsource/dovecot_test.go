package imapsource

import (
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"turnaround/app/incident"
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

func TestAGiantMailIsReadInPart(t *testing.T) {
	d, m := dovecot(t)
	var longest atomic.Int64
	m.Recognise = func(raw []byte, at time.Time, uid uint32) ([]incident.Signal, error) {
		longest.Store(max(longest.Load(), int64(len(raw))))
		return recognise(raw, at, uid)
	}
	giant := append(mail("Alert: giant"), []byte(strings.Repeat("0123456789abcdef\r\n", 50<<20/18))...)
	d.AppendMany(t, folder, giant, mail("Alert: small"))
	if got := ids((&desk{}).pull(t, m)); got != "giant small" {
		t.Errorf("got %q", got)
	}
	if longest.Load() != MaxRaw {
		t.Errorf("read %d bytes of it, want %d", longest.Load(), MaxRaw)
	}
}
