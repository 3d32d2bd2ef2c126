package publish

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/rig"
	"turnaround/sync/source"
)

// endsMail tells the end of a mail's data.
func endsMail(chunk []byte) bool { return bytes.HasSuffix(chunk, []byte("\r\n.\r\n")) }

func mailChannel(e *rig.Exim, address string, to ...string) config.Channel {
	return config.Channel{Name: "customers' mail", Kind: config.ChannelSMTP, URL: "smtp://" + address, TLS: config.TLS{Plain: true},
		From: "Example status <status@example.org>", To: to, Doubt: config.DoubtAsk, Secret: "keyring:mail", User: e.User,
		Unsubscribe: "https://example.org/u", ReplyTo: "help@example.org"}
}

func readBack(d *rig.Dovecot) string {
	return (&url.URL{Scheme: "imap", User: url.User(d.User), Host: d.Addr, Path: "/INBOX"}).String()
}

// found asks the mailbox by IMAP which mails have a header.
func found(t *testing.T, d *rig.Dovecot, name, value string) []string {
	t.Helper()
	session := d.Login(t)
	defer session.Close()
	session.Do(t, "SELECT INBOX")
	for _, line := range session.Do(t, "SEARCH HEADER "+name+` "`+value+`"`) {
		if rest, ok := strings.CutPrefix(line, "* SEARCH"); ok {
			return strings.Fields(rest)
		}
	}
	return nil
}

// fetch reads a mail by IMAP.
func fetch(t *testing.T, d *rig.Dovecot, number string) string {
	t.Helper()
	session := d.Login(t)
	defer session.Close()
	session.Do(t, "SELECT INBOX")
	return strings.Join(session.Do(t, "FETCH "+number+" BODY[]"), "\n")
}

func TestMailsArriveOnceUnderFaults(t *testing.T) {
	d := rig.StartDovecot(t)
	e := rig.StartExim(t, d)
	c := newClock()
	line := rig.NewBreaker(t, e.Addr, endsMail)
	// The mailbox that is read back is the only one written to: each mail in it
	// is one that a customer has.
	ch := mailChannel(e, line.Addr, d.User)
	ch.Page = readBack(d)
	one := newCopy(t, c, ch, d.Password)
	ch.URL = "smtp://" + e.Addr
	two := newCopy(t, c, ch, d.Password)
	one.settle = func() { e.Settle(t) }
	texts := underFaults(t, one, two, line)
	e.Settle(t)
	if all := found(t, d, "Auto-Submitted", "auto-generated"); len(all) != len(texts) {
		t.Errorf("%d mails arrived of %d", len(all), len(texts))
	}
	got := envelopes(t, d)
	for _, app := range []*copyOfApp{one, two} {
		for n := range app.count {
			if seen := got[app.now.wire.(*mailer).messageID(app.id(n+1))+" "+d.User]; seen != 1 {
				t.Errorf("mail %s is there %d times", app.id(n+1), seen)
			}
		}
	}
	t.Logf("%d mails, asked %d times", len(texts), one.asked)
}

func TestMailsFormAThreadAndSayWhatTheyAre(t *testing.T) {
	d := rig.StartDovecot(t)
	e := rig.StartExim(t, d)
	c := newClock()
	for _, way := range []struct {
		name, url string
		tls       config.TLS
	}{{"starttls", "smtp://" + e.Addr, config.TLS{CA: e.CA}}, {"smtps", "smtps://" + e.TLSAddr, config.TLS{CA: e.CA}}} {
		t.Run(way.name, func(t *testing.T) {
			ch := mailChannel(e, e.Addr, "ann@example.org", "Bob <bob@example.org>")
			ch.URL, ch.TLS = way.url, way.tls
			app := newCopy(t, c, ch, e.Password)
			app.name = way.name
			first := app.update(incident.Investigating, "Zahlungen mit Karte schlagen fehl. Nächste Nachricht um 14:30 UTC.")
			first.Update.Subject = "Kartenzahlung gestört"
			out := app.carry(first)
			second := app.update(incident.PhaseResolved, "Alles geht wieder.")
			second.Update.Ref = out.Ref
			app.carry(second)
			e.Settle(t)
			got := found(t, d, "Message-ID", app.now.wire.(*mailer).messageID(second.ID))
			if len(got) != 2 {
				t.Fatalf("the second mail went to %d addresses", len(got))
			}
			text := fetch(t, d, got[0])
			for _, want := range []string{"In-Reply-To: <" + out.Post + ">", "References: <" + out.Post + ">", "Auto-Submitted: auto-generated",
				"List-Unsubscribe: <https://example.org/u>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Reply-To: <help@example.org>", "Alles geht wieder."} {
				if !strings.Contains(text, want) {
					t.Errorf("the mail lacks %q:\n%s", want, text)
				}
			}
			if head, _, _ := strings.Cut(text, "\n\n"); strings.Contains(strings.ToLower(strings.ReplaceAll(head, "Envelope-to:", "")), "to: bob") {
				t.Error("an address is shown to the others")
			}
		})
	}
}

func TestRefusedAddressesAreListedAndLateOnesTriedAlone(t *testing.T) {
	d := rig.StartDovecot(t)
	e := rig.StartExim(t, d)
	c := newClock()
	list := filepath.Join(t.TempDir(), "addresses.txt")
	if err := os.WriteFile(list, []byte("# customers\nann@example.org\nAnn@example.org\n\ngone.one@example.org\nlater.one@example.org\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ch := mailChannel(e, e.Addr)
	ch.List = list
	app := newCopy(t, c, ch, e.Password)
	a := app.update(incident.Investigating, "Paying by card fails.")
	_, err := app.once(a)
	var fault *source.Fault
	if !errors.As(err, &fault) || fault.Kind != source.ErrBusy || !strings.Contains(fault.What, "later.one@example.org") || strings.Contains(fault.What, "ann@") {
		t.Fatalf("an address that is not taken now: %v", err)
	}
	_ = app.now.Close()
	app.start() // what is known is kept over a crash
	e.Allow()
	a.Tries++
	out := app.carry(a)
	if !strings.Contains(out.Text, "2 addresses have it, 1 were refused: gone.one@example.org (550 no such user here)") {
		t.Errorf("outcome: %q", out.Text)
	}
	e.Settle(t)
	if got := found(t, d, "Message-ID", out.Post); len(got) != 2 {
		t.Errorf("%d mails arrived", len(got))
	}
}

// TestAddressesThatFailAreTriedAloneUnderFaults: one address is gone, one is not
// taken at first, the line breaks, the app dies; the others get each mail once.
func TestAddressesThatFailAreTriedAloneUnderFaults(t *testing.T) {
	d := rig.StartDovecot(t)
	e := rig.StartExim(t, d)
	c := newClock()
	line := rig.NewBreaker(t, e.Addr, endsMail)
	good := []string{"ann@example.org", "bob@example.org", "later.one@example.org"}
	ch := mailChannel(e, line.Addr, append(good, "gone.one@example.org")...)
	ch.Page = readBack(d)
	app := newCopy(t, c, ch, d.Password)
	app.settle = func() { e.Settle(t) }
	r := rand.New(rand.NewPCG(20300304, 2))
	for n := range publications() {
		e.Forbid()
		line.Arm(rig.Fault(r.IntN(4)))
		a := app.update(incident.Identified, fmt.Sprintf("We are still working on it (%d).", n))
		for range 1 + r.IntN(3) {
			if _, err := app.once(a); err == nil {
				break
			}
			a.Tries++
			_ = c.wait(t.Context(), time.Minute)
		}
		if r.IntN(3) == 0 {
			_ = app.now.Close()
			app.start()
		}
		e.Allow()
		if out := app.carry(a); !strings.Contains(out.Text, "gone.one@example.org") {
			t.Errorf("who did not get it is not told: %q", out.Text)
		}
	}
	e.Settle(t)
	got := envelopes(t, d)
	for n := range app.count {
		id := app.now.wire.(*mailer).messageID(app.id(n + 1))
		for _, address := range good {
			if got[id+" "+address] != 1 {
				t.Errorf("%s got mail %d %d times", address, n, got[id+" "+address])
			}
		}
	}
	t.Logf("%d mails to %d addresses, asked %d times", app.count, len(good), app.asked)
}

// envelopes counts the mails there are by Message-ID and who they were delivered for.
func envelopes(t *testing.T, d *rig.Dovecot) map[string]int {
	t.Helper()
	session := d.Login(t)
	defer session.Close()
	session.Do(t, "SELECT INBOX")
	got, id, address := map[string]int{}, "", ""
	for _, line := range session.Do(t, "FETCH 1:* BODY.PEEK[HEADER.FIELDS (MESSAGE-ID ENVELOPE-TO)]") {
		for line := range strings.Lines(line) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch strings.ToLower(name) {
			case "message-id":
				id = strings.Trim(value, "<>")
			case "envelope-to":
				address = value
			}
		}
		if id != "" && address != "" {
			got[id+" "+address]++
			id, address = "", ""
		}
	}
	return got
}

func TestBadMailSettingsAreSaidClearly(t *testing.T) {
	d := rig.StartDovecot(t)
	e := rig.StartExim(t, d)
	c := newClock()
	folder := t.TempDir()
	bad := filepath.Join(folder, "bad.txt")
	if err := os.WriteFile(bad, []byte("ann@example.org\nnot an address\nbob@example.org\n@@\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		change func(*config.Channel)
		secret string
		want   string
	}{
		{"wrong lines", func(c *config.Channel) { c.List = bad }, e.Password, "2 lines of " + bad + " are no mail address (line 2, line 4)"},
		{"no file", func(c *config.Channel) { c.List = filepath.Join(folder, "none") }, e.Password, "cannot be read"},
		{"nobody", func(c *config.Channel) { c.To = nil }, e.Password, "no address to write to"},
		{"all refused", func(c *config.Channel) { c.To = []string{"gone@example.org"} }, e.Password, "no address was taken"},
		{"wrong password", func(*config.Channel) {}, "of last year", "refused the sign-in"},
		{"certificate", func(c *config.Channel) { c.URL, c.TLS = "smtps://"+e.TLSAddr, config.TLS{} }, e.Password, "certificate"},
		{"not there", func(c *config.Channel) { c.URL = "smtp://127.0.0.1:1" }, e.Password, "not reachable"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ch := mailChannel(e, e.Addr, "ann@example.org")
			test.change(&ch)
			app := newCopy(t, c, ch, test.secret)
			out, err := app.once(app.update(incident.Investigating, "Paying by card fails."))
			text := out.Text
			if err != nil {
				text = err.Error()
			}
			if out.Result == outbox.Done || !strings.Contains(text, test.want) || strings.Contains(text, e.Password) {
				t.Errorf("%q, wants %q", text, test.want)
			}
		})
	}
	app := newCopy(t, c, mailChannel(e, e.Addr, "ann@example.org"), e.Password)
	if found, err := app.now.Test(t.Context()); err != nil || found.Addresses != 1 || !strings.Contains(found.Text, "no mail was sent") {
		t.Errorf("test: %+v, %v", found, err)
	}
	e.Settle(t)
	if all := found(t, d, "Auto-Submitted", "auto-generated"); len(all) != 0 {
		t.Errorf("%d mails arrived all the same", len(all))
	}
}
