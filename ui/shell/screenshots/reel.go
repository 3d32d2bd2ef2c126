package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/secret"
	"turnaround/cmd"
	"turnaround/cmd/pager"
	"turnaround/ui/customers"
	"turnaround/ui/now"
	"turnaround/ui/settings"
	"turnaround/ui/shell"
	"turnaround/ui/shell/stage"
)

// reel is a row of pictures of one window over one archive.
type reel struct {
	name   string
	prefix string // of the files' names
	size   fyne.Size
	looks  []look
	tell   func(*teller) error
	change func(*standing) // how things stand, where not as usual
	fresh  bool            // nothing is configured
	drill  bool
	extra  []string  // sources beside the usual
	more   string    // of the configuration's file
	at     time.Time // of the pictures; zero: 14:24
	shots  []shot
}

// look is how a reel is drawn.
type look struct{ suffix, theme, language string }

// shot is one picture: what is done before it, from where the last one left off.
type shot struct {
	name string
	do   func(*set) error
}

// set is a window with what the story needs to reach into.
type set struct {
	*stage.Stage
	ctx   context.Context
	tell  *teller
	stand *standing
}

// draw opens the window and takes the pictures that are wanted.
func (r reel) draw(ctx context.Context, l look, wanted func(string) bool, path func(string) string) (err error) {
	dir, err := os.MkdirTemp("", "turnaround-screenshots-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s := &set{ctx: ctx, stand: usual()}
	if r.fresh {
		s.stand.none()
	}
	if r.change != nil {
		r.change(s.stand)
	}
	p, told, err := r.open(ctx, dir, l)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	s.tell = told
	if id := told.ids["search"]; id != "" {
		s.stand.rings[id] = on(14, 24).Add(42 * time.Second)
	}
	own := p
	if r.drill { // the person's own runs beneath
		beneath, _, err := reel{tell: (*teller).afternoon}.open(ctx, filepath.Join(dir, "own"), l)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, beneath.Close()) }()
		own = beneath
	}
	s.Stage = stage.Open(ctx, r.size, told.clock.now, func(a fyne.App, c *shell.Config) {
		c.Own = s.world(a, own, r.fresh)
		c.History = func(context.Context, string) ([]journey.History, error) { return nil, errNoNetwork }
		if r.drill {
			beside := *s.stand
			beside.health = health.View{Sources: []health.Status{{Name: "practice-alerts", State: health.OK, LastContact: on(14, 24), LastTry: on(14, 24)},
				{Name: "practice-mail", State: health.OK, LastContact: on(14, 24), LastTry: on(14, 24)}}}
			c.Own.Core = core{Core: shell.CoreOf(own, on(6, 0)), s: s.stand, calm: true}
			c.Drill = s.world(a, p, false)
			c.Drill.Watched = &shell.Watched{}
			c.Drill.Drill, c.Drill.Core = rehearsal{}, core{Core: shell.CoreOf(p, on(14, 0)), s: &beside}
		}
	})
	defer s.Close()
	return r.take(s, wanted, path)
}

// errNoNetwork: nothing is fetched for a picture.
var errNoNetwork = errors.New("there is no network in a picture")

// take takes the pictures.
func (r reel) take(s *set, wanted func(string) bool, path func(string) string) error {
	for _, shot := range r.shots {
		if shot.do != nil {
			if err := shot.do(s); err != nil {
				return fmt.Errorf("%s: %w", shot.name, err)
			}
		}
		if !wanted(shot.name) {
			continue
		}
		picture, err := s.Picture()
		if err != nil {
			return fmt.Errorf("%s: %w", shot.name, err)
		}
		if err := save(path(shot.name), picture); err != nil {
			return err
		}
	}
	return nil
}

// open writes the archive and gives a pager over it, which is never run.
func (r reel) open(ctx context.Context, dir string, l look) (*pager.Pager, *teller, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make a folder: %w", err)
	}
	places := placesIn(dir)
	sources := []string{prod, tree, mailbox, probe}
	switch {
	case r.fresh:
		sources = nil
	case r.drill:
		sources = []string{"practice-alerts", "practice-mail"}
	}
	text := shopFile(fmt.Sprintf("theme = %q\nlanguage = %q", l.theme, l.language), append(sources, r.extra...)...)
	text += r.more
	if err := os.WriteFile(places.Config, []byte(text), 0o600); err != nil {
		return nil, nil, fmt.Errorf("write the configuration: %w", err)
	}
	c, err := config.Load(places.Config)
	if err != nil {
		return nil, nil, err
	}
	t := &teller{ctx: ctx, clock: &clock{on(6, 0)}, ids: map[string]incident.ID{}}
	p, err := pager.Open(ctx, pager.Options{Places: places, Config: c, Log: slog.New(slog.DiscardHandler), Now: t.clock.now,
		Secrets: &secret.Resolver{Known: &secret.Redactor{}}, Key: make([]byte, secret.KeySize), Practice: r.drill})
	if err != nil {
		return nil, nil, err
	}
	t.desk, t.pager = p.Desk, p
	if r.tell != nil {
		err = r.tell(t)
	}
	if t.clock.at = on(14, 24); !r.at.IsZero() {
		t.clock.at = r.at
	}
	if err != nil {
		return nil, nil, errors.Join(err, p.Close())
	}
	return p, t, nil
}

// world is the window's world over the pager, standing as the story says.
func (s *set) world(a fyne.App, p *pager.Pager, fresh bool) *shell.World {
	clock := s.tell.clock.now
	w := &shell.World{Core: core{Core: shell.CoreOf(p, on(6, 0)), s: s.stand, empty: fresh}}
	w.Pages = func(h shell.Host) map[string]shell.Page {
		var slots now.Slots
		if w.Watched != nil {
			slots = w.Watched.Slots(h)
		}
		list := now.New(now.Config{Ways: shell.WaysOf(h), Slots: slots, Desk: p.Desk, Corrects: p, Host: h, Prefs: a.Preferences(), Now: clock, Post: h.Post,
			Me:     func() string { return me },
			Health: func() health.View { return s.stand.health },
			Ringing: func() now.Ringing {
				return now.Ringing{OnCall: s.stand.duty.OnCall, Next: s.stand.rings}
			}})
		page := settings.New(settings.Config{Core: settingsCore{shell.SettingsOf(p), p, s.stand}, Host: h, Now: clock, Version: cmd.Version,
			Listen: p.Desk.Listen, Memory: &settings.Memory{}, SaveAs: func(string, func(string)) {}, OpenFile: func(func(string)) {},
			Reveal: func(string) error { return nil }})
		owed := customers.New(customers.Config{Core: shell.CustomersOf(p), Host: h, Now: clock, Post: h.Post, Me: func() string { return me },
			Forms: customers.Forms{Compose: func(incident.ID) {}, Impact: list.EditImpact, Told: list.TellElsewhere}})
		return map[string]shell.Page{
			"postmortem": postmortemPage(p, h, clock),
			"now":        {Screen: list, Open: func(rest string) { list.Open(incident.ID(rest)) }},
			"customers":  {Screen: owed, Open: func(rest string) { owed.Open(incident.ID(rest)) }},
			"compose":    shell.ComposePage(shell.ComposeOf(p), h, clock),
			"settings": {Screen: page, Open: func(rest string) {
				page.Open(rest)
			}},
		}
	}
	return w
}
