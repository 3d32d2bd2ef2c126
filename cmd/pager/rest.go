package pager

import (
	"context"
	"runtime/debug"
	"time"

	"turnaround/app/event"
	"turnaround/app/store"
)

// In a burst memory is cheap: collecting garbage half as often takes a third
// off a first sync. At rest little is held.
const (
	busyGarbage = 200 // percent of what is in use
	calmGarbage = 100
)

// limitMemory bounds what a burst may take, and begins as in one.
func limitMemory(preset string) {
	limit := int64(256 << 20)
	if preset == string(store.Phone) {
		limit = 90 << 20
	}
	debug.SetMemoryLimit(limit)
	debug.SetGCPercent(busyGarbage)
}

// calmSlack is how late timers may be at rest. The store's own look for work
// forty times a second: so they wake the process ten times, each time for all.
const calmSlack = 100 * time.Millisecond

// calm gives memory back and lets timers be late.
func (p *Pager) calm() {
	debug.SetGCPercent(calmGarbage)
	debug.FreeOSMemory()
	p.store.Rest()
	p.slack(calmSlack)
}

// busy is ready for a burst.
func (p *Pager) busy() {
	debug.SetGCPercent(busyGarbage)
	p.slack(0)
}

func (p *Pager) slack(most time.Duration) {
	if err := slack(most); err != nil {
		p.log.Debug("rest", "err", err)
	}
}

// restAfter is how long after the first change memory is given back: a burst
// is over by then, and with steady news it is looked at no more often.
const restAfter = 30 * time.Second

// rest gives memory back to the system after starting and after each burst: a
// pager that waits all day should hold little.
func (p *Pager) rest(ctx context.Context) {
	stirred := make(chan struct{}, 1)
	stop := p.Desk.Listen(func(e event.Event) {
		if _, ok := e.(event.IncidentsChanged); !ok {
			return
		}
		select {
		case stirred <- struct{}{}:
		default:
		}
	})
	defer stop()
	timer := time.NewTimer(restAfter)
	defer timer.Stop()
	armed := true
	for {
		select {
		case <-ctx.Done():
			return
		case <-stirred:
			if !armed {
				timer.Reset(restAfter)
				p.busy()
				armed = true
			}
		case <-timer.C:
			armed = false
			p.calm()
		}
	}
}
