package pager

import (
	"context"
	"fmt"
	"io"
	"strings"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/page"
	"turnaround/sync/notify"
)

// Page makes the loop that rings; screen is where notes go when there is no
// desktop (nil: nowhere). The returned function closes the notifications.
func (p *Pager) Page(screen io.Writer) (closeNotes func() error, err error) {
	sender := notify.New(notify.Config{Log: p.log, Now: p.now, Screen: screen, Way: p.opts.Way})
	if err := p.page(sender, sender.Presses()); err != nil {
		return nil, err
	}
	p.sender = sender
	return sender.Close, nil
}

// PageTo rings through a notifier of the caller's.
func (p *Pager) PageTo(n page.Notifier, presses <-chan page.Press) error { return p.page(n, presses) }

func (p *Pager) page(n page.Notifier, presses <-chan page.Press) error {
	policy, err := p.policy(p.Config())
	if err != nil {
		return err
	}
	board := p.Desk.Board()
	p.Loop = page.New(page.LoopConfig{
		Board: board, Notifier: n, Duty: p.Duty, Health: p.health, Policy: policy, Mute: p.muter, Presses: presses,
		Ack: func(ctx context.Context, id incident.ID) error {
			_, err := p.Desk.Acknowledge(ctx, p.Who("notification"), id)
			return err
		},
		Promises: board.Promises, Me: p.me, Still: p.stillWorking, Teller: &teller{p: p},
		Stuck: board.Stuck,
		Unstick: func(ctx context.Context, s page.Stuck) error {
			if s.Fix == page.FixTwin {
				_, err := p.JoinTwin(ctx, "notification", s.ID, s.Channel)
				return err
			}
			return p.Desk.Unstick(ctx, p.Who("notification"), s)
		},
		Open: p.opts.Open, Write: p.opts.Write, Called: p.called, Meta: board, Log: p.log, Now: p.now,
	})
	return nil
}

// me is the person at this computer, as promises name people.
func (p *Pager) me() incident.PersonID { return incident.NewPersonID(p.Config().Me.Name) }

// policy is how it rings by a configuration.
func (p *Pager) policy(c config.Config) (*page.Policy, error) {
	policy, err := page.NewPolicy(c.Page, c.Quiet, p.Zone)
	if err != nil {
		return nil, fmt.Errorf("read how it rings: %w", err)
	}
	return policy, nil
}

// Probe asks the desktop what it would do with a note.
func (p *Pager) Probe(ctx context.Context) notify.Probe {
	if p.sender == nil {
		sender := notify.New(notify.Config{Log: p.log, Now: p.now, Way: p.opts.Way})
		defer sender.Close()
		return sender.Probe(ctx)
	}
	return p.sender.Probe(ctx)
}

// TestPage rings as a real SEV1 would. Without a running loop it makes one
// for the one note.
func (p *Pager) TestPage(ctx context.Context) (page.Trial, error) {
	if p.Loop == nil {
		done, err := p.Page(p.opts.Screen)
		if err != nil {
			return page.Trial{}, err
		}
		defer done()
	}
	return p.Loop.TestPage(ctx), nil
}

// TestHistory tells how the test pages of the last 14 days went.
func (p *Pager) TestHistory(ctx context.Context) (page.TestHistory, error) {
	return page.Tests(ctx, p.Desk.Board(), p.now(), p.Zone())
}

func matches(who, part string) bool {
	return strings.Contains(strings.ToLower(who), strings.ToLower(part))
}
