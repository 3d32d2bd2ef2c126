package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/health"
	"turnaround/app/incident"
	"turnaround/cmd"
	"turnaround/cmd/pager"
	"turnaround/ui/now"
	"turnaround/ui/post"
	"turnaround/ui/postmortem"
	"turnaround/ui/settings"
	"turnaround/ui/welcome"
)

// maker makes worlds of pagers.
type maker struct {
	prefs  fyne.Preferences
	now    func() time.Time
	login  Login
	memory *settings.Memory // what was typed, over a rebuilding of the screens
	reveal func(path string) error
}

// own is the world of the person's own pager.
func (m maker) own(p *pager.Pager, calls Calls) *World {
	typed := &postmortem.Memory{}
	return &World{Core: running{p, m.now()}, Calls: calls, Pages: func(h Host) map[string]Page {
		pages := map[string]Page{placeNow: m.nowPage(p, h, now.Slots{})}
		m.customers(p, h, pages)
		m.settings(p, h, pages)
		m.postmortem(p, h, typed, pages)
		m.compose(p, h, pages)
		return pages
	}}
}

// drill is the world of a drill's pager.
func (m maker) drill(r *cmd.Rehearsal) *World {
	typed, beside := &postmortem.Memory{}, &Watched{}
	return &World{Core: running{r.Pager(), time.Time{}}, Calls: r.Calls, Drill: newRehearsal(r), Watched: beside,
		Pages: func(h Host) map[string]Page {
			pages := map[string]Page{placeNow: m.nowPage(r.Pager(), h, beside.Slots(h))}
			m.customers(r.Pager(), h, pages)
			m.postmortem(r.Pager(), h, typed, pages)
			m.compose(r.Pager(), h, pages)
			return pages
		}}
}

// nowPage is the main screen over a pager.
func (m maker) nowPage(p *pager.Pager, h Host, slots now.Slots) Page {
	screen := now.New(now.Config{
		Ways: WaysOf(h), Slots: slots, Corrects: p, Twins: twins{p}, Desk: p.Desk, Host: h, Prefs: m.prefs, Now: m.now, Post: post.Poster(h.Post),
		Me:     func() string { return p.Who("window").Name },
		Health: func() health.View { return p.Health() },
		Ringing: func() now.Ringing {
			return now.Ringing{OnCall: p.Duty.On(m.now()).OnCall, MutedUntil: p.Muted(), Next: p.NextRings()}
		},
	})
	return Page{Screen: screen, Open: func(rest string) { screen.Open(incident.ID(rest)) }}
}

// welcome is the first run, or what keeps it from being one.
func (s *Shell) welcome() Page {
	if s.trouble != nil {
		return s.troubled()
	}
	c := welcome.Config{Drill: s.startDrill, Connect: s.addSource, Archive: s.chooseArchive}
	if s.History != nil {
		c.History = func() { s.Go(routeHistory) }
	}
	if s.own != nil {
		c.Theme = s.inUse.Theme
		c.SetTheme = s.setTheme
	}
	if s.own == nil && s.OpenOwn == nil {
		c.Connect, c.Archive = nil, nil
	}
	return Page{Screen: welcome.New(c)}
}

// setTheme writes the theme into the configuration's file.
func (s *Shell) setTheme(theme string) {
	s.edit(func(d *config.Document) error { return d.Set("look.theme", theme) })
}
