// Package pager is one running app without its face: store, desk, sources,
// paging and notifications, joined and taken apart in order.
package pager

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	crand "crypto/rand"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/event"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/page"
	"turnaround/app/secret"
	"turnaround/app/store"
	"turnaround/sync/engine"
	"turnaround/sync/notify"
	"turnaround/sync/publish"
	"turnaround/sync/source"
)

// Options is what a Pager needs.
type Options struct {
	Places  config.Places
	Config  config.Config
	Secrets *secret.Resolver
	Log     *slog.Logger
	Now     func() time.Time
	// Wait sleeps until a channel may be asked again; nil: by the system's clock.
	Wait func(ctx context.Context, d time.Duration) error
	// Key opens the store; nil for a store that is not encrypted.
	Key []byte
	// Kept says how the key is kept; for doctor.
	Kept secret.Kept
	// Alone: a command that acts and ends; nothing waits for an undo.
	Alone bool
	// Fixed: the configuration is not the person's own and is never written.
	Fixed bool
	// Practice: a drill. Its customers may be promised an update in a minute or
	// two, so that a promise comes due before it ends.
	Practice bool
	// ReadOnly: the store is not written, which opens it faster; what is new,
	// old or damaged cannot be opened so.
	ReadOnly bool
	// Way and Screen are for notify: only this way, and where a terminal is.
	Way    string
	Screen io.Writer
	// Account names the person where the configuration does not.
	Account string
	// Open shows an incident when a person clicks a notification, or the
	// window ("") when a second start asks for it; may be nil.
	Open func(incident.ID)
	// Write shows where customers are told of an incident, when a person clicks
	// the notification of an update that is due; nil: Open does.
	Write func(incident.ID)
}

// Pager is one running app.
type Pager struct {
	Desk   *desk.Desk
	Engine *engine.Engine
	Loop   *page.Loop // nil until Page
	Duty   *OnCall

	opts    Options
	setup   atomic.Pointer[setup]
	change  sync.Mutex // held while the setup is replaced
	secrets *secret.Resolver
	log     *slog.Logger
	now     func() time.Time
	store   *store.Store
	hub     *event.Hub
	health  *health.Tracker
	reach   *health.Tracker // of the channels
	paces   publish.Paces
	muter   *page.Muter
	sender  *notify.Sender // nil while nothing rings
	moved   chan struct{}  // contact changed: remember it
	opening []string       // what was wrong at the start and did not stop it
}

// setup is what the app made of its configuration. It is replaced as a whole
// and never changed, so that it can be read without a lock.
type setup struct {
	config  config.Config
	zone    *time.Location
	recipes recipes
	made    map[string]source.Source // by name; without those that are disabled
	// channels are by their name as sources.
	channels map[string]*publish.Channel
}

// Open opens the store and makes the sources; nothing is sent and nothing
// rings until Run.
func Open(ctx context.Context, o Options) (*Pager, error) {
	limitMemory(o.Config.Storage.Preset)
	p := &Pager{opts: o, secrets: o.Secrets, log: o.Log, now: o.Now, hub: &event.Hub{}, moved: make(chan struct{}, 1)}
	place, err := zone(o.Config.Look.Zone)
	if err != nil {
		return nil, err
	}
	p.setup.Store(&setup{config: p.named(o.Config), zone: place, made: map[string]source.Source{}})
	p.store, err = store.Open(ctx, store.Options{Dir: o.Places.Store, Key: o.Key,
		Preset: store.Preset(o.Config.Storage.Preset), Log: o.Log, Now: o.Now, ReadOnly: o.ReadOnly,
		// What runs on checks every table first; a command that ends at once does not wait for that.
		Verify: !o.Alone})
	if err != nil {
		return nil, fmt.Errorf("open the data in %s: %w", o.Places.Store, err)
	}
	if aside := p.store.Aside(); aside != "" {
		p.warn("the store was damaged and was set aside as %s; what could be read is here, and the sources refill the rest", aside)
	}
	if err := p.join(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// named gives the person the account's name where the configuration gives none:
// who acts should never be nobody.
func (p *Pager) named(c config.Config) config.Config {
	if c.Me.Name == "" {
		c.Me.Name = p.opts.Account
	}
	return c
}

func newRand() *rand.Rand {
	var seed [32]byte
	crand.Read(seed[:]) // never fails
	return rand.New(rand.NewChaCha8(seed))
}

func zone(name string) (*time.Location, error) {
	if name == "" {
		return time.Local, nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("look.zone %q is not a time zone; give one like \"Europe/Berlin\": %w", name, err)
	}
	return z, nil
}

func (p *Pager) warn(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	p.log.Warn(text)
	p.opening = append(p.opening, text)
}

// Warnings are what is wrong and does not stop the app.
func (p *Pager) Warnings() []string {
	return slices.Concat(p.opening, p.setup.Load().recipes.warnings())
}

// join makes desk, duty, health, engine and sources over the open store.
func (p *Pager) join() error {
	hold := undoFor
	if p.opts.Alone {
		hold = 0
	}
	p.Desk = desk.New(desk.Config{Store: p.store, Hub: p.hub, Now: p.now, Entropy: crand.Reader, Log: p.log,
		Rules: desk.Rules{UndoFor: undoFor, Hold: hold}})
	if err := p.newHealth(); err != nil {
		return err
	}
	p.newReach()
	p.newMuter()
	p.Engine = engine.New(engine.Config{Desk: p.Desk, Contact: contact{p}, Now: p.now, Rand: newRand(), Log: p.log})
	p.Duty = &OnCall{}
	next, err := p.prepare(p.opts.Config, nil)
	if err != nil {
		return err
	}
	p.apply(next)
	return nil
}

// undoFor is how long the last act can be taken back.
const undoFor = 10 * time.Second

// Close stops what was opened, the store last.
func (p *Pager) Close() error {
	if p.Engine != nil {
		p.Engine.Close()
	}
	if err := p.store.Close(); err != nil {
		return fmt.Errorf("close the data: %w", err)
	}
	return nil
}

// Show raises the window, where there is one.
func (p *Pager) Show() bool {
	if p.opts.Open == nil {
		return false
	}
	p.opts.Open("")
	return true
}

// Who is the person at this computer, acting through via.
func (p *Pager) Who(via string) desk.Who { return desk.Who{Name: p.Config().Me.Name, Via: via} }

// Zone is where times are shown.
func (p *Pager) Zone() *time.Location { return p.setup.Load().zone }

// Config is the configuration in use.
func (p *Pager) Config() config.Config { return p.setup.Load().config }

// Places are where the files are.
func (p *Pager) Places() config.Places { return p.opts.Places }

// Stats tells of the store.
func (p *Pager) Stats() store.Stats { return p.store.Stats() }

// Run pulls, pages and looks after the store until ctx ends. It needs Page
// before, unless nothing shall ring.
func (p *Pager) Run(ctx context.Context) error {
	var group sync.WaitGroup
	group.Go(func() { p.Engine.Run(ctx) })
	group.Go(func() { p.keepHouse(ctx) })
	group.Go(func() { p.rest(ctx) })
	group.Go(func() { p.keepHealth(ctx) })
	group.Go(func() {
		if err := p.Duty.run(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("keep the duty plan", "err", err)
		}
	})
	var err error
	if p.Loop != nil {
		group.Go(func() { err = p.Loop.Run(ctx) })
	}
	group.Wait()
	return err
}

// keepHouse deletes by age hourly, and has the store read through and cleaned
// daily; closing cleans it too.
func (p *Pager) keepHouse(ctx context.Context) {
	timer := time.NewTimer(5 * time.Minute)
	defer timer.Stop()
	cleaned := p.now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		if err := p.Expire(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("delete by age", "err", err)
		}
		if p.now().Sub(cleaned) >= 24*time.Hour {
			cleaned = p.now()
			if err := p.store.Maintain(ctx); err != nil && ctx.Err() == nil {
				p.log.Error("clean the store", "err", err)
			}
		}
		timer.Reset(time.Hour)
	}
}

// Expire deletes what is older than the configuration keeps.
func (p *Pager) Expire(ctx context.Context) error {
	now, s := p.now(), p.Config().Storage
	var old, people time.Time
	if s.Retention > 0 {
		old = now.Add(-s.Retention.Std())
	}
	if s.People > 0 {
		people = now.Add(-s.People.Std())
	}
	if _, _, err := p.store.Expire(ctx, old, people); err != nil {
		return fmt.Errorf("delete by age: %w", err)
	}
	return nil
}
