package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/instance"
	"turnaround/internal/rig"
)

// app is one installation of the program: a person's folders and environment.
type app struct {
	home    string
	config  string
	data    string
	runtime string
	env     []string
	process *rig.Process // of the last watch
}

// settings are what every configuration here begins with. Nothing plays a
// sound, and the key is kept in a file, since there is no keyring.
const settings = `
[me]
name = "Anna"
[duty]
mode = "always"
[storage]
key = "file"
[page]
sound = "off"
`

// newApp makes an installation with sources (TOML); env replaces the
// environment, which has no desktop.
func newApp(t testing.TB, sources string, env ...string) *app {
	t.Helper()
	// Short: the path of a Unix socket has room for 108 bytes.
	home, err := os.MkdirTemp("", "turnaround-home-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(home); err != nil {
			t.Errorf("remove a home: %v", err)
		}
	})
	a := &app{home: home, config: filepath.Join(home, "config.toml"), data: filepath.Join(home, "data"),
		runtime: filepath.Join(home, "run")}
	if err := os.Mkdir(a.runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	a.configure(t, sources)
	if len(env) == 0 {
		env = rig.Environment(t)
	}
	for _, entry := range env {
		if !strings.HasPrefix(entry, "XDG_") && !strings.HasPrefix(entry, "TURNAROUND_") && !strings.HasPrefix(entry, "HOME=") {
			a.env = append(a.env, entry)
		}
	}
	a.env = append(a.env, "HOME="+home, "XDG_RUNTIME_DIR="+a.runtime, "TURNAROUND_CONFIG="+a.config,
		"TURNAROUND_DATA="+a.data, "MAIL_PASSWORD=correct horse", "TZ=UTC")
	return a
}

func (a *app) configure(t testing.TB, sources string) {
	t.Helper()
	if err := os.WriteFile(a.config, []byte(settings+sources), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (a *app) command(args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env, cmd.Dir = a.env, a.home
	return cmd
}

// watch starts the pager and waits until it answers.
func (a *app) watch(t testing.TB) {
	t.Helper()
	a.process = rig.Start(t, a.command("watch"))
	a.process.AwaitLine(t, "Watching")
}

// result is what a command printed and how it ended.
type result struct {
	out, errs string
	code      int
}

func (a *app) run(t testing.TB, args ...string) result {
	t.Helper()
	return finish(t, a.command(args...))
}

func finish(t testing.TB, cmd *exec.Cmd) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), rig.Deadline)
	defer cancel()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
	defer stop()
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("%q: %v, %v\n%s", cmd.Args[1:], err, ctx.Err(), errs.String())
	}
	return result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// must runs a command that has to succeed and reads the JSON it prints into
// answer, if that is not nil.
func (a *app) must(t testing.TB, answer any, args ...string) {
	t.Helper()
	if answer != nil {
		args = append(args, "--json")
	}
	r := a.run(t, args...)
	if r.code != 0 {
		t.Fatalf("turnaround %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.errs)
	}
	if answer == nil {
		return
	}
	if err := json.Unmarshal([]byte(r.out), answer); err != nil {
		t.Fatalf("turnaround %s: %v in\n%s", strings.Join(args, " "), err, r.out)
	}
}

// item, sheet, source and action are what the commands print as JSON.
type item struct {
	ID             string    `json:"id"`
	Number         int       `json:"number"`
	Title          string    `json:"title"`
	Severity       int       `json:"severity"`
	Status         string    `json:"status"`
	Source         string    `json:"source"`
	Service        string    `json:"service"`
	StartedAt      time.Time `json:"started_at"`
	AcknowledgedAt time.Time `json:"acknowledged_at"`
	AcknowledgedBy string    `json:"acknowledged_by"`
	SnoozedUntil   time.Time `json:"snoozed_until"`
	Alerts         int       `json:"alerts"`
	Firing         int       `json:"firing"`
	Flaps          int       `json:"flaps"`
}

type sheet struct {
	item
	Timeline []struct {
		ID, Kind, By, Via, Text string
	} `json:"timeline"`
	AlertList []struct {
		Fingerprint string            `json:"fingerprint"`
		Firing      bool              `json:"firing"`
		Labels      map[string]string `json:"labels"`
		Sources     []string          `json:"sources"`
	} `json:"alert_list"`
	Waiting []action `json:"waiting"`
}

// has counts the lines of a kind in the timeline.
func (s sheet) has(kind string) int {
	n := 0
	for _, line := range s.Timeline {
		if line.Kind == kind {
			n++
		}
	}
	return n
}

type action struct {
	ID       string `json:"id"`
	Incident string `json:"incident"`
	Verb     string `json:"verb"`
	State    string `json:"state"`
	Tries    int    `json:"tries"`
	Error    string `json:"last_error"`
}

type source struct {
	Name        string    `json:"name"`
	State       string    `json:"state"`
	LastContact time.Time `json:"last_contact"`
	Misses      int       `json:"misses"`
	Error       string    `json:"error"`
	Latency     float64   `json:"latency_seconds"`
}

// ask speaks to the running app as the commands do, without the cost of a
// process; it is for waiting.
func (a *app) ask(method string, params, answer any) error {
	ctx, cancel := context.WithTimeout(context.Background(), rig.Deadline)
	defer cancel()
	client, err := instance.Dial(ctx, instance.Place{Data: a.data, Runtime: a.runtime})
	if err != nil {
		return err
	}
	return errors.Join(client.Call(ctx, method, params, answer, nil), client.Close())
}

// list gives the incidents that fit a query.
func (a *app) list(query string) ([]item, error) {
	var answer struct {
		Items []item
	}
	err := a.ask("list", map[string]any{"Query": query}, &answer)
	return answer.Items, err
}

// sync has the running app read its sources now.
func (a *app) sync(t testing.TB) {
	t.Helper()
	if err := a.ask("sync", struct{}{}, nil); err != nil {
		t.Fatalf("sync: %v", err)
	}
}

// await waits for the one incident of a title to fit.
func (a *app) await(t testing.TB, what, title string, fits func(item) bool) item {
	t.Helper()
	var found item
	var last string
	ok := poll(func() bool {
		items, err := a.list("status:all")
		last = fmt.Sprintf("%+v, %v", items, err)
		for _, one := range items {
			if one.Title == title && fits(one) {
				found = one
				return true
			}
		}
		return false
	})
	if !ok {
		t.Fatalf("waited in vain for %s: %s", what, last)
	}
	return found
}

func listed(item) bool           { return true }
func acknowledged(one item) bool { return one.Status == "acknowledged" }
func triggered(one item) bool    { return one.Status == "triggered" }
func resolved(one item) bool     { return one.Status == "resolved" }
func (a *app) show(t testing.TB, id string) (s sheet) {
	t.Helper()
	a.must(t, &s, "show", id, "--alerts", "1000")
	return s
}

// source gives the state of the named source.
func (a *app) source(t testing.TB, name string) source {
	t.Helper()
	var all []source
	a.must(t, &all, "sources")
	for _, s := range all {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no source %s in %+v", name, all)
	return source{}
}

// met waits until the app has read every source once.
func (a *app) met(t testing.TB) {
	t.Helper()
	var all []source
	ok := poll(func() bool {
		if a.ask("sources", struct{}{}, &all) != nil {
			return false
		}
		for _, s := range all {
			if s.State != "ok" {
				return false
			}
		}
		return len(all) > 0
	})
	if !ok {
		t.Fatalf("the sources were not reached: %+v", all)
	}
}

// poll asks until done or the rig's deadline has passed, less often than the
// rig does: other tests need the processors.
func poll(done func() bool) bool { return pollFor(rig.Deadline, done) }

func pollFor(within time.Duration, done func() bool) bool {
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(within); time.Now().Before(end); <-tick.C {
		if done() {
			return true
		}
	}
	return done()
}

func awaitThat(t testing.TB, what string, done func() bool) {
	t.Helper()
	if !poll(done) {
		t.Fatalf("waited in vain for %s", what)
	}
}

// atAlertmanager is a source of an Alertmanager behind an address.
func atAlertmanager(url string) string {
	return fmt.Sprintf(`
[[source]]
name = "am"
profile = "alertmanager"
url = %q
every = "5s"
allow = ["ack", "snooze"]
params = { restart_hold = "2s" }
`, url)
}

// atDovecot is a source of a mailbox that is never polled, only watched.
func atDovecot(address string) string {
	return fmt.Sprintf(`
[[source]]
name = "mail"
profile = "imap"
url = "imap://alerts%%40example.org@%s/Alerts"
every = "1h"
secret = "env:MAIL_PASSWORD"
allow = ["ack"]
tls = { plain = true }
`, address)
}
