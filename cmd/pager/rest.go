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
				debug.SetGCPercent(busyGarbage)
				armed = true
			}
		case <-timer.C:
			armed = false
			debug.SetGCPercent(calmGarbage)
			debug.FreeOSMemory()
			p.store.Rest()
		}
	}
}
