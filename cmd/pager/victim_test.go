package pager

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/secret"
)

// Of the environment of an app that is to be killed: its folder, and when its
// clock and the servers' began.
const (
	victimOf    = "TURNAROUND_TEST_VICTIM"
	victimSince = "TURNAROUND_TEST_SINCE"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimOf); dir != "" {
		if err := victim(context.Background(), dir, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// hasty is a clock ten times as fast as the wall's, so that the rates that
// pages allow are kept and nobody waits for them for long.
type hasty struct{ since time.Time }

const haste = 10

func (h hasty) now() time.Time { return h.since.Add(haste * time.Since(h.since)) }

func (h hasty) wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d / haste)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// prisoner is an app that publishes what it is told to, until it is killed.
type prisoner struct {
	*Pager
	channels []string
	in       *bufio.Scanner
	out      io.Writer
}

// victim publishes on all channels what its input says, a line each: an
// incident, a phase and a text. After "end" it goes on until all is settled, and asks
// what a person would be asked.
func victim(ctx context.Context, dir string, in io.Reader, out io.Writer) error {
	places := config.Places{Config: filepath.Join(dir, "config.toml")}.WithData(filepath.Join(dir, "data"))
	c, err := config.Load(places.Config)
	if err != nil {
		return err
	}
	since, err := strconv.ParseInt(os.Getenv(victimSince), 10, 64)
	if err != nil {
		return err
	}
	clock := hasty{time.Unix(0, since)}
	p, err := Open(ctx, Options{Places: places, Config: c, Now: clock.now, Wait: clock.wait, Log: slog.New(slog.DiscardHandler),
		Secrets: &secret.Resolver{Known: &secret.Redactor{}, Ring: noRing{}, Home: dir}})
	if err != nil {
		return err
	}
	rules := p.deskRules(c)
	rules.Hold = 0
	p.Desk.SetRules(rules)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go p.Engine.Run(ctx)
	v := &prisoner{Pager: p, channels: p.Desk.Channels(), in: bufio.NewScanner(in), out: out}
	for v.in.Scan() && v.in.Text() != "end" {
		part := strings.SplitN(v.in.Text(), ": ", 3)
		if err := v.say(ctx, part[0], incident.Phase(part[1]), part[2]); err != nil {
			return err
		}
		fmt.Fprintln(out, "queued", part[2])
	}
	if err := v.drain(ctx); err != nil {
		return err
	}
	return v.tell()
}

func (v *prisoner) say(ctx context.Context, title string, phase incident.Phase, text string) error {
	var id incident.ID
	for row := range v.Desk.Open() {
		if row.Title == title {
			id = row.ID
		}
	}
	if id == "" {
		var err error
		if id, err = v.Desk.Declare(ctx, v.Who("command"), title, "shop", 2); err != nil {
			return err
		}
	}
	var all []outbox.Update
	for _, name := range v.channels {
		all = append(all, outbox.Update{Channel: name, Phase: phase, Title: title, Subject: title, Text: text})
	}
	_, err := v.Desk.Publish(ctx, v.Who("command"), id, all)
	return err
}

// drain waits until nothing waits. What asks is put to the person.
func (v *prisoner) drain(ctx context.Context) error {
	moved := make(chan struct{}, 1)
	stop := v.Desk.Listen(func(event.Event) {
		select {
		case moved <- struct{}{}:
		default:
		}
	})
	defer stop()
	for {
		waiting, err := v.Desk.Outbox()
		if err != nil {
			return err
		}
		for _, a := range waiting {
			if err := v.settle(ctx, a); err != nil {
				return err
			}
		}
		if len(waiting) == 0 {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (v *prisoner) settle(ctx context.Context, a outbox.Action) error {
	switch a.State {
	case outbox.Rejected:
		return v.Desk.Drop(ctx, v.Who("command"), a.ID)
	case outbox.Asking:
		fmt.Fprintf(v.out, "asks %s: %s: %s\n", a.Update.Channel, a.Update.Text, a.LastError)
		if !v.in.Scan() {
			return io.ErrUnexpectedEOF
		}
		if v.in.Text() == "drop" {
			return v.Desk.Drop(ctx, v.Who("command"), a.ID)
		}
		return v.Desk.Retry(ctx, a.ID, true)
	}
	return nil
}

// tell says what the timelines hold: told, failed, and told as if by others, by
// channel and text.
func (v *prisoner) tell() error {
	count := map[string]int{}
	for row := range v.Desk.Open() {
		detail, err := v.Desk.Show(row.ID, 0)
		if err != nil {
			return err
		}
		for _, e := range detail.Entries {
			s := incident.Unpack[incident.Spoken](e)
			switch e.Kind {
			case incident.KindPublished:
				count["told "+s.Channel+" "+s.Body]++
				if s.Elsewhere {
					count["foreign "+s.Channel+" "+s.Body]++
				}
			case incident.KindPublishFailed:
				count["failed "+s.Channel+" "+s.Body]++
			}
		}
	}
	for what, n := range count {
		fmt.Fprintf(v.out, "%s: %d\n", what, n)
	}
	fmt.Fprintln(v.out, "idle")
	return nil
}
