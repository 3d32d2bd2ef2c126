package duty

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"turnaround/app/config"
)

func TestModes(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		duty config.Duty
		want State
		why  string
	}{
		{"nobody said", config.Duty{}, State{OnCall: true}, "duty.mode"},
		{"always", config.Duty{Mode: Always}, State{OnCall: true}, "always"},
		{"list", config.Duty{Mode: List}, State{}, "nothing rings"},
		{"until later", config.Duty{Mode: Until, Until: now.Add(time.Hour)}, State{OnCall: true, Until: now.Add(time.Hour)}, "by hand"},
		{"until now", config.Duty{Mode: Until, Until: now}, State{}, "has ended"},
		{"until never", config.Duty{Mode: Until}, State{OnCall: true}, "duty.until"},
	} {
		d, err := New(Config{Duty: c.duty, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		got := d.On(now)
		if got.OnCall != c.want.OnCall || !got.Until.Equal(c.want.Until) || !strings.Contains(got.Why, c.why) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	for _, bad := range []config.Duty{{Mode: "sometimes"}, {Mode: Calendar}, {Mode: Source, Source: "x"}} {
		if _, err := New(Config{Duty: bad}); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

// shelf is a memory.
type shelf map[string][]byte

func (s shelf) Load(_ context.Context, key string) ([]byte, error)     { return s[key], nil }
func (s shelf) Save(_ context.Context, key string, value []byte) error { s[key] = value; return nil }

// link is a calendar that may be out of reach.
type link struct {
	mu    sync.Mutex
	raw   []byte
	err   error
	calls int
}

func (l *link) fetch(context.Context) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	return l.raw, l.err
}

func (l *link) set(raw []byte, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.raw, l.err = raw, err
}

// run starts a duty in virtual time and gives how to stop it.
func run(t *testing.T, c Config) (*Duty, func()) {
	t.Helper()
	c.Now = time.Now
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	synctest.Wait()
	return d, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// The virtual clock starts at midnight UTC on 1 January 2000.
var shiftFile = file(event("DTSTART:20000101T080000Z", "DURATION:PT4H", "RRULE:FREQ=DAILY"))

func TestCalendarHandsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, changes := &link{raw: shiftFile}, atomic.Int32{}
		d, stop := run(t, Config{Duty: config.Duty{Mode: Calendar}, Fetch: l.fetch, Changed: func() { changes.Add(1) }})
		defer stop()
		midnight := time.Now()
		if s := d.On(midnight); s.OnCall || !s.Until.Equal(midnight.Add(8*time.Hour)) || !s.Next.Equal(s.Until) {
			t.Errorf("at midnight: %+v", s)
		}
		changes.Store(0)
		time.Sleep(9 * time.Hour)
		synctest.Wait()
		if s := d.On(time.Now()); !s.OnCall || !s.Until.Equal(midnight.Add(12*time.Hour)) || !s.Next.Equal(midnight.Add(32*time.Hour)) || changes.Load() != 1 {
			t.Errorf("at nine, after %d changes: %+v", changes.Load(), s)
		}
		if len(d.Plan(time.Now())) < 300 {
			t.Error("the plan does not reach a year ahead")
		}
	})
}

func TestLinkOutOfReachKeepsTheLastAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := shelf{}
		l := &link{raw: shiftFile}
		c := Config{Duty: config.Duty{Mode: Calendar}, Fetch: l.fetch, Memory: memory}
		d, stop := run(t, c)
		l.set(nil, &url.Error{Op: "Get", URL: "https://calendar.example/private-token.ics", Err: errors.New("no route to host")})
		time.Sleep(9 * time.Hour)
		s := d.On(time.Now())
		if !s.OnCall || !s.Stale.Equal(time.Now().Add(-9*time.Hour+every)) || s.Trouble != "no route to host" {
			t.Errorf("out of reach: %+v", s)
		}
		stop()
		d, stop = run(t, c)
		if s := d.On(time.Now().Add(12 * time.Hour)); s.OnCall || s.Stale.IsZero() {
			t.Errorf("out of reach, after a restart: %+v", s)
		}
		l.set(shiftFile, nil)
		time.Sleep(every)
		if s := d.On(time.Now()); !s.Stale.IsZero() || s.Trouble != "" {
			t.Errorf("in reach again: %+v", s)
		}
		stop()
		c.Duty.Match = "somebody else"
		l.set(nil, errors.New("refused"))
		d, stop = run(t, c)
		defer stop()
		if s := d.On(time.Now()); !s.OnCall || !strings.Contains(s.Why, "not been read") {
			t.Errorf("another setting takes the old answer: %+v", s)
		}
	})
}

func TestFailedReadingsSlowDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &link{err: errors.New("refused")}
		_, stop := run(t, Config{Duty: config.Duty{Mode: Calendar}, Fetch: l.fetch})
		defer stop()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if l.calls < 140 || l.calls > 160 {
			t.Errorf("%d readings in a day", l.calls)
		}
	})
}

// rota is a source's schedule.
type rota struct{ shifts []Shift }

func (r rota) Shifts(context.Context, time.Time, time.Time) ([]Shift, error) { return r.shifts, nil }

func TestScheduleOfASource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		r := rota{[]Shift{{now.Add(time.Hour), now.Add(2 * time.Hour)}, {now.Add(5 * time.Hour), now.Add(4 * time.Hour)}}}
		d, stop := run(t, Config{Duty: config.Duty{Mode: Source, Source: "pager"}, Scheduler: r})
		defer stop()
		if s := d.On(now); s.OnCall || !s.Until.Equal(now.Add(time.Hour)) || !strings.Contains(s.Why, "pager") {
			t.Errorf("before: %+v", s)
		}
		if s := d.On(now.Add(90 * time.Minute)); !s.OnCall || !s.Until.Equal(now.Add(2*time.Hour)) {
			t.Errorf("during: %+v", s)
		}
		if s := d.On(now.Add(4*time.Hour + time.Minute)); s.OnCall {
			t.Errorf("a shift that ends before it starts counts: %+v", s)
		}
	})
}

func TestAlwaysNeverWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, stop := run(t, Config{Duty: config.Duty{Mode: Always}, Changed: func() { t.Error("nothing changes") }})
		time.Sleep(1000 * time.Hour)
		stop()
	})
}

func TestTheLastAnswerHoldsBeforeAnythingIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := Config{Duty: config.Duty{Mode: Calendar}, Fetch: (&link{raw: shiftFile}).fetch, Memory: shelf{}, Now: time.Now}
		_, stop := run(t, c)
		stop()
		d, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		if d.Recall(t.Context()); d.On(time.Now()).OnCall {
			t.Error("off call, but rung until the calendar is read again")
		}
	})
}
