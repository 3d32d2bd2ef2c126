package pager

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/page"
	"turnaround/app/secret"
	"turnaround/internal/rig"
	"turnaround/sync/drill"
)

// bell is where pages of a test go.
type bell struct {
	mu    sync.Mutex
	rings map[string]int // by title
}

func (b *bell) Notify(_ context.Context, n page.Note) (page.Receipt, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rings[n.Title]++
	return page.Receipt{Backend: "terminal", Shown: true, At: time.Now()}, nil
}

func (b *bell) Withdraw(context.Context, string) error { return nil }
func (b *bell) Hush(string)                            {}

// of counts the rings whose title holds a word.
func (b *bell) of(word string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for title, rings := range b.rings {
		if strings.Contains(title, word) {
			n += rings
		}
	}
	return n
}

// live is a pager that runs over files of its own.
type live struct {
	*testing.T
	*Pager
	bell   *bell
	config config.Config
}

// quick is how often the sources of a test are read.
const quick = config.Duration(30 * time.Millisecond)

func at(name, url string) config.Source {
	return config.Source{Name: name, Profile: "alertmanager", URL: config.URLs{url}, Every: quick,
		Timeout: config.DefaultTimeout, AckFor: config.DefaultAckFor, Allow: []string{"ack"}}
}

// open makes a pager that does not run yet.
func open(t *testing.T, sources ...config.Source) *live {
	t.Helper()
	dir := t.TempDir()
	places := config.Places{Config: filepath.Join(dir, "config.toml")}.WithData(filepath.Join(dir, "data"))
	c := config.Defaults()
	c.Me.Name, c.Duty.Mode, c.Sources = "Robin", config.DutyAlways, sources
	c.Origin = make([]config.Origin, len(sources))
	l := &live{T: t, bell: &bell{rings: map[string]int{}}, config: c}
	var err error
	l.Pager, err = Open(t.Context(), Options{Places: places, Config: c, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Secrets: &secret.Resolver{Known: &secret.Redactor{}, Ring: noRing{}, Home: dir}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Pager.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// start makes a pager and runs it until the test ends.
func start(t *testing.T, sources ...config.Source) *live {
	t.Helper()
	l := open(t, sources...)
	if err := l.PageTo(l.bell, nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Pager.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(rig.Deadline):
			t.Error("the pager did not end")
		}
	})
	for _, s := range sources {
		l.contact(s.Name)
	}
	return l
}

// noRing is a computer without a keyring.
type noRing struct{}

func (noRing) Get(context.Context, string) (string, error) { return "", secret.ErrUnavailable }
func (noRing) Set(context.Context, string, string) error   { return secret.ErrUnavailable }
func (noRing) Delete(context.Context, string) error        { return secret.ErrUnavailable }

// practice starts a practice Alertmanager.
func practice(t *testing.T) *drill.Alertmanager {
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
	return am
}

// fires lets an alert fire.
func fires(am *drill.Alertmanager, name string) {
	am.Fire(map[string]string{"alertname": name, "severity": "critical"}, map[string]string{"summary": name})
}

// until waits for something that changes with the pager's events.
func (l *live) until(what string, holds func() bool) {
	l.Helper()
	changed := make(chan struct{}, 1)
	stop := l.Desk.Listen(func(event.Event) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	defer stop()
	deadline := time.NewTimer(rig.Deadline)
	defer deadline.Stop()
	look := time.NewTicker(20 * time.Millisecond) // not all of it is an event
	defer look.Stop()
	for !holds() {
		select {
		case <-changed:
		case <-look.C:
		case <-deadline.C:
			l.Fatalf("waited in vain for %s", what)
		}
	}
}

// contact waits until a source answers from now on.
func (l *live) contact(name string) {
	l.Helper()
	since := time.Now()
	l.until("contact with "+name, func() bool {
		s := l.state(name)
		return s.State == health.OK && s.LastContact.After(since)
	})
}

func (l *live) state(name string) health.Status {
	for _, s := range l.Health().Sources {
		if s.Name == name {
			return s
		}
	}
	return health.Status{}
}

// incident waits for the open incident of a title.
func (l *live) incident(title string) (found incident.ID) {
	l.Helper()
	l.until("incident "+title, func() bool {
		for row := range l.Desk.Open() {
			if strings.Contains(row.Title, title) {
				found = row.ID
				return true
			}
		}
		return false
	})
	return found
}

// change reconfigures by an edit of the present configuration.
func (l *live) change(edit func(*config.Config)) Change {
	l.Helper()
	c := l.config
	c.Sources = append([]config.Source(nil), c.Sources...)
	edit(&c)
	c.Origin = make([]config.Origin, len(c.Sources))
	change, err := l.Reconfigure(l.Context(), c)
	if err != nil {
		l.Fatal(err)
	}
	l.config = c
	return change
}

func (l *live) write(text string) {
	l.Helper()
	if err := os.WriteFile(l.Places().Config, []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
}

// text is a configuration file of one Alertmanager.
func fileOf(url string) string {
	return fmt.Sprintf("# mine\n[me]\nname = \"Robin\" # me\n[duty]\nmode = \"always\"\n[[source]]\nname = \"eu\"\nprofile = \"alertmanager\"\nurl = %q\nevery = \"5s\"\n", url)
}
