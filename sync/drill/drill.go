// Package drill is the built-in rehearsal: real servers on loopback play a
// scripted outage, which reaches the app through its ordinary sources, and
// practice customers read what is published on a status page and by mail.
package drill

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// Drill is a scenario with its servers running.
type Drill struct {
	Scenario     Scenario
	Alertmanager *Alertmanager
	Mailbox      *Mailbox
	Post         *Post  // what practice customers get by mail
	Page         *Page  // what they read
	Password     string // of the practice servers
	// Changed is called after each step of Play; may be nil. At a fast pace a
	// reader that looks every second would miss what begins and ends between.
	Changed func()

	now    func() time.Time
	speed  atomic.Int64 // hundredths
	pace   chan struct{}
	serial int
	clock  atomic.Pointer[moment]
	wrote  atomic.Int64 // practice customers that wrote to support
	last   atomic.Int64 // when the last of them did, in the scenario's time
}

// moment tells the scenario's time: it stood at at when it was from, and moves
// at speed up to until.
type moment struct {
	at, until time.Duration
	from      time.Time
	speed     float64
}

// Start starts the servers; nothing happens until Play.
func Start(s Scenario, now func() time.Time) (*Drill, error) {
	d := &Drill{Scenario: s, now: now, Password: rand.Text(), pace: make(chan struct{}, 1)}
	d.speed.Store(100)
	if err := d.start(); err != nil {
		return nil, errors.Join(err, d.Close(context.Background()))
	}
	return d, nil
}

func (d *Drill) start() (err error) {
	if d.Alertmanager, err = StartAlertmanager(d.now); err != nil {
		return err
	}
	if d.Mailbox, err = StartMailbox(d.Password); err != nil {
		return err
	}
	if d.Post, err = StartPost(d.Scenario.Customers, d.Password, d.now); err != nil {
		return err
	}
	d.Page, err = StartPage(d.Scenario.Page, d.Scenario.Components(), d.Password, d.Post, d.now)
	return err
}

// Close stops the servers.
func (d *Drill) Close(ctx context.Context) error {
	var errs []error
	if d.Page != nil {
		errs = append(errs, d.Page.Close(ctx))
	}
	if d.Post != nil {
		errs = append(errs, d.Post.Close())
	}
	if d.Mailbox != nil {
		errs = append(errs, d.Mailbox.Close())
	}
	if d.Alertmanager != nil {
		errs = append(errs, d.Alertmanager.Close(ctx))
	}
	return errors.Join(errs...)
}

// Contacts tells how many practice customers wrote to support so far, and when
// the last of them did.
func (d *Drill) Contacts() (n int, last time.Duration) {
	return int(d.wrote.Load()), time.Duration(d.last.Load())
}

// Speed sets the pace: 1 is real time, 5 is five times as fast.
func (d *Drill) Speed(factor float64) error {
	if factor < 0.1 || factor > 1000 {
		return fmt.Errorf("drill speed %g: give 0.1 to 1000", factor)
	}
	d.speed.Store(int64(factor * 100))
	select {
	case d.pace <- struct{}{}:
	default:
	}
	return nil
}

// Pace is the present speed.
func (d *Drill) Pace() float64 { return float64(d.speed.Load()) / 100 }

// At is how far the scenario has come.
func (d *Drill) At() time.Duration {
	c := d.clock.Load()
	if c == nil {
		return 0
	}
	return min(c.at+time.Duration(float64(d.now().Sub(c.from))*c.speed), c.until)
}

// Player is what a drill needs of whoever watches it.
type Player interface {
	// Say tells what happens; at is the scenario's time.
	Say(at time.Duration, text string)
	// Unless does what the person has not done: acknowledge or resolve what
	// is open. It answers whether there was anything to do.
	Unless(ctx context.Context, what string) (did bool, err error)
	// Wrote tells that practice customers wrote to support, all of them so far.
	Wrote(ctx context.Context, at time.Duration, all int) error
	// Await returns when the promise that customers wait for was kept or has
	// rung; at once where there is none that is due soon.
	Await(ctx context.Context, at time.Duration) error
}

// Prepare does what the scenario says happened before it begins: the steps at
// 0 s, which the app finds at first contact.
func (d *Drill) Prepare(ctx context.Context, p Player) error {
	for _, step := range d.Scenario.Steps {
		if step.At > 0 {
			break
		}
		if err := d.do(ctx, step, p); err != nil {
			return fmt.Errorf("drill: prepare: %w", err)
		}
	}
	return nil
}

// Play runs the scenario from its first moment to its end.
func (d *Drill) Play(ctx context.Context, p Player) error {
	at := time.Duration(0)
	for _, step := range d.Scenario.Steps {
		if step.At == 0 {
			continue
		}
		if err := d.wait(ctx, at, time.Duration(step.At)); err != nil {
			return err
		}
		at = time.Duration(step.At)
		if step.Awaits {
			if err := p.Await(ctx, at); err != nil {
				return err
			}
		}
		if err := d.do(ctx, step, p); err != nil {
			return fmt.Errorf("drill: at %s: %w", at, err)
		}
		if d.Changed != nil {
			d.Changed()
		}
	}
	return d.wait(ctx, at, time.Duration(d.Scenario.Length))
}

func (d *Drill) do(ctx context.Context, step Step, p Player) error {
	at := time.Duration(step.At)
	if step.Unless != "" {
		did, err := p.Unless(ctx, step.Unless)
		if err != nil || !did {
			return err
		}
	}
	for _, id := range step.Fire {
		a := d.Scenario.alert(id)
		d.Alertmanager.Fire(a.Labels, a.Annotations)
	}
	for _, id := range step.Clear {
		d.Alertmanager.Clear(d.Scenario.alert(id).Labels)
	}
	for _, id := range step.Silence {
		d.Alertmanager.Silence(step.By, step.Comment, d.Scenario.alert(id).Labels, time.Hour)
	}
	for _, id := range step.Mail {
		for _, m := range d.Scenario.Mails {
			if m.ID != id {
				continue
			}
			d.serial++
			if err := d.Mailbox.Append(m.render(d.now(), d.serial), d.now()); err != nil {
				return err
			}
		}
	}
	if step.Say != "" {
		p.Say(at, step.Say)
	}
	if step.Contacts > 0 && !d.Page.Told() {
		d.last.Store(int64(at))
		return p.Wrote(ctx, at, int(d.wrote.Add(int64(step.Contacts))))
	}
	return nil
}

// wait lets scenario time pass at the present pace, which may change meanwhile.
func (d *Drill) wait(ctx context.Context, at, until time.Duration) error {
	for at < until {
		now := &moment{at: at, until: until, from: d.now(), speed: d.Pace()}
		d.clock.Store(now)
		timer := time.NewTimer(time.Duration(float64(until-at) / now.speed))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
			at = until
		case <-d.pace:
			timer.Stop()
			at = d.At()
		}
	}
	d.clock.Store(&moment{at: until, until: until, from: d.now()})
	return ctx.Err()
}
