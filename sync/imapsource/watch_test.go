package imapsource

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"turnaround/internal/rig"
	"turnaround/sync/source"
)

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
	m.pace.idle, m.pace.settle = 20*time.Millisecond, 20*time.Millisecond
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
