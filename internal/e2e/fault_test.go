package e2e

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"turnaround/internal/rig"
)

// troubles are what can happen to a line, and for how long at most.
var troubles = []struct {
	name string
	most time.Duration
	make func(*rig.Cable, *rand.Rand)
}{
	{"cut", 2 * time.Second, func(c *rig.Cable, _ *rand.Rand) { c.Cut() }},
	{"reset", time.Second, func(c *rig.Cable, _ *rand.Rand) { c.Reset() }},
	{"drop", time.Second, func(c *rig.Cable, random *rand.Rand) { c.DropAfter(random.IntN(20_000)) }},
	{"delay", 2 * time.Second, func(c *rig.Cable, random *rand.Rand) {
		c.Delay(time.Duration(random.Int64N(int64(400 * time.Millisecond))))
	}},
	{"blackhole", time.Second, func(c *rig.Cable, _ *rand.Rand) { c.Blackhole() }},
}

// pass lets a time of chance go by.
func pass(d time.Duration) {
	timer := time.NewTimer(d)
	<-timer.C
}

// TestNothingIsLostOrDoubledOverABadLine plays troubles on the lines to both
// servers, at random, for a few seconds, or minutes in make soak.
func TestNothingIsLostOrDoubledOverABadLine(t *testing.T) {
	t.Parallel()
	random, end := seeded(t), time.Now().Add(20*time.Second)
	feedEvery := 150 * time.Millisecond
	if soak() {
		end, feedEvery = time.Now().Add(5*time.Minute), 400*time.Millisecond
	}
	var cables []*rig.Cable
	lay := func(address string) string {
		cables = append(cables, rig.NewCable(t, address))
		return cables[len(cables)-1].Addr
	}
	w := newWorld(t,
		func(a *rig.Alertmanager) string { return "http://" + lay(strings.TrimPrefix(a.URL, "http://")) },
		func(d *rig.Dovecot) string { return lay(d.Addr) })
	w.app.watch(t)
	w.app.met(t)
	counts := map[string]int{}
	w.during(feedEvery, feedEvery, func() {
		for time.Now().Before(end) {
			cable, trouble := cables[random.IntN(len(cables))], troubles[random.IntN(len(troubles))]
			trouble.make(cable, random)
			counts[trouble.name]++
			pass(time.Duration(random.Int64N(int64(trouble.most))))
			switch {
			case trouble.name == "blackhole":
				cable.Reset() // TCP never goes on with a hole in its stream
				cable.Mend(t)
			case random.IntN(3) > 0:
				cable.Mend(t)
			}
			pass(time.Duration(random.Int64N(int64(time.Second))))
		}
	})
	for _, cable := range cables {
		cable.Mend(t)
	}
	w.settle()
	w.check()
	t.Logf("troubles: %v", counts)
}
