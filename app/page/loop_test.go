package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	"turnaround/app/incident"
)

// board keeps what the loop saves as JSON, as a store does.
type board struct {
	mu       sync.Mutex
	subjects map[incident.ID]Subject
	saved    map[string][]byte
	notified []string
	listen   func()
	scans    atomic.Int32
	fail     error
}

func newBoard() *board {
	return &board{subjects: map[incident.ID]Subject{}, saved: map[string][]byte{}}
}

func (b *board) Subjects() iter.Seq[Subject] {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scans.Add(1)
	return func(yield func(Subject) bool) {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, s := range b.subjects {
			if s.Status != incident.Resolved && !yield(s) {
				return
			}
		}
	}
}

func (b *board) Subject(id incident.ID) (Subject, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.subjects[id]
	return s, ok
}

func (b *board) Rings() (map[string]Ring, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return nil, b.fail
	}
	rings := map[string]Ring{}
	for key, raw := range b.saved {
		var r Ring
		if err := json.Unmarshal(raw, &r); err != nil {
			return nil, err
		}
		rings[key] = r
	}
	return rings, nil
}

func (b *board) SaveRings(_ context.Context, changed map[string]Ring) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return b.fail
	}
	for key, r := range changed {
		if r == (Ring{}) {
			delete(b.saved, key)
			continue
		}
		raw, err := json.Marshal(r)
		if err != nil {
			return err
		}
		b.saved[key] = raw
	}
	return nil
}

func (b *board) Notified(_ context.Context, ids []incident.ID, _ time.Time, text string) error {
	b.mu.Lock()
	for _, id := range ids {
		b.notified = append(b.notified, string(id)+": "+text)
	}
	b.mu.Unlock()
	b.changed()
	return nil
}

func (b *board) Listen(f func()) func() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listen = f
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.listen = func() {}
	}
}

func (b *board) changed() {
	b.mu.Lock()
	f := b.listen
	b.mu.Unlock()
	if f != nil {
		f()
	}
}

func (b *board) put(s Subject) {
	b.mu.Lock()
	b.subjects[s.ID] = s
	b.mu.Unlock()
	b.changed()
}

func (b *board) set(id incident.ID, change func(*Subject)) {
	b.mu.Lock()
	s := b.subjects[id]
	change(&s)
	b.subjects[id] = s
	b.mu.Unlock()
	b.changed()
}

// bell writes down what it is asked to do.
type bell struct {
	mu    sync.Mutex
	start time.Time
	lines []string
	notes []Note
	err   error
	quiet bool // no device plays
}

func (b *bell) note(line string) {
	b.lines = append(b.lines, fmt.Sprintf("%s %s", time.Since(b.start).Round(time.Millisecond), line))
}

func (b *bell) Notify(_ context.Context, n Note) (Receipt, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		b.note("fails " + short(n.Key))
		return Receipt{}, b.err
	}
	b.notes = append(b.notes, n)
	b.note("ring " + short(n.Key))
	return Receipt{Backend: "dbus", Shown: true, Buttons: true, Heard: n.Sound != "" && !b.quiet, Sound: "pulse"}, nil
}

func (b *bell) Withdraw(_ context.Context, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.note("gone " + short(key))
	return nil
}

func (b *bell) Hush(string) {}

// take gives the lines since the last take.
func (b *bell) take() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	lines := b.lines
	b.lines = nil
	return lines
}

func (b *bell) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

type always bool

func (a always) On(time.Time) duty.State {
	return duty.State{OnCall: bool(a), Why: "as configured"}
}

// health is settled when told so.
type health struct {
	mu      sync.Mutex
	settled time.Time
	alarms  []Alarm
	woke    int
}

func (h *health) Alarms(time.Time) ([]Alarm, time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.alarms), time.Time{}
}

func (h *health) Settled(since time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.settled.After(since)
}

func (h *health) Woke(time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.woke++
}

func (h *health) settle(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.settled = at
}

// rig is a running loop in virtual time.
type rig struct {
	*Loop
	board   *board
	bell    *bell
	health  *health
	presses chan Press
	shift   time.Duration // of the wall clock
	mu      sync.Mutex
	stop    func()
}

func start(t *testing.T, b *board, change ...func(*LoopConfig)) *rig {
	t.Helper()
	p, err := NewPolicy(config.Page{}, config.Quiet{}, func() *time.Location { return time.UTC })
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{board: b, bell: &bell{start: time.Now()}, health: &health{}, presses: make(chan Press)}
	c := LoopConfig{Board: b, Notifier: r.bell, Duty: always(true), Policy: p, Presses: r.presses,
		Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time {
			r.mu.Lock()
			defer r.mu.Unlock()
			return time.Now().Add(r.shift)
		},
		Ack: func(_ context.Context, id incident.ID) error {
			b.set(id, func(s *Subject) { s.Status, s.AckedAt = incident.Acknowledged, time.Now() })
			return nil
		},
	}
	for _, f := range change {
		f(&c)
	}
	r.Loop = New(c)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	r.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the loop ended with %v", err)
		}
	}
	synctest.Wait()
	return r
}

// jump sets the wall clock.
func (r *rig) jump(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shift += d
}

func (r *rig) expect(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	if got := r.bell.take(); !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
}

func critical(id string) Subject {
	return Subject{ID: incident.ID(id), Title: "HighErrorRate", Service: "checkout", Source: "eu-prod", Severity: 1,
		Status: incident.Triggered, RingSince: time.Now(), Firing: 1}
}

func TestLoopRingsAtOnceRepeatsAndStopsAtThePress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, newBoard())
		defer r.stop()
		time.Sleep(time.Second)
		r.board.put(critical("a"))
		r.expect(t, "1s ring a")
		time.Sleep(2 * time.Minute)
		r.expect(t, "1m1s ring a", "2m1s ring a")
		r.presses <- Press{Key: IncidentKey("a"), Incident: "a", Action: ActionAcknowledge}
		time.Sleep(time.Second)
		r.expect(t, "2m1.01s gone a")
		time.Sleep(time.Hour)
		r.expect(t)
		if want := []string{"a: Notified with sound"}; !slices.Equal(r.board.notified, want) {
			t.Errorf("timeline %q, want %q", r.board.notified, want)
		}
	})
}

func TestLoopCostsNothingWhenNothingIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := start(t, b)
		defer r.stop()
		old := critical("old")
		old.RingSince = time.Time{}
		b.put(old)
		time.Sleep(time.Minute)
		before := b.scans.Load()
		time.Sleep(24 * time.Hour)
		if b.scans.Load() != before {
			t.Errorf("%d decisions in an idle day", b.scans.Load()-before)
		}
	})
}

func TestLoopTakesAStormInFewDecisions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := start(t, b)
		defer r.stop()
		before := b.scans.Load()
		for n := range 10_000 {
			b.put(critical(fmt.Sprint("s", n)))
			if n%100 == 99 {
				time.Sleep(100 * time.Millisecond)
			}
		}
		time.Sleep(20 * time.Second)
		synctest.Wait()
		rings := r.bell.take()
		if calls := slices.DeleteFunc(rings, func(l string) bool { return strings.Contains(l, "gone") }); len(calls) > 5 {
			t.Errorf("%d notifications: %q", len(calls), calls)
		}
		if got := b.scans.Load() - before; got > 250 {
			t.Errorf("%d decisions for 10,000 events", got)
		}
		if last := r.bell.notes[len(r.bell.notes)-1]; !strings.HasPrefix(last.Title, "10000 ") {
			t.Errorf("the last note says %q", last.Title)
		}
		if rings, err := b.Rings(); err != nil || len(rings) != 10_001 {
			t.Errorf("%d rings remembered, %v", len(rings), err)
		}
	})
}

func TestLoopSurvivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := start(t, b)
		time.Sleep(time.Second)
		b.put(critical("a"))
		minor := critical("m")
		minor.Severity = incident.Minor
		b.put(minor)
		time.Sleep(time.Second)
		r.stop()
		time.Sleep(20 * time.Second)
		r = start(t, b)
		defer r.stop()
		r.expect(t)
		time.Sleep(2 * time.Minute)
		r.expect(t, "39s ring a", "1m39s ring a")
	})
}

func TestLoopWaitsForTheSourcesAfterWaking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		h := &health{}
		h.settle(time.Now().Add(time.Hour))
		r := start(t, b, func(c *LoopConfig) { c.Health = h })
		defer r.stop()
		time.Sleep(time.Second)
		b.put(critical("a"))
		r.expect(t, "1s ring a")
		// Eight hours of sleep: the wall clock runs, the steady one does not.
		r.jump(8 * time.Hour)
		b.put(critical("b"))
		b.put(critical("c"))
		r.expect(t)
		time.Sleep(30 * time.Second)
		b.set("a", func(s *Subject) { s.Status = incident.Resolved })
		r.expect(t, "31s gone a")
		h.settle(r.Now().Add(time.Hour))
		b.changed()
		time.Sleep(time.Second)
		r.expect(t, "31.01s ring group")
		if h.woke != 2 { // the start, the sleep
			t.Errorf("health was told %d times", h.woke)
		}
	})
}

func TestLoopRingsAfterTwoMinutesThoughASourceStaysSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		b.put(critical("a"))
		r := start(t, b, func(c *LoopConfig) { c.Health = &health{} })
		defer r.stop()
		time.Sleep(3 * time.Minute)
		r.expect(t, "2m0s ring a", "3m0s ring a")
	})
}

func TestLoopNoticesSleepWithoutAnyEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := start(t, b)
		defer r.stop()
		b.put(critical("a"))
		for range 10 {
			time.Sleep(time.Minute)
		}
		r.bell.take()
		time.Sleep(30 * time.Second)
		// In the slow phase, ten minutes apart, when the lid closes for an hour.
		r.jump(time.Hour)
		time.Sleep(time.Minute)
		if got := r.bell.take(); len(got) != 1 {
			t.Errorf("within a minute of waking: %q", got)
		}
	})
}

func TestLoopClockSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := start(t, b)
		defer r.stop()
		b.put(critical("a"))
		time.Sleep(90 * time.Second)
		r.bell.take()
		r.jump(-5 * time.Hour)
		time.Sleep(4 * time.Minute)
		if got := r.bell.take(); len(got) < 3 || len(got) > 4 {
			t.Errorf("four minutes after the clock was set back: %q", got)
		}
	})
}

func TestLoopTriesAgainWhenNothingCanShowTheNote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := start(t, b)
		defer r.stop()
		r.bell.fail(errors.New("no server"))
		minor := critical("m")
		minor.Severity = incident.Minor
		b.put(minor)
		time.Sleep(40 * time.Second)
		r.bell.fail(nil)
		time.Sleep(time.Hour)
		r.expect(t, "10ms fails m", "30.01s fails m", "1m0.01s ring m")
		if want := []string{"m: Notified without sound"}; !slices.Equal(b.notified, want) {
			t.Errorf("timeline %q, want %q", b.notified, want)
		}
	})
}

func TestLoopRingsThoughTheDiskIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		b.fail = errors.New("no space left")
		r := start(t, b)
		defer r.stop()
		time.Sleep(time.Second)
		b.put(critical("a"))
		time.Sleep(time.Minute)
		r.expect(t, "1s ring a", "1m1s ring a")
	})
}

func TestPressesOnTheGroupAcknowledgeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		var opened []incident.ID
		r := start(t, b, func(c *LoopConfig) { c.Open = func(id incident.ID) { opened = append(opened, id) } })
		defer r.stop()
		r.presses <- Press{Key: GroupKey, Action: ActionAcknowledge}
		r.presses <- Press{Key: IncidentKey("a"), Incident: "a", Action: ActionOpen}
		r.presses <- Press{Key: "x", Action: "explode"}
		synctest.Wait()
		if !slices.Equal(opened, []incident.ID{"", "a"}) {
			t.Errorf("opened %q", opened)
		}
	})
}

func TestAPromisesNoteOpensWhereCustomersAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened, written []incident.ID
		r := start(t, newBoard(), func(c *LoopConfig) {
			c.Open = func(id incident.ID) { opened = append(opened, id) }
			c.Write = func(id incident.ID) { written = append(written, id) }
		})
		defer r.stop()
		r.presses <- Press{Key: UpdateKey("due", time.Now()), Incident: "due", Action: ActionOpen}
		r.presses <- Press{Key: IncidentKey("fires"), Incident: "fires", Action: ActionOpen}
		synctest.Wait()
		if !slices.Equal(written, []incident.ID{"due"}) || !slices.Equal(opened, []incident.ID{"fires"}) {
			t.Errorf("opened %q, and to write %q", opened, written)
		}
	})
}

func TestFailedAcknowledgementIsToldAndKeepsRinging(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := start(t, b, func(c *LoopConfig) {
			c.Ack = func(context.Context, incident.ID) error { return errors.New("disk full") }
		})
		defer r.stop()
		time.Sleep(time.Second)
		b.put(critical("a"))
		time.Sleep(time.Second)
		r.presses <- Press{Key: IncidentKey("a"), Incident: "a", Action: ActionAcknowledge}
		time.Sleep(time.Minute)
		r.expect(t, "1s ring a", "2s ring failed/a", "1m1s ring a")
	})
}

func TestAlarmIsAcknowledgedByPressOrCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &health{}
		h.settle(time.Now().Add(1000 * time.Hour))
		key := HeartbeatKey("eu-prod", "Watchdog")
		h.alarms = []Alarm{{Key: key, Kind: KindHeartbeat, Severity: 1, Title: "No heartbeat", Since: time.Now()}}
		r := start(t, newBoard(), func(c *LoopConfig) { c.Health = h })
		defer r.stop()
		r.expect(t, "0s ring "+key)
		if err := r.Acknowledge(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2*time.Hour - time.Second)
		r.expect(t, "0s gone "+key)
		time.Sleep(2 * time.Second)
		if got := r.bell.take(); len(got) != 1 {
			t.Errorf("when the acknowledgement is old: %q", got)
		}
	})
}

// meta is a map; the test page is the only one that uses it.
type meta map[string][]byte

func (m meta) Load(_ context.Context, key string) ([]byte, error) { return m[key], nil }
func (m meta) Save(_ context.Context, key string, v []byte) error { m[key] = v; return nil }

func TestTestPageTellsHopByHop(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*LoopConfig, *bell, *board)
		ok     bool
		says   string
	}{
		{"all is well", func(*LoopConfig, *bell, *board) {}, true, "played by pulse"},
		{"off call", func(c *LoopConfig, _ *bell, _ *board) { c.Duty = always(false) }, true, "only be listed"},
		{"no server", func(_ *LoopConfig, b *bell, _ *board) { b.err = errors.New("no bus") }, false, "no bus"},
		{"no device", func(_ *LoopConfig, b *bell, _ *board) { b.quiet = true }, false, "not played"},
		{"full disk", func(_ *LoopConfig, _ *bell, b *board) { b.fail = errors.New("no space left") }, false, "no space left"},
		{"a rule lists SEV1", func(c *LoopConfig, _ *bell, _ *board) {
			c.Policy = compile(t, config.Page{Rules: []config.Rule{{Do: "list"}}}, config.Quiet{})
		}, false, "would not ring"},
		{"quiet hours", func(c *LoopConfig, _ *bell, _ *board) {
			c.Policy = compile(t, config.Page{}, config.Quiet{Hours: []string{"00:00-24:00"}})
		}, true, "rings all the same"},
		{"sound off", func(c *LoopConfig, _ *bell, _ *board) {
			c.Policy = compile(t, config.Page{Sound: "off"}, config.Quiet{})
		}, true, "off by the configuration"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, n, m := newBoard(), &bell{start: time.Now()}, meta{}
				config := LoopConfig{Board: b, Notifier: n, Duty: always(true), Meta: m, Now: time.Now,
					Policy: compile(t, config.Page{}, config.Quiet{}), Log: slog.New(slog.DiscardHandler)}
				c.change(&config, n, b)
				l := New(config)
				trial := l.TestPage(t.Context())
				if trial.OK != c.ok || !strings.Contains(fmt.Sprint(trial.Hops), c.says) {
					t.Errorf("%+v, want ok %v and %q", trial, c.ok, c.says)
				}
				at, err := l.LastTest(t.Context())
				if err != nil || at.IsZero() == c.ok {
					t.Errorf("last success %v, %v", at, err)
				}
				if len(b.saved) > 0 {
					t.Errorf("left behind: %v", slices.Collect(maps.Keys(b.saved)))
				}
			})
		})
	}
}

func compile(t *testing.T, p config.Page, q config.Quiet) *Policy {
	t.Helper()
	policy, err := NewPolicy(p, q, func() *time.Location { return time.UTC })
	if err != nil {
		t.Fatal(err)
	}
	return policy
}
