package publish

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/internal/rig"
	"turnaround/sync/source"
)

// clock moves only when somebody waits.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2030, 3, 4, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

func (c *clock) wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	return ctx.Err()
}

// memory outlives a channel, as the store outlives the app.
type memory struct {
	mu   sync.Mutex
	held map[string][]byte
}

func (m *memory) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.held[key], nil
}

func (m *memory) Save(_ context.Context, key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held == nil {
		m.held = map[string][]byte{}
	}
	m.held[key] = value
	return nil
}

// copyOfApp is one running copy of the app, as far as a channel knows it.
type copyOfApp struct {
	t       testing.TB
	clock   *clock
	memory  *memory
	channel config.Channel
	secret  string
	now     *Channel
	said    []incident.Spoken
	shows   map[string]string
	asked   int
	settle  func()
	count   int
	name    string
	ref     string // the channel's incident, as the timeline knows it; "": not yet
}

func newCopy(t testing.TB, c *clock, ch config.Channel, secret string) *copyOfApp {
	t.Helper()
	a := &copyOfApp{t: t, clock: c, memory: &memory{}, channel: ch, secret: secret, name: "a"}
	a.start()
	t.Cleanup(func() { _ = a.now.Close() })
	return a
}

// start is what happens at the start of the app, after a crash too.
func (a *copyOfApp) start() {
	a.t.Helper()
	made, err := New(Config{Channel: a.channel, Now: a.clock.now, Wait: a.clock.wait, Memory: a.memory,
		Secret: func(context.Context, string) (string, error) { return a.secret, nil },
		Seen:   func(_ context.Context, said []incident.Spoken) error { a.said = said; return nil },
		Shows:  func(c map[string]string) { a.shows = c }})
	if err != nil {
		a.t.Fatal(err)
	}
	a.now = made
}

func (a *copyOfApp) pull() error {
	return a.now.Pull(a.t.Context(), nil, func(incident.Batch) error { return nil })
}

func (a *copyOfApp) id(n int) string { return fmt.Sprintf("01J%s%010d", strings.ToUpper(a.name), n) }

// update is an update that was just queued.
func (a *copyOfApp) update(phase incident.Phase, text string) outbox.Action {
	a.count++
	id := a.id(a.count)
	return outbox.Action{ID: id, Incident: "inc-1", Source: outbox.ChannelSource(a.channel.Name), Verb: outbox.Publish, Created: a.clock.now(),
		Update: &outbox.Update{Publication: "P" + id, Channel: a.channel.Name, Phase: phase, Title: "Payments fail", Subject: "Payments fail", Text: text, Ref: a.ref}}
}

// once acts as the engine does, one time.
func (a *copyOfApp) once(action outbox.Action) (outbox.Outcome, error) {
	return a.now.Act(a.t.Context(), action)
}

// carry acts until the update is through, as engine and person do together: a
// conflict is looked at, what is open there joined, and it is sent all the same.
func (a *copyOfApp) carry(action outbox.Action) outbox.Outcome {
	a.t.Helper()
	var last error
	for range 40 {
		if a.settle != nil {
			a.settle()
		}
		out, err := a.once(action)
		action.Tries++
		after := out.After
		var fault *source.Fault
		if errors.As(err, &fault) {
			after = fault.After
		}
		last = err
		switch {
		case err == nil && (out.Result == outbox.Done || out.Result == outbox.Already):
			return out
		case err == nil && out.Result == outbox.Conflict:
			a.asked++
			action.Forced = true
			if action.Update.Ref == "" {
				action.Update.Ref = out.Ref
			}
		case err == nil && out.Result == outbox.Refused:
			a.t.Fatalf("%s: refused: %s", action.ID, out.Text)
		}
		_ = a.clock.wait(context.Background(), max(after, 2*time.Second))
	}
	a.t.Fatalf("%s was not published: %v", action.ID, last)
	return outbox.Outcome{}
}

// httpWrite tells requests that change something.
func httpWrite(chunk []byte) bool {
	for _, verb := range []string{"POST ", "PATCH ", "PUT "} {
		if strings.HasPrefix(string(chunk), verb) {
			return true
		}
	}
	return false
}

// through lays a breaking line to the server of an address.
func through(t testing.TB, address string) (*rig.Breaker, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	b := rig.NewBreaker(t, u.Host, httpWrite)
	u.Host = b.Addr
	return b, u.String()
}

// publications is how many each kind is put through.
func publications() int {
	if os.Getenv("TURNAROUND_SOAK") != "" {
		return 500
	}
	return 25
}

var phases = []incident.Phase{incident.Investigating, incident.Identified, incident.Monitoring}

// underFaults publishes from one copy of the app over a breaking line, with
// crashes, while a second copy publishes for the same incident over a whole one.
// It gives the texts.
func underFaults(t *testing.T, one, two *copyOfApp, line *rig.Breaker) []string {
	t.Helper()
	seed := uint64(20300304)
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	var texts []string
	first := one.update(incident.Investigating, "We are looking into it (one 0).")
	texts = append(texts, first.Update.Text)
	one.ref = one.carry(first).Ref
	var other sync.WaitGroup
	done := make(chan struct{})
	total := publications()
	if two != nil {
		two.name = "b"
		for n := range total / 5 {
			texts = append(texts, fmt.Sprintf("We keep looking (two %d).", n))
		}
		own := texts[1:]
		other.Go(func() {
			defer close(done)
			for _, text := range own {
				two.ref = two.carry(two.update(incident.Identified, text)).Ref
			}
		})
	}
	for n := 1; n < total; n++ {
		text := fmt.Sprintf("We are still working on it (one %d).", n)
		texts = append(texts, text)
		line.Arm(rig.Fault(r.IntN(4)))
		action := one.update(phases[r.IntN(len(phases))], text)
		if r.IntN(3) == 0 {
			// The app dies in the middle, whatever has happened until then.
			_, _ = one.once(action)
			_ = one.now.Close()
			one.start()
		}
		one.carry(action)
	}
	other.Wait()
	return texts
}
