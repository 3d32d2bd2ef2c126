package pager

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/secret"
	"turnaround/internal/fake/cachet"
	"turnaround/internal/rig"
)

// victimOf names, in the environment, the folder of an app that is to be killed.
const victimOf = "TURNAROUND_TEST_VICTIM"

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimOf); dir != "" {
		if err := victim(context.Background(), dir, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// victim is an app that publishes what its input says, a line each, until it is
// killed; at the end of its input it goes on until all is published.
func victim(ctx context.Context, dir string, in io.Reader, out io.Writer) error {
	places := config.Places{Config: filepath.Join(dir, "config.toml")}.WithData(filepath.Join(dir, "data"))
	c, err := config.Load(places.Config)
	if err != nil {
		return err
	}
	p, err := Open(ctx, Options{Places: places, Config: c, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Secrets: &secret.Resolver{Known: &secret.Redactor{}, Ring: noRing{}, Home: dir}})
	if err != nil {
		return err
	}
	rules := p.deskRules(c)
	rules.Hold = 0
	p.Desk.SetRules(rules)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go p.Engine.Run(ctx)
	id, err := p.only(ctx)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		_, err := p.Desk.Publish(ctx, p.Who("command"), id, []outbox.Update{{Channel: "page", Phase: incident.Identified, Title: "Payments fail", Text: lines.Text()}})
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "queued", lines.Text())
	}
	return p.drain(ctx, id, out)
}

// only gives the one incident there is, or declares it.
func (p *Pager) only(ctx context.Context) (incident.ID, error) {
	for row := range p.Desk.Open() {
		return row.ID, nil
	}
	return p.Desk.Declare(ctx, p.Who("command"), "Payments fail", "shop", 2)
}

// drain waits until nothing waits, and tells how often the timeline says that
// something was published.
func (p *Pager) drain(ctx context.Context, id incident.ID, out io.Writer) error {
	moved := make(chan struct{}, 1)
	stop := p.Desk.Listen(func(event.Event) {
		select {
		case moved <- struct{}{}:
		default:
		}
	})
	defer stop()
	for {
		waiting, err := p.Desk.Outbox()
		if err != nil {
			return err
		}
		for _, a := range waiting {
			if a.State == outbox.Asking { // a person looks, and has it sent
				if err := p.Desk.Retry(ctx, a.ID, true); err != nil {
					return err
				}
			}
		}
		if len(waiting) == 0 {
			break
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	detail, err := p.Desk.Show(id, 0)
	if err != nil {
		return err
	}
	said := map[string]int{}
	for _, e := range detail.Entries {
		if e.Kind == incident.KindPublished {
			said[incident.Unpack[incident.Spoken](e).Body]++
		}
	}
	for text, n := range said {
		fmt.Fprintf(out, "told %d %s\n", n, text)
	}
	fmt.Fprintln(out, "idle")
	return nil
}

func TestAnAppThatIsKilledPublishesEachUpdateOnce(t *testing.T) {
	page := cachet.Start(t, time.Now)
	dir := t.TempDir()
	for name, text := range map[string]string{"key": cachet.Key,
		"config.toml": fmt.Sprintf("[me]\nname = \"Robin\"\n[[channel]]\nname = \"page\"\nkind = \"cachet\"\nurl = %q\nsecret = \"file:key\"\nevery = \"5s\"\n", page.URL)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	total, lives := 25, 8
	if os.Getenv("TURNAROUND_SOAK") != "" {
		total, lives = 500, 100
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, seed))
	var texts []string
	for n := range total {
		texts = append(texts, fmt.Sprintf("We are still working on it (%d).", n))
	}
	rest := texts
	for life := range lives {
		batch := rest[:len(rest)/(lives-life)]
		rest = rest[len(batch):]
		p := release(t, dir)
		for _, text := range batch {
			p.say(t, text)
		}
		if life < lives-1 {
			<-time.After(time.Duration(r.IntN(1500)) * time.Millisecond) // a random moment
			p.kill(t)
			continue
		}
		p.end(t)
		for _, text := range texts {
			if n := page.Shown(text); n != 1 {
				t.Errorf("readers see %q %d times", text, n)
			}
			if !strings.Contains(p.out.String(), "told 1 "+text+"\n") {
				t.Errorf("the timeline does not say once that %q was published", text)
			}
		}
	}
	if n := len(page.Incidents()); n != 1 {
		t.Errorf("%d incidents were made of one", n)
	}
}

// prey is a victim that runs.
type prey struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	got *bufio.Reader
	out strings.Builder
}

func release(t *testing.T, dir string) *prey {
	t.Helper()
	p := &prey{cmd: exec.Command(os.Args[0])}
	p.cmd.Env, p.cmd.Stderr = append(os.Environ(), victimOf+"="+dir), os.Stderr
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

// say has an update published; when it returns the app has taken it.
func (p *prey) say(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(p.in, text+"\n"); err != nil {
		t.Fatal(err)
	}
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

// end lets the app publish what is left.
func (p *prey) end(t *testing.T) {
	t.Helper()
	if err := p.in.Close(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(20*rig.Deadline, func() { _ = p.cmd.Process.Kill() })
	defer timer.Stop()
	if _, err := io.Copy(&p.out, p.got); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil || !strings.HasSuffix(p.out.String(), "idle\n") {
		t.Fatalf("the app ended with %v after %q", err, p.out.String())
	}
}
