package page

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"sync/atomic"
	"time"

	"turnaround/app/duty"
	"turnaround/app/incident"
)

// Board is what the loop needs of the incidents.
type Board interface {
	// Subjects yields the open incidents, and only those.
	Subjects() iter.Seq[Subject]
	// Subject finds any incident, for what became of it.
	Subject(id incident.ID) (Subject, bool)
	// Rings gives what SaveRings kept, by key.
	Rings() (map[string]Ring, error)
	// SaveRings writes the changed rings durably; a zero Ring deletes its key.
	// It must not report a change to Listen.
	SaveRings(ctx context.Context, changed map[string]Ring) error
	// Notified writes into the timelines that a person was called.
	Notified(ctx context.Context, ids []incident.ID, at time.Time, text string) error
	// Listen calls f, which does not block, whenever something changed.
	Listen(f func()) (stop func())
}

// Duty knows who is on call.
type Duty interface {
	On(now time.Time) duty.State
}

// Health knows how contact with the sources stands.
type Health interface {
	// Alarms gives what there is to ring about, and when to ask again.
	Alarms(now time.Time) ([]Alarm, time.Time)
	// Settled tells whether every source was asked since.
	Settled(since time.Time) bool
	// Woke tells that the app started, or that the computer slept until now.
	Woke(now time.Time)
}

// LoopConfig is what a Loop joins. Health, Mute, Open, Called and Meta may be nil.
type LoopConfig struct {
	Board    Board
	Notifier Notifier // used by one goroutine, and by TestPage beside it
	Duty     Duty
	Health   Health
	Policy   *Policy
	Mute     *Muter
	Presses  <-chan Press
	Ack      func(context.Context, incident.ID) error // acknowledges an incident
	Open     func(incident.ID)                        // shows one; empty: the list
	Write    func(incident.ID)                        // shows where customers are told of it; nil: Open does
	Called   func(Call)                               // a call was handed over; it does not block
	Meta     Meta
	// Promises yields what customers wait for, and Me is who sits here. Still
	// tells customers "still working" and promises the next update; it composes
	// and queues, and does not wait for a channel. All three may be nil.
	Promises func() iter.Seq[Promise]
	Me       func() incident.PersonID
	Still    func(ctx context.Context, id incident.ID, next time.Time) error
	Teller   Teller // nil: nothing is told from a note
	// Stuck yields the updates that do not reach their readers, and Unstick does
	// what the button of one says; it waits for no channel. Both may be nil.
	Stuck   func() iter.Seq[Stuck]
	Unstick func(context.Context, Stuck) error
	Log     *slog.Logger
	Now     func() time.Time     // the wall clock
	Steady  func() time.Duration // a clock that is never set; nil: the process's own
}

// Loop decides and rings whenever something changed or is due. While nothing
// is due it sleeps without a tick.
type Loop struct {
	LoopConfig
	policy atomic.Pointer[Policy]
	wake   chan struct{}
	slept  atomic.Bool // somebody said that the computer woke
	acks   chan string // keys acknowledged from outside
	due    atomic.Pointer[map[incident.ID]time.Time]

	rings  map[string]Ring
	offers map[string]time.Time // by key: what a note's button promises
	watch  watch
	gap    time.Duration // the least time between two decisions
	last   time.Duration // steady time of the last decision
	next   time.Time     // when the last decision wants another
	dirty  bool          // something changed since
}

// Limits of the loop.
const (
	minGap     = 10 * time.Millisecond
	maxGap     = 2 * time.Second
	busyShare  = 20 // decisions take at most a twentieth of the time
	longWait   = time.Minute
	patience   = 10 * time.Second // for the system to take a note
	waitSettle = 2 * time.Minute  // after waking, for the sources to be asked
	never      = time.Duration(1<<63 - 1)
)

// New makes a loop; [Loop.Run] starts it.
func New(c LoopConfig) *Loop {
	if c.Steady == nil {
		start := time.Now()
		c.Steady = func() time.Duration { return time.Since(start) }
	}
	l := &Loop{LoopConfig: c, wake: make(chan struct{}, 1), acks: make(chan string, 16), gap: minGap}
	l.policy.Store(c.Policy)
	return l
}

// SetPolicy replaces the policy, at once.
func (l *Loop) SetPolicy(p *Policy) {
	l.policy.Store(p)
	l.Poke()
}

// Poke has the loop look again soon. It never blocks.
func (l *Loop) Poke() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Woke tells that the computer slept until now, where the system says so; the
// loop also notices by its clocks.
func (l *Loop) Woke() {
	l.slept.Store(true)
	l.Poke()
}

// Run rings until ctx ends. It is called once.
func (l *Loop) Run(ctx context.Context) error {
	rings, err := l.Board.Rings()
	if err != nil {
		// Without its memory a pager rings once too often rather than never.
		l.Log.Error("read what rang before; ringing anew", "err", err)
	}
	l.rings = maps.Clone(rings)
	if l.rings == nil {
		l.rings = map[string]Ring{}
	}
	stop := l.Board.Listen(l.Poke)
	defer stop()
	l.watch = newWatch(l.Now(), l.Steady())
	if l.Health != nil {
		l.Health.Woke(l.now()) // starting is waking
	}
	l.last = l.Steady() - maxGap
	l.dirty = true
	timer := time.NewTimer(0)
	defer timer.Stop()
	presses := l.Presses
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.wake:
			l.dirty = true
		case key := <-l.acks:
			l.acknowledge(ctx, key)
		case p, ok := <-presses:
			if !ok {
				presses = nil
				continue
			}
			l.press(ctx, p)
		case <-timer.C:
		}
		if wait := l.turn(ctx); wait < never {
			timer.Reset(wait)
		} else {
			timer.Stop()
		}
	}
}

// turn decides if it is time to, and gives how long to sleep.
func (l *Loop) turn(ctx context.Context) time.Duration {
	now, steady := l.now(), l.Steady()
	slept, back := l.watch.look(now, steady)
	l.dirty = l.dirty || back
	if l.slept.Swap(false) || slept {
		l.watch.hold(now, steady)
		if l.Health != nil {
			l.Health.Woke(now)
		}
		l.dirty = true
	}
	due := !l.next.IsZero() && !now.Before(l.next)
	if l.dirty || due || l.watch.holding && l.settled(steady) {
		if wait := l.last + l.gap - steady; wait > 0 {
			return l.watch.expect(steady, wait)
		}
		l.dirty = false
		l.decide(ctx, now, steady)
		now, steady = l.now(), l.Steady()
	}
	return l.watch.expect(steady, l.wait(now, steady))
}

// wait is how long nothing is due. Timers stand still while a computer
// sleeps, so with something due the clock is looked at every minute.
func (l *Loop) wait(now time.Time, steady time.Duration) time.Duration {
	wait := never
	if !l.next.IsZero() {
		wait = min(longWait, max(l.next.Sub(now), minGap))
	}
	if l.watch.holding {
		wait = min(wait, max(l.watch.until-steady, minGap))
	}
	return wait
}

func (l *Loop) now() time.Time { return l.Now().UTC().Round(0) }

// settled tells whether a hold is over: all sources were asked, or it took too long.
func (l *Loop) settled(steady time.Duration) bool {
	return steady >= l.watch.until || l.Health == nil || l.Health.Settled(l.watch.since)
}

func (l *Loop) decide(ctx context.Context, now time.Time, steady time.Duration) {
	if err := l.Mute.expire(ctx, now); err != nil {
		l.Log.Error("end a mute", "err", err)
	}
	v := View{Now: now, Subjects: l.Board.Subjects(), Rings: l.rings, Duty: l.Duty.On(now), Find: l.Board.Subject,
		Muted: l.Mute.Until(now), Still: l.Still != nil}
	if l.watch.holding {
		v.Hold = !l.settled(steady)
		v.Return = !v.Hold
		l.watch.holding = v.Hold
	}
	var again time.Time
	if l.Health != nil {
		v.Alarms, again = l.Health.Alarms(now)
	}
	owed, due, late := l.owed(now)
	v.Alarms = append(v.Alarms, owed...)
	plan := l.policy.Load().Decide(v)
	l.next = plan.Next
	for _, t := range []time.Time{again, due, late} {
		if t.After(now) {
			l.again(t)
		}
	}
	l.last = l.Steady()
	l.gap = min(maxGap, max(minGap, busyShare*(l.last-steady)))
	l.carry(ctx, plan)
	l.due.Store(&plan.Due)
}

// owed gives what the person here has to learn of the updates to customers, and
// when to look again at those that are due and at those that are stuck.
func (l *Loop) owed(now time.Time) (alarms []Alarm, due, late time.Time) {
	if l.Me == nil {
		return nil, due, late
	}
	if l.Promises != nil {
		alarms, due = Owed(l.Promises(), l.Me(), now)
	}
	if l.Stuck != nil {
		var stuck []Alarm
		stuck, late = Stalled(l.Stuck(), l.Me(), now)
		alarms = append(alarms, stuck...)
	}
	return alarms, due, late
}

// NextRings gives when each incident that calls somebody rings next: repeats,
// and what waits for the end of quiet hours, of a mute or of the time off
// call. What rings no more of its own, or is in somebody's hands, is not in
// it. The map is shared: it is only read.
func (l *Loop) NextRings() map[incident.ID]time.Time {
	if due := l.due.Load(); due != nil {
		return *due
	}
	return nil
}

// carry does what a plan says. That something rings is written down before it
// does, so that it is rung again, but not at once, when the process dies
// between; a note of the same key replaces the earlier one.
func (l *Loop) carry(ctx context.Context, plan Plan) {
	l.save(ctx, plan.Rings)
	for _, key := range plan.Withdraw {
		l.withdraw(ctx, key)
	}
	done := map[string]Ring{}
	for _, call := range plan.Calls {
		receipt, err := l.hand(ctx, call.Note)
		if !call.Ring {
			continue
		}
		r, ok := l.rings[call.Note.Key]
		if !ok {
			continue
		}
		if err != nil {
			// It stays pending, and is tried again.
			l.again(r.Last.Add(retry))
			for _, id := range call.All {
				plan.Due[id] = r.Last.Add(retry)
			}
			continue
		}
		r.Pending = false
		r.Stays = receipt.Backend != backendDBus && call.Note.Sound != ""
		done[call.Note.Key] = r
		if l.Called != nil {
			l.Called(call)
		}
		if len(call.IDs) > 0 {
			if err := l.Board.Notified(ctx, call.IDs, l.now(), call.Text); err != nil {
				l.Log.Error("write into the timeline that somebody was notified", "err", err)
			}
		}
	}
	l.save(ctx, done)
}

// backendDBus is the back end that can take a note back.
const backendDBus = "dbus"

func (l *Loop) again(at time.Time) {
	if l.next.IsZero() || at.Before(l.next) {
		l.next = at
	}
}

// save keeps changed rings, in memory even where the disk refuses: ringing
// matters more than remembering it.
func (l *Loop) save(ctx context.Context, changed map[string]Ring) {
	if len(changed) == 0 {
		return
	}
	for key, r := range changed {
		if r == (Ring{}) {
			delete(l.rings, key)
			continue
		}
		l.rings[key] = r
	}
	if err := l.Board.SaveRings(ctx, changed); err != nil && ctx.Err() == nil {
		l.Log.Error("remember what rings", "err", err)
	}
}

func (l *Loop) hand(ctx context.Context, n Note) (Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	l.offer(n)
	receipt, err := l.Notifier.Notify(ctx, n)
	if err == nil && !receipt.Shown && !receipt.Heard {
		err = errors.New("nothing could show or sound it")
	}
	if err != nil {
		l.Log.Error("notify", "key", n.Key, "err", err)
		return receipt, fmt.Errorf("notify %s: %w", n.Key, err)
	}
	return receipt, nil
}

func (l *Loop) withdraw(ctx context.Context, key string) {
	l.Notifier.Hush(key)
	delete(l.offers, key)
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := l.Notifier.Withdraw(ctx, key); err != nil {
		l.Log.Warn("withdraw a notification", "key", key, "err", err)
	}
}
