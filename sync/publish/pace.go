package publish

import (
	"context"
	"sync"
	"time"
)

// Paces keeps the rates of keys: channels that share one share its rate.
type Paces struct {
	mu    sync.Mutex
	paces map[string]*pace
}

// pace lets one request pass in each gap.
type pace struct {
	mu   sync.Mutex
	gap  time.Duration
	next time.Time
	now  func() time.Time
	wait func(context.Context, time.Duration) error
}

func (p *Paces) of(key string, gap time.Duration, c *Config) *pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paces == nil {
		p.paces = map[string]*pace{}
	}
	if p.paces[key] == nil {
		p.paces[key] = &pace{gap: gap, now: c.Now, wait: c.Wait}
	}
	return p.paces[key]
}

// take waits for a turn.
func (p *pace) take(ctx context.Context) error {
	if p.gap == 0 {
		return ctx.Err()
	}
	p.mu.Lock()
	now := p.now()
	at := p.next
	if at.Before(now) || at.Sub(now) > time.Minute { // a clock that was set back holds nobody up
		at = now
	}
	p.next = at.Add(p.gap)
	p.mu.Unlock()
	if at.After(now) {
		return p.wait(ctx, at.Sub(now))
	}
	return ctx.Err()
}
