package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/instance"
	"turnaround/internal/rig"
	"turnaround/sync/drill"
)

// shell runs commands in this process as a person without a terminal would,
// with files of its own.
type shell struct {
	t        testing.TB
	dir      string
	input    string
	patience time.Duration
}

func newShell(t *testing.T, config string) *shell {
	t.Helper()
	s := &shell{t: t, dir: t.TempDir(), patience: rig.Deadline}
	for name, value := range map[string]string{
		"TURNAROUND_CONFIG": s.path("config.toml"), "TURNAROUND_DATA": s.path("data"), "TURNAROUND_PASSPHRASE": "",
		"HOME": s.dir, "XDG_CONFIG_HOME": "", "XDG_RUNTIME_DIR": s.path("run"), "DBUS_SESSION_BUS_ADDRESS": "", "NO_COLOR": "",
	} {
		t.Setenv(name, value)
	}
	if err := os.Mkdir(s.path("run"), 0o700); err != nil {
		t.Fatal(err)
	}
	if config != "" {
		s.write("config.toml", config)
	}
	return s
}

func (s *shell) path(name string) string { return filepath.Join(s.dir, name) }

func (s *shell) write(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// run gives what a command printed and its exit code.
func (s *shell) run(args ...string) (out, errs string, code int) {
	s.t.Helper()
	var o, e heard // several goroutines write
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	code = (&cli{patience: s.patience, out: &o, errs: &e, in: strings.NewReader(s.input)}).main(ctx, args)
	return o.String(), e.String(), code
}

// ok runs a command that has to go well.
func (s *shell) ok(args ...string) string {
	s.t.Helper()
	out, errs, code := s.run(args...)
	if code != exitOK {
		s.t.Fatalf("turnaround %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// json runs a command with --json and decodes what it prints, which is one value.
func (s *shell) json(v any, args ...string) {
	s.t.Helper()
	out := s.ok(append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), v); err != nil {
		s.t.Fatalf("turnaround %s --json: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// declare opens an incident and gives its number.
func (s *shell) declare(title string) string {
	s.t.Helper()
	var item Item
	s.json(&item, "declare", title)
	return num(item)
}

func num(i Item) string { return json.Number(jsonText(i.Number)).String() }

func jsonText(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // numbers and strings marshal
	}
	return string(raw)
}

// both runs a test alone and again beside a running watch.
func both(t *testing.T, config string, test func(t *testing.T, s *shell)) {
	t.Run("alone", func(t *testing.T) { test(t, newShell(t, config)) })
	t.Run("through the socket", func(t *testing.T) {
		s := newShell(t, config)
		s.watch()
		test(t, s)
	})
}

// watch starts the pager and waits until it answers; it ends with the test.
func (s *shell) watch() *heard {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	screen := &heard{}
	done := make(chan int, 1)
	go func() {
		done <- (&cli{patience: s.patience, out: screen, errs: screen, in: strings.NewReader("")}).main(ctx, []string{"watch", "--notify", "terminal"})
	}()
	s.t.Cleanup(func() {
		cancel()
		select {
		case code := <-done:
			if code != exitOK {
				s.t.Errorf("watch ended with %d:\n%s", code, screen)
			}
		case <-time.After(rig.Deadline):
			s.t.Error("watch did not end")
		}
	})
	rig.Await(s.t, "watch to answer", func() bool {
		client, err := instance.Dial(ctx, instance.Place{Data: os.Getenv("TURNAROUND_DATA"), Version: Version})
		if err != nil {
			return false
		}
		return client.Close() == nil
	})
	return screen
}

// heard is a screen two goroutines share.
type heard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(p)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// alertmanager is a practice server with its entry for the configuration.
func alertmanager(t *testing.T) (*drill.Alertmanager, string) {
	t.Helper()
	am, err := drill.StartAlertmanager(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := am.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return am, "[me]\nname = \"Robin Planted\"\n[[source]]\nname = \"eu-prod\"\nprofile = \"alertmanager\"\nurl = \"" + am.URL() +
		"\"\nevery = \"5s\"\nallow = [\"ack\", \"snooze\"]\n"
}
