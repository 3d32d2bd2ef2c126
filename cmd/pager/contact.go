package pager

import (
	"context"
	"errors"
	"fmt"
	"time"

	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/outbox"
	"turnaround/sync/engine"
	"turnaround/sync/source"
)

const healthKey = "health"

// newHealth takes up how contact stood when the app last ran.
func (p *Pager) newHealth() error {
	p.health = health.New(health.Config{
		LostAfter: p.Config().Page.LostAfter.Std(), Zone: p.Zone,
		Changed: func(name string) {
			p.hub.Publish(event.HealthChanged{Source: name})
			select {
			case p.moved <- struct{}{}:
			default:
			}
		},
	})
	raw, err := p.Desk.Board().Load(context.Background(), healthKey)
	if err == nil {
		err = p.health.Restore(raw)
	}
	if err != nil {
		p.warn("how contact stood before is not known: %v", err)
	}
	p.health.Woke(p.now())
	return nil
}

// healthEvery bounds what a crash takes from the history of contact.
const healthEvery = 15 * time.Minute

// keepHealth remembers how contact stands: soon after it changed, now and
// then, and at the end.
func (p *Pager) keepHealth(ctx context.Context) {
	save := func(ctx context.Context) {
		raw, err := p.health.Snapshot()
		if err == nil {
			err = p.Desk.Board().Save(ctx, healthKey, raw)
		}
		if err != nil {
			p.log.Error("remember how contact stands", "err", err)
		}
	}
	timer := time.NewTimer(healthEvery)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			save(context.WithoutCancel(ctx))
			return
		case <-p.moved:
			timer.Reset(10 * time.Second)
		case <-timer.C:
			save(ctx)
			timer.Reset(healthEvery)
		}
	}
}

// contact tells the tracker what the engine saw.
type contact struct{ p *Pager }

var _ engine.Contact = contact{}

// Made records a contact that went well.
func (c contact) Made(name string, at time.Time, latency time.Duration, taken desk.Taken) {
	if _, ok := outbox.ChannelOf(name); ok {
		c.p.reach.Made(name, at, health.Made{Latency: latency})
		return
	}
	c.p.health.Made(name, at, health.Made{Latency: latency, News: taken.News, Beats: taken.Beats, Unchanged: taken.Unchanged})
}

// Lost records one that failed.
func (c contact) Lost(name string, at time.Time, err error) {
	s, _ := c.p.setup.Load().source(name)
	tracker := c.p.health
	if _, ok := outbox.ChannelOf(name); ok {
		tracker = c.p.reach
	}
	tracker.Lost(name, at, health.Miss{Why: c.p.secrets.Known.Redact(err.Error()), Kind: kindOf(err, s),
		Network: errors.Is(err, source.ErrUnreachable)})
}

func (p *Pager) live(name string) bool {
	return p.health.InContact(name, p.now())
}

// Health tells how contact with every source stands, and whether it is muted.
func (p *Pager) Health() health.View {
	v := p.health.View(p.now())
	if v.MutedUntil = p.Muted(); !v.MutedUntil.IsZero() {
		v.Banners = append([]string{p.mutedBanner(v.MutedUntil)}, v.Banners...)
	}
	return v
}

// SourceState is one source as `sources --json` gives it.
type SourceState struct {
	health.Status
	Profile  string            `json:"profile"`
	Identity string            `json:"identity"`
	Team     bool              `json:"team,omitempty"` // from a team file
	Disabled bool              `json:"disabled,omitempty"`
	Can      map[string]string `json:"can"`    // verb to what it does there
	Cannot   map[string]string `json:"cannot"` // verb to why not
}

// Sources lists every configured source with its state.
func (p *Pager) Sources() []SourceState {
	states := map[string]health.Status{}
	for _, s := range p.Health().Sources {
		states[s.Name] = s
	}
	all, now := []SourceState{}, p.setup.Load()
	for n, c := range now.config.Sources {
		s := SourceState{Status: states[c.Name], Profile: c.Profile, Disabled: c.Disabled,
			Can: map[string]string{}, Cannot: map[string]string{}}
		s.Name = c.Name
		if n < len(now.config.Origin) {
			s.Team = now.config.Origin[n].Team
		}
		if made := now.made[c.Name]; made != nil {
			s.Identity = made.Identity()
			verbs(made.Can().Verbs, s.Can)
			verbs(made.Can().Cannot, s.Cannot)
		}
		all = append(all, s)
	}
	return all
}

func verbs(from map[outbox.Verb]string, to map[string]string) {
	for v, text := range from {
		to[string(v)] = text
	}
}

// Sync pulls every source once and sends what waits.
func (p *Pager) Sync(ctx context.Context) []engine.Report { return p.Engine.Once(ctx) }

// Send sends what waits, without pulling; for a command that acted alone.
func (p *Pager) Send(ctx context.Context) int { return p.Engine.SendOnce(ctx) }

// ErrNoSchedule: the source named by duty.source has no schedules.
var ErrNoSchedule = errors.New("keeps no schedules")

func noSchedule(name string) error { return fmt.Errorf("duty.source %q: %w", name, ErrNoSchedule) }
