package page

import "time"

// watch notices that the computer slept or that its clock was set, and holds
// what rings until the sources were asked again.
type watch struct {
	skew    time.Duration // wall clock minus steady clock
	wall    time.Time     // the start, which skew is counted from
	woken   time.Duration // steady time by which a timer should have fired; 0: none set
	holding bool
	since   time.Time     // wall time the hold began
	until   time.Duration // steady time it ends at the latest
}

// leap is how far the clocks part before it counts as sleep; less is a
// correction of the clock.
const leap = 30 * time.Second

// newWatch begins with a hold: starting is waking.
func newWatch(now time.Time, steady time.Duration) watch {
	w := watch{wall: now.Round(0), skew: -steady}
	w.hold(now, steady)
	return w
}

// look tells whether the computer slept since the last look: its wall clock
// ran ahead of the steady one, or a timer fired far too late. A wall clock set
// back is no sleep, but what was due by it is due at another time now.
func (w *watch) look(now time.Time, steady time.Duration) (slept, back bool) {
	skew := now.Round(0).Sub(w.wall) - steady
	ahead := skew - w.skew
	w.skew = skew
	late := w.woken > 0 && steady-w.woken > leap+patience
	return ahead > leap || late, ahead < -time.Second
}

// hold begins to wait for the sources.
func (w *watch) hold(now time.Time, steady time.Duration) {
	w.holding, w.since, w.until = true, now.UTC().Round(0), steady+waitSettle
}

// expect remembers when the timer about to be set should fire.
func (w *watch) expect(steady, wait time.Duration) time.Duration {
	w.woken = 0
	if wait <= longWait {
		w.woken = steady + wait
	}
	return wait
}
