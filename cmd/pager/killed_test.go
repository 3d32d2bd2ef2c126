package pager

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/internal/fake/cachet"
	"turnaround/internal/fake/hook"
	"turnaround/internal/fake/instatus"
	"turnaround/internal/fake/sorry"
	"turnaround/internal/fake/statuspage"
	"turnaround/internal/rig"
)

// readers are those of one channel: how often they see a text, and the line to
// the server, which can be broken.
type readers struct {
	shown func(text string) int
	line  *rig.Breaker // nil: it is a file
	// lossy: nobody can look, and the person chose to have nothing sent twice.
	lossy bool
	// incidents counts them; nil: there are none.
	incidents func() int
}

// everyKind starts a server for every kind of channel, and writes the
// configuration of an app that publishes there.
func everyKind(t *testing.T, dir string, clock hasty) map[string]readers {
	t.Helper()
	all := map[string]readers{}
	conf := "[me]\nname = \"Robin\"\n"
	add := func(kind, settings, key string, r readers) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, kind+".key"), []byte(key), 0o600); err != nil {
			t.Fatal(err)
		}
		conf += fmt.Sprintf("[[channel]]\nname = %q\nkind = %q\nevery = \"5s\"\nsecret = %q\n%s\n", kind, kind, "file:"+kind+".key", settings)
		all[kind] = r
	}
	page := func(kind, address, id, key string, shown func(string) int, incidents func() int) {
		t.Helper()
		line, broken := brokenLine(t, address)
		add(kind, fmt.Sprintf("url = %q\npage = %q", broken, id), key, readers{shown: shown, line: line, incidents: incidents})
	}
	sp, so, ca, in := statuspage.Start(t, clock.now), sorry.Start(t, clock.now), cachet.Start(t, clock.now), instatus.Start(t, clock.now)
	page("statuspage", sp.URL, statuspage.Page, statuspage.Key, sp.Shown, func() int { return len(sp.Incidents()) })
	page("sorry", so.URL, sorry.Page, sorry.Key, so.Shown, func() int { return len(so.Notices()) })
	page("cachet", ca.URL, "", cachet.Key, ca.Shown, func() int { return len(ca.Incidents()) })
	page("instatus", in.URL, instatus.Page, instatus.Key, in.Shown, in.Incidents)
	for kind, doubt := range map[string]string{"slack": "drop", "mattermost": "ask"} {
		chat := hook.Start(t, kind)
		line, broken := brokenLine(t, chat.URL)
		add(kind, fmt.Sprintf("doubt = %q", doubt), broken, readers{shown: chat.Shown, line: line, lossy: doubt == "drop"})
	}
	file, folder := filepath.Join(dir, "updates.md"), repository(t)
	add("file", fmt.Sprintf("url = %q", file), "", readers{shown: func(text string) int { return written(t, file, text) }})
	add("cstate", fmt.Sprintf("url = %q", folder), "", readers{shown: func(text string) int { return written(t, filepath.Join(folder, "content", "issues"), text) }})
	box, server := rig.StartDovecot(t), (*rig.Exim)(nil)
	server = rig.StartExim(t, box)
	line := rig.NewBreaker(t, server.Addr, func(chunk []byte) bool { return strings.HasSuffix(string(chunk), "\r\n.\r\n") })
	inbox := url.URL{Scheme: "imap", User: url.User(box.User), Host: box.Addr, Path: "/INBOX"}
	add("smtp", fmt.Sprintf("url = %q\ntls = { plain = true }\nfrom = \"status@example.org\"\nto = [%q]\nuser = %q\npage = %q", "smtp://"+line.Addr, box.User, server.User, inbox.String()),
		box.Password, readers{line: line, shown: func(text string) int { server.Settle(t); return mails(t, box, text) }})
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	return all
}

// brokenLine lays a line that can be broken to the server of an address.
func brokenLine(t *testing.T, address string) (*rig.Breaker, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	line := rig.NewBreaker(t, u.Host, func(chunk []byte) bool {
		verb, _, _ := strings.Cut(string(chunk[:min(len(chunk), 8)]), " ")
		return verb == "POST" || verb == "PATCH" || verb == "PUT"
	})
	u.Host = line.Addr
	return line, u.String()
}

// repository makes a site's work tree.
func repository(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for key, value := range map[string]string{"GIT_CONFIG_GLOBAL": filepath.Join(folder, "none"), "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org",
		"GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org"} {
		t.Setenv(key, value)
	}
	if out, err := exec.CommandContext(t.Context(), "git", "-C", folder, "init", "--quiet").CombinedOutput(); err != nil {
		t.Fatalf("git init: %v: %s", err, out)
	}
	return folder
}

// written counts a text in a file, or in the files of a folder.
func written(t *testing.T, path, text string) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(path, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		n += strings.Count(string(raw), text)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return n
}

// mails counts those that say a text.
func mails(t *testing.T, box *rig.Dovecot, text string) int {
	t.Helper()
	session := box.Login(t)
	defer session.Close()
	session.Do(t, "SELECT INBOX")
	for _, line := range session.Do(t, `SEARCH BODY "`+text+`"`) {
		if rest, ok := strings.CutPrefix(line, "* SEARCH"); ok {
			return len(strings.Fields(rest))
		}
	}
	return 0
}

// lives are how many an app has in one round; it is killed at the end of each
// but the last.
const lives = 8

// TestAnAppThatIsKilledPublishesEachUpdateOnce: one app publishes on every kind
// of channel at once, over lines that break, and is killed at random moments.
func TestAnAppThatIsKilledPublishesEachUpdateOnce(t *testing.T) {
	rounds := 1
	if os.Getenv("TURNAROUND_SOAK") != "" {
		rounds = 20 // of 25 updates each
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, seed))
	for round := range rounds {
		t.Run(fmt.Sprint(round), func(t *testing.T) { hunt(t, r, 25) })
	}
}

func hunt(t *testing.T, r *rand.Rand, total int) {
	t.Helper()
	clock, dir := hasty{time.Now()}, t.TempDir()
	kinds := everyKind(t, dir, clock)
	var texts []string
	for n := range total {
		texts = append(texts, fmt.Sprintf("We are still working on it (%d).", n))
	}
	for life, rest := 0, texts; life < lives; life++ {
		batch := rest[:len(rest)/(lives-life)]
		rest = rest[len(batch):]
		p := release(t, dir, clock)
		for n, text := range batch {
			phase := incident.Identified
			if len(rest) == 0 && n == len(batch)-1 {
				phase = incident.PhaseResolved
			}
			p.say(t, "Payments fail", phase, text)
		}
		if life == lives-1 {
			p.end(t, kinds)
			p.compare(t, kinds, texts)
			return
		}
		for _, k := range kinds {
			if k.line != nil {
				k.line.Arm(rig.Fault(r.IntN(4)))
			}
		}
		<-time.After(time.Duration(r.IntN(1500)) * time.Millisecond) // a random moment
		p.kill(t)
	}
}

// prey is a victim that runs.
type prey struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	got   *bufio.Reader
	told  map[string]int // by what its timelines say
	asked map[string]int // by channel
}

func release(t *testing.T, dir string, clock hasty) *prey {
	t.Helper()
	p := &prey{cmd: exec.Command(os.Args[0]), told: map[string]int{}, asked: map[string]int{}}
	p.cmd.Env, p.cmd.Stderr = append(os.Environ(), victimOf+"="+dir, victimSince+"="+strconv.FormatInt(clock.since.UnixNano(), 10)), os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.got = bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() }) // where a test broke off
	return p
}

func (p *prey) write(t *testing.T, line string) {
	t.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		t.Fatal(err)
	}
}

// say has an update published; when it returns the app has taken it.
func (p *prey) say(t *testing.T, title string, phase incident.Phase, text string) {
	t.Helper()
	p.write(t, title+": "+string(phase)+": "+text)
	if line, err := p.got.ReadString('\n'); err != nil || !strings.HasPrefix(line, "queued") {
		t.Fatalf("the app said %q, %v", line, err)
	}
}

func (p *prey) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // killed, as it says
}

// end lets the app publish what is left. What it asks is answered as a person
// does who looks there: what readers see is dropped, what they do not is sent.
func (p *prey) end(t *testing.T, kinds map[string]readers) {
	t.Helper()
	p.write(t, "end")
	timer := time.AfterFunc(20*rig.Deadline, func() { _ = p.cmd.Process.Kill() })
	defer timer.Stop()
	for {
		line, err := p.got.ReadString('\n')
		if err != nil {
			t.Fatalf("the app broke off: %v, %v", err, p.cmd.Wait())
		}
		line = strings.TrimSuffix(line, "\n")
		if line == "idle" {
			break
		}
		question, ok := strings.CutPrefix(line, "asks ")
		if !ok {
			what, n, _ := strings.Cut(line, ": ")
			p.told[what], err = strconv.Atoi(n)
			if err != nil {
				t.Fatalf("the app said %q", line)
			}
			continue
		}
		channel, rest, _ := strings.Cut(question, ": ")
		text, why, _ := strings.Cut(rest, ": ")
		p.asked[channel]++
		answer := "send"
		if kinds[channel].shown(text) > 0 {
			answer = "drop"
		}
		t.Logf("%s asked of %q: %s: %s", channel, text, why, answer)
		p.write(t, answer)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Fatalf("the app ended with %v", err)
	}
}

// compare counts what readers see, and what the timelines say of it.
func (p *prey) compare(t *testing.T, kinds map[string]readers, texts []string) {
	t.Helper()
	for kind, k := range kinds {
		if k.incidents != nil && k.incidents() != 1 {
			t.Errorf("%s: %d incidents were made of one", kind, k.incidents())
		}
		lost, told := 0, 0
		for _, text := range texts {
			seen, said, failed := k.shown(text), p.told["told "+kind+" "+text], p.told["failed "+kind+" "+text]
			told += said
			switch {
			case k.lossy && seen == 0 && failed > 0: // it said that it may be so
				lost++
			case seen != 1:
				t.Errorf("%s: readers see %q %d times", kind, text, seen)
			case p.told["foreign "+kind+" "+text] > 0 && p.asked[kind] == 0:
				t.Errorf("%s: the timeline takes %q for somebody else's", kind, text)
			case said > 1, said == 0 && failed == 0 && p.asked[kind] == 0:
				t.Errorf("%s: the timeline says %d times that %q was published", kind, said, text)
			}
		}
		t.Logf("%-10s %d updates, %d told, asked %d times, %d let be in doubt", kind, len(texts), told, p.asked[kind], lost)
	}
}
