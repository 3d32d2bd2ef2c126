package cmd

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/instance"
	"turnaround/app/store"
	"turnaround/cmd/pager"
	"turnaround/sync/drill"
)

// Rehearsal is a drill that runs: practice servers, and a pager of its own
// beside the person's. Whoever started it ends it.
type Rehearsal struct {
	Drill *drill.Drill
	Calls *Calls // what its notifications ask to be shown

	pager  *pager.Pager
	voice  voices
	ctx    context.Context
	stop   context.CancelFunc
	group  sync.WaitGroup
	played chan struct{} // closed when the scenario is over
	failed error         // why it ended early; read after played
	parts  []func() error
	ending sync.Once
	ended  error

	mu    sync.Mutex
	tell  func(text string)
	began time.Time
	rang  map[incident.ID]bool
	seen  map[string]time.Duration // what customers read and got, and when
	final []Outcome                // once it has ended
}

// voices are where a drill speaks: what it found, and what it tells meanwhile.
type voices struct{ out, words *printer }

// startDrill starts the practice servers and a pager over them, and plays s.
func (c *cli) startDrill(ctx context.Context, s drill.Scenario, how rehearsal, voice voices) (r *Rehearsal, err error) {
	own := *c
	own.places = drillPlaces(c.places)
	if client, err := instance.Dial(ctx, own.place()); err == nil {
		defer client.Close()
		return nil, fmt.Errorf("a drill is running already (process %d); end it first", client.PID())
	}
	if _, held := store.Held(own.places.Store); held { // a drill that has no socket here
		return nil, own.inUse(store.ErrLocked)
	}
	if _, err := wipe(own.places); err != nil {
		return nil, err
	}
	r = &Rehearsal{Calls: &Calls{}, voice: voice, played: make(chan struct{}), began: time.Now(), seen: map[string]time.Duration{}}
	r.ctx, r.stop = context.WithCancel(ctx)
	defer func() {
		if err != nil {
			err = errors.Join(err, r.End())
			r = nil
		}
	}()
	if r.Drill, err = drill.Start(s, time.Now); err != nil {
		return r, err
	}
	r.parts = append(r.parts, func() error { return r.Drill.Close(context.WithoutCancel(ctx)) })
	r.Drill.Page.Listen(r.read)
	r.Drill.Post.Listen(r.read)
	if err := r.Drill.Speed(how.speed); err != nil {
		return r, usage(err)
	}
	look := config.Defaults().Look
	if conf, err := c.load(); err == nil { // a drill can be taken before the file is right
		look = conf.Look
	}
	p, done, err := own.openDrill(r.ctx, pager.Options{Way: how.way, Open: r.Calls.Show, Write: r.Calls.Write}, r.Drill, look)
	if err != nil {
		return r, err
	}
	r.pager, r.parts = p, append(r.parts, done)
	closeNotes, err := p.Page(how.screen)
	if err != nil {
		return r, err
	}
	r.parts = append(r.parts, closeNotes)
	server, err := own.serve(r.ctx, p, nil)
	if err != nil {
		return r, err
	}
	r.parts = append(r.parts, server.Close)
	r.linef("Drill: %s. %s", s.Title, s.About)
	r.linef("Practice servers run on this computer; nothing leaves it.")
	r.linef("What customers see: %s", r.Drill.Page.URL())
	r.linef("From another terminal: \"turnaround --drill list\", \"turnaround --drill update publish ID\".")
	if err := r.Drill.Prepare(r.ctx, r); err != nil {
		return r, err
	}
	r.run()
	return r, nil
}

// run starts what works beside the face until End.
func (r *Rehearsal) run() {
	r.group.Go(func() {
		if err := r.pager.Run(r.ctx); err != nil {
			r.linef("The drill's pager: %v", err)
		}
	})
	r.group.Go(func() { r.observe(r.ctx) })
	r.group.Go(func() {
		defer close(r.played)
		r.failed = r.play(r.ctx)
	})
}

// play waits for first contact with both practice servers, then begins.
func (r *Rehearsal) play(ctx context.Context) error {
	if err := r.firstContact(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	r.began = time.Now()
	r.mu.Unlock()
	r.Drill.Changed = r.pager.Engine.Poke
	if err := r.Drill.Play(ctx, r); err != nil {
		return err
	}
	// At a fast pace the last change is still on its way.
	r.pager.Engine.Poke()
	settled, err := r.until(ctx, 3*time.Second, func() bool {
		for range r.pager.Desk.Open() {
			return false
		}
		return true
	})
	if err == nil && !settled {
		r.linef("Some incidents are still open.")
	}
	return err
}

// Pager is the drill's own pager.
func (r *Rehearsal) Pager() *pager.Pager { return r.pager }

// Played is closed when the scenario is over; [Rehearsal.Err] tells why, where
// it ended early.
func (r *Rehearsal) Played() <-chan struct{} { return r.played }

// Err is why the scenario ended early; nil while it plays.
func (r *Rehearsal) Err() error {
	select {
	case <-r.played:
		return r.failed
	default:
		return nil
	}
}

// wait returns when the scenario is over.
func (r *Rehearsal) wait() error {
	<-r.played
	return r.failed
}

// At is how far the scenario has come, of its length.
func (r *Rehearsal) At() (at, of time.Duration) {
	return r.Drill.At(), time.Duration(r.Drill.Scenario.Length)
}

// Tell hands what happens to f too, on the drill's goroutine.
func (r *Rehearsal) Tell(f func(text string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell = f
}

// linef tells the person something; the keyboard and the scenario both do.
func (r *Rehearsal) linef(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.voice.words.linef(format, args...)
}

// End stops the drill and waits until nothing of it runs any more. It may be
// called again.
func (r *Rehearsal) End() error {
	r.ending.Do(func() {
		r.stop()
		r.group.Wait()
		if r.pager != nil {
			final := r.Outcomes()
			r.mu.Lock()
			r.final = final
			r.mu.Unlock()
		}
		for n := len(r.parts) - 1; n >= 0; n-- {
			r.ended = errors.Join(r.ended, r.parts[n]())
		}
	})
	return r.ended
}
