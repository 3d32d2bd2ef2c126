package health

import (
	"context"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/incident"
	"turnaround/app/page"
)

// The parts fit as they are.
var (
	_ page.Health = (*Tracker)(nil)
	_ page.Duty   = (*duty.Duty)(nil)
)

// empty is a board without incidents.
type empty struct{}

func (empty) Subjects() iter.Seq[page.Subject]                      { return func(func(page.Subject) bool) {} }
func (empty) Subject(incident.ID) (page.Subject, bool)              { return page.Subject{}, false }
func (empty) Rings() (map[string]page.Ring, error)                  { return nil, nil }
func (empty) SaveRings(context.Context, map[string]page.Ring) error { return nil }
func (empty) Listen(func()) func()                                  { return func() {} }
func (empty) Notified(context.Context, []incident.ID, time.Time, string) error {
	return nil
}

// ear hears what rings.
type ear struct {
	mu    sync.Mutex
	heard []string
}

func (e *ear) Notify(_ context.Context, n page.Note) (page.Receipt, error) {
	return page.Receipt{Backend: "dbus", Shown: true}, e.hear("ring " + n.Title)
}
func (e *ear) Withdraw(_ context.Context, key string) error { return e.hear("gone " + key) }
func (e *ear) Hush(string)                                  {}

func (e *ear) hear(what string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, what)
	return nil
}

func (e *ear) take() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	heard := e.heard
	e.heard = nil
	return heard
}

// TestPagingOverLosingContact runs the real loop over the real tracker and
// the real duty, with a wall clock that can jump as in sleep.
func TestPagingOverLosingContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		policy, err := page.NewPolicy(config.Page{}, config.Quiet{}, func() *time.Location { return time.UTC })
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		slept := time.Duration(0)
		now := func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return time.Now().Add(slept)
		}
		oncall, err := duty.New(duty.Config{Duty: config.Duty{Mode: duty.Always}, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		var loop *page.Loop
		tracker := New(Config{Zone: func() *time.Location { return time.UTC }, Changed: func(string) { loop.Poke() }})
		tracker.Watch(Source{Name: "eu-prod"})
		tracker.Watch(Source{Name: "mail"})
		e := &ear{}
		loop = page.New(page.LoopConfig{Board: empty{}, Notifier: e, Duty: oncall, Health: tracker, Policy: policy,
			Now: now, Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- loop.Run(ctx) }()
		defer func() {
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}()
		poll := func(d time.Duration, lost ...string) {
			for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(15 * time.Second) {
				for _, name := range []string{"eu-prod", "mail"} {
					if slices.Contains(lost, name) {
						tracker.Lost(name, now(), Miss{Why: "connection refused", Network: true})
					} else {
						tracker.Made(name, now(), Made{})
					}
				}
			}
			synctest.Wait()
		}
		expect := func(when string, want ...string) {
			t.Helper()
			got := e.take()
			if len(got) != len(want) {
				t.Fatalf("%s: %q, want %q", when, got, want)
			}
			for n := range want {
				if !strings.HasPrefix(got[n], want[n]) {
					t.Fatalf("%s: %q, want %q", when, got, want)
				}
			}
		}
		poll(5 * time.Minute)
		poll(9*time.Minute, "eu-prod")
		expect("nine minutes without contact")
		poll(time.Hour, "eu-prod")
		expect("an hour without contact", "ring No contact with eu-prod since 00:04")
		poll(time.Minute)
		expect("back in contact", "gone contact/eu-prod")
		mu.Lock()
		slept = 9 * time.Hour
		mu.Unlock()
		poll(90*time.Second, "eu-prod", "mail")
		poll(time.Hour)
		expect("the network takes a while after sleep")
		poll(20*time.Minute, "eu-prod", "mail")
		expect("the own network is down", "ring No contact with any source")
		poll(time.Minute)
		expect("and up again", "gone contact/")
	})
}
