package settings

import (
	"context"
	"path/filepath"
	"time"

	"turnaround/app/config"
	"turnaround/app/duty"
	pages "turnaround/app/page"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// snapshot is how things stand at a moment, read away from the screen.
type snapshot struct {
	at       time.Time
	config   config.Config
	own      []config.Rule // the rules of the personal file
	sources  []Source
	channels []Channel
	duty     duty.State
	shifts   []duty.Shift
	tests    pages.TestHistory
	data     Data
	login    bool
	canLogin bool
	changed  bool      // the file says something else than what is in use
	wrong    []trouble // what is wrong in it
}

// glance tells what is known without waiting for anything.
func (s *Screen) glance() *snapshot {
	c := s.Core
	now := &snapshot{at: s.Now(), config: c.Config(), sources: c.Sources(), duty: c.Duty(), shifts: c.Shifts()}
	now.own = now.config.Page.Rules
	return now
}

// look reads how things stand.
func (s *Screen) look(ctx context.Context) *snapshot {
	c, next := s.Core, s.glance()
	next.channels = c.Channels()
	next.tests, _ = c.Tests(ctx) // what cannot be read proves nothing
	next.login, next.canLogin = c.StartsAtLogin()
	if s.counts.Load() {
		next.data = c.Data()
	}
	doc, err := config.Open(s.path())
	if err == nil {
		next.own, err = doc.Rules()
	}
	if next.config.Path != "" && next.config.Fingerprint() != next.config.Sum {
		next.changed = true
	}
	if err == nil && next.changed {
		_, err = doc.Check()
	}
	next.wrong = troubles(err, s.path())
	return next
}

func (s *Screen) path() string { return s.Core.Places().Config }

// origin is the team file a source comes from; "": the person's own.
func (s *snapshot) origin(source string) string {
	for n, o := range s.config.Origin {
		if n < len(s.config.Sources) && s.config.Sources[n].Name == source && o.Team {
			return filepath.Base(o.File)
		}
	}
	return ""
}

// team is the team file that holds a channel or a service; "": the person's own.
func (s *snapshot) team(list, name string) string {
	if o, ok := s.config.OriginOf(list, name); ok && o.Team {
		return filepath.Base(o.File)
	}
	return ""
}

func (s *snapshot) channel(name string) (config.Channel, bool) {
	for _, c := range s.config.Channels {
		if c.Name == name {
			return c, true
		}
	}
	return config.Channel{}, false
}

// stand is how a channel stands.
func (s *snapshot) stand(name string) Channel {
	for _, c := range s.channels {
		if c.Name == name {
			return c
		}
	}
	return Channel{}
}

func (s *snapshot) channelNames() []string {
	var list []string
	for _, c := range s.config.Channels {
		list = append(list, c.Name)
	}
	return list
}

func (s *snapshot) source(name string) (config.Source, bool) {
	for _, c := range s.config.Sources {
		if c.Name == name {
			return c, true
		}
	}
	return config.Source{}, false
}

func (s *snapshot) names() []string {
	var list []string
	for _, c := range s.config.Sources {
		list = append(list, c.Name)
	}
	return list
}

// tellFile says above the page what is wrong with the file, or that it changed.
func (s *Screen) tellFile() {
	s.banner.Objects = nil
	list := s.wrong
	if len(list) == 0 {
		list = s.now.wrong
	}
	switch {
	case len(list) > 0:
		title := words.N("{{.Count}} problems in the configuration file. What it said before stays in use.", len(list))
		if len(s.wrong) > 0 {
			title = words.T("Not saved.")
		}
		rows := vbox(look.S4, say(title, styleBold))
		for _, t := range list {
			rows.Add(say(t.line(), styleSoft))
		}
		s.banner.Add(notice(look.InkCrit, look.InkCritBG, "error_outline", rows, s.fileLinks()...))
	case s.now.changed:
		use := parts.NewKeyButton(words.T("Use it now"), "sync", "", parts.Outline, s.reload)
		use.Small = true
		s.banner.Add(notice(look.InkInfo, look.InkInfoBG, "sync",
			say(words.T("The configuration file was changed outside this window. The app still uses what it said before."), styleSoft), use))
	}
	show(s.banner, len(s.banner.Objects) > 0)
	s.bodies.settle()
}

// reload takes up what the file says now.
func (s *Screen) reload() {
	s.crew.serial(func(ctx context.Context) func() {
		done, err := s.Core.Reload(ctx)
		next := s.look(ctx)
		return func() {
			s.told(nil, done, err)
			s.show(next)
		}
	})
}
