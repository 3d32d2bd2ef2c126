package imapsource

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"turnaround/app/incident"
	"turnaround/assets"
	"turnaround/internal/mailgen"
	"turnaround/internal/rig"
	"turnaround/sync/mailalert"
)

const benchMails = 20_000

// filled starts a Dovecot with many alert mails of about 2 KB, indexed.
func filled(b *testing.B) (*rig.Dovecot, func() *Mailbox) {
	b.Helper()
	known, err := mailalert.Load(assets.Mails)
	if err != nil {
		b.Fatal(err)
	}
	d := rig.StartDovecot(b)
	mails := make([][]byte, benchMails)
	for n := range mails {
		mails[n] = mailgen.Alertmanager([]map[string]string{{"alertname": "HighErrorRate", "cluster": "prod-eu",
			"instance": fmt.Sprintf("web-%d", n), "service": "checkout", "severity": "critical"}}, true, time.Now())
	}
	d.AppendMany(b, folder, mails...)
	s := d.Login(b)
	defer s.Close()
	s.Do(b, "EXAMINE "+folder)
	return d, func() *Mailbox {
		c := configFor(b, dovecotURL(d, "imap", d.Addr), d.Password)
		c.Log = slog.New(slog.DiscardHandler)
		c.Recognise = func(raw []byte, at time.Time, _ uint32) ([]incident.Signal, error) {
			signals, _, err := known.Recognise(raw, at, mailalert.Options{})
			return signals, err
		}
		m, err := New(c)
		if err != nil {
			b.Fatal(err)
		}
		return m
	}
}

func BenchmarkFirstReading(b *testing.B) {
	d, open := filled(b)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			bareFetch(b, d)
		}
		b.ReportMetric(benchMails/b.Elapsed().Seconds()*float64(b.N), "mails/s")
	})
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			m := open()
			home := &desk{}
			count := 0
			err := m.Pull(b.Context(), nil, func(batch incident.Batch) error {
				count += len(batch.Signals)
				home.cursor = batch.Cursor
				return nil
			})
			if err != nil || count != benchMails {
				b.Fatalf("%d signals, %v", count, err)
			}
			if err := m.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(benchMails/b.Elapsed().Seconds()*float64(b.N), "mails/s")
	})
}

// bareFetch reads all mails with the library alone and throws them away.
func bareFetch(b *testing.B, d *rig.Dovecot) {
	b.Helper()
	conn, err := net.Dial("tcp", d.Addr)
	if err != nil {
		b.Fatal(err)
	}
	c := imapclient.New(conn, nil)
	defer c.Close()
	if err := c.Login(d.User, d.Password).Wait(); err != nil {
		b.Fatal(err)
	}
	if _, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		b.Fatal(err)
	}
	cmd := c.Fetch(imap.UIDSet{{Start: 1, Stop: 0}}, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}})
	count := 0
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		for item := msg.Next(); item != nil; item = msg.Next() {
			if body, ok := item.(imapclient.FetchItemDataBodySection); ok {
				if _, err := io.Copy(io.Discard, body.Literal); err != nil {
					b.Fatal(err)
				}
				count++
			}
		}
	}
	if err := cmd.Close(); err != nil || count != benchMails {
		b.Fatalf("%d mails, %v", count, err)
	}
}

func BenchmarkNothingNew(b *testing.B) {
	_, open := filled(b)
	m := open()
	home := &desk{}
	home.pull(b, m)
	b.Run("live", func(b *testing.B) {
		for b.Loop() {
			home.pull(b, m)
		}
	})
	b.Run("reconnected", func(b *testing.B) {
		for b.Loop() {
			if err := m.Close(); err != nil {
				b.Fatal(err)
			}
			m = open()
			home.pull(b, m)
		}
	})
	if err := m.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkNews goes from the server's word EXISTS to the yielded signal.
func BenchmarkNews(b *testing.B) {
	announce := make(chan int)
	m, _, _ := serve(b, answers{
		"IDLE": func(p *peer, _ string) bool {
			p.say("+ idling")
			over := make(chan struct{})
			go func() {
				defer close(over)
				_, _ = p.in.ReadString('\n') // DONE, or gone: the next read tells
			}()
			for {
				select {
				case uid := <-announce:
					p.say("* %d EXISTS", uid)
				case <-over:
					return p.ok()
				}
			}
		},
		"UID FETCH": func(p *peer, command string) bool {
			var uid int
			if n, _ := fmt.Sscanf(command, "UID FETCH %d:* ", &uid); n == 1 {
				return p.letters(uid)
			}
			return p.ok()
		},
		"UID FETCH 1:3 (UID": plainAnswers["UID FETCH 1:3 (UID"],
	})
	m.Log = slog.New(slog.DiscardHandler)
	home := &desk{}
	changed, _ := watch(b, m)
	await(b, changed, "the first word")
	home.pull(b, m)
	uid := 3
	var took []time.Duration
	for b.Loop() {
		uid++
		announce <- uid
		began := time.Now()
		await(b, changed, "news")
		if got := ids(home.pull(b, m)); got != fmt.Sprint(uid) {
			b.Fatalf("got %q, want %d", got, uid)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
}
