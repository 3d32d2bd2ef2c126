package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"turnaround/internal/mailgen"
	"turnaround/internal/rig"
)

const (
	folder = "Alerts"
	mails  = 20000
)

// mail reads a mailbox for the first time and again, beside mbsync and beside
// a client that throws away what it reads.
func mail(h *host) []row {
	server := rig.StartDovecot(h)
	server.AppendMany(h, folder, letters(mails)...)
	h.Logf("%d mails of %d bytes are in the mailbox", mails, len(letters(1)[0]))
	bareFetch(h, server) // Dovecot indexes new mails once, before anybody is measured
	var ours, theirs, bare, again, live, process, theirsAgain spans
	once := syncOnce(h, server)
	for n := range h.runs {
		f, a, l := firstSync(h, server)
		ours, again, live = append(ours, f), append(again, a), append(live, l)
		f, a = mbsync(h, server)
		theirs, theirsAgain = append(theirs, f), append(theirsAgain, a)
		bare = append(bare, bareFetch(h, server))
		_, took := once.run("sync", "--once")
		process = append(process, took)
		h.Logf("run %d: ours %s, mbsync %s, bare %s; again: ours %s (new connection) %s (open connection) %s (new process), mbsync %s; load %s", n+1,
			brief(ours[n]), brief(theirs[n]), brief(bare[n]), brief(again[n]), brief(live[n]), brief(process[n]), brief(theirsAgain[n]), load())
	}
	return []row{
		beside("first sync of 20,000 mails into durable incidents, beside mbsync with FSync off", ours, theirs, 1, "faster"),
		beside("the same beside a bare go-imap fetch that throws the bodies away", ours, bare, 1.8, "at most 1.8x"),
		beside("re-sync with nothing new, the app running, over its connection, beside mbsync", live, theirsAgain, 0.1, "at most a tenth"),
		beside("the same after the connection was lost", again, theirsAgain, 0.1, "at most a tenth"),
		beside("the same as a new process, `sync --once`", process, theirsAgain, 0.1, "at most a tenth"),
	}
}

// letters are alert mails of about 2 KB: 20,000 different alerts, each an
// incident of its own, which is the most there is to write.
func letters(n int) [][]byte {
	all := make([][]byte, n)
	start := time.Now().Add(-time.Hour)
	for i := range all {
		all[i] = mailgen.Alertmanager([]map[string]string{{
			"alertname": "MailQueueGrows", "cluster": fmt.Sprintf("prod-%d", i/100), "service": fmt.Sprintf("checkout-%d", i%100),
			"instance": fmt.Sprintf("web-%d:9090", i), "severity": "critical", "generator": "http://prometheus.example.test/graph",
			"annotation:summary": "5xx ratio above 5% on checkout",
		}}, true, start.Add(time.Duration(i)*time.Millisecond))
	}
	return all
}

// firstSync reads the whole mailbox into a fresh store, and then again with
// nothing new: over a new connection and over the one that is open.
func firstSync(h *host, server *rig.Dovecot) (first, again, live time.Duration) {
	dir := h.TempDir()
	defer h.remove(dir)
	var b *house
	var taken int
	s := h.mailbox(server.Addr, server.User, server.Password)
	first = timed(func() {
		b = openHouse(h, dir)
		b.add("mail", s)
		taken = b.pull("mail", s).News
	})
	defer b.close()
	if got := b.incidents(); got != mails || taken != mails {
		h.Fatalf("the first sync gave %d incidents of %d occurrences, want %d", got, taken, mails)
	}
	live = timed(func() { b.pull("mail", s) })
	h.must(s.Close())
	fresh := h.mailbox(server.Addr, server.User, server.Password)
	again = timed(func() { b.pull("mail", fresh) })
	h.must(fresh.Close())
	if got := b.incidents(); got != mails {
		h.Fatalf("reading again gave %d incidents, want %d", got, mails)
	}
	return first, again, live
}

// syncOnce is the program itself with the mailbox read once.
func syncOnce(h *host, server *rig.Dovecot) *installed {
	h.must(os.Setenv("BENCH_PASSWORD", server.Password))
	p := install(h, h.TempDir(), "[storage]\nkey = \"file\"\n"+mailSource(server))
	_, took := p.run("sync", "--once")
	h.Logf("first sync by a process of its own, with `sync --once`: %s", brief(took))
	return p
}

// mbsync copies the mailbox into a fresh Maildir, and looks again.
func mbsync(h *host, server *rig.Dovecot) (first, again time.Duration) {
	dir := h.TempDir()
	defer h.remove(dir)
	_, port, err := net.SplitHostPort(server.Addr)
	h.must(err)
	text := fmt.Sprintf("FSync no\n\nIMAPAccount far\nHost 127.0.0.1\nPort %s\nUser %s\nPass %q\nSSLType None\n\n"+
		"IMAPStore far\nAccount far\n\nMaildirStore near\nPath %s/\nInbox %s/inbox\n\n"+
		"Channel alerts\nFar :far:%s\nNear :near:%s\nSync Pull\nCreate Near\nSyncState *\n",
		port, server.User, server.Password, dir, dir, folder, folder)
	rc := filepath.Join(dir, "mbsyncrc")
	h.must(os.WriteFile(rc, []byte(text), 0o600))
	run := func() time.Duration {
		cmd := rig.Command(h, "mbsync", "-q", "-c", rc, "alerts")
		cmd.Env = append(cmd.Env, "HOME="+dir)
		return timed(func() {
			if out, err := cmd.CombinedOutput(); err != nil {
				h.Fatalf("mbsync: %v: %s", err, out)
			}
		})
	}
	first = run()
	got, err := filepath.Glob(filepath.Join(dir, folder, "*", "*,U=*"))
	h.must(err)
	if len(got) != mails {
		h.Fatalf("mbsync fetched %d mails, want %d", len(got), mails)
	}
	return first, run()
}

// bareFetch reads all mails with the library we use and keeps nothing.
func bareFetch(h *host, server *rig.Dovecot) time.Duration {
	return timed(func() {
		c, err := imapclient.DialInsecure(server.Addr, nil)
		h.must(err)
		defer c.Close()
		h.must(c.Login(server.User, server.Password).Wait())
		_, err = c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
		h.must(err)
		fetch := c.Fetch(imap.UIDSet{imap.UIDRange{Start: 1, Stop: 0}}, &imap.FetchOptions{
			UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}})
		n := 0
		for msg := fetch.Next(); msg != nil; msg = fetch.Next() {
			for item := msg.Next(); item != nil; item = msg.Next() {
				if body, ok := item.(imapclient.FetchItemDataBodySection); ok && body.Literal != nil {
					_, err := io.Copy(io.Discard, body.Literal)
					h.must(err)
					n++
				}
			}
		}
		h.must(fetch.Close())
		if n != mails {
			h.Fatalf("the bare fetch gave %d mails, want %d", n, mails)
		}
	})
}
